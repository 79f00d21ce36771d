"""Reads a season out of the database in plain values, in a handful of queries whatever its size."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from core.grid import KM_PER_MILE, Place, place_of
from core.words import month_name, short_day
from programmes.choices import Answer
from programmes.models import Availability, Coach, Programme
from programmes.rules import Assurance
from sessions.choices import CrewRole, SeatState, SessionState
from sessions.models import CrewSeat, Session
from sessions.rules.season import DEMONSTRATION, Day, Duty, Person, Season, Seat

MARKS = {Answer.FREE.value: "0", Answer.IF_NEEDED.value: "2"}
# Who has a seat has been spoken to: where nothing is on record for the date, he can come.
SEATED = "1"
NEED = {Duty.LEAD: 1, Duty.DEMO_FIRE: 1, Duty.DEMO_AMBULANCE: 1}
SOME_DATES = 100  # up to so many dates are asked for one by one

Dates = Collection[datetime.date]


class SeatRow(NamedTuple):
    """A crew seat as it is read; ``stays`` when it was accepted or pinned."""

    day: int
    date: datetime.date
    day_state: str
    coach: int
    service: str
    role: str
    state: str
    pinned: bool

    @property
    def stays(self) -> bool:
        return self.state == SeatState.ACCEPTED or self.pinned


@dataclass
class _Taken:
    """What the coaches' seats mean for a season whose days are known."""

    fixed: set[Seat] = field(default_factory=set)
    asked: set[Seat] = field(default_factory=set)
    sits: set[int] = field(default_factory=set)
    seated: dict[int, set[datetime.date]] = field(default_factory=lambda: defaultdict(set))
    held: dict[int, list[datetime.date]] = field(default_factory=lambda: defaultdict(list))
    # A day that is called off counts for no limit, but its seat is still the coach's that date.
    blocked: dict[int, set[datetime.date]] = field(default_factory=lambda: defaultdict(set))


def load_season(
    programme: Programme,
    today: datetime.date,
    *,
    sessions: Collection[int] | None = None,
    also: Collection[int] = (),
) -> Season:
    """The open days from ``today`` on, with everybody who takes part; ids are those of the rows.

    With ``sessions`` only those of them; all other seats of the season are then held, and count for
    the limits. ``also`` names coaches to bring even where they no longer take part, so that the
    checker can say so. Gladly is "0", only if needed "2"; who has a seat but gave no answer has
    "1". Where two days share a date, their names say the airfield.
    """
    days = _days(programme, today, sessions)
    taken = _taken(programme, {key for key, *_ in days})
    dates = {date for _, date, *_ in days}
    marks = _marks(programme, dates)
    return Season(
        days=tuple(_named(days)),
        people=tuple(_people(programme, {*also, *taken.sits}, marks, taken)),
        fixed=frozenset(taken.fixed),
        asked=frozenset(taken.asked),
    )


def roster_now(season: Season) -> frozenset[Seat]:
    """The seats of today: those that stay and those that were asked."""
    return season.fixed | season.asked


def duty_of(role: str, service: str) -> Duty:
    """What a stored seat asks of its coach."""
    if role == CrewRole.DEMONSTRATION:
        return DEMONSTRATION[service]
    return Duty.LEAD if role == CrewRole.LEAD else Duty.CAR


def role_of(duty: Duty) -> CrewRole:
    """As a duty is stored: both parts of the demonstration are one role."""
    return {Duty.CAR: CrewRole.CAR, Duty.LEAD: CrewRole.LEAD}.get(duty, CrewRole.DEMONSTRATION)


# --- reading ------------------------------------------------------------------------------------


DayRow = tuple[int, datetime.date, str, str, int]  # pk, date, airfield, its place, cars


def _days(
    programme: Programme, today: datetime.date, sessions: Collection[int] | None
) -> list[DayRow]:
    found = Session.objects.filter(programme=programme, date__gte=today).open()
    if sessions is not None:
        found = found.filter(pk__in=sessions)
    return list(
        found.order_by("date", "pk").values_list(
            "pk", "date", "airfield__name", "airfield__grid_reference", Count("caronday")
        )
    )


def _named(days: Iterable[DayRow]) -> Iterable[Day]:
    rows = list(days)
    dates = [date for _, date, *_ in rows]
    shared = {date for date, following in pairwise(dates) if date == following}
    for key, date, airfield, reference, cars in rows:
        name = f"{short_day(date)} {month_name(date)}"
        if date in shared:
            name = f"{name}, {airfield}"
        yield Day(key, date, name, cars, NEED, _place(reference))


