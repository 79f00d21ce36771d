"""Repairs: each keeps the rules, moves no more people than it must, and says so in a sentence."""

import itertools
import random
from collections.abc import Collection
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sessions.roster.fixed import split_fixed
from sessions.roster.greedy import by_hand
from sessions.roster.pairing import pair_up
from sessions.roster.repair import Option, options, season_after
from sessions.roster.standing import Standing
from sessions.rules.roster import may_take, points, roster_problems
from sessions.rules.season import Duty, Key, Limits, Person, Season, Seat
from tests.sessions.invented import OTHERS, SERVICES, day, person, season

CallOut = tuple[Season, frozenset[Seat], Key, frozenset[Key]]
Cars = dict[Key, dict[Key, Key]]


def cars_of(it: Season, seats: Collection[Seat]) -> Cars:
    """Who sits in which car, as pairing has it."""
    people = {person.id: person for person in it.people}
    found: Cars = {}
    for one in it.days:
        crew = [people[s.person] for s in seats if (s.day, s.duty) == (one.id, Duty.CAR)]
        apart = it.limits.newcomers_apart
        cars = pair_up(crew, range(one.cars), {}, newcomers_apart=apart).cars
        found[one.id] = {key: number for number, together in cars.items() for key in together}
    return found


@st.composite
def call_outs(draw: st.DrawFn, people: int = 22, cars: int = 3) -> CallOut:
    """A busy season with a legal roster, a day of it, and those who leave that day."""
    chance = draw(st.randoms(use_true_random=False))
    coaches = [_somebody(number, chance) for number in range(1, chance.randint(4, people))]
    need = {duty: 1 for duty in OTHERS if chance.random() < 0.7}
    days = [
        day(
            f"d{number}",
            2 * number,
            chance.randint(1, cars),
            need=need,
            languages=chance.choice([{}, {}, {"gd": 1}]),
            place=(0.0, 0.0),
        )
        for number in range(chance.randint(1, 5))
    ]
    it = season(days, coaches, limits=Limits(newcomers_apart=chance.random() < 0.8))
    seats = by_hand(it)
    fixed = frozenset(seat for seat in seats if chance.random() < 0.5)
    it = split_fixed(replace(it, fixed=fixed, asked=seats - fixed)).season
    on = chance.choice(days).id
    crew = sorted((seat.person for seat in seats if seat.day == on), key=str)
    gone = chance.sample(crew, min(len(crew), chance.choice([0, 1, 1, 1, 2, 3])))
    return it, seats, on, frozenset(gone)


def _somebody(number: int, chance: random.Random) -> Person:
    return person(
        number,
        chance.choice(SERVICES),
        "".join(chance.choices("0012..", k=10)),
        home=(chance.choice([3.0, 30.0]), 0.0),
        most_a_month=chance.choice([None, 1, 2, 3]),
        prior=chance.randint(0, 2),
        newcomer=chance.random() < 0.2,
        may_lead=chance.random() < 0.4,
        may_demonstrate=chance.random() < 0.5,
        languages=frozenset({"gd"} if chance.random() < 0.2 else ()),
    )


def left(it: Season, seats: frozenset[Seat], on: Key, gone: Collection[Key]) -> frozenset[Seat]:
    return frozenset(seat for seat in seats if seat.day != on or seat.person not in gone)


def changed(option: Option) -> set[Key]:
    return {seat.person for seat in option.take | option.put}


@given(call_outs())
@settings(max_examples=150)
def test_option_breaks_no_rule_and_says_what_it_costs(call: CallOut) -> None:
    it, seats, on, gone = call
    base = left(it, seats, on, gone)
    before = season_after(it, (), seats - base)
    broken, cost = set(roster_problems(before, base)), sum(points(before, base).values())
    cars = cars_of(it, seats)
    for option in options(it, seats, on, gone=gone, cars=cars):
        assert option.take <= base
        then = season_after(it, option.take, seats - base)
        roster = (base - option.take) | option.put
        assert set(roster_problems(then, roster)) <= broken
        assert option.points == sum(points(then, roster).values()) - cost
        assert option.people == len(changed(option)) + option.moved
        assert option.moved == sum(moves(it, roster, one.id, option, cars) for one in it.days)
        assert not {seat.person for seat in option.put if seat.day == on} & gone


