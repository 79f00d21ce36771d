"""Harms, in the same form as benefits: what moved, or may have moved, the wrong way."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from surveys.analysis.change import mean
from surveys.analysis.clustered import read_first
from surveys.analysis.scores import Pairs, Scores
from surveys.rules.instrument import Item

Row = dict[str, Any]


def harm_rows(scores: Scores) -> list[Row]:
    """Every harm scale, the first option of every harm item, and every other scale that fell.

    For all and for each arm. An item's before and after are shares of the people who answered it
    in both waves.
    """
    return [
        row
        for later in scores.later_waves
        for arm in (None, *scores.arms)
        for row in (*_scales(scores, arm, later), *_items(scores, arm, later))
    ]


def _scales(scores: Scores, arm: str | None, later: str) -> Iterator[Row]:
    for scale in scores.scales:
        pairs = scores.pairs(scale.code, later).among(scores.of_arm(arm))
        if scale.is_harm or (len(pairs.rows) and pairs.change.mean() < 0):
            yield {
                "kind": "scale",
                "code": scale.code,
                "name": scale.name,
                **_row(scores, scale.is_harm, arm, later, pairs),
            }


def _items(scores: Scores, arm: str | None, later: str) -> Iterator[Row]:
    for item in scores.study.instrument.harm_items:
        pairs = _chose_first(scores, item, later).among(scores.of_arm(arm))
        yield {
            "kind": "item",
            "code": item.code,
            "name": f"{item.text} {item.options[0].label}",
            # With the change these say how many moved: whoever hides small numbers needs them.
            "gained": int(np.count_nonzero(pairs.change > 0)),
            "lost": int(np.count_nonzero(pairs.change < 0)),
            **_row(scores, True, arm, later, pairs),
        }


def _chose_first(scores: Scores, item: Item, later: str) -> Pairs:
    before, after = scores.recoded(item, scores.baseline), scores.recoded(item, later)
    rows = np.flatnonzero(np.isfinite(before) & np.isfinite(after))
    first = item.options[0].value
    return Pairs(
        rows,
        (before[rows] == first).astype(np.float64),
        (after[rows] == first).astype(np.float64),
    )


def _row(scores: Scores, up_is_harm: bool, arm: str | None, later: str, pairs: Pairs) -> Row:
    found = read_first(pairs, scores.clusters)
    low, high = found["ci_low"], found["ci_high"]
    return {
        "from": scores.baseline,
        "to": later,
        "arm": arm,
        "n": len(pairs.rows),
        "before": mean(pairs.before),
        "after": mean(pairs.later),
        "change": found["estimate"],
        "ci_low": low,
        "ci_high": high,
        "towards_harm": _towards_harm(low, high, up_is_harm),
        "schools": found["schools"],
        "method": found["method"],
    }


def _towards_harm(low: float | None, high: float | None, up_is_harm: bool) -> bool | None:
    """Whether the interval lies wholly on the side of harm; None where it spans nought."""
    if low is None or high is None or low <= 0 <= high:
        return None
    return (low > 0) == up_is_harm
