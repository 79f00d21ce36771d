"""The allow-list of columns: header, codebook and cells are one."""

import csv
import io
from dataclasses import replace

import pytest

from reporting.rules.columns import (
    Column,
    WaveFile,
    asked,
    codebook_lines,
    column_problems,
    long_columns,
    wide_columns,
)
from surveys.rules.instrument import Instrument, Kind
from tests.surveys.instruments import CARS_AND_ME, SMALL

BOTH = [WaveFile("BEFORE", "0.1", CARS_AND_ME), WaveFile("AFTER", "0.1", CARS_AND_ME)]
SMALL_BOTH = [WaveFile("BEFORE", "1", SMALL), WaveFile("AFTER", "1", SMALL)]


def named(columns: tuple[Column, ...], name: str) -> Column:
    return next(column for column in columns if column.name == name)


def test_columns_of_the_shipped_instrument_have_names_of_their_own() -> None:
    assert list(column_problems(BOTH)) == []
    assert len(wide_columns(BOTH)) == 11 + (5 + 25 + 6 * 2 + 1) + (5 + 24 + 6 * 2 + 1)
    assert len(long_columns(BOTH)) == 11 + 2 + 4 + 28 + 8 + 6 * 3 + 1 + 3


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
    rows = list(csv.reader(io.StringIO("".join(codebook_lines(wide, long)))))
    assert rows[0] == ["file", "column", "definition", "values", "unit", "source"]
    assert [(row[0], row[1]) for row in rows[1:]] == [
        *(("responses_wide", column.name) for column in wide),
        *(("responses_long", column.name) for column in long),
    ]
    assert {row[5] for row in rows[1:]} - {""} == {row[5] for row in rows[1:]}
    assert named(wide, "minutes").unit == "minutes"
    assert named(wide, "before_seconds").unit == "seconds"
    assert named(long, "att").unit == "scale points"


def test_codebook_says_what_is_turned_and_which_way_is_a_harm() -> None:
    long = long_columns(BOTH)
    assert named(long, "att1").definition.endswith("Raw value; turned in scores.")
    assert named(long, "att1_r").definition.endswith("Turned: 6 minus the raw value.")
    assert "higher is a harm" in named(long, "conf").definition
    assert "higher is safer" in named(long, "risk").definition


@pytest.mark.parametrize(
    ("code", "column"),
    [("school", "school"), ("att", "att"), ("index", "index"), ("mode", "mode")],
)
def test_item_called_like_one_of_our_columns_is_told(code: str, column: str) -> None:
    last = CARS_AND_ME.items[-2]
    clash = Instrument((*CARS_AND_ME.items[:-2], replace(last, code=code)))
    said = list(column_problems([WaveFile("AFTER", "0.2", clash)]))
    assert f"Two columns of the data would be called “{column}”" in said[-1]
