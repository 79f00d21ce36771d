"""Opens uploaded spreadsheets without trusting them, and writes cells that stay inert."""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from core.problems import Refused

MB = 1024 * 1024
MAX_FILE = 5 * MB
MAX_UNPACKED = 50 * MB
MAX_RATIO = 200  # sheets of repeated words reach 30; bombs start at 1,000
MAX_PARTS = 1000
MAX_SHEETS = 50
MAX_STRINGS = 10 * MB  # the shared strings, which openpyxl holds in memory as objects
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 10_000  # characters
MAX_BLANK = 3 * MAX_ROWS  # rows and cells that are formatted and hold nothing cost time too
MAX_CELLS = MAX_ROWS * MAX_COLUMNS

SAVE_AS = "Save it as .xlsx or CSV and upload that."
COPY = "Copy the list into a new workbook and upload that."
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
# á à â ä ã å ç é è ê ë, ò ô ö õ ú ù û ü on old Macs; Windows has rare signs there, and its common
# ones (quotation marks, dashes, the euro) are left out.
MAC_ACCENTS = frozenset(range(0x87, 0x91)) - {0x8B} | frozenset(range(0x98, 0xA0))

Row = list[Any]


class Sheet(NamedTuple):
    """One sheet: its name and its rows of raw values, as far as they are filled."""

    name: str
    rows: list[Row]


def read_sheets(file: IO[bytes], name: str) -> Iterator[Sheet]:
    """Each sheet of an .xlsx or CSV file, as text, numbers, dates or None; formulas give what was
    saved as their result, and are never worked out here.

    ``name`` is the file's name, used in messages and as the name of a CSV file's one sheet. Raises
    Refused, with what to do, for a file that is too large, locked, old, cut short or no table.
    Rows keep their numbers: the first is row 1, blank rows are empty lists.
    """
    start = _first_bytes(file, name)
    if start.startswith(OLD_OR_LOCKED):
        raise Refused(f"{name} is an old .xls file or has a password. {SAVE_AS}")
    if start.startswith(b"PK"):
        yield from _read_workbook(file, name)
    elif name.lower().endswith((".xlsx", ".xlsm")) or start.lstrip()[:1] == b"<":
        raise Refused(f"{name} is not a spreadsheet, although its name says so. {SAVE_AS}")
    elif start.startswith(b"%PDF") or (b"\x00" in start and not _is_utf16(start)):
        raise Refused(f"{name} is not a spreadsheet. {SAVE_AS}")
    else:
        yield Sheet(name, _read_csv(file, name))


def _first_bytes(file: IO[bytes], name: str) -> bytes:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise Refused(f"{name} is empty. Choose another file.")
    if size > MAX_FILE:
        raise Refused(
            f"{name} is larger than 5 MB. Take out pictures and sheets that are not used."
        )
    start = file.read(4096)
    file.seek(0)
    return start


# --- .xlsx ----------------------------------------------------------------------------------------


def _read_workbook(file: IO[bytes], name: str) -> Iterator[Sheet]:
    _check_parts(file, name)
    with _refusing_what_breaks(name):
        from openpyxl import load_workbook

        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise Refused(f"{name} has more than {MAX_SHEETS} sheets. {COPY}")
        if not book.worksheets:
            raise Refused(f"{name} has no sheets. Choose another file.")
        for sheet in book.worksheets:
            where = f"{name}, sheet {sheet.title}"
            with _refusing_what_breaks(where):
                sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
                rows = _limited((list(row) for row in sheet.iter_rows(values_only=True)), where)
            yield Sheet(sheet.title, rows)
    finally:
        book.close()


