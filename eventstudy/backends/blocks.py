"""One block: its returns are read, its events computed. The same wherever it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.backends.events_files import events_of
from eventstudy.backends.kept import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eventstudy.backends.columns import Array, Days
    from eventstudy.backends.grid import Grid, Job
    from eventstudy.backends.parquet import ReturnsFiles


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """What a block is computed from.

    Attributes
    ----------
    names : tuple of str
        Series of the block's events, then those set beside them.
    days : array of shape (D,)
        Sessions, days since 1970-01-01.
    returns : array of shape (S, D)
        NaN where there is none.
    told : dict
        What was said of returns that were formed from closes, as `eventstudy.returns.to_returns` says it.
    events : pyarrow.Table
        All events of the block's series, by series and date, with their row in the file.
    first, last : int
        Places of the block's own events among them; the others are there for what they do to its own.
    """

    names: tuple[str, ...]
    days: Days
    returns: Array
    events: Any
    first: int
    last: int
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """What was computed of a chunk: rows by table, and sums over its own events."""

    tables: Mapping[str, Any]
    sums: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A block with its events, ready to be sent to whoever does it."""

    job: Job
    events: Any
    first: int
    last: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """What all blocks share; it is sent to each machine once.

    Attributes
    ----------
    returns
        The files, opened.
    beside : tuple of str
        Series that models set beside others: benchmarks, peers.
    shared : array of shape (B, D)
        Their returns.
    compute
        Estimates and tests of a chunk.
    """

    returns: ReturnsFiles
    beside: tuple[str, ...]
    shared: Array
    compute: Callable[[Chunk], Computed]

    def __call__(self, task: Task) -> Answer:
        """Return what comes of a block."""
        own = self.returns.read(task.names)
        more = [place for place, name in enumerate(self.beside) if name not in task.names]
        values = np.concatenate([own, self.shared[more]]) if more else own
        names = (*task.names, *(self.beside[place] for place in more))
        told = self.returns.told(names)
        done = self.compute(Chunk(names, self.returns.days, values, task.events, task.first, task.last, told))
        return Answer(task.job.first_cell, task.job.last_cell, done.tables, done.sums)


def tasks_of(grid: Grid, jobs: Sequence[Job], names: Sequence[str], files: Sequence[Path]) -> Iterator[Task]:
    """Yield the blocks with their events, each read when it is asked for."""
    for job, file in zip(jobs, files, strict=True):
        mine = tuple(names[job.first_series : job.last_series + 1])
        events, begin = events_of(file, grid, job, names)
        yield Task(job, events, begin, begin + job.events - 1, mine)
