"""Lines of data files from packed records: blocks of rows become cells by looking up, not by loops.

Cells are bytes of a fixed width, each after its comma and filled up with noughts (byte 0), so that
a block of rows is one array; without the noughts it is a block of CSV.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from reporting.rules.cells import Cells, WaveCells, fixed, ordinals, quoted
from reporting.rules.column import WaveFile
from reporting.rules.columns import all_items, all_scales, asked
from reporting.rules.packed import FILL, HEAD, MATCHED, PERSON, RECORD
from reporting.rules.person import ANSWERED
from surveys.rules.instrument import WaveKind
from surveys.rules.matching import MatchStatus, weakest


class _Rows:
    """A block of participants as the database hands them over."""

    def __init__(self, rows: Sequence[str], files: Sequence[WaveFile]) -> None:
        block = np.frombuffer("".join(rows).encode("ascii"), np.uint8).reshape(len(rows), -1)
        self.heads, self.parts = block[:, :HEAD], []
        self.days = ordinals(block[:, HEAD:PERSON])
        begins = PERSON
        for wave in files:
            ends = begins + RECORD + len(wave.instrument.items)
            self.parts.append(block[:, begins:ends])
            begins = ends
        assert begins == block.shape[1]  # a record of another width would shift all that follows
        self.matched = np.array([part[:, MATCHED] for part in self.parts], np.uint8)
        self.done = self.matched != ord(FILL)


class WideLines:
    """From a block of participants to its lines of the wide file."""

    def __init__(self, files: Sequence[WaveFile]) -> None:
        self._files, self._statuses = files, _Statuses(files)
        self._cells = [
            WaveCells(wave, asked(wave), list(wave.instrument.scales), f",{quoted(wave.version)}")
            for wave in files
        ]

    def __call__(self, rows: Sequence[str]) -> bytes:
        block = _Rows(rows, self._files)
        parts = [block.heads, self._statuses(block.matched)]
        for cells, part, done in zip(self._cells, block.parts, block.done, strict=True):
            parts.append(_filled(cells(part[done], block.days[done]), done, cells.not_done))
        return _as_csv(parts)


class LongLines:
    """From a block of participants to its lines of the long file, one an answer set."""

    def __init__(self, files: Sequence[WaveFile]) -> None:
        self._files, self._statuses = files, _Statuses(files)
        items, scales = all_items(files), all_scales(files)
        self._cells = [
            WaveCells(wave, items, scales, f",{wave.kind},{quoted(wave.version)}") for wave in files
        ]

    def __call__(self, rows: Sequence[str]) -> bytes:
        block = _Rows(rows, self._files)
        person = np.concatenate([block.heads, self._statuses(block.matched)], axis=1)
        found = [
            cells(part[done], block.days[done])
            for cells, part, done in zip(self._cells, block.parts, block.done, strict=True)
        ]
        width = max((part.shape[1] for part in found), default=0)
        lines = np.zeros((len(rows), len(found), width), np.uint8)
        for n, (part, done) in enumerate(zip(found, block.done, strict=True)):
            lines[done, n, : part.shape[1]] = part
        times = block.done.sum(axis=0, dtype=np.intp)
        return _as_csv([np.repeat(person, times, axis=0), lines[block.done.T]])


def _filled(cells: Cells, done: NDArray[np.bool_], not_done: bytes) -> Cells:
    """Rows of all participants: the cells where the wave was done, ``not_done`` elsewhere."""
    if done.all():
        return cells
    rest = np.frombuffer(not_done, np.uint8)
    whole = np.zeros((len(done), max(cells.shape[1], len(rest))), np.uint8)
    whole[done, : cells.shape[1]] = cells
    whole[~done, : len(rest)] = rest
    return whole


def _as_csv(parts: Sequence[Cells]) -> bytes:
    """Rows of cells as lines: what stands side by side, without what only fills up."""
    end = np.full((len(parts[0]), 1), ord("\n"), np.uint8)
    lines = np.concatenate([*parts, end], axis=1).tobytes()
    return lines.translate(None, b"\0" + FILL.encode())


class _Statuses:
    """From how each wave of the participants matched to the cell that says it."""

    def __init__(self, files: Sequence[WaveFile]) -> None:
        letters = {None: FILL} | {word: word[0] for word in ANSWERED[2].words}
        before = bool(files) and files[0].kind == WaveKind.BEFORE
        self._digits = np.zeros(256, np.intp)
        for digit, letter in enumerate(letters.values()):
            self._digits[ord(letter)] = digit
        self._base = len(letters)
        self._cells = fixed(
            [
                f",{match_status(*((ways[0], ways[1:]) if before else (None, ways)))}"
                for ways in product(letters, repeat=len(files))
            ]
        )

    def __call__(self, matched: NDArray[np.uint8]) -> Cells:
        place = np.zeros(matched.shape[1], np.intp)
        for letters in matched:
            place = place * self._base + self._digits.take(letters)
        cells: Cells = self._cells.take(place, axis=0)
        return cells


def match_status(before: str | None, later: Sequence[str | None]) -> str:
    """What an export says of one participant: ``matching.match_waves`` for waves that the
    database holds once each, where nothing can be doubtful."""
    given = [matched for matched in later if matched is not None]
    if before is None:
        return MatchStatus.LATER_ONLY.value if given else "NONE"
    if not given:
        return MatchStatus.BEFORE_ONLY.value
    return f"PAIR_{weakest([before, *given]).value}"
