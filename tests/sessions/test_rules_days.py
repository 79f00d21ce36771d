"""Tests of the rules for days, bookings and lists."""

import datetime

import pytest

from sessions.rules.day_plan import Slots, day_slots
from sessions.rules.days import (
    Closed,
    booking_problems,
    capacity_problems,
    day_problems,
    delete_on,
    full_sentence,
    list_problems,
)

MONDAY = datetime.date(2026, 11, 23)
SNOW = Closed(datetime.date(2026, 12, 1), datetime.date(2026, 12, 3), "Snow")
SEVEN = day_slots(datetime.time(9, 30), datetime.time(14, 30), 30)


def said(date, *closures):
    return list(day_problems(date=date, today=MONDAY, airfield="Fearn", closures=closures))


def test_a_day_may_be_today_but_not_before():
    assert said(MONDAY) == []
    assert said(MONDAY - datetime.timedelta(days=1)) == ["Choose a date that is not past."]


@pytest.mark.parametrize(
    ("day", "closed"),
    [(30, False), (1, True), (2, True), (3, True), (4, False)],
)
def test_a_closure_covers_its_first_and_last_day(day, closed):
    date = datetime.date(2026, 11 if day == 30 else 12, day)
    assert said(date, SNOW) == (["Fearn is closed on this date: Snow."] if closed else [])


def test_a_past_date_in_two_closures_says_all_that_is_wrong():
    past = Closed(datetime.date(2026, 11, 1), datetime.date(2026, 11, 20), "Works")
    race = Closed(datetime.date(2026, 11, 20), datetime.date(2026, 11, 20), "Race")
    assert said(datetime.date(2026, 11, 20), past, race) == [
        "Choose a date that is not past.",
        "Fearn is closed on this date: Works.",
        "Fearn is closed on this date: Race.",
    ]


def capacity_said(capacity, cars, slots=SEVEN):
    return list(capacity_problems(capacity=capacity, cars=cars, slots=slots))


def test_a_day_offers_as_many_places_as_its_cars_have_turns():
    assert capacity_said(42, 6) == []
    assert capacity_said(43, 6) == [
        "6 cars in 7 slots take 42 pupils at most. "
        "Offer fewer places, add a car or lengthen the day."
    ]
    assert capacity_said(8, 1) == [
        "1 car in 7 slots takes 7 pupils at most. "
        "Offer fewer places, add a car or lengthen the day."
    ]


def test_a_day_too_short_for_a_turn_says_so():
    short = Slots((), None, 30)
    only = ["Nobody can drive 30 minutes in these hours. Let the day end later."]
    assert capacity_said(8, 2, short) == only
    assert capacity_said(0, 2, short) == only


def test_a_day_without_places_and_cars_says_both():
    assert capacity_said(0, 0) == [
        "Offer one place or more.",
        "Choose the cars that run on this day.",
    ]


def test_places_can_be_booked_up_to_the_last():
    said = booking_problems(called_off=False, past=False, places=5, left=5)
    assert list(said) == []


def test_a_booking_says_everything_that_stands_in_its_way():
    off = booking_problems(called_off=True, past=True, places=0, left=0)
    past = booking_problems(called_off=False, past=True, places=3, left=1)
    assert list(off) == ["This day is called off.", "Book one place or more."]
    assert list(past) == ["This day is past.", "This day has 1 place left. Book 1 or fewer."]


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (-1, "This day is full. Choose another day."),
        (0, "This day is full. Choose another day."),
        (1, "This day has 1 place left. Book 1 or fewer."),
        (2, "This day has 2 places left. Book 2 or fewer."),
    ],
)
def test_too_few_places_are_named(left, sentence):
    assert full_sentence(left) == sentence


def test_a_school_that_wants_more_places_is_told_how_many_it_can_keep():
    assert full_sentence(0, held=30) == "This day has no more places. Keep 30 or fewer."
    assert full_sentence(2, held=30) == "This day has 2 more places. Keep 32 or fewer."


@pytest.mark.parametrize(
    ("booked", "held", "new", "said"),
    [
        (5, 2, 3, []),
        (
            5,
            2,
            4,
            [
                "The booking has 5 places, and with this list 6 pupils. "
                "Book 1 more place or leave 1 out."
            ],
        ),
        (
            1,
            0,
            3,
            [
                "The booking has 1 place, and with this list 3 pupils. "
                "Book 2 more places or leave 2 out."
            ],
        ),
    ],
)
def test_a_list_goes_into_a_booking_up_to_its_places(booked, held, new, said):
    assert list(list_problems(booked=booked, held=held, new=new)) == said


@pytest.mark.parametrize(
    ("date", "goes"),
    [
        (datetime.date(2026, 11, 23), datetime.date(2027, 8, 31)),
        (datetime.date(2027, 7, 31), datetime.date(2027, 8, 31)),
        (datetime.date(2027, 8, 1), datetime.date(2028, 8, 31)),
        (datetime.date(2026, 12, 31), datetime.date(2027, 8, 31)),
    ],
)
def test_a_pupils_data_go_on_31_august_after_the_school_year(date, goes):
    assert delete_on(date) == goes
