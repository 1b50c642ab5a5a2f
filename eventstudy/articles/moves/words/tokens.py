"""Cut a sentence into tokens with code-point offsets.

One pass of one regular expression whose alternatives cannot overlap, so the cost is linear in the length of the text
whatever the text is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d) | \d+(?:\.\d+)? | \.\d+ | [½¼¾⅓⅔⅛⅜⅝⅞])
    | (?P<possessive>['\u2019]s(?!\w))
    | (?P<word>(?:[^\W\d_]\.){2,} | [^\W\d_]+\.(?:com|net|org)(?!\w) | [^\W\d_]+(?:['\u2019](?!s(?!\w))[^\W\d_]+)*)
    | (?P<mark>\S)
    """,
    re.VERBOSE,
)
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
    headline: bool
    """Most of its longer words have a capital, which therefore tells nothing."""


@lru_cache(maxsize=1 << 16)
def _norm(text: str) -> str:
    return text.lower().translate(_FOLD)


def line_of(text: str, start: int = 0, end: int | None = None) -> Line:
    """Return the tokens of ``text[start:end]``; offsets count from the start of `text`.

    Abbreviations with inner stops ("a.m.", "U.S.") are one word; the possessive ending is a token of its own.

    Examples
    --------
    >>> line = line_of("Brent's price: $69.20 at 11 a.m.")
    >>> line.norms[: line.count]
    ('brent', "'s", 'price', ':', '$', '69.20', 'at', '11', 'a.m.')
    """
    found = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    texts = tuple([match.group() for match in found])
    spans = [match.span() for match in found]
    starts = tuple([first for first, _ in spans])
    ends = tuple([last for _, last in spans])
    return Line(
        len(found),
        texts + _NOTHING,
        tuple(map(_norm, texts)) + _NOTHING,
        tuple([match.lastgroup or "" for match in found]) + _NOTHING,
        starts,
        ends,
        (False, *map(int.__eq__, starts[1:], ends), *_APART)[: len(found) + _PAD],
        _is_headline([text for text in texts if len(text) > _SHORT and text.isalpha()]),
    )


def _is_headline(longer: list[str]) -> bool:
    return sum(map(str.islower, longer)) * 3 < len(longer)
