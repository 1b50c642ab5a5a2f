"""Streaks as whole phrases: "a sixth straight session", "its fourth advance in a row", "a five-day losing streak"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.tails import count_at, ordinal_at
from eventstudy.articles.moves.words.vocabulary import noun_of_change, values, words

if TYPE_CHECKING:
    from decimal import Decimal

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Direction

_DETERMINERS = frozenset({"a", "an", "the", "its", "their"})
_WAYS: dict[str, Direction] = {"up": "up", "winning": "up", "positive": "up", "down": "down", "losing": "down"}
_SESSIONS = frozenset({"day", "days", "session", "sessions", "week", "weeks", "month", "months", "trading"})
_INTO = frozenset({"to", "into"})
_SENSE: dict[str, Direction] = {"winning": "up", "losing": "down"}


@dataclass(frozen=True, slots=True)
class _Kind:
    """What follows the number: of what, which way, and how it shows that the run is unbroken."""

    unit: str
    direction: Direction | None
    last: int
    unbroken: bool
    timed: bool


def streak_at(line: Line, at: int) -> Look | None:
    """Return the streak whose phrase starts at token `at`; one that ends ("snapped a six-day ...") is none.

    Examples
    --------
    >>> from eventstudy.articles.moves.words.tokens import line_of
    >>> found = streak_at(line_of("its fourth advance in a row"), 0)
    >>> found.value, found.direction, found.back, found.last
    (Decimal('4'), 'up', (Decimal('4'), 'session'), 6)
    """
    start = at + 1 if line.norms[at] in _DETERMINERS else at
    if line.shapes[start] != "number" and line.norms[start] not in _opening():
        return None
    if not words("streaks", "over").isdisjoint(line.norms[max(at - 2, 0) : at]):
        return None
    return _losing_streak(line, at, start) or _run(line, at, start)


@cache
def streak_words() -> frozenset[str]:
    """Return the words that a streak may begin with."""
    return _DETERMINERS | _opening()


@cache
def streak_cores() -> frozenset[str]:
    """Return the words one of which every streak has."""
    ordinals = {*values("ordinals"), "st", "nd", "rd", "th"}
    return frozenset({*words("streaks", "straight"), *_SENSE, "row", "running", *ordinals})


@cache
def _opening() -> frozenset[str]:
    return frozenset({*values("numbers"), *values("ordinals"), *_SENSE})


def _run(line: Line, at: int, start: int) -> Look | None:
    """Read "a sixth straight session", "three days in a row", "a second week"."""
    ordinal = ordinal_at(line, start)
    number = ordinal or count_at(line, start)
    if number is None or number[0] < 2 or number[0] != number[0].to_integral_value():  # noqa: PLR2004 - one is no streak
        return None
    kind = _kind(line, number[1], ordinal=ordinal is not None)
    if kind is None:
        return None
    led = line.norms[at - 1] == "for" or any(
        word.startswith("extend") for word in line.norms[max(at - 5, 0) : at] if line.norms[at - 1] in _INTO
    )
    whole = kind.timed and ordinal is not None and led and kind.direction is None
    if not (kind.unbroken or whole):
        return None
    return _look(at, kind.last, number[0], kind.unit, kind.direction)


def _look(first: int, last: int, value: Decimal, unit: str, direction: Direction | None) -> Look:
    return Look("streak", direction, first, last, back=(value, unit), value=value)


def _kind(line: Line, at: int, *, ordinal: bool) -> _Kind | None:
    """Read "straight weekly gain", "session of losses", "days running" after the number."""
    straight = line.norms[at] in words("streaks", "straight")
    at += straight
    every = values("every").get(line.norms[at])
    at += every is not None or line.norms[at] in {"trading", "intraday"}
    way: Direction | None = _WAYS.get(line.norms[at]) if line.norms[at + 1] in _SESSIONS else None
    at += way is not None
    at += line.norms[at] == "trading"
    timed = values("time_nouns").get(line.norms[at])
    direction = way or noun_of_change(line, at)
    if timed is None and direction is None:
        return None
    at += 1
    of_change = noun_of_change(line, at + 1) if line.norms[at] == "of" else None
    if of_change is not None:
        at, direction = at + 2, of_change
    row = 3 if line.norms[at : at + 3] == ("in", "a", "row") else int(line.norms[at] in {"running", "straight"})
    unbroken = bool(straight or row or (of_change is not None and timed is not None and ordinal))
    return _Kind(every or timed or "session", direction, at + row, unbroken, timed is not None)


def _losing_streak(line: Line, at: int, start: int) -> Look | None:
    """Read "a five-day losing streak" and "its losing streak to five days"."""
    if line.norms[start] in _SENSE and line.norms[start + 1] in words("streaks", "streak"):
        number = count_at(line, start + 3) if line.norms[start + 2] in {"to", "of"} else None
        unit = values("time_nouns").get(line.norms[number[1]]) if number is not None else None
        if number is None or unit is None:
            return None
        return _look(at, number[1] + 1, number[0], unit, _SENSE[line.norms[start]])
    number = count_at(line, start)
    if number is None:
        return None
    skip = number[1] + (line.norms[number[1]] == "-")
    unit = values("time_nouns").get(line.norms[skip])
    sense = _SENSE.get(line.norms[skip + 1])
    if unit is None or sense is None or line.norms[skip + 2] not in words("streaks", "streak"):
        return None
    return _look(at, skip + 3, number[0], unit, sense)
