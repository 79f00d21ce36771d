"""Rules for a whole roster: each is broken once, and each sentence is read."""

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.roster import (
    PARTS,
    day_problems,
    distance_km,
    filled,
    limit_problems,
    may_take,
    most_cars,
    points,
    roster_problems,
    travel_points,
)
from sessions.rules.season import Duty, Limits, Person, Season, Seat
from sessions.rules.weights import Weights
from tests.sessions.invented import MONDAY, SERVICES, car, date, day, person, season

P, F, A = person(1, "POLICE"), person(2, "FIRE"), person(3, "AMBULANCE")
DAY = day(1)
FULL = frozenset({car(1, 1), car(2, 1)})


def small(**other: object) -> Season:
    return season([DAY], [P, F, A], **other)


@pytest.mark.parametrize(
    ("who", "duties"),
    [
        (P, {Duty.CAR, Duty.LEAD}),
        (F, {Duty.CAR, Duty.LEAD, Duty.DEMO_FIRE}),
        (A, {Duty.CAR, Duty.LEAD, Duty.DEMO_AMBULANCE}),
        (person(4, "FIRE", may_lead=False), {Duty.CAR, Duty.DEMO_FIRE}),
        (person(4, "FIRE", may_demonstrate=False), {Duty.CAR, Duty.LEAD}),
    ],
)
def test_each_takes_the_duties_he_is_qualified_for(who: Person, duties: set[Duty]) -> None:
    assert {duty for duty in Duty if may_take(who, duty)} == duties


@pytest.mark.parametrize(
    ("other", "sentences"),
    [
        ({}, []),
        ({"free": "."}, ["Coach 1 is not free."]),
        ({"held": (MONDAY,)}, ["Coach 1 has another day on this date."]),
        ({"held": (date(1),)}, []),
        ({"home": (0.0, 0.0), "most_km": 50.0}, []),
        (
            {"home": (0.0, 0.0), "most_km": 49.9},
            ["The airfield is further than Coach 1 travels (31 miles)."],
        ),
        ({"home": None, "most_km": 1.0}, []),
        ({"home": (0.0, 0.0), "most_km": None}, []),
    ],
)
def test_day_is_open_to_a_person_or_each_reason_is_told(other: dict, sentences: list[str]) -> None:
    assert list(day_problems(person(1, **other), day(1, place=(30.0, 40.0)))) == sentences


def test_papers_keep_a_person_from_a_day() -> None:
    papers = dataclasses.replace(P.assurance, trained_until=date(-1))
    late = dataclasses.replace(P, assurance=papers)
    assert list(day_problems(late, DAY)) == ["Coach training of Coach 1 ended on 9 May 2027."]


def test_distance_needs_both_places() -> None:
    far = day(1, place=(3.0, 4.0))
    assert distance_km(person(1, home=(0.0, 0.0)), far) == 5.0
    assert distance_km(person(1, home=(0.0, 0.0)), DAY) is None
    assert distance_km(P, far) is None


@pytest.mark.parametrize(("km", "expected"), [(0.0, 0), (4.9, 0), (5.0, 1), (14.9, 1), (15.0, 2)])
def test_travel_is_rounded_half_up(km: float, expected: int) -> None:
    assert travel_points(person(1, home=(0.0, 0.0)), day(1, place=(km, 0.0)), 10) == expected


@pytest.mark.parametrize(
    ("other", "dates", "sentences"),
    [
        ({}, [], []),
        ({}, [date(0), date(6)], []),
        ({}, [date(0), date(0)], ["Coach 1 has two seats on 10 May 2027."]),
        ({"held": (date(0),)}, [date(0)], ["Coach 1 has two seats on 10 May 2027."]),
        (
            {"most_a_month": 1},
            [date(0), date(15)],
            ["Coach 1 has 2 days in May 2027; the most is 1."],
        ),
        ({"most_a_month": 1}, [date(0), date(25)], []),
        (
            {"most_a_month": 1, "held": (date(15),)},
            [date(0)],
            ["Coach 1 has 2 days in May 2027; the most is 1."],
        ),
        ({"most_a_month": 1, "held": (date(0), date(10))}, [date(30)], []),
        (
            {"most_in_season": 1},
            [date(0), date(30)],
            ["Coach 1 has 2 days this season; the most is 1."],
        ),
        (
            {"most_in_season": 1, "held": (date(0),)},
            [date(30)],
            ["Coach 1 has 2 days this season; the most is 1."],
        ),
        ({"most_in_season": 0, "held": (date(0),)}, [], []),
        (
            {},
            [date(0), date(3), date(6)],
            ["Coach 1 has 3 days within 7 days from 10 May 2027; the most is 2."],
        ),
        ({}, [date(0), date(3), date(7)], []),
        (
            {"held": (date(1), date(2))},
            [date(7)],
            ["Coach 1 has 3 days within 7 days from 11 May 2027; the most is 2."],
        ),
        ({"held": (date(1), date(2), date(3))}, [date(20)], []),
    ],
)
def test_dates_are_within_limits_or_each_excess_is_told(
    other: dict, dates: list, sentences: list[str]
) -> None:
    assert list(limit_problems(person(1, **other), dates, Limits())) == sentences


