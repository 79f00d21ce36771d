"""Dose: whether the change goes with minutes driven, services in the car, or the rescue seen."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.change import mean
from surveys.analysis.clustered import in_schools
from surveys.analysis.regression import least_squares
from surveys.analysis.scores import Pairs, Scores
from surveys.analysis.study import MINUTES, SAW, SERVICES, Floats, Mask

Row = dict[str, Any]
BAND = 10  # minutes


def dose_rows(scores: Scores) -> list[Row]:
    """For each scale, later wave and dose, among those who had the day.

    The estimate is the slope per 10 minutes, or the change of those who saw the demonstration (of
    the second of two groups of services) minus that of the others, with CR2 errors by school.
    Who had which dose was not drawn by lot: these are associations.
    """
    return [
        row
        for by in (MINUTES, SERVICES, SAW)
        if by in scores.study.person
        for scale in scores.scales
        for later in scores.later_waves
        for row in _dose(scores, scale.code, later, by)
    ]


def _dose(scores: Scores, code: str, later: str, by: str) -> Iterator[Row]:
    day = scores.study.treated if scores.study.treated in scores.arms else None
    pairs = scores.pairs(code, later).among(scores.of_arm(day))
    doses = scores.study.person[by]
    known = doses != "" if doses.dtype.kind == "U" else np.isfinite(doses)
    pairs = pairs.among(np.asarray(known))
    there = doses[pairs.rows]
    found = _slope(scores, pairs, _numbers(there, by))
    yield {
        "scale": code,
        "to": later,
        "by": by,
        "n": len(pairs.rows),
        **{part: found.get(part) for part in ("estimate", "se", "ci_low", "ci_high", "p")},
        "groups": [
            {
                "value": name,
                "n": int(np.count_nonzero(among)),
                "mean_change": mean(pairs.change[among]),
            }
            for name, among in _groups(there, by)
        ],
    }


def _slope(scores: Scores, pairs: Pairs, doses: Floats | None) -> Row:
    if doses is None:
        return {}
    known, places = in_schools(pairs, scores.clusters)
    if scores.clusters is not None:
        doses = doses[scores.clusters[pairs.rows] >= 0]
    found = least_squares(known.change, [doses], places)
    return found.row() if found else {}


def _numbers(there: NDArray[Any], by: str) -> Floats | None:
    """The doses as numbers to regress on; None where they are other than two words."""
    if by == MINUTES:
        return np.asarray(there / BAND, np.float64)
    words = np.unique(there)
    return np.asarray(there == words[1], np.float64) if len(words) == 2 else None


def _groups(there: NDArray[Any], by: str) -> Iterator[tuple[str, Mask]]:
    """Each group of doses by its name: the words themselves, no and yes, or ten minutes."""
    keys = there // BAND * BAND if by == MINUTES else there
    for key in np.unique(keys):
        if by == MINUTES:
            name = f"{int(key)} to {int(key) + BAND - 1}"
        else:
            name = str(key) if by == SERVICES else ("yes" if key > 0 else "no")
        yield name, np.asarray(keys == key)
