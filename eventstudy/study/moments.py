"""What a reader must know of when things happened: an event on a closed day, prices struck at different hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy import sessions
from eventstudy.study.catalogue import LAGGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.kernels.observation import ModelledSeries
    from eventstudy.records import Window

__all__ = ["closed_day", "spanned", "struck_apart"]

_APART = pd.Timedelta(minutes=30)
_HOUR = pd.Timedelta(hours=1)


def closed_day(day: np.datetime64, found: np.datetime64) -> str:
    """Return that an event was on a day that is no session, and which session day 0 is.

    Examples
    --------
    >>> closed_day(np.datetime64("2020-01-04"), np.datetime64("2020-01-06"))
    '2020-01-04 is no session: day 0 is the next one, 2020-01-06'
    """
    return f"{day} is no session: day 0 is the {'next' if found > day else 'previous'} one, {found}"


def spanned(data: ModelledSeries, zero: int, event: Window) -> str:
    """Return which sessions of an event window follow one that the benchmark has no return on; empty without any.

    The benchmark's next return is then the change over both, beside the series' own over one.

    Parameters
    ----------
    data
        The series under its model.
    zero
        Position of day 0.
    event
        The event window.
    """
    if data.benchmark is None:
        return ""
    begin = max(zero + event.first, 1)
    end = min(zero + event.last + 1, data.dates.size)
    lacking = ~np.isnan(data.returns) & ~data.present
    after = np.flatnonzero(data.present[begin:end] & lacking[begin - 1 : end - 1]) + begin
    days = " and ".join(f"{data.dates[place - 1]}, so that its next, on {data.dates[place]}," for place in after)
    return f"the benchmark {data.benchmark} has no return on {days} may span both sessions" if after.size else ""


def struck_apart(
    calendars: Mapping[str, str | None],
    series: str,
    model: str,
    benchmark: str | None,
    first: np.datetime64,
    last: np.datetime64,
) -> str:
    """Return that the prices of a series and of its benchmark are struck at different times, and what can be done.

    Empty where the model takes leads and lags in, where nothing is known of one of the two, and for less than half an
    hour.

    Parameters
    ----------
    calendars
        By series, the catalogued series whose sessions it has.
    series, model, benchmark
        Of the estimate.
    first, last
        Days between which the hours are compared.
    """
    mine, theirs = calendars.get(series), calendars.get(benchmark or "")
    if mine is None or theirs is None or model in LAGGED:
        return ""
    days = pd.DatetimeIndex(pd.date_range(first, last))
    apart = sessions.strikes_apart(mine, theirs, days)
    usual = apart.median()
    if apart.empty or abs(usual) < _APART:
        return ""
    order = "before" if usual > pd.Timedelta(0) else "after"
    return (
        f"priced {abs(usual) / _HOUR:.3g} hours {order} its benchmark {benchmark}: "
        "model 'dimson' or align_prices allows for that"
    )
