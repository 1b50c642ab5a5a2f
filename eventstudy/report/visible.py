"""Text as a reader may be shown it: what would command a screen or turn its direction is seen, or gone."""

from __future__ import annotations

import re

__all__ = ["visible"]

_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Controls, what turns the direction of letters, letters that no screen has, halves of characters."""
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u2060-\u2065\ufeff]")
"""Of no width and no use once lines are broken anew; the joiners of Persian and of emoji stay."""
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARK = "\N{REPLACEMENT CHARACTER}"


def visible(text: str) -> str:
    r"""Return a text without what commands a terminal, turns its direction or cannot be seen; line feeds and tabs stay.

    A control is shown as U+FFFD, a break of any other kind as a line feed, and what has no width is left out.

    Examples
    --------
    >>> visible("a\x1b[31mb") == "a\N{REPLACEMENT CHARACTER}[31mb"
    True
    >>> visible("a\u202eb\u200bc\r\nd") == "a\N{REPLACEMENT CHARACTER}bc\nd"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return _COMMANDS.sub(_MARK, _UNSEEN.sub("", _BREAKS.sub("\n", text)))
