"""Reliability of a scale from its covariances: alpha, omega, item-rest, what runs against it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.analysis.study import Floats

# An item has at least this share of its own: a factor that explains an item wholly (a Heywood
# case) has no maximum to be found. R's factanal has the same floor.
LEAST_UNIQUE = 0.005


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
        lowest = (
            min((r, at) for at, r in enumerate(found) if r is not None)
            if any(r is not None for r in found)
            else (0.0, 0)
        )
        if lowest[0] >= 0 or signs[lowest[1]] < 0:
            break
        signs[lowest[1]] = -1
    turned = tuple(int(at) for at in np.flatnonzero(signs < 0))
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
    if fitted is None:
        return None
    loadings, unique = fitted[0] * spread, fitted[1] * spread**2
    common = float(loadings.sum()) ** 2
    return common / (common + float(unique.sum()))


def one_factor(correlations: Floats) -> tuple[Floats, Floats] | None:
    """Loadings and unique variances of one factor by maximum likelihood (Jöreskog 1967).

    The likelihood is a function of the unique variances alone; the loadings follow from the first
    eigenvector. None where the search does not end.
    """
    from scipy.optimize import minimize

    def misfit(unique: Floats) -> tuple[float, Floats]:
        loadings, smaller = _loadings(correlations, unique)
        slope = np.diag(np.outer(loadings, loadings) + np.diag(unique) - correlations) / unique**2
        return float(np.sum(smaller - np.log(smaller) - 1)), slope

    start = np.clip(_unexplained(correlations) * (1 - 0.5 / len(correlations)), LEAST_UNIQUE, 1)
    limits = [(LEAST_UNIQUE, 1.0)] * len(correlations)
    # Only a near-singular matrix ends the search early; its place is still the best one found.
    ended = minimize(
        misfit,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"ftol": 1e-13, "gtol": 1e-9, "maxiter": 2000},
    )
    if not np.isfinite(ended.fun):
        return None
    unique = np.asarray(ended.x)
    return _loadings(correlations, unique)[0], unique


def _loadings(correlations: Floats, unique: Floats) -> tuple[Floats, Floats]:
    scale = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    loadings = scale * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0))
    return loadings, np.maximum(values[:-1], 1e-12)


def _unexplained(correlations: Floats) -> Floats:
    """What of each item the others do not explain; a half where that cannot be solved."""
    if np.linalg.cond(correlations) > 1e10:
        return np.full(len(correlations), 0.5)
    return np.asarray(1 / np.diag(np.linalg.inv(correlations)))


def _without(matrix: Floats, at: int) -> Floats:
    kept = np.arange(len(matrix)) != at
    return matrix[np.ix_(kept, kept)]
