"""Verdicts against a golden table worked out by hand, and against the figures of January 2020."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from eventstudy.errors import PriceError, UsageError
from eventstudy.prices import load_prices
from eventstudy.records import DateSpan, ReportedMove, VerdictName, as_dict
from eventstudy.verdicts import check_moves

DATA = Path(__file__).parent / "data"
GOLDEN = tomllib.loads((DATA / "verdicts_golden.toml").read_text(encoding="utf-8"))
FRIDAY = date(2020, 1, 3)


def reported(
    instrument,
    kind,
    direction,
    value,
    unit,
    hedge="exact",
    phase="close",
    day=FRIDAY,
    *,
    move_id="m1",
    group="g1",
    quote="",
    time=None,
    window=None,
    anchor=None,
    candidates=None,
    modality="asserted",
):
    return ReportedMove(
        move_id=move_id,
        group=group,
        article="text",
        start=0,
        end=len(quote),
        quote=quote,
        instrument=instrument,
        candidates=tuple(candidates or (instrument,)),
        kind=kind,
        direction=direction,
        value=None if value is None else Decimal(value),
        unit=unit,
        hedge=hedge,
        phase=phase,
        time=time,
        date=day,
        window=window,
        modality=modality,
        confidence=1.0,
        anchor=anchor,
    )


def tidy(series):
    rows = []
    for name, lines in series.items():
        for line in lines:
            day, *figures = line.split()
            o, h, low, c = (float(one) for one in figures[:4])
            flag = figures[4] if len(figures) > 4 else ""
            dividend = float(figures[5]) if len(figures) > 5 else 0.0
            rows.append((name, pd.Timestamp(day), o, h, low, c, dividend, flag.replace("-", "")))
    columns = ["series", "date", "open", "high", "low", "close", "dividend", "flag"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.attrs["provenance"] = {"source": "golden", "sha256": "0123456789abcdef"}
    return frame


def from_words(case, number):
    instrument, kind, direction, value, unit, hedge, phase, day = case["move"].split()
    blank = {"-": None}
    spans = {name: DateSpan(*map(date.fromisoformat, case[name])) for name in ("window", "anchor") if name in case}
    move = reported(
        instrument,
        kind,
        blank.get(direction, direction),
        blank.get(value, value),
        blank.get(unit, unit),
        hedge,
        phase,
        None if day == "-" else date.fromisoformat(day),
        move_id=f"m{number}",
        group=case.get("group", f"g{number}"),
        quote=case.get("quote", ""),
        time=case.get("time"),
        window=spans.get("window"),
        anchor=spans.get("anchor"),
        candidates=case.get("candidates"),
        modality=case.get("modality", "asserted"),
    )
    return replace(move, basis=tuple(case.get("basis", ())))


@pytest.fixture(scope="module")
def golden():
    moves = [from_words(case, number) for number, case in enumerate(GOLDEN["case"])]
    return check_moves(moves, tidy(GOLDEN["series"]))


@pytest.mark.parametrize("number", range(len(GOLDEN["case"])), ids=lambda number: GOLDEN["case"][number]["id"])
def test_golden_table(golden, number):
    case, found = GOLDEN["case"][number], golden[number]
    assert found.verdict == case["verdict"], found.note
    assert case.get("note", "") in found.note
    for name in ("observed", "core", "tolerant"):
        if name in case:
            low, high = case[name]
            band = getattr(found, name)
            loose = 1e-4 if name == "observed" and low != high else 1e-12
            assert float(band.low) == pytest.approx(low, abs=loose)
            assert float(band.high) == pytest.approx(high, abs=loose)


def test_golden_table_covers_every_verdict():
    assert {case["verdict"] for case in GOLDEN["case"]} == set(get_args(VerdictName))


def test_a_note_is_one_sentence_that_names_the_source_and_calls_nothing_true(golden):
    for found in golden:
        assert found.note.endswith(".")
        assert ". " not in found.note
        assert "\n" not in found.note
        words = found.note.lower().replace(",", " ").split()
        assert not {"true", "false", "wrong", "lie"} & set(words)
        if found.verdict in {"confirmed", "confirmed_loose", "consistent", "direction_only", "contradicted"}:
            assert "rices in golden 0123456789ab " in found.note
            assert found.source == "golden 0123456789ab"


def test_verdicts_keep_the_order_of_the_moves_and_are_plain_json(golden):
    assert [found.move.move_id for found in golden] == [f"m{n}" for n in range(len(GOLDEN["case"]))]
    shown = as_dict(golden[0])
    assert shown["observed"] == {"low": -1.25, "high": -1.25, "unit": "percent", "closed": "both"}
    assert shown["rows"][1]["close"] == 98.75


def the_nine():
    overnight = {"group": "a", "phase": "overnight"}
    eleven = {"group": "b", "phase": "intraday", "time": "2020-01-03T11:00+00:00"}
    three_months = DateSpan(date(2019, 10, 3), date(2020, 1, 2))
    september = DateSpan(date(2019, 9, 1), date(2019, 9, 30))
    return [
        reported("brent", "price_level", "up", "70", "usd", "nearly", move_id="1", **overnight),
        reported("brent", "price_change", "up", "3", "usd", move_id="2", **overnight),
        reported("brent", "price_level", None, "69.20", "usd", move_id="3", **eleven),
        reported("brent", "extreme", "up", None, None, move_id="4", quote="a high", window=three_months, **eleven),
        reported(
            "brent", "rank", "up", None, None, phase="unspecified", move_id="5", group="c",
            quote="among the largest since September", anchor=september,
        ),
        reported("dow", "percent_change", "down", "1", "percent", "about", "open", move_id="6", group="d"),
        reported("sp500", "percent_change", "down", "1", "percent", "about", "open", move_id="7", group="d"),
        reported("xom", "percent_change", "up", "1.3", "percent", phase="premarket", move_id="8", group="e"),
        reported("cvx", "percent_change", "up", "1.2", "percent", phase="premarket", move_id="9", group="e"),
    ]  # fmt: skip


def literal():
    return pd.read_csv(DATA / "verdicts_prices.csv", keep_default_na=False, parse_dates=["date"])


@pytest.mark.parametrize("prices", [literal, lambda: load_prices(["brent", "dow", "sp500", "xom", "cvx"])])
def test_the_nine_moves_of_january_2020(prices):
    level, change, eleven, high, rank, dow, sp500, xom, cvx = check_moves(the_nine(), prices())

    assert [one.verdict for one in (level, change, eleven, high, rank)] == ["consistent"] * 5
    assert (level.observed.low, level.observed.high) == (Decimal("66.22"), Decimal("69.5"))
    assert (level.core.low, level.core.high, level.core.closed) == (69, 70, "left")
    assert change.observed.high == Decimal("3.25")
    assert "68.99" in high.note
    assert "30 December 2019" in high.note
    assert "first in dollars from close to close (+$2.35)" in rank.note
    assert "second in per cent from close to close (+3.55 % against +3.58 % on 4 December 2019)" in rank.note
    assert "first in dollars from the close before to the high (+$3.25)" in rank.note
    assert "first in per cent from the close before to the high (+4.91 %)" in rank.note
    assert [dow.verdict, sp500.verdict] == ["confirmed", "confirmed"]
    assert round(float(dow.observed.low), 2) == -1.09
    assert round(float(sp500.observed.low), 2) == -0.97
    assert [xom.verdict, cvx.verdict] == ["not_observable", "not_observable"]
    assert "Exxon Mobil opened 0.62 % above and closed 0.80 % below the close before" in xom.note
    assert "Chevron opened 0.29 % above and closed 0.35 % below the close before" in cvx.note
    assert "extended-hours" in xom.note


def test_the_nine_moves_have_a_severity_only_where_enough_ordinary_days_lie_before():
    few = check_moves(the_nine(), literal())
    many = check_moves(the_nine(), load_prices(["brent", "dow", "sp500", "xom", "cvx"]))
    assert few[5].severity is None
    assert all(0 < one.severity < 0.2 for one in many[:7])
    assert many[7].severity is None


def test_the_session_of_an_anchor_on_a_closed_day_is_not_counted():
    # The attack was on Saturday 14 September; Monday's +8.80 is its own session, from Tuesday on +2.35 is the largest.
    saturday = DateSpan(date(2019, 9, 14), date(2019, 9, 14))
    told = reported("brent", "rank", "up", None, None, phase="close", anchor=saturday)
    found = check_moves([replace(told, quote="among the largest since the attack")], literal())[0]
    assert found.verdict == "confirmed"
    assert "of 73 sessions" in found.note
    assert (found.observed.low, found.observed.high) == (1, 2)
    assert (found.core.low, found.core.high) == (1, 3)  # 5 per cent of 73


def test_numbers_that_fit_no_close_before_are_said_to_imply_another_reference():
    moves = [
        reported("brent", "price_level", "up", "68.60", "usd", move_id="1"),
        reported("brent", "price_change", "up", "1.00", "usd", move_id="2"),
    ]
    level, change = check_moves(moves, literal())
    assert level.verdict == "confirmed"
    assert change.verdict == "direction_only"
    assert "imply that it came from $67.57 to $67.63, which the close before, $66.25, is not" in level.note


def test_one_statement_without_a_phase_is_read_at_one_moment():
    # At the close 68.60 is in reach of "nearly 70" (68 to 70.05) and +2.35 not of 3 (2.49 to 3.51); in the day both.
    moves = [
        reported("brent", "price_level", "up", "70", "usd", "nearly", "unspecified", move_id="1"),
        reported("brent", "price_change", "up", "3", "usd", "exact", "unspecified", move_id="2"),
    ]
    assert [one.verdict for one in check_moves(moves, literal())] == ["consistent", "consistent"]
    assert check_moves(moves[:1], literal())[0].verdict == "confirmed_loose"


def test_several_numbers_identify_the_instrument_and_one_does_not():
    prices = tidy(
        {
            "brent": ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 66.28 69.50 66.22 68.60"],
            "wti": ["2020-01-02 61.59 61.60 60.64 61.18", "2020-01-03 61.18 64.09 61.13 63.05"],
        }
    )
    both = {"candidates": ("brent", "wti")}
    level = reported("oil", "price_level", "up", "63.05", "usd", move_id="1", **both)
    change = reported("oil", "price_change", "up", "1.87", "usd", move_id="2", **both)
    percent = reported("oil", "percent_change", "up", "3", "percent", "about", move_id="3", group="other", **both)

    together = check_moves([level, change], prices)
    assert [(one.verdict, one.series) for one in together] == [("confirmed", "wti"), ("confirmed", "wti")]
    assert "only West Texas Intermediate fits" in together[0].note

    alone = check_moves([level], prices)[0]
    assert alone.verdict == "ambiguous"
    assert dict(alone.variants[:2]) == {"brent": "contradicted", "wti": "confirmed"}

    alike = check_moves([percent], prices)[0]  # +3.55 and +3.06 per cent, both within 2 to 4
    assert alike.verdict == "confirmed_loose"  # the weaker of the two
    assert dict(alike.variants[:2]) == {"brent": "confirmed_loose", "wti": "confirmed"}

    lost = check_moves([level], prices[prices["series"] == "wti"])[0]
    assert lost.verdict == "confirmed"
    assert "Brent crude, which may be meant too, is not among the prices" in lost.note


def test_an_ex_dividend_day_shows_the_adjusted_reading_as_a_variant():
    prices = tidy({"xom": GOLDEN["series"]["xom"]})
    told = reported("xom", "percent_change", "down", "3.1", "percent", day=date(2019, 11, 8))
    unadjusted = check_moves([told], prices)[0]
    adjusted = check_moves([replace(told, value=Decimal("1.9"))], prices)[0]
    assert unadjusted.verdict == "confirmed"
    assert adjusted.verdict == "direction_only"
    assert adjusted.variants[-1][1] == "confirmed"  # 70.77 / (73.01 - 0.87) - 1 = -1.899 %


def test_a_range_told_by_its_ends_is_no_contradiction_in_itself():
    moves = [
        reported("brent", "percent_change", "up", "3", "percent", "at_least", move_id="1"),
        reported("brent", "percent_change", "up", "4", "percent", "at_most", move_id="2"),
        reported("brent", "price_change", "up", "2.35", "usd", move_id="3"),
        reported("brent", "price_level", "up", "68.60", "usd", move_id="4"),
    ]
    assert [one.verdict for one in check_moves(moves, literal())] == ["confirmed"] * 4


def test_the_further_back_of_two_levels_is_where_the_change_came_from():
    moves = [
        reported("brent", "price_level", "up", "68.60", "usd", move_id="1"),
        reported("brent", "price_level", "up", "66.25", "usd", move_id="2"),
    ]
    to, start = check_moves(moves, literal())
    assert (to.verdict, start.verdict) == ("confirmed", "confirmed")
    assert start.observed.low == Decimal("66.25")


def test_an_undated_level_told_as_the_start_is_the_close_before():
    told = reported("brent", "price_level", None, "66.25", "usd", phase="unspecified", day=None, move_id="2")
    start = replace(told, basis=("value: level it came from",))
    to = reported("brent", "price_level", "up", "68.60", "usd", phase="unspecified", move_id="1")
    verdicts = check_moves([to, start], literal())
    assert [one.verdict for one in verdicts] == ["confirmed", "confirmed"]
    assert verdicts[1].move == start
    assert "on 2 January 2020 Brent crude closed at $66.25" in verdicts[1].note
    wrong = check_moves([to, replace(start, value=Decimal("66.35"))], literal())
    assert [one.verdict for one in wrong] == ["confirmed", "contradicted"]
    assert check_moves([start], literal())[0].verdict == "not_checkable"


def test_prices_without_a_range_show_closes_and_nothing_inside_the_day():
    closes = literal().assign(open=float("nan"), high=float("nan"), low=float("nan"))
    moves = [
        reported("brent", "price_change", "up", "2.35", "usd", phase="close", move_id="1", group="1"),
        reported("brent", "price_change", "up", "2.35", "usd", phase="unspecified", move_id="2", group="2"),
        reported("brent", "price_change", "up", "2.35", "usd", phase="intraday", move_id="3", group="3"),
        reported("brent", "price_change", "up", "2.35", "usd", phase="open", move_id="4", group="4"),
        reported("brent", "price_change", "up", "2.35", "usd", "as_much_as", "unspecified", move_id="5", group="5"),
    ]
    found = [one.verdict for one in check_moves(moves, closes)]
    assert found == ["confirmed", "confirmed", "not_observable", "not_observable", "not_observable"]


@pytest.mark.parametrize(
    ("instrument", "time", "seen"),
    [
        ("brent", "2020-03-10T07:00-04:00", True),  # 11:00 in London, still on winter time while New York is not
        ("dow", "2020-03-10T13:45+00:00", True),  # 09:45 in New York, where the clocks changed on the 8th
        ("dow", "2020-03-03T13:45+00:00", False),  # 08:45 a week before
        ("wti", "2020-03-10T18:30-04:00", True),  # the bar begins the evening before
        ("wti", "2020-03-10T17:30-04:00", False),  # the pause of an hour
        ("brent", "2020-03-10T00:30+00:00", False),  # before the bar begins
        ("dow", "2020-03-03T13:45", True),  # no place told, so nothing can be held against it
    ],
)
def test_a_clock_time_is_placed_in_the_hours_of_the_bar(instrument, time, seen):
    day = date.fromisoformat(time[:10])
    rows = [f"2020-03-{one} 50.00 51.00 49.00 50.00" for one in ("02", "03", "10")]
    unit = "points" if instrument == "dow" else "usd"
    move = reported(instrument, "price_level", None, "50.50", unit, phase="intraday", day=day, time=time)
    found = check_moves([move], tidy({instrument: rows}))[0]
    assert found.verdict == ("consistent" if seen else "not_observable"), found.note


def test_a_candidate_that_prices_cannot_speak_about_takes_no_side():
    prices = tidy(
        {"brent": ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 66.28 69.50 66.22 68.60"],
         "wti": ["2020-01-02 61.59 61.60 60.64 61.18"]}
    )  # fmt: skip
    move = reported("oil", "price_level", "up", "68.60", "usd", candidates=("wti", "brent"))
    found = check_moves([move], prices)[0]
    assert (found.verdict, found.series) == ("confirmed", "brent")
    assert "West Texas Intermediate cannot be tested with these prices" in found.note


def test_progress_is_told_after_each_move():
    told = []
    check_moves(the_nine()[:3], literal(), progress=lambda stage, done, total: told.append((stage, done, total)))
    assert told == [("verdicts", 1, 3), ("verdicts", 2, 3), ("verdicts", 3, 3)]


def test_no_moves_no_verdicts():
    assert check_moves([], literal()) == []


def test_what_cannot_be_used_is_refused_in_one_line():
    with pytest.raises(PriceError, match="lack the column 'close'"):
        check_moves(the_nine(), literal().drop(columns=["close"]))
    with pytest.raises(PriceError, match="have two columns 'close'"):
        check_moves(the_nine(), pd.concat([literal(), literal()[["close"]]], axis=1))
    with pytest.raises(PriceError, match=r"are numbers \(20200103\)"):
        check_moves(the_nine(), literal().assign(date=20200103))
    with pytest.raises(PriceError, match="row 1 of the prices has no date"):
        check_moves(the_nine(), literal().assign(date=lambda rows: rows["date"].where(rows.index % 2 == 0)))
    with pytest.raises(PriceError, match=r"holds 1e\+300, which is no price"):
        check_moves(the_nine(), literal().assign(close=1e300))
    with pytest.raises(PriceError, match="holds bool, not prices"):
        check_moves(the_nine(), literal().assign(close=True))
    with pytest.raises(UsageError, match="a NoneType, not a list of ReportedMove"):
        check_moves(None, literal())
    with pytest.raises(PriceError, match="column 'high' is not all numbers"):
        check_moves(the_nine(), literal().astype({"high": object}).replace({"high": {69.50: "n/a"}}))
    with pytest.raises(PriceError, match="is dated 'yesterday or so', no date"):
        check_moves(the_nine(), literal().assign(date="yesterday or so"))
    twice = pd.concat([literal(), literal()])
    with pytest.raises(PriceError, match="two prices of 'brent' on 2019-09-13"):
        check_moves(the_nine(), twice)
    with pytest.raises(UsageError, match="not only ReportedMove"):
        check_moves(["brent up 3 percent"], literal())
    with pytest.raises(UsageError, match="not a DataFrame"):
        check_moves(the_nine(), {"brent": []})
    with pytest.raises(UsageError, match="cannot be read"):
        check_moves(the_nine(), literal(), tolerances="no such file.toml")


def test_moves_may_come_one_by_one():
    assert check_moves(iter(the_nine()), literal()) == check_moves(the_nine(), literal())


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_day_is_the_day_of_its_own_zone(zone):
    there = literal().assign(date=lambda rows: rows["date"].dt.tz_localize(zone))
    assert check_moves(the_nine(), there) == check_moves(the_nine(), literal())


def test_a_table_of_closes_alone_checks_closes_and_nothing_inside_the_day():
    closes = literal()[["series", "date", "close"]]
    moves = [
        reported("brent", "price_change", "up", "2.35", "usd", phase="close", move_id="1", group="1"),
        reported("brent", "price_change", "up", "2.35", "usd", phase="unspecified", move_id="2", group="2"),
        reported("brent", "price_change", "up", "2.35", "usd", phase="open", move_id="3", group="3"),
        reported("brent", "price_level", "up", "69.50", "usd", "as_much_as", "intraday", move_id="4", group="4"),
        reported("brent", "price_level", "up", "69.20", "usd", phase="overnight", move_id="5", group="5"),
        reported("brent", "price_level", "up", "60.00", "usd", phase="close", move_id="6", group="6"),
    ]
    found = [one.verdict for one in check_moves(moves, closes)]
    assert found == ["confirmed", "confirmed", "not_observable", "not_observable", "not_observable", "contradicted"]


def test_a_row_whose_low_is_above_its_high_speaks_against_nobody():
    turned = literal().rename(columns={"low": "high", "high": "low"})
    told = reported("brent", "price_level", "up", "80.00", "usd", phase="intraday")
    found = check_moves([told], turned)[0]
    assert found.verdict == "data_problem"
    assert "low above its high" in found.note


def test_a_cheap_price_is_not_lost_in_the_step_of_a_dear_one():
    # 0.00001234 after 0.00001200: nobody would call 0.00002 the same, though both lie within a cent.
    lines = ["2020-01-02 0.000012 0.000013 0.000011 0.000012", "2020-01-03 0.000012 0.000013 0.000011 0.00001234"]
    prices = tidy({"shib": lines})
    right, wrong = (reported("shib", "price_level", None, value, "usd") for value in ("0.00001234", "0.00002"))
    first = check_moves([right], prices)[0]
    assert (first.verdict, first.observed.low) == ("confirmed", Decimal("0.00001234"))
    assert check_moves([wrong], prices)[0].verdict == "contradicted"


def test_the_notes_of_the_study_read_as_a_newsroom_would_print_them():
    level, change, _, high, _, dow, *_ = check_moves(the_nine(), literal())
    day = "daily prices show the day's range and not the moment"
    assert level.note.endswith(
        f": on 3 January 2020 Brent crude traded between $66.22 and $69.50, and the words mean $69 to $70, "
        f"which that range reaches; {day}."
    )
    assert change.note.endswith(
        f": on 3 January 2020 Brent crude ranged from $0.03 below to $3.25 above the close of 2 January 2020, "
        f"and the words mean a rise of $2.50 to $3.50, which that range reaches; {day}; a range test only."
    )
    assert high.note.endswith(
        ": the reported $69.20 is above the highest earlier price since 3 October 2019 ($68.99 on 30 December 2019) "
        "and above the highest earlier close since 3 October 2019 ($68.44 on 30 December 2019), and within the day's "
        "range, $66.22 to $69.50; daily prices cannot show the moment itself."
    )
    assert dow.note.endswith(
        " agree: on 3 January 2020 the Dow Jones Industrial Average opened 1.09 % below the close of 2 January 2020, "
        "and the words mean a fall of 0.75 to 1.25 %; an index opens partly on quotes of the day before."
    )


def test_no_note_has_a_machine_s_date_or_unit(golden):
    for found in golden:
        assert not re.search(r"\d{4}-\d{2}-\d{2}|\busd\b|\b(brent|dow|sp500|xom|us10y)\b", found.note), found.note
