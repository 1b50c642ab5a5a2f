"""The sessions of a series, and the moments their prices are struck."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError, UsageError
from eventstudy.instruments import instrument_of
from eventstudy.sessions.market import struck_times, table

_SESSIONS_NAMED = 2


def has_calendar(series: str) -> bool:
    """Return whether the catalogue knows on which days a series has a price; of a generic word for several it does not.

    Examples
    --------
    >>> has_calendar("brent"), has_calendar("BZ=F"), has_calendar("oil"), has_calendar("acme")
    (True, True, False, False)
    """
    known = instrument_of(series)
    return known is not None and known.calendar is not None


def reach(series: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last session that the calendar of a catalogued series knows.

    Raises
    ------
    CalendarError, UsageError
        As `sessions`.

    Examples
    --------
    >>> [day.date().isoformat() for day in reach("xom")]
    ['1990-01-02', '2045-12-29']
    """
    days = table(series).days
    return days[0], days[-1]


def sessions(series: str, first: date, last: date) -> pd.DatetimeIndex:
    """Return the sessions of a catalogued series from `first` to `last`, both included.

    Parameters
    ----------
    series
        Catalogue id, ``"brent"``.
    first, last
        Calendar days; they need not be sessions.

    Returns
    -------
    pandas.DatetimeIndex
        Naive midnights, ascending; empty where the market was closed throughout.

    Raises
    ------
    CalendarError
        If the series has no calendar (a generic word) or the calendar does not reach that far.
    UsageError
        If the catalogue has no such series, or `first` or `last` is no day.

    Examples
    --------
    >>> sessions("xom", date(2019, 12, 31), date(2020, 1, 3)).strftime("%d").tolist()
    ['31', '02', '03']
    """
    days = table(series).days
    low, high = as_day(first), as_day(last)
    for asked in (low, high):
        refuse_beyond(series, days, asked)
    return days[days.searchsorted(low) : days.searchsorted(high, side="right")]


def half_days(series: str, first: date, last: date) -> pd.DatetimeIndex:
    """Return the sessions from `first` to `last` whose price is struck earlier than usual.

    Raises
    ------
    CalendarError, UsageError
        As `sessions`.

    Examples
    --------
    >>> half_days("brent", date(2019, 12, 1), date(2020, 1, 3)).strftime("%Y-%m-%d").tolist()
    ['2019-12-24']
    """
    days = sessions(series, first, last)
    market = table(series)
    return days[market.early[market.days.get_indexer(days)]]


def struck_at(series: str, session: date) -> datetime:
    """Return the moment the daily price of a session is struck, on the clock of its market.

    Raises
    ------
    CalendarError
        If that day is no session of the series; the message names the sessions around it.
    UsageError
        If the catalogue has no such series.

    Examples
    --------
    >>> struck_at("brent", date(2020, 1, 3)).isoformat()
    '2020-01-03T19:30:00+00:00'
    """
    market = table(series)
    day = as_day(session)
    refuse_beyond(series, market.days, day)
    place = int(market.days.searchsorted(day))
    if market.days[place] != day:
        raise CalendarError(f"{day:%Y-%m-%d} is no session of {series!r}: {around(market.days, day)}")
    moment = pd.Timestamp(int(market.struck[place]), tz="UTC").tz_convert(struck_times(series).zone)
    return moment.to_pydatetime()


def as_day(value: Any) -> pd.Timestamp:  # noqa: ANN401 - a caller may hand in anything
    """Return a calendar day as a naive midnight.

    Raises
    ------
    UsageError
        If it is no day; a bare number is none, though pandas would read it as nanoseconds since 1970.
    """
    try:
        day: Any = pd.Timestamp(value) if isinstance(value, date | str | np.datetime64) else pd.NaT
    except ValueError:
        day = pd.NaT
    if day is pd.NaT:
        raise UsageError(f"{value!r} is no day: give a date, as date(2020, 1, 3)")
    midnight: pd.Timestamp = day.tz_localize(None).normalize().as_unit("us")
    return midnight


def around(days: pd.DatetimeIndex, day: pd.Timestamp) -> str:
    """Name the sessions on either side of a day."""
    place = int(days.searchsorted(day))
    near = days[max(place - 1, 0) : place + 1].strftime("%Y-%m-%d").tolist()
    if not near:
        return "it has no sessions"
    kind = "the nearest sessions are" if len(near) == _SESSIONS_NAMED else "the nearest session is"
    return f"{kind} {' and '.join(near)}"


def refuse_beyond(series: str, days: pd.DatetimeIndex, day: pd.Timestamp) -> None:
    """Refuse a day the calendar says nothing of."""
    if not days[0].replace(day=1, month=1) <= day <= days[-1]:
        raise CalendarError(
            f"the calendar of {series!r} does not reach {day:%Y-%m-%d}: "
            f"it goes from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}"
        )
