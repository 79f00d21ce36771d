"""Reading item lists from elsewhere, and what their words for waves and arms mean."""

from pathlib import Path

import pytest

from core.problems import Refused
from surveys.readers.answer_words import in_order, treated_arm
from surveys.readers.item_list import read_item_list
from surveys.readers.responses import Columns, read_responses
from surveys.rules.instrument import Kind


@pytest.fixture
def read(tmp_path: Path):
    def reading(items: str, responses: str = "a,lic\n1,1\n"):
        (tmp_path / "items.csv").write_text(items, encoding="utf-8")
        (tmp_path / "responses.csv").write_text(responses, encoding="utf-8")
        return read_responses(
            tmp_path / "responses.csv", read_item_list(tmp_path / "items.csv"), Columns()
        )

    return reading


@pytest.fixture
def refused(read):
    def reading(items: str):
        with pytest.raises(Refused) as reason:
            read(items)
        return reason.value.sentences

    return reading


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (",S,0,1=a|2=b", "Row 2, column code: write the name"),
        ("a,S,x,1=a|2=b", "Row 2, column reverse: write 0 or 1."),
        ("a,S,1,", "Row 2, column options: give the values of a reversed item"),
        ("a,S,0,1=a|1=b", "Row 2, column options: give each value once."),
        ("a,S,0,one=a", "Row 2, column options: “one=a” is not a whole number"),
        ("a,S,0,1=a|2=b\na,S,0,1|2", "Row 3, column code: a is also in row 2."),
        ("", "has no items"),
    ],
)
def test_what_is_wrong_in_an_item_list_is_said_by_row_and_column(refused, row, part):
    sentences = refused(f"code,scale,reverse,options\n{row}\n")
    assert any(part in sentence for sentence in sentences)


def test_an_item_list_needs_its_columns_kinds_and_letters(refused, tmp_path):
    assert "no column reverse and no column options" in refused("code,scale\n")[0]
    wrong = refused("code,scale,reverse,options,kind,scale_use\na,S,0,1|2,tick,good\n")
    assert wrong == [
        "Row 2, column kind: write likert, choice or text.",
        "Row 2, column scale_use: write index, apart or harm.",
    ]
    (tmp_path / "latin.csv").write_bytes("code,scale\né,S\n".encode("latin-1"))
    with pytest.raises(Refused, match="Save it as CSV UTF-8"):
        read_item_list(tmp_path / "latin.csv")


def test_an_item_list_says_how_its_scales_are_read(read):
    items = (
        "code,scale,reverse,options,scale_name,scale_use,use,waves\n"
        "a,S,0,1|2,Speed,harm,,before\nlic,,0,1=Soon|2=Later,,,harm,\n"
    )
    made = read(items)
    assert made.instrument.facts["S"].name == "Speed"
    assert made.instrument.harm_scales == {"S"}
    assert [item.code for item in made.instrument.harm_items] == ["lic"]


@pytest.mark.parametrize(
    ("waves", "right"),
    [
        (["after", "before"], ["before", "after"]),
        (["Post", "Follow-up", "PRE"], ["PRE", "Post", "Follow-up"]),
        (["follow_up_2", "follow_up", "pre_test"], ["pre_test", "follow_up", "follow_up_2"]),
        (["endline", "midline", "baseline"], ["baseline", "midline", "endline"]),
        (["After the day", "Before the day"], ["Before the day", "After the day"]),
        (["t2", "T0", "t10"], ["T0", "t2", "t10"]),
        (["wave-2", "wave-1"], ["wave-1", "wave-2"]),
        (["2", "1", "-1"], ["-1", "1", "2"]),
        (["2.0", "1.0"], ["1.0", "2.0"]),
        (["2024-05", "2023-09"], ["2023-09", "2024-05"]),
    ],
)
def test_waves_stand_in_order_of_time(waves, right):
    assert in_order(waves) == (right, [])


@pytest.mark.parametrize(
    "waves",
    [["summer", "autumn"], ["post", "pre", "after"], ["t1", "v0"], ["after 6 weeks", "pre", "x"]],
)
def test_waves_whose_order_nothing_says_stand_as_they_came_and_that_is_told(waves):
    found, (told,) = in_order(waves)
    assert found == waves
    assert f"change is counted from {waves[0]}." in told


def test_a_wave_alone_has_no_order_to_tell_of():
    assert in_order(["summer"]) == (["summer"], [])


@pytest.mark.parametrize(
    ("arms", "named", "treated", "told"),
    [
        (["control", "intervention"], None, "intervention", 0),
        (["Wait list", "Course"], None, "Course", 0),
        (["early", "late"], None, "early", 0),
        (["Intervention group", "Usual care"], None, "Intervention group", 0),
        (["day arm", "waiting arm"], None, "day arm", 0),
        (["No treatment", "Treatment"], None, "Treatment", 0),
        (["CBT", "Cont"], None, "CBT", 0),
        (["0", "1"], None, "1", 0),
        (["A", "B"], None, "B", 1),
        (["A", "B"], "A", "A", 0),
        (["A", "B"], "C", "B", 2),
        (["A"], None, "A", 0),
        (["A", "B", "C"], None, "C", 0),
        ([], None, "DAY", 0),
    ],
)
def test_the_arm_that_had_the_day_is_found(arms, named, treated, told):
    found, sentences = treated_arm(arms, named)
    assert (found, len(sentences)) == (treated, told)


def test_kinds_of_other_tools_and_reversals_with_decimals_are_read(read):
    made = read(
        "code,scale,kind,reverse,options\na,S,numeric,0.0,\nb,S,likert,1.0,1|5\n", "a,b\n1,1\n"
    )
    assert [(item.kind, item.reverse) for item in made.instrument.items] == [
        (Kind.LIKERT, False),
        (Kind.LIKERT, True),
    ]
