"""Each screen on the true faults of vendors, and on planted ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from eventstudy.prices import load_prices, screens
from eventstudy.prices.findings import findings
from eventstudy.prices.quality import flag_quality
from eventstudy.returns import to_returns
from eventstudy.sessions import sessions


def made(series="xom", n=300, sd=0.01, seed=0, level=70.0):
    """Return n clean sessions of a catalogued stock."""
    rng = np.random.default_rng(seed)
    dates = sessions(series, date(2018, 1, 2), date(2020, 2, 28))[:n]
    close = level * np.exp(np.cumsum(rng.normal(0, sd, n)))
    before = np.concatenate([[level], close[:-1]])
    high, low = np.maximum(close, before) * 1.002, np.minimum(close, before) * 0.998
    figures = {"open": before, "high": high, "low": low, "close": close}
    return pd.DataFrame({"series": series, "date": dates, **figures, "volume": 1e6, "dividend": 0.3, "flag": ""})


def scaled(rows, factor, places):
    """Return the rows with all four figures multiplied at some places."""
    out = rows.copy()
    for name in ("open", "high", "low", "close"):
        out.loc[out.index[places], name] *= factor
    return out


def flagged(rows, word):
    out = flag_quality(rows)
    return [i for i, flag in enumerate(out["flag"]) if word in flag.split("|")]


def kinds(rows):
    return {one.flag for one in findings(flag_quality(rows))}


def test_the_true_prices_of_two_years_raise_no_alarm():
    prices = load_prices()
    again = flag_quality(prices)
    assert again["flag"].tolist() == prices["flag"].tolist()
    assert {(one.series, one.flag) for one in findings(again)} == {("brent", "roll")}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("sd", [0.0005, 0.01, 0.06])
def test_made_prices_raise_none_either(seed, sd):
    assert kinds(made(sd=sd, seed=seed)) == set()


def test_fat_tails_rarely_look_like_spikes_or_splits():
    rows = made(n=530)
    shocks = np.random.default_rng(3).standard_t(3, size=(50, 530)) * 0.012
    hits = 0
    for one in shocks:
        close = 70 * np.exp(np.cumsum(one))
        table = rows.assign(open=close, high=close * 1.001, low=close * 0.999, close=close)
        hits += sum(bool(set(flag.split("|")) & {"spike", "split", "unit"}) for flag in flag_quality(table)["flag"])
    assert hits <= 3  # of 26,500 rows


class TestStaleFuture:
    """One vendor's continuous future: on 2019-12-31 the row repeats 68.38, and the new contract begins after it."""

    def rows(self):
        dates = pd.to_datetime(["2019-12-27", "2019-12-30", "2019-12-31", "2020-01-02", "2020-01-03"])
        close = [68.16, 68.44, 68.38, 66.25, 68.60]
        table = pd.DataFrame({"series": "brent", "date": dates, "close": close, "flag": "", "dividend": 0.0})
        return table.assign(
            open=[67.9, 68.2, 68.38, 66.41, 66.28],
            high=[68.3, 68.99, 68.38, 66.58, 69.50],
            low=[67.7, 68.16, 68.38, 65.72, 66.22],
            volume=np.nan,
        )

    def test_the_repeated_row_is_stale_and_the_next_return_is_the_roll(self):
        assert flag_quality(self.rows())["flag"].tolist() == ["", "", "stale", "roll", ""]

    def test_the_return_of_minus_three_per_cent_is_flagged_where_it_stands(self):
        returns = to_returns(flag_quality(self.rows()))
        assert returns.loc["2020-01-02", "brent"] == pytest.approx(66.25 / 68.38 - 1)
        assert returns.attrs["flags"]["brent"]["2020-01-02"] == "roll"


class TestSpike:
    def test_the_row_and_the_way_back_are_flagged(self):
        assert flagged(scaled(made(), 1.4, [150]), "spike") == [150, 151]

    def test_downwards_too(self):
        assert flagged(scaled(made(), 0.7, [150]), "spike") == [150, 151]

    def test_a_move_that_stays_is_none(self):
        assert flagged(scaled(made(), 1.4, np.arange(150, 300)), "spike") == []

    def test_one_within_the_series_own_ordinary_range_is_none(self):
        assert flagged(scaled(made(sd=0.06), 1.3, [150]), "spike") == []

    def test_the_wild_weeks_of_a_crisis_are_none(self):
        # S&P 500 closes of 9 to 18 March 2020, as published
        crisis = np.array([2746.56, 2882.23, 2741.38, 2480.64, 2711.02, 2386.13, 2529.19, 2398.10])
        rows = made("sp500", n=308, level=2950.0)
        rows.loc[rows.index[-8:], "close"] = crisis
        rows = rows.assign(open=rows["close"], high=rows["close"] * 1.01, low=rows["close"] * 0.99)
        assert flagged(rows, "spike") == []


