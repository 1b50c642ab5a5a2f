"""Other people's tables: their names of columns, Excel, two column levels, tables in memory."""

from __future__ import annotations

import datetime as dt
import sys

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import EventStudyWarning, MissingPrices, PriceError
from eventstudy.prices import load_prices
from eventstudy.prices.files.headers import recognised

pytestmark = pytest.mark.filterwarnings("ignore:.* read with :eventstudy.errors.EventStudyWarning")
DAYS = pd.to_datetime(["2020-01-02", "2020-01-03"])
CLOSES = [70.90, 70.33]


def closes(prices):
    return prices[["series", "close"]].to_numpy().tolist()


XOM = [["xom", 70.90], ["xom", 70.33]]


# ----------------------------------------------------------------------------------------------------- names of columns


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("Date,Close/Last,Volume", {"close": "Close/Last"}),
        ("timestamp,close,volume", {"date": "timestamp"}),
        ("Trade Date,Settle,Volume", {"date": "Trade Date", "close": "Settle"}),
        ("Datetime,PX_LAST,PX_VOLUME", {"date": "Datetime", "close": "PX_LAST", "volume": "PX_VOLUME"}),
        ("day,Closing Price,volume", {"date": "day", "close": "Closing Price"}),
        ("date,4. close,5. volume", {"close": "4. close", "volume": "5. volume"}),
        ("observation_date,price,volume", {"date": "observation_date", "close": "price"}),
    ],
)
def test_common_names_are_recognised_and_said(tmp_path, header, taken):
    (tmp_path / "xom.csv").write_text(f"{header}\n2020-01-02,70.90,1\n2020-01-03,70.33,2\n", encoding="utf-8")
    prices = load_prices(source=tmp_path / "xom.csv")
    assert closes(prices) == XOM
    assert prices["volume"].tolist() == [1.0, 2.0]
    assert prices.attrs["provenance"]["columns"] == {"xom.csv": taken}


def test_symbols_and_dividends(tmp_path):
    text = "Symbol,Date,Close,Dividends\nXOM,2020-01-02,70.90,0\nXOM,2020-01-03,70.33,0.87\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    prices = load_prices("XOM", tmp_path / "a.csv")
    assert (closes(prices), prices["dividend"].tolist()) == (XOM, [0.0, 0.87])


def test_our_own_names_come_first_and_adjusted_closes_are_left(tmp_path):
    text = "date,close,Adj Close,Price\n2020-01-02,70.90,60,1\n2020-01-03,70.33,59,2\n"
    (tmp_path / "xom.csv").write_text(text, encoding="utf-8")
    prices = load_prices(source=tmp_path / "xom.csv")
    assert closes(prices) == XOM
    assert prices.attrs["provenance"]["columns"] == {}


def test_adjusted_closes_alone_are_taken_with_a_warning_and_without_dividends(tmp_path):
    text = "Date,Adj Close,Dividends\n2020-01-02,70.90,0\n2020-01-03,70.33,0.87\n"
    (tmp_path / "xom.csv").write_text(text, encoding="utf-8")
    with pytest.warns(
        EventStudyWarning, match=r"xom.csv read with 'Adj Close' as close.*adjusted closes are not what was"
    ):
        prices = load_prices(source=tmp_path / "xom.csv")
    assert prices["dividend"].tolist() == [0.0, 0.0]


def test_in_a_wide_table_a_series_may_bear_the_name_of_a_column(tmp_path):
    (tmp_path / "wide.csv").write_text("Date,DIV,ID,RIC\n2020-01-02,1,2,3\n", encoding="utf-8")
    assert load_prices(source=tmp_path / "wide.csv")["series"].tolist() == ["DIV", "ID", "RIC"]
    assert recognised(pd.DataFrame(columns=["Day", "ID"]))[1] == {"date": "Day"}


# ---------------------------------------------------------------------------------------------------- two column levels


def download():
    """A table as a download of several tickers has it."""
    names = pd.MultiIndex.from_product([["Close", "Open", "Volume"], ["CVX", "XOM"]], names=["Price", "Ticker"])
    rows = [[121.43, 70.90, 120.81, 70.24, 5.0, 6.0], [121.01, np.nan, 121.78, np.nan, 7.0, np.nan]]
    return pd.DataFrame(rows, index=DAYS.rename("Date"), columns=names)


def test_two_levels_in_memory_and_from_csv(tmp_path):
    expected = [["cvx", 121.43], ["cvx", 121.01], ["xom", 70.90]]
    assert closes(load_prices(source=download())) == expected
    assert closes(load_prices(source=download().swaplevel(axis=1))) == expected
    download().to_csv(tmp_path / "all.csv")
    prices = load_prices(source=tmp_path / "all.csv")
    assert closes(prices) == expected
    assert prices["volume"].tolist() == [5.0, 7.0, 6.0]


def test_one_ticker_with_two_levels(tmp_path):
    one = download().xs("XOM", axis=1, level=1, drop_level=False)
    one.to_csv(tmp_path / "one.csv")
    assert closes(load_prices(source=tmp_path / "one.csv")) == XOM[:1]


