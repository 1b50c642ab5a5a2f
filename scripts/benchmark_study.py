"""Measure `run_study` on DataFrames of very many events: events a second, growth, and memory over that of the input."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import statsmodels.api as sm
from benchmark_plain import by_tables
from benchmark_rows import Row, best, slope

from eventstudy.study import run_study

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20200103
SERIES, SESSIONS = 3_000, 2_520
EVENTS = (1_000, 10_000, 100_000, 1_000_000)
LOOPED = 300
"""Events of the statsmodels loop."""
WARM = 20_000
"""Events from which the compiled kernels are taken."""
MEGABYTE = 1e6


def inputs(number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return so many events, and the returns of all series."""
    rng = np.random.default_rng(SEED)
    days = pd.bdate_range("2012-01-02", periods=SESSIONS)
    values = rng.normal(0, 0.02, (SESSIONS, SERIES))
    values[:, 0] /= 2.0
    values[:, 1:] += values[:, :1]
    names = ["market", *(f"s{i}" for i in range(1, SERIES))]
    events = {
        "event_id": [f"e{i}" for i in range(number)],
        "series": np.array(names)[rng.integers(1, SERIES, number)],
        "date": days[rng.integers(260, SESSIONS - 20, number)].strftime("%Y-%m-%d"),
    }
    return pd.DataFrame(events), pd.DataFrame(values, index=days, columns=names)


def looped(events: pd.DataFrame, returns: pd.DataFrame) -> None:
    """Regress each event's estimation window with statsmodels, and sum its abnormal returns; no variance is made."""
    places = returns.index.get_indexer(pd.DatetimeIndex(events["date"]))
    X = sm.add_constant(returns["market"].to_numpy())
    for series, zero in zip(events["series"], places.tolist(), strict=True):
        y = returns[series].to_numpy()
        sample, window = slice(zero - 250, zero - 10), slice(zero - 5, zero + 6)
        fit = sm.OLS(y[sample], X[sample]).fit()
        (y[window] - fit.predict(X[window])).sum()


def studied(events: pd.DataFrame, returns: pd.DataFrame) -> object:
    """Run the study."""
    return run_study(events, returns, benchmark="market", overlap="keep")


def status(name: str) -> int:
    """Return what Linux says of this process's memory, in bytes: ``VmRSS`` now, ``VmHWM`` at its highest."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024


def memory(number: int) -> None:
    """Print the size of the input, and by how much this process grew beyond it, in bytes, with the seconds so far.

    The last two of a first run, of that and `car`, of both and `tests`, and of both made again and both tables held.

    The mark of the highest level is set back before the run: a process inherits that of the one that started it. It is
    the first large run of its process, so that no memory freed by another hides what it takes.
    """
    events, returns = inputs(number)
    studied(events.head(WARM), returns)  # kernels are loaded
    size = int(events.memory_usage(deep=True).sum() + returns.memory_usage().sum())
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    held, begun = status("VmRSS"), time.perf_counter()
    result = run_study(events, returns, benchmark="market", overlap="keep")
    taken = [status("VmHWM") - held, time.perf_counter() - begun]
    made = result.car()
    taken += [status("VmHWM") - held, time.perf_counter() - begun]
    del made
    result.tests()
    taken += [status("VmHWM") - held, time.perf_counter() - begun]
    made = result.car()
    told = result.tests()
    print(size, *taken, status("VmHWM") - held, time.perf_counter() - begun)
    del made, told


def study(*, quick: bool) -> Iterator[Row]:
    """Yield the speed of a study of the market model through `run_study`, and its memory."""
    numbers = EVENTS[:-1] if quick else EVENTS
    events, returns = inputs(numbers[-1])
    loop = best(partial(looped, events.head(LOOPED), returns), times=1, clock=time.perf_counter) / LOOPED
    dated = events.head(LOOPED).assign(date=pd.DatetimeIndex(events["date"].head(LOOPED)))
    written = best(partial(by_tables, dated, returns), times=1, clock=time.perf_counter) / LOOPED
    for what, each in (("the leanest, slices of arrays", loop), ("as people write it, slices of tables", written)):
        said = f"{1 / each:,.0f} events/s"
        yield Row(f"statsmodels loop that only regresses, {what}", each * LOOPED, said, each / loop)
    studied(events.head(EVENTS[2]), returns)  # kernels are loaded once
    taken = []
    for number in numbers:
        taken.append(best(partial(studied, events.head(number), returns), times=2, clock=time.perf_counter))
        times = [slow * number / taken[-1] for slow in (loop, written)]
        rate = f"{number / taken[-1]:,.0f} events/s, {times[0]:,.0f} and {times[1]:,.0f} times the loops"
        yield Row(f"run_study, {number:,} events", taken[-1], rate)
    yield Row(
        "growth, the table's fixed cost included",
        taken[-1],
        f"time ~ events^{slope(list(numbers[-2:]), taken[-2:]):.2f}",
    )
    if not Path("/proc/self/clear_refs").exists():
        return
    code = f"from benchmark_study import memory; memory({numbers[-1]})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sys.path[0])  # noqa: S603
    size, *told = map(float, done.stdout.split())
    stages = ("", " and car()", ", car() and tests()", ", then both again with both tables held")
    for what, grown, seconds in zip(stages, told[::2], told[1::2], strict=True):
        said = f"{grown / MEGABYTE:.0f} MB beyond an input of {size / MEGABYTE:.0f} MB: {grown / size:.1f} times"
        yield Row(f"the same, first run of a process{what}", seconds, f"{numbers[-1] / seconds:,.0f} events/s; {said}")
