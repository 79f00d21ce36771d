"""An instrument as an XLSForm, for survey tools that read one; our own columns go along."""

import io
from collections.abc import Mapping, Sequence

from core.spreadsheets import safe_cell
from surveys.choices import Language
from surveys.readers.xlsform import CHOICES, SETTINGS, SURVEY
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.instrument_file import item_cells
from surveys.rules.translations import ItemWords, Words

FIXED = ("type", "name")
OWN = ("scale", "reverse", "waves", "use", "scale_name", "scale_use")


def write_xlsform(
    title: str, instrument: Instrument, words: Mapping[str, Words] | None = None
) -> bytes:
    """The workbook that ``read_xlsform`` reads back to the same instrument and words."""
    from openpyxl import Workbook

    words = words or {}
    book = Workbook(write_only=True)
    lists = _lists(instrument, words)
    sheets: dict[str, list[Sequence[str]]] = {
        SURVEY: _survey(instrument, words, lists),
        CHOICES: _choices(words, lists),
        SETTINGS: [("form_title", "default_language"), (title, _name("en"))],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([safe_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


Answers = tuple[tuple[tuple[int, str], ...], tuple[tuple[str, ...], ...]]


def _answers(item: Item, words: Mapping[str, Words]) -> Answers:
    """What makes an answer list: values and labels in English and in each language."""
    english = tuple((option.value, option.label) for option in item.options)
    return english, tuple(told.get(item.code, ItemWords()).labels for told in words.values())


def _lists(instrument: Instrument, words: Mapping[str, Words]) -> dict[Answers, str]:
    """A name for each answer list; questions with the same answers share one."""
    found: dict[Answers, str] = {}
    for item in instrument.items:
        if item.options:
            found.setdefault(_answers(item, words), f"answers_{len(found) + 1}")
    return found


def _name(language: str) -> str:
    """Gàidhlig (gd), as XLSForm tools name a language."""
    return f"{Language(language).label} ({language})"


def _labels(words: Mapping[str, Words]) -> list[str]:
    return [f"label::{_name(language)}" for language in ("en", *words)]


def _survey(
    instrument: Instrument, words: Mapping[str, Words], lists: Mapping[Answers, str]
) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [(*FIXED, *_labels(words), "appearance", *OWN)]
    for item in instrument.items:
        cells = item_cells(item, instrument, {})
        kind = "text" if item.kind is Kind.TEXT else f"select_one {lists[_answers(item, words)]}"
        spoken = [told.get(item.code, ItemWords()).text for told in words.values()]
        look = "likert" if item.kind is Kind.LIKERT else ""
        own = (cells.get(name, "") for name in OWN)
        rows.append((kind, item.code, item.text, *spoken, look, *own))
    return rows


def _choices(words: Mapping[str, Words], lists: Mapping[Answers, str]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("list_name", "name", *_labels(words))]
    for (english, spoken), name in lists.items():
        for at, (value, label) in enumerate(english):
            others = (labels[at] if at < len(labels) else "" for labels in spoken)
            rows.append((name, str(value), label, *others))
    return rows
