"""Reading answers from elsewhere: every shape that is fine, and what is said of the others."""

from pathlib import Path

import numpy as np
import pytest

from core.problems import Refused
from surveys.analysis.scores import Scores
from surveys.analysis.study import BLANK, DECLINED, NOT_ASKED
from surveys.readers.item_list import read_item_list
from surveys.readers.responses import Columns, read_responses

ITEMS = (
    "order,code,scale,kind,text,reverse,options,waves\n"
    "1,a,S,likert,One,0,1=Never|2=Now and then|3=Always,before|after\n"
    "2,b,S,likert,Two,1,1=Never|2=Now and then|3=Always,before|after\n"
    "3,who,,choice,Who,0,1=Girl|2=Boy,before\n"
    "4,own,,text,Words,0,,after\n"
)
WHOLE = Columns(pairs="id", wave="wave")


@pytest.fixture
def read(tmp_path: Path):
    def reading(responses: str | bytes, columns: Columns = WHOLE, items: str = ITEMS):
        (tmp_path / "items.csv").write_text(items, encoding="utf-8")
        path = tmp_path / "responses.csv"
        path.write_bytes(responses if isinstance(responses, bytes) else responses.encode())
        return read_responses(path, read_item_list(tmp_path / "items.csv"), columns)

    return reading


@pytest.fixture
def refused(read):
    def reading(*args, **rest):
        with pytest.raises(Refused) as reason:
            read(*args, **rest)
        return reason.value.sentences

    return reading


def test_a_row_for_each_person_and_wave_becomes_a_study(read):
    made = read("id,wave,a,b,who\nx,before,1,3,1\ny,before,2,2,2\nx,after,3,1,\n")
    assert made.waves == ("before", "after")
    assert made.values["before"].tolist() == [[1, 3, 1], [2, 2, 2]]
    assert made.values["after"].tolist() == [[3, 1, NOT_ASKED], [NOT_ASKED] * 3]
    assert made.done["after"].tolist() == [True, False]
    assert made.values["before"].dtype == np.int8
    assert made.notes == ()
    assert Scores(made).pairs("S", "after").change.tolist() == [2.0]


def test_labels_byte_order_marks_quotes_and_semicolons_are_read(read):
    made = read('\ufeffid;wave;"a";b;who\r\nx;before;"always";1=Never;BOY\r\n')
    assert made.values["before"].tolist() == [[3, 1, 2]]


def test_blanks_around_a_cell_are_passed_over(read):
    made = read("id,wave,a,b\nx, before ,1,2\nx ,before,,\n x,after, always ,2 \n")
    assert made.waves == ("before", "after")
    assert made.people == 1
    assert made.values["after"].tolist() == [[3, 2]]


def test_words_and_codes_for_no_answer_are_kept_apart(read):
    made = read(
        "id,wave,a,b,who\n1,w,1,,NA\n2,w,-99,2,1\n3,w,-98,2,1\n4,w,-97,2,1\n5,w,none,2,9\n",
        Columns(pairs="id", wave="wave", missing=["none", "9"]),
    )
    assert made.values["w"][:, 0].tolist() == [1, DECLINED, BLANK, NOT_ASKED, BLANK]
    assert made.values["w"][:, 2].tolist() == [BLANK, 1, 1, 1, BLANK]
    assert made.notes == ()


def test_a_label_that_looks_like_no_answer_is_an_answer(read):
    items = "code,scale,reverse,options\na,S,0,0=None|1=Some\n"
    made = read("a\nNone\nSome\nNA\n", Columns(), items)
    assert made.values["all"][:, 0].tolist() == [0, 1]


def test_columns_of_other_names_are_mapped_and_case_is_passed_over(read):
    made = read("id,wave,Q1,B\nx,w,1,2\n", Columns(pairs="id", wave="wave", items={"a": "Q1"}))
    assert made.values["w"].tolist() == [[1, 2]]


def test_one_wave_needs_no_column_of_waves_or_persons(read):
    made = read("a,b,who\n1,2,1\n2,3,1\n", Columns())
    assert (made.waves, made.people, made.notes) == (("all",), 2, ())


def test_decimals_and_numbers_below_nought_are_kept(read):
    items = "code,scale,reverse,options\nextra,S,0,-10=less|10=more\n"
    made = read("id,wave,extra\n1,before,0.7\n2,before,-1.6\n3,before,-99\n", items=items)
    assert made.values["before"][:, 0].tolist()[:2] == [0.7, -1.6]
    assert made.people == 2


def test_wide_scales_of_any_name_are_read(read):
    items = (
        "order,code,scale,kind,text,reverse,options,waves\n"
        "1,Q1,My scale,likert,One,1,0=no|10=yes,T0|T1\n"
        "2,Q2,My scale,,Two,no,1|2|3|4|5|6|7,\n"
        "3,Q3,,,Three,,,\n"
    )
    made = read("id,wave,Q1,Q2,Q3\n1,T1,10,7,55\n1,T0,0,1,\n", items=items)
    assert made.waves == ("T0", "T1")
    assert Scores(made).score("My scale", "T1").tolist() == [3.5]
    scale = Scores(made).scales[0]
    assert (scale.lowest, scale.highest) == (0, 10)
    assert made.values["T1"][0, 2] == 55


