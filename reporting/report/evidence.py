"""Figures from answers, each under the rules for small numbers: how many answered, what changed.

Delivery counts are exact. Counts of pupils by what they answered or refused are hidden from 1 to 4,
and means on fewer than 10 pairs; where a hidden count would follow from others, these go too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.small_numbers import (
    MEAN_BASE,
    NOT_SHOWN,
    THRESHOLD,
    Count,
    show_count,
    show_mean,
    suppress_table,
)
from reporting.report.delivered import Delivered
from reporting.report.figures import ANSWERS, PLANS, Figure, Words, make, share
from reporting.report.survey import INDEX, Plans, SurveyResult
from surveys.rules.change import PairedChange
from surveys.rules.instrument import HARM_SCALES, SCALE_NAMES

ON_HELD = "for days held, pupils who refuse the survey now included if they answered before that"
FLOW = {
    "expected": Words(
        "Pupils expected to answer",
        "Named pupils on days held who do not refuse the survey. Hidden when fewer than 5 refuse.",
        PLANS,
    ),
    "before": Words("Answered before", f"Answer sets of the wave before, {ON_HELD}.", ANSWERS),
    "after": Words("Answered after", f"Answer sets of the wave after, {ON_HELD}.", ANSWERS),
    "paired": Words(
        "Answered both times",
        "Pairs: both answer sets bear the study code that Runway issued to one pupil.",
        ANSWERS,
    ),
    "matched": Words(
        "After answers matched", "Pairs, of the answer sets of the wave after.", ANSWERS, 0, "%"
    ),
    "response": Words(
        "Expected pupils in a pair", "Pairs, of the pupils expected to answer.", ANSWERS, 0, "%"
    ),
}
SCALE = (
    "A scale is the mean of its answered statements, turned where they are reversed, when two "
    "thirds are answered"
)
CHANGE = {
    "n": Words(
        "Pairs",
        "Pairs with a score on the scale both times, on days held; who refuses the survey now is "
        "left out.",
        ANSWERS,
    ),
    "before": Words("Mean before", f"{SCALE}. Mean over pairs.", ANSWERS, 2),
    "after": Words("Mean after", f"{SCALE}. Mean over pairs.", ANSWERS, 2),
    "change": Words(
        "Change", "Mean after minus mean before, of the same pupils.", ANSWERS, 2, "", True
    ),
    "low": Words(
        "95% interval from",
        "Mean change minus t times its standard error (paired t, n − 1 degrees of freedom). It "
        "takes pupils as independent; those of one school are alike, so the true one is wider.",
        ANSWERS,
        2,
        "",
        True,
    ),
    "high": Words(
        "95% interval to", "As the lower end, plus instead of minus.", ANSWERS, 2, "", True
    ),
    "dz": Words(
        "Effect size dz",
        "Mean change divided by the standard deviation of the changes.",
        ANSWERS,
        2,
        "",
        True,
    ),
}
OF_PLANS = "of pairs who chose an option both times"
SOONEST_TOPIC = "Plan to learn as soon as the law allows"
SOONEST = {
    "n": Words("Pairs", "Pairs who chose an option both times.", ANSWERS),
    "before": Words("Before", f"Share who chose it before, {OF_PLANS}.", ANSWERS, 1, "%"),
    "after": Words("After", f"Share who chose it after, {OF_PLANS}.", ANSWERS, 1, "%"),
    "change": Words("Change in points", "Share after minus share before.", ANSWERS, 1, "", True),
    "low": Words(
        "95% interval from",
        "Of the mean of the paired differences (1, 0 or −1), in percentage points. Hidden when "
        "fewer than 5 changed to this option, or away from it.",
        ANSWERS,
        1,
        "",
        True,
    ),
    "high": Words("95% interval to", "As the lower end.", ANSWERS, 1, "", True),
}
TOO_FEW = f"too few pairs: under {MEAN_BASE}"
INDEX_NAME = "These five together"


@dataclass(frozen=True)
class ScaleRow:
    """The change on one scale, or in one share, and in words where it points."""

    code: str
    name: str
    is_harm: bool
    verdict: str
    look: str  # ok, stop or grey: how the verdict is tagged
    figures: dict[str, Figure]
    short: str = ""  # the name in a picture that says itself what it is about

    @property
    def is_share(self) -> bool:
        """Whether its numbers are per cent and not points of a scale."""
        return "dz" not in self.figures

    @property
    def interval(self) -> str:
        """+0.02 to +0.22."""
        low, high = self.figures["low"], self.figures["high"]
        return low.words if low.value is None else f"{low.words} to {high.words}"


@dataclass(frozen=True)
class PlanRow:
    """How many chose one option, before and after."""

    option: str
    before: Figure
    after: Figure


# --- how many answered ----------------------------------------------------------------------------


def flow(sums: Delivered) -> dict[str, Figure]:
    """How many were expected, answered, and can be paired."""
    named = int(sums.figures["named"].value or 0)
    counts = {
        "expected": _expected(named, sums.expected),
        "before": show_count(sums.before),
        "after": show_count(sums.after),
        "paired": show_count(sums.paired),
    }
    shares = {
        "matched": _share(counts["paired"], counts["after"]),
        "response": _share(counts["paired"], counts["expected"]),
    }
    return {key: make(FLOW, key, (counts | shares)[key]) for key in FLOW}


def _expected(named: int, expected: int) -> Count:
    """Pupils named stand beside it, so that the difference is who refused."""
    return suppress_table([[expected, named - expected]]).cells[0][0]


def _share(part: Count, of: Count) -> float | None:
    return show_mean(of.value or 0, share(part.value, of.value))


# --- what changed ---------------------------------------------------------------------------------


def scale_rows(result: SurveyResult) -> Iterator[ScaleRow]:
    """A row for each scale; harms carry their mark."""
    for scale in result.scales:
        code = scale.code
        is_harm = code in HARM_SCALES
        name = INDEX_NAME if code == INDEX else SCALE_NAMES.get(code, code)
        figures = _figures(CHANGE, code.lower(), _shown(scale.change), name)
        verdict, look = _verdict(figures, is_harm)
        yield ScaleRow(code, name, is_harm, verdict, look, figures)


def _figures(
    words: dict[str, Words], prefix: str, values: dict[str, float | Count | None], name: str
) -> dict[str, Figure]:
    """Figures of one row; each is named after it, and shares its topic with the other rows."""
    topics = {key: said.topic or said.label for key, said in words.items()}
    keyed = {
        f"{prefix}_{key}": replace(said, label=f"{name}: {_lower(said.label)}", topic=topics[key])
        for key, said in words.items()
    }
    return {key: make(keyed, f"{prefix}_{key}", values[key]) for key in words}


def _shown(change: PairedChange) -> dict[str, float | Count | None]:
    means = {
        "before": change.mean_before,
        "after": change.mean_later,
        "change": change.mean_change,
        "low": change.low,
        "high": change.high,
        "dz": change.dz,
    }
    return {
        "n": show_count(change.n),
        **{key: show_mean(change.n, value) for key, value in means.items()},
    }


def _verdict(figures: dict[str, Figure], is_harm: bool) -> tuple[str, str]:
    """What the interval says; a harm that grows is told as plainly as a gain."""
    low, high = figures["low"].value, figures["high"].value
    if figures["change"].value is None:
        return TOO_FEW, "grey"
    if low is None or high is None:
        return "no interval", "grey"
    if low <= 0 <= high:
        return "no clear change", "grey"
    if (low > 0) == is_harm:
        return "towards harm" if is_harm else "the wrong way", "stop"
    return "less of this harm" if is_harm else "towards safer", "ok"


# --- when they plan to learn ----------------------------------------------------------------------


def plan_rows(plans: Plans) -> list[PlanRow]:
    """Counts by option. Each wave is a table of its own: only its total stands beside it."""
    before, after = (suppress_table([counts]).cells[0] for counts in (plans.before, plans.after))
    return [
        PlanRow(option, _chosen(n, option, "before", was), _chosen(n, option, "after", now))
        for n, (option, was, now) in enumerate(
            zip(plans.options, before, after, strict=True), start=1
        )
    ]


def _chosen(number: int, option: str, wave: str, count: Count) -> Figure:
    said = Words(
        f"{option}: {wave}",
        f"Pupils who chose it {wave}, {OF_PLANS}. Hidden from 1 to 4, with another where it would "
        "follow from the total.",
        ANSWERS,
        topic=f"When they plan to start learning, {wave}",
    )
    key = f"plan_{number}_{wave}"
    return make({key: said}, key, count)


def soonest_row(plans: Plans) -> ScaleRow:
    """Who plans to learn as soon as the law allows: a harm when it grows, for who drives earlier
    is exposed earlier."""
    rows = plan_rows(plans)
    n = plans.soonest.n
    was, now = rows[0].before.value, rows[0].after.value
    counts_seen = was is not None and now is not None and n >= MEAN_BASE
    change = plans.soonest
    interval_seen = counts_seen and not any(
        0 < moved < THRESHOLD for moved in (plans.gained, plans.lost)
    )
    values: dict[str, float | Count | None] = {
        "n": show_count(n),
        "before": share(was, n) if counts_seen else None,
        "after": share(now, n) if counts_seen else None,
        "change": _points(change.mean_change) if counts_seen else None,
        "low": _points(change.low) if interval_seen else None,
        "high": _points(change.high) if interval_seen else None,
    }
    name = f"Plan to learn: {_lower(plans.options[0])}"
    topics = {
        k: replace(w, topic=f"{SOONEST_TOPIC}: {_lower(w.label)}") for k, w in SOONEST.items()
    }
    figures = _figures(topics, "soonest", values, name)
    verdict, look = _verdict(figures, is_harm=True)
    if figures["change"].value is None and n >= MEAN_BASE:
        verdict = NOT_SHOWN
    short = f"“{plans.options[0]}”"
    return ScaleRow("SOONEST", name, True, verdict, look, figures, short)


def _points(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
