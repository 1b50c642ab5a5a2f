"""The blocks of a study of files: done where it was said, kept, and put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from eventstudy.backends.blocks import Work, tasks_of
from eventstudy.backends.closes import formed
from eventstudy.backends.events_files import share_out
from eventstudy.backends.grid import plan_jobs
from eventstudy.backends.in_memory import in_threads
from eventstudy.backends.kept import FOLDER, Kept, join_tables, put
from eventstudy.backends.sizes import as_text
from eventstudy.backends.spill import brought_together, is_scattered
from eventstudy.backends.tidy import TidyFiles
from eventstudy.errors import UsageError, WindowError
from eventstudy.kernels.batch.sums import Pairs, Part, Sums
from eventstudy.study.on_disk.averaging import averages_of
from eventstudy.study.on_disk.stretch import TABLES, Stretch, told
from eventstudy.study.on_disk.testing import NUMBERS, Grouped, Numbers, Tally, questions_of, tests_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from eventstudy.backends.blocks import Chunk, Computed, Task
    from eventstudy.backends.events_files import Counted
    from eventstudy.backends.grid import Grid, Job
    from eventstudy.backends.kept import Answer
    from eventstudy.backends.parquet import ReturnsFiles
    from eventstudy.backends.sizes import Limit
    from eventstudy.records import Progress
    from eventstudy.results import Design
    from eventstudy.study.on_disk.settings import FileSettings

_PER_RETURN, _PER_EVENT = 48, 4_500
"""Bytes that a block takes for each return of its series, and for each event, tables of results included."""
_PER_TESTED = 170
"""Bytes that the tests over all events take for each."""

GROUPS = 100
"""Groups of events that are tested each."""


@dataclass(frozen=True, slots=True)
class FileStudy:
    """What a study of files has written.

    Attributes
    ----------
    out
        The folder.
    events, series
        How many events on how many series were looked at.
    rows
        By table, how many rows it has.
    blocks, resumed
        How many blocks were done, and how many were there from an earlier run.
    """

    out: Path
    events: int
    series: int
    rows: dict[str, int]
    blocks: int
    resumed: int


@dataclass(frozen=True, slots=True)
class Where:
    """Who does the blocks: threads of this process, or a cluster."""

    backend: str
    address: Any
    limit: Limit

    def done(self, work: Work, tasks: Iterator[Task]) -> Iterator[Answer]:
        """Yield what comes of each block."""
        if self.backend == "memory":
            return in_threads(work, tasks, workers=self.limit.workers)
        from eventstudy.backends.on_dask import on_cluster  # noqa: PLC0415 - an extra

        return on_cluster(work, tasks, address=self.address, workers=self.limit.workers)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A study whose files are opened and counted."""

    events: Path
    returns: ReturnsFiles
    counted: Counted
    grid: Grid
    settings: FileSettings
    design: Design
    beside: tuple[str, ...]
    plan: dict[str, Any]
    folder: Path
    stage: Path

    def finished(self, where: Where, *, resume: bool, progress: Progress | None) -> FileStudy:
        """Do every block that is not done, and put the tables together."""
        kept = Kept(self.folder / FOLDER)
        blocks = self._jobs(where.limit, {})  # memory that is too small is said before anything is touched
        self._room(where.limit)
        before = kept.begin(self.plan, resume=resume)
        run = replace(self, returns=self._together(blocks, progress))
        run.each(Stretch(self.settings), "estimate", kept, before, where, progress)
        numbers, made = Numbers(kept.tables(NUMBERS), len(self.design.windows)), dict[str, pd.DataFrame]()
        if numbers.paths:
            groups = self._groups(numbers)
            sums = Kept(kept.folder / "sums", (Grouped, Sums, Part, Pairs))
            tally = Tally(self.settings, numbers.spreads(groups))
            run.each(tally, "test", sums, sums.begin({}, resume=True), where, progress)
            questions, model = questions_of(self.design), _model(self.settings)
            made = averages_of(numbers, questions, self.design, model, groups)
            made["tests"] = tests_of(numbers, sums.sums(), questions, self.design, model, self.settings.tests)
        rows = self._joined(kept, made, progress)
        kept.remove()
        return FileStudy(self.folder, self.counted.rows, len(self.counted.names), rows, len(blocks), len(before))

    def each(
        self,
        compute: Callable[[Chunk], Computed],
        stage: str,
        kept: Kept,
        done: dict[int, int],
        where: Where,
        progress: Progress | None,
    ) -> None:
        """Do the blocks that are not done, and keep what comes of each."""
        jobs = self._jobs(where.limit, done)
        if not jobs:
            return
        names, total = self.counted.names, self.grid.events
        files = share_out(self.events, names, jobs, self.stage)
        work = Work(self.returns, self.beside, self.returns.read(self.beside), compute)
        ready = total - sum(job.events for job in jobs)
        for answer in where.done(work, tasks_of(self.grid, jobs, names, files)):
            kept.put(answer)
            ready += self.grid.job(answer.first_cell, answer.last_cell).events
            del answer  # its tables need not wait for those of the next block
            if progress is not None:
                progress(stage, ready, total)

    def _room(self, limit: Limit) -> None:
        """Raise where the numbers that tests over all events take do not fit."""
        needed = limit.fixed + _PER_TESTED * self.grid.events
        if limit.total < needed:
            raise UsageError(
                f"memory={as_text(limit.total)} is too small: tests over {self.grid.events:,} events need "
                f"{as_text(needed)}; give that"
            )

    def _groups(self, numbers: Numbers) -> list[str]:
        """Return the names of the groups; raise where they are too many for sums over each."""
        groups = numbers.groups()
        if len(groups) > GROUPS:
            raise UsageError(
                f"the column {self.settings.groups!r} has {len(groups):,} groups; studies in blocks test up to {GROUPS}"
            )
        return groups

    def _jobs(self, limit: Limit, done: dict[int, int]) -> list[Job]:
        per_series = _PER_RETURN * self.returns.days.size
        return plan_jobs(self.grid, limit=limit, per_series=per_series, per_event=_PER_EVENT, done=done)

    def _together(self, jobs: list[Job], progress: Progress | None) -> ReturnsFiles:
        """Return the returns, written anew where the rows of each block lie all over the files."""
        returns, names = self.returns, self.counted.names
        if not isinstance(returns, TidyFiles):
            return returns
        if returns.measure == "close":
            settings, wanted = self.settings, sorted({*names, *self.beside})
            kind, dividends = settings.returns, settings.dividends
            returns = formed(returns, wanted, self.stage, kind=kind, dividends=dividends, progress=progress)
        place = {name: number for number, name in enumerate(returns.names)}
        spans = [(place[names[job.first_series]], place[names[job.last_series]]) for job in jobs]
        if not is_scattered(returns, spans):
            return returns
        return brought_together(returns, [first for first, _ in spans], self.stage, progress)

    def _joined(self, kept: Kept, made: Mapping[str, pd.DataFrame], progress: Progress | None) -> dict[str, int]:
        """Put the tables together in the stage, and then in their place; return how many rows each has."""
        rows, ready = {}, self.stage / "ready"
        ready.mkdir()
        early = self.stage / "dropped.parquet"
        pq.write_table(told([(one.what, one.reason) for one in self.counted.dropped]), early)
        for place, name in enumerate(TABLES):
            if progress is not None:
                progress("write tables", place, len(TABLES))
            if paths := [*([early] if name == "dropped" else []), *kept.tables(name)]:
                rows[name] = join_tables(paths, ready / f"{name}.parquet")
        if not rows.get("per_event") or not made:
            raise WindowError(f"nothing is left to study: {_first_reason(ready)}")
        for name, table in made.items():
            table.to_parquet(self.stage / f"{name}.parquet", index=False)
            rows[name] = join_tables([self.stage / f"{name}.parquet"], ready / f"{name}.parquet")
        self._installed(rows)
        return rows

    def _installed(self, rows: Mapping[str, int]) -> None:
        """Let the tables take their place; `study.json`, which vouches for them, goes first and comes last."""
        vouches = self.folder / "study.json"
        for early in (vouches, *(self.folder / f"{name}.csv" for name in rows)):
            early.unlink(missing_ok=True)  # what an earlier run wrote of its tables is none of these
        for name in rows:
            (self.stage / "ready" / f"{name}.parquet").replace(self.folder / f"{name}.parquet")
        put(vouches, json.dumps({**self.plan, "rows": rows}, indent=1, sort_keys=True).encode())


def _model(settings: FileSettings) -> str:
    """Return the main model, or those of the series."""
    models = settings.model.values() if isinstance(settings.model, Mapping) else [settings.model]
    return "+".join(sorted({one if isinstance(one, str) else one[0] for one in models}))


def _first_reason(folder: Path) -> str:
    dropped = pq.read_table(folder / "dropped.parquet").slice(0, 1).to_pylist()
    if not dropped:
        return "there are no events"
    what, reason = str(dropped[0]["what"]), str(dropped[0]["reason"])
    return f"{what}: {reason.removeprefix(f'nothing is left to study: {what}: ')}"
