"""Tests of the pair meter against brute force."""

import collections
import functools
import itertools
import re

import pytest

from sessions.rules.pairs import (
    NUMBERS,
    cars_from,
    coaches_missing,
    more_needed,
    pair_sentence,
    what_is_missing,
)

UP_TO_SEVEN = list(itertools.product(range(8), repeat=3))


def coaches(police, fire, ambulance):
    return {"POLICE": police, "FIRE": fire, "AMBULANCE": ambulance}


@functools.cache
def most_cars(p, f, a):
    """By trying each pair that can still be made; knows nothing of the formula."""
    pairs = [(p - 1, f - 1, a), (p - 1, f, a - 1), (p, f - 1, a - 1)]
    return max((1 + most_cars(*left) for left in pairs if min(left) >= 0), default=0)


@functools.cache
def within_reach(p, f, a, more, cars):
    """Whether ``more`` coaches from whichever service can make the cars run."""
    if most_cars(p, f, a) >= cars:
        return True
    added = [(p + 1, f, a), (p, f + 1, a), (p, f, a + 1)]
    return more > 0 and any(within_reach(*joined, more - 1, cars) for joined in added)


def fewest_more(p, f, a, cars):
    return next(more for more in itertools.count() if within_reach(p, f, a, more, cars))


def test_cars_are_as_many_as_brute_force_finds():
    assert len(UP_TO_SEVEN) == 512
    assert {n: cars_from(coaches(*n)) for n in UP_TO_SEVEN} == {
        n: most_cars(*n) for n in UP_TO_SEVEN
    }


@pytest.mark.parametrize("cars", range(9))
def test_coaches_missing_are_as_few_as_brute_force_finds(cars):
    assert {n: coaches_missing(coaches(*n), cars) for n in UP_TO_SEVEN} == {
        (p, f, a): fewest_more(p, f, a, cars) for p, f, a in UP_TO_SEVEN
    }


def most_from(sentence, service, more):
    """How many new coaches the sentence lets come from a service."""
    if f"not from {service}" in sentence:
        return 0
    said = re.search(rf"at most (\w+) from ({service}|any service)", sentence)
    return NUMBERS.index(said[1]) if said else more


@pytest.mark.parametrize("cars", [1, 2, 3, 5])
def test_the_limits_in_the_sentence_are_all_that_matter(cars):
    """New coaches make the cars exactly when they keep to what the sentence says."""
    wrong = []
    for n in itertools.product(range(5), repeat=3):
        sentence = what_is_missing(coaches(*n), cars)
        more = coaches_missing(coaches(*n), cars)
        limits = [most_from(sentence, service, more) for service in ("police", "fire", "ambulance")]
        for new in itertools.product(range(more + 1), repeat=3):
            if sum(new) != more:
                continue
            enough = most_cars(*(have + got for have, got in zip(n, new, strict=True))) >= cars
            allowed = all(got <= most for got, most in zip(new, limits, strict=True))
            if enough != allowed:
                wrong.append((n, new, sentence))
    assert wrong == []


@pytest.mark.parametrize(
    ("have", "cars", "sentence"),
    [
        ((12, 5, 3), 10, "20 coaches make 8 cars. Two more, not from police, make 10."),
        ((12, 5, 3), 8, "20 coaches make 8 cars."),
        ((0, 0, 0), 0, "0 coaches make 0 cars."),
        ((1, 0, 0), 1, "1 coach makes 0 cars. One more, not from police, makes 1."),
        ((1, 1, 0), 1, "2 coaches make 1 car."),
        ((4, 4, 4), 7, "12 coaches make 6 cars. Two more make 7."),
        (
            (0, 0, 0),
            1,
            "0 coaches make 0 cars. Two more, at most one from any service, make 1.",
        ),
        ((12, 0, 0), 12, "12 coaches make 0 cars. 12 more, not from police, make 12."),
    ],
)
def test_the_pair_meter_says(have, cars, sentence):
    assert pair_sentence(coaches(*have), cars) == sentence


def test_a_service_that_is_not_named_counts_as_nobody():
    assert cars_from({}) == 0
    assert cars_from({"POLICE": 3}) == 0
    assert coaches_missing({}, 2) == 4
    assert pair_sentence({"FIRE": 1, "POLICE": 12}, 3) == pair_sentence(coaches(12, 1, 0), 3)
    assert pair_sentence({}, 1) == pair_sentence(coaches(0, 0, 0), 1)


# --- newcomers ------------------------------------------------------------------------------------


@functools.cache
def most_cars_apart(people):
    """By trying each pair: two services, and not two newcomers; people are (service, is new)."""
    best = 0
    for one, other in set(itertools.combinations(people, 2)):
        if one[0] != other[0] and not (one[1] and other[1]):
            rest = list(people)
            rest.remove(one)
            rest.remove(other)
            best = max(best, 1 + most_cars_apart(tuple(rest)))
    return best


KINDS = list(itertools.product("PFA", (False, True)))
SMALL = [people for n in range(7) for people in itertools.combinations_with_replacement(KINDS, n)]


def counted(people):
    said = {"P": "POLICE", "F": "FIRE", "A": "AMBULANCE"}
    have = dict.fromkeys(said.values(), 0)
    for service, _ in people:
        have[said[service]] += 1
    return have, sum(is_new for _, is_new in people)


def test_two_newcomers_never_share_a_car_as_brute_force_finds():
    assert len(SMALL) == 924
    wrong = [people for people in SMALL if cars_from(*counted(people)) != most_cars_apart(people)]
    assert wrong == []


@pytest.mark.parametrize("cars", [1, 2, 3])
def test_newcomers_are_limited_in_the_sentence_as_brute_force_finds(cars):
    """What is missing can come, of whom no more are new than the sentence lets."""
    wrong = []
    for people in [p for p in SMALL if len(p) <= 4 and any(new for _, new in p)]:
        have, newcomers = counted(people)
        more = coaches_missing(have, cars, newcomers)
        sentence = what_is_missing(have, cars, newcomers)
        said = re.search(r"at most (\w+) newcomers?", sentence)
        most_new = 0 if "no newcomer" in sentence else NUMBERS.index(said[1]) if said else more
        most = {
            letter: most_from(sentence, service, more)
            for letter, service in (("P", "police"), ("F", "fire"), ("A", "ambulance"))
        }
        for new in itertools.combinations_with_replacement(KINDS, more):
            enough = most_cars_apart(tuple(sorted([*people, *new]))) >= cars
            joined = collections.Counter(service for service, _ in new)
            allowed = sum(is_new for _, is_new in new) <= most_new and all(
                joined[letter] <= most[letter] for letter in most
            )
            if enough != allowed:
                wrong.append((people, new, sentence))
    assert wrong == []


@pytest.mark.parametrize(
    ("have", "cars", "newcomers", "words"),
    [
        ((6, 2, 1), 6, 0, "3 more needed, not from police"),
        ((2, 2, 0), 2, 4, "2 more needed, no newcomer"),
        ((2, 2, 0), 2, 0, ""),
    ],
)
def test_what_is_needed_is_told_in_short(have, cars, newcomers, words):
    assert more_needed(coaches(*have), cars, newcomers) == words
