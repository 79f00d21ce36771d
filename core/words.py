"""How dates, times and numbers of things are written, on pages, in sentences of rules, in files.

Plain functions, without Django, so that rules may use them; templates have them as filters.
"""

import datetime as dt
from collections.abc import Iterable

from core.dates import LONDON

# Spelt out, because strftime follows the server's language.
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Day = dt.date | dt.datetime


def _local(value: Day) -> Day:
    """An instant in London time; a civil date as it is."""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(LONDON)
    return value


def long_date(value: Day | None) -> str:
    """14 March 2027; nothing for no date."""
    return f"{day_and_month(value)} {_local(value).year}" if value else ""


def full_date(value: Day | None) -> str:
    """Tuesday 12 May 2027; nothing for no date."""
    return f"{near_date(value)} {_local(value).year}" if value else ""


def near_date(value: Day) -> str:
    """Tuesday 12 May: what is near needs no year."""
    return f"{DAYS[_local(value).weekday()]} {day_and_month(value)}"


def day_and_month(value: Day) -> str:
    """12 May."""
    day = _local(value)
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_day(value: Day | None) -> str:
    """Tue 9; nothing for no date."""
    if not value:
        return ""
    day = _local(value)
    return f"{DAYS[day.weekday()][:3]} {day.day}"


def month_name(value: Day | int | None) -> str:
    """March, from a date or from the month's number."""
    if not value:
        return ""
    return MONTHS[(value if isinstance(value, int) else _local(value).month) - 1]


def clock(value: dt.time | dt.datetime | None) -> str:
    """9:30am, noon is 12:00pm; nothing for no time (midnight is a time)."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime) and value.tzinfo:
        value = value.astimezone(LONDON)
    return f"{value.hour % 12 or 12}:{value.minute:02d}{'am' if value.hour < 12 else 'pm'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """One, two and three; nothing for no word."""
    *first, final = [*words] or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def many(count: int | None, words: str) -> str:
    """3 pupils, 1 pupil, from a number and "pupil,pupils"."""
    one, more = words.split(",")
    number = count or 0
    return f"{number:,} {one if number == 1 else more}"
