"""Tests over all events of a study in blocks: numbers of each event are kept, sums made in a second pass, then judged.

The second pass is needed since a rank test sets each event's CAR beside its residuals in units of the spread of all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from eventstudy.backends.blocks import Computed
from eventstudy.battery.many.at_size import outcomes_from
from eventstudy.kernels.batch import LEFT_OUT, Questions, cars, spread, tally
from eventstudy.kernels.sample import WindowSample
from eventstudy.results import tables
from eventstudy.results.choice import settings_of, under
from eventstudy.results.many.observations import ManyObservations
from eventstudy.study.on_disk.asked import observed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from eventstudy.backends.blocks import Chunk
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch import Cars
    from eventstudy.kernels.batch.sums import Sums
    from eventstudy.kernels.expected import Array
    from eventstudy.results import Design, StudyResult
    from eventstudy.results.many.records import Part
    from eventstudy.study.on_disk.settings import FileSettings

NUMBERS = "numbers"
"""The table of what tests take of each event, kept while the study runs."""


def main_ones(result: StudyResult) -> ManyObservations:
    """Return the observations under the main model of each series."""
    many = under(result.observations, result.settings, None)
    assert isinstance(many, ManyObservations)  # noqa: S101 - studies in blocks have no others
    return many


def numbers_of(result: StudyResult) -> tuple[pd.DataFrame, list[str | None]]:
    """Return what tests take of each event, and the events' groups."""
    many = main_ones(result)
    questions, N = many.columns.questions, len(many)
    made: dict[str, Any] = {name: np.empty(N) for name in ("sigma2", "positive", "weight")}
    made |= {name: np.empty(N, dtype=np.int32) for name in ("T", "k", "zero")}
    for place, window in enumerate(spans_of(questions)):
        made |= {f"car{place}": np.empty(N), f"why{place}": np.empty(N, dtype=np.int8)}
        if window in questions.windows:
            made |= {f"factor{place}": np.empty(N), f"n{place}": np.empty(N, dtype=np.int32)}
    for part in many.parts():
        at, estimates = part.places, part.estimates
        made["sigma2"][at], made["positive"][at], made["T"][at] = estimates.sigma2, estimates.positive, estimates.T
        made["weight"][at], made["k"][at] = part.events.weight, part.piece.block.k
        made["zero"][at] = part.piece.block.day[part.events.zero]
        for place, one in enumerate(_found(part, spans_of(questions), many)):
            made[f"car{place}"][at], made[f"why{place}"][at] = one.car, one.why
            if f"n{place}" in made:
                made[f"factor{place}"][at], made[f"n{place}"][at] = one.factor, one.n
    return pd.DataFrame(made), list(many.group.texts())


def spans_of(questions: Questions) -> tuple[tuple[int, int], ...]:
    """Return the windows of a study, then each session of its event window that is not one of them."""
    first, last = questions.event
    sessions = [(session, session) for session in range(first, last + 1)]
    return (*questions.windows, *(one for one in sessions if one not in questions.windows))


