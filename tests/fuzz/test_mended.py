"""What fuzzing and growth have found and is mended, where reading a kept input to its end says too little."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from eventstudy import load_prices, run_study
from eventstudy.articles.sheets import read_events, read_moves
from eventstudy.bounded import parquet_frame, parquet_rows
from eventstudy.errors import PriceError, UsageError
from eventstudy.prices.intraday import read_intraday
from eventstudy.records import Article

BARS = "series,time,open,high,low,close"
BAR = "xom,2020-01-03T09:30-05:00,71.5,71.7,71.4,71.6"
TEXT = "Brent crude surged to $69.20 a barrel."


@pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")
def test_a_header_longer_than_what_is_looked_at_first_is_not_cut(tmp_path):
    names = [f"{'n' * 150}{n}" for n in range(500)]
    rows = [["date", *names], ["2020-01-02", *["1.5"] * 500], ["2020-01-03", *["1.6"] * 500]]
    (tmp_path / "wide.csv").write_text("\n".join(map(",".join, rows)))
    prices = load_prices(source=tmp_path / "wide.csv")
    assert prices["series"].unique().tolist() == names
    assert len(prices) == 1000


def test_a_file_of_rows_without_any_price_is_none_of_prices(tmp_path):
    (tmp_path / "xom.csv").write_text("Datum,Schluss\n2020-01-02,\n2020-01-03,\n")
    with pytest.raises(PriceError, match=r"xom\.csv: no price in its column 'Schluss'"):
        load_prices(source=tmp_path / "xom.csv")


def test_of_bars_the_columns_in_use_are_read_whatever_stands_beside(tmp_path):
    beside = ",".join(f"c{n}" for n in range(50))
    (tmp_path / "bars.csv").write_bytes(f"\ufeff{BARS},{beside},volume\n{BAR}{',x' * 50},100\n".encode())
    bars = read_intraday(tmp_path / "bars.csv")
    assert bars[["open", "high", "low", "close", "volume"]].to_numpy().tolist() == [[71.5, 71.7, 71.4, 71.6, 100.0]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BARS},close\n{BAR},1\n", "two columns 'close'; keep one"),
        (f"{BARS}\n", "no rows"),
        (f"{BARS}\n{BAR.replace('2020', '1010')}\n", "1010-01-03.*(a day of no market|is no moment)"),
        (f"{BARS[:-6]}\n", "no column close; needed are series, time, open, high, low, close"),
        ("", "no column series, time, open"),
        ('"' * 200_001, "no column|neither a CSV nor a Parquet file"),
    ],
)
def test_bars_that_cannot_be_read(tmp_path, text, said):
    (tmp_path / "bars.csv").write_text(text)
    with pytest.raises(PriceError, match=said):
        read_intraday(tmp_path / "bars.csv")


@pytest.mark.parametrize("notes", [b'{"columns": 3, "index_columns": []}', b'{"index_columns": {}}', b"[]", b"{"])
def test_parquet_with_torn_notes_of_pandas_is_torn(notes):
    held = io.BytesIO()
    parquet.write_table(pa.table({"a": ["x", "y"]}).replace_schema_metadata({b"pandas": notes}), held)
    held.seek(0)
    with pytest.raises(ValueError, match=r"^no sound Parquet file \("):
        parquet_frame(held)
    held.seek(0)
    assert parquet_rows(held) == [{"a": "x"}, {"a": "y"}]


def study(events: str, returns: str, folder):
    (folder / "events.csv").write_text(events)
    (folder / "returns.csv").write_text(returns)
    options = {"estimation": (-5, -1), "event": (0, 0), "windows": [(0, 0)], "min_estimation": 3}
    return run_study(folder / "events.csv", folder / "returns.csv", model="mean", **options)


DAYS = pd.bdate_range("2020-01-01", periods=8).strftime("%Y-%m-%d")
RETURNS = "date,aa\n" + "".join(f"{day},0.0{n + 1}\n" for n, day in enumerate(DAYS))
EVENTS = f"series,date\naa,{DAYS[6]}\n"


def test_tables_of_a_study_are_read_with_an_empty_column_of_a_spreadsheet_beside(tmp_path):
    found = study(EVENTS.replace("\n", ",,\n"), RETURNS, tmp_path)
    assert len(found.car()) == 1


@pytest.mark.parametrize(
    ("events", "returns", "said"),
    [
        (EVENTS[:-1] + ",x\n", RETURNS, "3 fields in the first row under a header of 2"),
        (EVENTS, RETURNS.replace("date,aa", "aa"), "2 fields in the first row under a header of 1"),
        (f"series,date{',' * 200}\naa,{DAYS[6]}\n", RETURNS, "200 columns have no name; leave them out"),
        (EVENTS.replace("date", "series", 1), RETURNS, "two columns 'series'"),
        ('"' * 200_001, RETURNS, "events"),
    ],
)
def test_tables_of_a_study_with_a_header_that_does_not_fit(tmp_path, events, returns, said):
    with pytest.raises(UsageError, match=said):
        study(events, returns, tmp_path)


def test_a_number_of_many_digits_comes_back_from_json(tmp_path):
    exact = "1" * 50
    move = {"article": "a.txt", "quote": "", "instrument": "brent", "kind": "price_level", "value": float(exact)}
    rows = {"moves": [move | {"value_digits": exact, "unit": "usd", "direction": "up", "date": "2020-01-03"}]}
    (tmp_path / "moves.json").write_text(json.dumps(rows))
    assert read_moves(tmp_path / "moves.json", [Article("a.txt", TEXT, "0", None)])[0].value == Decimal(exact)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("events.csv", b"\xff\xfe", r"events\.csv is empty"),
        ("events.json", b"[1e99999999999999999999]", r"events\.json holds a number with an endless exponent"),
    ],
)
def test_tables_of_events_that_cannot_be_read(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        read_events(tmp_path / name, [])
