"""Whose a bond or a coin is that its sentence does not say: "Gilts held. The yield on the 10-year bond", "the peso"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, cast

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.vocabulary import values, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument

_AMERICAN = frozenset({"u.s.", "us", "treasury", "treasuries", "american", "ust", "usts"})
_OURS = "us"
_FAR = 4000
"""Code points around a coin in which its land is looked for."""


def of_their_lands(
    named: dict[int, Name], line: Line, text: str, before: int, instruments: Mapping[str, Instrument]
) -> dict[int, Name]:
    """Return the names of a sentence, its bonds and coins as those of the land that the words before speak of.

    Parameters
    ----------
    named : dict of int to Name
        By their first token.
    line : Line
        The sentence that names them.
    text : str
        Of the article.
    before : int
        Where the sentences before begin that may tell the land of a bond.
    instruments : mapping of str to Instrument
        The catalogue.
    """
    if all(name.sort not in {"yield", "currency"} for name in named.values()):
        return named
    found = {at: _of_its_land(name, line, text, before, instruments) for at, name in named.items()}
    return {at: name for at, name in found.items() if name is not None}


def _of_its_land(name: Name, line: Line, text: str, before: int, instruments: Mapping[str, Instrument]) -> Name | None:
    if name.sort == "currency" and name.instrument in _coins():
        return _coin(name, line, text, instruments)
    words_of = line.norms[name.first : name.last]
    own = _AMERICAN.isdisjoint(words_of) and values("lands").keys().isdisjoint(words_of)
    if name.sort != "yield" or not name.instrument.startswith(_OURS) or not own:
        return name
    told = list(_issuers().finditer(text, before, line.starts[name.first]))
    land = _land(told[-1]) if told else _OURS
    one = instruments.get(land + name.instrument[len(_OURS) :])
    return name if one is None or land == _OURS else replace(name, instrument=one.id, candidates=(one.id,))


def _coin(name: Name, line: Line, text: str, instruments: Mapping[str, Instrument]) -> Name | None:
    """Return the coin of the land named last before it, or else first after it, or else of the only one that has it."""
    lands, end = _coins()[name.instrument], line.starts[name.first]
    pattern = _places(name.instrument)
    before = list(pattern.finditer(text, max(end - _FAR, 0), end))
    found = before[-1] if before else pattern.search(text, end, end + _FAR)
    if found is None and len(lands) > 1:
        return None
    land = next(iter(lands)) if found is None else values("lands_of_coins")[found.group().lower()]
    one = instruments.get(lands[land])
    if one is None:
        return None
    return replace(name, instrument=one.id, candidates=(one.id,), unit=one.unit, generic=False)


@cache
def _coins() -> dict[str, dict[str, str]]:
    """Return the instruments of coins that several lands have, by land."""
    return cast("dict[str, dict[str, str]]", table("moves")["coins"])


@cache
def _places(coin: str) -> re.Pattern[str]:
    known = [word for word, land in values("lands_of_coins").items() if land in _coins()[coin]]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b", re.IGNORECASE)


@cache
def _issuers() -> re.Pattern[str]:
    """Return what tells whose bonds are spoken of: "gilts", "Italian debt", "Spain's borrowing costs", "Treasuries"."""
    lands = sorted(values("lands"))
    papers = [word for word in lands if word in words("yields", "papers")]
    places = "|".join(re.escape(word) for word in lands if word not in papers)
    noun = "bonds?|debt|paper|borrowing costs|yields?"
    plural = "|".join(f"{word}s?" for word in papers if not word.endswith("s"))
    return re.compile(
        rf"\b(?:(?P<paper>{plural})|(?P<us>treasur(?:y|ies)\b|u\.s\. (?:government )?(?:bonds?|debt|yields?))"
        rf"|(?P<land>{places})(?:['\u2019]s)? "
        rf"(?:(?:government|sovereign|ten-year|10-year|long-dated|long-term) )*(?:{noun}))",
        re.IGNORECASE,
    )


def _land(found: re.Match[str]) -> str:
    if found["us"]:
        return _OURS
    word = (found["paper"] or found["land"]).lower()
    return values("lands").get(word) or values("lands")[word.removesuffix("s")]
