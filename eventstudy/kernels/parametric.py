"""Tests of the mean of N observations, by their spread, by their estimation samples, or by both."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.scores import added

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.scores import Scores

NO_VARIANCE = 2.0
"""Degrees of freedom with which t has no variance yet."""
_FLAT = 1e-12
"""Share of a mean below which its standard error is rounding: all values are one."""
_SINGULAR = 1e-9
"""Least value of ``1 + (N - 1) r`` that a mean correlation may leave."""


@dataclass(frozen=True, slots=True)
class MeanTest:
    """A test of a mean.

    Attributes
    ----------
    statistic : float
        NaN where the standard error is zero or not known.
    df : float
        Degrees of freedom of its t distribution; infinite for the normal one.
    se : float
        Standard error in the unit of a CAR: an equal effect on every observation of this size moves the statistic
        by one. NaN where `statistic` is.
    """

    statistic: float
    df: float
    se: float


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Correction of a statistic for cross-sectional correlation.

    Attributes
    ----------
    factor : float
        What the statistic is multiplied by.
    clamped : bool
        Whether the correlation was too negative for N observations, and taken as 0.
    """

    factor: float
    clamped: bool


def cross_sectional(*, car: Array) -> MeanTest:
    """Test the mean CAR by the spread of the CARs, ``t = sqrt(N) mean / sd`` with N - 1 degrees of freedom.

    Parameters
    ----------
    car : array of shape (N,)

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30, the ordinary cross-sectional test.

    Examples
    --------
    >>> test = cross_sectional(car=np.array([0.01, 0.02, 0.03]))
    >>> round(test.statistic, 6), test.df, round(test.se, 6)
    (3.464102, 2, 0.005774)
    """
    N = car.size
    se = float(np.std(car, ddof=1)) / N**0.5 if N > 1 else float("nan")
    return _mean_test(float(car.mean()) if N else float("nan"), se, N - 1, 1.0)


def crude_dependence(*, residuals: Array, car: Array, length: float) -> MeanTest:
    """Test the mean CAR by the standard deviation that the mean residual had over the estimation sessions.

    Parameters
    ----------
    residuals : array of shape (S, N)
        In event time; NaN where an observation has none. Each session's mean is over those that are there.
    car : array of shape (N,)
    length
        Sessions of the window.

    References
    ----------
    Brown and Warner (1980), Journal of Financial Economics 8, p. 251, and (1985), Journal of Financial Economics 14,
    eq. 5 to 8: crude dependence adjustment. The standard deviation is taken around the mean, with S - 1.

    Examples
    --------
    >>> residuals = np.array([[0.01, 0.03], [-0.02, np.nan], [0.00, -0.04]])
    >>> test = crude_dependence(residuals=residuals, car=np.array([0.05, 0.03]), length=1)
    >>> round(test.statistic, 6), test.df, round(test.se, 6)
    (1.732051, 2, 0.023094)
    """
    return crude_dependence_of(residuals=added(residuals), car=car, length=length)


def crude_dependence_of(*, residuals: Scores, car: Array, length: float) -> MeanTest:
    """Return what `crude_dependence` does, from the sums of the residuals by session."""
    there = residuals.count > 0
    means = residuals.total[there] / residuals.count[there]
    S = means.size
    se = float(np.std(means, ddof=1)) * length**0.5 if S > 1 else float("nan")
    return _mean_test(float(car.mean()) if car.size else float("nan"), se, S - 1, 1.0)


def patell(*, scar: Array, dof: Array, se: Array, sar: Array | None = None) -> MeanTest:
    """Test the mean standardised CAR by its variance under normality, ``Z = sum SCAR / sqrt(sum Q)``.

    ``Q = dof / (dof - 2)`` is the variance of a t variable with the model's own degrees of freedom.

    Parameters
    ----------
    scar : array of shape (N,)
        CARs over their standard error, which holds the covariance between the sessions of the window.
    dof : array of shape (N,)
        T - k.
    se : array of shape (N,)
        Standard errors of the CARs.
    sar : array of shape (L, N), optional
        Standardised abnormal returns of each session, NaN where there is none. With them the classic form is computed,
        whose standardised CAR is their sum over ``sqrt(L)``: it takes the sessions' forecast errors as independent, and
        for a long window after a short sample rejects too often.

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, eq. 6 to 11; Mikkelson and Partch (1988), Journal of Financial and
    Quantitative Analysis 23, for the covariance.

    Examples
    --------
    >>> scar, dof, se = np.array([1.0, 2.0, 1.5]), np.full(3, 100.0), np.full(3, 0.02)
    >>> round(patell(scar=scar, dof=dof, se=se).statistic, 6)
    2.571964
    >>> round(patell(scar=scar, dof=dof, se=se, sar=np.array([[1.0, 2.0, 1.0], [1.0, 2.0, 2.0]])).statistic, 6)
    3.637307
    """
    values = scar if sar is None else classic_scar(sar=sar)
    Q = _variance_of_t(dof)
    return _mean_test(float(values.sum()), float(np.sqrt(Q.sum())), inf, _pull(se, values.size) * values.size)


