"""Tests of the rules for crews."""

import pytest

from sessions.rules.crews import (
    Seat,
    asked_words,
    car_problems,
    demonstration_problems,
    in_words,
    place_words,
    role_problems,
    services_that_fit,
)

ROSS = Seat("Car 1", "K. Ross", "POLICE")
GUNN = Seat("Car 1", "A. Gunn", "FIRE")
BAIN = Seat("Car 1", "I. Bain", "POLICE")


def test_a_car_with_two_coaches_from_two_services_runs():
    assert list(car_problems("Car 1", [ROSS, GUNN])) == []


def test_a_car_says_how_many_coaches_it_needs():
    assert list(car_problems("Car 1", [])) == ["Car 1 needs 2 more coaches."]
    assert list(car_problems("Car 1", [ROSS])) == ["Car 1 needs 1 more coach."]


def test_a_car_with_two_coaches_from_one_service_does_not_run():
    assert list(car_problems("Car 1", [ROSS, BAIN])) == [
        "Car 1 has two coaches from the same service."
    ]


def test_a_car_with_three_coaches_says_all_that_is_wrong():
    assert list(car_problems("Car 1", [ROSS, GUNN, BAIN])) == [
        "Car 1 has more than two coaches.",
        "Car 1 has two coaches from the same service.",
    ]


def test_two_newcomers_do_not_share_a_car():
    new = [
        Seat("Car 1", "K. Ross", "POLICE", newcomer=True),
        Seat("Car 1", "A. Gunn", "FIRE", newcomer=True),
    ]
    assert list(car_problems("Car 1", new)) == [
        "Car 1 has two newcomers. Put each beside a coach who has done this before."
    ]
    assert list(car_problems("Car 1", [new[0], GUNN])) == []


def test_who_may_lead_and_who_may_show():
    def asked(role: str, *, lead: bool = True, show: bool = True) -> list[str]:
        return list(role_problems("A. Gunn", role, may_lead=lead, may_demonstrate=show))

    assert asked("LEAD", lead=False) == ["A. Gunn does not lead days. Choose somebody who may."]
    assert asked("DEMONSTRATION", show=False) == [
        "A. Gunn is not in the demonstration. Choose somebody who may."
    ]
    assert asked("LEAD", show=False) == asked("DEMONSTRATION", lead=False) == []
    assert asked("CAR", lead=False, show=False) == []


def test_services_that_fit_are_those_the_car_has_not():
    assert services_that_fit([]) == ("POLICE", "FIRE", "AMBULANCE")
    assert services_that_fit(["FIRE"]) == ("POLICE", "AMBULANCE")
    assert services_that_fit(["FIRE", "POLICE"]) == ()


def test_the_demonstration_needs_fire_and_ambulance():
    assert list(demonstration_problems(["AMBULANCE", "FIRE", "FIRE"])) == []
    assert list(demonstration_problems(["FIRE"])) == [
        "The demonstration needs someone from ambulance."
    ]
    assert list(demonstration_problems(["POLICE"])) == [
        "The demonstration needs someone from fire.",
        "The demonstration needs someone from ambulance.",
    ]


def test_services_are_said_in_words():
    assert in_words(["FIRE", "AMBULANCE"]) == "fire or ambulance"
    assert in_words(["POLICE"]) == "police"
    assert in_words(["POLICE", "FIRE", "AMBULANCE"]) == "police, fire or ambulance"


@pytest.mark.parametrize(
    ("role", "car", "sits", "is_asked"),
    [
        ("CAR", 3, "in car 3", "for car 3"),
        ("DEMONSTRATION", None, "in the demonstration", "for the demonstration"),
        ("LEAD", None, "day lead", "to lead the day"),
    ],
)
def test_a_seat_is_said_as_where_one_sits_and_what_one_is_asked_for(role, car, sits, is_asked):
    assert (place_words(role, car), asked_words(role, car)) == (sits, is_asked)
