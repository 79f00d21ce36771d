"""The board of a day: cars, the coaches in them, who drives when, and whom an empty seat needs."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from core.prepared import prepared
from core.words import clock
from programmes.choices import Gearbox
from reporting.chips import Chip, Place, Seated, chip, crew_rows, gap, leading, showing
from reporting.suggestions import Suggestions, for_car, for_posts
from sessions.choices import CrewRole
from sessions.display.free import free_on
from sessions.display.leavers import Leavers
from sessions.display.meter import wanted
from sessions.models import CarOnDay, Session
from sessions.rules.crews import COACHES_PER_CAR, in_words, services_that_fit
from sessions.rules.day_plan import Slots
from sessions.rules.meter import Sort, meter

LUNCH = '<li class="l">lunch</li>'


class CarRow(NamedTuple):
    number: int
    car: str
    is_short: bool
    seats: list[Chip]
    lane: SafeString


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
    session: Session,
    slots: Slots,
    turns: Mapping[tuple[int, int], str],
    *,
    today: datetime.date,
    is_to_come: bool,
) -> Board:
    """The board of a day; ``turns`` holds a pupil's tag for each car and slot.

    Who could come is asked only for a day that ``is_to_come``.
    """
    cars = [_Car(*row) for row in _cars(session=session.pk)]
    seats = [Seated(*row) for row in crew_rows(session=session.pk)]
    address = reverse("sessions:seat", args=[session.pk])
    in_cars = {car.id: [s for s in seats if s.car == car.id] for car in cars}
    has_gap = any(len(crew) < COACHES_PER_CAR for crew in in_cars.values()) or bool(_wanted(seats))
    leavers = Leavers(
        session.pk, {seat.coach for seat in seats}, today, is_asked=is_to_come and has_gap
    )
    hours, is_over = list(_hours(slots)), not is_to_come
    suggestions = None
    if is_to_come:
        suggestions = _suggestions(session, cars, in_cars, seats, address, leavers)
    return Board(
        hours=_lane([f"<li>{hour}</li>" for hour in hours], slots),
        cars=[
            _car_row(
                car, _sides(car, in_cars[car.id], address, leavers, is_over), slots, turns, hours
            )
            for car in cars
        ],
        demonstration=list(showing(seats, address, leavers, is_over=is_over)),
        lead=list(leading(seats, address, leavers, is_over=is_over)),
        pairs=_pairs(session, seats, len(cars)) if is_to_come else "",
        suggestions=suggestions,
    )


def _wanted(seats: Collection[Seated]) -> tuple[str, ...]:
    """Whom demonstration and lead still lack."""
    return wanted(
        {seat.service for seat in seats if seat.role == CrewRole.DEMONSTRATION},
        has_lead=any(seat.role == CrewRole.LEAD for seat in seats),
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


def _car_row(
    car: _Car,
    seats: Iterable[Chip],
    slots: Slots,
    turns: Mapping[tuple[int, int], str],
    hours: Collection[str],
) -> CarRow:
    sides = list(seats)
    return CarRow(
        number=car.number,
        car=f"{car.name} · {Gearbox(car.gearbox).label}",
        is_short=not all(side.seat for side in sides),
        seats=sides,
        lane=_lane([_turn(turns.get((car.id, n)), at) for n, at in enumerate(hours)], slots),
    )


def _turn(tag: str | None, at: str) -> str:
    """One cell of a lane; a phone, where the row of hours is missing, shows ``at`` above it."""
    return f'<li data-at="{at}">{tag}</li>' if tag else f'<li class="d" data-at="{at}">–</li>'


def _sides(
    car: _Car, seats: Collection[Seated], address: str, leavers: Leavers, is_over: bool
) -> Iterable[Chip]:
    """The two seats of a car; an empty one says whom it needs and who left it."""
    fitting = services_that_fit([seat.service for seat in seats])
    words = f"Needs {in_words(fitting)}" if seats else "Needs a coach"
    sides = {seat.side: seat for seat in seats}
    left = iter(leavers.of_car(car.id))
    fill = f"{address}?role={CrewRole.CAR.value}&car={car.id}"
    for side in range(1, COACHES_PER_CAR + 1):
        place = Place(f"car-{car.number}-{side}", f"in car {car.number}", fill, is_over)
        if side in sides:
            yield chip(sides[side], place)
        else:
            yield gap(words, place, next(left, ""))


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


# --- who could come -----------------------------------------------------------------------------


def _pairs(session: Session, seats: Collection[Seated], cars: int) -> str:
    """How many cars the coaches make who sit in cars or are free and sit nowhere."""
    here = free_on(session.programme_id, session.date)
    driving = Counter(Sort(s.service, s.newcomer) for s in seats if s.role == CrewRole.CAR)
    return meter(driving, here.sorts, _wanted(seats), cars, if_needed=here.if_needed).sentence


def _suggestions(
    session: Session,
    cars: Collection[_Car],
    in_cars: Mapping[int, Collection[Seated]],
    seats: Collection[Seated],
    address: str,
    leavers: Leavers,
) -> Suggestions | None:
    """Whom to ask for the car that lacks one coach, before one that lacks both, before the rest."""
    short = [car for car in cars if len(in_cars[car.id]) < COACHES_PER_CAR]
    worst = min(short, key=lambda car: (-len(in_cars[car.id]), car.number), default=None)
    if worst is None:
        return for_posts(session, seats, address, leavers)
    crew = in_cars[worst.id]
    left = ". ".join(leavers.of_car(worst.id)[: COACHES_PER_CAR - len(crew)])
    return for_car(session, worst.id, worst.number, crew, address, left)
