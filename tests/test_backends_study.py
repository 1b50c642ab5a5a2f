"""Studies of files in blocks: what `run_study` finds, in the same bits for any blocks, whatever stops them."""

from __future__ import annotations

import errno
import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from eventstudy import load_prices, run_study, to_returns
from eventstudy.backends import kept
from eventstudy.backends.grid import grid_of
from eventstudy.cli.app import app
from eventstudy.errors import EventStudyError, EventStudyWarning, PriceError, UsageError, WindowError
from eventstudy.study.on_disk import study_files, whole
from eventstudy.study.on_disk.settings import FileSettings

DAYS = pd.bdate_range("2018-01-01", periods=420, name="date")
NAMES = [f"s{number:02d}" for number in range(20)]
SPANS = ((0, 0), (-1, 1))
SETTINGS = FileSettings(model=("market", "mean"), benchmark="mkt", windows=SPANS)
TABLES = ("per_event", "models", "ar", "dropped", "tests", "aar", "caar")
NUMBERS = ["car", "se", "t", "df", "p", "low", "high", "n_estimation", "n_window"]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Cells of sixteen events, and memory counted from zero, so that little data make many blocks."""
    monkeypatch.setattr(whole, "grid_of", partial(grid_of, cell=16))
    monkeypatch.setattr(whole, "_BASE", 0)


@pytest.fixture(scope="module")
def market():
    rng = np.random.default_rng(7)
    benchmark = rng.normal(0.0, 0.01, len(DAYS))
    table = pd.DataFrame({name: 0.8 * benchmark + rng.normal(0.0, 0.015, len(DAYS)) for name in NAMES}, index=DAYS)
    table = table.mask(rng.random(table.shape) < 0.01)
    return table.assign(mkt=benchmark)


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(8)
    places = rng.integers(262, 410, 200)
    return pd.DataFrame(
        {
            "event_id": [f"e{place}" for place in range(200)],
            "series": rng.choice(NAMES, 200),
            "date": [DAYS[place].date().isoformat() for place in places],
            "weight": rng.integers(1, 3, 200).astype(float),
            "group": np.array(["large", "small", None], dtype=object)[np.arange(200) % 3],
        }
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory, market, events):
    folder = tmp_path_factory.mktemp("files")
    tidy = market.melt(ignore_index=False, var_name="series", value_name="return").dropna().reset_index()
    pq.write_table(pa.Table.from_pandas(tidy, preserve_index=False), folder / "tidy.parquet", row_group_size=400)
    mixed = tidy.sample(frac=1.0, random_state=1)
    pq.write_table(pa.Table.from_pandas(mixed, preserve_index=False), folder / "mixed.parquet", row_group_size=400)
    market.to_parquet(folder / "wide.parquet")
    market.to_csv(folder / "wide.csv", float_format="%.17g")
    tidy.to_parquet(folder / "hive", partition_cols=["series"])
    events.to_parquet(folder / "events.parquet")
    events.to_csv(folder / "events.csv", index=False)
    return folder


def studied(files, out, data="tidy.parquet", events="events.parquet", settings=SETTINGS, **options):
    options = {"memory": "250kB", **options}
    return study_files(files / events, files / data, out, settings, **options)


def content(out):
    return {name: pd.read_parquet(out / f"{name}.parquet") for name in TABLES}


def assert_same_bits(found, expected):
    for name in TABLES:
        pd.testing.assert_frame_equal(found[name], expected[name], check_exact=True)


@pytest.fixture(scope="module")
def reference(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("reference")
    done = studied(files, out, memory="900MB")
    assert (done.blocks, done.events, done.rows["per_event"]) == (1, 200, 200 * 2 * len(SPANS))
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*(f"{name}.parquet" for name in TABLES), "study.json"]
    )
    return content(out)


def test_the_numbers_are_those_of_run_study(reference, market, events):
    expected = run_study(events, market, model=["market", "mean"], benchmark="mkt", windows=SPANS, engine="single")
    keys = ["event_id", "series", "model", "first", "last"]
    both = reference["per_event"].merge(expected.to_frame("per_event"), on=keys, suffixes=("", "_expected"))
    assert len(both) == 200 * 2 * len(SPANS)
    for name in NUMBERS:
        np.testing.assert_allclose(both[name], both[f"{name}_expected"], rtol=0, atol=1e-12, err_msg=name)
    assert both["note"].tolist() == both["note_expected"].tolist()
    rows = reference["per_event"]["row"].to_numpy()
    assert events["event_id"].iloc[rows - 1].tolist() == reference["per_event"]["event_id"].tolist()
    models = reference["models"].merge(expected.to_frame("models"), on=keys[:3], suffixes=("", "_expected"))
    for name in ("alpha", "beta", "sigma", "n_estimation"):
        np.testing.assert_allclose(models[name], models[f"{name}_expected"], rtol=0, atol=1e-12)
    ar = reference["ar"].set_index(keys[:3]).drop(columns="row").sort_index()
    np.testing.assert_allclose(ar, expected.ar().sort_index(), rtol=0, atol=1e-12)


def test_the_tests_are_those_of_run_study(reference, market, events):
    expected = run_study(events, market, model="market", benchmark="mkt", windows=SPANS, engine="single")
    every = pd.concat([expected.tests(*span, by=by) for span in SPANS for by in (None, "group")]).fillna({"group": ""})
    tests = reference["tests"].fillna({"group": ""})
    both = tests.merge(every, on=["group", "test", "first", "last"], suffixes=("", "_expected"))
    assert len(both) == len(tests)
    assert both["group"].nunique() == 3
    assert set(both["test"]) >= {"patell", "bmp", "corrado_zivney", "grank_t", "generalized_sign", "wilcoxon"}
    # the mean correlation of events on different dates is reckoned from sums over dates, and only these use it
    plain = both[~both["test"].str.startswith("kp_")]
    for name in ("statistic", "p", "estimate", "n_events"):
        np.testing.assert_allclose(plain[name], plain[f"{name}_expected"], rtol=1e-10, atol=1e-12, err_msg=name)


def test_averages_of_all_and_of_groups_are_those_of_run_study(reference, market, events):
    expected = run_study(events, market, model=["market", "mean"], benchmark="mkt", windows=SPANS, engine="numpy")
    for name, by_all, by_group in (
        ("aar", expected.aar(model="market"), expected.aar(by="group", model="market")),
        (
            "caar",
            pd.concat([expected.caar(*span, model="market") for span in SPANS]),
            pd.concat([expected.caar(*span, by="group", model="market") for span in SPANS]),
        ),
    ):
        keys = [one for one in ("group", "session", "first", "last") if one in by_group.columns]
        whole = pd.concat([by_all.assign(group=""), by_group]).sort_values(keys)
        found = reference[name].fillna({"group": ""}).sort_values(keys)
        assert found["group"].nunique() == 3
        assert list(found.columns) == list(by_group.columns)
        pd.testing.assert_frame_equal(
            found[list(whole.columns)].drop(columns="note").reset_index(drop=True).convert_dtypes(),
            whole[found.columns]
            .drop(columns="note")
            .reset_index(drop=True)
            .convert_dtypes()[list(whole.drop(columns="note").columns)],
            check_exact=False,
            rtol=0,
            atol=1e-12,
        )


def test_tests_of_groups_are_those_of_a_study_of_the_group(reference, files, events, tmp_path):
    for name in ("large", "small"):
        # all events stay in the file, since sessions in the window of another leave an estimation sample
        chosen = events.assign(group=np.where(events["group"] == name, name, None))
        chosen.to_parquet(tmp_path / "events.parquet")
        study_files(tmp_path / "events.parquet", files / "wide.parquet", tmp_path / "out", SETTINGS)
        found = pd.read_parquet(tmp_path / "out" / "tests.parquet").query("group == @name").reset_index(drop=True)
        mine = reference["tests"].query("group == @name").reset_index(drop=True)
        assert len(found) > 20
        pd.testing.assert_frame_equal(found, mine, check_exact=True)


@pytest.mark.parametrize("data", ["tidy.parquet", "mixed.parquet", "wide.parquet", "hive", "wide.csv"])
def test_any_shape_of_the_files_and_any_memory_give_the_same_bits(files, tmp_path, reference, data):
    blocks = []
    for place, memory in enumerate(("250kB", "700kB")):
        out = tmp_path / str(place)
        done = studied(files, out, data, "events.csv" if place else "events.parquet", memory=memory, workers=place + 1)
        blocks.append(done.blocks)
        assert_same_bits(content(out), reference)
    assert max(blocks) > 3


def test_a_cluster_gives_the_same_bits(files, tmp_path, reference):
    pytest.importorskip("distributed", reason="distributed is not installed")
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "memory_limit": 0}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        done = studied(files, tmp_path / "out", backend="dask", address=client)
    assert done.blocks > 3
    assert_same_bits(content(tmp_path / "out"), reference)


class Stopped(BaseException):
    """What stops a run as an interrupt does."""


def stop_after(count, stage="estimate"):
    def progress(name, done, total):  # noqa: ARG001 - as all such take them
        nonlocal count
        count -= name == stage
        if count == 0:
            raise Stopped

    return progress


@pytest.mark.parametrize(("stage", "after"), [("estimate", 2), ("test", 2), ("write tables", 2)])
def test_a_run_that_was_stopped_goes_on_from_its_finished_blocks(files, tmp_path, reference, stage, after):
    out = tmp_path / "out"
    with pytest.raises(Stopped):
        studied(files, out, progress=stop_after(after, stage))
    with pytest.raises(UsageError, match=r"holds \d+ finished blocks of an earlier run; give --resume"):
        studied(files, out)
    done = studied(files, out, memory="3MB", resume=True)
    assert done.resumed >= 2
    assert_same_bits(content(out), reference)
    assert not (out / kept.FOLDER).exists()
    assert studied(files, out, resume=True).resumed == 0


def test_resume_refuses_other_inputs_and_settings(files, tmp_path, events):
    out = tmp_path / "out"
    with pytest.raises(Stopped):
        studied(files, out, progress=stop_after(2))
    with pytest.raises(UsageError, match="--resume: settings changed since the 2 finished blocks"):
        studied(files, out, settings=FileSettings(model="mean"), resume=True)
    other = tmp_path / "events.parquet"
    events.iloc[1:].to_parquet(other)
    with pytest.raises(UsageError, match="--resume: events changed"):
        study_files(other, files / "tidy.parquet", out, SETTINGS, memory="1MB", resume=True)
    with pytest.raises(UsageError, match="--resume: returns changed"):
        studied(files, out, "wide.parquet", resume=True)


def test_a_full_disk_is_said_and_leaves_what_was_finished(files, tmp_path, monkeypatch, reference):
    written, write = [0], pq.write_table

    def full(*arguments, **options):
        written[0] += 1
        if written[0] > 12:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*arguments, **options)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", full)
        with pytest.raises(
            EventStudyError, match=r"cannot write .*: no space left on device; finished blocks are kept"
        ):
            studied(files, out)
    done = studied(files, out, resume=True)
    assert done.resumed == 2
    assert_same_bits(content(out), reference)


_CHILD = """
import sys
from functools import partial
from eventstudy.backends.grid import grid_of
from eventstudy.study.on_disk import study_files, whole
from eventstudy.study.on_disk.settings import FileSettings
whole.grid_of, whole._BASE = partial(grid_of, cell=16), 0
settings = FileSettings(model=("market", "mean"), benchmark="mkt", windows=((0, 0), (-1, 1)))
print("ready", flush=True)
study_files(sys.argv[1], sys.argv[2], sys.argv[3], settings, memory="250kB", resume=True)
"""


@pytest.mark.filterwarnings("ignore:an earlier run into .* was cut off:eventstudy.errors.EventStudyWarning")
def test_kills_at_random_moments_lose_nothing(files, tmp_path, reference):
    chance = random.Random(20200103)  # noqa: S311 - no secret
    out, kills = tmp_path / "out", 0
    command = [sys.executable, "-c", _CHILD, str(files / "events.parquet"), str(files / "mixed.parquet"), str(out)]
    for _ in range(3):
        child = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.05, 0.9))
        child.kill()
        kills += child.wait() == -signal.SIGKILL
        child.stdout.close()
    assert kills
    studied(files, out, "mixed.parquet", resume=True)
    assert_same_bits(content(out), reference)
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*(f"{name}.parquet" for name in TABLES), "study.json"]
    )


def test_what_cannot_be_studied_is_named_and_the_rest_goes_on(files, tmp_path, events, reference):
    more = [
        {"event_id": "x1", "series": "none", "date": "2019-06-03"},
        {"event_id": "x2", "series": "none", "date": "2019-06-04"},
        {"event_id": "x3", "series": "s03", "date": "no day"},
        {"event_id": "x4", "series": None, "date": "2019-06-04"},
        {"event_id": "x5", "series": "s04", "date": "2031-06-04"},
    ]
    pd.concat([events, pd.DataFrame(more).assign(weight=1.0)], ignore_index=True).to_parquet(tmp_path / "e.parquet")
    done = study_files(tmp_path / "e.parquet", files / "tidy.parquet", tmp_path / "out", SETTINGS, memory="1MB")
    found = content(tmp_path / "out")
    assert dict(found["dropped"].itertuples(index=False)) == {
        "event in row 204": "it names no series",
        "none": "there are no returns of it; 2 events left out",
        "event in row 203": "'no day' is no date; write it as 2020-01-03",
        "x5, s04": "the event is on 2031-06-04, but the returns run from 2018-01-01 to 2019-08-09",
    }
    assert done.rows["dropped"] == 4
    pd.testing.assert_frame_equal(found["per_event"], reference["per_event"], check_exact=True)


def test_a_series_that_cannot_be_read_or_used_leaves_out_its_events_alone(files, tmp_path, market, reference):
    spoilt = market.assign(s05=1.7)
    spoilt.to_parquet(tmp_path / "wide.parquet")
    study_files(files / "events.parquet", tmp_path / "wide.parquet", tmp_path / "out", SETTINGS, memory="1MB")
    found = content(tmp_path / "out")
    mine = reference["per_event"]["series"] != "s05"
    expected = reference["per_event"][mine].reset_index(drop=True)
    pd.testing.assert_frame_equal(found["per_event"], expected, check_exact=True)
    assert len(found["dropped"]) == reference["per_event"].loc[~mine, "event_id"].nunique()
    assert found["dropped"]["reason"].str.contains("above 1 in size").all()


@pytest.fixture(scope="module")
def quoted(market):
    """Return prices as quoted, with what a vendor has beside closes: dividends, splits, a gap, an odd row."""
    rng = np.random.default_rng(9)
    close = 100.0 * (1.0 + market.fillna(0.0)).cumprod()
    rows = close.melt(ignore_index=False, var_name="series", value_name="close").reset_index()
    rows["Dividends"] = np.where(rng.random(len(rows)) < 0.01, rng.uniform(0.1, 3.0, len(rows)), 0.0)
    after = rows["date"] >= DAYS[300]
    rows["split"] = np.where((rows["date"] == DAYS[300]) & (rows["series"] < "s05"), 4.0, 0.0)
    rows.loc[after & (rows["series"] < "s05"), "close"] /= 4.0
    rows.loc[after & (rows["series"] == "s07"), "close"] /= 100.0
    rows.loc[rows.sample(40, random_state=1).index, "close"] = np.nan
    rows["flag"] = np.where(rng.random(len(rows)) < 0.005, "excluded", "")
    return rows


@pytest.mark.parametrize(
    ("shape", "more"),
    [("sorted", {}), ("mixed", {"returns": "log", "dividends": False}), ("hive", {}), ("csv", {"returns": "log"})],
)
def test_closes_give_what_returns_made_of_them_give(quoted, tmp_path, events, monkeypatch, shape, more):
    monkeypatch.setattr("eventstudy.backends.closes.ROWS", 1_300)
    place = tmp_path / ("prices.csv" if shape == "csv" else "prices.parquet")
    if shape == "hive":
        place = tmp_path / "prices"
        quoted.to_parquet(place, partition_cols=["series"])
    elif shape == "csv":
        quoted.to_csv(place, index=False, float_format="%.17g")
    else:
        rows = quoted.sample(frac=1.0, random_state=1) if shape == "mixed" else quoted
        pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), place, row_group_size=500)
    events.to_parquet(tmp_path / "events.parquet")
    settings = replace(SETTINGS, **more)
    with pytest.warns(EventStudyWarning, match="closes read with 'Dividends' as dividend"):
        study_files(tmp_path / "events.parquet", place, tmp_path / "out", settings, memory="2MB")
    with pytest.warns(EventStudyWarning, match="'Dividends' as dividend"):
        table = to_returns(
            load_prices(source=quoted), kind=more.get("returns", "simple"), dividends=more.get("dividends", True)
        )
    expected = run_study(events, table, model=["market", "mean"], benchmark="mkt", windows=SPANS, engine="single")
    keys = ["event_id", "series", "model", "first", "last"]
    both = content(tmp_path / "out")["per_event"].merge(expected.to_frame("per_event"), on=keys, suffixes=("", "_x"))
    assert len(both) == 800
    for name in ("car", "se", "n_estimation", "n_window"):
        np.testing.assert_allclose(both[name], both[f"{name}_x"], rtol=0, atol=1e-12)
    assert both["note"].tolist() == both["note_x"].tolist()


def test_closes_that_cannot_be_made_returns_are_named(quoted, files, tmp_path):
    rows = quoted.drop(columns="Dividends").assign(dividend=np.where(quoted["series"] == "s03", -1.0, 0.0))
    rows.to_parquet(tmp_path / "below.parquet")
    rows.assign(dividend="much").to_parquet(tmp_path / "text.parquet")
    for name, message in (("below", r"the closes of 's03' .* below zero"), ("text", "column 'dividend' of .* holds")):
        with pytest.raises(PriceError, match=message) as caught:
            study_files(files / "events.parquet", tmp_path / f"{name}.parquet", tmp_path / "out", SETTINGS)
        assert "\n" not in str(caught.value)
    (tmp_path / "whole").mkdir()
    rows.to_parquet(tmp_path / "whole" / "a.parquet")
    (tmp_path / "whole" / "dividends.csv").write_text("series,ex_date,amount\n")
    with pytest.raises(PriceError, match=r"holds dividends\.csv, which studies in blocks do not read"):
        study_files(files / "events.parquet", tmp_path / "whole", tmp_path / "out", SETTINGS)


REFUSED = {
    "memory": ({"memory": "10kB"}, UsageError, r"memory=10kB is too small: blocks of 16 events .* need \d+kB"),
    "unit": ({"memory": "much"}, UsageError, "memory='much' is no size"),
    "backend": ({"backend": "spark"}, UsageError, "backend='spark' is not one of 'memory', 'dask'"),
    "workers": ({"workers": 0}, UsageError, "workers=0 is too few"),
    "benchmark": ({"settings": FileSettings(benchmark="nope")}, UsageError, "nope"),
    "model": ({"settings": FileSettings(model="garch", benchmark="mkt")}, UsageError, "do not know model 'garch'"),
    "window": ({"settings": FileSettings(benchmark="mkt", windows=((0, 9),))}, WindowError, r"\(0, 9\)"),
    "no file": ({"data": "none.parquet"}, UsageError, "there is no file or folder"),
    "no events": ({"events": "none.parquet"}, UsageError, "there is no file"),
    "short": (
        {"settings": FileSettings(model="mean", min_estimation=239, estimation=(-900, -500))},
        WindowError,
        "nothing",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_said_in_a_line(files, tmp_path, name):
    options, kind, message = REFUSED[name]
    with pytest.raises(kind, match=message) as caught:
        studied(files, tmp_path / "out", **options)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "out").glob("*.parquet")) or name == "short"


def test_memory_that_the_tests_of_all_events_need_is_said(files, tmp_path, monkeypatch):
    monkeypatch.setattr("eventstudy.study.on_disk.finishing._PER_TESTED", 10_000)
    with pytest.raises(UsageError, match="memory=250kB is too small: tests over 200 events need 3MB; give that"):
        studied(files, tmp_path / "out")


def test_results_of_others_are_not_replaced(files, tmp_path):
    (tmp_path / "per_event.parquet").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"per_event\.parquet is there and was not written by eventstudy"):
        studied(files, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["per_event.parquet"]


def test_a_file_cut_short_ends_the_study_before_it_begins(files, tmp_path):
    cut = tmp_path / "tidy.parquet"
    cut.write_bytes((files / "tidy.parquet").read_bytes()[:-40])
    with pytest.raises(PriceError, match="may be cut short"):
        study_files(files / "events.parquet", cut, tmp_path / "out", SETTINGS)


def test_a_part_of_a_folder_cut_short_is_named_and_finished_blocks_are_kept(files, tmp_path, reference):
    parts = tmp_path / "parts"
    parts.mkdir()
    rows = pd.read_parquet(files / "tidy.parquet")
    rows[rows["series"] < "s10"].to_parquet(parts / "a.parquet")
    rows[rows["series"] >= "s10"].to_parquet(parts / "b.parquet")
    whole_part = (parts / "b.parquet").read_bytes()

    def stop(stage, done, total):
        if stage == "estimate" and done > total / 2:
            raise KeyboardInterrupt

    study = partial(study_files, files / "events.parquet", parts, tmp_path / "out", SETTINGS, memory="250kB")
    with pytest.raises(KeyboardInterrupt):
        study(progress=stop)
    before = sorted(path.name for path in (tmp_path / "out" / kept.FOLDER).iterdir())
    (parts / "b.parquet").write_bytes(whole_part[:-50])
    with pytest.raises(PriceError, match=r"b\.parquet cannot be read, it may be cut short") as caught:
        study(resume=True)
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in (tmp_path / "out" / kept.FOLDER).iterdir()) == before
    (parts / "b.parquet").write_bytes(whole_part)
    assert study(resume=True).resumed > 0
    assert_same_bits(content(tmp_path / "out"), reference)


def invoke(*arguments):
    return CliRunner().invoke(app, [str(item) for item in arguments], env={"COLUMNS": "110"})


def test_the_command_line_studies_files_in_blocks(files, tmp_path, reference, monkeypatch):
    monkeypatch.setattr("eventstudy.backends.on_dask.PATIENCE", 0.5)
    given = ["study", files / "events.parquet", files / "tidy.parquet", "--benchmark", "mkt", "--windows", "0:0,-1:1"]
    given += ["--model", "market", "--model", "mean", "--memory", "1MB"]
    refused = invoke(*given)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "name it with --out" in refused.stderr
    done = invoke(*given, "--out", tmp_path / "out", "--format", "json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["events"], told["rows"]["per_event"]) == (200, 800)
    assert {row["test"] for row in told["tests"]} >= {"patell", "grank_t"}
    assert (len(told["per_event"]), len(told["models"])) == (800, 400)
    assert set(told["per_event"][0]["beta"]) == {"mkt"}
    assert told["per_event"][0]["car"] == pytest.approx(reference["per_event"]["car"].iloc[0], rel=1e-15)
    assert {row["group"] for row in told["caar"]} == {None, "large", "small"}
    few = invoke(*given, "--out", tmp_path / "few", "--format", "json", "--tests", "patell,bmp", "--groups", "weight")
    assert {row["test"] for row in json.loads(few.stdout)["tests"]} == {"patell", "bmp"}
    assert {row["group"] for row in json.loads(few.stdout)["tests"]} == {None, "1.0", "2.0"}
    assert_same_bits(content(tmp_path / "out"), reference)
    assert pd.read_csv(tmp_path / "out" / "tests.csv")["test"].tolist() == reference["tests"]["test"].tolist()
    monkeypatch.setattr("eventstudy.cli.event_tables.LARGE", 799)
    short = json.loads(invoke(*given, "--out", tmp_path / "out", "--format", "json").stdout)
    assert short["too_long"] == ["per_event"]
    assert "per_event" not in short
    shown = invoke(*given, "--out", tmp_path / "out", "--quiet")
    assert (shown.exit_code, shown.stdout) == (0, "")
    plain = invoke(*given, "--out", tmp_path / "out")
    assert "200 events on 20 series. Written to" in plain.stdout
    for more, message in (
        (["--regress", "car(0, 0) ~ weight"], "--regress is not for studies in blocks"),
        (["--kind", "prices"], "--kind is not for studies in blocks"),
        (["--groups", "sector"], "--groups 'sector' is no column of the events: event_id, series, date, weight, group"),
        (["--tests", "sq"], "--tests 'sq' is none of those that studies in blocks make: "),
        (["--memory", "9kB"], "--memory 9kB is too small"),
        (["--address", "tcp://127.0.0.1:9", "--memory", "1MB"], "no Dask scheduler answers at tcp://127.0.0.1:9"),
    ):
        refused = invoke(*given, "--out", tmp_path / "out", *more)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1), refused.stderr
        assert message in refused.stderr


def test_a_small_study_takes_returns_in_rows_as_well(files, tmp_path):
    rows = pd.read_parquet(files / "tidy.parquet")
    rows.to_csv(tmp_path / "tidy.csv", index=False)
    found = []
    for data in (files / "wide.csv", files / "tidy.parquet", tmp_path / "tidy.csv"):
        done = invoke("study", files / "events.csv", data, "--benchmark", "mkt", "--format", "csv")
        assert done.exit_code == 0, done.stderr
        found.append(done.stdout)
    assert found[0] == found[1] == found[2]
    rows.iloc[[0, 0]].to_parquet(tmp_path / "twice.parquet")
    refused = invoke("study", files / "events.csv", tmp_path / "twice.parquet", "--benchmark", "mkt")
    assert "hold 's00' twice on 2018-01-01" in refused.stderr
