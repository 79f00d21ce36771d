"""The day against the comparison group, held against least squares elsewhere."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from surveys.analysis.comparison import comparison
from surveys.analysis.scores import Scores
from tests.surveys.analysis.classic import one_item
from tests.surveys.analysis.test_clustered import brute


def world(seed=3, schools=10, **rest):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), rng.integers(4, 12, schools))
    arm = np.where(school % 2 == 0, "DAY", "WAITING")
    before = rng.normal(3, 1, len(school))
    after = 0.6 * before + 0.4 * (arm == "DAY") + rng.normal(0, 0.2, schools)[school]
    after += rng.normal(0, 0.5, len(school))
    return {"before": before, "after": after, "school": school, "arm": arm, **rest}


def compared(made):
    return comparison(Scores(one_item(**made)), "X", "after")


def numbers(row):
    return row["estimate"], row["se"], row["df"]


def test_both_comparisons_are_those_of_their_definition():
    made = world()
    did, ancova = compared(made)
    treated = (made["arm"] == "DAY").astype(float)
    change = made["after"] - made["before"]
    assert did is not None
    assert ancova is not None
    assert numbers(did) == pytest.approx(brute(change, [treated], made["school"]))
    by_baseline = brute(made["after"], [treated, made["before"]], made["school"])
    assert numbers(ancova) == pytest.approx(by_baseline)
    assert (did["from"], did["to"], did["schools"]) == ("before", "after", 10)
    assert (did["n_day"], did["n_waiting"]) == (treated.sum(), (1 - treated).sum())


def test_both_estimates_agree_with_statsmodels():
    import statsmodels.api as sm

    made = world(seed=9)
    did, ancova = compared(made)
    treated = (made["arm"] == "DAY").astype(float)
    theirs = sm.OLS(made["after"], sm.add_constant(np.c_[treated, made["before"]])).fit()
    assert ancova is not None
    assert did is not None
    assert ancova["estimate"] == pytest.approx(theirs.params[1])
    change = sm.OLS(made["after"] - made["before"], sm.add_constant(treated)).fit()
    assert did["estimate"] == pytest.approx(change.params[1])


def test_without_schools_the_difference_is_tested_as_by_welch():
    made = world()
    made["school"] = None
    did, _ = compared(made)
    change, day = made["after"] - made["before"], made["arm"] == "DAY"
    welch = ttest_ind(change[day], change[~day], equal_var=False)
    assert did is not None
    assert did["estimate"] / did["se"] == pytest.approx(welch.statistic)
    assert did["schools"] is None


def test_a_school_drawn_late_is_never_in_the_day_arm():
    made = world()
    late = made["school"] == 0
    with_late, _ = compared({**made, "late": late})
    kept = ~late
    without, _ = compared({k: v[kept] for k, v in made.items()})
    assert with_late == without
    assert with_late != compared(made)[0]


def test_a_late_school_stays_in_the_comparison_group():
    made = world()
    late = made["school"] == 1
    assert compared({**made, "late": late}) == compared(made)


def test_other_names_of_arms_are_compared_as_well():
    made = world()
    named = np.where(made["arm"] == "DAY", "course", "none")
    assert compared({**made, "arm": named, "treated": "course"}) == compared(made)
    turned = compared({**made, "arm": named, "treated": "none"})[0]
    assert turned is not None
    assert turned["estimate"] == pytest.approx(-(compared(made)[0] or {})["estimate"])


@pytest.mark.parametrize(
    "arm", [None, np.array(["DAY"] * 4), np.array(["A", "B", "DAY", "A"]), np.array(["A", "B"] * 2)]
)
def test_without_two_arms_one_of_them_treated_there_is_no_comparison(arm):
    assert compared({"before": [1, 2, 3, 4], "after": [2, 2, 3, 5], "arm": arm}) == (None, None)


def test_an_arm_without_pairs_gives_no_comparison():
    arm = np.array(["DAY", "DAY", "WAITING"])
    assert compared({"before": [1, 2, 3], "after": [2, 2, np.nan], "arm": arm}) == (None, None)


def test_a_baseline_in_which_nobody_differs_leaves_only_the_difference():
    arm = np.array(["DAY", "DAY", "WAITING", "WAITING"])
    did, ancova = compared({"before": [3, 3, 3, 3], "after": [2, 4, 3, 5], "arm": arm})
    assert did is not None
    assert did["estimate"] == pytest.approx(-1)
    assert ancova is None
