"""Tests of which code was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.codes import ALPHABET
from surveys.rules.likely import Likely, likely_codes, slips_between

CODE = "K7P2XQ9R7"


@pytest.mark.parametrize(
    ("typed", "slips"),
    [
        (CODE, 0),
        ("K7P2XQ9R8", 1),
        ("K7P2XQ97R", 1),  # neighbours swapped
        ("K7P2XQ9R", 1),
        ("7KP2XQ9R", 2),
        ("K7P2XQ9R77", 1),
        ("", 9),
    ],
)
def test_slips_are_counted_as_hands_make_them(typed, slips):
    assert slips_between(typed, CODE) == slips


texts = st.text(alphabet=ALPHABET, max_size=10)


@given(texts, texts)
def test_slips_are_the_same_both_ways_and_none_only_for_the_same(one, other):
    found = slips_between(one, other)
    assert found == slips_between(other, one)
    assert (found == 0) == (one == other)
    assert found <= max(len(one), len(other))


def test_the_nearest_come_first_and_no_more_than_wanted():
    codes = ["ZZZZZZZZZ", "K7P2XQ9R7", "K7P2XQ9R8", "K7P2XQ9RB"]
    assert likely_codes("k7p-2xq-9r8", codes, 3) == [
        Likely("K7P2XQ9R8", 0),
        Likely("K7P2XQ9R7", 1),
        Likely("K7P2XQ9RB", 1),
    ]
