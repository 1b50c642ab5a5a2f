"""Typed tokens of a sentence, each with its offsets."""

from __future__ import annotations

import re
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
_PIECE = re.compile(rf"\s++|[a-zA-Z]++(?!\w)|{'|'.join(_KINDS.values())}")
"""White space, a plain word, or any token: all of a sentence is found in one call."""
_MOST_KNOWN = 1 << 16


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
    found: list[Token] = []
    after = start
    for piece in _PIECE.findall(text, start, stop):
        first, after = after, after + len(piece)
        known = _KNOWN[piece]
        if known is not None:
            kind, low = known
            found.append(_new(Token, (kind or _of_digits(text, first, stop), piece, low, first, after)))
    return found


_new = tuple.__new__


class _Known(dict[str, tuple[str, str] | None]):
    """Kind and lower case of a piece, None for white space; the kind is "" where what follows the digits decides."""

    def __missing__(self, piece: str) -> tuple[str, str] | None:
        match = None if any(map(str.isdecimal, piece)) else _TOKEN.match(piece)
        told = None if piece.isspace() else (match.lastgroup or "" if match else "", piece.lower())
        if len(self) < _MOST_KNOWN:
            self[piece] = told
        return told


_KNOWN = _Known()


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
