"""A version as plain values, kept in the process: a frozen version never changes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.models import Item, ItemText, Scale, Wave
from surveys.rules.instrument import Instrument, ScaleUse, make_item
from surveys.rules.instrument import Scale as NamedScale
from surveys.rules.translations import ItemWords, Words, is_complete, translated

SECONDS = 60  # how long a wave's window may be old in another worker
MOST = 500  # waves kept; more than a server has open at a time

# A plain dictionary, not Django's cache: that one pickles, which costs more than a whole page.
_kept: dict[str, tuple[float, Wave, Instrument]] = {}


@dataclass(frozen=True)
class Spoken:
    """A version in one language: its words, and the instrument with them put in."""

    words: Words
    instrument: Instrument


_spoken: dict[int, tuple[float, Mapping[str, Spoken]]] = {}


def wave_by_link(link: str) -> tuple[Wave, Instrument]:
    """A wave with its instrument, from the process's memory for up to a minute.

    Raises ``Wave.DoesNotExist``. The wave is shared by all threads: nobody may change it.
    """
    found = _kept.get(link)
    if found is None or found[0] < time.monotonic():
        wave = Wave.objects.select_related("version", "programme").get(link=link)
        found = time.monotonic() + SECONDS, wave, instrument_of(wave.version_id)
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[link] = found
    return found[1], found[2]


def forget_wave(link: str) -> None:
    """Let this process read a wave anew, because it was changed."""
    _kept.pop(link, None)


def instrument_of(version_id: int) -> Instrument:
    """The items of a version, in order, as the rules take them."""
    rows = Item.objects.filter(version=version_id).in_order()
    named = Scale.objects.filter(version=version_id).order_by("pk")
    return Instrument(
        tuple(
            make_item(
                position=row.position,
                code=row.code,
                scale=row.scale,
                kind=row.kind,
                text=row.text,
                reverse=row.is_reversed,
                options=row.options,
                waves=row.waves,
                use=row.use,
            )
            for row in rows
        ),
        tuple(NamedScale(scale.code, scale.name, ScaleUse(scale.use)) for scale in named),
    )


def words_of(version_id: int, language: str) -> Words | None:
    """Text and labels by item code; None for English and for a language that is not complete."""
    spoken = spoken_by_language(version_id).get(language)
    return spoken.words if spoken else None


def spoken_by_language(version_id: int) -> Mapping[str, Spoken]:
    """The complete languages of a version beside English, from memory for up to a minute."""
    found = _spoken.get(version_id)
    if found is None or found[0] < time.monotonic():
        found = time.monotonic() + SECONDS, _complete(version_id)
        if len(_spoken) >= MOST:
            _spoken.clear()
        _spoken[version_id] = found
    return found[1]


def forget_words(version_id: int | None = None) -> None:
    """Let this process read a version's other languages anew, or all of them."""
    if version_id is None:
        _spoken.clear()
    else:
        _spoken.pop(version_id, None)


def held_words(version_id: int) -> dict[str, dict[str, ItemWords]]:
    """What is written of a version in each language, complete or not, from the database."""
    rows = ItemText.objects.filter(translation__version=version_id).values_list(
        "translation__language", "item__code", "text", "labels"
    )
    found: dict[str, dict[str, ItemWords]] = {}
    for language, code, text, labels in rows:
        said = ItemWords(text, tuple(labels.split("\n")) if labels else ())
        found.setdefault(language, {})[code] = said
    return found


def _complete(version_id: int) -> dict[str, Spoken]:
    held = held_words(version_id)
    if not held:
        return {}
    instrument = instrument_of(version_id)
    return {
        language: Spoken(words, translated(instrument, words))
        for language, words in sorted(held.items())
        if is_complete(instrument, words)
    }
