"""Every session of one market, and when its price is struck; the one user of the calendar library."""

from __future__ import annotations

import warnings
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError
from eventstudy.instruments import ExtraSession, Struck, YearlyDay, instrument

if TYPE_CHECKING:
    from datetime import date, time

    from numpy.typing import NDArray

_FIRST, _LAST = pd.Timestamp("1990-01-01"), pd.Timestamp("2045-12-31")


class Table(NamedTuple):
    """Every session of one market: the days, when each price is struck (ns, universal time), and which are early."""

    days: pd.DatetimeIndex
    struck: NDArray[np.int64]
    early: NDArray[np.bool_]


def struck_times(series: str) -> Struck:
    """Return when the daily price of a catalogued series is struck.

    Raises
    ------
    CalendarError
        If the series is a generic word for several, or has no venue.
    UsageError
        If the catalogue has no such series.
    """
    one = instrument(series)
    if one.struck is None:
        hint = f"take one of {', '.join(one.candidates)}" if one.candidates else "give it a venue in your instruments"
        raise CalendarError(f"{series!r} has no calendar of its own: {hint}")
    return one.struck


def table(series: str) -> Table:
    """Return every session of a series; series of one market share the work.

    Raises
    ------
    CalendarError
        If the series is a generic word for several, or its calendar is none the library has.
    UsageError
        If the catalogue has no such series.
    """
    one, struck = instrument(series), struck_times(series)
    try:
        return _market(str(one.calendar), struck, _days(one.added), _days(one.closed))
    except LookupError as error:
        raise CalendarError(f"{series!r} has the calendar {one.calendar!r}, which is unknown: {error}") from error


def _days(named: tuple[ExtraSession, ...]) -> tuple[date, ...]:
    return tuple(one.day for one in named)


@cache
def _market(calendar: str, struck: Struck, added: tuple[date, ...], closed: tuple[date, ...]) -> Table:
    found, early_closes = _library(calendar)
    held = found.union(pd.DatetimeIndex(added)).difference(pd.DatetimeIndex(closed))
    days = pd.DatetimeIndex(held).as_unit("ns")
    early = np.asarray(days.isin(early_closes))
    for one in struck.half_days:
        early |= _falls_on(days, one)
    return Table(days, _struck_ns(days, early, struck), early)


def _falls_on(days: pd.DatetimeIndex, one: YearlyDay) -> NDArray[np.bool_]:
    within = (days.month == one.month) & (days.day >= one.first) & (days.day <= one.last)
    return np.asarray(within if one.weekday is None else within & (days.day_of_week == one.weekday - 1))


@cache
def _library(calendar: str) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """Return the calendar library's sessions and early closes."""
    with warnings.catch_warnings():  # the library still calls what newer pandas deprecates; no user can act on that
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        import exchange_calendars  # noqa: PLC0415 - a study without calendars need not pay for it

        known = exchange_calendars.get_calendar_names()
        if calendar not in known:
            near = get_close_matches(calendar, known, n=3)
            raise LookupError(f"did you mean {' or '.join(near)}?" if near else "give one as 'XNYS' or '24/7'")
        kind = type(exchange_calendars.get_calendar(calendar))
        first, last = max(_FIRST, kind.bound_min() or _FIRST), min(_LAST, kind.bound_max() or _LAST)
        found = exchange_calendars.get_calendar(calendar, start=first, end=last)
        return found.sessions, found.early_closes


def _struck_ns(days: pd.DatetimeIndex, early: NDArray[np.bool_], struck: Struck) -> NDArray[np.int64]:
    """Return when each session's price is struck, in nanoseconds of universal time."""
    clock = np.full(len(days), _offset(struck.time))
    for until, at in reversed(struck.earlier):
        clock[days <= pd.Timestamp(until)] = _offset(at)
    clock[early] = _offset(struck.half_day)
    local = days + pd.to_timedelta(clock, unit="ns")
    # of an hour that the clock shows twice the later is meant, and one it skips is the next there is, as of news
    late = np.zeros(len(local), dtype=bool)
    moments = local.tz_localize(struck.zone, ambiguous=late, nonexistent="shift_forward")
    return np.asarray(moments.tz_convert("UTC").as_unit("ns").asi8)


def _offset(at: time) -> int:
    """Return a clock time as nanoseconds from midnight."""
    return (at.hour * 3600 + at.minute * 60 + at.second) * 1_000_000_000
