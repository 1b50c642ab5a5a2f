"""The fixed grid: how events are shared out, whoever does the work and however much memory there is.

Events stand in the order of their series and of their days, and are cut into cells of `CELL`. Memory, threads and
machines choose only who takes which cells. What comes of an event hangs on its own returns alone, and sums over events
are exact (`eventstudy.kernels.batch.sums`), so all is the same bits for any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.backends.sizes import as_text
from eventstudy.errors import UsageError
from eventstudy.kernels.batch.records import CELL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eventstudy.backends.sizes import Limit

    Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Job:
    """Whole cells that are done together: a block.

    Attributes
    ----------
    first_cell, last_cell : int
        Both ends included.
    first_series, last_series : int
        The series of their events, both ends included; one that a cell's border cuts belongs to two blocks.
    first_event, last_event : int
        Places of their events, both ends included.
    """

    first_cell: int
    last_cell: int
    first_series: int
    last_series: int
    first_event: int
    last_event: int

    @property
    def events(self) -> int:
        """Return how many events are its own."""
        return self.last_event - self.first_event + 1

    @property
    def series(self) -> int:
        """Return how many series it has to read."""
        return self.last_series - self.first_series + 1

    @property
    def cells(self) -> int:
        """Return how many cells it has."""
        return self.last_cell - self.first_cell + 1


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Events in the order of their series, cut into cells.

    Attributes
    ----------
    ends : array of shape (S + 1,)
        Place of each series' first event, and at the end how many events there are.
    cell : int
        Events of a cell.
    """

    ends: Counts
    cell: int = CELL

    @property
    def events(self) -> int:
        """Return how many events there are."""
        return int(self.ends[-1])

    @property
    def cells(self) -> int:
        """Return how many cells there are."""
        return -(-self.events // self.cell)

    def job(self, first_cell: int, last_cell: int) -> Job:
        """Return the block of these cells."""
        first, last = first_cell * self.cell, min((last_cell + 1) * self.cell, self.events) - 1
        series = np.searchsorted(self.ends, [first, last], side="right") - 1
        return Job(first_cell, last_cell, int(series[0]), int(series[1]), first, last)


def grid_of(counts: Counts, cell: int = CELL) -> Grid:
    """Return the grid of series that have so many events each, none of them without any.

    Examples
    --------
    >>> grid = grid_of(np.array([3, 1, 4]), cell=3)
    >>> grid.events, grid.cells, grid.job(1, 2).first_series
    (8, 3, 1)
    """
    return Grid(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), cell)


def plan_jobs(
    grid: Grid, *, limit: Limit, per_series: int, per_event: int, done: Mapping[int, int] | None = None
) -> list[Job]:
    """Return blocks of whole cells that fit into the memory there is.

    Parameters
    ----------
    grid
        The events.
    limit
        Memory of all workers together.
    per_series, per_event
        Bytes that a series and an event of a block take.
    done
        Last cells by first cell of the blocks that are finished; what lies between them is planned.

    Raises
    ------
    UsageError
        If a single cell does not fit.

    Examples
    --------
    >>> from eventstudy.backends.sizes import Limit
    >>> limit = Limit(total=700, fixed=100, workers=2)
    >>> [job.cells for job in plan_jobs(grid_of(np.full(9, 4), cell=4), limit=limit, per_series=100, per_event=0)]
    [3, 3, 3]
    """

    def needed(first: int, last: int) -> int:
        job = grid.job(first, last)
        held = int(grid.ends[job.last_series + 1] - grid.ends[job.first_series])
        return job.series * per_series + held * per_event

    open_cells = _between(grid.cells, done or {})
    largest = max((needed(cell, cell) for first, last in open_cells for cell in range(first, last + 1)), default=0)
    if largest > limit.block:
        raise UsageError(
            f"memory={as_text(limit.total)} is too small: blocks of {grid.cell:,} events with the returns of their "
            f"series, {limit.workers} at a time, need {as_text(limit.needed(largest))}; give that, or fewer workers"
        )
    jobs: list[Job] = []
    for first, last in open_cells:
        start = first
        while start <= last:
            low, high = start, last
            while low < high:
                middle = (low + high + 1) // 2
                low, high = (middle, high) if needed(start, middle) <= limit.block else (low, middle - 1)
            jobs.append(grid.job(start, low))
            start = low + 1
    return jobs


def _between(cells: int, done: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the runs of cells, both ends included, that are in no finished block."""
    starts = [0, *(last + 1 for _, last in sorted(done.items()))]
    ends = [*(first - 1 for first in sorted(done)), cells - 1]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if first <= last]
