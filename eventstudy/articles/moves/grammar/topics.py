"""Sentences without a subject, which go on with what the one before spoke of: "Down 300 points at lunchtime."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage

_PASSED = frozenset({"filler", "day", "phase", "period", "comma", "and", "dash", "boundary", "together", "prep"})
_SUBJECT = frozenset({"name", "det", "head", "foreign"})
_CLOSES = frozenset({"close", "finish", "open", "settle"})
_LONGEST_HEADING = 3


def take_topic(passage: Passage) -> None:
    """Let a sentence that begins without a subject go on with what was spoken of before."""
    start = _start(passage)
    if start < 0 or not _is_bare(passage, start):
        return
    names = passage.state.memory.topic()
    if names:
        passage.state.fallback, passage.state.bare = names, True


def _start(passage: Passage) -> int:
    """Return the first item that tells something, after words of time and a heading: "Final score: down 118.68"."""
    kinds, count = passage.kinds, len(passage.items)
    at = _past(passage, 0)
    for colon in range(at, min(at + _LONGEST_HEADING + 1, count)):
        if kinds[colon] == "colon":
            return _past(passage, colon + 1)
        if kinds[colon] not in {"foreign", "det", "filler", "look", "neutral"}:
            break
    return at if at < count else -1


def _past(passage: Passage, at: int) -> int:
    while at < len(passage.items) and passage.kinds[at].partition(":")[0] in _PASSED:
        if passage.kinds[at] == "prep" and passage.words[at] != "at":
            break
        at += 1
    return at


def _is_bare(passage: Passage, at: int) -> bool:
    """Tell a verb, an adverb, an amount or an extreme at the head of a sentence, which no subject follows."""
    if at >= len(passage.items):
        return False
    if passage.kinds[at : at + 3] == ("det", "neutral", "be") and passage.words[at + 1] in _CLOSES:
        return True  # "the close was 588 lower at 15,871"
    what = passage.items[at].what
    if isinstance(what, Amount | Look):
        return not _has_subject(passage, at)
    if not isinstance(what, Entry) or what.word.endswith("ing"):
        return False
    if what.kind == "dir":
        after = passage.kinds[at + 1]
        qualifies = after in {"foreign", "name"} or after.startswith("head")
        finite = what.verb and not what.noun
        return (what.verb or not what.noun) and not qualifies and (finite or not _has_subject(passage, at))
    return what.kind in {"neutral", "hit"}


def _has_subject(passage: Passage, at: int) -> bool:
    """Tell "Down 3% on Monday, Brent is ..." and "Up 3% on the day: gold", whose subject comes after."""
    kinds = passage.kinds
    for mark in range(at + 1, len(passage.items)):
        if kinds[mark] in {"comma", "colon"} and kinds[mark + 1].partition(":")[0] in _SUBJECT:
            return kinds[mark + 1] != "foreign" or kinds[mark] == "colon"
        if kinds[mark] in {"semicolon", "boundary"}:
            return False
    return False
