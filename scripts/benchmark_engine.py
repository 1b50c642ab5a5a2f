"""Measure the kernels for many events: beside a statsmodels loop, batched NumPy and the machine's copy bandwidth.

Times are those of a clock, the best of several runs: on a busy machine they are lower bounds of what the kernels do, so
processor time, of all threads together, stands beside them. A ratio is the time an event takes over that of the full
study's market model on two threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import statsmodels.api as sm
from benchmark_draws import drawing
from benchmark_rows import Row, best, slope

from eventstudy.battery import Settings
from eventstudy.battery.many.at_size import outcomes_from
from eventstudy.kernels import batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

SEED = 20200103
SERIES, SESSIONS, EVENTS = 3_000, 2_520, 1_000_000
QUESTIONS = batch.Questions((-250, -11), (-5, 5), ((0, 0), (-1, 1), (0, 5), (-5, 5)), 30)
WINDOW = (-5, 5)
COPIED = 1 << 25
"""Values copied to measure bandwidth: 256 MB."""
_LIMITED = 0.5
"""Share of the copy bandwidth from which a kernel is limited by memory."""
LOOPED, BATCHED = 300, 20_000
"""Events that the slow ways are measured with."""


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


def by_statsmodels(data: Data) -> None:
    """Fit an event at a time, with its CAR and the CAR's variance."""
    block, events = data.block, data.events
    for series, zero in zip(events.series, events.zero, strict=True):
        rows = slice(zero - 250, zero - 10)
        fit = sm.OLS(block.y[series, rows], block.X[rows]).fit()
        ahead = block.X[zero - 5 : zero + 6]
        ar = block.y[series, zero - 5 : zero + 6] - ahead @ fit.params
        total = ahead.sum(axis=0)
        ar.sum(), fit.scale * (11 + total @ fit.normalized_cov_params @ total)


def by_batched_numpy(data: Data) -> None:
    """Fit the market model by whole arrays of events, the textbook way: no gaps, no regressor but one."""
    block, events, x = data.block, data.events, data.block.X[:, 1]
    for begin in range(0, events.size, batch.CELL):
        some = events.part(begin, min(begin + batch.CELL, events.size))
        rows = some.zero[:, None] + np.arange(-250, -10)
        y, market = block.y[some.series[:, None], rows], x[rows]
        apart = market - market.mean(axis=1, keepdims=True)
        square = np.square(apart).sum(axis=1)
        beta = (apart * y).sum(axis=1) / square
        alpha = y.mean(axis=1) - beta * market.mean(axis=1)
        residual = y - alpha[:, None] - beta[:, None] * market
        sigma2 = np.square(residual).sum(axis=1) / 238
        ahead = some.zero[:, None] + np.arange(-5, 6)
        ar = block.y[some.series[:, None], ahead] - alpha[:, None] - beta[:, None] * x[ahead]
        far = (x[ahead] - market.mean(axis=1, keepdims=True)).sum(axis=1)
        ar.sum(axis=1), sigma2 * (11 + 121 / 240 + np.square(far) / square)


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
        outcomes = outcomes_from(
            sums=sums, questions=QUESTIONS, window=window, totals=totals, positive=found.positive[one.members],
            k=found.k, settings=Settings(),
        )  # fmt: skip
        return len(outcomes)

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(told, QUESTIONS.windows))


