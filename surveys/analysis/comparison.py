"""The day against the comparison group: difference in differences, and ANCOVA."""

from typing import Any

import numpy as np

from surveys.analysis.clustered import in_schools
from surveys.analysis.regression import Estimate, least_squares
from surveys.analysis.scores import Pairs, Scores
from surveys.analysis.study import Mask

Row = dict[str, Any]


def comparison(scores: Scores, code: str, later: str) -> tuple[Row | None, Row | None]:
    """Difference in differences and ANCOVA of a scale at a later wave; None without two arms.

    Both are least squares with CR2 errors by school (by person where no schools are known): of the
    change on the arm, and of the later score on the arm and the baseline score.
    """
    arms = scores.arms
    if len(arms) != 2 or arms[0] != scores.study.treated:
        return None, None
    pairs, places = in_schools(scores.pairs(code, later).among(_compared(scores)), scores.clusters)
    treated = _of(scores, arms[0])[pairs.rows].astype(np.float64)
    did = least_squares(pairs.change, [treated], places)
    ancova = least_squares(pairs.later, [treated, pairs.before], places)
    return (
        _row(did, scores, later, pairs, treated),
        _row(ancova, scores, later, pairs, treated),
    )


def _compared(scores: Scores) -> Mask:
    """Who is compared: both arms, without those of the day whose school was drawn late.

    They have been the comparison group: their pupils of the day would be compared with themselves.
    """
    study = scores.study
    day = _of(scores, scores.arms[0])
    if study.late is not None:
        day = day & ~study.late
    return day | _of(scores, scores.arms[1])


def _of(scores: Scores, arm: str) -> Mask:
    found = scores.of_arm(arm)
    assert found is not None  # an arm was named
    return found


def _row(
    found: Estimate | None, scores: Scores, later: str, pairs: Pairs, treated: Any
) -> Row | None:
    if found is None:
        return None
    day = int(treated.sum())
    return {
        "from": scores.baseline,
        "to": later,
        **found.row(),
        "n_day": day,
        "n_waiting": len(pairs.rows) - day,
        "schools": found.clusters if scores.clusters is not None else None,
    }