def classic_scar(*, sar: Array) -> Array:
    """Return the sums of standardised abnormal returns over the square root of their number.

    Examples
    --------
    >>> classic_scar(sar=np.array([[1.0, 3.0], [1.0, np.nan]])).round(6).tolist()
    [1.414214, 3.0]
    """
    n = (~np.isnan(sar)).sum(axis=0)
    scar: Array = np.where(n > 0, np.nansum(sar, axis=0) / np.sqrt(np.maximum(n, 1)), np.nan)
    return scar


def bmp(*, scar: Array, se: Array) -> MeanTest:
    """Test the mean standardised CAR by the spread of the standardised CARs, with N - 1 degrees of freedom.

    Parameters
    ----------
    scar : array of shape (N,)
        CARs over their standard error, forecast error included.
    se : array of shape (N,)
        Standard errors of the CARs.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30. They read it from the normal distribution,
    which at N = 5 rejects 12 per cent of true nulls at a nominal 5; t with N - 1 rejects 5.

    Examples
    --------
    >>> test = bmp(scar=np.array([1.0, 2.0, 1.5]), se=np.full(3, 0.02))
    >>> round(test.statistic, 6), test.df, round(test.se, 6)
    (5.196152, 2, 0.005774)
    """
    N = scar.size
    spread = float(np.std(scar, ddof=1)) / N**0.5 if N > 1 else float("nan")
    return _mean_test(float(scar.mean()) if N else float("nan"), spread, N - 1, _pull(se, N))


def adjust_patell(*, correlation: float, N: int) -> Adjustment:
    """Return what Patell's Z is multiplied by, ``1 / sqrt(1 + (N - 1) r)``.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 14.

    Examples
    --------
    >>> round(adjust_patell(correlation=0.3, N=5).factor, 6)
    0.6742
    """
    inflation = 1.0 + (N - 1) * correlation
    if inflation <= _SINGULAR:
        return Adjustment(1.0, clamped=True)
    return Adjustment(float(inflation**-0.5), clamped=False)


def adjust_bmp(*, correlation: float, N: int) -> Adjustment:
    """Return what the statistic of `bmp` is multiplied by, ``sqrt((1 - r) / (1 + (N - 1) r))``.

    The spread of equally correlated values is ``1 - r`` times their variance, hence the numerator; the product then
    follows t with N - 1 degrees of freedom.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 11.

    Examples
    --------
    >>> round(adjust_bmp(correlation=0.3, N=5).factor, 6)
    0.564076
    """
    inflation = 1.0 + (N - 1) * correlation
    if inflation <= _SINGULAR:
        return Adjustment(1.0, clamped=True)
    return Adjustment(float((max(1.0 - correlation, 0.0) / inflation) ** 0.5), clamped=False)


def adjusted(*, test: MeanTest, adjustment: Adjustment) -> MeanTest:
    """Return a test with its statistic adjusted for correlation, and its standard error accordingly."""
    factor = adjustment.factor
    return MeanTest(test.statistic * factor, test.df, test.se / factor if factor > 0.0 else float("nan"))


def variance_ratio(*, scar: Array, dof: Array, correlation: float) -> float:
    """Return the variance of the standardised CARs over what the estimation samples imply; 1 under unchanged variance.

    Parameters
    ----------
    scar, dof : arrays of shape (N,)
    correlation
        Mean correlation of the CARs, which makes their spread smaller by ``1 - r``.

    Examples
    --------
    >>> round(variance_ratio(scar=np.array([-2.0, 0.0, 2.0]), dof=np.full(3, 102.0), correlation=0.0), 6)
    3.921569
    """
    if scar.size <= 1 or not correlation < 1.0:
        return float("nan")
    return float(np.var(scar, ddof=1) / (_variance_of_t(dof).mean() * (1.0 - correlation)))


def _variance_of_t(dof: Array) -> Array:
    """Return the variance of t, ``dof / (dof - 2)``; NaN for 2 degrees of freedom or fewer."""
    over: Array = dof - NO_VARIANCE
    over[~(over > 0.0)] = np.nan
    return np.divide(dof, over, out=over)


def _pull(se: Array, N: int) -> float:
    """Return by how much a CAR of 1 for every observation moves the mean standardised CAR."""
    return float((1.0 / se).mean()) if N and (se > 0.0).all() else float("nan")


def _mean_test(mean: float, se: float, df: float, pull: float) -> MeanTest:
    if not (se > _FLAT * abs(mean) and df > 0):
        nan = float("nan")
        return MeanTest(nan, df, nan)
    return MeanTest(mean / se, df, se / pull)
