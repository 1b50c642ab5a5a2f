"""The series of one calendar, with their events, as the arrays of a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.kernels.batch import Block, Events
from eventstudy.kernels.observation import is_doubtful, is_no_move
from eventstudy.results.many.records import Piece, Words
from eventstudy.study.designs import flag_words, regressed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.results import Design
    from eventstudy.results.many.labels import Codes
    from eventstudy.study.gather import OnDays, Panel
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.subjects import Subjects


class Key(NamedTuple):
    """What the events of a block share."""

    calendar: str | None
    model: str
    benchmark: str | None
    peer: str | None


_SIXTEEN_BITS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """The series of one calendar as arrays over its sessions.

    Attributes
    ----------
    panel : Panel
    subjects : Subjects
    sessions : DatetimeIndex of D
    names : array of shape (S,), str
    returns : array of shape (S, D)
    series : array, int
        Row of each of the subjects' series; -1 for one of another calendar.
    zero : array of shape (N,), int
        Row of day 0 of each subject.
    taken : array of shape (S, D), bool, or None
        Sessions in the window of some event, which leave estimation samples; None where they are kept.
    first, last : arrays of shape (S,), int
        Rows of each series' first and last return.
    row : dict
        Row of each series that is studied.
    """

    panel: Panel
    subjects: Subjects
    sessions: pd.DatetimeIndex
    names: npt.NDArray[np.object_]
    returns: Array
    series: Codes
    zero: Codes
    taken: Mask | None
    first: npt.NDArray[np.intp]
    last: npt.NDArray[np.intp]
    row: dict[str, int]

    @staticmethod
    def of(panel: Panel, subjects: Subjects, zeros: Codes, calendar: str | None, design: Design) -> Market:
        """Return the series of a calendar."""
        used = subjects.series.used()
        mine = [name for name in used if panel.calendars[name] == calendar]
        begun, ended = panel.on_days.ends(mine)
        sessions = panel.on_days.sessions_of(calendar, begun.min(), ended.max())
        names, returns = _returns(panel.on_days, mine, calendar, sessions)
        rows = pd.Index(names).get_indexer(pd.Index([str(name) for name in subjects.series.names]))
        known = set(mine)
        inside = np.array([str(name) in known for name in subjects.series.names], dtype=bool)
        series = np.where(inside, rows, -1).astype(np.int32)
        first, last = np.zeros(len(names), dtype=np.intp), np.full(len(names), -1, dtype=np.intp)
        at = pd.Index(names).get_indexer(pd.Index(mine))
        first[at] = sessions.get_indexer(pd.DatetimeIndex(begun))
        last[at] = sessions.get_indexer(pd.DatetimeIndex(ended))
        row = series[subjects.series.codes]
        zero = np.where(row >= 0, zeros + first[row], -1).astype(np.int32)
        if np.array_equal(zero, zeros):
            zero = zeros
        taken = _taken(row, zero, returns.shape, design) if design.overlap == "exclude" else None
        return Market(
            panel,
            subjects,
            sessions,
            names,
            returns,
            series,
            zero,
            taken,
            first,
            last,
            dict(zip(mine, at.tolist(), strict=True)),
        )

    def blocked(self, series: str) -> Mask:
        """Return which sessions of a series enter no estimation sample, for an event's sake."""
        row = self.row[series]
        mine = slice(int(self.first[row]), int(self.last[row]) + 1)
        n = mine.stop - mine.start
        return np.zeros(n, dtype=bool) if self.taken is None else self.taken[row, mine]

    def piece(self, key: Key, where: Codes, subject: Codes, choice: ModelChoice, factors: pd.DataFrame | None) -> Piece:
        """Return the block of a model, and its events, sorted."""
        row, zero = self.series[self.subjects.series.codes[subject]], self.zero[subject]
        order = _in_order(row, zero)
        weight = self.subjects.weight
        alike = np.broadcast_to(1.0, order.size)  # takes no room
        events = Events(row[order], zero[order], alike if weight is None else weight[subject[order]])
        market = None if key.benchmark is None else self.panel.on_days[key.benchmark]
        peer = None if key.peer is None else self.panel.on_days[key.peer]
        columns, X, less = regressed(key.model, self.sessions, market, peer, factors, choice.options.alpha)
        y = self.returns if less is None else self.returns - less
        words = _words(self.panel.flags, self.sessions, self.names, {"benchmark": market, "peer": peer})
        usable, unmoved = _usable(y, X, words, self.taken)
        day = self.sessions.to_numpy().astype("datetime64[D]").astype(np.int64)
        block = Block(np.ascontiguousarray(y), X, day, usable, self.first, self.last, unmoved)
        return Piece(block, events, where[order], self.names, key.model, key.benchmark, columns, self.returns, words)


