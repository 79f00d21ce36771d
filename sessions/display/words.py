"""Words that several pages of the day share."""

import datetime
from collections.abc import Collection

from core.words import clock

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
