"""The two ends of a range, where one lies a period on the wrong side of the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.dates.phrases import DayOf, MonthOf, Weekday
from eventstudy.articles.dates.units import Days, months, one_day

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Span
    from eventstudy.articles.dates.tense import Tense


def earlier(what: Span, first: Days, last: Days, tense: Tense) -> Days:
    """Move the first end back by a period when the tense is not the future."""
    if tense == "future":
        return first
    if isinstance(what.first, Weekday):
        return Days(first.first - timedelta(7), first.last - timedelta(7), first.precision)
    if isinstance(what.first, MonthOf) and what.first.year is None:
        return months((last.last.year - 1) * 12 + what.first.month - 1, 1, "month")
    if isinstance(what.first, DayOf) and what.first.year is None:
        return one_day(date(last.last.year - 1, what.first.month, what.first.day))
    return first


def later(what: Span, first: Days, last: Days) -> Days:
    """Move the last end on by a period where the first could not be moved back."""
    if isinstance(what.last, Weekday):
        return Days(last.first + timedelta(7), last.last + timedelta(7), last.precision)
    if isinstance(what.last, MonthOf) and what.last.year is None:
        return months((first.first.year + 1) * 12 + what.last.month - 1, 1, "month")
    return last
