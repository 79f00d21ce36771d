"""Instruments as their pages show them: versions, questions, scales, languages, missing codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from core.words import long_date, many
from surveys.choices import ItemUse, Language, ScaleUse, WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import InstrumentVersion, ItemText
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.translations import LANGUAGES, ItemWords, Words, worded

ANSWERED_HOW = {Kind.LIKERT: "agree or disagree", Kind.CHOICE: "one of", Kind.TEXT: "own words"}
ASKABLE = (WaveKind.BEFORE, WaveKind.AFTER, WaveKind.FOLLOW_UP)  # the last is asked again
# As every data file writes them; evaluation needs each told apart.
MISSING_CODES = (
    (-99, "I’d rather not say"),
    (-98, "left blank"),
    (-97, "wave not done (in files with one row a pupil)"),
)
ENGLISH_NAMES = {"gd": "Gaelic", "pl": "Polish", "uk": "Ukrainian"}


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
    use: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class ScaleRow:
    """One scale: how it is called and read, and of how many questions it is made."""

    code: str
    name: str
    how: str
    items: str
    is_harm: bool


@dataclass(frozen=True)
class LanguageRow:
    """One language beside English: how far it is."""

    code: str
    name: str
    english: str
    done: int
    of: int
    state: str
    kind: str


@dataclass(frozen=True)
class VersionRow:
    """One version of the list."""

    pk: int
    title: str
    state: str
    kind: str
    is_validated: bool
    items: int
    languages: str
    waves: str
    whose: str


def item_rows(instrument: Instrument) -> list[ItemRow]:
    """Every question in order."""
    return [_item_row(item, instrument) for item in instrument.items]


def _item_row(item: Item, instrument: Instrument) -> ItemRow:
    waves = [WAVE_NAMES[WaveKind(wave.value)].lower() for wave in item.waves]
    return ItemRow(
        number=item.position,
        code=item.code,
        text=item.text,
        scale=instrument.facts[item.scale].name if item.scale else "",
        is_reversed=item.reverse,
        how=ANSWERED_HOW[item.kind],
        options=tuple((option.value, option.label) for option in item.options),
        waves="each time" if {*ASKABLE} <= {*item.waves} else ", ".join(waves),
        use=_use_words(item, instrument),
        is_first=item.position == 1,
        is_last=item.position == len(instrument.items),
    )


def _use_words(item: Item, instrument: Instrument) -> str:
    """What an item without a scale is for; ours is known by its code where nothing is told."""
    if item in instrument.harm_items:
        return str(ItemUse.HARM.label)
    return str(ItemUse(item.use.value).label) if item.use else ""


def scale_rows(instrument: Instrument) -> list[ScaleRow]:
    """Every scale, in order of first appearance."""
    return [
        ScaleRow(
            code=code,
            name=scale.name,
            how=str(ScaleUse(scale.use.value).label),
            items=many(len(instrument.scales[code]), "question,questions"),
            is_harm=code in instrument.harm_scales,
        )
        for code, scale in instrument.facts.items()
    ]


def language_rows(
    instrument: Instrument, held: Mapping[str, Words], frozen: Iterable[str]
) -> list[LanguageRow]:
    """The three slots, empty ones too."""
    fixed = set(frozen)
    return [_language_row(instrument, c, held.get(c, {}), c in fixed) for c in LANGUAGES]


def _language_row(instrument: Instrument, code: str, words: Words, frozen: bool) -> LanguageRow:
    done, total = worded(instrument, words), len(instrument.items)
    state, kind = "empty", "grey"
    if frozen:
        state, kind = "has answers and never changes", "ok"
    elif done == total:
        state, kind = "offered to pupils", "ok"
    elif words:
        state, kind = "not offered before it is complete", "warn"
    name = str(Language(code).label)
    return LanguageRow(code, name, ENGLISH_NAMES[code], done, total, state, kind)


def phone_links(version: InstrumentVersion, instrument: Instrument) -> list[tuple[str, str]]:
    """Where each wave's questions are seen as a pupil sees them, with the wave's name."""
    return [
        (reverse("surveys:instrument_phone", args=[version.pk, kind]), WAVE_NAMES[kind])
        for kind in WaveKind
        if instrument.items_for(kind)
    ]


def paper_links(
    version: InstrumentVersion, instrument: Instrument, languages: Iterable[str]
) -> list[tuple[str, str]]:
    """Where each wave's questions are seen as they are printed, in each complete language."""
    address = reverse("surveys:paper_preview", args=[version.pk])
    kinds = [kind for kind in WaveKind if instrument.items_for(kind)]
    english = [(f"{address}?kind={kind}", WAVE_NAMES[kind]) for kind in kinds]
    others = [
        (
            f"{address}?kind={kind}&language={code}",
            f"{WAVE_NAMES[kind]}, {Language(code).label}",
        )
        for code in languages
        for kind in kinds
    ]
    return english + others


def version_rows(
    versions: Sequence[InstrumentVersion], waves: Mapping[int, list[str]], programme_id: int
) -> list[VersionRow]:
    """The versions of a page; one query for all their languages. They carry ``item_count``."""
    languages = _languages([version.pk for version in versions])
    return [
        _version_row(version, waves.get(version.pk, []), languages, programme_id)
        for version in versions
    ]


def _version_row(
    version: InstrumentVersion,
    waves: list[str],
    languages: Mapping[int, Mapping[str, int]],
    programme_id: int,
) -> VersionRow:
    items: int = getattr(version, "item_count", 0)
    state, kind = "draft", "grey"
    if version.frozen_on:
        state, kind = f"frozen since {long_date(version.frozen_on)}", "ok"
    elif waves:
        state, kind = "asked by a survey", "ok"
    whose = {None: "came with Runway", programme_id: "this programme"}
    return VersionRow(
        pk=version.pk,
        title=str(version),
        state=state,
        kind=kind,
        is_validated=version.is_validated,
        items=items,
        languages=_language_words(languages.get(version.pk, {}), items),
        waves=", ".join(waves),
        whose=whose.get(version.programme_id, "another programme"),
    )


def _language_words(done: Mapping[str, int], items: int) -> str:
    """English, Gàidhlig, Polski (12 of 29)."""
    said = ["English"]
    for code in LANGUAGES:
        if code in done:
            part = "" if done[code] == items else f" ({done[code]} of {items})"
            said.append(f"{Language(code).label}{part}")
    return ", ".join(said)


def _languages(version_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many questions of each version are worded in each language."""
    found: dict[int, dict[str, int]] = {}
    texts = ItemText.objects.filter(item__version__in=version_ids)
    for row in texts.select_related("item", "translation"):
        done = found.setdefault(row.item.version_id, {})
        done[row.translation.language] = done.get(row.translation.language, 0) + _is_worded(row)
    return found


def _is_worded(row: ItemText) -> bool:
    labels = tuple(row.labels.split("\n")) if row.labels else ()
    return is_worded_text(row.item.options, ItemWords(row.text, labels))


def is_worded_text(options: str, words: ItemWords) -> bool:
    """As ``is_worded``, of options as the table holds them."""
    asked = len(options.split("|")) if options else 0
    return bool(words.text) and len(words.labels) == asked and all(words.labels)
