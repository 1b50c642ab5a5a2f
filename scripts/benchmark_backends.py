"""Measure studies of files in blocks: from Parquet to Parquet, under limits of memory, and on a Dask cluster.

Times are those of a clock, of one run each. A ratio is the time over that of the first row, one block in this process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from benchmark_rows import Row

from eventstudy.backends.on_dask import on_cluster
from eventstudy.study.on_disk import study_files
from eventstudy.study.on_disk.settings import FileSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20200103
SESSIONS = 2_520
TASKS = 1_000
_RUN = """
import resource, sys
from benchmark_backends import studied
studied(sys.argv[1], sys.argv[2], int(sys.argv[3]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write_files(folder: Path, series: int, events: int) -> None:
    """Write simulated returns, tidy and sorted by series, and events on them."""
    rng = np.random.default_rng(SEED)
    days = np.busday_offset("2010-01-04", np.arange(SESSIONS), roll="forward").astype("datetime64[D]")
    market = rng.normal(0.0, 0.01, SESSIONS)
    names = [f"s{number:05d}" for number in range(series)]
    schema = pa.schema([("series", pa.string()), ("date", pa.date32()), ("return", pa.float64())])
    with pq.ParquetWriter(folder / "returns.parquet", schema) as writer:
        for name in ["mkt", *names]:
            values = market if name == "mkt" else 0.9 * market + rng.normal(0.0, 0.02, SESSIONS)
            columns = {"series": [name] * SESSIONS, "date": days, "return": values}
            writer.write_table(pa.table(columns, schema=schema))
    chosen = {"series": rng.choice(names, events), "date": days[rng.integers(300, SESSIONS - 30, events)]}
    pq.write_table(
        pa.table({"event_id": [f"e{place}" for place in range(events)], **chosen}), folder / "events.parquet"
    )


def studied(folder: str, memory: str, workers: int, backend: str = "memory") -> float:
    """Study the files of a folder; return the seconds that it took."""
    place = Path(folder)
    begun = time.perf_counter()
    settings = FileSettings(model="market", benchmark="mkt")
    events, returns = place / "events.parquet", place / "returns.parquet"
    study_files(events, returns, place / "out", settings, memory=memory, workers=workers, backend=backend)
    return time.perf_counter() - begun


def apart(folder: str, memory: str, workers: int) -> tuple[float, float]:
    """Return the seconds of a study in a process of its own, and the megabytes it took at most."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", _RUN, folder, memory, str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)  # noqa: S603 - our own
    return time.perf_counter() - begun, int(done.stdout) / 1e3


def backends(*, quick: bool = False) -> Iterator[Row]:
    """Yield studies of files under limits of memory and on a cluster, and what a task costs the scheduler."""
    series, events = (300, 30_000) if quick else (3_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), series, events)
        first = 0.0
        for memory, workers in (("8GB", 1), ("2GB", 1), ("1GB", 1), ("2GB", 2)):
            seconds, peak = apart(folder, memory, workers)
            first = first or seconds
            rate = f"{events / seconds:,.0f} events a second, peak {peak:,.0f} MB"
            yield Row(f"{events:,} events in files, {memory}, {workers} at a time", seconds, rate, seconds / first)
        seconds = studied(folder, "2GB", 2, "dask")
        yield Row(
            "the same on a cluster of two processes", seconds, f"{events / seconds:,.0f} a second", seconds / first
        )
    begun = time.perf_counter()
    count = sum(1 for _ in on_cluster(abs, range(TASKS), workers=2))
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    sum(1 for _ in on_cluster(abs, range(2), workers=2))
    each = (whole - (time.perf_counter() - begun)) / count
    yield Row(f"{count:,} empty tasks on that cluster", whole, f"{each * 1e3:.1f} ms a task")
