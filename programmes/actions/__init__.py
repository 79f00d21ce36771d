"""Every write to supply, split by noun."""

from programmes.actions.availability import answer_availability
from programmes.actions.coaches import add_coach, change_coach
from programmes.actions.partners import add_partner, change_partner
from programmes.actions.people import grant_role, remove_role
from programmes.actions.programme import change_programme, set_up_programme
from programmes.actions.supply import (
    add_airfield,
    add_car,
    add_closure,
    change_airfield,
    change_car,
    remove_closure,
)

__all__ = [
    "add_airfield",
    "add_car",
    "add_closure",
    "add_coach",
    "add_partner",
    "answer_availability",
    "change_airfield",
    "change_car",
    "change_coach",
    "change_partner",
    "change_programme",
    "grant_role",
    "remove_closure",
    "remove_role",
    "set_up_programme",
]
