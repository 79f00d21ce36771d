"""Adds coaches, and keeps the dates of their assurance."""

import datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from accounts.actions import account_for, invite
from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.grid import KILOMETRE, tidy
from core.phone import mobile_number
from core.problems import Refused, store
from programmes.actions.people import give_role
from programmes.models import Coach, Membership, Partner, Programme
from programmes.rules import service_problems


class CannotKeepCoach(Refused):
    """The coach cannot be added or changed as asked."""


class Facts(TypedDict, total=False):
    """What is kept of a coach; what is left out stays as it is."""

    given_name: Required[str]
    family_name: Required[str]
    station: str
    pvg_confirmed_on: datetime.date | None
    pvg_confirmed_by: str
    pvg_review_on: datetime.date | None
    trained_until: datetime.date | None
    newcomer: bool
    may_lead: bool
    may_demonstrate: bool
    phone: str
    grid_reference: str
    most_miles: int | None
    most_days_a_month: int | None
    most_days_a_year: int | None


@transaction.atomic
def add_coach(
    *, programme: Programme, partner: Partner, email: str = "", by: User, **facts: Unpack[Facts]
) -> Coach:
    """Add a coach from ``partner``, whose kind is his service; with ``email`` he can sign in."""
    coach = Coach(programme=programme, partner=partner)
    _fill(coach, partner=partner, email=email, facts=facts)
    AuditEvent.record(by=by, verb="added a coach", target=coach, programme_id=programme.pk)
    return coach


@transaction.atomic
def change_coach(
    *,
    coach: Coach,
    partner: Partner,
    is_active: bool = True,
    email: str = "",
    by: User,
    **facts: Unpack[Facts],
) -> Coach:
    """Change a coach; ``email`` gives an account to one who has none, and else must be empty."""
    coach.is_active = is_active
    _fill(coach, partner=partner, email=email, facts=facts)
    held = Membership.objects.filter(programme=coach.programme, user=coach.user, role=Role.COACH)
    held.update(partner=partner)
    AuditEvent.record(by=by, verb="changed a coach", target=coach, programme_id=coach.programme_id)
    return coach


def _fill(coach: Coach, *, partner: Partner, email: str, facts: Facts) -> None:
    """Put the facts into the row, store it, and open the account that is asked for."""
    if wrong := list(service_problems(partner.name, partner.kind)):
        raise CannotKeepCoach(wrong)
    coach.partner = partner
    coach.service = partner.kind
    for name, value in facts.items():
        setattr(coach, name, value)
    try:
        coach.phone = mobile_number(coach.phone)
        coach.grid_reference = tidy(coach.grid_reference, digits=KILOMETRE)
    except ValueError as reason:
        raise CannotKeepCoach(str(reason)) from None
    if not email:
        store(coach)
        return
    if coach.user is not None:
        raise CannotKeepCoach("This coach has an account already. Leave the e-mail address empty.")
    coach.user = account_for(email=email, name=str(coach))
    store(coach)
    give_role(programme=coach.programme, user=coach.user, role=Role.COACH, partner=partner)
    invite(user=coach.user, role=Role.COACH.label, programme=str(coach.programme))