def _in_order(row: Codes, zero: Codes) -> npt.NDArray[np.intp]:
    """Return the places of events by row, and of one row by day 0."""
    if row.size and max(int(row.max()), int(zero.max())) < _SIXTEEN_BITS:  # which are sorted ten times as fast
        by_zero = np.argsort(zero.astype(np.uint16), kind="stable")
        return by_zero[np.argsort(row[by_zero].astype(np.uint16), kind="stable")]
    return np.lexsort((zero, row))


def _returns(
    on_days: OnDays, mine: Sequence[str], calendar: str | None, sessions: pd.DatetimeIndex
) -> tuple[npt.NDArray[np.object_], Array]:
    """Return series and their returns, shape (S, D): those of a calendar; without one the table as it is, uncopied."""
    if calendar is None:
        values: Array = on_days.table.to_numpy().T
        return np.asarray(on_days.table.columns, dtype=object), np.ascontiguousarray(values)
    rows = [on_days[name].reindex(sessions).to_numpy(dtype=np.float64) for name in mine]
    return np.asarray(mine, dtype=object), np.ascontiguousarray(rows)


def _taken(row: Codes, zero: Codes, shape: tuple[int, ...], design: Design) -> Mask:
    """Return which sessions of each series lie in the event window of one of its events, shape (S, D)."""
    S, D = shape
    taken = np.zeros((S, D), dtype=bool)
    mine = row >= 0
    days = np.zeros((S, D), dtype=bool)
    days[row[mine], zero[mine]] = True
    for offset in range(design.event.first, design.event.last + 1):
        if abs(offset) < D:
            low, high = max(offset, 0), D + min(offset, 0)
            taken[:, low:high] |= days[:, low - offset : high - offset]
    return taken


def _usable(y: Array, X: Array, words: Words | None, taken: Mask | None) -> tuple[Mask, Mask | None]:
    """Return which sessions may enter a regression, and which returns are no market moves; None where all are."""
    usable = ~np.isnan(y)
    usable &= ~np.isnan(X).any(axis=1)
    if taken is not None:
        usable &= ~taken
    if words is None:
        return usable, None
    unmoved = is_no_move(words.words)[words.codes]
    usable &= ~(unmoved | is_doubtful(words.words)[words.codes])
    return usable, unmoved if unmoved.any() else None


def _words(
    flags: Mapping[str, Mapping[str, str]],
    sessions: pd.DatetimeIndex,
    names: npt.NDArray[np.object_],
    others: Mapping[str, pd.Series[float] | None],
) -> Words | None:
    """Return the flag words of series on their sessions."""
    borrowed = flag_words(flags, sessions, "", others)
    own = {row: flag_words(flags, sessions, name, others) for row, name in enumerate(names) if flags.get(name)}
    every = [np.array([""], dtype=object), borrowed, *own.values()]
    codes, words = pd.factorize(np.concatenate(every))
    if words.size == 1:
        return None
    D = len(sessions)
    found = np.empty((len(names), D), dtype=np.int16)
    found[:] = codes[1 : D + 1]
    for place, row in enumerate(own, start=1):
        found[row] = codes[1 + place * D : 1 + (place + 1) * D]
    return Words(words, found)
