"""Writes a Stata file (.dta, version 118) row by row: labels, notes, and missing by letters.

After Stata's own description of the format ("help dta"). A library that wants the whole table in
memory would hold a national release three times over.
"""

import datetime
import struct
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from reporting.export.tables import INT8, INT16, numbers, places, texts
from reporting.rules.column import STATA_MISSING, Column, Sort
from reporting.rules.names import stata_names

NAME, FORMAT, LABEL = 129, 57, 321  # bytes of each, their closing nought included
LONGEST_LABEL = 80  # letters
NOTHING = {"i1": 101, "<i2": 32_741, "<i4": 2_147_483_621}  # what "." is in each width
TYPES = {"i1": 65_530, "<i2": 65_529, "<i4": 65_528, "<f8": 65_526}
NOTHING_DECIMAL = struct.unpack("<d", b"\0\0\0\0\0\0\xe0\x7f")[0]
PARTS = (
    "stata_dta map variable_types varnames sortlist formats value_label_names variable_labels "
    "characteristics data strls value_labels end_of_stata_dta end_of_file".split()
)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class DtaFile:
    """One .dta file: tables of rows come one after the other, then ``close`` ends it."""

    suffix = "dta"

    def __init__(
        self, file: IO[bytes], columns: Sequence[Column], title: str, at: datetime.datetime
    ) -> None:
        self._file, self._columns = file, columns
        names = stata_names(column.name for column in columns)
        self._names = [names[column.name] for column in columns]
        self._types = [_type(column) for column in columns]
        self._row = np.dtype([(f"c{n}", kind) for n, kind in enumerate(self._types)])
        self._sets = _label_sets(columns)
        self._rows = 0
        self._starts: dict[str, int] = {}
        self._write_head(title, at)

    def write(self, table: Any) -> None:
        """Write the rows of an arrow table of these columns."""
        rows = np.zeros(table.num_rows, self._row)
        for n, (column, kind) in enumerate(zip(self._columns, self._types, strict=True)):
            rows[f"c{n}"] = _cells(table.column(column.name), column, kind)
        self._rows += len(rows)
        self._file.write(rows.tobytes())

    def close(self) -> None:
        """Write what follows the rows, then at the top how many there are and where parts begin."""
        self._file.write(b"</data>")
        self._part("strls", b"")
        self._start("value_labels")
        self._file.write(b"<value_labels>")
        for number, labels in enumerate(self._sets, start=1):
            self._file.write(b"<lbl>" + _label_table(f"labels_{number}", labels) + b"</lbl>")
        self._file.write(b"</value_labels>")
        self._start("end_of_stata_dta")
        self._file.write(b"</stata_dta>")
        self._start("end_of_file")
        self._file.seek(self._count_at)
        self._file.write(struct.pack("<q", self._rows))
        self._file.seek(self._starts["map"])
        self._file.write(self._map())
        self._file.seek(0, 2)

    def _write_head(self, title: str, at: datetime.datetime) -> None:
        self._start("stata_dta")
        head = (
            b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>"
        ) + struct.pack("<H", len(self._columns))
        self._count_at = len(head) + len(b"</K><N>")
        label = title[:LONGEST_LABEL].encode()
        stamp = _stamp(at)
        head += b"</K><N>" + struct.pack("<q", 0) + b"</N><label>"
        head += struct.pack("<H", len(label)) + label + b"</label><timestamp>"
        head += struct.pack("<B", len(stamp)) + stamp + b"</timestamp></header>"
        self._file.write(head)
        self._start("map")
        self._file.write(self._map())
        self._part("variable_types", struct.pack(f"<{len(self._types)}H", *map(_code, self._types)))
        self._part("varnames", b"".join(_padded(name, NAME) for name in self._names))
        self._part("sortlist", b"\0" * 2 * (len(self._columns) + 1))
        shown = zip(self._columns, self._types, strict=True)
        self._part("formats", b"".join(_padded(_format(c, kind), FORMAT) for c, kind in shown))
        self._part(
            "value_label_names", b"".join(_padded(self._set(c), NAME) for c in self._columns)
        )
        labels = (_padded(_cut(column.label), LABEL) for column in self._columns)
        self._part("variable_labels", b"".join(labels))
        self._part("characteristics", b"".join(self._notes(title)))
        self._start("data")
        self._file.write(b"<data>")

    def _notes(self, title: str) -> Iterator[bytes]:
        """Whole definitions, for labels are cut: ``notes`` shows them."""
        told = [("_dta", title)]
        told += [(n, c.definition) for n, c in zip(self._names, self._columns, strict=True)]
        for name, text in told:
            for which, what in (("note1", text), ("note0", "1")):
                content = _padded(name, NAME) + _padded(which, NAME) + what.encode() + b"\0"
                yield b"<ch>" + struct.pack("<I", len(content)) + content + b"</ch>"

    def _set(self, column: Column) -> str:
        labels = _labels(column)
        return f"labels_{self._sets.index(labels) + 1}" if labels else ""

    def _start(self, part: str) -> None:
        self._starts[part] = self._file.tell()

    def _part(self, name: str, content: bytes) -> None:
        self._start(name)
        self._file.write(b"<" + name.encode() + b">" + content + b"</" + name.encode() + b">")

    def _map(self) -> bytes:
        places = struct.pack(f"<{len(PARTS)}q", *(self._starts.get(part, 0) for part in PARTS))
        return b"<map>" + places + b"</map>"


