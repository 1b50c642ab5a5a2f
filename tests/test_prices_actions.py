"""Splits and dividends in files: the toolkit's own tables come back, and vendors' columns give true returns.

One course of quoted closes, a dividend and a split of four for one, is written as each vendor writes it; the total
returns are worked out by hand from the quoted course.
"""

from __future__ import annotations

import math
import warnings
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from eventstudy.cli.spreadsheet import csv_text
from eventstudy.errors import EventStudyWarning, PriceError
from eventstudy.prices import load_prices
from eventstudy.prices.feed import ROWS, Fetched
from eventstudy.returns import to_returns

DAYS = pd.to_datetime(["2020-08-26", "2020-08-27", "2020-08-28", "2020-08-31", "2020-09-01"])
QUOTED = np.array([500.0, 503.0, 499.0, 125.0, 127.0])
PAID = np.array([0.0, 0.8, 0.0, 0.0, 0.0])
SPLIT = np.array([0.0, 0.0, 0.0, 4.0, 0.0])
SHARES = np.array([10.0, 11.0, 12.0, 50.0, 44.0])  # traded on the day; of the last day's shares four times as many
FACTOR = np.array([4.0, 4.0, 4.0, 1.0, 1.0])
RETURNS = [math.nan, (503.0 + 0.8) / 500.0 - 1.0, 499.0 / 503.0 - 1.0, 125.0 / (499.0 / 4.0) - 1.0, 127.0 / 125.0 - 1.0]


class Told:
    """A source with splits."""

    name, vendor = "told", "the tests"

    def clock(self):
        return datetime(2020, 12, 1, tzinfo=UTC)

    def fetch(self, ticker, first, last):
        days = pd.bdate_range("2020-03-02", "2020-10-30").astype("datetime64[ns]")
        moves = np.random.default_rng(len(ticker)).normal(0.0, 0.01, len(days))
        close = np.round(100.0 * np.exp(np.cumsum(moves)) * np.where(days < "2020-08-31", 4.0, 1.0), 2)
        rows = pd.DataFrame({"date": days, "open": close, "high": close + 1, "low": close - 1, "close": close})
        split = np.where(days == "2020-08-31", 4.0, 0.0) if ticker == "SPLITS" else 0.0
        rows = rows.assign(volume=100.0, dividend=np.where(days == "2020-05-08", 0.82, 0.0), split=split)
        if ticker != "SPLITS":
            figures = ["open", "high", "low", "close"]
            rows[figures] = rows[figures].div(np.where(days < "2020-08-31", 4.0, 1.0), axis=0)
        return Fetched(rows[rows["date"].between(str(first), str(last))].reset_index(drop=True)[ROWS], "USD", None)


def read(source, **more):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", EventStudyWarning)
        return load_prices(source=source, **more), " ".join(str(one.message) for one in caught)


# ------------------------------------------------------------------------------------------------- the toolkit's tables


@pytest.mark.parametrize(
    "span", [(None, None), ("2020-08-31", "2020-09-30"), ("2020-09-01", None), (None, "2020-04-30")]
)
@pytest.mark.parametrize("form", ["csv", "parquet", "table", "xlsx"])
def test_tables_of_the_toolkit_come_back_as_they_were(tmp_path, span, form):
    if form == "xlsx":
        pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    live = load_prices(["SPLITS", "OTHER"], Told(), cache=False)
    assert {"split", "before"} <= set(live.columns)
    first, last = (pd.Timestamp(day or other) for day, other in zip(span, ("2020-01-01", "2020-12-31"), strict=True))
    live = live[live["date"].between(first, last)].reset_index(drop=True)
    path = tmp_path / f"prices.{form}"
    write = {
        "csv": lambda: path.write_text(csv_text(live), encoding="utf-8"),
        "parquet": lambda: live.to_parquet(path),
        "xlsx": lambda: live.to_excel(path, index=False),
        "table": lambda: None,
    }
    write[form]()
    again = load_prices(source=live if form == "table" else path)
    pd.testing.assert_frame_equal(again, live)
    pd.testing.assert_frame_equal(to_returns(again), to_returns(live))


def test_the_return_into_a_split_is_no_fall(tmp_path):
    live = load_prices(["SPLITS"], Told(), cache=False)
    (tmp_path / "prices.csv").write_text(csv_text(live), encoding="utf-8")
    returns = to_returns(load_prices(source=tmp_path / "prices.csv"))["SPLITS"]
    assert abs(returns.loc["2020-08-31"]) < 0.05
    assert live.loc[live["date"] == "2020-08-31", "close"].item() < 0.3 * live["close"].iloc[0]


