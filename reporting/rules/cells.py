"""Cells of one wave from packed records, by looking up; each is bytes of a fixed width."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reporting.rules.column import WaveFile
from reporting.rules.columns import turned_items
from reporting.rules.packed import ANSWERED_ON, FILL, LANGUAGE, MATCHED, RECORD, SECONDS
from reporting.rules.person import ANSWERED, FLAGS
from surveys.rules.answers import DIGITS, Missing
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.scoring import (
    LEFT_BLANK,
    MORE_THAN_BLANKS,
    RATHER_NOT_SAY,
    UNDER_SECONDS,
    WAVE_NOT_DONE,
    needed,
    reverse,
)

Cells = NDArray[np.uint8]  # (rows, bytes)
Records = NDArray[np.uint8]  # (rows, items of the version): characters of packed records

_BLANK, _NOT_ASKED, _DECLINED = (
    ord(m.value) for m in (Missing.LEFT_BLANK, Missing.NOT_ASKED, Missing.RATHER_NOT_SAY)
)
LONGEST_CELL = 4  # bytes of an item's cell, its comma included: ",-99"


class WaveCells:
    """The cells of one wave, in the wide file or in the long one."""

    def __init__(
        self, wave: WaveFile, items: Sequence[Item], scales: Sequence[str], lead: str
    ) -> None:
        turned = turned_items(items)
        mode, _, matched, *_ = ANSWERED
        self._lead = np.frombuffer(lead.encode(), np.uint8)
        self._modes, self._matched = _by_letter(mode.words), _by_letter(matched.words)
        self._items = _ItemCells(wave.instrument, items, turned)
        self._scales = _ScaleCells(wave.instrument, scales)
        self._flags = _FlagCells(wave.instrument)
        gone = [WAVE_NOT_DONE] * (len(items) + len(turned))
        blank = [""] * (1 + len(ANSWERED))
        empty = [""] * (3 * len(scales) + 1 + len(FLAGS))
        self.not_done = "".join(f",{cell}" for cell in (*blank, *gone, *empty)).encode()

    def __call__(self, part: Cells, days: NDArray[np.int64]) -> Cells:
        """The cells of answer sets, given as ``packed`` has a wave's part; ``days`` are the dates
        from which theirs count, as numbers."""
        records = np.ascontiguousarray(part[:, RECORD:])
        comma = np.full((len(part), 1), ord(","), np.uint8)
        return np.concatenate(
            [
                np.broadcast_to(self._lead, (len(part), len(self._lead))),
                self._modes.take(part[:, 0], axis=0),
                comma,
                part[:, LANGUAGE:MATCHED],
                self._matched.take(part[:, MATCHED], axis=0),
                _whole_numbers(ordinals(part[:, ANSWERED_ON:SECONDS]) - days),
                comma,
                part[:, SECONDS:RECORD],
                self._items(records),
                self._scales(records),
                self._flags(records, part[:, SECONDS:RECORD]),
            ],
            axis=1,
        )


def ordinals(dates: Cells) -> NDArray[np.int64]:
    """Dates, written as 2027-03-14, as days since one and the same day.

    After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
    """
    digits = dates.astype(np.int64) - ord("0")
    year = digits[:, 0:4] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 5] * 10 + digits[:, 6], digits[:, 8] * 10 + digits[:, 9]
    year, month = np.where(month > 2, year, year - 1), (month + 9) % 12  # a year begins in March
    found: NDArray[np.int64] = (
        365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
    )
    return found


def _whole_numbers(values: NDArray[np.int64]) -> Cells:
    """Numbers of which few differ, as cells."""
    once, places = np.unique(values, return_inverse=True)
    cells: Cells = fixed([f",{value}" for value in once.tolist()]).take(places, axis=0)
    return cells


def _by_letter(words: Sequence[str]) -> Cells:
    """From a first letter to the cell with its word."""
    table = np.zeros((256, 1 + max(map(len, words))), np.uint8)
    for word in words:
        table[ord(word[0]), : len(word) + 1] = np.frombuffer(f",{word}".encode(), np.uint8)
    return table


def fixed(texts: Sequence[str]) -> Cells:
    """Texts in ASCII as rows of bytes of one width."""
    array = np.array(texts, dtype="S")
    return array.view(np.uint8).reshape(len(texts), array.itemsize)


def number(value: float | None) -> str:
    """A score as data files show it: four decimals, no trailing noughts, empty for none."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def quoted(text: str) -> str:
    """A text as one cell of a line of CSV."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


class _ItemCells:
    """Raw values, then turned ones; an item that this version has not is not asked."""

    def __init__(
        self, instrument: Instrument, items: Sequence[Item], turned: Sequence[Item]
    ) -> None:
        listed = [instrument.by_code.get(item.code) for item in (*items, *turned)]
        # The characters of a record are followed by one that says "not asked".
        unknown = len(instrument.items)
        self._places = np.array([i.position - 1 if i else unknown for i in listed], np.intp)
        raw = _item_table(None)
        tables = [raw] * len(items)
        tables += [_item_table(item) for item in listed[len(items) :]]
        self._tables = np.array(tables, np.uint32).reshape(-1)
        self._starts = 256 * np.arange(len(listed))

    def __call__(self, records: Records) -> Cells:
        asked_not = np.full((len(records), 1), _NOT_ASKED, np.uint8)
        characters = np.concatenate([records, asked_not], axis=1).take(self._places, axis=1)
        cells = self._tables.take(self._starts + characters)
        found: Cells = cells.view(np.uint8)
        return found.reshape(len(records), LONGEST_CELL * len(self._places))


def _item_table(turned: Item | None) -> NDArray[np.uint32]:
    """From a character of a record to four bytes: a comma and the value, turned if so wanted."""
    cells = {_BLANK: f",{LEFT_BLANK}", _DECLINED: f",{RATHER_NOT_SAY}"}
    for value, character in enumerate(DIGITS):
        if turned is None:
            cells[ord(character)] = f",{value}"
        elif turned.lowest <= value <= turned.highest:
            cells[ord(character)] = f",{reverse(value, turned.lowest, turned.highest)}"
    table = np.full(256, b",", dtype=f"S{LONGEST_CELL}")
    for place, cell in cells.items():
        table[place] = cell.encode()
    return table.view(np.uint32)


class _Scale:
    """One scale: from the sum and the number of its answered items to its three cells."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._places = np.array([item.position - 1 for item in items], np.intp)
        # One number holds both: how many were answered, times ``base``, plus their sum.
        base = 1 + sum(item.highest for item in items)
        table = np.zeros((len(items), 256), np.int32)
        for points, item in zip(table, items, strict=True):
            for value in range(item.lowest, item.highest + 1):
                turned = reverse(value, item.lowest, item.highest) if item.reverse else value
                points[ord(DIGITS[value])] = base + turned
        keys = [divmod(key, base) for key in range((len(items) + 1) * base)]
        of = len(items)
        means = [total / used if used and used >= needed(of) else None for used, total in keys]
        texts = [
            f",{number(mean)},{used},{number(mean) if used == of else ''}"
            for mean, (used, _) in zip(means, keys, strict=True)
        ]
        self.means = np.array([np.nan if mean is None else mean for mean in means])
        self._cells = fixed(texts)
        self._points, self._starts = table.reshape(-1), 256 * np.arange(of)

    def keys(self, records: Records) -> NDArray[np.int32]:
        picked = self._points.take(self._starts + records.take(self._places, axis=1))
        keys: NDArray[np.int32] = picked.sum(axis=1, dtype=np.int32)
        return keys

    def cells(self, keys: NDArray[np.int32]) -> Cells:
        return self._cells.take(keys, axis=0)


