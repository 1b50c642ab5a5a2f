"""Calendars: from a day or a moment to day 0 of a series. Time zones end here.

Day 0 is the first session of the series whose daily price is struck after the news was public. A price struck at the
very moment of the news cannot hold it, so "after" is strict. The catalogue says when each price is struck
(`eventstudy.instruments.Struck`); the calendar library says on which days, corrected by the sessions it lacks
(`eventstudy.instruments.ExtraSession`). A session is a naive midnight `pandas.Timestamp`.
"""

from __future__ import annotations

from eventstudy.sessions.apart import last_struck, strikes_apart
from eventstudy.sessions.days import half_days, has_calendar, reach, sessions, struck_at
from eventstudy.sessions.many import day_zeros
from eventstudy.sessions.zero import Closed, day_zero

__all__ = [
    "Closed",
    "day_zero",
    "day_zeros",
    "half_days",
    "has_calendar",
    "last_struck",
    "reach",
    "sessions",
    "strikes_apart",
    "struck_at",
]
