"""Shift patterns: cycles read as answers by date."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.rules.shifts import (
    A_DAY,
    KNOWN,
    Pattern,
    answer_on,
    answers_between,
    copied_month,
    dates_between,
    free_weekdays,
    letter_on,
    monday_of,
    pattern_problems,
    read_back,
    weekly_cycle,
    written,
    year_ends,
)

MONDAY = datetime.date(2026, 11, 23)
FIVE_WATCH = KNOWN[0].cycle
dates = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31))
cycles = st.text("DNO", min_size=1, max_size=56)
patterns = st.builds(Pattern, cycles, dates, st.booleans())
answers = st.sampled_from(["FREE", "NOT_FREE"])


def answered(pattern: Pattern, days: int) -> str:
    """Y for a date with yes and n for one with no, from the pattern's start."""
    found = answers_between(pattern, pattern.starts_on, pattern.starts_on + (days - 1) * A_DAY)
    return "".join("Y" if answer == "FREE" else "n" for answer in found.values())


def test_five_watch_has_three_free_days_in_eight_and_rests_after_its_nights():
    assert answered(Pattern(FIVE_WATCH, MONDAY), 16) == "nnnnnYYY" * 2


def test_without_rest_the_day_after_the_last_night_is_free():
    assert answered(Pattern(FIVE_WATCH, MONDAY, rests_after_night=False), 8) == "nnnnYYYY"


def test_a_night_at_the_end_of_the_cycle_keeps_the_first_day_from_being_free():
    assert answered(Pattern("OON", MONDAY), 6) == "nYnnYn"


@given(patterns, dates, st.integers(-40, 40))
def test_a_pattern_comes_round(pattern, date, times):
    later = date + times * len(pattern.cycle) * A_DAY
    assert answer_on(pattern, date) == answer_on(pattern, later)


@given(patterns)
def test_the_first_letter_is_on_the_first_date(pattern):
    assert letter_on(pattern, pattern.starts_on) == pattern.cycle[0]


@given(patterns, dates)
def test_only_days_off_are_free(pattern, date):
    if answer_on(pattern, date) == "FREE":
        assert letter_on(pattern, date) == "O"
    else:
        assert letter_on(pattern, date) != "O" or pattern.rests_after_night


@given(cycles, dates, dates)
def test_with_rest_nobody_comes_after_a_night(cycle, starts, date):
    pattern = Pattern(cycle, starts, rests_after_night=True)
    if letter_on(pattern, date - A_DAY) == "N":
        assert answer_on(pattern, date) == "NOT_FREE"


@given(cycles, dates, dates)
def test_rest_takes_only_the_days_after_nights(cycle, starts, date):
    rested, plain = (answer_on(Pattern(cycle, starts, rests), date) for rests in (True, False))
    assert (rested == plain) or letter_on(Pattern(cycle, starts), date - A_DAY) == "N"


@given(st.sets(st.integers(0, 6), min_size=1), dates)
def test_a_week_is_free_on_its_days(free, date):
    pattern = Pattern(weekly_cycle(free), monday_of(date))
    assert (answer_on(pattern, date) == "FREE") == (date.weekday() in free)
    assert free_weekdays(pattern) == free


@given(st.sets(st.integers(0, 6), min_size=1), dates)
def test_a_week_that_starts_in_its_middle_is_the_same_days(free, date):
    turned = "".join("O" if (date + n * A_DAY).weekday() in free else "D" for n in range(7))
    assert free_weekdays(Pattern(turned, date)) == free


@pytest.mark.parametrize("cycle", [FIVE_WATCH, "NOOOOOO"])
def test_other_patterns_are_no_weeks_of_free_days(cycle):
    assert free_weekdays(Pattern(cycle, MONDAY)) is None


@pytest.mark.parametrize("known", KNOWN)
def test_known_patterns_are_in_order(known):
    assert list(pattern_problems(known.cycle)) == []
    assert known.cycle[0] == "D"


@pytest.mark.parametrize(
    ("cycle", "sentences"),
    [
        ("", ["Write the shifts as letters: D for a day shift, N for a night, O for a day off."]),
        ("DXO", ["Use only the letters D (day shift), N (night shift) and O (day off)."]),
        ("O" * 57, ["The pattern has 57 days. Write at most 56."]),
        ("DDN", ["The pattern has no day off, so there is no day to come on."]),
        ("O" * 56, []),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said(cycle, sentences):
    assert list(pattern_problems(cycle)) == sentences


@given(st.dictionaries(dates.filter(lambda d: d.year == 2027), answers, min_size=1))
def test_what_is_written_is_read_back(said):
    assert read_back(*written(said)) == said


def test_answers_are_written_a_letter_a_date():
    said = {MONDAY: "FREE", MONDAY + A_DAY: "NOT_FREE", MONDAY + 3 * A_DAY: "FREE"}
    assert written(said) == (MONDAY, "+-.+")


def test_a_span_that_ends_before_it_begins_has_no_dates():
    assert dates_between(MONDAY, MONDAY - A_DAY) == []


def test_a_school_year_ends_with_july():
    assert year_ends(2026) == datetime.date(2027, 7, 31)


def test_a_month_is_copied_by_weekdays():
    november = {
        datetime.date(2026, 11, 2): "FREE",  # the first Monday
        datetime.date(2026, 11, 30): "NOT_FREE",  # the fifth: December has none
        datetime.date(2026, 11, 24): "IF_NEEDED",  # the fourth Tuesday
        datetime.date(2026, 10, 5): "FREE",  # not the month before
    }
    assert copied_month(november, datetime.date(2026, 12, 1)) == {
        datetime.date(2026, 12, 7): "FREE",
        datetime.date(2026, 12, 22): "IF_NEEDED",
    }


def test_january_is_copied_from_december_of_the_year_before():
    december = {datetime.date(2026, 12, 31): "FREE", datetime.date(2026, 1, 1): "FREE"}
    assert copied_month(december, datetime.date(2027, 1, 1)) == {}
    assert copied_month({datetime.date(2026, 12, 1): "FREE"}, datetime.date(2027, 1, 1)) == {
        datetime.date(2027, 1, 5): "FREE"
    }
