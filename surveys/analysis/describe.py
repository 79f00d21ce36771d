"""What was answered: each scale and item in each wave, and the counts of each answer."""

from typing import Any

import numpy as np

from surveys.analysis.change import mean, spread
from surveys.analysis.reliability import Reliability, reliability
from surveys.analysis.scores import INDEX, Scored, Scores
from surveys.analysis.study import Floats, is_blank, is_declined, numbers
from surveys.rules.instrument import Item, Kind

Row = dict[str, Any]
Checks = dict[tuple[str, str], Reliability]  # by scale and wave


def check_scales(scores: Scores) -> Checks:
    """The reliability of every scale in every wave; the index, of scales, has none."""
    return {
        (scale.code, wave): reliability([scores.recoded(item, wave) for item in scale.items])
        for scale in scores.scales
        if scale.code != INDEX or INDEX in scores.study.instrument.scales
        for wave in scores.study.waves
    }


def wave_row(scores: Scores, code: str, wave: str, check: Reliability | None) -> Row:
    """A scale in a wave: everybody who has a score, paired or not."""
    values = _there(scores.score(code, wave))
    return {
        "n": len(values),
        "mean": mean(values),
        "sd": spread(values),
        "alpha": check.alpha if check else None,
        "alpha_n": check.n if check else None,
        "omega": check.omega if check else None,
    }


def alpha_if_dropped(scores: Scores, scale: Scored, checks: Checks) -> dict[str, Row]:
    """For each wave, the scale's alpha without each of its items."""
    return {
        wave: {
            item.code: value
            for item, value in zip(
                scale.items, checks[scale.code, wave].alpha_if_dropped, strict=True
            )
        }
        for wave in scores.study.waves
        if (scale.code, wave) in checks
    }


def item_rows(scores: Scores, checks: Checks) -> dict[str, Row]:
    """Every item: recoded, at the baseline and by wave."""
    rows = {}
    for item in scores.study.instrument.items:
        waves = {wave: _item_row(scores, item, wave, checks) for wave in scores.study.waves}
        rows[item.code] = {**waves[scores.baseline], "by_wave": waves}
    return rows


def likert_rows(scores: Scores) -> dict[str, Row]:
    """For each closed item, how many gave each answer, as it was given; and so for each arm."""
    return {
        item.code: {
            "text": item.text,
            "kind": item.kind.value,
            "scale": item.scale,
            "reverse": item.reverse,
            "values": [option.value for option in item.options],
            "labels": [option.label for option in item.options],
            "waves": {wave: _counts(scores, item, wave, None) for wave in scores.study.waves},
            "arms": {
                arm: {wave: _counts(scores, item, wave, arm) for wave in scores.study.waves}
                for arm in scores.arms
            },
        }
        for item in scores.study.instrument.items
        if item.kind is not Kind.TEXT
    }


def _item_row(scores: Scores, item: Item, wave: str, checks: Checks) -> Row:
    values = _there(scores.recoded(item, wave))
    check = checks.get((item.scale, wave))
    place = scores.study.instrument.scales[item.scale].index(item) if check else 0
    return {
        "n": len(values),
        # The numbers of a list of choices only name them.
        "mean": mean(values) if item.kind is Kind.LIKERT else None,
        "item_rest": check.item_rest[place] if check else None,
    }


def _counts(scores: Scores, item: Item, wave: str, arm: str | None) -> Row:
    of_arm = scores.of_arm(arm)
    among = slice(None) if of_arm is None else of_arm
    column, done = scores.raw(item, wave)[among], scores.study.done[wave][among]
    return {
        "n": int(np.count_nonzero(np.isfinite(numbers(column)))),
        "counts": [int(np.count_nonzero(column == option.value)) for option in item.options],
        "blank": int(np.count_nonzero(is_blank(column) & done)),
        "declined": int(np.count_nonzero(is_declined(column) & done)),
    }


def _there(values: Floats) -> Floats:
    return values[np.isfinite(values)]
