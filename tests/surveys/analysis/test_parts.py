"""Flow, losses, harms, dose, subgroups and counts of answers of small studies made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from surveys.analysis.attrition import attrition_rows
from surveys.analysis.describe import check_scales, item_rows, likert_rows, wave_row
from surveys.analysis.dose import dose_rows
from surveys.analysis.flow import about, deviations, flow_rows, pairs_by_quality
from surveys.analysis.harms import harm_rows
from surveys.analysis.plain import plain
from surveys.analysis.scores import Scores
from surveys.analysis.study import Study
from surveys.analysis.subgroups import subgroup_rows
from surveys.rules.instrument import Instrument, Kind, Scale, ScaleUse, Use
from tests.surveys.analysis.classic import instrument, item, one_item, study
from tests.surveys.instruments import SMALL

NAN = np.nan


def test_flow_counts_each_arm_and_who_can_be_paired():
    made = one_item(
        [1, 2, NAN, 4, NAN],
        [1, NAN, 3, 4, 5],
        arm=np.array(["DAY", "DAY", "DAY", "WAITING", ""]),
        school=np.array([1, 2, -1, 1, 3]),
        expected={"DAY": 9, "WAITING": 4},
    )
    assert flow_rows(Scores(made)) == [
        {"arm": "DAY", "schools": 2, "expected": 9, "waves": {"before": 2, "after": 2},
         "paired": {"after": 1}, "lost": {"after": 1}},
        {"arm": "WAITING", "schools": 1, "expected": 4, "waves": {"before": 1, "after": 1},
         "paired": {"after": 1}, "lost": {"after": 0}},
    ]  # fmt: skip


def test_flow_without_arms_has_one_row():
    made = one_item([1, 2], [1, NAN], expected={"DAY": 3, "WAITING": 4})
    assert flow_rows(Scores(made)) == [
        {"arm": None, "schools": None, "expected": 7, "waves": {"before": 2, "after": 1},
         "paired": {"after": 1}, "lost": {"after": 1}}
    ]  # fmt: skip
    assert flow_rows(Scores(one_item([1], [1])))[0]["expected"] is None


def test_who_can_still_answer_is_not_lost():
    made = one_item([1, 2, 5], [1, NAN, NAN])
    asked = replace(made, due={"before": np.ones(3, bool), "after": np.array([True, True, False])})
    scores = Scores(asked)
    assert flow_rows(scores)[0]["lost"] == {"after": 1}
    [row] = attrition_rows(scores)
    assert (row["n_kept"], row["n_lost"], row["mean_lost"]) == (1, 1, 2.0)
    [row] = attrition_rows(Scores(made))
    assert (row["n_lost"], row["mean_lost"]) == (2, 3.5)


def test_about_says_how_large_the_study_is():
    made = one_item([1, 2], [1, 2], arm=np.array(["DAY", "WAITING"]))
    assert about(Scores(made), ("X", "after")) == {
        "participants": 2, "schools": None, "waves": ["before", "after"],
        "arms": {"DAY": 1, "WAITING": 1}, "treated": "DAY",
        "primary": {"scale": "X", "wave": "after"},
    }  # fmt: skip
    bare = about(Scores(one_item([1], [1])), None)
    assert (bare["arms"], bare["treated"], bare["primary"]) == ({}, None, None)


def test_deviations_and_qualities_are_counted_where_they_are_known():
    person = {
        "before_on_or_after_day": np.array([1.0, 0.0, NAN, 1.0]),
        "quality": np.array(["EXACT", "CORRECTED", "EXACT", ""]),
    }
    scores = Scores(one_item([1, 2, 3, 4], [1, 2, NAN, 4], person=person))
    assert deviations(scores) == {"before_on_or_after_day": 2}
    assert pairs_by_quality(scores) == {"CORRECTED": 1, "EXACT": 1}
    bare = Scores(one_item([1], [1]))
    assert deviations(bare) == {"before_on_or_after_day": None}
    assert pairs_by_quality(bare) is None
    once = Scores(study(instrument("a"), {"w": [[1]]}, person={"quality": np.array(["EXACT"])}))
    assert pairs_by_quality(once) is None


def test_attrition_sets_the_kept_beside_the_lost():
    (row,) = attrition_rows(Scores(one_item([1, 2, 3, 4, NAN], [NAN, NAN, 1, 1, 1])))
    assert (row["n_kept"], row["n_lost"]) == (2, 2)
    assert (row["mean_kept"], row["mean_lost"]) == (3.5, 1.5)
    assert row["difference_sd"] == pytest.approx(2 / np.sqrt(0.5))


def test_attrition_without_losses_has_no_difference():
    rows = attrition_rows(Scores(one_item([1, 2], [1, 2], arm=np.array(["DAY", "WAITING"]))))
    assert [(r["arm"], r["n_lost"], r["difference_sd"]) for r in rows] == [
        ("DAY", 0, None), ("WAITING", 0, None)
    ]  # fmt: skip


def harm_study(**rest):
    lic = replace(item(4, "lic", "", kind=Kind.CHOICE, values=(1, 2)), use=Use.HARM)
    scales = (item(1, "c", "C"), item(2, "a", "A"), item(3, "b", "B"))
    of = Instrument((*scales, lic), (Scale("C", "Conf", ScaleUse.HARM),))
    before = [[1, 5, 1, 2], [2, 4, 2, 2], [1, 5, 3, 1], [2, 5, 4, 2]]
    after = [[3, 3, 2, 1], [5, 3, 4, 1], [3, 4, 4, 1], [3, 3, 5, NAN]]
    return study(of, {"before": before, "after": after}, **rest)


def test_harms_show_harm_scales_harm_items_and_what_fell():
    rows = {row["code"]: row for row in harm_rows(Scores(harm_study()))}
    assert list(rows) == ["C", "A", "lic"]
    assert rows["C"]["towards_harm"] is True
    assert rows["A"]["towards_harm"] is True
    assert rows["lic"]["towards_harm"] is None
    assert (rows["lic"]["n"], rows["lic"]["before"], rows["lic"]["after"]) == (3, 1 / 3, 1.0)
    assert (rows["lic"]["gained"], rows["lic"]["lost"]) == (2, 0)
    assert rows["C"]["change"] == pytest.approx(2)
    assert rows["C"]["method"] == "paired_t"


def test_a_harm_scale_that_clearly_fell_is_no_harm():
    made = harm_study()
    values = {"before": made.values["after"], "after": made.values["before"]}
    turned = replace(made, values=values)
    rows = {row["code"]: row for row in harm_rows(Scores(turned))}
    assert rows["C"]["towards_harm"] is False
    assert "A" not in rows
    assert rows["B"]["towards_harm"] is True


def test_harms_are_shown_for_each_arm():
    arm = np.array(["DAY", "DAY", "DAY", "WAITING"])
    rows = harm_rows(Scores(harm_study(arm=arm, school=np.array([1, 1, 2, 2]))))
    shown = [(row["code"], row["arm"], row["n"], row["method"]) for row in rows]
    assert ("C", None, 4, "cluster_robust") in shown
    assert ("C", "DAY", 3, "cluster_robust") in shown
    assert ("C", "WAITING", 1, "paired_t") in shown


def dose(by, values, **rest):
    made = one_item([0, 0, 0, 0], [1, 2, 3, 4], person={by: np.array(values)}, **rest)
    (row,) = dose_rows(Scores(made))
    return row


def test_minutes_have_a_slope_for_every_ten():
    row = dose("minutes", [10.0, 20.0, 30.0, NAN])
    assert (row["n"], row["by"]) == (3, "minutes")
    assert row["estimate"] == pytest.approx(1)
    assert [group["value"] for group in row["groups"]] == [
        "10 to 19", "20 to 29", "30 to 39"
    ]  # fmt: skip


def test_the_demonstration_has_a_difference():
    row = dose("saw_demonstration", [0.0, 0.0, 1.0, 1.0])
    assert row["estimate"] == pytest.approx(2)
    assert row["groups"] == [
        {"value": "no", "n": 2, "mean_change": 1.5}, {"value": "yes", "n": 2, "mean_change": 3.5}
    ]  # fmt: skip


def test_services_have_groups_and_a_difference_of_two_only():
    row = dose("services", ["AF", "AP", "FP", ""])
    assert (row["n"], row["estimate"], row["p"]) == (3, None, None)
    assert [group["n"] for group in row["groups"]] == [1, 1, 1]
    assert dose("services", ["AF", "AF", "FP", "FP"])["estimate"] == pytest.approx(2)


def test_dose_leaves_out_the_comparison_group_and_unknown_schools():
    arm = np.array(["DAY", "DAY", "DAY", "WAITING"])
    row = dose("minutes", [10.0, 20.0, 50.0, 60.0], arm=arm, school=np.array([1, 2, -1, 2]))
    assert row["n"] == 3
    assert row["estimate"] == pytest.approx(1)
    assert dose("minutes", [30.0] * 4)["estimate"] is None


def test_subgroups_are_those_that_were_named_and_known():
    person = {"gender": np.array(["Boy", "Girl", "", "Girl"])}
    scores = Scores(one_item([0, 0, 0, 0], [1, 2, 3, 4], person=person))
    rows = subgroup_rows(scores, ["gender", "year_group"])
    assert [(r["value"], r["n"], r["mean_change"]) for r in rows] == [
        ("Boy", 1, 1.0), ("Girl", 2, 3.0)
    ]  # fmt: skip
    assert subgroup_rows(scores, []) == []


def test_subgroups_look_at_the_treated_arm_only():
    person = {"gender": np.array(["Girl", "Girl"])}
    arm = np.array(["DAY", "WAITING"])
    (row,) = subgroup_rows(Scores(one_item([0, 0], [1, 5], person=person, arm=arm)), ["gender"])
    assert (row["n"], row["mean_change"]) == (1, 1.0)


def test_answers_are_counted_as_they_were_given():
    made = Study.of_records(SMALL, {"before": ["11.-1-", "1!2-1-", None]})
    rows = likert_rows(Scores(made))
    assert list(rows) == ["att1", "att2", "att3", "feel", "who"]
    assert rows["att1"]["waves"]["before"] == {
        "n": 2,
        "counts": [2, 0, 0],
        "blank": 0,
        "declined": 0,
    }
    assert rows["att2"]["waves"]["before"]["declined"] == 1
    assert rows["att3"]["waves"]["before"] == {
        "n": 1,
        "counts": [0, 1, 0],
        "blank": 1,
        "declined": 0,
    }
    assert rows["feel"]["waves"]["before"] == {
        "n": 0,
        "counts": [0, 0, 0],
        "blank": 0,
        "declined": 0,
    }
    assert (rows["att1"]["labels"], rows["att1"]["reverse"]) == (["No", "So", "Yes"], True)


def test_decimals_of_a_file_are_counted_too():
    made = study(instrument("a"), {"w": [[1], [NAN], [1.5], [NAN]]})
    made.done["w"][1] = True
    made.values["w"][0, 0] = np.inf
    row = likert_rows(Scores(made))["a"]["waves"]["w"]
    assert row == {"n": 1, "counts": [0, 0, 0, 0, 0], "blank": 1, "declined": 1}


def test_counts_stand_for_each_arm_as_well():
    made = study(instrument("a"), {"w": [[1], [2], [2]]}, arm=np.array(["DAY", "DAY", "WAITING"]))
    row = likert_rows(Scores(made))["a"]
    assert row["arms"]["DAY"]["w"]["counts"] == [1, 1, 0, 0, 0]
    assert row["arms"]["WAITING"]["w"]["counts"] == [0, 1, 0, 0, 0]


def test_items_are_shown_recoded_and_choices_have_no_mean():
    of = Instrument((*instrument("a", "b", "c", reversed_codes="b").items,
                     item(4, "who", "", kind=Kind.CHOICE)))  # fmt: skip
    scores = Scores(study(of, {"w": [[1, 5, 1, 2], [3, 3, 2, 1], [5, 1, 5, 1]]}))
    rows = item_rows(scores, check_scales(scores))
    assert (rows["b"]["n"], rows["b"]["mean"]) == (3, 3.0)
    assert rows["b"]["item_rest"] == rows["b"]["by_wave"]["w"]["item_rest"]
    assert (rows["b"]["item_rest"] or 0) > 0.9
    assert (rows["who"]["n"], rows["who"]["mean"], rows["who"]["item_rest"]) == (3, None, None)


def test_a_wave_describes_everybody_with_a_score():
    scores = Scores(one_item([1, 3, NAN], [1, NAN, NAN]))
    assert wave_row(scores, "X", "before", None) == {
        "n": 2, "mean": 2.0, "sd": pytest.approx(np.sqrt(2)),
        "alpha": None, "alpha_n": None, "omega": None,
    }  # fmt: skip


def test_a_plain_result_has_no_nan_and_no_numbers_of_numpy():
    found = plain({"a": [np.float64(1.5), np.int64(2), np.bool_(True)], "b": (NAN, np.inf, None)})
    assert found == {"a": [1.5, 2, True], "b": [None, None, None]}
    assert [type(value) for value in found["a"]] == [float, int, bool]
