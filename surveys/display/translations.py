"""The page on which an instrument is written in another language: questions, answer lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.rules.instrument import Instrument, Item
from surveys.rules.translations import ItemWords, Words, is_worded

Labels = tuple[str, ...]


@dataclass(frozen=True)
class WordsRow:
    """One question: its English, its words so far, and the name of its field."""

    field: str
    number: int
    english: str
    said: str
    is_done: bool


@dataclass(frozen=True)
class AnswerRow:
    """One answer of a list."""

    field: str
    english: str
    said: str


@dataclass(frozen=True)
class AnswerSet:
    """One list of answers, written once for all questions that share it."""

    questions: str
    answers: tuple[AnswerRow, ...]


def rows_of(instrument: Instrument, words: Words) -> list[WordsRow]:
    """Every question in order."""
    return [
        WordsRow(
            field=f"text-{item.code}",
            number=item.position,
            english=item.text,
            said=words.get(item.code, ItemWords()).text,
            is_done=is_worded(item, words.get(item.code)),
        )
        for item in instrument.items
    ]


def answer_sets(instrument: Instrument, words: Words) -> list[AnswerSet]:
    """Every list of answers; questions whose lists were written differently stay apart."""
    return [
        AnswerSet(
            questions=", ".join(item.code for item in items),
            answers=tuple(
                AnswerRow(_field(items[0], at), option.label, labels[at])
                for at, option in enumerate(items[0].options)
            ),
        )
        for (_, labels), items in _shared(instrument, words).items()
    ]


def read_words(instrument: Instrument, words: Words, posted: Mapping[str, str]) -> Words:
    """What the page sent, by item code; a field that did not come keeps what was there."""
    labels: dict[str, Labels] = {}
    for (_, held), items in _shared(instrument, words).items():
        said = tuple(_tidy(posted.get(_field(items[0], at), was)) for at, was in enumerate(held))
        labels.update((item.code, said if any(said) else ()) for item in items)
    return {
        item.code: ItemWords(
            _tidy(posted.get(f"text-{item.code}", words.get(item.code, ItemWords()).text)),
            labels.get(item.code, ()),
        )
        for item in instrument.items
    }


def _shared(instrument: Instrument, words: Words) -> dict[tuple[Labels, Labels], list[Item]]:
    """Questions by their answers in English and as written so far."""
    found: dict[tuple[Labels, Labels], list[Item]] = {}
    for item in instrument.items:
        if item.options:
            english = tuple(option.label for option in item.options)
            found.setdefault((english, _labels(item, words)), []).append(item)
    return found


def _labels(item: Item, words: Words) -> Labels:
    """The labels so far, one for each option."""
    labels = words.get(item.code, ItemWords()).labels
    return labels if len(labels) == len(item.options) else ("",) * len(item.options)


def _field(first: Item, at: int) -> str:
    """An answer's field is called by the first question of its list, which is in no other."""
    return f"answer-{first.code}-{at}"


def _tidy(text: str) -> str:
    """On one line, and without the character that PostgreSQL refuses."""
    return " ".join(text.replace("\x00", "").split())
