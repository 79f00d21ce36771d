"""Coaches into cars: as many cars, as few moved, as few old pairs as trying everything finds."""

import random
import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.roster.pairing import Pairing, may_share, pair_up
from sessions.roster.program import Program
from sessions.rules.roster import most_cars
from sessions.rules.season import Key, Person
from tests.sessions.invented import SERVICES, person

Seating = dict[Key, tuple[Person, ...]]

P, F, A = person(1, "POLICE"), person(2, "FIRE"), person(3, "AMBULANCE")
NEW_P, NEW_F = person(4, "POLICE", newcomer=True), person(5, "FIRE", newcomer=True)


def seatings(crew: Sequence[Person], cars: Sequence[Key]) -> Iterator[Seating]:
    """Everything that could be done with a crew: each car empty, with one, or with a pair."""
    if not cars:
        yield {}
        return
    car, *others = cars
    yield from seatings(crew, others)
    for i, one in enumerate(crew):
        left = [*crew[:i], *crew[i + 1 :]]
        for seating in seatings(left, others):
            yield {car: (one,), **seating}
        for other in crew[i + 1 :]:
            if may_share(one, other):
                rest = [someone for someone in left if someone is not other]
                for seating in seatings(rest, others):
                    yield {car: (one, other), **seating}


def value(
    cars: dict[Key, tuple[Key, ...]], now: dict[Key, Key], met: set[frozenset[Key]]
) -> tuple[int, int, int]:
    """What is to be least: cars not run, people moved, pairs who have met."""
    seats = {key: car for car, together in cars.items() for key in together}
    pairs = [frozenset(together) for together in cars.values() if len(together) == 2]
    moved = sum(seats.get(key) != car for key, car in now.items())
    return -len(pairs), moved, sum(pair in met for pair in pairs)


def by_trying(
    crew: Sequence[Person], cars: Sequence[Key], now: dict[Key, Key], met: set[frozenset[Key]]
) -> tuple[int, int, int]:
    return min(
        value({car: tuple(p.id for p in who) for car, who in seating.items()}, now, met)
        for seating in seatings(crew, cars)
    )


@st.composite
def days(
    draw: st.DrawFn,
) -> tuple[list[Person], list[Key], dict[Key, Key], set[frozenset[Key]]]:
    """A crew, its cars, where some sit today (perhaps in a car that is no more), and who met."""
    crew = [
        person(key, draw(st.sampled_from(SERVICES)), newcomer=draw(st.booleans()))
        for key in range(draw(st.integers(0, 6)))
    ]
    cars: list[Key] = [f"car {n}" for n in range(draw(st.integers(0, 3)))]
    spots = draw(st.permutations([car for car in [*cars, "gone"] for _ in range(2)]))
    now = {p.id: spot for p, spot in zip(crew, spots, strict=False) if draw(st.booleans())}
    pairs = [frozenset((one.id, other.id)) for one in crew for other in crew if one.id != other.id]
    return crew, cars, now, {pair for pair in pairs if draw(st.booleans())}


@given(days())
@settings(max_examples=300)
def test_pairing_is_as_good_as_trying_everything(day) -> None:
    crew, cars, now, met = day
    pairing = pair_up(crew, cars, now, met=met)
    assert value(pairing.cars, now, met) == by_trying(crew, cars, now, met)


@given(days())
@settings(max_examples=100)
def test_pairing_names_everybody_once_and_who_moves(day) -> None:
    crew, cars, now, _ = day
    pairing = pair_up(crew, cars, now)
    seats = {key: car for car, together in pairing.cars.items() for key in together}
    assert sorted([*seats, *pairing.left]) == [p.id for p in crew]
    assert pairing.moved == tuple(key for key, car in now.items() if seats.get(key) != car)


@given(days(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_order_in_which_people_are_given_changes_nothing(day, chance: random.Random) -> None:
    crew, cars, now, met = day
    shuffled = chance.sample(crew, len(crew))
    assert pair_up(shuffled, cars, now, met=met) == pair_up(crew, cars, now, met=met)


@given(days())
@settings(max_examples=200)
def test_formula_gives_the_most_cars_that_trying_finds(day) -> None:
    """Newcomers with the others: ``min(N // 2, N - largest service, N - newcomers)``."""
    crew, *_ = day
    cars: list[Key] = [1, 2, 3]
    assert most_cars(crew) == -by_trying(crew, cars, {}, set())[0]


@pytest.mark.parametrize(
    ("crew", "now", "pairing"),
    [
        ([], {}, Pairing({}, (), ())),
        ([P, F], {}, Pairing({10: (1, 2)}, (), ())),
        ([P, F], {1: 11, 2: 11}, Pairing({11: (1, 2)}, (), ())),
        ([P, F], {1: 12, 2: 13}, Pairing({12: (1, 2)}, (2,), ())),
        ([P, F], {2: 12}, Pairing({12: (1, 2)}, (), ())),
        ([P, F, A], {1: 10, 2: 10, 3: 11}, Pairing({10: (1, 2), 11: (3,)}, (), ())),
        (
            [P, F, NEW_P, NEW_F],
            {1: 10, 2: 10, 4: 11, 5: 11},
            Pairing({10: (1, 5), 11: (2, 4)}, (2, 5), ()),
        ),
        ([NEW_P, NEW_F], {4: 10, 5: 10}, Pairing({10: (4,), 11: (5,)}, (5,), ())),
    ],
)
def test_pairing_moves_only_whom_it_must(crew, now, pairing: Pairing) -> None:
    assert pair_up(crew, [10, 11, 12], now) == pairing


def test_newcomers_share_a_car_where_that_is_allowed() -> None:
    pairing = pair_up([NEW_P, NEW_F], [10], {}, newcomers_apart=False)
    assert pairing == Pairing({10: (4, 5)}, (), ())


def test_more_people_than_seats_are_left_without_a_car() -> None:
    crew = [P, F, A, person(6, "POLICE")]
    assert pair_up(crew, [10], {6: 10}) == Pairing({10: (2, 6)}, (), (1, 3))


def test_pairs_who_have_not_met_come_before_those_who_have() -> None:
    crew = [P, F, A, person(6, "FIRE")]
    met = {frozenset((1, 2)), frozenset((3, 6))}
    assert pair_up(crew, [10, 11], {}, met=met).cars == {10: (1, 6), 11: (2, 3)}


def test_a_season_of_days_is_paired_within_a_second() -> None:
    """40 days of 20 coaches, two of whom have left: not a figure, but a guard."""
    chance = random.Random(1)
    began = time.process_time()
    for _ in range(40):
        crew = [person(n, SERVICES[n % 3], newcomer=n % 7 == 0) for n in range(20)]
        now = {key: seat for seat, who in pair_up(crew, range(10), {}).cars.items() for key in who}
        left = chance.sample(crew, 18)
        pair_up(left, range(10), {p.id: now[p.id] for p in left})
    assert time.process_time() - began < 2


def test_program_without_an_answer_says_so() -> None:
    program = Program()
    program.row([(program.column(1), 1)], least=2)
    with pytest.raises(ArithmeticError, match="Infeasible"):
        program.least()


def test_program_comes_out_whole_where_its_relaxation_does_not() -> None:
    """Three in a ring: halves would serve one and a half of them."""
    program = Program()
    ring = [program.column(-1) for _ in range(3)]
    for one, other in ((0, 1), (1, 2), (2, 0)):
        program.row([(ring[one], 1), (ring[other], 1)], most=1)
    assert sum(program.least()) == 1
