"""Indexes that nobody has catalogued, by the family they begin with; and where a story begins after its dateline."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

_LONGEST_INDEX = 6
_LONGEST_DATELINE = 14
_GAUGES = frozenset({"index", "gauge"})
_SHARES = frozenset({"shares", "stocks", "equities"})
_SIZES = frozenset({"10", "15", "20", "25", "30", "35", "40", "50", "60", "70", "80", "100", "120", "150", "200", "225",
                    "250", "300", "350", "400", "500", "600", "1000", "1,000", "2000", "2,000", "2500", "3000", "3,000",
                    "5000", "5,000"})  # fmt: skip


def family_index(line: Line, at: int) -> int | None:
    """Return where the name of an index of a known family ends: "FTSE Eurotop 300 index", "STOXX Europe Luxury 10"."""
    if line.norms[at] not in _families() or not line.texts[at][:1].isupper():
        return None
    if line.norms[at + 1] == "'s":
        return _owned_index(line, at + 2)
    end, told = at + 1, False
    while end < at + _LONGEST_INDEX and (line.texts[end][:1].isupper() or _is_size(line, end)):
        told = told or line.texts[end][:1].isupper()
        end += 1
    sized = _is_size(line, end - 1)
    indexed = line.norms[end] in _GAUGES
    if not told or end < at + 2 or not (sized or indexed) or line.norms[end - 1] in words("names", "index_words"):
        return None
    return end


def _owned_index(line: Line, at: int) -> int | None:
    """Return where "[MSCI's] emerging markets index", "[its] broadest index of Asian shares outside Japan" end."""
    end = next((place for place in range(at, at + _LONGEST_INDEX) if line.norms[place] in _GAUGES), None)
    if end is None or not all(line.shapes[place] == "word" or line.norms[place] == "-" for place in range(at, end)):
        return None
    if line.norms[end + 1] != "of":
        return end + 1 if end > at else None
    what = range(end + 2, end + 2 + _LONGEST_INDEX)
    last = next((place for place in what if line.norms[place] in _SHARES), None)
    if last is None or "," in line.norms[end:last]:
        return end + 1
    without = line.norms[last + 1] in {"outside", "excluding", "ex"} and line.texts[last + 2][:1].isupper()
    return last + 3 if without else last + 1


@cache
def _families() -> frozenset[str]:
    return words("names", "families")


def _is_size(line: Line, at: int) -> bool:
    """Tell how many an index counts: "50", "2,000"."""
    return line.shapes[at] == "number" and line.norms[at] in _SIZES


def past_dateline(line: Line) -> int:
    """Return where a story begins after "LONDON, April 25 (Newswire) - "."""
    if not line.texts[0].isupper() or "(" not in line.norms[1:_LONGEST_DATELINE]:
        return 0
    shut = line.norms.index("(", 1) + 1
    while shut < _LONGEST_DATELINE and line.norms[shut] != ")":
        shut += 1
    return shut + 1 if line.norms[shut : shut + 2] == (")", "-") or line.norms[shut + 1] == "—" else 0
