"""Typed tokens of a sentence, each with its offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<word>[^\W\d_]++(?!\d))
  | (?P<iso>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\s?(?:Z|UTC|GMT)\b|[+-]\d\d:?\d\d)?)?(?![\w-]))
  | (?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/])|\d{4}/\d{1,2}/\d{1,2}(?![\w/])|\d{1,2}\.\d{1,2}\.\d{4}(?!\w))
  | (?P<clock>\d{1,2}(?:[:.]\d\d)?\s?[apAP]\.?[mM](?:\.|\b)|\d{1,2}:\d\d(?![\d:])
      |\d{1,2}\.\d\d(?=\s(?:GMT|BST|UTC|CES?T|hours|hrs)\b)
      |[0-2]\d[0-5]\d(?=\s?(?:GMT|BST|UTC|CES?T|E[SD]?T|JST|HKT|hours|hrs)\b))
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<big>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\d+\.\d+(?!\w))
  | (?P<number>\d+(?!\w))
  | (?P<mixed>[^\W\d_]*+\d\w*+)
  | (?P<sign>\S)
    """,
    re.VERBOSE,
)


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
    new = tuple.__new__
    return [
        new(Token, (match.lastgroup or "", word := match.group(), word.lower(), *match.span()))
        for match in _TOKEN.finditer(text, start, stop)
    ]


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
