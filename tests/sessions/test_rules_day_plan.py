"""Tests of the day plan: its slots, and the promises every plan keeps."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.day_plan import (
    BRIEFING_MINUTES,
    CLOSING_MINUTES,
    LUNCH_MINUTES,
    Slots,
    Turn,
    day_slots,
    plan_problems,
    plan_turns,
)


def at(clock: str) -> datetime.time:
    return datetime.time.fromisoformat(clock.zfill(5))


def minute(time: datetime.time) -> int:
    return time.hour * 60 + time.minute


def times(slots: Slots) -> str:
    """The day as one line, lunch in brackets."""
    lunch = [] if slots.lunch is None else [slots.lunch]
    return " ".join(
        f"({start:%H:%M})" if start == slots.lunch else f"{start:%H:%M}"
        for start in sorted([*slots.starts, *lunch])
    )


def test_the_picture_s_day_has_seven_slots_and_six_cars_take_42():
    slots = day_slots(at("9:30"), at("14:30"), 30)
    assert times(slots) == "09:45 10:15 10:45 11:15 (11:45) 12:30 13:00 13:30"
    assert slots.before_lunch == 4
    assert slots.room(6) == 42
    assert list(plan_problems(42, 6, slots)) == []


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "wanted"),
    [
        ("9:30", "12:45", 30, "09:45 10:15 10:45 11:15"),  # nobody drives after noon: no lunch
        ("9:30", "13:30", 30, "09:45 10:15 10:45 11:15 (11:45) 12:30"),
        ("9:30", "13:29", 30, "09:45 10:15 10:45 11:15"),
        ("13:00", "16:00", 30, "13:15 13:45 14:15 14:45"),  # they come after their lunch
        ("11:30", "15:00", 30, "11:45 (12:15) 13:00 13:30 14:00"),
        ("9:30", "14:30", 120, "09:45"),
        ("9:30", "15:30", 120, "09:45 (11:45) 12:30"),
        ("9:30", "10:30", 30, ""),
        ("9:30", "10:45", 30, "09:45"),
        ("0:00", "0:20", 5, ""),
        ("23:00", "23:55", 10, "23:15"),
    ],
)
def test_a_day_is_cut_into_slots(starts, ends, minutes, wanted):
    assert times(day_slots(at(starts), at(ends), minutes)) == wanted


def test_a_day_without_lunch_has_all_its_slots_before_it():
    assert day_slots(at("9:30"), at("11:30"), 15).before_lunch == 5


def test_a_plan_without_a_car_cannot_be_made():
    slots = day_slots(at("9:30"), at("14:30"), 30)
    assert list(plan_problems(1, 0, slots)) == ["No car runs on this day. Choose cars first."]


def test_a_plan_with_too_few_turns_says_how_many_there_are():
    slots = day_slots(at("9:30"), at("14:30"), 30)
    assert list(plan_problems(43, 6, slots)) == [
        "43 pupils to drive, but 6 cars in 7 slots give 42 turns. "
        "Add a car, lengthen the day or shorten the turns."
    ]
    assert list(plan_problems(8, 1, slots)) == [
        "8 pupils to drive, but 1 car in 7 slots gives 7 turns. "
        "Add a car, lengthen the day or shorten the turns."
    ]


def test_the_first_pupils_drive_first_and_see_the_demonstration_after_lunch():
    slots = day_slots(at("9:30"), at("14:30"), 30)
    turns = plan_turns(range(100, 110), [7, 8], slots)
    assert turns[0] == Turn(place=100, car=7, slot=0, demonstration_slot=4)
    assert turns[7] == Turn(place=107, car=8, slot=3, demonstration_slot=4)
    assert turns[8] == Turn(place=108, car=7, slot=4, demonstration_slot=3)


def test_a_day_of_one_slot_shows_the_demonstration_outside_the_plan():
    slots = day_slots(at("9:30"), at("10:45"), 30)
    assert plan_turns([1], [7], slots) == [Turn(1, 7, 0, None)]


# --- promises kept by every plan ------------------------------------------------------------------

clocks = st.times(min_value=datetime.time(6), max_value=datetime.time(22)).map(
    lambda time: time.replace(second=0, microsecond=0)
)
hours = st.tuples(clocks, clocks).filter(lambda pair: pair[0] < pair[1])
lengths = st.integers(min_value=5, max_value=120)


@given(hours=hours, minutes=lengths)
def test_slots_lie_inside_the_day_and_never_overlap(hours, minutes):
    starts, ends = hours
    slots = day_slots(starts, ends, minutes)
    stretches = [(minute(start), minutes) for start in slots.starts]
    if slots.lunch is not None:
        stretches.append((minute(slots.lunch), LUNCH_MINUTES))
    stretches.sort()
    at = minute(starts) + BRIEFING_MINUTES
    for begin, length in stretches:
        assert begin == at  # nor is there a gap
        at = begin + length
    assert not stretches or at <= minute(ends) - CLOSING_MINUTES
    assert minute(ends) - CLOSING_MINUTES - at < minutes + LUNCH_MINUTES


@given(hours=hours, minutes=lengths)
def test_lunch_lies_between_two_slots_and_not_before_a_quarter_to_twelve(hours, minutes):
    slots = day_slots(hours[0], hours[1], minutes)
    if slots.lunch is not None:
        assert slots.lunch >= datetime.time(11, 45)
        assert 0 < slots.before_lunch < len(slots.starts)


@given(
    hours=hours,
    minutes=lengths,
    cars=st.lists(st.integers(1, 10**6), min_size=1, max_size=12, unique=True),
    places=st.lists(st.integers(1, 10**6), max_size=80, unique=True),
)
def test_every_plan_keeps_its_promises(hours, minutes, cars, places):
    slots = day_slots(hours[0], hours[1], minutes)
    places = places[: slots.room(len(cars))]
    assert list(plan_problems(len(places), len(cars), slots)) == []
    turns = plan_turns(places, cars, slots)
    # Each pupil drives once, all for the length of one slot.
    assert [turn.place for turn in turns] == places
    assert {turn.slot for turn in turns} <= set(range(len(slots.starts)))
    # No car has two pupils at once.
    assert all(n == 1 for n in Counter((turn.car, turn.slot) for turn in turns).values())
    assert {turn.car for turn in turns} <= set(cars)
    # Everybody sees the demonstration in one of the day's slots in which he does not drive.
    showings = {turn.demonstration_slot for turn in turns}
    if len(slots.starts) == 1:
        assert showings <= {None}
    else:
        assert showings <= set(range(len(slots.starts)))
        assert len(showings) <= 2  # the demonstration is shown at most twice
    assert not [turn for turn in turns if turn.slot == turn.demonstration_slot]
