"""Blocks: returns and events of one calendar, model, benchmark and peer as the arrays that kernels work on.

`lay_out` does it for a study; `blocks_of` for a stretch of one, some series with their events, by itself: whoever
shares a large study out among workers calls it for each stretch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.study.catalogue import COMPLETE, takes_benchmark
from eventstudy.study.gather import Panel, gather
from eventstudy.study.markets import Key, Market
from eventstudy.study.questions import read_events, without_benchmark
from eventstudy.study.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.records import Dropped
    from eventstudy.results import Design
    from eventstudy.results.many.labels import Codes
    from eventstudy.results.many.records import Piece
    from eventstudy.study.models import ModelChoice


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A study laid out in blocks.

    Attributes
    ----------
    pieces : list of Piece
    subject : array of shape (N,), int
        Which subject each observation is of, in their order; each under its models one after another.
    piece, position : arrays of shape (N,), int
        Which event of which piece it is.
    markets : dict of Market
        The series of each calendar.
    """

    pieces: list[Piece]
    subject: Codes
    piece: npt.NDArray[np.int16]
    position: Codes
    markets: dict[str | None, Market]

    def blocked(self, series: str) -> Mask:
        """Return which sessions of a series lie in the window of one of its events, and leave estimation samples."""
        return next(one for one in self.markets.values() if series in one.row).blocked(series)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Some series with their events: laid out, the events that can be studied, and why others cannot."""

    laid: Laid
    subjects: Subjects
    dropped: list[Dropped]


def blocks_of(
    table: pd.DataFrame,
    events: pd.DataFrame,
    *,
    choice: ModelChoice,
    design: Design,
    calendars: Mapping[str, str | None],
    factors: pd.DataFrame | None = None,
) -> Stretch:
    """Return some series of a study, with their events, as blocks.

    Parameters
    ----------
    table
        Checked returns (`read_returns`) of these series, their benchmarks and peers.
    events
        The rows of the events table that name these series.
    choice, design, calendars, factors
        As of the whole study: `choose_models`, `make_design`, `read_calendars`, `load_factors`.

    Raises
    ------
    PriceError, EstimationError
        As `gather`.
    """
    asked = without_benchmark(read_events(events, list(choice.models), held=list(table.columns), design=design), choice)
    panel = gather(table, choice, asked, calendars)
    assert isinstance(asked.subjects, Subjects)  # noqa: S101 - they come from a table
    zeros, outside = panel.place_all(asked.subjects, design.closed)
    placed = np.flatnonzero(zeros >= 0)
    subjects = asked.subjects.take(placed)
    laid = lay_out(panel, subjects, zeros[placed], choice, design, factors)
    return Stretch(laid, subjects, [*asked.dropped, *outside, *panel.lost])


def lay_out(
    panel: Panel, subjects: Subjects, zeros: Codes, choice: ModelChoice, design: Design, factors: pd.DataFrame | None
) -> Laid:
    """Return a study's events and returns as blocks.

    Parameters
    ----------
    panel
        Series on their sessions.
    subjects, zeros
        Events, and the position of each one's day 0 among the sessions of its series.
    choice, design, factors
        Models, windows, and the factors that models take.
    """
    keys, lookup, counts = _asked_of(subjects, choice, panel.calendars)
    subject = np.repeat(np.arange(len(subjects), dtype=np.int32), counts)
    nth: npt.NDArray[np.int64] | int = 0
    if lookup.shape[1] != 1 or subject.size != len(subjects):
        nth = np.arange(subject.size) - np.repeat(np.cumsum(counts) - counts, counts)
    if len(keys) == 1:
        piece = np.broadcast_to(np.int16(0), subject.size)  # takes no room
    else:
        piece = lookup[_combination(subjects)[0][subject], nth].astype(np.int16)
    position = np.empty(subject.size, dtype=np.int32)
    markets = {calendar: Market.of(panel, subjects, zeros, calendar, design) for calendar in {key[0] for key in keys}}
    pieces = []
    for number, key in enumerate(keys):
        where = (
            np.flatnonzero(piece == number).astype(np.int32) if len(keys) > 1 else np.arange(piece.size, dtype=np.int32)
        )
        one = markets[key.calendar].piece(key, where, subject[where], choice, factors)
        position[one.where] = np.arange(where.size, dtype=np.int32)
        pieces.append(one)
    return Laid(pieces, subject, piece, position, markets)


def _combination(subjects: Subjects) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return, of each subject, which combination of series and own benchmark it is, and the distinct ones."""
    width = 1 if subjects.benchmark is None else len(subjects.benchmark.names) + 1
    own = 0 if subjects.benchmark is None else subjects.benchmark.codes.astype(np.int64) + 1
    of, distinct = pd.factorize(subjects.series.codes.astype(np.int64) * width + own)
    return of.astype(np.int64), distinct


def _asked_of(
    subjects: Subjects, choice: ModelChoice, calendars: Mapping[str, str | None]
) -> tuple[list[Key], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the blocks, which ones each combination of series and benchmark is in, and how many each subject is in."""
    from eventstudy.study.observing import models_of  # noqa: PLC0415 - which shares its notes with studies of many

    of, distinct = _combination(subjects)
    firsts = np.zeros(distinct.size, dtype=np.int64)
    firsts[of[::-1]] = np.arange(of.size)[::-1]
    keys: dict[Key, int] = {}
    rows: list[list[int]] = []
    for first in firsts.tolist():
        series, own = str(subjects.series.of(first)), None
        if subjects.benchmark is not None:
            own = subjects.benchmark.of(first)
        found = [
            Key(
                calendars[series],
                model,
                (own or choice.benchmarks[series]) if takes_benchmark(model, choice.factors) else None,
                choice.peer_of(series, model) if model in COMPLETE else None,
            )
            for model in models_of(series, own, choice)
        ]
        rows.append([keys.setdefault(key, len(keys)) for key in found])
    width = max((len(row) for row in rows), default=0)
    lookup = np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64).reshape(len(rows), width)
    return list(keys), lookup, np.array([len(row) for row in rows], dtype=np.int64)[of]
