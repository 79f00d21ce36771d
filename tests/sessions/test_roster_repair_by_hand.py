"""Repairs by hand: each way of mending a day, in its own words, and rehearsals."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings

from sessions.roster import tiers
from sessions.roster.cases import fewest_moves
from sessions.roster.pairing import pair_up
from sessions.roster.repair import Repairer, options, rehearse
from sessions.roster.tiers import Kind
from sessions.rules.season import Duty, Key, Person, Seat
from sessions.rules.weights import WEIGHTS
from tests.sessions.invented import car, day, person, season
from tests.sessions.test_roster_pairing import days

Cars = dict[Key, dict[Key, Key]]

TUESDAY = day("d", 1, 2, need={Duty.LEAD: 1}, place=(0.0, 0.0), name="Tue 11 May")
FRIDAY = day("e", 4, 1, place=(0.0, 0.0), name="Fri 14 May")
CREW = [  # free on the Tuesday only
    person(1, "POLICE", ".0", name="P. Gunn"),
    person(2, "FIRE", ".0", name="F. Boyd", may_lead=False),
    person(3, "POLICE", ".0", name="A. Reid", may_lead=False),
    person(4, "AMBULANCE", ".0", name="M. Orr", may_lead=False),
    person(5, "POLICE", ".0", name="J. Kerr"),
]
SEATS = frozenset({car(1, "d"), car(2, "d"), car(3, "d"), car(4, "d"), Seat(5, "d", Duty.LEAD)})
IN_CARS: Cars = {"d": {1: 10, 2: 10, 3: 11, 4: 11}}


def somebody(key: Key, service: str, name: str, **other: object) -> Person:
    facts: dict = {"name": name, "may_lead": False} | other
    return person(key, service, **facts)


FOX = somebody(6, "POLICE", "L. Fox", home=(13.0, 0.0))
ROSS = somebody(7, "FIRE", "G. Ross", home=(1.6, 0.0), free="2" * 60)


def ways(
    *others: Person, gone: Collection[Key], also: Collection[Seat] = (), **facts: object
) -> list[tuple[Kind, int, str]]:
    it = season([TUESDAY, FRIDAY], [*CREW, *others], **facts)
    found = options(it, SEATS.union(also), "d", gone=gone, cars=IN_CARS)
    return [(option.kind, option.people, option.sentence) for option in found]


def test_replacement_tells_nearness_load_and_fit() -> None:
    found = ways(FOX, ROSS, gone={1}, also={car(6, "e"), car(2, "e")})
    assert found == [
        (
            Kind.REPLACEMENT,
            1,
            "8 miles away, 1 day this season; sits in for P. Gunn, no one else moves.",
        ),
        (
            Kind.REPLACEMENT,
            2,
            "1 mile away, no day yet this season, only if needed; sits in for P. Gunn, "
            "1 other changes cars.",
        ),
    ]


def test_whoever_of_the_day_may_lead_takes_the_lead_and_another_comes_for_him() -> None:
    assert ways(FOX, gone={5}) == [
        (
            Kind.ROLE_CHANGE,
            2,
            "8 miles away, no day yet this season; takes a seat in a car and P. Gunn takes the "
            "lead for J. Kerr, no one else moves.",
        )
    ]


def test_somebody_comes_from_another_day_where_another_sits_in() -> None:
    fox = replace(FOX, most_a_month=1, home=None)
    ross = replace(ROSS, service="POLICE", marks={FRIDAY.date: "1"})
    found = ways(fox, ross, gone={1}, also={car(6, "e"), car(4, "e")})
    assert found == [
        (
            Kind.FROM_ANOTHER_DAY,
            2,
            "1 day this season; sits in for P. Gunn and leaves Fri 14 May to G. Ross (1 mile away, "
            "no day yet this season), no one else moves.",
        ),
        NOBODY,
    ]


NOBODY = (
    Kind.TOGETHER,
    1,
    "Nobody comes; 2 of 2 cars run, nobody leads, J. Kerr takes a seat in a car, "
    "no one else moves.",
)


def test_somebody_comes_from_another_day_that_can_spare_him() -> None:
    fox = replace(FOX, most_a_month=1, home=None)
    found = ways(fox, gone={1}, also={Seat(6, "e", Duty.LEAD)})
    assert found == [
        (
            Kind.FROM_ANOTHER_DAY,
            1,
            "1 day this season; sits in for P. Gunn and leaves Fri 14 May, which lacks nothing by "
            "it, no one else moves.",
        ),
        NOBODY,
    ]


def test_nobody_is_called_from_a_day_that_would_lack_him() -> None:
    fox = replace(FOX, most_a_month=1)
    assert ways(fox, gone={1}, also={car(6, "e"), car(4, "e")}) == [NOBODY]


def test_nobody_is_called_from_a_day_that_he_leads() -> None:
    fox = replace(FOX, most_a_month=1)
    days_to_crew = [TUESDAY, replace(FRIDAY, need={Duty.LEAD: 1})]
    it = season(days_to_crew, [*CREW, fox])
    found = options(it, SEATS | {Seat(6, "e", Duty.LEAD)}, "d", gone={1}, cars=IN_CARS)
    assert [option.kind for option in found] == [Kind.TOGETHER]


def test_nobody_is_called_from_a_day_where_only_he_speaks_a_language() -> None:
    fox = replace(FOX, most_a_month=1, languages=frozenset({"Gaelic"}))
    ross = replace(ROSS, service="POLICE", marks={FRIDAY.date: "1"})
    it = season([TUESDAY, replace(FRIDAY, languages={"Gaelic": 1})], [*CREW, fox, ross])
    found = options(it, SEATS | {car(6, "e"), car(4, "e")}, "d", gone={1}, cars=IN_CARS)
    assert [option.kind for option in found] == [Kind.TOGETHER]


def test_who_moves_nobody_comes_before_who_would_rather_come() -> None:
    fox, ross = replace(FOX, marks=ROSS.marks), replace(ROSS, marks=FOX.marks)
    it = season([TUESDAY], [*CREW, fox, ross])
    found = options(it, SEATS, "d", gone={1}, cars=IN_CARS)
    assert [(option.comes, option.people) for option in found] == [((6,), 1), ((7,), 2)]
    assert found[0].points > found[1].points


def test_crew_that_leaves_together_is_replaced_together() -> None:
    assert ways(FOX, ROSS, gone={1, 4}) == [
        (Kind.TOGETHER, 2, "L. Fox and G. Ross come; 2 of 2 cars run, no one else moves."),
        (Kind.SMALLEST, 1, "Nobody comes; 1 of 2 cars runs, 1 coach changes cars."),
    ]


def test_one_may_sit_with_somebody_who_has_accepted_and_is_alone() -> None:
    found = ways(FOX, gone={1, 4}, fixed=SEATS)
    assert found[1:] == [
        (
            Kind.REPLACEMENT,
            1,
            "8 miles away, no day yet this season; takes a seat in a car, no one else moves.",
        )
    ]


def test_smallest_change_sends_nobody_home_who_has_accepted() -> None:
    assert ways(gone={4}, fixed=SEATS) == []
    assert ways(gone={4}) == []


def test_who_was_only_asked_goes_home_where_an_odd_crew_would_be_new() -> None:
    """The ambulance's coach must show; then nobody is left to sit with the one from fire."""
    people = [person(1, "FIRE"), person(2, "AMBULANCE"), person(3, "AMBULANCE")]
    show = Seat(3, "d", Duty.DEMO_AMBULANCE)
    it = season([day("d", 1, 1, need={Duty.DEMO_AMBULANCE: 2})], people)
    seats = frozenset({car(1, "d"), car(2, "d"), show})
    it = replace(it, weights=replace(WEIGHTS, missing_demo=9_000))
    found = options(it, seats, "d")
    assert [(option.kind, option.people, option.sentence) for option in found] == [
        (
            Kind.TOGETHER,
            2,
            "Nobody comes; no car runs, Coach 2 takes the ambulance part of the demonstration, "
            "Coach 1 has no seat, no one else moves.",
        )
    ]


