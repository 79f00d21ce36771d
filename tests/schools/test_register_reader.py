"""Tests of reading the government's register of schools."""

import csv
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from core.spreadsheets import read_sheets
from schools.readers.register import HEADINGS, read_register
from schools.rules.register import register_changes

SHARED = Path(__file__).parents[3] / "shared" / "data"
WORKBOOK = SHARED / "school_level_summary_statistics_2023_v2.xlsx"


@dataclass
class Sheet:
    name: str
    rows: list[tuple[object, ...]] = field(default_factory=list)


GOOD: dict[str, object] = {
    **dict.fromkeys(HEADINGS, 20),
    "council_code": "Edinburgh City",
    "seed_code": 5244439.0,
    "name": "Ard  Academy",
    "school_type": "Secondary",
    "s1": "c",
    "s2": "low",
    "eal": "x",
    "simd_q1": "z",
    "pct_urban": "90-100%",
    "pct_small_town": "0-10%",
    "pct_rural": "x",
    "attendance_pct": 92.039999999999992,
    "urban_rural_6": "Large urban areas",
    "urban_rural_8": "Large urban areas",
    "denomination": "Non-denominational",
}


def a_sheet(*changes, headings=None):
    titles = headings or {**HEADINGS, "simd_na": "SIMD not availble [Note 6]"}
    lines = [tuple((GOOD | change)[name] for name in titles) for change in changes or ({},)]
    return Sheet("Figures", [("School Figures 2023",), tuple(titles.values()), *lines])


def test_figures_stay_as_published_and_codes_are_repaired():
    register = read_register([Sheet("Notes", [("Note 1", "c means few")]), a_sheet()])
    assert (register.sheet, register.title, register.problems) == (
        "Figures", "School Figures 2023", (),
    )  # fmt: skip
    (row,) = register.rows
    assert (row.seed_code, row.name, row.council_code) == ("5244439", "Ard Academy", "S12000036")
    assert (row.s1, row.s2, row.eal, row.simd_q1, row.roll) == ("c", "low", "x", "z", "20")
    assert (row.attendance_pct, row.pct_rural) == ("92.04", "x")


def test_columns_are_found_by_name_in_any_order():
    turned = dict(reversed(HEADINGS.items()))
    assert read_register([a_sheet(headings=turned)]).rows == read_register([a_sheet()]).rows


def test_only_secondary_schools_are_read():
    register = read_register([a_sheet({}, {"school_type": "Primary", "seed_code": 1})])
    assert (len(register.rows), register.other_schools, register.problems) == (1, 1, ())


def test_a_missing_column_is_refused_by_sheet_and_name():
    fewer = {name: text for name, text in HEADINGS.items() if name not in {"s3", "eal"}}
    with pytest.raises(Refused) as refused:
        read_register([a_sheet(headings=fewer)])
    assert refused.value.sentences == [
        'Sheet "Figures", row 2: the column "S3" is missing. '
        "Upload the workbook with all its columns.",
        'Sheet "Figures", row 2: the column "Pupils with English as an Additional Language" '
        "is missing. Upload the workbook with all its columns.",
    ]


def test_a_file_without_the_table_is_refused_with_its_sheets():
    with pytest.raises(Refused, match='sheets in the file: "Notes"'):
        read_register([Sheet("Notes", [("hello",)])])
    with pytest.raises(Refused, match="sheets in the file: none"):
        read_register([])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"council_code": "Edinbrugh"},
            'column A "Local Authority": "Edinbrugh" is not the name of a council area of '
            "Scotland. Correct the name, or give the council's S12 code.",
        ),
        (
            {"seed_code": "52444"},
            'column B "SeedCode": "52444" is not a SEED code. A SEED code has seven digits: '
            "correct it.",
        ),
        ({"name": None}, 'column C "School Name": the cell is empty. Fill it in.'),
        (
            {"name": "A" * 121},
            'column C "School Name": the text has more than 120 characters. Shorten it.',
        ),
        (
            {"roll": "many"},
            'column E "Pupil roll": "many" is not a number and not one of the symbols c, low, x, '
            "z. Correct the cell.",
        ),
        (
            {"roll": 1234567},
            'column E "Pupil roll": "1234567" is not a number and not one of the symbols c, low, '
            "x, z. Correct the cell.",
        ),
        (
            {"roll": 20.5},
            'column E "Pupil roll": "20.5" is not a number and not one of the symbols c, low, x, '
            "z. Correct the cell.",
        ),
        (
            {"roll": None},
            'column E "Pupil roll": the cell is empty: this is not a number and not one of the '
            "symbols c, low, x, z. Correct the cell.",
        ),
        (
            {"roll": "=SUM(A1:A3)"},
            'column E "Pupil roll": the cell holds a formula. Put the value itself in the cell.',
        ),
    ],
)
def test_a_bad_cell_leaves_only_its_school_out_and_says_where(change, sentence):
    register = read_register([a_sheet({"seed_code": "5000001"}, change)])
    assert [row.seed_code for row in register.rows] == ["5000001"]
    assert [p.sentence for p in register.problems] == [f'Sheet "Figures", row 4, {sentence}']
    assert [(p.row, p.severity) for p in register.problems] == [(4, "STOP")]


def test_a_seed_code_twice_is_a_problem_of_the_second_row():
    register = read_register([a_sheet({}, {"name": "Other"})])
    assert [row.name for row in register.rows] == ["Ard Academy"]
    assert [p.sentence for p in register.problems] == [
        'Sheet "Figures", row 4, column B "SeedCode": the SEED code "5244439" stands above '
        "already. Remove one of the two rows."
    ]


def test_a_grant_aided_school_belongs_to_no_council():
    (row,) = read_register([a_sheet({"council_code": "Grant aided"})]).rows
    assert row.council_code == ""


CELL = st.one_of(st.none(), st.text(max_size=9), st.integers(), st.floats(), st.dates())


@given(st.dictionaries(st.sampled_from(sorted(HEADINGS)), CELL, max_size=5))
def test_any_cells_give_a_school_or_say_where_they_are_wrong(cells):
    register = read_register([a_sheet(cells)])
    assert len(register.rows) + len(register.problems) + register.other_schools <= len(HEADINGS)
    assert all(p.sentence.startswith('Sheet "Figures", row 3, ') for p in register.problems)


def test_the_real_workbook_gives_the_361_secondary_schools_field_by_field():
    if not WORKBOOK.exists():
        pytest.skip("The shared data are not here.")
    began = time.perf_counter()
    with WORKBOOK.open("rb") as file:
        sheets = list(read_sheets(file, WORKBOOK.name))
    register = read_register(sheets)
    assert time.perf_counter() - began < 10
    with (SHARED / "scottish_secondary_schools_2023.csv").open(encoding="utf-8-sig") as file:
        wanted = {row["seed_code"]: row for row in csv.DictReader(file)}
    names = {"council_code": "la_code", "name": "school_name"}
    rows = {row.seed_code: row for row in register.rows}
    assert (len(rows), register.problems, register.other_schools) == (361, (), 2095)
    assert {seed: asdict(row) for seed, row in rows.items()} == {
        seed: {name: row[names.get(name, name)] for name in asdict(rows[seed])}
        for seed, row in wanted.items()
    }
    assert register_changes(rows, {r.seed_code: r for r in read_register(sheets).rows}).none
