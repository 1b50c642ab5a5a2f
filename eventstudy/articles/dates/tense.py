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
_CUES = {"seen"} | _FUTURE | _FUTURE_TO | _PAST | {pair.split()[0] for pair in _PAIRS}
_PASSIVE = frozenset({"be", "to", "been", "not"})
_REPORTED = frozenset({"announced", "reported", "confirmed", "disclosed", "revealed"})
_ONWARDS = frozenset({"until", "till", "through", "from"})
_OVER = words("dates", "over")
_CHANGED = words("dates", "changed")
_SETTLED = frozenset({"agreement", "deal", "accord", "contract", "settlement", "pact", "truce", "ruling"})
_REACHED = frozenset({"high", "highs", "low", "lows", "peak", "record", "close", "trough", "top", "bottom"})
_STAYS = frozenset({"stay", "stays", "remain"})
_LIMITS = frozenset({"until", "till", "by"})
_NO_PLURALS = words("dates", "no_plurals")
_STARTING = frozenset({"starting", "beginning", "effective"})
_STANDS = frozenset({"is", "are", "falls"})
_IS = frozenset({"is", "brings", "marks"})
_DELAYS = words("dates", "delays")
_PLAIN_PRESENT = words("dates", "plain_present")
_ONLY_VERBS = words("dates", "only_verbs")
_S_PRESENT = _ONLY_VERBS | words("dates", "s_present")
_PRESENT = words("dates", "present")
_SAME_FORM = words("dates", "same_form")
_MODALS = frozenset({"would", "will", "may", "might", "could", "can", "to", "shall", "should", "must"})
_REACH, _CLAUSE_REACH = 40, 14
_STOPS = frozenset({";", ":", "\u201c", "\u201d", '"', "\u2014"})


def tense(line: list[Token], first: int, last: int, *, weekday: bool = False) -> Tense:
    """Return the tense in which the words around tokens `first` to `last`, of a weekday perhaps, speak.

    The nearest verb before decides, within the clause first; where none stands before, the nearest after. A participle
    counts as past unless a word of the future leads up to it ("will be held", "planned to").
    """
    found = _by_neighbours(line, first, last, weekday=weekday)
    if found == "unknown":
        found = _backward(line, first, weekday=weekday)
    if found == "unknown" and at(line, first - 1).low == "on" and at(line, first - 2).low in _REACHED:
        return "past"
    if found == "unknown":
        found = _forward(line, last)
    before = first - 1 - (at(line, first - 1).low == "the")
    return "future" if found == "unknown" and at(line, before).low in _LIMITS else found


def _by_neighbours(line: list[Token], first: int, last: int, *, weekday: bool) -> Tense:
    """Return the tense that the words next to an expression settle by themselves."""
    if not weekday and at(line, last).low in _TO_COME:  # "May Brent", not "on Wednesday Brent"
        return "future"
    if at(line, first - 1).low == "since":
        return "past"
    if at(line, first - 1).low in _ONWARDS and _lasts(line, first - 1):
        return "future"
    stands = at(line, first - 1).low == "on" and at(line, first - 2).low in _STANDS  # "the second round is on May 7"
    stands = stands or (weekday and at(line, first - 1).low in _STARTING)
    if stands or (weekday and at(line, last).low in _IS and not _on_it(line, first, last)) or _put_off(line, first):
        return "future"
    if weekday and at(line, last + 1).low == "s" and at(line, last + 2).low in _OVER:  # "at Monday's close"
        return "past"
    return "unknown"


def _on_it(line: list[Token], first: int, last: int) -> bool:
    """Tell "the recall on Friday is its third" from "Friday is the deadline" and "the vote on Friday is expected"."""
    return at(line, first - 1).low == "on" and at(line, last + 1).low in _DETERMINERS


def _lasts(line: list[Token], i: int) -> bool:
    """Tell whether the present tense leads up to "until" or "from" at `i`: "is suspended until", "apply from"."""
    for j in range(i - 1, max(i - 1 - _CLAUSE_REACH, -1), -1):
        low = at(line, j).low
        if low in _PRESENT:
            return True
        if (low in _PAST and low not in _SAME_FORM) or low in _CLAUSE or at(line, j).text in _STOPS:
            return False
    return False


