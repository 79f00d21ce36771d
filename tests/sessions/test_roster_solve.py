"""The solver: legal, least by brute force, honest about its bound, and stoppable."""

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.roster import solve as solving
from sessions.roster.fixed import split_fixed
from sessions.roster.greedy import by_hand
from sessions.roster.highs import Run
from sessions.roster.model import build, windows
from sessions.roster.order import in_order
from sessions.roster.solve import Mistake, Progress, Solution, solve
from sessions.rules.roster import day_problems, may_take, points, roster_problems
from sessions.rules.season import Duty, Key, Limits, Person, Season, Seat
from tests.sessions.invented import SERVICES, car, date, day, person, season, seasons


def cost(it: Season, seats: frozenset[Seat]) -> int:
    return sum(points(it, seats).values())


def _by_trying(it: Season) -> int:
    """The least points of all legal rosters, each tried: for seasons of a few seats only."""
    every = [
        Seat(who.id, when.id, duty)
        for who, when, duty in itertools.product(it.people, it.days, Duty)
        if may_take(who, duty) and not any(day_problems(who, when))
    ]
    one_a_date = [()] if not every else _choices(it, every)
    rosters = (frozenset(seats) for seats in one_a_date)
    return min(cost(it, s) for s in rosters if not any(roster_problems(it, s)))


def _choices(it: Season, every: list[Seat]) -> list[tuple[Seat, ...]]:
    dates = {one.id: one.date for one in it.days}
    groups: dict = {}
    for seat in every:
        groups.setdefault((seat.person, dates[seat.day]), [()]).append((seat,))
    return [sum(choice, ()) for choice in itertools.product(*groups.values())]


@given(seasons())
@settings(max_examples=40, deadline=None)
def test_proposal_is_legal_keeps_what_is_fixed_and_never_beats_its_bound(it: Season) -> None:
    clean = split_fixed(it).season
    found = solve(it)
    assert list(roster_problems(clean, found.seats)) == []
    assert clean.fixed <= found.seats
    assert found.objective == cost(clean, found.seats)
    assert (found.bound, found.proven) == (found.objective, True)


@given(seasons(days=2, people=4, cars=1))
@settings(max_examples=40, deadline=None)
def test_proposal_is_the_best_of_all_that_can_be_tried(it: Season) -> None:
    assert solve(it).objective == _by_trying(split_fixed(it).season)


@given(seasons())
@settings(max_examples=40, deadline=None)
def test_roster_by_hand_is_legal_and_never_better(it: Season) -> None:
    clean = split_fixed(it).season
    hand = by_hand(clean)
    assert list(roster_problems(clean, hand)) == []
    assert cost(clean, hand) >= solve(it).objective


