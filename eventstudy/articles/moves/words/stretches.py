"""Spans beyond fixed phrases: "over two days", "in a shortened week", "two-day loss", "worst week since 2008"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from eventstudy.articles.moves.words.tails import count_at
from eventstudy.articles.moves.words.vocabulary import noun_of_change, values, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.articles.moves.words.tokens import Line

_REACH = 7
_DETERMINERS = frozenset({"a", "an", "the", "this", "its", "their"})
_TO_DATE = frozenset({"start", "beginning", "turn", "outset"})
_NOUN_REACH = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span over tokens `first` to `last` (excluded), `count` units long; 0 for the calendar's own, up to the day."""

    sort: Literal["phrase", "adjective", "rank"]
    first: int
    last: int
    unit: str
    count: int
    clear: bool = True
    """Its extent is told."""


@cache
def _units() -> frozenset[str]:
    return frozenset({*values("time_nouns"), *values("every")})


def stretches_in(line: Line) -> tuple[Stretch, ...]:
    """Return the spans of more than a session in a sentence, left to right.

    Examples
    --------
    >>> from eventstudy.articles.moves.words.tokens import line_of
    >>> found = stretches_in(line_of("The Dow has lost 1,911 points over two days"))
    >>> [(one.sort, one.count, one.unit) for one in found]
    [('phrase', 2, 'session')]
    """
    if _units().isdisjoint(line.present):
        return ()
    return tuple(_each(line))


def _each(line: Line) -> Iterator[Stretch]:
    for at in range(line.count):
        if line.norms[at] in _units():
            found = _rank(line, at) or _adjective(line, at) or _phrase(line, at)
            if found is not None and (found.unit, found.count) not in {("session", 1), ("day", 1)}:
                yield found


def _unit(line: Line, at: int) -> str:
    return values("time_nouns").get(line.norms[at]) or values("every")[line.norms[at]]


def _count(line: Line, at: int) -> int | None:
    """Return the number that token `at` is, which no article is."""
    found = None if line.norms[at] in {"a", "an"} else count_at(line, at)
    whole = found is not None and found[0] == found[0].to_integral_value() and found[0] > 0
    return int(found[0]) if found is not None and whole else None


def _before(line: Line, at: int) -> int | None:
    """Return the number before the unit at `at`: "two-day", "five trading sessions"."""
    back = at - 1
    while back > at - _NOUN_REACH and line.norms[back] in {"-", "trading", "straight", "consecutive"}:
        back -= 1
    return _count(line, back) if back >= 0 else None


def _rank(line: Line, at: int) -> Stretch | None:
    """Read "worst week", "biggest weekly loss", "steepest five-day drop"; a record day is a session."""
    unit, count = _unit(line, at), _before(line, at)
    first = next((back for back in range(at - 1, max(at - 5, -1), -1) if _tops(line, back)), None)
    if (
        first is None
        or (unit == "session" and count is None)
        or not words("stretches", "before").isdisjoint(line.norms[first:at])
    ):
        return None
    return Stretch("rank", first, at + 1, unit, count or 0)


def _tops(line: Line, at: int) -> bool:
    return line.norms[at] in words("stretches", "superlatives")


def _adjective(line: Line, at: int) -> Stretch | None:
    """Read "two-day loss", "weekly decline"."""
    word = line.norms[at]
    every = word in values("every")
    count = None if every else _before(line, at)
    if (not every and (count is None or line.norms[at - 1] != "-")) or word.endswith("days"):
        return None
    last = next((end for end in range(at + 1, at + 1 + _NOUN_REACH) if noun_of_change(line, end)), None)
    if last is None or not line.norms[at + 1].isalpha():
        return None
    first = at if every else at - 2
    return Stretch("adjective", first, last + 1, _unit(line, at), count or 0)


def _phrase(line: Line, at: int) -> Stretch | None:
    """Read "over the past five sessions", "in a shortened week", "since the start of the year"."""
    if line.norms[at] in values("every") or line.norms[at + 1] in _units():  # "a four-day week" is a week
        return None
    first = next((back for back in range(at - 1, max(at - _REACH - 1, -1), -1) if not _inside(line, back)), -1)
    if first < 0 or line.norms[first] not in words("stretches", "spanning"):
        return None
    between = line.norms[first + 1 : at]
    if "," in between and between[0] not in _DETERMINERS:
        return None
    unit, count = _unit(line, at), _before(line, at)
    if line.norms[first] == "since":
        return Stretch("phrase", first, at + 1, unit, 0) if not _TO_DATE.isdisjoint(between) else None
    if not words("stretches", "ahead").isdisjoint(between) or (unit == "session" and _is_day(line, at, between, count)):
        return None
    return _measured(line, first, at, count)


def _inside(line: Line, at: int) -> bool:
    """Tell whether a token may stand between the preposition of a span and its unit."""
    norm = line.norms[at]
    if norm in words("stretches", "prepositions"):
        return False
    return norm in {"-", ","} or line.shapes[at] in {"word", "number"}


def _is_day(line: Line, at: int, between: tuple[str, ...], count: int | None) -> bool:
    """Tell "in a volatile session" from "in recent days"."""
    return count is None and not (line.norms[at].endswith("s") and (len(between) <= _NOUN_REACH))


def _measured(line: Line, first: int, at: int, count: int | None) -> Stretch | None:
    between, unit = line.norms[first + 1 : at], _unit(line, at)
    plain = [word for word in between if word not in words("stretches", "measures")]
    told = (line.norms[first - 1], *between)
    vague = not words("stretches", "vague").isdisjoint(told) or line.norms[at + 1] in words("stretches", "bounds")
    if vague:
        return Stretch("phrase", first, at + 1, unit, count or 0, clear=False)
    if count is not None:
        extra = [word for word in plain if _count(line, first + 1 + between.index(word)) != count]
        return Stretch("phrase", first, at + 1, unit, count, clear=not extra)
    past = not words("stretches", "past").isdisjoint(between) or (bool(between) and between[-1] in {"a", "an"})
    owned = bool(between) and not _DETERMINERS.isdisjoint(between)
    return Stretch("phrase", first, at + 1, unit, int(past), clear=owned and not line.norms[at].endswith("s"))
