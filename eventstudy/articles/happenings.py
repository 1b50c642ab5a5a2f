"""Words that tell a happening, by family, in any of their regular or listed forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import permutations
from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eventstudy.articles.dates.tokens import Token

_ENGLISH = table("english")
_IRREGULAR: Mapping[str, str] = _ENGLISH["irregular"]
_SAYING = words("telling", "saying")
_OBJECTS = {
    verb: words("telling", f"{kind}_objects")
    for kind in ("policy", "deal", "release", "win", "settle", "test", "close", "offer")
    for verb in words("telling", f"{kind}_verbs")
}
_EMPTY = words("telling", "empty")
_CLOSED, _PRICED = frozenset({"closed", "closes"}), words("telling", "priced")
_AGENTS = words("telling", "agents")
_LEFT_SO = words("telling", "left_so")
_SAME_NAMES: Mapping[str, str] = _ENGLISH["same_names"]
_LEVELS = words("telling", "levels")
_RELEASE_VERBS = words("telling", "release_verbs")
_NEAR_KIN = {pair for line in _ENGLISH["telling"]["near"] for pair in permutations(line.split(), 2)}
_SHORTEST, _LONG, _NEAR, _FAR = 3, 6, 3, 6
_PASSIVE = frozenset({"be", "been", "was", "were", "is", "are"})
_FIRED, _FIRED_THINGS = frozenset({"fired", "fires", "firing"}), words("telling", "fired_things")
_INSURED = frozenset({"default", "bankruptcy", "failure", "fraud"})
_BEING = frozenset({"am", "is", "are", "be", "was", "were", "feel", "s", "re", "m"})
_DUTIES = frozenset({"pay", "repay", "make", "meet", "agree", "reach", "pass", "win", "approve", "file", "deliver"})
_OWNED = words("telling", "policy_verbs")
_VOWELS, _DOUBLED = re.compile("[aeiouy]+"), re.compile(r"([^\Waeiouy])\1")


@cache
def _families() -> Mapping[str, str]:
    return {word: family for family, listed in _ENGLISH["happenings"].items() for word in listed.split()}


@cache
def _pair_heads() -> frozenset[str]:
    """Return the words that open a happening of two words."""
    return frozenset(word.split("_")[0] for word in (*_families(), *_IRREGULAR) if "_" in word)


def near_kin(left: str, right: str) -> bool:
    """Tell whether one happening may be told as of either family.

    Examples
    --------
    >>> near_kin("company", "deal"), near_kin("company", "violence")
    (True, False)
    """
    return (left, right) in _NEAR_KIN


@cache
def _past_heads() -> frozenset[str]:
    """Return the irregular past forms that open a happening of two words: "broke into"."""
    return frozenset(word.split("_")[0] for word in _IRREGULAR if "_" in word)


@lru_cache(maxsize=1 << 16)
def may_tell(low: str) -> bool:
    """Tell whether a word in lower case can be, or open, a word of happening.

    Examples
    --------
    >>> may_tell("filed"), may_tell("table")
    (True, False)
    """
    return low in _pair_heads() or plain_form(low) is not None


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
    low = token.low
    for form in (f"{low}_{at(line, i + 1).low}", low) if low in _pair_heads() else (low,):
        plain = plain_form(form)
        if plain is not None:
            if low in _FIRED and any(at(line, j).low in _FIRED_THINGS for j in range(i + 1, i + 5)):
                return "attack", "shoot"
            if _tells_another_thing(line, i, plain):
                return None
            objects = _OBJECTS.get(plain)
            passive = at(line, i - 1).low in _PASSIVE
            left = (
                _FAR if passive or plain in _RELEASE_VERBS else _NEAR
            )  # "growth figures for November will be published"
            return (_families()[plain], plain) if objects is None or _has(line, i - left, i, objects) else None
    return None


def _tells_another_thing(line: list[Token], i: int, plain: str) -> bool:
    """Tell "rescue workers", "leaving dozens missing", "hit a record" and "closed lower" from happenings.

    Nor is it one that somebody insures against default, keeps "our forecast", or feels fine.
    """
    after = at(line, i + 1)
    if after.low in _AGENTS or (line[i].low in _CLOSED and (after.low in _PRICED or after.kind != "word")):
        return True
    if plain in _INSURED and at(line, i - 1).low == "against":
        return True
    if (line[i].low == "fine" and at(line, i - 1).low in _BEING) or (plain in _OWNED and after.low in {"our", "my"}):
        return True
    if plain == "float" and at(line, i - 1).low in {"of", "free", "the"}:
        return True
    if plain == "fail" and after.low == "to" and at(line, i + 2).low not in _DUTIES:
        return True
    return (plain == "leave" and _leaves_so(line, i)) or (plain == "hit" and _reaches(line, i + 1))


def _leaves_so(line: list[Token], i: int) -> bool:
    """Tell whether "left" or "leaving" only tells in what state: "leaving dozens missing"."""
    return any(at(line, j).low in _LEFT_SO for j in range(i + 1, i + 5))


def _reaches(line: list[Token], i: int) -> bool:
    """Tell whether what was hit is a level: "hit $100", "hit 9.1%", "hit a record"."""
    i += at(line, i).low in {"a", "an", "its", "their", "the"}
    token = at(line, i)
    if token.text == "-" or at(line, i + 1).text == "-":  # "a five-year low"
        return any(at(line, j).low in {"high", "low"} for j in range(i + 2, i + 5))
    percent = token.kind in {"number", "big"} and (at(line, i + 1).text == "%" or at(line, i + 1).low in _LEVELS)
    return percent or token.text in {"$", "\u00a3", "\u20ac", "\u00a5"} or token.low in _LEVELS


def _has(line: list[Token], first: int, i: int, objects: frozenset[str]) -> bool:
    """Tell whether a verb has one of the objects that make it a happening: "cut rates", "reported a profit"."""
    return any(at(line, j).low in objects for j in range(first, i + 9) if j != i)


@lru_cache(maxsize=1 << 16)
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


def is_past(token: Token) -> bool:
    """Tell whether a happening is told by a verb in the past, which has a subject."""
    low = token.low
    if low.endswith(("ing", "s")):
        return False
    return plain_form(low) not in {None, low} or (low in _pair_heads() and (low.endswith("ed") or low in _past_heads()))


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
    if plain.endswith("s") and not plain.endswith("ss") and len(plain) > _SHORTEST:
        plain = plain[:-1]
    return _sounded(_of_people(plain) if token.text[0].isupper() else plain)


def country_of(token: Token) -> str | None:
    """Return the country that a people is named after, None for other words.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> [country_of(token) for token in tokens("Iraqi Britons")]
    ['Iraq', None]
    """
    plain = token.low.removesuffix("s")
    found = _of_people(plain)
    return found.title() if found != plain else None


@lru_cache(maxsize=1 << 16)
def _sounded(word: str) -> str:
    """Return a long word with its vowels made one, for names are spelled in several ways: Soleimani, Suleimani."""
    return _VOWELS.sub("a", _DOUBLED.sub(r"\1", word)) if len(word) >= _LONG else word


@lru_cache(maxsize=1 << 14)
def _of_people(name: str) -> str:
    """Return the country of a people: "british" and "corvian" are Britain and Corvia, "iraqi" is Iraq."""
    known = _SAME_NAMES.get(name)
    if known is not None:
        return known
    if name.endswith(("ian", "ean", "uan")) or (name.endswith("i") and len(name) > _SHORTEST + 1):
        return name[:-1]
    return name
