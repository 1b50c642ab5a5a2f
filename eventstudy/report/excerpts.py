"""The sentences of an article in which something was found, with the words that carry it marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eventstudy.report.spans import Mark, cuts

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
    date: Mark | None = None
    """The date expression that it belongs to."""
    told: bool = False
    """Whether it belongs to a sentence that tells a studied event."""
    events: tuple[Mark, ...] = ()
    """The events whose sentence ends with it."""


def excerpts(article: Article, numbered: Mapping[int, ReportedMove], marks: Sequence[Mark] = ()) -> list[list[Piece]]:
    """Return the passages of an article that report moves or tell events, in order, each cut into pieces.

    Parameters
    ----------
    article
        Its text is quoted as it is, white space joined.
    numbered
        Moves by the number they bear in the report; those of other articles are passed over, and those that stand
        nowhere in this one.
    marks
        Of events, whose sentences are passages too, and of dates, which are marked where they stand in a passage.

    Returns
    -------
    list of list of Piece
        A passage is a sentence, or several where they touch. Pieces with numbers are to be marked.
    """
    held = {
        number: move
        for number, move in numbered.items()
        if move.article == article.name and move.start < move.end <= len(article.text)
    }
    events = [(mark.start, mark.end) for mark in marks if mark.kind == "event"]
    spans = _joined([*(_around(article.text, move) for move in held.values()), *events])
    every = [*(Mark(move.start, move.end, "move", str(number)) for number, move in held.items()), *marks]
    return [_pieces(article.text, first, last, every) for first, last in spans]


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


def _pieces(text: str, first: int, last: int, marks: Sequence[Mark]) -> list[Piece]:
    """Cut a passage wherever something found begins or ends."""
    pieces = []
    for cut in cuts(marks, first, last):
        by_kind = {kind: [mark for mark in cut.marks if mark.kind == kind] for kind in ("move", "event", "date")}
        ending = sorted(int(mark.label) for mark in cut.closing if mark.kind == "move")
        pieces.append(
            Piece(
                text=text[cut.start : cut.end],
                numbers=tuple(sorted(int(mark.label) for mark in by_kind["move"])),
                ending=tuple(ending),
                date=by_kind["date"][-1] if by_kind["date"] else None,
                told=bool(by_kind["event"]),
                events=tuple(mark for mark in cut.closing if mark.kind == "event"),
            )
        )
    return pieces
