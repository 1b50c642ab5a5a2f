"""How often a mean over its spread is large where the values are correlated in any way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array

_STEP, _FAR = 0.1, 40.0
"""Of the integral's logarithmic grid; its error falls as ``exp(-pi^2 / step)``."""
_NOTHING = 1e-14


def chance_beyond(*, correlations: Array, critical: float, scale: float = 1.0) -> float:
    """Return the chance that ``sqrt(scale N) |mean| / sd`` of N normal values of mean zero exceeds a critical value.

    Exact for values of unit variance and the correlations given, which make the mean more variable, and the standard
    deviation smaller and less sure. With equal correlations r and ``scale = (1 - r) / (1 + (N - 1) r)`` the ratio
    follows t with N - 1 degrees of freedom.

    Parameters
    ----------
    correlations : array of shape (N, N)
        What makes it no correlation matrix, as where pairs were estimated on sessions of their own, is taken out.
    critical
        Above 0.
    scale
        Of the square.

    References
    ----------
    Imhof (1961), Biometrika 48, for the distribution of a quadratic form in normal variables.

    Examples
    --------
    >>> equal = 0.7 * np.eye(5) + 0.3
    >>> round(chance_beyond(correlations=equal, critical=2.776445, scale=0.7 / 2.2), 6)
    0.05
    """
    N = correlations.shape[0]
    values, vectors = np.linalg.eigh(correlations)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    total = np.outer(root.sum(axis=0), root.sum(axis=0)) / N  # the form of the sum's square over N
    return chance_positive(weights=np.linalg.eigvalsh(scale * total - critical**2 / (N - 1) * (root.T @ root - total)))


def chance_positive(*, weights: Array) -> float:
    """Return the chance that a weighted sum of squares of independent standard normal variables is above zero.

    Parameters
    ----------
    weights : array of shape (n,)

    References
    ----------
    Imhof (1961), eq. 3.2, by the trapezoidal rule in the logarithm of its variable.

    Examples
    --------
    >>> round(chance_positive(weights=np.array([1.0, -1.0])), 12), chance_positive(weights=np.array([1.0, 2.0]))
    (0.5, 1.0)
    """
    largest = np.abs(weights).max(initial=0.0)
    held = weights[np.abs(weights) > _NOTHING * largest]
    if held.size == 0 or (held > 0.0).all() or (held < 0.0).all():
        return 1.0 if held.size and held[0] > 0.0 else 0.0
    scaled = held[:, None] / largest * np.exp(np.arange(-_FAR, _FAR, _STEP))
    angle, size = np.arctan(scaled).sum(axis=0) / 2.0, np.log1p(np.square(scaled)).sum(axis=0) / 4.0
    return float(0.5 + _STEP / np.pi * (np.sin(angle) * np.exp(-size)).sum())
