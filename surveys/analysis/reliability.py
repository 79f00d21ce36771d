"""Reliability of a scale from its covariances: alpha, omega, item-rest, what runs against it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.analysis.study import Floats

# An item has at least this share of its own: a factor that explains an item wholly (a Heywood
# case) has no maximum to be found. R's factanal has the same floor.
LEAST_UNIQUE = 0.005
MOST_STEPS, CLOSE = 500, 1e-9


@dataclass(frozen=True)
class Reliability:
    """A scale in the `n` people who answered every item (listwise).

    `alpha_if_dropped` and `item_rest` stand in the order of the items; `against` holds the places
    of items that run against the others. What cannot be worked out is None.
    """

    n: int
    alpha: float | None
    omega: float | None
    alpha_if_dropped: tuple[float | None, ...]
    item_rest: tuple[float | None, ...]
    against: tuple[int, ...]


def reliability(columns: Sequence[Floats]) -> Reliability:
    """Check a scale from its recoded items, one array each, nan where there is no answer."""
    table = np.column_stack(columns)
    whole = table[np.isfinite(table).all(axis=1)]
    places = range(len(columns))
    if len(whole) < 2 or len(columns) < 2:
        nothing = (None,) * len(columns)
        return Reliability(len(whole), None, None, nothing, nothing, ())
    matrix = covariances(whole)
    return Reliability(
        n=len(whole),
        alpha=alpha(matrix),
        omega=omega(matrix),
        alpha_if_dropped=tuple(alpha(_without(matrix, at)) for at in places),
        item_rest=item_rest(matrix),
        against=against(matrix),
    )


def covariances(whole: Floats) -> Floats:
    """Covariances with n - 1 of people by items; exactly nought where nobody differs."""
    matrix = np.asarray(np.cov(whole, rowvar=False))
    still = np.ptp(whole, axis=0) == 0
    matrix[still, :] = 0
    matrix[:, still] = 0
    return matrix


def alpha(matrix: Floats) -> float | None:
    """Cronbach's alpha (1951): k / (k - 1) (1 - sum of variances / variance of the sum)."""
    count, total = len(matrix), float(matrix.sum())
    if count < 2 or total <= 1e-12 * float(np.trace(matrix)):
        return None
    return count / (count - 1) * (1 - float(np.trace(matrix)) / total)


def item_rest(matrix: Floats) -> tuple[float | None, ...]:
    """The correlation of each item with the sum of the others."""
    variances = np.diag(matrix)
    rest = matrix.sum(axis=1) - variances
    spread = variances * (matrix.sum() - 2 * rest - variances)
    return tuple(
        float(together / np.sqrt(of)) if of > 1e-12 * max(variance, 1e-300) ** 2 else None
        for together, of, variance in zip(rest, spread, variances, strict=True)
    )


def against(matrix: Floats) -> tuple[int, ...]:
    """The places of items that run against their scale, as one does whose reversal was missed.

    One such item pulls others down with it, so the one with the lowest item-rest correlation is
    turned round first, and only what is still negative then is named as well. Where that turns
    half the items, nobody can say which half it is, and all are named.
    """
    signs = np.ones(len(matrix))
    while True:
        found = item_rest(matrix * np.outer(signs, signs))
        known = [(value, at) for at, value in enumerate(found) if value is not None]
        lowest, at = min(known, default=(0.0, 0))
        if lowest >= 0 or signs[at] < 0:
            break
        signs[at] = -1
    turned = tuple(int(place) for place in np.flatnonzero(signs < 0))
    return turned if 2 * len(turned) < len(matrix) else tuple(range(len(matrix)))


def omega(matrix: Floats) -> float | None:
    """McDonald's omega total from a one-factor model, fitted by maximum likelihood.

    (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances), in the units of the
    items (McDonald 1999). Needs three items: with two, one factor has more than one answer.
    """
    spread = np.sqrt(np.diag(matrix))
    if len(matrix) < 3 or not spread.all():
        return None
    correlations = matrix / np.outer(spread, spread)
    fitted = one_factor(correlations)
    loadings, unique = fitted[0] * spread, fitted[1] * spread**2
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def one_factor(correlations: Floats) -> tuple[Floats, Floats]:
    """Loadings and unique variances of one factor by maximum likelihood.

    Jöreskog (1967): the likelihood is a function of the logarithms of the unique variances alone,
    searched by his second derivatives; the loadings follow from the first eigenvector.
    """
    start = _unexplained(correlations) * (1 - 0.5 / len(correlations))
    here = _Misfit(correlations, np.log(np.clip(start, LEAST_UNIQUE, 1)))
    for _ in range(MOST_STEPS):
        slope = here.free_slope()
        better = _better(correlations, here, slope) if np.abs(slope).max() > CLOSE else None
        if better is None:
            break
        here = better
    return here.loadings(), np.exp(here.place)


class _Misfit:
    """How badly some unique variances (their logarithms) fit, and which way is better."""

    def __init__(self, correlations: Floats, place: Floats) -> None:
        self.place = place
        self.scale = np.exp(place / 2)
        values, self.vectors = np.linalg.eigh(correlations / np.outer(self.scale, self.scale))
        self.first = float(values[-1])
        self.others = np.maximum(values[:-1], 1e-12)
        self.value = float(np.sum(self.others - np.log(self.others) - 1))
        self.slope = np.sum(self.vectors[:, :-1] ** 2 * (1 - self.others), axis=1)

    def free_slope(self) -> Floats:
        """The slope, nought where it leads beyond a bound."""
        low, high = np.log(LEAST_UNIQUE), 0.0
        held = (self.place <= low) & (self.slope > 0) | (self.place >= high) & (self.slope < 0)
        return np.where(held, 0.0, self.slope)

    def step(self, slope: Floats) -> Floats:
        """A step against the slope, by the approximate second derivatives."""
        own = self.vectors[:, :-1] @ self.vectors[:, :-1].T
        bend = own**2 + 1e-10 * np.eye(len(own))
        held = slope == 0
        bend[held, :] = 0
        bend[:, held] = 0
        bend[held, held] = 1
        return np.asarray(np.linalg.solve(bend, slope))

    def loadings(self) -> Floats:
        """The loadings that go with the unique variances."""
        return np.asarray(self.scale * self.vectors[:, -1] * np.sqrt(max(self.first - 1, 0.0)))


def _better(correlations: Floats, here: _Misfit, slope: Floats) -> _Misfit | None:
    """A place that fits better, by halving the step until it does; None where none is found."""
    step = here.step(slope)
    for _ in range(30):
        place = np.clip(here.place - step, np.log(LEAST_UNIQUE), 0.0)
        there = _Misfit(correlations, place)
        if there.value < here.value:
            return there
        step = step / 2
    return None


def _unexplained(correlations: Floats) -> Floats:
    """What of each item the others do not explain; a half where that cannot be solved."""
    if np.linalg.cond(correlations) > 1e10:
        return np.full(len(correlations), 0.5)
    return np.asarray(1 / np.diag(np.linalg.inv(correlations)))


def _without(matrix: Floats, at: int) -> Floats:
    kept = np.arange(len(matrix)) != at
    return matrix[np.ix_(kept, kept)]