@pytest.mark.parametrize(
    ("those", "newcomers", "cars"),
    [("", 0, 0), ("P", 0, 0), ("PF", 0, 1), ("PPF", 0, 1), ("PPFFAA", 4, 2), ("PPFFAA", 3, 3)],
)
def test_most_cars_counts_services_and_newcomers(those: str, newcomers: int, cars: int) -> None:
    names = {"P": "POLICE", "F": "FIRE", "A": "AMBULANCE"}
    crew = [person(n, names[s], newcomer=n < newcomers) for n, s in enumerate(those)]
    assert most_cars(crew) == cars
    assert most_cars(crew, newcomers_apart=False) == min(
        len(crew) // 2, len(crew) - max((those.count(s) for s in "PFA"), default=0)
    )


def _by_trying(crew: list[Person], fixed: set[int], apart: bool) -> tuple[int, int] | None:
    """Every way to put people two by two, or alone where they may: the most cars with two."""
    if not crew:
        return 0, 0
    first, rest = crew[0], crew[1:]
    found = []
    if first.id in fixed and (left := _by_trying(rest, fixed, apart)):
        found.append((left[0], left[1] + 1))
    for other in rest:
        both_new = apart and first.newcomer and other.newcomer
        if other.service != first.service and not both_new:
            left = _by_trying([p for p in rest if p is not other], fixed, apart)
            found += [(left[0] + 1, left[1])] if left else []
    return max(found, default=None)


@given(
    st.lists(st.tuples(st.sampled_from(SERVICES), st.booleans(), st.booleans()), max_size=8),
    st.booleans(),
)
def test_closed_form_of_cars_agrees_with_trying_everything(
    those: list[tuple[str, bool, bool]], apart: bool
) -> None:
    crew = [person(n, s, newcomer=new) for n, (s, new, _) in enumerate(those)]
    fixed = {n for n, (_, _, stays) in enumerate(those) if stays}
    assert filled(crew, fixed, newcomers_apart=apart) == _by_trying(crew, fixed, apart)


def test_full_car_breaks_no_rule() -> None:
    assert list(roster_problems(small(), FULL)) == []
    assert list(roster_problems(small(), [])) == []


WINDOW = [day(n, 3 * n) for n in range(3)]
CAR_RULES = [
    ([P], 1, "Day 1: 1 coach is an odd number, so one would sit alone."),
    (
        [person(1), person(2)],
        1,
        "Day 1: 2 of 2 coaches are from police, so two of one service would share a car.",
    ),
    (
        [person(1, newcomer=True), person(2, "FIRE", newcomer=True)],
        1,
        "Day 1: 2 of 2 coaches are new, so two would share a car.",
    ),
    (
        [person(n, SERVICES[n % 3]) for n in range(4)],
        1,
        "Day 1: 4 coaches fill 2 cars, but 1 run.",
    ),
    (
        [person(n, SERVICES[n % 3]) for n in range(5)],
        1,
        "Day 1: 5 coaches are more than 1 car holds.",
    ),
]


@pytest.mark.parametrize(("crew", "cars", "sentence"), CAR_RULES)
def test_checker_tells_what_is_wrong_with_cars(
    crew: list[Person], cars: int, sentence: str
) -> None:
    seats = [car(one.id, 1) for one in crew]
    assert sentence in list(roster_problems(season([day(1, cars=cars)], crew), seats))


