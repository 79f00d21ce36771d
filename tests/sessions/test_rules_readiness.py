"""Tests of the six lights: each in each of its states, and what a day needs next."""

from dataclasses import replace

import pytest

from sessions.rules.readiness import DayFacts, Light, Need, State, lights, needs, status

BOTH = frozenset({"FIRE", "AMBULANCE"})
READY = DayFacts(
    days_to_go=10,
    called_off=False,
    capacity=40,
    booked=40,
    pupils=40,
    consents=40,
    cars=6,
    seats_filled=12,
    demonstration=BOTH,
    to_plan=40,
    planned=40,
    minutes=30,
    surveys_expected=38,
    surveys_in=38,
)
EMPTY = replace(
    READY,
    days_to_go=90,
    booked=0,
    pupils=0,
    consents=0,
    seats_filled=0,
    demonstration=frozenset(),
    to_plan=0,
    planned=0,
    surveys_expected=0,
    surveys_in=0,
)


def light(key: str, day: DayFacts) -> Light:
    return next(light for light in lights(day) if light.key == key)


def said(day: DayFacts) -> list[tuple[str, str]]:
    return [(need.kind, need.text) for need in needs(day)]


def test_six_lights_stand_in_the_order_of_the_work():
    keys = ["places", "consents", "coaches", "demonstration", "plan", "surveys"]
    assert [light.key for light in lights(READY)] == keys


def test_a_day_with_all_it_needs_has_six_green_lights():
    assert [(light.state, light.figure) for light in lights(READY)] == [
        (State.READY, "40 / 40"),
        (State.READY, "40 / 40"),
        (State.READY, "12 / 12"),
        (State.READY, "Fire + Amb"),
        (State.READY, "Ready"),
        (State.READY, "38 / 38"),
    ]
    assert said(READY) == []
    assert status(READY) == Need("ok", "On track")


def test_a_day_far_off_with_nothing_yet_has_six_lights_off():
    assert {light.state for light in lights(EMPTY)} == {State.OFF}
    assert [light.figure for light in lights(EMPTY)] == [
        "0 / 40",
        "0 / 0",
        "0 / 12",
        "Nobody",
        "0 / 0",
        "0 / 0",
    ]


@pytest.mark.parametrize("days", [-1, 0, 5, 90])
@pytest.mark.parametrize("day", [READY, EMPTY])
def test_a_day_called_off_has_six_lights_off_and_needs_nothing(day, days):
    off = replace(day, called_off=True, days_to_go=days)
    assert {light.state for light in lights(off)} == {State.OFF}
    assert said(off) == []
    assert status(off) == Need("grey", "Called off")


def test_a_light_has_words_for_a_screen_reader():
    waiting = replace(READY, seats_filled=11)
    assert light("coaches", waiting).words == "seats with a coach: 11 / 12, waiting"
    assert light("coaches", READY).words == "seats with a coach: 12 / 12, ready"
    stopped = replace(waiting, days_to_go=2)
    assert light("coaches", stopped).words == "seats with a coach: 11 / 12, needs you"
    assert light("coaches", EMPTY).words == "seats with a coach: 0 / 12, not begun"
    assert light("plan", READY).words == "day plan, 30 min each: Ready, ready"


@pytest.mark.parametrize(
    ("booked", "days", "state"),
    [
        (40, 90, State.READY),
        (36, 90, State.READY),  # nine in ten are as good as all
        (35, 90, State.WAITING),
        (1, 0, State.WAITING),
        (0, 8, State.OFF),
        (0, 7, State.STOP),
        (0, 0, State.STOP),
        (0, -1, State.OFF),  # past: nobody can mend it any more
    ],
)
def test_the_light_of_places(booked, days, state):
    assert light("places", replace(READY, booked=booked, days_to_go=days)).state == state


