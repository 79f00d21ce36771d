"""What the pages of keying show: sheets that wait, questions with their keys, two keyings."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.access import Standing
from surveys.actions.paper.keying import keyings
from surveys.choices import WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import PaperSheet, Wave
from surveys.questionnaire import wave_by_link
from surveys.rules.answers import LONGEST_OWN_WORDS, Posted
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.keying import Key, as_posted, closed_questions, differing, keys_of


@dataclass(frozen=True)
class WaveRow:
    """The sheets of one survey."""

    pk: int
    name: str
    version: str
    once: int
    differ: int
    settled: int
    slips: str  # "3 of 1,250 answers differed (0.24%)"


@dataclass(frozen=True)
class WaitingRow:
    """A sheet that waits for its second keying, or to be settled."""

    pk: int
    code: str
    answered_on: datetime.date
    by: str
    differs: bool
    differing: int


@dataclass(frozen=True)
class ItemRow:
    """A question with its keys, or with room for own words."""

    number: int
    code: str
    text: str
    keys: tuple[tuple[Key, bool], ...]  # with whether it is chosen
    short: bool  # the keys alone are enough: a statement
    words: str = ""
    longest: int = LONGEST_OWN_WORDS


@dataclass(frozen=True)
class DifferingRow:
    """A question that two keyings answer differently."""

    item: ItemRow
    first: str
    second: str


def wave_rows(standing: Standing) -> list[WaveRow]:
    """Every survey of the programme in order of time; two queries, whatever is kept of it."""
    counted = {
        row["wave"]: row
        for row in PaperSheet.objects.visible_to(standing)
        .values("wave")
        .annotate(
            once=Count("pk", filter=Q(second_by=None, settled_on=None)),
            differ=Count("pk", filter=Q(second_by__isnull=False, settled_on=None)),
            settled=Count("pk", filter=Q(settled_on__isnull=False)),
            twice=Count("differing"),
            differing=Sum("differing", default=0),
        )
    }
    none = dict.fromkeys(("once", "differ", "settled", "twice", "differing"), 0)
    waves = Wave.objects.visible_to(standing).select_related("version").order_by("opens_days", "pk")
    return [_wave_row(wave, counted.get(wave.pk, none)) for wave in waves]


def _wave_row(wave: Wave, counted: Mapping[str, Any]) -> WaveRow:
    asked = counted["twice"] and closed_questions(wave_by_link(wave.link)[1], wave.kind)
    return WaveRow(
        pk=wave.pk,
        name=WAVE_NAMES[WaveKind(wave.kind)],
        version=str(wave.version),
        once=counted["once"],
        differ=counted["differ"],
        settled=counted["settled"],
        slips=slips_words(counted["differing"], counted["twice"] * asked),
    )


def slips_words(differing: int, keyed: int) -> str:
    """The error rate of keying in words; nothing before a sheet has been keyed twice."""
    if not keyed:
        return ""
    return f"{differing:,} of {keyed:,} answers differed ({100 * differing / keyed:.2f}%)"


def waiting_row(sheet: PaperSheet) -> WaitingRow:
    """A sheet with its participant and keyers read along."""
    return WaitingRow(
        pk=sheet.pk,
        code=show_code(sheet.participant.code),
        answered_on=sheet.answered_on,
        by=sheet.first_by.name,
        differs=sheet.second_by_id is not None,
        differing=sheet.differing or 0,
    )


def item_rows(instrument: Instrument, wave: str, posted: Mapping[str, str]) -> list[ItemRow]:
    """The questions of a sheet under their numbers, with what was posted before chosen."""
    asked = enumerate(instrument.items_for(wave), start=1)
    return [_item_row(item, number, posted.get(item.code, "")) for number, item in asked]


def _item_row(item: Item, number: int, said: str) -> ItemRow:
    closed = item.kind is not Kind.TEXT
    return ItemRow(
        number=number,
        code=item.code,
        text=item.text,
        keys=tuple((key, key.posted == said) for key in keys_of(item)) if closed else (),
        short=item.kind is Kind.LIKERT,
        words="" if closed else said,
    )


def differing_rows(
    instrument: Instrument, sheet: PaperSheet, posted: Mapping[str, str]
) -> list[DifferingRow]:
    """The questions that differ, in words; nothing is chosen before somebody has looked."""
    first, second = keyings(sheet)
    return side_by_side(instrument, sheet.wave.kind, first, second, posted)


def side_by_side(
    instrument: Instrument, kind: str, first: Posted, second: Posted, posted: Mapping[str, str]
) -> list[DifferingRow]:
    """The questions that two answer sets answer differently."""
    numbers = {item.code: n for n, item in enumerate(instrument.items_for(kind), start=1)}
    sides = [_said(instrument, kind, side) for side in (first, second)]
    return [
        DifferingRow(
            _item_row(item, numbers[item.code], posted.get(item.code, "")),
            *(side[item.code] for side in sides),
        )
        for item in differing(instrument, kind, first, second)
    ]


def _said(instrument: Instrument, kind: str, keyed: Posted) -> dict[str, str]:
    """Each answer of a keying in words: 3 Not sure."""
    found = {}
    for code, posted in as_posted(instrument, kind, keyed).items():
        item = instrument.by_code[code]
        if item.kind is Kind.TEXT:
            found[code] = posted or "no words"
        else:
            key = next(key for key in keys_of(item) if key.posted == posted)
            found[code] = f"{key.shown} {key.label}"
    return found
