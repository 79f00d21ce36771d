"""Tests of the meter of a day against brute force, and of its words."""

import itertools
from collections import Counter
from functools import cache
from random import Random

import pytest

from sessions.rules.meter import LEAD, Meter, Sort, meter, who_can_come

P, F, A = Sort("POLICE"), Sort("FIRE"), Sort("AMBULANCE")
WANTED = ("FIRE", "AMBULANCE", LEAD)


@cache
def most_cars(people):
    """By trying each pair that may share a car; knows nothing of any formula."""
    best = 0
    for one, other in set(itertools.combinations(people, 2)):
        if one.service == other.service or (one.newcomer and other.newcomer):
            continue
        rest = list(people)
        rest.remove(one)
        rest.remove(other)
        best = max(best, 1 + most_cars(tuple(rest)))
    return best


def by_trying(in_cars, free, wanted):
    """Every way to give duties to those who are free: most duties, then most cars."""
    best = (0, -1)
    for takers in itertools.product([None, *range(len(free))], repeat=len(wanted)):
        taken = [i for i in takers if i is not None]
        if len(set(taken)) < len(taken):
            continue
        if any(
            i is not None and not free[i].may_take(d) for i, d in zip(takers, wanted, strict=True)
        ):
            continue
        left = [sort for i, sort in enumerate(free) if i not in taken]
        best = max(best, (len(taken), most_cars(tuple(sorted([*in_cars, *left])))))
    return best


def anybody(random):
    return Sort(
        random.choice(("POLICE", "FIRE", "AMBULANCE")),
        newcomer=random.random() < 0.35,
        may_demonstrate=random.random() < 0.6,
        may_lead=random.random() < 0.4,
    )


@pytest.mark.parametrize("seed", range(120))
def test_who_is_set_aside_leaves_most_cars_as_brute_force_finds(seed):
    random = Random(seed)
    in_cars = [anybody(random) for _ in range(random.randrange(4))]
    free = [anybody(random) for _ in range(random.randrange(6))]
    wanted = [duty for duty in WANTED if random.random() < 0.7]
    # With more cars than there can be, fewest missing and most cars say the same.
    found = meter(Counter(in_cars), Counter(free), wanted, 9)
    assert (len(found.aside), found.made) == by_trying(in_cars, free, wanted)
    assert sorted([*found.aside, *found.nobody]) == sorted(wanted)


@pytest.mark.parametrize("seed", range(60))
def test_cars_keep_newcomers_apart_as_brute_force_does(seed):
    random = Random(seed)
    people = [anybody(random) for _ in range(random.randrange(9))]
    assert meter({}, Counter(people), (), 4).made == most_cars(tuple(sorted(people)))


NO_YES = (False, True)


def test_several_days_set_aside_as_many_as_they_want():
    sorts = [
        Sort(s, new, True, lead) for s in ("FIRE", "AMBULANCE") for new in NO_YES for lead in NO_YES
    ]
    found = meter({P: 20}, dict.fromkeys(sorts, 9), WANTED * 7, 20)
    assert (len(found.aside), found.nobody, sum(found.left.values())) == (21, (), 71)


@pytest.mark.parametrize(
    ("in_cars", "free", "wanted", "cars", "sentence"),
    [
        (
            {P: 6, F: 4, A: 2},
            {F: 1, A: 1},
            ("FIRE", "AMBULANCE"),
            7,
            "14 coaches make 6 cars after the demonstration crew is set aside. "
            "Two more, at most one from police, make 7.",
        ),
        (
            {P: 8},
            {F: 3, A: 3},
            ("FIRE", "AMBULANCE"),
            7,
            "14 coaches make 4 cars after the demonstration crew is set aside. "
            "Three more, not from police, make 7.",
        ),
        (
            {P: 1, F: 1},
            {A: 1, P: 1},
            (LEAD,),
            1,
            "4 coaches make 1 car after a lead is set aside.",
        ),
        (
            {P: 1},
            {F: 2, A: 1},
            ("FIRE", "AMBULANCE", LEAD),
            1,
            "4 coaches make 0 cars after the demonstration crew and a lead are set aside. "
            "One more, not from police, makes 1.",
        ),
        (
            {P: 1, A: 1},
            {F: 1},
            ("FIRE", "AMBULANCE"),
            1,
            "3 coaches make 1 car after fire for the demonstration is set aside. "
            "Nobody from ambulance is free for the demonstration.",
        ),
        ({P: 1, F: 1}, {}, (LEAD,), 1, "2 coaches make 1 car. Nobody is free to lead."),
        ({}, {P: 1}, (), 1, "1 coach makes 0 cars. One more, not from police, makes 1."),
        (
            {Sort("POLICE", newcomer=True): 2},
            {Sort("FIRE", newcomer=True): 1, A: 1},
            (),
            2,
            "4 coaches make 1 car. One more, no newcomer, makes 2.",
        ),
    ],
)
def test_the_meter_says(in_cars, free, wanted, cars, sentence):
    assert meter(in_cars, free, wanted, cars).sentence == sentence


def test_the_meter_says_who_comes_only_if_needed():
    assert meter({P: 2}, {F: 2}, (), 2, if_needed=1).sentence == (
        "4 coaches (1 of them only if needed) make 2 cars."
    )
    assert [who_can_come(n, n) for n in (1, 2)] == [
        "1 coach (only if needed)",
        "2 coaches (all only if needed)",
    ]


def test_more_cars_than_run_are_not_crewed():
    assert Meter(8, {"POLICE": 4, "FIRE": 4}, 0, (), (), 3).crewed == 3
    assert Meter(4, {"POLICE": 2, "FIRE": 2}, 0, (), (), 3).crewed == 2


def test_a_date_says_how_many_cars_could_run():
    some = meter({}, {P: 4, F: 4, A: 3}, WANTED, 0)
    assert some.on_this_date == (
        "On this date 11 coaches are free: 4 cars after the demonstration crew and a lead are "
        "set aside."
    )
    assert meter({}, {P: 1}, (), 0).on_this_date == "On this date 1 coach is free: 0 cars."
