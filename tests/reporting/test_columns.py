"""The allow-list of columns: header, codebook and cells are one."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.choices import Coarser
from reporting.rules.column import Column, Sort, WaveFile
from reporting.rules.columns import (
    CODEBOOK_HEADER,
    LAYOUT_VERSION,
    asked,
    codebook_lines,
    column_problems,
    long_columns,
    wide_columns,
)
from reporting.rules.names import STATA_RESERVED, spss_names, stata_names
from reporting.rules.person import PERSON, person_columns
from surveys.choices import Arm, Language, Matched, Mode
from surveys.rules.instrument import Instrument, Kind
from tests.surveys.instruments import CARS_AND_ME, SMALL

BOTH = [WaveFile("BEFORE", "0.1", CARS_AND_ME), WaveFile("AFTER", "0.1", CARS_AND_ME)]
SMALL_BOTH = [WaveFile("BEFORE", "1", SMALL), WaveFile("AFTER", "1", SMALL)]


def named(columns: Sequence[Column], name: str) -> Column:
    return next(column for column in columns if column.name == name)


def book(waves: Sequence[WaveFile]) -> list[dict[str, str]]:
    text = "".join(codebook_lines(wide_columns(waves), long_columns(waves)))
    return list(csv.DictReader(io.StringIO(text)))


def test_columns_of_the_shipped_instrument_have_names_of_their_own() -> None:
    assert list(column_problems(BOTH)) == []
    of_wave = 6 + 8 + 6 * 3 + 1 + 3
    assert len(wide_columns(BOTH)) == 13 + (of_wave + 25) + (of_wave + 24)
    assert len(long_columns(BOTH)) == 13 + 1 + of_wave + 28


def test_both_files_have_raw_and_turned_scores_and_flags() -> None:
    of_item = {"att1", "att1_r", "att", "att_n", "att_complete", "index", "flag_same"}
    of_answer = {"version", "mode", "language", "matched", "days", "seconds"}
    long = {column.name for column in long_columns(BOTH)}
    wide = {column.name for column in wide_columns(BOTH)}
    assert (of_item | of_answer) - long == set()
    assert {f"after_{name}" for name in of_item | of_answer} - wide == set()


def test_layout_has_followed_the_first() -> None:
    assert LAYOUT_VERSION == "2"


def test_own_words_are_in_no_column() -> None:
    assert [i.code for i in CARS_AND_ME.items if i.kind is Kind.TEXT] == ["plan"]
    names = {c.name for c in (*wide_columns(BOTH), *long_columns(BOTH))}
    assert {name for name in names if "plan" in name} == set()
    assert "plan" not in [item.code for item in asked(BOTH[1])]


def test_item_that_a_wave_does_not_ask_has_no_column_in_its_part() -> None:
    names = [column.name for column in wide_columns(SMALL_BOTH)]
    assert [n for n in names if n.endswith(("_who", "_feel"))] == ["before_who", "after_feel"]


def test_codebook_names_every_column_once_with_unit_and_source() -> None:
    wide, long = wide_columns(BOTH), long_columns(BOTH)
    rows = book(BOTH)
    assert tuple(rows[0]) == CODEBOOK_HEADER
    assert [(row["file"], row["column"]) for row in rows] == [
        *(("responses_wide", column.name) for column in wide),
        *(("responses_long", column.name) for column in long),
    ]
    assert {row["source"] for row in rows} - {""} == {row["source"] for row in rows}
    assert named(wide, "minutes").unit == "minutes"
    assert named(wide, "before_seconds").unit == "seconds"
    assert named(long, "att").unit == "scale points"


def test_codebook_says_what_is_turned_and_which_way_is_a_harm() -> None:
    long = long_columns(BOTH)
    assert named(long, "att1").definition.endswith("Raw value; turned in scores.")
    assert named(long, "att1_r").definition.endswith("Turned: 6 minus the raw value.")
    assert "higher is a harm" in named(long, "conf").definition
    assert "higher is safer" in named(long, "risk").definition


def test_codebook_has_each_value_and_how_other_programs_call_the_column() -> None:
    rows = {(row["file"], row["column"]): row for row in book(BOTH)}
    turned = rows["responses_wide", "before_att1_r"]
    assert turned["labels"] == (
        "1=Strongly agree|2=Agree|3=Not sure|4=Disagree|5=Strongly disagree"
        "|-99=rather not say|-98=left blank|-97=wave not done"
    )
    assert rows["responses_long", "arm"]["labels"] == "1=DAY|2=WAITING"
    scale = rows["responses_long", "int"]
    assert (scale["spss"], scale["stata"]) == ("int", "int_v")
    assert (turned["type"], turned["measure"]) == ("whole", "ordinal")


def test_line_break_in_a_question_is_none_in_the_codebook() -> None:
    first = replace(SMALL.items[0], text="One\nquestion.")
    waves = [WaveFile("BEFORE", "1", Instrument((first, *SMALL.items[1:])))]
    text = "".join(codebook_lines(wide_columns(waves), long_columns(waves)))
    assert "One question." in text
    assert text.count("\n") == 1 + len(wide_columns(waves)) + len(long_columns(waves))


def test_closed_lists_of_words_are_those_that_are_stored() -> None:
    long = long_columns(BOTH)
    stored = {"arm": Arm, "mode": Mode, "matched": Matched, "language": Language}
    for name, choices in stored.items():
        assert named(long, name).words == tuple(choices.values)


@pytest.mark.parametrize(
    ("code", "column"),
    [("school", "school"), ("att", "att"), ("index", "index"), ("mode", "mode")],
)
def test_item_called_like_one_of_our_columns_is_told(code: str, column: str) -> None:
    last = CARS_AND_ME.items[-2]
    clash = Instrument((*CARS_AND_ME.items[:-2], replace(last, code=code)))
    said = list(column_problems([WaveFile("AFTER", "0.2", clash)]))
    assert f"Two columns of the data would be called “{column}”" in said[-1]


@pytest.mark.parametrize(
    ("how", "gone"),
    [
        ([], set()),
        ([Coarser.YEAR_BANDS], {"age"}),
        ([Coarser.NO_YEAR], {"year_group", "age"}),
        ([Coarser.NO_RURAL, Coarser.NO_SCHOOL], {"rural_class", "school"}),
        ([Coarser.BLANK_SMALL, Coarser.NO_GENDER], set()),
    ],
)
def test_coarser_release_has_fewer_columns(how: list[Coarser], gone: set[str]) -> None:
    names = [column.name for column in PERSON if column.name not in gone]
    assert [column.name for column in person_columns(how)] == names


def test_coarser_columns_say_what_is_left() -> None:
    (year,) = [c for c in person_columns([Coarser.YEAR_BANDS]) if c.name == "year_group"]
    assert (year.values, year.words) == ("S1 to S3|S4 to S6", ("S1 to S3", "S4 to S6"))
    told = {c.name: c.values for c in person_columns([Coarser.BLANK_SMALL])}
    assert told["year_group"] == "S1|S2|S3|S4|S5|S6; empty for those in groups under 5"
    assert told["age"].endswith("; empty for those in groups under 5")


def test_text_columns_know_how_long_they_can_be() -> None:
    waves = [WaveFile("BEFORE", "0.1ü", SMALL), WaveFile("AFTER", "2", SMALL)]
    assert named(wide_columns(waves), "before_version").most == 5
    assert named(wide_columns(waves), "after_version").most == 1
    assert named(long_columns(waves), "version").most == 5
    assert {c.sort for c in long_columns(waves) if c.words} == {Sort.WORD}


# --- names for other programs ---------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,45}", fullmatch=True)


@given(st.lists(st.one_of(NAMES, st.sampled_from(["int", "if", "str10", "to", "int_v"]))))
def test_names_for_stata_fit_and_none_stands_twice(names: list[str]) -> None:
    found = stata_names(names)
    assert list(found) == list(dict.fromkeys(names))
    assert len(set(found.values())) == len(found)
    assert [n for n in found.values() if len(n) > 32 or n in STATA_RESERVED] == []
    assert [n for n in found if len(n) <= 32 and n != found[n]] == [
        n for n in found if n in {"int", "if", "str10"} | (STATA_RESERVED & set(names))
    ]


def test_names_that_are_too_long_keep_what_tells_them_apart() -> None:
    code = "a_code_of_just_20_ab"
    names = [f"{wave}_{code}_r" for wave in ("before", "follow_up", "follow_up_2")]
    assert list(stata_names(names).values()) == [*names[:2], f"fu2_{code}_r"]
    alike = [f"{'x' * 40}{n}" for n in range(3)]
    assert list(stata_names(alike).values()) == [f"{'x' * 30}_{n}" for n in (2, 3, 4)]
    assert stata_names(["int", "int_v"]) == {"int": "int_v_2", "int_v": "int_v"}


def test_reserved_words_of_spss_are_others() -> None:
    assert spss_names(["to", "int", "by"]) == {"to": "to_v", "int": "int", "by": "by_v"}
