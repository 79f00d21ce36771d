"""Words for dates that end, shared by partners, cars and coaches."""

import datetime
from dataclasses import dataclass

from core.words import long_date, many

SOON_DAYS = 30  # a renewal of insurance, review or agreement takes about a month


@dataclass(frozen=True)
class Tag:
    """A word in a coloured box: kind is ok, warn, stop or grey."""

    kind: str
    text: str


@dataclass(frozen=True)
class Until:
    """A date until which something holds, with a tag when it ends soon or has ended."""

    date: str
    tag: Tag | None


def until(date: datetime.date, on: datetime.date) -> Until:
    """31 July 2027, with "Ended" or "Ends in 12 days" when that is near."""
    left = (date - on).days
    if left < 0:
        return Until(long_date(date), Tag("stop", "Ended"))
    if left <= SOON_DAYS:
        return Until(long_date(date), Tag("warn", in_days("Ends", left)))
    return Until(long_date(date), None)


def in_days(what: str, left: int) -> str:
    """Ends in 12 days, or Ends today."""
    return f"{what} today" if left == 0 else f"{what} in {many(left, 'day,days')}"
