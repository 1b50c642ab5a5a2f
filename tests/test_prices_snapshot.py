from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import MissingPrices, PriceError, SnapshotError, UsageError
from eventstudy.prices import load_prices
from eventstudy.prices.quality import flag_quality
from eventstudy.prices.snapshot import manifest, read_snapshot
from eventstudy.prices.table import COLUMNS

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "prices"
SNAPSHOT = ROOT / "eventstudy" / "data" / "snapshot"
SHIPPED = ["brent", "dow", "sp500", "xom", "cvx"]

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded figures lie outside the repository")


def test_one_tidy_table_in_the_order_asked():
    prices = load_prices(["xom", "brent"])
    assert list(prices.columns) == COLUMNS
    assert list(dict.fromkeys(prices["series"])) == ["xom", "brent"]
    assert len(prices) == 543 + 558
    assert prices["date"].dtype == np.dtype("datetime64[ns]")
    assert all(rows["date"].is_monotonic_increasing for _, rows in prices.groupby("series"))
    assert prices["flag"].isna().sum() == 0


def test_no_series_named_is_all_of_them():
    assert list(dict.fromkeys(load_prices()["series"])) == SHIPPED
    assert len(load_prices()) == 2730


def test_the_week_of_the_strike():
    week = load_prices("brent", start="2020-01-02", end=date(2020, 1, 6))
    bars = week[["open", "high", "low", "close"]].to_numpy().tolist()
    assert bars == [[66.41, 66.58, 65.72, 66.25], [66.28, 69.50, 66.22, 68.60], [69.35, 70.74, 68.21, 68.91]]
    assert week["volume"].isna().all()
    assert (week["dividend"] == 0).all()


@needs_shared
@pytest.mark.parametrize("series", SHIPPED)
def test_every_cell_is_the_recorded_figure(series):
    recorded = pd.read_csv(SHARED / f"{series}.csv", dtype=str)
    prices = load_prices(series)
    assert prices["date"].dt.strftime("%Y-%m-%d").tolist() == recorded["date"].tolist()
    for name in recorded.columns.drop("date"):
        assert prices[name].tolist() == [float(cell) for cell in recorded[name]], name


@needs_shared
def test_dividends_and_rolls_stand_on_their_days_and_nowhere_else():
    paid = pd.read_csv(SHARED / "dividends.csv", dtype={"amount": float})
    rolled = pd.read_csv(SHARED / "brent_rolls.csv")
    prices = load_prices()
    found = prices[prices["dividend"] != 0]
    expected = {(row.series, row.ex_date): row.amount for row in paid.itertuples()}
    assert {(row.series, f"{row.date:%Y-%m-%d}"): row.dividend for row in found.itertuples()} == expected
    rolls = prices[prices["flag"].str.split("|").map(lambda words: "roll" in words)]
    assert rolls["series"].unique().tolist() == ["brent"]
    assert rolls["date"].dt.strftime("%Y-%m-%d").tolist() == rolled["date"].tolist()
    told = [(one["date"], one["basis"]) for one in manifest()["rolls"]["brent"]]
    assert told == list(zip(rolled["date"], rolled["basis"], strict=True))


