"""The smallest change of a day: as little short, then as few people moved, as trying finds."""

import dataclasses
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.roster.pairing import may_share
from sessions.roster.smallest import Answer, Question, smallest_change
from sessions.rules.roster import filled, may_take
from sessions.rules.season import Duty, Key, Limits, Person
from sessions.rules.weights import WEIGHTS
from tests.sessions.invented import OTHERS, SERVICES, day, person

Seat = tuple[Duty, Key | None] | None  # a duty, with the car where it is one
Value = tuple[int, int, int]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A day of at most two cars and five people, some of whom could come, some without a car."""
    chance = draw(st.randoms(use_true_random=False))
    people = [_somebody(key, chance) for key in range(chance.randint(0, 5))]
    comers = {p.id: chance.choice([0, 3, 7]) for p in people if chance.random() < 0.3}
    duties = {p.id: _duty(p, chance) for p in people if p.id not in comers}
    size = chance.randint(0, 2)
    cars: list[Key] = [100 + number for number in range(size + chance.randint(0, 1))]
    spots = chance.sample([*cars, *cars], 2 * len(cars))
    coaches = [key for key, duty in duties.items() if duty == Duty.CAR]
    return Question(
        day("d", 0, size, need=_need(chance), languages=chance.choice([{}, {"gd": 1}])),
        people,
        duties,
        cars,
        {key: car for key, car in zip(coaches, spots, strict=False) if chance.random() < 0.8},
        Limits(newcomers_apart=chance.random() < 0.8),
        WEIGHTS,
        comers,
        chance.choice([None, [key for key in coaches if chance.random() < 0.6]]),
        [key for key, duty in duties.items() if duty != Duty.CAR] if chance.random() < 0.5 else (),
    )


def _somebody(key: Key, chance: random.Random) -> Person:
    return person(
        key,
        chance.choice(SERVICES),
        newcomer=chance.random() < 0.3,
        may_lead=chance.random() < 0.6,
        may_demonstrate=chance.random() < 0.7,
        languages=frozenset({"gd"} if chance.random() < 0.3 else ()),
    )


def _duty(who: Person, chance: random.Random) -> Duty:
    return chance.choice([Duty.CAR, Duty.CAR, Duty.CAR, *(d for d in OTHERS if may_take(who, d))])


def _need(chance: random.Random) -> dict[Duty, int]:
    return {duty: chance.randint(0, 1) for duty in OTHERS}


def _seats(question: Question, who: Person) -> list[Seat]:
    """All that one person could be given."""
    found: list[Seat] = [None]
    if who.id not in question.kept:
        found += [(Duty.CAR, car) for car in question.cars]
    for duty in OTHERS:
        needed = question.day.need.get(duty, 0) and may_take(who, duty)
        if needed or question.duties.get(who.id) == duty:
            found.append((duty, None))
    return found


def by_trying(question: Question) -> Value:
    each = [_seats(question, who) for who in question.people]
    tried = (
        dict(zip((p.id for p in question.people), seats, strict=True))
        for seats in itertools.product(*each)
    )
    return min(found for seats in tried for found in _value(question, seats))


def _value(question: Question, seats: dict[Key, Seat]) -> Iterator[Value]:
    """What one way is worth; nothing when it breaks a rule."""
    people = {p.id: p for p in question.people}
    cars: dict[Key, list[Person]] = defaultdict(list)
    for key, seat in seats.items():
        if seat is not None and seat[1] is not None:
            cars[seat[1]].append(people[key])
    pairs = [crew for crew in cars.values() if len(crew) == 2]
    apart = question.limits.newcomers_apart
    crew = [someone for crew in cars.values() for someone in crew]
    if any(len(crew) > 2 for crew in cars.values()) or len(pairs) > question.day.cars:
        return
    if not all(may_share(*pair, newcomers_apart=apart) for pair in pairs):
        return
    if question.certain is not None:
        placed = filled(crew, question.certain, newcomers_apart=apart)
        if placed is None or placed[0] != len(pairs):
            return
    have = [seat[0] for seat in seats.values() if seat is not None]
    if all(have.count(duty) <= _most(question, duty) for duty in OTHERS):
        changed = [key for key in seats if _is_changed(question, key, seats[key])]
        come = sum(number for key, number in question.comers.items() if seats[key] is not None)
        yield _short(question, len(pairs), have, crew), len(changed), come


def _most(question: Question, duty: Duty) -> int:
    there = sum(had == duty for had in question.duties.values())
    return max(question.day.need.get(duty, 0), there)


def _is_changed(question: Question, key: Key, seat: Seat) -> bool:
    if key in question.comers:
        return seat is not None
    if seat is None or seat[0] != question.duties[key]:
        return True
    return seat[1] is not None and question.now.get(key, seat[1]) != seat[1]


def _short(question: Question, cars: int, have: list[Duty], crew: list[Person]) -> int:
    short = WEIGHTS.uncrewed_car * (question.day.cars - cars)
    for duty in OTHERS:
        weight = WEIGHTS.missing_lead if duty == Duty.LEAD else WEIGHTS.missing_demo
        short += weight * max(0, question.day.need.get(duty, 0) - have.count(duty))
    for language, need in question.day.languages.items():
        speak = sum(language in someone.languages for someone in crew)
        short += WEIGHTS.missing_language * max(0, need - speak)
    return short


def worth(question: Question, answer: Answer) -> Value:
    people = {p.id: p for p in question.people}
    crew = [people[key] for key, duty in answer.duties.items() if duty == Duty.CAR]
    pairs = sum(len(together) == 2 for together in answer.pairing.cars.values())
    come = sum(number for key, number in question.comers.items() if key in answer.duties)
    short = _short(question, pairs, list(answer.duties.values()), crew)
    return short, len(answer.changed), come


@given(questions())
@settings(max_examples=300)
def test_smallest_change_is_as_small_as_trying_finds(question: Question) -> None:
    assert worth(question, smallest_change(question)) == by_trying(question)


@pytest.mark.parametrize(
    ("kept", "duties", "changed"),
    [
        ((), {1: Duty.CAR, 2: Duty.CAR}, (2,)),
        ((2,), {1: Duty.CAR, 2: Duty.LEAD}, ()),
    ],
)
def test_lead_comes_into_a_car_unless_he_is_kept(kept, duties, changed) -> None:
    people = [person(1), person(2, "FIRE")]
    question = Question(
        day("d", 0, 1, need={Duty.LEAD: 1}),
        people,
        {1: Duty.CAR, 2: Duty.LEAD},
        [10],
        {1: 10},
        Limits(),
        WEIGHTS,
        kept=kept,
    )
    answer = smallest_change(question)
    assert (answer.duties, answer.changed) == (duties, changed)


def test_newcomers_may_not_be_what_is_left_when_one_who_is_certain_counts_as_alone() -> None:
    people = [person(1), person(2, "FIRE", newcomer=True), person(3, "AMBULANCE", newcomer=True)]
    question = Question(
        day("d", 0, 2),
        people,
        dict.fromkeys((1, 2, 3), Duty.CAR),
        [10, 11],
        {1: 10, 2: 10, 3: 11},
        Limits(),
        WEIGHTS,
        certain=[1],
    )
    assert smallest_change(question).changed == (3,)
    apart = dataclasses.replace(question, limits=Limits(newcomers_apart=False))
    assert smallest_change(apart).changed == ()
