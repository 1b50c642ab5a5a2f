"""Linear models of expected returns, fitted by QR."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_COLLINEAR = 1e-10
"""Share of a regressor that must be its own, beside the regressors before it."""
_ROUNDING = 1e-12
"""Share of y below which residuals are what rounding left of an exact fit."""


@dataclass(frozen=True, slots=True)
class LinearFit:
    """Least-squares fit of a model with k mean parameters to T observations.

    Attributes
    ----------
    coefficients : array of shape (k,)
    residuals : array of shape (T,)
        ``y - X b``, in the unit of y.
    basis : array of shape (T, k)
        Orthonormal columns that span those of X (the Q of X = QR).
    r_inverse : array of shape (k, k)
        Inverse of R, so ``(X'X)^-1`` is ``r_inverse @ r_inverse.T`` and a row x has ``x'(X'X)^-1 x = |x r_inverse|^2``.
    sigma2 : float
        ``e'e / (T - k)``; NaN without degrees of freedom.
    dof : int
        ``T - k`` of this model, never that of another.
    """

    coefficients: Array
    residuals: Array
    basis: Array
    r_inverse: Array
    sigma2: float
    dof: int

    @property
    def n_parameters(self) -> int:
        """Return k."""
        return int(self.coefficients.size)

    @property
    def leverages(self) -> Array:
        """Return the diagonal of X (X'X)^-1 X', shape (T,)."""
        leverages: Array = np.square(self.basis).sum(axis=1)
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
    if X.shape[0] < X.shape[1] or (np.abs(np.diag(R)) <= _COLLINEAR * np.linalg.norm(X, axis=0)).any():
        return _no_fit(*X.shape)
    r_inverse = np.linalg.inv(R)
    coefficients = r_inverse @ (basis.T @ y)
    residuals = y - X @ coefficients
    if np.linalg.norm(residuals) <= _ROUNDING * np.linalg.norm(y):
        residuals = np.zeros_like(y)
    dof = y.size - X.shape[1]
    sigma2 = float(residuals @ residuals) / dof if dof > 0 else float("nan")
    return LinearFit(coefficients, residuals, basis, r_inverse, sigma2, dof)


def _no_fit(T: int, k: int) -> LinearFit:
    nan = float("nan")
    return LinearFit(np.full(k, nan), np.full(T, nan), np.full((T, k), nan), np.full((k, k), nan), nan, T - k)