def test_who_has_left_already_is_not_called_back() -> None:
    it = season([TUESDAY], [*CREW, FOX, replace(FOX, id=8, name="T. Lee")])
    found = options(it, SEATS - {car(1, "d")}, "d", gone={1, 6}, cars=IN_CARS)
    assert [option.comes for option in found] == [(8,)]


def test_moves_from_other_days_are_tried_only_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "MOST_TRIED", 1)
    fox = replace(FOX, most_a_month=1)
    also = {Seat(6, "e", Duty.LEAD), Seat(8, "e", Duty.LEAD)}
    found = ways(fox, replace(fox, id=8, name="T. Lee"), gone={1}, also=also)
    assert [kind for kind, *_ in found] == [Kind.FROM_ANOTHER_DAY, Kind.TOGETHER]


@given(days())
@settings(max_examples=200)
def test_short_count_of_moves_is_that_of_pairing(day) -> None:
    crew, cars, now, _ = day
    now = {key: spot for key, spot in now.items() if spot in cars}
    assert fewest_moves(crew, cars, now) == len(pair_up(crew, cars, now).moved)


@pytest.mark.parametrize(
    ("alone", "comes", "moved"),
    [("POLICE", "AMBULANCE", 0), ("POLICE", "POLICE", 1), ("FIRE", "FIRE", 0)],
)
def test_who_comes_sits_with_the_one_alone_or_parts_a_pair(alone, comes, moved) -> None:
    crew = [person(1, "FIRE"), person(2, "POLICE"), person(3, alone), person(4, comes)]
    crew += [person(5, "AMBULANCE"), person(6, "FIRE")]
    now: dict[Key, Key] = {1: 10, 2: 10, 3: 11, 5: 12, 6: 12}
    assert fewest_moves(crew, [10, 11, 12], now) == moved


