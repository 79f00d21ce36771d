"""Reads a CSV of any length by column, each cell as the number of its word."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.problems import Refused

DELIMITERS = ",;\t"
MOST_SENTENCES = 10
_WIDE_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Cells:
    """One column: `codes` holds for each row the place of its word in `words`, each word once."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]

    def through(self, table: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        """For each row what a table, laid beside `words`, says."""
        return np.asarray(table)[self.codes]


@dataclass(frozen=True)
class AnswerTable:
    """A CSV file: its header, and its columns when they are asked for."""

    path: Path
    delimiter: str
    header: tuple[str, ...]

    def read(self, names: Sequence[str]) -> dict[str, Cells]:
        """Read columns by name; rows that are wholly blank lines are passed over.

        Raises Refused, naming rows, where rows are longer or shorter than the header.
        """
        import pyarrow as pa
        from pyarrow import csv as arrow

        places = [str(self.header.index(name)) for name in names]
        all_places = [str(at) for at in range(len(self.header))]
        words = pa.dictionary(pa.int32(), pa.string())
        try:
            found = arrow.read_csv(
                self.path,
                arrow.ReadOptions(column_names=all_places, skip_rows_after_names=1),
                arrow.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    invalid_row_handler=lambda row: "error" if row.text.strip() else "skip",
                ),
                arrow.ConvertOptions(
                    include_columns=places, column_types=dict.fromkeys(places, words)
                ),
            )
        except pa.ArrowInvalid as problem:
            said = [*self._uneven(), f"{self.path.name} can’t be read."]
            raise Refused(said[:MOST_SENTENCES]) from problem
        return {name: _cells(found.column(at)) for name, at in zip(names, places, strict=True)}

    def rows_at(self, places: Sequence[int]) -> list[int]:
        """The numbers that a spreadsheet shows for some rows of `read`; the header is row 1."""
        wanted = set(places)
        numbered = (n for n, row in enumerate(self._rows(), start=1) if self._counts(row))
        next(numbered, None)
        return [number for at, number in enumerate(numbered) if at in wanted]

    def _rows(self) -> Iterator[list[str]]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, delimiter=self.delimiter)

    def _counts(self, row: Sequence[str]) -> bool:
        """Whether a row is more than a line of blanks."""
        return bool(row) and (len(row) == len(self.header) or any(cell.strip() for cell in row))

    def _uneven(self) -> Iterator[str]:
        try:
            for number, row in enumerate(self._rows(), start=1):
                if self._counts(row) and len(row) != len(self.header):
                    yield (f"Row {number} has {len(row)} cells; the header has {len(self.header)}.")
        except (UnicodeDecodeError, csv.Error):
            yield f"{self.path.name} has letters that can’t be read. Save it as CSV UTF-8."


def open_table(path: Path) -> AnswerTable:
    """Read a file's header. Raises Refused for a file that is missing, empty or no CSV."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start.startswith((*_WIDE_ENCODINGS, b"PK\x03\x04")):
            raise Refused(f"{path.name} is not a CSV file in UTF-8. Save it as CSV UTF-8.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            line = file.readline()
            delimiter = max(DELIMITERS, key=line.count)
            file.seek(0)
            header = next(csv.reader(file, delimiter=delimiter), [])
    except OSError as problem:
        raise Refused(f"{path} can’t be read: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused(f"{path.name} is not a CSV file in UTF-8. Save it as CSV UTF-8.") from None
    names = tuple(name.strip() for name in header)
    if not any(names):
        raise Refused(f"{path.name} is empty. Its first row must hold the names of the columns.")
    return AnswerTable(path, delimiter, names)


def _cells(column: Any) -> Cells:
    """Strip the words; those that then agree become one."""
    whole = column.unify_dictionaries().combine_chunks()
    places: dict[str, int] = {}
    table = [places.setdefault(word.strip(), len(places)) for word in whole.dictionary.to_pylist()]
    codes = whole.indices.to_numpy(zero_copy_only=False)
    return Cells(np.asarray(table, np.int32)[codes], tuple(places))
