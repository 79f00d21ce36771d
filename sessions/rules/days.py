"""Rules for putting a day into the season and for booking its places."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.words import many
from sessions.rules.day_plan import Slots


@dataclass(frozen=True)
class Closed:
    """Days on which an airfield cannot be used."""

    starts_on: datetime.date
    ends_on: datetime.date
    reason: str


def day_problems(
    *, date: datetime.date, today: datetime.date, airfield: str, closures: Collection[Closed]
) -> Iterable[str]:
    """Why no day can be held at an airfield on a date."""
    if date < today:
        yield "Choose a date that is not past."
    for closed in closures:
        if closed.starts_on <= date <= closed.ends_on:
            yield f"{airfield} is closed on this date: {closed.reason}."


def capacity_problems(*, capacity: int, cars: int, slots: Slots) -> Iterable[str]:
    """Why so many pupils cannot drive once each on a day with these cars."""
    if not slots.starts:
        yield f"Nobody can drive {slots.minutes} minutes in these hours. Let the day end later."
    elif capacity < 1:
        yield "Offer one place or more."
    if cars == 0:
        yield "Choose the cars that run on this day."
    elif slots.starts and capacity > slots.room(cars):
        yield (
            f"{many(cars, 'car,cars')} in {many(len(slots.starts), 'slot,slots')} "
            f"{'takes' if cars == 1 else 'take'} {many(slots.room(cars), 'pupil,pupils')} at most. "
            "Offer fewer places, add a car or lengthen the day."
        )


def booking_problems(*, called_off: bool, past: bool, places: int, left: int) -> Iterable[str]:
    """Why places cannot be booked, as far as can be told before the database is asked."""
    if called_off:
        yield "This day is called off."
    elif past:
        yield "This day is past."
    if places < 1:
        yield "Book one place or more."
    if places > left:
        yield full_sentence(left)


def full_sentence(left: int, held: int = 0) -> str:
    """What to say when there are too few places, to a school that has ``held`` of them already."""
    if held:
        room = many(left, "more place,more places") if left > 0 else "no more places"
        return f"This day has {room}. Keep {held + max(left, 0)} or fewer."
    if left <= 0:
        return "This day is full. Choose another day."
    return f"This day has {many(left, 'place,places')} left. Book {left} or fewer."


def list_problems(*, booked: int, held: int, new: int) -> Iterable[str]:
    """Why a class list does not go into a booking of ``booked`` places with ``held`` pupils."""
    over = held + new - booked
    if over > 0:
        yield (
            f"The booking has {many(booked, 'place,places')}, and with this list "
            f"{many(held + new, 'pupil,pupils')}. "
            f"Book {many(over, 'more place,more places')} or leave {over} out."
        )


def delete_on(date: datetime.date) -> datetime.date:
    """When a pupil's data go: on 31 August after the school year of the day ends."""
    return datetime.date(date.year + (date.month >= 8), 8, 31)
