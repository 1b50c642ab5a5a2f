"""Date expressions of a sentence: pieces, ranges of pieces, and pieces with a part of the day or a clock time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.dates import atoms
from eventstudy.articles.dates.phrases import (
    Beside,
    Clock,
    DayOf,
    Fixed,
    Holiday,
    MonthOf,
    Phrase,
    QuarterOf,
    Relative,
    Simple,
    Span,
    Weekday,
    WeekOf,
    Whole,
    YearOf,
)
from eventstudy.articles.dates.relative import part_clock, relative
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.dates.years import month_at, year_number
from eventstudy.articles.lexicon import table

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_DATES = table("english")["dates"]
_WEEKDAYS = frozenset(_DATES["weekdays"].split())
_PARTS = frozenset(_DATES["parts"])
_ZONES: dict[str, str] = _DATES["zones"]
_EDGES = frozenset({"early", "late", "mid", "earlier", "later"})
_TO = frozenset({"to", "through", "until", "till", "-", "\u2013", "\u2014"})
_DAYLIKE = (DayOf, Weekday, Relative, Holiday, Fixed, Beside)
_READERS = (
    atoms.fixed,
    atoms.holiday,
    atoms.weekday,
    atoms.month_day,
    atoms.day_month,
    atoms.month,
    atoms.quarter,
    atoms.season,
    atoms.year,
)
_NO_PART = Clock(-1, 0)  # "Friday local time": a place, but no part of the day
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s?([ap])?", re.IGNORECASE)


def phrases(line: list[Token]) -> list[Phrase]:
    """Return the date expressions of a sentence, in order and apart.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> [phrase.what for phrase in phrases(tokens("He resigned in May 2018."))]
    [MonthOf(month=5, year=2018, shift=None, which='nearest')]
    """
    found: list[Phrase] = []
    i = 0
    while i < len(line):
        phrase = _phrase(line, i)
        if phrase is None:
            i += 1
        else:
            found.append(phrase)
            i = phrase.last
    return found


def _phrase(line: list[Token], i: int) -> Phrase | None:
    read = _between(line, i) or _week_of(line, i) or _timed_before(line, i) or _edged(line, i) or _plain(line, i)
    return replace(read, clock=None) if read and read.clock and read.clock.hour < 0 else read


def _simple(line: list[Token], i: int) -> tuple[Simple, Clock | None, int] | None:
    for read in _READERS:
        found = read(line, i)
        if found is not None:
            return found[0], None, found[1]
    return relative(line, i)


def _plain(line: list[Token], i: int) -> Phrase | None:
    read = _simple(line, i)
    if read is None:
        return None
    what, clock, end = read
    through = _through(line, what, end)
    if through is not None:
        return Phrase(i, through[1], Span(what, through[0]))
    if not isinstance(what, _DAYLIKE) or _is_long(what):
        return Phrase(i, end, what)
    clock, end = _time_after(line, end, clock)
    return Phrase(i, end, what, clock)


def _is_long(what: Simple) -> bool:
    return isinstance(what, DayOf) and what.last is not None


def _between(line: list[Token], i: int) -> Phrase | None:
    """Read "between 2003 and 2011", "from Monday to Wednesday"."""
    first, joint = at(line, i).low, {"between": {"and"}, "from": _TO}.get(at(line, i).low)
    if joint is None:
        return None
    left = _end_of_range(line, i + 1)
    if left is None or at(line, left[1]).low not in joint:
        return None
    right = _end_of_range(line, left[1] + 1)
    if right is None or not _alike(left[0], right[0]) or (first == "from" and isinstance(right[0], Relative)):
        return None
    return Phrase(i, right[1], Span(left[0], right[0]))


def _end_of_range(line: list[Token], i: int) -> tuple[Simple, int] | None:
    """Read one end of a range, where a four-digit number is a year, and "March" a month, without more evidence."""
    if at(line, i).low in _EDGES:  # "from mid-May to late July" are the whole months
        i += 1 + (at(line, i + 1).text == "-")
    year = year_number(at(line, i))
    if year is not None:
        return YearOf(year), i + 1
    read = _simple(line, i)
    if read is None:
        named = month_at(line, i, dated=True)
        return (MonthOf(named[0]), named[1]) if named else None
    return read[0], read[2]


def _through(line: list[Token], left: Simple, i: int) -> tuple[Simple, int] | None:
    """Read the second half of "Monday through Wednesday", "Jan. 3 to Feb. 4", "March-May 2019"."""
    if at(line, i).low not in _TO - {"until", "till"} or isinstance(left, YearOf | Relative | Whole | Beside):
        return None
    read = _simple(line, i + 1)
    return (read[0], read[2]) if read and _alike(left, read[0]) else None


def _alike(left: Simple, right: Simple) -> bool:
    days = (DayOf, Fixed, Holiday)
    return type(left) is type(right) or (isinstance(left, days) and isinstance(right, days))


def _week_of(line: list[Token], i: int) -> Phrase | None:
    """Read "the week of March 3", "the week ended Friday"."""
    if at(line, i).low != "week" or at(line, i + 1).low not in {"of", "ended", "ending", "beginning", "starting"}:
        return None
    read = _simple(line, i + 2)
    return Phrase(i, read[2], WeekOf(read[0])) if read and isinstance(read[0], _DAYLIKE) else None


def _edged(line: list[Token], i: int) -> Phrase | None:
    """Read "late Thursday", "early on Friday morning", "earlier this week", "mid-March", "pre-dawn Friday"."""
    part, j = _edge(line, i)
    if j == i:
        return None
    inner = _plain(line, j)
    if inner is None or isinstance(inner.what, Span):
        return None
    if not isinstance(inner.what, _DAYLIKE) or _is_long(inner.what):
        fits = part in _EDGES and isinstance(inner.what, Whole | MonthOf | QuarterOf | YearOf)
        return replace(inner, first=i) if fits else None
    if isinstance(inner.what, Relative) and inner.what.first != inner.what.last:
        return None
    return replace(inner, first=i, clock=_sharpen(part, inner.clock))


def _edge(line: list[Token], i: int) -> tuple[str, int]:
    """Read the word before a day that says which part of it; the index is unmoved where there is none."""
    low = at(line, i).low
    if low == "pre" and at(line, i + 1).text == "-" and at(line, i + 2).low == "dawn":
        return "predawn", i + 3
    if low == "before" and at(line, i + 1).low in {"dawn", "noon"}:
        low = {"dawn": "predawn", "noon": "morning"}[at(line, i + 1).low]
        return low, i + 2 + (at(line, i + 2).low == "on")
    if low == "early" and at(line, i + 1).low == "hours":
        return low, i + 2 + (at(line, i + 2).low in {"on", "of"})
    if low in _EDGES:
        j = i + 1 + (at(line, i + 1).text == "-")
        if at(line, j).low in _PARTS and low in {"early", "late"}:
            sharp = _sharpen(low, part_clock(at(line, j).low))
            low = "early" if sharp == part_clock("early") else at(line, j).low
            j += 1
        return low, j + (at(line, j).low in {"on", "of"})
    if low in _PARTS:
        return low, i + 1 + (at(line, i + 1).low in {"on", "of"})
    return "", i


def _sharpen(edge: str, clock: Clock | None) -> Clock | None:
    """Join "early" or "late" with a part of the day: early morning ends with early, late evening with the day."""
    if clock is not None and clock.exact:
        return clock
    named = part_clock(edge)
    if clock is None or named is None:
        return named or clock
    local = replace(named, zone=clock.zone, local=clock.local)
    if clock.hour < 0:
        return local
    if edge == "early":
        return local if clock.hour < 12 else clock  # noqa: PLR2004 - noon
    return local if edge == "late" and clock.hour >= 21 else clock  # noqa: PLR2004 - evening


def _timed_before(line: list[Token], i: int) -> Phrase | None:
    """Read "11 a.m. on Friday", "8:30 a.m. Eastern time on Jan. 3"."""
    clock = _clock(at(line, i))
    if clock is None:
        return None
    zone, local, j = _zone(line, i + 1)
    if at(line, j).low == "in":
        j += 1
        while j <= i + 4 and at(line, j).text[:1].isupper() and at(line, j).low not in _WEEKDAYS:
            j += 1
    j += at(line, j).text == ","
    j += at(line, j).low == "on"
    read = _simple(line, j)
    if read is None or not isinstance(read[0], _DAYLIKE) or _is_long(read[0]):
        return None
    return Phrase(i, read[2], read[0], replace(clock, zone=zone, local=local))


def _time_after(line: list[Token], i: int, clock: Clock | None) -> tuple[Clock | None, int]:
    """Read what follows a day: "night", "early morning", "at 9 a.m. GMT", "local time"."""
    j = i + (at(line, i).text == "," and at(line, i + 1).kind == "clock") + (at(line, i).low == "at")
    exact = _clock(at(line, j))
    if exact is not None:
        zone, local, end = _zone(line, j + 1)
        return replace(exact, zone=zone, local=local), end
    if at(line, i).low in _PARTS:
        edge, end = _edge(line, i)
        clock, i = part_clock(edge), end - (at(line, end - 1).low in {"on", "of"})
    zone, local, end = _zone(line, i)
    if clock is None:
        return (replace(_NO_PART, local=True), end) if local else (None, i)
    return replace(clock, zone=zone, local=local), end


def _clock(token: Token) -> Clock | None:
    match = _CLOCK.match(token.text) if token.kind == "clock" else None
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a half-day has twelve hours
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return Clock(hour, minute, exact=True) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day's clock


def _zone(line: list[Token], i: int) -> tuple[str | None, bool, int]:
    """Read "GMT", "Eastern time", "local time", "London time"."""
    j = i + (at(line, i).text == "(")
    low = at(line, j).low
    named = at(line, j).text[:1].isupper() and low not in _ZONES
    if (low == "local" or named) and at(line, j + 1).low == "time":
        return None, True, j + 2
    if low in _ZONES and (at(line, j).text.isupper() or at(line, j + 1).low in {"time", "standard", "daylight"}):
        j += at(line, j + 1).low in {"standard", "daylight"}
        return _ZONES[low], False, j + 1 + (at(line, j + 1).low == "time")
    return None, False, i
