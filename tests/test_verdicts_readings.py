"""What words may mean beside their plainest reading: units of ranks, weeks, counted sessions, spans, sides; by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from eventstudy.articles.sheets import move_rows, read_moves
from eventstudy.prices import load_prices
from eventstudy.records import DateSpan, ReportedMove, as_dict
from eventstudy.report.evidence import told_verdict
from eventstudy.report.wording import reported as told_as
from eventstudy.verdicts import check_moves
from eventstudy.verdicts.bars import bars_from
from eventstudy.verdicts.periods import by_period, period_told, sessions_told
from eventstudy.verdicts.tolerances import load

UNDATED = ("instrument: same clause", "date: publication date", "phase: not said")


def told(instrument, kind, direction, value=None, unit=None, *, day, quote="", phase="unspecified", **more):
    move = ReportedMove(
        "m1", "g1", "text", 0, len(quote), quote, instrument, (instrument,), kind, direction,
        None if value is None else Decimal(value), unit, "exact", phase, None,
        None if day is None else date.fromisoformat(day), None, "asserted", 1.0,
    )  # fmt: skip
    return replace(move, **more)


def tidy(**series):
    rows = []
    for name, lines in series.items():
        for line in lines:
            day, o, high, low, close, *flag = line.split()
            rows.append((name, pd.Timestamp(day), float(o), float(high), float(low), float(close), "".join(flag)))
    return pd.DataFrame(rows, columns=["series", "date", "open", "high", "low", "close", "flag"])


def closes(name, first, *prices, flags=()):
    """Return rows of bars that are all close, a session each weekday."""
    days = pd.bdate_range(first, periods=len(prices))
    flags = dict(flags)
    return {
        name: [
            f"{day:%Y-%m-%d} {p} {p} {p} {p} {flags.get(k, '')}"
            for k, (day, p) in enumerate(zip(days, prices, strict=True))
        ]
    }


def check(move, prices, **more):
    return check_moves([move], prices, **{"published": {}, **more})[0]


def span(first, last):
    return DateSpan(date.fromisoformat(first), date.fromisoformat(last))


# ------------------------------------------------------------------------------------------------------- units of ranks

# From 200 to 190: 10 and 5 per cent; from 100 to 92: 8 and 8 per cent.
FALLS = closes("acme", "2020-03-02", 200, 190, 100, 100, 92)
SINCE = {"window": span("2020-03-03", "2020-03-06")}


@pytest.mark.parametrize(
    ("quote", "unit", "ordinal", "verdict"),
    [
        ("second-biggest percentage drop", None, 2, "confirmed"),  # -47.4, -8, -5, 0 per cent
        ("second-biggest point drop", None, 2, "contradicted"),  # -90, -10, -8, 0: it was the third
        ("third-biggest point drop", None, 3, "confirmed"),
        ("second-biggest drop in percentage terms", None, 2, "confirmed"),
        ("second-biggest drop", None, 2, "ambiguous"),
        ("second-biggest drop", "percent", 2, "confirmed"),
        ("second-biggest drop", "points", 2, "contradicted"),
        ("second-biggest percentage point drop", None, 2, "contradicted"),  # points, not per cent
    ],
)
def test_words_fix_the_unit_that_a_rank_is_counted_in(quote, unit, ordinal, verdict):
    move = told("acme", "rank", "down", ordinal, unit, day="2020-03-06", quote=quote, phase="close", **SINCE)
    found = check(move, tidy(**FALLS))
    assert found.verdict == verdict, found.note


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        ({}, "confirmed"),
        ({"text": date(2020, 3, 7)}, "confirmed"),
        ({"text": date(2020, 3, 6)}, "consistent"),  # before or after the close of that day, nobody knows
        ({"text": datetime(2020, 3, 6, 17, tzinfo=ZoneInfo("America/New_York"))}, "confirmed"),
        ({"text": datetime(2020, 3, 6, 12, tzinfo=ZoneInfo("America/New_York"))}, "consistent"),
    ],
)
def test_a_rank_of_a_session_that_was_over_is_confirmed_when_every_reading_holds(published, verdict):
    # 90 to 80 is the largest fall by closes and by lows, in points and in per cent
    prices = tidy(xom=closes("xom", "2020-03-02", 100, 98, 95, 90, 80)["xom"])
    move = told("xom", "rank", "down", day="2020-03-06", quote="its biggest drop of the week", **SINCE)
    found = check(move, prices, published=published)
    assert found.verdict == verdict, found.note
    if verdict == "confirmed":
        assert found.robustness == (5, 5)
    vague = check(replace(move, quote="among the biggest drops"), prices, published=published)
    assert vague.verdict == "consistent"  # no exact number was told


def test_a_step_that_is_no_move_of_the_market_is_no_rival():
    prices = closes("acme", "2020-03-02", 200, 190, 100, 100, 92, flags={2: "break"})
    move = told("acme", "rank", "down", day="2020-03-06", quote="its biggest percentage drop", phase="close", **SINCE)
    assert check(move, tidy(**FALLS)).verdict == "contradicted"
    assert check(move, tidy(**prices)).verdict == "confirmed"  # -8 against -5 per cent; -47 was a break


# -------------------------------------------------------------------------------------------------- weeks and sessions

# Three weeks of closes: 100, 102, 105, 99; the last falls by 5.71 per cent, the first rises.
WEEKS = closes("acme", "2020-02-03", *[100] * 5, *[102] * 5, *[105] * 5, 104, 104, 103, 101, 99)


def week(**more):
    given = {"day": "2020-02-28", "quote": "its worst week since January", "anchor": span("2020-01-01", "2020-01-31")}
    series = more.pop("series", "acme")
    return told(series, "rank", more.pop("direction", "down"), **{**given, **more})


def test_a_rank_of_weeks_is_one_of_the_closes_of_weeks():
    found = check(week(), tidy(**WEEKS))
    assert found.verdict == "confirmed", found.note
    assert "of 3 weeks" in found.note  # nothing comes before the first
    assert "in the week to 28 February 2020 is first in price from close to close (-6" in found.note
    assert (
        check(replace(week(), quote="its best week since January", direction="up"), tidy(**WEEKS)).verdict
        == "contradicted"
    )


def test_a_week_that_is_not_over_is_only_consistent_and_the_last_whole_one_may_be_meant():
    cut = tidy(xom=closes("xom", "2020-02-03", *[100] * 5, *[102] * 5, *[105] * 5, 104, 104)["xom"])
    found = check(week(series="xom", day="2020-02-25"), cut)
    assert found.verdict == "consistent"
    assert "that week was not over" in found.note
    # told on Monday 17 February, a holiday in New York: the week to the 14th
    best = week(
        series="xom", day="2020-02-17", direction="up", quote="its best week since January",
        basis=UNDATED,
    )  # fmt: skip
    found = check(best, tidy(xom=closes("xom", "2020-01-27", *[99] * 5, *[100] * 5, *[102] * 5)["xom"]))
    assert found.verdict == "confirmed", found.note


@pytest.mark.parametrize(
    ("quote", "period"),
    [
        ("its worst day since March", "session"),
        ("worst month since the crisis", "month"),
        ("best quarter in a year", "quarter"),
        ("biggest one-day drop of the year", "session"),
        ("biggest annual gain", "year"),
        ("largest gain this week", "session"),
    ],
)
def test_what_a_rank_is_of(quote, period):
    assert period_told(quote) == period


def test_a_bar_of_a_week_is_that_of_its_sessions():
    prices = load_prices("dow")
    bars = bars_from(prices, ["dow"], load())["dow"]
    weekly = by_period(bars, len(bars.dates) - 1, "week")
    by_pandas = (
        prices.set_index("date").resample("W").agg({"open": "first", "high": "max", "low": "min", "close": "last"})
    )
    for name in ("open", "high", "low", "close"):
        assert np.array_equal(getattr(weekly, name), by_pandas[name].dropna().to_numpy())


def test_counted_sessions_are_those_of_the_series():
    # New Year's Day is no session: three sessions to 3 January are 31 December, 2 and 3 January
    prices = load_prices("dow")
    held = prices.set_index("date")["close"]
    change = held["2020-01-03"] - held["2019-12-30"]  # 28,634.88 - 28,462.14 = 172.74
    assert change == pytest.approx(172.74)
    move = told(
        "dow", "point_change", "up", "172.74", "points", day="2020-01-03", window=span("2020-01-01", "2020-01-03"),
        basis=(*UNDATED, "date: end of the span told, 3 sessions"),
    )  # fmt: skip
    found = check(move, prices)
    assert found.verdict == "confirmed", found.note
    assert check(replace(move, basis=UNDATED), prices).verdict != "confirmed"  # calendar days: from 31 December


@pytest.mark.parametrize(
    ("quote", "sessions"),
    [
        ("a 30-session high", 30),
        ("a ten-session low", 10),
        ("a high of three trading days", 3),
        ("a three-month high", None),
    ],
)
def test_sessions_that_words_count(quote, sessions):
    assert sessions_told(told("dow", "extreme", "up", day="2020-01-03", quote=quote)) == sessions


def test_an_extreme_of_so_many_sessions_counts_them():
    prices = tidy(**closes("acme", "2020-03-02", 120, 100, 101, 102, 103))
    high = told("acme", "extreme", "up", day="2020-03-06", phase="close", window=span("2020-02-28", "2020-03-05"))
    assert check(replace(high, quote="a three-session high"), prices).verdict == "confirmed"
    assert check(replace(high, quote="a four-session high"), prices).verdict == "contradicted"
    assert check(replace(high, quote="a 30-session high"), prices).verdict == "contradicted"
    low = check(replace(high, quote="a 30-session low", direction="down"), prices)
    assert low.verdict == "contradicted"


# -------------------------------------------------------------------------------------------------------- other spans


@pytest.mark.parametrize(
    ("size", "verdict", "note"),
    [
        ("22", "confirmed", "the year to 31 December 2019 is meant"),  # 28,538.44 / 23,327.46 - 1 = 22.34 per cent
        ("1.7", "confirmed", "the month to 31 December 2019 is meant"),  # 28,538.44 / 28,051.41 - 1 = 1.74
        ("50", "direction_only", "none of the year"),
    ],
)
def test_for_the_year_on_new_year_s_day_is_the_year_that_ended(size, verdict, note):
    move = told(
        "dow", "percent_change", "up", size, "percent", day="2020-01-01", window=span("2020-01-01", "2020-01-01")
    )
    found = check(move, load_prices("dow"))
    assert found.verdict == verdict, found.note
    assert note in found.note


def test_last_week_told_on_a_sunday_may_be_the_week_just_ended():
    # 28,823.77 / 28,634.88 - 1 = 0.66 per cent in the week to Friday 10 January; the week before fell by 0.04
    move = told(
        "dow", "percent_change", "up", "0.7", "percent", day="2020-01-03", window=span("2019-12-30", "2020-01-03")
    )
    prices = load_prices("dow")
    assert check(move, prices, published={"text": date(2020, 1, 8)}).verdict == "contradicted"
    found = check(move, prices, published={"text": date(2020, 1, 12)})
    assert found.verdict == "confirmed"
    assert "on 10 January 2020 the Dow Jones" in found.note
    assert "the week just ended as last week, and of the two only that one agrees" in found.note
    assert (
        check(replace(move, value=Decimal("1.7")), prices, published={"text": date(2020, 1, 12)}).verdict
        == "contradicted"
    )


# --------------------------------------------------------------------------------------- streaks, extremes, candidates


RISES = closes("acme", "2020-03-02", 100, 99, 100, 101, 102, 103)


@pytest.mark.parametrize(
    ("quote", "value", "basis", "verdict"),
    [
        ("a fourth straight gain", 4, (), "confirmed"),
        ("a third straight gain", 3, (), "direction_only"),  # it was the fourth
        ("a third straight gain", 3, UNDATED, "confirmed_loose"),  # as of the session before it was the third
        ("a second straight gain", 2, UNDATED, "direction_only"),
        ("three straight gains", 3, (), "confirmed_loose"),  # right, and understated
        ("a fifth straight gain", 5, (), "contradicted"),
    ],
)
def test_a_numbered_streak_is_exact_and_a_count_may_understate(quote, value, basis, verdict):
    move = told("acme", "streak", "up", value, day="2020-03-09", quote=quote, basis=basis)
    found = check(move, tidy(**RISES))
    assert found.verdict == verdict, found.note


def test_a_streak_over_a_break_of_level_is_a_problem_of_the_data():
    broken = closes("acme", "2020-03-02", 100, 99, 100, 101, 102, 103, flags={4: "break"})
    move = told("acme", "streak", "up", 4, day="2020-03-09", quote="a fourth straight gain")
    found = check(move, tidy(**broken))
    assert found.verdict == "data_problem"
    assert "flagged break" in found.note


def test_an_extreme_looked_back_over_a_break_is_refuted_by_what_came_after_it_and_not_confirmed():
    step = closes("acme", "2020-03-02", 50, 51, 100, 101, 102, flags={2: "break"})
    high = told(
        "acme",
        "extreme",
        "up",
        day="2020-03-06",
        phase="close",
        quote="a high",
        window=span("2020-03-02", "2020-03-05"),
    )
    found = check(high, tidy(**step))
    assert found.verdict == "data_problem"
    assert "the row of 4 March 2020 is flagged break" in found.note
    low = replace(high, direction="down", quote="a low")
    assert check(low, tidy(**step)).verdict == "contradicted"  # 100 and 101 came after the break
    whole = tidy(**closes("acme", "2020-03-02", 50, 51, 100, 101, 102))
    assert check(high, whole).verdict == "confirmed"


def test_a_candidate_that_prices_hold_and_that_is_silent_keeps_the_others_from_refuting():
    # settled at 61.18 and 63.05: WTI rose by 3.06 per cent; Brent has no row of the day before
    wti = ["2020-01-02 61.59 61.60 60.64 61.18", "2020-01-03 61.18 64.09 61.13 63.05"]
    brent = ["2019-12-30 68.20 68.99 68.16 68.44", "2020-01-03 66.28 69.50 66.22 68.60"]
    oil = told(
        "oil", "percent_change", "up", "9.0", "percent", day="2020-01-03", phase="close", candidates=("brent", "wti")
    )
    found = check(oil, tidy(wti=wti, brent=brent))
    assert found.verdict == "ambiguous", found.note
    assert "Brent crude cannot be tested with these prices" in found.note
    right = check(replace(oil, value=Decimal("3.1")), tidy(wti=wti, brent=brent))
    assert right.verdict == "confirmed"


# ------------------------------------------------------------------------------------------------------- sides of words


@pytest.mark.parametrize(
    ("direction", "close", "verdict"),
    [
        ("down", "55.60", "confirmed"),  # nearly 56 is 55 up to below 56
        ("down", "56.36", "ambiguous"),  # a fall may have stopped short of 56 from above
        ("down", "58.40", "contradicted"),
        ("up", "56.36", "contradicted"),
    ],
)
def test_a_fall_to_nearly_a_level_may_stop_above_it(direction, close, verdict):
    before = "60.00" if direction == "down" else "52.00"
    prices = tidy(
        acme=[f"2020-03-05 {before} {before} {before} {before}", f"2020-03-06 {close} {close} {close} {close}"]
    )
    move = told("acme", "price_level", direction, "56", "usd", day="2020-03-06", phase="close", hedge="nearly")
    found = check(move, prices)
    assert found.verdict == verdict, found.note
    assert ("nearly, reached from above", "confirmed") in found.variants or verdict != "ambiguous"


def test_no_extreme_stands_since_a_day_before_prices_begin():
    move = told(
        "sp500", "extreme", "up", day="2020-01-17", phase="close", window=span("2017-05-01", "2020-01-16"),
        anchor=span("2017-04-30", "2017-04-30"),
    )  # fmt: skip
    found = check(move, load_prices("sp500"))
    assert found.verdict == "consistent"
    assert "2017" not in found.note
    assert "earlier close since 2 January 2018" in found.note
    assert "which is as far back as this was tested" in found.note


def test_a_chance_match_on_a_roll_day_is_not_told_as_a_reference():
    # level and change fit the day's open by chance: 65.63 - 66.65 = -1.02
    rows = ["2019-12-30 68.20 68.99 68.16 68.44", "2019-12-31 66.65 66.93 65.63 66.00 roll"]
    level = told("brent", "price_level", "down", "66.00", "usd", day="2019-12-31", phase="close")
    change = told("brent", "price_change", "down", "0.65", "usd", day="2019-12-31", phase="close", move_id="m2")
    found = check_moves([level, change], tidy(brent=rows), published={})
    assert [one.verdict for one in found] == ["confirmed", "data_problem"]
    assert not any("the open of" in one.note for one in found)
    plain = [replace(one, instrument="acme", candidates=("acme",)) for one in (level, change)]
    found = check_moves(plain, tidy(acme=[rows[0], rows[1].removesuffix(" roll")]), published={})
    assert "one of several readings" in found[0].note


def test_a_gap_beyond_reading_is_told_without_its_multiple():
    prices = tidy(**closes("acme", "2020-03-02", 100, 230))
    found = check(told("acme", "price_level", "up", "150.01", "usd", day="2020-03-03", phase="close"), prices)
    assert "the gap is $79.975" in found.note
    assert "times the last digit" not in found.note


# ------------------------------------------------------------------------------------------------------------- evidence


def test_the_last_price_after_hours_is_told_at_the_time_of_its_bar():
    new_york = ZoneInfo("America/New_York")
    daily = tidy(xom=["2020-01-02 70.24 71.02 70.24 70.90", "2020-01-03 71.34 71.37 70.16 70.33"])
    bars = pd.DataFrame({
        "series": "xom", "time": [datetime(2020, 1, 3, hour, 0, tzinfo=new_york) for hour in (16, 17)],
        "open": [70.33, 70.51], "high": [70.60, 70.62], "low": [70.33, 70.50], "close": [70.51, 70.61],
    })  # fmt: skip
    move = told("xom", "price_level", None, "70.61", "usd", day="2020-01-03", phase="after_hours")
    found = check(move, daily, intraday=bars)
    assert found.verdict == "confirmed", found.note
    assert "at 18:00 New York" in found.note
    assert "20:00" not in found.note
    assert {row.source for row in found.rows} == {"intraday bars"}


def test_rows_of_a_second_source_say_so():
    first = tidy(**closes("acme", "2020-03-02", 100, 102))
    second = tidy(**closes("acme", "2020-03-02", 100, 105))
    first.attrs["provenance"], second.attrs["provenance"] = {"source": "one"}, {"source": "two"}
    move = told("acme", "percent_change", "up", "2.0", "percent", day="2020-03-03", phase="close")
    found = check(move, first, second=second)
    assert found.verdict == "data_problem"
    assert [row.source for row in found.rows] == ["", "", "two", "two"]
    page = told_verdict(found, 1)
    assert [column.label for column in page["prices"].columns][-1] == "source"


@pytest.mark.parametrize(
    ("move", "needed"),
    [
        (told("xom", "percent_change", "up", "1.3", "percent", day="2020-01-03", phase="premarket"),
         "trades or bars of Exxon Mobil before the open on 3 January 2020, with their times"),
        (told("hal", "percent_change", "up", "1.3", "percent", day="2020-01-03"),
         "daily prices of Halliburton on 3 January 2020"),
        (told("xom", "price_level", None, "71.00", "usd", day="2020-01-03", phase="intraday"),
         ("bars inside the day of Exxon Mobil on 3 January 2020, with their times; daily bars show a range and not "
          "the moment")),
        (told("oil", "price_change", "up", "9", "usd", day="2020-01-03", phase="close", candidates=("brent", "wti")),
         "knowing which of Brent crude and West Texas Intermediate is meant, with prices of it"),
        (told("xom", "percent_change", "down", "0.8", "percent", day="2020-01-03", phase="close"), ""),
        (told("xom", "percent_change", "down", "0.8", "percent", day="2020-01-04", phase="close"),
         "knowing which session is meant"),
        (told("brent", "percent_change", "down", "3.6", "percent", day="2019-12-31", phase="close"),
         "prices of one contract of Brent crude over those days"),
        (told("xom", "percent_change", "down", "0.8", "percent", day="2024-01-03", phase="close"),
         "a second source of Exxon Mobil on 3 January 2024, or this one mended"),
    ],
)  # fmt: skip
def test_what_would_decide_it_is_said(move, needed):
    found = check(move, load_prices(["xom", "brent"]))
    assert found.needed == needed
    facts = dict(told_verdict(found, 1)["facts"])
    assert facts.get("What would decide it", "") == needed


def test_an_order_is_told_in_tables_json_and_on_the_page(tmp_path):
    move = told("xom", "order", "down", day="2020-01-03", quote="Exxon fell more than Chevron", against=("cvx",))
    path = tmp_path / "moves.json"
    path.write_text(json.dumps({"moves": [as_dict(move)]}))
    assert read_moves(path)[0].against == ("cvx",)
    row = move_rows([move])[0]
    assert row["against"] == "cvx"
    path = tmp_path / "moves.csv"
    pd.DataFrame([row | {"against": "oil"}]).to_csv(path, index=False)
    assert read_moves(path)[0].against == ("brent", "wti")
    found = check(move, load_prices(["xom", "cvx"]))
    page = told_verdict(found, 1)
    assert page["verdict"] == "confirmed"
    assert told_as(move) == "down, more than cvx"
    assert "the fall of Exxon Mobil less that of Chevron was" in page["note"]
    assert found.observed.unit == "percentage_points"