def test_schools_and_arms_are_those_of_the_first_wave_that_says(read):
    columns = Columns(pairs="id", wave="wave", group="s", arm="arm", subgroups=["sex"])
    made = read(
        "id,wave,s,arm,sex,a\n1,before,,DAY,f,1\n1,after,B,DAY,f,2\n"
        "2,before,A,WAITING,,1\n2,after,B,WAITING,m,2\n",
        columns,
    )
    assert made.school is not None
    assert made.school.tolist() == [1, 2]
    assert made.arm is not None
    assert made.arm.tolist() == ["DAY", "WAITING"]
    assert made.person["sex"].tolist() == ["f", "m"]
    assert made.treated == "DAY"
    assert "1 person has another school in a later wave. The first one counts." in made.notes


def test_waves_that_are_named_are_taken_and_the_others_told(read):
    text = "id,wave,a\n1,y,1\n1,x,2\n1,z,3\n"
    made = read(text, Columns(pairs="id", wave="wave", waves=["x", "y"]))
    assert made.waves == ("x", "y")
    assert "1 row of a wave not named in --waves left out." in made.notes
    assert read(text).waves == ("x", "y", "z") or read(text).waves == ("y", "x", "z")


def test_a_person_twice_in_a_wave_is_set_aside_whole_and_told(read):
    made = read("id,wave,a\n1,before,1\n1,before,2\n1,after,3\n2,before,1\n")
    assert made.people == 1
    assert made.notes[1] == (
        "1 person has more than one row in a wave and is set aside with 3 rows "
        "(first rows 2 and 3 and 4)."
    )


def test_a_person_twice_without_waves_is_refused(refused):
    assert refused("id,a\n1,1\n\n1,2\n", Columns(pairs="id")) == [
        "Rows 2 and 4 are of the same person. "
        "Name the column of the wave with --wave, or give each person one row."
    ]


def test_rows_without_a_person_are_kept_alone_and_told(read):
    made = read("id,wave,a\n,before,1\n,before,2\n,after,3\n")
    assert made.people == 3
    assert "3 rows name no person and can’t be paired." in made.notes


def test_waves_without_persons_are_told(read):
    made = read("wave,a\nbefore,1\nafter,2\n", Columns(wave="wave"))
    assert made.people == 2
    assert "No column of persons was named with --pairs, so no answers can be paired." in made.notes


def test_rows_without_answers_are_told(read):
    made = read("id,wave,a,b\n1,before,1,1\n2,before,,\n")
    assert made.people == 1
    assert "1 row holds no answer. Left out." in made.notes


def test_an_item_without_a_column_is_told(read):
    assert read("id,wave,a\n1,w,1\n").notes == (
        "The responses have no column for b, who. "
        "Scales are worked out from the items that are there.",
    )


def test_an_answer_outside_its_item_counts_as_blank_and_is_told(read):
    made = read("id,wave,a,b,who\n1,w,1,1,3\n2,w,33,1,1\n")
    assert made.values["w"].tolist() == [[1, 1, BLANK], [BLANK, 1, 1]]
    assert made.notes == (
        "Column a: 1 cell is not between 1 and 3 and counts as blank (row 3).",
        "Column who: 1 cell is not one of its answers and counts as blank (row 2).",
    )


def test_words_that_are_no_answer_are_refused_by_row_and_column(refused):
    assert refused("id,wave,a,b\n1,w,1,1\n\n2,w,maybe,1\n") == [
        "Row 4, column a: “maybe” is neither a number nor an answer of a. "
        "Correct it, or name it with --missing."
    ]


def test_many_wrong_words_are_told_shortly(refused):
    rows = "".join(f"{n},w,odd,odd\n" for n in range(40))
    sentences = refused(f"id,wave,a,b\n{rows}")
    assert len(sentences) == 21
    assert "Column a has 30 more of them." in sentences
    assert sentences[-1] == "There are 2 more."


def test_odd_words_of_an_item_without_a_scale_count_as_blank(read):
    assert "Column who" in read("id,wave,a,who\n1,w,1,Other\n").notes[-1]


