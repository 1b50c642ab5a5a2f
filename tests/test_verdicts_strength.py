"""How much a verdict says: placebo rates, likelihood ratio, variants, resolution, and several verdicts together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from eventstudy.prices import load_prices
from eventstudy.records import DateSpan, Interval, ReportedMove, Verdict, as_dict
from eventstudy.verdicts import check_moves, tolerances
from eventstudy.verdicts.streaks import run_lengths
from eventstudy.verdicts.strength import resolution
from eventstudy.verdicts.summary import summarise

PASSING, REFUTING = {"confirmed", "confirmed_loose", "consistent"}, {"direction_only", "contradicted"}
DAYS = pd.bdate_range("2016-01-01", periods=900)


def reported(instrument, kind, direction, value, unit, hedge="exact", phase="close", day=None, **more):
    move = ReportedMove(
        "m1", "g1", "text", 0, 0, "", instrument, (instrument,), kind, direction,
        None if value is None else Decimal(value), unit, hedge, phase, None, day or DAYS[-1].date(), None, "asserted",
        1.0,
    )  # fmt: skip
    return replace(move, **more)


@cache
def walk(seed, n=900):
    rng = np.random.default_rng(seed)
    close = np.round(80 * np.exp(np.cumsum(rng.normal(0, 0.012, n))), 2)
    opened = np.round(np.r_[80, close[:-1]] * (1 + rng.normal(0, 0.004, n)), 2)
    high = np.round(np.maximum(opened, close) * (1 + abs(rng.normal(0, 0.004, n))), 2)
    low = np.round(np.minimum(opened, close) * (1 - abs(rng.normal(0, 0.004, n))), 2)
    return pd.DataFrame({"series": "aaa", "date": DAYS[:n], "open": opened, "high": high, "low": low, "close": close})


def one(move, prices, **more):
    return check_moves([move], prices, **more)[0]


# severity -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("wanted", [2, 3, 5])
def test_severity_of_a_streak_counted_one_by_one(direction, wanted):
    closes = walk(1)["close"].to_numpy()
    found = one(reported("aaa", "streak", direction, wanted, None), walk(1))
    sign = 1 if direction == "up" else -1
    passes = [all(sign * (closes[k - j] - closes[k - j - 1]) > 0 for j in range(wanted)) for k in range(wanted, 899)]
    assert found.severity == pytest.approx((1 + sum(passes)) / (len(passes) + 1))


def test_runs_are_counted_as_a_plain_loop_counts_them():
    closes, run = walk(2)["close"].to_numpy(), 0
    for k, length in enumerate(run_lengths(closes, -1)):
        run = run + 1 if k and closes[k] < closes[k - 1] else 0
        assert length == run


def test_no_rate_is_told_from_fewer_than_250_ordinary_days():
    move = reported("aaa", "percent_change", "up", "0.4", "percent")
    assert one(move, walk(1)).severity is not None
    assert one(move, walk(1).tail(250)).severity is None  # 248 days before it that have a day before
    assert one(move, walk(1).tail(252)).severity is not None


def test_no_more_than_a_thousand_days_are_looked_back_over():
    rng, n = np.random.default_rng(5), 1500
    days = pd.bdate_range("2010-01-01", periods=n)
    close = np.round(100 + np.cumsum(np.r_[np.full(400, 0.5), rng.choice([-0.01, 0.01], n - 400)]), 2)
    prices = pd.DataFrame({"series": "aaa", "date": days, "close": close})
    move = reported("aaa", "price_change", "up", "0.50", "usd", day=days[-1].date())
    assert one(move, prices).severity == pytest.approx(1 / 1001)


def test_a_direction_alone_passes_on_half_of_all_days():
    found = one(reported("aaa", "percent_change", "up", "0", "percent", "at_least"), walk(1))
    assert 0.4 < found.severity < 0.6
    assert found.likelihood is None or found.likelihood < 2.5


def test_several_candidates_have_the_severity_of_the_loosest():
    prices = pd.concat([walk(1), walk(2).assign(series="bbb")])
    row, before = walk(1).iloc[-1], walk(1).iloc[-2]
    change = Decimal(f"{row['close'] - before['close']:.2f}")
    way = "up" if change > 0 else "down"
    both = {"candidates": ("aaa", "bbb")}
    moves = [
        reported("x", "price_level", way, f"{row['close']:.2f}", "usd", move_id="1", **both),
        reported("x", "price_change", way, abs(change), "usd", "about", move_id="2", **both),
    ]
    together = check_moves(moves, prices)
    assert {found.series for found in together} == {"aaa"}
    assert "only aaa fits every number" in together[0].note
    for found, move in zip(together, moves, strict=True):
        alone = [one(replace(move, candidates=(name,), instrument=name), prices).severity for name in ("aaa", "bbb")]
        assert found.severity == max(alone)


# likelihood, robustness, resolution -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "unit"), [("percent_change", "0.1", "percent"), ("price_level", "80", "usd")]
)
def test_the_likelihood_ratio_is_of_a_right_report_to_an_ordinary_day(kind, value, unit):
    found = one(reported("aaa", kind, "up", value, unit, "at_least"), walk(1))
    assert found.verdict in PASSING | REFUTING
    expected = min(100, 0.95 / found.severity) if found.verdict in PASSING else None
    assert found.likelihood == (None if expected is None else pytest.approx(expected))


def test_the_likelihood_ratio_ends_at_a_hundred():
    close = walk(1)["close"].iloc[-1]
    tall = walk(1)[["series", "date"]].assign(close=walk(1)["close"].where(walk(1).index < 899, close * 3))
    value = f"{(close * 3 / walk(1)['close'].iloc[-2] - 1) * 100:.0f}"
    found = one(reported("aaa", "percent_change", "up", value, "percent", "roughly"), tall)
    assert found.verdict == "confirmed"
    assert found.severity == pytest.approx(1 / 899)
    assert found.likelihood == 100


def test_variants_are_counted_by_source_instrument_and_tolerance():
    prices = pd.DataFrame(
        {"series": "aaa", "date": pd.to_datetime(["2020-01-02", "2020-01-03"]), "close": [100.0, 101.29]}
    )
    # +1.29 %: within 1.25 to 1.35, as with tolerances of 0.8 (1.26 to 1.34) and 1.25 (1.2375 to 1.3625)
    found = one(reported("aaa", "percent_change", "up", "1.3", "percent", day=date(2020, 1, 3)), prices)
    assert found.robustness == (3, 3)
    assert found.tried == (
        ("as chosen", "confirmed"),
        ("tolerances times 0.80", "confirmed"),
        ("tolerances times 1.25", "confirmed"),
    )
    # +1.255 %: confirmed, but no more with the narrower ones: 1.26 - 0.8 ticks of 0.01 is 1.252
    near = prices.assign(close=[100.0, 101.255])
    found = one(reported("aaa", "percent_change", "up", "1.3", "percent", day=date(2020, 1, 3)), near)
    assert found.verdict == "confirmed"
    assert dict(found.tried)["tolerances times 0.80"] == "confirmed_loose"
    assert found.robustness == (2, 3)
    both = pd.concat([prices, near.assign(series="bbb")])
    move = reported("x", "percent_change", "up", "1.3", "percent", candidates=("aaa", "bbb"), day=date(2020, 1, 3))
    assert one(move, both).robustness == (5, 6)
    assert as_dict(one(move, both))["robustness"] == [5, 6]


def test_an_ex_dividend_reading_is_a_variant():
    prices = pd.DataFrame(
        {"series": "xom", "date": pd.to_datetime(["2019-11-07", "2019-11-08"]), "close": [73.01, 70.77],
         "dividend": [0.0, 0.87]}
    )  # fmt: skip
    found = one(reported("xom", "percent_change", "down", "3.1", "percent", day=date(2019, 11, 8)), prices)
    assert found.robustness == (3, 4)
    assert found.tried[-1][1] == "direction_only"


def test_nothing_is_counted_where_nothing_was_compared():
    found = one(reported("bbb", "percent_change", "up", "1", "percent"), walk(1))
    assert (found.verdict, found.robustness, found.likelihood, found.resolution) == ("not_observable", None, None, None)
    table = tolerances.load()
    assert found.tolerances == f"{table.version} {table.sha256[:12]}"


def test_resolution_is_the_width_of_the_words_by_that_of_the_prices():
    def span(low, high):
        return Interval(*(None if end is None else Decimal(end) for end in (low, high)), "usd")

    assert resolution(span(68, "70.05"), span("66.22", "69.50")) == pytest.approx(2.05 / 3.28)
    assert resolution(span(1, 2), span(3, 3)) is None
    assert resolution(span(1, None), span(3, 4)) is None


def test_a_wide_range_is_said_to_be_a_range_test_only():
    row = walk(1).iloc[-1]
    middle = f"{(row['high'] + row['low']) / 2:.2f}"
    narrow = one(reported("aaa", "price_level", None, middle, "usd", phase="intraday"), walk(1))
    wide = one(reported("aaa", "price_level", None, round(float(middle)), "usd", "roughly", "intraday"), walk(1))
    assert narrow.resolution < 0.5
    assert narrow.note.endswith("a range test only.")
    assert wide.resolution > 0.5
    assert "a range test only" not in wide.note


# several verdicts -----------------------------------------------------------------------------------------------------


def verdict(name, *, severity=None, article="a", seen=0, low=0, high=1):
    band = Interval(Decimal(low), Decimal(high), "percent")
    move = replace(reported("aaa", "percent_change", "up", 1, "percent"), article=article)
    point = Interval(Decimal(seen), Decimal(seen), "percent")
    return Verdict(move, name, point, band, band, severity, "")


def test_a_summary_counts_and_puts_the_strongest_contradiction_first():
    told = [
        verdict("confirmed", severity=0.1),
        verdict("contradicted", severity=0.3, seen=2),
        verdict("not_observable"),
        verdict("contradicted", severity=0.2, seen=-3),
        verdict("direction_only", severity=0.2, seen=9),
        verdict("consistent"),
    ]
    found = summarise(told)
    assert dict(found.counts) == {
        "confirmed": 1, "consistent": 1, "direction_only": 1, "contradicted": 2, "not_observable": 1,
    }  # fmt: skip
    assert found.order == (3, 1, 4, 0, 2, 5)
    assert (found.rated, found.passed) == (4, 1)
    assert found.expected == pytest.approx(0.8)


def test_a_pattern_of_errors_is_a_binomial_tail_adjusted_over_articles():
    told = []
    for article, failed, checked in (("a", 3, 5), ("b", 0, 4), ("c", 1, 2), ("d", 2, 9)):
        told += [verdict("contradicted", article=article)] * failed
        told += [verdict("confirmed", article=article)] * (checked - failed)
        told += [verdict("ambiguous", article=article), verdict("data_problem", article=article)]
    found = summarise(told).articles
    assert [(one.article, one.failed, one.checked) for one in found] == [
        ("a", 3, 5),
        ("b", 0, 4),
        ("c", 1, 2),
        ("d", 2, 9),
    ]
    p = [stats.binom.sf(one.failed - 1, one.checked, 0.05) for one in found]
    assert [one.p for one in found] == pytest.approx(p)
    assert [one.holm for one in found] == pytest.approx(multipletests(p, method="holm")[1])


# mutation: a checker has power only if a number that is off no longer passes ------------------------------------------


@cache
def snapshot():
    return load_prices(["brent", "dow", "sp500", "xom", "cvx"])


HEDGED = {"exact": 0, "about": 0, "roughly": 0, "nearly": 1, "less_than": 1, "more_than": -1, "just_over": -1}


def written(value, places, hedge):
    """Write a number to so many decimals as a careful reporter would with this hedge."""
    rounding = {0: "ROUND_HALF_EVEN", 1: "ROUND_CEILING", -1: "ROUND_FLOOR"}[HEDGED[hedge]]
    return value.quantize(Decimal(1).scaleb(-places), rounding)


def generated():
    """True reports on every session of the snapshot's last 400 days: hedges, phases, kinds, coarse and fine numbers."""
    moves = []
    for name, rows in snapshot().groupby("series"):
        sound = ~rows["flag"].str.contains("roll").to_numpy()
        for k in range(len(rows) - 400, len(rows)):
            if not sound[k]:
                continue
            hedge = list(HEDGED)[k % len(HEDGED)]
            for phase in ("open", "close"):
                seen, before = Decimal(str(rows[phase].iloc[k])), Decimal(str(rows["close"].iloc[k - 1]))
                way = "up" if seen > before else "down"
                day, unit = rows["date"].iloc[k].date(), "points" if name in {"dow", "sp500"} else "usd"
                percent, change = abs(seen / before - 1) * 100, abs(seen - before)
                told = [("percent_change", percent, 1, "percent"), ("price_level", seen, 2, unit)]
                told.append(("point_change" if unit == "points" else "price_change", change, 1, unit))
                told.append(("price_level", seen, 0, unit))
                for kind, exact, places, of in told:
                    value = written(exact, places, hedge)
                    if value > 1:
                        moves.append(reported(name, kind, way, value, of, hedge, phase, day))
    return [replace(move, move_id=f"m{n}", group=f"g{n}") for n, move in enumerate(moves)]