# ----------------------------------------------------------------------------------------------------- tables in memory


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"series": "XOM", "date": DAYS, "close": CLOSES}),
        pd.DataFrame({"xom": CLOSES}, index=DAYS),
        pd.DataFrame({"xom": CLOSES}, index=DAYS.rename("Date")),
        pd.DataFrame({"XOM": CLOSES}, index=DAYS.tz_localize("America/New_York")),
        pd.DataFrame({"date": ["2020-01-02", "2020-01-03"], "xom": CLOSES}),
        pd.DataFrame({"date": [dt.date(2020, 1, 2), dt.date(2020, 1, 3)], "xom": np.float32(CLOSES)}).round(2),
        pd.DataFrame({"ticker": "XOM", "date": DAYS, "close": ["70.90", "70.33"]}),
        pd.DataFrame({"date": DAYS, "xom": pd.array(CLOSES, dtype="Float64")}),
    ],
)
def test_a_table_is_a_source(table):
    before = table.copy()
    prices = load_prices(source=table)
    assert prices["series"].tolist() == ["xom", "xom"]
    assert prices["close"].tolist() == pytest.approx(CLOSES, rel=1e-7)
    assert prices["date"].tolist() == list(DAYS)
    told = prices.attrs["provenance"]
    assert (told["source"], len(told["sha256"])) == ("table", 64)
    pd.testing.assert_frame_equal(table, before)


def test_the_table_of_another_source_is_one_too():
    first = load_prices(["brent", "xom"])
    again = load_prices(source=first)
    pd.testing.assert_frame_equal(first, again)


def test_numbers_stay_exact():
    values = np.random.default_rng(1).uniform(0.01, 1e5, 1000)
    dates = pd.date_range("2010-01-01", periods=1000)
    assert load_prices(source=pd.DataFrame({"ACME": values}, index=dates))["close"].tolist() == values.tolist()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pd.DataFrame(), "the table: no rows of prices"),
        (pd.DataFrame({"date": DAYS, "close": CLOSES}), "the table has a close and no column 'series'"),
        (pd.DataFrame({"date": DAYS, "xom": [1.0, np.inf]}), "line 3: inf in column 'xom' is no number"),
        (pd.DataFrame({"date": [*DAYS[:1], pd.NaT], "xom": CLOSES}), "line 3: NaT is no date"),
        (pd.DataFrame({"date": DAYS[[0, 0]], "xom": CLOSES}), "'xom' has 2020-01-02 already on line 2"),
        (pd.DataFrame({"date": DAYS, "xom": ["1", "x"]}), "line 3: 'x' in column 'xom' is no number"),
        (pd.DataFrame([[1, 2, 3]], columns=["date", "xom", "xom"]), "two columns 'xom'"),
        (pd.DataFrame({"xom": CLOSES}), "no column 'date': it has xom"),
        (pd.DataFrame({"date": [1, 2], "xom": CLOSES}), "is no date: write it as 2020-01-03"),
    ],
)
def test_a_table_that_cannot_be_used(table, said):
    with pytest.raises(PriceError, match=said):
        load_prices(source=table)


def test_a_series_the_table_has_not():
    with pytest.raises(MissingPrices, match="no prices of 'dow' in table: it holds xom from 2020-01-02 to 2020-01-03"):
        load_prices("dow", pd.DataFrame({"xom": CLOSES}, index=DAYS))


# ---------------------------------------------------------------------------------------------------------------- Excel


@pytest.fixture
def excel(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")

    def write(name="xom.xlsx", **sheets):
        with pd.ExcelWriter(tmp_path / name) as book:
            for sheet, one in sheets.items():
                one.to_excel(book, sheet_name=sheet, index=False)
        return tmp_path / name

    return write


def test_excel_of_each_shape(excel):
    one = pd.DataFrame({"Date": DAYS, "Close": CLOSES})
    assert closes(load_prices(source=excel(Sheet1=one))) == XOM
    assert closes(load_prices(source=excel("a.xlsx", Prices=one.assign(Ticker="XOM")))) == XOM
    assert closes(load_prices(source=excel("b.xlsx", Wide=pd.DataFrame({"Date": DAYS, "XOM": CLOSES})))) == XOM
    assert closes(load_prices(source=excel("c.xlsx", Text=one.assign(Date=["2020-01-02", "2020-01-03"])))) == [
        ["c", 70.90],
        ["c", 70.33],
    ]


def test_sheets_are_series_and_empty_ones_none(excel):
    one = pd.DataFrame({"date": DAYS, "close": CLOSES})
    path = excel("book.xlsx", XOM=one, ACME=one.assign(close=[1.0, 2.0]), Notes=pd.DataFrame())
    assert closes(load_prices(source=path)) == [*XOM, ["ACME", 1.0], ["ACME", 2.0]]


def test_excel_in_a_folder_with_others(excel, tmp_path):
    excel(Sheet1=pd.DataFrame({"date": DAYS, "close": CLOSES}))
    (tmp_path / "ACME.csv").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    with pytest.warns(EventStudyWarning, match=r"left out bad.xlsx \(bad.xlsx cannot be read as Excel"):
        prices = load_prices(source=tmp_path)
    assert closes(prices) == [["ACME", 1.0], *XOM]


def test_excel_that_cannot_be_used(excel, tmp_path):
    for content in (b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0"):
        (tmp_path / "bad.xlsx").write_bytes(content)
        with pytest.raises(PriceError, match=r"bad.xlsx cannot be read as Excel .*: save it as .xlsx or CSV"):
            load_prices(source=tmp_path / "bad.xlsx")
    two = {"A": pd.DataFrame({"date": DAYS, "close": CLOSES}), "B": pd.DataFrame({"date": DAYS, "close": [1, "x"]})}
    with pytest.raises(PriceError, match=r"two.xlsx, sheet B, line 3: 'x' in column 'close' is no number"):
        load_prices(source=excel("two.xlsx", **two))
    with pytest.raises(PriceError, match=r"none.xlsx: no rows of prices"):
        load_prices(source=excel("none.xlsx", A=pd.DataFrame()))


def test_without_openpyxl_the_extra_is_named(excel, monkeypatch):
    path = excel(Sheet1=pd.DataFrame({"date": DAYS, "close": CLOSES}))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(PriceError, match=r'needs openpyxl: pip install "eventstudy-toolkit\[excel\]", or save as CSV'):
        load_prices(source=path)
