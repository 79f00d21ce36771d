"""Tests of what results may show: groups, shares, and answers told together."""

import random

from reporting.results.hiding import Part, hidden_groups, may_share, may_tell, parts


def test_a_mean_needs_ten_behind_each_part():
    assert [may_tell(10), may_tell(9), may_tell(10, 9), may_tell(None)] == [
        True,
        False,
        False,
        False,
    ]


def test_large_groups_are_shown():
    assert hidden_groups({"Girl": 190, "Boy": 190}, 380) == frozenset()


def test_a_small_group_takes_another_along():
    assert hidden_groups({"Girl": 190, "Boy": 40, "In another way": 3}, 233) == {
        "Boy",
        "In another way",
    }


def test_two_small_groups_of_ten_together_need_no_third():
    assert hidden_groups({"a": 6, "b": 5, "c": 50}, 61) == {"a", "b"}


def test_who_is_in_no_group_is_a_group():
    assert hidden_groups({"Girl": 190, "Boy": 190}, 386) == {"Girl"}


def test_behind_what_is_hidden_are_ten_or_nobody():
    chance = random.Random(4)
    for _ in range(400):
        sizes = {
            str(n): chance.choice([0, 1, 3, 7, 9, 12, 30]) for n in range(chance.randint(1, 5))
        }
        rest = chance.choice([0, 0, 2, 11])
        total = sum(sizes.values()) + rest
        hidden = hidden_groups(sizes, total)
        unseen = total - sum(n for name, n in sizes.items() if name not in hidden)
        assert unseen == 0 or unseen >= 10 or total < 10
        assert all(sizes[name] == 0 or sizes[name] >= 10 for name in sizes if name not in hidden)


def test_a_share_says_nothing_of_one_to_four():
    assert [may_share(n, 20) for n in (0, 1, 4, 5, 15, 16, 19, 20)] == [
        True,
        False,
        False,
        True,
        True,
        False,
        False,
        True,
    ]
    assert (may_share(None, 20), may_share(2, None), may_share(0, 9)) == (False, False, False)


def test_answers_are_told_one_by_one():
    assert parts([5, 0, 10, 25, 10]) == [
        Part(0, 0, 0.1),
        Part(1, 1, 0.0),
        Part(2, 2, 0.2),
        Part(3, 3, 0.5),
        Part(4, 4, 0.2),
    ]


def test_few_at_an_end_are_told_with_the_next():
    assert parts([3, 2, 20, 15, 10]) == [
        Part(0, 1, 0.1),
        Part(2, 2, 0.4),
        Part(3, 3, 0.3),
        Part(4, 4, 0.2),
    ]
    assert parts([0, 0, 20, 28, 2])[-1] == Part(3, 4, 0.6)


def test_under_ten_answers_or_with_all_but_a_few_alike_nothing_is_told():
    assert parts([1, 2, 3, 2, 1]) == []
    assert parts([1, 1, 1, 1, 8]) == []
    assert parts([]) == []


def test_no_part_is_of_one_to_four():
    chance = random.Random(5)
    for _ in range(1000):
        counts = [chance.choice([0, 1, 2, 4, 5, 9, 40]) for _ in range(chance.randint(2, 7))]
        told = parts(counts)
        total = sum(counts)
        sums = [sum(counts[part.first : part.last + 1]) for part in told]
        assert all(n == 0 or n >= 5 for n in sums)
        assert sum(sums) in (0, total)
        assert [round(part.share * total) for part in told] == sums
