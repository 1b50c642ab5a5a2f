"""Flag words of very many observations in a window, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.observation import doubts, no_moves
from eventstudy.results.many.texts import alike, coded, distinct, each, joined, none, stacked

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from eventstudy.results.many.observations import ManyObservations
    from eventstudy.results.many.records import Part
    from eventstudy.results.many.texts import Strings

    Codes = npt.NDArray[np.int16]
    Say = Callable[[list[tuple[str, str]]], list[str]]

_STRETCH = 1 << 16
"""Events whose sessions are looked at together."""


@dataclass(frozen=True, slots=True, eq=False)
class Flagged:
    """What flags say of N observations over a window, null where they say nothing.

    Attributes
    ----------
    words
        The distinct flag words, joined by ``|``.
    no_moves, doubts
        Sessions whose return is no market move, and whose return may be none, in words.
    """

    words: Strings
    no_moves: Strings
    doubts: Strings


def flagged(many: ManyObservations, first: int, last: int) -> Flagged:
    """Return what flags say of observations over a window."""
    N, places, found = len(many), [], []
    for part in many.parts():
        if part.piece.words is None:
            continue
        for begin in range(0, part.events.size, _STRETCH):
            some = part.part(begin, begin + _STRETCH)
            codes = flag_codes(some, first, last)
            rows = np.flatnonzero(codes.any(axis=1))
            if rows.size:
                places.append(some.places[rows])
                found.append(_said(some, codes[rows], some.events.zero[rows].astype(np.int64) + first))
    if not found:
        nothing = none(N)
        return Flagged(nothing, nothing, nothing)
    at = np.concatenate(places)
    words, unmoved, doubtful = (each(N, at, stacked(list(one))) for one in zip(*found, strict=True))
    return Flagged(words, unmoved, doubtful)


def flag_codes(part: Part, first: int, last: int) -> Codes:
    """Return the codes of the flag words of a window's sessions, 0 outside the data, shape (N, L)."""
    words, block, events = part.piece.words, part.piece.block, part.events
    assert words is not None  # noqa: S101 - the caller has looked
    rows = events.zero[:, None].astype(np.intp) + np.arange(first, last + 1)
    inside = (rows >= block.first[events.series][:, None]) & (rows <= block.last[events.series][:, None])
    found: Codes = np.where(inside, words.codes[events.series[:, None], np.clip(rows, 0, block.day.size - 1)], 0)
    return found


def _said(part: Part, codes: Codes, begin: npt.NDArray[np.int64]) -> tuple[Strings, Strings, Strings]:
    """Return the words of each event's window, and what they mean, by the codes of its sessions and the first's row."""
    assert part.piece.words is not None  # noqa: S101 - there are codes of them
    words, dates = [str(word) for word in part.piece.words.words], part.piece.dates

    def several(place: int) -> str:
        said = [word for code in codes[place].tolist() if code for word in words[code].split("|")]
        return "|".join(dict.fromkeys(said))

    width = len(words)
    keys = (begin[:, None] + np.arange(codes.shape[1])) * width + codes
    sessions, of = np.unique(keys[codes > 0], return_inverse=True)
    flags = [(str(dates[key // width]), words[key % width]) for key in sessions.tolist()]
    at = np.full(codes.shape, -1, dtype=np.int64)
    at[codes > 0] = of.reshape(-1)
    return distinct(alike(codes), several), _meant(flags, at, no_moves), _meant(flags, at, doubts)


def _meant(flags: list[tuple[str, str]], at: npt.NDArray[np.int64], say: Say) -> Strings:
    """Return what the flagged sessions of each event mean, by each session's place among the distinct ones."""
    texts = ["; ".join(say([flag])) or None for flag in flags]
    if not any(texts):
        return none(at.shape[0])
    return joined([coded(texts, column) for column in at.T])
