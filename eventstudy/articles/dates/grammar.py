"""Date expressions of a sentence: pieces, ranges of pieces, and pieces with a part of the day or a clock time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eventstudy.articles.dates import atoms
from eventstudy.articles.dates.clocks import EDGES, PARTS, at_twelve, clock_of, edge_of, sharpen, zone_at
from eventstudy.articles.dates.inside import PLACES, part_of_month
from eventstudy.articles.dates.phrases import (
    Beside,
    Clock,
    DayOf,
    Decade,
    Fixed,
    Holiday,
    MonthOf,
    Now,
    Offset,
    Phrase,
    QuarterOf,
    Relative,
    Simple,
    Span,
    Weekday,
    WeekdayBeside,
    WeekOf,
    Whole,
    YearOf,
)
from eventstudy.articles.dates.relative import AFTER_THE, COUNT_WORDS, counted, offset, part_clock, weekday_offset
from eventstudy.articles.dates.relative import OPENED_BY as RELATIVE
from eventstudy.articles.dates.stretches import FIRST, quarter, season, stretch
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.dates.years import day_number, month_at, year_number
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.articles.dates.tokens import Token

_DATES = table("english")["dates"]
_WEEKDAYS = frozenset(_DATES["weekdays"].split())
_TO = frozenset({"to", "through", "until", "till", "-", "\u2013", "\u2014"})
_LASTS = frozenset({"through", "until", "till"})
_DAYLIKE = (DayOf, Weekday, Relative, Holiday, Fixed, Beside, WeekdayBeside)
_NOT_A_SUBJECT = frozenset({"the", "a", "for", "in", "", "trading", "during", "over", "this", "last"})
_ABOUT_CLOCK = frozenset({"at", "about", "around", "just", "shortly", "soon", "by", "after", "before", "approximately"})
_JOINTS = {"between": frozenset({"and"}), "from": _TO}
_EDGE_WORDS = EDGES | PARTS | {"before", "pre", "wee", "small"}
_NO_PART = Clock(-1, 0)  # "Friday local time": a place, but no part of the day


def phrases(line: list[Token]) -> list[Phrase]:
    """Return the date expressions of a sentence, in order and apart.

    Only tokens that can open one are looked at.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> [phrase.what for phrase in phrases(tokens("He resigned in May 2018."))]
    [MonthOf(month=5, year=2018, shift=None, which='nearest')]
    """
    found: list[Phrase] = []
    after = 0
    for i, token in enumerate(line):
        if i >= after and (token.low in OPENERS or token.kind in _COUNTS):
            following = _FOLLOWED.get(token.low) or (_AFTER_NUMBER if token.kind == "number" else None)
            if following is not None and at(line, i + 1).low not in following and not _may_be_year(line, i):
                continue
            phrase = _phrase(line, i)
            if phrase is not None:
                found.append(phrase)
                after = phrase.last
    return found


def _may_be_year(line: list[Token], i: int) -> bool:
    """Tell whether a number is of four digits or stands after an apostrophe."""
    token = line[i]
    return token.kind == "number" and (len(token.text) > 3 or at(line, i - 1).text in _APOSTROPHES)  # noqa: PLR2004


def _phrase(line: list[Token], i: int) -> Phrase | None:
    token = line[i]
    if token.low in _JOINTS:
        return _between(line, i)
    if token.kind == "clock":
        return _bare(_timed_before(line, i))
    read = _week_of(line, i) if token.low == "week" else _edged(line, i) if token.low in _EDGE_WORDS else None
    return _bare(read or at_twelve(line, i) or _offset(line, i) or _plain(line, i))


def _bare(read: Phrase | None) -> Phrase | None:
    """Drop a clock that says no more than the place."""
    return replace(read, clock=None) if read and read.clock and read.clock.hour < 0 else read


def _simple(line: list[Token], i: int) -> tuple[Simple, Clock | None, int] | None:
    token = at(line, i)
    for read in (*_BY_WORD.get(token.low, ()), *_BY_KIND.get(token.kind, ())):
        found = read(line, i)
        if found is not None:
            return found if len(found) > 2 else (found[0], None, found[1])  # noqa: PLR2004 - with a clock
    return None


def _offset(line: list[Token], i: int) -> Phrase | None:
    """Read "the day before" of "the day before Christmas", "two days after" of "two days after Friday's vote"."""
    read = weekday_offset(line, i) or offset(line, i)
    if read is None:
        return None
    count, unit, end, number = read
    inner = _simple(line, end + (at(line, end).low in {"the", "a", "its", "their"}))
    if inner is None:  # "two days after the filing of Sept. 15"
        j = next((j for j in range(end, end + 5) if at(line, j).low in {"of", "on"}), end)
        told = j > end and all(at(line, k).text.islower() for k in range(end, j))
        inner = _simple(line, j + 1 + (at(line, j + 1).low == "the")) if told else None
    fits = inner is not None and isinstance(inner[0], _DAYLIKE) and not isinstance(inner[0], Relative | Beside)
    return Phrase(i, end, Offset(count, unit, inner[0], number)) if fits and inner is not None else None


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
    first = at(line, i).low
    joint = _JOINTS[first]
    left = _end_of_range(line, i + 1)
    if left is None or at(line, left[1]).low not in joint:
        return None
    right = _end_of_range(line, left[1] + 1) or _same_month(line, left[0], left[1] + 1)
    lasts = at(line, left[1]).low in _LASTS
    if (
        right is None
        or not _alike(left[0], right[0], lasts=lasts)
        or (first == "from" and isinstance(right[0], Relative))
    ):
        return None
    return Phrase(i, right[1], Span(left[0], right[0]))


def _same_month(line: list[Token], left: Simple, i: int) -> tuple[Simple, int] | None:
    """Read the second day of "between July 8 and 19"."""
    day = day_number(line, i) if isinstance(left, DayOf) and left.year is None else None
    ends = at(line, i + 1).kind != "word" or at(line, i + 1).text.islower()
    return (replace(left, day=day), i + 1) if isinstance(left, DayOf) and day and day > left.day and ends else None


def _end_of_range(line: list[Token], i: int) -> tuple[Simple, int] | None:
    """Read one end of a range, where a four-digit number is a year, and "March" a month, without more evidence."""
    if at(line, i).low in EDGES:  # "from mid-May to late July" are the whole months
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


def _alike(left: Simple, right: Simple, *, lasts: bool = False) -> bool:
    days = (DayOf, Fixed, Holiday, Weekday) if lasts else (DayOf, Fixed, Holiday)
    return type(left) is type(right) or (isinstance(left, days) and isinstance(right, days))


def _week_of(line: list[Token], i: int) -> Phrase | None:
    """Read "the week of March 3", "the week ended Friday"."""
    if at(line, i).low != "week" or at(line, i + 1).low not in {"of", "ended", "ending", "beginning", "starting"}:
        return None
    if at(line, i + 1).low == "ended" and at(line, i - 1).low not in _NOT_A_SUBJECT:  # "the worst week ended Friday"
        return None
    read = _simple(line, i + 2)
    return Phrase(i, read[2], WeekOf(read[0])) if read and isinstance(read[0], _DAYLIKE) else None


def _edged(line: list[Token], i: int) -> Phrase | None:
    """Read "late Thursday", "early on Friday morning", "earlier this week", "mid-March", "pre-dawn Friday"."""
    part, j = edge_of(line, i)
    if j == i:
        return None
    inner = _plain(line, j)
    if inner is None or isinstance(inner.what, Span):
        return None
    if not isinstance(inner.what, _DAYLIKE) or _is_long(inner.what):
        fits = part in EDGES and isinstance(inner.what, Whole | MonthOf | QuarterOf | YearOf | Decade)
        return replace(inner, first=i) if fits else None
    if (isinstance(inner.what, Relative) and inner.what.first != inner.what.last) or part == "end":
        return None
    return replace(inner, first=i, clock=sharpen(part, inner.clock))


def _timed_before(line: list[Token], i: int) -> Phrase | None:
    """Read "11 a.m. on Friday", "8:30 a.m. Eastern time on Jan. 3"."""
    clock = clock_of(at(line, i))
    if clock is None:
        return None
    zone, local, j = zone_at(line, i + 1)
    if at(line, j).low == "in":
        start = j
        j += 1
        while j <= start + 3 and at(line, j).text[:1].isupper() and at(line, j).low not in _WEEKDAYS:
            j += 1
        j = start if j == start + 1 else j
    end, placed = j, zone is not None or local or at(line, j - 1).text[:1].isupper()
    j += at(line, j).text == ","
    j += at(line, j).low == "on"
    read = _simple(line, j)
    clock = replace(clock, zone=zone, local=local)
    if read is None or not isinstance(read[0], _DAYLIKE) or _is_long(read[0]):
        return Phrase(i, end, Now(), clock) if placed and end > i + 1 else None
    return Phrase(i, read[2], read[0], clock)


def _time_after(line: list[Token], i: int, clock: Clock | None) -> tuple[Clock | None, int]:
    """Read what follows a day: "night", "early morning", "at 9 a.m. GMT", "local time"."""
    j = i + (at(line, i).text == "," and "clock" in {at(line, i + 1).kind, at(line, i + 2).kind})
    while j < i + 4 and at(line, j).low in _ABOUT_CLOCK:
        j += 1
    exact = clock_of(at(line, j))
    if exact is not None:
        zone, local, end = zone_at(line, j + 1)
        return replace(exact, zone=zone, local=local), end
    if at(line, i).low in PARTS:
        edge, end = edge_of(line, i)
        clock, i = part_clock(edge), end - (at(line, end - 1).low in {"on", "of"})
    zone, local, end = zone_at(line, i)
    if clock is None:
        return (replace(_NO_PART, local=True), end) if local else (None, i)
    return replace(clock, zone=zone, local=local), end


# which reader what word or kind of token opens
_WHICH = frozenset({"last", "this", "next"})
_MONTHS = frozenset(_DATES["months"]) | frozenset(_DATES["short_months"])
_OPENED_BY: tuple[tuple[Callable[[list[Token], int], Any], frozenset[str]], ...] = (
    (part_of_month, PLACES),
    (atoms.holiday, atoms.FIRST_OF_HOLIDAY | _WHICH),
    (atoms.weekday, _WEEKDAYS | frozenset(_DATES["short_weekdays"]) | _WHICH),
    (atoms.month_day, _MONTHS),
    (atoms.month, _MONTHS | _WHICH),
    (stretch, FIRST),
    (quarter, frozenset(_DATES["ordinals"]) | {"final", "last", "closing"}),
    (season, frozenset(_DATES["seasons"]) | _WHICH),
    *RELATIVE,
)
_BY_WORD = {
    word: tuple(read for read, opened in _OPENED_BY if word in opened)
    for word in frozenset().union(*(opened for _, opened in _OPENED_BY))
}
_BY_KIND: dict[str, tuple[Callable[[list[Token], int], Any], ...]] = {
    "iso": (atoms.fixed,),
    "slash": (atoms.fixed,),
    "ordinal": (atoms.day_month, quarter, atoms.day_alone),
    "number": (atoms.day_month, stretch, atoms.year, counted),
    "mixed": (quarter, stretch),
}
_COUNTS = frozenset({*_BY_KIND, "clock"})
OPENERS = _BY_WORD.keys() | _EDGE_WORDS | _JOINTS.keys() | {"week"}
_APOSTROPHES = frozenset({"'", "\u2019", "\u2018"})
_AFTER_COUNT = words("dates", "after_count")
_AFTER_NUMBER = _AFTER_COUNT | _MONTHS | _TO | {"of"}
_FOLLOWED = dict.fromkeys(COUNT_WORDS, _AFTER_COUNT) | {"the": AFTER_THE}