def _cue(line: list[Token], i: int) -> Tense:
    """Return the tense that the word at `i` gives by itself."""
    low = line[i].low
    if low not in _CUES:
        return "unknown"
    after = at(line, i + 1).low
    if f"{low} {after}" in _PAIRS or (low in _FUTURE and _foretells(line, i)):
        return "future"
    if low in _FUTURE_TO and (after == "to" or (low in {"set", "ready"} and after == "for")):
        return "future"
    if low == "seen" and after.endswith("ing"):  # "rates are seen rising in March"
        return "future"
    noun = low in _SAME_FORM and at(line, i - 1).low in _CHANGED  # "a rate cut"
    return "past" if low in _PAST and not noun else "unknown"


def _foretells(line: list[Token], i: int) -> bool:
    """Tell whether a word of the future is one here: neither "won", nor "due to the strike", nor "300 votes"."""
    low, before, after = at(line, i).low, at(line, i - 1), at(line, i + 1)
    if low == "must":
        return after.low != "have"  # "must have failed on Friday"
    if low == "won":
        return after.text in {"'", "\u2019"} and at(line, i + 2).low == "t"
    if low == "due":
        cause = at(line, i + 2).low
        return after.low != "to" or not (cause in _DETERMINERS or cause.endswith(("s", "ing")))
    if low == "tentative":
        return after.low not in _SETTLED
    if low == "votes":
        return before.kind not in {"number", "big"} and before.low not in _DETERMINERS | {"of", "million"}
    return at(line, i).text != "May"


def _weak(line: list[Token], i: int) -> bool:
    """Tell whether the word at `i` looks like a past form or a participle."""
    token = line[i]
    if not token.low.endswith("ed"):
        return False
    joined = at(line, i - 1).text == "-" or at(line, i + 1).text == "-"
    return token.text.islower() and token.low not in _NOT_PAST and not joined


def _put_off(line: list[Token], first: int) -> bool:
    """Read "postponed the vote to Tuesday", "put off some tariffs until mid-December"."""
    before = first - 1 - (at(line, first - 1).low == "the")
    return at(line, before).low in {"to", "until", "till"} and any(
        at(line, j).low in _DELAYS for j in range(first - 7, before)
    )


def _announces(line: list[Token], i: int) -> bool:
    """Tell whether a verb in the present stands at `i`: "Greeks vote", "the Fed announces", "Nvidia reports".

    A plural goes before a plain form; what may also be a noun ("reports") follows a name or a pronoun.
    """
    low = line[i].low
    if low in _SAME_FORM and at(line, i - 1).low in _STAYS:
        return True  # "markets stay shut Monday"
    if low not in _PLAIN_PRESENT and low not in _S_PRESENT:
        return False
    before = at(line, i - 1)
    if low in _PLAIN_PRESENT:
        pair = at(line, i - 2).low == "and" and at(line, i - 3).text[:1].isupper()  # "JPMorgan and Citi report"
        if pair and before.text[:1].isupper():
            return True
        return before.low.endswith("s") and not before.low.endswith("ss") and before.low not in _NO_PLURALS
    name = before.kind == "word" and before.text[0].isupper() and i > 1
    return low in _ONLY_VERBS or name or before.low in {"it", "he", "she", "which", "who", "they"}


def _led(line: list[Token], i: int) -> bool:
    """Tell whether a form that may be past is led by a modal or "to": "would hit", "may cut", "to shut"."""
    first = i - 8 if at(line, i - 1).low == "and" else i - 2  # "is forecast to grow into a hurricane and hit the coast"
    return at(line, i).low in _SAME_FORM and any(at(line, j).low in _MODALS for j in range(first, i))


def _backward(line: list[Token], first: int, *, weekday: bool) -> Tense:
    weak = infinitive = False
    for i in range(first - 1, max(first - 1 - _REACH, -1), -1):
        found = _cue(line, i)
        low = line[i].low
        if _announces(line, i):
            return "past" if weak else "future"
        if infinitive and low in _INTENT:  # "agreed on Sunday to cut output in May", but "agreed to buy it on Friday"
            dated: Tense = "past" if weekday else "unknown" if at(line, first - 1).low == "on" else "future"
            return dated if low == "agreed" else "future"
        infinitive = infinitive or (low == "to" and at(line, i + 1).low not in _DETERMINERS)
        if low in _REPORTED and at(line, i - 1).low not in _PASSIVE | _MODALS | {"is", "are"}:
            return "past"  # "it will buy Beta, the firms announced on Monday"
        if found == "past" and _led(line, i):
            continue
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