def _taken(programme: Programme, days: Collection[int]) -> _Taken:
    taken = _Taken()
    seats = CrewSeat.objects.filter(session__programme=programme)
    declined = _declined(seats)
    for row in seat_rows(seats):
        if row.day in days:
            seat = Seat(row.coach, row.day, duty_of(row.role, row.service))
            (taken.fixed if row.stays else taken.asked).add(seat)
            taken.sits.add(row.coach)
            if row.stays or (row.coach, row.date) not in declined:
                taken.seated[row.coach].add(row.date)
        elif row.day_state == SessionState.OPEN:
            taken.held[row.coach].append(row.date)
        else:
            taken.blocked[row.coach].add(row.date)
    return taken


def seat_rows(seats: QuerySet) -> list[SeatRow]:
    """Crew seats in plain values."""
    rows = seats.values_list(
        "session_id", "date", "session__state", "coach_id", "service", "role", "state", "pinned"
    )
    return [SeatRow(*row) for row in rows]


def _declined(seats: QuerySet) -> set[tuple[int, datetime.date]]:
    """Coaches and dates that were asked for, though the coach has said that he cannot come."""
    asked = seats.filter(
        state=SeatState.ASKED,
        coach__availability__date=F("date"),
        coach__availability__answer=Answer.NOT_FREE,
    )
    return set(asked.values_list("coach_id", "date"))


def _marks(programme: Programme, dates: Dates) -> dict[int, dict[datetime.date, str]]:
    """By coach how glad he is to come, on the dates of the days only."""
    found: dict[int, dict[datetime.date, str]] = defaultdict(dict)
    if not dates:
        return found
    said = Availability.objects.filter(coach__programme=programme, answer__in=MARKS)
    if len(dates) <= SOME_DATES:
        said = said.filter(date__in=sorted(dates))
    else:
        said = said.filter(date__gte=min(dates), date__lte=max(dates))
    for coach, date, answer in said.values_list("coach_id", "date", "answer"):
        if date in dates:
            found[coach][date] = MARKS[answer]
    return found


class _CoachRow(NamedTuple):
    """A coach as he is read; each name is a column's."""

    pk: int
    given_name: str
    family_name: str
    service: str
    is_active: bool
    pvg_confirmed_on: datetime.date | None
    pvg_review_on: datetime.date | None
    trained_until: datetime.date | None
    grid_reference: str
    most_miles: int | None
    most_days_a_month: int | None
    most_days_a_year: int | None
    newcomer: bool
    may_lead: bool
    may_demonstrate: bool


def _people(
    programme: Programme,
    also: Collection[int],
    marks: Mapping[int, Mapping[datetime.date, str]],
    taken: _Taken,
) -> Iterable[Person]:
    coaches = Coach.objects.filter(Q(is_active=True) | Q(pk__in=also), programme=programme)
    for row in coaches.order_by("pk").values_list(*_CoachRow._fields):
        yield _person(_CoachRow(*row), marks.get(row[0], {}), taken)


def _person(row: _CoachRow, marks: Mapping[datetime.date, str], taken: _Taken) -> Person:
    name = f"{row.given_name} {row.family_name}"
    held = sorted(taken.held.get(row.pk, ()))
    blocked = taken.blocked.get(row.pk, ())
    seated = dict.fromkeys(taken.seated.get(row.pk, ()), SEATED)
    return Person(
        id=row.pk,
        name=name,
        service=row.service,
        assurance=Assurance(
            name, row.is_active, row.pvg_confirmed_on, row.pvg_review_on, row.trained_until
        ),
        marks={date: mark for date, mark in {**seated, **marks}.items() if date not in blocked},
        home=_place(row.grid_reference),
        most_km=None if row.most_miles is None else row.most_miles * KM_PER_MILE,
        most_a_month=row.most_days_a_month,
        most_in_season=row.most_days_a_year,
        prior=len(held),
        held=tuple(held),
        newcomer=row.newcomer,
        may_lead=row.may_lead,
        may_demonstrate=row.may_demonstrate,
    )


@lru_cache(maxsize=4096)
def _place(reference: str) -> Place | None:
    """Where a stored reference lies; one that cannot be read is a place that is not known."""
    try:
        return place_of(reference)
    except ValueError:
        return None