def test_closes_of_the_new_contract_the_session_before_are_used(tmp_path):
    text = "series,date,close,flag,before\nbrent,2019-12-30,68.44,,\nbrent,2019-12-31,66.00,roll,66.6667\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    for source in (tmp_path / "a.csv", load_prices(source=tmp_path / "a.csv")):
        returns = to_returns(load_prices(source=source))["brent"]
        assert returns.iloc[-1] == pytest.approx(66.00 / 66.6667 - 1.0, rel=1e-12)


# -------------------------------------------------------------------------------------------------------------- vendors

INSIDE = QUOTED / FACTOR
ADJUSTED = INSIDE * np.array([1.0 - 0.8 / 500.0, 1.0, 1.0, 1.0, 1.0])


def table(names, *columns):
    return pd.DataFrame(dict(zip(names, columns, strict=True)), columns=names).to_csv(index=False)


VENDORS = {
    "coefficients, ones where there is none": (
        table(
            ["timestamp", "open", "close", "adjusted_close", "volume", "dividend_amount", "split_coefficient"],
            DAYS, QUOTED, QUOTED, ADJUSTED, SHARES, PAID, np.where(SPLIT, SPLIT, 1.0),
        ),
        "'dividend_amount' as dividend, 'split_coefficient' as split",
    ),
    "cash and factors": (
        table(
            ["date", "close", "adjClose", "volume", "divCash", "splitFactor"],
            DAYS, QUOTED, ADJUSTED, SHARES, PAID, np.where(SPLIT, SPLIT, 1.0),
        ),
        "'divCash' as dividend, 'splitFactor' as split",
    ),
    "ratios": (
        table(
            ["Date", "Open", "Close", "Volume", "Ex-Dividend", "Split Ratio", "Adj. Close"],
            DAYS, QUOTED, QUOTED, SHARES, PAID, np.where(SPLIT, SPLIT, 1.0), ADJUSTED,
        ),
        "'Ex-Dividend' as dividend, 'Split Ratio' as split",
    ),
    "splits in the prices, adjusted closes beside": (
        table(
            ["Date", "Open", "Close", "Adj Close", "Volume", "Dividends", "Stock Splits"],
            DAYS, INSIDE, INSIDE, ADJUSTED, SHARES * FACTOR, PAID / FACTOR, SPLIT,
        ),
        "prices put back to what was quoted before the splits",
    ),
    "cumulative factors, and minus signs": (
        table(
            ["date", "TICKER", "PRC", "VOL", "DIVAMT", "CFACPR"],
            DAYS, ["ACME"] * 5, QUOTED * [1, -1, 1, 1, 1], SHARES, np.where(PAID, PAID, np.nan), FACTOR,
        ),
        "minus signs, which mark the middle of bid and ask, taken off",
    ),
    "cumulative factors of another": (
        table(
            ["gvkey", "datadate", "tic", "prccd", "cshtrd", "divd", "ajexdi"],
            [1004] * 5, DAYS, ["ACME"] * 5, QUOTED, SHARES, PAID, FACTOR,
        ),
        "'tic' as series",
    ),
}  # fmt: skip


