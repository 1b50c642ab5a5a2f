"""Betas of series whose prices are struck at another time than the benchmark's, from its leads and lags.

A stock that trades seldom, or a market that closes earlier, answers to the benchmark's return of the session before or
after; the slope on the same session alone is then too small. Sessions before and after are the benchmark's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_COLLINEAR = 1e-10


def scholes_williams(*, y: Array, x: Array, Z: Array) -> float:
    """Return ``(b[-q] + ... + b[q]) / (1 + 2 rho_1 + ... + 2 rho_q)``, b[j] the simple slope on x of j sessions later.

    Parameters
    ----------
    y, x : arrays of shape (T,)
        Returns of the series and of the benchmark, without NaN.
    Z : array of shape (T, 2q)
        The benchmark's lags q, ..., 1 and leads 1, ..., q; q = 1 in the paper.

    Returns
    -------
    float
        NaN where one of them does not vary.

    References
    ----------
    Scholes and Williams (1977), Journal of Financial Economics 5, eq. 26 and 27; rho_j is the correlation of the
    benchmark with its own value j sessions before, over the same sessions.

    Examples
    --------
    >>> m = np.random.default_rng(1).normal(size=5000)
    >>> lag, now, lead = m[:-2], m[1:-1], m[2:]
    >>> round(scholes_williams(y=0.5 * lag + 0.7 * now, x=now, Z=np.column_stack([lag, lead])), 1)
    1.2
    """
    slopes = sum(_slope(y, column) for column in [*Z.T, x])
    return float(slopes / (1.0 + 2.0 * sum(_correlations(x, Z)[1:])))


def dimson(*, y: Array, x: Array, Z: Array) -> float:
    """Return the sum of the coefficients of y on x, its leads and its lags.

    Parameters are those of `scholes_williams`; NaN where one is a combination of the others.

    References
    ----------
    Dimson (1979), Journal of Financial Economics 7, eq. 9. Where the benchmark is itself autocorrelated the sum is
    biased, as Fowler and Rorke showed; see `fowler_rorke`.

    Examples
    --------
    >>> m = np.array([0.0, 1.0, 0.0, 2.0, 1.0, 3.0, 1.0])
    >>> lag, now, lead = m[:-2], m[1:-1], m[2:]
    >>> round(dimson(y=lag + 2.0 * now, x=now, Z=np.column_stack([lag, lead])), 12)
    3.0
    """
    return float(_coefficients(y, x, Z).sum())


def fowler_rorke(*, y: Array, x: Array, Z: Array) -> float:
    """Return the weighted sum of the coefficients of y on x, its leads and its lags.

    The weight of lag or lead j is ``sum over i = -q..q of rho_|j - i|``, over ``1 + 2 rho_1 + ... + 2 rho_q``, with
    rho_0 = 1 and rho beyond q taken as zero: for q = 1 ``(1 + rho_1) / (1 + 2 rho_1)``. Parameters are those of
    `scholes_williams`.

    References
    ----------
    Fowler and Rorke (1983), Journal of Financial Economics 12. For q = 2 the weight of the first lag is ``(1 + 2 rho_1
    + rho_2) / (1 + 2 rho_1 + 2 rho_2)`` and that of the second ``(1 + rho_1 + rho_2)`` over the same; it follows from
    the slopes of Scholes and Williams, and the other order misses the true beta.

    Examples
    --------
    >>> m = np.array([0.0, 1.0, 0.0, 2.0, 1.0, 3.0, 1.0])
    >>> round(fowler_rorke(y=2.0 * m[1:-1], x=m[1:-1], Z=np.column_stack([m[:-2], m[2:]])), 12)
    2.0
    """
    weights = fowler_rorke_weights(rho=_correlations(x, Z))
    return float(weights @ _coefficients(y, x, Z))


def fowler_rorke_weights(*, rho: Array) -> Array:
    """Return the weights of the coefficients on lags q, ..., 1, on the session itself, and on leads 1, ..., q.

    Parameters
    ----------
    rho : array of shape (q + 1,)
        Autocorrelations of the benchmark from 0, which is 1, to q.

    Returns
    -------
    array of shape (2q + 1,)

    Examples
    --------
    >>> fowler_rorke_weights(rho=np.array([1.0, 0.25])).round(12).tolist()
    [0.833333333333, 1.0, 0.833333333333]
    """
    q = rho.size - 1
    places = np.arange(-q, q + 1)
    padded = np.concatenate([rho, np.zeros(q)])
    weights: Array = padded[np.abs(places[:, None] - places)].sum(axis=1) / (1.0 + 2.0 * rho[1:].sum())
    return weights


def _coefficients(y: Array, x: Array, Z: Array) -> Array:
    """Return the coefficients of y on a constant, lags, x and leads, without the constant's; NaN if collinear."""
    q = Z.shape[1] // 2
    X = np.column_stack([np.ones(y.size), Z[:, :q], x, Z[:, q:]])
    basis, R = np.linalg.qr(X)
    if X.shape[0] < X.shape[1] or (np.abs(np.diag(R)) <= _COLLINEAR * np.linalg.norm(X, axis=0)).any():
        return np.full(2 * q + 1, np.nan)
    coefficients: Array = np.linalg.solve(R, basis.T @ y)[1:]
    return coefficients


def _correlations(x: Array, Z: Array) -> Array:
    """Return the correlations of x with its lags 0, 1, ..., q."""
    q = Z.shape[1] // 2
    return np.array([1.0, *(_slope(x, lag) * _ratio(lag, x) for lag in Z[:, :q].T[::-1])])


def _slope(y: Array, x: Array) -> float:
    centred = x - x.mean()
    square = float(centred @ centred)
    return float(centred @ y) / square if square > 0.0 else float("nan")


def _ratio(x: Array, y: Array) -> float:
    spread = float(y.std())
    return float(x.std()) / spread if spread > 0.0 else float("nan")
