"""Lines of data files from packed records: cells of scales are looked up, not worked out anew."""

from collections.abc import Callable, Sequence
from operator import itemgetter

from reporting.rules.columns import ANSWERED, WaveFile, all_items, all_scales, asked
from surveys.rules.instrument import Instrument, Item
from surveys.rules.matching import MatchStatus, weakest
from surveys.rules.scoring import (
    WAVE_NOT_DONE,
    Flags,
    ScaleScore,
    csv_cells,
    scorer_for,
)


class ScaleCells:
    """From a record to the cells of its scales and index."""

    def __init__(self, instrument: Instrument, scales: Sequence[str], *, complete: bool) -> None:
        self._known: dict[str, str] = {}
        self._complete = complete
        self._scorer = scorer_for(instrument)
        self._scales = scales
        items = [i.position - 1 for n in instrument.scales for i in instrument.scales[n]]
        self._pick = _picker(items)

    def __call__(self, codes: str) -> str:
        key = self._pick(codes)
        found = self._known.get(key)
        if found is None:
            found = self._work_out(codes)
            if len(self._known) < 100_000:  # a memory that cannot grow with the export
                self._known[key] = found
        return found

    def _work_out(self, codes: str) -> str:
        scores = self._scorer.score(codes)
        nothing = ScaleScore(None, 0, None)
        cells = [self._scale(scores.scales.get(name, nothing)) for name in self._scales]
        return ",".join([*cells, number(scores.index)])

    def _scale(self, score: ScaleScore) -> str:
        shown = f"{number(score.mean)},{score.used}"
        return f"{shown},{number(score.complete)}" if self._complete else shown


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
