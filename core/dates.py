"""The clock, which only views, commands and middleware read, and words for school years."""

import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime.datetime:
    """This instant, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """Today's date in London, where days are planned."""
    return now().astimezone(LONDON).date()


def school_year(starts: int) -> str:
    """The school year that starts in August of ``starts``: 2026 gives "2026–27"."""
    return f"{starts}–{(starts + 1) % 100:02d}"