class TestSplit:
    @pytest.mark.parametrize("ratio", [2.0, 1.5, 3.0, 4.0, 7.0, 20.0, 0.1, 0.25])
    def test_at_the_row_where_the_price_changes(self, ratio):
        assert flagged(scaled(made(), 1 / ratio, np.arange(150, 300)), "split") == [150]

    def test_a_fall_by_another_ratio_is_none(self):
        assert flagged(scaled(made(), 0.62, np.arange(150, 300)), "split") == []

    def test_an_index_does_not_split(self):
        assert flagged(scaled(made("dow", level=26000.0), 0.5, np.arange(150, 300)), "split") == []


class TestUnit:
    @pytest.mark.parametrize("factor", [100.0, 0.01, 1000.0, 0.001])
    def test_pounds_for_pence(self, factor):
        rows = scaled(made(), factor, np.arange(150, 300))
        assert flagged(rows, "unit") == [150]
        assert flagged(rows, "split") == []

    def test_one_row_in_pence_is_a_spike(self):
        rows = scaled(made(), 100.0, [150])
        assert flagged(rows, "spike") == [150, 151]
        assert flagged(rows, "unit") == []


class TestCalendar:
    def test_a_missing_session_is_said_at_the_next_row(self):
        rows = made().drop(index=[100, 101, 200]).reset_index(drop=True)
        assert [rows["date"][i] for i in flagged(rows, "gap")] == [made()["date"][102], made()["date"][201]]

    def test_a_row_on_a_closed_day(self):
        rows = made()
        sunday = rows.iloc[[9]].assign(date=pd.Timestamp("2018-01-14"))
        table = pd.concat([rows, sunday]).sort_values("date", ignore_index=True)
        assert table["date"][flagged(table, "closed")].tolist() == [pd.Timestamp("2018-01-14")]
        assert flagged(table, "gap") == []

    @pytest.mark.parametrize("days", [1, -1])
    def test_dates_shifted_by_a_zone(self, days):
        rows = made()
        found = findings(flag_quality(rows.assign(date=rows["date"] + pd.Timedelta(days=days))))
        shifted = [one for one in found if one.flag == "shifted"]
        assert [one.what for one in shifted] == [
            f"dates that would be sessions 1 day {'earlier' if days > 0 else 'later'}"
        ]

    def test_of_an_unknown_series_nothing_is_said_of_days(self):
        assert kinds(made().assign(series="Acme").drop(index=[100])) == set()


class TestFigures:
    def test_high_below_low_and_a_close_outside(self):
        rows = made()
        rows.loc[50, ["high", "low"]] = [60.0, 90.0]
        rows.loc[60, "close"] = rows.loc[60, "high"] + 0.05
        assert flagged(rows, "inconsistent")[:2] == [50, 60]

    def test_a_tick_is_rounding(self):
        rows = made().round(dict.fromkeys(["open", "high", "low", "close"], 2))
        rows.loc[60, "close"] = rows.loc[60, "high"] + 0.01
        assert flagged(rows, "inconsistent") == []

    def test_zero_and_below(self):
        rows = made("wti", level=20.0)
        rows.loc[200, ["open", "high", "low", "close"]] = [18.0, 18.0, -40.32, -37.63]
        assert flagged(rows, "nonpositive") == [200]
        assert "unit" not in kinds(rows)

    def test_a_flat_row_away_from_the_close_before_is_not_stale(self):
        rows = made()
        rows.loc[80, ["open", "high", "low"]] = rows.loc[80, "close"]
        assert flagged(rows, "stale") == []

    def test_a_repeated_row(self):
        rows = made()
        rows.loc[80, ["open", "high", "low", "close"]] = rows.loc[79, "close"]
        assert flagged(rows, "stale") == [80]
        assert flagged(rows, "gap") == [81]  # its return is that of two sessions

    def test_a_run_of_repeated_rows_is_followed_by_one_return_over_several_sessions(self):
        rows = made("xom")
        rows.loc[80:84, ["open", "high", "low", "close"]] = rows.loc[79, "close"]
        assert flagged(rows, "stale") == [80, 81, 82, 83, 84]
        assert flagged(rows, "gap") == [85]
        assert flagged(rows.assign(series="Acme"), "gap") == [85]

    def test_a_repeated_row_on_a_closed_day_takes_nothing_from_the_next(self):
        rows = made()
        holiday = rows.iloc[[9]].assign(
            date=pd.Timestamp("2018-01-15"), **dict.fromkeys(("open", "high", "low", "close"), rows["close"][8])
        )
        table = pd.concat([rows, holiday]).sort_values("date", ignore_index=True)
        at = int(table.index[table["date"] == "2018-01-15"][0])
        assert flagged(table, "closed") == [at]
        assert flagged(table, "gap") == []


