"""Grid references are read as the Ordnance Survey writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.grid import KM_PER_MILE, km_between, miles, place_of, tidy


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("NN 166 712", (216.65, 771.25)),  # Ben Nevis
        ("TQ 30 80", (530.5, 180.5)),  # Charing Cross
        ("SV 0 0", (5.0, 5.0)),  # the grid's own corner
        ("HP 6 1", (465.0, 1215.0)),  # Unst
        ("NH", (250.0, 850.0)),
        ("NH 84567 77123", (284.5675, 877.1235)),
    ],
)
def test_known_references_have_their_known_places(reference, place):
    assert place_of(reference) == place


@pytest.mark.parametrize("reference", ["NH8477", "nh 84 77", " NH 84  77 ", "Nh 8477"])
def test_spaces_and_case_do_not_matter(reference):
    assert place_of(reference) == (284.5, 877.5)
    assert tidy(reference) == "NH 84 77"


@pytest.mark.parametrize("reference", ["", "  "])
def test_nothing_written_is_no_place(reference):
    assert place_of(reference) is None
    assert tidy(reference) == ""


@pytest.mark.parametrize(
    "reference",
    ["N 84 77", "NI 84 77", "NH 84 7", "NH 847 7", "NH 847", "NH 123456 123456", "IV12 5XX", "AA"],
)
def test_what_is_no_reference_says_what_to_write(reference):
    for read in (place_of, tidy):
        with pytest.raises(ValueError, match=r"^Write the grid reference such as NH 84 77\.$"):
            read(reference)


def test_finer_references_are_cut_to_the_square_around_them():
    assert tidy("NH 847 779", digits=2) == "NH 84 77"
    assert tidy("NH", digits=2) == "NH"


@given(
    st.sampled_from(["SV", "NN", "NH", "TQ", "HP"]),
    st.integers(0, 99999),
    st.integers(0, 99999),
    st.integers(1, 5),
)
def test_a_shorter_reference_names_the_square_around_the_longer(letters, east, north, digits):
    long = f"{letters} {east:05} {north:05}"
    inner, outer = place_of(long), place_of(tidy(long, digits))
    assert inner is not None
    assert outer is not None
    half = 100 / 10**digits / 2
    assert abs(inner[0] - outer[0]) <= half
    assert abs(inner[1] - outer[1]) <= half


def test_distance_is_the_straight_line():
    assert km_between((0, 0), (3, 4)) == 5.0
    assert miles(KM_PER_MILE * 30) == 30.0
