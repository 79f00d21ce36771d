"""Least squares with CR2 standard errors and Satterthwaite's degrees of freedom, by school.

CR2 is the bias-reduced sandwich of Bell and McCaffrey (2002), with their degrees of freedom, as in
Pustejovsky and Tipton (2018); the working model is that of equal, independent errors. With X_g the
rows of a cluster, M = (X'X)^-1 and S_g = X_g'X_g, the leverage H_gg = X_g M X_g' appears only in
X_g'(I - H_gg)^(-1/2), which is (I - S_g M)^(-1/2) X_g'. So sums by cluster are enough, and nothing
grows with the square of a cluster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.study import Floats

# A share of a cluster's leverage from which the cluster alone decides a coefficient.
WHOLLY = 1 - 1e-9
# A condition number from which columns cannot be told apart.
TOO_ALIKE = 1e12


@dataclass(frozen=True)
class Estimate:
    """A coefficient with its standard error and 95 % interval; None where it has none."""

    value: float
    se: float | None = None
    df: float | None = None
    clusters: int = 0

    @cached_property
    def p(self) -> float | None:
        """Two-sided, of the t test against nought."""
        if not self.se or self.df is None:
            return None
        from scipy.special import stdtr

        return 2 * float(stdtr(self.df, -abs(self.value / self.se)))

    @cached_property
    def interval(self) -> tuple[float | None, float | None]:
        """The 95 % interval by the t distribution."""
        if self.se is None or self.df is None:
            return None, None
        from scipy.special import stdtrit

        reach = float(stdtrit(self.df, 0.975)) * self.se
        return self.value - reach, self.value + reach

    def row(self) -> dict[str, float | None]:
        """The estimate under the names of the result."""
        low, high = self.interval
        return {
            "estimate": self.value,
            "se": self.se,
            "ci_low": low,
            "ci_high": high,
            "p": self.p,
            "df": self.df,
        }


def least_squares(
    outcome: Floats, columns: Sequence[Floats], clusters: NDArray[np.intp] | None
) -> Estimate | None:
    """Regress an outcome on an intercept and columns; return the first column's coefficient.

    Without columns it is the intercept's: the mean. `clusters` are numbers from 0; None lets every
    person be a cluster, which makes CR2 the HC2 of MacKinnon and White (1985). None is returned
    where the columns cannot be told apart. The standard error is None where one cluster alone
    decides a coefficient, or nobody is left to tell the spread by.
    """
    if not len(outcome):
        return None
    design = [np.ones(len(outcome)), *(column - column.mean() for column in columns)]
    cross = np.array([[_dot(one, other) for other in design] for one in design])
    if np.linalg.cond(cross) > TOO_ALIKE:
        return None
    inverse = np.linalg.inv(cross)
    weights = inverse @ [_dot(column, outcome) for column in design]
    left = outcome - sum(w * column for w, column in zip(weights, design, strict=True))
    wanted = min(1, len(columns))
    if clusters is None:
        parts = _singles(design, left, inverse, inverse[wanted])
    else:
        parts = _groups(design, left, inverse, inverse[wanted], clusters)
    value = float(weights[wanted])
    if parts is None:
        count = len(outcome) if clusters is None else len(np.unique(clusters))
        return Estimate(value, clusters=count)
    return _with_error(value, parts, inverse)


def _dot(one: Floats, other: Floats) -> float:
    # Not the dot product of numpy: on long columns that wakes a thread for each core.
    return float(np.sum(one * other))


@dataclass(frozen=True)
class _Parts:
    """By cluster, with B_g = (I - S_g M)^(-1/2) and c the row of M that is wanted.

    `scores` is c'B_g X_g'e_g, `own` c'B_g^2 S_g c, `across` B_g S_g c. The wanted coefficient's
    variance is the sum of the squared scores; P = diag(own) - across M across' is the matrix whose
    trace and square give its degrees of freedom.
    """

    scores: Floats  # clusters
    own: Floats  # clusters
    across: Floats  # clusters by coefficients


def _with_error(value: float, parts: _Parts, inverse: Floats) -> Estimate:
    across_own = np.einsum("gj,jk,gk->g", parts.across, inverse, parts.across)
    product = inverse @ np.einsum("gj,gk->jk", parts.across, parts.across)
    trace = float(np.sum(parts.own - across_own))
    square = float(np.sum(parts.own**2) - 2 * np.sum(parts.own * across_own))
    square += float(np.trace(product @ product))
    if trace <= 1e-12 * float(np.sum(parts.own)) or square <= 0:
        return Estimate(value, clusters=len(parts.scores))
    se = float(np.sqrt(np.sum(parts.scores**2)))
    return Estimate(value, se, trace**2 / square, len(parts.scores))


def _singles(design: list[Floats], left: Floats, inverse: Floats, of: Floats) -> _Parts | None:
    """Every person a cluster: S_g = xx' has one eigenvalue that is not nought, the leverage."""
    table = np.column_stack(design)
    leverage = np.einsum("ij,jk,ik->i", table, inverse, table)
    if leverage.max() > WHOLLY:
        return None
    grown = 1 / np.sqrt(1 - leverage)
    pull = np.einsum("ij,j->i", table, of) * grown
    return _Parts(scores=pull * left, own=pull**2, across=table * pull[:, None])


def _groups(
    design: list[Floats],
    left: Floats,
    inverse: Floats,
    of: Floats,
    clusters: NDArray[np.intp],
) -> _Parts | None:
    sums = _sums(design, left, clusters)
    scores, squares = sums[:, 0, :], sums[:, 1:, :]
    values, vectors = np.linalg.eigh(inverse)
    root, unroot = (vectors * power @ vectors.T for power in (np.sqrt(values), values**-0.5))
    shares, directions = np.linalg.eigh(root @ squares @ root)
    if shares.max() > WHOLLY:
        return None
    turned = unroot @ directions
    back = directions.transpose(0, 2, 1) @ root
    grown = (turned * ((1 - shares) ** -0.5)[:, None, :]) @ back
    across = np.einsum("gjk,gkl,l->gj", grown, squares, of)
    return _Parts(
        scores=np.einsum("j,gjk,gk->g", of, grown, scores),
        own=np.einsum("j,gjk,gk->g", of, grown, across),
        across=across,
    )


def _sums(design: list[Floats], left: Floats, clusters: NDArray[np.intp]) -> Floats:
    """By cluster that has anybody: X_g'e_g, then the rows of X_g'X_g."""
    there = np.bincount(clusters) > 0
    found = np.empty((int(there.sum()), len(design) + 1, len(design)))
    for at, row in enumerate([left, *design]):
        for to, column in enumerate(design):
            found[:, at, to] = np.bincount(clusters, weights=row * column)[there]
    return found