@pytest.mark.parametrize(
    ("pupils", "consents", "days", "state"),
    [
        (40, 40, 90, State.READY),
        (40, 39, 2, State.WAITING),
        (40, 39, 1, State.STOP),
        (40, 0, 0, State.STOP),
        (40, 39, -1, State.WAITING),
        (0, 0, 0, State.OFF),
    ],
)
def test_the_light_of_consents(pupils, consents, days, state):
    day = replace(READY, pupils=pupils, consents=consents, days_to_go=days)
    assert light("consents", day).state == state


@pytest.mark.parametrize(
    ("cars", "filled", "days", "state"),
    [
        (6, 12, 90, State.READY),
        (6, 11, 8, State.WAITING),
        (6, 11, 7, State.STOP),
        (6, 0, 8, State.OFF),
        (6, 0, 0, State.STOP),
        (6, 11, -1, State.WAITING),
        (0, 0, 8, State.OFF),
        (0, 0, 7, State.STOP),
    ],
)
def test_the_light_of_coaches(cars, filled, days, state):
    day = replace(READY, cars=cars, seats_filled=filled, days_to_go=days)
    assert light("coaches", day).state == state


@pytest.mark.parametrize(
    ("crew", "days", "state", "figure"),
    [
        ({"FIRE", "AMBULANCE"}, 0, State.READY, "Fire + Amb"),
        ({"FIRE"}, 8, State.WAITING, "Fire"),
        ({"AMBULANCE"}, 7, State.STOP, "Amb"),
        (set(), 8, State.OFF, "Nobody"),
        (set(), 0, State.STOP, "Nobody"),
        (set(), -1, State.OFF, "Nobody"),
    ],
)
def test_the_light_of_the_demonstration(crew, days, state, figure):
    shown = light("demonstration", replace(READY, demonstration=frozenset(crew), days_to_go=days))
    assert (shown.state, shown.figure) == (state, figure)


@pytest.mark.parametrize(
    ("days", "state"),
    [(90, State.WAITING), (3, State.WAITING), (2, State.STOP), (0, State.STOP), (-1, State.READY)],
)
def test_a_crew_that_has_not_all_said_yes_is_not_ready(days, state):
    asked = replace(READY, seats_asked=3, demonstration_asked=1, days_to_go=days)
    assert {light(key, asked).state for key in ("coaches", "demonstration")} == {state}
    assert light("coaches", replace(asked, seats_asked=0)).state == State.READY


def test_the_lights_say_how_many_have_not_accepted():
    asked = replace(READY, seats_asked=3, demonstration_asked=1)
    assert light("coaches", asked).label == "seats with a coach, 3 not yet accepted"
    assert light("demonstration", asked).label == "demonstration crew, 1 not yet accepted"
    for over in (replace(asked, days_to_go=-1), replace(asked, called_off=True)):
        assert light("coaches", over).label == "seats with a coach"


@pytest.mark.parametrize(
    ("pupils", "planned", "days", "state", "figure"),
    [
        (40, 40, 90, State.READY, "Ready"),
        (39, 40, 90, State.READY, "Ready"),  # one was taken off the list afterwards
        (40, 39, 90, State.WAITING, "39 / 40"),
        (40, 0, 15, State.OFF, "0 / 40"),
        (40, 0, 14, State.WAITING, "0 / 40"),
        (40, 39, 0, State.STOP, "39 / 40"),
        (0, 0, 15, State.OFF, "0 / 0"),
    ],
)
def test_the_light_of_the_plan(pupils, planned, days, state, figure):
    shown = light("plan", replace(READY, to_plan=pupils, planned=planned, days_to_go=days))
    assert (shown.state, shown.figure) == (state, figure)


@pytest.mark.parametrize(
    ("expected", "answers", "days", "state"),
    [
        (38, 38, 90, State.READY),
        (38, 39, 90, State.READY),
        (38, 0, 15, State.OFF),
        (38, 0, 14, State.WAITING),
        (38, 37, 0, State.WAITING),
        (0, 0, 0, State.OFF),
    ],
)
def test_the_light_of_surveys(expected, answers, days, state):
    day = replace(READY, surveys_expected=expected, surveys_in=answers, days_to_go=days)
    assert light("surveys", day).state == state


