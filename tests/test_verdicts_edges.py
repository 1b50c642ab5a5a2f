"""Edges of verdicts that no other test comes by: each a case of its own, with prices that can be reckoned by eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import PriceError
from eventstudy.records import Verdict
from eventstudy.verdicts import check_moves
from eventstudy.verdicts.bars import bars_from
from eventstudy.verdicts.candidates import combine, resolved
from eventstudy.verdicts.gate import base_of
from eventstudy.verdicts.joint import CAME_FROM, statement_of
from eventstudy.verdicts.other_spans import of_ended_spans
from eventstudy.verdicts.periods import BY_PUBLICATION, by_period, week_over
from eventstudy.verdicts.second import beside
from eventstudy.verdicts.tolerances import load
from eventstudy.verdicts.venues import foreign_venue, venue_in
from tests.test_verdicts_intraday import bars
from tests.test_verdicts_readings import closes, span, tidy, told
from tests.test_verdicts_whole import TWO, move

TABLE = load()
XOM = bars_from(tidy(**TWO), {"xom"}, TABLE)["xom"]


def check(one, prices=None, **more):
    return check_moves([one], tidy(**TWO) if prices is None else prices, **{"published": {}, **more})[0]


def test_a_column_that_is_there_twice_is_refused():
    prices = tidy(**TWO)
    twice = pd.concat([prices, prices[["close", "open"]]], axis=1)
    with pytest.raises(PriceError, match=r"column close, open is there twice; keep one"):
        bars_from(twice, {"xom"}, TABLE)


# ---------------------------------------------------------------------------------------------------------- candidates

FELL = move("percent_change", "down", "8.7", "percent", phase="close")


def verdict(name, series="xom", severity=None, **more):
    return Verdict(FELL, name, None, None, None, severity, f"Told of {series}.", series, source="these prices", **more)


@pytest.mark.parametrize(
    ("names", "lost", "combined", "shared"),
    [
        (("confirmed", "not_observable"), (), "confirmed", None),
        (("confirmed", "data_problem"), (), "confirmed", None),
        (("contradicted", "not_observable"), (), "ambiguous", None),
        (("contradicted", "data_problem"), (), "ambiguous", None),
        (("contradicted",), ("brent",), "ambiguous", None),
        (("contradicted", "contradicted"), (), "contradicted", None),
        (("contradicted", "direction_only"), (), "direction_only", None),
        (("confirmed", "contradicted"), (), "ambiguous", "xom"),
        (("confirmed", "consistent"), (), "consistent", None),
        (("confirmed", "confirmed_loose", "consistent"), (), "consistent", None),
        (("not_observable", "not_observable"), (), "not_observable", None),
        (("not_observable", "data_problem"), (), "ambiguous", None),
        (("confirmed",), ("brent",), "confirmed", "xom"),
    ],
)
def test_candidates_that_prices_cannot_speak_about_take_no_side(names, lost, combined, shared):
    series = ("xom", "cvx", "wti")[: len(names)]
    verdicts = [verdict(name, one, k / 10) for k, (name, one) in enumerate(zip(names, series, strict=True), 1)]
    found = combine(verdicts, lost)
    assert found.verdict == combined, found.note
    assert ("cannot be tested with these prices" in found.note) == (
        len({"not_observable", "data_problem"} & set(names)) > 0
        and not set(names) <= {"not_observable", "data_problem"}
    )
    assert ("may be meant too, is not among the prices" in found.note) == bool(lost)
    speaking = [one for one in verdicts if one.verdict not in {"not_observable", "data_problem"}] or verdicts
    assert found.severity == max(one.severity for one in speaking)
    assert resolved(dict(zip(series, [[one] for one in verdicts], strict=True))) == (
        shared or ("xom" if [name in {"confirmed", "consistent"} for name in names].count(True) == 1 else None)
    )


# ------------------------------------------------------------------------------------------------------------- counting


@pytest.mark.parametrize(
    ("more", "base"),
    [
        ({}, 7),  # the session before
        ({"anchor": span("2020-03-01", "2020-03-05")}, 3),  # the close of 5 March, the last of the anchor
        ({"anchor": span("2020-03-07", "2020-03-08")}, 4),  # a weekend: the Friday before it
        ({"anchor": span("2020-02-01", "2020-02-28")}, -1),  # before the prices
        ({"anchor": span("2020-03-12", "2020-03-13")}, 7),  # never the session itself
        ({"window": span("2020-03-09", "2020-03-12")}, 4),  # the close before the window
        ({"window": span("2020-03-07", "2020-03-12")}, 4),
        ({"window": span("2020-03-02", "2020-03-12")}, -1),
        ({"window": span("2020-03-09", "2020-03-12"), "anchor": span("2020-03-01", "2020-03-05")}, 4),
        ({"phase": "after_hours"}, 8),  # the close it came after
    ],
)
def test_the_row_a_change_is_counted_from(more, base):
    assert base_of(replace(FELL, **more), XOM, 8) == base


@pytest.mark.parametrize(
    ("day", "row"),
    [("2020-03-09", 4), ("2020-03-13", 4), ("2020-03-14", None), ("2020-03-07", 4), ("2020-03-06", None)],
)
def test_a_week_that_was_over_is_at_most_a_week_ago(day, row):
    week = bars_from(tidy(xom=TWO["xom"][:5]), {"xom"}, TABLE)["xom"]  # to Friday 6 March
    rank = told("xom", "rank", "down", day=day, quote="its worst week since January", basis=(BY_PUBLICATION,))
    assert week_over(rank, week) == row
    assert week_over(replace(rank, basis=()), week) is None
    assert week_over(replace(rank, kind="extreme"), week) is None
    assert week_over(replace(rank, quote="its worst day since January"), week) is None


def test_a_rank_of_weeks_may_be_of_the_last_that_was_over():
    weeks = [100] * 5 + [101] * 5 + [100] * 5 + [92] * 5 + [93] * 5  # a fall of 8 in the week to 28 February
    prices = tidy(**closes("acme", "2020-02-03", *weeks))
    rank = told("acme", "rank", "down", day="2020-03-04", quote="its worst week in a month", basis=(BY_PUBLICATION,),
                window=span("2020-02-03", "2020-03-04"))  # fmt: skip
    found = check(rank, prices)  # the week under way, from 92 to 93, is a rise
    assert found.verdict == "confirmed", found.note
    assert found.note.endswith("the words name no day, and this is the last week that was over.")
    named = check(replace(rank, basis=("date: weekday in sentence",)), prices)
    assert named.verdict == "contradicted"
    whole = check(replace(rank, date=date(2020, 3, 6)), prices)
    assert whole.verdict == "contradicted"
    fall = check(replace(rank, date=date(2020, 2, 26), window=span("2020-01-26", "2020-02-26")), prices)
    assert fall.verdict == "consistent"
    assert fall.note.startswith("Prices in the given table do not disagree:")
    assert fall.note.endswith("that week was not over.")


# ---------------------------------------------------------------------------------------------------------------- words


def test_other_money_than_that_of_the_prices():
    found = check(move("price_level", "down", "84.00", "eur", phase="close"))
    assert found.verdict == "not_observable"
    assert found.note == "Prices of Exxon Mobil are in USD, and the report is in EUR, which would be needed."


def test_an_extreme_without_a_side_is_the_only_one_it_can_be():
    since = {"window": span("2020-03-02", "2020-03-12")}
    low = check(move("extreme", None, quote="an extreme", **since))
    assert low.verdict in {"confirmed", "consistent"}
    assert low.note.endswith("the words do not say which, and it can only be a low.")
    high = check(move("extreme", None, quote="an extreme", day="2020-03-04", **since))
    assert high.note.endswith("the words do not say which, and it can only be a high.")
    neither = check(move("extreme", None, quote="an extreme", day="2020-03-05", **since))
    assert neither.verdict == "not_checkable"
    assert neither.note == "The words do not say whether a high or a low is meant."


def test_a_level_it_came_from_cannot_be_seen_in_closes_alone():
    prices = tidy(**closes("xom", "2020-03-02", 70, 71, 65))
    prices[["open", "high", "low"]] = np.nan
    start = told("xom", "price_level", None, "71.75", "usd", day="2020-03-04", basis=(CAME_FROM,))
    end = replace(told("xom", "price_level", "down", "65.00", "usd", day="2020-03-04"), move_id="m2")
    found = check_moves([start, end], prices, published={})
    assert [one.verdict for one in found] == ["not_observable", "confirmed"]
    assert "they hold closes only, and a price of the day may be meant" in found[0].note


# -------------------------------------------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("first", "second", "both", "said"),
    [
        ("confirmed", "confirmed", "confirmed", "prices in other prices agree too"),
        ("confirmed", "consistent", "confirmed", "prices in other prices agree too"),
        ("contradicted", "contradicted", "contradicted", "prices in other prices disagree too"),
        ("confirmed", "not_observable", "confirmed", "other prices cannot be asked: not observable"),
        ("contradicted", "data_problem", "contradicted", "other prices cannot be asked: data problem"),
        ("not_observable", "confirmed", "not_observable", ""),
        ("ambiguous", "confirmed", "ambiguous", ""),
        ("ambiguous", "ambiguous", "ambiguous", ""),
        ("confirmed", "contradicted", "data_problem", "differ by more than the words allow"),
        ("contradicted", "confirmed", "data_problem", "by the first the move is contradicted, by the second confirmed"),
    ],
)
def test_a_second_source_beside_the_first(first, second, both, said):
    one, other = verdict(first, severity=0.2), replace(verdict(second, severity=0.3), source="other prices")
    found = beside(one, other)
    assert found.verdict == both
    assert said in found.note
    assert (found.note == one.note) == (not said)
    asked = {first, second} <= {"confirmed", "consistent", "contradicted"}
    assert (("prices in other prices", second) in found.variants) == asked
    if asked:
        assert found.severity == (0.3 if both != "data_problem" else None)


# ----- statements


def group(*moves):
    return [replace(one, move_id=f"m{k}") for k, one in enumerate(moves, 1)]


@pytest.mark.parametrize(
    ("moves", "low", "high"),
    [
        # each figure is unsure by half its last digit and a tick, 0.005 and 0.01: 70 less 3, give or take 0.03
        ([("price_level", "up", "70.00", "usd"), ("price_change", "up", "3.00", "usd")], "66.97", "67.03"),
        ([("price_level", "down", "70.00", "usd"), ("price_change", "down", "3.00", "usd")], "72.97", "73.03"),
    ],
)
def test_the_reference_that_numbers_of_a_statement_imply(moves, low, high):
    found = statement_of(group(*(told("xom", *one, day="2020-03-12") for one in moves)), TABLE)
    assert found.consistent
    assert (found.reference.low, found.reference.high) == (Decimal(low), Decimal(high))


def test_a_level_told_in_percent_beside_points_implies_its_reference():
    moves = group(
        told("us10y", "price_level", "up", "1.20", "percent", day="2020-03-12"),
        told("us10y", "point_change", "up", "10", "bp", day="2020-03-12"),
    )
    found = statement_of(moves, TABLE)
    assert found.consistent
    assert found.reference.low < Decimal("1.10") < found.reference.high
    half = replace(moves[1], move_id="m3", kind="percent_change", unit="percent", value=Decimal(50))
    assert not statement_of([*moves, half], TABLE).consistent  # half of 0.80 on top, but 0.10 on 1.10


# ----- spans and venues


SPANS = ("last week", "the week before")


@pytest.mark.parametrize(
    ("names", "combined", "said"),
    [
        (("confirmed",), "confirmed", "the span named holds no session yet, and last week is meant"),
        (("contradicted",), "contradicted", "the span named holds no session yet, and last week does not agree"),
        (
            ("contradicted", "contradicted"),
            "contradicted",
            "the span named holds no session yet, and none of last week and the week before agrees",
        ),
        (
            ("contradicted", "confirmed"),
            "confirmed",
            "the span named holds no session yet, and the week before is meant",
        ),
        (("confirmed", "confirmed"), "confirmed", "the span named holds no session yet, and last week is meant"),
        (("not_observable", "not_observable"), "not_observable", ""),
        (("not_observable", "confirmed"), "confirmed", "and the week before is meant"),
    ],
)
def test_a_span_that_holds_no_session_yet_is_that_which_had_just_ended(names, combined, said):
    others = [(name, verdict(one, severity=0.1 * k))
              for k, (name, one) in enumerate(zip(SPANS, names, strict=False), 1)]  # fmt: skip
    found = of_ended_spans(verdict("data_problem"), others)
    assert (found.verdict, found.move) == (combined, FELL)
    assert said in found.note
    if said:
        assert found.severity == 0.1 * len(names)
        assert found.tried == found.variants == tuple((name, one.verdict) for name, one in others)


def test_two_of_three_spans_that_agree_leave_it_open():
    others = [(name, verdict(one)) for name, one in (("A", "confirmed"), ("B", "contradicted"), ("C", "confirmed"))]
    found = of_ended_spans(verdict("data_problem"), others)
    assert found.verdict == "ambiguous"
    assert found.note.endswith("it depends on which span is meant: A (confirmed), B (contradicted) and C (confirmed).")


EXCHANGES = {  # the market identifiers of ISO 10383
    "Frankfurt": "XETR", "London": "XLON", "Tokyo": "XTKS", "Hong Kong": "XHKG", "Paris": "XPAR", "New York": "XNYS",
    "Sydney": "XASX", "Toronto": "XTSE", "Zurich": "XSWX", "Milan": "XMIL", "Mumbai": "XBOM", "Seoul": "XKRX",
    "Amsterdam": "XAMS", "Madrid": "XMAD", "Stockholm": "XSTO",
}  # fmt: skip


@pytest.mark.parametrize("city", EXCHANGES)
def test_a_share_told_of_another_exchange_is_not_held_against_these_prices(city):
    assert venue_in(f" percent in {city} trading on Friday") == city

    def said(calendar, kind="stock", time=None):
        told = SimpleNamespace(series="xom", kind=kind, calendar=calendar)
        words, timed = SimpleNamespace(venue=city), SimpleNamespace(time=time)
        return foreign_venue(SimpleNamespace(bars=told, words=words, move=timed, source="these prices"))

    assert said(EXCHANGES[city]) == said(None) == said("XOSL", kind="index") == said("XOSL", time="2020-01-03") == ""
    assert f"are not those of {city}, which the words name" in said("XOSL")


def test_a_week_does_not_take_its_flags_from_the_session_after_it():
    marked = replace(XOM, stale=np.arange(9) == 5, roll=np.arange(9) == 6)
    assert by_period(marked, 4, "week").stale.tolist() == [False]
    assert by_period(marked, 5, "week").stale.tolist() == [False, True]
    assert by_period(marked, 5, "week").roll.tolist() == [False, False]
    assert by_period(marked, 8, "week").roll.tolist() == [False, True]
    weeks = by_period(XOM, 8, "week")
    assert [float(one[1]) for one in (weeks.open, weeks.high, weeks.low, weeks.close)] == [98, 99, 80, 84]


# ----- inside the day

INSIDE = bars({
    "xom": ["2020-03-12T09:30-04:00 92 93 91 92", "2020-03-12T10:30-04:00 92 94 88 89",
            "2020-03-12T11:30-04:00 89 90 82 83", "2020-03-12T12:30-04:00 83 84 80 81"],
    "cvx": ["2020-03-12T09:30-04:00 47 48 46 47", "2020-03-12T10:30-04:00 47 48 46.5 46.6",
            "2020-03-12T11:30-04:00 46 46 45 45.5", "2020-03-12T12:30-04:00 45 45 44 44.5"],
})  # fmt: skip


def at_half_past_noon(one, prices=None, inside=INSIDE, hour=12):
    out = {"text": datetime(2020, 3, 12, hour, 30, tzinfo=ZoneInfo("America/New_York"))}
    prices = tidy(**TWO) if prices is None else prices
    return check_moves([one], prices, published=out, intraday=inside)[0]


def test_a_rank_before_the_close_is_by_the_range_so_far():
    since = {"window": span("2020-03-02", "2020-03-12"), "phase": "intraday"}
    drop = at_half_past_noon(move("rank", "down", quote="its biggest drop of the month", **since))
    assert drop.verdict == "confirmed"  # the bar that ends at 12:30 has the low of 82, ten below the close of 92
    assert "is first in dollars from the close before to the low (-$10.00) and first in per cent" in drop.note
    assert [row.time.hour for row in drop.rows if row.time is not None] == [14, 15]  # UTC: of the high, of the low
    rise = at_half_past_noon(move("rank", "up", quote="its biggest rise of the month", **since))
    assert rise.verdict == "contradicted"
    assert "third in dollars from the close before to the high (+$2.00 against +$4.00 on 4 March 2020)" in rise.note
    opening = at_half_past_noon(move("rank", "down", quote="its biggest drop of the month", **since), hour=8)
    assert opening.verdict == "not_observable"


def test_an_order_before_the_close_is_by_the_last_bars_before_the_article():
    found = at_half_past_noon(move("order", "down", series="xom", against=("cvx",)))
    assert found.verdict == "confirmed"
    assert "at 12:30 New York; xom: 83.00 / 92.00 - 1 = -9.78 %; cvx: 45.50 / 47.00 - 1 = -3.19 %." in found.note


def test_an_open_that_no_bar_shows_is_said():
    opened = move("percent_change", "up", "1", "percent", phase="open")
    found = at_half_past_noon(opened, tidy(**TWO).assign(open=np.nan), INSIDE.iloc[1:])
    assert found.verdict == "not_observable"
    assert found.note.endswith("the bars inside the day have none at the open, 09:30 New York.")


def test_the_day_a_month_before_may_not_count_in_a_month():
    later = [90 + step / 10 for step in range(1, 21)]
    prices = tidy(**closes("acme", "2020-02-11", 100, 90, *later, 88))  # -10 on 12 February, -4 on 12 March
    rank = told("acme", "rank", "down", day="2020-03-12", quote="its biggest drop in a month", phase="close",
                window=span("2020-02-12", "2020-03-12"))  # fmt: skip
    found = check(rank, prices)
    assert found.verdict == "ambiguous"
    assert found.note.startswith("Prices in the given table leave it open:")
    assert "only 12 February 2020, the first day of the span, had a larger one, and it may not count." in found.note
    anchored = replace(rank, anchor=span("2020-02-11", "2020-02-11"))
    assert check(anchored, prices).verdict == "contradicted"
