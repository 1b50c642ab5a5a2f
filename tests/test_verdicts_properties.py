"""Properties of verdicts: what must not matter does not, what must does; severity and ranks against plain loops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.prices import load_prices
from eventstudy.records import DateSpan, ReportedMove
from eventstudy.verdicts import check_moves, tolerances
from eventstudy.verdicts.tolerances import granule

PASSING = {"confirmed", "confirmed_loose", "consistent"}
ORDER = ["confirmed", "confirmed_loose", "consistent", "ambiguous", "direction_only", "contradicted"]
DAYS = pd.bdate_range("2019-01-01", periods=90)
PUBLISHED = datetime(2019, 4, 1), datetime(2019, 5, 10)  # noqa: DTZ001 - made aware where they are used


def reported(instrument, kind, direction, value, unit, hedge, phase, day, **more):
    move = ReportedMove(
        "m1", "g1", "text", 0, 0, "", instrument, (instrument,), kind, direction,
        None if value is None else Decimal(value), unit, hedge, phase, None, day, None, "asserted", 1.0,
    )  # fmt: skip
    return replace(move, **more)


def walk(seed, n=90, start=100.0):
    """Prices to the cent, open, high, low and close in order."""
    rng = np.random.default_rng(seed)
    close = np.round(start * np.exp(np.cumsum(rng.normal(0, 0.015, n))), 2)
    before = np.concatenate([[start], close[:-1]])
    opened = np.round(before * (1 + rng.normal(0, 0.006, n)), 2)
    high = np.round(np.maximum(opened, close) * (1 + np.abs(rng.normal(0, 0.005, n))), 2)
    low = np.round(np.minimum(opened, close) * (1 - np.abs(rng.normal(0, 0.005, n))), 2)
    high, low = np.maximum(high, np.maximum(opened, close)), np.minimum(low, np.minimum(opened, close))
    return pd.DataFrame({"series": "aaa", "date": DAYS[:n], "open": opened, "high": high, "low": low, "close": close})


hedges = st.sampled_from([
    "exact", "about", "roughly", "nearly", "just_under", "just_over", "more_than", "less_than", "at_least", "at_most",
    "as_much_as",
])  # fmt: skip
phases = st.sampled_from(["open", "close", "intraday", "unspecified"])


@st.composite
def claims(draw):
    """A move of some kind on one of the last days of a random walk, near what happened or not."""
    prices = walk(draw(st.integers(0, 20)))
    k = draw(st.integers(70, 89))
    row, before = prices.iloc[k], prices.iloc[k - 1]
    kind = draw(st.sampled_from(["percent_change", "price_change", "price_level"]))
    phase, hedge = draw(phases), draw(hedges)
    seen = row["open"] if phase == "open" else row["close"]
    away = draw(st.sampled_from([0, 0, 1, -1, 3]))
    if kind == "price_level":
        value, unit = Decimal(str(round(seen + away * 0.4, 2))), "usd"
    elif kind == "price_change":
        value, unit = Decimal(str(round(abs(abs(seen - before["close"]) + away * 0.4), 2))), "usd"
    else:
        value, unit = Decimal(str(round(abs(100 * abs(seen / before["close"] - 1) + away * 0.4), 1))), "percent"
    direction = draw(st.sampled_from(["up", "down", None]))
    move = reported("aaa", kind, direction, value, unit, hedge, phase, prices["date"][k].date())
    return move, prices


def widened(table, by):
    """Every end of every interval, `by` granules further out."""

    def out(ends):
        low, high = ends
        low = None if low is None else replace(low, g=low.g - by, cap=None)
        return low, None if high is None else replace(high, g=high.g + by, cap=None)

    def row(one):
        coarse = None if one.coarse_tolerant is None else out(one.coarse_tolerant)
        return replace(one, tolerant=out(one.tolerant), coarse_tolerant=coarse)

    return replace(table, hedges=MappingProxyType({name: row(one) for name, one in table.hedges.items()}))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(claims(), st.decimals("0", "5", places=1))
def test_widening_the_tolerance_never_speaks_against_a_report(claim, by):
    move, prices = claim
    narrow = check_moves([move], prices)[0].verdict
    wide = check_moves([move], prices, tolerances=widened(tolerances.load(), by))[0].verdict
    assert ORDER.index(wide) <= ORDER.index(narrow) or {wide, narrow} <= {"consistent", "confirmed_loose", "ambiguous"}
    if narrow == "confirmed":
        assert wide == "confirmed"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(claims(), st.integers(1, 3))
def test_a_change_of_currency_unit_changes_no_verdict(claim, places):
    move, prices = claim
    table = tolerances.load()
    ticks = MappingProxyType({**table.ticks, "price": table.ticks["price"].scaleb(-places)})
    scaled = prices.assign(**{name: prices[name] / 10**places for name in ("open", "high", "low", "close")})
    told = move if move.unit == "percent" else replace(move, value=move.value.scaleb(-places))
    here, there = check_moves([move], prices)[0], check_moves([told], scaled, tolerances=replace(table, ticks=ticks))[0]
    assert here.verdict == there.verdict
    assert here.severity == there.severity


@settings(max_examples=40, deadline=None, derandomize=True)
@given(claims(), st.permutations(["aaa", "bbb", "ccc", "ddd"]))
def test_the_order_of_candidates_has_no_effect(claim, order):
    move, prices = claim
    all_of_them = pd.concat([prices, walk(31).assign(series="bbb"), walk(32).assign(series="ccc")])
    sorted_out = check_moves([replace(move, candidates=("aaa", "bbb", "ccc", "ddd"))], all_of_them)[0]
    other = check_moves([replace(move, candidates=tuple(order))], all_of_them)[0]
    assert replace(other, move=move) == replace(sorted_out, move=move)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_moves_has_no_effect(claim, rng):
    move, prices = claim
    places = list(range(len(prices)))
    rng.shuffle(places)
    other = replace(move, move_id="m2", group="g2", value=move.value + 1)
    there = check_moves([other, move], prices.iloc[places])
    assert check_moves([move, other], prices) == there[::-1]


@cache
def snapshot():
    return load_prices(["brent", "dow", "sp500", "xom", "cvx"])


def sessions_to_report():
    """Every fourth day of a year of each series: series, day, phase, the price, and the close before."""
    for name, rows in snapshot().groupby("series"):
        closes, flags = rows["close"].to_numpy(), rows["flag"].to_numpy()
        for k in range(len(rows) - 200, len(rows), 4):
            if "roll" not in flags[k]:
                for phase in ("open", "close"):
                    seen = Decimal(str(rows[phase].iloc[k]))
                    yield name, rows["date"].iloc[k].date(), phase, seen, Decimal(str(closes[k - 1]))


@cache
def true_reports():
    """Reports as a careful reporter would write them: percentages to the tenth, changes and levels to the cent."""
    moves = []
    for name, day, phase, seen, before in sessions_to_report():
        tenth = ((seen / before - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
        direction = "up" if seen > before else "down"
        unit = "points" if name in {"dow", "sp500"} else "usd"
        kind = "point_change" if unit == "points" else "price_change"
        if tenth:
            moves.append(reported(name, "percent_change", direction, abs(tenth), "percent", "exact", phase, day))
        if abs(seen - before) > 1:
            moves.append(reported(name, kind, direction, abs(seen - before), unit, "exact", phase, day))
        moves.append(reported(name, "price_level", None, seen, unit, "exact", phase, day))
    return numbered(moves)


def numbered(moves):
    return [replace(move, move_id=f"m{n}", group=f"g{n}") for n, move in enumerate(moves)]


def shifted(moves, granules):
    found = [replace(move, value=move.value + granules * granule(move.value)) for move in moves]
    return [move for move in found if move.value > 0]


def test_true_reports_are_confirmed():
    verdicts = check_moves(true_reports(), snapshot())
    assert len(verdicts) > 1000
    assert [one.note for one in verdicts if one.verdict != "confirmed"] == []


@pytest.mark.parametrize("granules", [2, -2])
def test_a_shift_by_two_granules_fells_every_plain_number(granules):
    found = [one.verdict for one in check_moves(shifted(true_reports(), granules), snapshot())]
    assert len(found) > 1000
    assert not PASSING & set(found)


@pytest.mark.parametrize("granules", [2, -2])
@pytest.mark.parametrize(
    ("hedge", "rounding"),
    [("about", ROUND_HALF_EVEN), ("nearly", ROUND_CEILING), ("more_than", ROUND_FLOOR), ("less_than", ROUND_CEILING)],
)
def test_a_shift_by_two_granules_fells_nine_in_ten_hedged_numbers(hedge, rounding, granules):
    moves = []
    for name, day, phase, seen, before in sessions_to_report():
        exact = abs(seen / before - 1) * 100
        direction = "up" if seen > before else "down"
        value = exact.quantize(Decimal("0.1"), rounding)
        if value > 1:
            moves.append(reported(name, "percent_change", direction, value, "percent", hedge, phase, day))
    confirmed = [one.move for one in check_moves(numbered(moves), snapshot()) if one.verdict == "confirmed"]
    found = [one.verdict for one in check_moves(shifted(confirmed, granules), snapshot())]
    assert len(found) > 50
    assert sum(verdict != "confirmed" for verdict in found) / len(found) >= 0.9


def few_days():
    """The shipped table, content with fewer ordinary days."""
    return replace(tolerances.load(), severity_least=60)


def test_severity_is_the_share_of_days_that_pass_counted_one_by_one():
    prices = walk(3)
    day = DAYS[85].date()
    c, o, h, low = (prices[name].to_numpy() for name in ("close", "open", "high", "low"))
    opened = check_moves(
        [reported("aaa", "percent_change", "up", "0.3", "percent", "about", "open", day)], prices, tolerances=few_days()
    )[0]
    # tolerant interval of "about 0.3 percent": 0.2 to 0.4
    passes = sum(0.002 <= o[k] / c[k - 1] - 1 <= 0.004 for k in range(1, 85))
    assert opened.severity == pytest.approx((1 + passes) / 85)
    level = reported("aaa", "price_level", None, Decimal(str(round(c[84] * 1.01, 2))), "usd", "exact", "intraday", day)
    inside = check_moves([level], prices, tolerances=few_days())[0]
    lowest, highest = (float(level.value) + end for end in (-0.015, 0.015))
    passes = sum(low[k] / c[k - 1] <= highest / c[84] and h[k] / c[k - 1] >= lowest / c[84] for k in range(1, 85))
    assert inside.severity == pytest.approx((1 + passes) / 85)


def test_severity_of_an_extreme_and_a_rank_counted_one_by_one():
    prices = walk(5)
    day, c = DAYS[89].date(), prices["close"].to_numpy()
    window = DateSpan(DAYS[79].date(), DAYS[88].date())  # ten sessions
    high = check_moves(
        [reported("aaa", "extreme", "up", None, None, "exact", "close", day, window=window)],
        prices,
        tolerances=few_days(),
    )[0]
    passes = [c[k] >= c[k - 10 : k].max() for k in range(10, 89)]
    assert high.severity == pytest.approx((1 + sum(passes)) / (len(passes) + 1))
    assert high.verdict == ("confirmed" if c[89] >= c[79:89].max() else "contradicted")
    rank = check_moves(
        [reported("aaa", "rank", "up", None, None, "exact", "close", day, window=window)], prices, tolerances=few_days()
    )[0]
    money, share = np.diff(c), np.diff(c) / c[:-1]  # the change into session k stands at k - 1
    first = [
        all(one[k - 1] >= one[k - 11 : k - 1].max() and one[k - 1] > 0 for one in (money, share)) for k in range(11, 89)
    ]
    assert rank.severity == pytest.approx((1 + sum(first)) / (len(first) + 1))


@pytest.mark.parametrize("direction", ["up", "down"])
def test_ranks_are_those_of_a_plain_count(direction):
    brent = snapshot()[snapshot()["series"] == "brent"].set_index("date")
    sign = 1 if direction == "up" else -1
    far = brent["high"] if sign > 0 else brent["low"]
    changes = pd.DataFrame({"close": sign * brent["close"].diff(), "far": sign * (far - brent["close"].shift())})
    changes["close %"], changes["far %"] = (changes[name] / brent["close"].shift() for name in ("close", "far"))
    for day in pd.bdate_range("2019-11-04", "2020-02-20", freq="3B"):
        if day not in brent.index or "roll" in brent.loc[day, "flag"]:
            continue
        anchor = DateSpan(date(2019, 9, 1), date(2019, 9, 30))
        move = reported("brent", "rank", direction, None, None, "exact", "unspecified", day.date(), anchor=anchor)
        found = check_moves([replace(move, quote="among the largest since September")], snapshot())[0]
        since = changes.loc["2019-10-01":day].iloc[:-1]
        since = since[~brent.loc[since.index, "flag"].str.contains("roll")]
        ranks = {name: 1 + int((since[name].round(9) > round(changes.loc[day, name], 9)).sum()) for name in changes}
        assert (int(found.observed.low), int(found.observed.high)) == (min(ranks.values()), max(ranks.values()))
        ceiling = min(5, max(1, (len(since) + 1) * 5 // 100))
        good = [ranks[name] <= ceiling and changes.loc[day, name] > 0 for name in changes]
        assert found.verdict == ("consistent" if all(good) else "ambiguous" if any(good) else "contradicted")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.decimals(20, 200, places=2),
    st.decimals("0.5", "15", places=2),
    st.sampled_from(["up", "down"]),
    st.sampled_from(["1", "0.1", "0.01"]),
    st.sampled_from(["1", "0.1", "0.01"]),
)
def test_numbers_rounded_from_one_move_never_contradict_each_other(reference, change, direction, coarse, fine):
    level = reference + change if direction == "up" else reference - change
    numbers = [
        ("price_level", level.quantize(Decimal(coarse), ROUND_HALF_EVEN), "usd"),
        ("price_change", change.quantize(Decimal(fine), ROUND_HALF_EVEN), "usd"),
        ("percent_change", (change / reference * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN), "percent"),
    ]
    moves = [
        reported("aaa", kind, direction, value, unit, "exact", "close", DAYS[80].date(), move_id=kind)
        for kind, value, unit in numbers
    ]
    assert "internally_inconsistent" not in {one.verdict for one in check_moves(moves, walk(1))}
    # Twice the percentage and a good deal is none of the same move.
    torn = [replace(move, value=2 * move.value + 2) if move.unit == "percent" else move for move in moves]
    if coarse == fine == "0.01":
        assert {one.verdict for one in check_moves(torn, walk(1))} == {"internally_inconsistent"}


KINDS = ["percent_change", "price_change", "point_change", "price_level", "extreme", "rank", "streak", "order"]


ODD_QUOTES = [
    "", "among the largest", "from 3", "its worst week since March", "best month", "biggest percentage drop",
    "a 5-session high", "a third straight gain", "nearly 101",
]  # fmt: skip


@st.composite
def oddities(draw):
    """Any move at all on prices with holes, zeros, flags and missing days."""
    prices = walk(draw(st.integers(0, 5)))
    for _ in range(draw(st.integers(0, 12))):
        row, column = draw(st.integers(60, 89)), draw(st.sampled_from(["open", "high", "low", "close"]))
        prices.loc[row, column] = draw(st.sampled_from([float("nan"), 0.0, -3.0, 1e6]))
    word = st.sampled_from(
        ["", "", "", "", "roll", "stale", "roll|half_day", "closed", "nonpositive", "break", "split"]
    )
    prices["flag"] = draw(st.lists(word, min_size=90, max_size=90))
    prices["dividend"] = draw(st.sampled_from([0.0, 0.5]))
    prices = prices.drop(index=draw(st.lists(st.integers(0, 88), max_size=5, unique=True)))
    spans = st.none() | st.builds(DateSpan, *[st.dates(date(2018, 12, 1), date(2019, 6, 1))] * 2)
    move = ReportedMove(
        "m1", "g1", "text", 0, 0, draw(st.sampled_from(ODD_QUOTES)),
        "aaa", draw(st.sampled_from([("aaa",), ("aaa", "bbb"), ()])),
        draw(st.sampled_from(KINDS)),
        draw(st.sampled_from(["up", "down", None])), draw(st.none() | st.decimals("-5", "200", places=2)),
        draw(st.sampled_from(["usd", "percent", "percentage_points", "bp", "points", None])), draw(hedges),
        draw(st.sampled_from(["premarket", "open", "intraday", "close", "overnight", "after_hours", "unspecified"])),
        draw(st.sampled_from([None, "2019-04-23T11:00+01:00", "noon"])),
        draw(st.none() | st.dates(date(2019, 3, 1), date(2019, 5, 10))), draw(spans), "asserted", 1.0,
        anchor=draw(spans), against=draw(st.sampled_from([(), ("bbb",), ("aaa",), ("ccc", "ddd")])),
        basis=draw(st.sampled_from([(), ("date: publication date",), ("date: end of the span told, 3 sessions",)])),
    )  # fmt: skip
    if draw(st.booleans()):
        prices = pd.concat([prices, walk(draw(st.integers(6, 9))).assign(series="ccc", flag="", dividend=0.0)])
    return move, prices


@settings(max_examples=300, deadline=None, derandomize=True)
@given(oddities())
def test_every_move_gets_a_verdict_whatever_the_prices(case):
    move, prices = case
    beside = replace(move, move_id="m2", kind="price_level", value=Decimal("101.5"), unit="usd")
    for found in check_moves([move, beside], prices, published={}):
        assert found.note.endswith(".")
        assert found.severity is None or 0 < found.severity <= 1
        if found.verdict in PASSING | {"direction_only", "contradicted"}:
            assert found.observed is not None
            assert found.rows


@st.composite
def bars_inside(draw):
    """Bars of odd spacing on the last days, at prices that may or may not fit, with holes; some before the open."""
    rng = np.random.default_rng(draw(st.integers(0, 5)))
    steps = draw(st.lists(st.sampled_from([1, 5, 5, 5, 60, 400]), min_size=1, max_size=40))
    start = pd.Timestamp(draw(st.sampled_from(["2019-04-22 08:00", "2019-04-23 04:00", "2019-05-01 13:00"])), tz="UTC")
    price = np.round(draw(st.sampled_from([100.0, 100.0, 3.0, 0.5])) + rng.normal(0, 1, len(steps)), 2)
    high, low = price + np.round(rng.uniform(0, 1, len(steps)), 2), price - np.round(rng.uniform(0, 1, len(steps)), 2)
    times = start + pd.to_timedelta(np.cumsum(steps), unit="min")
    columns = {"time": times, "open": price, "high": high, "low": low, "close": price}
    return pd.DataFrame({"series": draw(st.sampled_from(["xom", "brent"])), **columns})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(oddities(), bars_inside(), st.sampled_from(["xom", "brent", "us10y"]), st.datetimes(*PUBLISHED))
def test_every_move_gets_a_verdict_whatever_the_bars_and_the_publication(case, inside, series, out):
    move, prices = case
    prices = prices.assign(series=prices["series"].replace("aaa", series))
    told = replace(
        move, instrument=series, candidates=tuple(series if one == "aaa" else one for one in move.candidates)
    )
    beside = replace(told, move_id="m2", kind="price_level", value=Decimal("101.5"), unit="usd")
    published = {"text": out.replace(tzinfo=UTC)}
    daily = check_moves([told, beside], prices, published=published)
    for found, before in zip(
        check_moves([told, beside], prices, published=published, intraday=inside), daily, strict=True
    ):
        assert found.note.endswith(".")
        assert "nan" not in found.note.lower().split()
        assert found.robustness is None or 0 < found.robustness[0] <= found.robustness[1]
        if before.verdict not in {"consistent", "not_observable", "ambiguous"}:
            assert found.verdict in {before.verdict, "data_problem"}
