"""The place and date that open a wire report: "VIENNA, April 13 (Wire) - "."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at, touches

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_LONGEST = 30
_SHORTEST_CITY = 2
_DASHES = frozenset({"-", "\u2013", "\u2014"})


def dateline_end(line: list[Token]) -> int:
    """Return the index after the dash that ends the dateline of a sentence, 0 where it opens with none.

    A dateline begins with a word in capitals and holds names, numbers and marks up to a dash that stands apart.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> dateline_end(tokens("OSLO, Jan. 2 (Wire) - The bank failed."))
    9
    """
    city = at(line, 0)
    if city.kind != "word" or not city.text.isupper() or len(city.text) < _SHORTEST_CITY:
        return 0
    for i in range(1, min(_LONGEST, len(line))):
        token = line[i]
        if token.text in _DASHES and not touches(line, i):
            return i + 1 + (at(line, i + 1).text in _DASHES)
        if token.text.islower():
            return 0
    return 0
