"""Instruments as prose names them: catalogued ones by their aliases, unknown companies as written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.companies import (
    as_written,
    company_at,
    is_legal,
    is_name_word,
    past_suffix,
    past_ticker,
)
from eventstudy.articles.moves.words.evidence import has_percent, is_shares_of, is_signed, is_subject
from eventstudy.articles.moves.words.lookup import DOLLAR, Names
from eventstudy.articles.moves.words.vocabulary import phrases, words
from eventstudy.articles.moves.words.yields import yield_at

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

_LONGEST_NAME = 5
_SHORT_TICKER = 2
_HYPHENS = frozenset("-\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Name:
    """An instrument named at tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "name"
    instrument: str
    """Catalogue id, or the words as written."""
    sort: str
    """Kind of instrument: "index", "stock" ..."""
    first: int
    last: int
    candidates: tuple[str, ...] = ()
    inverted: bool = False
    unit: str = ""
    per: str = ""
    evidence: float = 1.0
    """How sure it is that this is an instrument at all."""
    generic: bool = False
    """A word for several instruments, of which an earlier name may choose one."""
    paper: bool = False
    """A bond by itself, whose points are of its price and not of its yield."""


def name_at(line: Line, at: int, names: Names, proper: frozenset[str]) -> Name | None:
    """Return the instrument named at token `at`.

    Parameters
    ----------
    line : Line
    at : int
    names : Names
    proper : frozenset of str
        Words that the article writes with a capital inside its sentences.
    """
    found = _catalogued(line, at, names)
    if found is not None and _is_other_thing(line, found):
        return None
    unknown = _unknown(line, at, names, proper)
    if found is None:
        return _ticker(line, at, names) or unknown
    if unknown is not None and unknown.last > found.last and unknown.evidence >= 1:
        return replace(found, last=unknown.last) if is_legal(line, found.last, unknown.last) else unknown
    return _longer(line, found) or found


def _is_other_thing(line: Line, found: Name) -> bool:
    """Tell a name that only helps to name something else: "FTSE 250", "Nasdaq-listed Tesla", "Ether/bitcoin"."""
    end = found.last
    if found.sort == "yield":
        return line.norms[found.first - 1] in words("yields", "foreign")
    if (
        found.sort == "index"
        and line.shapes[end] == "number"
        and line.norms[end].isdigit()
        and len(line.norms[end]) > 1
    ):
        return phrases("units").match(line.norms, end + 1) is None
    if found.sort != "currency" and (_beside(line, found.first - 1) or _beside(line, end)):
        return True
    joined = line.glued[end] and line.glued[end + 1] and line.texts[end] in _HYPHENS
    return joined and line.shapes[end + 1] == "word" and line.texts[end + 1].islower()


def _beside(line: Line, at: int) -> bool:
    """Tell a stroke between two words, which makes a ratio of them: "Ether/bitcoin"."""
    return line.norms[at] == "/" and line.glued[at] and line.glued[at + 1]


def _longer(line: Line, found: Name) -> Name | None:
    """Return the other thing whose name begins with a catalogued one: "Dow Chemical", "Gold Fields", "FTSE MIB"."""
    end = found.last
    if found.sort == "index" and line.texts[end].isupper() and line.norms[end + 1] not in {"index", "composite"}:
        return None  # "Nikkei NIK, +0.35%"
    while end < found.first + _LONGEST_NAME and is_name_word(line, end):
        end += 1
    other = found.sort == "index" and line.texts[end][:1].isupper() and line.norms[end + 1] == "index"
    if other and line.norms[end] not in words("names", "index_words"):  # "Hang Seng TECH Index"
        return Name(as_written(line, found.first, end + 2), "index", found.first, end + 2, unit="points")
    if end == found.last or found.sort in {"yield", "currency"} or not line.texts[found.first][:1].isupper():
        return None
    return Name(as_written(line, found.first, end), "stock", found.first, end, evidence=0.6, per="share")