def test_day_that_lacks_nobody_needs_nothing() -> None:
    assert ways(FOX, gone=()) == []


def test_options_are_at_most_as_many_as_asked_for() -> None:
    it = season([TUESDAY], [*CREW, FOX, ROSS])
    assert len(options(it, SEATS, "d", gone={1}, cars=IN_CARS, most=1)) == 1


def test_seats_of_strangers_are_left_out() -> None:
    it = season([TUESDAY], CREW)
    assert options(it, SEATS | {car(99, "d"), car(1, "gone")}, "d") == []


def test_rehearsal_tells_what_is_left() -> None:
    it = season([TUESDAY], [*CREW, FOX])
    rehearsal = rehearse(it, SEATS, "d", {1, 5}, cars=IN_CARS)
    assert (rehearsal.cars, rehearsal.before, rehearsal.left) == (2, 2, 1)
    assert rehearsal.missing == (Duty.LEAD,)
    assert rehearsal.sentences == (
        "If this crew leaves, 1 of 2 cars still runs.",
        "Nobody leads.",
    )
    assert rehearsal.change is None
    assert [option.comes for option in rehearsal.ask] == [(6,)]


def test_rehearsal_without_asking_names_the_best_seats_of_those_left() -> None:
    it = season([TUESDAY], [*CREW, FOX, ROSS])
    rehearsal = Repairer(it, SEATS, IN_CARS).rehearse("d", {1, 4}, ask=False)
    assert rehearsal.sentences == ("If this crew leaves, 1 of 2 cars still runs.",)
    assert rehearsal.change is not None
    assert (rehearsal.change.kind, rehearsal.change.moved) == (Kind.SMALLEST, 1)
    assert rehearsal.ask == ()


def test_rehearsal_of_all_leaving_says_that_no_car_runs() -> None:
    rehearsal = rehearse(season([TUESDAY], CREW), SEATS, "d", {1, 2, 3, 4, 5})
    assert rehearsal.sentences == ("If this crew leaves, no car runs.", "Nobody leads.")


def test_rehearsal_of_a_day_that_can_spare_somebody_says_so() -> None:
    it = season([TUESDAY], CREW)
    rehearsal = rehearse(it, SEATS - {car(4, "d")}, "d", {3})
    assert rehearsal.sentences == (
        "If this coach leaves, all cars that run today still run: 1 of 2 cars.",
    )