def test_nine_in_ten_confirmed_reports_fall_when_their_number_is_shifted_by_two_granules():
    verdicts = check_moves(generated(), snapshot())
    confirmed = [found.move for found in verdicts if found.verdict == "confirmed"]
    assert len(confirmed) > 5000
    for granules in (2, -2):
        moved = [replace(m, value=m.value + granules * tolerances.granule(m.value)) for m in confirmed]
        moved = [move for move in moved if move.value > 0]
        fallen = [found.verdict != "confirmed" for found in check_moves(moved, snapshot())]
        assert sum(fallen) / len(fallen) >= 0.9


# extremes and ranks by all readings -----------------------------------------------------------------------------------


def test_every_reading_of_an_extreme_and_of_a_rank_is_shown():
    brent = snapshot()[snapshot()["series"] == "brent"]
    day, since = date(2020, 1, 3), DateSpan(date(2019, 9, 1), date(2019, 9, 30))
    high = one(reported("brent", "extreme", "up", None, None, phase="unspecified", day=day, anchor=since), brent)
    assert [name for name, _ in high.variants] == [
        "high against the highs before", "high against the closes before", "close against the highs before",
        "close against the closes before",
    ]  # fmt: skip
    assert high.robustness is not None
    rank = one(reported("brent", "rank", "up", None, None, phase="unspecified", day=day, anchor=since), brent)
    assert [name.split(":")[0] for name, _ in rank.variants] == [
        "dollars from close to close", "per cent from close to close", "dollars from the close before to the high",
        "per cent from the close before to the high",
    ]  # fmt: skip
    assert all("roll sessions counted" in name for name, _ in rank.variants)
    assert rank.verdict == "ambiguous"  # "largest": first in dollars, second in per cent