@needs_shared
def test_the_script_makes_the_same_bytes_again(tmp_path):
    script = ROOT / "scripts" / "make_snapshot.py"
    subprocess.run(
        [sys.executable, str(script), str(SHARED), "--out", str(tmp_path)],
        check=True, capture_output=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    for name in ("prices.csv", "manifest.toml"):
        assert (tmp_path / name).read_bytes() == (SNAPSHOT / name).read_bytes()


def test_flags_of_the_snapshot_are_those_the_rules_give_today():
    prices = load_prices()
    words = prices["flag"].str.split("|")
    bare = prices.assign(flag=words.map(lambda found: "roll" if "roll" in found else ""))
    assert flag_quality(bare)["flag"].tolist() == prices["flag"].tolist()


def test_what_is_flagged_in_the_snapshot():
    prices = load_prices()
    counts = prices["flag"].str.split("|").explode().value_counts()
    assert set(counts.index) == {"", "roll", "half_day"}
    assert counts["roll"] == 25
    flags = prices.set_index(["series", "date"])["flag"]
    assert flags["brent", pd.Timestamp("2019-12-31")] == "roll"
    assert flags["brent", pd.Timestamp("2019-09-02")] == "roll|half_day"
    assert flags["xom", pd.Timestamp("2019-12-24")] == "half_day"


def test_every_bar_holds_its_open_and_close():
    prices = load_prices()
    assert (prices["high"] >= prices[["open", "close", "low"]].max(axis=1)).all()
    assert (prices["low"] <= prices[["open", "close"]].min(axis=1)).all()


def test_provenance_says_hash_vendor_units_and_rolls_in_plain_values():
    told = load_prices("brent").attrs["provenance"]
    assert told["sha256"] == hashlib.sha256((SNAPSHOT / "prices.csv").read_bytes()).hexdigest()
    assert told["source"] == "snapshot"
    assert told["dropped"] == []
    assert told["series"]["brent"]["unit"] == "USD a barrel"
    assert {one["basis"] for one in told["rolls"]["brent"]} == {"observed", "inferred"}


def test_what_a_caller_does_to_the_table_does_not_reach_the_next_caller():
    first = load_prices("brent")
    first.loc[:, "close"] = 0.0
    first.attrs["provenance"]["dropped"].append("x")
    again = load_prices("brent")
    assert (again["close"] > 0).all()
    assert again.attrs["provenance"]["dropped"] == []


# ------------------------------------------------------------------------------------------------------- what is wrong


def copy_of_snapshot(folder: Path) -> Path:
    for name in ("prices.csv", "manifest.toml"):
        (folder / name).write_bytes((SNAPSHOT / name).read_bytes())
    return folder


def test_one_changed_byte_is_found(tmp_path):
    folder = copy_of_snapshot(tmp_path)
    data = bytearray((folder / "prices.csv").read_bytes())
    place = data.index(b"68.60")
    data[place + 4] = ord("1")
    (folder / "prices.csv").write_bytes(bytes(data))
    with pytest.raises(SnapshotError, match="not what its manifest names") as raised:
        read_snapshot(folder)
    assert "\n" not in str(raised.value)


def test_an_unchanged_copy_is_read(tmp_path):
    prices, _ = read_snapshot(copy_of_snapshot(tmp_path))
    assert len(prices) == 2730


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("manifest.toml", "not = [toml", "cannot be read"),
        ("manifest.toml", 'sha256 = "0"', "lacks rolls, series, vendor"),
        ("manifest.toml", None, "cannot be read"),
        ("prices.csv", None, "no prices.csv"),
    ],
)
def test_a_broken_snapshot_says_what_is_broken(tmp_path, name, text, message):
    folder = copy_of_snapshot(tmp_path)
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError, match=message):
        read_snapshot(folder)


def test_a_series_the_snapshot_lacks():
    with pytest.raises(MissingPrices) as raised:
        load_prices(["brent", "wti", "gold"])
    assert str(raised.value) == (
        "no prices of 'wti', 'gold' in snapshot: it holds brent, cvx, dow, sp500, xom from 2018-01-02 to 2020-02-28"
    )


def test_a_span_half_outside_gives_what_there_is_and_one_wholly_outside_is_an_error():
    assert len(load_prices("xom", start="2020-02-27", end="2021-01-01")) == 2
    with pytest.raises(MissingPrices) as raised:
        load_prices("xom", start="2021-01-01", end="2021-02-01")
    assert str(raised.value) == (
        "no prices of 'xom' from 2021-01-01 to 2021-02-01 in snapshot: it holds 2018-01-02 to 2020-02-28"
    )
    with pytest.raises(MissingPrices, match="from the first to 2017-01-01"):
        load_prices("xom", end="2017-01-01")


def test_arguments_that_cannot_be_used():
    with pytest.raises(PriceError, match="start='soon' is no date"):
        load_prices("xom", start="soon")
    with pytest.raises(PriceError, match="no series asked for"):
        load_prices([])
    with pytest.raises(PriceError, match="no prices at 'reuters': a source is 'snapshot', 'yahoo', 'fred', a table"):
        load_prices("xom", source="reuters")
    for day in (20200102, float("nan"), pd.NaT):
        with pytest.raises(PriceError, match=r"start=.* is no date"):
            load_prices("xom", start=day)
    with pytest.raises(PriceError, match="start=2020-01-10 is after end=2020-01-02: did you mean them the other way"):
        load_prices("xom", start="2020-01-10", end="2020-01-02")
    for names in (5, ["xom", 5], [["xom"]]):
        with pytest.raises(UsageError, match="is no name: give ids"):
            load_prices(names)
    for source in (None, 5):
        with pytest.raises(UsageError, match=r"source is a .*: give 'snapshot'"):
            load_prices("xom", source=source)
    with pytest.raises(PriceError, match=r"no prices at .*: a source is"):
        load_prices("xom", source="")
