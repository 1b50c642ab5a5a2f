"""The names in a telling: who does it, and where it is."""

from __future__ import annotations

from eventstudy.articles.dates.places import places
from eventstudy.articles.dates.tokens import Token, at
from eventstudy.articles.happenings import country_of, key
from eventstudy.articles.lexicon import words

_NOT_NAMES = words("publication", "not_names") | words("telling", "empty") | words("telling", "generic")
ACTOR = "America/New_York"
"""Zone of the United States, which are in the news as an actor more than as a place."""


def actors(said: list[Token], happening: Token) -> frozenset[str]:
    """Return the names before a happening in its label, and the initials of those of several words."""
    found: set[str] = set()
    run = ""
    for token in said:
        if token.start >= happening.start:
            break
        named = token.kind == "word" and token.text[0].isupper()
        if named and token.low not in _NOT_NAMES:
            found.add(key(token) or token.low)
        run = run + token.low[0] if named or (run and token.low == "of") else ""
        if len(run) > 1:
            found.add(run)
    return frozenset(found)


def names(told: list[Token]) -> frozenset[str]:
    """Return the names among words, as they are compared."""
    return frozenset(found for token in told if is_name(token) and (found := key(token)))


def is_name(token: Token) -> bool:
    """Tell whether a word is capitalised and no title, day or word of any name."""
    return token.text[0].isupper() and token.low not in _NOT_NAMES


def lands(told: list[Token]) -> frozenset[str]:
    """Return the time zones of all that is named after a place: "Iraqi", "Iraq's", "in Iraq"."""
    peoples = [found for token in told if is_name(token) and (found := country_of(token))]
    countries = {zone for name in peoples for _, zone in places([Token("word", name, name.lower(), 0, 0)])}
    return frozenset({zone for _, zone in places(told, owners=True)} | countries) - {ACTOR}


def of_places(told: list[Token]) -> frozenset[str]:
    """Return the words that name places known, or peoples, as they are compared."""
    ends = {i for i, _ in places(told, owners=True)}
    peoples = {i for i, token in enumerate(told) if is_name(token) and country_of(token)}
    return frozenset(found for i in ends | peoples for j in (i - 1, i) if j >= 0 and (found := key(told[j])))


def opens_with_a_name(line: list[Token]) -> bool:
    """Tell whether the first word of a sentence is a name for certain: before another, or as an owner."""
    return at(line, 1).text[:1].isupper() or at(line, 1).text in {"'", "\u2019"}
