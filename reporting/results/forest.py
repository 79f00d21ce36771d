"""Changes as dots with their intervals: plain geometry, in two layouts that a template draws.

Across is a share of the width, so that words keep their size on a narrow screen: the wide layout
has name, interval and words in one row, the small one has the interval beneath its words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

NAME_LETTERS = 27  # of a name in one line of the wide layout
LINE = 18
ROW, TOP, AXIS = 36, 10, 30
SMALL_ROW = 54
Ends = tuple[str, str, str]
AFTER = ("lower after", "no change", "higher after")
PLOT = (0.40, 0.68)  # where the wide layout draws, from and to
BENEFIT, HARM = "#1d4f91", "#8c2d19"


@dataclass(frozen=True)
class Change:
    """One change to draw: its numbers may be shown, and stand in ``words`` and in ``said``."""

    name: str
    value: float
    low: float
    high: float
    words: str  # +0.12 (+0.02 to +0.22)
    said: str  # the whole of it as a sentence, for who cannot see the picture
    is_harm: bool = False
    is_primary: bool = False


@dataclass(frozen=True)
class Mark:
    """One row of the picture; x are per cent of the width, y points down."""

    lines: tuple[tuple[int, str], ...]
    words: str
    words_y: int
    y: int
    low: str
    middle: str
    high: str
    colour: str
    shape: str  # dot, square or diamond: never colour alone
    note_y: int


@dataclass(frozen=True)
class Layout:
    """One drawing of all rows."""

    kind: str
    height: int
    label_y: int
    zero: str
    zero_lines: tuple[tuple[int, int], ...]  # one line, or short ones between the words
    words_x: str
    marks: tuple[Mark, ...]
    ends: tuple[tuple[str, str, str], ...]  # x, anchor, words


@dataclass(frozen=True)
class Forest:
    """Everything to draw, and in words what it shows."""

    key: str
    title: str
    text: str
    layouts: tuple[Layout, ...]


def reach_of(changes: Iterable[Change], step: float = 0.1) -> float:
    """How far the line goes either way: a little more than the farthest end of an interval."""
    widest = max((max(abs(c.low), abs(c.high)) for c in changes), default=step)
    return max(step, ceil(widest / step + 0.1) * step)


def forest(
    key: str, title: str, changes: Sequence[Change], reach: float, ends: Ends = AFTER
) -> Forest | None:
    """Draw the changes on a line that goes ``reach`` either way; None when there is none.

    ``ends`` are the words under the line: at its left, its middle and its right.
    """
    if not changes:
        return None
    return Forest(
        key,
        title,
        " ".join(c.said for c in changes),
        (_wide(changes, reach, ends), _small(changes, reach, ends)),
    )


def _wide(changes: Sequence[Change], reach: float, ends: Ends) -> Layout:
    marks, y = [], TOP
    for change in changes:
        names = broken(change.name, NAME_LETTERS)
        height = max(ROW, LINE * (len(names) + change.is_primary) + 12)
        middle = y + height // 2
        first = middle + 5 - (LINE * (len(names) - 1 + change.is_primary)) // 2
        lines = tuple((first + LINE * n, name) for n, name in enumerate(names))
        note = first + LINE * len(names) if change.is_primary else 0
        marks.append(_mark(change, reach, PLOT, lines, middle + 5, middle, note))
        y += height
    return _layout("wide", marks, PLOT, y, ends)


def _small(changes: Sequence[Change], reach: float, ends: Ends) -> Layout:
    marks, y, whole = [], TOP, (0.02, 0.98)
    for change in changes:
        names = broken(change.name, 40)
        lines = tuple((y + 14 + LINE * n, name) for n, name in enumerate(names))
        under = y + 14 + LINE * len(names)
        note = under + LINE if change.is_primary else 0
        bar = (note or under) + 14
        marks.append(_mark(change, reach, whole, lines, under, bar, note))
        y = bar + 18
    return _layout("small", marks, whole, y, ends)


def _layout(
    kind: str, marks: Sequence[Mark], plot: tuple[float, float], bottom: int, ends: Ends
) -> Layout:
    middle = (plot[0] + plot[1]) / 2
    left, centre, right = ends
    # Where there is room beside the line, the words at its ends stand partly beyond it.
    beyond, low, high = (0.045, "middle", "middle") if kind == "wide" else (0.0, "start", "end")
    placed = (
        (percent_of(plot[0] - beyond), low, left),
        (percent_of(middle), "middle", centre),
        (percent_of(plot[1] + beyond), high, right),
    )
    lines = [(4, bottom)] if kind == "wide" else [(mark.y - 11, mark.y + 11) for mark in marks]
    return Layout(
        kind=kind,
        height=bottom + AXIS,
        label_y=bottom + 20,
        zero=percent_of(middle),
        zero_lines=tuple(lines),
        words_x="100%" if kind == "wide" else "0",
        marks=tuple(marks),
        ends=placed,
    )


def _mark(
    change: Change,
    reach: float,
    plot: tuple[float, float],
    lines: tuple[tuple[int, str], ...],
    words_y: int,
    y: int,
    note_y: int,
) -> Mark:
    low, middle, high = (
        percent_of(plot[0] + (plot[1] - plot[0]) * (0.5 + 0.5 * max(-1.0, min(1.0, value / reach))))
        for value in (change.low, change.value, change.high)
    )
    shape = "diamond" if change.is_primary else "square" if change.is_harm else "dot"
    colour = HARM if change.is_harm else BENEFIT
    return Mark(lines, change.words, words_y, y, low, middle, high, colour, shape, note_y)


def broken(text: str, letters: int) -> list[str]:
    """A text in two lines at most, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: letters - 1]}…"]
    return lines


def percent_of(share: float) -> str:
    """A share of the width as SVG takes it."""
    return f"{100 * share:.2f}%"
