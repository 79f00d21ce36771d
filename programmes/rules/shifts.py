"""Rules of shifts: a cycle of days, nights and days off, read as answers by date."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from programmes.choices import Answer

DAY, NIGHT, OFF = "D", "N", "O"
LONGEST_CYCLE = 56  # days: eight weeks, as long as rotas go round
A_DAY = datetime.timedelta(days=1)
A_WEEK = 7
_LAST_MONTH, _LAST_DAY = 7, 31  # Scottish school years are over by the end of July

# One letter a date, as a calendar's answers are kept.
_LETTER_OF = {Answer.FREE.value: "+", Answer.NOT_FREE.value: "-"}
_ANSWER_OF = {letter: answer for answer, letter in _LETTER_OF.items()}
_SILENT = "."


@dataclass(frozen=True)
class Known:
    """A pattern that many work, with its name as people know it."""

    name: str
    cycle: str
    first: str  # what the first letter of the cycle is called


KNOWN = (
    Known("2 days, 2 nights, 4 off", "DDNNOOOO", "first day shift"),
    Known("2 early, 2 late, 2 nights, 4 off", "DDDDNNOOOO", "first early shift"),
)


@dataclass(frozen=True)
class Pattern:
    """A cycle with one letter a day, which has its first letter on ``starts_on``."""

    cycle: str
    starts_on: datetime.date
    rests_after_night: bool = True


def pattern_problems(cycle: str) -> Iterable[str]:
    """Everything that keeps a text from being a cycle of shifts; nothing means it is one."""
    if not cycle:
        yield "Write the shifts as letters: D for a day shift, N for a night, O for a day off."
    if set(cycle) - {DAY, NIGHT, OFF}:
        yield "Use only the letters D (day shift), N (night shift) and O (day off)."
    if len(cycle) > LONGEST_CYCLE:
        yield f"The pattern has {len(cycle)} days. Write at most {LONGEST_CYCLE}."
    if cycle and OFF not in cycle:
        yield "The pattern has no day off, so there is no day to come on."


def letter_on(pattern: Pattern, date: datetime.date) -> str:
    """The shift on a date; the cycle goes round before ``starts_on`` as it does after."""
    return pattern.cycle[(date - pattern.starts_on).days % len(pattern.cycle)]


def answer_on(pattern: Pattern, date: datetime.date) -> Answer:
    """Free on a day off, but for the day on which a night shift ended, where that is wanted."""
    if letter_on(pattern, date) != OFF:
        return Answer.NOT_FREE
    tired = pattern.rests_after_night and letter_on(pattern, date - A_DAY) == NIGHT
    return Answer.NOT_FREE if tired else Answer.FREE


def answers_between(
    pattern: Pattern, first: datetime.date, last: datetime.date
) -> dict[datetime.date, str]:
    """The pattern's answer for each date from ``first`` to ``last``, both included."""
    return {date: answer_on(pattern, date).value for date in dates_between(first, last)}


def dates_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """All dates of a span, both ends included; none where it ends before it begins."""
    return [first + n * A_DAY for n in range((last - first).days + 1)]


def weekly_cycle(free: Collection[int]) -> str:
    """A week as a cycle that begins on a Monday: free on these weekdays, Monday is 0."""
    return "".join(OFF if weekday in free else DAY for weekday in range(A_WEEK))


def monday_of(date: datetime.date) -> datetime.date:
    """The Monday of a date's week."""
    return date - date.weekday() * A_DAY


def free_weekdays(pattern: Pattern) -> frozenset[int] | None:
    """The weekdays that a week without nights leaves free; None for any other pattern."""
    if len(pattern.cycle) != A_WEEK or NIGHT in pattern.cycle:
        return None
    week = dates_between(monday_of(pattern.starts_on), monday_of(pattern.starts_on) + 6 * A_DAY)
    return frozenset(d.weekday() for d in week if letter_on(pattern, d) == OFF)


def year_ends(school_year: int) -> datetime.date:
    """The last date of the school year that starts in ``school_year``."""
    return datetime.date(school_year + 1, _LAST_MONTH, _LAST_DAY)


def written(answers: Mapping[datetime.date, str]) -> tuple[datetime.date, str]:
    """Answers as their first date and one letter a date; there must be one at least."""
    first, last = min(answers), max(answers)
    letters = (_LETTER_OF.get(answers.get(d, ""), _SILENT) for d in dates_between(first, last))
    return first, "".join(letters)


def read_back(first: datetime.date, letters: str) -> dict[datetime.date, str]:
    """What ``written`` wrote; dates of which nothing was said are left out."""
    return {
        first + n * A_DAY: _ANSWER_OF[letter]
        for n, letter in enumerate(letters)
        if letter in _ANSWER_OF
    }


def copied_month(
    answers: Mapping[datetime.date, str], month: datetime.date
) -> dict[datetime.date, str]:
    """Answers of the month before ``month``, on the same weekdays of it: first Monday to first.

    ``month`` is a first of a month. A fifth Monday is answered where both months have one.
    """
    before = month - A_DAY
    by_place = {
        (date.weekday(), (date.day - 1) // A_WEEK): answer
        for date, answer in answers.items()
        if (date.year, date.month) == (before.year, before.month)
    }
    after = (month + 31 * A_DAY).replace(day=1)
    return {
        date: by_place[place]
        for date in dates_between(month, after - A_DAY)
        if (place := (date.weekday(), (date.day - 1) // A_WEEK)) in by_place
    }
