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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.analysis.study import Floats

# A share of a cluster's leverage from which the cluster alone decides a coefficient.
WHOLLY = 1 - 1e-9


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
    centred = [column - column.mean() for column in columns] if len(outcome) else list(columns)
    design = np.column_stack([np.ones(len(outcome)), *centred])
    cross = design.T @ design
    if len(outcome) < 1 or np.linalg.cond(cross) > 1e12:
        return None
    inverse = np.linalg.inv(cross)
    weights = inverse @ (design.T @ outcome)
    wanted = min(1, len(columns))
    left = outcome - design @ weights
    parts = (
        _singles(design, left, inverse)
        if clusters is None
        else _groups(design, left, inverse, clusters)
    )
    value = float(weights[wanted])
    if parts is None:
        return Estimate(value, clusters=_count(clusters, len(outcome)))
    return _with_error(value, parts, inverse, wanted)


@dataclass(frozen=True)
class _Parts:
    """By cluster: B_g X_g'e_g, B_g S_g and B_g^2 S_g, with B_g = (I - S_g M)^(-1/2)."""

    scores: Floats  # clusters by coefficients
    once: Floats  # clusters by coefficients by coefficients
    twice: Floats


def _with_error(value: float, parts: _Parts, inverse: Floats, wanted: int) -> Estimate:
    of = inverse[wanted]
    variance = float(np.sum((parts.scores @ of) ** 2))
    own = np.einsum("j,gjk,k->g", of, parts.twice, of)
    across = parts.once @ of
    across_own = np.einsum("gj,jk,gk->g", across, inverse, across)
    product = inverse @ (across.T @ across)
    trace = float(np.sum(own - across_own))
    square = float(np.sum(own**2) - 2 * np.sum(own * across_own) + np.trace(product @ product))
    if trace <= 1e-12 * float(np.sum(own)) or square <= 0:
        return Estimate(value, clusters=len(parts.scores))
    se = float(np.sqrt(variance))
    return Estimate(value, se, trace**2 / square, len(parts.scores))


def _singles(design: Floats, left: Floats, inverse: Floats) -> _Parts | None:
    """Every person a cluster: S_g = xx' has one eigenvalue, its leverage."""
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    if leverage.max() > WHOLLY:
        return None
    grown = 1 / np.sqrt(1 - leverage)
    squares = design[:, :, None] * design[:, None, :]
    return _Parts(
        scores=design * (left * grown)[:, None],
        once=squares * grown[:, None, None],
        twice=squares * (grown**2)[:, None, None],
    )


def _groups(
    design: Floats, left: Floats, inverse: Floats, clusters: NDArray[np.intp]
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
    once = (turned * ((1 - shares) ** -0.5)[:, None, :]) @ back
    return _Parts(
        scores=np.einsum("gjk,gk->gj", once, scores),
        once=once @ squares,
        twice=once @ once @ squares,
    )


def _count(clusters: NDArray[np.intp] | None, people: int) -> int:
    return people if clusters is None else len(np.unique(clusters))


def _sums(design: Floats, left: Floats, clusters: NDArray[np.intp]) -> Any:
    """By cluster that has anybody: X_g'e_g, then the rows of X_g'X_g."""
    size = np.bincount(clusters)
    there = size > 0
    width = design.shape[1]
    rows = [left, *design.T]
    found = np.empty((int(there.sum()), width + 1, width))
    for at, row in enumerate(rows):
        for to in range(width):
            found[:, at, to] = np.bincount(clusters, weights=row * design[:, to])[there]
    return found
