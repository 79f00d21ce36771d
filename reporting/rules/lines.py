"""Lines of data files from packed records: cells of scales are looked up, not worked out anew."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import itemgetter

from reporting.rules.columns import ANSWERED, WaveFile, all_items, all_scales, asked
from surveys.rules.instrument import Instrument, Item
from surveys.rules.matching import MatchStatus, weakest
from surveys.rules.scoring import (
    WAVE_NOT_DONE,
    Flags,
    ScaleScore,
    csv_cells,
    index_of,
    scorer_for,
)

MOST_KEPT = 50_000  # entries of one scale's table: it must not grow with the export


class _ScaleTable(dict[str, tuple[str, float | None]]):
    """From the characters of one scale's items to its cells and mean, worked out when first met.

    A scale has a handful of items, so a table has some thousand entries at most; whole records
    hardly ever repeat.
    """

    def __init__(self, instrument: Instrument, name: str, *, complete: bool) -> None:
        super().__init__()
        self.places = [i.position - 1 for i in instrument.scales.get(name, ())]
        self._name, self._complete = name, complete
        self._scorer, self._width = scorer_for(instrument), len(instrument.items)

    def __missing__(self, key: str) -> tuple[str, float | None]:
        if len(self) >= MOST_KEPT:
            self.clear()
        record = ["."] * self._width
        for place, character in zip(self.places, key, strict=True):
            record[place] = character
        nothing = ScaleScore(None, 0, None)
        score = self._scorer.score("".join(record)).scales.get(self._name, nothing)
        text = f"{number(score.mean)},{score.used}"
        if self._complete:
            text += f",{number(score.complete)}"
        self[key] = text, score.mean
        return text, score.mean


class ScaleCells:
    """From a record to the cells of its scales and index."""

    def __init__(self, instrument: Instrument, scales: Sequence[str], *, complete: bool) -> None:
        tables = [_ScaleTable(instrument, name, complete=complete) for name in scales]
        self._pick = _picker([place for table in tables for place in table.places])
        ends = list(accumulate(len(table.places) for table in tables))
        self._tables = [
            (table, slice(end - len(table.places), end))
            for table, end in zip(tables, ends, strict=True)
        ]
        self._index = [scales.index(name) for name in instrument.index_scales]

    def __call__(self, codes: str) -> str:
        key = self._pick(codes)
        found = [table[key[part]] for table, part in self._tables]
        index = number(index_of([found[n][1] for n in self._index])) if self._index else ""
        return ",".join([*(text for text, _ in found), index])


class WideCells:
    """The cells of one wave in the wide file."""

    def __init__(self, wave: WaveFile) -> None:
        items = [item.position - 1 for item in asked(wave)]
        scales = list(wave.instrument.scales)
        self._pick = _picker(items)
        self._scales = ScaleCells(wave.instrument, scales, complete=False)
        self._version = quoted(wave.version)
        blanks = [""] * (1 + len(ANSWERED)) + [str(WAVE_NOT_DONE)] * len(items)
        self.not_done = ",".join([*blanks, *([""] * (2 * len(scales) + 1))])

    def __call__(self, answered: str, codes: str) -> str:
        items = csv_cells(self._pick(codes))
        return f"{self._version},{answered},{items},{self._scales(codes)}"


class LongCells:
    """The cells of one answer set in the long file, whatever its wave's version."""

    def __init__(self, wave: WaveFile, waves: Sequence[WaveFile]) -> None:
        items = all_items(waves)
        self._head = f"{wave.kind},{quoted(wave.version)}"
        self._raw = _codes_of(wave.instrument, items)
        self._turned = _codes_of(wave.instrument, [item for item in items if item.reverse])
        self._scales = ScaleCells(wave.instrument, all_scales(waves), complete=True)
        self._scorer = scorer_for(wave.instrument)

    def __call__(self, answered: str, codes: str, seconds: int | None) -> str:
        turned = self._turned(self._scorer.recoded(codes))
        cells = [
            self._head,
            answered,
            csv_cells(self._raw(codes)),
            *([csv_cells(turned)] if turned else []),
            self._scales(codes),
            _flags(self._scorer.flags(codes, seconds)),
        ]
        return ",".join(cells)


def match_status(before: str | None, later: Sequence[str | None]) -> str:
    """What an export says of one participant: ``matching.match_waves`` for waves that the
    database holds once each, where nothing can be doubtful."""
    given = [matched for matched in later if matched is not None]
    if before is None:
        return MatchStatus.LATER_ONLY.value if given else "NONE"
    if not given:
        return MatchStatus.BEFORE_ONLY.value
    return f"PAIR_{weakest([before, *given]).value}"


def number(value: float | None) -> str:
    """A score as data files show it: four decimals, no trailing noughts, empty for none."""
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def quoted(text: str) -> str:
    """A text as one cell of a line of CSV."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


def _flags(flags: Flags) -> str:
    quick = "" if flags.quick is None else str(int(flags.quick))
    return f"{int(flags.same_answer)},{quick},{int(flags.many_blanks)}"


def _codes_of(instrument: Instrument, items: Sequence[Item]) -> Callable[[str], str]:
    """Pick items by code out of a record; an item that this version has not is not asked."""
    places = [
        instrument.by_code[i.code].position - 1 if i.code in instrument.by_code else -1
        for i in items
    ]
    if -1 not in places:
        return _picker(places)
    return lambda codes: "".join("-" if at < 0 else codes[at] for at in places)


def _picker(places: Sequence[int]) -> Callable[[str], str]:
    if len(places) < 2:
        return lambda codes: "".join(codes[at] for at in places)
    if list(places) == list(range(places[0], places[-1] + 1)):
        first, last = places[0], places[-1] + 1
        return lambda codes: codes[first:last]
    pick = itemgetter(*places)
    return lambda codes: "".join(pick(codes))
