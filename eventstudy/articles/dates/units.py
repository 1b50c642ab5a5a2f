"""Weeks, weekends, months, quarters and seasons: days from a rule of the calendar and the day of writing."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Fixed, Weekday, Which, Whole
    from eventstudy.articles.dates.tense import Tense
    from eventstudy.records import Precision

_SATURDAY = 5
_FIRST_MONTH = {5: 1, 6: 7, 7: 3, 8: 6, 9: 9, 10: 12}
_QUARTERS, _HALVES, _WINTER = 4, 6, 10


@dataclass(frozen=True, slots=True)
class Days:
    """Closed interval of days and how finely the words gave it."""

    first: date
    last: date
    precision: Precision


def shifted(day: date, days: int) -> date:
    """Return the day so many days on, or the first or last of the calendar where that lies outside.

    Examples
    --------
    >>> shifted(date(1, 1, 1), -1)
    datetime.date(1, 1, 1)
    """
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def one_day(day: date) -> Days:
    """Return a single day."""
    return Days(day, day, "day")


def week_around(day: date) -> Days:
    """Return the Monday to Sunday that a day is in."""
    monday = day - timedelta(day.weekday())
    return Days(monday, monday + timedelta(6), "week")


def which_weekday(what: Weekday, written: date, tense: Tense) -> date:
    """Return the nearest such day in the past, in the future the next one, the same day allowed.

    The same day is allowed in the future too because papers name the day of writing by its weekday. "Last Friday" is
    neither the same day nor yesterday, "this Friday" that of the week of writing, "next Friday" that of the week after.
    """
    monday = written - timedelta(written.weekday())
    back = (written.weekday() - what.number) % 7
    if what.week is not None:
        return monday + timedelta(7 * what.week + what.number)
    if what.which == "last":
        return written - timedelta(back if back > 1 else back + 7)
    if what.which == "next":
        return monday + timedelta(7 + what.number)
    if what.which == "this":
        return monday + timedelta(what.number)
    return written + timedelta(-back % 7) if tense == "future" else written - timedelta(back)


def in_order(what: Fixed, *, day_first: bool) -> date:
    """Settle the order of day and month by a weekday named with it, else by the order of the article."""
    if what.swapped is None:
        return what.day
    fits = what.weekday in {None, what.day.weekday()}, what.weekday in {None, what.swapped.weekday()}
    return what.swapped if (fits[1] and not fits[0]) or (fits[0] == fits[1] and day_first) else what.day


def days_alone(day: int, written: date) -> list[date]:
    """Return that day of the month of writing and of those beside it, where they have it."""
    now = written.year * 12 + written.month - 1
    near = [(m // 12, m % 12 + 1) for m in range(now - 1, now + 2)]
    return [date(year, month, day) for year, month in near if day <= monthrange(year, month)[1]]


def whole_unit(what: Whole, written: date, tense: Tense) -> Days:
    """Return the calendar unit that is `shift` units from the one of writing."""
    if what.unit == "weekend":
        return _weekend(what.shift, written, tense)
    shift = what.shift or 0
    if what.unit == "week":
        return week_around(written + timedelta(7 * shift))
    if what.unit == "month":
        return months(written.year * 12 + written.month - 1 + shift, 1, "month")
    if what.unit == "quarter":
        return months(((written.year * 12 + written.month - 1) // 3 + shift) * 3, 3, "quarter")
    if what.unit == "day":
        return one_day(written + timedelta(shift))
    return Days(date(written.year + shift, 1, 1), date(written.year + shift, 12, 31), "year")


def _weekend(shift: int | None, written: date, tense: Tense) -> Days:
    """Return the Saturday and Sunday before, with a future cue those to come, which may be under way."""
    monday = written - timedelta(written.weekday())
    future = shift == 1 or (shift is None and tense == "future")
    begun = written.weekday() > _SATURDAY and shift is None
    weeks = 0 if future or begun else -1
    if shift == 1 and written.weekday() >= _SATURDAY:
        weeks = 1
    saturday = monday + timedelta(7 * weeks + _SATURDAY)
    return Days(saturday, saturday + timedelta(1), "weekend")


def months(first: int, count: int, precision: Precision) -> Days:
    """Return `count` months from month number `first`, counted from the year 0."""
    last = first + count - 1
    end = monthrange(last // 12, last % 12 + 1)[1]
    return Days(date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, end), precision)


def cycle(now: int, place: int, period: int, which: Which, tense: Tense) -> int:
    """Return the occurrence of `place` (modulo `period`) that `which` and the tense mean, counted like `now`."""
    back = (now - place) % period
    if which == "last":
        return now - (back or period)
    if which == "next":
        return now + ((-back) % period or period)
    if which == "this":
        return now - now % period + place
    ahead, near = -back % period, max(period // 6, 1)
    just_past = 0 < back <= near  # "will report December sales" in January
    close_by = tense == "unknown" and ahead <= near  # "an increase in September is in doubt" in August
    return now + ahead if close_by or (tense == "future" and not just_past) else now - back


def last_of(unit: Days, written: date, tense: Tense) -> date:
    """Return the end of the unit of writing, of the one before where that is told of as over and it has just begun."""
    length = (unit.last - unit.first).days + 1
    over = tense == "past" and 3 * ((written - unit.first).days + 1) <= length
    return unit.first - timedelta(1) if over else unit.last


def nearest_part(number: int, written: date, which: Which, tense: Tense) -> Days | None:
    """Return the occurrence of a quarter, a half or a season, as numbered in `QuarterOf`, that is meant."""
    if number > _HALVES:
        return _nearest_season(number, written, which, tense)
    parts, place = (_QUARTERS, number) if number <= _QUARTERS else (2, number - _QUARTERS)
    length = 12 // parts
    now = (written.year * 12 + written.month - 1) // length
    found = cycle(now, place - 1, parts, which, tense)
    early = written.month - 1 - length * (place - 1) < length // 2
    if found == now and tense == "past" and early:  # "first-quarter profit fell", written in January
        found -= parts
    return months(found * length, length, "quarter" if parts == _QUARTERS else "half_year")


def _nearest_season(number: int, written: date, which: Which, tense: Tense) -> Days | None:
    """Return the occurrence of a season that `which` and the tense mean."""
    options = [part_of_year(number, written.year + shift) for shift in range(-2, 3)]
    past = [days for days in options if (days.last if which == "last" else days.first) <= written]
    future = [days for days in options if (days.first if which == "next" else days.last) >= written]
    if which == "this":
        now = [days for days in options if days.first <= written <= days.last]
        return now[0] if now else min(options, key=lambda days: abs((days.first - date(written.year, 7, 1)).days))
    ahead = which == "next" or (which == "nearest" and tense == "future")
    return (future[0] if future else None) if ahead else (past[-1] if past else None)


def part_of_year(number: int, year: int) -> Days:
    """Return a quarter (1 to 4), a half (5, 6), or a season of three months; winter begins in the December before."""
    if number <= _QUARTERS:
        return months(year * 12 + 3 * (number - 1), 3, "quarter")
    first = year * 12 + _FIRST_MONTH[number] - 1
    if number <= _HALVES:
        return months(first, 6, "half_year")
    return months(first - 12 if number == _WINTER else first, 3, "quarter")
