"""Abnormal returns, and the one covariance matrix that every standard error comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array, LinearFit

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AbnormalReturns:
    """Abnormal returns of L sessions after (or before) the estimation sample.

    Attributes
    ----------
    ar : array of shape (L,)
        ``R - E[R]`` as fractions; NaN where the return or a regressor is missing.
    factor : array of shape (L, L)
        ``V = I + X* (X'X)^-1 X*'``, so ``Cov(AR) = sigma2 V``; NaN in rows and columns of sessions without regressors.
        With `noise` its diagonal stands in the place of I.
    sigma2 : float
        Residual variance of the estimation sample.
    dof : float
    noise : array of shape (L, L) or None
        Row a holds, in units of sigma2, the variance of each session's own shock as forecast on the eve of session a;
        what lies below the diagonal is not used. None where shocks have one variance.
    """

    ar: Array
    factor: Array
    sigma2: float
    dof: float
    noise: Array | None = None


@dataclass(frozen=True, slots=True)
class CumulativeReturn:
    """Sum of abnormal returns over the sessions that have one.

    Attributes
    ----------
    value : float
        The CAR as a fraction; NaN if no session has a return.
    factor : float
        ``v_CAR = 1'V1`` over those sessions; with a `noise`, its row on the eve of the window in the place of I.
    se : float
        ``s sqrt(v_CAR)``.
    n : int
        Number of sessions summed.
    """

    value: float
    factor: float
    se: float
    n: int


def forecast_factor(*, fit: LinearFit, X: Array) -> Array:
    """Return ``V = I + X* (X'X)^-1 X*'``: forecast errors of L sessions in units of the residual variance.

    ``root root'`` of the fit stands for (X'X)^-1, and is that for least squares.

    Parameters
    ----------
    fit
        Fit of the estimation sample.
    X : array of shape (L, k)
        Regressors of the sessions to be forecast.

    Returns
    -------
    array of shape (L, L)

    References
    ----------
    Patell (1976), Journal of Accounting Research 14, for the diagonal; Mikkelson and Partch (1988), Journal of
    Financial and Quantitative Analysis 23, for the covariance between sessions.
    """
    rows = X @ fit.root
    factor: Array = np.eye(X.shape[0]) + rows @ rows.T
    return factor


def abnormal_returns(*, fit: LinearFit, y: Array, X: Array, noise: Array | None = None) -> AbnormalReturns:
    """Return the abnormal returns of sessions outside the estimation sample, with their covariance.

    Parameters
    ----------
    fit
        Fit of the estimation sample.
    y : array of shape (L,)
    X : array of shape (L, k)
    noise : array of shape (L, L), optional
        As in `AbnormalReturns`.

    Examples
    --------
    >>> from eventstudy.kernels.expected import fit_linear
    >>> fit = fit_linear(y=np.array([1.0, 2.0, 6.0]), X=np.ones((3, 1)))
    >>> abnormal = abnormal_returns(fit=fit, y=np.array([5.0]), X=np.ones((1, 1)))
    >>> float(round(abnormal.ar[0], 12)), float(round(abnormal.factor[0, 0], 12))
    (2.0, 1.333333333333)
    """
    values = y - X @ fit.coefficients
    factor = forecast_factor(fit=fit, X=X)
    if noise is not None:
        factor += np.diag(np.diag(noise) - 1.0)
    return AbnormalReturns(values, factor, fit.sigma2, fit.dof, noise)


def cumulate(*, abnormal: AbnormalReturns, window: slice) -> CumulativeReturn:
    """Sum the abnormal returns of a window; sessions without one are left out of the sum and of its variance.

    Parameters
    ----------
    abnormal
        Of a span that holds the window.
    window
        Positions within that span.

    Examples
    --------
    >>> abnormal = AbnormalReturns(np.array([0.01, np.nan, 0.02]), np.eye(3), 0.0004, 100)
    >>> cumulate(abnormal=abnormal, window=slice(0, 3))
    CumulativeReturn(value=0.03, factor=2.0, se=0.0282842712474619, n=2)
    """
    values = abnormal.ar[window]
    present = ~np.isnan(values)
    n = int(present.sum())
    if n == 0:
        return CumulativeReturn(float("nan"), float("nan"), float("nan"), 0)
    factor = _cumulative_factor(abnormal, window, present)
    return CumulativeReturn(float(values[present].sum()), factor, float(np.sqrt(abnormal.sigma2 * factor)), n)


def _cumulative_factor(abnormal: AbnormalReturns, window: slice, present: Mask) -> float:
    """Return v_CAR over the sessions present: with a `noise`, as forecast on the eve of the window."""
    factor = abnormal.factor[window, window][np.ix_(present, present)]
    if abnormal.noise is None:
        return float(factor.sum())
    noise = abnormal.noise[window, window]
    return float(factor.sum() - np.diag(noise)[present].sum() + noise[0, present].sum())


def buy_and_hold(*, gross: Array, expected_gross: Array) -> float:
    """Return the buy-and-hold abnormal return: what holding the series earned beyond its expectation.

    Parameters
    ----------
    gross : array of shape (L,)
        One plus the return of each session, without NaN.
    expected_gross : array of shape (L,)
        One plus the expected return.

    References
    ----------
    Barber and Lyon (1997), Journal of Financial Economics 43, eq. 3.

    Examples
    --------
    >>> round(buy_and_hold(gross=np.array([1.1, 1.1]), expected_gross=np.array([1.0, 1.05])), 12)
    0.16
    """
    return float(np.prod(gross) - np.prod(expected_gross))