def _found(part: Part, spans: Sequence[tuple[int, int]], many: ManyObservations) -> list[Cars]:
    return [
        cars(
            block=part.piece.block,
            events=part.events,
            estimates=part.estimates,
            questions=many.columns.questions,
            window=window,
            engine=many.columns.engine,
        )
        for window in spans
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Sums over all events, under None, and over those of each group, under its name."""

    by: Mapping[str | None, Sums]

    def __add__(self, other: Grouped) -> Grouped:
        """Return the sums over the events of both."""
        names = [*self.by, *(name for name in other.by if name not in self.by)]
        held = {name: [one.by[name] for one in (self, other) if name in one.by] for name in names}
        return Grouped({name: sums[0] if len(sums) == 1 else sums[0] + sums[1] for name, sums in held.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sums over the events of a chunk, in units of the spreads of the standardised CARs of all events, by group."""

    settings: FileSettings
    spreads: Mapping[str | None, tuple[float, ...]]

    def __call__(self, chunk: Chunk) -> Computed:
        """Return the sums over the chunk's own events."""
        found = observed(self.settings, chunk)
        if isinstance(found, str):
            return Computed({})
        result, events = found
        many, column = main_ones(result), self.settings.groups
        rows = np.array([int(str(text)) for text in many.group.texts()], dtype=np.int64)
        own = np.isin(rows, list(events.own(chunk)))
        groups = events.groups(column).reindex(rows).to_numpy()
        sums: dict[str | None, Sums] = {}
        for name, spreads in self.spreads.items():
            mine = own if name is None else own & (groups == name)
            for part in many.where(mine).parts():
                one = _tallied(part, many, spreads)
                sums[name] = sums[name] + one if name in sums else one
        return Computed({}, Grouped(sums) if sums else None)


def _tallied(part: Part, many: ManyObservations, spreads: tuple[float, ...]) -> Sums:
    questions = many.columns.questions
    return tally(
        block=part.piece.block,
        events=part.events,
        questions=questions,
        estimates=part.estimates,
        found=_found(part, questions.windows, many),
        spreads=spreads,
        engine=many.columns.engine,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What tests take of all events, a window at a time.

    Attributes
    ----------
    paths
        Of the blocks, in their order.
    windows
        How many.
    """

    paths: Sequence[Path]
    windows: int

    def column(self, name: str) -> Array:
        """Return a number of each event."""
        parts = [pq.read_table(path, columns=[name]).column(0).to_numpy() for path in self.paths]
        found: Array = np.concatenate(parts)
        return found

    def groups(self) -> list[str]:
        """Return the names of the groups, ascending."""
        return sorted({str(name) for name in pd.unique(self.names()) if name is not None})

    def names(self) -> npt.NDArray[np.object_]:
        """Return the group of each event, None of one without."""
        parts = [pq.read_table(path, columns=["group"]).column(0) for path in self.paths]
        found: npt.NDArray[np.object_] = np.concatenate([np.array(one.to_pylist(), dtype=object) for one in parts])
        return found

    def members(self, groups: Sequence[str]) -> dict[str | None, Mask]:
        """Return which events are all, under None, and which are of each group."""
        names = self.names() if groups else np.empty(0, dtype=object)
        found: dict[str | None, Mask] = {name: np.asarray(names == name, dtype=bool) for name in groups}
        return {None: np.ones(self.column("k").size, dtype=bool), **found}

    def spreads(self, groups: Sequence[str]) -> dict[str | None, tuple[float, ...]]:
        """Return the spreads of the standardised CARs of the tested events over each window, of all and by group."""
        sigma2, members = self.column("sigma2"), self.members(groups)
        found: dict[str | None, tuple[float, ...]] = dict.fromkeys(members, ())
        for place in range(self.windows):
            kept = self.column(f"why{place}") == 0
            se = np.sqrt(sigma2 * self.column(f"factor{place}"))
            with np.errstate(invalid="ignore", divide="ignore"):
                scaled = np.where(se > 0.0, self.column(f"car{place}") / se, np.nan)
            for name, mine in members.items():
                found[name] = (*found[name], spread(scaled[kept & mine]))
        return found

    def sample(self, place: int, mine: Mask) -> tuple[WindowSample, Array, npt.NDArray[np.int8]]:
        """Return the tested events of a group, their shares of residuals above zero, and why others are not."""
        why = self.column(f"why{place}").astype(np.int8)
        kept = (why == 0) & mine
        T = self.column("T")[kept].astype(np.int64)
        factor = self.column(f"factor{place}")[kept]
        sample = WindowSample(
            car=self.column(f"car{place}")[kept],
            factor=factor,
            se=np.sqrt(self.column("sigma2")[kept] * factor),
            n=self.column(f"n{place}")[kept].astype(np.int64),
            dof=(T - self.column("k")[kept]).astype(np.float64),
            T=T,
            weight=self.column("weight")[kept],
        )
        return sample, self.column("positive")[kept], why[mine]


def questions_of(design: Design) -> Questions:
    """Return what is asked of every event."""
    windows = tuple((window.first, window.last) for window in design.windows)
    estimation, event = design.estimation, design.event
    return Questions((estimation.first, estimation.last), (event.first, event.last), windows, design.min_estimation)


def tests_of(
    numbers: Numbers, sums: Grouped, questions: Questions, design: Design, model: str, names: Sequence[str] | None
) -> pd.DataFrame:
    """Return the tests over all events and windows, then by group, with the columns of `StudyResult.tests`."""
    rows = []
    aligned = {"returns": design.returns, "overlap": design.overlap, "closed": design.closed}
    k, groups = int(numbers.column("k").max()), [name for name in sums.by if name is not None]
    for name, mine in numbers.members(sorted(groups)).items():
        for place, window in enumerate(questions.windows):
            totals, positive, why = numbers.sample(place, mine)
            outcomes = outcomes_from(
                sums=sums.by[name],
                questions=questions,
                window=window,
                totals=totals,
                positive=positive,
                k=k,
                settings=settings_of(design),
                tests=names,
                notes=left_out(why),
            )
            key = {"group": name, "event_id": None, "model": model, "first": window[0], "last": window[1], **aligned}
            rows += [key | {name: getattr(one, name) for name in tables.OUTCOME} for one in outcomes]
    return tables.table(rows, (*(["group"] if groups else []), *tables.TESTS))


def left_out(why: npt.NDArray[np.int8]) -> tuple[str, ...]:
    """Return how many events are left out over a window, and why, in words."""
    counts = Counter(why[why > 0].tolist()).most_common()
    if not counts:
        return ()
    reasons = ", ".join(f"{count:,} x {LEFT_OUT[code]}" for code, count in counts)
    return (f"{sum(count for _, count in counts):,} observations left out: {reasons}",)
