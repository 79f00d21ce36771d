"""The Excel file: text stays text, sheets go on, and other programs open it."""

import csv
import datetime
import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reporting.export.workbook import DataWorkbook
from reporting.rules.column import Column, Sort
from tests import cast

COLUMNS = (
    Column("study_id", "", sort=Sort.TEXT),
    Column("words", "", sort=Sort.WORD),
    Column("amount", "", sort=Sort.DECIMAL),
)
LINES = b'0012,=1+1,3\n1E5,"=HYPERLINK(""x"")",2.5\n+1,@x,\n-5,<b>&amp;,-99\n,"a, b",0\n'
CELLS: list[list[object]] = [
    ["0012", "=1+1", 3],
    ["1E5", '=HYPERLINK("x")', 2.5],
    ["+1", "@x", None],
    ["-5", "<b>&amp;", -99],
    [None, "a, b", 0],
]


def written(blocks: Sequence[bytes], rows: int = 10, at: datetime.datetime = cast.NOW) -> bytes:
    file = io.BytesIO()
    book = DataWorkbook(file, at)
    sheet = book.sheet("wide", COLUMNS, rows)
    for block in blocks:
        sheet.write(block)
    sheet.close()
    book.close()
    return file.getvalue()


def values(data: bytes, sheet: str) -> list[list[object]]:
    rows = load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_text_in_excel_is_never_a_formula() -> None:
    data = written([LINES])
    assert values(data, "wide") == [["study_id", "words", "amount"], *CELLS]
    page = load_workbook(io.BytesIO(data))["wide"]
    texts = {cell.data_type for row in page.iter_rows(max_col=2) for cell in row if cell.value}
    assert texts == {"s"}
    assert {cell.data_type for (cell,) in page.iter_rows(min_row=2, min_col=3)} == {"n"}
    assert page.freeze_panes == "A2"


def test_control_characters_do_not_break_the_file() -> None:
    assert values(written([b"a\x00b\x0b,\xef\xbf\xbf,1\n"]), "wide")[1] == ["ab", None, 1]


def test_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.export.workbook.MOST_ROWS", 4)
    lines = [f"{n},w,{n}\n".encode() for n in range(8)]
    data = written([b"".join(lines[:5]), b"".join(lines[5:])])
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["wide", "wide 2", "wide 3"]
    found = [values(data, name) for name in book.sheetnames]
    assert [rows[0] for rows in found] == [["study_id", "words", "amount"]] * 3
    assert [row[2] for rows in found for row in rows[1:]] == list(range(8))
    assert [len(rows) for rows in found] == [4, 4, 3]


def test_workbook_says_when_it_was_frozen_and_has_the_same_bytes_again() -> None:
    data = written([LINES])
    assert load_workbook(io.BytesIO(data)).properties.created == cast.NOW.replace(tzinfo=None)
    assert data == written([LINES])
    assert data != written([LINES], at=cast.NOW + datetime.timedelta(days=1))


def test_sheet_that_could_be_very_large_takes_the_longer_form_of_zip() -> None:
    versions = []
    for rows in (10, 1_000_000):
        file = io.BytesIO()
        book = DataWorkbook(file, cast.NOW)
        book.sheet("wide", COLUMNS * 30, rows).close()
        book.close()
        versions.append(file.getvalue()[4])  # what its first part needs, before any of it
        assert load_workbook(file)["wide"].max_column == 90
    assert versions == [20, 45]


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed on this machine"
)
def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written([LINES]))
    command = ["soffice", "--headless", "--convert-to", "csv", "--outdir", ".", "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text())))
    assert [row[0] for row in rows] == ["study_id", "0012", "1E5", "+1", "-5", ""]
    assert [row[1] for row in rows[1:]] == [str(row[1]) for row in CELLS]
