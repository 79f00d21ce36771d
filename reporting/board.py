"""The board of a day: cars, the coaches in them, who drives when, and whom an empty seat needs."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.prepared import prepared
from core.words import clock
from programmes.choices import Gearbox, Service
from sessions.choices import CrewRole
from sessions.display.seats import (
    BY_NEED,
    FREE_COLUMNS,
    Choice,
    FreeCoach,
    choice,
    free_coaches,
    with_days,
)
from sessions.models import CarOnDay, CrewSeat, Session
from sessions.rules.crews import (
    COACHES_PER_CAR,
    DEMONSTRATION_SERVICES,
    in_words,
    services_that_fit,
)
from sessions.rules.day_plan import Slots
from sessions.rules.pairs import pair_sentence

SUGGESTED = 5
LUNCH = '<li class="l">lunch</li>'
NOBODY = '<li class="d">–</li>'


class Chip(NamedTuple):
    """A coach in a seat; or an empty seat, which has no number, and where to ``fill`` it."""

    seat: int
    look: str
    letter: str
    service: str
    name: str
    out: str  # where to post to take him out
    fill: str


class CarRow(NamedTuple):
    anchor: str
    number: int
    car: str
    is_short: bool
    seats: list[Chip]
    lane: SafeString


@dataclass(frozen=True)
class Suggestions:
    """Who could take the first empty seat, best first."""

    title: str
    wanted: str
    car: int
    coaches: list[Choice]
    all_address: str


@dataclass(frozen=True)
class Board:
    """Everything under "Cars and coaches"."""

    hours: SafeString
    cars: list[CarRow]
    demonstration: list[Chip]
    lead: list[Chip]
    pairs: str  # the pair meter
    suggestions: Suggestions | None


def board(
    session: Session, slots: Slots, turns: Mapping[tuple[int, int], str], *, is_to_come: bool
) -> Board:
    """The board of a day; ``turns`` holds a pupil's tag for each car and slot.

    Who could come is asked only for a day that ``is_to_come``.
    """
    cars = [_Car(*row) for row in _cars(session=session.pk)]
    seats = [_Seated(*row) for row in _crew(session=session.pk)]
    address = reverse("sessions:seat", args=[session.pk])
    in_cars = {car.id: [s for s in seats if s.car == car.id] for car in cars}
    short = [car for car in cars if len(in_cars[car.id]) < COACHES_PER_CAR]
    # The car that lacks one coach comes before a car that lacks both.
    worst = min(short, key=lambda car: (-len(in_cars[car.id]), car.number), default=None)
    return Board(
        hours=_lane([f"<li>{hour}</li>" for hour in _hours(slots)], slots),
        cars=[_car_row(car, in_cars[car.id], slots, turns, address) for car in cars],
        demonstration=list(_showing(seats, address)),
        lead=list(_leading(seats, address)),
        pairs=_pairs(session, seats, len(cars)) if is_to_come else "",
        suggestions=_suggestions(session, worst, in_cars[worst.id], address)
        if worst is not None and is_to_come
        else None,
    )


class _Car(NamedTuple):
    id: int
    number: int
    name: str
    gearbox: str


@prepared
def _cars(session: int) -> QuerySet:
    rows = CarOnDay.objects.filter(session=session).order_by("number")
    return rows.values_list("id", "number", "car__name", "car__gearbox")


class _Seated(NamedTuple):
    id: int
    service: str
    role: str
    car: int | None
    side: int | None
    given_name: str
    family_name: str


@prepared
def _crew(session: int) -> QuerySet:
    return (
        CrewSeat.objects.filter(session=session)
        .order_by("id")
        .values_list(
            "id", "service", "role", "car_id", "side", "coach__given_name", "coach__family_name"
        )
    )


def _chip(seat: _Seated) -> Chip:
    """A filled seat; its address is put together, for finding each in the urls costs more."""
    return Chip(
        seat=seat.id,
        look=seat.service[0].lower(),
        letter=seat.service[0],
        service=Service(seat.service).label,
        name=f"{seat.given_name[:1]}. {seat.family_name}",
        out=_unseat_address().replace("/0/", f"/{seat.id}/"),
        fill="",
    )


@cache
def _unseat_address() -> str:
    return reverse("sessions:unseat", args=[0])


def _gap(words: str, address: str) -> Chip:
    return Chip(0, "none", "!", "", words, "", address)


def _car_row(
    car: _Car,
    seats: Collection[_Seated],
    slots: Slots,
    turns: Mapping[tuple[int, int], str],
    address: str,
) -> CarRow:
    fitting = services_that_fit([seat.service for seat in seats])
    words = f"Needs {in_words(fitting)}" if seats else "Needs a coach"
    fill = f"{address}?role={CrewRole.CAR.value}&car={car.id}"
    sides = {seat.side: _chip(seat) for seat in seats}
    drive = [turns.get((car.id, slot)) for slot in range(len(slots.starts))]
    return CarRow(
        anchor=f"car-{car.number}",
        number=car.number,
        car=f"{car.name} · {Gearbox(car.gearbox).label}",
        is_short=len(seats) < COACHES_PER_CAR,
        seats=[sides.get(n) or _gap(words, fill) for n in range(1, COACHES_PER_CAR + 1)],
        lane=_lane([f"<li>{tag}</li>" if tag else NOBODY for tag in drive], slots),
    )


def _lane(cells: list[str], slots: Slots) -> SafeString:
    """The cells with one more where lunch is; markup, for a day has hundreds of them.

    Nothing in them was typed by anybody: they hold times and the tags of ``reporting.day``.
    """
    if slots.lunch is not None:
        cells = [*cells[: slots.before_lunch], LUNCH, *cells[slots.before_lunch :]]
    return SafeString("".join(cells))


def _hours(slots: Slots) -> Iterable[str]:
    """9:45am, 10:15, 12:30pm, 1:00: the half of the day is said where it begins."""
    half = ""
    for start in slots.starts:
        said = clock(start)
        yield said[:-2] if said.endswith(half or "-") else said
        half = said[-2:]


def _showing(seats: Iterable[_Seated], address: str) -> Iterable[Chip]:
    """The demonstration crew, and a gap for each service that it still needs."""
    crew = [seat for seat in seats if seat.role == CrewRole.DEMONSTRATION]
    yield from map(_chip, crew)
    here = {seat.service for seat in crew}
    for service in DEMONSTRATION_SERVICES:
        if service not in here:
            yield _gap(f"Needs {service.lower()}", f"{address}?role=DEMONSTRATION")


def _leading(seats: Iterable[_Seated], address: str) -> Iterable[Chip]:
    lead = [seat for seat in seats if seat.role == CrewRole.LEAD]
    yield from map(_chip, lead)
    if not lead:
        yield _gap("Needs a day lead", f"{address}?role=LEAD")


# --- who could come -----------------------------------------------------------------------------


@prepared
def _free_by_service(programme: int, date: datetime.date) -> QuerySet:
    free = free_coaches(programme, date).order_by().values("service")
    counted: QuerySet = free.annotate(coaches=Count("id")).values_list("service", "coaches")
    return counted


@prepared
def _free_but_not_from(programme: int, date: datetime.date, service: str) -> QuerySet:
    free = with_days(free_coaches(programme, date).exclude(service=service))
    best: QuerySet = free.order_by(*BY_NEED).values_list(*FREE_COLUMNS)[:SUGGESTED]
    return best


def _pairs(session: Session, seats: Iterable[_Seated], cars: int) -> str:
    """How many cars the coaches make who sit in cars or are free and sit nowhere."""
    free = _free_by_service(programme=session.programme_id, date=session.date)
    coaches: Counter[str] = Counter(dict(free))
    coaches.update(seat.service for seat in seats if seat.role == CrewRole.CAR)
    return pair_sentence(coaches, cars)


def _suggestions(
    session: Session, car: _Car, seats: Collection[_Seated], address: str
) -> Suggestions:
    """Whom to put into a car that has one coach or none."""
    taken = [seat.service for seat in seats]
    free = _free_but_not_from(
        programme=session.programme_id, date=session.date, service=taken[0] if taken else ""
    )
    return Suggestions(
        title=f"Car {car.number} is short of {'a coach' if taken else 'two coaches'}",
        wanted=in_words(services_that_fit(taken)),
        car=car.id,
        coaches=[choice(FreeCoach(*row), session.date) for row in free],
        all_address=f"{address}?role={CrewRole.CAR.value}&car={car.id}",
    )