def bandwidth(threads: int) -> float:
    """Return bytes a second that threads read and write between them, copying."""
    source, target = np.ones(COPIED), np.empty(COPIED)
    cut = np.linspace(0, COPIED, threads + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:

        def copy() -> None:
            list(pool.map(lambda part: np.copyto(target[slice(*part)], source[slice(*part)]), pairwise(cut)))

        return 2 * source.nbytes / best(copy, times=5, clock=time.perf_counter)


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


def engine(*, quick: bool) -> Iterator[Row]:
    """Yield the speed of the kernels, what limits it, how it grows, and the memory it takes."""
    N = EVENTS // 10 if quick else EVENTS
    data = simulated(SERIES, N)
    fitted(data, "numba", 2)  # compiled, or read from disk
    each = clocked(lambda: fitted(data, "numba", 2)) / N

    def row(what: str, seconds: tuple[float, float], events: int, more: str = "") -> Row:
        taken, cpu = seconds
        said = f"{events / taken:>12,.0f} events/s, {cpu / events * 1e6:.2f} us of processor each{more}"
        return Row(what, taken, said, taken / events / each)

    few, some = simulated(SERIES, LOOPED), simulated(SERIES, BATCHED)
    yield row("statsmodels, an event at a time", both(lambda: by_statsmodels(few), times=1), LOOPED)
    yield row("NumPy, textbook, no gaps", both(lambda: by_batched_numpy(some)), BATCHED)
    yield row("engine numpy: QR, gaps", both(lambda: fitted(some, "numpy", 1), times=1), BATCHED)
    copied = {threads: bandwidth(threads) for threads in (1, 2)}
    for threads in (1, 2):
        yield Row(f"copy, {threads} threads", COPIED * 16 / copied[threads], f"{copied[threads] / 1e9:.1f} GB/s")
        taken = both(partial(fitted, data, "numba", threads))
        said = traffic(N / taken[0], copied[threads])
        yield row(f"market model, AR, CAR, variance, {threads} threads", taken, N, said)
    for name, factors, missing in (("three factors", 3, 0.0), ("2 % missing", 1, 0.02)):
        other = simulated(SERIES, N, factors=factors, missing=missing)
        yield row(f"{name}, 2 threads", both(partial(fitted, other, "numba", 2)), N)
    del other
    for threads in (1, 2):
        taken = both(partial(tested, data, threads), times=2)
        yield row(f"full battery, 4 windows, {threads} threads", taken, N)
    yield from roofline(data, copied[2])
    yield from growth(quick=quick)
    yield from memory(data)
    yield from drawing()
    if not quick:
        yield from cold()


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
    kept = sum(getattr(found, field.name).nbytes for field in fields(found))
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


def growth(*, quick: bool) -> Iterator[Row]:
    """Yield the exponents of time in events, from a thousand on, and in series."""
    sizes = [1_000, 10_000, 100_000, *([] if quick else [1_000_000])]
    runs: dict[str, Callable[[Data], object]] = {
        "market model": lambda data: fitted(data, "numba", 2),
        "full battery": lambda data: tested(data, 2),
    }
    for name, run in runs.items():
        held = [simulated(SERIES, size) for size in sizes]
        taken = [clocked(partial(run, data), times=3 if data.events.size < EVENTS else 1) for data in held]
        rest = [later - taken[0] for later in taken[1:]]
        said = f"time ~ events^{slope(sizes, taken):.2f}; beyond the first thousand events^{slope(sizes[1:], rest):.2f}"
        yield Row(f"{name}, {sizes[0]:,} to {sizes[-1]:,} events", taken[-1], said)
    series = [30, 300, 3_000]
    taken = [clocked(partial(fitted, simulated(number, 100_000), "numba", 2)) for number in series]
    yield Row(
        "market model, 100,000 events of 30 to 3,000 series", taken[-1], f"time ~ series^{slope(series, taken):.2f}"
    )


def memory(data: Data) -> Iterator[Row]:
    """Yield the peak of memory over what came in: returns, masks, positions of events."""
    block, events = data.block, data.events
    given = sum(one.nbytes for one in (block.y, block.usable, block.X, events.series, events.zero, events.weight))
    for name, run in (("market model", lambda: fitted(data, "numba", 2)), ("full battery", lambda: tested(data, 2))):
        tracemalloc.start()
        taken = clocked(run, times=1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        said = f"peak {peak / 1e6:,.0f} MB, {peak / given:.1f} times the {given / 1e6:,.0f} MB given"
        yield Row(f"{name}, memory, {events.size:,} events", taken, said)


def cold() -> Iterator[Row]:
    """Yield what the first use costs: importing Numba, compiling, reading from disk what was compiled."""
    code = (
        "import time; t = time.perf_counter(); import eventstudy.kernels.batch.compiled; i = time.perf_counter() - t\n"
        "import sys; sys.path.insert(0, 'scripts'); import benchmark_engine as b; data = b.simulated(5, 50)\n"
        "t = time.perf_counter(); b.tested(data, 1); print(i, time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in ("nothing kept", "kept on disk"):
            done = subprocess.run(  # noqa: S603 - this interpreter
                [sys.executable, "-c", code],
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
                check=True,
                capture_output=True,
                text=True,
            )
            imported, first = (float(one) for one in done.stdout.split())
            yield Row(
                f"first use, {name}", imported + first, f"{imported:.1f} s import, {first:.1f} s until the first answer"
            )
