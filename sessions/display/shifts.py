"""Shapes shift patterns and what a shift calendar said, for the pages that ask and show."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from core.words import DAYS, month_name, short_day
from programmes.choices import Answer
from programmes.models import ShiftCalendar, ShiftPattern
from programmes.rules.shifts import KNOWN, Pattern, dates_between, free_weekdays
from sessions.display.words import A_DAY


@dataclass(frozen=True)
class KnownPattern:
    """A pattern that is set by tapping the date of its first shift."""

    number: int
    name: str
    first: str
    dates: tuple[tuple[str, str, bool], ...]  # sent, shown, and whether it is set so now


class Weekday(NamedTuple):
    """A weekday to tick."""

    number: int
    name: str
    ticked: bool


class MonthRead(NamedTuple):
    """What a calendar says of one month."""

    title: str
    can: int
    can_on: str
    cannot: int
    cannot_on: str


def known_patterns(row: ShiftPattern | None, today: datetime.date) -> list[KnownPattern]:
    """Each known pattern with the next dates on which its first shift can be."""
    return [_known(number, row, today) for number in range(len(KNOWN))]


def _known(number: int, row: ShiftPattern | None, today: datetime.date) -> KnownPattern:
    known = KNOWN[number]
    length = len(known.cycle)
    dates = dates_between(today, today + (length - 1) * A_DAY)
    set_now = row is not None and row.cycle == known.cycle
    return KnownPattern(
        number=number,
        name=known.name,
        first=known.first,
        dates=tuple(
            (
                date.isoformat(),
                short_day(date),
                set_now and row is not None and (date - row.starts_on).days % length == 0,
            )
            for date in dates
        ),
    )


def weekdays(row: ShiftPattern | None) -> list[Weekday]:
    """The days of the week, those ticked that the pattern leaves free."""
    pattern = Pattern(row.cycle, row.starts_on) if row else None
    free = (free_weekdays(pattern) if pattern else None) or frozenset()
    return [Weekday(number, name, number in free) for number, name in enumerate(DAYS)]


def months_read(answers: Mapping[datetime.date, str]) -> Iterator[MonthRead]:
    """What was read, month by month."""
    for (year, month), found in groupby(sorted(answers), key=lambda d: (d.year, d.month)):
        dates = list(found)
        free = [date for date in dates if answers[date] == Answer.FREE]
        not_free = [date for date in dates if answers[date] != Answer.FREE]
        yield MonthRead(
            title=f"{month_name(month)} {year}",
            can=len(free),
            can_on=", ".join(short_day(date) for date in free),
            cannot=len(not_free),
            cannot_on=", ".join(short_day(date) for date in not_free),
        )


def host_of(row: ShiftCalendar) -> str:
    """Where an address lies; the rest of it is as secret as a password."""
    return urlsplit(row.address).hostname or ""
