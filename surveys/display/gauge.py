"""The match gauge: how many answers are expected, how many came, and how many make pairs."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.words import many, near_date
from surveys.choices import WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import Wave
from surveys.rules.codes import show_code
from surveys.rules.matching import Answered, Quality, match_waves, weakest
from surveys.rules.windows import deviations, window

NOTHING_YET = "–"
ALWAYS = (WaveKind.BEFORE, WaveKind.AFTER)  # shown also before they open


class Given(NamedTuple):
    """One answer set: its row, its wave, how it found its code, days from the day."""

    response: int
    kind: str
    matched: str
    days: int


@dataclass(frozen=True)
class Holder:
    """A study code: whose school, whether an answer is awaited, what came, which group drives."""

    participant: int
    school: str
    code: str
    awaited: bool
    given: Sequence[Given] = ()
    turn: str = ""  # "group B, 10:15am", where the day has a plan

    @property
    def kinds(self) -> set[str]:
        return {given.kind for given in self.given}


@dataclass(frozen=True)
class Asked:
    """A wave as the gauge of one day or group sees it."""

    kind: str
    is_open: bool
    until: datetime.date


@dataclass(frozen=True)
class WaveRow:
    """One wave of one school; pairs are answers with one before, by the weaker of the two codes."""

    name: str
    expected: int
    came: int
    is_later: bool
    paired: int
    matched: str
    exact: int
    corrected: int
    by_hand: int
    off: int  # answered at a time that is not the protocol's


@dataclass(frozen=True)
class TurnToCome:
    """Who drives together: how many of them have not answered, and by which codes."""

    label: str
    count: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ToCome:
    """What is still to come of an open wave: "4 to come before the day"."""

    side: str
    until: str
    count: int
    turns: tuple[TurnToCome, ...]


@dataclass(frozen=True)
class SchoolRow:
    """One school on one day, or one comparison group."""

    name: str
    without_code: int
    waves: tuple[WaveRow, ...]
    to_come: tuple[ToCome, ...]
    deviations: tuple[str, ...]


def asked_waves(
    waves: Iterable[Wave], *, arm: str, counts_from: datetime.date, today: datetime.date
) -> list[Asked]:
    """The waves of an arm whose window has opened by today, counted from a day."""
    found = []
    for wave in waves:
        opens, closes = window(counts_from, wave.opens_days, wave.closes_days)
        if wave.asks(arm) and opens <= today:
            found.append(Asked(wave.kind, today <= closes, closes))
    return found


def school_rows(
    holders: Collection[Holder],
    expected: Mapping[str, int],
    without_code: Mapping[str, int],
    asked: Sequence[Asked],
    *,
    with_codes: bool,
) -> list[SchoolRow]:
    """A row for each school by name; codes only ``with_codes``, for those who may see them."""
    of_school: dict[str, list[Holder]] = defaultdict(list)
    for holder in holders:
        of_school[holder.school].append(holder)
    kinds = _kinds(holders, asked)
    return [
        SchoolRow(
            name=name,
            without_code=without_code.get(name, 0),
            waves=tuple(wave_rows(of_school[name], expected.get(name, 0), kinds)),
            to_come=tuple(_to_come(of_school[name], asked, with_codes)),
            deviations=tuple(_deviations(of_school[name])),
        )
        for name in sorted({*expected, *of_school})
    ]


def _kinds(holders: Iterable[Holder], asked: Iterable[Asked]) -> list[WaveKind]:
    found = {*ALWAYS, *(wave.kind for wave in asked), *(k for h in holders for k in h.kinds)}
    return [kind for kind in WaveKind if kind in found]


def wave_rows(
    holders: Collection[Holder], expected: int, kinds: Iterable[WaveKind]
) -> Iterator[WaveRow]:
    """A row for each wave, in the order of time."""
    matching = match_waves(
        Answered(given.response, holder.participant, given.kind, given.matched)
        for holder in holders
        for given in holder.given
    )
    came = Counter(given.kind for holder in holders for given in holder.given)
    off = Counter(given.kind for holder in holders for given in holder.given if _is_off(given))
    for kind in kinds:
        pairs = Counter(weakest((a.quality, b.quality)) for a, b in matching.changes(kind))
        yield WaveRow(
            name=WAVE_NAMES[kind],
            expected=expected,
            came=came[kind],
            is_later=kind != WaveKind.BEFORE,
            paired=pairs.total(),
            matched=matched_words(pairs.total(), came[kind]),
            exact=pairs[Quality.EXACT],
            corrected=pairs[Quality.CORRECTED],
            by_hand=pairs[Quality.BY_HAND],
            off=off[kind],
        )


def matched_words(paired: int, came: int) -> str:
    """Of the answers of a later wave, how many have one before: 86%; a dash before any came."""
    return f"{100 * paired // came}%" if came else NOTHING_YET


def all_rows(schools: Sequence[SchoolRow]) -> list[WaveRow]:
    """All schools of a day together, wave by wave."""
    return [_added(rows) for rows in zip(*(school.waves for school in schools), strict=True)]


def _added(rows: Sequence[WaveRow]) -> WaveRow:
    came, paired = sum(row.came for row in rows), sum(row.paired for row in rows)
    return WaveRow(
        name=rows[0].name,
        expected=sum(row.expected for row in rows),
        came=came,
        is_later=rows[0].is_later,
        paired=paired,
        matched=matched_words(paired, came),
        exact=sum(row.exact for row in rows),
        corrected=sum(row.corrected for row in rows),
        by_hand=sum(row.by_hand for row in rows),
        off=sum(row.off for row in rows),
    )


def _is_off(given: Given) -> bool:
    return any(deviations(given.kind, given.days))


def _deviations(holders: Iterable[Holder]) -> Iterator[str]:
    """ "2 answered on the day itself, not before it." """
    counted = Counter(
        said for h in holders for given in h.given for said in deviations(given.kind, given.days)
    )
    for said, number in sorted(counted.items()):
        yield f"{number} {said[:1].lower()}{said[1:]}"


def _to_come(
    holders: Collection[Holder], asked: Iterable[Asked], with_codes: bool
) -> Iterator[ToCome]:
    for wave in asked:
        waited = [h for h in holders if h.awaited and wave.kind not in h.kinds]
        if not wave.is_open or not waited:
            continue
        turns: dict[str, list[str]] = defaultdict(list)
        for holder in sorted(waited, key=lambda h: (h.turn, h.code)):
            turns[holder.turn].append(show_code(holder.code))
        yield ToCome(
            side=WAVE_NAMES[WaveKind(wave.kind)].lower(),
            until=f"until {near_date(wave.until)}",
            count=len(waited),
            turns=tuple(
                TurnToCome(label, len(codes), tuple(codes) if with_codes else ())
                for label, codes in turns.items()
            ),
        )


def codes_shown(schools: Iterable[SchoolRow]) -> int:
    """How many codes stand on the page, for the record."""
    return sum(len(turn.codes) for s in schools for wave in s.to_come for turn in wave.turns)


# --- what is still to come, over all days ---------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """What is still to come for one day: "11 surveys to come before Tuesday 12 May"."""

    pk: int
    text: str
    until: str
    closes: datetime.date


def need(pk: int, date: datetime.date, missing: int, kind: str, closes: datetime.date) -> Need:
    """What is still to come for a day in one wave, and until when."""
    surveys = many(missing, "survey,surveys")
    later = {WaveKind.FOLLOW_UP: "some months after", WaveKind.FOLLOW_UP_2: "about a year after"}
    side = "before" if kind == WaveKind.BEFORE else later.get(WaveKind(kind), "after")
    text = f"{surveys} to come {side} {near_date(date)}"
    until = f"until {near_date(closes)}" if closes != date else ""
    return Need(pk, text, until, closes)
