"""Cut a sentence into tokens with code-point offsets.

One pass of one regular expression whose alternatives cannot overlap, so the cost is linear in the length of the text
whatever the text is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from operator import not_

_KINDS = {
    "number": r"(?=[\d.½¼¾⅓⅔⅛⅜⅝⅞]) (?:"
    r"(?:(?<=R)\d{1,3}(?:[\ ]\d{3}){1,4}|\d{1,3}(?:[\u00a0\u202f]\d{3}){1,4})(?:[.,]\d{1,2})?(?![\d.,]{0,3}\d) |"
    r" \d{1,3}(?:[\ ]\d{3}){1,4},\d{1,2}(?!\d) | \d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d+)?(?!\d) |"
    r" \d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d) | \d{1,6},\d{1,2}(?![\d,.]\d|\d) | \d+(?:\.\d+)? | \.\d+ | [½¼¾⅓⅔⅛⅜⅝⅞])",
    "possessive": r"['\u2019]s(?!\w)",
    "word": r"(?:[^\W\d_]\.){2,} | [^\W\d_]+\.(?:com|net|org)(?!\w) | [^\W\d_]+(?:['\u2019](?!s(?!\w))[^\W\d_]+)*",
    "mark": r"\S",
}
_SHAPED = re.compile(" | ".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.VERBOSE)
_CODE = r"(?:<[.=A-Z\d]+>|[A-Z]{2,4}=[A-Z\d]{0,4}|=[A-Z]{3}|\d{1,2}YT=RR)(?![\w=])"
_TOKENS = " | ".join(_KINDS.values())
_PIECE = re.compile(rf"(\s*)({_TOKENS})", re.VERBOSE)
"""A token and the white space before it: all of a sentence is found in one call."""
_CODED = re.compile(rf"((?:\s+ {_CODE} (?=[\s,.;)]))? \s*)({_TOKENS})", re.VERBOSE)
"""The same, where the code that wires put after a name ("the euro EUR= rose") goes with the white space."""
_FOLD = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    }
)
_PAD = 64
"""Empty tokens on both sides of a sentence, so that nobody who looks around need ask where it ends."""
_NOTHING = ("",) * _PAD
_APART = (False,) * _PAD
_SHORT = 3


@dataclass(slots=True)
class Line:
    """The tokens of one sentence, as columns; beyond `count`, and before 0, there is nothing (``""``)."""

    count: int
    texts: tuple[str, ...]
    norms: tuple[str, ...]
    """Lower case, straight quotes, and one kind of dash for hyphen, minus and en dash."""
    shapes: tuple[str, ...]
    """"number", "word", "possessive" or "mark"."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    glued: tuple[bool, ...]
    """Whether a token follows the one before it without a space."""
    present: frozenset[str]
    """The norms as a set, for the first question to a sentence: whether it has any of certain words."""
    headline: bool
    """Most of its longer words have a capital, which therefore tells nothing."""


@lru_cache(maxsize=1 << 16)
def _norm(text: str) -> str:
    return text.lower().translate(_FOLD)


@lru_cache(maxsize=1 << 16)
def _shape(text: str) -> str:
    """Tell the shape of a token, which what stands around it does not change."""
    found = _SHAPED.match(text)
    return found.lastgroup or "" if found else ""


@lru_cache(maxsize=1 << 16)
def _capital(text: str) -> int:
    """Count a longer word: 1 where it has a capital, -2 where it has none, so that a headline's sum is above 0."""
    if len(text) <= _SHORT or not text.isalpha():
        return 0
    return -2 if text.islower() else 1


def line_of(text: str, start: int = 0, end: int | None = None) -> Line:
    """Return the tokens of ``text[start:end]``; offsets count from the start of `text`.

    Abbreviations with inner stops ("a.m.", "U.S.") are one word; the possessive ending is a token of its own.

    Examples
    --------
    >>> line = line_of("Brent's price: $69.20 at 11 a.m.")
    >>> line.norms[: line.count]
    ('brent', "'s", 'price', ':', '$', '69.20', 'at', '11', 'a.m.')
    """
    end = len(text) if end is None else end
    coded = text.find("=", start, end) >= 0 or text.find("<", start, end) >= 0
    pieces = list(chain.from_iterable((_CODED if coded else _PIECE).findall(text, start, end)))
    edges = tuple(accumulate(map(len, pieces), initial=start))
    texts = tuple(pieces[1::2])
    norms = tuple(map(_norm, texts))
    return Line(
        len(texts),
        texts + _NOTHING,
        norms + _NOTHING,
        tuple(map(_shape, texts)) + _NOTHING,
        edges[1::2],
        edges[2::2],
        (False, *map(not_, pieces[2::2]), *_APART)[: len(texts) + _PAD],
        frozenset(norms),
        sum(map(_capital, texts)) > 0,
    )
