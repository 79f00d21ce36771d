"""Wave windows: when a pupil may answer, and what is told when not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.instrument import WaveKind
from surveys.rules.windows import (
    USUAL_WINDOWS,
    deviations,
    window,
    window_problems,
)

SESSION = date(2027, 5, 17)
dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("today", "sentences"),
    [
        (date(2027, 5, 2), ["This survey opens on 3 May."]),
        (date(2027, 5, 3), []),
        (date(2027, 5, 17), []),
        (
            date(2027, 5, 18),
            ["This survey closed on 17 May. It had to be answered before your day."],
        ),
        (date(2026, 12, 31), ["This survey opens on 3 May 2027."]),
    ],
)
def test_before_is_open_for_two_weeks_up_to_the_day(today, sentences):
    opens, closes = USUAL_WINDOWS[WaveKind.BEFORE]
    assert list(window_problems(WaveKind.BEFORE, SESSION, opens, closes, today)) == sentences


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            WaveKind.AFTER,
            "This survey closed on 31 May. It had to be answered soon after your day.",
        ),
        (
            WaveKind.FOLLOW_UP,
            "This survey closed on 14 September. It had to be answered some months after your day.",
        ),
    ],
)
def test_a_closed_wave_says_when_it_closed(kind, sentence):
    today = date(2027, 12, 1)
    assert list(window_problems(kind, SESSION, *USUAL_WINDOWS[kind], today)) == [sentence]


@given(dates, dates, st.integers(-60, 60), st.integers(0, 60))
def test_a_wave_can_be_answered_exactly_within_its_window(session, today, opens, length):
    first, last = window(session, opens, opens + length)
    told = list(window_problems(WaveKind.AFTER, session, opens, opens + length, today))
    assert (told == []) == (first <= today <= last)
    assert (last - first).days == length


@pytest.mark.parametrize(
    ("kind", "days", "sentences"),
    [
        (WaveKind.BEFORE, -1, []),
        (WaveKind.BEFORE, 0, ["Answered on the day itself, not before it."]),
        (WaveKind.BEFORE, 1, ["Answered after the day, not before it."]),
        (WaveKind.AFTER, 0, []),
        (WaveKind.AFTER, -1, ["Answered before the day, not after it."]),
        (WaveKind.FOLLOW_UP, 90, []),
    ],
)
def test_answering_at_the_wrong_time_is_a_deviation(kind, days, sentences):
    assert list(deviations(kind, days)) == sentences
