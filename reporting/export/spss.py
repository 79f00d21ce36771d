"""Writes an SPSS system file (.sav) row by row: labels, levels of measurement, missing values.

After the description of the format in the manual of PSPP ("System File Format"). A library that
wants the whole table in memory would hold a national release three times over.
"""

import datetime
import struct
from collections.abc import Iterator, Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from reporting.export.tables import numbers, places, texts
from reporting.rules.column import Column, Measure, Sort
from reporting.rules.names import spss_names
from surveys.rules.scoring import MISSING_LABELS

UNIT = 8  # bytes; a number takes one unit, a text as many as it needs
BIAS = 100  # a small whole number is one byte: itself plus this
AS_IS, SPACES, MISSING = 253, 254, 255  # what a byte says of a unit: it follows, blank, nothing
END_OF_DATA = b"\0"
SYSTEM_MISSING = -np.finfo(np.float64).max
LOWEST = np.nextafter(SYSTEM_MISSING, 0)
NUMBER, TEXT = 5, 1  # formats F and A
LONGEST_LABEL, LONGEST_VALUE_LABEL = 252, 120
LEVELS = {Measure.NOMINAL: 1, Measure.ORDINAL: 2, Measure.SCALE: 3}
LEFT, RIGHT = 0, 1
MISSING_RANGE = min(MISSING_LABELS), max(MISSING_LABELS)  # one range, for SPSS takes no more
COUNT_AT = 80  # where in the file the number of rows stands
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
COUNT_64 = struct.Struct("<iiiiqq")


