"""Whom to ask first for the most pressing empty seat of a day: the short list beside the board."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from django.db.models import QuerySet

from core.prepared import Prepared, prepared
from reporting.chips import Seated
from sessions.choices import CrewRole
from sessions.display.free import free_coaches
from sessions.display.leavers import Leavers
from sessions.display.seats import (
    BY_NEED,
    FREE_COLUMNS,
    Choice,
    FreeCoach,
    choice,
    with_days,
)
from sessions.models import Session
from sessions.rules.crews import DEMONSTRATION_SERVICES, in_words, services_that_fit

SUGGESTED = 5
READ = 15  # of whom those for whom the airfield is too far are passed over


@dataclass(frozen=True)
class Suggestions:
    """Who could take the first empty seat, best first; ``left`` says who left it."""

    title: str
    left: str
    wanted: str
    role: str
    car: int | str  # nothing for a seat that is not in a car
    coaches: list[Choice]
    all_address: str


@cache
def _best(role: str, is_apart: bool) -> Prepared:
    """The query for a kind of seat: ``is_apart`` leaves newcomers out."""

    @prepared
    def found(programme: int, date: datetime.date, service: str) -> QuerySet:
        free = free_coaches(programme, date)
        if role == CrewRole.CAR:
            free = free.exclude(service=service)
        elif role == CrewRole.DEMONSTRATION:
            free = free.filter(service=service, may_demonstrate=True)
        else:
            free = free.filter(may_lead=True)
        if is_apart:
            free = free.filter(newcomer=False)
        best = with_days(free).order_by(*BY_NEED)
        return best.values_list(*FREE_COLUMNS)[:READ]

    return found


def _coaches(session: Session, role: str, service: str, *, is_apart: bool = False) -> list[Choice]:
    asked: Mapping[str, int | str | datetime.date] = {
        "programme": session.programme_id,
        "date": session.date,
        "service": service,
    }
    free = (FreeCoach(*row) for row in _best(role, is_apart)(**asked))
    near = (coach for coach in free if not coach.is_too_far(session.airfield.grid_reference))
    return [choice(coach, session) for coach in islice(near, SUGGESTED)]


def for_car(
    session: Session, car: int, number: int, seats: Collection[Seated], address: str, left: str
) -> Suggestions:
    """Whom to ask for a car that has one coach or none."""
    taken = [seat.service for seat in seats]
    is_apart = any(seat.newcomer for seat in seats)
    role = CrewRole.CAR.value
    return Suggestions(
        title=f"Car {number} is short of {'a coach' if taken else 'two coaches'}",
        left=left,
        wanted=f"from {in_words(services_that_fit(taken))}",
        role=role,
        car=car,
        coaches=_coaches(session, role, taken[0] if taken else "", is_apart=is_apart),
        all_address=f"{address}?role={role}&car={car}",
    )


def for_posts(
    session: Session, seats: Collection[Seated], address: str, leavers: Leavers
) -> Suggestions | None:
    """Whom to ask for the demonstration, else for the lead, where the cars are all crewed."""
    showing = {seat.service for seat in seats if seat.role == CrewRole.DEMONSTRATION}
    lacking = next((one for one in DEMONSTRATION_SERVICES if one not in showing), None)
    if lacking is not None:
        role, title = CrewRole.DEMONSTRATION.value, f"The demonstration needs {lacking.lower()}"
        left, wanted = leavers.of_demonstration(lacking), f"from {lacking.lower()}"
    elif all(seat.role != CrewRole.LEAD for seat in seats):
        role, title = CrewRole.LEAD.value, "The day needs a lead"
        left, wanted = leavers.of_lead(), "able to lead"
    else:
        return None
    coaches = _coaches(session, role, lacking or "")
    return Suggestions(title, left, wanted, role, "", coaches, f"{address}?role={role}")
