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
_PRONOUNS = frozenset({"it", "he", "she", "they"})
_WHERE = frozenset({"in", "at", "near"})
_SAID = frozenset({"that", "to"})
_OBJECT = frozenset({"against", "of", "on"})
_SIGNS = frozenset({",", ";", ":", "(", ")", "[", "]", '"', "\u201c", "\u201d", "\u2014", "\u2013", "?", "!"})
_LINKS = frozenset({"followed", "follows", "prompted", "sparked", "triggered"})
_SPEAKERS = frozenset({"i", "we"})
_THINKING = frozenset({"know", "think", "believe", "guess", "hear", "suspect"})
_BY = frozenset({"by", "in", "at"})
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
    if at(line, first - (first == own[0])).low in _PRONOUNS:
        chosen = _sayer(line, first - (first == own[0]), dated) + chosen
    elif start == own[0] and is_past(line[start]):
        chosen = _subject(line, first, low, dated) + chosen
    links = _SAID if len(chosen) > len(own) else _SAID | _OBJECT
    that = next((i for i in range(last, min(last + _RIGHT, len(line))) if line[i].low == "that"), last)
    said = _clause(line, that, dated) if is_saying(line[at_word]) and that > last else []
    return _join(chosen + (said or _content(line, last, dated, links))), chosen


def _sayer(line: list[Token], pronoun: int, dated: set[int]) -> list[Token]:
    """Return who says what it did: "Acme" of "Acme said on Friday that it had bought Beta"."""
    saying = next((i for i in range(pronoun - 1, max(pronoun - _LEFT, -1), -1) if is_saying(line[i])), 0)
    between = line[saying + 1 : pronoun]
    if not saying or any(token.kind == "sign" and i + saying + 1 not in dated for i, token in enumerate(between)):
        return []
    start = saying
    while start > 0 and saying - start < _LEFT and not _bounds(line, start - 1, dated, backward=True):
        start -= 1
    start = _trim_left(line, start, saying)
    return line[start : _trim_right(line, saying, start)] if start < saying else []


def _subject(line: list[Token], first: int, low: int, dated: set[int]) -> list[Token]:
    """Return the words that a date or an inserted clause parts from the happening they are the subject of.

    "Airstrikes on Sunday killed 25", "the minister, who had led the party, resigned".
    """
    end = first
    while end > low and end - 1 in dated:
        end -= 1
    if end > low and line[end - 1].text == ",":
        comma = next((i for i in range(end - 2, max(low, end - _LEFT), -1) if line[i].text == ","), 0)
        end = comma or (end - 1 if _is_passive(line, first, dated) else first)  # "the ban, signed on Thursday by"
    start = end
    while start > low and end - start < _LEFT and not _bounds(line, start - 1, dated, backward=True):
        start -= 1
    start = _trim_left(line, start, end)
    return line[start : _trim_right(line, end, start)] if start < end < first else []


def _is_passive(line: list[Token], i: int, dated: set[int]) -> bool:
    """Tell whether the participle at `i` has no object, so that it is done to what stands before."""
    return line[i].low.endswith("ed") and (i + 1 in dated or at(line, i + 1).low in _BY or at(line, i + 1).low == "on")


def _trim_left(line: list[Token], first: int, at_word: int) -> int:
    while first < at_word and (_is_loose(line, first) or line[first].kind == "sign"):
        first += 1
    if first + 2 < at_word and line[first].low in _SPEAKERS and line[first + 1].low in _THINKING:
        return _trim_left(line, first + 2, at_word)  # "I know the Fed meets tomorrow"
    return first


def _is_loose(line: list[Token], i: int) -> bool:
    """Tell whether a word tells nothing; "First" of "First Republic" and "S" of "S&P" are parts of a name."""
    low = line[i].low
    if at(line, i + 1).text == "&":
        return False
    return low in _TAIL or (low in _EMPTY and not (line[i].text[0].isupper() and at(line, i + 1).text[:1].isupper()))


def _trim_right(line: list[Token], last: int, at_word: int) -> int:
    while last > at_word + 1 and (line[last - 1].low in _TAIL or _loose_sign(line, last - 1)):
        last -= 1
    return last


def _content(line: list[Token], last: int, dated: set[int], links: frozenset[str]) -> list[Token]:
    """Return the clause that one of `links` opens after a date which ends the label."""
    start = last
    while start in dated and start - last < _RIGHT:
        start += 1
    if start == last:
        return []
    after = start
    while at(line, after).low in _WHERE or (after > start and at(line, after).text[:1].isupper()):
        after += 1
    if after > start and at(line, after).low in _SAID:  # "agreed on Saturday in Buenos Aires to a truce"
        return _clause(line, start, dated)
    return _clause(line, start, dated) if at(line, start).low in links else []


def _clause(line: list[Token], start: int, dated: set[int]) -> list[Token]:
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
    if token.low in _LINKS or (backward and is_saying(token)):
        return True
    return token.low in _CLAUSE and not relative


def _loose_sign(line: list[Token], i: int) -> bool:
    """Tell whether a sign is no part of an abbreviation such as "U.S."."""
    short = line[i].text == "." and len(at(line, i - 1).text) == 1
    return line[i].kind == "sign" and not short and line[i].text != "%"
