"""What changed between two versions of an instrument: in sentences, and wording side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from surveys.rules.instrument import Instrument, Item, Option, Scale

# What is compared of an item beside its options and its place; what people call it.
_FIELDS: Mapping[str, str] = {
    "scale": "scale",
    "kind": "kind",
    "text": "text",
    "reverse": "reversed",
    "waves": "waves",
    "use": "use",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of words, and whether the other version has it too."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Wording:
    """One item's words in two versions; no pieces where a version does not ask it."""

    code: str
    was: tuple[Piece, ...]
    now: tuple[Piece, ...]


def differences(old: Instrument, new: Instrument) -> list[str]:
    """Return one sentence for each thing that differs; none means the same instrument."""
    return [*_item_list(old, new), *_moves(old, new), *_scales(old, new)]


def wordings(old: Instrument, new: Instrument) -> list[Wording]:
    """The items whose question or answers read differently, in the new order, then those gone."""
    codes = [*new.by_code, *(code for code in old.by_code if code not in new.by_code)]
    pairs = [(code, _words(old.by_code.get(code)), _words(new.by_code.get(code))) for code in codes]
    return [Wording(code, *_pieces(was, now)) for code, was, now in pairs if was != now]


def _item_list(old: Instrument, new: Instrument) -> Iterator[str]:
    for code in old.by_code:
        if code not in new.by_code:
            yield f"{code} is no longer asked."
    for code, item in new.by_code.items():
        if code not in old.by_code:
            yield f"{code} is new: {item.text}"
        else:
            yield from _item_differences(old.by_code[code], item)


def _item_differences(old: Item, new: Item) -> Iterable[str]:
    for field, name in _FIELDS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield f"{new.code}: {name} was {_shown(before)} and is {_shown(after)}."
        if field == "reverse":
            yield from _option_differences(old, new)


def _option_differences(old: Item, new: Item) -> Iterable[str]:
    for number, (was, now) in enumerate(zip_longest(old.options, new.options), start=1):
        if was != now:
            yield f"{new.code}: option {number} was {_shown(was)} and is {_shown(now)}."


def _moves(old: Instrument, new: Instrument) -> Iterable[str]:
    """Items that stand elsewhere among those that both versions ask: the fewest that explain it."""
    before = [code for code in old.by_code if code in new.by_code]
    after = [code for code in new.by_code if code in old.by_code]
    kept: set[str] = set()
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept.update(before[block.a : block.a + block.size])
    for code in after:
        if code not in kept:
            was, now = old.by_code[code].position, new.by_code[code].position
            yield f"{code} was question {was} and is question {now}."


def _scales(old: Instrument, new: Instrument) -> Iterable[str]:
    for code, scale in new.facts.items():
        if code in old.facts:
            yield from _scale_differences(old.facts[code], scale)


def _scale_differences(old: Scale, new: Scale) -> Iterable[str]:
    if old.name != new.name:
        yield f"Scale {new.code}: name was {_shown(old.name)} and is {_shown(new.name)}."
    if old.use != new.use:
        yield f"Scale {new.code}: read as {old.use.lower()} before, and as {new.use.lower()} now."


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " and ".join(part.lower() for part in value) or "nothing"
    if isinstance(value, StrEnum):
        return value.lower()
    if isinstance(value, Option):
        return f"“{value.value}={value.label}”"
    return f"“{value}”" if value not in (None, "") else "nothing"


def _words(item: Item | None) -> list[str]:
    if item is None:
        return []
    answers = [f"{option.value} {option.label}" for option in item.options]
    return [*item.text.split(" "), *(f"/ {answer}" for answer in answers)]


def _pieces(was: Sequence[str], now: Sequence[str]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left, right = [], []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        left.append(Piece(" ".join(was[a1:a2]), tag != "equal"))
        right.append(Piece(" ".join(now[b1:b2]), tag != "equal"))
    return tuple(p for p in left if p.text), tuple(p for p in right if p.text)
