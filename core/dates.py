"""The clock, and the school year; rules and actions never import the clock, they are given it."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SCHOOL_YEAR_STARTS_IN = 8  # Scottish schools go back in the middle of August


def now() -> dt.datetime:
    """This instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date that people in Scotland read on the wall."""
    return now().astimezone(LONDON).date()


def school_year(starts: int) -> str:
    """The name of the school year that starts in August of ``starts``: 2026 is "2026–27"."""
    return f"{starts}–{(starts + 1) % 100:02d}"


def school_year_of(day: dt.date) -> int:
    """The calendar year in which the school year of ``day`` starts."""
    return day.year if day.month >= SCHOOL_YEAR_STARTS_IN else day.year - 1
