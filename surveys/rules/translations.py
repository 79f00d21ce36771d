"""An instrument's words in another language: what is there, what is missing, the whole put in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from surveys.rules.instrument import Instrument, Item, Option

# The values of `surveys.choices.Language` without English, which is the instrument itself.
LANGUAGES = ("gd", "pl", "uk")
LONGEST_WORDS = 300


class ItemWords(NamedTuple):
    """The words of one item in one language; labels in the order of its options."""

    text: str = ""
    labels: tuple[str, ...] = ()


Words = Mapping[str, ItemWords]  # by item code


def is_worded(item: Item, words: ItemWords | None) -> bool:
    """Whether an item has all its words: the question, and a label for each option."""
    if words is None or not words.text:
        return False
    return len(words.labels) == len(item.options) and all(words.labels)


def worded(instrument: Instrument, words: Words) -> int:
    """How many items have all their words."""
    return sum(is_worded(item, words.get(item.code)) for item in instrument.items)


def is_complete(instrument: Instrument, words: Words) -> bool:
    """Whether pupils can be offered the language: nothing is left in English."""
    return worded(instrument, words) == len(instrument.items)


def translated(instrument: Instrument, words: Words) -> Instrument:
    """The instrument with complete words put in: codes, values, order and scoring stay."""
    return Instrument(tuple(_put_in(i, words[i.code]) for i in instrument.items), instrument.named)


def _put_in(item: Item, words: ItemWords) -> Item:
    pairs = zip(item.options, words.labels, strict=True)
    return replace(
        item, text=words.text, options=tuple(Option(o.value, label) for o, label in pairs)
    )


def still_fitting(old: Instrument, new: Instrument) -> frozenset[str]:
    """Codes of items that are asked in the same English words, so that translations still fit."""
    return frozenset(
        code
        for code, item in new.by_code.items()
        if code in old.by_code and _english(item) == _english(old.by_code[code])
    )


def _english(item: Item) -> tuple[str, Iterable[Option]]:
    return item.text, item.options


def words_problems(instrument: Instrument, words: Words) -> Iterator[str]:
    """What is wrong with words that somebody wrote; missing ones are no problem."""
    for code, said in words.items():
        item = instrument.by_code.get(code)
        if item is None:
            yield f"{code} is no question of this version."
        elif any(said.labels) and len(said.labels) != len(item.options):
            yield f"{code}: give {len(item.options)} answers, as in English."
        if any(len(part) > LONGEST_WORDS for part in (said.text, *said.labels)):
            yield f"{code}: use {LONGEST_WORDS} characters at most."
        if any("\n" in part or "|" in part for part in said.labels):
            yield f"{code}: write each answer on one line, without |."