def test_a_stock_that_never_pays():
    rows = made(n=543).assign(dividend=0.0)
    assert "no_dividends" in kinds(rows)
    assert "no_dividends" not in kinds(rows.iloc[:300])
    assert "no_dividends" not in kinds(made("tsla", n=543).assign(dividend=0.0))  # known to pay none


def test_a_finding_says_where_and_what_is_done():
    one = next(f for f in findings(flag_quality(scaled(made(), 1.4, [150]))) if f.flag == "spike")
    assert (one.series, one.rows, one.what) == ("xom", 2, "spike that reverts")
    assert one.first == made()["date"][150].date()
    assert "estimation" in one.rule


def test_missing_figures_are_no_fault():
    rows = made().assign(open=np.nan, high=np.nan, low=np.nan)
    assert kinds(rows) == set()
    assert kinds(made().iloc[:1]) == set()


# ------------------------------------------------------------------------------------------------- breaks of level

FIGURES = ["open", "high", "low", "close"]


def shipped(series):
    """Return the shipped rows of a series with no flags but those of its rolls."""
    rows = load_prices(series)
    return rows.assign(flag=np.where(rows["flag"].str.contains("roll"), "roll", ""))


def planted(series, factor, first, length=None):
    """Return where a factor begins and ends that was planted in the shipped prices, and the rows flagged for it."""
    rows = shipped(series)
    last = len(rows) if length is None else min(first + length, len(rows))
    rows.loc[first : last - 1, FIGURES] *= factor
    words = flag_quality(rows)["flag"].str.split("|")
    found = {i for i, row in enumerate(words) if set(row) & {"break", "split", "spike", "unit"}}
    rolls = {i for i, row in enumerate(words) if "roll" in row}
    return {first, *([last] if last < len(rows) else [])}, found, rolls


@pytest.mark.parametrize(
    ("series", "factor", "length"),
    [
        ("brent", 0.5, None), ("brent", 1.5, None), ("brent", 42.0, None), ("sp500", 0.5, None), ("sp500", 0.1, None),
        ("sp500", 1.3, 11), ("xom", 6.5, None), ("xom", 42.0, None), ("xom", 7.8, None), ("xom", 1.37, 2),
    ],
)  # fmt: skip
def test_a_factor_planted_anywhere_is_found_at_both_its_ends_and_nowhere_else(series, factor, length):
    last = len(shipped(series)) - 1
    places = [1, *np.random.default_rng(7).integers(1, last, 20).tolist(), last]
    hit = tried = 0
    for first in places:
        wanted, found, rolls = planted(series, factor, first, length)
        assert found <= wanted
        hit += len(found & wanted)
        tried += len(wanted - rolls)  # a roll is no market move already
    assert hit >= 0.95 * tried


def test_a_factor_within_a_series_own_range_is_not_looked_for():
    assert planted("brent", 1.1, 300)[1] == set()


SP500_1987 = """323.40 321.68 320.21 316.70 313.56 313.92 317.13 321.98 323.08 317.74 314.86 314.93 314.86 310.54 319.50
321.19 319.72 320.16 323.20 321.69 321.83 327.33 328.07 328.08 319.22 318.54 314.16 311.07 309.39 314.52 305.23 298.08
282.70 224.84 236.83 258.38 248.25 248.22 227.67 233.19 233.28 244.77 251.79 255.75 250.82 248.96 254.48 250.41 243.17
239.00 241.90 248.52 245.64 246.76 243.04 245.55 240.05 242.00 242.99 246.39 244.10 240.34 230.30"""
SP500_2020 = """3386.15 3373.23 3337.75 3225.89 3128.21 3116.39 2978.76 2954.22 3090.23 3003.37 3130.12 3023.94 2972.37
2746.56 2882.23 2741.38 2480.64 2711.02 2386.13 2529.19 2398.10 2409.39 2304.92 2237.40 2447.33 2475.56 2630.07 2541.47
2626.65 2584.59 2470.50 2526.90 2488.65 2663.68 2659.41 2749.98 2789.82"""
BRENT_2020 = """59.31 58.50 56.30 54.95 53.43 52.18 50.52 51.90 51.86 51.13 49.99 45.27 34.36 37.22 35.79 33.22 33.85
30.05 28.73 24.88 28.47 26.98 27.03 27.15 27.39 26.34 24.93 22.76 22.74 24.74 29.94 34.11 33.05 31.87 32.84 31.48 31.74
29.60 27.69 27.82 28.08 25.57 19.33 20.37 21.33 21.44"""
WTI_2020 = """28.34 25.32 23.22 23.43 22.41 21.51 20.09 20.48 20.31 25.32 28.34 26.08 23.63 25.09 22.76 22.41 20.11
19.87 19.87 18.27 -37.63 10.01 13.78 16.50 16.94 12.78 12.34 15.06 18.84 19.78 20.39 24.56 23.99 23.55 24.74"""


