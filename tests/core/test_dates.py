"""The clock in London and the school year."""

import datetime as dt

import time_machine

from core import dates


@time_machine.travel(dt.datetime(2027, 6, 1, 23, 30, tzinfo=dt.UTC), tick=False)
def test_today_in_summer_is_tomorrow_after_eleven_at_night_utc():
    assert dates.today() == dt.date(2027, 6, 2)


@time_machine.travel(dt.datetime(2027, 1, 1, 23, 30, tzinfo=dt.UTC), tick=False)
def test_today_in_winter_is_the_date_in_utc():
    assert dates.today() == dt.date(2027, 1, 1)


@time_machine.travel(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC), tick=False)
def test_now_is_in_utc():
    assert dates.now() == dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)
    assert dates.now().tzinfo == dt.UTC


def test_school_year_is_named_by_both_years():
    assert dates.school_year(2026) == "2026–27"


def test_school_year_over_the_century_keeps_two_digits():
    assert dates.school_year(2099) == "2099–00"


def test_school_year_turns_in_august():
    assert dates.school_year_of(dt.date(2027, 7, 31)) == 2026
    assert dates.school_year_of(dt.date(2027, 8, 1)) == 2027
