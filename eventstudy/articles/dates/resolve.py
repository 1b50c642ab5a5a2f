"""From what the words say to the closed interval of days they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.dates.holidays import holiday_in, sessions_from
from eventstudy.articles.dates.inside import inside
from eventstudy.articles.dates.nearest import nearest, nearest_year
from eventstudy.articles.dates.phrases import (
    Beside,
    DayAlone,
    DayOf,
    Decade,
    Fixed,
    Holiday,
    InMonth,
    LastDay,
    MonthOf,
    MonthsOf,
    MonthsTo,
    Now,
    Offset,
    QuarterOf,
    Relative,
    Sessions,
    Span,
    ToDate,
    Weekday,
    WeekdayBeside,
    WeekOf,
    WeeksFrom,
    Whole,
    YearOf,
)
from eventstudy.articles.dates.spans import earlier, later
from eventstudy.articles.dates.units import (
    Days,
    cycle,
    days_alone,
    in_order,
    last_of,
    months,
    nearest_part,
    one_day,
    part_of_year,
    week_around,
    which_weekday,
    whole_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.articles.dates.phrases import Simple
    from eventstudy.articles.dates.tense import Tense
    from eventstudy.records import Precision

_PERIODS: dict[int, Precision] = {3: "quarter", 6: "half_year", 12: "year"}
_SIDES: tuple[Tense, Tense] = ("past", "future")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day of writing, the day spoken of last, and the year the passage is in; None where that is unknown."""

    written: date | None
    spoken: date | None = None
    year: int | None = None
    day_first: bool = False
    """Whether "1/3/2020" is of March."""
    near: date | None = None
    """Where the day of writing is unknown: a day that the text names with its year; its months are near it."""


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
    reader = _READERS.get(type(what))
    if reader is not None:
        return reader(what, anchor, tense)
    return None if anchor.written is None else _counted(what, anchor.written, tense)


def _counted(what: Simple | Span | WeekOf, written: date, tense: Tense) -> Days | None:
    match what:
        case Weekday():
            return one_day(which_weekday(what, written, tense))
        case Whole():
            return whole_unit(what, written, tense)
        case Relative():
            first, last = written + timedelta(what.first), written + timedelta(what.last)
            return Days(first, last, "day" if first == last else "part_of_day")
        case ToDate(unit):
            return Days(whole_unit(Whole(unit, 0), written, tense).first, written, unit)
        case DayAlone(day):
            return one_day(nearest(days_alone(day, written), written, tense))
    return None


def _fixed(what: Fixed, anchor: Anchor, _: Tense) -> Days:
    return one_day(in_order(what, day_first=anchor.day_first))


def _year_of(what: YearOf, _: Anchor, __: Tense) -> Days:
    return Days(date(what.year, 1, 1), date(what.last or what.year, 12, 31), "year")


def _decade(what: Decade, _: Anchor, __: Tense) -> Days:
    return Days(date(what.year, 1, 1), date(what.year + 9, 12, 31), "decade")


def _beside(what: Beside, anchor: Anchor, tense: Tense) -> Days | None:
    if anchor.spoken is None:
        return None
    if what.unit == "day" or (what.unit == "week" and abs(what.count) > 0 and not what.whole):
        return one_day(anchor.spoken + timedelta(what.count * (7 if what.unit == "week" else 1)))
    return whole_unit(Whole(what.unit, what.count), anchor.spoken, tense)


def _weekday_beside(what: WeekdayBeside, anchor: Anchor, _: Tense) -> Days | None:
    start = anchor.spoken or (anchor.written if what.side < 0 else None)
    if start is None:
        return None
    ahead = (what.number - start.weekday()) % 7
    shift = {0: what.number - start.weekday(), 1: ahead or 7, -1: ahead - 7}[what.side]
    return one_day(start + timedelta(shift))


def _offset(what: Offset, anchor: Anchor, tense: Tense) -> Days | None:
    """Count from a day that the words after name."""
    inner = _resolve(what.inner, anchor, tense)
    if inner is None or inner.first != inner.last:
        return None
    if what.weekday is not None:
        return _weekday_beside(WeekdayBeside(what.weekday, what.count), Anchor(None, inner.first), tense)
    if what.unit == "day":
        return one_day(inner.first + timedelta(what.count))
    return whole_unit(Whole(what.unit, what.count), inner.first, tense)


