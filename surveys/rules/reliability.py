"""Reliability of a scale: Cronbach's alpha, item-rest correlations, and what they warn of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from surveys.rules.change import sd


@dataclass(frozen=True)
class ItemCheck:
    """One item within its scale: its correlation with the mean of the other items, and the
    scale's alpha without it. None where nobody differs or too few items are left."""

    code: str
    item_rest: float | None
    alpha_without: float | None


@dataclass(frozen=True)
class Reliability:
    """A scale's alpha in the `n` people who answered every item (listwise)."""

    n: int
    alpha: float | None
    items: tuple[ItemCheck, ...]


def reliability(codes: Sequence[str], rows: Iterable[Sequence[float | None]]) -> Reliability:
    """Check a scale from rows of recoded values, one row per person, one value per item code."""
    columns = _whole_columns(rows, len(codes))
    return Reliability(
        n=len(columns[0]) if columns else 0,
        alpha=_alpha(columns),
        items=tuple(_check(code, at, columns) for at, code in enumerate(codes)),
    )


def cronbach_alpha(rows: Iterable[Sequence[float | None]]) -> tuple[float | None, int]:
    """Return alpha and the number of rows without a gap (Cronbach 1951).

    Alpha is None with fewer than two items or whole rows, or when the totals do not differ.
    """
    listed = list(rows)
    columns = _whole_columns(listed, len(listed[0]) if listed else 0)
    return _alpha(columns), len(columns[0]) if columns else 0


def reliability_warnings(scale: str, found: Reliability) -> Iterator[str]:
    """Say which items run against their scale, as an item does whose reversal was missed."""
    for item in found.items:
        if item.item_rest is not None and item.item_rest < 0:
            yield (
                f"{item.code} runs against the other items of {scale} "
                f"(correlation {item.item_rest:.2f}). Check whether it should be reversed."
            )


def _whole_columns(rows: Iterable[Sequence[float | None]], width: int) -> list[list[float]]:
    columns: list[list[float]] = [[] for _ in range(width)]
    for row in rows:
        whole = [value for value in row if value is not None]
        if len(whole) == width == len(row):
            for column, value in zip(columns, whole, strict=True):
                column.append(value)
    return columns


def _check(code: str, at: int, columns: list[list[float]]) -> ItemCheck:
    others = columns[:at] + columns[at + 1 :]
    rest = _totals(others)
    item_rest = _correlation(columns[at], rest) if others else None
    return ItemCheck(code, item_rest, _alpha(others))


def _totals(columns: list[list[float]]) -> list[float]:
    return [fsum(row) for row in zip(*columns, strict=True)]


def _alpha(columns: list[list[float]]) -> float | None:
    spread = sd(_totals(columns)) if len(columns) > 1 else None
    if not spread:
        return None
    single = fsum((sd(column) or 0.0) ** 2 for column in columns)
    return len(columns) / (len(columns) - 1) * (1 - single / spread**2)


def _correlation(left: list[float], right: list[float]) -> float | None:
    if not sd(left) or not sd(right):
        return None
    mid_left, mid_right = fsum(left) / len(left), fsum(right) / len(right)
    a = [value - mid_left for value in left]
    b = [value - mid_right for value in right]
    together = fsum(x * y for x, y in zip(a, b, strict=True))
    return together / sqrt(fsum(x * x for x in a) * fsum(y * y for y in b))
