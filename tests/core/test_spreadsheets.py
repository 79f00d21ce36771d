"""Uploaded files: good ones are read whole, bad ones are refused in words, and none does harm."""

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core import spreadsheets
from core.problems import Refused
from core.spreadsheets import Sheet, decode, delimiter, read_sheets, safe_cell


def workbook(*rows: list[Any], title: str = "S4") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A sound workbook with one part put in place of its own."""
    with zipfile.ZipFile(io.BytesIO(workbook(["a"]))) as parcel:
        parts = {part: parcel.read(part) for part in parcel.namelist()}
    return zipped(parts | {name: content})


def read(data: bytes, name: str = "list.xlsx") -> list[Sheet]:
    return list(read_sheets(io.BytesIO(data), name))


def refusal(data: bytes, name: str = "list.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read(data, name)
    return str(refused.value)


# --- good files -----------------------------------------------------------------------------------


def test_workbook_keeps_text_numbers_dates_and_row_numbers():
    data = workbook(["Class list", None], [], ["Munro", 4, dt.datetime(2010, 3, 14)])  # noqa: DTZ001
    assert read(data) == [
        Sheet("S4", [["Class list"], [], ["Munro", 4, dt.datetime(2010, 3, 14)]])  # noqa: DTZ001
    ]


def test_each_sheet_is_read():
    book = Workbook()
    book.worksheets[0].append(["a"])
    book.create_sheet("Second").append(["b"])
    assert [(sheet.name, sheet.rows) for sheet in read(saved(book))] == [
        ("Sheet", [["a"]]),
        ("Second", [["b"]]),
    ]


def test_formula_is_not_worked_out():
    assert read(workbook(["=1+1", "x"])) == [Sheet("S4", [[None, "x"]])]


def test_blank_rows_and_columns_at_the_end_are_left_out():
    assert read(workbook(["a", "", None], ["", " "], [None]))[0].rows == [["a"]]


def test_csv_with_commas():
    assert read(b"Surname,Forename\nMunro,Eilidh\n", "list.csv") == [
        Sheet("list.csv", [["Surname", "Forename"], ["Munro", "Eilidh"]])
    ]


def test_csv_from_windows_with_semicolons():
    data = "Name;Geburt\r\nO’Brien, Zoë;14/03/2010\r\n".encode("cp1252")
    assert read(data, "list.csv")[0].rows == [["Name", "Geburt"], ["O’Brien, Zoë", "14/03/2010"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
def test_names_in_any_usual_encoding(encoding: str):
    text = "Seòras\tMàiri\nZoë\tRenée\n"
    assert read(text.encode(encoding), "list.csv")[0].rows == [
        ["Seòras", "Màiri"],
        ["Zoë", "Renée"],
    ]


def test_old_mac_file_ends_its_lines_with_returns():
    assert read("Name\rZoë\r".encode("mac-roman"), "list.csv")[0].rows == [["Name"], ["Zoë"]]


def test_windows_quotation_mark_in_a_name_is_not_taken_for_a_mac():
    assert decode("O’Brien".encode("cp1252")) == "O’Brien"


def test_blank_lines_keep_row_numbers():
    assert read(b"a\n\n  ,\nb\n", "list.csv")[0].rows == [["a"], [], [], ["b"]]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b\nc,d", ","),
        ("Munro, Eilidh;S4", ";"),
        ("Munro, Eilidh\tS4", "\t"),
        ('"a;b;c",d\n"e;f",g', ","),
        ("one column", ";"),
    ],
)
def test_delimiter(text: str, mark: str):
    assert delimiter(text) == mark


def test_twenty_thousand_rows_are_read():
    assert len(read(b"a\n" * 20_000, "list.csv")[0].rows) == 20_000


# --- bad files ------------------------------------------------------------------------------------


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def old_excel() -> bytes:
    return spreadsheets.OLD_OR_LOCKED + b"\0" * 600


def bomb() -> bytes:
    return with_part("xl/media/x.bin", b"\0" * 30_000_000)


def truncated() -> bytes:
    return workbook(["a"] * 50)[:-200]


def wide() -> bytes:
    return workbook([*[None] * 299, "x"])


def long_sheet() -> bytes:
    return b"a\n" * 20_001


def broken_xml() -> bytes:
    rows = b"<row><c/></row>" * 20_000
    sized = SHEET.replace(b"<sheetData>", b'<dimension ref="A1:A20000"/><sheetData>')
    return with_part("xl/worksheets/sheet1.xml", sized + rows + b"<row><c></row>")


def entity_bomb() -> bytes:
    return with_part(
        "xl/worksheets/sheet1.xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
    )


def far_down() -> bytes:
    row = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_part("xl/worksheets/sheet1.xml", SHEET + row + b"</sheetData></worksheet>")


def many_sheets() -> bytes:
    book = Workbook()
    for _ in range(60):
        book.create_sheet()
    return saved(book)


SAVE = "Save it as .xlsx or CSV and upload that."
COPY = "Copy the list into a new workbook and upload that."
BAD: list[tuple[Callable[[], bytes], str, str]] = [
    (lambda: b"", "list.xlsx", "list.xlsx is empty. Choose another file."),
    (lambda: b"", "list.csv", "list.csv is empty. Choose another file."),
    (
        lambda: b"a" * (5 * 1024 * 1024 + 1),
        "list.csv",
        "list.csv is larger than 5 MB. Take out pictures and sheets that are not used.",
    ),
    (
        lambda: b"not a zip",
        "list.xlsx",
        f"list.xlsx is not a spreadsheet, although its name says so. {SAVE}",
    ),
    (
        lambda: b"<html><table><tr><td>a</td></tr></table>",
        "list.xlsx",
        f"list.xlsx is not a spreadsheet, although its name says so. {SAVE}",
    ),
    (
        lambda: b"\n <html><table>",
        "list.csv",
        f"list.csv is not a spreadsheet, although its name says so. {SAVE}",
    ),
    (lambda: b"%PDF-1.7", "list.csv", f"list.csv is not a spreadsheet. {SAVE}"),
    (lambda: b"\x00\x01\x02", "list.csv", f"list.csv is not a spreadsheet. {SAVE}"),
    (old_excel, "list.xls", f"list.xls is an old .xls file or has a password. {SAVE}"),
    (old_excel, "list.xlsx", f"list.xlsx is an old .xls file or has a password. {SAVE}"),
    (
        lambda: workbook(["a"]).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x54"),
        "list.xlsx",  # a zip of a version yet to come
        "list.xlsx is damaged or cut short. Save it again and upload that.",
    ),
    (
        truncated,
        "list.xlsx",
        "list.xlsx is damaged or cut short. Save it again and upload that.",
    ),
    (
        lambda: zipped({"content.xml": b"x"}),
        "list.xlsx",
        f"list.xlsx is not an Excel workbook. {SAVE}",
    ),
    (bomb, "list.xlsx", f"list.xlsx would be too large when unpacked. {COPY}"),
    (
        broken_xml,
        "list.xlsx",
        "list.xlsx, sheet S4 could not be read. Save it again as .xlsx or CSV.",
    ),
    (
        entity_bomb,
        "list.xlsx",
        "list.xlsx could not be read. Save it again as .xlsx or CSV.",
    ),
    (
        lambda: with_part("xl/workbook.xml", b"<workbook/>"),
        "list.xlsx",
        "list.xlsx has no sheets. Choose another file.",
    ),
    (
        wide,
        "list.xlsx",
        "list.xlsx, sheet S4, row 1 has more than 200 columns. Take out those that are not used.",
    ),
    (
        lambda: b"," * 299 + b"x",
        "list.csv",
        "list.csv, row 1 has more than 200 columns. Take out those that are not used.",
    ),
    (long_sheet, "list.csv", "list.csv has more than 20,000 rows. Divide the list."),
    (
        far_down,
        "list.xlsx",
        f"list.xlsx, sheet S4 has too many cells that hold nothing. {COPY}",
    ),
    (
        lambda: b"\n" * 60_001 + b"x",
        "list.csv",
        f"list.csv has too many cells that hold nothing. {COPY}",
    ),
    (many_sheets, "list.xlsx", f"list.xlsx has more than 50 sheets. {COPY}"),
    (
        lambda: b"a," + b"x" * 10_001,
        "list.csv",
        "list.csv, row 1 has a cell with over 10,000 characters.",
    ),
    (
        lambda: b'a,"' + b"x" * 200_000,
        "list.csv",
        "list.csv could not be read after line 1. Look for a quotation mark that is not closed.",
    ),
]


@pytest.mark.parametrize(("make", "name", "words"), BAD)
def test_bad_file_is_refused_in_words(make: Callable[[], bytes], name: str, words: str):
    assert refusal(make(), name) == words


def test_locked_parts_are_refused():
    data = bytearray(workbook(["a"]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert refusal(bytes(data)) == f"list.xlsx has a password. {SAVE}"


def test_zip_that_lies_about_its_sizes_is_refused():
    data = bytearray(with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 1_000_000))
    at = data.find(b"xl/worksheets/sheet1.xml", data.find(b"PK\x01\x02"))
    data[at - 22 : at - 18] = (100).to_bytes(4, "little")  # size when unpacked
    assert refusal(bytes(data)) == "list.xlsx could not be read. Save it again as .xlsx or CSV."


SOUND = workbook(["Surname", "Forename"], ["Munro", "Eilidh"])


@settings(max_examples=150, deadline=None)
@given(
    spots=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8),
    kept=st.floats(0.01, 1),
)
def test_no_damage_to_a_workbook_raises_anything_but_a_refusal(
    spots: list[tuple[float, int]], kept: float
):
    data = bytearray(SOUND)
    for where, byte in spots:
        data[int(where * (len(data) - 1))] = byte
    with contextlib.suppress(Refused):
        read(bytes(data[: int(len(data) * kept)]))


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_at_all_raise_anything_but_a_refusal(content: bytes):
    with contextlib.suppress(Refused):
        read(content, "list.csv")


# --- writing --------------------------------------------------------------------------------------


def test_workbook_cell_keeps_a_formula_as_text():
    book = Workbook(write_only=True)
    sheet = book.create_sheet("S4")
    sheet.append([safe_cell(sheet, value) for value in ("=1+1", "Zoë\x00", -5, None)])
    cells = next(load_workbook(io.BytesIO(saved(book))).worksheets[0].iter_rows())
    assert [(cell.value, cell.data_type) for cell in cells[:3]] == [
        ("=1+1", "s"),
        ("Zoë", "s"),
        (-5, "n"),
    ]
