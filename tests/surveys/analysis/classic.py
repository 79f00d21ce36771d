"""Small published data sets, and studies made of a few columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from surveys.analysis.study import Study
from surveys.rules.instrument import Instrument, Item, Kind, Option

NAMES = ["rating", "complaints", "privileges", "learning", "raises", "critical", "advance"]

# R data set `attitude` (Chatterjee and Price 1977): 30 departments, 7 questions.
ATTITUDE = [
    (43, 51, 30, 39, 61, 92, 45),
    (63, 64, 51, 54, 63, 73, 47),
    (71, 70, 68, 69, 76, 86, 48),
    (61, 63, 45, 47, 54, 84, 35),
    (81, 78, 56, 66, 71, 83, 47),
    (43, 55, 49, 44, 54, 49, 34),
    (58, 67, 42, 56, 66, 68, 35),
    (71, 75, 50, 55, 70, 66, 41),
    (72, 82, 72, 67, 71, 83, 31),
    (67, 61, 45, 47, 62, 80, 41),
    (64, 53, 53, 58, 58, 67, 34),
    (67, 60, 47, 39, 59, 74, 41),
    (69, 62, 57, 42, 55, 63, 25),
    (68, 83, 83, 45, 59, 77, 35),
    (77, 77, 54, 72, 79, 77, 46),
    (81, 90, 50, 72, 60, 54, 36),
    (74, 85, 64, 69, 79, 79, 63),
    (65, 60, 65, 75, 55, 80, 60),
    (65, 70, 46, 57, 75, 85, 46),
    (50, 58, 68, 54, 64, 78, 52),
    (50, 40, 33, 34, 43, 64, 33),
    (64, 61, 52, 62, 66, 80, 41),
    (53, 66, 52, 50, 63, 80, 37),
    (40, 37, 42, 58, 50, 57, 49),
    (63, 54, 42, 48, 66, 75, 33),
    (66, 77, 66, 63, 88, 76, 72),
    (78, 75, 58, 74, 80, 78, 49),
    (48, 57, 44, 45, 51, 83, 38),
    (85, 85, 71, 71, 77, 74, 55),
    (82, 82, 39, 59, 64, 78, 39),
]


def item(
    position: int,
    code: str,
    scale: str = "ATT",
    *,
    reverse: bool = False,
    values: Sequence[int] = (1, 2, 3, 4, 5),
    kind: Kind = Kind.LIKERT,
) -> Item:
    """An item of a scale; an item of no scale with `scale=""`."""
    options = tuple(Option(value, f"label {value}") for value in values)
    return Item(position, code, scale, kind, f"Text of {code}", reverse, options, ())


def instrument(*codes: str, scale: str = "ATT", reversed_codes: Sequence[str] = ()) -> Instrument:
    """A scale of five-point items."""
    return Instrument(
        tuple(item(at, c, scale, reverse=c in reversed_codes) for at, c in enumerate(codes, 1))
    )


def study(of: Instrument, waves: Mapping[str, Any], **rest: Any) -> Study:
    """A study of raw values, people by items; nan is left blank, a row of it a wave not done."""
    values = {wave: np.array(rows, np.float64, ndmin=2) for wave, rows in waves.items()}
    done = {wave: np.asarray(np.isfinite(rows).any(axis=1)) for wave, rows in values.items()}
    return Study(of, tuple(waves), values, done, **rest)


def one_item(before: Sequence[float], after: Sequence[float], **rest: Any) -> Study:
    """Two waves of one item that is its own scale, of any values."""
    of = Instrument((item(1, "x", "X", values=(-1000, 1000)),))
    waves = {"before": [[v] for v in before], "after": [[v] for v in after]}
    return study(of, waves, **rest)
