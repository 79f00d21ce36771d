"""An uploaded instrument: an item list as CSV or workbook, or an XLSForm, told apart and read."""

from typing import IO

from core.cells import cell_text
from core.problems import Refused
from core.spreadsheets import Sheet, read_sheets
from surveys.readers.xlsform import SURVEY, read_xlsform
from surveys.rules.instrument_file import InstrumentFile, read_table


def read_upload(file: IO[bytes], name: str) -> InstrumentFile:
    """The instrument of a file; a workbook with a sheet “survey” is an XLSForm.

    Raises ``Refused`` with every problem, by sheet, row and column; nothing is stored.
    """
    sheets = list(read_sheets(file, name))
    if any(sheet.name.strip().lower() == SURVEY for sheet in sheets):
        return read_xlsform(sheets)
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Refused(f"{name} is empty. Choose another file.")
    try:
        return read_table(_table(filled[0]))
    except Refused as reason:
        where = f"Sheet {filled[0].name}, " if len(sheets) > 1 else ""
        raise Refused(_at(where, sentence) for sentence in reason.sentences) from None


def _table(sheet: Sheet) -> list[list[str]]:
    """The rows as text, each as long as the header: a spreadsheet drops empty ends."""
    rows = [[cell_text(value) for value in row] for row in sheet.rows]
    wide = len(rows[0])
    return [[*row, *[""] * (wide - len(row))] for row in rows]


def _at(where: str, sentence: str) -> str:
    return f"{where}{sentence[:1].lower()}{sentence[1:]}" if where else sentence
