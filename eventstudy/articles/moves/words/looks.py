"""Extremes ("a three-month high") and ranks ("the biggest one-day drop since September") as whole phrases."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from eventstudy.articles.moves.words.change_nouns import change_noun
from eventstudy.articles.moves.words.tails import (
    Scope,
    Tail,
    count_at,
    is_own,
    ordinal_at,
    owned_tail,
    tail_at,
    time_unit,
)
from eventstudy.articles.moves.words.vocabulary import Phrases, entries, hedges, key_of, values, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention, Direction, Phase

_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "fresh", "new", "another", "yet", "one", "more"})
_YEAR = 4
_OWNER, _BE = 7, frozenset({"was", "is", "were"})
_LEVELS = frozenset({"level", "levels", "price", "close", "finish", "settlement"})
_TOWARDS = frozenset({"toward", "towards", "near", "approaching"})
_RUNNING = frozenset({"year", "month", "week", "quarter"})
_CLOSED = frozenset({"closed", "ended", "finished", "settled", "closing", "ending", "finishing"})
_AFTER_RECORD = frozenset({"on", "in", "for", "and", "but", "as", "after", "before", "while", "at", "of"})


@dataclass(frozen=True, slots=True)
class Look:
    """A phrase that sets a value or a change against a span before it, over tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "look"
    sort: Literal["extreme", "rank", "streak", "mark"]
    """"mark" is a session's own high or low: a level, no extreme."""
    direction: Direction | None
    first: int
    last: int
    scope: Scope = "none"
    back: tuple[Decimal, str] | None = None
    """How far it looks back, "three-month": (3, "month"); how long a streak is."""
    anchor: DateMention | None = None
    value: Decimal | None = None
    phase: Phase | None = None
    bare: bool = False
    """"A record" right before its value."""
    owner: tuple[int, int] | None = None
    """Tokens that name whose rank it is: "the worst day for the Dow since 2009"."""


