"""Sessions of a series: those of its calendar, or every row; and day 0 of an event among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy import sessions
from eventstudy.errors import CalendarError, UsageError
from eventstudy.records import Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from eventstudy.study.subjects import Subject

    Flags = Mapping[str, Mapping[str, str]]

_DAYS_NAMED = 3


def read_calendars(calendars: Any, columns: Sequence[str]) -> dict[str, str | None]:  # noqa: ANN401 - a caller may hand in anything
    """Return the calendar of each series: the id of the catalogued series that it has it from, None where rows rule.

    Parameters
    ----------
    calendars
        ``{series: id}`` for those that differ from their own: the id of another catalogued series, or None, so that
        every row is a session; or None.
    columns
        The series that there are returns of.

    Raises
    ------
    UsageError
        If it is no such mapping, or names a series without returns or an id without a calendar.

    Examples
    --------
    >>> read_calendars({"acme": "xom", "gold": None}, ["acme", "gold", "brent", "s1"])
    {'acme': 'xom', 'gold': None, 'brent': 'brent', 's1': None}
    """
    given = {} if calendars is None else calendars
    if not isinstance(given, Mapping):
        raise UsageError(f"calendars are a {type(calendars).__name__}; give {{series: catalogued series, or None}}")
    for series, name in given.items():
        if series not in columns:
            raise UsageError(f"calendars name the series {series!r}, which the returns do not hold")
        if name is not None and not (isinstance(name, str) and sessions.has_calendar(name)):
            raise UsageError(f"calendars give {series!r} the sessions of {name!r}, which the catalogue does not know")
    return {series: own_calendar(series) for series in columns} | dict(given)


def own_calendar(series: str) -> str | None:
    """Return the calendar of a series by its name: its own where it is catalogued; None, so that every row counts.

    Examples
    --------
    >>> own_calendar("xom"), own_calendar("s1")
    ('xom', None)
    """
    return series if sessions.has_calendar(series) else None


def on_sessions(returns: pd.Series[float], calendar: str | None) -> pd.Series[float]:
    """Return the returns of one series on its sessions, from its first return to its last.

    A row on another day, or before the calendar begins, is no session; a session without a row is a missing return.
    Without a calendar every row is a session.
    """
    held = _trim(returns)
    if held.empty or calendar is None:
        return held
    first, last = sessions.reach(calendar)
    held = _trim(held.loc[first:last])
    return held if held.empty else _trim(held.reindex(sessions.sessions(calendar, held.index[0], held.index[-1])))


def off_sessions(
    returns: pd.Series[float], on_days: pd.Series[float], flags: Flags, calendar: str | None
) -> list[Dropped]:
    """Return, as one note, the rows of a series that are no sessions of its calendar and so are left out.

    Parameters
    ----------
    returns
        Every row of the series; one that the prices flag ``closed`` counts though it has no return.
    on_days
        What `on_sessions` made of them.
    flags
        By series, flag words by ISO date.
    calendar
        Id of the catalogued series whose sessions count; None where every row does.
    """
    name = str(returns.name)
    closed = [day for day, words in flags.get(name, {}).items() if "closed" in words.split("|")]
    there = returns.index[returns.notna() | returns.index.isin(pd.DatetimeIndex(closed))]
    lost = there[:0] if calendar is None else there.difference(on_days.index)
    if lost.empty:
        return []
    days = ", ".join([f"{day:%Y-%m-%d}" for day in lost[:_DAYS_NAMED]] + ["..."] * (lost.size > _DAYS_NAMED))
    what = "1 row is no session" if lost.size == 1 else f"{lost.size} rows are no sessions"
    return [Dropped(name, f"{what} of its calendar, and left out: {days}")]


def place(subject: Subject, dates: pd.DatetimeIndex, closed: str, calendar: str | None) -> int | Dropped:
    """Return the position of an event's day 0 among the sessions of its series, or why it has none.

    A closed day that the event is said to lie before or after ("before the open") is followed by the next session, also
    where `closed` would take the session before.
    """
    if dates.empty:
        return Dropped(str(subject), f"there are no returns of {subject.series!r}")
    if calendar is None and in_utc(subject.not_after):
        return Dropped(str(subject), f"{subject.not_after} is in UTC, and {_unknown_market(subject.series)}")
    rule = "next" if subject.timing and closed == "previous" else closed
    span = f"the returns run from {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}"
    name = subject.series
    if calendar is None and sessions.has_calendar(name):
        name += ", every row"  # a name that the catalogue does not know
    try:
        day = sessions.day_zero(
            calendar or name,
            subject.day,
            subject.not_after,
            closed=rule,
            index=dates if calendar is None else None,
        )
    except CalendarError as error:
        outside = not dates[0] <= pd.Timestamp(subject.day) <= dates[-1]
        return Dropped(str(subject), outside_of(subject.day, dates) if outside else str(error))
    if not dates[0] <= day <= dates[-1]:
        return Dropped(str(subject), f"day 0 is {day:%Y-%m-%d}, but {span}")
    return int(dates.get_indexer(pd.DatetimeIndex([day]))[0])


def outside_of(day: date, dates: pd.DatetimeIndex) -> str:
    """Return that an event is on a day before or after the returns of its series, in words."""
    return f"the event is on {day}, but the returns run from {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}"


def in_utc(moment: datetime | None) -> bool:
    """Return whether a moment is written in UTC, so that its clock is that of no market.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> in_utc(datetime(2020, 1, 3, 1, tzinfo=UTC)), in_utc(datetime(2020, 1, 3, 1)), in_utc(None)
    (True, False, False)
    """
    return moment is not None and moment.tzname() in {"UTC", "Z"}


def own_clock(subject: Subject, calendar: str | None) -> str:
    """Return that a moment was held against 16:00 on its own clock, for lack of a market; empty where it was not."""
    if calendar is not None or subject.not_after is None or subject.timing:
        return ""
    return f"its moment was held against a close at 16:00 on its own clock: {_unknown_market(subject.series)}"


def _unknown_market(series: str) -> str:
    return (
        f"the market of {series!r} is not known; name a series that trades with it as the calendar of {series!r}, "
        "such as 'xom'"
    )


def _trim(returns: pd.Series[float]) -> pd.Series[float]:
    places = np.flatnonzero(returns.notna())
    return returns.iloc[places[0] : places[-1] + 1] if places.size else returns.iloc[:0]
