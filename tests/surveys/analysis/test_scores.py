"""Scoring of all people at once, held against the scoring of one record and what must be true."""

from dataclasses import replace
from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.analysis.scores import INDEX, Scores, reversed_values
from surveys.analysis.study import BLANK, DECLINED, NOT_ASKED, Study
from surveys.rules.instrument import Instrument
from surveys.rules.scoring import scorer_for
from tests.surveys.analysis.classic import instrument, item, study
from tests.surveys.instruments import CARS_AND_ME, SMALL

scale_values = st.integers(min_value=-20, max_value=20)


def records(of, least=1):
    choices = ["".join(str(o.value) for o in i.options if o.value < 10) + ".-!" for i in of.items]
    record = st.tuples(*(st.sampled_from(c or "1.") for c in choices)).map("".join)
    return st.lists(st.none() | record, min_size=least, max_size=12)


@given(records(CARS_AND_ME))
def test_all_scores_at_once_are_those_of_each_record(found):
    scores = Scores(Study.of_records(CARS_AND_ME, {"before": found}))
    scorer = scorer_for(CARS_AND_ME)
    for at, record in enumerate(found):
        for scale in scores.scales:
            value = float(scores.score(scale.code, "before")[at])
            if record is None:
                assert np.isnan(value)
                continue
            one = scorer.score(record)
            right = one.index if scale.code == INDEX else one.scales[scale.code].mean
            assert (right is None) == bool(np.isnan(value))
            assert right is None or isclose(value, right, abs_tol=1e-12)


@given(records(CARS_AND_ME))
def test_scores_stay_within_the_bounds_of_their_scale(found):
    scores = Scores(Study.of_records(CARS_AND_ME, {"before": found}))
    for scale in scores.scales:
        values = scores.score(scale.code, "before")
        there = values[np.isfinite(values)]
        assert scale.lowest is not None
        assert scale.highest is not None
        assert ((there >= scale.lowest - 1e-12) & (there <= scale.highest + 1e-12)).all()


@given(st.lists(scale_values, min_size=2, max_size=6, unique=True), st.lists(scale_values))
def test_reversing_twice_is_nothing(options, values):
    turned = item(1, "x", values=sorted(options), reverse=True)
    given_values = np.array(values, np.float64)
    once = reversed_values(given_values, turned)
    assert (reversed_values(once, turned) == given_values).all()


@given(records(SMALL), st.data())
def test_pairing_is_a_partition(found, data):
    later = data.draw(st.lists(st.none() | st.sampled_from([r for r in found if r] or [None]),
                               min_size=len(found), max_size=len(found)))  # fmt: skip
    scores = Scores(Study.of_records(SMALL, {"before": found, "after": later}))
    pairs = scores.pairs("ATT", "after")
    before, after = (np.isfinite(scores.score("ATT", wave)) for wave in ("before", "after"))
    kinds = [before & after, before & ~after, ~before & after, ~before & ~after]
    assert np.sum(kinds, axis=0).tolist() == [1] * len(found)
    assert pairs.rows.tolist() == np.flatnonzero(kinds[0]).tolist()


def test_a_record_keeps_why_there_is_no_value():
    made = Study.of_records(SMALL, {"before": ["1.!-12", None], "after": [None, "32101."]})
    assert made.values["before"].tolist() == [
        [1, BLANK, DECLINED, NOT_ASKED, 1, 2],
        [NOT_ASKED] * 6,
    ]
    assert [made.done[wave].tolist() for wave in made.waves] == [[True, False], [False, True]]
    assert made.people == 2


def test_a_record_of_another_length_is_no_record():
    with pytest.raises(ValueError, match="6 characters"):
        Study.of_records(SMALL, {"before": ["12345"]})


def test_a_scale_needs_two_thirds_of_its_items():
    nan = np.nan
    four = study(instrument(*"abcd"), {"w": [[1, 2, nan, 3], [1, nan, nan, 3], [1, 2, 3, 4]]})
    assert Scores(four).score("ATT", "w").tolist()[::2] == [2.0, 2.5]
    assert np.isnan(Scores(four).score("ATT", "w")[1])
    three = study(instrument(*"abc"), {"w": [[1, nan, 2], [nan, nan, 5]]})
    assert Scores(three).score("ATT", "w")[0] == 1.5
    assert np.isnan(Scores(three).score("ATT", "w")[1])


def test_only_our_five_scales_together_have_an_index():
    whole = Study.of_records(CARS_AND_ME, {"w": ["3" * 29]})
    index = Scores(whole).scales[-1]
    assert (index.code, index.lowest, index.highest, len(index.items)) == (INDEX, 1, 5, 17)
    assert [s.code for s in Scores(study(instrument(*"abc"), {"w": [[1, 2, 3]]})).scales] == ["ATT"]


def test_arms_stand_with_the_treated_one_first_and_schools_are_numbered():
    made = study(
        instrument(*"abc"),
        {"w": [[1, 1, 1]] * 4},
        arm=np.array(["WAITING", "DAY", "", "DAY"]),
        school=np.array([900, -1, 7, 900], np.int32),
    )
    scores = Scores(made)
    assert scores.arms == ("DAY", "WAITING")
    assert scores.arm_sizes() == {"DAY": 2, "WAITING": 1}
    assert scores.clusters is not None
    assert scores.clusters.tolist() == [1, -1, 0, 1]
    nowhere = study(instrument("a"), {"w": [[1]]}, school=np.array([-1]))
    assert Scores(nowhere).clusters is None


def test_a_scale_without_options_has_no_bounds():
    free = instrument("a", "b")
    bare = type(free)(tuple(item(i.position, i.code, values=()) for i in free.items))
    scale = Scores(study(bare, {"w": [[1, 2]]})).scales[0]
    assert (scale.lowest, scale.highest) == (None, None)


def test_an_index_of_scales_without_options_has_no_bounds():
    bare = Instrument(tuple(replace(i, options=()) for i in CARS_AND_ME.items if i.scale))
    index = Scores(study(bare, {"w": [[1.0] * 20]})).scales[-1]
    assert (index.code, index.lowest, index.highest) == (INDEX, None, None)
