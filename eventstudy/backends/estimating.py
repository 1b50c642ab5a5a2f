"""Estimates of a study in memory, made on a cluster: stretches of its events, each with the returns of its series.

Each event's numbers depend on its own returns alone, so they are the bits of one machine however events are shared out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.backends.on_dask import on_cluster
from eventstudy.kernels.batch import CELL, WRITTEN, Estimates, estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.backends.columns import Array
    from eventstudy.kernels.batch import Engine, Questions
    from eventstudy.kernels.batch.records import Block, Events
    from eventstudy.records import Progress

    Laid = tuple[Block, Events]
    Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Events of a block from one place up to another, with the block's rows of their series alone."""

    place: Place
    block: Block
    events: Events


@dataclass(frozen=True, slots=True, eq=False)
class Estimating:
    """What all stretches share, sent to each worker once: the regressors of each block, and what is asked."""

    regressors: tuple[Array, ...]
    questions: Questions
    engine: Engine

    def __call__(self, task: Stretch) -> tuple[Place, Estimates]:
        """Return the estimates of a stretch."""
        block = replace(task.block, X=self.regressors[task.place[0]])
        found = estimate(block=block, events=task.events, questions=self.questions, engine=self.engine)
        return task.place, found


def stretches(laid: Sequence[Laid], cells: int) -> Iterator[Stretch]:
    """Yield the events of blocks in stretches of whole cells.

    Examples
    --------
    >>> from eventstudy.kernels.batch.records import Block, Events
    >>> usable, ends = np.ones((3, 4), dtype=bool), np.array([[0] * 3, [3] * 3])
    >>> block = Block(np.zeros((3, 4)), np.ones((4, 1)), np.arange(4), usable, *ends)
    >>> events = Events(np.array([1, 2], np.int32), np.array([3, 3], np.int32), np.ones(2))
    >>> [(one.place, one.block.y.shape, one.events.series.tolist()) for one in stretches([(block, events)], 1)]
    [((0, 0, 2), (2, 4), [0, 1])]
    """
    step = cells * CELL
    for number, (block, events) in enumerate(laid):
        for begin in range(0, events.size, step):
            end = min(begin + step, events.size)
            part = events.part(begin, end)
            low, high = int(part.series[0]), int(part.series[-1]) + 1
            own = replace(
                block,
                y=block.y[low:high],
                X=np.empty((0, block.k)),
                usable=block.usable[low:high],
                first=block.first[low:high],
                last=block.last[low:high],
                unmoved=None,
            )
            yield Stretch((number, begin, end), own, replace(part, series=part.series - np.int32(low)))


def estimate_on_cluster(
    laid: Sequence[Laid],
    questions: Questions,
    engine: Engine,
    *,
    address: Any = None,  # noqa: ANN401 - a client is of a library without types
    workers: int = 1,
    cells: int = 4,
    progress: Progress | None = None,
) -> list[Estimates]:
    """Return the estimates of the events of some blocks.

    Parameters
    ----------
    laid
        Each block with its events.
    questions, engine
        As of `eventstudy.kernels.batch.estimate`.
    address, workers
        As of `eventstudy.backends.on_dask.on_cluster`.
    cells
        Of a stretch.
    progress
        Called with the stage's name, how many events are done, and how many there are.

    Raises
    ------
    UsageError, EventStudyError
        As `eventstudy.backends.on_dask.on_cluster`.
    """
    whole: list[dict[str, Any]] = [{} for _ in laid]
    shared = Estimating(tuple(block.X for block, _ in laid), questions, engine)
    done, total = 0, sum(events.size for _, events in laid)
    tasks = stretches(laid, cells)
    for (number, begin, end), found in on_cluster(shared, tasks, address=address, workers=workers):
        size = laid[number][1].size
        for name in WRITTEN:
            values = getattr(found, name)
            whole[number].setdefault(name, np.empty((size, *values.shape[1:]), dtype=values.dtype))[begin:end] = values
        done += end - begin
        if progress is not None:
            progress("estimate", done, total)
    return [
        Estimates(**one) if one else estimate(block=block, events=events, questions=questions, engine=engine)
        for one, (block, events) in zip(whole, laid, strict=True)
    ]
