"""What is odd about a price row, said in its flag; no row is changed or removed.

======================  ==============================================================================================
``stale``               the four figures are one number: on a continuous future within 0.2 % of the close before (the
                        vendor repeats the old contract on a roll), elsewhere equal to the close before
``half_day``            the price is struck earlier than usual (`eventstudy.sessions.half_days`)
``closed``              the day is no session of the series' calendar
``nonpositive``         the close is zero or below, as a future's can be; it has no return
======================  ==============================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import CalendarError
from eventstudy.instruments import catalogue
from eventstudy.prices.table import add_flag
from eventstudy.sessions import half_days, sessions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["STALE_WITHIN", "flag_quality"]

STALE_WITHIN = 0.002
"""Relative distance from the close before within which a flat row of a continuous future is a repeated one."""


def flag_quality(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows with the flags of this module joined on.

    Parameters
    ----------
    prices
        Tidy, dates ascending within each series. A series the catalogue does not know gets ``stale`` and
        ``nonpositive`` only, since nothing is known of its calendar.

    Returns
    -------
    pandas.DataFrame
        A copy; flags already there stay and are not repeated.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "brent", "date": pd.to_datetime(["2019-12-30", "2019-12-31"]),
    ...     "open": [68.2, 68.38], "high": [68.99, 68.38], "low": [68.16, 68.38], "close": [68.44, 68.38], "flag": ""})
    >>> flag_quality(rows)["flag"].tolist()
    ['', 'stale']
    """
    parts = [_flagged(str(name), rows) for name, rows in prices.groupby("series", sort=False)]
    return pd.concat(parts).loc[prices.index] if parts else prices.copy()


def _flagged(series: str, rows: pd.DataFrame) -> pd.DataFrame:
    flags = add_flag(rows["flag"], _stale(series, rows), "stale")
    early, closed = _by_calendar(series, pd.DatetimeIndex(rows["date"]))
    if early is not None and closed is not None:
        flags = add_flag(add_flag(flags, early, "half_day"), closed, "closed")
    return rows.assign(flag=add_flag(flags, rows["close"] <= 0, "nonpositive"))


def _stale(series: str, rows: pd.DataFrame) -> pd.Series[bool]:
    close = rows["close"]
    flat = (rows["open"] == close) & (rows["high"] == close) & (rows["low"] == close)
    one = catalogue().get(series)
    within = STALE_WITHIN if one is not None and one.continuous else 0.0
    before = close.shift()
    return flat & ((close - before).abs() <= within * before.abs())


def _by_calendar(series: str, dates: pd.DatetimeIndex) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
    """Return which rows are half-days and which no sessions; None for both where no calendar tells."""
    one = catalogue().get(series)
    if one is None or one.calendar is None:
        return None, None
    first, last = dates.min().date(), dates.max().date()
    try:
        return dates.isin(half_days(series, first, last)), ~dates.isin(sessions(series, first, last))
    except CalendarError:  # older than the calendar: nothing is known, so nothing is flagged
        return None, None
