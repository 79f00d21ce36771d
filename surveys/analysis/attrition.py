"""Whether those who were lost differed at the baseline from those who were kept."""

from typing import Any

import numpy as np

from surveys.analysis.change import mean, spread
from surveys.analysis.scores import Scores
from surveys.analysis.study import Floats

Row = dict[str, Any]


def attrition_rows(scores: Scores) -> list[Row]:
    """For each arm, scale and later wave: baseline scores of kept and lost.

    Kept has a score in both waves; lost only at the baseline, and no answer is to come.
    `difference_sd` is kept minus lost over their pooled standard deviation.
    """
    return [
        _row(scores, arm, scale.code, later)
        for arm in scores.arms or (None,)
        for scale in scores.scales
        for later in scores.later_waves
    ]


def _row(scores: Scores, arm: str | None, code: str, later: str) -> Row:
    before, mask = scores.score(code, scores.baseline), scores.of_arm(arm)
    there = np.isfinite(before) if mask is None else np.isfinite(before) & mask
    again = np.isfinite(scores.score(code, later))
    to_come = ~scores.study.done[later] & ~scores.study.lost_to(later)
    kept, lost = before[there & again], before[there & ~again & ~to_come]
    return {
        "arm": arm,
        "scale": code,
        "to": later,
        "n_kept": len(kept),
        "n_lost": len(lost),
        "mean_kept": mean(kept),
        "mean_lost": mean(lost),
        "difference_sd": standardised(kept, lost),
    }


def standardised(one: Floats, other: Floats) -> float | None:
    """The difference of two means over the pooled standard deviation (Cohen 1988)."""
    one_sd, other_sd = spread(one), spread(other)
    if one_sd is None or other_sd is None or one_sd + other_sd == 0:
        return None
    df = len(one) + len(other) - 2
    pooled = np.sqrt(((len(one) - 1) * one_sd**2 + (len(other) - 1) * other_sd**2) / df)
    return float((one.mean() - other.mean()) / pooled)
