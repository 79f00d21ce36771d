"""Changing a draft as plain values: each function gives the instrument as it would be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from surveys.rules.instrument import Instrument, Item, Scale
from surveys.rules.instrument_file import item_cells
from surveys.rules.instrument_rows import MOST_ITEMS, is_scale_code, list_problems, scale_problems

LAST_ITEM = "A version needs at least one question. Change this one, or delete the draft."


def added(instrument: Instrument, item: Item) -> Instrument:
    """With one more item at its position; what stands there and after it moves down."""
    return _ordered(instrument, _put([*instrument.items], item))


def changed(instrument: Instrument, code: str, item: Item) -> Instrument:
    """With the item of a code replaced, perhaps under another code and at another position."""
    return _ordered(instrument, _put([i for i in instrument.items if i.code != code], item))


def moved(instrument: Instrument, code: str, steps: int) -> Instrument:
    """With an item moved down by steps, up where they are negative, as far as there is room."""
    item = instrument.by_code[code]
    return changed(instrument, code, replace(item, position=max(1, item.position + steps)))


def removed(instrument: Instrument, code: str) -> Instrument:
    """Without an item."""
    return _ordered(instrument, [item for item in instrument.items if item.code != code])


def rescaled(instrument: Instrument, code: str, scale: Scale) -> Instrument:
    """With a scale called and read as told, perhaps under another code."""
    items = (
        replace(item, scale=scale.code) if item.scale == code else item for item in instrument.items
    )
    told = (scale if known.code == code else known for known in instrument.facts.values())
    return Instrument(tuple(items), tuple(told))


def draft_problems(instrument: Instrument) -> Iterable[str]:
    """What is wrong with a draft as a whole, after a change whose own cells are sound."""
    if not instrument.items:
        yield LAST_ITEM
    if len(instrument.items) > MOST_ITEMS:
        yield f"An instrument holds {MOST_ITEMS} questions at most."
    rows = [(item.position, item_cells(item, instrument, {})) for item in instrument.items]
    yield from list_problems(rows, "question")


def renaming_problems(
    instrument: Instrument, code: str, told: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """What is wrong with a scale's new code, name and use, as column and sentence."""
    if not is_scale_code(told["code"]):
        yield "code", "use up to 10 capital letters, digits and _, a letter first."
    elif told["code"] != code and told["code"] in instrument.facts:
        yield "code", "there is already a scale of this code."
    if not told["scale_name"]:
        yield "scale_name", "say what the scale is called."
    if not told["scale_use"]:
        yield "scale_use", "say how the scale is read."
    yield from scale_problems(told["scale_name"], told["scale_use"])


def _put(items: list[Item], item: Item) -> list[Item]:
    items.insert(max(0, item.position - 1), item)
    return items


def _ordered(instrument: Instrument, items: Sequence[Item]) -> Instrument:
    """Positions count from 1 again; how scales are read stays told, also of one that is new."""
    numbered = tuple(replace(item, position=n) for n, item in enumerate(items, start=1))
    return Instrument(numbered, tuple(instrument.facts.values()))
