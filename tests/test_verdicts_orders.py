"""Orders, "A fell more than B": by closes, by ranges, at one moment, with recorded prices half a tick unsure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from eventstudy.prices import load_prices
from eventstudy.records import DateSpan, ReportedMove
from eventstudy.verdicts import check_moves

DAY = date(2020, 1, 3)
NEW_YORK = ZoneInfo("America/New_York")


def told(instrument, direction, day=DAY, *, phase="unspecified", window=None):
    return ReportedMove(
        "m1", "g1", "text", 0, 0, "", instrument, (instrument,), "order", direction, None, None, "exact", phase, None,
        day, window, "asserted", 1.0,
    )  # fmt: skip


def check_order(move, against, held, **more):
    against = (against,) if isinstance(against, str) else against
    return check_moves([replace(move, against=against)], held, **more)[0]


def prices(**series):
    rows = [
        (name, pd.Timestamp(line.split()[0]), *map(float, line.split()[1:])) for name in series for line in series[name]
    ]
    return pd.DataFrame(rows, columns=["series", "date", "open", "high", "low", "close"])


XOM = ["2020-01-02 70.24 71.02 70.24 70.90", "2020-01-03 71.34 71.37 70.16 70.33"]  # -0.804 %
CVX = ["2020-01-02 120.81 121.63 120.77 121.43", "2020-01-03 121.78 122.72 120.74 121.01"]  # -0.346 %
BRENT = ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 66.28 69.50 66.22 68.60"]  # -0.05 to +4.91 %
DOW = ["2020-01-02 28638.97 28872.80 28627.77 28868.80", "2020-01-03 28553.33 28716.31 28500.36 28634.88"]


@pytest.mark.parametrize(
    ("first", "direction", "against", "verdict"),
    [
        ("xom", "down", "cvx", "confirmed"),
        ("cvx", "down", "xom", "contradicted"),
        ("xom", "up", "cvx", "contradicted"),  # it fell
        ("brent", "up", "dow", "ambiguous"),  # struck at 19:30 London and 16:00 New York; -0.05 or +0.8 at least
        ("dow", "up", "brent", "contradicted"),  # -0.53 % at most, whatever the moment
    ],
)
def test_orders_of_two_series(first, direction, against, verdict):
    found = check_order(told(first, direction), against, prices(xom=XOM, cvx=CVX, brent=BRENT, dow=DOW))
    assert found.verdict == verdict, found.note
    if verdict == "confirmed":
        # -(70.33 / 70.90 - 1) + (121.01 / 121.43 - 1) = 0.80395 - 0.34588 per cent
        assert float((found.observed.low + found.observed.high) / 2) == pytest.approx(0.45807, abs=1e-5)


def test_a_range_beyond_the_other_settles_two_closes_of_different_times():
    far = ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 67.50 69.50 67.40 68.60"]  # +1.7 % at the least
    found = check_order(told("brent", "up"), "dow", prices(brent=far, dow=DOW))
    assert found.verdict == "consistent"
    assert "not struck at one moment" in found.note


def test_changes_half_a_tick_apart_are_no_order():
    alike = prices(aaa=["2020-01-02 10 10 10 10.00", "2020-01-03 10 10.2 10 10.15"],
                   bbb=["2020-01-02 20 20 20 20.00", "2020-01-03 20 20.3 20 20.29"])  # fmt: skip
    found = check_order(told("aaa", "up"), "bbb", alike)  # 1.50 against 1.45 %, each unsure by 0.1 and 0.05
    assert found.verdict == "ambiguous"


def test_bars_inside_the_day_give_both_at_one_moment():
    half_past_two = datetime(2020, 1, 3, 14, 25, tzinfo=NEW_YORK)  # Brent is struck at 14:30 there
    bars = pd.DataFrame({
        "series": ["brent", "brent", "dow", "dow"],
        "time": [half_past_two.replace(minute=20), half_past_two] * 2,
        "open": [68.5, 68.55, 28600, 28610], "high": [68.6, 68.62, 28620, 28640],
        "low": [68.4, 68.5, 28590, 28600], "close": [68.55, 68.60, 28610, 28630],
    })  # fmt: skip
    found = check_order(told("brent", "up"), "dow", prices(brent=BRENT, dow=DOW), intraday=bars)
    assert found.verdict == "confirmed"


def test_before_the_close_only_ranges_count():
    noon = {"text": datetime(2020, 1, 3, 12, 0, tzinfo=NEW_YORK)}
    found = check_order(told("xom", "down"), "cvx", prices(xom=XOM, cvx=CVX), published=noon)
    assert found.verdict == "ambiguous"


def test_yields_move_in_points_and_not_against_prices():
    us10y = ["2020-01-02 1.900 1.910 1.870 1.880", "2020-01-03 1.850 1.852 1.788 1.800"]
    us30y = ["2020-01-02 2.350 2.360 2.320 2.330", "2020-01-03 2.300 2.310 2.240 2.260"]
    both = prices(us10y=us10y, us30y=us30y, xom=XOM)
    assert check_order(told("us10y", "down"), "us30y", both).verdict == "confirmed"  # 8 basis points against 7
    assert check_order(told("us10y", "down"), "xom", both).verdict == "not_checkable"


def test_severity_is_a_plain_count():
    held = load_prices(["xom", "cvx"])
    close = held.pivot_table(index="date", columns="series", values="close").pct_change()
    before = close[close.index < pd.Timestamp(DAY)].dropna()
    passes = (before["xom"] < before["cvx"]) & (before["xom"] < 0)
    found = check_order(told("xom", "down"), "cvx", held)
    assert found.verdict == "confirmed"
    assert found.severity == pytest.approx((1 + passes.sum()) / (len(passes) + 1))


def test_what_cannot_be_compared_is_said():
    held = prices(xom=XOM, cvx=CVX)
    assert check_order(told("xom", "down"), "gold", held).verdict == "not_observable"
    assert check_order(told("xom", "down", date(2020, 1, 4)), "cvx", held).verdict == "data_problem"
    assert check_order(told("xom", "down"), (), held).verdict == "not_checkable"
    assert check_order(told("xom", "down", None), "cvx", held).verdict == "not_checkable"
    assert check_order(told("xom", "down", phase="premarket"), "cvx", held).verdict == "not_observable"


def test_without_a_direction_the_larger_change_leads():
    held = prices(xom=XOM, cvx=CVX)
    assert check_order(told("cvx", None), "xom", held).verdict == "confirmed"  # -0.35 % outdoes -0.80 %
    assert check_order(told("xom", None), "cvx", held).verdict == "contradicted"


def test_an_order_at_the_open_is_one_of_opens():
    held = prices(xom=XOM, cvx=CVX)  # 71.34 / 70.90 - 1 = +0.62 %, 121.78 / 121.43 - 1 = +0.29 %
    found = check_order(told("xom", "up", phase="open"), "cvx", held)
    assert found.verdict == "confirmed"
    assert found.arithmetic[0] == "xom: 71.34 / 70.90 - 1 = +0.62 %"


def test_an_order_over_a_span_counts_from_the_close_before_it():
    # from 70.24 and 120.81 on 1 January: +0.128 and +0.166 % by 3 January, though Chevron led on the day itself
    held = prices(xom=["2020-01-01 70 71 70 70.24", *XOM], cvx=["2020-01-01 120 121 120 120.81", *CVX])
    span = DateSpan(date(2020, 1, 2), date(2020, 1, 3))
    found = check_order(told("cvx", "up", None, window=span), "xom", held)
    assert found.verdict == "confirmed"
    assert float((found.observed.low + found.observed.high) / 2) == pytest.approx(0.16555 - 0.12813, abs=1e-4)


def test_every_pair_that_may_be_meant_is_tried():
    # Exxon fell further than Chevron and no further than a third
    third = ["2020-01-02 10 10 10 10.00", "2020-01-03 10 10 9 9.00"]
    held = prices(xom=XOM, cvx=CVX, third=third)
    found = check_order(told("xom", "down"), ("cvx", "third"), held)
    assert found.verdict == "ambiguous"
    assert "Exxon Mobil against Chevron (confirmed)" in found.note
    assert check_order(told("cvx", "down"), ("xom", "third"), held).verdict == "contradicted"
    assert (
        check_order(told("cvx", "down"), ("xom", "wti"), held).verdict == "ambiguous"
    )  # WTI may be meant, and is lost
