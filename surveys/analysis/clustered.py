"""The mean change with the school counted in: a mixed model, and cluster-robust errors."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.change import SAME, paired
from surveys.analysis.regression import Estimate, least_squares
from surveys.analysis.scores import Pairs
from surveys.analysis.study import Floats

MIXED, ROBUST, PAIRED = "mixed", "cluster_robust", "paired_t"
# Under so many schools the cluster-robust errors with small-sample correction are read first.
MANY_SCHOOLS = 30
# Numbers that are held at once, where a file has hundreds of thousands of groups.
MOST_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class SchoolSums:
    """The change of each school: how many, their mean, and the squares within all schools."""

    sizes: Floats
    means: Floats
    within: float

    @property
    def total(self) -> float:
        """How many people."""
        return float(self.sizes.sum())


def school_sums(change: Floats, clusters: NDArray[np.intp]) -> SchoolSums:
    """Add up changes by school; all that a mixed model with a school intercept needs."""
    sizes = np.bincount(clusters).astype(np.float64)
    there = sizes > 0
    means = np.bincount(clusters, weights=change)[there] / sizes[there]
    every = np.zeros(len(sizes))
    every[there] = means
    return SchoolSums(sizes[there], means, float(np.sum((change - every[clusters]) ** 2)))


def mixed(sums: SchoolSums) -> tuple[Estimate, float | None]:
    """The mean change of a model with a random intercept for each school, by REML, and its ICC.

    With one school intercept and no covariates the likelihood is a function of the sums by school
    and of one number, the ratio of the variance between schools to that within (Patterson and
    Thompson 1971; Searle, Casella and McCulloch 1992, 6.6). Degrees of freedom are schools - 1,
    which is exact where schools are of one size.
    """
    schools = len(sums.sizes)
    if schools < 2 or sums.total <= schools or sums.within <= SAME**2 * sums.total:
        return Estimate(_grand_mean(sums), clusters=schools), None
    ratio = _ratio(sums)
    weights = _weights(sums, ratio)
    middle = _middle(sums, weights)
    variance = _squares(sums, weights, middle) / (sums.total - 1)
    se = float(np.sqrt(variance / weights.sum()))
    return Estimate(middle, se, schools - 1, schools), ratio / (1 + ratio)


def robust(pairs: Pairs, clusters: NDArray[np.intp]) -> Estimate | None:
    """The mean change with CR2 errors by school."""
    return least_squares(pairs.change, [], clusters)


def clustered_rows(pairs: Pairs, clusters: NDArray[np.intp] | None) -> list[dict[str, Any]]:
    """Both methods under the names of the result, that first which is to be read first.

    Nothing without at least two schools. People of unknown school are left out.
    """
    known, places = in_schools(pairs, clusters)
    sums = school_sums(known.change, places) if places is not None and len(places) else None
    if places is None or sums is None or len(sums.sizes) < 2:
        return []
    by_model, icc = mixed(sums)
    by_errors = robust(known, places) or Estimate(by_model.value)
    rows = [
        _row(ROBUST, by_errors, icc, len(sums.sizes)),
        _row(MIXED, by_model, icc, len(sums.sizes)),
    ]
    # Where each school is one person, or nobody differs within a school, the model has no error.
    few = len(sums.sizes) < MANY_SCHOOLS or by_model.se is None
    return rows if few else rows[::-1]


def read_first(pairs: Pairs, clusters: NDArray[np.intp] | None) -> dict[str, Any]:
    """The change by the method that is read first; the paired t test where no schools are known."""
    rows = clustered_rows(pairs, clusters)
    if rows:
        return rows[0]
    found = paired(pairs)
    return {
        "method": PAIRED,
        "estimate": found.mean_change,
        "ci_low": found.low,
        "ci_high": found.high,
        "schools": None,
    }


def in_schools(
    pairs: Pairs, clusters: NDArray[np.intp] | None
) -> tuple[Pairs, NDArray[np.intp] | None]:
    """The pairs whose school is known, and their schools."""
    if clusters is None:
        return pairs, None
    places = clusters[pairs.rows]
    known = places >= 0
    return Pairs(pairs.rows[known], pairs.before[known], pairs.later[known]), places[known]


def _row(method: str, found: Estimate, icc: float | None, schools: int) -> dict[str, Any]:
    return {"method": method, **found.row(), "icc": icc, "schools": schools}


def _grand_mean(sums: SchoolSums) -> float:
    return float(np.sum(sums.sizes * sums.means) / sums.total)


def _weights(sums: SchoolSums, ratio: float) -> Floats:
    return sums.sizes / (1 + sums.sizes * ratio)


def _middle(sums: SchoolSums, weights: Floats) -> float:
    return float(np.sum(weights * sums.means) / weights.sum())


def _squares(sums: SchoolSums, weights: Floats, middle: float) -> float:
    return sums.within + float(np.sum(weights * (sums.means - middle) ** 2))


def _misfits(sums: SchoolSums, ratios: Floats) -> Floats:
    """Minus twice the restricted log likelihood at each ratio, but for a constant."""
    grown = 1 + np.outer(ratios, sums.sizes)
    weights = sums.sizes / grown
    together = weights.sum(axis=1)
    middles = weights @ sums.means / together
    squares = sums.within + np.sum(weights * (sums.means - middles[:, None]) ** 2, axis=1)
    spread = np.log(grown).sum(axis=1) + np.log(together)
    return np.asarray((sums.total - 1) * np.log(squares) + spread)


def _slope(sums: SchoolSums, ratio: float) -> float:
    """The derivative of the misfit by the ratio."""
    weights = _weights(sums, ratio)
    middle = _middle(sums, weights)
    between = float(np.sum(weights**2 * (sums.means - middle) ** 2))
    pull = (sums.total - 1) * between / _squares(sums, weights, middle)
    return float(weights.sum() - np.sum(weights**2) / weights.sum()) - pull


def _ratio(sums: SchoolSums) -> float:
    """The ratio of least misfit: the best of a grid, then the root of the slope beside it."""
    grid = np.concatenate([[0.0], np.geomspace(1e-7, 1e5, 121)])
    parts = np.array_split(grid, 1 + len(grid) * len(sums.sizes) // MOST_AT_ONCE)
    best = int(np.argmin(np.concatenate([_misfits(sums, part) for part in parts])))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    if _slope(sums, low) >= 0:
        return float(low)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(sums, middle) < 0 else (low, middle)
    return float((low + high) / 2)