def moves(it: Season, roster: frozenset[Seat], on: Key, option: Option, cars: Cars) -> int:
    """How many of those who keep their seat on a day change cars for an option."""
    people = {person.id: person for person in it.people}
    crew = [people[seat.person] for seat in roster if (seat.day, seat.duty) == (on, Duty.CAR)]
    new = {seat.person for seat in option.put if seat.day == on}
    now = {p.id: cars[on][p.id] for p in crew if p.id in cars[on] and p.id not in new}
    size = next(one.cars for one in it.days if one.id == on)
    apart = it.limits.newcomers_apart
    return len(pair_up(crew, range(size), now, newcomers_apart=apart).moved)


def _best_by_trying(call: CallOut, cars: Cars) -> tuple[int, int] | None:
    """Least short, then fewest people, of all crews of the day that trying finds; None: too many.

    Everybody there and everybody who could join has each duty, or none.
    """
    it, seats, on, gone = call
    standing = Standing(it, seats)
    the_day, base = standing.days[on], left(it, seats, on, gone)
    here = {seat.person: seat.duty for seat in base if seat.day == on}
    joiners = [p for p in standing.could_join(the_day) if p.id not in gone]
    people = [*(standing.people[key] for key in here), *joiners]
    if len(people) > 6:
        return None
    each = [[None, *(duty for duty in Duty if may_take(p, duty))] for p in people]
    crews = (
        {p.id: duty for p, duty in zip(people, duties, strict=True) if duty is not None}
        for duties in itertools.product(*each)
    )
    return min(
        (
            (
                standing.day_points(the_day, crew, frozenset())[0],
                _people_moved(it, here, crew, on, cars),
            )
            for crew in crews
            if _stands(call, here, crew)
        ),
    )


def _stands(call: CallOut, here: dict[Key, Duty], crew: dict[Key, Duty]) -> bool:
    """Whether a crew keeps the rules, or has in its cars whom the call-out left there."""
    it, seats, on, gone = call
    base = left(it, seats, on, gone)
    new = frozenset(Seat(key, on, duty) for key, duty in crew.items())
    rest = frozenset(seat for seat in base if seat.day != on)
    then = season_after(it, base - new - rest, seats - base)
    broken = set(roster_problems(then, rest | new))
    if {k for k in crew if crew[k] == Duty.CAR} == {k for k in here if here[k] == Duty.CAR}:
        broken -= set(roster_problems(season_after(it, (), seats - base), base))
    return not broken


def _people_moved(
    it: Season, here: dict[Key, Duty], crew: dict[Key, Duty], on: Key, cars: Cars
) -> int:
    changed = {key for key in {*here, *crew} if here.get(key) != crew.get(key)}
    people = [person for person in it.people if crew.get(person.id) == Duty.CAR]
    now = {p.id: cars[on][p.id] for p in people if p.id in cars[on] and p.id not in changed}
    size = next(one.cars for one in it.days if one.id == on)
    apart = it.limits.newcomers_apart
    return len(changed) + len(pair_up(people, range(size), now, newcomers_apart=apart).moved)


@given(call_outs(people=9, cars=2))
@settings(max_examples=200)
def test_repair_never_moves_more_people_than_it_must(call: CallOut) -> None:
    it, seats, on, gone = call
    cars = cars_of(it, seats)
    best = _best_by_trying(call, cars)
    assume(best is not None)
    now = Standing(it, seats)
    crew = {key: duty for key, duty in now.crews[on].items() if key not in gone}
    today = now.day_points(now.days[on], crew, frozenset())[0], 0
    found = [(o.short, o.people) for o in options(it, seats, on, gone=gone, cars=cars)]
    assert best is not None
    assert min([today, *found]) <= best
