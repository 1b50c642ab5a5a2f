"""Measure the kernels for many events: beside loops of statsmodels, batched NumPy and the machine's copy bandwidth.

Times are those of a clock, the best of several runs: on a busy machine they are lower bounds of what the kernels do, so
processor time, of all threads together, stands beside them. A ratio is the time an event takes over that of the full
study's market model on two threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from benchmark_draws import drawing
from benchmark_kernels import EVENTS, SERIES, Data, both, clocked, fitted, simulated, tested
from benchmark_plain import by_arrays, by_batched_numpy, by_tables
from benchmark_roofline import COPIED, bandwidth, roofline, traffic
from benchmark_rows import Row, slope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOOPED, BATCHED = 300, 20_000
"""Events that the slow ways are measured with."""


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
    tables = as_tables(few)
    by_tables(*tables)  # pandas warms up
    lean = both(lambda: by_arrays(few))
    written = both(lambda: by_tables(*tables))
    yield row("statsmodels, the leanest loop: slices of arrays, only regresses", lean, LOOPED)
    yield row("statsmodels, a loop as people write it: slices of tables, only regresses", written, LOOPED)
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
        times = [slow[0] / LOOPED / (taken[0] / N) for slow in (lean, written)]
        said = f", {times[0]:,.0f} times the leanest loop, {times[1]:,.0f} times that as people write it"
        yield row(f"full battery, 4 windows, {threads} threads", taken, N, said)
    yield from roofline(data, copied[2])
    yield from growth(quick=quick)
    yield from memory(data)
    yield from drawing()
    if not quick:
        yield from cold()


def as_tables(data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return events, and returns with the market's, as tables."""
    days = pd.DatetimeIndex(data.block.day.astype("datetime64[D]"))
    returns = pd.DataFrame(data.block.y.T, index=days).assign(market=data.block.X[:, 1])
    return pd.DataFrame({"series": data.events.series, "date": days[data.events.zero]}), returns


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
        "import sys; sys.path.insert(0, 'scripts'); import benchmark_kernels as b; data = b.simulated(5, 50)\n"
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