@pytest.mark.parametrize(
    ("it", "seats", "sentences"),
    [
        (small(), [car(9, 1), *FULL], ["1 seat names a coach or day not in this season."]),
        (small(), [car(1, 9), car(9, 9)], ["2 seats name a coach or day not in this season."]),
        (
            season([day(1, need={Duty.LEAD: 1})], [person(1, may_lead=False)]),
            [Seat(1, 1, Duty.LEAD)],
            ["Day 1: Coach 1 may not take the lead."],
        ),
        (season([DAY], [person(1, free="."), F]), FULL, ["Day 1: Coach 1 is not free."]),
        (
            season(WINDOW, [P, F]),
            [car(who, n) for who in (1, 2) for n in range(3)],
            [
                "Coach 1 has 3 days within 7 days from 10 May 2027; the most is 2.",
                "Coach 2 has 3 days within 7 days from 10 May 2027; the most is 2.",
            ],
        ),
        (
            season([day(1, need={Duty.LEAD: 1})], [P, F]),
            [Seat(1, 1, Duty.LEAD), Seat(2, 1, Duty.LEAD)],
            ["Day 1: 2 people have the lead, which needs 1."],
        ),
        (
            small(),
            [Seat(2, 1, Duty.DEMO_FIRE)],
            ["Day 1: 1 person has the fire part of the demonstration, which needs 0."],
        ),
        (
            small(fixed=FULL),
            [],
            [
                "Day 1: Coach 1 has a car for certain and must keep it.",
                "Day 1: Coach 2 has a car for certain and must keep it.",
            ],
        ),
        (
            small(fixed=frozenset({car(8, 9)})),
            [],
            ["a day not in this season: Somebody has a car for certain and must keep it."],
        ),
    ],
)
def test_checker_tells_each_broken_rule(it: Season, seats: list, sentences: list[str]) -> None:
    assert list(roster_problems(it, seats)) == sentences


def test_two_seats_on_one_day_are_told() -> None:
    twice = [*FULL, Seat(1, 1, Duty.LEAD)]
    it = season([day(1, need={Duty.LEAD: 1})], [P, F])
    assert list(roster_problems(it, twice)) == ["Coach 1 has two seats on 10 May 2027."]


def test_newcomers_share_a_car_where_the_limits_allow_it() -> None:
    new = [person(1, newcomer=True), person(2, "FIRE", newcomer=True)]
    assert list(roster_problems(season([DAY], new, limits=Limits(7, 2, False)), FULL)) == []


def test_who_has_accepted_may_sit_alone_and_may_be_more_than_needed() -> None:
    alone = frozenset({car(1, 1), Seat(2, 1, Duty.DEMO_FIRE), Seat(4, 1, Duty.DEMO_FIRE)})
    people = [P, F, person(4, "FIRE")]
    need = day(1, cars=2, need={Duty.DEMO_FIRE: 1})
    assert list(roster_problems(season([need], people, fixed=alone), alone)) == []
    loose = season([need], people)
    assert list(roster_problems(loose, alone)) == [
        "Day 1: 1 coach is an odd number, so one would sit alone.",
        "Day 1: 2 people have the fire part of the demonstration, which needs 1.",
    ]


WEIGHTS = Weights(uncrewed_car=1000, km_per_point=10, fairness=3, changed_asked=40, alone=400)


def test_points_count_each_part() -> None:
    need = {Duty.DEMO_FIRE: 2, Duty.DEMO_AMBULANCE: 1, Duty.LEAD: 1}
    the_day = day(1, cars=3, need=need, place=(30.0, 40.0), languages={"gd": 2, "pl": 1})
    people = [
        person(1, free="1", home=(0.0, 0.0), prior=2, languages=frozenset({"gd"})),
        person(2, "FIRE", free="2"),
        person(3, "FIRE"),
        person(4, "FIRE"),
        person(5),
    ]
    it = season(
        [the_day],
        people,
        weights=WEIGHTS,
        fixed=frozenset({car(5, 1)}),
        asked=frozenset({car(2, 1), car(4, 1)}),
    )
    seats = [car(1, 1), car(2, 1), car(5, 1), Seat(3, 1, Duty.DEMO_FIRE)]
    assert points(it, seats) == {
        "preference": 2 + 8,
        "travel": 5,
        "fairness": 3 * (3**2 - 2**2) + 3 * 3,
        "uncrewed_car": 2 * 1000,
        "missing_demo": 2 * 1500,
        "missing_lead": 1500,
        "missing_language": 300 + 300,
        "changed_asked": 40,
        "alone": 400,
    }


def test_points_of_cars_that_cannot_be_paired_count_those_that_can() -> None:
    two = season([day(1, cars=2)], [P, person(4), F])
    seats = [car(1, 1), car(4, 1), car(2, 1)]
    assert points(two, seats)["uncrewed_car"] == 2000


def test_nothing_costs_nothing() -> None:
    assert points(season([], []), []) == dict.fromkeys(PARTS, 0)


def test_every_order_of_seats_reads_the_same() -> None:
    wrong = [car(1, 1), Seat(1, 1, Duty.LEAD), Seat(2, 1, Duty.LEAD)]
    said = {tuple(roster_problems(small(), list(o))) for o in itertools.permutations(wrong)}
    assert len(said) == 1
