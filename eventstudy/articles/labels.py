"""A short phrase for a happening, in the words of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.happenings import is_past, is_saying
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_CLAUSE = words("dates", "clause")
_EMPTY = words("telling", "empty")
_LEFT, _RIGHT = 11, 10
_SAID = frozenset({"that", "to"})
_OBJECT = frozenset({"against", "of", "on"})
_SIGNS = frozenset({",", ";", ":", "(", ")", "[", "]", '"', "\u201c", "\u201d", "\u2014", "\u2013", "?", "!"})
_LINKS = frozenset({"followed", "follows", "prompted", "sparked", "triggered"})
_TAIL = words("telling", "tail")


def label(line: list[Token], own: range, low: int, dated: set[int]) -> tuple[str, list[Token]]:
    """Return the words around a happening up to the ends of its clause, at most a line of them, and their tokens.

    `own` are the words of the happening itself, `low` is where another begins, `dated` tell other things.

    A date is left out, and so is what follows it unless that says what was said or meant, "announced in May that it
    would withdraw", or all there is to say: "the attack in May on a pipeline".
    """
    at_word = own[-1]
    first, last = own[0], at_word + 1
    while first > low and at_word - first < _LEFT and not _bounds(line, first - 1, dated, backward=True):
        first -= 1
    while last < len(line) and last - at_word < _RIGHT and not _bounds(line, last, dated, backward=False):
        last += 1
    start = _trim_left(line, first, own[0])
    chosen = line[start : _trim_right(line, last, at_word)]
    if start == own[0] and is_past(line[start]):
        chosen = _subject(line, first, low, dated) + chosen
    links = _SAID if len(chosen) > len(own) else _SAID | _OBJECT
    return _join(chosen + _content(line, last, dated, links)), chosen


def _subject(line: list[Token], first: int, low: int, dated: set[int]) -> list[Token]:
    """Return the words that a date or an inserted clause parts from the happening they are the subject of.

    "Airstrikes on Sunday killed 25", "the minister, who had led the party, resigned".
    """
    end = first
    while end > low and end - 1 in dated:
        end -= 1
    if end > low and line[end - 1].text == ",":
        end = next((i for i in range(end - 2, max(low, end - _LEFT), -1) if line[i].text == ","), first)
    start = end
    while start > low and end - start < _LEFT and not _bounds(line, start - 1, dated, backward=True):
        start -= 1
    start = _trim_left(line, start, end)
    return line[start : _trim_right(line, end, start)] if start < end < first else []


def _trim_left(line: list[Token], first: int, at_word: int) -> int:
    while first < at_word and (line[first].low in _EMPTY | _TAIL or line[first].kind == "sign"):
        first += 1
    return first


def _trim_right(line: list[Token], last: int, at_word: int) -> int:
    while last > at_word + 1 and (line[last - 1].low in _TAIL or _loose_sign(line, last - 1)):
        last -= 1
    return last


def _content(line: list[Token], last: int, dated: set[int], links: frozenset[str]) -> list[Token]:
    """Return the clause that one of `links` opens after a date which ends the label."""
    start = last
    while start in dated and start - last < _RIGHT:
        start += 1
    if start == last or at(line, start).low not in links:
        return []
    end = start + 1
    while end < len(line) and end - start < _RIGHT and (end in dated or not _bounds(line, end, dated, backward=False)):
        end += 1
    return line[start : _trim_right(line, end, start)]


def _join(chosen: list[Token]) -> str:
    """Join tokens as they stood: with a space where there was white space or something was left out."""
    return "".join(
        (" " if i and chosen[i - 1].end != token.start else "") + token.text for i, token in enumerate(chosen)
    )


def _bounds(line: list[Token], i: int, dated: set[int], *, backward: bool) -> bool:
    """Tell whether the clause ends at token `i`; to the right "that killed ..." still belongs to it."""
    token = at(line, i)
    if i in dated or token.text in _SIGNS:
        return True
    relative = not backward and token.low in {"that", "which", "who", "as"}
    if backward and (is_saying(token) or token.low in _LINKS):
        return True
    return token.low in _CLAUSE and not relative


def _loose_sign(line: list[Token], i: int) -> bool:
    """Tell whether a sign is no part of an abbreviation such as "U.S."."""
    short = line[i].text == "." and len(at(line, i - 1).text) == 1
    return line[i].kind == "sign" and not short and line[i].text != "%"
