"""The board of a day: cars, the coaches in them, who drives when, and whom an empty seat needs."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db.models import Count
from django.urls import reverse

from core.templatetags.runway import clock
from programmes.choices import Gearbox, Service
from sessions.choices import CrewRole
from sessions.display.seats import (
    BY_NEED,
    Choice,
    Opening,
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

T = TypeVar("T")

SUGGESTED = 5
LUNCH = ("l", "lunch")
NOBODY = ("d", "–")


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
    cells: list[tuple[str, str]]


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

    hours: list[str]
    cars: list[CarRow]
    demonstration: list[Chip]
    lead: list[Chip]
    pairs: str  # the pair meter
    suggestions: Suggestions | None


def board(session: Session, slots: Slots, turns: Mapping[tuple[int, int], str]) -> Board:
    """The board of a day; ``turns`` holds a pupil's tag for each car and slot."""
    cars = list(
        CarOnDay.objects.filter(session=session)
        .select_related("car")
        .only("number", "session", "car__name", "car__gearbox")
        .order_by("number")
    )
    crew = list(
        CrewSeat.objects.filter(session=session)
        .order_by("id")
        .values_list(
            "id", "service", "role", "car_id", "side", "coach__given_name", "coach__family_name"
        )
    )
    seats = [_Seated(*row) for row in crew]
    address = reverse("sessions:seat", args=[session.pk])
    in_cars = {car.pk: [s for s in seats if s.car == car.pk] for car in cars}
    return Board(
        hours=_with_lunch([(clock(start)) for start in slots.starts], slots, "lunch"),
        cars=[_car_row(car, in_cars[car.pk], slots, turns, address) for car in cars],
        demonstration=list(_showing(seats, address)),
        lead=list(_leading(seats, address)),
        pairs=_pairs(session, seats, len(cars)),
        suggestions=None if session.is_called_off else _suggestions(session, cars, in_cars),
    )


class _Seated(NamedTuple):
    id: int
    service: str
    role: str
    car: int | None
    side: int | None
    given_name: str
    family_name: str


def _chip(seat: _Seated) -> Chip:
    return Chip(
        seat=seat.id,
        look=seat.service[0].lower(),
        letter=seat.service[0],
        service=Service(seat.service).label,
        name=f"{seat.given_name[:1]}. {seat.family_name}",
        out=reverse("sessions:unseat", args=[seat.id]),
        fill="",
    )


def _gap(words: str, address: str) -> Chip:
    return Chip(0, "none", "!", "", words, "", address)


def _car_row(
    car: CarOnDay,
    seats: Collection[_Seated],
    slots: Slots,
    turns: Mapping[tuple[int, int], str],
    address: str,
) -> CarRow:
    fitting = services_that_fit([seat.service for seat in seats])
    words = f"Needs {in_words(fitting)}" if seats else "Needs a coach"
    fill = f"{address}?role={CrewRole.CAR.value}&car={car.pk}"
    sides = {seat.side: _chip(seat) for seat in seats}
    drive = [turns.get((car.pk, slot)) for slot in range(len(slots.starts))]
    return CarRow(
        anchor=f"car-{car.number}",
        number=car.number,
        car=f"{car.car.name} · {Gearbox(car.car.gearbox).label}",
        is_short=len(seats) < COACHES_PER_CAR,
        seats=[sides.get(n) or _gap(words, fill) for n in range(1, COACHES_PER_CAR + 1)],
        cells=_with_lunch([("", tag) if tag else NOBODY for tag in drive], slots, LUNCH),
    )


def _with_lunch(cells: list[T], slots: Slots, lunch: T) -> list[T]:
    """The cells with one more where lunch is."""
    if slots.lunch is None:
        return cells
    return [*cells[: slots.before_lunch], lunch, *cells[slots.before_lunch :]]


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


def _pairs(session: Session, seats: Iterable[_Seated], cars: int) -> str:
    """How many cars the coaches make who sit in cars or are free and sit nowhere."""
    free = free_coaches(session).order_by().values_list("service").annotate(Count("id"))
    coaches: Counter[str] = Counter(dict(free))
    coaches.update(seat.service for seat in seats if seat.role == CrewRole.CAR)
    return pair_sentence(coaches, cars)


def _suggestions(
    session: Session, cars: Iterable[CarOnDay], in_cars: Mapping[int, list[_Seated]]
) -> Suggestions | None:
    """For the first car that lacks one coach, else the first that lacks both."""
    short = [car for car in cars if len(in_cars[car.pk]) < COACHES_PER_CAR]
    if not short:
        return None
    car = min(short, key=lambda car: (-len(in_cars[car.pk]), car.number))
    opening = Opening(CrewRole.CAR, car, tuple(seat.service for seat in in_cars[car.pk]))
    free = with_days(free_coaches(session).filter(service__in=opening.services))
    address = reverse("sessions:seat", args=[session.pk])
    return Suggestions(
        title=f"{car} is short of {'a coach' if opening.taken else 'two coaches'}",
        wanted=in_words(opening.services),
        car=car.pk,
        coaches=[choice(coach, session.date) for coach in free.order_by(*BY_NEED)[:SUGGESTED]],
        all_address=f"{address}?role={CrewRole.CAR.value}&car={car.pk}",
    )
