"""Cut a sentence into tokens with code-point offsets.

One pass of one regular expression whose alternatives cannot overlap, so the cost is linear in the length of the text
whatever the text is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Shape = Literal["number", "word", "possessive", "mark"]

_TOKEN = re.compile(
    r"""
      (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d) | \d+(?:\.\d+)? | \.\d+ | [½¼¾⅓⅔⅛⅜⅝⅞])
    | (?P<possessive>['\u2019]s(?!\w))
    | (?P<word>(?:[^\W\d_]\.){2,} | [^\W\d_]+(?:['\u2019](?!s(?!\w))[^\W\d_]+)*)
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


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a word, a possessive ending or one mark, where it stands in the article."""

    start: int
    end: int
    text: str
    norm: str
    """Lower case, straight quotes, and one kind of dash for hyphen, minus and en dash."""
    shape: Shape


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of ``text[start:end]``; offsets count from the start of `text`.

    Abbreviations with inner stops ("a.m.", "U.S.") are one word; the possessive ending is a token of its own.

    Examples
    --------
    >>> [token.norm for token in tokenise("Brent's price: $69.20 at 11 a.m.")]
    ['brent', "'s", 'price', ':', '$', '69.20', 'at', '11', 'a.m.']
    """
    return [_token(match) for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]


def _token(match: re.Match[str]) -> Token:
    """Return the token that `match` found."""
    shape: Shape = match.lastgroup  # type: ignore[assignment]  # the group names are the shapes
    found = match.group()
    return Token(match.start(), match.end(), found, found.lower().translate(_FOLD), shape)


@dataclass(frozen=True, slots=True)
class Line:
    """The tokens of one sentence, and their normal forms to look phrases up by."""

    tokens: tuple[Token, ...]
    norms: tuple[str, ...]

    def norm(self, at: int) -> str:
        """Return the normal form of token `at`, nothing outside the sentence."""
        return self.norms[at] if 0 <= at < len(self.norms) else ""

    def shape(self, at: int) -> str:
        """Return the shape of token `at`, nothing outside the sentence."""
        return self.tokens[at].shape if 0 <= at < len(self.tokens) else ""

    def touches(self, at: int) -> bool:
        """Tell whether token `at` follows the one before it without a space."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end == self.tokens[at].start


def line_of(text: str, start: int = 0, end: int | None = None) -> Line:
    """Return the line of ``text[start:end]``."""
    tokens = tuple(tokenise(text, start, end))
    return Line(tokens, tuple(token.norm for token in tokens))
