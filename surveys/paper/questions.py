"""The questions of a wave as a paper sheet asks them: grids of statements, lists and lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.keying import keys_of

Wording = Mapping[str, tuple[str, tuple[str, ...]]]  # item code -> text, labels of its options

MOST_COLUMNS = 7  # more do not fit beside a statement


@dataclass(frozen=True)
class Choice:
    """One box: the mark that stands in it and is keyed, and what it means."""

    mark: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question; without choices it is answered in own words."""

    number: int
    code: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Block:
    """Questions that stand together; as a grid their choices are its columns."""

    questions: tuple[Question, ...]
    is_grid: bool


def question(item: Item, number: int, wording: Wording | None, rather_not: str) -> Question:
    """A question under the number that pupils see, in its wording where there is one."""
    text, labels = item.text, tuple(option.label for option in item.options)
    if wording is not None:
        text, labels = wording[item.code]
    if item.kind is Kind.TEXT:
        return Question(number, item.code, text, ())
    *keys, declined, _ = keys_of(item)
    boxes = [Choice(key.shown, label) for key, label in zip(keys, labels, strict=True)]
    return Question(number, item.code, text, (*boxes, Choice(declined.shown, rather_not)))


def blocks(
    instrument: Instrument, wave: str, rather_not: str, wording: Wording | None = None
) -> list[Block]:
    """What a wave asks, in order; statements with the same answers in a row are a grid."""
    asked = [
        (item.kind, question(item, number, wording, rather_not))
        for number, item in enumerate(instrument.items_for(wave), start=1)
    ]
    found: list[Block] = []
    for (kind, choices), some in groupby(asked, key=lambda pair: (pair[0], pair[1].choices)):
        questions = tuple(question for _, question in some)
        if kind is Kind.LIKERT and len(questions) > 1 and len(choices) <= MOST_COLUMNS:
            found.append(Block(questions, is_grid=True))
        else:
            found.extend(_one_by_one(questions))
    return found


def _one_by_one(questions: Iterable[Question]) -> Iterable[Block]:
    return (Block((question,), is_grid=False) for question in questions)
