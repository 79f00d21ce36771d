"""Waves as their pages show them."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core.words import many
from surveys.choices import WaveKind
from surveys.models import Wave

# Of a wave, as those who run the programme say it; pupils read "your day".
WAVE_NAMES = {
    WaveKind.BEFORE: "Before the day",
    WaveKind.AFTER: "After the day",
    WaveKind.FOLLOW_UP: "Some months later",
    WaveKind.FOLLOW_UP_2: "About a year later",
}


@dataclass(frozen=True)
class WaveCard:
    """One wave: its questions, its window in words, and its address in full."""

    pk: int
    name: str
    version: str
    version_id: int
    is_validated: bool
    window: str
    who: str
    address: str


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
        who=who_words(wave),
        address=wave_address(wave),
    )


def who_words(wave: Wave) -> str:
    """Who is expected to answer, in a few words."""
    if wave.asks_day and wave.asks_waiting:
        return "pupils with a day, and the comparison group"
    return "pupils with a day" if wave.asks_day else "the comparison group"


def window_words(opens: int, closes: int) -> str:
    """from 14 days before the day to the day itself."""
    return f"from {_point(opens)} to {_point(closes)}"


def _point(days: int) -> str:
    if days == 0:
        return "the day itself"
    return f"{many(abs(days), 'day,days')} {'before' if days < 0 else 'after'} the day"
