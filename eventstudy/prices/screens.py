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

__all__ = [
    "flat",
    "inconsistent",
    "lasting",
    "ordinary_change",
    "repeated",
    "reverted",
    "split_ratio",
    "standing",
    "step_of",
    "stepwise",
    "unit_factor",
]

_NEIGHBOURS, _NEAR = 61, 10
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
_SIDE = 30
_FEWEST = 5
_BREAK = 12.0
_STANDING = 5
_STEPS = 5.0
_RANGE = 20.0
_ROUNDING = 1e-6


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
    if close.size <= _NEAR:
        return np.full(close.size, np.nan)
    size = pd.Series(np.abs(log_returns(close=close)))
    typical = size.rolling(_NEIGHBOURS, center=True, min_periods=_NEAR).median().to_numpy(dtype=float)
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


def lasting(*, moves: Array, least: float, floor: float) -> Mask:
    """Return the rows whose change is far out of the ordinary both for the days before it and for the days after.

    Far out is more than twelve ordinary changes. The ordinary change is the scaled median size of the changes other
    than zero, over the thirty rows before and over the thirty after; the larger of the two counts, so that the first
    day of a crisis is judged by the crisis. A row with fewer than five changes on one side is judged by the other.

    Parameters
    ----------
    moves : array of shape (n,)
        Change into each row: a log return, or for a yield a difference; NaN where there is none.
    least : float
        The smallest change that counts, in the unit of `moves`.
    floor : float
        Smallest ordinary change.

    Returns
    -------
    array of shape (n,), bool
        False where `moves` is NaN, and where neither side has five changes.

    Examples
    --------
    >>> moves = np.where(np.arange(60) == 40, 0.4, 0.01)
    >>> np.flatnonzero(lasting(moves=moves, least=0.2, floor=1e-4)).tolist()
    [40]
    """
    size = np.abs(moves)
    if not (size > least).any():
        return np.zeros(size.size, dtype=bool)
    held = pd.Series(np.where(size > 0.0, size, np.nan))
    before = held.rolling(_SIDE, min_periods=_FEWEST).median().shift().to_numpy(dtype=float)
    after = held[::-1].rolling(_SIDE, min_periods=_FEWEST).median().shift().to_numpy(dtype=float)[::-1]
    ordinary = np.maximum(_NORMAL * np.fmax(before, after), floor)
    with np.errstate(invalid="ignore"):
        far: Mask = (size > _BREAK * ordinary) & (size > least)
    return far


def repeated(*, open_: Array, high: Array, low: Array, close: Array, tick: float) -> Mask:
    """Return the rows whose four figures are those of the row before, of a market with a day's range of twenty ticks.

    In a narrower range the same four figures come back by themselves.

    Examples
    --------
    >>> day = {"open_": [5.0, 5.5, 5.5], "high": [6.0, 7.0, 7.0], "low": [4.0, 5.0, 5.0], "close": [5.5, 6.0, 6.0]}
    >>> repeated(**{name: np.array(row) for name, row in day.items()}, tick=0.01).tolist()
    [False, False, True]
    """
    figures = np.column_stack([open_, high, low, close])
    same = np.concatenate([[False], (figures[1:] == figures[:-1]).all(axis=1)])
    with np.errstate(invalid="ignore"):
        wide: Mask = high - low >= _RANGE * tick
    return same & wide


def standing(*, close: Array) -> Mask:
    """Return the rows that repeat the close before, in a run of at least five equal closes.

    Examples
    --------
    >>> np.flatnonzero(standing(close=np.array([1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 3.0, 3.0]))).tolist()
    [2, 3, 4, 5]
    """
    same = np.concatenate([[False], close[1:] == close[:-1]])
    run = np.cumsum(~same)
    rows: Mask = same & (np.bincount(run)[run] >= _STANDING)
    return rows


def stepwise(*, close: Array, tick: float) -> Mask:
    """Return the rows of a market that moves by less than five ticks a day, or on fewer days than not.

    There a close equal to the one before says nothing. The size is the median change of the thirty rows before the row
    and the closes equal to it, or at the beginning of the series of those after them; NaN counts as moving.

    Parameters
    ----------
    close : array of shape (n,)
    tick : float
        Smallest price step; 0 where it is not known, and then it is the smallest change there is (`step_of`).

    Examples
    --------
    >>> penny, share = 0.05 + 0.01 * (np.arange(40) % 2), 50.0 + (np.arange(40) % 2)
    >>> bool(stepwise(close=penny, tick=0.01).all()), bool(stepwise(close=share, tick=0.01).any())
    (True, False)
    """
    size = np.abs(np.diff(close, prepend=np.nan))
    step = step_of(close=close, tick=tick)
    same = np.concatenate([[False], close[1:] == close[:-1]])
    run = np.cumsum(~same) - 1
    starts = np.flatnonzero(~same)
    ends = np.append(starts[1:], close.size)
    held = pd.Series(size)
    before = held.rolling(_SIDE, min_periods=_FEWEST).median().to_numpy(dtype=float)
    after = held[::-1].rolling(_SIDE, min_periods=_FEWEST).median().to_numpy(dtype=float)[::-1]
    behind, ahead = np.append(after, np.nan)[ends], before[starts]
    typical = np.where(np.isnan(ahead), behind, ahead)
    with np.errstate(invalid="ignore"):
        slow: Mask = (typical < _STEPS * step * (1.0 - 1e-9)) | np.isinf(step)
    held_still: Mask = slow[run]
    return held_still


def step_of(*, close: Array, tick: float) -> float:
    """Return the price step: `tick`, or where that is 0 the smallest change there is, infinite without any.

    What the rounding of sums leaves is no change.
    """
    if tick > 0.0:
        return tick
    size = np.abs(np.diff(close))
    held = size[size > 0.0]
    return float(held[held > _ROUNDING * held.max()].min()) if held.size else float("inf")


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
