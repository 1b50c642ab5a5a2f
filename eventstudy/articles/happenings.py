"""Words that tell a happening, by family, in any of their regular or listed forms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eventstudy.articles.dates.tokens import Token

_ENGLISH = table("english")
_IRREGULAR: Mapping[str, str] = _ENGLISH["irregular"]
_SAYING = words("telling", "saying")
_POLICY_VERBS = words("telling", "policy_verbs")
_POLICY_OBJECTS = words("telling", "policy_objects")
_EMPTY = words("telling", "empty")
_SHORTEST = 3


@cache
def _families() -> Mapping[str, str]:
    return {word: family for family, listed in _ENGLISH["happenings"].items() for word in listed.split()}


def happening(line: list[Token], i: int) -> tuple[str, str] | None:
    """Return the family and the plain form of the happening that the word at `i` tells, None if it tells none.

    A capitalised word inside a sentence is a name. "Cut" and its like need an object that is set by someone: "cut
    rates".

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> happening(tokens("Two airstrikes hit it."), 1)
    ('attack', 'airstrike')
    """
    token = at(line, i)
    if token.kind != "word" or (token.text[0].isupper() and i > 1):
        return None
    for form in (f"{token.low}_{at(line, i + 1).low}", token.low):
        plain = plain_form(form)
        if plain is not None:
            return (_families()[plain], plain) if plain not in _POLICY_VERBS or _sets(line, i) else None
    return None


def _sets(line: list[Token], i: int) -> bool:
    return any(at(line, j).low in _POLICY_OBJECTS for j in range(i - 2, i + 6) if j != i)


def plain_form(word: str) -> str | None:
    """Return the listed word that `word` is a form of.

    Examples
    --------
    >>> plain_form("seizing"), plain_form("struck"), plain_form("table")
    ('seize', 'strike', None)
    """
    known = _families()
    if word in known:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word] if _IRREGULAR[word] in known else None
    return next((stem for stem in _stems(word) if stem in known), None)


def _stems(word: str) -> Iterator[str]:
    """Yield what `word` may be a regular form of."""
    for ending in ("s", "es", "ed", "d", "ing"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            stem = word.removesuffix(ending)
            yield stem
            if ending == "ing":
                yield stem + "e"
            if ending in {"ed", "ing"} and stem[-1] == stem[-2]:
                yield stem[:-1]
            if ending in {"es", "ed"} and stem.endswith("i"):
                yield stem[:-1] + "y"


def is_saying(token: Token) -> bool:
    """Tell whether a word reports speech, so that a date beside it is the date of the speaking."""
    return token.low in _SAYING and (token.text.islower() or token.low != "reports")


def key(token: Token) -> str | None:
    """Return the form in which a word is compared with others, None for words that tell nothing.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> [key(token) for token in tokens("the airstrikes on bases")]
    [None, 'stri', None, 'base']
    """
    if token.kind != "word" or token.low in _EMPTY or len(token.low) < _SHORTEST:
        return None
    happening_ = plain_form(token.low)
    if happening_ is not None:  # so that "kill" and "killing", "explode" and "explosion" are one
        return happening_.removeprefix("air")[:4]
    plain = token.low
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") and len(plain) > _SHORTEST else plain
