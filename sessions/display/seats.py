"""Whom to put into a seat: the seat in words, the coaches who can, and why others cannot."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.words import long_date, many
from programmes.choices import Answer, Service
from programmes.display.tags import SOON_DAYS
from programmes.models import Availability, Coach
from programmes.models.coaches import CoachQuerySet
from programmes.rules import SERVICES
from sessions.choices import CrewRole
from sessions.display.free import free_coaches
from sessions.display.words import miles_apart, miles_between
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.rules.crews import (
    COACHES_PER_CAR,
    DEMONSTRATION_SERVICES,
    asked_words,
    in_words,
    place_words,
    role_problems,
    services_that_fit,
)

PAGE = 50
# Who comes gladly before who comes only if needed, then who has had the fewest days.
BY_NEED = ("said", "days", "family_name", "given_name", "id")


@dataclass(frozen=True)
class Opening:
    """A seat to fill: in a car, in the demonstration, or the lead; ``services`` may take it."""

    role: CrewRole
    car: CarOnDay | None
    taken: tuple[str, ...]  # services that sit in the car already
    beside_newcomer: bool = False  # who sits in the car is new, so that no other newcomer may

    @property
    def services(self) -> tuple[str, ...]:
        if self.role == CrewRole.CAR:
            return services_that_fit(self.taken)
        return DEMONSTRATION_SERVICES if self.role == CrewRole.DEMONSTRATION else SERVICES

    @property
    def place(self) -> str:
        """As in "K. Ross is in car 3"."""
        return place_words(self.role, self.car.number if self.car else None)

    @property
    def asked(self) -> str:
        """As in "K. Ross is asked …"."""
        return asked_words(self.role, self.car.number if self.car else None)

    @property
    def fits(self) -> dict[str, object]:
        """What the seat asks of a coach, as the columns of his row."""
        found: dict[str, object] = {"service__in": self.services}
        if self.role == CrewRole.DEMONSTRATION:
            found["may_demonstrate"] = True
        if self.role == CrewRole.LEAD:
            found["may_lead"] = True
        if self.beside_newcomer:
            found["newcomer"] = False
        return found

    @property
    def title(self) -> str:
        """Car 3, Demonstration or Day lead."""
        return str(self.car) if self.car is not None else str(self.role.label)

    @property
    def wanted(self) -> str:
        """From which services: "fire or ambulance"; nothing where all may."""
        return "" if len(self.services) == len(SERVICES) else in_words(self.services)


def openings_in_cars(session: Session) -> list[Opening]:
    """The seats in cars that are still empty, by the number of the car; one for each car."""
    seats = CrewSeat.objects.filter(session=session, car__isnull=False)
    crews: dict[int, list[tuple[str, bool]]] = {}
    for key, service, is_new in seats.values_list("car_id", "service", "coach__newcomer"):
        crews.setdefault(key, []).append((service, is_new))
    cars = CarOnDay.objects.filter(session=session).order_by("number")
    every = [opening_in(car, crews.get(car.pk, [])) for car in cars]
    return [opening for opening in every if len(opening.taken) < COACHES_PER_CAR]


def opening_in(car: CarOnDay, crew: Collection[tuple[str, bool]]) -> Opening:
    """A seat in a car, given the service of each who sits in it and whether he is new."""
    taken = tuple(service for service, _ in crew)
    return Opening(CrewRole.CAR, car, taken, any(is_new for _, is_new in crew))


def with_days(coaches: CoachQuerySet) -> CoachQuerySet:
    """The coaches with ``days``: how many days of the season they have a seat on.

    A day that was called off counts: the coach had kept it free.
    """
    seats = CrewSeat.objects.filter(coach=OuterRef("pk")).order_by().values("coach")
    days = Subquery(seats.annotate(days=Count("id")).values("days"))
    found: CoachQuerySet = coaches.annotate(days=Coalesce(days, 0))
    return found


class Choice(NamedTuple):
    """One coach of the list; who cannot sit there has a reason and no button."""

    pk: int
    look: str
    letter: str
    service: str
    name: str
    about: str
    can: bool


class FreeCoach(NamedTuple):
    """What a short list needs of a coach, in the order of ``FREE_COLUMNS``."""

    pk: int
    service: str
    given_name: str
    family_name: str
    station: str
    pvg_review_on: datetime.date | None
    trained_until: datetime.date | None
    grid_reference: str
    most_miles: int | None
    said: str
    days: int

    def is_too_far(self, airfield: str) -> bool:
        """Whether the airfield, by its grid reference, is further than he travels."""
        far = miles_between(self.grid_reference, airfield)
        return self.most_miles is not None and far is not None and far > self.most_miles

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


FREE_COLUMNS = FreeCoach._fields


def choice(coach: Coach | FreeCoach, day: Session, more: str = "") -> Choice:
    """A coach who may be chosen: how near, how many days this season, what ends soon."""
    days: int = getattr(coach, "days", 0)
    about = [
        more or ("only if needed" if getattr(coach, "said", "") == Answer.IF_NEEDED else ""),
        miles_apart(coach.grid_reference, day.airfield.grid_reference),
        f"{many(days, 'day,days')} this season",
        coach.station,
        *near_ends(coach, day.date),
    ]
    return Choice(
        coach.pk,
        coach.service[0].lower(),
        coach.service[0],
        Service(coach.service).label,
        str(coach),
        " · ".join(filter(None, about)),
        True,
    )


def near_ends(coach: Coach | FreeCoach, date: datetime.date) -> Iterable[str]:
    """PVG review and training that end within a month after a date."""
    last = date + datetime.timedelta(days=SOON_DAYS)
    if coach.pvg_review_on is not None and coach.pvg_review_on <= last:
        yield f"PVG review due {long_date(coach.pvg_review_on)}"
    if coach.trained_until is not None and coach.trained_until <= last:
        yield f"training ends {long_date(coach.trained_until)}"


@dataclass(frozen=True)
class Choices:
    """The lists of the page; ``others`` is None where they are too many and a name is wanted."""

    free: list[Choice]
    others: list[Choice] | None
    has_more: bool  # a next page of free coaches


def choices(session: Session, opening: Opening, name: str = "", page: int = 0) -> Choices:
    """Who can take the seat: free and fit first, then everybody else with what is in the way."""
    every: CoachQuerySet = Coach.objects.filter(programme=session.programme_id).named(name)
    free = free_coaches(session.programme_id, session.date).named(name).filter(**opening.fits)
    first = page * PAGE
    found = list(with_days(free).order_by(*BY_NEED)[first : first + PAGE + 1])
    rest = with_days(every.exclude(pk__in=free.values("pk"))).by_name()
    others = list(rest[: PAGE + 1])
    return Choices(
        [choice(coach, session) for coach in found[:PAGE]],
        _ranked(others, session, opening) if len(others) <= PAGE or name else None,
        len(found) > PAGE,
    )


def _ranked(coaches: Collection[Coach], session: Session, opening: Opening) -> list[Choice]:
    """Those who could be chosen after a call first; then those whom a rule keeps out."""
    answers = dict(
        Availability.objects.filter(coach__in=coaches, date=session.date).values_list(
            "coach_id", "answer"
        )
    )
    seats = {
        seat.coach_id: seat
        for seat in CrewSeat.objects.filter(coach__in=coaches, date=session.date)
        .select_related("session__airfield", "car")
        .only("coach", "role", "car__number", "session__airfield__name")
    }
    rows = [_other(c, session, opening, answers, seats) for c in coaches]
    return sorted(rows, key=lambda row: (not row.can, answers.get(row.pk) == Answer.NOT_FREE))


def _other(
    coach: Coach,
    session: Session,
    opening: Opening,
    answers: Mapping[int, str],
    seats: Mapping[int, CrewSeat],
) -> Choice:
    reasons = list(_reasons(coach, session, opening, seats.get(coach.pk)))
    said = "said: I can’t come" if answers.get(coach.pk) == Answer.NOT_FREE else "has not answered"
    row = choice(coach, session, said)
    return row._replace(can=False, about=" ".join(reasons)) if reasons else row


def _reasons(
    coach: Coach, session: Session, opening: Opening, seat: CrewSeat | None
) -> Iterable[str]:
    yield from coach.fit_problems(session.date)
    if seat is not None:
        where = str(seat.car) if seat.car else seat.get_role_display()
        yield f"Has a seat on this date: {where}, {seat.session.airfield.name}."
    elif coach.service not in opening.services:
        yield f"{opening.title} needs {in_words(opening.services)}."
    elif opening.beside_newcomer and coach.newcomer:
        yield f"{opening.title} has a newcomer already."
    yield from role_problems(
        str(coach), opening.role, may_lead=coach.may_lead, may_demonstrate=coach.may_demonstrate
    )
