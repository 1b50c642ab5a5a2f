"""Parts of a month: "the first week of May", "the third Friday of the month", "the last ten days of June"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from eventstudy.articles.dates.atoms import month
from eventstudy.articles.dates.holidays import nth_weekday, sessions_from
from eventstudy.articles.dates.phrases import InMonth, MonthOf, Whole
from eventstudy.articles.dates.tokens import at, number
from eventstudy.articles.dates.units import Days, one_day
from eventstudy.articles.lexicon import table

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_DATES = table("english")["dates"]
_WEEKDAYS = {name: value for value, name in enumerate(_DATES["weekdays"].split())}
_NUMBERS = {name: value for value, name in enumerate(_DATES["numbers"].split(), start=1)}
_PLACES: dict[str, int] = {name: value for name, value in _DATES["ordinals"].items() if not name.startswith("q")}
_PLACES |= {"fifth": 5, "opening": 1, "last": -1, "final": -1, "closing": -1}
_PARTS: dict[str, Literal["day", "session", "week", "weekend", "half"]] = {
    "day": "day", "session": "session", "week": "week", "weekend": "weekend", "half": "half",
}  # fmt: skip
_SHIFTS = {"last": -1, "this": 0, "the": 0, "next": 1}
_TRADING = frozenset({"trading", "business"})
_MIDDLE, _SATURDAY = 15, 5
PLACES = frozenset(_PLACES)


def part_of_month(line: list[Token], i: int) -> tuple[InMonth, int] | None:
    """Read "first week of May", "last Friday of September", "first ten days of March", "second half of the month"."""
    place = _PLACES.get(at(line, i).low)
    read = None if place is None else _part(line, i + 1)
    if place is None or read is None or (read[1] > 1 and abs(place) > 1):
        return None
    part, count, j = read
    named = at(line, j).low == "of" or (at(line, j).low == "in" and at(line, i - 1).low == "the")
    whole = _month(line, j + 1) if named else None
    return (InMonth(place, part, whole[0], count), whole[1]) if whole else None


def _part(
    line: list[Token], i: int
) -> tuple[int | Literal["day", "session", "week", "weekend", "half"], int, int] | None:
    """Return the weekday or unit at `i`, how many are meant, and the index after."""
    low = at(line, i).low
    if low in _WEEKDAYS:
        return _WEEKDAYS[low], 1, i + 1
    if low in _TRADING and at(line, i + 1).low == "day":
        return "session", 1, i + 2
    if low in _PARTS:
        return _PARTS[low], 1, i + 1
    count = _NUMBERS.get(low) or (number(at(line, i)) if at(line, i).kind == "number" else None)
    unit = {"days": 1, "weeks": 7}.get(at(line, i + 1).low)
    return ("day", count * unit, i + 2) if count and unit and 1 < count * unit <= 31 else None  # noqa: PLR2004 - a month


def _month(line: list[Token], i: int) -> tuple[MonthOf | Whole, int] | None:
    if at(line, i).low in _SHIFTS and at(line, i + 1).low == "month":
        return Whole("month", _SHIFTS[at(line, i).low]), i + 2
    read = month(line, i)
    return (read[0], read[1]) if read and isinstance(read[0], MonthOf) else None


def inside(what: InMonth, month: Days) -> Days | None:
    """Return the days of a part of a month; a week is days 1 to 7, 8 to 14 and so on, the last one the last seven.

    Examples
    --------
    >>> from datetime import date
    >>> may = Days(date(2023, 5, 1), date(2023, 5, 31), "month")
    >>> inside(InMonth(-1, "week", Whole("month", 0)), may)
    Days(first=datetime.date(2023, 5, 25), last=datetime.date(2023, 5, 31), precision='week')
    """
    first, last, place = month.first, month.last, what.place
    if isinstance(what.part, int):
        return _kept(one_day(nth_weekday(what.part, place, first.month, first.year)), month)
    if what.part == "weekend":
        saturday = nth_weekday(_SATURDAY, place, first.month, first.year)
        return _kept(Days(saturday, saturday + timedelta(1), "weekend"), month)
    if what.part == "session":
        outside = first - timedelta(1) if place > 0 else last + timedelta(1)
        return one_day(sessions_from(outside, place))
    if what.part == "half":
        middle = first.replace(day=_MIDDLE)
        halves = {1: Days(first, middle, "month"), 2: Days(middle + timedelta(1), last, "month")}
        return halves.get(place)
    length = 7 if what.part == "week" else what.count
    start = last - timedelta(length - 1) if place < 0 else first + timedelta(length * (place - 1))
    end = min(start + timedelta(length - 1), last)
    return _kept(Days(start, end, "day" if length == 1 else "week"), month)


def _kept(days: Days, month: Days) -> Days | None:
    """Drop the fifth Friday of a month that has four."""
    return days if days.first <= month.last else None
