"""What answers for many dates at once, each with what is set: pattern, calendar, limits."""

from typing import NamedTuple

from core.words import listed, long_date, many
from programmes.models import Coach, ShiftCalendar, ShiftPattern
from programmes.rules.shifts import KNOWN, Pattern, free_weekdays
from sessions.display.when import WEEKDAYS, Whose


class Behind(NamedTuple):
    """One of the three pages that answer for many dates, and what is set there now."""

    href: str
    label: str
    now: str


def behind(whose: Whose) -> list[Behind]:
    """The pages for pattern, calendar and limits, each with what is set."""
    coach = whose.coach
    return [
        Behind(whose.to("pattern"), "Repeat a shift pattern", pattern_words(pattern_row(coach))),
        Behind(
            whose.to("shift_calendar"),
            "Read a shift calendar",
            calendar_words(calendar_row(coach)),
        ),
        Behind(whose.to("limits"), "How often and how far", limit_words(coach)),
    ]


def pattern_row(coach: Coach) -> ShiftPattern | None:
    """The coach's pattern, if there is one."""
    found: ShiftPattern | None = getattr(coach, "shiftpattern", None)
    return found


def calendar_row(coach: Coach) -> ShiftCalendar | None:
    """The coach's calendar, if one was read."""
    found: ShiftCalendar | None = getattr(coach, "shiftcalendar", None)
    return found


def pattern_words(row: ShiftPattern | None) -> str:
    """The pattern as people call it."""
    if row is None:
        return "No pattern is set"
    free = free_weekdays(Pattern(row.cycle, row.starts_on))
    if free is not None:
        return f"Each week free on {listed(WEEKDAYS[day][1] for day in sorted(free))}"
    known = [one.name for one in KNOWN if one.cycle == row.cycle]
    name = known[0] if known else f"{len(row.cycle)} days: {' '.join(row.cycle)}"
    return f"{name}, from {long_date(row.starts_on)}"


def calendar_words(row: ShiftCalendar | None) -> str:
    """When the calendar was read last, or why it could not be."""
    if row is None:
        return "No calendar is read"
    if row.problem:
        return f"Could not be read again. {row.problem}"
    return f"Read on {long_date(row.read_at)}"


def limit_words(coach: Coach) -> str:
    """The limits that are set, in one line."""
    parts = []
    if coach.most_days_a_month:
        parts.append(f"{many(coach.most_days_a_month, 'day,days')} a month")
    if coach.most_days_a_year:
        parts.append(f"{many(coach.most_days_a_year, 'day,days')} a year")
    if coach.most_miles:
        parts.append(many(coach.most_miles, "mile,miles"))
    return f"At most {listed(parts)}" if parts else "No limit is set"
