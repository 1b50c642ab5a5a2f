"""Measure what limits the kernels: bytes that each must move, beside the machine's copy bandwidth."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from benchmark_kernels import QUESTIONS, WINDOW, Data, clocked, fitted, summed
from benchmark_rows import Row, best

from eventstudy.kernels import batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COPIED = 1 << 25
"""Values copied to measure bandwidth: 256 MB."""
_LIMITED = 0.5
"""Share of the copy bandwidth from which a kernel is limited by memory."""


def bandwidth(threads: int) -> float:
    """Return bytes a second that threads read and write between them, copying."""
    source, target = np.ones(COPIED), np.empty(COPIED)
    cut = np.linspace(0, COPIED, threads + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:

        def copy() -> None:
            list(pool.map(lambda part: np.copyto(target[slice(*part)], source[slice(*part)]), pairwise(cut)))

        return 2 * source.nbytes / best(copy, times=5, clock=time.perf_counter)


def traffic(rate: float, copied: float) -> str:
    """Return what share of the copy bandwidth each event's own sample would take, were it read from memory."""
    size = 8 * 2 * (QUESTIONS.T + QUESTIONS.L)
    return f", sample of y and x is {rate * size / 1e9:.1f} GB/s, {rate * size / copied:.0%} of copy"


def roofline(data: Data, copied: float) -> Iterator[Row]:
    """Yield for each kernel what it must read from memory and write to it, as a share of the copy bandwidth.

    What must be: returns and marks of each series once, as events are in their order, and what is kept of each event.
    A kernel well below the bandwidth is limited by its arithmetic, on samples that are in the cores' caches by then.
    """
    block, events, windows = data.block, data.events, QUESTIONS.windows
    found, one = fitted(data, "numba", 2)
    each = [summed(data, found, window, "numba", 2) for window in windows]
    spreads = [batch.spread(batch.scars(estimates=found, found=one)[one.members]) for one in each]

    def tallied() -> None:
        batch.tally(
            block=block, events=events, questions=QUESTIONS, estimates=found, found=each, spreads=spreads,
            engine="numba", threads=2,
        )  # fmt: skip

    series, places = block.y.nbytes + block.usable.nbytes, events.series.nbytes + events.zero.nbytes
    held = (getattr(found, field.name) for field in fields(found))
    kept = sum(one.nbytes for one in held if one is not None)
    sums = sum(getattr(one, field.name).nbytes for field in fields(one))
    taken = found.coefficients.nbytes + found.ar.nbytes + found.sigma2.nbytes
    runs: tuple[tuple[str, Callable[[], object], int], ...] = (
        ("fit", partial(batch.estimate, block=block, events=events, questions=QUESTIONS, engine="numba", threads=2),
         series + places + kept),
        ("CAR of one window", partial(summed, data, found, WINDOW, "numba", 2),
         places + found.root.nbytes + found.ar.nbytes + found.sigma2.nbytes + sums),
        ("ranks, signs, sums by date, 4 windows", tallied, series + places + taken + len(windows) * sums),
    )  # fmt: skip
    for name, run, size in runs:
        seconds = clocked(run)
        share = size / seconds / copied
        limit = "memory" if share > _LIMITED else "arithmetic and caches"
        said = f"{size / seconds / 1e9:.2f} GB/s to and from memory, {share:.1%} of copy: limited by {limit}"
        yield Row(f"roofline, 2 threads: {name}", seconds, said)
