"""The same data as an Excel workbook, filled as the lines of the CSV files go by."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any

from core.spreadsheets import safe_cell

# Digits that are names, not amounts: as numbers they would lose leading noughts.
TEXT_COLUMNS = frozenset({"study_id", "day_month", "version"})


class DataWorkbook:
    """A workbook with a sheet for each file."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)

    def copying(self, sheet: str, lines: Iterable[str]) -> Iterator[str]:
        """Pass lines of CSV on unchanged, and write their cells to a sheet."""
        page = self._book.create_sheet(sheet)
        page.freeze_panes = "A2"
        names: list[str] = []
        for block in lines:
            for row in csv.reader(io.StringIO(block)):
                page.append([self._cell(page, n, text, names) for n, text in enumerate(row)])
                names = names or row
            yield block

    def content(self, at: datetime.datetime) -> bytes:
        """The workbook's bytes; it says that it was made at ``at``."""
        plain = at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
        self._book.properties.created = self._book.properties.modified = plain
        file = io.BytesIO()
        self._book.save(file)
        return file.getvalue()

    def _cell(self, page: Any, column: int, text: str, names: list[str]) -> Any:
        if names and names[column] not in TEXT_COLUMNS:
            value = _number(text)
            if value is not None or not text:
                return value
        return safe_cell(page, text)


def _number(text: str) -> float | int | None:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None
