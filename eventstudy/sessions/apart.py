"""Two series whose daily prices are struck at different moments of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.sessions.market import table

if TYPE_CHECKING:
    from eventstudy.sessions.market import Table

__all__ = ["last_struck", "strikes_apart"]


def strikes_apart(series: str, other: str, days: pd.DatetimeIndex) -> pd.Series[pd.Timedelta]:
    """Return how much later the price of another series is struck, on the days that are sessions of both.

    Parameters
    ----------
    series, other
        Catalogue ids.
    days
        Naive midnights.

    Returns
    -------
    pandas.Series
        By day; negative where the other is struck first. Days that are no session of both are left out.

    Raises
    ------
    CalendarError, UsageError
        As `eventstudy.sessions.sessions`.

    Examples
    --------
    >>> days = pd.to_datetime(["2020-01-03", "2020-03-16"])  # in March New York changes its clocks before London
    >>> (strikes_apart("brent", "sp500", days) / pd.Timedelta(hours=1)).tolist()
    [1.5, 0.5]
    """
    mine, theirs = table(series), table(other)
    both = days[days.isin(mine.days) & days.isin(theirs.days)]
    apart = _struck(theirs, both) - _struck(mine, both)
    return pd.Series(pd.to_timedelta(apart, unit="ns"), index=both)


def last_struck(other: str, series: str, days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return, for sessions of a series, the last session of another whose price is struck by then.

    Prices taken so were all known when the price of the series was struck; see `eventstudy.returns.align_prices`.

    Parameters
    ----------
    other, series
        Catalogue ids.
    days
        Sessions of the series, naive midnights.

    Returns
    -------
    pandas.DatetimeIndex of the same length
        NaT before the other's first session, and where a day is no session of the series.

    Raises
    ------
    CalendarError, UsageError
        As `eventstudy.sessions.sessions`.

    Examples
    --------
    >>> last_struck("sp500", "brent", pd.to_datetime(["2020-01-03", "2020-01-06"])).strftime("%m-%d").tolist()
    ['01-02', '01-03']
    """
    mine, theirs = table(series), table(other)
    known = np.asarray(days.isin(mine.days))
    place = np.full(len(days), -1)
    place[known] = np.searchsorted(theirs.struck, _struck(mine, days[known]), side="right") - 1
    found = theirs.days[np.maximum(place, 0)].where(place >= 0)
    return pd.DatetimeIndex(found).as_unit("ns")


def _struck(market: Table, days: pd.DatetimeIndex) -> np.typing.NDArray[np.int64]:
    return market.struck[market.days.get_indexer(days)]
