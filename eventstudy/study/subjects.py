"""Events, each for one of its series: a record of one, and many of them column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from eventstudy.records import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from eventstudy.results.many.labels import Labels
    from eventstudy.study.cell_moments import Moments
    from eventstudy.study.cells import Numbers

_LAST_MOMENT = time(23, 59, 59)
AFTER_CLOSE = "amc"
TWICE = "listed twice"
"""How the reason begins why a row is left out whose event and series an earlier one has; the first is studied."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One event for one series; what its row does not say is as in the rest of the study."""

    event_id: str
    series: str
    day: date
    not_after: datetime | None = None
    timing: str = ""
    """``"bmo"``, ``"amc"``, or empty."""
    group: str | None = None
    weight: float = 1.0
    benchmark: str | None = None
    estimation: Window | None = None
    own: Window | None = None

    def __str__(self) -> str:
        """Return it as it is named in notes."""
        return f"{self.event_id}, {self.series}"


@dataclass(frozen=True, slots=True, eq=False)
class Subjects(Sequence[Subject]):
    """N subjects column by column; each is made when it is asked for.

    Attributes
    ----------
    event_id, series, timing, group, benchmark : Labels
        `benchmark` None where no row names one.
    moment : Moments
    weight : array of shape (N,), or None for ones
    estimation, own : arrays of shape (N, 2), or None
        Windows that rows name, NaN in those that name none.
    """

    event_id: Labels
    series: Labels
    moment: Moments
    timing: Labels
    group: Labels
    weight: Numbers | None = None
    benchmark: Labels | None = None
    estimation: Numbers | None = None
    own: Numbers | None = None

    def __len__(self) -> int:
        return len(self.series)

    @overload
    def __getitem__(self, place: int) -> Subject: ...
    @overload
    def __getitem__(self, place: slice) -> list[Subject]: ...
    def __getitem__(self, place: int | slice) -> Subject | list[Subject]:
        if isinstance(place, slice):
            return [self._of(at) for at in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(f"there is no subject {place} of {len(self)}")
        return self._of(place % len(self))

    def __iter__(self) -> Iterator[Subject]:
        return (self._of(place) for place in range(len(self)))

    def take(self, places: npt.NDArray[Any]) -> Subjects:
        """Return some of them."""
        if places.size == len(self) and bool((places[1:] > places[:-1]).all()):
            return self  # each in its place: nothing to copy
        columns = {name: getattr(self, name) for name in ("event_id", "series", "moment", "timing", "group")}
        chosen = {name: column.take(places) for name, column in columns.items()}
        arrays = {name: getattr(self, name) for name in ("weight", "estimation", "own")}
        chosen |= {name: None if array is None else array[places] for name, array in arrays.items()}
        return replace(self, **chosen, benchmark=None if self.benchmark is None else self.benchmark.take(places))

    def _of(self, place: int) -> Subject:
        moment, timing = self.moment.of(place), self.timing.of(place) or ""
        not_after = moment.instant
        if not_after is None and timing == AFTER_CLOSE:
            not_after = datetime.combine(moment.day, _LAST_MOMENT)  # on the clock of the series' market
        return Subject(
            str(self.event_id.of(place)),
            str(self.series.of(place)),
            moment.day,
            not_after,
            "" if moment.instant else timing,
            self.group.of(place),
            1.0 if self.weight is None else float(self.weight[place]),
            None if self.benchmark is None else self.benchmark.of(place),
            _window(self.estimation, place),
            _window(self.own, place),
        )


def _window(spans: Numbers | None, place: int) -> Window | None:
    if spans is None or np.isnan(spans[place, 0]):
        return None
    return Window(int(spans[place, 0]), int(spans[place, 1]))
