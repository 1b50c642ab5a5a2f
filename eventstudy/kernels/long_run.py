"""Tests of skewed samples of long-run abnormal returns, and of portfolios held in calendar time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from eventstudy.kernels.expected import fit_linear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Panel
    from eventstudy.kernels.tails import Alternative

Form = Literal["hall", "johnson"]

_SHARE = 0.25
"""Size of a bootstrap resample as a share of the sample: smaller ones are as skewed as the sample's t is."""
_FLAT = 1e-12
"""Share of a mean below which the standard deviation is rounding: all values are one."""
_CELLS = 2_000_000
"""Resampled values held at a time."""


@dataclass(frozen=True, slots=True)
class SkewTest:
    """A test of a mean that allows for skewness.

    Attributes
    ----------
    statistic : float
        NaN where the values do not vary or are fewer than two.
    df : float
        Of the t distribution it is read from.
    skewness : float
        ``sum (x - mean)^3 / (n s^3)``.
    se : float
        ``s / sqrt(n)``.
    """

    statistic: float
    df: float
    skewness: float
    se: float


@dataclass(frozen=True, slots=True)
class SkewBootstrap:
    """A skewness-adjusted statistic read from its own resampling distribution.

    Attributes
    ----------
    statistic : float
        Johnson's, of the whole sample.
    p, min_p : float
        Of the alternative asked for, and the smallest it can be.
    draws : int
        Resamples that p was counted over.
    dropped : int
        Resamples whose values were all one, left out.
    size : int
        Values in a resample.
    """

    statistic: float
    p: float
    min_p: float
    draws: int
    dropped: int
    size: int


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """A portfolio of every observation whose window holds the day.

    Attributes
    ----------
    alpha : float
        Mean abnormal return of a day, a fraction.
    se : float
    df : float
        Days less regressors.
    days : int
        With enough observations.
    units : tuple of int
        Fewest and most observations on such a day.
    """

    alpha: float
    se: float
    df: float
    days: int
    units: tuple[int, int]


def skewness_adjusted(*, values: Array, form: Form = "hall") -> SkewTest:
    """Test a mean with a t statistic from which the bias of skewness is taken out.

    With ``S = mean / s`` and the skewness g, Johnson's statistic is ``sqrt(n) (S + g S^2 / 3 + g / (6 n))``; Hall's
    adds ``sqrt(n) g^2 S^3 / 27``, which makes it rise with S throughout, where Johnson's turns back at
    ``S = -3 / (2 g)``. Both are read from t with n - 1 degrees of freedom: from the normal distribution a sample of 20
    rejects 7 per cent of true nulls at a nominal 5.

    Parameters
    ----------
    values : array of shape (n,)
        CARs or buy-and-hold abnormal returns, without NaN.
    form
        Whose transformation.

    References
    ----------
    Johnson (1978), Journal of the American Statistical Association 73, eq. 2.5; Hall (1992), Journal of the Royal
    Statistical Society B 54, eq. 2.7; Lyon, Barber and Tsai (1999), Journal of Finance 54, eq. 7.

    Examples
    --------
    >>> values = np.array([0.0, 0.0, 0.0, 4.0])
    >>> [round(skewness_adjusted(values=values, form=form).statistic, 6) for form in ("hall", "johnson")]
    [1.192708, 1.1875]
    """
    n = values.size
    deviation = float(np.std(values, ddof=1)) if n > 1 else 0.0
    mean = float(values.mean()) if n else float("nan")
    if not deviation > _FLAT * abs(mean):
        nan = float("nan")
        return SkewTest(nan, float(n - 1), nan, nan)
    apart = values - mean
    skewness = float((apart * apart * apart).sum()) / (n * deviation**3)  # ** 3 takes ten times as long
    S = mean / deviation
    statistic = n**0.5 * (S + skewness * S**2 / 3.0 + skewness / (6.0 * n))
    if form == "hall":
        statistic += n**0.5 * skewness**2 * S**3 / 27.0
    return SkewTest(statistic, float(n - 1), skewness, deviation / n**0.5)


