"""Asides that tell nothing of a price and are passed over: "(formerly Acme)", "Crude, for what it's worth, ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage

_LONGEST_BRACKETS = 12
_LONGEST = 24
_TELLING = frozenset({"name", "amount", "look", "dir", "day", "phase", "period", "pare", "colon", "semicolon", "open"})
_GOES_ON = frozenset(
    {"dir", "neutral", "be", "hit", "cause", "other", "pare", "yields", "forecast", "negation", "amount"}
)


def aside_end(passage: Passage, at: int) -> int:
    """Return the end of an aside that begins at item `at` and tells nothing of a price; -1 for none."""
    kind, phrase = passage.kinds[at], passage.state.phrase
    if kind == "open":
        return _brackets_end(passage, at) if phrase == "names" else -1
    if kind not in {"comma", "dash"} or passage.state.held is not None:
        return -1
    if phrase == "names" or (phrase == "pending" and passage.state.head not in {"", "noun"}):
        return _comment_end(passage, at)
    return -1


def _brackets_end(passage: Passage, at: int) -> int:
    """Return the end of brackets that only tell more of a name, "(formerly Acme)", "(#11, March)"; -1 for others."""
    for end in range(at + 1, min(at + _LONGEST_BRACKETS, len(passage.items))):
        what, kind = passage.items[end].what, passage.kinds[end]
        if kind == "shut":
            return end
        if kind in {"dir", "look", "phase", "day"} or (
            isinstance(what, Amount) and (what.unit or what.sign or not what.plain)
        ):
            return -1
    return -1


def _comment_end(passage: Passage, at: int) -> int:
    """Return the comma or dash that closes a comment, after which the predicate follows; -1 for none.

    Its "if" supposes nothing and its verbs are none of the market: "Gold, if you ask me, fell 2%", "Acme, which makes
    inverters and makes them for fewer people than it supposed, crashed 27%".
    """
    kinds = passage.kinds
    for end in range(at + 1, min(at + _LONGEST, len(passage.items))):
        kind = kinds[end]
        if kind == kinds[at] and end > at + 1:
            after = end + 1
            while kinds[after] == "filler":
                after += 1
            if kinds[after] in _GOES_ON or (kinds[after] == "prep" and passage.words[after] == "by"):
                return end
        if kind.partition(":")[0] in _TELLING:
            return -1
    return -1
