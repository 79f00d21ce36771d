"""Dates, times and counts as pages and sentences write them."""

import datetime as dt

import pytest

from core import words

DAY = dt.date(2027, 3, 9)
LATE = dt.datetime(2027, 6, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight in London


def test_long_date():
    assert words.long_date(DAY) == "9 March 2027"


def test_long_date_of_an_instant_is_london_s():
    assert words.long_date(LATE) == "2 June 2027"


def test_full_date():
    assert words.full_date(DAY) == "Tuesday 9 March 2027"


def test_near_date():
    assert words.near_date(DAY) == "Tuesday 9 March"


def test_day_and_month_of_an_instant_are_london_s():
    assert words.day_and_month(LATE) == "2 June"


def test_short_day():
    assert words.short_day(DAY) == "Tue 9"


def test_month_name_from_date_and_from_number():
    assert (words.month_name(DAY), words.month_name(12)) == ("March", "December")


@pytest.mark.parametrize(
    "shown", [words.long_date, words.full_date, words.short_day, words.month_name, words.clock]
)
def test_no_date_is_nothing(shown):
    assert shown(None) == ""


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (dt.time(9, 30), "9:30am"),
        (dt.time(0, 5), "12:05am"),
        (dt.time(12), "12:00pm"),
        (dt.time(14, 30), "2:30pm"),
        (LATE, "12:30am"),
        (dt.datetime(2027, 1, 1, 15, 0), "3:00pm"),  # noqa: DTZ001
    ],
)
def test_clock(time: dt.time, said: str):
    assert words.clock(time) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 pupil"), (0, "0 pupils"), (1200, "1,200 pupils"), (None, "0 pupils")],
)
def test_many(count: int | None, said: str):
    assert words.many(count, "pupil,pupils") == said


@pytest.mark.parametrize(
    ("those", "said"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_listed(those: list[str], said: str):
    assert words.listed(those) == said
    assert words.listed(those, "or") == said.replace("and", "or")