class SavFile:
    """One .sav file: tables of rows come one after the other, then ``close`` ends it."""

    suffix = "sav"

    def __init__(
        self, file: IO[bytes], columns: Sequence[Column], title: str, at: datetime.datetime
    ) -> None:
        self._file, self._columns = file, columns
        self._units = [_units(column) for column in columns]
        self._rows = 0
        self._rest = np.zeros((0, UNIT), np.uint8), np.zeros(0, np.uint8)
        self._count_64_at = 0
        self._write_dictionary(title, at)

    def write(self, table: Any) -> None:
        """Write the rows of an arrow table of these columns."""
        units, commands = self._encoded(table)
        self._rows += table.num_rows
        units, commands = (
            np.concatenate(pair) for pair in zip(self._rest, (units, commands), strict=True)
        )
        whole = len(commands) // UNIT * UNIT  # commands stand in groups of eight
        self._file.write(_grouped(units[:whole], commands[:whole]))
        self._rest = units[whole:].copy(), commands[whole:].copy()

    def close(self) -> None:
        """Write what is left, and at the top how many rows there are."""
        units, commands = self._rest
        if len(commands):
            gap = UNIT - len(commands)
            units = np.concatenate([units, np.zeros((gap, UNIT), np.uint8)])
            commands = np.concatenate([commands, np.zeros(gap, np.uint8)])
            self._file.write(_grouped(units, commands))
        self._file.seek(COUNT_AT)
        self._file.write(struct.pack("<i", self._rows))
        self._file.seek(self._count_64_at)
        self._file.write(COUNT_64.pack(7, 16, 8, 2, 1, self._rows))
        self._file.seek(0, 2)

    def _encoded(self, table: Any) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Every unit of every row, and the byte that says how it stands in the file."""
        rows, wide = table.num_rows, sum(self._units)
        cells = np.zeros((rows, wide), np.float64)
        commands = np.full((rows, wide), AS_IS, np.uint8)
        at = 0
        for column, width in zip(self._columns, self._units, strict=True):
            values = table.column(column.name)
            if column.sort is Sort.TEXT:
                raw = texts(values, width * UNIT, b" ").reshape(rows, width, UNIT)
                cells[:, at : at + width] = raw.view(np.float64)[:, :, 0]
                commands[:, at : at + width][(raw == ord(" ")).all(axis=2)] = SPACES
            else:
                if column.sort is Sort.WORD:
                    values = places(values, column.words)
                cells[:, at], commands[:, at] = _numbers(numbers(values))
            at += width
        return cells.reshape(-1).view(np.uint8).reshape(-1, UNIT), commands.reshape(-1)

    # --- the dictionary ---------------------------------------------------------------------------

    def _write_dictionary(self, title: str, at: datetime.datetime) -> None:
        write = self._file.write
        write(_header(title, at, sum(self._units)))
        for number, column in enumerate(self._columns, start=1):
            for record in _variable(column, _short(number), _units(column)):
                write(record)
        for record in self._value_labels():
            write(record)
        write(_extension(3, struct.pack("<8i", 27, 0, 0, -1, 1, 1, 2, 65001), 4))
        write(_extension(4, struct.pack("<3d", SYSTEM_MISSING, -SYSTEM_MISSING, LOWEST), 8))
        write(_extension(11, b"".join(_display(column) for column in self._columns), 4))
        names = spss_names(column.name for column in self._columns)
        pairs = [f"{_short(n)}={names[c.name]}" for n, c in enumerate(self._columns, start=1)]
        write(_extension(13, "\t".join(pairs).encode(), 1))
        self._count_64_at = self._file.tell()
        write(COUNT_64.pack(7, 16, 8, 2, 1, 0))
        write(_extension(20, b"UTF-8", 1))
        write(struct.pack("<ii", 999, 0))

    def _value_labels(self) -> Iterator[bytes]:
        """One set of labels for all the columns that share it."""
        sets: dict[tuple[tuple[int, str], ...], list[int]] = {}
        place = 1
        for column, width in zip(self._columns, self._units, strict=True):
            labels = (*column.value_labels, *column.missing_labels)
            if labels:
                sets.setdefault(labels, []).append(place)
            place += width
        for labels, columns in sets.items():
            yield struct.pack("<ii", 3, len(labels))
            for value, label in labels:
                text = _cut(label, LONGEST_VALUE_LABEL)
                length = (
                    len(text) + UNIT
                ) // UNIT * UNIT - 1  # with its byte of length whole units
                yield struct.pack("<dB", value, len(text)) + text.ljust(length)
            yield struct.pack(f"<ii{len(columns)}i", 4, len(columns), *columns)


def _units(column: Column) -> int:
    return -(-max(column.most, 1) // UNIT) if column.sort is Sort.TEXT else 1


def _short(number: int) -> str:
    """The eight-letter name that old versions show; the real one is in a record of its own."""
    return f"V{number}"


def _cut(text: str, longest: int) -> bytes:
    """At most ``longest`` bytes, ending with a whole letter."""
    data = text.encode()
    if len(data) <= longest:
        return data
    return data[: longest - 3].decode(errors="ignore").encode() + "…".encode()


def _header(title: str, at: datetime.datetime, units: int) -> bytes:
    utc = at.astimezone(datetime.UTC)
    return struct.pack(
        "<4s60siiiiid9s8s64s3x",
        b"$FL2",
        b"@(#) SPSS DATA FILE Runway".ljust(60),
        2,  # layout
        units,
        1,  # compressed by bytes
        0,  # no weights
        0,  # rows, once they are known
        float(BIAS),
        f"{utc.day:02d} {MONTHS[utc.month - 1]} {utc:%y}".encode(),
        utc.strftime("%H:%M:%S").encode(),
        _cut(title, 64).ljust(64),
    )


def _variable(column: Column, short: str, units: int) -> Iterator[bytes]:
    """The record of a column, and for a longer text one for each unit more."""
    is_text = column.sort is Sort.TEXT
    width = max(column.most, 1) if is_text else 0
    decimals = 4 if column.sort is Sort.DECIMAL else 0
    shown = (TEXT << 16 | width << 8) if is_text else (NUMBER << 16 | 8 << 8 | decimals)
    label = _cut(column.label, LONGEST_LABEL)
    missing = struct.pack("<2d", *MISSING_RANGE) if column.missing else b""
    yield struct.pack(
        "<6i8s", 2, width, 1, -2 if missing else 0, shown, shown, short.encode().ljust(UNIT)
    )
    yield struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4, b"\0") + missing
    for _ in range(units - 1):
        yield struct.pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * UNIT)


def _display(column: Column) -> bytes:
    is_text = column.sort is Sort.TEXT
    width = min(max(column.most, 8), 32) if is_text else 8
    return struct.pack("<3i", LEVELS[column.measure], width, LEFT if is_text else RIGHT)


def _extension(subtype: int, data: bytes, size: int) -> bytes:
    return struct.pack("<4i", 7, subtype, size, len(data) // size) + data


def _numbers(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Cells and commands of one column of numbers."""
    nothing = np.isnan(values)
    cells = np.where(nothing, SYSTEM_MISSING, values)
    small = (cells >= 1 - BIAS) & (cells <= 251 - BIAS) & (cells == np.rint(cells))
    commands = np.where(small, np.where(small, cells, 0) + BIAS, AS_IS)
    return cells, np.where(nothing, MISSING, commands).astype(np.uint8)


def _grouped(units: NDArray[np.uint8], commands: NDArray[np.uint8]) -> bytes:
    """Eight commands, then the units that they say follow, and so on."""
    groups = len(commands) // UNIT
    eights = np.concatenate(
        [commands.reshape(groups, 1, UNIT), units.reshape(groups, UNIT, UNIT)], axis=1
    )
    kept = np.ones((groups, UNIT + 1), np.bool_)
    kept[:, 1:] = commands.reshape(groups, UNIT) == AS_IS
    return eights[kept].tobytes()
