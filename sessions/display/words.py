"""Words that several pages of the day share."""

import datetime
from collections.abc import Collection
from functools import lru_cache

from core.grid import km_between, miles, place_of
from core.words import clock, many

A_DAY = datetime.timedelta(days=1)
_ENDINGS = (
    " Royal Academy",
    " Academy",
    " High School",
    " Secondary School",
    " Grammar School",
    " School",
)


def hours(starts: datetime.time, ends: datetime.time) -> str:
    """9:30am to 2:30pm."""
    return f"{clock(starts)} to {clock(ends)}"


@lru_cache(maxsize=4096)
def miles_between(one: str, other: str) -> float | None:
    """Straight, from two grid references; None where one is not known."""
    try:
        here, there = place_of(one), place_of(other)
    except ValueError:
        return None
    return None if here is None or there is None else miles(km_between(here, there))


def miles_apart(one: str, other: str) -> str:
    """ "8 miles away", from two grid references; nothing where one is not known."""
    far = miles_between(one, other)
    return "" if far is None else f"{many(round(far), 'mile,miles')} away"


def register_is_open(date: datetime.date, today: datetime.date) -> bool:
    """Whether a coach may read the register of a day: from the day before to the day after."""
    return abs(date - today) <= A_DAY


def short_schools(names: Collection[str]) -> dict[str, str]:
    """Tain for Tain Royal Academy, as long as no other school of the day is called so too."""
    short = {name: _short(name) for name in names}
    told_apart = len(set(short.values())) == len(short)
    return short if told_apart else {name: name for name in names}


def _short(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name
