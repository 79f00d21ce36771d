"""The dots and intervals of change as plain geometry, which the page and the PDF both draw.

Across is a share of the width, 0 to 1, so that words keep their size on a narrow screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from reporting.report.evidence import ScaleRow

ROW = 46  # points down for a name and its line
TOP = 8
AXIS = 34


@dataclass(frozen=True)
class Mark:
    """One row: name and change in words, and where its interval and dot lie."""

    name: str
    words: str
    is_harm: bool
    text_y: int
    y: int
    low: float
    middle: float
    high: float

    @property
    def spans(self) -> tuple[str, str, str]:
        """Low, middle and high as SVG takes them."""
        return _percent(self.low), _percent(self.middle), _percent(self.high)


@dataclass(frozen=True)
class Tick:
    """A label on the line below."""

    x: float
    words: str
    anchor: str

    @property
    def at(self) -> str:
        return _percent(self.x)


@dataclass(frozen=True)
class Picture:
    """Everything to draw, and in words what it shows."""

    key: str
    title: str
    caption: str
    text: str
    height: int
    axis_y: int
    label_y: int
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


def picture(key: str, title: str, rows: Iterable[ScaleRow], unit: str) -> Picture | None:
    """Draw the rows whose interval is shown; None when there is none."""
    shown = [row for row in rows if row.figures["low"].value is not None]
    if not shown:
        return None
    reach = _reach(shown)
    axis_y = TOP + ROW * len(shown)
    ends = (
        (-reach, "lower after", "start"),
        (0.0, "no change", "middle"),
        (reach, "higher after", "end"),
    )
    return Picture(
        key=key,
        title=title,
        caption=f"In {unit}, with 95% interval.",
        text=" ".join(
            f"{row.name}: {row.figures['change'].words} {unit}, 95% interval {row.interval}; "
            f"{row.verdict}."
            for row in shown
        ),
        height=axis_y + AXIS,
        axis_y=axis_y,
        label_y=axis_y + 22,
        marks=tuple(_mark(n, row, reach) for n, row in enumerate(shown)),
        ticks=tuple(Tick(_x(value, reach), words, anchor) for value, words, anchor in ends),
    )


def _mark(number: int, row: ScaleRow, reach: float) -> Mark:
    low, middle, high = (
        _x(float(row.figures[k].value or 0), reach) for k in ("low", "change", "high")
    )
    return Mark(
        name=row.short or row.name,
        words=row.figures["change"].words,
        is_harm=row.is_harm,
        text_y=TOP + ROW * number + 14,
        y=TOP + ROW * number + 30,
        low=low,
        middle=middle,
        high=high,
    )


def _reach(rows: Sequence[ScaleRow]) -> float:
    """How far the line goes either way: the farthest end, and a little more."""
    ends = [abs(float(row.figures[k].value or 0)) for row in rows for k in ("low", "high")]
    widest = max(ends)
    step = 0.1 if widest < 5 else 5.0
    return ceil(widest / step + 0.2) * step


def _x(value: float, reach: float) -> float:
    return 0.5 + 0.5 * value / reach


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
