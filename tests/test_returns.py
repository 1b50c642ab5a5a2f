from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.errors import PriceError, UsageError
from eventstudy.prices import load_prices
from eventstudy.returns import align_prices, to_returns
from eventstudy.sessions import sessions, struck_at
from eventstudy.study import run_study

SHIPPED = ["brent", "dow", "sp500", "xom", "cvx"]


def tidy(**series: list[float]) -> pd.DataFrame:
    days = pd.date_range("2020-01-01", periods=max(map(len, series.values())))
    parts = [
        pd.DataFrame({"series": name, "date": days[: len(close)], "close": close}) for name, close in series.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_by_hand():
    returns = to_returns(tidy(a=[100.0, 110.0, 99.0]))
    assert np.isnan(returns["a"].iloc[0])
    assert returns["a"].iloc[1:].tolist() == pytest.approx([0.10, -0.10], abs=1e-15)


def test_the_dividend_is_added_back_on_its_ex_date():
    # Exxon went ex 0.87 on 8 November 2019: 73.01 the day before, 70.77 that day
    returns = to_returns(load_prices("xom"))["xom"]
    assert returns["2019-11-08"] == pytest.approx((70.77 + 0.87) / 73.01 - 1, abs=1e-15)
    assert returns["2019-11-08"] == pytest.approx(-0.018764552800986, abs=1e-14)
    without = 70.77 / 73.01 - 1
    assert returns["2019-11-08"] - without == pytest.approx(0.87 / 73.01, abs=1e-15)
    log = to_returns(load_prices("xom"), kind="log")["xom"]
    assert log["2019-11-08"] == pytest.approx(np.log(71.64 / 73.01), abs=1e-15)


def test_brent_around_the_strike():
    returns = to_returns(load_prices(SHIPPED))
    brent = returns["brent"]
    assert brent["2020-01-03"] == pytest.approx(68.60 / 66.25 - 1, abs=1e-15)
    assert round(brent["2020-01-03"] * 100, 2) == 3.55
    assert round(brent["2019-12-31"] * 100, 1) == -3.6
    assert returns.attrs["flags"]["brent"]["2019-12-31"] == "roll"
    assert "2020-01-03" not in returns.attrs["flags"]["brent"]


def test_a_return_spans_the_series_own_rows_whatever_the_others_calendar():
    returns = to_returns(load_prices(SHIPPED))
    assert len(returns) == 558
    assert list(returns.columns) == SHIPPED
    holiday = returns.loc["2018-12-05"]  # a day of mourning in New York
    assert not np.isnan(holiday["brent"])
    assert holiday.drop("brent").isna().all()
    xom = load_prices("xom").set_index("date")["close"]
    expected = xom["2018-12-06"] / xom["2018-12-04"] - 1
    assert returns.loc["2018-12-06", "xom"] == pytest.approx(expected, abs=1e-15)
    assert returns.notna().sum().tolist() == [557, 542, 542, 542, 542]


def test_every_return_of_the_snapshot_by_a_loop():
    prices = load_prices(SHIPPED)
    returns = to_returns(prices)
    for name, rows in prices.groupby("series"):
        before = None
        for row in rows.itertuples():
            if before is not None:
                assert returns.loc[row.date, name] == (row.close + row.dividend) / before - 1
            before = row.close


def test_a_price_that_is_not_positive_has_no_return_on_either_side():
    prices = tidy(wti=[18.27, -37.63, 10.01, 13.78], b=[1.0, 0.0, 2.0, 3.0])
    for kind in ("simple", "log"):
        returns = to_returns(prices, kind)
        for name in ("wti", "b"):
            assert returns[name].isna().tolist() == [True, True, True, False], name
    assert to_returns(prices).attrs["flags"] == {
        "wti": {"2020-01-02": "nonpositive"}, "b": {"2020-01-02": "nonpositive"},
    }  # fmt: skip


def test_rows_without_a_close_make_one_gap_whose_return_spans_them_and_what_was_paid():
    prices = tidy(a=[8.0, np.nan, np.nan, 10.0, 11.0], b=[np.nan, 1.0, 2.0, 3.0, 4.0])
    prices["dividend"] = 0.0
    prices.loc[(prices["series"] == "a") & prices["close"].isna(), "dividend"] = [0.0, 0.4]
    returns = to_returns(prices)
    assert returns["a"].isna().tolist() == [True, True, True, False, False]
    assert returns["a"].iloc[3:].tolist() == pytest.approx([10.4 / 8 - 1, 0.1], abs=1e-15)
    assert returns["b"].iloc[2:].tolist() == pytest.approx([1.0, 0.5, 1 / 3], abs=1e-15)
    assert returns.attrs["flags"] == {"a": {f"{returns.index[3]:%Y-%m-%d}": "gap"}, "b": {}}


@pytest.mark.parametrize("name", ["^TNX", "DGS10", "us10y"])
def test_a_yield_is_one_under_any_name_that_a_vendor_gives_it(name):
    returns = to_returns(tidy(**{name: [4.0, 4.1]}))
    assert returns.attrs["changes"] == [name]
    assert returns[name].iloc[1] == pytest.approx(0.001, abs=1e-15)


def test_the_return_after_a_closed_day_runs_from_the_session_before_it():
    days = pd.to_datetime(["2020-01-17", "2020-01-20", "2020-01-21", "2020-01-22"])  # Monday 20 January: a holiday
    prices = pd.DataFrame({"series": "xom", "date": days, "close": [100.0, 104.0, 105.0, 84.0]})
    returns = to_returns(prices.assign(flag=["", "stale|closed", "", ""]))["xom"]
    assert np.isnan(returns.iloc[:2]).all()
    assert returns.iloc[2:].tolist() == pytest.approx([105 / 100 - 1, 84 / 105 - 1], abs=1e-15)


def test_a_table_without_rows_gives_one():
    assert to_returns(load_prices("xom").iloc[:0]).shape == (0, 0)


def test_flags_are_carried_and_joined():
    prices = tidy(a=[1.0, -1.0, 2.0]).assign(flag=["", "closed", "stale|half_day"])
    assert to_returns(prices).attrs["flags"]["a"] == {
        "2020-01-02": "closed|nonpositive", "2020-01-03": "stale|half_day",
    }  # fmt: skip


def test_attributes_are_plain_values():
    returns = to_returns(load_prices(SHIPPED), kind="log")
    assert returns.attrs["kind"] == "log"
    assert returns.attrs["provenance"]["source"] == "snapshot"
    assert json.loads(json.dumps(returns.attrs)) == returns.attrs
    assert returns.index.name == "date"
    assert returns.index.is_monotonic_increasing


def test_the_order_of_rows_and_their_clock_do_not_matter():
    prices = load_prices(SHIPPED)
    shuffled = prices.sample(frac=1.0, random_state=1)
    again = to_returns(shuffled)[SHIPPED]
    pd.testing.assert_frame_equal(again, to_returns(prices))
    late = prices.assign(date=prices["date"].dt.tz_localize("America/New_York") + pd.Timedelta(hours=16))
    pd.testing.assert_frame_equal(to_returns(late), to_returns(prices))


prices_of_a_year = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=40)


