"""A season in plain values: days, people, duties, limits; what every rule on rosters looks at."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from programmes.rules import Assurance
from sessions.rules.weights import WEIGHTS, Weights

Key = int | str  # of a row in the database, or of an instance file


class Duty(StrEnum):
    """What a seat asks of a coach; the demonstration counts fire and ambulance apart."""

    CAR = "CAR"
    DEMO_FIRE = "DEMO_FIRE"
    DEMO_AMBULANCE = "DEMO_AMBULANCE"
    LEAD = "LEAD"


DEMONSTRATION = {"FIRE": Duty.DEMO_FIRE, "AMBULANCE": Duty.DEMO_AMBULANCE}  # by service


class Seat(NamedTuple):
    """One person on one day; in which car follows from pairing (``sessions.roster.pairing``)."""

    person: Key
    day: Key
    duty: Duty


@dataclass(frozen=True)
class Person:
    """A coach as the roster sees him. Distances are kilometres on a plane.

    ``marks`` holds how glad he is to come by date: "0" gladly, "1" can, "2" only if needed; a date
    without a mark is one on which he cannot come or has not answered. ``held`` are dates of this
    season that are taken already and not planned anew: they count for the limits. ``prior`` is
    how many days he has behind him, for fairness. None in a limit means no limit.
    """

    id: Key
    name: str
    service: str
    assurance: Assurance
    marks: Mapping[datetime.date, str]
    home: tuple[float, float] | None = None
    most_km: float | None = None
    most_a_month: int | None = None
    most_in_season: int | None = None
    prior: int = 0
    held: tuple[datetime.date, ...] = ()
    newcomer: bool = False
    may_lead: bool = True
    may_demonstrate: bool = True
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Day:
    """A day to crew: ``cars`` cars with two coaches each, and ``need`` people for other duties."""

    id: Key
    date: datetime.date
    name: str  # as in sentences: Tue 12 May
    cars: int
    need: Mapping[Duty, int]
    place: tuple[float, float] | None = None
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """Rest: at most ``window_most`` days in any ``window_days``; newcomers never share a car."""

    window_days: int = 7
    window_most: int = 2
    newcomers_apart: bool = True


@dataclass(frozen=True)
class Season:
    """All that a roster is made from.

    ``fixed`` seats stay whatever happens (accepted or pinned); ``asked`` seats stand today without
    an answer, and cost something to change. Both are part of today's roster.
    """

    days: tuple[Day, ...]
    people: tuple[Person, ...]
    limits: Limits = Limits()
    weights: Weights = WEIGHTS
    fixed: frozenset[Seat] = frozenset()
    asked: frozenset[Seat] = frozenset()
