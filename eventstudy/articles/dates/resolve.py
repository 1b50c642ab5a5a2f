"""From what the words say to the closed interval of days they mean."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.dates.holidays import holiday_in
from eventstudy.articles.dates.phrases import (
    Beside,
    DayOf,
    Fixed,
    Holiday,
    MonthOf,
    QuarterOf,
    Relative,
    Span,
    Weekday,
    WeekOf,
    Whole,
    YearOf,
)
from eventstudy.articles.dates.units import (
    Days,
    cycle,
    months,
    nearest_season,
    one_day,
    part_of_year,
    week_around,
    which_weekday,
    whole_unit,
)

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Simple
    from eventstudy.articles.dates.tense import Tense

_MOST_OF_A_YEAR, _NEAR = 300, 60  # a tense that leads that far is misread if the day is that near on the other side
_YEARS, _YEARS_WITH_WEEKDAY = 8, 40  # how far to look for a 29 February, or for a weekday that fits its date
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day of writing, the day spoken of last, and the year the passage is in; None where that is unknown."""

    written: date | None
    spoken: date | None = None
    year: int | None = None


def resolve(what: Simple | Span | WeekOf, anchor: Anchor, tense: Tense) -> Days | None:
    """Return the days that an expression means, None where it cannot be said.

    Without a day of writing only expressions that name their year can be resolved. Dates outside the calendar (30
    February, the year 10000) give None.

    Examples
    --------
    >>> resolve(Weekday(3), Anchor(date(2020, 1, 3)), "past").first
    datetime.date(2020, 1, 2)
    """
    try:
        return _resolve(what, anchor, tense)
    except (ValueError, OverflowError):
        return None


def _resolve(what: Simple | Span | WeekOf, anchor: Anchor, tense: Tense) -> Days | None:
    match what:
        case DayOf():
            return _day_of(what, anchor, tense)
        case MonthOf():
            return _month_of(what, anchor, tense)
        case QuarterOf():
            return _quarter_of(what, anchor, tense)
        case Holiday():
            return _holiday(what, anchor, tense)
        case Span():
            return _span(what, anchor, tense)
        case _:
            return _plain(what, anchor, tense)


def _plain(
    what: Fixed | YearOf | Beside | WeekOf | Weekday | Relative | Whole, anchor: Anchor, tense: Tense
) -> Days | None:
    match what:
        case Fixed(day):
            return one_day(day)
        case YearOf(year, last):
            return Days(date(year, 1, 1), date(last or year, 12, 31), "year")
        case Beside(days):
            return one_day(anchor.spoken + timedelta(days)) if anchor.spoken else None
        case WeekOf(inner):
            found = _resolve(inner, anchor, tense)
            return None if found is None else week_around(found.first)
        case _:
            return None if anchor.written is None else _counted(what, anchor.written, tense)


def _counted(what: Weekday | Relative | Whole, written: date, tense: Tense) -> Days:
    if isinstance(what, Weekday):
        return one_day(which_weekday(what, written, tense))
    if isinstance(what, Whole):
        return whole_unit(what, written, tense)
    first, last = written + timedelta(what.first), written + timedelta(what.last)
    return Days(first, last, "day" if first == last else "part_of_day")


def _year(year: int | None, shift: int | None, anchor: Anchor) -> int | None:
    if year is None and shift is not None and anchor.written:
        return anchor.written.year + shift
    return year


def _day_of(what: DayOf, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor)
    if year is None:
        year = anchor.year or _nearest_year(what, anchor.written, tense)
    if year is None:
        return None
    first = date(year, what.month, what.day)
    return Days(first, date(year, what.month, what.last or what.day), "day")


def _nearest_year(what: DayOf, written: date | None, tense: Tense) -> int | None:
    """Return the year in which the day is nearest on the side of the tense, on its weekday if one is named."""
    if written is None or what.shift is not None:
        return None
    reach = _YEARS if what.weekday is None else _YEARS_WITH_WEEKDAY
    days = [day for year in range(written.year - reach, written.year + reach + 1) if (day := _try(year, what))]
    if what.weekday is not None:
        days = [day for day in days if day.weekday() == what.weekday] or days
    return _nearest(days, written, tense, sure=what.weekday is None).year if days else None


def _nearest(days: list[date], written: date, tense: Tense, *, sure: bool = True) -> date:
    """Return the nearest day on the side of the tense, or of all, if the tense leads most of a year away.

    A past tense is trusted unless a weekday speaks against it (`sure` is False); a future one is often misread.
    """
    side = [day for day in days if tense == "unknown" or (day <= written if tense == "past" else day >= written)]
    nearest = min(days, key=lambda day: abs((day - written).days))
    if not side:
        return nearest
    told = min(side, key=lambda day: abs((day - written).days))
    far = abs((told - written).days) > _MOST_OF_A_YEAR and abs((nearest - written).days) <= _NEAR
    return nearest if far and not (sure and tense == "past") else told


def _try(year: int, what: DayOf) -> date | None:
    fits = 1 <= year <= MAXYEAR and what.day <= monthrange(year, what.month)[1]
    return date(year, what.month, what.day) if fits else None


def _month_of(what: MonthOf, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor)
    if year is None and what.which == "nearest":
        year = anchor.year
    if year is not None:
        return months(year * 12 + what.month - 1, 1, "month")
    if anchor.written is None:
        return None
    now = anchor.written.year * 12 + anchor.written.month - 1
    return months(cycle(now, what.month - 1, 12, what.which, tense), 1, "month")


def _quarter_of(what: QuarterOf, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor)
    if year is not None:
        return part_of_year(what.number, year)
    written = anchor.written
    if written is None:
        return None
    if what.number > _QUARTERS:
        return nearest_season(what.number, written, what.which, tense)
    now = written.year * _QUARTERS + (written.month - 1) // 3
    return months(cycle(now, what.number - 1, _QUARTERS, what.which, tense) * 3, 3, "quarter")


def _holiday(what: Holiday, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor) or anchor.year
    if year is not None:
        return one_day(holiday_in(what.key, year))
    written = anchor.written
    if written is None:
        return None
    days = [holiday_in(what.key, written.year + shift) for shift in (-1, 0, 1)]
    return one_day(_nearest(days, written, tense))


def _span(what: Span, anchor: Anchor, tense: Tense) -> Days | None:
    """Join two ends; an end without a year takes the other's, and a weekday follows the one before it."""
    last = _resolve(what.last, anchor, tense)
    if last is None:
        return None
    named = getattr(what.last, "year", None) is not None
    first = _resolve(what.first, Anchor(anchor.written, anchor.spoken, last.last.year if named else anchor.year), tense)
    if first is None:
        return None
    if first.first > last.last:
        first = _earlier(what, first, last, tense)
        last = last if first.first <= last.last else _later(what, first, last)
    return Days(first.first, last.last, first.precision) if first.first <= last.last else None


def _earlier(what: Span, first: Days, last: Days, tense: Tense) -> Days:
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


def _later(what: Span, first: Days, last: Days) -> Days:
    if isinstance(what.last, Weekday):
        return Days(last.first + timedelta(7), last.last + timedelta(7), last.precision)
    if isinstance(what.last, MonthOf) and what.last.year is None:
        return months((first.first.year + 1) * 12 + what.last.month - 1, 1, "month")
    return last