@settings(max_examples=80, deadline=None)
@given(prices_of_a_year, st.floats(1e-3, 1e3))
def test_the_currency_leaves_returns_unchanged(close, scale):
    first = to_returns(tidy(a=close))["a"].to_numpy()
    second = to_returns(tidy(a=[scale * one for one in close]))["a"].to_numpy()
    # a return is a difference from 1: what rounding can do is a few units in the last place of 1 + R
    assert np.abs(second - first)[1:].max() <= 8 * np.finfo(float).eps * (1 + np.abs(first[1:])).max()


@settings(max_examples=80, deadline=None)
@given(prices_of_a_year)
def test_log_returns_are_the_logs_and_add_up(close):
    simple = to_returns(tidy(a=close))["a"].to_numpy()
    log = to_returns(tidy(a=close), kind="log")["a"].to_numpy()
    np.testing.assert_array_equal(log, np.log1p(simple))
    assert np.nansum(log) == pytest.approx(np.log(close[-1] / close[0]), abs=1e-8)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.drop(columns="close"), "lack the column 'close'"),
        (lambda table: table.assign(close=table["close"].astype(str)), "row 0 of the closes is .*, no number"),
        (lambda table: pd.concat([table, table.tail(1)]), "two prices of 'a' on 2020-01-02"),
        (lambda table: table.assign(series=["a", None]), "row 1 of the prices names no series"),
        (lambda table: table.assign(date=[table["date"][0], pd.NaT]), "row 1 of the prices has no date"),
        (lambda table: table.assign(date="soon"), "row 0 of the prices is dated .soon., no date"),
        (lambda table: table.assign(dividend="none"), "row 0 of the dividends is .none., no number"),
        (lambda table: table.assign(close=[1.0, np.inf]), "row 1 of the closes is infinite"),
    ],
)
def test_tables_that_are_no_prices(change, message):
    with pytest.raises(PriceError, match=message):
        to_returns(change(tidy(a=[1.0, 2.0])))


