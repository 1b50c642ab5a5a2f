"""Dates that date no happening of their sentence: a founding, a level of long ago, an inserted clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.articles.dates.tokens import Token

_FOUNDING = words("telling", "founding")
_STOOD = words("telling", "stood")
_COMPARED = words("telling", "compared")
_SUPERLATIVES = words("telling", "superlatives")
_PREPOSITIONS = frozenset({"in", "on", "of", "at", "back", "around", "about", "early", "late", "from"})
_RELATIVE = frozenset({"which", "who", "whose", "where"})
_AHEAD = frozenset({"expected", "scheduled", "planned"})
_ENDS = frozenset({",", ";", ")", "\u2014", "\u2013", "."})
_LEAD, _NEAR, _REACH, _HEAD = 3, 5, 12, 3


def is_bygone(line: list[Token], first: int) -> bool:
    """Tell whether a date only says when something was founded, or when a level was last seen.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> is_bygone(tokens("The exchange, founded in 1877, halted trading."), 5)
    True
    """
    verb = first - 1
    while verb > max(first - _LEAD, 0) and at(line, verb).low in _PREPOSITIONS:
        verb -= 1
    if at(line, verb).low in _FOUNDING:
        return True
    return at(line, verb).low in _STOOD and any(at(line, i).low in _COMPARED for i in range(max(0, verb - _NEAR), verb))


def is_compared(line: list[Token], since: int) -> bool:
    """Tell whether "since" at `since` ends a superlative: "its biggest drop since November"."""
    return any(at(line, i).low in _SUPERLATIVES for i in range(max(0, since - _NEAR), since))


def is_inserted(line: list[Token], first: int, last: int, *, tells: Callable[[int], bool]) -> bool:
    """Tell whether a date stands in a clause set between commas that tells no happening.

    "Acme, battered since its sale in 2008, failed"; but "the ruling, handed down on Monday, bans it".
    """
    comma = next((i for i in range(first - 1, max(first - _REACH, 0), -1) if line[i].text == "," or tells(i)), 0)
    if not comma or line[comma].text != ",":
        return False
    opens = line[comma + 1]
    if opens.low not in _RELATIVE and (not opens.low.endswith("ed") or opens.low in _AHEAD):
        return False
    before = next((i for i in range(comma - 1, max(comma - _REACH, 0), -1) if line[i].text == ","), 0)
    if before and line[before + 1].low in _RELATIVE:  # ", which had slept, tumbled on Monday" is a main clause
        return False
    closed = any(at(line, i).text in _ENDS for i in range(last, last + _REACH))
    return closed and not any(tells(i) for i in range(max(0, comma - _HEAD), comma))