# --- needs ----------------------------------------------------------------------------------------


def test_a_past_day_is_done_and_needs_nothing():
    past = replace(EMPTY, days_to_go=-1)
    assert said(past) == []
    assert status(past) == Need("grey", "Done")


def test_a_day_far_off_needs_bookings_only():
    assert said(EMPTY) == [("grey", "40 places to book")]
    assert status(EMPTY) == Need("grey", "40 places to book")
    assert said(replace(READY, booked=39, pupils=39, consents=39)) == [("grey", "1 place to book")]


def test_places_that_are_left_in_the_last_week_are_let_be():
    assert said(replace(READY, days_to_go=7, booked=39)) == []


def test_a_day_without_cars_says_so():
    assert said(replace(EMPTY, cars=0)) == [
        ("warn", "No cars chosen"),
        ("grey", "40 places to book"),
    ]
    assert said(replace(EMPTY, cars=0, days_to_go=7)) == [
        ("stop", "No cars chosen"),
        ("stop", "No school has booked"),
    ]


@pytest.mark.parametrize(
    ("filled", "days", "need"),
    [
        (11, 60, ("warn", "1 coach short")),
        (4, 8, ("warn", "8 coaches short")),
        (4, 7, ("stop", "8 coaches short")),
    ],
)
def test_coaches_that_are_short_are_counted(filled, days, need):
    assert said(replace(READY, seats_filled=filled, days_to_go=days)) == [need]


@pytest.mark.parametrize(
    ("crew", "days", "found"),
    [
        (set(), 15, []),
        (set(), 14, [("warn", "Demonstration needs fire and ambulance")]),
        ({"FIRE"}, 7, [("stop", "Demonstration needs ambulance")]),
        ({"AMBULANCE"}, 7, [("stop", "Demonstration needs fire")]),
    ],
)
def test_the_demonstration_is_a_need_in_the_last_fortnight(crew, days, found):
    assert said(replace(READY, demonstration=frozenset(crew), days_to_go=days)) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (15, []),
        (14, [("warn", "4 seats not yet accepted")]),
        (3, [("warn", "4 seats not yet accepted")]),
        (2, [("stop", "4 seats not yet accepted")]),
        (-1, []),
    ],
)
def test_seats_that_wait_for_a_yes_are_a_need_in_the_last_fortnight(days, found):
    asked = replace(READY, seats_asked=2, demonstration_asked=1, leads_asked=1, days_to_go=days)
    assert said(asked) == found


def test_nobody_asks_for_crews_of_a_day_that_no_school_has_booked():
    assert said(replace(EMPTY, days_to_go=5)) == [("stop", "No school has booked")]
    assert status(replace(EMPTY, days_to_go=7)) == Need("stop", "No school has booked")


def test_lists_and_consents_are_needs_in_the_last_four_weeks():
    some = replace(READY, pupils=30, consents=10, to_plan=30, planned=30, surveys_expected=30)
    assert said(replace(some, days_to_go=29)) == []
    assert said(replace(some, days_to_go=28)) == [
        ("warn", "10 pupils not named yet"),
        ("warn", "20 consents to come"),
    ]
    one = replace(READY, pupils=39, consents=38, to_plan=39, planned=39, days_to_go=28)
    assert said(one) == [("warn", "1 pupil not named yet"), ("warn", "1 consent to come")]


def test_plan_and_surveys_are_needs_in_the_last_fortnight():
    some = replace(READY, planned=0, surveys_in=0)
    assert said(replace(some, days_to_go=15)) == []
    assert said(replace(some, days_to_go=14)) == [
        ("warn", "Make the day plan"),
        ("warn", "38 surveys to come"),
    ]
    assert said(replace(READY, surveys_in=37)) == [("warn", "1 survey to come")]


def test_the_tag_is_the_most_pressing_need():
    day = replace(READY, days_to_go=6, seats_filled=10, consents=0)
    assert status(day) == Need("stop", "2 coaches short")
    assert said(day)[1:] == [("warn", "40 consents to come")]