def _check_parts(file: IO[bytes], name: str) -> None:
    """Refuses by the zip's own list, before anything is unpacked."""
    try:
        with zipfile.ZipFile(file) as parcel:
            parts = parcel.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise Refused(f"{name} is damaged or cut short. Save it again and upload that.") from None
    names = {part.filename.lstrip("/") for part in parts}
    if "xl/workbook.xml" not in names:
        raise Refused(f"{name} is not an Excel workbook. {SAVE_AS}")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    strings = sum(p.file_size for p in parts if p.filename.lower().endswith("sharedstrings.xml"))
    too_large = unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO or strings > MAX_STRINGS
    if too_large or len(parts) > MAX_PARTS:
        raise Refused(f"{name} would be too large when unpacked. {COPY}")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"{name} has a password. {SAVE_AS}")
    file.seek(0)


@contextmanager
def _refusing_what_breaks(where: str) -> Iterator[None]:
    """Whatever a hostile file makes the library raise becomes one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it skips
            yield
    except Refused:
        raise
    except MemoryError:
        raise
    except Exception:
        raise Refused(f"{where} could not be read. Save it again as .xlsx or CSV.") from None


def _limited(rows: Iterator[Row], where: str) -> list[Row]:
    """The rows without empty ends, or Refused when there are too many, too wide or too long."""
    kept: list[Row] = []
    filled = cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MAX_BLANK or cells > MAX_CELLS:
            raise Refused(f"{where} has too many cells that hold nothing. {COPY}")
        trimmed = _trimmed(row)
        if not trimmed and number > MAX_ROWS:
            continue
        kept.append(_checked(trimmed, where, number))
        filled = number if trimmed else filled
    return kept[:filled]


def _checked(row: Row, where: str, number: int) -> Row:
    if number > MAX_ROWS:
        raise Refused(f"{where} has more than {MAX_ROWS:,} rows. Divide the list.")
    if len(row) > MAX_COLUMNS:
        raise Refused(
            f"{where}, row {number} has more than {MAX_COLUMNS} columns. "
            "Take out those that are not used."
        )
    if any(isinstance(value, str) and len(value) > MAX_CELL for value in row):
        raise Refused(f"{where}, row {number} has a cell with over {MAX_CELL:,} characters.")
    return row


def _trimmed(row: Row) -> Row:
    """The row up to its last filled cell; blank text counts as nothing."""
    end = len(row)
    while end and (row[end - 1] is None or str(row[end - 1]).strip() == ""):
        end -= 1
    return row[:end]


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(file: IO[bytes], name: str) -> list[Row]:
    text = decode(file.read())
    lines = io.StringIO(text, newline=None)  # also the bare returns of old Mac files
    reader = csv.reader(lines, delimiter=delimiter(text))
    try:
        return _limited(([cell if cell.strip() else None for cell in row] for row in reader), name)
    except csv.Error:
        raise Refused(
            f"{name} could not be read after line {reader.line_num}. Look for a quotation mark "
            "that is not closed."
        ) from None


def _is_utf16(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decode(data: bytes) -> str:
    """The text of a file from Excel, a school system or a Mac, whose encoding is not written in it.

    UTF-8 is proved by being whole. The rest is Windows, unless bytes that are accents on old Macs
    outnumber those that are accents in Windows, or the lines end as only old Macs end them.
    """
    if _is_utf16(data):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    mac = sum(byte in MAC_ACCENTS for byte in data)
    windows = sum(byte >= 0xC0 for byte in data)
    if mac > windows or (b"\r" in data and b"\n" not in data):
        return data.decode("mac-roman")
    return data.decode("cp1252", errors="replace")


def delimiter(text: str) -> str:
    """Semicolon, tab or comma: the one in most lines, and most often, outside quotation marks."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:50] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return sum(n > 0 for n in counts), sum(counts)

    # The comma last: where it ties, it stands between surname and forename.
    return max(";\t,", key=weight)


# --- writing --------------------------------------------------------------------------------------


def safe_cell(sheet: Any, value: Any) -> Any:
    """A value for an openpyxl sheet; text stays text, also "=1+1", which is else a formula."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
