"""Whether a sentence speaks of a day as past or as still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

Tense = Literal["past", "future", "unknown"]

_FUTURE = words("dates", "future")
_FUTURE_TO = words("dates", "future_to")
_PAIRS = words("dates", "future_pairs")
_INTENT = words("dates", "intent")
_DETERMINERS = words("dates", "determiners")
_TO_COME = words("dates", "to_come")
_PAST = words("dates", "past")
_NOT_PAST = words("dates", "not_past")
_CLAUSE = words("dates", "clause")
_PASSIVE = frozenset({"be", "to", "been", "not"})
_REACH = 40
_STOPS = frozenset({";", ":", "\u201c", "\u201d", '"', "\u2014"})


def tense(line: list[Token], first: int, last: int) -> Tense:
    """Return the tense in which the words around tokens `first` to `last` speak.

    The nearest verb before decides, within the clause first; where none stands before, the nearest after. A participle
    counts as past unless a word of the future leads up to it ("will be held", "planned to").
    """
    if at(line, last).low in _TO_COME:
        return "future"
    before = _backward(line, first)
    return before if before != "unknown" else _forward(line, last)


def _cue(line: list[Token], i: int) -> Tense:
    """Return the tense that the word at `i` gives by itself."""
    low, after = at(line, i).low, at(line, i + 1).low
    if f"{low} {after}" in _PAIRS or (low in _FUTURE and _foretells(line, i)):
        return "future"
    if low in _FUTURE_TO and (after == "to" or (low in {"set", "ready"} and after == "for")):
        return "future"
    return "past" if low in _PAST else "unknown"


def _foretells(line: list[Token], i: int) -> bool:
    """Tell whether a word of the future is one here: neither "won", nor "due to the strike", nor "300 votes"."""
    low, before, after = at(line, i).low, at(line, i - 1), at(line, i + 1)
    if low == "won":
        return after.text in {"'", "\u2019"} and at(line, i + 2).low == "t"
    if low == "due":
        cause = at(line, i + 2).low
        return after.low != "to" or not (cause in _DETERMINERS or cause.endswith(("s", "ing")))
    if low == "votes":
        return before.kind not in {"number", "big"} and before.low not in _DETERMINERS | {"of", "million"}
    return at(line, i).text != "May"


def _weak(line: list[Token], i: int) -> bool:
    """Tell whether the word at `i` looks like a past form or a participle."""
    token = at(line, i)
    joined = at(line, i - 1).text == "-" or at(line, i + 1).text == "-"
    return token.text.islower() and token.low.endswith("ed") and token.low not in _NOT_PAST and not joined


def _backward(line: list[Token], first: int) -> Tense:
    weak = infinitive = False
    for i in range(first - 1, max(first - 1 - _REACH, -1), -1):
        found = _cue(line, i)
        low = at(line, i).low
        if infinitive and low in _INTENT:  # "agreed on Sunday to cut output in May"
            return "future"
        infinitive = infinitive or (low == "to" and at(line, i + 1).low not in _DETERMINERS)
        if found == "past" and at(line, i - 1).low in _PASSIVE:
            found, weak = "unknown", True
        if found != "unknown":
            return found
        weak = weak or _weak(line, i)
        if weak and (low in _CLAUSE or at(line, i).text in _STOPS):
            return "past"
    return "past" if weak else "unknown"


def _forward(line: list[Token], last: int) -> Tense:
    for i in range(last, min(last + _REACH, len(line))):
        found = _cue(line, i)
        if found != "unknown":
            return found
        if _weak(line, i):
            return "past"
        if at(line, i).text in _STOPS:
            return "unknown"
    return "unknown"
