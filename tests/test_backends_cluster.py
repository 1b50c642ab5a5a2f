"""Studies on a cluster of two processes of this machine: the bits of one process, whatever becomes of the workers."""

from __future__ import annotations

import json
import os
import signal
import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest

from eventstudy import run_study
from eventstudy.backends import estimating
from eventstudy.backends.grid import grid_of
from eventstudy.errors import EventStudyWarning, UsageError
from eventstudy.study.on_disk import FileSettings, study_files, whole

DAYS = pd.bdate_range("2018-01-01", periods=420, name="date")
NAMES = [f"s{number:02d}" for number in range(12)]
SPANS = [(0, 0), (-1, 1)]


@pytest.fixture(scope="module")
def market():
    rng = np.random.default_rng(17)
    benchmark = rng.normal(0.0, 0.01, len(DAYS))
    table = pd.DataFrame({name: 0.8 * benchmark + rng.normal(0.0, 0.015, len(DAYS)) for name in NAMES}, index=DAYS)
    return table.mask(rng.random(table.shape) < 0.01).assign(mkt=benchmark)


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(18)
    days = DAYS[rng.integers(262, 410, 150)].strftime("%Y-%m-%d")
    return pd.DataFrame(
        {"event_id": [f"e{place}" for place in range(150)], "series": rng.choice(NAMES, 150), "date": days}
    )


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as two,
        distributed.Client(two) as client,
    ):
        yield client


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_run_study_on_a_cluster_gives_the_bits_of_this_process(cluster, market, events, monkeypatch, engine):
    monkeypatch.setattr(estimating, "CELL", 8)  # a stretch is then 32 events
    told = []
    asked = partial(run_study, events, market, model=["market", "mean"], benchmark="mkt", windows=SPANS, engine=engine)
    here, there = asked(), asked(backend="dask", address=cluster, progress=lambda *one: told.append(one))
    for name in ("per_event", "models", "tests"):
        pd.testing.assert_frame_equal(there.to_frame(name), here.to_frame(name), check_exact=True)
    pd.testing.assert_frame_equal(there.ar(), here.ar(), check_exact=True)
    assert there.design == here.design
    assert [done for stage, done, _ in told if stage == "estimate"][-1] == 2 * len(events)
    assert len(told) >= 10


def drawn(result, **more):
    """Return every table that resampling makes, of many dates and of one."""
    one = result.observations[0].event_id
    found = [result.resampled(draws=99), result.resampled(draws=99, cluster="event", by="series"), result.adjusted(one)]
    found += [getattr(result, name)(0, 1, draws=99, **more) for name in ("skewness", "bhar_tests")]
    return [*found, result.tests(0, 0, by="event", tests=["mvrm_bootstrap"], draws=99)]


def test_draws_do_not_depend_on_backend_threads_or_partition(cluster, market, events, monkeypatch):
    shared = events.assign(
        event_id="e" + (events.index // 3).astype(str), date=events["date"].to_numpy()[::3].repeat(3)
    )
    asked = partial(run_study, shared, market, benchmark="mkt", windows=SPANS, engine="numba", seed=5)
    here = drawn(asked())
    for cores, cells in ((1, 4), (3, 1)):
        monkeypatch.setattr("eventstudy.results.many.records.cores", lambda cores=cores: cores)
        for module in ("testing", "windows"):
            monkeypatch.setattr(f"eventstudy.results.many.{module}.cores", lambda cores=cores: cores)
        monkeypatch.setattr("eventstudy.study.many.cores", lambda cores=cores: cores)
        monkeypatch.setattr(estimating, "CELL", 8 * cells)
        for more in ({}, {"backend": "dask", "address": cluster}):
            for before, again in zip(here, drawn(asked(**more)), strict=True):
                pd.testing.assert_frame_equal(again, before, check_exact=True)


def test_subsets_of_untreated_series_are_those_of_the_seed(market):
    treated = pd.DataFrame({"series": NAMES[:4], "date": f"{DAYS[400]:%Y-%m-%d}"})
    asked = partial(run_study, treated, market, benchmark="mkt", windows=SPANS, untreated=NAMES[4:])
    one, again, other = (asked(seed=seed).tests(0, 0, tests=["unit_placebo"], draws=199) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one, again, check_exact=True)
    assert one["p"].item() == pytest.approx(other["p"].item(), abs=0.15)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"backend": "dask"}, "estimated event by event; leave it out, or see with engine='numpy'"),
        ({"backend": "dask", "model": "garch", "benchmark": "mkt"}, "estimated event by event"),
        ({"backend": "spark"}, "backend='spark' is not one of 'memory', 'dask'"),
        ({"address": "tcp://127.0.0.1:9"}, "give backend='dask'"),
        ({"backend": "dask", "engine": "numpy", "address": "tcp://127.0.0.1:9"}, "no Dask scheduler answers at tcp://"),
    ],
)
def test_what_a_cluster_cannot_do_is_said_in_a_line(market, events, monkeypatch, more, message):
    pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setattr("eventstudy.backends.on_dask.PATIENCE", 0.5)
    with pytest.raises(UsageError, match=message) as caught:
        run_study(events.head(3), market, **({"model": "mean"} | more))
    assert "\n" not in str(caught.value)


def test_a_killed_worker_loses_nothing_of_a_study_of_files(cluster, market, events, monkeypatch, tmp_path):
    monkeypatch.setattr(whole, "grid_of", partial(grid_of, cell=8))
    monkeypatch.setattr(whole, "_BASE", 0)
    market.to_parquet(tmp_path / "wide.parquet")
    events.to_parquet(tmp_path / "events.parquet")
    settings = FileSettings(model=("market", "mean"), benchmark="mkt", windows=SPANS)
    study = partial(study_files, tmp_path / "events.parquet", tmp_path / "wide.parquet", settings=settings)
    study(tmp_path / "alone")
    killed = []

    def kill(stage, done, total):
        if stage in {"estimate", "test"} and stage not in killed and done > total / 4:
            killed.append(stage)
            os.kill(next(iter(cluster.run(os.getpid).values())), signal.SIGKILL)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)  # what the scheduler mends by itself is not told
        done = study(tmp_path / "many", memory="190kB", backend="dask", address=cluster, progress=kill)
    assert killed == ["estimate", "test"]
    assert done.blocks > 4
    for name in ("per_event", "models", "ar", "tests", "dropped"):
        found, expected = (pd.read_parquet(tmp_path / one / f"{name}.parquet") for one in ("many", "alone"))
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert json.loads((tmp_path / "many" / "study.json").read_text())["rows"]["per_event"] == 600
