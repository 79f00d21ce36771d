"""Tests of how numbers of results are written."""

import pytest

from reporting.results import words


@pytest.mark.parametrize(
    ("value", "plain", "signed"),
    [(0.714, "0.71", "+0.71"), (-0.314, "−0.31", "−0.31"), (0.001, "0.00", "0.00")],
)
def test_signs_are_true_minus_signs_and_nought_has_none(value, plain, signed):
    assert (words.plain(value), words.signed(value)) == (plain, signed)


def test_nought_has_no_sign_from_below_either():
    assert (words.plain(-0.001), words.signed(-0.001)) == ("0.00", "0.00")


def test_what_cannot_be_worked_out_has_a_mark_that_is_not_nought():
    assert {
        words.plain(None),
        words.signed(None),
        words.interval(None, 1.0),
        words.percent(None),
        words.p_value(None),
    } == {"–"}


def test_an_estimate_without_an_interval_stands_alone():
    assert words.with_interval(0.1, 0.02, 0.22) == "+0.10 (+0.02 to +0.22)"
    assert words.with_interval(0.1, None, None) == "+0.10"


def test_small_p_values_are_bounded():
    assert [words.p_value(p) for p in (0.0004, 0.032, 1.0)] == ["< .001", ".032", "1.000"]


def test_shares_are_per_cent():
    assert [words.percent(0.345), words.percent(0.345, 1)] == ["34%", "34.5%"]
