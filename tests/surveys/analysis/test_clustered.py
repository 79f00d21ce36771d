"""Mixed models and cluster-robust errors, held against statsmodels, brute force and hand sums."""

import warnings

import numpy as np
import pytest
from scipy.linalg import sqrtm
from scipy.stats import ttest_1samp

from surveys.analysis.clustered import (
    MIXED,
    PAIRED,
    ROBUST,
    clustered_rows,
    mixed,
    read_first,
    robust,
    school_sums,
)
from surveys.analysis.regression import least_squares
from surveys.analysis.scores import Pairs


def pairs_of(change):
    change = np.asarray(change, np.float64)
    return Pairs(np.arange(len(change)), np.zeros(len(change)), change)


def unbalanced(schools, seed=0, between=0.5):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 40, schools)
    clusters = np.repeat(np.arange(schools), sizes)
    return 0.2 + rng.normal(0, between, schools)[clusters] + rng.normal(
        size=len(clusters)
    ), clusters


@pytest.mark.parametrize(("schools", "seed"), [(8, 1), (40, 2), (12, 3)])
def test_reml_agrees_with_statsmodels(schools, seed):
    from statsmodels.regression.mixed_linear_model import MixedLM

    change, clusters = unbalanced(schools, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = MixedLM(change, np.ones((len(change), 1)), clusters).fit(reml=True)
    ours, icc = mixed(school_sums(change, clusters))
    between, within = float(np.asarray(theirs.cov_re)[0, 0]), theirs.scale
    assert ours.value == pytest.approx(theirs.params[0], abs=1e-5)
    # The textbook error, sqrt((1'V^-1 1)^-1), as lme4 gives it; theirs inverts the whole Hessian.
    together = (clusters[:, None] == clusters) * between + np.eye(len(change)) * within
    error = np.linalg.solve(together, np.ones(len(change))).sum() ** -0.5
    assert ours.se == pytest.approx(error, rel=1e-4)
    assert ours.se == pytest.approx(theirs.bse[0], rel=0.005)
    assert icc == pytest.approx(between / (between + within), abs=1e-4)
    assert ours.df == schools - 1


@pytest.mark.parametrize(("schools", "size"), [(10, 25), (20_000, 3)])
def test_reml_of_equal_schools_is_the_analysis_of_variance(schools, size):
    rng = np.random.default_rng(5)
    table = rng.normal(size=(schools, 1)) + rng.normal(size=(schools, size))
    clusters = np.repeat(np.arange(schools), size)
    ours, icc = mixed(school_sums(table.ravel(), clusters))
    between = size * table.mean(axis=1).var(ddof=1)
    within = table.var(axis=1, ddof=1).mean()
    assert icc == pytest.approx((between - within) / (between + (size - 1) * within), abs=1e-9)
    by_means = ttest_1samp(table.mean(axis=1), 0)
    assert ours.p == pytest.approx(by_means.pvalue, rel=1e-9)


def test_schools_that_differ_less_than_by_chance_have_no_icc():
    change = np.tile([-1.0, 0.0, 1.0], 6)
    clusters = np.repeat(np.arange(6), 3)
    ours, icc = mixed(school_sums(change, clusters))
    assert icc == 0.0
    assert ours.se == pytest.approx(change.std(ddof=1) / np.sqrt(18))


def test_cr2_of_equal_schools_is_the_t_test_of_school_means():
    rng = np.random.default_rng(6)
    table = rng.normal(0.3, 1, size=(9, 1)) + rng.normal(size=(9, 20))
    found = robust(pairs_of(table.ravel()), np.repeat(np.arange(9), 20))
    by_means = ttest_1samp(table.mean(axis=1), 0)
    assert found is not None
    assert found.df == pytest.approx(8)
    assert found.value / (found.se or 0) == pytest.approx(by_means.statistic)
    assert found.p == pytest.approx(by_means.pvalue)
    assert found.interval == pytest.approx(tuple(by_means.confidence_interval()))


def brute(outcome, columns, clusters):
    """CR2 and its degrees of freedom as they are defined, with matrices of people by people."""
    design = np.column_stack([np.ones(len(outcome)), *columns])
    inverse = np.linalg.inv(design.T @ design)
    weights = inverse @ design.T @ outcome
    left, hat = outcome - design @ weights, design @ inverse @ design.T
    at, pulls = min(1, len(columns)), []
    meat = np.zeros_like(inverse)
    for cluster in np.unique(clusters):
        here = clusters == cluster
        own = np.eye(here.sum()) - hat[np.ix_(here, here)]
        adjusted = np.linalg.inv(np.real(sqrtm(own)))
        score = design[here].T @ adjusted @ left[here]
        meat = meat + np.outer(score, score)
        pull = adjusted @ design[here] @ inverse[:, at]
        pulls.append((np.eye(len(outcome)) - hat)[:, here] @ pull)
    square = np.array(pulls) @ np.array(pulls).T
    error = np.sqrt((inverse @ meat @ inverse)[at, at])
    return weights[at], error, np.trace(square) ** 2 / (square**2).sum()


@pytest.mark.parametrize("schools", [6, 13])
@pytest.mark.parametrize("how", ["mean", "arm", "arm and baseline"])
def test_cr2_by_sums_is_cr2_by_its_definition(schools, how):
    change, clusters = unbalanced(schools, seed=7)
    arm = (clusters % 2).astype(float)
    baseline = np.random.default_rng(8).normal(3, 1, len(change))
    columns = {"mean": [], "arm": [arm], "arm and baseline": [arm, baseline]}[how]
    for groups in (clusters, None):
        found = least_squares(change, columns, groups)
        each = np.arange(len(change)) if groups is None else groups
        assert found is not None
        assert (found.value, found.se, found.df) == pytest.approx(brute(change, columns, each))


def test_a_coefficient_that_one_school_decides_has_no_error():
    clusters = np.repeat(np.arange(4), 5)
    arm = (clusters == 0).astype(float)
    found = least_squares(np.random.default_rng(1).normal(size=20), [arm], clusters)
    assert found is not None
    assert (found.se, found.p, found.interval, found.clusters) == (None, None, (None, None), 4)


def test_a_person_alone_in_an_arm_has_no_error():
    found = least_squares(np.array([1.0, 2, 4]), [np.array([1.0, 0, 0])], None)
    assert found is not None
    assert found.value == pytest.approx(-2)
    assert (found.se, found.clusters) == (None, 3)


def test_columns_that_cannot_be_told_apart_give_nothing():
    assert least_squares(np.array([1.0, 2, 4]), [np.ones(3)], None) is None
    column = np.array([1.0, 2, 4, 7, 8])
    assert least_squares(column**2, [column, 3 * column + 0.1], None) is None
    assert least_squares(np.zeros(0), [], None) is None


def test_everybody_changing_alike_has_an_error_of_nought_and_no_p():
    found = least_squares(np.ones(6), [], np.array([0, 0, 1, 1, 2, 2]))
    assert found is not None
    assert found.se == pytest.approx(0)
    ours, icc = mixed(school_sums(np.ones(6), np.array([0, 0, 1, 1, 2, 2])))
    assert (ours.value, ours.se, icc) == (1.0, None, None)


@pytest.mark.parametrize(("schools", "first"), [(29, ROBUST), (30, MIXED)])
def test_few_schools_put_the_robust_errors_first(schools, first):
    change, clusters = unbalanced(schools)
    rows = clustered_rows(pairs_of(change), clusters)
    assert rows[0]["method"] == first
    assert {row["method"] for row in rows} == {MIXED, ROBUST}
    assert {row["schools"] for row in rows} == {schools}
    assert read_first(pairs_of(change), clusters) == rows[0]


def test_people_of_no_known_school_are_in_no_interval_by_school():
    change, clusters = unbalanced(5)
    more = pairs_of([*change, 100.0, 200.0])
    rows = clustered_rows(more, np.array([*clusters, -1, -1]))
    assert rows == clustered_rows(pairs_of(change), clusters)


def test_one_school_or_none_gives_no_rows():
    change = pairs_of([1.0, 2.0, 4.0])
    assert clustered_rows(change, None) == []
    assert clustered_rows(change, np.array([0, 0, 0])) == []
    assert clustered_rows(change, np.array([-1, -1, -1])) == []
    found = read_first(change, None)
    assert (found["method"], found["schools"]) == (PAIRED, None)
    assert found["estimate"] == pytest.approx(7 / 3)


def test_a_school_for_each_person_has_robust_errors_and_no_icc():
    rows = clustered_rows(pairs_of([1.0, 2.0, 4.0]), np.arange(3))
    assert [(row["method"], row["icc"]) for row in rows] == [(ROBUST, None), (MIXED, None)]
    assert rows[0]["se"] == pytest.approx(np.std([1, 2, 4], ddof=1) / np.sqrt(3))


def test_where_the_model_has_no_error_the_robust_one_is_read_first_however_many_schools():
    change, clusters = pairs_of(np.arange(40.0) ** 2), np.arange(40)
    rows = clustered_rows(change, clusters)
    assert [row["method"] for row in rows] == [ROBUST, MIXED]
    assert read_first(change, clusters)["ci_low"] is not None
