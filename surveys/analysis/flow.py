"""The flow of participants: who was expected, who answered each wave, who can be paired."""

from typing import Any

import numpy as np

from surveys.analysis.scores import Scores
from surveys.analysis.study import QUALITY, TOO_LATE, Mask

Row = dict[str, Any]


def flow_rows(scores: Scores) -> list[Row]:
    """One row for each arm; one for all where there are no arms."""
    return [_flow(scores, arm) for arm in scores.arms or (None,)]


def about(scores: Scores, primary: tuple[str, str] | None) -> Row:
    """How large the study is, and what was named beforehand as its primary outcome."""
    study = scores.study
    return {
        "participants": study.people,
        "schools": schools_among(scores, None),
        "waves": list(study.waves),
        "arms": scores.arm_sizes(),
        "treated": study.treated if study.treated in scores.arms else None,
        "primary": {"scale": primary[0], "wave": primary[1]} if primary else None,
    }


def deviations(scores: Scores) -> Row:
    """Departures from the plan: baseline answers that came on the day or after it."""
    late = scores.study.person.get(TOO_LATE)
    return {TOO_LATE: None if late is None else int(np.nansum(late))}


def pairs_by_quality(scores: Scores) -> dict[str, int] | None:
    """How many pairs each quality of matching has; None where it is not known."""
    qualities = scores.study.person.get(QUALITY)
    if qualities is None or not scores.later_waves:
        return None
    later = np.any([scores.study.done[wave] for wave in scores.later_waves], axis=0)
    names, counts = np.unique(
        qualities[scores.study.done[scores.baseline] & later], return_counts=True
    )
    return {str(n): int(c) for n, c in zip(names, counts, strict=True) if str(n)}


def schools_among(scores: Scores, mask: Mask | None) -> int | None:
    """How many schools are known among some people; None where none is known at all."""
    if scores.clusters is None:
        return None
    places = scores.clusters if mask is None else scores.clusters[mask]
    return int(np.count_nonzero(np.bincount(places[places >= 0])))


def _flow(scores: Scores, arm: str | None) -> Row:
    study, mask = scores.study, scores.of_arm(arm)
    every = np.ones(study.people, np.bool_) if mask is None else mask
    first = study.done[scores.baseline] & every
    return {
        "arm": arm,
        "schools": schools_among(scores, mask),
        "expected": _expected(scores, arm),
        "waves": {w: int(np.count_nonzero(study.done[w] & every)) for w in study.waves},
        "paired": {w: int(np.count_nonzero(study.done[w] & first)) for w in scores.later_waves},
        "lost": {w: int(np.count_nonzero(study.lost_to(w) & first)) for w in scores.later_waves},
    }


def _expected(scores: Scores, arm: str | None) -> int | None:
    expected = scores.study.expected
    if expected is None:
        return None
    return sum(expected.values()) if arm is None else expected.get(arm)
