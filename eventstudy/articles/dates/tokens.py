"""Typed tokens of a sentence, each with its offsets."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from itertools import accumulate, chain
from typing import NamedTuple

_KINDS = {
    "word": r"[^\W\d_]++(?!\d)",
    "iso": r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\s?(?:Z|UTC|GMT)\b|[+-]\d\d:?\d\d)?)?(?![\w-])",
    "slash": r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{4}/\d{1,2}/\d{1,2}(?![\w/])|\d{1,2}\.\d{1,2}\.\d{4}(?!\w)",
    "clock": r"\d{1,2}(?:[:.]\d\d)?\s?[apAP]\.?[mM](?:\.|\b)|\d{1,2}:\d\d(?![\d:])"
    r"|\d{1,2}\.\d\d(?=\s(?:GMT|BST|UTC|CES?T|hours|hrs)\b)"
    r"|[0-2]\d[0-5]\d(?=\s?(?:GMT|BST|UTC|CES?T|E[SD]?T|JST|HKT|hours|hrs)\b)",
    "ordinal": r"\d{1,2}(?:st|nd|rd|th)\b",
    "big": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+\.\d+(?!\w)",
    "number": r"\d+(?!\w)",
    "mixed": r"[^\W\d_]*+\d\w*+",
    "sign": r"\S",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))
_PIECE = re.compile(rf"(\s*)({'|'.join(_KINDS.values())})")
"""A token and the white space before it: all of a sentence is found in one call."""


class Token(NamedTuple):
    """A word, a number or a sign: its kind, itself in lower case, and where it stands.

    A tuple and no dataclass: there are as many as words, and a tuple is made three times as fast.
    """

    kind: str
    """``word iso slash clock ordinal big number mixed sign``, or ``end`` outside a sentence."""
    text: str
    low: str
    start: int
    end: int


END = Token("end", "", "", -1, -1)


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]`` with offsets into `text`.

    Examples
    --------
    >>> [token.kind for token in tokens("Fell 2,000 on May 3rd")]
    ['word', 'big', 'word', 'word', 'ordinal']
    """
    stop = len(text) if end is None else end
    pieces = list(chain.from_iterable(_PIECE.findall(text, start, stop)))
    edges = list(accumulate(map(len, pieces), initial=start))
    texts = pieces[1::2]
    kinds = list(map(_kind, texts))
    if "" in kinds:
        for i, kind in enumerate(kinds):
            kinds[i] = kind or _of_digits(text, edges[2 * i + 1], stop)
    return list(map(_new, zip(kinds, texts, map(_low, texts), edges[1::2], edges[2::2], strict=True)))


_new = partial(tuple.__new__, Token)
_low = lru_cache(maxsize=1 << 16)(str.lower)


@lru_cache(maxsize=1 << 16)
def _kind(text: str) -> str:
    """Return the kind of a token without digits, "" for others, which what follows them decides."""
    found = None if any(map(str.isdecimal, text)) else _TOKEN.match(text)
    return found.lastgroup or "" if found else ""


def _of_digits(text: str, start: int, stop: int) -> str:
    found = _TOKEN.match(text, start, stop)
    return found.lastgroup or "" if found else ""


def at(line: list[Token], i: int) -> Token:
    """Return token `i`, or `END` outside the sentence."""
    return line[i] if 0 <= i < len(line) else END


def number(token: Token) -> int | None:
    """Return the value of a plain number of up to four digits or of an ordinal."""
    if token.kind == "number" and len(token.text) <= 4:  # noqa: PLR2004 - a year has four digits
        return int(token.text)
    return int(token.text[:-2]) if token.kind == "ordinal" else None


def touches(line: list[Token], i: int) -> bool:
    """Tell whether token `i` follows the one before it without white space."""
    return i > 0 and at(line, i).start == line[i - 1].end
