"""Paired change: how much the same people's scores differ between two waves, and how surely."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, fsum, isclose, lgamma, log, sqrt


@dataclass(frozen=True)
class PairedChange:
    """The change from before to later in `n` pairs, in the units of the score.

    Standard deviations divide by n - 1. `low` and `high` bound the 95 % interval of the mean
    change; `t`, `df` and the two-sided `p` are of the paired t test. `dz` is the mean change over
    its own standard deviation; `gz` is dz times Hedges' usual small-sample factor, `gz_exact` dz
    times the exact one; `d_average` is the mean change over the mean of the two standard
    deviations. What cannot be worked out (fewer than two pairs, nobody differs) is None.
    """

    n: int
    mean_before: float | None = None
    mean_later: float | None = None
    sd_before: float | None = None
    sd_later: float | None = None
    mean_change: float | None = None
    sd_change: float | None = None
    low: float | None = None
    high: float | None = None
    t: float | None = None
    df: int | None = None
    p: float | None = None
    dz: float | None = None
    gz: float | None = None
    gz_exact: float | None = None
    d_average: float | None = None


def paired_change(pairs: Iterable[tuple[float | None, float | None]]) -> PairedChange:
    """Describe the change in (before, later) pairs; pairs with a missing side are left out."""
    whole = [(b, later) for b, later in pairs if b is not None and later is not None]
    before = [b for b, _ in whole]
    later = [value for _, value in whole]
    differences = [value - b for b, value in whole]
    return change_from_moments(
        n=len(whole),
        means=(mean(before), mean(later)),
        sds=(sd(before), sd(later)),
        sd_change=sd(differences),
    )


def change_from_moments(
    *,
    n: int,
    means: tuple[float | None, float | None],
    sds: tuple[float | None, float | None],
    sd_change: float | None,
) -> PairedChange:
    """Describe the change from means and standard deviations (before, later), as kept by day."""
    if means[0] is None or means[1] is None:
        return PairedChange(n=0)
    gain = means[1] - means[0]
    low, high, t, p = _interval_and_test(n, gain, sd_change)
    dz = gain / sd_change if sd_change else None
    return PairedChange(
        n=n,
        mean_before=means[0],
        mean_later=means[1],
        sd_before=sds[0],
        sd_later=sds[1],
        mean_change=gain,
        sd_change=sd_change,
        low=low,
        high=high,
        t=t,
        df=n - 1 if n > 1 else None,
        p=p,
        dz=dz,
        gz=_times(dz, small_sample_factor(n - 1)),
        gz_exact=_times(dz, exact_small_sample_factor(n - 1)),
        d_average=_d_average(gain, sds),
    )


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return fsum(values) / len(values) if values else None


def sd(values: Sequence[float]) -> float | None:
    """The standard deviation with n - 1; None of fewer than two values."""
    if len(values) < 2:
        return None
    # Differences of thirds and fifths leave a trace of rounding, which would pass for a spread
    # and give an endless t.
    if isclose(min(values), max(values), rel_tol=1e-12, abs_tol=1e-12):
        return 0.0
    middle = fsum(values) / len(values)
    return sqrt(fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def small_sample_factor(df: int) -> float | None:
    """Hedges' factor as usually printed, 1 - 3 / (4 df - 1) (Hedges 1981); None under 2 df."""
    return 1 - 3 / (4 * df - 1) if df > 1 else None


def exact_small_sample_factor(df: int) -> float | None:
    """Hedges' factor itself, Γ(df/2) / (√(df/2) Γ((df-1)/2)) (Hedges 1981); None under 2 df."""
    if df < 2:
        return None
    return exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))


def _interval_and_test(
    n: int, gain: float, sd_change: float | None
) -> tuple[float | None, float | None, float | None, float | None]:
    if not sd_change:
        return None, None, None, None
    # scipy.special has the t distribution without the seconds that scipy.stats takes to load.
    from scipy.special import stdtr, stdtrit

    error = sd_change / sqrt(n)
    reach = float(stdtrit(n - 1, 0.975)) * error
    t = gain / error
    return gain - reach, gain + reach, t, 2 * float(stdtr(n - 1, -abs(t)))


def _d_average(gain: float, sds: tuple[float | None, float | None]) -> float | None:
    """Mean change over (sd before + sd later) / 2 (Cumming 2012; d_av in Lakens 2013)."""
    if sds[0] is None or sds[1] is None or sds[0] + sds[1] == 0:
        return None
    return gain / ((sds[0] + sds[1]) / 2)


def _times(dz: float | None, factor: float | None) -> float | None:
    return None if dz is None or factor is None else dz * factor
