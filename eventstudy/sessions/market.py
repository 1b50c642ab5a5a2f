"""Every session of one market, and when its price is struck; the one user of the calendar library."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError
from eventstudy.instruments import Struck, YearlyDay, instrument

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
        If the series is a generic word for several.
    UsageError
        If the catalogue has no such series.
    """
    struck = instrument(series).struck
    if struck is None:
        raise CalendarError(
            f"{series!r} has no calendar of its own: take one of {', '.join(instrument(series).candidates)}"
        )
    return struck


@cache
def table(series: str) -> Table:
    """Return every session of a series; series of one market share the work."""
    one = instrument(series)
    struck = struck_times(series)
    added = tuple(extra.day for extra in one.added)
    return _market(str(one.calendar), struck, added)


@cache
def _market(calendar: str, struck: Struck, added: tuple[date, ...]) -> Table:
    found, early_closes = _library(calendar)
    days = pd.DatetimeIndex(found.union(pd.DatetimeIndex(added))).as_unit("ns")
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
    return np.asarray(local.tz_localize(struck.zone).tz_convert("UTC").as_unit("ns").asi8)


def _offset(at: time) -> int:
    """Return a clock time as nanoseconds from midnight."""
    return (at.hour * 3600 + at.minute * 60 + at.second) * 1_000_000_000
