"""Paired change and Wilcoxon's test, held against published data and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.change import change_row, spread, wilcoxon_p
from surveys.analysis.scores import Pairs
from tests.surveys.test_change import FAMILY_THERAPY, SLEEP

changes = st.lists(st.integers(min_value=-6, max_value=6), min_size=2, max_size=80)


def pairs(of):
    before, later = (np.array(side, np.float64) for side in zip(*of, strict=True))
    return Pairs(np.arange(len(before)), before, later)


def test_sleep_gives_the_published_numbers():
    found = change_row(pairs(SLEEP))
    assert (found["n"], found["df"]) == (10, 9)
    assert found["mean_change"] == pytest.approx(1.58, abs=1e-12)
    assert found["t"] == pytest.approx(4.0621, abs=5e-5)
    assert found["p"] == pytest.approx(0.002833, abs=5e-7)
    interval = (found["ci_low"], found["ci_high"])
    assert interval == pytest.approx((0.7001142, 2.4598858), abs=5e-8)
    assert found["dz"] == pytest.approx(1.284558, abs=5e-7)
    assert found["gz"] == pytest.approx(1.174453, abs=5e-7)
    assert (found["mean_from"], found["mean_to"]) == pytest.approx((0.75, 2.33))


def test_family_therapy_gives_the_published_numbers():
    found = change_row(pairs(FAMILY_THERAPY))
    assert found["n"] == 17
    assert found["mean_change"] == pytest.approx(7.2647, abs=5e-5)
    assert found["t"] == pytest.approx(4.1849, abs=5e-5)
    interval = (found["ci_low"], found["ci_high"])
    assert interval == pytest.approx((3.5847, 10.9447), abs=5e-5)


def test_no_pairs_have_nothing_but_their_number():
    found = change_row(Pairs(*(np.zeros(0) for _ in range(3))))  # type: ignore[arg-type]
    assert found.pop("n") == 0
    assert set(found.values()) == {None}


def test_thirds_that_agree_leave_no_spread():
    assert spread(np.array([7 / 3 - 4 / 3, 4.6 - 3.6, 1.0])) == 0.0


def test_wilcoxon_counts_signs_exactly_in_a_small_group_without_ties():
    from scipy.stats import wilcoxon

    change = np.array([later - before for before, later in FAMILY_THERAPY])
    theirs = wilcoxon(change, method="exact").pvalue
    assert wilcoxon_p(change) == pytest.approx(theirs, abs=1e-12)
    assert wilcoxon_p(np.array([1.0, 2.0, 3.0])) == pytest.approx(0.25)


@given(changes)
def test_wilcoxon_agrees_with_scipy_on_ties_and_noughts(found):
    from scipy.stats import wilcoxon

    change = np.array(found, np.float64) / 3
    sizes = np.abs(change[change != 0])
    if not len(sizes):
        assert wilcoxon_p(change) is None
    elif len(np.unique(sizes)) < len(sizes) or len(sizes) < len(change):
        theirs = wilcoxon(np.array(found), method="asymptotic").pvalue
        assert wilcoxon_p(change) == pytest.approx(theirs, abs=1e-9)


def test_wilcoxon_sees_ties_through_the_rounding_of_thirds():
    change = np.array([4 / 3 - 1, 2 - 5 / 3, 1 / 3, -2 / 3] * 20)
    assert wilcoxon_p(change) == wilcoxon_p(np.round(change * 3))
