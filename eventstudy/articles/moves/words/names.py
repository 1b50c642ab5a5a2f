"""Instruments as prose names them: catalogued ones by their aliases, unknown companies as written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.after_names import (
    acts,
    does,
    goes_on,
    is_bare_ticker,
    is_joined,
    is_mining,
    is_namesake,
    past_bare_ticker,
    past_index_words,
    quotes,
)
from eventstudy.articles.moves.words.companies import (
    as_written,
    company_at,
    is_legal,
    is_mine,
    is_name_word,
    past_suffix,
    past_ticker,
)
from eventstudy.articles.moves.words.families import family_index, past_dateline
from eventstudy.articles.moves.words.lookup import DOLLAR, Names
from eventstudy.articles.moves.words.name import Name
from eventstudy.articles.moves.words.plain import is_code
from eventstudy.articles.moves.words.tickers import ticker_at
from eventstudy.articles.moves.words.vocabulary import phrases, values, words
from eventstudy.articles.moves.words.yields import of_treasury, yield_at, yield_words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument

__all__ = ["Name", "name_at", "names_in", "stands_for_price"]

_LONGEST_NAME = 5
_EXCHANGES = frozenset(
    {"LN", "US", "GR", "GY", "FP", "IM", "SM", "NA", "SW", "SS", "JP", "JT", "HK", "AU", "CN", "KS", "IN"}
)
_MONEY = frozenset({"R", "Sfr", "SFr", "DM", "Rs", "RM", "NKr", "SKr", "DKr", "Nkr", "Skr", "Fr"})
_OWNERS = frozenset({"the", "its", "local"})
_ONLY_COINS = frozenset({"peso", "krone"})
_HYPHENS = frozenset("-\u2010\u2011")


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
    family = _of_family(line, at)
    if found is None:
        other = _other(line, at) or family
        ticker = (
            None if other is not None and other.sort == "index" else ticker_at(line, at, names)
        )  # "MSCI World Index"
        return _surest(ticker, unknown, other)
    owned = line.norms[at + 1] == "'s"  # "Nasdaq's composite index"
    if family is not None and family.last > found.last and found.sort == "index" and not owned:
        return family
    if unknown is not None and unknown.last > found.last and unknown.evidence >= 1:
        return replace(found, last=unknown.last) if is_legal(line, found.last, unknown.last) else unknown
    other = _other(line, at)
    if other is not None and other.last > found.last and found.sort == other.sort == "index":  # "Nifty Midcap 50"
        return other
    return _longer(line, found, names) or found


def _of_family(line: Line, at: int) -> Name | None:
    """Return an index by the family it begins with."""
    end = family_index(line, at)
    if end is None:
        return None
    last = end + (line.norms[end] in {"index", "gauge"})
    return Name(as_written(line, at, end), "index", at, last, unit="points")


def _surest(ticker: Name | None, unknown: Name | None, other: Name | None) -> Name | None:
    """Choose between a ticker, an unknown company and one that is known without being catalogued."""
    if unknown is not None and ticker is not None and unknown.last > ticker.last and unknown.evidence >= 1:
        return unknown  # "SIG Group"
    if unknown is not None and other is not None:
        known = other.sort == "stock" and unknown.last >= other.last
        return replace(unknown, evidence=1.0) if known else other
    return ticker or unknown or other


def names_in(line: Line, names: Names, proper: frozenset[str]) -> dict[int, Name]:
    """Return every name of a sentence by its first token; those that begin inside another are among them.

    Parameters
    ----------
    line : Line
    names : Names
    proper : frozenset of str
        Words that the article writes with a capital inside its sentences.
    """
    found: dict[int, Name] = {}
    for at in range(past_dateline(line), line.count):
        norm, text = line.norms[at], line.texts[at]
        if text[0].islower() and not _may_begin(line, at, names):
            continue
        if text in _MONEY and line.glued[at + 1] and line.shapes[at + 1] == "number":  # "R438.91"
            continue
        if norm in names.firsts or norm == "$" or text[0].isupper():
            coded = at > 0 and is_code(line, at)  # "LCOc1 settled down" has nothing else to go by
            name = None if coded else name_at(line, at, names, proper)
            if name is not None:
                found[at] = name
    return found


def _may_begin(line: Line, at: int, names: Names) -> bool:
    """Tell whether a name without a capital may begin at a token."""
    norm = line.norms[at]
    if norm not in names.firsts:
        return False
    known = norm in yield_words() or line.texts[at] in names.tickers or names.phrases.match(line.norms, at) is not None
    return known or phrases("uncatalogued").match(line.norms, at) is not None


def _is_other_thing(line: Line, found: Name) -> bool:
    """Tell a name that only helps to name something else: "FTSE 250", "Nasdaq-listed Tesla", "Ether/bitcoin"."""
    end = found.last
    if found.sort == "yield":
        return line.norms[found.first - 1] in words("yields", "foreign") and not of_treasury(line, found.first)
    numbered = line.shapes[end] == "number" and line.norms[end].isdigit() and len(line.norms[end]) > 1
    if found.sort == "index" and numbered:
        return phrases("units").match(line.norms, end + 1) is None
    if found.sort != "currency" and (is_joined(line, found.first - 1) or is_joined(line, end)):
        return True
    joined = line.glued[end] and line.glued[end + 1] and line.texts[end] in _HYPHENS
    return joined and line.shapes[end + 1] == "word" and line.texts[end + 1].islower()


def _longer(line: Line, found: Name, names: Names) -> Name | None:
    """Return the other thing whose name begins with a catalogued one: "Dow Chemical", "Gold Fields", "FTSE MIB"."""
    end = found.last
    if found.sort == "index" and line.texts[end].isupper() and line.norms[end + 1] not in {"index", "composite"}:
        return None  # "Nikkei NIK, +0.35%"
    while (
        end < found.first + _LONGEST_NAME and is_name_word(line, end) and names.phrases.match(line.norms, end) is None
    ):
        end += 1
    if found.sort == "stock" and end == found.first + 2 and line.norms[end - 1] in words("companies", "closing"):
        return replace(found, last=end)  # "Micron Technology"
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
    if name in table("moves")["coins"]:  # "the peso", of the land spoken of
        owned = line.norms[at - 1] in _OWNERS and (name in _ONLY_COINS or acts(line, end))
        return Name(name, "currency", at, end, inverted=inverted, generic=True) if owned else None
    one = names.instruments.get(name)
    if one is None:
        return None
    mining = one.id != "mmm" or line.shapes[at] != "number" or is_mining(line, at, end)
    if not mining or is_namesake(line, at, end, one) or (one.id == "coin" and line.norms[at - 1] == "on"):
        return None
    one, end = _narrowed(line, one, end, names)
    end = past_suffix(line, end) if one.kind == "stock" else end
    end = past_index_words(line, end) if one.kind == "index" else _merged(line, end, one.id, names)
    end = past_bare_ticker(line, past_ticker(line, end), one)
    end = _merged(line, end, one.id, names)
    candidates = one.candidates or (one.id,)
    generic = bool(one.candidates)
    paper = one.kind == "yield" and not {"yield", "yields", "rate"} & set(line.norms[at:end])
    return Name(one.id, one.kind, at, end, candidates, inverted, one.unit, one.per or "", generic=generic, paper=paper)


def _narrowed(line: Line, one: Instrument, at: int, names: Names) -> tuple[Instrument, int]:
    """Return the grade that brackets name: "oil (WTI)"."""
    match = names.phrases.match(line.norms, at + 1) if one.candidates and line.norms[at] == "(" else None
    if match is None or match[1][0] not in one.candidates or line.norms[match[0]] != ")":
        return one, at
    return names.instruments[match[1][0]], match[0] + 1


def _merged(line: Line, at: int, name: str, names: Names) -> int:
    """Step over a generic word that the name has already made definite: "WTI crude" + "oil"."""
    match = names.phrases.match(line.norms, at)
    other = None if match is None else names.instruments.get(match[1][0])
    return match[0] if match is not None and other is not None and name in other.candidates else at


def _unknown(line: Line, at: int, names: Names, proper: frozenset[str]) -> Name | None:
    """Return a company by its name as written; the catalogue may have it all the same: "Best Buy"."""
    found = company_at(line, at, proper) if line.texts[at][:1].isupper() else None
    rival = found is not None and found[0] == 0 and found[1] > 1 and _is_known(line, 1, found[1], names)
    if found is None or rival or _is_exchange_code(line, at):  # "Rival Advanced Micro Devices"
        return None
    first, end, last, evidence = found
    listed = names.tickers.get(line.texts[end - 1], "") if end - first > 1 and is_bare_ticker(line, end - 1) else ""
    listed = listed or _placed(line, first, end, names)
    if listed:  # "Starbucks Corp. SBUX"
        return _of_instrument(names.instruments[listed], at, last)
    written = as_written(line, first, end)
    known = names.companies.get(written.lower(), "") or (names.tickers.get(written, "") if end == first + 1 else "")
    one = names.instruments.get(known)
    if one is None and line.norms[end] in {"index", "gauge"}:
        if not words("companies", "surveyed").isdisjoint(line.norms[first:end]):
            return None
        written = as_written(line, first, end + 1) if line.texts[end][:1].isupper() else written
        return Name(written, "index", at, end + 1, (), unit="points", evidence=1.0)
    if one is None:
        last = last + 1 if is_bare_ticker(line, last) and quotes(line, last + 1) else last
        return Name(written, "stock", at, last, (), evidence=evidence, per="share")
    return replace(_of_instrument(one, at, last), evidence=evidence)


def _is_exchange_code(line: Line, at: int) -> bool:
    """Tell "(RIO LN, +3%)" and "(CLR US)", which say again what stands before the bracket."""
    return line.norms[at - 1] == "(" and line.texts[at].isupper() and line.texts[at + 1] in _EXCHANGES


def _placed(line: Line, first: int, end: int, names: Names) -> str:
    """Return what "New York Gold" is, the gold and no company; "" for any other name."""
    match = names.phrases.match(line.norms, end - 1)
    known = match is not None and match[0] == end and " ".join(line.norms[first : end - 1]) in values("places")
    return match[1][0] if match is not None and known else ""


def _of_instrument(one: Instrument, first: int, last: int) -> Name:
    return Name(one.id, one.kind, first, last, (one.id,), unit=one.unit, per=one.per or "")


def _is_known(line: Line, first: int, end: int, names: Names) -> bool:
    if end == first + 1 and line.norms[first] in words("companies", "suffixes"):  # "Barrick Gold"
        return False
    match = names.phrases.match(line.norms, first)
    return (match is not None and match[0] == end) or as_written(line, first, end).lower() in names.companies


def _other(line: Line, at: int) -> Name | None:
    """Return what has a market but no place in the catalogue, as written: "lean hogs", "Shenzhen Composite"."""
    match = phrases("uncatalogued").match(line.norms, at)
    apart = not line.glued[at + 1] and "number" in line.shapes[at : at + 2]  # "a 2 percent gain" is not "a2"
    if match is None or (apart and match[1] == "stock"):
        return None
    end, sort = match
    if sort == "stock" and is_mine(line, at):
        return None
    if sort == "stock" and all(text == text.lower() for text in line.texts[at:end]):
        return None
    if sort == "stock" and end == at + 1 and at == 0 and not (does(line, end) or goes_on(line, end)):
        return None
    unit = "points" if sort == "index" else ""
    return Name(as_written(line, at, end), sort, at, end, unit=unit, per="share" if sort == "stock" else "")


def stands_for_price(line: Line, at: int, names: Names) -> bool:
    """Tell "those in Shell" and "that on the 10-year note", which stand for shares and a yield."""
    if line.norms[at + 1] not in {"of", "in", "on", "for"}:
        return False
    after = at + 3 if line.norms[at + 2] == "the" else at + 2
    return line.norms[after] in names.firsts and name_at(line, after, names, frozenset()) is not None
