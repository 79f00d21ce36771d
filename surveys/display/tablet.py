"""What a shared tablet takes along, and what the pages about tablets show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.words import full_date, long_date
from sessions.models import Session
from surveys.choices import Language, WaveKind
from surveys.display.pupil_words import pupil_words
from surveys.display.waves import WAVE_NAMES
from surveys.models import ComparisonGroup, Tablet, Wave
from surveys.rules.answers import DIGITS, LONGEST_OWN_WORDS, empty_record
from surveys.rules.codes import ALPHABET, CHECK_WEIGHT, LOOKALIKES, MODULUS, WEIGHTS
from surveys.rules.instrument import Instrument, Item
from surveys.rules.windows import window
from surveys.sealing import public_key_of


@dataclass(frozen=True)
class Opening:
    """A wave that can be opened today for a day or a comparison group."""

    wave: Wave
    of: Session | ComparisonGroup

    @property
    def value(self) -> str:
        """As the form sends it: the wave, and which day or group."""
        return f"{self.wave.pk}-{'day' if isinstance(self.of, Session) else 'group'}-{self.of.pk}"

    @property
    def label(self) -> str:
        return f"{WAVE_NAMES[WaveKind(self.wave.kind)]}: {place_of(self.of)}"


class TabletRow(NamedTuple):
    """A tablet as those read it who wait for its answers; ready words to unpack."""

    wave: str
    opened: str
    came: str
    last: str
    state: str


def place_of(of: Session | ComparisonGroup) -> str:
    """Which day, or which year group of which school."""
    if isinstance(of, Session):
        return f"{full_date(of.date)}, {of.airfield.name}"
    return f"{of.school.name}, {of.year_group} (comparison group)"


def tablet_row(tablet: Tablet) -> TabletRow:
    """When it was opened, what came and when, and whether more may come."""
    return TabletRow(
        wave=WAVE_NAMES[WaveKind(tablet.wave.kind)],
        opened=long_date(tablet.opened_on),
        came=str(tablet.came),
        last=long_date(tablet.last_came_on) or "–",
        state=f"Closed on {long_date(tablet.closed_on)}" if tablet.closed_on else "Open",
    )


def pack(
    tablet: Tablet, token: str, instrument: Instrument, spoken: Mapping[str, Instrument]
) -> dict[str, Any]:
    """All that the tablet needs without signal: the questions, its token, the key to seal to.

    ``spoken`` are the same questions in other languages, those that are complete. No name and no
    study code is in it.
    """
    wave = tablet.wave
    return {
        "tablet": tablet.pk,
        "token": token,
        "key": public_key_of(tablet.private_key),
        "heading": wave.get_kind_display(),
        "kind": str(wave.kind),
        "invented": wave.programme.invented,
        "version": wave.version_id,
        "empty": empty_record(instrument, wave.kind),
        "longest": LONGEST_OWN_WORDS,
        "items": [_item(item) for item in instrument.items_for(wave.kind)],
        "languages": [_language(code, other, wave.kind) for code, other in spoken.items()],
        "codes": {
            "alphabet": ALPHABET,
            "modulus": MODULUS,
            "weights": [*WEIGHTS, CHECK_WEIGHT],
            "lookalikes": LOOKALIKES,
        },
        **_where_and_when(tablet),
    }


def _where_and_when(tablet: Tablet) -> dict[str, str]:
    of = tablet.session or tablet.group
    assert of is not None  # a constraint of the table
    wave = tablet.wave
    opens, closes = window(tablet.counts_from, wave.opens_days, wave.closes_days)
    return {
        "place": place_of(of),
        "opened": long_date(tablet.opened_on),
        "opens": opens.isoformat(),
        "closes": closes.isoformat(),
        "closesInWords": long_date(closes),
    }


def _language(code: str, spoken: Instrument, wave: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": Language(code).label,
        "words": _phrases(code),
        "items": {item.code: _wording(item) for item in spoken.items_for(wave)},
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "position": item.position,
        "kind": item.kind.value,
        "text": item.text,
        # What the record holds for each answer, and what the pupil reads.
        "options": [[DIGITS[option.value], option.label] for option in item.options],
    }


def _phrases(language: str) -> dict[str, str]:
    """The words around the questions, those that are written in the language."""
    return {key: row[language] for key, row in pupil_words().items() if row[language]}


def _wording(item: Item) -> dict[str, Any]:
    return {"text": item.text, "labels": [option.label for option in item.options]}
