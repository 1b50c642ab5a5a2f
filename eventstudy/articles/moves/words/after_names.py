"""What stands right beside a name: a ticker, a stroke, "share index", what the company does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.evidence import has_percent, is_signed, is_subject
from eventstudy.articles.moves.words.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

_SHORT_TICKER = 2
_SHORT_CODE, _LONGEST_CODE = 4, 6
_LONGEST_LIST = 14


def does(line: Line, at: int) -> bool:
    """Tell "United fell 16.1%" and "United 2.2%" from "United Nations"."""
    if line.norms[at] == "," and _is_listed_subject(line, at):
        return True
    beside = line.norms[at] == "and" and line.texts[at + 1][:1].isupper() and is_subject(line, at + 2)
    return beside or has_percent(line, at) or is_signed(line, at) or is_subject(line, at)


def _is_listed_subject(line: Line, at: int) -> bool:
    """Tell the first of "Carnival, Norwegian Cruise Line and Royal Caribbean were up 8.5%, 12.2% and 7.7%"."""
    end = at + 1
    while end < at + _LONGEST_LIST and (line.texts[end][:1].isupper() or line.norms[end] in {",", "and", "&"}):
        end += 1
    return "and" in line.norms[at:end] and is_subject(line, end)


def is_bare_ticker(line: Line, at: int) -> bool:
    """Tell a ticker in capitals, or in digits as Asian services have it."""
    text = line.texts[at]
    if line.shapes[at] == "number":  # "Toyota 7203, +2.2%"
        return text.isdigit() and len(text) >= _SHORT_CODE and quotes(line, at + 1)
    return (
        line.shapes[at] == "word" and text.isupper() and text.isalpha() and _SHORT_TICKER <= len(text) <= _LONGEST_CODE
    )


def quotes(line: Line, at: int) -> bool:
    """Tell the change that follows a ticker: "SPX, -0.2%"."""
    return line.norms[at] == "," and is_signed(line, at + 1)


def is_joined(line: Line, at: int) -> bool:
    """Tell a stroke between two words, which makes a ratio of them: "Ether/bitcoin"."""
    return line.norms[at] == "/" and line.glued[at] and line.glued[at + 1]


def past_index_words(line: Line, at: int) -> int:
    """Step over "share index", "stock average" after the name of an index."""
    end = at
    while line.norms[end] in words("names", "index_words"):
        end += 1
    return end if line.norms[end - 1] in {"index", "average", "gauge"} else at
