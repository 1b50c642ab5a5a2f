"""Date expressions that stand for a stretch of a year or of several: "the first nine months of 2018", "the 1990s"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.articles.dates.atoms import day_month, month, month_day, which_one, year_after
from eventstudy.articles.dates.phrases import (
    DayOf,
    Decade,
    LastDay,
    MonthOf,
    MonthsOf,
    MonthsTo,
    QuarterOf,
    ToDate,
    Whole,
)
from eventstudy.articles.dates.tokens import at, number, touches
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Simple, Unit, Which
    from eventstudy.articles.dates.tokens import Token

    Read = tuple[Simple, int] | None

_NUMBERS = {name: n for n, name in enumerate(table("english")["dates"]["numbers"].split(), start=1)}
_UNITS: dict[str, Unit] = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}
_SPANS = {"year": 12, "quarter": 3, "half": 6}
_HEADS = {"first": False, "opening": False, "last": True, "final": True, "closing": True}
_EDGES = words("dates", "edges_of_units")
_PARTLY = frozenset({"early", "earlier", "late", "later", "midway"})
_TO = frozenset({"to", "ended", "ending", "through"})
_DECADE = re.compile(r"(?:(1[89]|20)?(\d0))s\Z")
_CENTURY, _OLD, _YEAR_IN_MONTHS = 100, 30, 12

_RESULTS = words("dates", "results")
_OUTLOOK = frozenset(
    {"forecast", "forecasts", "guidance", "outlook", "expectations", "estimates", "demand", "orders", "view"}
)
_FISCAL = frozenset({"fiscal", "financial", "tax"})
_LAST_OF_FOUR = frozenset({"final", "last", "closing"})
_SHORT_PERIOD = re.compile(r"(?:([1-4])(q|h)|(q|h)([1-4]))(\d\d|\d{4})?(e|f)?\Z")
_ORDINALS: dict[str, int] = table("english")["dates"]["ordinals"]
_SEASONS: dict[str, int] = table("english")["dates"]["seasons"]
_DASHES = frozenset({"-", "\u2013", "\u2014"})

FIRST = frozenset(_NUMBERS) | _UNITS.keys() | {"half"} | _HEADS.keys() | _EDGES | _PARTLY


def stretch(line: list[Token], i: int) -> Read:
    """Read what `FIRST` opens, and a decade."""
    return _decade(line, i) or _months_of(line, i) or _months_to(line, i) or _of_unit(line, i) or _hyphened(line, i)


def _decade(line: list[Token], i: int) -> Read:
    """Read "1990s", "'90s"."""
    match = _DECADE.match(at(line, i).low) if at(line, i).kind == "mixed" else None
    if match is None:
        return None
    if match[1]:
        return Decade(int(match[1] + match[2])), i + 1
    value = int(match[2])
    if at(line, i - 1).text not in {"'", "\u2019", "\u2018"} or not touches(line, i):
        return None
    return Decade(value + (2000 if value < _OLD else 1900)), i + 1


def _count(line: list[Token], i: int) -> int | None:
    token = at(line, i)
    value = _NUMBERS.get(token.low) or (number(token) if token.kind == "number" else None)
    return value if value and value <= _YEAR_IN_MONTHS else None


def _months_of(line: list[Token], i: int) -> Read:
    """Read "first nine months of 2018", "final three months of the year"."""
    count = _count(line, i + 1) if at(line, i).low in _HEADS else None
    if count is None or at(line, i + 2).low != "months" or at(line, i + 3).low != "of":
        return None
    year, shift, end = year_after(line, i + 3)
    if year is None and shift is None:
        return None
    return MonthsOf(count, _HEADS[at(line, i).low], year, shift), end


def _months_to(line: list[Token], i: int) -> Read:
    """Read "three months to June", "year ended March 31", "quarter to end-September"."""
    count = _SPANS.get(at(line, i).low) or (_count(line, i) if at(line, i + 1).low == "months" else None)
    j = i + 1 + (at(line, i).low not in _SPANS)
    if at(line, i).low == "half" and at(line, i + 1).text == "-" and at(line, i + 2).low == "year":
        j = i + 3
    if not count or at(line, j).low not in _TO:
        return None
    j += at(line, j + 1).low in {"in", "on"}
    if at(line, j + 1).low == "end":
        j += 1 + (at(line, j + 2).text == "-") + (at(line, j + 2).low == "of")
    read = month_day(line, j + 1) or day_month(line, j + 1) or month(line, j + 1)
    if read is None or not isinstance(read[0], DayOf | MonthOf):
        return None
    return MonthsTo(count, read[0]), read[1]


def _of_unit(line: list[Token], i: int) -> Read:
    """Read "start of the year", "rest of the week", "later in the month"."""
    joint = at(line, i + 1).low
    if not ((at(line, i).low in _EDGES and joint == "of") or (at(line, i).low in _PARTLY and joint == "in")):
        return None
    if (
        at(line, i + 2).low != "the"
        or at(line, i + 3).low not in _UNITS
        or at(line, i + 4).text in {"-", "'", "\u2019"}
    ):
        return None
    return Whole(_UNITS[at(line, i + 3).low], 0), i + 4


def _hyphened(line: list[Token], i: int) -> Read:
    """Read "year-to-date", "year to date", "year-end", "month-end"."""
    unit = _UNITS.get(at(line, i).low)
    if unit is None:
        return None
    j = i + 1 + (at(line, i + 1).text == "-")
    if at(line, j).low == "to" and at(line, j + 1 + (at(line, j + 1).text == "-")).low == "date":
        return ToDate(unit), j + 2 + (at(line, j + 1).text == "-")
    if j == i + 1 or at(line, j).low != "end" or unit == "week":
        return None
    year, _, end = year_after(line, j + 1)
    return LastDay(unit, year), end


def quarter(line: list[Token], i: int) -> Read:
    """Read "the third quarter of 2019", "Q3 2019", "3Q19", "fourth-quarter", "final quarter of 2019", "1H19".

    What is fiscal has no days that the words tell.
    """
    if at(line, i - 1).low in _FISCAL:
        return None
    if at(line, i).kind == "mixed":
        return _short_quarter(line, i)
    first = at(line, i).low
    j = i + 1 + (at(line, i + 1).text in _DASHES)
    unit = at(line, j).low
    value = 4 if first in _LAST_OF_FOUR else _ORDINALS.get(first)
    if value is None or unit not in {"quarter", "half"} or (unit == "half" and (value > 2 or first in _LAST_OF_FOUR)):  # noqa: PLR2004 - two halves
        return None
    year, shift, end = year_after(line, j + 1)
    bare = year is None and shift is None
    if at(line, end).low == "of" and any(at(line, k).low in _FISCAL for k in range(end + 1, end + 3)):
        return None
    told = (j > i + 1 and at(line, end).low in _RESULTS) or (unit == "half" and _forecast(line, i))
    if bare and (first in _LAST_OF_FOUR or (unit == "half" and not told)):
        return None  # "the second half" may be of a game, "the last quarter" the one before
    which: Which = "this" if bare and unit == "half" and _forecast(line, i) else "nearest"
    return QuarterOf(value + 4 * (unit == "half"), year, shift, which), end


def _forecast(line: list[Token], i: int) -> bool:
    """Read "forecasts for the second half"."""
    return [at(line, k).low for k in (i - 2, i - 1)] == ["for", "the"] and at(line, i - 3).low in _RESULTS | _OUTLOOK


def _short_quarter(line: list[Token], i: int) -> Read:
    match = _SHORT_PERIOD.match(at(line, i).low)
    if match is None or (match[1] and at(line, i).text.islower()):
        return None
    half = (match[2] or match[3]) == "h"
    value = int(match[1] or match[4])
    if half and value > 2:  # noqa: PLR2004 - two halves
        return None
    year, shift, end = year_after(line, i + 1)
    if match[5]:
        year, shift, end = int(match[5]) % 100 + 2000, None, i + 1
    if at(line, end + (at(line, end).low == "of")).low in _FISCAL | {"fy"}:
        return None
    return QuarterOf(value + 4 * half, year, shift), end


def season(line: list[Token], i: int) -> Read:
    """Read "spring 2019", "the summer of 2018", "last winter", "in the fall"."""
    which, j = which_one(line, i)
    value = _SEASONS.get(at(line, j).low)
    if value is None:
        return None
    year, shift, end = year_after(line, j + 1)
    framed = at(line, i - 2).low in {"in", "during", "since", "until"} and at(line, i - 1).low == "the"
    bare = year is None and shift is None and which == "nearest"
    if bare and (not framed or at(line, j + 1).low == "of"):
        return None
    return QuarterOf(value, year, shift, which), end
