"""Shortages in words: what is missing, which limits bind, what would mend it, and proof."""

import dataclasses
from collections.abc import Collection

import pytest
from hypothesis import given, settings

from sessions.roster.cut import Cut, tightest_cut
from sessions.roster.fixed import split_fixed
from sessions.roster.solve import solve
from sessions.roster.standing import Standing
from sessions.roster.why import shortages
from sessions.rules.season import Day, Duty, Limits, Person, Season, Seat
from tests.sessions.invented import car, date, day, person, season, seasons

TUESDAY = day("d", 2, 6, name="Tue 12 May")
SHOW = {Duty.DEMO_FIRE: 1, Duty.DEMO_AMBULANCE: 1, Duty.LEAD: 1}


def people(police: int, fire: int, ambulance: int, **facts: object) -> list[Person]:
    services = ["POLICE"] * police + ["FIRE"] * fire + ["AMBULANCE"] * ambulance
    more: dict = facts
    return [person(key, service, **more) for key, service in enumerate(services, 1)]


def told(it: Season, seats: Collection[Seat] = ()) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(s.sentence, s.fixes, s.unavoidable) for s in shortages(it, seats)]


def test_day_with_everybody_it_needs_is_not_told() -> None:
    crew = people(6, 6, 0)
    seats = {car(someone.id, "d") for someone in crew}
    assert shortages(season([TUESDAY], crew), seats) == []


def test_too_many_police_are_told_with_what_is_needed_instead() -> None:
    crew = people(6, 2, 1)
    seats = {car(1, "d"), car(2, "d"), car(3, "d"), car(7, "d"), car(8, "d"), car(9, "d")}
    assert told(season([TUESDAY], crew), seats) == [
        (
            "Tue 12 May: 12 seats in cars, 9 coaches free for them; 3 more needed, not from "
            "police.",
            (),
            True,
        )
    ]


def test_demonstration_and_lead_are_set_aside_before_cars_are_counted() -> None:
    it = season([dataclasses.replace(TUESDAY, cars=2, need=SHOW)], people(2, 2, 1))
    assert told(it, {Seat(3, "d", Duty.DEMO_FIRE), Seat(5, "d", Duty.DEMO_AMBULANCE)}) == [
        (
            "Tue 12 May: 4 seats in cars, 0 taken; 4 more needed, at most two from any service; "
            "nobody leads. 3 coaches could still be asked. With everybody who is free, 1 car could "
            "run.",
            ("Ask: Coach 1, Coach 2, Coach 4.",),
            False,
        )
    ]


def test_nobody_who_has_answered_is_told_as_such() -> None:
    it = season([dataclasses.replace(TUESDAY, cars=1, need=SHOW)], people(2, 1, 0, free=""))
    assert told(it) == [
        (
            "Tue 12 May: 2 seats in cars, 0 coaches free for them; 2 more needed, at most one from "
            "any service; nobody from fire is free for the demonstration; nobody from ambulance is "
            "free for the demonstration; nobody is free to lead. 3 coaches have not said yes to "
            "this date.",
            (),
            True,
        )
    ]


def test_demonstration_that_others_could_show_is_told() -> None:
    it = season([dataclasses.replace(TUESDAY, cars=0, need={Duty.DEMO_FIRE: 1})], people(0, 1, 0))
    assert told(it) == [
        (
            "Tue 12 May: nobody from fire for the demonstration. 1 coach could still be asked.",
            ("Ask: Coach 1.",),
            False,
        )
    ]


@pytest.mark.parametrize(
    ("most", "words"), [(1, "had one day"), (2, "had two days"), (11, "had all days they give")]
)
def test_limit_of_the_month_that_binds_is_told(most: int, words: str) -> None:
    others = [day(n, 20 - n, 0, need={Duty.LEAD: 2}) for n in range(most)]
    it = season(
        [dataclasses.replace(TUESDAY, cars=1), *others],
        people(1, 1, 0, most_a_month=most),
        limits=Limits(window_days=0),
    )
    seats = {Seat(key, other.id, Duty.LEAD) for key in (1, 2) for other in others}
    sentence, fixes, unavoidable = told(it, seats)[0]
    assert sentence.split(". ")[-1] == f"2 coaches are free but have {words} in May."
    assert fixes == ("Ask for one more day in May: Coach 1, Coach 2.",)
    assert unavoidable is False


