"""Change in the subgroups that were named before the season, among those who had the day."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from surveys.analysis.clustered import read_first
from surveys.analysis.scores import Scores
from surveys.analysis.study import Mask

Row = dict[str, Any]


def subgroup_rows(scores: Scores, subgroups: Sequence[str]) -> list[Row]:
    """For each subgroup, its values, scale and later wave; unknown values are left out."""
    return [row for by in subgroups if by in scores.study.person for row in _by(scores, by)]


def _by(scores: Scores, by: str) -> Iterator[Row]:
    values = scores.study.person[by]
    for value in np.unique(values):
        if str(value) in ("", "nan"):
            continue
        among = np.asarray(values == value)
        for scale in scores.scales:
            for later in scores.later_waves:
                yield {"by": by, "value": str(value), **_row(scores, scale.code, later, among)}


def _row(scores: Scores, code: str, later: str, among: Mask) -> Row:
    day = scores.study.treated if scores.study.treated in scores.arms else None
    pairs = scores.pairs(code, later).among(scores.of_arm(day)).among(among)
    found = read_first(pairs, scores.clusters)
    return {
        "scale": code,
        "from": scores.baseline,
        "to": later,
        "n": len(pairs.rows),
        "mean_change": found["estimate"],
        "ci_low": found["ci_low"],
        "ci_high": found["ci_high"],
        "schools": found["schools"],
    }
