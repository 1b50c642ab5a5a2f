"""A text cut where what was found in it begins and ends, findings inside one another and across each other too."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Mark(NamedTuple):
    """Something found in a text: where, what it is called, and what it was read as."""

    start: int
    end: int
    kind: Literal["move", "event", "date", "remark"]
    label: str
    title: str = ""


class Cut(NamedTuple):
    """A run of a text's characters, the marks it lies in, outer ones first, and those that begin and end with it."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    opening: tuple[Mark, ...]
    closing: tuple[Mark, ...]


def cuts(marks: Iterable[Mark], first: int, last: int) -> Iterator[Cut]:
    """Yield the runs of a stretch of text, cut wherever a mark begins or ends.

    Parameters
    ----------
    marks
        In any order; those outside the stretch, and empty ones, are passed over, those that reach beyond it end with
        it.
    first, last
        The stretch.

    Examples
    --------
    >>> marks = [Mark(0, 4, "move", "a"), Mark(2, 6, "date", "b")]
    >>> [(cut.start, cut.end, [mark.label for mark in cut.marks]) for cut in cuts(marks, 0, 8)]
    [(0, 2, ['a']), (2, 4, ['a', 'b']), (4, 6, ['b']), (6, 8, [])]
    """
    within = [
        mark._replace(start=max(mark.start, first), end=min(mark.end, last))
        for mark in marks
        if max(mark.start, first) < min(mark.end, last)
    ]
    within.sort(key=lambda mark: (mark.start, -mark.end))
    edges = sorted({first, last, *(edge for mark in within for edge in (mark.start, mark.end))})
    open_ones: list[Mark] = []
    coming = 0
    for start, end in pairwise(edges):
        begun = coming
        while coming < len(within) and within[coming].start == start:
            open_ones.append(within[coming])
            coming += 1
        closing = tuple(mark for mark in reversed(open_ones) if mark.end == end)
        yield Cut(start, end, tuple(open_ones), tuple(within[begun:coming]), closing)
        open_ones = [mark for mark in open_ones if mark.end > end]
