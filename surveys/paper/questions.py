"""The questions of a wave as a paper sheet asks them: grids of statements, lists and lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from surveys.rules.instrument import Instrument, Item, Kind
from surveys.rules.keying import keys_of

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


def question(item: Item, number: int, rather_not: str) -> Question:
    """A question under the number that pupils see."""
    if item.kind is Kind.TEXT:
        return Question(number, item.code, item.text, ())
    *keys, _ = keys_of(item, rather_not)
    return Question(
        number, item.code, item.text, tuple(Choice(key.shown, key.label) for key in keys)
    )


def blocks(instrument: Instrument, wave: str, rather_not: str) -> list[Block]:
    """What a wave asks, in order; statements with the same answers in a row are a grid."""
    asked = [
        (item.kind, question(item, number, rather_not))
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
