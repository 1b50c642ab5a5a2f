"""From a day or a moment to day 0 of a series."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError, UsageError
from eventstudy.instruments import instrument_of
from eventstudy.sessions.days import around, as_day, has_calendar, refuse_beyond
from eventstudy.sessions.market import struck_times, table

Closed = Literal["next", "previous", "drop"]

USUAL_CLOSE = time(16)


def day_zero(
    series: str,
    day: date,
    not_after: datetime | None = None,
    *,
    closed: str = "next",
    index: pd.DatetimeIndex | None = None,
) -> pd.Timestamp:
    """Return day 0: the first session whose daily price is struck after the news was public.

    Parameters
    ----------
    series
        Catalogue id; any other name needs `index`.
    day
        The day the news became public. By itself it counts as public before that day's price is struck.
    not_after
        The moment by which it was public, if known finer than the day; then it decides, and `day` does not. Aware, or
        naive on the clock of the series' market.
    closed
        What a day (or the market's local day of `not_after`) that is no session becomes: the ``"next"`` session, the
        ``"previous"`` one, or no day 0 at all (``"drop"``).
    index
        The sessions of a series without a calendar: every row of its returns. Its price counts as struck at
        16:00 on the clock of `not_after`, the usual reading of "after the close" where no market is known.

    Returns
    -------
    pandas.Timestamp
        Naive midnight.

    Raises
    ------
    CalendarError
        If no session answers: the day is closed under ``"drop"``, or lies outside the calendar or index.
    UsageError
        If `closed` is not one of the three, `day` is no day, or the series is neither catalogued nor has an index.

    Examples
    --------
    >>> day_zero("xom", date(2019, 12, 29)).date().isoformat()
    '2019-12-30'
    >>> late = datetime(2020, 1, 2, 23, 59, tzinfo=ZoneInfo("America/New_York"))
    >>> day_zero("brent", date(2020, 1, 2), late).date().isoformat()
    '2020-01-03'
    """
    if closed not in get_args(Closed):
        raise UsageError(f"closed={closed!r} is not one of 'next', 'previous', 'drop'")
    if index is not None and not has_calendar(series):
        days = index.as_unit("us")  # holds every date there is, so a far-off day is outside, not an overflow
        local, place = _place_by_index(days, day, not_after)
    elif instrument_of(series) is not None:
        days = table(series).days
        local, place = _place_catalogued(series, day, not_after)
    else:
        raise UsageError(f"{series!r} is not in the catalogue: give index=, the sessions of its returns")
    return _choose(series, days, local, place, closed)


def _place_catalogued(series: str, day: date, not_after: datetime | None) -> tuple[pd.Timestamp, int]:
    """Return the news' local day and the place of the first session struck after it."""
    market = table(series)
    if not_after is None:
        local = as_day(day)
        refuse_beyond(series, market.days, local)
        return local, int(market.days.searchsorted(local))
    zone = ZoneInfo(struck_times(series).zone)
    moment = not_after if not_after.tzinfo is not None else not_after.replace(tzinfo=zone, fold=1)
    local = pd.Timestamp(moment.astimezone(zone).date())
    refuse_beyond(series, market.days, local)
    return local, int(np.searchsorted(market.struck, pd.Timestamp(moment).as_unit("ns").value, side="right"))


def _place_by_index(index: pd.DatetimeIndex, day: date, not_after: datetime | None) -> tuple[pd.Timestamp, int]:
    """Do the same where sessions are the rows of the returns and the price is struck at the usual close."""
    local = as_day(day if not_after is None else not_after.date())
    late = not_after is not None and not_after.time() >= USUAL_CLOSE
    return local, int(index.searchsorted(local, side="right" if late else "left"))


def _choose(series: str, days: pd.DatetimeIndex, local: pd.Timestamp, place: int, closed: str) -> pd.Timestamp:
    shut = local not in days
    if shut and closed == "drop":
        raise CalendarError(f"{local:%Y-%m-%d} is no session of {series!r} and closed='drop': {around(days, local)}")
    if shut and closed == "previous":
        place = int(days.searchsorted(local)) - 1
    if not 0 <= place < len(days) or (shut and not days[0] <= local):
        raise CalendarError(f"no session of {series!r} answers to {local:%Y-%m-%d}: {around(days, local)}")
    return pd.Timestamp(days[place])
