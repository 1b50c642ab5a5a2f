"""Instruments as prose names them: catalogued ones by their aliases, unknown companies as written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, ClassVar

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.rates import yield_at
from eventstudy.articles.moves.vocabulary import Key, Phrases, entries, key_of, phrases, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eventstudy.articles.moves.tokens import Line
    from eventstudy.instruments import Instrument

_LONGEST_NAME = 5
_SHORT_TICKER = 2
_HYPHENS = frozenset("-\u2010\u2011")
_LEGAL = frozenset({"inc", "corp", "co", "ltd", "plc", "ag", "sa", "nv", "se", "llc", "corporation"})
"""What a company's registered name ends with."""


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


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one catalogue, ready to be looked up."""

    phrases: Phrases[tuple[str, bool]]
    """Catalogue id, and whether a rise of the word is a fall of the instrument."""
    tickers: Mapping[str, str]
    instruments: Mapping[str, Instrument]


def names_of(instruments: Mapping[str, Instrument]) -> Names:
    """Return the look-up tables of a catalogue, made once for each set of instruments."""
    return _names(tuple(instruments.values()))


@lru_cache(maxsize=8)
def _names(instruments: tuple[Instrument, ...]) -> Names:
    known = {one.id: one for one in instruments}
    found: dict[Key, tuple[str, bool]] = {}
    for word, name in _pair_words():
        found[key_of(word)] = (name, False)
    for one in instruments:
        found.update({key_of(alias): (one.id, False) for alias in _aliases(one)})
        found.update({key_of(alias): (one.id, True) for alias in one.inverted})
    tickers = {ticker.lstrip("^"): one.id for one in instruments for ticker in one.tickers.values()}
    return Names(Phrases(found), {ticker: name for ticker, name in tickers.items() if ticker.isalpha()}, known)


def _aliases(one: Instrument) -> Iterator[str]:
    extra = words("aliases", one.id) if one.id in table("moves")["aliases"] else frozenset[str]()
    listed = {*one.aliases, *extra}
    for alias in sorted(listed):
        if alias.removeprefix("the ") in listed - {alias}:
            continue
        yield alias
        if one.kind == "yield" and alias.endswith("yield"):
            yield alias + "s"


def _pair_words() -> Iterator[tuple[str, str]]:
    """Yield the words for the dollar, whose instrument the other currency decides."""
    yield from ((word, "dollar") for word in ("dollar", "u.s. dollar", "us dollar", "greenback"))


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
    unknown = _unknown(line, at, proper)
    if found is None:
        return _ticker(line, at, names) or unknown
    if unknown is not None and unknown.last > found.last and unknown.evidence >= 1:
        return unknown
    return _longer(line, found) or found


def _is_other_thing(line: Line, found: Name) -> bool:
    """Tell a name that only helps to name something else: "FTSE 250", "Nasdaq-listed Tesla", "Ether/bitcoin"."""
    end = found.last
    if found.sort == "yield":
        return line.norm(found.first - 1) in words("yields", "foreign")
    if found.sort == "index" and line.shape(end) == "number" and line.norms[end].isdigit() and len(line.norms[end]) > 1:
        return phrases("units").match(line.norms, end + 1) is None
    if found.sort != "currency" and (_beside(line, found.first - 1) or _beside(line, end)):
        return True
    joined = line.touches(end) and line.touches(end + 1) and line.tokens[end].text in _HYPHENS
    return joined and line.shape(end + 1) == "word" and line.tokens[end + 1].text.islower()


def _beside(line: Line, at: int) -> bool:
    """Tell a stroke between two words, which makes a ratio of them: "Ether/bitcoin"."""
    return line.norm(at) == "/" and line.touches(at) and line.touches(at + 1)


def _longer(line: Line, found: Name) -> Name | None:
    """Return the other thing whose name begins with a catalogued one: "Dow Chemical", "Gold Fields", "FTSE MIB"."""
    end = found.last
    while end < found.first + _LONGEST_NAME and _is_name_word(line, end):
        end += 1
    if end == found.last or found.sort in {"yield", "currency"} or not line.tokens[found.first].text[:1].isupper():
        return None
    return Name(as_written(line, found.first, end), "stock", found.first, end, evidence=0.6, per="share")


def _catalogued(line: Line, at: int, names: Names) -> Name | None:
    match = yield_at(line, at) or names.phrases.match(line.norms, at)
    if match is None or match[1][0] not in {*names.instruments, "dollar"}:
        return None
    end, (name, inverted) = match
    if name == "dollar":
        return Name("dollar", "currency", at, end, generic=True)
    one = names.instruments[name]
    if one.kind == "stock" and not line.tokens[at].text[:1].isupper():
        return None
    if one.kind == "index" and end == at + 1 and _is_shares_of(line, at):  # "shares of Dow": the company
        return None
    end = _with_suffix(line, end) if one.kind == "stock" else end
    end = _merged(line, end, name, names)
    end = _past_ticker(line, end)
    candidates = one.candidates or (name,)
    generic = bool(one.candidates)
    return Name(name, one.kind, at, end, candidates, inverted, one.unit, one.per or "", generic=generic)


def _merged(line: Line, at: int, name: str, names: Names) -> int:
    """Step over a generic word that the name has already made definite: "WTI crude" + "oil"."""
    match = names.phrases.match(line.norms, at)
    if match is None or match[1][0] == "dollar":
        return at
    other = names.instruments[match[1][0]]
    return match[0] if name in other.candidates else at


def _with_suffix(line: Line, at: int) -> int:
    """Step over "Corp.", "Inc." after the name of a company."""
    while line.norm(at) in {"inc", "corp", "co", "ltd", "plc", "group", "company", "corporation"}:
        if not line.tokens[at].text[:1].isupper() and line.norm(at) != "plc":
            break
        at += 2 if line.norm(at + 1) == "." and line.touches(at + 1) and at + 2 < len(line.norms) else 1
    return at


def _past_ticker(line: Line, at: int) -> int:
    """Step over "(XOM)" or "(NYSE: XOM)" after a name."""
    if line.norm(at) != "(":
        return at
    for end in range(at + 1, min(at + 7, len(line.norms))):
        if line.norm(end) == ")":
            return end + 1 if end > at + 1 else at
        token = line.tokens[end]
        if not (token.norm in {":", ".", "$"} or (token.shape == "word" and token.text.isupper())):
            break
    return at


def _ticker(line: Line, at: int, names: Names) -> Name | None:
    """Return the instrument of a ticker in capitals: "$XOM", "CVX", but "C" only after a dollar sign."""
    start = at + 1 if line.norm(at) == "$" and line.touches(at + 1) else at
    if line.shape(start) != "word":
        return None
    text = line.tokens[start].text
    name = names.tickers.get(text)
    marked = start > at or line.norm(at - 1) == "("
    if name is None or (not marked and len(text) <= _SHORT_TICKER):
        return None
    one = names.instruments[name]
    return Name(name, one.kind, at, start + 1, (name,), unit=one.unit, per=one.per or "")


def _unknown(line: Line, at: int, proper: frozenset[str]) -> Name | None:
    """Return a company nobody has catalogued: a run of capitalised words, with how sure that is."""
    end = at
    if line.touches(at) and line.shape(at - 1) == "number":
        return None
    while end < at + _LONGEST_NAME and (_is_name_word(line, end) or (end > at and _is_suffix(line, end))):
        end += 1
        if line.norm(end) in {"&", "-"} and _is_name_word(line, end + 1):
            end += 1
    end = _incorporated(line, at) or end
    sector = end == at + 1 and line.norm(at) in words("companies", "sectors")
    if end == at or sector or line.norm(at) in _LEGAL or _is_torn(line, at, end):
        return None
    last = _with_suffix(line, end)
    text_end = last - 1 if line.norm(last - 1) == "." else last
    closed = _past_ticker(line, last)
    evidence = _evidence(line, at, last, closed > last, proper)
    if not evidence:
        return None
    return Name(as_written(line, at, text_end), "stock", at, closed, (), evidence=evidence, per="share")


def _incorporated(line: Line, at: int) -> int | None:
    """Return the end of a run of capitals that closes with "Corp", "Inc" ..., whatever its words: "Target Corp"."""
    entry = entries().match(line.norms, at)
    small = entry is not None and entry[1].kind in {"det", "prep", "boundary", "and", "filler"}
    if small or line.norm(at) in _calendar() or line.norm(at) in _LEGAL:
        return None
    for end in range(at, min(at + _LONGEST_NAME, len(line.norms))):
        if line.shape(end) != "word" or not line.tokens[end].text[:1].isupper():
            return None
        if line.norms[end] in _LEGAL:
            return end + 1
    return None


def _is_torn(line: Line, first: int, last: int) -> bool:
    """Tell whether a run of capitals is only part of a name: "Best | Buy", "Home | Depot", "President | Ford"."""

    def goes_on(at: int) -> bool:
        if line.shape(at) != "word" or not line.tokens[at].text[:1].isupper() or line.norms[at] in _calendar():
            return False
        return not line.tokens[at].text.isupper()

    return (first > 1 and goes_on(first - 1)) or goes_on(last)


@cache
def _calendar() -> frozenset[str]:
    """Return weekdays and months, which stand before a name without being part of it."""
    dates = table("english")["dates"]
    return frozenset({*dates["weekdays"].split(), *dates["months"], *dates["short_months"]})


@cache
def _no_company() -> frozenset[str]:
    """Return capitalised words that are no company: places, days, offices, and nouns that open sentences."""
    places = (name for names in table("places")["zones"].values() for name in names.split() if "_" not in name)
    return words("companies", "never") | {name.lower() for name in places}


def _is_suffix(line: Line, at: int) -> bool:
    return line.norm(at) in words("companies", "suffixes") and line.tokens[at].text[:1].isupper()


def _is_name_word(line: Line, at: int) -> bool:
    if line.shape(at) != "word" or not line.tokens[at].text[:1].isupper() or line.norms[at] in _no_company():
        return False
    entry = entries().match(line.norms, at)
    return entry is None


def _evidence(line: Line, first: int, last: int, ticker: bool, proper: frozenset[str]) -> float:
    """Weigh what shows that a capitalised run is a listed company; 0 for nothing."""
    words_of_name = line.norms[first:last]
    suffixed = last - first > 1 and any(word in words("companies", "suffixes") for word in words_of_name[1:])
    after = line.norm(last) in {"shares", "stock"} or line.norms[last : last + 2] == ("'s", "shares")
    after = after or line.norms[last : last + 2] == ("'s", "stock")
    if suffixed or after or _is_shares_of(line, first) or ticker:
        return 1.0
    opens = first == 0 or line.norm(first - 1) in {'"', "."}
    if opens and last - first == 1 and line.tokens[first].text not in proper:
        return 0.0
    return 0.6


def _is_shares_of(line: Line, at: int) -> bool:
    return line.norm(at - 2) in {"shares", "stock"} and line.norm(at - 1) in {"of", "in"}


def as_written(line: Line, first: int, last: int) -> str:
    """Return the words of a name with the spaces they were written with, at most one each."""
    rest = (line.tokens[at].text if line.touches(at) else f" {line.tokens[at].text}" for at in range(first + 1, last))
    return line.tokens[first].text + "".join(rest)
