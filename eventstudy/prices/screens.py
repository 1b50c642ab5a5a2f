"""Faults in one series of prices, found from its figures alone: functions from arrays to the rows they touch.

A price is compared with the series' own ordinary daily change, the scaled median of absolute log returns of the thirty
sessions on either side, so that a quiet bond and a wild coin are each judged by themselves, and a crisis by its weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["flat", "inconsistent", "ordinary_change", "reverted", "split_ratio", "unit_factor"]

_NEIGHBOURS = 61
_NORMAL = 1.4826
"""Standard deviations in a median absolute deviation of a normal."""
_FLOOR = 1e-4
_SPIKE = 8.0
_SPIKE_LEAST = 0.05
_REVERTED = 0.1
_SPLIT_LEAST = 0.25
_UNIT_SDS = 4.0
_SPLITS = (3 / 2, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50)
_UNITS = (100.0, 1000.0)


def ordinary_change(*, close: Array) -> Array:
    """Return the size of an ordinary log return around each row, as a standard deviation.

    Parameters
    ----------
    close : array of shape (n,)
        NaN or not positive where there is no price.

    Returns
    -------
    array of shape (n,)
        At least .0001; NaN where fewer than ten returns are near.

    Examples
    --------
    >>> change = ordinary_change(close=np.exp(np.cumsum(np.tile([0.01, -0.01], 30))))
    >>> float(change[30].round(4))
    0.0148
    """
    size = pd.Series(np.abs(log_returns(close=close)))
    typical = size.rolling(_NEIGHBOURS, center=True, min_periods=10).median().to_numpy(dtype=float)
    return np.maximum(_NORMAL * typical, _FLOOR)


def log_returns(*, close: Array) -> Array:
    """Return the log return into each row from the row before; NaN for the first and where a price is missing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(close > 0.0, close, np.nan))
    return np.diff(logs, prepend=np.nan)


def flat(*, open_: Array, high: Array, low: Array, close: Array, within: float) -> Mask:
    """Return the rows whose four figures are one number, within a share `within` of the close before."""
    one = (open_ == close) & (high == close) & (low == close)
    before = np.concatenate([[np.nan], close[:-1]])
    with np.errstate(invalid="ignore"):
        repeated: Mask = one & (np.abs(close - before) <= within * np.abs(before))
    return repeated


def inconsistent(*, open_: Array, high: Array, low: Array, close: Array, tick: float) -> Mask:
    """Return the rows that no day's trading gives: high below low, or open or close outside of them.

    A figure may lie outside by a tick: vendors round, and a settlement is an average.

    Examples
    --------
    >>> ones = np.ones(2)
    >>> inconsistent(open_=ones, high=np.array([2.0, 0.5]), low=np.array([0.5, 0.9]), close=ones, tick=0.01).tolist()
    [False, True]
    """
    with np.errstate(invalid="ignore"):
        outside = (np.maximum(open_, close) > high + tick) | (np.minimum(open_, close) < low - tick)
        wrong: Mask = (high < low) | outside
    return wrong


def reverted(*, close: Array, change: Array) -> Mask:
    """Return the rows that jump away by more than eight ordinary changes, and 5 per cent, and are back the next row.

    Back means within a tenth of the jump. A crash that is made good over days is not meant, nor one in weeks that are
    all wild.

    Parameters
    ----------
    close : array of shape (n,)
    change : array of shape (n,)
        Of `ordinary_change`.

    Examples
    --------
    >>> close = np.where(np.arange(60) == 40, 150.0, 100 + np.arange(60) % 2)
    >>> np.flatnonzero(reverted(close=close, change=ordinary_change(close=close))).tolist()
    [40]
    """
    away = log_returns(close=close)
    back = np.concatenate([away[1:], [np.nan]])
    with np.errstate(invalid="ignore"):
        far = np.abs(away) > np.maximum(_SPIKE * change, _SPIKE_LEAST)
        spike: Mask = far & (np.abs(away + back) <= _REVERTED * np.abs(away))
    return spike


def split_ratio(*, close: Array, change: Array) -> Array:
    """Return, for rows whose price changes by the ratio of a usual split and stays, that ratio; NaN elsewhere.

    "By the ratio" means within two ordinary changes, and the change is at least a quarter. A genuine fall by just one
    half looks the same: such a row is a suspicion.

    Examples
    --------
    >>> close = np.where(np.arange(60) < 40, 100.0, 50.0) + np.arange(60) % 2
    >>> ratio = split_ratio(close=close, change=ordinary_change(close=close))
    >>> np.flatnonzero(~np.isnan(ratio)).tolist(), float(ratio[40])
    ([40], 2.0)
    """
    return _nearest(close, np.array([*_SPLITS, *(1.0 / k for k in _SPLITS)]), 2.0 * change)


def unit_factor(*, close: Array, change: Array) -> Array:
    """Return, for rows whose price changes by a factor of 100 or 1000 or its inverse, that factor; NaN elsewhere.

    Pounds for pence, tons for kilograms: no market does that in a day.
    """
    return _nearest(close, np.array([*_UNITS, *(1.0 / k for k in _UNITS)]), _UNIT_SDS * np.maximum(change, 0.01))


def _nearest(close: Array, factors: Array, within: Array) -> Array:
    """Return the factor by which each price is smaller than the one before, where one of `factors` is near enough."""
    move = log_returns(close=close)
    apart = np.abs(move[:, None] + np.log(factors)[None, :])
    best = np.where(np.isnan(apart), np.inf, apart).argmin(axis=1)
    with np.errstate(invalid="ignore"):
        near = (apart[np.arange(move.size), best] <= within) & (np.abs(move) >= _SPLIT_LEAST)
    stays = ~reverted(close=close, change=within / 2.0)
    before = np.concatenate([[False], ~stays[:-1]])  # the way back of a spike is none either
    return np.where(near & stays & ~before, factors[best], np.nan)