def test_what_is_no_table():
    with pytest.raises(UsageError, match="prices are a NoneType: give the table that load_prices returns"):
        to_returns(None)


def test_an_unknown_kind():
    with pytest.raises(UsageError, match="kind='percent' is not one of 'simple', 'log'"):
        to_returns(tidy(a=[1.0, 2.0]), kind="percent")


# ------------------------------------------------------------------------------- what is no simple return of a close


def test_a_yield_changes_in_basis_points_whatever_the_kind():
    prices = tidy(us10y=[1.92, 1.88, 1.79], a=[100.0, 110.0, 99.0])
    for kind in ("simple", "log"):
        returns = to_returns(prices, kind=kind)
        assert returns["us10y"].iloc[1:].tolist() == pytest.approx([-0.0004, -0.0009], abs=1e-15)
        assert returns.attrs["changes"] == ["us10y"]
    assert returns["a"].iloc[1] == pytest.approx(np.log(1.1), abs=1e-15)


def test_a_yield_may_be_negative():
    returns = to_returns(tidy(us10y=[0.02, -0.01, -0.05]))
    assert returns["us10y"].iloc[1:].tolist() == pytest.approx([-0.0003, -0.0004], abs=1e-15)


def test_price_only_leaves_the_dividend_out_and_says_so():
    total, price = to_returns(load_prices("xom")), to_returns(load_prices("xom"), dividends=False)
    assert price.loc["2019-11-08", "xom"] == pytest.approx(70.77 / 73.01 - 1, abs=1e-15)
    assert (total.attrs["dividends"], price.attrs["dividends"]) == (True, False)
    differ = (total["xom"] - price["xom"]).abs() > 1e-12
    assert int(differ.sum()) == int((load_prices("xom")["dividend"] > 0).sum())


def test_the_new_contract_s_own_close_before_takes_the_roll_out():
    # invented: the new contract closed at 66.6 the day before it became the first
    prices = tidy(brent=[68.44, 66.00, 66.25]).assign(flag=["", "roll|half_day", ""], before=[np.nan, 66.6, np.nan])
    returns = to_returns(prices)
    assert returns["brent"].iloc[1:].tolist() == pytest.approx([66.0 / 66.6 - 1, 66.25 / 66.0 - 1], abs=1e-15)
    assert returns.attrs["flags"]["brent"] == {"2020-01-02": "half_day"}


# ------------------------------------------------------------------------------------ prices of zero and below, splits


@pytest.mark.parametrize("kind", ["simple", "log"])
def test_through_zero_there_is_no_return_on_either_side_and_no_warning(kind):
    # front-month West Texas Intermediate, settlements of 17 to 22 April 2020
    prices = tidy(wti=[18.27, -37.63, 10.01, 13.78])
    returns = to_returns(prices, kind=kind)["wti"]
    assert returns.isna().tolist() == [True, True, True, False]
    whole = 13.78 / 10.01 - 1
    assert returns.iloc[3] == pytest.approx(whole if kind == "simple" else np.log1p(whole), abs=1e-15)
    assert to_returns(prices).attrs["flags"]["wti"] == {"2020-01-02": "nonpositive"}


def test_an_event_on_the_day_of_the_negative_price_is_told_and_the_others_go_on():
    days = sessions("wti", pd.Timestamp("2019-01-02"), pd.Timestamp("2020-05-29"))
    close = 50 * np.exp(np.cumsum(np.random.default_rng(0).normal(0, 0.02, len(days))))
    prices = pd.DataFrame({"series": "wti", "date": days, "close": close})
    prices.loc[prices["date"] == "2020-04-20", "close"] = -37.63
    events = pd.DataFrame({"series": "wti", "date": ["2020-04-20", "2020-05-22"], "event_id": ["negative", "later"]})
    result = run_study(events, to_returns(load_prices(source=prices)), model="mean", windows=[(0, 0)], overlap="keep")
    rows = result.car(0, 0).set_index("event_id")
    assert rows.note["negative"].startswith("no return on day 0")
    assert np.isfinite(rows.car["later"])
    assert result.models().set_index("event_id").n_estimation["later"] == 238  # without the two around zero


def test_a_known_split_is_in_the_close_before_and_its_dividend_in_new_shares():
    prices = tidy(aapl=[400.0, 101.0]).assign(before=[np.nan, 100.0], dividend=[0.0, 0.5])
    assert to_returns(prices)["aapl"].iloc[1] == pytest.approx(0.015, abs=1e-15)


