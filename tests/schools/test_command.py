"""Tests of reading the register from the command line."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from schools.models import Council, School
from tests.schools.registers import CITY, GOOD, GRANT_AIDED, ROWS, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    path.write_bytes(workbook(*ROWS))
    return path


def run(file: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("import_schools", str(file), *options, stdout=out, stderr=out)
    return out.getvalue().splitlines()


def test_command_says_what_would_change_and_what_changed(file: Path) -> None:
    assert run(file) == [
        "School Level Summary Statistics 2025: 3 secondary schools.",
        "Would change: 3 new, 0 changed, 0 missing from the file, 0 unchanged.",
        "Register read: 3 new, 0 changed, 0 missing from the file, 0 unchanged.",
    ]
    assert School.objects.count() == 3


def test_second_run_says_that_nothing_changes(file: Path) -> None:
    run(file)
    assert run(file) == [
        "School Level Summary Statistics 2025: 3 secondary schools.",
        "Nothing changes. All 3 schools are here as the file has them.",
    ]


def test_dry_run_stores_nothing(file: Path) -> None:
    assert run(file, "--dry-run")[-1] == "Dry run: nothing stored."
    assert (School.objects.count(), Council.objects.count()) == (0, 0)


def test_changed_file_is_told_school_by_school(file: Path) -> None:
    run(file)
    file.write_bytes(workbook(replace(GOOD, roll="1119"), CITY))
    assert run(file)[1:] == [
        "Would change: 0 new, 1 changed, 1 missing from the file, 1 unchanged.",
        "  Ard Academy (5100001): roll: 1120 → 1119",
        "  Missing from the file: Jordan Hill School (5100002)",
        "Register read: 0 new, 1 changed, 1 missing from the file, 1 unchanged.",
    ]


def test_row_that_cannot_be_read_is_told_and_the_rest_is_stored(file: Path) -> None:
    file.write_bytes(workbook(GOOD, GRANT_AIDED, CITY, roll="many"))
    told = run(file)
    assert told[0].startswith('Sheet "Figures", row 5, column E "Pupil roll": "many" is not')
    assert School.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "register.xlsx is empty"),
        (b"PK\x03\x04 cut short", "register.xlsx is damaged or cut short"),
        (b"no zip", "register.xlsx is not a spreadsheet"),
    ],
)
def test_bad_file_is_refused(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        run(file)
    assert School.objects.count() == 0


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.xlsx cannot be opened: No such file"):
        run(tmp_path / "gone.xlsx")


def test_real_workbook_gives_the_schools_of_its_check_list(shared: Path) -> None:
    book = shared / "data" / "school_level_summary_statistics_2023_v2.xlsx"
    told = run(book)
    assert told[-1] == "Register read: 361 new, 0 changed, 0 missing from the file, 0 unchanged."
    assert run(book)[-1] == "Nothing changes. All 361 schools are here as the file has them."
    with (shared / "data" / "scottish_secondary_schools_2023.csv").open(encoding="utf-8") as file:
        wanted = {row["seed_code"]: row for row in csv.DictReader(file)}
    found = {s.seed_code: s for s in School.objects.select_related("council")}
    assert {seed: (s.roll, s.s6, s.simd_q1) for seed, s in found.items()} == {
        seed: (row["roll"], row["s6"], row["simd_q1"]) for seed, row in wanted.items()
    }
    assert {seed: s.council.code for seed, s in found.items() if s.council} == {
        seed: row["la_code"] for seed, row in wanted.items() if row["school_name"] != "Jordanhill"
    }
    assert Council.objects.count() == 32
    assert [school.name for school in found.values() if school.council_id is None] == ["Jordanhill"]
