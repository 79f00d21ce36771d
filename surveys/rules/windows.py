"""Wave windows: when a survey can be answered, counted in days from the session."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from core.words import day_and_month, long_date
from surveys.rules.instrument import WaveKind

# Days from the session (opens, closes), both included: before in the two weeks up to the day,
# after up to two weeks later, follow-ups around three months and towards a year.
USUAL_WINDOWS: Mapping[WaveKind, tuple[int, int]] = {
    WaveKind.BEFORE: (-14, 0),
    WaveKind.AFTER: (0, 14),
    WaveKind.FOLLOW_UP: (75, 120),
    WaveKind.FOLLOW_UP_2: (180, 365),
}

_CLOSED: Mapping[str, str] = {
    WaveKind.BEFORE: "It had to be answered before your day.",
    WaveKind.AFTER: "It had to be answered soon after your day.",
    WaveKind.FOLLOW_UP: "It had to be answered some months after your day.",
    WaveKind.FOLLOW_UP_2: "It had to be answered about a year after your day.",
}


def window(session_date: date, opens_days: int, closes_days: int) -> tuple[date, date]:
    """Return the first and the last day on which a wave can be answered."""
    return session_date + timedelta(days=opens_days), session_date + timedelta(days=closes_days)


def session_dates(opens_days: int, closes_days: int, today: date) -> tuple[date, date]:
    """Return the first and the last date of sessions whose wave can be answered today."""
    return today - timedelta(days=closes_days), today - timedelta(days=opens_days)


def late_dates(kind: str, opens_days: int, closes_days: int, today: date) -> tuple[date, date]:
    """Return the first and last date of sessions whose answers can come today and are awaited.

    On the day itself the answers after it are not late yet.
    """
    first, last = session_dates(opens_days, closes_days, today)
    return first, min(last, today - timedelta(days=1)) if kind == WaveKind.AFTER else last


def window_problems(
    kind: str,
    session_date: date,
    opens_days: int,
    closes_days: int,
    today: date,
    *,
    has_day: bool = True,
) -> Iterator[str]:
    """Tell a pupil why a survey cannot be answered today; nothing told means it can.

    Schools on the waiting list have no session: pass the date that stands in for it, and
    ``has_day=False``, so that nothing is said of a day.
    """
    opens, closes = window(session_date, opens_days, closes_days)
    if today < opens:
        yield f"This survey opens on {_day(opens, today)}."
    elif today > closes:
        why = f" {_CLOSED[kind]}" if has_day else ""
        yield f"This survey closed on {_day(closes, today)}.{why}"


def deviations(kind: str, days: int) -> Iterator[str]:
    """Say where the day of answering departs from the protocol; the answers stay in the data."""
    if kind == WaveKind.BEFORE and days == 0:
        yield "Answered on the day itself, not before it."
    elif kind == WaveKind.BEFORE and days > 0:
        yield "Answered after the day, not before it."
    elif kind != WaveKind.BEFORE and days < 0:
        yield "Answered before the day, not after it."


def _day(day: date, today: date) -> str:
    return day_and_month(day) if day.year == today.year else long_date(day)