def test_what_goes_ex_on_a_closed_row_counts_on_the_next_session():
    flags = ["", "closed", "", "closed"]
    prices = tidy(xom=[100.0, 98.0, 99.0, 99.0], cvx=[50.0, 50.0, 50.0, 50.0])
    prices = prices.assign(flag=flags * 2, dividend=[0.0, 0.5, 0.25, 9.0, 0.0, 0.0, 0.0, 0.0])
    returns = to_returns(prices)
    assert returns["xom"].iloc[2] == pytest.approx((99.0 + 0.75) / 100.0 - 1, abs=1e-15)
    assert returns["cvx"].dropna().tolist() == [0.0]


def test_a_dividend_below_zero_is_refused():
    with pytest.raises(PriceError, match="row 1 of the dividends is below zero"):
        to_returns(tidy(xom=[100.0, 98.0]).assign(dividend=[0.0, -0.5]))


def test_the_result_says_what_its_returns_are():
    events = pd.DataFrame({"series": ["xom"], "date": ["2020-01-03"]})
    for dividends in (True, False):
        result = run_study(events, to_returns(load_prices("xom"), "log", dividends=dividends), model="mean")
        assert result.design["returns"] == "log"
        assert ("dividends" in result.design["options"]) is not dividends


# --------------------------------------------------------------------------------------------- prices of other hours


def test_aligned_prices_are_those_that_were_struck_by_then():
    prices = load_prices(["brent", "sp500"])
    aligned = align_prices(prices, "brent")
    held = {name: rows.set_index("date")["close"] for name, rows in prices.groupby("series")}
    asof: dict[pd.Timestamp, float] = {}
    used = None
    for day in held["brent"].index:
        strike = struck_at("brent", day.date())
        known = [one for one in held["sp500"].index[held["sp500"].index <= day] if struck_at("sp500", one) <= strike]
        if known and known[-1] != used:
            used = known[-1]
            asof[day] = held["sp500"][used]
    rows = aligned[aligned["series"] == "sp500"]
    assert rows["date"].tolist() == list(asof)
    assert rows["close"].tolist() == list(asof.values())
    assert aligned.loc[aligned["series"] == "brent", "close"].tolist() == held["brent"].tolist()


def test_dividends_and_flags_go_with_the_prices():
    aligned = align_prices(load_prices(["brent", "xom"]), "brent")
    rows, plain = aligned[aligned["series"] == "xom"], load_prices("xom")
    assert rows["dividend"].sum() == pytest.approx(plain["dividend"].sum())
    days = rows.loc[rows["dividend"] > 0, "date"].to_numpy()
    assert (days > plain.loc[plain["dividend"] > 0, "date"].to_numpy()).all()
    whole = to_returns(plain)["xom"].loc["2018-01-03":"2020-02-27"]  # from the first close taken to the last
    assert (to_returns(aligned)["xom"].dropna() + 1).prod() == pytest.approx((whole + 1).prod(), rel=1e-12)


def test_alignment_lifts_the_correlation_that_the_hours_hide():
    """A market known at 16:00 New York and a series struck at 19:30 London see each other's news a day apart."""
    days = sessions("brent", pd.Timestamp("2018-01-02"), pd.Timestamp("2020-02-28"))
    days = days[days.isin(sessions("sp500", days[0], days[-1]))]
    rng = np.random.default_rng(2)
    early, late = rng.normal(0, 0.01, (2, len(days)))  # news before Brent's strike, and between the two strikes
    market = np.exp(np.cumsum(early + late))
    brent = np.exp(np.cumsum(early + np.r_[0.0, late[:-1]]))
    prices = pd.concat(
        [pd.DataFrame({"series": n, "date": days, "close": 100 * p}) for n, p in (("brent", brent), ("sp500", market))]
    )
    plain, aligned = (to_returns(one).corr().iloc[0, 1] for one in (prices, align_prices(prices, "brent")))
    assert plain == pytest.approx(0.5, abs=0.08)
    assert aligned == pytest.approx(0.5, abs=0.08)  # the other half: what is aligned is a session behind


def test_what_cannot_be_aligned():
    with pytest.raises(UsageError, match="hold no 'wti' to align with; they hold brent, sp500"):
        align_prices(load_prices(["brent", "sp500"]), "wti")
    with pytest.raises(UsageError, match="when the price of 'acme' is struck is not known"):
        align_prices(tidy(acme=[1.0, 2.0], xom=[1.0, 2.0]), "acme")
    same = align_prices(tidy(brent=[1.0] * 9, acme=[1.0, 2.0]), "brent")
    assert same.loc[same["series"] == "acme", "close"].tolist() == [1.0, 2.0]