def test_days_that_need_the_same_people_are_told_where_numbers_prove_nothing() -> None:
    """The police's only coach is on the other day; of people there would be enough."""
    days = [dataclasses.replace(TUESDAY, cars=1), day("e", 3, 1, name="Wed 13 May")]
    it = season(days, people(1, 3, 0, most_a_month=1))
    assert told(it, {car(1, "e"), car(2, "e")}) == [
        (
            "Tue 12 May: 2 seats in cars, 0 taken; 2 more needed, at most one from any service. "
            "Other days need the same people. 2 coaches are free but have had one day in May.",
            ("Ask for one more day in May: Coach 1, Coach 2.",),
            False,
        )
    ]


@pytest.mark.parametrize(
    ("facts", "words", "fixes"),
    [
        (
            {"papers": True},
            "have papers missing or out of date by then",
            ("Renew PVG or training: Coach 1, Coach 2.",),
        ),
        (
            {"home": (30.0, 0.0), "most_km": 10.0},
            "too far away",
            ("Ask to travel 15 miles further: Coach 1, Coach 2.",),
        ),
        ({"home": (90.0, 0.0), "most_km": 10.0}, "too far away", ()),
        ({"held": (date(2),)}, "are somewhere else on that date", ()),
        (
            {"held": (date(9), date(16)), "most_a_month": 2},
            "have had two days in May",
            ("Ask for one more day in May: Coach 1, Coach 2.",),
        ),
        (
            {"held": (date(-40),), "most_in_season": 1},
            "have had all days of the season",
            ("Ask for one more day in the season: Coach 1, Coach 2.",),
        ),
        ({"held": (date(1), date(4))}, "have 2 days within 7 around it", ()),
        (
            {"papers": True, "held": (date(9),), "most_a_month": 1},
            "have papers missing or out of date by then",
            (),
        ),
        (
            {"papers": True, "held": (date(1), date(4))},
            "have papers missing or out of date by then",
            (),
        ),
    ],
)
def test_each_thing_that_keeps_people_is_told(facts: dict, words: str, fixes: tuple) -> None:
    facts = dict(facts)
    old = facts.pop("papers", False)
    crew = people(1, 1, 0, **facts)
    if old:
        crew = [
            dataclasses.replace(
                p, assurance=dataclasses.replace(p.assurance, trained_until=date(0))
            )
            for p in crew
        ]
    it = season([dataclasses.replace(TUESDAY, cars=1, place=(0.0, 0.0))], crew)
    assert told(it) == [
        (
            "Tue 12 May: 2 seats in cars, 0 coaches free for them; 2 more needed, at most one from "
            f"any service. 2 coaches are free but {words}.",
            fixes,
            True,
        )
    ]


def test_many_names_are_cut_short() -> None:
    it = season([dataclasses.replace(TUESDAY, cars=4)], people(4, 4, 0))
    assert shortages(it, ())[0].fixes == (
        "Ask: Coach 1, Coach 2, Coach 3, Coach 4, Coach 5 and 3 others.",
    )


def test_language_is_told() -> None:
    crew = [*people(1, 1, 0), person(3, "FIRE", languages=frozenset({"Gaelic"}))]
    crew[2] = dataclasses.replace(crew[2], marks={})
    it = season([dataclasses.replace(TUESDAY, cars=1, languages={"Gaelic": 1})], crew)
    assert told(it, {car(1, "d"), car(2, "d")}) == [
        (
            "Tue 12 May: 1 more coach who speaks Gaelic needed in cars. 1 coach has not said yes "
            "to this date.",
            (),
            True,
        )
    ]


def test_newcomers_are_told_where_they_are_too_many() -> None:
    crew = people(2, 2, 0, newcomer=True)
    it = season([dataclasses.replace(TUESDAY, cars=2)], crew)
    assert told(it)[0][0] == (
        "Tue 12 May: 4 seats in cars, 4 coaches free for them; 2 more needed, no newcomer."
    )
    together = dataclasses.replace(it, limits=Limits(newcomers_apart=False))
    assert told(together)[0][0].startswith("Tue 12 May: 4 seats in cars, 0 taken; 4 more needed")