def look_at(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Return the extreme, rank or session mark whose phrase starts at token `at`.

    Parameters
    ----------
    line : Line
    at : int
    days : mapping of int to (DateMention, int)
        Date expressions of the sentence by their first token, with the token after their last.
    """
    if line.norms[at] in _TOWARDS:
        return None
    start = _past_determiners(line, at)
    if line.shapes[start] != "number" and line.norms[start] not in _after_article():
        return None
    return (
        _period_extreme(line, at, start, days)
        or _bare_record(line, at, start)
        or _superlative_extreme(line, at, start, days)
        or _rank(line, at, start, days)
        or _mark(line, at, start)
    )


@cache
def look_words() -> frozenset[str]:
    """Return the words that an extreme or a rank may begin with."""
    return _after_article() | _DETERMINERS


@cache
def look_cores() -> frozenset[str]:
    """Return the words one of which every extreme, rank and session mark has."""
    single = ("high", "low", "highest", "lowest", "superlatives", "best", "worst")
    levels = {word for key in ("all_time", "day_levels") for phrase in words("looks", key) for word in phrase.split()}
    return frozenset(
        {*(word for key in single for phrase in words("looks", key) for word in phrase.split()), *levels, "most"}
    )


@cache
def _after_article() -> frozenset[str]:
    phrases = (word for key in ("all_time", "day_levels") for word in _phrases(key).firsts())
    single = (words("looks", key) for key in ("highest", "lowest", "superlatives", "best", "worst"))
    marks = {*words("looks", "high"), *words("looks", "low"), "closing"}
    counts = {*values("numbers"), *values("ordinals"), *hedges().firsts(), "multi", "most", "among", "one"}
    return frozenset({*phrases, *(word for listed in single for word in listed), *counts, *marks})


@cache
def _phrases(key: str) -> Phrases[str]:
    return Phrases({key_of(phrase): phrase for phrase in sorted(words("looks", key))})


def _past_determiners(line: Line, at: int) -> int:
    for _ in range(3):
        if line.norms[at] not in _DETERMINERS or (line.norms[at] == "one" and line.norms[at + 1] == "-"):
            break
        at += 1
    return at


def _period_extreme(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "a three-month high", "52-week lows", "record close", "its 70th record close of the year"."""
    ordinal = ordinal_at(line, at)
    value, at = ordinal or (None, at)
    of_year = _is_of_year(line, first, at)
    at += of_year
    period = _period(line, at)
    if period is None and not of_year and not _is_fresh(line, first, at):
        return None
    back, at = period or (None, at)
    closing = False
    while line.norms[at] in {"closing", "intraday", "trading"}:
        closing, at = closing or line.norms[at] == "closing", at + 1
    word = line.norms[at]
    close = word in {"close", "closes", "finish", "settlement"}
    if word.endswith("s") and _is_counted(line, first):
        return None
    high = word in words("looks", "high") or (close and back is None)
    if not high and word not in words("looks", "low"):
        return None
    tail = tail_at(line, at + 1, days)
    if period is None and not of_year and (tail is None or tail.scope not in _RUNNING | {"since"}):
        return None
    scope: Scope = tail.scope if tail else "year" if of_year else ("all" if back is None else "back")
    phase: Phase | None = "close" if close or closing else None
    last = tail.last if tail else at + 1
    return Look(
        "extreme", "up" if high else "down", first, last, scope, back, tail.anchor if tail else None, value, phase
    )


def _is_of_year(line: Line, first: int, at: int) -> bool:
    """Tell "a new 2022 low"."""
    year = line.shapes[at] == "number" and line.norms[at].isdigit() and line.norms[at][:2] in {"19", "20"}
    fresh = not {"fresh", "new"}.isdisjoint(line.norms[first:at])
    return fresh and year and len(line.norms[at]) == _YEAR and line.norms[at + 1] in _ends_of_year()


@cache
def _ends_of_year() -> frozenset[str]:
    return words("looks", "high") | words("looks", "low") | {"closing"}


def _is_fresh(line: Line, first: int, at: int) -> bool:
    """Tell "a fresh closing low for the year" and "its high of the year"."""
    fresh = not {"fresh", "new", "its", "their", "the"}.isdisjoint(line.norms[first:at])
    return fresh and line.norms[at] in words("looks", "high") | words("looks", "low") | {"closing"}


def _bare_record(line: Line, first: int, at: int) -> Look | None:
    """Read "set a record on Friday" and "to a record 1,810.65", where no noun follows."""
    if line.norms[at] != "record" or at == first:
        return None
    led = line.norms[first - 1]
    following = line.norms[at + 1]
    value = line.shapes[at + 1] == "number" or (following == "$" and line.shapes[at + 2] == "number")
    ends = line.shapes[at + 1] in {"mark", ""}
    if led in words("looks", "record_verbs") and not value and (ends or following in _AFTER_RECORD):
        return Look("extreme", "up", first, at + 1, "all")
    closed = led == "at" and line.norms[first - 2] in _CLOSED
    if closed and (ends or following in _AFTER_RECORD - {"of", "in", "at"}):
        return Look("extreme", "up", first, at + 1, "all", phase="close")  # "closed at a record"
    counted = line.shapes[at + 1] == "number" and line.shapes[at + 2] == "word"
    if not value or counted or (led not in {"to", "at"} and led not in words("looks", "record_verbs")):
        return None
    return Look("extreme", None if led in {"to", "at"} else "up", first, at + 1, "all", bare=True)


def _is_counted(line: Line, at: int) -> bool:
    """Tell the number of shares at a mark, "42 new 52-week highs", from a mark of one."""
    at = at - 1 if line.norms[at - 1] == "new" else at
    return line.shapes[at - 1] == "number" or line.norms[at - 1] in values("numbers")


def _period(line: Line, at: int) -> tuple[tuple[Decimal, str] | None, int] | None:
    """Read "three-month", "52-week", "multi-year", "record", "all-time"; None as span for all time."""
    ever = _phrases("all_time").match(line.norms, at)
    if ever is not None:
        return None, ever[0] + (line.norms[ever[0]] == "-" and line.glued[ever[0] + 1])
    match = hedges().match(line.norms, at)
    at = match[0] if match else at
    if line.norms[at] == "multi" and line.norms[at + 1] == "-" and time_unit(line, at + 2):
        return (Decimal(0), cast("str", time_unit(line, at + 2))), at + 3
    count = count_at(line, at)
    if count is None or line.norms[at] in {"a", "an"}:
        return None
    skip = count[1]
    if line.norms[skip : skip + 6] == ("-", "and", "-", "a", "-", "half"):
        count, skip = (count[0] + Decimal("0.5"), skip + 6), skip + 6
    skip = skip + 1 if line.norms[skip] == "-" else skip
    unit = time_unit(line, skip)
    return None if unit is None else ((count[0], unit), skip + 1)


def _superlative_extreme(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "its highest level in more than three months", "the lowest close since March 2009"."""
    word = line.norms[at]
    level = line.norms[at + 1] in _LEVELS  # "a best level since April 1981"
    high = word in words("looks", "highest") or (level and word in words("looks", "best"))
    if not high and not (word in words("looks", "lowest") or (level and word in words("looks", "worst"))):
        return None
    at += 1
    closing = False
    while line.norms[at] in words("looks", "level_words"):
        closing = closing or line.norms[at] in {"close", "closing", "settlement", "settle", "finish", "end"}
        at += 1
    owner, tail = owned_tail(line, at, days)  # "the lowest close for WTI since May 30"
    if tail is None:
        return None
    phase: Phase | None = "close" if closing else None
    way: Direction = "up" if high else "down"
    return Look("extreme", way, first, tail.last, tail.scope, tail.back, tail.anchor, phase=phase, owner=owner)


def _rank(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "among the largest since", "its second-biggest one-day drop since", "the worst week of the year"."""
    among = False
    for opening in (("among", "the"), ("one", "of", "the"), ("one", "of", "its"), ("among", "its")):
        if line.norms[at : at + len(opening)] == opening:
            among, at = True, at + len(opening)
    value, at = ordinal_at(line, at) or (None, at)
    at = at + 1 if value is not None and line.norms[at] == "-" else at
    word = line.norms[at]
    if word not in _ranking():
        return None
    moved = _moved(line, at) if word == "most" else None  # "the most it has risen in a day for two years"
    if moved is not None:
        owner, tail = owned_tail(line, at + 4, days)
        return Look("rank", moved, first, tail.last, tail.scope, tail.back, tail.anchor) if tail is not None else None
    ever = line.norms[at + 1] == "ever"  # "its greatest ever one-day jump"
    change = change_noun(line, at + 1 + ever)
    told = line.norms[first - 1] in _BE or _is_owned(line.norms[max(first - _OWNER, 0) : first])
    bare = word in words("looks", "best") | words("looks", "worst") and line.norms[at + 1] in {"since", "in"}
    if change is None and not (among or told or bare) and word != "most":
        return None
    direction, spanned, at = change or (None, False, at + 1)
    if spanned or bare:
        direction = _sense(word)
    owner, tail = owned_tail(line, at, days)
    if tail is None and change is not None and (ever or (value is not None and is_own(line, first))):
        tail = Tail("all", at)  # "the Nikkei's fourth largest one-day drop", of all it has known
    if tail is None or (word == "most" and tail.scope not in {"since", "back"}):
        return None
    return Look("rank", direction, first, tail.last, tail.scope, tail.back, tail.anchor, value, owner=owner)


def _is_owned(before: Sequence[str]) -> bool:
    """Tell "the loss was the Nasdaq's steepest since 2011"."""
    return before[-1:] == ("'s",) and any(one in _BE and the == "the" for one, the in pairwise(before))


def _moved(line: Line, at: int) -> Direction | None:
    """Tell which way "the most it has risen" went."""
    if line.norms[at + 1] not in {"it", "they", "he", "she"} or line.norms[at + 2] not in {"has", "have", "had"}:
        return None
    found = entries().match((line.norms[at + 3], ""), 0)
    return found[1].direction if found is not None and found[1].kind == "dir" and found[1].verb else None


@cache
def _ranking() -> frozenset[str]:
    return words("looks", "superlatives") | words("looks", "best") | words("looks", "worst") | {"most"}


def _sense(word: str) -> Direction | None:
    if word in words("looks", "best"):
        return "up"
    return "down" if word in words("looks", "worst") else None


def _mark(line: Line, first: int, at: int) -> Look | None:
    """Read "a session high of", "an intraday low of": the session's own mark, which is a level."""
    found = _phrases("day_levels").match(line.norms, at)
    if found is None or line.norms[found[0]] not in {"of", "at", "near"}:
        return None
    low = not {"low", "lows"}.isdisjoint(line.norms[at : found[0]])
    return Look("mark", "down" if low else "up", first, found[0], phase="intraday")
