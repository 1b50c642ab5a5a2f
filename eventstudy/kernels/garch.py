"""A market model whose shocks follow a GARCH(1,1), fitted by the optional library arch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.expected import fit_linear

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array, LinearFit

FEWEST = 200
"""Sessions below which no GARCH is fitted; 500 or more are better.

Of true nulls on day 0, ten sessions after the sample, the t test rejects at a nominal 5 per cent (1,500 simulated
markets each, so within .6; a = .08, b = .9; shocks normal, and t with 5 degrees of freedom): 10.0 and 8.3 after 100
sessions, 7.3 and 5.9 after 150, 5.9 and 6.7 after 200, 5.5 and 6.3 after 240, 6.4 and 6.0 after 250, 5.4 and 8.0 after
500; from 200 on it is no worse than with more.
"""
_PERSISTENT = 0.999
_BACKCAST = 75
_DECAY = 0.94


@dataclass(frozen=True, slots=True)
class GarchFit:
    """Fit of ``y = X b + e``, ``Var(e_t) = h_t = omega + a e_{t-1}^2 + b h_{t-1}``.

    Attributes
    ----------
    mean : LinearFit
        Coefficients by maximum likelihood, their covariance and sigma2 as for least squares; where `reason` is not
        empty, least squares.
    omega, a, b : float
        In the unit of y squared; NaN without a fit.
    ahead : float
        Variance forecast for the session after the sample.
    reason : str
        Why there is no GARCH; empty where there is one.
    """

    mean: LinearFit
    omega: float
    a: float
    b: float
    ahead: float
    reason: str


def fit_garch(*, y: Array, X: Array) -> GarchFit:
    """Fit mean and variance together by maximum likelihood under normal shocks.

    Parameters
    ----------
    y : array of shape (T,)
        Returns as fractions, without NaN; divided by their residual deviation for the fit, so their scale is no matter.
    X : array of shape (T, k)
        Regressors of the mean, the constant included.

    Returns
    -------
    GarchFit
        Least squares, and the reason, where there are fewer than 200 sessions, the fit does not converge, or the
        variance is as good as integrated, ``a + b >= .999``.

    Raises
    ------
    ImportError
        Without the library arch.

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31. The first variance is ``omega + (a + b) h_0``, h_0 the mean of the
    first 75 squared residuals of least squares with weights that fall by .94, as in arch.

    Examples
    --------
    >>> fit = fit_garch(y=np.array([1.0, 2.0, 6.0]), X=np.ones((3, 1)))
    >>> fit.reason, float(fit.mean.coefficients[0].round(12))
    ('3 sessions in the estimation sample, 200 are needed', 3.0)
    """
    linear = fit_linear(y=y, X=X)
    if np.isnan(linear.sigma2) or linear.sigma2 <= 0.0:
        return _no_garch(linear, "")
    if y.size < FEWEST:
        return _no_garch(linear, f"{y.size} sessions in the estimation sample, {FEWEST} are needed")
    scale = float(np.sqrt(linear.sigma2))
    regressors = linear.basis * np.sqrt(y.size)  # of one size and apart, which the search for the optimum likes
    k, (parameters, converged) = X.shape[1], _maximum(y / scale, regressors)
    omega, a, b = (float(value) for value in parameters[k:])
    if not converged or not np.isfinite(parameters).all():
        return _no_garch(linear, "the fit does not converge")
    if a + b >= _PERSISTENT:
        return _no_garch(linear, f"a + b is {a + b:.3f}, so the variance has no mean to return to")
    coefficients = linear.r_inverse @ parameters[:k] * (scale * np.sqrt(y.size))
    residuals = y - X @ coefficients
    sigma2 = float(residuals @ residuals) / linear.dof
    mean = replace(linear, coefficients=coefficients, residuals=residuals, sigma2=sigma2)
    fit = GarchFit(mean, omega * scale**2, a, b, float("nan"), "")
    ahead = variances(fit=fit, shocks=residuals, first=omega * scale**2 + (a + b) * _backcast(linear.residuals))[-1]
    return replace(fit, ahead=float(ahead))


def variances(*, fit: GarchFit, shocks: Array, first: float) -> Array:
    """Return the one-step variance forecasts of sessions and of the one after them.

    Parameters
    ----------
    fit
        Its parameters stay as they are.
    shocks : array of shape (n,)
        NaN for a session without a shock: its variance is expected in its place.
    first
        Variance of the first session.

    Returns
    -------
    array of shape (n + 1,)

    Examples
    --------
    >>> fit = GarchFit(None, 1.0, 0.1, 0.8, 10.0, "")
    >>> variances(fit=fit, shocks=np.array([2.0, np.nan]), first=5.0).round(12).tolist()
    [5.0, 5.4, 5.86]
    """
    h = [first]
    for square in np.square(shocks).tolist():
        known = square if square == square else h[-1]  # noqa: PLR0124 - NaN is not itself
        h.append(fit.omega + fit.a * known + fit.b * h[-1])
    return np.array(h)


def forecast_noise(*, fit: GarchFit, shocks: Array, length: int) -> Array:
    """Return the variances of the shocks of the last sessions as forecast on the eve of each.

    ``h_{a+j} = hbar + (a + b)^j (h_a - hbar)``, with ``hbar = omega / (1 - a - b)`` and h_a filtered through all
    sessions before; no forecast knows of the session that it is made for, or of any after.

    Parameters
    ----------
    fit
        Its parameters stay as they are.
    shocks : array of shape (n,)
        Of all sessions after the sample, the last `length` of which are forecast; NaN where there is none.
    length
        L.

    Returns
    -------
    array of shape (L, L)
        In units of the mean's sigma2; row a made on the eve of session a, zero below the diagonal.

    Examples
    --------
    >>> from eventstudy.kernels.expected import fit_linear
    >>> mean = fit_linear(y=np.array([-1.0, 1.0]), X=np.empty((2, 0)))
    >>> fit = GarchFit(mean, 1.0, 0.1, 0.8, 5.0, "")
    >>> forecast_noise(fit=fit, shocks=np.array([2.0, 0.0]), length=2).round(12).tolist()
    [[5.0, 5.5], [0.0, 5.4]]
    """
    start = shocks.size - length
    eve = variances(fit=fit, shocks=shocks[:-1], first=fit.ahead)[start:]
    step = np.maximum(np.arange(length) - np.arange(length)[:, None], 0)
    level = fit.omega / (1.0 - fit.a - fit.b)
    noise: Array = np.triu(level + (fit.a + fit.b) ** step * (eve[:, None] - level)) / fit.mean.sigma2
    return noise


def _maximum(y: Array, X: Array) -> tuple[Array, bool]:
    """Return the parameters, those of the mean before omega, a and b, and whether the optimum was found."""
    from arch.univariate import GARCH, LS, ZeroMean  # noqa: PLC0415 - optional, and slow to load

    model = LS(y, x=X, constant=False, rescale=False) if X.shape[1] else ZeroMean(y, rescale=False)
    model.volatility = GARCH(p=1, q=1)
    result = model.fit(disp="off", show_warning=False)
    return np.asarray(result.params, dtype=np.float64), result.convergence_flag == 0


def _backcast(residuals: Array) -> float:
    weights = _DECAY ** np.arange(min(_BACKCAST, residuals.size))
    return float(weights @ np.square(residuals[: weights.size]) / weights.sum())


def _no_garch(linear: LinearFit, reason: str) -> GarchFit:
    nan = float("nan")
    return GarchFit(linear, nan, nan, nan, nan, reason)
