"""What a terminal shows that lacks a sign: one of its own that says the same."""

from __future__ import annotations

__all__ = ["plainly"]

_PLAIN = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2018\u2019\u201a", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u2500\u2501", "-"),
    **dict.fromkeys("\u2022\u00b7", "*"),
    "\N{NO-BREAK SPACE}": " ",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{PLUS-MINUS SIGN}": "+-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{SUPERSCRIPT TWO}": "^2",
    "\N{SUPERSCRIPT THREE}": "^3",
    "\N{EURO SIGN}": "EUR",
    "\N{POUND SIGN}": "GBP",
}
"""Quotation marks, dashes and signs, each with what is typed for it on any keyboard."""


def plainly(error: UnicodeError) -> tuple[str, int]:
    """Return what stands in the place of signs that cannot be encoded; ``?`` where nothing says the same.

    For `codecs.register_error`.

    Examples
    --------
    >>> import codecs
    >>> codecs.register_error("plain", plainly)
    >>> "\N{LEFT DOUBLE QUOTATION MARK}up 1\N{EN DASH}2 %".encode("ascii", errors="plain")
    b'"up 1-2 %'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(letter, "?") for letter in error.object[error.start : error.end]), error.end
