"""The sentences of an article in which moves are reported, with the words that carry each move marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import Article, ReportedMove

AROUND = 120
"""Characters shown to either side of a move whose sentence is not known."""


class Piece(NamedTuple):
    """A run of an article's characters, the numbers of the moves that it carries, and of those that end with it."""

    text: str
    numbers: tuple[int, ...]
    ending: tuple[int, ...]


def excerpts(article: Article, numbered: Mapping[int, ReportedMove]) -> list[list[Piece]]:
    """Return the passages of an article that report moves, in order, each cut into pieces.

    Parameters
    ----------
    article
        Its text is quoted as it is, white space joined.
    numbered
        Moves by the number they bear in the report; those of other articles are passed over.

    Returns
    -------
    list of list of Piece
        A passage is a sentence, or several where they touch. Pieces with numbers are to be marked.
    """
    held = {number: move for number, move in numbered.items() if move.article == article.name}
    spans = _joined([_around(article.text, move) for move in held.values()])
    return [_pieces(article.text, first, last, held) for first, last in spans]


def _around(text: str, move: ReportedMove) -> tuple[int, int]:
    """Return the span of a move's sentence, or of the text around it within its paragraph."""
    first, last = move.sentence
    if first <= move.start < move.end <= last <= len(text):
        return first, last
    begin = max(text.rfind("\n", 0, move.start) + 1, move.start - AROUND, 0)
    stop = text.find("\n", move.end)
    return begin, min(len(text) if stop < 0 else stop, move.end + AROUND)


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch or overlap as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _pieces(text: str, first: int, last: int, held: Mapping[int, ReportedMove]) -> list[Piece]:
    """Cut a passage wherever a move begins or ends."""
    inside = {number: move for number, move in held.items() if move.start < last and move.end > first}
    cuts = sorted(
        {first, last, *(at for move in inside.values() for at in (move.start, move.end) if first < at < last)}
    )
    pieces = []
    for begin, stop in pairwise(cuts):
        numbers = tuple(number for number, move in inside.items() if move.start <= begin and stop <= move.end)
        ending = tuple(number for number in numbers if held[number].end == stop)
        pieces.append(Piece(text[begin:stop], numbers, ending))
    return pieces
