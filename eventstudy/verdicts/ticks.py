"""Bars inside the day of one series, as arrays, and what they show of a stretch of time.

A bar that lies wholly inside a stretch shows prices of that stretch; one that reaches over its ends only encloses
them. So a stretch is known from outside, by every bar that meets it, and its last price from the bars that had ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.instruments import catalogue
from eventstudy.prices.intraday import FIGURES, read_intraday
from eventstudy.verdicts.bars import source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

_HOUR = 3600 * 10**9
_COMMON = 0.05
"""Share of the steps between bars from which one is the length of some of them."""

__all__ = ["Seen", "Ticks", "first_bar", "seen", "ticks_from"]


@dataclass(frozen=True, slots=True, eq=False)
class Ticks:
    """Bars inside the day of one series, in order; arrays have shape (n_bars,)."""

    series: str
    source: str
    start: NDArray[np.int64]
    """Nanoseconds since 1970, UTC."""
    end: NDArray[np.int64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What bars show of a stretch; positions are of the series' bars."""

    low: float
    high: float
    low_at: int
    high_at: int
    first_bar: int
    last_bar: int
    """The first and the last bar that meet the stretch; they may reach over its ends."""
    last_at: int | None
    """The bar that had ended by the stretch's end, in the stretch; None where none had."""
    inside: bool
    """Whether every bar lies wholly inside the stretch."""
    hole: timedelta
    """The longest time without a bar."""


def ticks_from(
    source: pd.DataFrame | str | Path | None, wanted: Collection[str], held: Collection[str]
) -> Mapping[str, Ticks]:
    """Return the bars of the `wanted` series; `held` are those that daily prices have.

    Raises
    ------
    PriceError, UsageError
        As `eventstudy.prices.intraday.read_intraday`.
    """
    if source is None:
        return {}
    bars = read_intraday(source, known={*wanted, *held, *catalogue()})
    name = source_of(bars)
    by_series = {str(series): rows for series, rows in bars.groupby("series", sort=True)}
    starts = {series: _starts(rows) for series, rows in by_series.items()}
    usual = _usual(np.concatenate([np.diff(one) for one in starts.values()]), _HOUR)
    return {
        series: _ticks(series, rows, starts[series], name, usual)
        for series, rows in by_series.items()
        if series in wanted
    }


def _starts(rows: pd.DataFrame) -> NDArray[np.int64]:
    return rows["time"].to_numpy(dtype="datetime64[ns]").astype(np.int64)


def _usual(steps: NDArray[np.int64], other: int) -> int:
    """Return the most frequent step, `other` where there is none."""
    if not len(steps):
        return other
    lengths, counts = np.unique(steps, return_counts=True)
    return int(lengths[np.argmax(counts)])


def _lengths(start: NDArray[np.int64], other: int) -> NDArray[np.int64]:
    """Return how long each bar is: the nearer of its neighbours away where that is a common step, else the usual one.

    A file may hold bars of one minute in the session and of five outside it. A lone bar is as long as is usual in the
    file (`other`), so that it is never taken to have ended before it has.
    """
    steps = np.diff(start)
    usual = _usual(steps, other)
    if not len(steps):
        return np.array([usual])
    values, counts = np.unique(steps, return_counts=True)
    common = values[(counts >= _COMMON * len(steps)) & (values <= _HOUR)]
    far = np.iinfo(np.int64).max
    near = np.minimum(np.append(steps, far), np.insert(steps, 0, far))
    return np.where(np.isin(near, common), near, usual)


def _ticks(series: str, rows: pd.DataFrame, start: NDArray[np.int64], source: str, usual: int) -> Ticks:
    end = start + _lengths(start, usual)
    end[:-1] = np.minimum(end[:-1], start[1:])
    figures = [rows[name].to_numpy(dtype=np.float64) for name in FIGURES]
    return Ticks(series, source, start, end, *figures)


def nanoseconds(moment: datetime) -> int:
    """Return a moment as nanoseconds since 1970."""
    return round(moment.timestamp()) * 10**9


def seen(ticks: Ticks, first: datetime, last: datetime, at: datetime | None = None) -> Seen | None:
    """Return what the bars show from `first` to `last`, None where no bar meets that stretch.

    `at` is the moment whose last price is wanted, the end of the stretch if None.
    """
    begin, stop = nanoseconds(first), nanoseconds(last)
    a = int(np.searchsorted(ticks.end, begin, side="right"))
    b = int(np.searchsorted(ticks.start, stop, side="left"))
    if a >= b:
        return None
    ended = int(np.searchsorted(ticks.end, stop if at is None else nanoseconds(at), side="right")) - 1
    edges = np.concatenate([[begin], ticks.end[a:b]])
    starts = np.concatenate([ticks.start[a:b], [stop]])
    low_at, high_at = a + int(np.argmin(ticks.low[a:b])), a + int(np.argmax(ticks.high[a:b]))
    return Seen(
        low=float(ticks.low[low_at]),
        high=float(ticks.high[high_at]),
        low_at=low_at,
        high_at=high_at,
        first_bar=a,
        last_bar=b - 1,
        last_at=ended if ended >= a and ticks.end[ended] > begin else None,
        inside=bool(ticks.start[a] >= begin and ticks.end[b - 1] <= stop),
        hole=timedelta(microseconds=max(0, int(np.max(starts - edges))) / 1000),
    )


def first_bar(ticks: Ticks, first: datetime, last: datetime) -> int | None:
    """Return the first bar that begins from `first` on and before `last`."""
    k = int(np.searchsorted(ticks.start, nanoseconds(first)))
    return k if k < len(ticks.start) and ticks.start[k] < nanoseconds(last) else None
