"""The whole analysis of a study, as one result that can be kept as JSON."""

from collections.abc import Callable, Sequence
from typing import Any

from surveys.analysis.attrition import attrition_rows
from surveys.analysis.change import change_row
from surveys.analysis.clustered import clustered_rows
from surveys.analysis.comparison import comparison
from surveys.analysis.describe import (
    Checks,
    alpha_if_dropped,
    check_scales,
    item_rows,
    likert_rows,
    wave_row,
)
from surveys.analysis.dose import dose_rows
from surveys.analysis.flow import about, deviations, flow_rows, pairs_by_quality
from surveys.analysis.harms import harm_rows
from surveys.analysis.plain import plain
from surveys.analysis.scores import Scored, Scores
from surveys.analysis.study import Study
from surveys.analysis.subgroups import subgroup_rows
from surveys.analysis.warnings import warnings

SHAPE = 1
Row = dict[str, Any]


def analyse(
    study: Study,
    *,
    primary: tuple[str, str] | None = None,
    subgroups: Sequence[str] = (),
    on_progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Work out everything about a study; docs/analysis.md names every field.

    `primary` is the scale and wave that were named beforehand, `subgroups` names in `study.person`.
    Numbers are exact: whoever shows them hides the small ones. What cannot be worked out is None.
    """
    say = on_progress or (lambda sentence: None)
    say("Scoring the answers.")
    scores = Scores(study)
    checks = check_scales(scores)
    scales = {}
    for scale in scores.scales:
        say(f"Working out {scale.title}.")
        scales[scale.code] = _scale(scores, scale, checks, primary)
    say("Looking at items, harms, losses and subgroups.")
    result = {"shape": SHAPE, "scales": scales, "about": about(scores, primary)}
    result |= _beside(scores, checks, subgroups)
    result["warnings"] = list(warnings(scores, checks, result))
    found: Row = plain(result)
    return found


def _beside(scores: Scores, checks: Checks, subgroups: Sequence[str]) -> Row:
    return {
        "items": item_rows(scores, checks),
        "flow": flow_rows(scores),
        "likert": likert_rows(scores),
        "harms": harm_rows(scores),
        "attrition": attrition_rows(scores),
        "dose": dose_rows(scores),
        "subgroups": subgroup_rows(scores, subgroups),
        "deviations": deviations(scores),
        "pairs_by_quality": pairs_by_quality(scores),
    }


def _scale(scores: Scores, scale: Scored, checks: Checks, primary: tuple[str, str] | None) -> Row:
    compared = [(wave, *comparison(scores, scale.code, wave)) for wave in scores.later_waves]
    waves = scores.study.waves
    return {
        "name": scale.name,
        "use": scale.use,
        "lowest": scale.lowest,
        "highest": scale.highest,
        "waves": {
            wave: wave_row(scores, scale.code, wave, checks.get((scale.code, wave)))
            for wave in waves
        },
        "changes": _changes(scores, scale.code, primary),
        "clustered": _clustered(scores, scale.code),
        "did": compared[0][1] if compared else None,
        "ancova": compared[0][2] if compared else None,
        "dids": [did for _, did, _ in compared if did],
        "ancovas": [ancova for _, _, ancova in compared if ancova],
        "alpha_if_dropped": alpha_if_dropped(scores, scale, checks),
    }


def _changes(scores: Scores, code: str, primary: tuple[str, str] | None) -> list[Row]:
    return [
        {
            "from": scores.baseline,
            "to": later,
            "arm": arm,
            **change_row(scores.pairs(code, later).among(scores.of_arm(arm))),
            "primary": (code, later) == primary,
        }
        for later in scores.later_waves
        for arm in (None, *scores.arms)
    ]


def _clustered(scores: Scores, code: str) -> list[Row]:
    return [
        {"from": scores.baseline, "to": later, "arm": arm, **row}
        for later in scores.later_waves
        for arm in (None, *scores.arms)
        for row in clustered_rows(
            scores.pairs(code, later).among(scores.of_arm(arm)), scores.clusters
        )
    ]
