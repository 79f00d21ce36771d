"""The day plan: equal minutes at the wheel, the demonstration once, lunch, and no clash."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.words import many

BRIEFING_MINUTES = 15
CLOSING_MINUTES = 30
LUNCH_MINUTES = 45
LUNCH_NOT_BEFORE = datetime.time(11, 45)
NO_LUNCH_FROM = datetime.time(12, 30)  # who comes so late has eaten


@dataclass(frozen=True)
class Slots:
    """When pupils drive: the start of each slot, and of lunch if the day has one."""

    starts: tuple[datetime.time, ...]
    lunch: datetime.time | None
    minutes: int

    @property
    def before_lunch(self) -> int:
        """How many slots come before lunch."""
        return sum(1 for start in self.starts if self.lunch is None or start < self.lunch)

    def room(self, cars: int) -> int:
        """How many pupils can drive once each."""
        return len(self.starts) * cars


def day_slots(starts: datetime.time, ends: datetime.time, minutes: int) -> Slots:
    """Cut a day into slots of ``minutes``: first a briefing, a lunch, at the end a closing."""
    at = _minute(starts) + BRIEFING_MINUTES
    last = _minute(ends) - CLOSING_MINUTES
    lunch = None
    eats = starts < NO_LUNCH_FROM
    found: list[int] = []
    while at + minutes <= last:
        if eats and lunch is None and at >= _minute(LUNCH_NOT_BEFORE) and found:
            lunch = at
            at += LUNCH_MINUTES
            continue
        found.append(at)
        at += minutes
    if lunch is not None and found[-1] < lunch:
        lunch = None  # nobody drives after it: the day is over at noon
    return Slots(tuple(map(_time, found)), None if lunch is None else _time(lunch), minutes)


@dataclass(frozen=True)
class Turn:
    """When and in which car one pupil drives, and in which slot he sees the demonstration."""

    place: int
    car: int
    slot: int
    demonstration_slot: int | None


def plan_problems(pupils: int, cars: int, slots: Slots) -> Iterable[str]:
    """Why the pupils cannot all drive once."""
    if cars == 0:
        yield "No car runs on this day. Choose cars first."
    elif slots.room(cars) < pupils:
        yield (
            f"{many(pupils, 'pupil,pupils')} to drive, but {many(cars, 'car,cars')} in "
            f"{many(len(slots.starts), 'slot,slots')} {'gives' if cars == 1 else 'give'} "
            f"{many(slots.room(cars), 'turn,turns')}. "
            "Add a car, lengthen the day or shorten the turns."
        )


def plan_turns(places: Sequence[int], cars: Sequence[int], slots: Slots) -> list[Turn]:
    """One turn for each place: seat k drives car ``k % cars`` in slot ``k // cars``.

    Who drives before lunch sees the demonstration in the first slot after it, who drives after
    lunch in the last slot before it, so that nobody is in two places. With no lunch the first and
    the last slot serve. Ask ``plan_problems`` first.
    """
    return [
        Turn(place, cars[k % len(cars)], k // len(cars), _showing(k // len(cars), slots))
        for k, place in enumerate(places)
    ]


def _showing(slot: int, slots: Slots) -> int | None:
    half = slots.before_lunch if slots.lunch else len(slots.starts) // 2
    if half == 0:
        return None  # a day of one slot: the demonstration is shown outside the plan
    return half if slot < half else half - 1


def _minute(time: datetime.time) -> int:
    return time.hour * 60 + time.minute


def _time(minute: int) -> datetime.time:
    return datetime.time(minute // 60, minute % 60)