@pytest.mark.parametrize(
    ("series", "closes", "first"),
    [
        ("sp500", SP500_1987, "1987-09-01"), ("sp500", SP500_2020, "2020-02-19"), ("brent", BRENT_2020, "2020-02-20"),
        ("wti", WTI_2020, "2020-03-20"),
    ],
)  # fmt: skip
def test_the_great_days_are_no_breaks(series, closes, first):
    """19 October 1987, March 2020, 20 April 2020; closes as published (the first and some of the last by memory)."""
    close = np.array([float(one) for one in closes.split()])
    rows = pd.DataFrame({"series": "Acme", "date": pd.bdate_range(first, periods=len(close)), "close": close})
    rows = rows.assign(open=np.nan, high=np.nan, low=np.nan, dividend=0.0, flag="")
    for name in ("Acme", series) if series != "sp500" or first > "1990" else ("Acme",):
        assert flagged(rows.assign(series=name), "break") == []


def test_the_day_after_the_attack_of_september_2019_is_no_break():
    rows = shipped("brent")
    day = rows.index[rows["date"] == "2019-09-16"][0]
    assert rows["close"][day] / rows["close"][day - 1] == pytest.approx(1.146, abs=0.001)
    assert day not in flagged(rows, "break")


def garch(rng, n, df):
    """Return n changes of a GARCH(1,1) with Student shocks and unit variance."""
    shocks = rng.standard_t(df, n) * np.sqrt((df - 2) / df)
    variance, out = 1.0, np.empty(n)
    for t in range(n):
        out[t] = np.sqrt(variance) * shocks[t]
        variance = 0.03 + 0.09 * out[t] ** 2 + 0.88 * variance
    return out


@pytest.mark.parametrize(("name", "most"), [("normal", 0), ("garch", 1), ("t4", 8)])
def test_clean_series_raise_few_alarms(name, most):
    """Of 200 series of three years with 1.2 % a day; independent t(4) shocks now and then reach thirty times that."""
    rng, hits = np.random.default_rng(11), 0
    for _ in range(200):
        made_of = {"normal": rng.normal, "t4": lambda size: rng.standard_t(4, size) / np.sqrt(2)}
        moves = 0.012 * (garch(rng, 750, 5) if name == "garch" else made_of[name](size=750))
        hits += bool(screens.lasting(moves=moves, least=0.18, floor=1e-4).any())
    assert hits <= most


def test_a_yield_s_level_breaks_in_points():
    rng = np.random.default_rng(5)
    level = 2.5 + np.cumsum(rng.normal(0, 0.05, 300))
    level[200:] = np.where(np.arange(100) < 100, level[200:] * 10, 0)  # as one vendor once quoted it
    rows = made("us10y").assign(open=np.nan, high=np.nan, low=np.nan, close=level)
    assert flagged(rows, "break") == [200]
    near_zero = made("us10y").assign(open=np.nan, high=np.nan, low=np.nan, close=level / 2.5e3 + 0.001)
    assert flagged(near_zero.iloc[:200], "break") == []


def test_what_was_paid_is_no_break_and_a_dividend_in_pence_is():
    rows = scaled(made(), 0.7, np.arange(150, 300))
    rows.loc[150, "dividend"] = 0.3 * rows["close"][149]
    assert flagged(rows, "break") == []
    rows = made()
    rows.loc[150, "dividend"] = 30.0  # of a price of seventy, which did not move
    assert flagged(rows, "break") == [150]


def test_a_gap_of_months_may_hold_a_great_change():
    rows = scaled(made("brent", level=60.0), 1.5, np.arange(200, 300)).drop(index=np.arange(110, 200))
    assert flagged(rows, "break") == []


# ------------------------------------------------------------------------------------ repeated rows, empty rows, gaps


