"""Scores from packed records: reversal, scale means, the index, quality flags, missing codes.

A scale's score depends only on the few characters of its items, so each scale keeps a table from
those characters to their score. The tables fill as records come and make a record cost a few
look-ups.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum
from operator import itemgetter
from typing import NamedTuple

from surveys.rules.answers import DIGITS, Missing
from surveys.rules.instrument import Instrument, Item, Kind

UNDER_SECONDS = 45
MORE_THAN_BLANKS = 5

RATHER_NOT_SAY = -99
LEFT_BLANK = -98
WAVE_NOT_DONE = -97
MISSING_LABELS: Mapping[int, str] = {
    RATHER_NOT_SAY: "rather not say",
    LEFT_BLANK: "left blank",
    WAVE_NOT_DONE: "wave not done",
}

# An answer set can be of any size; the table of one scale must not grow with it.
_TABLE_LIMIT = 50_000


class ScaleScore(NamedTuple):
    """A scale of one record: `mean` of the answered items when enough are, `used` how many,
    `complete` the mean only when every item is answered."""

    mean: float | None
    used: int
    complete: float | None


class Flags(NamedTuple):
    """Signs of a careless record; exported, never used to leave one out. None is not known."""

    same_answer: bool
    quick: bool | None
    many_blanks: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one record; the scales are in the instrument's order."""

    scales: dict[str, ScaleScore]
    index: float | None
    flags: Flags


def reverse(value: int, lowest: int, highest: int) -> int:
    """Turn a value round on its scale: min + max - x."""
    return lowest + highest - value


def needed(items: int) -> int:
    """How many of a scale's items must be answered: two thirds, so 3 of 4 and 2 of 3."""
    return -(-2 * items // 3)


class Scorer:
    """Scores the records of one instrument; make it once and use it for many records."""

    def __init__(self, instrument: Instrument) -> None:
        scales = instrument.scales
        self._tables = {name: _ScaleTable(items) for name, items in scales.items()}
        self._index_scales = instrument.index_scales
        statements = [item for items in scales.values() for item in items]
        self._statements = _characters(statements)
        self._half = -(-len(statements) // 2)
        self._closed = _characters([i for i in instrument.items if i.kind is not Kind.TEXT])
        self._recode = _recoding(instrument)

    def score(self, codes: str, seconds: int | None = None) -> Scores:
        """Score one packed record; `seconds` is the time taken, None where it is not known."""
        scales = {name: table[table.pick(codes)] for name, table in self._tables.items()}
        return Scores(scales, self._index(scales), self.flags(codes, seconds))

    def flags(self, codes: str, seconds: int | None = None) -> Flags:
        """Say whether all answered statements have one raw answer (at least half of them are
        answered), whether it took under 45 seconds, and whether more than 5 were left blank."""
        given = self._statements(codes).translate(_WITHOUT_MISSING)
        return Flags(
            same_answer=len(given) >= max(self._half, 2) and given == given[0] * len(given),
            quick=None if seconds is None else seconds < UNDER_SECONDS,
            many_blanks=self._closed(codes).count(Missing.LEFT_BLANK.value) > MORE_THAN_BLANKS,
        )

    def recoded(self, codes: str) -> str:
        """Return the record with its reversed items turned round, missing characters as they are;
        a harmless twin for the `_r` columns."""
        return self._recode(codes)

    def _index(self, scales: Mapping[str, ScaleScore]) -> float | None:
        if not self._index_scales:
            return None
        return index_of([scales[name].mean for name in self._index_scales])


def index_of(means: Sequence[float | None]) -> float | None:
    """Return the mean of the scales of the index, given in its order; None where one is."""
    total = 0.0
    for mean in means:
        if mean is None:
            return None
        total += mean
    return total / len(means)


@lru_cache(maxsize=16)
def scorer_for(instrument: Instrument) -> Scorer:
    """Return the scorer of an instrument, kept between calls."""
    return Scorer(instrument)


def csv_cells(codes: str) -> str:
    """Return a record as cells of a CSV line: 4..-!A becomes 4,-98,-98,,-99,10."""
    joined = ",".join(codes)
    if codes.isdecimal():
        return joined
    joined = joined.replace("-", "").replace("!", "-99").replace(".", "-98")
    return joined.translate(_LETTERS) if any(c in codes for c in DIGITS[10:]) else joined


_LETTERS = {ord(DIGITS[value]): str(value) for value in range(10, len(DIGITS))}
_WITHOUT_MISSING = {ord(missing.value): None for missing in Missing}


class _ScaleTable(dict[str, ScaleScore]):
    """From the characters of a scale's items to their score, filled as they are met."""

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self.pick = _characters(items)
        self._items = [(item.reverse, item.lowest, item.highest) for item in items]

    def __missing__(self, key: str) -> ScaleScore:
        if len(self) >= _TABLE_LIMIT:
            self.clear()
        score = self[key] = self._score(key)
        return score

    def _score(self, key: str) -> ScaleScore:
        values = [
            reverse(int(c, 36), lowest, highest) if turned else int(c, 36)
            for c, (turned, lowest, highest) in zip(key, self._items, strict=True)
            if c in DIGITS
        ]
        used, of = len(values), len(self._items)
        mean = fsum(values) / used if used >= needed(of) else None
        return ScaleScore(mean, used, mean if used == of else None)


def _characters(items: Iterable[Item]) -> Callable[[str], str]:
    """Return a function that picks the characters of these items out of a record."""
    return _pick([item.position - 1 for item in items])


def _pick(places: Sequence[int]) -> Callable[[str], str]:
    if not places:
        return lambda codes: ""
    if places == list(range(places[0], places[-1] + 1)):
        stretch = slice(places[0], places[-1] + 1)
        return lambda codes: codes[stretch]
    get = itemgetter(*places)
    return lambda codes: "".join(get(codes))


def _recoding(instrument: Instrument) -> Callable[[str], str]:
    """Return a function from a record to its recoded twin.

    The record is laid beside one turned copy for each range of values; each item then takes its
    character from the copy it needs.
    """
    spans = list(dict.fromkeys((i.lowest, i.highest) for i in instrument.items if i.reverse))
    turned = [_turning(lowest, highest) for lowest, highest in spans]
    width = len(instrument.items)
    pick = _pick(
        [
            at + (width * (spans.index((item.lowest, item.highest)) + 1) if item.reverse else 0)
            for at, item in enumerate(instrument.items)
        ]
    )
    return lambda codes: pick("".join([codes, *(codes.translate(table) for table in turned)]))


def _turning(lowest: int, highest: int) -> dict[int, str]:
    values = range(lowest, highest + 1)
    return {ord(DIGITS[value]): DIGITS[reverse(value, lowest, highest)] for value in values}