THREE = [day(n, 2 + 2 * n, 1, name=f"Day {n}") for n in range(3)]


@pytest.mark.parametrize("season_has", [3, 61])
def test_days_that_need_the_same_people_are_proven_to_need_too_many(season_has: int) -> None:
    """Where a month has more days than one waits for, it is said without proof."""
    crew = people(1, 2, 0, most_a_month=1)
    more = [day(f"more {n}", 1, 0) for n in range(3, season_has)]
    found = told(season([*THREE, *more], crew), {car(1, 0), car(2, 0)})
    why = "Other days need the same people."
    if season_has == 3:
        why = "These 3 days need 6 people-days, those eligible can give 3: Day 0, Day 1, Day 2."
    assert [sentence for sentence, *_ in found] == [
        f"{name}: 2 seats in cars, 0 taken; 2 more needed, at most one from any service. {why} 2 "
        "coaches are free but have had one day in May."
        for name in ("Day 1", "Day 2")
    ]


def test_many_days_of_a_proof_are_told_from_first_to_last() -> None:
    days = [day(n, 1 + 2 * n, 1, name=f"Day {n}") for n in range(7)]
    found = told(season(days, people(1, 1, 0, most_a_month=1)), {car(1, 0), car(2, 0)})
    assert (
        "These 7 days need 14 people-days, those eligible can give 2: Day 0 to Day 6."
        in found[0][0]
    )


def test_cut_counts_each_person_once_a_day_and_by_his_limits() -> None:
    one, other = day("d", 0, 1), day("e", 1, 1)
    alone = Standing(season([one], people(1, 0, 0)), ())
    assert tightest_cut(alone, [one]) == Cut(("d",), 2, 1)
    both = [*people(1, 1, 0, held=(date(-1),)), person(3, free=".0"), person(4, "FIRE", ".0")]
    assert tightest_cut(Standing(season([one, other], both), ()), [one, other]) is None
    tight = [dataclasses.replace(p, most_in_season=1) for p in both]
    assert tightest_cut(Standing(season([one, other], tight), ()), [one, other]) == Cut(
        ("d",), 2, 0
    )


@given(seasons(days=5, people=10))
@settings(max_examples=60)
def test_days_of_a_cut_cannot_all_be_crewed(it: Season) -> None:
    it = dataclasses.replace(split_fixed(it).season, fixed=frozenset(), asked=frozenset())
    cut = tightest_cut(Standing(it, ()), it.days)
    if cut is not None:
        days = tuple(one for one in it.days if one.id in cut.days)
        best = solve(dataclasses.replace(it, days=days)).seats
        assert len(best) <= cut.give < cut.need


def test_car_that_could_run_without_a_demonstration_is_not_unavoidable() -> None:
    it = season([day("d", 0, 1, need={Duty.DEMO_AMBULANCE: 1})], people(1, 0, 1))
    assert told(it, {Seat(2, "d", Duty.DEMO_AMBULANCE)}) == [
        (
            "Day d: 2 seats in cars, 1 coach free for them; 1 more needed, not from police. Other "
            "duties on the day would mend some of it.",
            (),
            False,
        )
    ]


@given(seasons(days=4, people=10))
@settings(max_examples=100)
def test_what_is_unavoidable_no_roster_of_the_day_alone_could_mend(it: Season) -> None:
    it = split_fixed(dataclasses.replace(it, fixed=frozenset(), asked=frozenset())).season
    seats = solve(it).seats
    standing = Standing(it, seats)
    told = shortages(it, seats)
    assert {s.day for s in told} == {one.id for one in it.days if _short(standing, one, seats)}
    for shortage in told:
        one = standing.days[shortage.day]
        alone = solve(dataclasses.replace(it, days=(one,))).seats
        if shortage.unavoidable:
            assert _short(standing, one, alone) >= _short(standing, one, seats)


def _short(standing: Standing, one: Day, seats: Collection[Seat]) -> int:
    crew = {seat.person: seat.duty for seat in seats if seat.day == one.id}
    return standing.day_points(one, crew, frozenset())[0]
