"""Dates, times, money and counts as pages write them."""

import datetime as dt
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core.templatetags import runway

DAY = dt.date(2027, 3, 9)
LATE = dt.datetime(2027, 6, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight in London


def test_long_date():
    assert runway.long_date(DAY) == "9 March 2027"


def test_long_date_of_an_instant_is_london_s():
    assert runway.long_date(LATE) == "2 June 2027"


def test_full_date():
    assert runway.full_date(DAY) == "Tuesday 9 March 2027"


def test_short_day():
    assert runway.short_day(DAY) == "Tue 9"


def test_month_name_from_date_and_from_number():
    assert (runway.month_name(DAY), runway.month_name(12)) == ("March", "December")


@pytest.mark.parametrize(
    "shown", [runway.long_date, runway.full_date, runway.short_day, runway.month_name, runway.clock]
)
def test_no_date_is_nothing(shown):
    assert shown(None) == ""


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.time(9, 30), "9:30am"),
        (dt.time(0, 5), "12:05am"),
        (dt.time(12), "12:00pm"),
        (dt.time(14, 30), "2:30pm"),
        (LATE, "12:30am"),
        (dt.datetime(2027, 1, 1, 15, 0), "3:00pm"),  # noqa: DTZ001
    ],
)
def test_clock(time: dt.time, words: str):
    assert runway.clock(time) == words


@pytest.mark.parametrize(
    ("pence", "words"),
    [(120000, "£1,200"), (1250, "£12.50"), (5, "£0.05"), (0, "£0"), (-1250, "−£12.50"), (None, "")],
)
def test_pounds(pence: int | None, words: str):
    assert runway.pounds(pence) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 pupil"), (0, "0 pupils"), (1200, "1,200 pupils"), (None, "0 pupils")],
)
def test_many(count: int | None, words: str):
    assert runway.many(count, "pupil,pupils") == words


@pytest.mark.parametrize(
    ("surname", "words"), [("Munro", "M."), (" o’brien", "O."), ("", ""), (None, "")]
)
def test_initial(surname: str | None, words: str):
    assert runway.initial(surname) == words


def test_csrf_field_has_no_token_without_a_request():
    assert Template("{% csrf_field %}").render(Context()) == ""


def test_csrf_field_holds_a_token_for_the_request():
    request = RequestFactory().get("/")
    shown = Template("{% csrf_field %}").render(Context({"request": request}))
    assert re.fullmatch(
        r'<input type="hidden" name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}">', shown
    )
