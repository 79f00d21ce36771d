"""Paired change, held against published data sets and against what must always be true."""

from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.change import (
    PairedChange,
    change_from_moments,
    exact_small_sample_factor,
    paired_change,
    small_sample_factor,
)

# R data set `sleep` (Student 1908): extra hours of sleep, drug 1 and drug 2, ten people.
SLEEP = list(
    zip(
        [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
        strict=True,
    )
)

# R data set `MASS::anorexia` (Hand and others 1993), family therapy: weight before and after.
FAMILY_THERAPY = [
    (83.8, 95.2),
    (83.3, 94.3),
    (86.0, 91.5),
    (82.5, 91.9),
    (86.7, 100.3),
    (79.6, 76.7),
    (76.9, 76.8),
    (94.2, 101.6),
    (73.4, 94.9),
    (80.5, 75.2),
    (81.6, 77.8),
    (82.1, 95.5),
    (77.6, 90.7),
    (83.5, 92.5),
    (89.9, 93.8),
    (86.0, 91.7),
    (87.3, 98.0),
]

scores = st.floats(min_value=1, max_value=5)
pairs_of_scores = st.lists(st.tuples(scores, scores), min_size=3, max_size=40)


def test_sleep_gives_the_published_numbers():
    found = paired_change(SLEEP)
    assert (found.n, found.df) == (10, 9)
    assert found.mean_change == pytest.approx(1.58, abs=1e-12)
    assert found.t == pytest.approx(4.0621, abs=5e-5)
    assert found.p == pytest.approx(0.002833, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((0.7001142, 2.4598858), abs=5e-8)
    assert found.dz == pytest.approx(1.284558, abs=5e-7)
    assert found.gz == pytest.approx(1.174453, abs=5e-7)
    assert found.gz_exact == pytest.approx(1.173925, abs=5e-7)
    assert (found.mean_before, found.mean_later) == pytest.approx((0.75, 2.33))
    assert (found.sd_before, found.sd_later) == pytest.approx((1.789010, 2.002249), abs=5e-7)
    assert found.d_average == pytest.approx(1.58 / ((1.789010 + 2.002249) / 2), abs=5e-7)


def test_family_therapy_gives_the_published_numbers():
    found = paired_change(FAMILY_THERAPY)
    assert found.n == 17
    assert found.mean_change == pytest.approx(7.2647, abs=5e-5)
    assert found.t == pytest.approx(4.1849, abs=5e-5)
    assert (found.low, found.high) == pytest.approx((3.5847, 10.9447), abs=5e-5)


def test_the_small_sample_factors_come_near_each_other_and_near_one():
    assert exact_small_sample_factor(2) == pytest.approx(0.5641896, abs=5e-8)
    assert small_sample_factor(2) == pytest.approx(4 / 7)
    assert exact_small_sample_factor(100_000) == pytest.approx(small_sample_factor(100_000))
    assert (exact_small_sample_factor(1), small_sample_factor(1)) == (None, None)


def test_no_pair_gives_nothing():
    assert paired_change([]) == PairedChange(n=0)


def test_one_pair_has_means_and_no_spread():
    assert paired_change([(2.0, 3.5)]) == PairedChange(
        n=1, mean_before=2.0, mean_later=3.5, mean_change=1.5
    )


def test_two_pairs_have_an_interval_but_no_corrected_effect():
    found = paired_change([(1.0, 2.0), (2.0, 5.0)])
    assert (found.gz, found.gz_exact) == (None, None)
    assert found.dz == pytest.approx(2**0.5)


def test_the_same_change_in_everyone_has_no_test():
    found: Any = paired_change([(4 / 3, 7 / 3), (3.6, 4.6), (1.0, 2.0)])
    assert (found.mean_change, found.sd_change) == (pytest.approx(1), 0.0)
    assert (found.t, found.p, found.low, found.high, found.dz, found.gz) == (None,) * 6
    assert found.d_average == pytest.approx(1 / found.sd_before)


def test_nobody_differing_at_all_gives_no_effect_sizes():
    found = paired_change([(1.1, 1.1)] * 3)
    assert (found.mean_change, found.sd_before, found.d_average) == (0.0, 0.0, None)


def test_a_pair_with_a_missing_side_is_left_out():
    assert paired_change([*SLEEP, (None, 1.0), (1.0, None)]) == paired_change(SLEEP)


def test_change_from_moments_is_the_change_from_the_pairs():
    raw = paired_change(SLEEP)
    again = change_from_moments(
        n=raw.n,
        means=(raw.mean_before, raw.mean_later),
        sds=(raw.sd_before, raw.sd_later),
        sd_change=raw.sd_change,
    )
    assert again == raw


@given(pairs_of_scores)
def test_turning_the_waves_round_turns_the_change_round(pairs):
    there: Any = paired_change(pairs)
    back: Any = paired_change([(later, before) for before, later in pairs])
    assert isclose(there.mean_change, -back.mean_change, abs_tol=1e-12)
    assert isclose(there.sd_change, back.sd_change, rel_tol=1e-9, abs_tol=1e-12)


@given(pairs_of_scores)
def test_the_interval_leaves_out_zero_exactly_when_p_is_under_five_percent(pairs):
    found: Any = paired_change(pairs)
    if found.p is not None and abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (not found.low <= 0 <= found.high)


@given(pairs_of_scores)
def test_the_corrected_effects_are_smaller_and_of_the_same_sign(pairs):
    found: Any = paired_change(pairs)
    if found.dz is not None:
        assert abs(found.gz) <= abs(found.dz)
        assert abs(found.gz_exact) <= abs(found.gz) * (1 + 1e-12)
        assert found.gz_exact * found.dz >= 0