def _type(column: Column) -> str:
    """The type of a cell, as numpy writes it."""
    if column.sort is Sort.TEXT:
        return f"S{max(column.most, 1)}"
    if column.sort is Sort.DECIMAL:
        return "<f8"
    if column.sort is Sort.WORD or column.most <= INT8:
        return "i1"
    return "<i2" if column.most <= INT16 else "<i4"


def _code(kind: str) -> int:
    return TYPES.get(kind) or int(kind.removeprefix("S"))


def _format(column: Column, kind: str) -> str:
    if column.sort is Sort.TEXT:
        return f"%{max(column.most, 1)}s"
    return "%9.4f" if kind == "<f8" else "%8.0g" if kind != "<i4" else "%12.0g"


def _cells(values: Any, column: Column, kind: str) -> NDArray[Any]:
    """A column as Stata keeps it: nothing and our missing codes are numbers beyond the others."""
    if column.sort is Sort.TEXT:
        return texts(values, max(column.most, 1), b"\0").copy().view(kind)[:, 0]
    if column.sort is Sort.DECIMAL:
        decimals = numbers(values)
        return np.where(np.isnan(decimals), NOTHING_DECIMAL, decimals)
    if column.sort is Sort.WORD:
        values = places(values, column.words)
    whole: NDArray[Any] = values.fill_null(NOTHING[kind]).to_numpy().astype(kind)
    for code in column.missing:
        whole[whole == code] = NOTHING[kind] + _letter(code)
    return whole


def _letter(code: int) -> int:
    """How far after "." the letter of a missing code stands: .a is 1."""
    return ord(STATA_MISSING[code][1]) - ord("a") + 1


def _labels(column: Column) -> tuple[tuple[int, str], ...]:
    """Labels of values, and of the letters, as the table of labels counts them."""
    letters = [(NOTHING["<i4"] + _letter(code), text) for code, text in column.missing_labels]
    return (*column.value_labels, *letters)


def _label_sets(columns: Sequence[Column]) -> list[tuple[tuple[int, str], ...]]:
    return list(dict.fromkeys(labels for column in columns if (labels := _labels(column))))


def _label_table(name: str, labels: Sequence[tuple[int, str]]) -> bytes:
    ordered = sorted(labels)
    words = [label.encode() + b"\0" for _, label in ordered]
    ends = np.cumsum([0, *map(len, words)])
    table = struct.pack("<2i", len(words), int(ends[-1]))
    table += struct.pack(f"<{len(words)}i", *ends[:-1].tolist())
    table += struct.pack(f"<{len(words)}i", *(value for value, _ in ordered)) + b"".join(words)
    return struct.pack("<i", len(table)) + _padded(name, NAME) + b"\0" * 3 + table


def _padded(text: str, width: int) -> bytes:
    return text.encode().ljust(width, b"\0")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _stamp(at: datetime.datetime) -> bytes:
    """As Stata writes it: 14 Mar 2027 09:30, months in English."""
    utc = at.astimezone(datetime.UTC)
    return f"{utc.day:02d} {MONTHS[utc.month - 1]} {utc.year} {utc:%H:%M}".encode()