@given(seasons(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_order_of_people_and_days_changes_nothing(it: Season, chance: random.Random) -> None:
    days, people = list(it.days), list(it.people)
    chance.shuffle(days)
    chance.shuffle(people)
    other = Season(tuple(days), tuple(people), it.limits, it.weights, it.fixed, it.asked)
    assert solve(it).seats == solve(other).seats


@given(seasons(days=5, people=12))
@settings(max_examples=30, deadline=None)
def test_way_of_the_nation_gives_the_same_points(it: Season) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "NATIONAL", 0)
        national = solve(it)
    straight = solve(it)
    assert (national.objective, national.proven) == (straight.objective, True)


def tight(seed: int) -> Season:
    """Invented: too few people for twelve days, so that whole cars and the linear best differ."""
    chance = random.Random(seed)
    people = [
        person(
            n,
            chance.choice(SERVICES),
            "".join(chance.choices("012....", k=24)),
            most_a_month=2,
            most_in_season=3,
            newcomer=chance.random() < 0.4,
            may_lead=False,
        )
        for n in range(30)
    ]
    need = {Duty.DEMO_FIRE: 1, Duty.DEMO_AMBULANCE: 1}
    return season([day(n, 2 * n, cars=4, need=need) for n in range(12)], people)


@pytest.mark.parametrize(
    ("seed", "objective", "linear"),
    [
        (9, 52_077, 51_577),  # the first roster is the best, and the proof comes last
        (12, 53_582, 53_085),  # each search betters the one before
        (28, 50_620, 50_620),  # the second search, near the linear best, proves it
    ],
)
def test_nation_is_searched_until_it_is_proven(
    seed: int, objective: int, linear: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = tight(seed)
    found = Run(build(it), 60.0, lambda objective, bound: True).linear()
    assert round(found.bound, 3) == linear
    monkeypatch.setattr(solving, "NATIONAL", 0)
    national = solve(it)
    assert (national.objective, national.bound) == (objective, objective)
    assert solve(it).seats == national.seats


@pytest.mark.parametrize("stop_at", range(1, 40, 3))
def test_nation_stopped_at_any_moment_gives_a_legal_roster(
    stop_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "NATIONAL", 0)
    monkeypatch.setattr("sessions.roster.highs.EVERY", 0.0)
    heard: list[Progress] = []

    def until(progress: Progress) -> bool:
        heard.append(progress)
        return len(heard) < stop_at

    found = solve(tight(12), on_progress=until)
    assert list(roster_problems(tight(12), found.seats)) == []
    assert found.bound <= 53_582 <= found.objective
    assert found.stopped == (len(heard) >= stop_at)
    bounds = [told.bound for told in heard]
    assert bounds == sorted(bounds)


def crowd(number: int, **other: Any) -> list[Person]:
    return [person(n, SERVICES[n % 3], **other) for n in range(number)]


NOBODY = season([day(1, cars=3, need={Duty.LEAD: 1})], [])


@pytest.mark.parametrize(
    ("it", "seats", "objective"),
    [
        (season([], []), 0, 0),
        (season([], crowd(3)), 0, 0),
        (NOBODY, 0, 3 * 2000 + 1500),
        (season(list(NOBODY.days), crowd(6, free=".")), 0, 3 * 2000 + 1500),
        (season([day(1, cars=0)], crowd(3)), 0, 0),
        (season([day(1)], crowd(3)), 2, 6),
        (season([day(1)], crowd(2), fixed=frozenset({car(0, 1), car(1, 1)})), 2, 6),
    ],
)
def test_odd_seasons_are_solved_too(it: Season, seats: int, objective: int) -> None:
    for seconds in (0.0, 60.0):
        found = solve(it, seconds=seconds)
        assert (len(found.seats), found.objective) == (seats, objective)
        assert found.bound <= found.objective
        assert found.proven or seconds == 0


def test_seat_without_an_answer_is_kept_unless_another_is_much_better() -> None:
    people = [person("A", "POLICE", "1"), person("B", "FIRE", "0"), person("C", "POLICE", "0")]
    it = season([day(1)], people)
    assert solve(it).seats == {car("B", 1), car("C", 1)}
    asked = season([day(1)], people, asked=frozenset({car("A", 1)}))
    assert solve(asked).seats == {car("A", 1), car("B", 1)}
    tired = [person("A", "POLICE", "1", prior=20), *people[1:]]
    assert solve(season([day(1)], tired, asked=asked.asked)).seats == {car("B", 1), car("C", 1)}


def test_who_accepted_alone_gets_a_partner_or_sits_alone() -> None:
    fixed = frozenset({car(0, 1)})
    with_partner = solve(season([day(1)], crowd(2), fixed=fixed))
    assert with_partner.seats == {car(0, 1), car(1, 1)}
    alone = solve(season([day(1)], crowd(1), fixed=fixed))
    assert (alone.seats, alone.objective) == (fixed, 2000 + 400 + 3)


def test_by_hand_finds_a_partner_for_who_accepted_alone() -> None:
    fixed = frozenset({car(0, 1)})
    another = person(9, "POLICE")
    it = season([day(1, cars=1)], [another, *crowd(2)], fixed=fixed)
    assert by_hand(it) == {car(0, 1), car(1, 1)}
    assert by_hand(season([day(1, cars=1)], [another, *crowd(1)], fixed=fixed)) == fixed


def test_more_in_the_demonstration_than_needed_are_tolerated_when_fixed() -> None:
    fire = [person(n, "FIRE") for n in range(3)]
    fixed = frozenset({Seat(0, 1, Duty.DEMO_FIRE), Seat(1, 1, Duty.DEMO_FIRE)})
    it = season([day(1, cars=0, need={Duty.DEMO_FIRE: 1})], fire, fixed=fixed)
    assert solve(it).seats == fixed


def test_fixed_seats_that_break_a_rule_are_named_and_planned_anew() -> None:
    people = [
        person(1, may_lead=False),
        person(2, free="."),
        person(3),
        person(4),
    ]
    fixed = {
        Seat(1, 1, Duty.LEAD),
        car(2, 1),
        car(3, 1),
        car(3, 2),
        car(4, 1),
        car(8, 1),
        car(3, 9),
    }
    it = season([day(1), day(2)], people, fixed=frozenset(fixed))
    split = split_fixed(it)
    assert split.season.fixed == {car(3, 1)}
    assert split.sentences == (
        "A fixed seat (a car) names a coach or day not in this season.",
        "A fixed seat (a car) names a coach or day not in this season.",
        "Day 1: Coach 1 may not take the lead. The seat is planned anew.",
        "Day 1: Coach 2 is not free. The seat is planned anew.",
        "Day 1: There is no car left for Coach 4 beside those who stay. The seat is planned anew.",
        "Day 2: Coach 3 has two seats on 10 May 2027. The seat is planned anew.",
    )
    assert solve(it).unkept == split.sentences


def test_progress_is_told_and_stops_the_search() -> None:
    it = season([day(n, n) for n in range(8)], crowd(12))
    heard: list[Progress] = []

    def go_on(progress: Progress) -> bool:
        heard.append(progress)
        return True

    assert solve(it, on_progress=go_on).stopped is False
    assert heard[0].objective is None
    assert all(told.bound <= solve(it).objective for told in heard)
    stopped = solve(it, on_progress=lambda progress: False)
    assert (stopped.stopped, list(roster_problems(it, stopped.seats))) == (True, [])


def test_words_say_how_far_from_the_best_rounded_up() -> None:
    far = Solution(frozenset(), 1000, 996, proven=False, seconds=1.0)
    assert (far.gap, far.words) == (0.004, "within 0.4 % of the best possible")
    assert Solution(frozenset(), 0, 0, proven=True, seconds=1.0).words == "proven best"
    near = Solution(frozenset(), 100_000, 99_999, proven=False, seconds=1.0)
    assert near.words == "within 0.1 % of the best possible"


def test_roster_that_breaks_a_rule_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "by_hand", lambda it: frozenset({car(0, 1)}))
    with pytest.raises(Mistake, match="odd number"):
        solve(season([day(1)], crowd(2)), seconds=0.0)


def test_no_one_is_asked_for_more_than_he_gives() -> None:
    days = [day(n, n) for n in range(10)]
    assert len(solve(season(days, crowd(2))).seats) == 2 * 2 * 2
    assert len(solve(season(days, crowd(2, most_a_month=3))).seats) == 2 * 3
    assert len(solve(season(days, crowd(2, most_in_season=1))).seats) == 2
    assert len(solve(season(days, crowd(2, held=(date(2), date(4))))).seats) == 2 * 1
    assert len(solve(season(days, crowd(2), limits=Limits(window_days=0))).seats) == 2 * 10
    assert len(solve(season(days, crowd(2), limits=Limits(7, 0))).seats) == 0


def test_windows_leave_out_what_a_longer_one_says() -> None:
    it = season([], [])
    dates = [date(0), date(1), date(2), date(20)]
    assert list(windows(dates, [], it)) == [(dates[:3], 2)]
    assert list(windows(dates, [date(3)], it)) == [(dates[:3], 1)]


def test_order_is_by_number_then_by_text() -> None:
    keys: list[Key] = [10, 9, "b", "a"]
    assert sorted(keys, key=in_order) == [9, 10, "a", "b"]


def test_model_has_a_column_only_for_seats_that_may_be_taken() -> None:
    people = [person(1), person(2, "FIRE", "."), person(3, "FIRE", may_demonstrate=False)]
    model = build(season([day(1, need={Duty.DEMO_FIRE: 1, Duty.LEAD: 1})], people))
    assert model.seats == [
        car(1, 1),
        car(3, 1),
        Seat(1, 1, Duty.LEAD),
        Seat(3, 1, Duty.LEAD),
    ]