@pytest.mark.parametrize("vendor", VENDORS)
def test_dividends_and_splits_of_vendors(tmp_path, vendor):
    text, said = VENDORS[vendor]
    (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
    prices, notes = read(tmp_path / "ACME.csv")
    assert said in notes
    assert to_returns(prices)["ACME"].tolist() == pytest.approx(RETURNS, rel=1e-9, nan_ok=True)
    assert prices["close"].tolist() == pytest.approx(QUOTED.tolist(), rel=1e-9)
    assert prices["volume"].tolist() == pytest.approx((SHARES * FACTOR).tolist(), rel=1e-9)
    assert prices["dividend"].tolist() == pytest.approx(PAID.tolist(), rel=1e-9)
    assert set(prices["flag"]) == {""}


def test_splits_are_seen_in_the_prices_whatever_their_column_is_called(tmp_path):
    for close, name in ((QUOTED, "Stock Splits"), (INSIDE, "split_coefficient")):
        text = table(["date", "close", "volume", name], DAYS, close, SHARES, SPLIT)
        (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
        prices, _ = read(tmp_path / "ACME.csv")
        assert prices["close"].tolist() == pytest.approx(QUOTED.tolist())
        assert to_returns(prices)["ACME"].iloc[3] == pytest.approx(RETURNS[3])


def test_a_split_too_small_to_be_seen_is_as_the_vendor_has_them(tmp_path):
    for name, expected in (("Stock Splits", [102.0, 100.0]), ("splitFactor", [100.0, 100.0])):
        text = table(["date", "close", name], DAYS[:2], [100.0, 100.0], [0.0, 1.02])
        (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
        assert read(tmp_path / "ACME.csv")[0]["close"].tolist() == pytest.approx(expected)


def test_adjusted_closes_are_told_by_what_stands_beside_them(tmp_path):
    """A vendor's history with the adjustment it makes unless told otherwise: its dividends are in the closes."""
    text = table(
        ["Date", "Open", "High", "Low", "Close", "Volume", "Dividends", "Stock Splits"],
        DAYS, ADJUSTED, ADJUSTED + 1, ADJUSTED - 1, ADJUSTED, SHARES * FACTOR, PAID / FACTOR, SPLIT,
    )  # fmt: skip
    (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
    prices, notes = read(tmp_path / "ACME.csv")
    assert "their dividends are in them already" in notes
    assert prices["dividend"].tolist() == [0.0] * 5
    returns = to_returns(prices)["ACME"].to_numpy()
    assert returns[1:] == pytest.approx(ADJUSTED[1:] / ADJUSTED[:-1] - 1.0)
    assert returns[1] == pytest.approx(RETURNS[1], abs=2e-5)  # as (503.0 / (500.0 - 0.8)), and not twice the dividend


def test_what_is_not_used_is_named(tmp_path):
    (tmp_path / "ACME.csv").write_text("date,close,vwap,Adj Close,OI\n2020-01-02,1,2,3,4\n", encoding="utf-8")
    prices, notes = read(tmp_path / "ACME.csv")
    assert notes == "ACME.csv read with 'vwap', 'OI' not used"
    assert prices.attrs["provenance"]["ignored"] == {"ACME.csv": ["vwap", "Adj Close", "OI"]}


# ----------------------------------------------------------------------------------------- rows between those of prices

PASTE = (
    "Date\tOpen\tHigh\tLow\tClose*\tAdj Close**\tVolume\n"
    "Sep 1, 2020\t127\t127\t127\t127\t127\t44\nAug 31, 2020\t125\t125\t125\t125\t125\t50\n"
    "Aug 31, 2020\t4:1 Stock Splits\t\t\t\t\t\nAug 28, 2020\t124.75\t124.75\t124.75\t124.75\t1\t48\n"
    "Aug 27, 2020\t125.75\t125.75\t125.75\t125.75\t1\t44\nAug 27, 2020\t0.2 Dividend\t\t\t\t\t\n"
    "Aug 26, 2020\t125\t125\t125\t125\t1\t40\n"
)


def test_dividends_and_splits_between_the_rows_of_a_page(tmp_path):
    (tmp_path / "ACME.csv").write_text(PASTE, encoding="utf-8")
    prices, notes = read(tmp_path / "ACME.csv")
    assert "rows of dividends and splits put with the prices of their day" in notes
    assert prices["close"].tolist() == QUOTED.tolist()
    assert prices["dividend"].tolist() == pytest.approx(PAID.tolist())
    assert to_returns(prices)["ACME"].tolist() == pytest.approx(RETURNS, nan_ok=True)


def test_a_dividend_without_prices_on_its_day(tmp_path):
    text = PASTE.replace("Aug 27, 2020\t0.2", "Aug 29, 2020\t0.2")
    (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PriceError, match=r"line 7: a dividend on Aug 29, 2020, and no row of prices on that day"):
        load_prices(source=tmp_path / "ACME.csv")


def test_dividends_in_pounds_beside_prices_in_pence_are_told(tmp_path):
    days = pd.bdate_range("2019-08-01", periods=40)
    rows = pd.DataFrame({"date": days, "close": 4310.0 + 10.0 * (days.day % 5), "dividend": 0.0})
    rows.loc[5, "dividend"] = 1.23
    rows.to_csv(tmp_path / "RIO.L.csv", index=False)
    with pytest.warns(
        EventStudyWarning, match=r"dividend of RIO\.L on 2019-08-08 \(1\.23\) is 0\.03 % of its price in p"
    ):
        prices = load_prices(source=tmp_path / "RIO.L.csv")
    assert prices["dividend"].sum() == 1.23, "said, and not changed"
    rows["dividend"] *= 100.0
    rows.to_csv(tmp_path / "RIO.L.csv", index=False)
    assert load_prices(source=tmp_path / "RIO.L.csv")["dividend"].sum() == 123.0, "and in pence nothing is said"


@pytest.mark.parametrize(("currency", "told"), [("GBp", True), ("USD", False), (None, False)])
def test_so_are_those_of_a_source_that_quotes_in_pence(currency, told):
    class Pence(Told):
        def fetch(self, ticker, first, last):
            rows = super().fetch(ticker, first, last).rows
            return Fetched(rows.assign(dividend=0.001 * PAID), currency=currency, zone="Europe/London")

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        prices = load_prices("ACME", Pence(), "2020-08-26", "2020-09-01", cache=False)
    assert [("if it is in pounds" in str(one.message)) for one in said] == ([True] if told else [])
    assert prices["dividend"].sum() == pytest.approx(0.0008)