def _catalogued(line: Line, at: int, names: Names) -> Name | None:
    match = yield_at(line, at) or names.phrases.match(line.norms, at)
    if match is None:
        return None
    end, (name, inverted) = match
    if name == DOLLAR:
        return Name(DOLLAR, "currency", at, end, generic=True)
    one = names.instruments.get(name)
    if one is None:
        return None
    short = end == at + 1 and line.norms[at] in _short_names(name)
    if (one.kind == "stock" and line.texts[at].islower()) or (short and not _does(line, end)):
        return None
    if one.kind == "index" and end == at + 1 and is_shares_of(line, at):  # "shares of Dow": the company
        return None
    end = past_suffix(line, end) if one.kind == "stock" else end
    end = _past_index_words(line, end) if one.kind == "index" else _merged(line, end, name, names)
    end = past_ticker(line, end)
    end = _merged(line, end, name, names)
    candidates = one.candidates or (name,)
    generic = bool(one.candidates)
    paper = one.kind == "yield" and not {"yield", "yields", "rate"} & set(line.norms[at:end])
    return Name(name, one.kind, at, end, candidates, inverted, one.unit, one.per or "", generic=generic, paper=paper)


def _does(line: Line, at: int) -> bool:
    """Tell "United fell 16.1%" and "United 2.2%" from "United Nations"."""
    return has_percent(line, at) or is_signed(line, at) or is_subject(line, at)


@cache
def _short_names(name: str) -> frozenset[str]:
    return words("short_names", name) if name in table("moves")["short_names"] else frozenset()


def _past_index_words(line: Line, at: int) -> int:
    """Step over "share index", "stock average" after the name of an index."""
    end = at
    while line.norms[end] in words("names", "index_words"):
        end += 1
    return end if line.norms[end - 1] in {"index", "average", "gauge"} else at


def _merged(line: Line, at: int, name: str, names: Names) -> int:
    """Step over a generic word that the name has already made definite: "WTI crude" + "oil"."""
    match = names.phrases.match(line.norms, at)
    other = None if match is None else names.instruments.get(match[1][0])
    return match[0] if match is not None and other is not None and name in other.candidates else at


def _unknown(line: Line, at: int, names: Names, proper: frozenset[str]) -> Name | None:
    """Return a company by its name as written; the catalogue may have it all the same: "Best Buy"."""
    found = company_at(line, at, proper) if line.texts[at][:1].isupper() else None
    if found is None:
        return None
    first, end, last, evidence = found
    if first == 0 and end > 1 and _is_known(line, 1, end, names):  # "Rival Advanced Micro Devices"
        return None
    written = as_written(line, first, end)
    known = names.companies.get(written.lower(), "") or (names.tickers.get(written, "") if end == first + 1 else "")
    one = names.instruments.get(known)
    if one is None and line.norms[end] in {"index", "gauge"}:
        if not words("companies", "surveyed").isdisjoint(line.norms[first:end]):
            return None
        return Name(written, "index", at, end + 1, (), unit="points", evidence=1.0)
    if one is None:
        return Name(written, "stock", at, last, (), evidence=evidence, per="share")
    return Name(one.id, "stock", at, last, (one.id,), unit=one.unit, per=one.per or "", evidence=evidence)


def _is_known(line: Line, first: int, end: int, names: Names) -> bool:
    if end == first + 1 and line.norms[first] in words("companies", "suffixes"):  # "Barrick Gold"
        return False
    match = names.phrases.match(line.norms, first)
    return (match is not None and match[0] == end) or as_written(line, first, end).lower() in names.companies


def _ticker(line: Line, at: int, names: Names) -> Name | None:
    """Return the instrument of a ticker in capitals: "$XOM", "CVX", but "C" only after a dollar sign."""
    start = at + 1 if line.norms[at] == "$" and line.glued[at + 1] else at
    if line.shapes[start] != "word":
        return None
    text = line.texts[start]
    name = names.tickers.get(text)
    marked = start > at or line.norms[at - 1] == "(" or is_signed(line, start + 1)
    if (
        name is None
        and start > at
        and line.shapes[start + 1] != "number"
        and text.isupper()
        and _SHORT_TICKER <= len(text) <= _LONGEST_NAME
    ):
        return Name(text, "stock", at, start + 1, per="share")
    if name is None:
        return None
    one = names.instruments[name]
    if not marked and (len(text) <= _SHORT_TICKER or one.plain):
        return None
    return Name(name, one.kind, at, past_ticker(line, start + 1), (name,), unit=one.unit, per=one.per or "")


def stands_for_price(line: Line, at: int, names: Names) -> bool:
    """Tell "those in Shell" and "that on the 10-year note", which stand for shares and a yield."""
    if line.norms[at + 1] not in {"of", "in", "on", "for"}:
        return False
    after = at + 3 if line.norms[at + 2] == "the" else at + 2
    return line.norms[after] in names.firsts and name_at(line, after, names, frozenset()) is not None
