"""Blocks of a fixed grid: the same bits wherever they are computed, and nothing lost when something is killed."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.backends.blocks import Computed, Work, tasks_of
from eventstudy.backends.events_files import count_events, share_out
from eventstudy.backends.grid import grid_of, plan_jobs
from eventstudy.backends.in_memory import in_threads
from eventstudy.backends.kept import Answer, Kept, join_tables
from eventstudy.backends.packed import pack, unpack
from eventstudy.backends.parquet import open_returns
from eventstudy.backends.sizes import Limit
from eventstudy.errors import EventStudyError, PriceError, UsageError

DAYS = pd.bdate_range("2019-01-01", periods=300, name="date")
SERIES = [f"s{number:02d}" for number in range(40)]
CELL = 16


def before(returns, place):
    return returns[max(place - 20, 0) : place].mean()


@dataclass(frozen=True)
class Means:
    """A stand-in for the kernels: the mean of the twenty returns before each event, and sums of it."""

    slow: float = 0.0

    def __call__(self, chunk):
        time.sleep(self.slow)
        place = {name: number for number, name in enumerate(chunk.names)}
        at = np.array([place[name] for name in chunk.events["series"].to_pylist()])
        dates = chunk.events["date"].to_pandas().to_numpy().astype("datetime64[D]").astype(np.int64)
        zero = np.searchsorted(chunk.days, dates)
        mean = np.array([before(chunk.returns[row], col) for row, col in zip(at, zero, strict=True)])
        own = slice(chunk.first, chunk.last + 1)
        table = pa.table({"row": chunk.events["row"][own], "mean": mean[own]})
        return Computed({"per_event": table}, np.rint(mean[own] * 2.0**40).sum())


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.normal(0.0, 0.01, (300, 40)), index=DAYS, columns=SERIES)
    rows = table.melt(ignore_index=False, var_name="series", value_name="return").reset_index()
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), folder / "returns.parquet", row_group_size=500)
    events = pd.DataFrame({"series": rng.choice(SERIES[:30], 500), "date": rng.choice(DAYS[30:], 500)})
    events.to_parquet(folder / "events.parquet")
    return folder


def work_of(study, tmp_path, budget, slow=0.0):
    """Return what all blocks share, and the blocks under a limit of memory."""
    returns = open_returns(study / "returns.parquet")
    counted = count_events(study / "events.parquet", returns.names, {})
    grid = grid_of(counted.counts, CELL)
    jobs = plan_jobs(grid, limit=Limit(budget, 0, 1), per_series=1000, per_event=100)
    tmp_path.mkdir(exist_ok=True)
    files = share_out(study / "events.parquet", counted.names, jobs, tmp_path)
    beside = ("s39",)
    work = Work(returns, beside, returns.read(beside), Means(slow))
    return work, list(tasks_of(grid, jobs, counted.names, files))


def total_of(answers):
    """Return all rows in their order, and the sum of all blocks."""
    rows = pa.concat_tables([one.tables["per_event"] for one in sorted(answers, key=lambda one: one.first_cell)])
    return rows.to_pandas(), sum(one.sums for one in answers).hex()


def expected(study):
    """Return the mean before each event by a loop over the table."""
    rows = pd.read_parquet(study / "returns.parquet").pivot_table(index="date", columns="series", values="return")
    events = pd.read_parquet(study / "events.parquet")
    at = rows.index.get_indexer(events["date"])
    return [before(rows[name].to_numpy(), i) for name, i in zip(events["series"], at, strict=True)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_threads_and_memory_do_not_change_a_bit(study, tmp_path, workers):
    found = []
    for number, budget in enumerate((10_000, 25_000, 10**9)):
        work, tasks = work_of(study, tmp_path / str(number), budget)
        found.append(total_of(list(in_threads(work, tasks, workers=workers))))
        rows = found[-1][0]
        assert sorted(rows["row"]) == list(range(500))
        np.testing.assert_allclose(rows.sort_values("row")["mean"], expected(study), rtol=0, atol=1e-18)
    assert len(tasks) == 1
    assert all(bits == found[0][1] and rows.equals(found[0][0]) for rows, bits in found)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40), st.integers(1, 9), st.integers(0, 2000))
@settings(max_examples=200, deadline=None)
def test_blocks_are_whole_cells_and_leave_nothing_out(counts, cell, more):
    grid = grid_of(np.array(counts), cell)
    owner = np.repeat(np.arange(len(counts)), counts)
    jobs = plan_jobs(grid, limit=Limit(30 * cell + more, 0, 1), per_series=30, per_event=0)
    assert [job.first_cell for job in jobs] == [0, *(job.last_cell + 1 for job in jobs[:-1])]
    assert [job.first_event for job in jobs] == [job.first_cell * cell for job in jobs]
    assert sum(job.events for job in jobs) == sum(counts)
    for job in jobs:
        assert (owner[job.first_event], owner[job.last_event]) == (job.first_series, job.last_series)
        assert job.series * 30 <= 30 * cell + more


def test_memory_that_is_too_small_says_how_much_is_needed():
    grid = grid_of(np.full(100, 3), 16)
    # the largest cell has 6 series with 18 events: 1000 + 2 * (6 * 1000 + 18 * 10) = 13,360
    with pytest.raises(UsageError, match=r"memory=5kB is too small: blocks of 16 events .*, 2 at a time, need 14kB"):
        plan_jobs(grid, limit=Limit(5000, 1000, 2), per_series=1000, per_event=10)
    jobs = plan_jobs(grid, limit=Limit(14_000, 1000, 2), per_series=1000, per_event=10)
    assert max(job.series for job in jobs) <= 8


def test_only_what_is_not_finished_is_planned():
    grid = grid_of(np.full(10, 4), 4)
    jobs = plan_jobs(grid, limit=Limit(300, 0, 1), per_series=100, per_event=0, done={2: 3, 7: 9})
    assert [(job.first_cell, job.last_cell) for job in jobs] == [(0, 1), (4, 6)]
    assert not plan_jobs(grid, limit=Limit(300, 0, 1), per_series=100, per_event=0, done={0: 9})


def test_an_error_ends_the_threads_and_what_was_done_is_told():
    def square(value):
        if value == 3:
            raise PriceError("three")
        return value * value

    told = []
    with pytest.raises(PriceError, match="three"):  # noqa: PT012 - what was yielded before the error counts
        for one in in_threads(square, range(100), workers=2):
            told.append(one)  # noqa: PERF402 - the same
    assert set(told) >= {0, 1, 4}
    assert len(told) < 10


def answer(first, last):
    table = pa.table({"row": np.arange(first, last + 1)})
    return Answer(first, last, {"per_event": table}, float(first))


def test_blocks_are_kept_whole_or_not_at_all(tmp_path):
    kept = Kept(tmp_path / "out" / "blocks")
    plan = {"returns": "abc", "settings": {"model": "market"}}
    assert kept.begin(plan, resume=True) == {}
    kept.put(answer(0, 2))
    kept.put(answer(5, 7))
    assert kept.begin(plan, resume=True) == {0: 2, 5: 7}
    assert kept.sums() == 5.0
    with pytest.raises(UsageError, match=r"holds 2 finished blocks of an earlier run; give --resume"):
        kept.begin(plan, resume=False)
    with pytest.raises(UsageError, match=r"--resume: returns and settings changed since the 2 finished blocks"):
        kept.begin({"returns": "abd", "settings": {"model": "mean"}}, resume=True)
    cut = kept.tables("per_event")[1]
    cut.write_bytes(cut.read_bytes()[:-1])
    (kept.folder / "block-0000003.per_event.part").write_bytes(b"half")
    assert kept.begin(plan, resume=True) == {0: 2}
    assert sorted(path.name.split(".")[0] for path in kept.folder.iterdir()) == ["block-0000000"] * 3 + ["plan"]
    kept.put(answer(3, 7))
    assert join_tables(kept.tables("per_event"), tmp_path / "all.parquet") == 8
    assert pq.read_table(tmp_path / "all.parquet")["row"].to_pylist() == list(range(8))
    kept.remove()
    assert not kept.folder.exists()


def test_torn_notes_of_ours_start_anew(tmp_path):
    kept = Kept(tmp_path / "blocks")
    kept.begin({"a": 1}, resume=False)
    kept.put(answer(0, 2))
    (kept.folder / "plan.json").write_text("{")
    with pytest.raises(UsageError, match="a changed"):
        kept.begin({"a": 1}, resume=True)


@dataclass(frozen=True)
class Inner:
    values: np.ndarray
    note: str | None


@dataclass(frozen=True)
class Outer:
    n: int
    share: float
    inner: tuple[Inner, ...]
    by: dict[tuple[int, int], np.ndarray]


def test_records_come_back_as_they_were_packed():
    inner = (Inner(np.arange(6.0).reshape(2, 3), None), Inner(np.array([np.nan]), "é"))
    value = Outer(3, float("nan"), inner, {(0, 1): np.array([1, 2], dtype=np.int32)})
    back = unpack(pack(value), [Outer, Inner])
    assert (back.n, back.inner[0].note, back.inner[1].note) == (3, None, "é")
    assert np.isnan(back.share)
    np.testing.assert_array_equal(back.inner[0].values, inner[0].values)
    assert back.by[0, 1].dtype == np.int32
    assert pack(value) == pack(back)
    for spoilt in (pack(value)[:-30], b"", pack(value)[10:]):
        with pytest.raises(EventStudyError, match="cannot be read"):
            unpack(spoilt, [Outer, Inner])


def test_events_that_cannot_be_placed_are_named(tmp_path):
    rows = pd.DataFrame(
        {"series": ["a", None, "z", "z", "b"], "date": ["2020-01-03"] * 5, "benchmark": ["m", *[None] * 4]}
    )
    rows.to_parquet(tmp_path / "e.parquet")
    rows.to_csv(tmp_path / "e.csv", index=False)
    for name in ("e.parquet", "e.csv"):
        counted = count_events(tmp_path / name, ["a", "b", "c"], {})
        assert (counted.names, counted.counts.tolist(), counted.rows) == (("a", "b"), [1, 1], 5)
        assert counted.benchmarks == ("m",)
        assert [(one.what, one.reason) for one in counted.dropped] == [
            ("event in row 2", "it names no series"),
            ("z", "there are no returns of it; 2 events left out"),
        ]
    rows.drop(columns="series").to_csv(tmp_path / "f.csv", index=False)
    with pytest.raises(UsageError, match="has no column 'series'"):
        count_events(tmp_path / "f.csv", ["a"], {})
    with pytest.raises(UsageError, match="there is no file"):
        count_events(tmp_path / "g.csv", ["a"], {})


def test_two_processes_of_a_cluster_give_the_bits_of_one_and_a_killed_worker_loses_nothing(study, tmp_path):
    pytest.importorskip("distributed", reason="distributed is not installed")
    import cloudpickle  # noqa: PLC0415 - comes with distributed
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    from eventstudy.backends.on_dask import on_cluster  # noqa: PLC0415 - the same

    cloudpickle.register_pickle_by_value(sys.modules[Means.__module__])
    alone, tasks = work_of(study, tmp_path / "one", 10**9)
    expected_rows, expected_bits = total_of(list(map(alone, tasks)))
    work, tasks = work_of(study, tmp_path / "many", 10_000, slow=0.05)
    assert len(tasks) > 10
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster,
        Client(cluster) as client,
    ):
        plain = list(on_cluster(work, iter(tasks), address=client))
        found = []
        for one in on_cluster(work, iter(tasks), address=cluster.scheduler_address):
            found.append(one)
            if len(found) == 3:
                pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
        broken = replace(work, compute=Broken())
        with pytest.raises(PriceError, match="told by the block"):
            list(on_cluster(broken, iter(tasks), address=client))
    for answers in (plain, found):
        rows, bits = total_of(answers)
        assert bits == expected_bits
        assert rows.equals(expected_rows)


@dataclass(frozen=True)
class Broken:
    def __call__(self, chunk):
        raise PriceError(f"told by the block of {chunk.first >= 0}")


def test_a_cluster_that_cannot_be_reached_is_said_in_time(monkeypatch):
    pytest.importorskip("distributed", reason="distributed is not installed")
    from eventstudy.backends import on_dask  # noqa: PLC0415 - an extra

    monkeypatch.setattr(on_dask, "PATIENCE", 0.5)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(UsageError, match=r"no Dask scheduler answers at .* within 0\.5 s"):
            list(on_dask.on_cluster(abs, [1], address=address))
    assert time.monotonic() - begun < 5
    with pytest.raises(UsageError, match=r"address='nonsense' is none of a scheduler"):
        list(on_dask.on_cluster(abs, [1], address="nonsense"))
