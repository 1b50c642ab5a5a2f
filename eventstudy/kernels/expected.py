"""Linear models of expected returns, fitted by QR; each is a linear estimator ``b = A y`` with one covariance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from eventstudy.kernels.slopes import dimson, fowler_rorke, scholes_williams

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = npt.NDArray[np.float64]
Method = Literal["ols", "ewma", "scholes_williams", "dimson", "fowler_rorke", "garch"]

COLLINEAR = 1e-10
"""Share of a regressor that must be its own, beside the regressors before it."""
ROUNDING = 1e-12
"""Share of y below which residuals are what rounding left of an exact fit."""
_SLOPES = {"scholes_williams": scholes_williams, "dimson": dimson, "fowler_rorke": fowler_rorke}


@dataclass(frozen=True, slots=True)
class Estimator:
    """How the coefficients of a linear model are estimated.

    Attributes
    ----------
    method
        ``"ols"``; ``"ewma"``: least squares that weighs a session half as much as the one `lookback` sessions later;
        ``"scholes_williams"``, ``"dimson"``, ``"fowler_rorke"``: a beta made of leads and lags of the benchmark;
        ``"garch"``: maximum likelihood, by ``kernels.garch``, for which `fit_model` gives least squares.
    lags
        Leads and lags on each side.
    lookback
        ``"ols"``: only this many sessions, the last of the sample, are taken (by who chooses the sample); None: all.
        ``"ewma"``: the half-life in sessions.
    hac
        The covariance of the coefficients is that of Newey and West.
    """

    method: Method = "ols"
    lags: int = 0
    lookback: int | None = None
    hac: bool = False

    @property
    def of_portfolios(self) -> Estimator:
        """Return the linear estimator, with its own covariance, that a portfolio of such series is fitted by."""
        return Estimator() if self.method in {"ols", "garch"} else replace(self, hac=False)


OLS = Estimator()


@dataclass(frozen=True, slots=True)
class LinearFit:
    """Fit of a model with k mean parameters to T observations.

    Attributes
    ----------
    coefficients : array of shape (k,)
    residuals : array of shape (T,)
        ``y - X b``, in the unit of y.
    basis : array of shape (T, k)
        Orthonormal columns W with ``A' = W root'``; for least squares they span those of X (the Q of X = QR).
    r_inverse : array of shape (k, k)
        Inverse of R, so ``(X'X)^-1`` is ``r_inverse @ r_inverse.T`` and a row x has ``x'(X'X)^-1 x = |x r_inverse|^2``.
    sigma2 : float
        Residual variance: ``e'e / (T - k)`` for least squares; NaN without degrees of freedom.
    dof : float
        ``T - k`` of this model, never that of another; for weighted least squares those of the closest chi-square.
    root : array of shape (k, k)
        ``Cov(b) = sigma2 root root'``: `r_inverse`, unless the covariance is another than that of least squares.
    loadings : array of shape (T, k)
        U with ``X A = U W'``: for least squares W itself.
    """

    coefficients: Array
    residuals: Array
    basis: Array
    r_inverse: Array
    sigma2: float
    dof: float
    root: Array
    loadings: Array

    @property
    def n_parameters(self) -> int:
        """Return k."""
        return int(self.coefficients.size)

    @property
    def leverages(self) -> Array:
        """Return h, shape (T,), with ``Var(e_t) = sigma2 (1 - h_t)``: the diagonal of X (X'X)^-1 X' for OLS."""
        leverages: Array = (2.0 * self.basis * self.loadings - np.square(self.loadings)).sum(axis=1)
        return leverages


def fit_linear(*, y: Array, X: Array) -> LinearFit:
    """Fit ``y = X b + e`` by least squares.

    QR never forms X'X, so a benchmark whose mean is large beside its spread costs no digits. A model without parameters
    (``raw``, ``adjusted``) has an X of no columns: its residuals are y, its variance is taken around zero with T
    degrees of freedom, and its forecast errors carry no estimation error. An exact fit has residuals of zero, not the
    rounding of one, so that no t statistic is formed with it. Where a regressor is a combination of those
    before it, or there are fewer observations than regressors, every number is NaN.

    Parameters
    ----------
    y : array of shape (T,)
        Returns as fractions, without NaN.
    X : array of shape (T, k)
        Regressors, the constant included.

    Returns
    -------
    LinearFit

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, eq. 8-10; residual variance with T - k as there.

    Examples
    --------
    >>> fit = fit_linear(y=np.array([1.0, 2.0, 6.0]), X=np.ones((3, 1)))
    >>> float(round(fit.coefficients[0], 12)), float(round(fit.sigma2, 12)), fit.dof
    (3.0, 7.0, 2)
    """
    basis, R = np.linalg.qr(X)
    if _lacking(R, X):
        return _no_fit(*X.shape)
    r_inverse = np.linalg.inv(R)
    return _with_coefficients(y, X, r_inverse @ (basis.T @ y), basis, r_inverse)


def fit_model(*, y: Array, X: Array, Z: Array | None = None, estimator: Estimator = OLS) -> LinearFit:
    """Fit a linear model by its estimator.

    Every estimator here is linear in y given the regressors, so the fit of a weighted sum of series is the weighted sum
    of their fits.

    Parameters
    ----------
    y : array of shape (T,)
        Returns as fractions, without NaN.
    X : array of shape (T, k)
        Regressors, the constant included; a constant and the benchmark where beta is made of leads and lags.
    Z : array of shape (T, 2q), optional
        Returns of the benchmark q, ..., 1 sessions of its own before and 1, ..., q after, without NaN; its lags, in
        time's order, then its leads.
    estimator
        How; ``"garch"`` is fitted by least squares.

    Returns
    -------
    LinearFit
        NaN throughout where X or, for a beta of leads and lags, X and Z have a column that is a combination of others.

    References
    ----------
    `kernels.slopes` for the betas of leads and lags; for those the residual variance has T - 2 degrees of freedom and
    the forecast covariance is that of least squares, which costs their tests no size. Newey and West (1987),
    Econometrica 55, for ``hac``.

    Examples
    --------
    >>> y, X = np.array([0.0, 8.0, 1.0]), np.ones((3, 1))
    >>> fit = fit_model(y=y, X=X, estimator=Estimator("ewma", lookback=1))  # weights 1, 2 and 4
    >>> float(round(fit.coefficients[0], 12))
    2.857142857143
    """
    if estimator.method == "ewma":
        return _fit_weighted(y, X, float(estimator.lookback or 1))
    fit = fit_linear(y=y, X=X)
    if np.isnan(fit.coefficients).any():
        return fit
    if estimator.method in _SLOPES and Z is not None:
        beta = _SLOPES[estimator.method](y=y, x=X[:, 1], Z=Z)
        b = np.array([y.mean() - beta * X[:, 1].mean(), beta])
        return _with_coefficients(y, X, b, fit.basis, fit.r_inverse)
    return replace(fit, root=_newey_west_root(fit, X)) if estimator.hac else fit


def newey_west_lags(T: int) -> int:
    """Return how many lags the covariance of Newey and West takes: ``4 (T / 100)^(2/9)``, rounded down.

    References
    ----------
    Newey and West (1994), Review of Economic Studies 61.

    Examples
    --------
    >>> newey_west_lags(100), newey_west_lags(240)
    (4, 4)
    """
    return int(4.0 * (T / 100.0) ** (2.0 / 9.0))


def residual_traces(fits: Sequence[LinearFit]) -> Array:
    """Return ``tr(M_d'M_f)`` of each pair of fits on the same T sessions, M what makes residuals of errors, (D, D).

    The expected product of their residuals in units of the covariance of their errors; for least squares ``T - max(k_d,
    k_f)`` where the one's regressors are among the other's.

    Examples
    --------
    >>> constant, line = np.ones((5, 1)), np.column_stack([np.ones(5), np.arange(5.0)])
    >>> residual_traces([fit_linear(y=np.zeros(5), X=X) for X in (constant, line)]).round(12).tolist()
    [[4.0, 3.0], [3.0, 3.0]]
    """

    def trace(one: LinearFit, two: LinearFit) -> float:
        shared = (one.loadings.T @ two.loadings) * (one.basis.T @ two.basis)
        return one.residuals.size - one.n_parameters - two.n_parameters + float(shared.sum())

    return np.array([[trace(one, two) for two in fits] for one in fits])


def _newey_west_root(fit: LinearFit, X: Array) -> Array:
    """Return C with ``sigma2 CC'`` the Newey-West covariance, Bartlett weights, scaled by T / (T - k)."""
    T, k = X.shape
    if k == 0 or not fit.sigma2 > 0.0:
        return fit.root
    scores = fit.basis * fit.residuals[:, None]  # R^-T X' e, so that the bread is R^-1
    lags = newey_west_lags(T)
    meat = scores.T @ scores
    for j in range(1, lags + 1):
        cross = scores[j:].T @ scores[:-j]
        meat += (1.0 - j / (lags + 1.0)) * (cross + cross.T)
    values, vectors = np.linalg.eigh(meat * (T / (T - k) / fit.sigma2))
    root: Array = fit.r_inverse @ (vectors * np.sqrt(np.maximum(values, 0.0)))
    return root


def _fit_weighted(y: Array, X: Array, half_life: float) -> LinearFit:
    """Fit by exponentially weighted least squares, residuals of equal variance: the weights say how b may drift.

    With ``M = I - XA`` the residuals are M times the errors, so ``s2 = e'e / tr(M'M)`` is unbiased, and e'e has the
    first two moments of a chi-square of ``tr(M'M)^2 / tr((M'M)^2)`` degrees of freedom.
    """
    T, k = X.shape
    weights = 0.5 ** (np.arange(T - 1, -1, -1) / half_life)
    scale = np.sqrt(weights)[:, None]
    q, R = np.linalg.qr(scale * X)
    if _lacking(R, scale * X):
        return _no_fit(T, k)
    r_inverse = np.linalg.inv(R)
    basis, S = np.linalg.qr(scale * q)  # A' = scale q R^-T = W root', so root = R^-1 S'
    root = r_inverse @ S.T
    coefficients = r_inverse @ (q.T @ (scale[:, 0] * y))
    residuals = _residuals(y, X, coefficients)
    loadings = X @ root
    trace, square = _traces(basis, loadings)
    sigma2 = float(residuals @ residuals) / trace if trace > ROUNDING * T else float("nan")
    dof = trace**2 / square if trace > ROUNDING * T else 0.0
    return LinearFit(coefficients, residuals, basis, r_inverse, sigma2, dof, root, loadings)


def _traces(W: Array, U: Array) -> tuple[float, float]:
    """Return the traces of M'M and of its square, ``M = I - UW'``, without a matrix of T rows and columns."""
    T, k = W.shape
    both = np.hstack([U, W])
    core = np.block([[np.zeros((k, k)), -np.eye(k)], [-np.eye(k), U.T @ U]])
    product = core @ (both.T @ both)
    trace = float(np.trace(product))
    return T + trace, T + 2.0 * trace + float((product * product.T).sum())


def _with_coefficients(y: Array, X: Array, b: Array, basis: Array, r_inverse: Array) -> LinearFit:
    """Return the fit whose coefficients are given, with the covariance of least squares."""
    residuals = _residuals(y, X, b)
    dof = y.size - b.size
    sigma2 = float(residuals @ residuals) / dof if dof > 0 else float("nan")
    return LinearFit(b, residuals, basis, r_inverse, sigma2, dof, r_inverse, basis)


def _residuals(y: Array, X: Array, b: Array) -> Array:
    residuals: Array = y - X @ b
    exact = np.linalg.norm(residuals) <= ROUNDING * np.linalg.norm(y)
    return np.zeros_like(y) if exact else residuals


def _lacking(R: Array, X: Array) -> bool:
    """Return whether X, with this R, has fewer rows than columns or a column made of those before it."""
    rows, columns = X.shape
    return rows < columns or bool((np.abs(np.diag(R)) <= COLLINEAR * np.linalg.norm(X, axis=0)).any())


def _no_fit(T: int, k: int) -> LinearFit:
    nan = float("nan")
    rows, square = np.full((T, k), nan), np.full((k, k), nan)
    return LinearFit(np.full(k, nan), np.full(T, nan), rows, square, nan, T - k, square, rows)
