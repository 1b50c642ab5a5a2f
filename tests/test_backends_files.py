"""Returns in files of every shape give the table they were made from; bad files are refused in a line."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eventstudy.backends.events_files import event_batches
from eventstudy.backends.parquet import fingerprint, open_returns
from eventstudy.backends.sizes import Limit, parse_bytes
from eventstudy.backends.spill import brought_together, is_scattered
from eventstudy.backends.tidy import TidyFiles
from eventstudy.errors import EventStudyWarning, PriceError, UsageError

DAYS = pd.bdate_range("2019-01-01", periods=60, name="date")
NAMES = ["BRK.B", "a", "b", "c é", "zz/1"]


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(3)
    values = rng.normal(0.0, 0.01, (len(DAYS), len(NAMES)))
    values[rng.random(values.shape) < 0.1] = np.nan
    values[:, 0] = values[:, 0]
    return pd.DataFrame(values, index=DAYS, columns=NAMES)


@pytest.fixture(scope="module")
def tidy(table):
    rows = table.melt(ignore_index=False, var_name="series", value_name="return").reset_index()
    return rows[["series", "date", "return"]]


def write(frame, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, **options)
    return path


def of(table, names=None):
    return table[list(names or NAMES)].to_numpy().T


def shapes(table, tidy, folder):
    table.to_parquet(folder / "wide.parquet")
    yield folder / "wide.parquet"
    table.reset_index().to_parquet(folder / "plain.parquet")
    yield folder / "plain.parquet"
    yield write(tidy, folder / "tidy.parquet", row_group_size=37)
    yield write(tidy.sort_values("date", kind="stable"), folder / "by_date.parquet", row_group_size=16)
    yield write(tidy.sample(frac=1.0, random_state=1), folder / "shuffled.parquet", row_group_size=16)
    yield write(tidy.assign(date=tidy["date"].dt.date.astype(str)), folder / "text.parquet")
    yield write(tidy.assign(date=tidy["date"].dt.tz_localize("America/New_York")), folder / "zoned.parquet")
    yield write(tidy.assign(series=tidy["series"].astype("category")), folder / "category.parquet")
    write(tidy[:130], folder / "parts" / "part-0.parquet")
    write(tidy[130:], folder / "parts" / "part-1.parquet")
    yield folder / "parts"
    tidy.to_parquet(folder / "hive", partition_cols=["series"])
    yield folder / "hive"


def test_every_shape_gives_the_same_table(table, tidy, tmp_path):
    for path in shapes(table, tidy, tmp_path):
        held = open_returns(path)
        assert held.names == tuple(sorted(NAMES)), path
        assert held.days.tolist() == (DAYS - pd.Timestamp(0)).days.tolist(), path
        np.testing.assert_array_equal(held.read(NAMES), of(table), str(path))
        np.testing.assert_array_equal(held.read(["b", "BRK.B"]), of(table, ["b", "BRK.B"]), str(path))


def test_a_folder_with_a_file_for_each_series_and_csv(table, tidy, tmp_path):
    plain = [name for name in NAMES if "/" not in name]
    for name in plain:
        write(tidy.loc[tidy["series"] == name, ["date", "return"]], tmp_path / "each" / f"{name}.parquet")
    np.testing.assert_array_equal(open_returns(tmp_path / "each").read(plain), of(table, plain))
    (tmp_path / "stage").mkdir()
    tidy.to_csv(tmp_path / "tidy.csv", index=False)
    table.to_csv(tmp_path / "wide.csv")
    for name in ("tidy.csv", "wide.csv"):
        np.testing.assert_array_equal(open_returns(tmp_path / name, stage=tmp_path / "stage").read(NAMES), of(table))
    with pytest.raises(UsageError, match=r"wide\.csv is no Parquet file"):
        open_returns(tmp_path / "wide.csv")


def test_rows_that_lie_apart_are_brought_together(table, tidy, tmp_path):
    held = open_returns(write(tidy.sort_values("date"), tmp_path / "r.parquet", row_group_size=10))
    assert isinstance(held, TidyFiles)
    blocks = [(place, place) for place in range(5)]
    assert is_scattered(held, blocks)
    assert not is_scattered(open_returns(write(tidy, tmp_path / "t.parquet", row_group_size=60)), blocks)
    (tmp_path / "spill").mkdir()
    together = brought_together(held, range(5), tmp_path / "spill")
    assert not is_scattered(together, blocks)
    np.testing.assert_array_equal(together.read(NAMES), of(table))
    np.testing.assert_array_equal(together.read(["b"]), of(table, ["b"]))


def test_numbers_for_names_and_dates_of_any_order(tmp_path):
    rows = pd.DataFrame(
        {"series": [10, 9, 9], "date": [dt.date(2020, 1, 3), dt.date(2020, 1, 3), dt.date(2020, 1, 2)]}
    ).assign(close=[3.0, 2.0, 1.0])
    held = open_returns(write(rows, tmp_path / "r.parquet"))
    assert (held.names, held.measure) == (("10", "9"), "close")
    np.testing.assert_array_equal(held.read(["9", "10"]), [[1.0, 2.0], [np.nan, 3.0]])


BAD = {
    "text": (lambda rows: rows.assign(**{"return": "x"}), r"column 'return' of .* holds (large_)?string; numbers are"),
    "dates": (lambda rows: rows.assign(date=range(len(rows))), "column of dates of .* holds int64"),
    "no day": (lambda rows: rows.assign(date=rows["date"].where(rows.index != 3)), "1 rows of .* have no date"),
    "no name": (lambda rows: rows.assign(series=rows["series"].where(rows.index != 3)), "1 rows of .* name no series"),
    "fraction": (lambda rows: rows.assign(series=0.5), "column 'series' of .* holds double; names are needed"),
    "written": (lambda rows: rows.assign(date="3 Jan"), "the dates of .* cannot be read: .*2020-01-03"),
    "far": (
        lambda rows: rows.assign(
            date=rows["date"].astype("datetime64[us]").where(rows.index != 3, pd.Timestamp("1600-01-01"))
        ),
        "mend",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_columns_of_another_type_are_refused_in_a_line(tidy, tmp_path, name):
    change, message = BAD[name]
    path = write(change(tidy), tmp_path / "r.parquet")
    with pytest.raises(PriceError, match=message) as caught:
        open_returns(path).read(["a"])
    assert "\n" not in str(caught.value)


def test_a_day_twice_is_refused_with_its_series(tidy, tmp_path):
    one = tidy[(tidy["series"] == "b") & (tidy["date"] == DAYS[7])]
    path = write(pd.concat([tidy, one]), tmp_path / "r.parquet", row_group_size=100)
    for names in (["b"], NAMES):
        with pytest.raises(PriceError, match=r"hold 'b' twice on 2019-01-10"):
            open_returns(path).read(names)
    assert open_returns(path).read(["a"]).shape == (1, 60)
    doubled = write(pd.concat([one, one]), tmp_path / "s.parquet")
    with pytest.raises(PriceError, match=r"hold 'b' twice on 2019-01-10"):
        open_returns(doubled).read(["b"])


@pytest.mark.parametrize("parts", [2, 5])
def test_dates_out_of_order_across_parts_are_put_in_order(table, tidy, tmp_path, parts):
    rows = tidy.sort_values(["date", "series"], ascending=[False, True])
    for place, some in enumerate(np.array_split(np.arange(len(rows)), parts)):
        write(rows.iloc[some], tmp_path / "parts" / f"{place}.parquet", row_group_size=50)
    held = open_returns(tmp_path / "parts")
    np.testing.assert_array_equal(held.days, DAYS.to_numpy().astype("datetime64[D]").astype(np.int64))
    np.testing.assert_array_equal(held.read(NAMES), of(table))
    again = rows[(rows["series"] == "b") & (rows["date"] == DAYS[7])]
    write(again, tmp_path / "parts" / "more.parquet")
    with pytest.raises(PriceError, match="hold 'b' twice on 2019-01-10") as caught:
        open_returns(tmp_path / "parts").read(NAMES)
    assert "\n" not in str(caught.value)


def test_files_are_named_as_they_were_asked_for(tidy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tidy[:130], tmp_path / "parts" / "a.parquet")
    cut = write(tidy, tmp_path / "parts" / "b.parquet")
    cut.write_bytes(cut.read_bytes()[:-40])
    for asked, said in (("parts", "parts/b.parquet"), ("parts/b.parquet", "parts/b.parquet")):
        with pytest.raises(PriceError, match=rf"^{said} cannot be read, it may be cut short: "):
            open_returns(asked)


def test_a_link_that_leads_out_of_a_folder_is_refused(tidy, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.parquet").symlink_to(write(tidy, tmp_path / "elsewhere.parquet"))
    write(tidy, tmp_path / "parts" / "a.parquet")
    with pytest.raises(PriceError, match=r"b\.parquet is a link that leads out of .*parts: copy the file there"):
        open_returns(tmp_path / "parts")


def test_a_table_that_unfolds_without_end_is_refused(tmp_path, monkeypatch):
    rows = pd.DataFrame({"series": "a", "date": "2020-01-03", "event_id": "e" * 100_000}, index=range(3_000))
    path = write(rows, tmp_path / "events.parquet")
    assert path.stat().st_size < 1e6
    monkeypatch.setattr("eventstudy.backends.columns.LARGEST", 1 << 27)
    with pytest.raises(PriceError, match=r"unfolds to more than 0 GB of text in 'event_id'; shorten it"):
        list(event_batches(path))


def test_a_wide_file_out_of_order_is_refused(table, tmp_path):
    for rows, message in ((table[::-1], "not in order: 2019-03-22 follows 2019-03-25"), (table.iloc[[0, 0]], "twice")):
        rows.to_parquet(tmp_path / "r.parquet")
        with pytest.raises(PriceError, match=message):
            open_returns(tmp_path / "r.parquet")
    table.assign(a="x").to_parquet(tmp_path / "r.parquet")
    with pytest.raises(PriceError, match=r"column 'a' of .* numbers are needed"):
        open_returns(tmp_path / "r.parquet").read(["a"])


@pytest.mark.parametrize("kept", [0, 3, 100, -1])
def test_a_file_cut_short_is_refused_in_a_line(tidy, tmp_path, kept):
    path = write(tidy, tmp_path / "r.parquet")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(PriceError, match=r"r\.parquet cannot be read, it may be cut short: ") as caught:
        open_returns(path)
    assert "\n" not in str(caught.value)


def test_pages_that_are_spoilt_are_refused_in_a_line(table, tmp_path):
    path = tmp_path / "r.parquet"
    table.to_parquet(path)
    held = open_returns(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + b"\xff" * 1500 + whole[1504:])
    with pytest.raises(PriceError, match="cannot be read"):
        held.read(NAMES)


def test_of_a_folder_of_series_a_broken_file_is_left_out_by_name(table, tidy, tmp_path):
    tidy[tidy["series"].isin(["a", "b"])].to_parquet(tmp_path / "hive", partition_cols=["series"])
    broken = next((tmp_path / "hive" / "series=b").iterdir())
    broken.write_bytes(broken.read_bytes()[:200])
    with pytest.warns(EventStudyWarning, match=r"left out b: .*cannot be read"):
        held = open_returns(tmp_path / "hive")
    assert held.names == ("a",)
    assert [name for name, _ in held.left_out] == ["b"]
    np.testing.assert_array_equal(held.read(["a"]), of(table, ["a"]))


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="there is no file or folder"):
        open_returns(tmp_path / "none.parquet")
    with pytest.raises(UsageError, match="there is no Parquet file in"):
        open_returns(tmp_path)


def test_a_fingerprint_knows_each_byte(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"one")
    first = fingerprint([path])
    path.write_bytes(b"two")
    assert fingerprint([path]) != first


@pytest.mark.parametrize("text", ["", "many", "-1GB", "0", "1 PB", "1e9"])
def test_sizes_that_are_none_are_refused(text):
    with pytest.raises(UsageError, match="give one as 500MB or 2GB"):
        parse_bytes(text)


def test_a_limit_is_shared_out():
    limit = Limit(total=1000, fixed=400, workers=2)
    assert (limit.block, limit.needed(500)) == (300, 1400)
    assert Limit(total=10, fixed=400, workers=2).block == 0
