"""The whole result: its shape, its warnings, and that it is fit for JSON."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st

from surveys.analysis.analyse import analyse
from surveys.analysis.study import Study
from surveys.analysis.table import as_text
from surveys.analysis.warnings import NOT_THE_DAY
from surveys.rules.instrument import Instrument
from tests.surveys.analysis.classic import instrument, item, one_item, study
from tests.surveys.instruments import CARS_AND_ME, SMALL

WAVE = {"n", "mean", "sd", "alpha", "alpha_n", "omega"}
CHANGE = {
    "from", "to", "arm", "n", "mean_change", "sd_change", "ci_low", "ci_high", "t", "df", "p",
    "dz", "gz", "mean_from", "mean_to", "d_average", "wilcoxon_p", "primary",
}  # fmt: skip
CLUSTERED = {
    "from", "to", "arm", "method", "estimate", "se", "ci_low", "ci_high", "icc", "schools", "df",
    "p",
}  # fmt: skip
COMPARED = {
    "from", "to", "estimate", "se", "ci_low", "ci_high", "p", "df", "n_day", "n_waiting",
    "schools",
}  # fmt: skip


def season(people=240, schools=12, seed=1, missed=False, **rest):
    """A season of our own instrument: every scale rises by a fifth of a point in the day arm."""
    rng = np.random.default_rng(seed)
    school = rng.integers(0, schools, people)
    arm = np.where(school % 2 == 0, "DAY", "WAITING")
    trait = rng.normal(size=people)
    waves = {}
    for at, wave in enumerate(("before", "after")):
        rise = 0.3 * at * (arm == "DAY")
        table = np.ones((people, len(CARS_AND_ME.items)), np.int8)
        for place, one in enumerate(CARS_AND_ME.items):
            if one.scale:
                felt = 3 + 0.8 * trait + rise + rng.normal(0, 0.8, people)
                value = np.clip(np.round(felt), 1, 5)
                turned = one.reverse != (missed and one.code == "att2")
                table[:, place] = 6 - value if turned else value
        waves[wave] = table
    done = {wave: np.ones(people, np.bool_) for wave in waves}
    rest = {"school": school, "arm": arm, **rest}
    return Study(CARS_AND_ME, tuple(waves), waves, done, **rest)


def test_the_result_has_every_field_that_was_promised():
    found = analyse(season(), primary=("ATT", "after"))
    assert set(found) == {
        "shape", "scales", "items", "warnings", "about", "flow", "likert", "harms", "attrition",
        "dose", "subgroups", "deviations", "pairs_by_quality",
    }  # fmt: skip
    assert list(found["scales"]) == ["ATT", "PBC", "RISK", "SN", "INT", "CONF", "INDEX"]
    scale = found["scales"]["ATT"]
    assert {name for wave in scale["waves"].values() for name in wave} == WAVE
    assert {name for row in scale["changes"] for name in row} == CHANGE
    assert {name for row in scale["clustered"] for name in row} == CLUSTERED
    assert set(scale["did"]) == set(scale["ancova"]) == COMPARED
    assert (scale["dids"], scale["ancovas"]) == ([scale["did"]], [scale["ancova"]])
    assert [row["arm"] for row in scale["changes"]] == [None, "DAY", "WAITING"]
    assert [row["primary"] for row in scale["changes"]] == [True] * 3
    assert not any(row["primary"] for row in found["scales"]["SN"]["changes"])
    assert scale["clustered"][0]["method"] == "cluster_robust"
    assert set(scale["alpha_if_dropped"]["before"]) == {"att1", "att2", "att3", "att4"}
    assert (scale["name"], scale["use"]) == ("Attitude to safe driving", "INDEX")
    assert set(found["items"]["att1"]) == {"n", "mean", "item_rest", "by_wave"}


def test_a_rise_in_the_day_arm_is_found_by_every_method():
    found = analyse(season(people=6_000, schools=60))["scales"]["INDEX"]
    day = next(row for row in found["changes"] if row["arm"] == "DAY")
    assert day["mean_change"] == pytest.approx(0.26, abs=0.03)
    for row in (found["did"], found["ancova"]):
        assert row["ci_low"] < 0.26 < row["ci_high"]
    assert found["clustered"][0]["method"] == "mixed"
    assert found["waves"]["before"]["alpha"] is None


def test_one_wave_has_no_change_and_warns_of_nothing_about_change():
    found = analyse(study(instrument(*"abc"), {"all": [[1, 2, 1], [5, 4, 5], [2, 3, 2]]}))
    scale = found["scales"]["ATT"]
    assert (scale["changes"], scale["clustered"], scale["did"], scale["ancova"]) == (
        [], [], None, None
    )  # fmt: skip
    assert found["warnings"] == []


def test_progress_is_told_scale_by_scale():
    told: list[str] = []
    analyse(one_item([1, 2], [2, 3]), on_progress=told.append)
    assert told == [
        "Scoring the answers.", "Working out X.", "Looking at items, harms, losses and subgroups."
    ]  # fmt: skip


cells = st.sampled_from("123.-!")


@properties(max_examples=40)
@given(
    st.lists(
        st.tuples(
            *(st.none() | st.text(cells, min_size=6, max_size=6) for _ in range(2)),
            st.integers(-1, 3),
            st.sampled_from(["DAY", "WAITING", ""]),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_whatever_was_answered_the_result_is_json_without_nan(people):
    before, after, school, arm = zip(*people, strict=True)
    made = Study.of_records(
        SMALL,
        {"before": before, "after": after},
        school=np.array(school, np.int32),
        arm=np.array(arm),
        person={"minutes": np.full(len(people), 20.0), "gender": np.array(arm)},
    )
    found = analyse(made, subgroups=["gender"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert "nan" not in as_text(found).lower().split()


def warned(made, **rest):
    return analyse(made, **rest)["warnings"]


def said(made, part, **rest):
    return [sentence for sentence in warned(made, **rest) if part in sentence]


def test_without_a_comparison_group_the_change_is_not_put_down_to_the_day():
    assert said(season(arm=None), NOT_THE_DAY) == [f"There is no comparison group. {NOT_THE_DAY}"]
    assert said(season(), NOT_THE_DAY) == []
    three = np.array(["DAY", "A", "B"] * 80)
    assert said(season(arm=three), "There are 3 arms") != []
    late = np.ones(240, np.bool_)
    assert said(season(late=late), "One of the two arms has no pairs") != []


def test_the_number_of_schools_is_weighed():
    assert said(season(schools=40), "fewer than") == []
    assert said(season(schools=12), "There are 12 schools.") != []
    assert said(season(schools=6), "There are only 6 schools.") != []
    assert said(season(school=np.zeros(240, np.int32)), "come from one school") != []
    assert said(season(school=None), "No schools are known") != []
    some = np.where(np.arange(240) < 3, -1, np.arange(240) % 12)
    assert said(season(school=some), "The school of 3 people is not known") != []


def test_a_comparison_of_very_few_schools_is_not_relied_on():
    assert said(season(schools=4), "degrees of freedom") != []
    assert said(season(schools=40), "degrees of freedom") == []


def test_people_of_no_known_arm_are_told():
    arm = np.array(["DAY", "WAITING"] * 119 + ["", ""])
    assert said(season(arm=arm), "The arm of 2 people is not known.") != []


def test_a_missed_reversal_is_warned_of_by_name():
    found = said(season(missed=True), "runs against")
    assert len(found) == 1
    assert found[0].startswith("att2 runs against the other items of Attitude to safe driving")
    assert said(season(), "runs against") == []


def test_two_items_that_run_against_each_other_are_both_named():
    rows = [[1, 5], [2, 4], [4, 3], [5, 1]]
    assert said(study(instrument("a", "b"), {"all": rows}), "do not run with") == [
        "a and b of Attitude to safe driving (ATT) do not run with the other items in all. "
        "Check which of them should be reversed."
    ]


def test_a_scale_near_its_ceiling_is_warned_of():
    of = instrument("a")
    assert said(study(of, {"w": [[4.7], [4.6], [4.8], [4.6]]}), "ceiling") != []
    assert said(study(of, {"w": [[1], [1], [5], [1], [1]]}), "20% have the highest score") != []
    assert said(study(of, {"w": [[1], [1], [4], [1], [1]]}), "ceiling") == []


def test_a_loose_scale_is_warned_of():
    rng = np.random.default_rng(1)
    loose = rng.integers(1, 6, (200, 3))
    assert said(study(instrument(*"abc"), {"w": loose}), "hangs together loosely") != []


def test_few_pairs_are_warned_of():
    assert said(one_item([1, 2, 3], [2, 3, 5]), "only 3 pairs from before to after") != []
    assert said(one_item([1, 2], [np.nan, np.nan]), "no pair from before to after") != []
    arm = np.array(["DAY", "WAITING"] * 20)
    many = one_item(range(40), range(40), arm=arm)
    assert said(many, "only 20 pairs from before to after of arm WAITING") != []


def test_many_or_different_losses_are_warned_of():
    before = [float(n % 10) for n in range(100)]
    after = [value if value < 5 else np.nan for value in before]
    found = warned(one_item(before, after))
    assert any(s.startswith("Of 100 who answered before, 50 (50%)") for s in found)
    assert any("scored higher on X at the start" in s for s in found)
    arm = np.array(["DAY"] * 100)
    turned = one_item([-value for value in before], after, arm=arm)
    assert any("in arm DAY scored lower on X" in s for s in warned(turned))
    assert any("in arm DAY, 50 (50%)" in s for s in warned(turned))
    assert said(one_item(before, before), "lost") == []


def test_what_was_and_was_not_declared_is_told():
    assert said(season(), "No primary outcome") != []
    assert said(season(), "No primary outcome", primary=("ATT", "after")) == []
    person = {"before_on_or_after_day": np.ones(240)}
    assert said(season(person=person), "240 answered before on the day or after it.") != []


def test_small_subgroups_are_told():
    person = {"gender": np.array(["Girl"] * 4 + ["Boy"] * 236)}
    found = said(season(person=person), "fewer than 10 pairs", subgroups=["gender"])
    assert found[0].startswith("7 subgroup results rest on")


def test_versions_and_notes_of_the_reader_are_told_first():
    made = replace(season(), versions=2, notes=("Two rows left out.",))
    found = warned(made)
    assert found[0] == "Two rows left out."
    assert found[1].startswith("The answers come from 2 versions of the instrument.")


def test_the_table_shows_what_is_read_first():
    text = as_text(analyse(season()))
    for part in ("Participants 240, schools 12.", "Flow", "Harms", "ANCOVA", "Read this first"):
        assert part in text
    assert max(map(len, text.splitlines())) < 260


def test_items_of_no_scale_have_no_change_and_that_is_told():
    alone = study(Instrument((item(1, "x", ""),)), {"before": [[1], [2]], "after": [[2], [3]]})
    found = analyse(alone)
    assert found["scales"] == {}
    assert "No item belongs to a scale, so no change is worked out." in found["warnings"]
