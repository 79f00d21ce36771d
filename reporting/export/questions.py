"""The questions as they were shown, in every language in which they could be answered."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from reporting.export.files import Waves
from surveys.choices import Language
from surveys.models import InstrumentVersion, Wave
from surveys.questionnaire import instrument_of, spoken_by_language
from surveys.rules.instrument import Instrument, Item

HEADER = ("version", "order", "code", "scale", "use", "kind", "text", "reverse", "options", "waves")


@dataclass(frozen=True)
class Spoken:
    """A language and the items in its words, in the same order."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Asked:
    """One item, with its words in each further language."""

    item: Item
    others: tuple[tuple[str, Item], ...]


@dataclass(frozen=True)
class Questionnaire:
    """One version of an instrument as it was shown."""

    name: str
    version: str
    is_validated: bool
    instrument: Instrument
    others: tuple[Spoken, ...]

    @property
    def items(self) -> list[Asked]:
        """Its items, each beside its translations."""
        return [
            Asked(item, tuple((spoken.code, spoken.items[n]) for spoken in self.others))
            for n, item in enumerate(self.instrument.items)
        ]


def questionnaires(waves: Waves) -> list[Questionnaire]:
    """Every version that a wave asks, once."""
    asked = Wave.objects.filter(pk__in=[pk for pk, _ in waves]).values("version")
    versions = InstrumentVersion.objects.filter(pk__in=asked).order_by("pk")
    return [
        Questionnaire(
            version.name,
            version.version,
            version.is_validated,
            instrument_of(version.pk),
            tuple(
                Spoken(code, Language(code).label, spoken.instrument.items)
                for code, spoken in sorted(spoken_by_language(version.pk).items())
            ),
        )
        for version in versions
    ]


def questionnaire_lines(questionnaires: Sequence[Questionnaire]) -> bytes:
    """All items as CSV: the columns of an item list, then text and options of each language."""
    codes = sorted({spoken.code for each in questionnaires for spoken in each.others})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    more = [f"{what}_{code}" for code in codes for what in ("text", "options")]
    writer.writerow((*HEADER, *more))
    for each in questionnaires:
        for asked in each.items:
            words = dict(asked.others)
            translated = [
                cell
                for code in codes
                for cell in (
                    (words[code].text, words[code].options_text) if code in words else "  "
                )
            ]
            writer.writerow((each.version, *_cells(asked.item), *(t.strip() for t in translated)))
    return out.getvalue().encode()


def _cells(item: Item) -> tuple[str | int, ...]:
    first = (item.position, item.code, item.scale, (item.use or "").lower(), item.kind.lower())
    return (*first, item.text, int(item.reverse), item.options_text, item.waves_text)
