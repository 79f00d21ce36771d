"""Writes an Excel workbook row by row, sheets of any length, from lines of CSV.

openpyxl takes 65 seconds for 100,000 rows of 80 columns, and a sheet is only text: this takes
about one. Text is always text: a cell that begins with an equals sign is never a formula.
"""

import csv
import datetime
import re
import zipfile
from collections.abc import Sequence
from typing import IO, Self
from xml.sax.saxutils import escape

from reporting.rules.column import Column, Sort

MOST_ROWS = 1_048_576  # of one sheet, its heading included
LONGEST_TITLE = 31
DATE = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same content gives the same bytes
LARGE = 2_000_000_000  # bytes of a sheet from which the zip needs its longer form
BYTES_OF_A_CELL = 40  # at most, on average
TEXT = '<c t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
NUMBER = "<c><v>%s</v></c>"
NOTHING = {NUMBER % "": "<c/>", TEXT % "": "<c/>"}
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    '<left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles '
    'count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class DataWorkbook:
    """A workbook whose sheets are written one after the other; ``close`` ends it."""

    def __init__(self, file: IO[bytes], at: datetime.datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._at = at
        self._part: IO[bytes] | None = None
        self.titles: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        """After an error let go of the file, while it is still open; else ``close`` has."""
        if kind is not None:
            if self._part is not None:
                self._part.close()
            self._zip.close()

    def sheet(self, title: str, columns: Sequence[Column], rows: int) -> "Sheet":
        """Begin a table of at most ``rows`` rows; the last one must have been closed."""
        return Sheet(self, title, columns, rows)

    def begin(self, title: str, size: int) -> IO[bytes]:
        """The part of the zip into which one sheet is written."""
        self.titles.append(title)
        entry = _entry(f"xl/worksheets/sheet{len(self.titles)}.xml")
        self._part = self._zip.open(entry, "w", force_zip64=size > LARGE)
        return self._part

    def close(self) -> None:
        """Write the parts that name the sheets."""
        for name, text in _parts(self.titles, self._at).items():
            self._zip.writestr(_entry(name), text)
        self._zip.close()


class Sheet:
    """One table; it goes on in a further sheet where one is full."""

    def __init__(
        self, book: DataWorkbook, title: str, columns: Sequence[Column], rows: int
    ) -> None:
        self._book, self._title, self._columns, self._left = book, title, columns, rows
        is_text = [column.sort in (Sort.TEXT, Sort.WORD) for column in columns]
        cells = "".join(TEXT if text else NUMBER for text in is_text)
        self._row = f"<row>{cells}</row>"
        self._part: IO[bytes] | None = None
        self._used = self._sheets = 0
        self._begin()

    def write(self, block: bytes) -> None:
        """Write lines of CSV as rows."""
        lines = block.decode().removesuffix("\n").split("\n")
        while lines:
            if self._used == MOST_ROWS:
                self._end()
                self._begin()
            fit = MOST_ROWS - self._used
            self._write(lines[:fit])
            lines = lines[fit:]

    def close(self) -> None:
        """End the last sheet."""
        self._end()

    def _begin(self) -> None:
        self._sheets += 1
        title = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        size = BYTES_OF_A_CELL * min(self._left + 1, MOST_ROWS) * len(self._columns)
        self._part = self._book.begin(title[:LONGEST_TITLE], size)
        self._part.write(_SHEET.encode())
        names = "".join(TEXT % _safe(column.name) for column in self._columns)
        self._part.write(f"<row>{names}</row>".encode())
        self._used = 1

    def _end(self) -> None:
        assert self._part is not None
        self._part.write(b"</sheetData></worksheet>")
        self._part.close()

    def _write(self, lines: Sequence[str]) -> None:
        assert self._part is not None
        row = self._row
        text = "".join([row % tuple(_cells(line)) for line in lines])
        for empty, short in NOTHING.items():
            text = text.replace(empty, short)
        self._part.write(text.encode())
        self._used += len(lines)
        self._left -= len(lines)


def _cells(line: str) -> list[str]:
    """The cells of a line of CSV as XML takes them."""
    cells = next(csv.reader([line])) if '"' in line else line.split(",")
    if "&" in line or "<" in line or ">" in line or not line.isprintable():
        return [_safe(cell) for cell in cells]
    return cells


def _safe(text: str) -> str:
    return escape(NOT_IN_XML.sub("", text))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _parts(titles: Sequence[str], at: datetime.datetime) -> dict[str, str]:
    """All parts but the sheets, under their names."""
    numbered = list(enumerate(titles, start=1))
    sheets = "".join(
        f'<sheet name="{_safe(title)}" sheetId="{n}" r:id="rId{n}"/>' for n, title in numbered
    )
    links = "".join(
        _link(f"rId{n}", f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered
    )
    links += _link(f"rId{len(titles) + 1}", f"{_OFFICE}/styles", "styles.xml")
    root = _link("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml") + _link(
        "rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"
    )
    return {
        "[Content_Types].xml": _content_types(numbered),
        "_rels/.rels": _relationships(root),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(links),
        "xl/styles.xml": _STYLES,
        "docProps/core.xml": _properties(at),
    }


def _content_types(numbered: Sequence[tuple[int, str]]) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n, _ in numbered
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType='
        '"application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(links: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _link(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'


def _properties(at: datetime.datetime) -> str:
    stamp = at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified>'
        "</cp:coreProperties>"
    )