@pytest.mark.parametrize(
    ("responses", "columns", "part"),
    [
        ("id,wave,a\n1,w,1\n", Columns(pairs="nr"), "--pairs: the file has no column “nr”."),
        ("id,a\n1,1\n", Columns(wave="wave"), "one row for each person and wave"),
        ("id,a_before,a_after\n1,1,2\n", Columns(pairs="id"), "has no column of any item (a, b"),
        ("id,a,a\n1,1,2\n", Columns(pairs="id"), "more than one column “a”"),
        ("id,id,a\n1,1,2\n", Columns(pairs="id"), "--pairs: the file has more than one column"),
        ("id,a\n1,1\n", Columns(items={"z": "a"}), "--map z=a: the instrument has no item z."),
        ("id,a\n1,1\n", Columns(items={"a": "Q"}), "--map: the file has no column “Q”."),
        ("id,wave,a\n1,,1\n", WHOLE, "Row 2, column wave: write the wave."),
        ("wave,a\nw,1\n", Columns(wave="wave", waves=["v"]), "no row is of wave “v”"),
        ("id,wave,a\n", WHOLE, "has no rows of answers"),
        (
            "id,a\n" + "".join(f"{n},1\n" for n in range(40)),
            Columns(arm="id"),
            "--arm: the column “id” has 40 different words",
        ),
        ("id,wave,a\n1,w,\n", WHOLE, "has no row that can be used"),
        ("id,wave,a\n1,w\n", WHOLE, "Row 2 has 2 cells; the header has 3."),
        ("", WHOLE, "is empty"),
        ("id,wave,a\n1,w,1\n".encode("utf-16"), WHOLE, "Save it as CSV UTF-8"),
        ("id,wave,a\né,w,1\n".encode("latin-1"), WHOLE, "Save it as CSV UTF-8"),
        (b"PK\x03\x04rest", WHOLE, "Save it as CSV UTF-8"),
    ],
)
def test_what_cannot_be_used_is_said(refused, responses, columns, part):
    assert any(part in sentence for sentence in refused(responses, columns))


def test_letters_that_break_further_down_are_said(refused):
    rows = b"".join(b"%d,w,1\n" % n for n in range(5000))
    sentences = refused(b"id,wave,a\n" + rows + b"\xe9,w,1\n")
    assert "responses.csv has letters that can’t be read. Save it as CSV UTF-8." in sentences


def test_a_file_of_many_blocks_is_one_table(read):
    rows = "".join(f"person number {n:030d},w,{n % 3 + 1},1\n" for n in range(40_000))
    made = read(f"id,wave,a,b\n{rows}")
    assert made.people == 40_000
    assert made.values["w"][:, 0].tolist() == [n % 3 + 1 for n in range(40_000)]


def test_a_file_that_is_not_there_is_said(tmp_path):
    for reading in (
        lambda: read_item_list(tmp_path / "no.csv"),
        lambda: read_responses(tmp_path / "no.csv", None, WHOLE),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused, match=r"no\.csv can’t be read: No such file"):
            reading()


def test_rows_of_blanks_at_the_end_of_a_spreadsheet_are_passed_over(read):
    made = read("id,wave,a,b\np,before,1,2\n   \np,after,1,9\n,,,\n , , , \n")
    assert made.waves == ("before", "after")
    assert made.notes[-1] == "2 rows hold no answer. Left out."
    assert "(row 4)" in made.notes[-2]


def test_an_answer_without_a_wave_is_refused(refused):
    assert refused("id,wave,a,b\np,before,1,2\np,,1,2\n") == ["Row 3, column wave: write the wave."]


def test_a_decimal_comma_is_read(read):
    made = read("id;wave;a;b\np;before;1,5;2\n")
    assert made.values["before"].tolist() == [[1.5, 2.0]]


def test_columns_that_look_like_waves_or_people_are_not_passed_over_in_silence(read):
    text = "id,Wave,school,a,b\np,before,s,1,2\np,after,s,1,2\n"
    assert read(text, Columns()).notes[-1] == (
        "The file has columns id, Wave and school that are not used. "
        "An option names each: --pairs id --wave Wave --group school."
    )
    named = Columns(pairs="id", wave="Wave", group="school")
    assert not any("not used" in note for note in read(text, named).notes)
    alone = read("arm,a,b\nday,1,2\n", Columns()).notes[-1]
    assert alone == "The file has a column arm that is not used. An option names each: --arm arm."


def test_waves_in_an_order_that_nothing_says_are_told(read):
    text = "id,wave,a,b\np,summer,1,2\np,autumn,1,2\n"
    assert "change is counted from summer" in " ".join(read(text).notes)
    named = Columns(pairs="id", wave="wave", waves=["autumn", "summer"])
    assert read(text, named).notes == (
        "The responses have no column for who. "
        "Scales are worked out from the items that are there.",
    )


def test_more_words_for_no_answer_are_no_words_for_nobody(read):
    text = (
        "id,wave,arm,a,b\n9,before,none,1,9\n9,after,none,1,2\n8,before,day,1,2\n8,after,day,1,2\n"
    )
    made = read(text, Columns(pairs="id", wave="wave", arm="arm", missing=["9"]))
    assert made.people == 2
    assert np.isnan(made.values["before"].astype(float)).sum() == 0
    assert sorted(made.arm) == ["day", "none"]
    assert made.treated == "day"
