"""Alpha and item-rest correlations, held against a published data set."""

from typing import Any

import numpy
import pytest

from surveys.rules.reliability import cronbach_alpha, reliability, reliability_warnings

NAMES = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"]

# R data set `attitude` (Chatterjee and Price 1977): 30 departments, 7 questions.
ATTITUDE = [
    (43, 51, 30, 39, 61, 92, 45),
    (63, 64, 51, 54, 63, 73, 47),
    (71, 70, 68, 69, 76, 86, 48),
    (61, 63, 45, 47, 54, 84, 35),
    (81, 78, 56, 66, 71, 83, 47),
    (43, 55, 49, 44, 54, 49, 34),
    (58, 67, 42, 56, 66, 68, 35),
    (71, 75, 50, 55, 70, 66, 41),
    (72, 82, 72, 67, 71, 83, 31),
    (67, 61, 45, 47, 62, 80, 41),
    (64, 53, 53, 58, 58, 67, 34),
    (67, 60, 47, 39, 59, 74, 41),
    (69, 62, 57, 42, 55, 63, 25),
    (68, 83, 83, 45, 59, 77, 35),
    (77, 77, 54, 72, 79, 77, 46),
    (81, 90, 50, 72, 60, 54, 36),
    (74, 85, 64, 69, 79, 79, 63),
    (65, 60, 65, 75, 55, 80, 60),
    (65, 70, 46, 57, 75, 85, 46),
    (50, 58, 68, 54, 64, 78, 52),
    (50, 40, 33, 34, 43, 64, 33),
    (64, 61, 52, 62, 66, 80, 41),
    (53, 66, 52, 50, 63, 80, 37),
    (40, 37, 42, 58, 50, 57, 49),
    (63, 54, 42, 48, 66, 75, 33),
    (66, 77, 66, 63, 88, 76, 72),
    (78, 75, 58, 74, 80, 78, 49),
    (48, 57, 44, 45, 51, 83, 38),
    (85, 85, 71, 71, 77, 74, 55),
    (82, 82, 39, 59, 64, 78, 39),
]


def test_attitude_gives_the_published_alpha():
    alpha, n = cronbach_alpha(ATTITUDE)
    assert alpha == pytest.approx(0.843, abs=5e-4)
    assert n == 30


def test_item_checks_agree_with_numpy():
    table = numpy.array(ATTITUDE, dtype=float)
    found = reliability(NAMES, ATTITUDE)
    assert (found.n, [item.code for item in found.items]) == (30, NAMES)
    for at, item in enumerate(found.items):
        others = numpy.delete(table, at, axis=1)
        rest = numpy.corrcoef(table[:, at], others.sum(axis=1))[0, 1]
        matrix = numpy.cov(others.T)
        alpha = 6 / 5 * (1 - numpy.trace(matrix) / matrix.sum())
        assert (item.item_rest, item.alpha_without) == pytest.approx((rest, alpha), abs=1e-12)


def test_a_row_with_a_gap_is_left_out_and_counted_out():
    assert cronbach_alpha([*ATTITUDE, (None, *ATTITUDE[0][1:])]) == cronbach_alpha(ATTITUDE)


def test_a_missed_reversal_is_warned_of():
    rows = [(6 - a, a, a, b) for a, b in [(1, 2), (2, 1), (3, 3), (4, 5), (5, 4)]]
    found = reliability(["att1", "att2", "att3", "att4"], rows)
    assert list(reliability_warnings("ATT", found)) == [
        "att1 runs against the other items of ATT (correlation -0.98). "
        "Check whether it should be reversed."
    ]
    right = reliability(["att1", "att2", "att3", "att4"], [(6 - r[0], *r[1:]) for r in rows])
    assert list(reliability_warnings("ATT", right)) == []


@pytest.mark.parametrize("rows", [[], [(1, 2, 3)], [(1, 2, 3)] * 4, [(1,), (2,)], [(None, 1)] * 3])
def test_what_cannot_be_worked_out_is_none(rows):
    assert cronbach_alpha(rows)[0] is None
    codes = [f"i{n}" for n in range(len(rows[0]) if rows else 3)]
    found = reliability(codes, rows)
    assert found.alpha is None
    assert [(i.item_rest, i.alpha_without) for i in found.items] == [(None, None)] * len(codes)


def test_two_items_have_correlations_but_no_alpha_without_one():
    found: Any = reliability(["a", "b"], [(1, 1), (2, 2), (3, 3)])
    assert found.alpha == pytest.approx(1)
    assert [(i.item_rest, i.alpha_without) for i in found.items] == [(pytest.approx(1), None)] * 2
