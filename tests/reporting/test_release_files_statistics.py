"""The files for SPSS, Stata and Parquet, opened by others, say what the CSV files say."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pandas
import pyarrow
import pytest

from reporting.export.files import wave_files
from reporting.rules.column import Column, Sort
from reporting.rules.columns import long_columns, wide_columns
from reporting.rules.names import stata_names
from surveys.models import Item
from tests import cast
from tests.reporting import opened
from tests.reporting.world import World, files_of, random_world

pytestmark = pytest.mark.django_db

LETTERS = {"a": -99, "b": -98, "c": -97}
MEASURES = {"nominal", "ordinal", "scale"}


@pytest.fixture
def world() -> World:
    return random_world(11)


@pytest.fixture
def files(world: World) -> dict[str, bytes]:
    return files_of(world.frozen())


def columns_of(world: World, name: str) -> Sequence[Column]:
    files = [wave for _, wave in wave_files(world.programme)]
    return wide_columns(files) if name == "responses_wide" else long_columns(files)


def expected(files: dict[str, bytes], name: str, columns: Sequence[Column]) -> list[list[Any]]:
    """The CSV file with its cells as values; empty is None."""
    rows = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode())))[1:]
    return [[_value(cell, c) for cell, c in zip(row, columns, strict=True)] for row in rows]


def _value(cell: str, column: Column) -> Any:
    if cell == "":
        return None
    return cell if column.sort in (Sort.TEXT, Sort.WORD) else float(cell)


def shown(frame: pandas.DataFrame, columns: Sequence[Column]) -> list[list[Any]]:
    """What a program read, words in place of their numbers."""
    return [
        [_said(v, c) for v, c in zip(row, columns, strict=True)] for row in frame.values.tolist()
    ]


def _said(value: Any, column: Column) -> Any:
    if value is None or value == "" or value != value:
        return None
    if column.sort is Sort.WORD:
        return column.words[int(value) - 1]
    if column.sort is Sort.TEXT:
        return value
    return float(LETTERS.get(value, value))


@pytest.mark.parametrize("name", ["responses_wide", "responses_long"])
def test_spss_file_holds_the_rows_of_the_csv(
    world: World, files: dict[str, bytes], name: str
) -> None:
    columns = columns_of(world, name)
    frame, meta = opened.sav(files[f"{name}.sav"])
    assert list(frame.columns) == [column.name for column in columns]
    assert shown(frame, columns) == expected(files, name, columns)
    assert meta.number_rows == len(frame)
    assert meta.file_label.startswith("Runway, release 1 of")
    assert meta.file_encoding == "UTF-8"


@pytest.mark.parametrize("name", ["responses_wide", "responses_long"])
def test_stata_file_holds_the_rows_of_the_csv(
    world: World, files: dict[str, bytes], name: str
) -> None:
    columns = columns_of(world, name)
    frame, meta = opened.dta(files[f"{name}.dta"])
    names = stata_names(column.name for column in columns)
    assert list(frame.columns) == list(names.values())
    assert shown(frame, columns) == expected(files, name, columns)
    assert meta.number_rows == len(frame)


def test_spss_file_labels_everything_and_knows_what_is_missing(
    world: World, files: dict[str, bytes]
) -> None:
    columns = columns_of(world, "responses_wide")
    _, meta = opened.sav(files["responses_wide.sav"])
    assert [c.name for c in columns if not meta.column_names_to_labels[c.name]] == []
    labels = meta.variable_value_labels
    assert {c.name for c in columns if c.value_labels or c.missing} == set(labels)
    assert labels["before_att1"] == {
        1: "Strongly disagree", 2: "Disagree", 3: "Not sure", 4: "Agree", 5: "Strongly agree",
        -99: "rather not say", -98: "left blank", -97: "wave not done",
    }  # fmt: skip
    assert labels["before_att1_r"][1] == "Strongly agree"
    assert labels["arm"] == {1: "DAY", 2: "WAITING"}
    assert {c.name for c in columns if c.missing} == set(meta.missing_ranges)
    assert meta.missing_ranges["before_att1"] == [{"lo": -99, "hi": -97}]
    assert meta.variable_measure == {column.name: column.measure.value for column in columns}
    assert set(meta.variable_measure.values()) == MEASURES
    assert meta.original_variable_types["study_id"] == "A10"
    assert meta.original_variable_types["before_att"] == "F8.4"


def test_long_file_of_spss_has_the_same_range(files: dict[str, bytes]) -> None:
    _, meta = opened.sav(files["responses_long.sav"])
    assert meta.missing_ranges["att1"] == [{"lo": -99, "hi": -97}]


def test_user_missing_values_are_nothing_unless_asked_for(files: dict[str, bytes]) -> None:
    """SPSS itself leaves them out of means; so does a reader that is not told otherwise."""
    import tempfile
    from pathlib import Path

    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sav"
        path.write_bytes(files["responses_wide.sav"])
        plain, _ = pyreadstat.read_sav(path)
    said = plain.filter(regex="_att1$")
    assert said.min().min() >= 1


def test_stata_file_labels_values_and_letters(world: World, files: dict[str, bytes]) -> None:
    columns = columns_of(world, "responses_wide")
    frame, meta = opened.dta(files["responses_wide.dta"])
    assert meta.variable_value_labels["before_att1"] == {
        1: "Strongly disagree", 2: "Disagree", 3: "Not sure", 4: "Agree", 5: "Strongly agree",
        "a": "rather not say", "b": "left blank", "c": "wave not done",
    }  # fmt: skip
    assert max(len(label) for label in meta.column_labels) == 80
    assert [n for n in meta.column_names if len(n) > 32] == []
    assert {c.name for c in columns if c.value_labels} == set(meta.variable_value_labels)
    wide = frame.filter(regex="^before_.*[0-9]$").to_numpy().ravel().tolist()
    assert set(wide) & {"a", "b", "c"} == {"a", "b", "c"}


def test_another_reader_of_stata_files_agrees(files: dict[str, bytes]) -> None:
    data = io.BytesIO(files["responses_wide.dta"])
    with pandas.read_stata(data, iterator=True, convert_categoricals=False) as reader:
        labels, title, stamp = reader.variable_labels(), reader.data_label, reader.time_stamp
        value_labels = reader.value_labels()
        frame = reader.read(convert_missing=True)
    assert labels["study_id"] == "Number of the participant in this release, and in no other."
    assert title.startswith("Runway, release 1 of")
    assert stamp == cast.NOW.strftime("%d %b %Y %H:%M")
    assert {"wave not done", "left blank", "rather not say"} <= {
        label for labels in value_labels.values() for label in labels.values()
    }
    letters = {str(v) for v in frame.filter(regex="_att1$").to_numpy().ravel()}
    assert letters - {"1", "2", "3", "4", "5"} <= {".a", ".b", ".c"}
    rows = list(csv.DictReader(io.StringIO(files["responses_wide.csv"].decode())))
    assert frame["study_id"].tolist() == [row["study_id"] for row in rows]


@pytest.mark.parametrize("name", ["responses_wide", "responses_long"])
def test_parquet_holds_the_rows_of_the_csv(
    world: World, files: dict[str, bytes], name: str
) -> None:
    columns = columns_of(world, name)
    table = opened.parquet(files[f"{name}.parquet"])
    found = [list(row.values()) for row in table.to_pylist()]
    assert found == expected(files, name, columns)


def test_parquet_types_are_those_of_the_columns(files: dict[str, bytes]) -> None:
    table = opened.parquet(files["responses_wide.parquet"])
    types = {field.name: field.type for field in table.schema}
    assert types["study_id"] == types["arm"] == types["day_month"] == pyarrow.string()
    assert types["before_att1"] == types["came"] == pyarrow.int8()
    assert types["before_days"] == pyarrow.int16()
    assert types["before_seconds"] == pyarrow.int32()
    assert types["before_att"] == pyarrow.float64()
    assert table.column("came").null_count == table.num_rows  # nobody has marked anything


def test_parquet_carries_labels(files: dict[str, bytes]) -> None:
    schema = opened.parquet(files["responses_wide.parquet"]).schema
    told = {k.decode(): v.decode() for k, v in schema.field("before_att1").metadata.items()}
    assert told["label"].startswith("Before: It is OK to drive a bit over")
    assert json.loads(told["labels"])["-97"] == "wave not done"
    assert json.loads(told["missing"]) == [-99, -98, -97]
    assert schema.metadata[b"frozen_at"].decode() == cast.NOW.isoformat()


def test_long_question_is_cut_in_labels_and_whole_in_notes() -> None:
    text, world = "Ä" * 299 + "?", World()
    (one,) = world.pupils(world.held_day(), 1)
    Item.objects.filter(code="att1").update(text=text)
    world.both(one)
    files = files_of(world.frozen())
    _, sav = opened.sav(files["responses_long.sav"])
    label = sav.column_names_to_labels["att1"]
    assert (label, len(label.encode()) <= 252) == ("Ä" * 124 + "…", True)
    _, dta = opened.dta(files["responses_long.dta"])
    assert dta.column_names_to_labels["att1"] == "Ä" * 79 + "…"
    assert f"{text} Raw value; turned in scores.".encode() in files["responses_long.dta"]
