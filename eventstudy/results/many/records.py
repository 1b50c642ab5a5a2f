"""Observations of a study of very many events, column by column."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.kernels.batch import Block, Engine, Estimates, Events, Questions
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.results.many.labels import Codes, Labels
    from eventstudy.results.many.texts import Strings

Places = npt.NDArray[np.intp]
Texts = npt.NDArray[Any]


def cores() -> int:
    """Return how many threads kernels may use: the cores that this process may."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Flag words of S series on D sessions.

    Attributes
    ----------
    words : array of str
        Each combination once, joined by ``|``; the first is empty.
    codes : array of shape (S, D), int
        Place of each session's.
    """

    words: Texts
    codes: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Events whose series share a calendar, under one model with one benchmark and peer.

    Attributes
    ----------
    block : Block
    events : Events
        Sorted by (series, zero).
    where : array of shape (N,), int
        Which observation of the study each event is.
    names : array of shape (S,), str
        Series of the block.
    model : str
    benchmark : str or None
    columns : tuple of str
        Names of the k regressors.
    returns : array of shape (S, D)
        Fractions; the block's `y` where nothing is taken from them.
    words : Words or None
        Flag words; None where no session has one.
    """

    block: Block
    events: Events
    where: Codes
    names: Texts
    model: str
    benchmark: str | None
    columns: tuple[str, ...]
    returns: Array
    words: Words | None

    @property
    def dates(self) -> Days:
        """Return the sessions, shape (D,)."""
        dates: Days = self.block.day.astype("datetime64[D]")
        return dates


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """N observations, in the order of events, series and models.

    Attributes
    ----------
    pieces, estimates : tuples of Piece and of Estimates
        What they were estimated in, each event of a piece one observation.
    piece, position : arrays of shape (N,), int
        Which event of which piece each observation is.
    event_id, group : Labels
    weight : array of shape (N,), or None for ones
    own : array of shape (N, 2), or None
        Windows that the events' rows name, NaN for those that name none.
    questions : Questions
    engine : str
    build : callable
        From the place of an observation and its note to the observation itself.
    told : callable
        From places of observations to their notes, an Arrow array, null for none.
    """

    pieces: tuple[Piece, ...]
    estimates: tuple[Estimates, ...]
    piece: npt.NDArray[np.int16]
    position: Codes
    event_id: Labels
    group: Labels
    weight: Array | None
    own: Array | None
    questions: Questions
    engine: Engine
    build: Callable[[int, str], Observation]
    told: Callable[[Places], Strings]

    def __len__(self) -> int:
        return int(self.position.size)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some events of a piece with their estimates, and their place in a table."""

    piece: Piece
    events: Events
    estimates: Estimates
    places: Places | Codes

    def part(self, begin: int, end: int) -> Part:
        """Return the events from one place up to another, without copying."""
        return Part(self.piece, self.events.part(begin, end), self.estimates.part(begin, end), self.places[begin:end])


def chosen(columns: Columns, number: int, rows: Places | None) -> Part:
    """Return the events of one piece that are among some observations, by (series, zero); without any, all of them."""
    piece, estimates = columns.pieces[number], columns.estimates[number]
    if rows is None:
        return Part(piece, piece.events, estimates, piece.where)
    mine = np.flatnonzero(columns.piece[rows] == number)
    positions = columns.position[rows[mine]]
    order = np.argsort(positions, kind="stable")
    taken = positions[order]
    if taken.size == piece.events.size and bool((np.diff(taken) == 1).all()):
        return Part(piece, piece.events, estimates, mine[order])
    held = piece.events
    events = replace(held, series=held.series[taken], zero=held.zero[taken], weight=held.weight[taken])
    return Part(piece, events, estimates.chosen(taken.astype(np.intp)), mine[order])
