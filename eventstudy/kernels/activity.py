"""Trading activity: variances from the day's range, and forecasts of a series that remembers its yesterday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array, LinearFit
    from eventstudy.kernels.observation import Positions

_LARGEST = 0.99
"""A coefficient above is taken as this, since at one there is no variance."""

_NOTHING = 1e-30
"""A correlation below is none: it would change no digit, and numbers near the smallest there are cost much time."""


@dataclass(frozen=True, slots=True)
class Memory:
    """First-order autoregression of the residuals of a fit: ``e_t = phi e_{t-1} + u_t``.

    Attributes
    ----------
    phi : float
        NaN where no two sessions of the sample are neighbours, or the residuals are zero.
    variance : float
        Of e: ``var(u) / (1 - phi^2)``.
    dof : int
        Pairs of neighbours, less one, less the parameters of the fit.
    """

    phi: float
    variance: float
    dof: int


def parkinson(*, high: Array, low: Array) -> Array:
    """Return the variance of each day from its range, ``ln(H/L)^2 / (4 ln 2)``; NaN where a price is.

    References
    ----------
    Parkinson (1980), Journal of Business 53.
    """
    variance: Array = np.square(np.log(high / low)) / (4.0 * np.log(2.0))
    return variance


def garman_klass(*, open: Array, high: Array, low: Array, close: Array) -> Array:  # noqa: A002 - the price's name
    """Return the variance of each day, ``ln(H/L)^2 / 2 - (2 ln 2 - 1) ln(C/O)^2``; NaN where a price is.

    References
    ----------
    Garman and Klass (1980), Journal of Business 53, the practical estimator.
    """
    within = np.square(np.log(high / low)) / 2.0
    variance: Array = within - (2.0 * np.log(2.0) - 1.0) * np.square(np.log(close / open))
    return variance


def rogers_satchell(*, open: Array, high: Array, low: Array, close: Array) -> Array:  # noqa: A002 - the price's name
    """Return the variance of each day, ``ln(H/C) ln(H/O) + ln(L/C) ln(L/O)``; NaN where a price is.

    It is zero on a day that opens at one end of its range and closes at the other.

    References
    ----------
    Rogers and Satchell (1991), Annals of Applied Probability 1.
    """
    up = np.log(high / close) * np.log(high / open)
    variance: Array = up + np.log(low / close) * np.log(low / open)
    return variance


def fit_memory(*, fit: LinearFit, sample: Positions) -> Memory:
    """Fit a first-order autoregression to the residuals of neighbouring sessions.

    Least squares finds a coefficient too small by ``(1 + 3 phi) / n``, for the mean it takes away; that is put back.
    Without it a window of six sessions rejects 7 per cent of true nulls at a nominal 5 where phi is .9, with it 5.

    Parameters
    ----------
    fit
        Of the estimation sample.
    sample : array of shape (T,), int
        Positions of its sessions, ascending; only those that follow each other directly make a pair.

    References
    ----------
    Kendall (1954), Biometrika 41, for the bias.

    Examples
    --------
    >>> from eventstudy.kernels.expected import fit_linear
    >>> fit = fit_linear(y=np.array([2.0, 1.0, -1.0, -2.0, -1.0, 1.0]), X=np.ones((6, 1)))
    >>> phi = 4 / 11
    >>> round(fit_memory(fit=fit, sample=np.arange(6)).phi - (phi + (1 + 3 * phi) / 5), 12)
    0.0
    """
    e = fit.residuals
    pairs = np.diff(sample) == 1
    before, after = e[:-1][pairs], e[1:][pairs]
    dof = before.size - 1 - fit.n_parameters
    spread = float(before @ before)
    if dof <= 0 or not spread > 0.0:
        return Memory(float("nan"), float("nan"), max(dof, 0))
    found = float(before @ after) / spread
    shocks = after - found * before
    phi = float(np.clip(found + (1.0 + 3.0 * found) / before.size, -_LARGEST, _LARGEST))
    return Memory(phi, float(shocks @ shocks) / dof / (1.0 - phi**2), dof)


def ar1_factor(
    *, fit: LinearFit, phi: float, X: Array, positions: Positions, sample_X: Array, sample: Positions
) -> Array:
    r"""Return the covariance of forecast errors in units of the variance of e, where ``corr(e_s, e_t) = phi^|s - t|``.

    With A = (X'X)^-1 X' of the estimation sample the coefficients err by A e, so that the errors e* - X* A e have

    .. math:: V = R_{**} + X^* A R A' X^{*\\prime} - X^* A R_{\\cdot *} - R_{* \\cdot} A' X^{*\\prime}

    where R is the Toeplitz matrix of correlations over the sessions. The first term is that of the window's own
    shocks. For a mean of many sessions the second goes to ``(1 + phi) / ((1 - phi) T)``, the rest to zero.

    Parameters
    ----------
    fit
        Of the estimation sample.
    phi
        In (-1, 1).
    X : array of shape (L, k)
        Regressors of the sessions to be forecast; NaN where one is missing.
    positions : array of shape (L,), int
    sample_X : array of shape (T, k)
    sample : array of shape (T,), int

    Returns
    -------
    array of shape (L, L)
        NaN in rows and columns of sessions without regressors.

    References
    ----------
    Box, Jenkins and Reinsel (1994), Time Series Analysis, ch. 3, for the correlations; the rest is the variance of a
    linear forecast. The usual t of log volume, which takes sessions as independent, rejects 25 per cent of true nulls
    at a nominal 5 over six sessions with phi = .6.
    """
    A = fit.r_inverse @ (fit.r_inverse.T @ sample_X.T)
    within = _correlations(phi, sample, sample)
    across = _correlations(phi, sample, positions)
    rows = X @ A
    mixed = rows @ across
    factor: Array = _correlations(phi, positions, positions) + rows @ within @ rows.T - mixed - mixed.T
    return factor


def _correlations(phi: float, one: Positions, other: Positions) -> Array:
    lags = np.abs(one[:, None] - other[None, :])
    powers = phi ** np.arange(int(lags.max(initial=0)) + 1, dtype=float)
    powers[np.abs(powers) < _NOTHING] = 0.0
    correlations: Array = powers[lags]
    return correlations
