"""What stands right after a number: the word it goes on into, and what it is counted per."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.vocabulary import phrases

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line


def is_glued(line: Line, at: int) -> bool:
    """Tell whether the number goes on into a word: "30-year", "10th", "737s"."""
    if line.shapes[at] == "word" and line.glued[at]:
        return True
    return line.norms[at] == "-" and line.glued[at] and line.glued[at + 1] and line.shapes[at + 1] == "word"


def per_at(line: Line, at: int) -> tuple[str, int]:
    """Return what an amount is counted per, "a barrel", and the token after it."""
    match = phrases("per").match(line.norms, at)
    return ("", at) if match is None else (match[1], match[0])
