"""The look-up tables of a catalogue, and the first question to a sentence: whether it may name an instrument at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.vocabulary import Key, Phrases, entries, key_of, phrases, words
from eventstudy.articles.moves.words.yields import yield_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument

_LONGEST_OPENING = 6
_LONGEST_FRAGMENT = 60
DOLLAR = "dollar"
"""Stands for the pair that the other currency decides."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one catalogue, ready to be looked up."""

    phrases: Phrases[tuple[str, bool]]
    """Catalogue id, and whether a rise of the word is a fall of the instrument."""
    firsts: frozenset[str]
    """The words that a name of the catalogue may begin with."""
    signs: frozenset[str]
    """The same, but for "the": a sentence without any of them names nothing of the catalogue."""
    tickers: Mapping[str, str]
    companies: Mapping[str, str]
    """Catalogue ids by the full names of listed companies."""
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
    found.update({key_of(coin): (coin, True) for coin in table("moves")["coins"]})
    for one in instruments:
        found.update({key_of(alias): (one.id, False) for alias in _aliases(one)})
        found.update({key_of(alias): (one.id, True) for alias in one.inverted})
        found.update({key_of(alias): (one.id, False) for alias in _pair_codes(one)})
        found.update({key_of(alias): (one.id, True) for alias in _listed("inverted", one)})
    for name in set(table("moves")["short_names"]) & set(known):
        found.update({key_of(alias): (name, False) for alias in sorted(words("short_names", name))})
    tickers = {_plain(ticker, one): one.id for one in instruments for ticker in one.tickers.values()}
    phrases_of = Phrases(found)
    others = frozenset(phrases("uncatalogued").firsts())
    firsts = frozenset({*phrases_of.firsts(), *yield_words(), *others})
    by_ticker = {ticker.lower() for ticker in tickers}
    signs = others | frozenset(
        {*(key[key[0] == "the"] for key in found), *yield_words(), *by_ticker, *_single_names(instruments)}
    )
    companies = {one.name.lower(): one.id for one in instruments if one.kind == "stock"}
    alphabetic = {ticker: name for ticker, name in tickers.items() if ticker.isalpha()}
    return Names(phrases_of, firsts, signs, alphabetic, companies, known)


def _plain(ticker: str, one: Instrument) -> str:
    """Return a ticker as prose has it: "GSPC" for "^GSPC", "ETH" for "ETH-USD"."""
    return ticker.removesuffix("-USD") if one.kind == "crypto" else ticker.lstrip("^")


def _aliases(one: Instrument) -> Iterator[str]:
    listed = {*one.aliases, *_listed("aliases", one)}
    for alias in sorted(listed):
        if alias.removeprefix("the ") in listed - {alias}:
            continue
        yield alias
        if one.kind == "yield" and alias.endswith("yield"):
            yield alias + "s"


def _listed(table_of: str, one: Instrument) -> frozenset[str]:
    return words(table_of, one.id) if one.id in table("moves")[table_of] else frozenset()


def _single_names(instruments: tuple[Instrument, ...]) -> set[str]:
    """Return the first words of the full names of companies."""
    return {key_of(one.name)[0] for one in instruments if one.kind == "stock"}


def _pair_codes(one: Instrument) -> tuple[str, ...]:
    """Return the codes of a currency pair: "usdjpy", "usd/jpy"."""
    if one.kind != "currency" or one.unit == "points":
        return ()
    return (one.id, f"{one.id[:3]}/{one.id[3:]}", f"{one.id[:3]}-{one.id[3:]}")


def _pair_words() -> Iterator[tuple[str, str]]:
    """Yield the words for the dollar, whose instrument the other currency decides."""
    yield from ((word, DOLLAR) for word in ("dollar", "u.s. dollar", "us dollar", "greenback"))


def may_name(line: Line, names: Names) -> bool:
    """Tell whether a sentence has any word by which an instrument is named, or a company known for one."""
    if not (names.signs.isdisjoint(line.present) and _company_signs().isdisjoint(line.present)):
        return True
    if not (_percents().isdisjoint(line.present) or _change_words().isdisjoint(line.present)):
        return True
    if opens_bare(line):  # "Down 300 points.", of what was spoken of
        return True
    marks = [at for at in range(line.count) if line.norms[at] in {"(", "-"}]
    return any(line.texts[at + 1].isupper() or (line.texts[at - 1].isupper() and "%" in line.norms) for at in marks)


def may_recall(line: Line) -> bool:
    """Tell whether a sentence has a word that stands for what an earlier one has named: "the shares", "it"."""
    heads = _head_words()
    if line.norms[0] in {"that", "this"} or opens_bare(line):  # "That was its biggest drop since"
        return True
    if heads.isdisjoint(line.present):
        return False
    matches = (entries().match(line.norms, at) for at in range(line.count) if line.norms[at] in heads)
    return any(found is not None and found[1].kind.startswith("head") for found in matches)


def opens_bare(line: Line) -> bool:
    """Tell a sentence that may begin without a subject: "Down 300 points at lunchtime.", "Final score: up 12."."""
    if line.count > _LONGEST_FRAGMENT:
        return False
    for at in range(min(line.count, _LONGEST_OPENING)):
        norm = line.norms[at]
        if line.shapes[at] == "number" or norm in _bare_words():
            return True
        if norm not in _openers() and ":" not in line.norms[at + 1 : _LONGEST_OPENING]:
            return False
    return False


@cache
def _bare_words() -> frozenset[str]:
    """Return the words that tell something by themselves at the head of a sentence."""
    kinds = {"dir", "neutral", "hit"}
    verbs = (word for word in entries().firsts() if (one := entries().match((word, ""), 0)) and one[1].kind in kinds)
    ranks = words("looks", "superlatives") | words("looks", "best") | words("looks", "worst")
    marks = words("looks", "highest") | words("looks", "lowest")
    return frozenset({*verbs, *ranks, *marks, "$", "+", "-", "minus", "plus", "another", "off"})


@cache
def _openers() -> frozenset[str]:
    """Return what may go before: "Then fell 3%", "Today: up 12", "Its worst day since"."""
    time = "today yesterday tonight monday tuesday wednesday thursday friday overnight midday noon by at early late"
    calls = "but then now still so yet only just yes no well ok okay"
    framed = words("frame", "determiners") | words("frame", "joins")
    return framed | frozenset({*time.split(), *calls.split(), '"', "'", "(", ",", ":", "\u2014"})


@cache
def _head_words() -> frozenset[str]:
    return frozenset({key_of(word)[0] for key in table("moves")["heads"] for word in words("heads", key)})


@cache
def _percents() -> frozenset[str]:
    return frozenset({"%", "percent", "pct", "cent"})


@cache
def _change_words() -> frozenset[str]:
    """Return the single words of direction."""
    return frozenset(
        word for word in entries().firsts() if (one := entries().match((word, ""), 0)) and one[1].kind == "dir"
    )


@cache
def _company_signs() -> frozenset[str]:
    """Return words that stand for an instrument named before, or show that a sentence speaks of companies' shares."""
    heads = (word for key in table("moves")["heads"] for word in words("heads", key))
    listed = (words("companies", key) for key in ("suffixes", "market", "violent"))
    firsts = {key_of(word)[0] for word in heads} - {"the"}
    return frozenset({*firsts, *(word for one in listed for word in one), "+", "$"})
