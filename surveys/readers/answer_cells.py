"""The answers in the item columns of a file: numbers or labels, and why there is none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.problems import refuse
from core.words import many
from surveys.analysis.study import (
    BLANK,
    BLANK_FLOAT,
    DECLINED,
    DECLINED_FLOAT,
    NOT_ASKED,
    NOT_ASKED_FLOAT,
    Mask,
)
from surveys.readers.answer_table import MOST_SENTENCES, AnswerTable, Cells
from surveys.readers.answer_words import DECLINED_WORDS, NOT_ASKED_WORDS
from surveys.rules.instrument import Item

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,2})?")
_ROWS_NAMED = 5
# int8 holds what whole answers need; anything else is kept as decimals.
_MOST_WHOLE = 127


@dataclass(frozen=True)
class ItemCells:
    """The answers, a column for each item; where a row holds any; what was set aside."""

    columns: list[NDArray[Any]]
    answered: Mask
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    """What a word means for an item: a value (or why none), and whether it can't be used."""

    value: float
    unread: bool = False
    outside: bool = False


def read_items(
    table: AnswerTable, items: Mapping[Item, tuple[str, Cells]], missing: frozenset[str]
) -> ItemCells:
    """Read every item's column.

    Raises Refused for words of a scale's item that are neither a number nor one of its labels. A
    number that the item does not offer is set aside as blank, and so is any odd word of an item
    without a scale; the notes say so.
    """
    problems: list[str] = []
    notes = []
    tables = []
    for item, (name, cells) in items.items():
        meaning = [_meaning(item, word, missing) for word in cells.words]
        tables.append(np.array([word.value for word in meaning], np.float64))
        unread = np.flatnonzero(cells.through([word.unread for word in meaning]))
        outside = np.flatnonzero(cells.through([word.outside for word in meaning]))
        if len(unread):
            problems += _unread(table, item, name, cells, unread)
        if len(outside):
            notes.append(_outside(table, item, name, outside))
    refuse(_first(problems))
    whole = all(_is_whole(values) for values in tables)
    columns = []
    answered = np.zeros(len(next(iter(items.values()))[1].codes), np.bool_)
    for values, (_, cells) in zip(tables, items.values(), strict=True):
        columns.append(cells.through(_as_int8(values) if whole else values))
        answered |= cells.through(np.isfinite(values))
    return ItemCells(columns, answered, tuple(notes))


def _meaning(item: Item, word: str, missing: frozenset[str]) -> _Word:
    folded = word.casefold()
    labels = {option.label.casefold(): option.value for option in item.options}
    whole = {f"{option.value}={option.label}".casefold(): option.value for option in item.options}
    numeric = _NUMBER.fullmatch(word.replace(",", ".", 1))
    # A label may be called “None”; a number is always one, or a code for why there is none.
    if not numeric and folded in labels | whole:
        return _Word((labels | whole)[folded])
    if folded in missing:
        if folded in DECLINED_WORDS:
            return _Word(DECLINED_FLOAT)
        return _Word(NOT_ASKED_FLOAT if folded in NOT_ASKED_WORDS else BLANK_FLOAT)
    if numeric:
        value = float(numeric.string)
        fits = _fits(item, value)
        return _Word(value if fits else BLANK_FLOAT, outside=not fits)
    return _Word(BLANK_FLOAT, unread=bool(item.scale), outside=not item.scale)


def _fits(item: Item, value: float) -> bool:
    if not item.options:
        return True
    if item.scale:
        return item.lowest <= value <= item.highest
    return value in {option.value for option in item.options}


def _unread(
    table: AnswerTable, item: Item, name: str, cells: Cells, places: NDArray[np.intp]
) -> Iterable[str]:
    for at, row in zip(
        places[:MOST_SENTENCES], table.rows_at(places[:MOST_SENTENCES].tolist()), strict=True
    ):
        yield (
            f"Row {row}, column {name}: “{cells.words[cells.codes[at]]}” is neither a number nor "
            f"an answer of {item.code}. Correct it, or name it with --missing."
        )
    if len(places) > MOST_SENTENCES:
        yield f"Column {name} has {len(places) - MOST_SENTENCES} more of them."


def _outside(table: AnswerTable, item: Item, name: str, places: NDArray[np.intp]) -> str:
    rows = table.rows_at(places[:_ROWS_NAMED].tolist())
    offered = f"between {item.lowest} and {item.highest}" if item.scale else "one of its answers"
    return (
        f"Column {name}: {many(len(places), 'cell is not,cells are not')} {offered} and "
        f"{'counts' if len(places) == 1 else 'count'} as blank "
        f"({'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows))}"
        f"{' …' if len(places) > len(rows) else ''})."
    )


def _first(problems: list[str]) -> list[str]:
    more = len(problems) - 2 * MOST_SENTENCES
    return [*problems[: 2 * MOST_SENTENCES], *([f"There are {more} more."] if more > 0 else [])]


def _is_whole(values: NDArray[Any]) -> bool:
    """Whether every answer is a small whole number, as int8 holds it."""
    there = values[np.isfinite(values)]
    return bool(((there >= 0) & (there <= _MOST_WHOLE) & (there == np.floor(there))).all())


def _as_int8(values: NDArray[Any]) -> NDArray[np.int8]:
    codes = np.where(np.isnan(values), BLANK, np.where(values > 0, DECLINED, NOT_ASKED))
    return np.where(np.isfinite(values), values, codes).astype(np.int8)