class _ScaleCells:
    """All scales of a file and the index; a scale that this version has not is empty."""

    def __init__(self, instrument: Instrument, scales: Sequence[str]) -> None:
        self._scales = {name: _Scale(instrument.scales.get(name, ())) for name in scales}
        self._index = instrument.index_scales
        self._seen: dict[float, bytes] = {}

    def __call__(self, records: Records) -> Cells:
        keys = {name: scale.keys(records) for name, scale in self._scales.items()}
        parts = [scale.cells(keys[name]) for name, scale in self._scales.items()]
        index = np.full(len(records), np.nan)
        if self._index:
            index[:] = 0.0
            for name in self._index:  # in this order, as ``scoring.index_of`` adds them up
                index += self._scales[name].means[keys[name]]
            index /= len(self._index)
        return np.concatenate([*parts, self._texts(index)], axis=1)

    def _texts(self, values: NDArray[np.float64]) -> Cells:
        once, places = np.unique(values, return_inverse=True)
        texts = np.array([self._text(value) for value in once.tolist()], dtype="S8")
        return texts[places].view(np.uint8).reshape(len(values), 8)

    def _text(self, value: float) -> bytes:
        return b"," if value != value else f",{number(value)}".encode()


class _FlagCells:
    """Signs of a careless record, as ``scoring.Scorer.flags`` defines them."""

    def __init__(self, instrument: Instrument) -> None:
        statements = [item for items in instrument.scales.values() for item in items]
        self._statements = np.array([i.position - 1 for i in statements], np.intp)
        self._least = max(-(-len(statements) // 2), 2)
        closed = [item for item in instrument.items if item.kind is not Kind.TEXT]
        self._closed = np.array([item.position - 1 for item in closed], np.intp)
        self._given = np.zeros(256, np.bool_)
        self._given[[ord(character) for character in DIGITS]] = True
        self._cells = fixed(
            [
                f",{same},{quick},{many}"
                for same in "01"
                for quick in ("", "0", "1")
                for many in "01"
            ]
        )

    def __call__(self, records: Records, seconds: Cells) -> Cells:
        characters = records.take(self._statements, axis=1)
        given = self._given[characters]
        lowest = np.where(given, characters, 255).min(axis=1, initial=255)
        highest = np.where(given, characters, 0).max(axis=1, initial=0)
        same = (given.sum(axis=1) >= self._least) & (lowest == highest)
        many = (records.take(self._closed, axis=1) == _BLANK).sum(axis=1) > MORE_THAN_BLANKS
        cells: Cells = self._cells.take(same * 6 + _quick(seconds) * 2 + many, axis=0)
        return cells


def _quick(seconds: Cells) -> NDArray[np.intp]:
    """Of seconds at the right of their field: 0 not known, 1 long enough, 2 quick."""
    assert UNDER_SECONDS < 100  # two digits tell
    tens, units = (np.where(seconds[:, at] == ord(FILL), 0, seconds[:, at] - 48) for at in (-2, -1))
    few = (seconds[:, -3] == ord(FILL)) & (10 * tens + units < UNDER_SECONDS)
    found: NDArray[np.intp] = np.where(seconds[:, -1] == ord(FILL), 0, 1 + few)
    return found
