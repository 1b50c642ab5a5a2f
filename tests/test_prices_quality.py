"""Each screen on the true faults of vendors, and on planted ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from eventstudy.prices import load_prices
from eventstudy.prices.quality import findings, flag_quality
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


def test_a_stock_that_never_pays():
    rows = made(n=543).assign(dividend=0.0)
    assert "no_dividends" in kinds(rows)
    assert "no_dividends" not in kinds(rows.iloc[:300])


def test_a_finding_says_where_and_what_is_done():
    one = next(f for f in findings(flag_quality(scaled(made(), 1.4, [150]))) if f.flag == "spike")
    assert (one.series, one.rows, one.what) == ("xom", 2, "spike that reverts")
    assert one.first == made()["date"][150].date()
    assert "estimation" in one.rule


def test_missing_figures_are_no_fault():
    rows = made().assign(open=np.nan, high=np.nan, low=np.nan)
    assert kinds(rows) == set()
    assert kinds(made().iloc[:1]) == set()
