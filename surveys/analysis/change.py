"""Paired change between two waves, with its test by ranks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.scores import Pairs
from surveys.analysis.study import Floats
from surveys.rules.change import PairedChange, change_from_moments

# Thirds and fifths leave a trace of rounding; scores are equal when they agree to this.
SAME = 1e-9
# Up to here every order of signs is counted; R's wilcox.test has the same limit.
MOST_EXACT = 49


def mean(values: Floats) -> float | None:
    """The mean; None of nothing."""
    return float(values.mean()) if len(values) else None


def spread(values: Floats) -> float | None:
    """The standard deviation with n - 1; None of fewer than two, 0 where all are the same."""
    if len(values) < 2:
        return None
    return float(values.std(ddof=1)) if np.ptp(values) > SAME else 0.0


def paired(pairs: Pairs) -> PairedChange:
    """Describe the change of pairs: paired t test, interval and effect sizes."""
    return change_from_moments(
        n=len(pairs.rows),
        means=(mean(pairs.before), mean(pairs.later)),
        sds=(spread(pairs.before), spread(pairs.later)),
        sd_change=spread(pairs.change),
    )


def change_row(pairs: Pairs) -> dict[str, Any]:
    """The change of pairs under the names of the result."""
    found = paired(pairs)
    return {
        "n": found.n,
        "mean_change": found.mean_change,
        "sd_change": found.sd_change,
        "ci_low": found.low,
        "ci_high": found.high,
        "t": found.t,
        "df": found.df,
        "p": found.p,
        "dz": found.dz,
        "gz": found.gz,
        "mean_from": found.mean_before,
        "mean_to": found.mean_later,
        "d_average": found.d_average,
        "wilcoxon_p": wilcoxon_p(pairs.change),
    }


def wilcoxon_p(change: Floats) -> float | None:
    """The two-sided p of Wilcoxon's signed-rank test (1945); None where nobody differs.

    Changes of nought are left out. Up to 49 changes without ties or noughts it is exact; else by
    the normal curve with the correction for ties and without that for continuity.
    """
    values, counts = np.unique(np.round(change / SAME).astype(np.int64), return_counts=True)
    differs = values != 0
    sizes, place = np.unique(np.abs(values[differs]), return_inverse=True)
    if not len(sizes):
        return None
    tied: Floats = np.bincount(place, weights=counts[differs]).astype(np.float64)
    ranks = np.cumsum(tied) - (tied - 1) / 2
    up = values[differs] > 0
    rank_sum = float(np.sum(ranks[place[up]] * counts[differs][up]))
    total = int(tied.sum())
    if total == len(change) <= MOST_EXACT and (tied == 1).all():
        return _exact_p(int(rank_sum), total)
    return _normal_p(rank_sum, total, tied)


def _exact_p(rank_sum: int, count: int) -> float:
    ways: NDArray[np.float64] = np.ones(1)
    for rank in range(1, count + 1):
        ways = np.concatenate([ways, np.zeros(rank)]) + np.concatenate([np.zeros(rank), ways])
    ways /= ways.sum()
    return min(1.0, 2 * min(float(ways[: rank_sum + 1].sum()), float(ways[rank_sum:].sum())))


def _normal_p(rank_sum: float, count: int, tied: Floats) -> float:
    from scipy.special import ndtr

    variance = count * (count + 1) * (2 * count + 1) / 24 - float(np.sum(tied**3 - tied)) / 48
    z = (rank_sum - count * (count + 1) / 4) / np.sqrt(variance)
    return float(2 * ndtr(-abs(z)))
