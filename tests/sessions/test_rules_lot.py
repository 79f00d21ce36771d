"""The lot: halves in each stratum and over all, the same from the same seed, singles joined."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.rules.rural import rural_class
from sessions.choices import Turn
from sessions.rules.lot import (
    Entry,
    difference_words,
    draw,
    how_many,
    late_sentence,
    lot_problems,
    sizes,
    strata,
)
from sessions.rules.power import power_sentence, smallest_effect

codes = st.from_regex(r"[0-9]{7}", fullmatch=True)
entries = st.lists(
    st.builds(
        Entry,
        seed_code=codes,
        council=st.sampled_from(["Highland", "Fife", "Moray"]),
        rural_class=st.sampled_from(["urban", "town", "rural"]),
        roll=st.one_of(st.integers(5, 2000).map(str), st.sampled_from(["c", "low", "x", "z"])),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda entry: entry.seed_code,
)
marks = st.sets(st.sampled_from(["council", "rural_class", "size"]))
seeds = st.text("abcdef0123456789", min_size=1, max_size=64)


# --- strata -------------------------------------------------------------------------------------


@given(entries, marks)
def test_each_school_lies_in_one_stratum_and_none_alone(schools, marks):
    found = strata(schools, marks)
    assert sorted(found) == sorted(school.seed_code for school in schools)
    alone = [name for name, number in how_many(found) if number == 1]
    assert alone == ([] if len(schools) > 1 else list(found.values()))
    assert sum(number for _, number in how_many(found)) == len(schools)


@given(entries, marks, st.randoms())
def test_the_order_of_schools_does_not_change_the_strata(schools, marks, random):
    shuffled = list(schools)
    random.shuffle(shuffled)
    assert strata(shuffled, marks) == strata(schools, marks)


def entry(code: str, council="Highland", rural="rural", roll="600") -> Entry:
    return Entry(code, council, rural, roll)


def test_singles_that_differ_in_size_only_are_joined():
    found = strata(
        [entry("1000001", roll="90"), entry("1000002", roll="500"), entry("1000003", roll="900")],
        {"council", "rural_class", "size"},
    )
    assert set(found.values()) == {"Highland · rural · joined"}


def test_a_single_that_is_left_over_joins_the_smallest_stratum_beside_it():
    schools = [
        *(entry(f"100000{n}", rural="urban") for n in range(3)),
        *(entry(f"200000{n}", rural="town") for n in range(2)),
        entry("3000000"),
        *(entry(f"400000{n}", council="Fife") for n in range(2)),
    ]
    assert how_many(strata(schools, {"council", "rural_class"})) == [
        ("Fife · rural", 2),
        ("Highland · joined", 3),
        ("Highland · urban", 3),
    ]


def test_who_finds_nobody_in_the_council_is_joined_with_another_council():
    schools = [entry("1000001"), entry("2000001", council="Fife")]
    assert how_many(strata(schools, {"council", "size"})) == [("joined", 2)]


def test_without_marks_all_schools_are_one_stratum():
    assert how_many(strata([entry("1000001"), entry("1000002")], set())) == [("all schools", 2)]


@pytest.mark.parametrize(
    ("rolls", "found"),
    [
        (["100", "200", "300"], ["small", "middle", "large"]),
        (
            ["c", "low", "5", "6", "700", "800"],
            ["small", "small", "middle", "middle"] + ["large"] * 2,
        ),
        (["400", "400", "400"], ["small", "small", "small"]),
        (["x", "z", "400"], ["size not known", "size not known", "small"]),
    ],
)
def test_sizes_are_thirds_of_the_rolls_and_symbols_are_no_numbers(rolls, found):
    assert list(sizes({str(n): roll for n, roll in enumerate(rolls)}).values()) == found


# --- the draw -----------------------------------------------------------------------------------


@given(entries, marks, seeds)
def test_halves_differ_by_one_school_at_most_in_each_stratum_and_over_all(schools, marks, seed):
    stratum_of = strata(schools, marks)
    turns = draw(seed, stratum_of)
    assert sorted(turns) == sorted(stratum_of)
    counted = Counter((stratum_of[code], turn) for code, turn in turns.items())
    for name in set(stratum_of.values()):
        assert abs(counted[name, Turn.EARLY] - counted[name, Turn.LATE]) <= 1
    over_all = Counter(turns.values())
    assert abs(over_all[Turn.EARLY] - over_all[Turn.LATE]) <= 1


@given(entries, seeds, st.randoms())
def test_the_same_seed_gives_the_same_draw_in_any_order(schools, seed, random):
    stratum_of = strata(schools, {"council"})
    shuffled = list(stratum_of.items())
    random.shuffle(shuffled)
    assert draw(seed, dict(shuffled)) == draw(seed, stratum_of)


def test_the_draw_is_as_the_documentation_tells_it():
    """The ten lines of docs/lot.md, written out anew."""
    rows = [(f"51000{n:02d}", f"Council {n % 3}") for n in range(20)]
    seed = "4 8 15 16 23 42"

    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    rows.sort(key=lambda row: (row[1], sha(seed + row[0])))
    begins = int(sha(seed), 16) % 2
    told = {row[0]: ["EARLY", "LATE"][(begins + n) % 2] for n, row in enumerate(rows)}
    assert draw(seed, dict(rows)) == told


def test_each_school_is_early_about_half_the_time():
    stratum_of = {f"510000{n}": "all schools" for n in range(5)}
    early = Counter(
        code
        for seed in range(2000)
        for code, turn in draw(str(seed), stratum_of).items()
        if turn == Turn.EARLY
    )
    assert [900 < early[code] < 1100 for code in stratum_of] == [True] * 5


def test_another_seed_gives_another_draw():
    stratum_of = {f"51000{n:02d}": "all schools" for n in range(30)}
    assert len({tuple(sorted(draw(str(seed), stratum_of).items())) for seed in range(50)}) == 50


# --- problems and sentences ---------------------------------------------------------------------

TWO = ["5100001", "5100002"]
WRONG_SEED = "Enter a seed of letters, digits, spaces and the marks . , : / -"


@pytest.mark.parametrize(
    ("codes", "marks", "seed", "sentences"),
    [
        (TWO, ["council"], "4 8 15", []),
        (TWO[:1], [], "1", ["Choose two schools or more."]),
        ([*TWO, TWO[0]], [], "1", ["Choose each school once."]),
        (
            TWO,
            ["colour"],
            "1",
            ["Sort schools by council area, urban or rural, and size only."],
        ),
        (TWO, [], "", [WRONG_SEED]),
        (TWO, [], " 1", [WRONG_SEED]),
        (TWO, [], "ä", [WRONG_SEED]),
        (TWO, [], "1" * 65, ["Enter a seed of 64 characters or fewer."]),
    ],
)
def test_what_is_wrong_with_a_lot_is_told(codes, marks, seed, sentences):
    assert list(lot_problems(codes, marks, seed)) == sentences


def test_a_check_says_whether_the_draw_is_the_same():
    turns = {"5100001": "EARLY", "5100002": "LATE"}
    assert difference_words(turns, turns) == (
        "Drawn again from the seed: the same turn for all 2 schools."
    )
    assert difference_words(turns, {"5100001": "LATE", "5100002": "LATE"}).startswith(
        "Drawn again from the seed, 1 school has another turn than the record says."
    )


@pytest.mark.parametrize(
    ("turn", "comparing", "warns"),
    [("LATE", True, True), ("LATE", False, False), ("EARLY", True, False), ("", True, False)],
)
def test_only_late_schools_are_warned_of_and_only_while_comparing(turn, comparing, warns):
    said = late_sentence("Tain", turn=turn, comparing=comparing)
    assert said.startswith("Tain was drawn late") == warns
    assert bool(said) == warns


@pytest.mark.parametrize(
    ("published", "level"),
    [
        ("Large urban areas", "urban"),
        ("Remote small towns", "town"),
        ("Accessible rural areas", "rural"),
        ("", "not known"),
    ],
)
def test_the_urban_rural_class_comes_in_three_levels(published, level):
    assert rural_class(published) == level


# --- power --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schools", "least", "most"), [(4, ".44", ".52"), (11, ".23", ".27"), (20, ".17", ".20")]
)
def test_the_power_note_gives_the_figures_that_are_known(schools, least, most):
    found = [smallest_effect(schools, schools, correlation=icc) for icc in (0.03, 0.05)]
    assert [f"{d:.2f}"[1:] for d in found if d is not None] == [least, most]
    assert f"a d of {least} to {most} or more" in power_sentence(schools, schools)


def test_uneven_halves_see_less_than_even_ones():
    even, uneven = (smallest_effect(*n, correlation=0.03) for n in ((4, 4), (5, 3)))
    assert even is not None
    assert uneven is not None
    assert even < uneven


def test_the_power_note_says_what_to_do():
    assert power_sentence(4, 4) == (
        "4 against 4 schools can only see a d of .44 to .52 or more; the effect to be expected "
        "is .1 to .3: pool seasons and areas."
    )
    assert power_sentence(1, 1) == "1 against 1 school cannot be compared. Pool seasons and areas."
    assert power_sentence(9, 0) == "9 against 0 schools cannot be compared. Pool seasons and areas."
    assert power_sentence(200, 200) == (
        "200 against 200 schools can see a d of .05 to .06 or more; the effect to be expected is "
        ".1 to .3."
    )
    assert "can see a d of .17 to .20 or more" in power_sentence(20, 20)
