"""Reads a shift calendar (iCalendar, RFC 5545) into the dates on which somebody can come or not.

Works without the database. The rule: an event within 7am and 5pm in London, or for the whole day,
means "cannot come"; one that calls itself a rest day or off means "can"; one that is cancelled, or
that its owner marked as free time, says nothing. An event past midnight is a night shift: nobody
comes on the date it starts, nor, where rest is wanted, on the date it ends. Leave is no free day:
who is on leave may be away.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.dates import LONDON
from core.problems import Refused
from programmes.choices import Answer
from programmes.readers.calendar_lines import NOT_A_CALENDAR, Lines, look_through
from programmes.rules.shifts import A_DAY, dates_between

WORK_STARTS, WORK_ENDS = datetime.time(7), datetime.time(17)
MOST_OCCURRENCES = 5_000
LONGEST = datetime.timedelta(days=62)  # of an event that repeats
Span = tuple[datetime.date, datetime.date]
_MIDNIGHT = datetime.time(0)
_REST = re.compile(
    r"(?:(?:weekly |rota )?rest(?: days?)?|(?:rota )?days? off|off(?:[ -](?:duty|shift))?"
    r"|w?rd|rdo|not working)"
)
_NIGHT = re.compile(r"\bnights?\b")


@dataclass(frozen=True)
class Shifts:
    """What a calendar says of the dates that were asked for."""

    answers: dict[datetime.date, str]
    events: int  # read for these dates, each occurrence once
    first: datetime.date  # the span that the calendar covers of them
    last: datetime.date


@dataclass(frozen=True)
class _Event:
    """One occurrence: dates for a whole day (the end excluded), London times otherwise."""

    start: datetime.date | datetime.datetime
    end: datetime.date | datetime.datetime
    words: str

    @property
    def rests(self) -> bool:
        return _REST.fullmatch(self.words) is not None


def read_shift_calendar(
    content: bytes,
    *,
    first: datetime.date,
    last: datetime.date,
    rests_after_night: bool = True,
    others_free: bool = False,
) -> Shifts:
    """The answers of a calendar for the dates from ``first`` to ``last``.

    With ``others_free`` the dates between its first and its last event of which it says nothing
    are free too; else they stay without an answer. Raises Refused, in words for who chose the file.
    """
    lines = look_through(content, first.year)
    span = (first - 2 * A_DAY, last)  # a night shift before the first date wants its rest
    found = set(_occurrences(lines, *span))
    not_free = {date for event in found for date in _taken(event, span, rests=rests_after_night)}
    free = {date for event in found if event.rests for date in _dates(event, span)} - not_free
    asked = {date for event in found for date in _dates(event, span)} | not_free
    covered = sorted(date for date in asked if first <= date <= last)
    if not covered:
        raise Refused("The calendar has no events from today to the end of the school year.")
    if others_free:
        free |= set(dates_between(covered[0], covered[-1])) - not_free
    answers = {
        date: (Answer.NOT_FREE if date in not_free else Answer.FREE).value
        for date in sorted(free | not_free)
        if first <= date <= last
    }
    return Shifts(answers, len(found), covered[0], covered[-1])


# --- events into dates --------------------------------------------------------------------------


def _dates(event: _Event, span: Span) -> list[datetime.date]:
    """The dates of a span that an event touches."""
    if isinstance(event.start, datetime.datetime):
        first, last = event.start.date(), _last_of(event.start, event.end)
    else:
        first, last = event.start, max(event.start, event.end - A_DAY)
    return dates_between(max(first, span[0]), min(last, span[1]))


def _last_of(start: datetime.datetime, end: Any) -> datetime.date:
    """The last date of hours; those that end at midnight end on the date before."""
    ends_at_midnight = end.time() == _MIDNIGHT and end > start
    last: datetime.date = end.date() - A_DAY if ends_at_midnight else end.date()
    return last


def _taken(event: _Event, span: Span, *, rests: bool) -> Iterator[datetime.date]:
    """The dates on which nobody can come because of an event."""
    if event.rests:
        return
    dates = _dates(event, span)
    if not isinstance(event.start, datetime.datetime):
        yield from dates
        if rests and dates and _NIGHT.search(event.words):
            yield dates[-1] + A_DAY
        return
    assert isinstance(event.end, datetime.datetime)
    ends = _last_of(event.start, event.end)
    at_night = event.start.date() < ends
    for date in dates:
        rested = date == ends and not rests
        if (at_night and not rested) or _in_working_hours(event.start, event.end, date):
            yield date


def _in_working_hours(
    start: datetime.datetime, end: datetime.datetime, date: datetime.date
) -> bool:
    opens = datetime.datetime.combine(date, WORK_STARTS, LONDON)
    closes = datetime.datetime.combine(date, WORK_ENDS, LONDON)
    # An event without an end, as some rotas write it, counts where it begins.
    return start < closes and (end > opens or start == end >= opens)


# --- a file into events -------------------------------------------------------------------------


def _occurrences(lines: Lines, first: datetime.date, last: datetime.date) -> Iterator[_Event]:
    """The events of a span, those that repeat once for each time."""
    import icalendar
    import recurring_ical_events

    try:
        calendar = icalendar.Calendar.from_ical(lines.text)
        _refuse_broken(calendar, lines)
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        found: list[Any] = []
        for month in _months(first, last):
            found += query.between(*month)
            if len(found) > MOST_OCCURRENCES:
                raise Refused("The calendar has too many events. Export only your shifts.")
    # The two libraries name no errors of their own for a file that is not as it should be.
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as wrong:
        raise Refused(NOT_A_CALENDAR) from wrong
    for event in found:
        if not _says_nothing(event):
            yield _Event(_local(event.start), _local(event.end), _words(event))


def _months(
    first: datetime.date, last: datetime.date
) -> Iterable[tuple[datetime.date, datetime.date]]:
    """The span in pieces of four weeks, so that a flood of events is noticed early."""
    for date in dates_between(first, last)[::28]:
        yield date, min(date + 28 * A_DAY, last + A_DAY)


def _refuse_broken(calendar: Any, lines: Lines) -> None:
    """Refuse events without a date that can be read, and those that run for months and repeat."""
    for event, number in zip(calendar.walk("VEVENT"), lines.events, strict=False):
        broken = {name for name, _ in event.errors} & {"DTSTART", "DTEND", "DURATION", "RRULE"}
        if broken or "DTSTART" not in event:
            raise Refused(f"The dates of the event on line {number} cannot be read. Mend it there.")
        repeats = "RRULE" in event or "RDATE" in event
        if repeats and _local(event.end) - _local(event.start) > LONGEST:
            raise Refused(f"The event on line {number} repeats and is longer than two months.")


def _says_nothing(event: Any) -> bool:
    """Cancelled, or marked as time that is still free."""
    return (
        str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    )


def _local(value: datetime.date | datetime.datetime) -> Any:
    """London time; a time without a zone is London's already, a date stays a date."""
    if not isinstance(value, datetime.datetime):
        return value
    return value.astimezone(LONDON) if value.tzinfo else value.replace(tzinfo=LONDON)


def _words(event: Any) -> str:
    """The event's name in small letters, without marks around it."""
    return " ".join(re.sub(r"[^\w -]", " ", str(event.get("SUMMARY", "")).lower()).split())
