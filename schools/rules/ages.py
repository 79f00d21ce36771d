"""How old a pupil is on a day, and whether that suits the programme and the school year."""

from collections.abc import Iterator
from datetime import date

PUPIL_YOUNGEST, PUPIL_OLDEST = 11, 20
_SCHOOL_YEAR_STARTS = 8
_STAGE_BIRTHS_START = 3


def age_on(born_on: date, day: date) -> int:
    """Whole years of age on a day.

    Who was born on 29 February is a year older on 1 March of a common year: Age of Legal
    Capacity (Scotland) Act 1991, section 6(2).
    """
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


def age_problems(name: str, born_on: date, day: date, min_age: int, max_age: int) -> Iterator[str]:
    """What is wrong with a pupil's age on the day; nothing means that the age is right."""
    age = age_on(born_on, day)
    when = f"{day.day} {day:%B %Y}"
    if born_on > day:
        yield f"{name} has a birth date after {when}. Correct the birth date."
    elif age < min_age:
        yield f"{name} is {age} on {when}: the programme takes pupils from {min_age}."
    elif age > max_age:
        yield f"{name} is {age} on {when}: the programme takes pupils up to {max_age}."


def usual_stage(born_on: date, day: date) -> int:
    """The school stage (1 for S1) in which a pupil of this birth date usually is.

    In Scotland a year group holds births from 1 March to the end of February; S1 starts in
    August of the year in which the oldest of them have turned 12. Values outside 1 to 6 mean
    primary school or past school. A pupil may be one stage lower or higher by deferral.
    """
    year_began = day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1
    birth_year = born_on.year if born_on.month >= _STAGE_BIRTHS_START else born_on.year - 1
    return year_began - 12 - birth_year + 1


def stage_is_improbable(born_on: date, stage: int, day: date) -> bool:
    """Whether a stage lies more than one year away from the usual one for the birth date."""
    return abs(usual_stage(born_on, day) - stage) > 1
