"""What a reader must know before believing a result, in plain words."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.words import many
from surveys.analysis.change import SAME
from surveys.analysis.clustered import MANY_SCHOOLS
from surveys.analysis.describe import Checks
from surveys.analysis.scores import Scored, Scores
from surveys.analysis.study import TOO_LATE

NOT_THE_DAY = "This change cannot be put down to the day."
VERY_FEW_SCHOOLS = 10
LEAST_ALPHA = 0.6
FEW_PAIRS = 30
SMALL_GROUP = 10
TOP_TENTH, MANY_AT_TOP = 0.1, 0.15
LOW_SHARE = 0.6
DIFFERENT = 0.2
FEW_DF = 4

Row = dict[str, Any]


def warnings(scores: Scores, checks: Checks, result: Row) -> Iterator[str]:
    """Yield one sentence, or two, for everything that weakens the result."""
    yield from scores.study.notes
    if scores.study.versions > 1:
        yield (
            f"The answers come from {scores.study.versions} versions of the instrument. "
            "Only items that are the same in all of them are compared."
        )
    if scores.later_waves and not scores.scales:
        yield "No item belongs to a scale, so no change is worked out."
    elif scores.later_waves:
        yield from _comparison(scores, result)
        yield from _schools(scores, result)
        yield from _pairs(scores, result)
        yield from _losses(scores, result)
    for scale in scores.scales:
        yield from _ceiling(scores, scale)
        yield from _reliability(scores, scale, checks)
    yield from _plan(scores, result)


def _comparison(scores: Scores, result: Row) -> Iterator[str]:
    arms = len(scores.arms)
    if arms < 2:
        yield f"There is no comparison group. {NOT_THE_DAY}"
    elif arms > 2:
        yield f"There are {arms} arms, and a comparison needs two. {NOT_THE_DAY}"
    elif not any(scale["did"] for scale in result["scales"].values()):
        yield f"One of the two arms has no pairs to compare. {NOT_THE_DAY}"
    unplaced = scores.study.people - sum(scores.arm_sizes().values())
    if arms and unplaced:
        yield f"The arm of {_people(unplaced)} is not known. They are in no comparison."
    low = [d["df"] for s in result["scales"].values() for d in s["dids"] if d["df"] is not None]
    if low and min(low) < FEW_DF:
        yield (
            f"The comparison rests on very few schools ({min(low):.1f} degrees of freedom). "
            "Its intervals and p values are not to be relied on."
        )


def _schools(scores: Scores, result: Row) -> Iterator[str]:
    schools = result["about"]["schools"]
    if schools is None:
        yield (
            "No schools are known, so every person counts as independent. "
            "The intervals are probably too narrow."
        )
        return
    if schools == 1:
        yield "All answers come from one school. What changed cannot be told from that school."
    elif schools < VERY_FEW_SCHOOLS:
        yield (
            f"There are only {schools} schools. With fewer than {VERY_FEW_SCHOOLS}, intervals "
            "are wide and not to be relied on."
        )
    elif schools < MANY_SCHOOLS:
        yield (
            f"There are {schools} schools. With fewer than {MANY_SCHOOLS}, read the "
            "cluster-robust interval with its small-sample correction first."
        )
    unknown = int(np.count_nonzero(scores.clusters == -1))
    if unknown:
        yield f"The school of {_people(unknown)} is not known. They are in no interval by school."


def _pairs(scores: Scores, result: Row) -> Iterator[str]:
    for later in scores.later_waves:
        for arm in scores.arms or (None,):
            most = max(_pairs_of(scale, later, arm) for scale in result["scales"].values())
            who = f" of arm {arm}" if arm is not None else ""
            span = f"from {scores.baseline} to {later}{who}"
            if most == 0:
                yield f"There is no pair {span}, so no change is worked out."
            elif most < FEW_PAIRS:
                yield (
                    f"There {'is' if most == 1 else 'are'} only {many(most, 'pair,pairs')} {span}. "
                    "So few can show a large change only."
                )


def _pairs_of(scale: Row, later: str, arm: str | None) -> int:
    return max(int(r["n"]) for r in scale["changes"] if r["to"] == later and r["arm"] == arm)


def _losses(scores: Scores, result: Row) -> Iterator[str]:
    for row in result["flow"]:
        who = f" in arm {row['arm']}" if row["arm"] is not None else ""
        for later, paired in row["paired"].items():
            first = paired + row["lost"][later]
            if 0 < paired < LOW_SHARE * first:
                yield (
                    f"Of {first:,} who answered {scores.baseline}{who}, {paired:,} "
                    f"({paired / first:.0%}) also answered {later}. "
                    "Those who were lost may have changed in another way."
                )
    for row in result["attrition"]:
        apart = row["difference_sd"]
        if apart is not None and abs(apart) > max(DIFFERENT, _chance(row)):
            who = f" in arm {row['arm']}" if row["arm"] is not None else ""
            yield (
                f"Those lost before {row['to']}{who} scored {'lower' if apart > 0 else 'higher'} "
                f"on {row['scale']} at the start, by {abs(apart):.2f} standard deviations."
            )


def _chance(row: Row) -> float:
    """What two groups of these sizes can differ by chance, in standard deviations."""
    return 2 * float(np.sqrt(1 / row["n_kept"] + 1 / row["n_lost"]))


def _ceiling(scores: Scores, scale: Scored) -> Iterator[str]:
    values = scores.score(scale.code, scores.baseline)
    values = values[np.isfinite(values)]
    if not len(values) or scale.lowest is None or scale.highest is None:
        return
    at_top = float(np.mean(values >= scale.highest - SAME))
    near = scale.highest - TOP_TENTH * (scale.highest - scale.lowest)
    if values.mean() >= near or at_top > MANY_AT_TOP:
        yield (
            f"{scale.title} is near its ceiling in {scores.baseline}: mean {values.mean():.2f} of "
            f"{scale.highest:g}, and {at_top:.0%} have the highest score. "
            "There is little room to rise."
        )


def _reliability(scores: Scores, scale: Scored, checks: Checks) -> Iterator[str]:
    named: set[tuple[int, ...]] = set()
    low = []
    for wave in scores.study.waves:
        check = checks.get((scale.code, wave))
        if check is None:
            continue
        if check.against and check.against not in named:
            named.add(check.against)
            yield _against(scale, wave, check.against, check.item_rest)
        if check.alpha is not None and check.alpha < LEAST_ALPHA:
            low.append(f"{check.alpha:.2f} in {wave}")
    if low:
        yield (
            f"{scale.title} hangs together loosely: alpha is {' and '.join(low)}, "
            f"under {LEAST_ALPHA}. Read its changes with care."
        )


def _against(
    scale: Scored, wave: str, places: tuple[int, ...], found: tuple[float | None, ...]
) -> str:
    codes = [scale.items[at].code for at in places]
    if len(places) == 1:
        return (
            f"{codes[0]} runs against the other items of {scale.title} in {wave} (item-rest "
            f"correlation {found[places[0]] or 0:.2f}). Check whether it should be reversed."
        )
    return (
        f"{', '.join(codes[:-1])} and {codes[-1]} of {scale.title} do not run with the other items "
        f"in {wave}. Check which of them should be reversed."
    )


def _plan(scores: Scores, result: Row) -> Iterator[str]:
    if scores.later_waves and result["about"]["primary"] is None:
        yield "No primary outcome was named beforehand. Every result is exploratory."
    late = result["deviations"][TOO_LATE]
    if late:
        yield (
            f"{late:,} answered {scores.baseline} on the day or after it. "
            "That departs from the plan."
        )
    small = sum(0 < row["n"] < SMALL_GROUP for row in result["subgroups"])
    if small:
        yield (
            f"{many(small, 'subgroup result,subgroup results')} "
            f"{'rests' if small == 1 else 'rest'} on fewer than {SMALL_GROUP} pairs."
        )


def _people(count: int) -> str:
    return many(count, "person,people")
