"""Alpha, omega and item-rest correlations, held against published data and another program."""

import warnings
from typing import Any

import numpy as np
import pytest

from surveys.analysis.reliability import Reliability, omega, one_factor, reliability
from tests.surveys.analysis.classic import ATTITUDE

TABLE = np.array(ATTITUDE, np.float64)


def check(rows: Any) -> Reliability:
    table = np.array(rows, np.float64, ndmin=2)
    return reliability(list(table.T))


def test_attitude_gives_the_published_alpha():
    found = check(TABLE)
    assert found.alpha == pytest.approx(0.843, abs=5e-4)
    assert (found.n, found.against) == (30, ())


def test_item_checks_agree_with_the_correlations_of_numpy():
    found = check(TABLE)
    for at in range(7):
        others = np.delete(TABLE, at, axis=1)
        rest = np.corrcoef(TABLE[:, at], others.mean(axis=1))[0, 1]
        matrix = np.cov(others.T)
        alpha = 6 / 5 * (1 - np.trace(matrix) / matrix.sum())
        assert found.item_rest[at] == pytest.approx(rest, abs=1e-12)
        assert found.alpha_if_dropped[at] == pytest.approx(alpha, abs=1e-12)


def test_a_row_with_a_gap_is_left_out_and_counted_out():
    assert check([*ATTITUDE, (np.nan, *ATTITUDE[0][1:])]) == check(TABLE)


def test_omega_of_a_matrix_made_from_loadings_is_that_of_the_loadings():
    loadings = np.array([0.8, 0.7, 0.6, 0.5, 0.4])
    spread = np.array([1, 2, 3, 4, 5.0])
    matrix = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    unique = ((1 - loadings**2) * spread**2).sum()
    common = (loadings * spread).sum() ** 2
    assert omega(matrix * np.outer(spread, spread)) == pytest.approx(
        common / (common + unique), abs=1e-9
    )


def test_one_factor_agrees_with_statsmodels():
    from statsmodels.multivariate.factor import Factor

    correlations: Any = np.corrcoef(TABLE.T)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that its own search is slow to end
        theirs = Factor(corr=correlations, n_factor=1, method="ml", nobs=30).fit()
    ours = one_factor(correlations)
    assert np.abs(ours[0]) == pytest.approx(np.abs(theirs.loadings[:, 0]), abs=1e-5)
    assert ours[1] == pytest.approx(theirs.uniqueness, abs=1e-5)


def test_equal_loadings_make_omega_alpha():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(20_000, 1)) + rng.normal(size=(20_000, 5))
    found = check(table)
    assert found.omega == pytest.approx(found.alpha, abs=1e-3)
    assert found.omega == pytest.approx(25 / 30, abs=0.005)


def test_one_factor_that_explains_an_item_wholly_stops_at_the_floor():
    heywood = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]])
    found = one_factor(heywood)
    assert found[1].min() == pytest.approx(0.005)


def test_a_singular_matrix_has_an_omega_all_the_same():
    twice = np.column_stack([TABLE[:, 0], TABLE[:, 0], TABLE[:, 1]])
    assert 0 < (check(twice).omega or 0) < 1


def test_a_missed_reversal_names_the_item_and_no_other():
    rng = np.random.default_rng(2)
    table = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    table[:, 2] *= -1
    assert check(table).against == (2,)
    table[:, 2] *= -1
    assert check(table).against == ()


def test_in_a_scale_of_three_a_missed_reversal_does_not_blame_its_neighbours():
    rng = np.random.default_rng(4)
    table = rng.normal(size=(60, 1)) + 0.8 * rng.normal(size=(60, 3))
    table[:, 0] *= -1
    found = check(table)
    assert min(r for r in found.item_rest[1:] if r is not None) < 0.2
    assert found.against == (0,)


def test_two_items_against_each_other_are_both_named():
    assert check([(1, 5), (2, 4), (4, 3), (5, 1)]).against == (0, 1)


@pytest.mark.parametrize(
    "rows", [[(1, 2, 3)], [(1, 2, 3)] * 4, [(np.nan, 1, 2)] * 3, [(1, 2, 3), (2, 1, 3)]]
)
def test_what_cannot_be_worked_out_is_none(rows):
    found = check(rows)
    assert (found.alpha, found.omega) == (None, None)


def test_one_item_has_no_reliability():
    assert check([(1,), (2,)]) == Reliability(2, None, None, (None,), (None,), ())


def test_two_items_have_an_alpha_and_no_omega():
    found = check([(1, 1), (2, 2), (3, 3)])
    assert found.alpha == pytest.approx(1)
    assert found.omega is None
    assert found.alpha_if_dropped == (None, None)
    assert found.item_rest == pytest.approx((1, 1))


def test_an_item_in_which_nobody_differs_has_no_correlation():
    found = check([(1, 2, 3), (2, 2, 4), (3, 2, 4)])
    assert found.item_rest[1] is None
    assert found.omega is None
    assert found.alpha is not None