def test_a_whole_row_five_times_over():
    rows = made()
    rows.loc[80:84, FIGURES] = rows.loc[79, FIGURES].to_numpy()
    for series in ("xom", "brent", "Acme"):
        assert flagged(rows.assign(series=series), "stale") == [80, 81, 82, 83, 84]
        assert 85 in flagged(rows.assign(series=series), "gap")


def test_five_equal_closes_without_other_figures():
    rows = made().assign(open=np.nan, high=np.nan, low=np.nan).round({"close": 2})
    rows.loc[80:84, "close"] = rows["close"][79]
    assert flagged(rows, "stale") == [80, 81, 82, 83, 84]
    assert flagged(rows.assign(series="Acme"), "gap") == [85]
    four = made().assign(open=np.nan, high=np.nan, low=np.nan).round({"close": 2})
    four.loc[80:82, "close"] = four["close"][79]
    assert flagged(four, "stale") == []


def test_prices_that_stand_still_by_their_nature():
    rng = np.random.default_rng(2)
    penny = made().assign(close=np.maximum(0.01, (0.05 + 0.01 * rng.integers(-1, 2, 300)).round(2)))
    rare = made().assign(close=np.repeat(70 + np.cumsum(rng.normal(0, 2, 50)).round(2), 6))  # trades once in six days
    for one in (penny, rare):
        flat = one.assign(open=one["close"], high=one["close"], low=one["close"])
        assert flagged(flat, "stale") == []
        assert flagged(flat.assign(series="Acme"), "stale") == []
    held = np.repeat(0.25 + 0.25 * (np.arange(30) % 4), 10)
    for series in ("us3m", "usdhkd"):
        rows = made(series).assign(open=np.nan, high=np.nan, low=np.nan, close=held)
        assert flagged(rows, "stale") == []


def test_a_row_on_a_closed_day_does_not_make_the_next_a_repeated_one():
    rows = made()
    sunday = rows.iloc[[9]].assign(date=pd.Timestamp("2018-01-14"))
    table = pd.concat([rows, sunday]).sort_values("date", ignore_index=True)
    assert flagged(table, "stale") == []


@pytest.mark.parametrize("series", ["xom", "Acme"])
def test_rows_without_a_close(series):
    rows = made().assign(series=series)
    rows.loc[100:101, FIGURES] = np.nan
    assert flagged(rows, "empty") == [100, 101]
    assert flagged(rows, "gap") == [102]
    told = {one.flag: one.rows for one in findings(flag_quality(rows))}
    assert told == {"empty": 2, "gap": 1}
    returns = to_returns(flag_quality(rows))[series]
    assert returns.isna().sum() == 3  # the first row, and the two
    assert returns.iloc[102] == pytest.approx((rows["close"][102] + 0.9) / rows["close"][99] - 1)


@pytest.mark.parametrize("series", ["us10y", "DGS10", "eurusd", "usdjpy"])
def test_a_federal_holiday_is_no_gap_of_a_currency_or_a_dollar_yield(series):
    days = sessions(series, date(2019, 9, 2), date(2019, 12, 31))
    federal = pd.to_datetime(["2019-09-02", "2019-10-14", "2019-11-11", "2019-11-28", "2019-12-25"])
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"series": series, "date": days[~days.isin(federal)], "open": np.nan, "high": np.nan})
    rows = rows.assign(low=np.nan, close=1.5 + 0.002 * np.cumsum(rng.normal(size=len(rows))), dividend=0.0, flag="")
    assert flagged(rows, "gap") == []
    assert len(flagged(rows.drop(index=30), "gap")) == 1
    with_rows = rows.assign(date=days[: len(rows)])  # a vendor that has them
    assert flagged(with_rows, "closed") == []


def test_of_a_share_a_federal_holiday_that_the_exchange_keeps_open_is_a_gap():
    rows = made(n=543)
    assert len(flagged(rows[rows["date"] != "2019-11-11"], "gap")) == 1


# ----------------------------------------------------------------------------------------- series called by a ticker


@pytest.mark.parametrize("name", ["BZ=F", "bz=f", "DCOILBRENTEU"])
def test_a_series_called_by_a_ticker_is_screened_as_its_instrument(name):
    rows = TestStaleFuture().rows().assign(series=name)
    assert flag_quality(rows)["flag"].tolist() == ["", "", "stale", "roll", ""]
    assert flag_quality(rows)["series"].unique().tolist() == [name]


def test_the_caller_s_name_and_the_instrument_s_calendar():
    rows = made("sp500", level=3000.0).assign(series="^GSPC")
    assert flagged(rows.drop(index=100), "gap") == [100]
    assert kinds(rows) == set()
