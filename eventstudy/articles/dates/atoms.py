"""Date expressions of one piece: a day, a weekday, a month, a quarter, a year, "last week".

Each reader takes a sentence's tokens and an index and returns what stands there with the index after it, or None. Each
looks at a bounded number of tokens, so a sentence is read in linear time.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from eventstudy.articles.dates.holidays import of_one_year
from eventstudy.articles.dates.phrases import (
    DayAlone,
    DayOf,
    Fixed,
    Holiday,
    MonthOf,
    MonthsTo,
    Simple,
    Weekday,
    Which,
    YearOf,
)
from eventstudy.articles.dates.tokens import at, number, touches
from eventstudy.articles.dates.years import day_number, is_counted, loose_year, month_at, short_year, year_number
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

    Read = tuple[Simple, int] | None

_DATES = table("english")["dates"]
_WEEKDAYS = {name: number for number, name in enumerate(_DATES["weekdays"].split())}
_SHORT_WEEKDAYS: dict[str, int] = _DATES["short_weekdays"]
_NOT_AFTER = words("dates", "not_weekday_after")
_HOLIDAYS = {tuple(key.split()): key for key in _DATES["holidays"]}
_LONGEST_HOLIDAY = max(map(len, _HOLIDAYS))
FIRST_OF_HOLIDAY = frozenset(names[0] for names in _HOLIDAYS)
_SEASONAL = words("dates", "seasonal")
_BEFORE_SHORT = frozenset({"of", "in", "since", "from", "until", "during", "by", "before", "after"})
_NUMBERED = frozenset({"avenue", "street", "floor", "amendment", "circuit", "district", "century", "congress", "hole"})
_AFTER_DAY = frozenset({"that", "but", "when", "after", "with", "because", "before", "as", "while", "and"})
_OLD = 50  # two digits from here on are of the twentieth century
_SHIFTS = {"last": -1, "this": 0, "next": 1}
_WHICH: dict[str, Which] = {"last": "last", "this": "this", "next": "next", "past": "last", "coming": "next"}
_DASHES = frozenset({"-", "\u2013", "\u2014"})
_RANGE = _DASHES | {"to", "through"}


def fixed(line: list[Token], i: int) -> Read:
    """Read "2020-01-03", "1/3/2020" in both orders where both are dates, "03.01.2020" (day first)."""
    token = at(line, i)
    try:
        if token.kind == "iso":
            return _iso(token.text), i + 1
        return (_slash(token.text), i + 1) if token.kind == "slash" else None
    except ValueError:
        return None


def _iso(text: str) -> Fixed:
    if len(text) == 10:  # noqa: PLR2004 - a day alone
        return Fixed(date.fromisoformat(text))
    moment = datetime.fromisoformat(re.sub(r"\s?(?:Z|UTC|GMT)$", "+00:00", text))
    return Fixed(moment.date(), moment)


def _slash(text: str) -> Fixed:
    mark = "/" if "/" in text else "."
    a, b, c = (int(part) for part in text.split(mark))
    if a > 31:  # noqa: PLR2004 - only a year is above 31
        return Fixed(date(a, b, c))
    year = c if c >= 100 else c + (1900 if c >= _OLD else 2000)  # noqa: PLR2004 - two digits
    if mark == "." or a > 12:  # noqa: PLR2004 - no thirteenth month
        return Fixed(date(year, b, a))
    return Fixed(date(year, a, b), swapped=date(year, b, a) if b <= 12 and a != b else None)  # noqa: PLR2004


def holiday(line: list[Token], i: int) -> Read:
    """Read the longest holiday name at `i`, with "last" or "next" before it and its year if one follows."""
    which, i = which_one(line, i)
    found = _holiday_name(line, i)
    if found is None or at(line, found[1]).low in _SEASONAL:
        return None
    if of_one_year(found[0]) and at(line, i - 1).low in {"a", "another", "s", "new"}:  # "China's Black Monday"
        return None
    year, shift, end = year_after(line, found[1])
    return Holiday(found[0], year, shift, which), end


def _holiday_name(line: list[Token], i: int) -> tuple[str, int] | None:
    if at(line, i).low not in FIRST_OF_HOLIDAY or not at(line, i).text[0].isupper():
        return None
    names: list[str] = []
    found: tuple[str, int] | None = None
    j = i
    while len(names) < _LONGEST_HOLIDAY and at(line, j).kind in {"word", "sign"}:
        if at(line, j).kind == "word":
            names.append(at(line, j).low)
            if tuple(names) in _HOLIDAYS:
                found = _HOLIDAYS[tuple(names)], j + 1
        elif at(line, j).text not in {"'", "\u2019", "."}:
            break
        j += 1
    return found


def year_after(line: list[Token], i: int) -> tuple[int | None, int | None, int]:
    """Read a year that completes a day or month: "2016", ", 2016", "of 2016", "'87", "of last year", "this year"."""
    j = i + (at(line, i).text == "," or at(line, i).low == "of")
    year = year_number(at(line, j))
    if year is not None and not is_counted(at(line, j + 1)):
        return year, None, j + 1
    short = short_year(line, j)
    if short is not None:
        return short, None, j + 2
    k = i + (at(line, i).low == "of")
    if at(line, k).low in _SHIFTS and at(line, k + 1).low == "year":
        return None, _SHIFTS[at(line, k).low], k + 2
    if k > i and at(line, k).low == "the" and at(line, k + 1).low == "year" and at(line, k + 2).text != "-":
        return None, 0, k + 2
    return None, None, i


def weekday(line: list[Token], i: int) -> Read:
    """Read "Friday", "last Friday", "Friday of last week", "Friday, Jan. 3, 2020"."""
    which, j = which_one(line, i)
    short = at(line, j).low in _SHORT_WEEKDAYS
    if at(line, i - 1).low == "a" and at(line, i - 2).low in {"on", "of"}:
        return None  # "falls on a Sunday"
    value = _SHORT_WEEKDAYS.get(at(line, j).low) if short else _WEEKDAYS.get(at(line, j).low)
    if value is None or not at(line, j).text[0].isupper() or (j == i and at(line, i - 1).low in _NOT_AFTER):
        return None
    dotted = short and at(line, j + 1).text == "." and touches(line, j + 1)
    end = j + 1 + dotted
    day = _day_after_weekday(line, end)
    if day is not None and which == "nearest":
        return replace(day[0], weekday=value), day[1]
    if short and (not dotted or at(line, j).low in {"sat", "sun"}):
        return None
    week = _week_after(line, end)
    if week:
        return Weekday(value, which, week[0]), week[1]
    return Weekday(value, which, _week_of_both(line, end)), end


def _week_of_both(line: list[Token], i: int) -> int | None:
    """Return the week that a second weekday shares with the first: "Thursday and Friday of last week"."""
    if at(line, i).low not in {"and", "or"} or at(line, i + 1).low not in _WEEKDAYS:
        return None
    week = _week_after(line, i + 2)
    return week[0] if week else None


def which_one(line: list[Token], i: int) -> tuple[Which, int]:
    """Read "last", "next", "this past", "this coming" before a weekday, month or season."""
    first, second = at(line, i).low, at(line, i + 1).low
    if first == "this" and second in {"past", "coming"}:
        return _WHICH[second], i + 2
    return (_WHICH[first], i + 1) if first in _SHIFTS else ("nearest", i)


def _day_after_weekday(line: list[Token], i: int) -> tuple[DayOf | Fixed, int] | None:
    j = i + (at(line, i).text == ",")
    j += at(line, j).low == "the"
    read = month_day(line, j) or day_month(line, j) or fixed(line, j)
    if read is None or not isinstance(read[0], DayOf | Fixed) or (isinstance(read[0], DayOf) and read[0].last):
        return None
    return read[0], read[1]


def _week_after(line: list[Token], i: int) -> tuple[int, int] | None:
    j = i + (at(line, i).low == "of")
    if at(line, j).low in _SHIFTS and at(line, j + 1).low == "week":
        return _SHIFTS[at(line, j).low], j + 2
    return None


def month_day(line: list[Token], i: int) -> Read:
    """Read "Dec. 27", "September 18, 2016", "May 3 to 5", "Jan. 3-5, 2020"."""
    read = month_at(line, i, dated=True)
    day = day_number(line, read[1]) if read else None
    if read is None or day is None:
        return None
    last, end = _second_day(line, read[1] + 1, day)
    year, shift, end = year_after(line, end)
    return DayOf(read[0], day, year, shift, last=last), end


def _second_day(line: list[Token], i: int, first: int) -> tuple[int | None, int]:
    """Read the second day of "May 3 to 5", but not the month of "May 3 to 5 June"."""
    day = day_number(line, i + 1) if at(line, i).low in _RANGE else None
    if day is None or day <= first or month_at(line, i + 2, dated=True):
        return None, i
    return day, i + 2


def day_month(line: list[Token], i: int) -> Read:
    """Read "3 January 2020", "the 3rd of January", "3-5 January", "03 January, 2020"."""
    day = number(at(line, i))
    if day is None or not 1 <= day <= 31 or (touches(line, i) and at(line, i - 1).text in {"$", ":"}):  # noqa: PLR2004 - days of a month
        return None
    last = number(at(line, i + 2)) if at(line, i + 1).low in _RANGE else None
    j = i + 1 if last is None else i + 3
    j += at(line, j).low == "of"
    read = month_at(line, j, dated=True)
    if read is None or (last is not None and not day < last <= 31):  # noqa: PLR2004 - days of a month
        return None
    year, shift, end = year_after(line, read[1])
    return DayOf(read[0], day, year, shift, last=last), end


def month(line: list[Token], i: int) -> Read:
    """Read "in September", "May 2018", "this past July", "April of last year"."""
    which, j = which_one(line, i)
    read = month_at(line, j, dated=True)
    if read is None:
        return None
    year, shift, end = year_after(line, read[1])
    if at(line, end).low == "quarter" and which == "nearest":  # "the June quarter" ends with June
        return MonthsTo(3, MonthOf(read[0], year, shift)), end + 1
    if year is None and shift is None:
        read = month_at(line, j)
        if read is None:
            return None
        end = read[1]
    return MonthOf(read[0], year, shift, which), end


def year(line: list[Token], i: int) -> Read:
    """Read "2009", and "2018-2019" or "2018-19", where the words around make them years."""
    value = loose_year(line, i)
    if value is None:
        short = short_year(line, i - 1) if at(line, i - 2).low in _BEFORE_SHORT else None
        return (YearOf(short), i + 1) if short else None
    dashed = at(line, i + 1).text in _DASHES and touches(line, i + 2)
    to = at(line, i + 1).low == "to" and year_number(at(line, i + 2))
    second = number(at(line, i + 2)) if dashed or to else None
    if second is None:
        return YearOf(value), i + 1
    last = value - value % 100 + second if second < 100 else second  # noqa: PLR2004 - two digits
    return (YearOf(value, last), i + 3) if value < last <= value + 100 else (YearOf(value), i + 1)


def day_alone(line: list[Token], i: int) -> Read:
    """Read "on the 15th", a day of the month of writing or the one before or after."""
    value = number(at(line, i)) if at(line, i).kind == "ordinal" else None
    framed = at(line, i - 1).low == "the" and at(line, i - 2).low in {"on", "by", "of", "until", "since"}
    after = at(line, i + 1)
    opens = (
        (at(line, i - 2).text == "On" or at(line, i - 3).text in {";", ","})
        and after.text[:1].isupper()
        and after.low not in _NUMBERED
    )
    ends = after.kind in {"sign", "end"} or after.low in _AFTER_DAY or opens
    if value is None or not framed or not 1 <= value <= 31 or not ends:  # noqa: PLR2004 - days of a month
        return None
    return (DayAlone(value), i + 1) if at(line, i + 1).text != "-" else None
