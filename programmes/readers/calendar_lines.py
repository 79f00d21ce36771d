"""Looks at the lines of a calendar file before it is read, and says on which line it goes wrong.

What is refused here would cost a reader minutes: rules that repeat by the minute, or that look
through centuries for a date that never comes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.problems import Refused

MOST_BYTES = 1_000_000
MOST_EVENTS = 5_000
MOST_RULE_YEARS = 2_000  # about a second of counting days

OFTEN = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
# With these a rule by day or week may find no date and look on to the year 9999.
_PICKY = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
_WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}

NOT_A_CALENDAR = (
    "This is not a calendar. Choose a file ending in .ics, as calendars write it when you export."
)
CUT_SHORT = "The calendar ends too early. Export it again, and choose the new file."


@dataclass(frozen=True)
class Lines:
    """A calendar's text, and on which lines its events begin."""

    text: str
    events: tuple[int, ...]


def look_through(content: bytes, year: int) -> Lines:
    """The text of a calendar that can be read in reasonable time; ``year`` is this year.

    Raises Refused where the file is too large, no calendar, cut short or without events, and
    where it repeats in a way that nobody's shifts do.
    """
    if len(content) > MOST_BYTES:
        raise Refused("The calendar is larger than 1 MB. Export only this year's shifts.")
    text = _decoded(content)
    lines = list(_unfolded(text))
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        raise Refused(NOT_A_CALENDAR)
    if lines[-1][1].strip().upper() != "END:VCALENDAR":
        raise Refused(CUT_SHORT)
    events = tuple(number for number, line in lines if line.strip().upper() == "BEGIN:VEVENT")
    if not events:
        raise Refused("The calendar has no events. Choose the calendar that your shifts are in.")
    if len(events) > MOST_EVENTS:
        raise Refused(
            f"The calendar has {len(events):,} events. Export only this year's shifts, "
            f"{MOST_EVENTS:,} at most."
        )
    _refuse_heavy_rules(lines, year)
    return Lines(text, events)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of the line it begins on; empty ones are left out."""
    number, held = 0, ""
    for here, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in (" ", "\t"):
            held += line[1:]
            continue
        if held:
            yield number, held
        number, held = here, line
    if held:
        yield number, held


def _refuse_heavy_rules(lines: list[tuple[int, str]], year: int) -> None:
    """Refuse rules by the hour and rules that may look for ever, and too many from long ago."""
    cost, starts, rules = 0, year, 0
    for number, line in lines:
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if name in ("BEGIN", "END"):  # a start may stand before its rule or after it
            cost += rules * max(1, year - starts)
            starts, rules = year, 0
        elif name == "DTSTART":
            found = re.match(r"\s*(\d{4})", value)
            starts = int(found[1]) if found else year
        elif name in ("RRULE", "EXRULE"):
            rules += 1
            if not _is_light(value):
                raise Refused(
                    f"Line {number} repeats in a way that shifts do not. Take this event out."
                )
    if cost > MOST_RULE_YEARS:
        raise Refused(
            "Too many events repeat since long ago. Put your shifts into a calendar of their own."
        )


def _is_light(rule: str) -> bool:
    parts = dict(part.partition("=")[::2] for part in rule.strip().upper().split(";"))
    often, step = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if often not in OFTEN or not step.isdecimal() or not 0 < int(step) < 1000:
        return False
    if _WITHIN_A_DAY & parts.keys():
        return False
    return often in ("MONTHLY", "YEARLY") or not _PICKY & parts.keys()