def _weeks_from(what: WeeksFrom, anchor: Anchor, _: Tense) -> Days | None:
    written, side = anchor.written, _SIDES[what.count > 0]
    return one_day(which_weekday(Weekday(what.number), written, side) + timedelta(7 * what.count)) if written else None


def _sessions(what: Sessions, anchor: Anchor, _: Tense) -> Days | None:
    start = (anchor.spoken or anchor.written) if what.beside else anchor.written
    return None if start is None else one_day(sessions_from(start, what.count))


def _months_of(what: MonthsOf, anchor: Anchor, _: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor)
    if year is None:
        return None
    return months(year * 12 + (12 - what.count if what.tail else 0), what.count, _PERIODS.get(what.count, "month"))


def _months_to(what: MonthsTo, anchor: Anchor, tense: Tense) -> Days | None:
    """Return the months that end with the day or month, the latest of the past where no year is named."""
    last = _resolve(what.last, anchor, "past" if tense == "unknown" else tense)
    if last is None:
        return None
    end = last.last.year * 12 + last.last.month - 1
    whole = months(end - what.count + 1, what.count, _PERIODS.get(what.count, "month"))
    return whole if isinstance(what.last, MonthOf) else Days(whole.first, last.last, whole.precision)


def _last_day(what: LastDay, anchor: Anchor, tense: Tense) -> Days | None:
    if what.year is not None:
        return one_day(date(what.year, 12, 31))
    if anchor.written is None:
        return None
    return one_day(last_of(whole_unit(Whole(what.unit, 0), anchor.written, tense), anchor.written, tense))


def _in_month(what: InMonth, anchor: Anchor, tense: Tense) -> Days | None:
    month = _resolve(what.month, anchor, tense)
    return None if month is None else inside(what, month)


def _week_of(what: WeekOf, anchor: Anchor, tense: Tense) -> Days | None:
    found = _resolve(what.day, anchor, tense)
    return None if found is None else week_around(found.first)


def _now(_: Now, anchor: Anchor, __: Tense) -> Days | None:
    day = anchor.spoken or anchor.written
    return None if day is None else one_day(day)


def _year(year: int | None, shift: int | None, anchor: Anchor) -> int | None:
    if year is None and shift is not None and anchor.written:
        return anchor.written.year + shift
    return year


def _day_of(what: DayOf, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor)
    if year is None:
        year = anchor.year or nearest_year(what, anchor.written, tense) or nearest_year(what, anchor.near, "unknown")
    if year is None:
        return None
    first = date(year, what.month, what.day)
    return Days(first, date(year, what.month, what.last or what.day), "day")


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
    return nearest_part(what.number, written, what.which, tense)


def _holiday(what: Holiday, anchor: Anchor, tense: Tense) -> Days | None:
    year = _year(what.year, what.shift, anchor) or anchor.year
    if year is not None:
        return one_day(holiday_in(what.key, year))
    written = anchor.written
    if written is None:
        return None
    days = [holiday_in(what.key, written.year + shift) for shift in (-1, 0, 1)]
    if what.which in {"last", "next"}:
        days = [day for day in days if (day < written if what.which == "last" else day > written)]
        return one_day(max(days) if what.which == "last" else min(days))
    return one_day(nearest(days, written, tense, sure=False))


def _span(what: Span, anchor: Anchor, tense: Tense) -> Days | None:
    """Join two ends; an end without a year takes the other's, and a weekday follows the one before it."""
    last = _resolve(what.last, anchor, tense)
    if last is None:
        return None
    named = getattr(what.last, "year", None) is not None
    first = _resolve(what.first, replace(anchor, year=last.last.year if named else anchor.year), tense)
    if first is None:
        return None
    if first.first > last.last:
        first = earlier(what, first, last, tense)
        last = last if first.first <= last.last else later(what, first, last)
    return Days(first.first, last.last, first.precision) if first.first <= last.last else None


_READERS: dict[type, Callable[..., Days | None]] = {
    DayOf: _day_of,
    MonthOf: _month_of,
    QuarterOf: _quarter_of,
    Holiday: _holiday,
    Span: _span,
    Fixed: _fixed,
    YearOf: _year_of,
    Decade: _decade,
    Beside: _beside,
    WeekdayBeside: _weekday_beside,
    Offset: _offset,
    Sessions: _sessions,
    MonthsOf: _months_of,
    MonthsTo: _months_to,
    LastDay: _last_day,
    InMonth: _in_month,
    WeeksFrom: _weeks_from,
    WeekOf: _week_of,
    Now: _now,
}
