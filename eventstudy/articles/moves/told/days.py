"""Days of the calendar: the last Friday, the weekday before, the first of a month, the span of a half."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.vocabulary import COUNTS, MONTHS, WEEKDAYS
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "FRIDAY", "count_of", "day_of_words", "first_of", "half_of", "last_of_month", "last_weekday", "sessions_to",
    "weekday_before",
]  # fmt: skip

FRIDAY = 4
_STEPS = {"month": 1, "quarter": 3, "year": 12}
_JULY = 7


def last_weekday(day: date) -> date:
    """Return `day`, or the Friday before a weekend day."""
    return day - timedelta(days=max(day.weekday() - FRIDAY, 0))


def weekday_before(day: date) -> date:
    """Return the weekday before a day.

    Examples
    --------
    >>> from datetime import date
    >>> str(weekday_before(date(2020, 1, 6)))
    '2020-01-03'
    """
    return day - timedelta(days={0: 3, FRIDAY + 2: 2}.get(day.weekday(), 1))


def sessions_to(last: date, count: int) -> DateSpan:
    """Return the days of so many weekdays up to a day."""
    first = last
    for _ in range(count - 1):
        first = weekday_before(first)
    return DateSpan(first, last)


def first_of(unit: str, day: date) -> date:
    """Return the first day of the week, month, quarter or year of a day."""
    if unit == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    step = _STEPS[unit]
    return day.replace(month=(day.month - 1) // step * step + 1, day=1)


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month.

    Examples
    --------
    >>> str(last_of_month(2019, 12))
    '2019-12-31'
    """
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def half_of(which: str, day: date) -> DateSpan:
    """Return the first half of the year of a day, or the last second half that has begun by then."""
    if which == "first":
        return DateSpan(date(day.year, 1, 1), date(day.year, 6, 30))
    year = day.year if day.month >= _JULY else day.year - 1
    return DateSpan(date(year, _JULY, 1), date(year, 12, 31))


def count_of(word: str) -> int:
    """Return the number that a word or digits are, 0 for neither."""
    return COUNTS.get(word) or (int(word) if word.isdecimal() and len(word) < 4 else 0)  # noqa: PLR2004


def day_of_words(words: Sequence[str], last: date) -> date | None:
    """Return the last such day up to `last`, None for one that the calendar has not.

    Examples
    --------
    >>> from datetime import date
    >>> str(day_of_words(["friday"], date(2020, 1, 6))), str(day_of_words(["dec", ".", "27"], date(2020, 1, 6)))
    ('2020-01-03', '2019-12-27')
    """
    if words[0] in WEEKDAYS:
        return last - timedelta(days=(last.weekday() - WEEKDAYS.index(words[0])) % 7)
    month, *numbers = MONTHS.index(words[0][:3]) + 1, *(int(one) for one in words if one.isdecimal())
    years = (numbers[1],) if len(numbers) > 1 else (last.year, last.year - 1)
    return next((day for year in years if (day := _dated(year, month, numbers[0])) and day <= last), None)


def _dated(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
