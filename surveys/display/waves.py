"""Waves and instruments as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core.words import many
from surveys.choices import WaveKind
from surveys.models import Wave
from surveys.rules.instrument import SCALE_NAMES, Instrument, Item, Kind

ANSWERED_HOW = {Kind.LIKERT: "agree or disagree", Kind.CHOICE: "one of", Kind.TEXT: "own words"}
# Of a wave, as those who run the programme say it; pupils read "your day".
WAVE_NAMES = {
    WaveKind.BEFORE: "Before the day",
    WaveKind.AFTER: "After the day",
    WaveKind.FOLLOW_UP: "Some months later",
    WaveKind.FOLLOW_UP_2: "About a year later",
}
ASKABLE = (WaveKind.BEFORE, WaveKind.AFTER, WaveKind.FOLLOW_UP)  # what an item list may name


@dataclass(frozen=True)
class WaveCard:
    """One wave: its questions, its window in words, and its address in full."""

    pk: int
    name: str
    version: str
    version_id: int
    is_validated: bool
    window: str
    address: str


@dataclass(frozen=True)
class ItemRow:
    """One question of an instrument, all in words."""

    number: int
    code: str
    text: str
    scale: str
    is_reversed: bool
    how: str
    options: tuple[tuple[int, str], ...]
    waves: str


def wave_address(wave: Wave) -> str:
    """Where pupils answer, in full."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('surveys:enter', args=[wave.link])}"


def wave_card(wave: Wave) -> WaveCard:
    """A wave with its version read along."""
    return WaveCard(
        pk=wave.pk,
        name=WAVE_NAMES[WaveKind(wave.kind)],
        version=str(wave.version),
        version_id=wave.version_id,
        is_validated=wave.version.is_validated,
        window=window_words(wave.opens_days, wave.closes_days),
        address=wave_address(wave),
    )


def window_words(opens: int, closes: int) -> str:
    """from 14 days before the day to the day itself."""
    return f"from {_point(opens)} to {_point(closes)}"


def _point(days: int) -> str:
    if days == 0:
        return "the day itself"
    return f"{many(abs(days), 'day,days')} {'before' if days < 0 else 'after'} the day"


def item_rows(instrument: Instrument) -> Iterable[ItemRow]:
    """Every question in order."""
    return [_item_row(item) for item in instrument.items]


def _item_row(item: Item) -> ItemRow:
    waves = [WAVE_NAMES[WaveKind(wave.value)].lower() for wave in item.waves]
    return ItemRow(
        number=item.position,
        code=item.code,
        text=item.text,
        scale=SCALE_NAMES.get(item.scale, item.scale),
        is_reversed=item.reverse,
        how=ANSWERED_HOW[item.kind],
        options=tuple((option.value, option.label) for option in item.options),
        waves="each time" if len(waves) == len(ASKABLE) else ", ".join(waves),
    )
