"""Tests of the rules of proposals: who still works on one, and how good a roster is, in words."""

import datetime

import pytest

from sessions.rules.proposals import (
    asking_problems,
    gap_percent,
    is_silent,
    lacks_worker,
    quality,
)

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def after(seconds: int) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("state", "heard", "seconds", "silent"),
    [
        ("RUNNING", 60, 180, False),
        ("RUNNING", 60, 181, True),
        ("WAITING", None, 120, False),
        ("WAITING", None, 121, True),
        ("READY", 60, 999, False),
    ],
)
def test_two_minutes_without_a_sign_are_silence(state, heard, seconds, silent):
    heard_at = None if heard is None else after(heard)
    assert is_silent(state, NOON, heard_at, after(seconds)) is silent


@pytest.mark.parametrize(
    ("state", "seconds", "lacks"),
    [("WAITING", 10, False), ("WAITING", 11, True), ("RUNNING", 99, False)],
)
def test_what_waits_for_more_than_ten_seconds_has_no_worker(state, seconds, lacks):
    assert lacks_worker(state, NOON, after(seconds)) is lacks


@pytest.mark.parametrize(
    ("days", "seconds", "sentences"),
    [
        (3, 60, []),
        (0, 60, ["There is no day to come. Add days first."]),
        (1, 0, ["Choose between 1 and 600 seconds."]),
        (1, 601, ["Choose between 1 and 600 seconds."]),
    ],
)
def test_what_keeps_a_season_from_being_planned(days, seconds, sentences):
    assert list(asking_problems(days, seconds)) == sentences


@pytest.mark.parametrize(
    ("objective", "bound", "percent"),
    [(1000, 1000, 0.0), (1000, 1001, 0.0), (1000, 996, 0.4), (100_000, 99_999, 0.1), (0, 0, 0.0)],
)
def test_the_gap_is_rounded_up(objective, bound, percent):
    assert gap_percent(objective, bound) == percent


@pytest.mark.parametrize(
    ("objective", "bound", "proven", "words"),
    [
        (1000, 1000, True, "Proven best"),
        (1000, 996, False, "Within 0.4 % of the best possible"),
        (1000, 900, False, "Within 10.0 % of the best possible"),
        (1000, 2, False, "Far from proven: up to 99.8 % better may be possible"),
        (None, 996, False, ""),
        (1000, None, False, ""),
    ],
)
def test_how_good_a_roster_is_in_words(objective, bound, proven, words):
    assert quality(objective, bound, proven=proven) == words
