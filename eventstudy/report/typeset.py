"""Text as a page sets it, and as an id may have it."""

from __future__ import annotations

import re

MINUS = "\N{MINUS SIGN}"


def typeset(text: str) -> str:
    """Return a text with true minus signs, and without a line break inside ``p = 0.04`` or ``5 %``.

    A hyphen that joins words, days or digits stays one.

    Examples
    --------
    >>> typeset("2020-01-03"), ord(typeset("-1")[0]) == ord(MINUS)
    ('2020-01-03', True)
    """
    text = re.sub(r"(?<![\w)])-(?=[$\d])", MINUS, str(text))
    text = re.sub(r"\bp ([=<]) (?=[\d.])", "p\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def slug(text: str) -> str:
    """Return a text as an id may have it.

    Examples
    --------
    >>> slug("S&P 500"), slug("-")
    ('s-p-500', 'x')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"