def bootstrapped_skewness(
    *, values: Array, seed: int, draws: int, alternative: Alternative = "two-sided", share: float = _SHARE
) -> SkewBootstrap:
    """Read Johnson's statistic from resamples of the values around their own mean.

    Each resample of ``n share`` values has the statistic of its mean less that of the sample. The two-sided p is twice
    the smaller tail, the sample itself counted in both.

    Parameters
    ----------
    values : array of shape (n,)
        Without NaN.
    seed
        Of the generator that draws.
    draws
        Resamples.
    alternative
        Which tail counts.
    share
        Size of a resample over n; a quarter keeps the size below nominal for every n, 1 rejects 8 per cent at n = 20.

    References
    ----------
    Lyon, Barber and Tsai (1999), Journal of Finance 54, section III.B.

    Examples
    --------
    >>> values = np.random.default_rng(1).exponential(size=40) - 1.0
    >>> test = bootstrapped_skewness(values=values, seed=0, draws=999)
    >>> test.size, test.draws, test.min_p
    (10, 999, 0.002)
    """
    test = skewness_adjusted(values=values, form="johnson")
    size = max(int(values.size * share), 2)
    if np.isnan(test.statistic):
        return SkewBootstrap(test.statistic, float("nan"), float("nan"), 0, 0, size)
    reference = _resampled(values, size, seed, draws)
    held = reference[~np.isnan(reference)]
    below, above = (1 + int((held <= test.statistic).sum())), (1 + int((held >= test.statistic).sum()))
    tail = {"less": below, "greater": above}.get(alternative, 2 * min(below, above)) / (held.size + 1)
    least = (2 if alternative == "two-sided" else 1) / (held.size + 1)
    return SkewBootstrap(test.statistic, min(tail, 1.0), min(least, 1.0), held.size, draws - held.size, size)


def _resampled(values: Array, size: int, seed: int, draws: int) -> Array:
    """Return the statistic of each resample; NaN where its values are all one."""
    generator = np.random.default_rng(seed)
    centred = values - values.mean()
    block = max(_CELLS // size, 1)
    parts = []
    for start in range(0, draws, block):
        rows = centred[generator.integers(0, values.size, size=(min(block, draws - start), size))]
        mean, deviation = rows.mean(axis=1), rows.std(axis=1, ddof=1)
        varied = deviation > _FLAT * np.abs(centred).max()
        s = np.where(varied, deviation, np.nan)
        S, skewness = mean / s, ((rows - mean[:, None]) ** 3).mean(axis=1) / s**3
        parts.append(size**0.5 * (S + skewness * S**2 / 3.0 + skewness / (6.0 * size)))
    return np.concatenate(parts) if parts else np.empty(0)


def calendar_time(*, panel: Panel, regressors: Sequence[Array], min_units: int = 1) -> CalendarTime:
    """Regress the mean return of the observations held on each day on that day's common regressors.

    Days weigh alike, whatever the number of observations, and the standard error is that of least squares: weights by
    number and heteroscedasticity-robust errors reject more often where observations cluster.

    Parameters
    ----------
    panel
        Returns over benchmark or risk-free rate, or abnormal returns, of the observations' windows on calendar days.
    regressors : sequence of arrays of shape (M,)
        Of each value of the panel, equal for all values of one day; the constant is added. None for abnormal returns.
    min_units
        Fewest observations of a day that enters.

    Returns
    -------
    CalendarTime
        NaN where no day is left over the regressors, or they are collinear.

    References
    ----------
    Jaffe (1974), Journal of Business 47; Mandelker (1974), Journal of Financial Economics 1; Fama (1998), Journal of
    Financial Economics 49, section 3.

    Examples
    --------
    >>> from eventstudy.kernels.sample import Panel
    >>> panel = Panel(np.array([0, 0, 1, 1]), np.array([1, 2, 2, 3]), np.array([0.01, 0.02, 0.04, 0.05]), 2)
    >>> found = calendar_time(panel=panel, regressors=())
    >>> round(found.alpha, 12), found.days, found.units, found.df
    (0.03, 3, (1, 2), 2.0)
    """
    days, row, n = np.unique(panel.day, return_inverse=True, return_counts=True)
    held = n >= min_units
    y = np.bincount(row, weights=panel.value, minlength=days.size)[held] / n[held]
    columns = [np.bincount(row, weights=x, minlength=days.size)[held] / n[held] for x in regressors]
    X = np.column_stack([np.ones(y.size), *columns])
    fit = fit_linear(y=y, X=X)
    units = (int(n[held].min()), int(n[held].max())) if y.size else (0, 0)
    if not fit.sigma2 > 0.0:
        nan = float("nan")
        return CalendarTime(nan, nan, float(fit.dof), y.size, units)
    # the inverse of R is upper triangular, so the constant's variance is the sum of squares of its first row
    se = float(np.sqrt(fit.sigma2 * np.square(fit.r_inverse[0]).sum()))
    return CalendarTime(float(fit.coefficients[0]), se, float(fit.dof), y.size, units)
