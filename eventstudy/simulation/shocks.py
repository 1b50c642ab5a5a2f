"""Shocks of unit variance: what is common to all series of a session, and what is each one's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array

KINDS = ("normal", "t4", "t4_independent", "garch", "garch_independent", "exponential", "lognormal")

_OMEGA, _ALPHA, _BETA = 0.02, 0.08, 0.90
_BURN_IN = 250
"""Sessions that a GARCH variance runs before the first that is used; half of a shock to it is gone after 34."""
_FREEDOM = 4.0
_LOG_SD = 0.8


@dataclass(frozen=True, slots=True)
class Common:
    """What the series share.

    Attributes
    ----------
    factor : array of shape (n,)
        The common shock of each session, of unit variance.
    scale : array of shape (n,)
        Standard deviation of each session's shocks, of mean square 1.
    """

    factor: Array
    scale: Array


def common_shocks(*, kind: str, n: int, rng: np.random.Generator) -> Common:
    """Return what all series share over n sessions.

    ``normal``; ``t4``: multivariate Student with 4 degrees of freedom, one divisor a session; ``t4_independent``: the
    common shock and each series' own Student with 4, independent of each other; ``garch``: GARCH(1,1) of (.02, .08,
    .90) with normal shocks, one variance for all series, driven by the common shock; ``garch_independent``: the common
    shock and each series' own have a variance each; ``exponential`` and ``lognormal`` (of log standard deviation .8):
    skewed, independent from session to session.

    Parameters
    ----------
    kind
        One of `KINDS`.
    n
        Sessions.
    rng
        Source of chance.
    """
    if kind == "garch":
        driver = rng.standard_normal(_BURN_IN + n)
        return Common(driver[_BURN_IN:], np.sqrt(garch_variances(driver=driver)[_BURN_IN:]))
    factor = own_shocks(kind=kind, shape=(n,), rng=rng)
    if kind == "t4":
        return Common(factor, np.sqrt((_FREEDOM - 2.0) / rng.chisquare(_FREEDOM, n)))
    return Common(factor, np.ones(n))


def own_shocks(*, kind: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Return shocks of unit variance and mean zero, before a session's scale, sessions last.

    They are independent of each other; of ``garch_independent`` only from row to row: a row has one variance.

    Examples
    --------
    >>> draws = own_shocks(kind="exponential", shape=(100_000,), rng=np.random.default_rng(1))
    >>> bool(draws.min() >= -1.0), round(float(draws.std()), 1)
    (True, 1.0)
    """
    if kind == "t4_independent":
        return rng.standard_t(_FREEDOM, shape) * math.sqrt((_FREEDOM - 2.0) / _FREEDOM)
    if kind == "garch_independent":
        driver = rng.standard_normal((*shape[:-1], _BURN_IN + shape[-1]))
        shocks: Array = (np.sqrt(garch_variances(driver=driver)) * driver)[..., _BURN_IN:]
        return shocks
    if kind == "exponential":
        return rng.standard_exponential(shape) - 1.0
    if kind == "lognormal":
        grown = math.exp(_LOG_SD**2)
        drawn: Array = np.exp(_LOG_SD * rng.standard_normal(shape))
        return (drawn - math.sqrt(grown)) / math.sqrt(grown * (grown - 1.0))
    return rng.standard_normal(shape)


def garch_variances(*, driver: Array) -> Array:
    """Return the variance of each session, the first of them the long-run variance 1.

    Parameters
    ----------
    driver : array of shape (..., n)
        Standardised shocks, sessions last.

    Returns
    -------
    array of shape (..., n)

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31, eq. 1-2.

    Examples
    --------
    >>> garch_variances(driver=np.array([0.0, 2.0, 1.0])).round(4).tolist()
    [1.0, 0.92, 1.1424]
    """
    growth = np.moveaxis(_ALPHA * np.square(driver) + _BETA, -1, 0)
    variances = np.ones_like(growth)
    for t in range(1, len(growth)):
        variances[t] = _OMEGA + variances[t - 1] * growth[t - 1]
    return np.moveaxis(variances, 0, -1)
