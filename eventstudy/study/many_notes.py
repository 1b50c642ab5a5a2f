"""What a reader must know of each of very many observations, told only of those that are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from eventstudy.results.many.texts import chained, coded, distinct, each, give_back, joined, none, over, stacked
from eventstudy.study.calendars import own_clock
from eventstudy.study.moments import closed_day, spanned, struck_apart
from eventstudy.study.neighbours import Neighbours
from eventstudy.study.observing import observed
from eventstudy.study.samples import begun_late, too_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.batch import Estimates
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.results import Design
    from eventstudy.results.many.labels import Codes
    from eventstudy.results.many.records import Piece, Places
    from eventstudy.results.many.texts import Strings
    from eventstudy.study.blocks import Laid
    from eventstudy.study.gather import Panel
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.observing import Modelled
    from eventstudy.study.subjects import Subjects

    Mask = npt.NDArray[np.bool_]

_STRETCH = 1 << 16
"""Observations told of together."""
_SERIES = 64
"""Series under a model that are kept once made: observations are asked for one series after another."""


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """Some observations of a piece: their places, subjects, and rows of series and of day 0 in the block."""

    places: Places
    subject: Places
    row: Codes
    zero: Codes


class Source:
    """Makes single observations of a study of very many, and their notes.

    Parameters
    ----------
    laid
        The study in blocks.
    subjects, zeros
        Events, and the position of each one's day 0 among the sessions of its series.
    panel, modelled, choice, design
        As of the study.
    estimates
        Of each piece.
    """

    __slots__ = ("_apart", "_near", "choice", "data", "design", "estimates", "laid", "panel", "subjects", "zeros")

    def __init__(
        self,
        laid: Laid,
        subjects: Subjects,
        zeros: Codes,
        panel: Panel,
        modelled: Modelled,
        choice: ModelChoice,
        design: Design,
        estimates: Sequence[Estimates],
    ) -> None:
        self.laid, self.subjects, self.zeros, self.panel = laid, subjects, zeros, panel
        self.choice, self.design, self.estimates = choice, design, estimates
        self.data = lru_cache(maxsize=_SERIES)(modelled)
        self._near: Neighbours | None = None
        self._apart: dict[tuple[str | None, str | None, np.datetime64, np.datetime64], str] = {}

    def observation(self, place: int, note: str) -> Observation:
        """Return an observation with its note, made as that of a small study is."""
        return replace(self._bare(place), note=note)

    def notes(self, places: Places) -> Strings:
        """Return the notes of some observations, null for those that have none."""
        if places.size > _STRETCH:
            give_back()  # what an earlier table took
        stretches = [self._notes(places[begin : begin + _STRETCH]) for begin in range(0, places.size, _STRETCH)]
        if len(stretches) > 1:
            self._near = None  # as large as the columns of a table that is being made
            give_back()
        return chained(stretches) if stretches else none(0)

    def _notes(self, places: Places) -> Strings:
        number = self.laid.piece[places]
        held = np.unique(number).tolist()
        parts = [np.flatnonzero(number == one) for one in held]
        told = [self._of_piece(one, places[mine]) for one, mine in zip(held, parts, strict=True)]
        return each(places.size, np.concatenate(parts), stacked(told))

    def _bare(self, place: int) -> Observation:
        at = int(self.laid.subject[place])
        subject = self.subjects[at]
        blocked = self.laid.blocked(subject.series)
        return observed(subject, self._series(place), int(self.zeros[at]), blocked, self.design)

    def _series(self, place: int) -> ModelledSeries:
        """Return the series of an observation under its model."""
        at = int(self.laid.subject[place])
        series, model = str(self.subjects.series.of(at)), self.laid.pieces[int(self.laid.piece[place])].model
        own = None if self.subjects.benchmark is None else self.subjects.benchmark.of(at)
        return self.data(series, model, own or self.choice.benchmarks[series], self.choice.peer_of(series, model))

    def _of_piece(self, number: int, places: Places) -> Strings:
        piece, at = self.laid.pieces[number], self.laid.position[places]
        some = Some(places, self.laid.subject[places].astype(np.intp), piece.events.series[at], piece.events.zero[at])
        fit = self._fit(piece, some, self.estimates[number].sigma2[at], self.estimates[number].T[at])
        if self._near is None:
            self._near = Neighbours.of(self.subjects, self.zeros, len(self.design.event))
        said = [fit, self._near.told(some.subject), self._closed(piece, some), self._clock(some)]
        said += [self._spanned(piece, some), self._struck(piece, some)]
        return joined([one for one in said if one is not None])

    def _fit(self, piece: Piece, some: Some, sigma2: Array, T: Codes) -> Strings:
        """Return what there is to say of the estimation samples."""
        block, window = piece.block, self.design.estimation
        low = np.maximum(some.zero + window.first, block.first[some.row])
        span = np.maximum(np.minimum(some.zero + window.last, block.last[some.row]) - low + 1, 0)
        least = max(self.design.min_estimation, block.k + 1)
        fitted, scarce, early = sigma2 > 0.0, least > T, span < least
        late = [begun_late(n, self.design) for n in range(len(window))]
        said = coded(late, np.where(fitted & (span < len(window)), span, -1))
        rest = np.flatnonzero(~fitted)
        if not rest.size:
            return said

        def why(nth: int) -> str:
            i = rest[nth]
            if not scarce[i]:
                return self._bare(int(some.places[i])).note
            data, begin = self._series(int(some.places[i])), int(low[i] - block.first[some.row[i]])
            return too_few(data, int(T[i]), np.arange(begin, begin + int(span[i])), self.design)

        # a sample too small for want of sessions before it is told of by its size and the series, any other by its day
        alike = np.where(scarce & early, -T - 1, some.zero)[rest] + len(window) + 1
        width = block.day.size + len(window) + 2
        return over(said, each(some.places.size, rest, distinct(some.row[rest].astype(np.int64) * width + alike, why)))

    def _closed(self, piece: Piece, some: Some) -> Strings | None:
        """Return which days are no sessions, and the day 0 they have."""
        moments, block = self.subjects.moment, piece.block
        day = moments.day[moments.codes[some.subject]].astype(np.int64)
        at = np.minimum(np.searchsorted(block.day, day), block.day.size - 1)
        session = (block.day[at] == day) & (at >= block.first[some.row]) & (at <= block.last[some.row])
        away = np.flatnonzero(np.logical_not(session))
        if not away.size:
            return None
        said = distinct(
            day[away] * block.day.size + some.zero[away],
            lambda i: closed_day(np.datetime64(int(day[away[i]]), "D"), piece.dates[some.zero[away[i]]]),
        )
        return each(day.size, away, said)

    def _clock(self, some: Some) -> Strings | None:
        """Return of which moments the market's clock is not known."""
        timed = np.flatnonzero(self.subjects.moment.timed[self.subjects.moment.codes[some.subject]])
        if not timed.size:
            return None

        def said(i: int) -> str:
            one = self.subjects[int(some.subject[timed[i]])]
            return own_clock(one, self.panel.calendars[one.series])

        return each(some.places.size, timed, distinct(some.row[timed], said))

    def _spanned(self, piece: Piece, some: Some) -> Strings | None:
        """Return which sessions follow one that the benchmark has no return on."""
        if piece.benchmark is None:
            return None
        block, event = piece.block, self.design.event
        missing: Mask = np.asarray(np.isnan(block.X).any(axis=1), dtype=bool)
        if block.k == 0:
            market = self.panel.on_days[piece.benchmark]
            missing = ~np.isin(piece.dates, market.index[market.notna()].to_numpy().astype("datetime64[D]"))
        after = np.append(0, np.cumsum(np.append(False, missing[:-1] & ~missing[1:])))
        begin, end = (np.clip(some.zero + at, 0, missing.size) for at in (event.first, event.last + 1))
        met = np.flatnonzero(after[end] > after[begin])
        if not met.size:
            return None

        def said(i: int) -> str:
            place = int(some.places[met[i]])
            return spanned(self._series(place), int(self.zeros[self.laid.subject[place]]), event)

        keys = some.row[met].astype(np.int64) * block.day.size + some.zero[met]
        return each(some.places.size, met, distinct(keys, said))

    def _struck(self, piece: Piece, some: Some) -> Strings | None:
        """Return whose prices are struck at another hour than those of the benchmark."""
        calendars, dates, block = self.panel.calendars, piece.dates, piece.block
        if piece.benchmark is None or calendars.get(piece.benchmark) is None:
            return None

        def said(i: int) -> str:
            row = int(some.row[i])
            series, ends = str(piece.names[row]), (dates[block.first[row]], dates[block.last[row]])
            key = (calendars.get(series), piece.benchmark, *ends)  # no model of these takes leads and lags in
            if key not in self._apart:
                self._apart[key] = struck_apart(calendars, series, piece.model, piece.benchmark, *ends)
            return self._apart[key]

        return distinct(some.row, said)
