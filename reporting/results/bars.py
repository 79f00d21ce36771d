"""Answers item by item: bars around a middle line, before and after, as plain geometry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.small_numbers import MEAN_BASE, NOT_SHOWN
from reporting.results.document import Document, short_name, wave_name
from reporting.results.forest import percent_of
from reporting.results.hiding import Part, parts
from reporting.results.table import Block, Table, table
from reporting.results.words import NONE, percent

# From one end to the other, as on paper: two warm, a grey, two cool; the ends are dark.
COLOURS = ("#8c2d19", "#d98b6a", "#d9dee3", "#7fa6cf", "#1d4f91")
LIGHT_TEXT = {"#8c2d19", "#1d4f91"}
LABEL = 0.16  # of the width, for the name of the wave
WORDS_FROM = 0.09  # of the width: a narrower part has no room for its per cent
BAR, GAP = 21, 4
HOW = (
    "Each bar is all who answered the statement in that survey, also who cannot be paired. The "
    "bars lie around the middle answer: to the left who disagrees, to the right who agrees. What "
    "was left blank or not said is not in a bar.",
    f"A bar needs {MEAN_BASE} answers. An answer that 1 to 4 pupils chose is told together with "
    "the next one, so that nobody can be counted; the picture then names both.",
)


@dataclass(frozen=True)
class Piece:
    """One part of a bar."""

    x: str
    width: str
    middle: str
    colour: str
    ink: str
    words: str
    label: str
    has_room: bool  # for its per cent inside


@dataclass(frozen=True)
class Bar:
    """All answers to an item in one wave."""

    wave: str
    y: int
    text_y: int
    pieces: tuple[Piece, ...]
    absent: str  # instead of pieces
    star: str = ""  # where a star stands, when answers are told together


@dataclass(frozen=True)
class ItemPicture:
    """One statement with its bars; ``scale`` is what it belongs to."""

    key: str
    statement: str
    text: str
    bars: tuple[Bar, ...]
    height: int
    zero: str
    is_reversed: bool


@dataclass(frozen=True)
class Bars:
    """All statements, and the colours of their answers."""

    block: Block
    legend: tuple[tuple[str, str], ...]
    items: tuple[ItemPicture, ...]
    more: tuple[ItemPicture, ...]
    has_stars: bool = False


FIRST_SHOWN = 8


def bars_block(doc: Document) -> Bars:
    """Every statement with answers on the most common set of options."""
    likert: Mapping[str, Any] = doc.data["likert"]
    waves = [wave for wave in doc.waves if doc.answers(wave)]
    asked = {c: i for c, i in likert.items() if i["kind"] == "LIKERT" and i["scale"]}
    common = _common([tuple(item["labels"]) for item in asked.values()])
    found = {
        code: {w: parts(told[w]["counts"]) for w in waves if w in told and told[w]["n"]}
        for code, item in asked.items()
        for told in (doc.answered(item),)
        if tuple(item["labels"]) == common
    }
    reach = _reach(found, len(common))
    pictures = [_picture(code, likert[code], told, reach, common) for code, told in found.items()]
    empty = "" if pictures else "No statement has been answered yet."
    tables = tuple(_tables(doc, waves))
    block = Block("items", "Answers, item by item", HOW, tables, empty=empty)
    legend = tuple(zip(_colours(len(common)), common, strict=True))
    stars = any(bar.star for picture in pictures for bar in picture.bars)
    first, more = tuple(pictures[:FIRST_SHOWN]), tuple(pictures[FIRST_SHOWN:])
    return Bars(block, legend, first, more, stars)


def _common(labels: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return max(labels, key=labels.count, default=())


def _colours(n: int) -> tuple[str, ...]:
    if n == len(COLOURS):
        return COLOURS
    if n <= 1:
        return COLOURS[2:3] * n
    at = [round(4 * i / (n - 1)) for i in range(n)]
    return tuple(COLOURS[i] for i in at)


def _left(told: Sequence[Part], options: int) -> float:
    """How much of a bar lies left of the middle line: below the middle answer, and half of it."""
    middle = (options - 1) / 2
    left = 0.0
    for part in told:
        if part.last < middle:
            left += part.share
        elif part.first <= middle:
            below, here = middle - part.first, part.last - part.first
            left += part.share * (0.5 if not here else below / here)
    return left


def _reach(found: Mapping[str, Mapping[str, Sequence[Part]]], options: int) -> tuple[float, float]:
    every = [told for waves in found.values() for told in waves.values() if told]
    left = max((_left(told, options) for told in every), default=0.5)
    right = max((1 - _left(told, options) for told in every), default=0.5)
    return left, right


def _picture(
    code: str,
    item: Mapping[str, Any],
    told: Mapping[str, Sequence[Part]],
    reach: tuple[float, float],
    labels: tuple[str, ...],
) -> ItemPicture:
    unit = (1 - LABEL) / sum(reach)
    zero = LABEL + reach[0] * unit
    bars = []
    for n, (wave, shares) in enumerate(told.items()):
        y = n * (BAR + GAP)
        start = zero - _left(shares, len(labels)) * unit
        pieces = tuple(_pieces(shares, start, unit, labels))
        absent = "" if pieces else NOT_SHOWN
        joined = any(part.first != part.last for part in shares)
        star = percent_of(start + unit) if joined else ""
        bars.append(Bar(short_name(wave), y, y + 15, pieces, absent, star))
    said = "; ".join(
        f"{bar.wave}: " + (", ".join(f"{p.label} {p.words}" for p in bar.pieces) or bar.absent)
        for bar in bars
    )
    height = max(BAR, len(bars) * (BAR + GAP) - GAP)
    return ItemPicture(
        f"item-{code}", item["text"], said, tuple(bars), height, percent_of(zero), item["reverse"]
    )


def _pieces(
    told: Sequence[Part], start: float, unit: float, labels: tuple[str, ...]
) -> Iterator[Piece]:
    colours = _colours(len(labels))
    x = start
    for part in told:
        width = part.share * unit
        # Told together: in the colour of the answer nearer to the middle, which claims less.
        near = min(range(part.first, part.last + 1), key=lambda n: abs(n - (len(labels) - 1) / 2))
        colour = colours[near]
        yield Piece(
            percent_of(x),
            percent_of(width),
            percent_of(x + width / 2),
            colour,
            "#fff" if colour in LIGHT_TEXT else "#1a1f24",
            percent(part.share),
            _label(part, labels),
            width >= WORDS_FROM,
        )
        x += width


def _label(part: Part, labels: Sequence[str]) -> str:
    if part.first == part.last:
        return labels[part.first]
    return f"{labels[part.first]} to {labels[part.last][:1].lower()}{labels[part.last][1:]}"


def _tables(doc: Document, waves: Sequence[str]) -> Iterator[Table]:
    """A table for each set of options, so that every column means one answer."""
    likert: Mapping[str, Any] = doc.data["likert"]
    sets = dict.fromkeys(tuple(item["labels"]) for item in likert.values())
    for labels in sets:
        rows = [
            [item["text"], wave_name(wave), *_cells(told[wave], len(labels))]
            for item in likert.values()
            if tuple(item["labels"]) == labels
            for told in (doc.answered(item),)
            for wave in waves
            if wave in told and told[wave]["n"]
        ]
        if rows:
            said = f"Answers in per cent: {labels[0]} to {labels[-1][:1].lower()}{labels[-1][1:]}"
            yield table(said, ("Item", "Survey", *labels), rows)


def _cells(wave: Mapping[str, Any], options: int) -> list[str]:
    told = parts(wave["counts"])
    if not told:
        return [NOT_SHOWN] * options
    cells = [NONE] * options
    for part in told:
        if part.first == part.last:
            cells[part.first] = percent(part.share)
        else:
            for n in range(part.first, part.last + 1):
                cells[n] = f"{percent(part.share)} together"
    return cells
