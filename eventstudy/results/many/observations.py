"""Observations of a study of very many events: arrays that hand one out when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from eventstudy.kernels.observation import Observation
from eventstudy.results.many.labels import Labels, labels_of, recoded
from eventstudy.results.many.records import chosen
from eventstudy.results.many.texts import filled, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days
    from eventstudy.results.many.records import Columns, Part, Places
    from eventstudy.results.many.texts import Strings

_STRETCH = 1024
"""Observations whose notes are made together."""


@dataclass(frozen=True, slots=True, eq=False)
class ManyObservations(Sequence[Observation]):
    """Observations as columns, each made into a record only when it is asked for.

    Attributes
    ----------
    columns : Columns
    rows : array of int, or None
        Places of these observations among the columns, ascending; None for all.
    """

    columns: Columns
    rows: Places | None = None

    def __len__(self) -> int:
        return len(self.columns) if self.rows is None else int(self.rows.size)

    @overload
    def __getitem__(self, place: int) -> Observation: ...
    @overload
    def __getitem__(self, place: slice) -> ManyObservations: ...
    def __getitem__(self, place: int | slice) -> Observation | ManyObservations:
        if isinstance(place, slice):
            return self.take(np.arange(len(self))[place])
        if not -len(self) <= place < len(self):
            raise IndexError(f"there is no observation {place} of {len(self)}")
        at = place % len(self)
        return next(iter(self.take(np.array([at]))))

    def __iter__(self) -> Iterator[Observation]:
        for begin in range(0, len(self), _STRETCH):
            places = self.places[begin : begin + _STRETCH]
            notes = listed(filled(self.columns.told(places)))
            yield from (self.columns.build(place, note) for place, note in zip(places.tolist(), notes, strict=True))

    def __hash__(self) -> int:
        return id(self)

    def take(self, places: npt.NDArray[Any]) -> ManyObservations:
        """Return some of them."""
        taken = places.astype(np.intp) if self.rows is None else self.rows[places]
        return replace(self, rows=taken)

    def where(self, kept: npt.NDArray[np.bool_]) -> ManyObservations:
        """Return those that a mask keeps."""
        return self if bool(kept.all()) else self.take(np.flatnonzero(kept))

    def parts(self) -> list[Part]:
        """Return their events piece by piece, each with its place among these observations."""
        return [part for number in range(len(self.columns.pieces)) if (part := chosen(self.columns, number, self.rows))
                .places.size]  # fmt: skip

    @property
    def places(self) -> Places:
        """Return their places among the columns."""
        return np.arange(len(self)) if self.rows is None else self.rows

    @property
    def event_id(self) -> Labels:
        """Return the events' names."""
        return self._labels(self.columns.event_id)

    @property
    def group(self) -> Labels:
        """Return the events' groups."""
        return self._labels(self.columns.group)

    @property
    def series(self) -> Labels:
        """Return the series' names; those of two pieces stand apart, though they be the same."""
        begin, codes = 0, np.empty(len(self), dtype=np.int32)
        for part in self.parts():
            codes[part.places] = begin + part.events.series
            begin += part.piece.names.size
        names = [part.piece.names for part in self.parts()]
        return Labels(np.concatenate(names) if names else [], codes)

    @property
    def model(self) -> Labels:
        """Return the models' names, a piece each."""
        names = [piece.model for piece in self.columns.pieces]
        return Labels(names, self._column(self.columns.piece).astype(np.int32))

    @property
    def weight(self) -> Array:
        """Return the weights of averages."""
        weight = self.columns.weight
        return np.ones(len(self)) if weight is None else self._column(weight)

    @property
    def own(self) -> Array | None:
        """Return the events' own windows, shape (N, 2), NaN for one that has none."""
        return None if self.columns.own is None else self._column(self.columns.own)

    @property
    def days(self) -> Days:
        """Return the dates of day 0."""
        days: Days = np.empty(len(self), dtype="datetime64[D]")
        for part in self.parts():
            days[part.places] = part.piece.dates[part.events.zero]
        return days

    @property
    def fitted(self) -> npt.NDArray[np.bool_]:
        """Return which ones have a fit."""
        sigma2: Array = self._each([part.estimates.sigma2 for part in self.parts()])
        return ~np.isnan(sigma2)

    def pairs(self) -> int:
        """Return how many pairs of an event and a series there are."""
        series = self.series
        names, codes = np.unique(np.asarray(series.names, dtype=object).astype(str), return_inverse=True)
        pairs = self.event_id.codes.astype(np.int64) * max(names.size, 1) + codes[series.codes]
        return int(np.unique(pairs).size)

    def split(self, by: str) -> dict[str, Sequence[Observation]]:
        """Return the observations of each ``"event"``, ``"series"`` or ``"group"``, those without a group left out."""
        labels = {"event": self.event_id, "group": self.group}.get(by) if by != "series" else self.series
        assert labels is not None  # noqa: S101 - the caller has checked the word
        lookup = labels_of([str(name) for name in labels.names])
        codes = recoded(lookup, labels.codes).codes
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(lookup.names) + 1))
        found = [order[a:b] for a, b in pairwise(starts)]
        used = sorted((places[0], code) for code, places in enumerate(found) if places.size)
        return {str(lookup.names[code]): self.take(found[code]) for _, code in used}

    def notes(self) -> Strings:
        """Return what the reader should know of each, null for nothing."""
        return self.columns.told(self.places)

    def _column(self, values: Any) -> Any:  # noqa: ANN401 - an array of any kind
        return values if self.rows is None else values[self.rows]

    def _labels(self, labels: Labels) -> Labels:
        return labels if self.rows is None else labels.take(self.rows)

    def _each(self, values: list[Any]) -> Any:  # noqa: ANN401 - arrays of any kind
        """Return values given piece by piece in the order of the observations."""
        if not values:
            return np.empty(0)
        found = np.empty((len(self), *values[0].shape[1:]), dtype=values[0].dtype)
        for part, some in zip(self.parts(), values, strict=True):
            found[part.places] = some
        return found
