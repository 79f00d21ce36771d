"""What the surveys show: paired change of each scale, and when pupils plan to learn to drive.

Reading 60,000 pairs takes about two seconds, so the result is kept for an hour.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from programmes.models import Programme
from reporting.report.delivered import Delivered, held_days
from sessions.choices import Consent
from surveys.choices import WaveKind
from surveys.models import Response, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.answers import DIGITS
from surveys.rules.change import PairedChange, paired_change
from surveys.rules.instrument import Instrument, Item
from surveys.rules.scoring import scorer_for

HOUR = 3600
LAYOUT = 1  # of what is kept: a number more whenever a class below changes
BLOCK = 5_000
PLANS_ITEM = "lic1"
INDEX = "INDEX"

Pair = tuple[float | None, float | None]


@dataclass(frozen=True)
class ScaleResult:
    """The change on one scale; ``span`` are its lowest and highest point."""

    code: str
    change: PairedChange
    span: tuple[int, int]


@dataclass(frozen=True)
class Plans:
    """When pupils plan to start to learn: counts by option, of those who chose one both times.

    ``soonest`` is the change of who chooses the first option, "As soon as I turn 17"; ``gained``
    choose it only after, ``lost`` only before.
    """

    options: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    soonest: PairedChange
    gained: int
    lost: int


@dataclass(frozen=True)
class SurveyResult:
    """All that is worked out from answers, unsuppressed: for this package only."""

    scales: tuple[ScaleResult, ...]
    plans: Plans | None
    is_validated: bool
    worked_out_at: datetime.datetime


def survey_result(
    programme: Programme, sums: Delivered, today: datetime.date, now: datetime.datetime
) -> SurveyResult:
    """The result for these sums of answers: kept, or worked out anew when answers have come."""
    counts = f"{sums.expected}-{sums.before}-{sums.after}-{sums.paired}"
    key = f"report-survey:{LAYOUT}:{programme.pk}:{today}:{counts}"
    found: SurveyResult | None = cache.get(key)
    if found is None:
        found = work_out(programme, today, now)
        cache.set(key, found, HOUR)
    return found


def work_out(programme: Programme, today: datetime.date, now: datetime.datetime) -> SurveyResult:
    """Read all pairs of days held in one stream, and describe what differs."""
    waves = {
        wave.kind: wave
        for wave in Wave.objects.filter(
            programme=programme, kind__in=(WaveKind.BEFORE, WaveKind.AFTER)
        ).select_related("version")
    }
    if len(waves) < 2:
        return SurveyResult((), None, False, now)
    before, after = waves[WaveKind.BEFORE], waves[WaveKind.AFTER]
    instruments = {v: instrument_of(v) for v in {before.version_id, after.version_id}}
    asked = instruments[before.version_id], instruments[after.version_id]
    records = list(_pairs(before, after, today))
    return SurveyResult(
        scales=tuple(_scales(asked, records)),
        plans=_plans(asked, records),
        is_validated=before.version.is_validated and after.version.is_validated,
        worked_out_at=now,
    )


def _pairs(before: Wave, after: Wave, today: datetime.date) -> Iterator[tuple[str, str]]:
    """Packed records (before, after) of days held, without those who refuse the survey now."""
    held = held_days(today, "participant__session__")
    pairs = (
        Response.objects.filter(held, wave=before, participant__response__wave=after)
        .exclude(participant__codekey__place__consent_survey=Consent.NO)
        .values_list("codes", "participant__response__codes")
    )
    return pairs.iterator(chunk_size=BLOCK)


# --- scales ---------------------------------------------------------------------------------------


def comparable(name: str, before: Instrument, after: Instrument) -> bool:
    """Whether both versions ask a scale with the same words, answers and turning."""
    return _asked(before.scales.get(name, ())) == _asked(after.scales.get(name, ()))


def _asked(items: Sequence[Item]) -> list[tuple[object, ...]]:
    return [(item.code, item.text, item.reverse, item.options) for item in items]


def _scales(
    asked: tuple[Instrument, Instrument], records: Sequence[tuple[str, str]]
) -> Iterator[ScaleResult]:
    before, after = (scorer_for(instrument) for instrument in asked)
    names = [name for name in asked[0].scales if comparable(name, *asked)]
    with_index = bool(asked[0].index_scales) and set(asked[0].index_scales) <= set(names)
    pairs: dict[str, list[Pair]] = {name: [] for name in (*names, INDEX)}
    for early, late in records:
        was, now = before.score(early), after.score(late)
        for name in names:
            pairs[name].append((was.scales[name].mean, now.scales[name].mean))
        if with_index:
            pairs[INDEX].append((was.index, now.index))
    for name in names:
        first = asked[0].scales[name][0]
        yield ScaleResult(name, paired_change(pairs[name]), (first.lowest, first.highest))
    if with_index:
        first = asked[0].scales[asked[0].index_scales[0]][0]
        yield ScaleResult(INDEX, paired_change(pairs[INDEX]), (first.lowest, first.highest))


# --- when they plan to learn ----------------------------------------------------------------------


def _plans(
    asked: tuple[Instrument, Instrument], records: Sequence[tuple[str, str]]
) -> Plans | None:
    items = [instrument.by_code.get(PLANS_ITEM) for instrument in asked]
    if items[0] is None or items[1] is None or _asked([items[0]]) != _asked([items[1]]):
        return None
    said = _said(items[0].position - 1, items[1].position - 1, records)
    early, late = Counter(was for was, _ in said), Counter(now for _, now in said)
    options = items[0].options
    first = options[0].value
    return Plans(
        options=tuple(option.label for option in options),
        before=tuple(early[option.value] for option in options),
        after=tuple(late[option.value] for option in options),
        soonest=paired_change((float(was == first), float(now == first)) for was, now in said),
        gained=sum(now == first != was for was, now in said),
        lost=sum(was == first != now for was, now in said),
    )


def _said(was: int, now: int, records: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    """Values of those who chose an option both times."""
    both = ((early[was], late[now]) for early, late in records)
    return [(int(e, 36), int(n, 36)) for e, n in both if e in DIGITS and n in DIGITS]
