"""What the benchmark runs of the kernels for many events: simulated data, the market model, every test."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from benchmark_rows import best

from eventstudy.battery import Settings
from eventstudy.battery.many.at_size import outcomes_from
from eventstudy.kernels import batch

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20200103
SERIES, SESSIONS, EVENTS = 3_000, 2_520, 1_000_000
QUESTIONS = batch.Questions((-250, -11), (-5, 5), ((0, 0), (-1, 1), (0, 5), (-5, 5)), 30)
WINDOW = (-5, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Simulated returns of a factor model, and events on them."""

    block: batch.Block
    events: batch.Events


def simulated(series: int, events: int, *, factors: int = 1, missing: float = 0.0) -> Data:
    """Return so many series and events, each on any session that has its windows."""
    rng = np.random.default_rng(SEED)
    X = np.column_stack([np.ones(SESSIONS), rng.normal(0, 0.01, (SESSIONS, factors))])
    y = rng.normal(0, 0.02, (series, SESSIONS))
    y += rng.normal(1, 0.3, (series, factors)) @ X[:, 1:].T
    if missing:
        y[rng.random(y.shape) < missing] = np.nan
    block = batch.Block(
        y=y,
        X=X,
        day=np.arange(SESSIONS) // 5 * 7 + np.arange(SESSIONS) % 5,
        usable=~np.isnan(y),
        first=np.zeros(series, dtype=np.intp),
        last=np.full(series, SESSIONS - 1),
    )
    owner, zero = rng.integers(0, series, events), rng.integers(250, SESSIONS - 5, events)
    order = np.lexsort((zero, owner))
    return Data(block, batch.Events(owner[order].astype(np.int32), zero[order].astype(np.int32), np.ones(events)))


def fitted(data: Data, engine: batch.Engine, threads: int) -> tuple[batch.Estimates, batch.Cars]:
    """Return the abnormal returns of every event, its CAR and the CAR's variance."""
    found = batch.estimate(block=data.block, events=data.events, questions=QUESTIONS, engine=engine, threads=threads)
    return found, summed(data, found, WINDOW, engine, threads)


def summed(
    data: Data, found: batch.Estimates, window: tuple[int, int], engine: batch.Engine, threads: int
) -> batch.Cars:
    """Return the CARs over a window."""
    return batch.cars(
        block=data.block, events=data.events, estimates=found, questions=QUESTIONS, window=window, engine=engine,
        threads=threads,
    )  # fmt: skip


def tested(data: Data, threads: int) -> int:
    """Fit every event and run every test over every window; return how many outcomes there are."""
    found = batch.estimate(block=data.block, events=data.events, questions=QUESTIONS, engine="numba", threads=threads)
    each = [summed(data, found, window, "numba", threads) for window in QUESTIONS.windows]
    spreads = [batch.spread(batch.scars(estimates=found, found=one)[one.members]) for one in each]
    sums = batch.tally(
        block=data.block, events=data.events, questions=QUESTIONS, estimates=found, found=each, spreads=spreads,
        engine="numba", threads=threads,
    )  # fmt: skip

    del each  # they are quickly made again, one by one

    def told(window: tuple[int, int]) -> int:
        one = summed(data, found, window, "numba", 1)
        totals = batch.totals(events=data.events, estimates=found, found=one)
        positive = found.positive if one.members.all() else found.positive[one.members]
        outcomes = outcomes_from(
            sums=sums, questions=QUESTIONS, window=window, totals=totals, positive=positive,
            k=found.k, settings=Settings(),
        )  # fmt: skip
        return len(outcomes)

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(told, QUESTIONS.windows))


def clocked(run: Callable[[], object], *, times: int = 3) -> float:
    """Return the least seconds by the clock."""
    return best(run, times=times, clock=time.perf_counter)


def both(run: Callable[[], object], *, times: int = 3) -> tuple[float, float]:
    """Return the least seconds by the clock, and the least of the processor."""
    each = []
    for _ in range(times):
        began, used = time.perf_counter(), time.process_time()
        run()
        each.append((time.perf_counter() - began, time.process_time() - used))
    return min(clock for clock, _ in each), min(cpu for _, cpu in each)
