"""Bars inside the day: how they are read, what they add to daily prices, and that nothing after the article counts."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.errors import PriceError, UsageError
from eventstudy.prices.intraday import read_intraday
from eventstudy.records import DateSpan, ReportedMove, VerdictName, as_dict
from eventstudy.verdicts import check_moves
from eventstudy.verdicts.ticks import ticks_from

DATA = Path(__file__).parent / "data"
GOLDEN = tomllib.loads((DATA / "verdicts_intraday.toml").read_text(encoding="utf-8"))
FRIDAY = date(2020, 1, 3)
OPEN = {"consistent", "not_observable", "ambiguous"}


def reported(instrument, kind, direction, value, unit, hedge="exact", phase="close", day=FRIDAY, **more):
    move = ReportedMove(
        "m1", "g1", "text", 0, 0, "", instrument, (instrument,), kind, direction,
        None if value is None else Decimal(value), unit, hedge, phase, None, day, None, "asserted", 1.0,
    )  # fmt: skip
    return replace(move, **more)


def daily(series):
    rows = []
    for name, lines in series.items():
        for line in lines:
            day, *figures = line.split()
            rows.append((name, pd.Timestamp(day), *map(float, figures)))
    return pd.DataFrame(rows, columns=["series", "date", "open", "high", "low", "close"])


def bars(series):
    rows = [(name, *line.split()) for name, lines in series.items() for line in lines]
    frame = pd.DataFrame(rows, columns=["series", "time", "open", "high", "low", "close"])
    return frame.astype(dict.fromkeys(["open", "high", "low", "close"], float)).assign(volume=100)


def from_words(case, number):
    instrument, kind, direction, value, unit, hedge, phase, day = case["move"].split()
    blank = {"-": None}
    window = DateSpan(*map(date.fromisoformat, case["window"])) if "window" in case else None
    move = reported(
        instrument, kind, blank.get(direction, direction), blank.get(value, value), blank.get(unit, unit), hedge, phase,
        date.fromisoformat(day), move_id=f"m{number}", group=case.get("group", f"g{number}"),
        article=str(case.get("published", "")), time=case.get("time"), window=window,
    )  # fmt: skip
    candidates = tuple(case.get("candidates", move.candidates))
    return replace(move, candidates=candidates, modality=case.get("modality", "asserted"))


@pytest.fixture(scope="module")
def golden():
    moves = [from_words(case, number) for number, case in enumerate(GOLDEN["case"])]
    out = {move.article: case["published"] for move, case in zip(moves, GOLDEN["case"], strict=True) if move.article}
    prices, inside = daily(GOLDEN["daily"]), bars(GOLDEN["bars"])
    return check_moves(moves, prices, published=out), check_moves(moves, prices, published=out, intraday=inside)


@pytest.mark.parametrize("number", range(len(GOLDEN["case"])), ids=lambda number: GOLDEN["case"][number]["id"])
def test_golden_table_of_bars_inside_the_day(golden, number):
    case, by_day, found = GOLDEN["case"][number], golden[0][number], golden[1][number]
    assert by_day.verdict == case["daily"], by_day.note
    assert found.verdict == case["verdict"], found.note
    assert case.get("note", "") in found.note
    if "observed" in case:
        assert [float(found.observed.low), float(found.observed.high)] == pytest.approx(case["observed"], abs=1.1e-4)


def test_the_table_covers_every_verdict():
    assert {case["verdict"] for case in GOLDEN["case"]} == set(get_args(VerdictName))


def test_a_verdict_by_bars_names_them_and_shows_them(golden):
    found = golden[1][0]
    assert "rices in intraday bars agree: on 3 January 2020 Exxon Mobil stood 1.30 % above the close of" in found.note
    assert "at 08:45 New York" in found.note
    assert as_dict(found.rows[-1])["time"] == "2020-01-03T13:30:00+00:00"
    assert found.arithmetic == ("last price at 08:45 New York / close 2020-01-02 - 1 = 71.82 / 70.90 - 1 = +1.30 %",)


# reading --------------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_a_table_is(tmp_path):
    frame = bars(GOLDEN["bars"])
    frame.to_csv(tmp_path / "bars.csv", index=False)
    frame.to_parquet(tmp_path / "bars.parquet")
    frame.assign(time=pd.to_datetime(frame["time"], utc=True)).to_parquet(tmp_path / "aware.parquet")
    told = read_intraday(frame)
    for name in ("bars.csv", "bars.parquet", "aware.parquet"):
        found = read_intraday(tmp_path / name)
        pd.testing.assert_frame_equal(found, told, check_dtype=False)
        assert found.attrs["provenance"]["source"] == name
        assert len(found.attrs["provenance"]["sha256"]) == 64
    move = reported("xom", "percent_change", "up", "1.3", "percent", phase="premarket")
    out = {"text": datetime(2020, 1, 3, 13, 45, tzinfo=UTC)}
    prices = daily(GOLDEN["daily"])
    found = check_moves([move], prices, intraday=tmp_path / "bars.csv", published=out)[0]
    assert found.verdict == "confirmed"
    assert found.source.startswith("bars.csv ")


def with_row(at, **figures):
    frame = bars(GOLDEN["bars"])
    for name, value in figures.items():
        if isinstance(value, str):
            frame[name] = frame[name].astype(object)
        frame.loc[at, name] = value
    return frame


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (with_row(3, time="2020-01-03T08:45"), "the time of row 4, '2020-01-03T08:45', has no offset"),
        (with_row(3, time="later-05:00"), "the time of row 4, 'later-05:00', is no moment"),
        (with_row(3, time="2020-01-03T07:45-05:00"), "xom at 2020-01-03T12:45:00Z stands after a later one"),
        (with_row(3, time="2020-01-03T08:30-05:00"), "two bars of xom at 2020-01-03T13:30:00Z; keep one"),
        (with_row(3, high=71.0, open=71.5, close=71.5), "has its high 71 below its low"),
        (with_row(3, open=75.0), "has its open or close outside its range"),
        (with_row(3, series="nobody"), "series 'nobody' is neither in the catalogue nor among the daily prices"),
        (with_row(3, close=np.nan), "has no close; give all four prices"),
        (with_row(3, close="n/a"), "'close' of row 4 is 'n/a', which is no number"),
        (with_row(3, series=None), "row 4 names no series"),
        (bars(GOLDEN["bars"]).drop(columns=["time"]), "no column time; needed are series, time, open"),
        (bars(GOLDEN["bars"]).iloc[:0], "no rows"),
        (bars(GOLDEN["bars"]).assign(time=pd.Timestamp("2020-01-03")), "the times have no offset"),
        (bars(GOLDEN["bars"]).assign(time=20200103), "the times have no offset"),
    ],
    ids=lambda value: "" if isinstance(value, pd.DataFrame) else value[:30],
)  # fmt: skip
def test_bars_that_cannot_be_used_are_refused_in_one_line(frame, told):
    move = reported("xom", "percent_change", "up", "1.3", "percent", phase="premarket")
    with pytest.raises(PriceError) as error:
        check_moves([move], daily(GOLDEN["daily"]), intraday=frame)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path):
    with pytest.raises(PriceError, match="cannot read the intraday bars"):
        read_intraday(tmp_path / "none.csv")
    (tmp_path / "odd.parquet").write_bytes(b"not parquet")
    with pytest.raises(PriceError, match="neither a CSV nor a Parquet file"):
        read_intraday(tmp_path / "odd.parquet")
    with pytest.raises(UsageError, match="a list, not a DataFrame or the path"):
        read_intraday([1, 2])


def test_how_long_a_bar_is_follows_from_its_neighbours():
    start = pd.date_range("2020-01-03 09:00", periods=6, freq="5min", tz="UTC")
    session = pd.date_range("2020-01-03 09:30", periods=30, freq="1min", tz="UTC")
    after = pd.date_range("2020-01-03 12:00", periods=3, freq="5min", tz="UTC")
    times = [*start, *session, *after]
    frame = pd.DataFrame({"series": "xom", "time": times, "open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0})
    lone = frame.iloc[:1].assign(series="cvx")
    held = ticks_from(pd.concat([frame, lone]), {"xom", "cvx"}, set())
    minutes_long = (held["xom"].end - held["xom"].start) / 60e9
    assert minutes_long.tolist() == [5] * 6 + [1] * 30 + [5] * 3
    assert ((held["cvx"].end - held["cvx"].start) / 60e9).tolist() == [1]  # as is usual in the file
    alone = ticks_from(lone, {"cvx"}, set())
    assert ((alone["cvx"].end - alone["cvx"].start) / 60e9).tolist() == [60]  # nothing is known: an hour


def test_a_bar_without_a_trade_is_left_out():
    frame = with_row(3, open=np.nan, high=np.nan, low=np.nan, close=np.nan)
    assert len(read_intraday(frame)) == len(frame) - 1


# the article's own time -----------------------------------------------------------------------------------------------

MORNING = datetime(2020, 1, 3, 13, 0, tzinfo=UTC)  # 08:00 in New York
NOON = datetime(2020, 1, 3, 17, 0, tzinfo=UTC)
EVENING = datetime(2020, 1, 3, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "published", "verdict", "note"),
    [
        ("percent_change down 0.8 percent exact close", EVENING, "confirmed", ""),
        ("percent_change down 0.8 percent exact close", FRIDAY, "confirmed", ""),  # known to the day: at its end
        ("percent_change down 0.8 percent exact close", NOON, "not_observable", "a close not yet struck"),
        ("percent_change down 2.0 percent exact close", NOON, "not_observable", ""),
        ("percent_change down 0.8 percent exact close", MORNING, "not_observable", "before the session of 3 January"),
        ("percent_change down 0.8 percent exact unspecified", EVENING, "confirmed", ""),
        ("percent_change down 0.8 percent exact unspecified", NOON, "consistent", "went on after the article came out"),
        ("percent_change up 0.6 percent exact open", NOON, "confirmed", ""),
        ("percent_change up 0.6 percent exact open", MORNING, "not_observable", "came out at 08:00 New York"),
        ("percent_change down 1.0 percent as_much_as intraday", EVENING, "confirmed", ""),
        ("percent_change down 1.0 percent as_much_as intraday", NOON, "consistent", ""),
        ("percent_change up 1.3 percent exact premarket", MORNING, "not_observable", "before the open"),
    ],
)
def test_a_price_struck_after_the_article_is_no_evidence(words, published, verdict, note):
    kind, direction, value, unit, hedge, phase = words.split()
    move = reported("xom", kind, direction, value, unit, hedge, phase)
    found = check_moves([move], daily(GOLDEN["daily"]), published={"text": published})[0]
    assert found.verdict == verdict, found.note
    assert note in found.note


@pytest.mark.parametrize(
    ("words", "published", "verdict"),
    [
        ("extreme down - close", EVENING, "confirmed"),  # 70.33 is below 70.90
        ("extreme down - close", NOON, "not_observable"),
        ("extreme down - intraday", EVENING, "confirmed"),  # 70.16 is below 70.24
        ("extreme down - intraday", NOON, "consistent"),
        ("rank down - close", EVENING, "confirmed"),
        ("rank down - close", NOON, "not_observable"),
        ("streak down 2 close", EVENING, "confirmed"),
        ("streak down 2 close", NOON, "not_observable"),
        ("streak up 2 close", NOON, "not_observable"),
    ],
)
def test_extremes_ranks_and_streaks_before_the_close(words, published, verdict):
    kind, direction, value, phase = words.split()
    lines = [
        "2019-12-30 71.0 72.0 70.5 71.0",
        "2019-12-31 71.0 71.9 71.0 71.2",
        "2020-01-02 71.2 71.3 70.24 70.90",
        "2020-01-03 71.34 71.37 69.5 70.33",
    ]
    span = DateSpan(date(2019, 12, 31), date(2020, 1, 2)) if kind != "streak" else None
    value = None if value == "-" else value
    move = reported("xom", kind, direction, value, None, "exact", phase, window=span)
    found = check_moves([move], daily({"xom": lines}), published={"text": published})[0]
    assert found.verdict == verdict, found.note


def test_a_publication_that_is_no_day_is_refused():
    with pytest.raises(UsageError, match="'yesterday' of 'text' is neither a day nor a moment"):
        check_moves([], daily(GOLDEN["daily"]), published={"text": "yesterday"})
    with pytest.raises(UsageError, match="NaT of 'text' is neither a day nor a moment"):
        check_moves([], daily(GOLDEN["daily"]), published={"text": pd.NaT})


def test_an_article_known_to_the_day_is_told_by_the_day():
    move = reported("xom", "percent_change", "down", "0.8", "percent")
    found = check_moves([move], daily(GOLDEN["daily"]), published={"text": date(2020, 1, 1)})[0]
    assert found.verdict == "not_observable"
    assert "the article came out on 1 January 2020, before the session of 3 January 2020" in found.note


# two sources ----------------------------------------------------------------------------------------------------------


def test_bars_that_leave_the_range_of_their_day_are_a_problem_of_the_data():
    frame = with_row(7, high=72.90)
    inside = reported("xom", "price_level", None, "72.50", "usd", phase="intraday")
    close = reported("xom", "price_level", None, "70.33", "usd", move_id="m2", group="g2")
    found = check_moves([inside, close], daily(GOLDEN["daily"]), intraday=frame)
    assert [one.verdict for one in found] == ["data_problem", "confirmed"]
    assert "differ: a high of $71.37 that day in the one and of $72.90 in the other" in found[0].note


def test_a_second_source_that_disagrees_is_a_problem_of_the_data():
    prices = daily(GOLDEN["daily"])
    other = prices.assign(close=prices["close"].where(prices["close"] != 70.33, 69.33))
    moves = [
        reported("xom", "percent_change", "down", "0.8", "percent"),
        reported("xom", "percent_change", "up", "0.6", "percent", phase="open", move_id="m2", group="g2"),
    ]
    alone = check_moves(moves, prices)
    same = check_moves(moves, prices, second=prices)
    apart = check_moves(moves, prices, second=other)
    assert [one.verdict for one in alone] == [one.verdict for one in same] == ["confirmed", "confirmed"]
    assert [one.verdict for one in apart] == ["data_problem", "confirmed"]
    assert "-0.80 % against -2.21 %" in apart[0].note
    assert same[0].robustness == (2 * alone[0].robustness[0], 2 * alone[0].robustness[1])


# references -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reference"),
    [
        ("2.95", None),  # from the settlement, 66.25
        ("2.70", "the open of 3 January 2020, $66.50"),
        ("2.40", "the last trade of 2 January 2020, $66.80"),
        ("1.20", "the lowest price of 3 January 2020 before, $68.00"),
        ("0.70", ""),  # from nowhere
    ],
)
def test_a_change_is_counted_from_the_one_reference_that_fits_its_statement(change, reference):
    lines = {
        "brent": [
            "2020-01-02T21:00+00:00 66.30 66.80 66.30 66.80",
            "2020-01-03T09:00+00:00 68.40 68.50 68.00 68.20",
            "2020-01-03T10:45+00:00 69.15 69.20 69.15 69.18",
            "2020-01-03T10:50+00:00 69.18 69.20 69.16 69.18",
            "2020-01-03T10:55+00:00 69.18 69.20 69.18 69.20",
            "2020-01-03T11:00+00:00 69.20 69.21 69.20 69.20",
        ]
    }
    prices = daily({"brent": ["2020-01-02 66.41 66.90 65.72 66.25", "2020-01-03 66.50 69.50 66.22 68.60"]})
    at = {"phase": "intraday", "time": "2020-01-03T11:00+00:00"}
    moves = [
        reported("brent", "price_level", "up", "69.20", "usd", move_id="1", **at),
        reported("brent", "price_change", "up", change, "usd", move_id="2", **at),
    ]
    level, found = check_moves(moves, prices, intraday=bars(lines))
    assert level.verdict == "confirmed"
    assert found.verdict == ("confirmed" if reference != "" else "direction_only"), found.note
    assert (reference or "") in found.note
    if reference:
        assert ("counted from the close before", "direction_only") in found.tried


# properties -----------------------------------------------------------------------------------------------------------


def minutes(seed, spacing):
    """A session of a random walk to the cent, by minutes, with an hour before and after; its daily bar; bars."""
    rng = np.random.default_rng(seed)
    start = datetime(2020, 1, 3, 9, 0, tzinfo=UTC) + timedelta(hours=4)  # 08:00 in New York
    n = 600
    path = np.round(70 * np.exp(np.cumsum(rng.normal(0, 0.0004, n + 1))), 2)
    rows = []
    for k in range(0, n, spacing):
        part = path[k : k + spacing + 1]
        rows.append(("xom", start + timedelta(minutes=k), part[0], part.max(), part.min(), part[-1]))
    frame = pd.DataFrame(rows, columns=["series", "time", "open", "high", "low", "close"])
    session = path[90:481]
    lines = [
        ("xom", pd.Timestamp("2020-01-02"), 70.0, 70.5, 69.5, 70.0),
        ("xom", pd.Timestamp("2020-01-03"), session[0], session.max(), session.min(), session[-1]),
    ]
    return path, frame, pd.DataFrame(lines, columns=["series", "date", "open", "high", "low", "close"])


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.data())
def test_bars_inside_the_day_only_sharpen(data):
    seed, spacing = data.draw(st.integers(0, 30)), data.draw(st.sampled_from([1, 5, 15, 30]))
    path, frame, prices = minutes(seed, spacing)
    k = data.draw(st.integers(0, 599))
    phase = data.draw(
        st.sampled_from(["premarket", "open", "intraday", "close", "overnight", "after_hours", "unspecified"])
    )
    moment = datetime(2020, 1, 3, 13, 0, tzinfo=UTC) + timedelta(minutes=k)
    time = data.draw(st.sampled_from([None, moment.isoformat()]))
    out = data.draw(st.sampled_from([None, moment + timedelta(minutes=2), moment + timedelta(hours=3)]))
    away = data.draw(st.sampled_from([0, 0, 0.02, -0.3, 2]))
    hedge = data.draw(st.sampled_from(["exact", "about", "nearly", "more_than", "as_much_as"]))
    if data.draw(st.booleans()):
        way = data.draw(st.sampled_from([None, "up", "down"]))
        move = reported("xom", "price_level", way, f"{path[k] + away:.2f}", "usd", hedge, phase, time=time)
    else:
        percent = (path[k] / 70 - 1) * 100 + away
        way = "up" if percent >= 0 else "down"
        move = reported("xom", "percent_change", way, f"{abs(percent):.1f}", "percent", hedge, phase, time=time)
    published = {} if out is None else {"text": out}
    by_day = check_moves([move], prices, published=published)[0]
    found = check_moves([move], prices, published=published, intraday=frame)[0]
    if by_day.verdict not in OPEN:
        assert (found.verdict, found.observed) == (by_day.verdict, by_day.observed)
    if by_day.verdict == "consistent":
        assert found.verdict in {"confirmed", "confirmed_loose", "consistent", "contradicted", "direction_only"}


@pytest.mark.parametrize("seed", range(6))
def test_what_came_after_the_article_changes_nothing(seed):
    path, frame, prices = minutes(seed, 5)
    for k in range(20, 560, 60):
        out = datetime(2020, 1, 3, 13, 0, tzinfo=UTC) + timedelta(minutes=k)
        moves = [
            reported("xom", "price_level", None, f"{path[k]:.2f}", "usd", hedge, phase, move_id=f"{n}", group=f"{n}")
            for n, (hedge, phase) in enumerate(
                [("exact", "unspecified"), ("as_much_as", "intraday"), ("exact", "premarket")]
            )
        ]
        ended = frame[frame["time"] + timedelta(minutes=5) <= out]
        if not len(ended):
            continue
        whole = check_moves(moves, prices, published={"text": out}, intraday=frame)
        cut = check_moves(moves, prices, published={"text": out}, intraday=ended)
        for one, other in zip(whole, cut, strict=True):
            if one.verdict != "data_problem":
                assert (one.verdict, one.observed) == (other.verdict, other.observed), (k, one.note, other.note)


@pytest.mark.parametrize("spacing", [1, 5, 15])
def test_a_true_report_at_a_moment_is_confirmed_and_a_shifted_one_is_not(spacing):
    confirmed = kept = 0
    for seed in range(10):
        path, frame, prices = minutes(seed, spacing)
        told = []
        for k in range(90, 480, 30):
            time = (datetime(2020, 1, 3, 13, 0, tzinfo=UTC) + timedelta(minutes=k)).isoformat()
            one = reported("xom", "price_level", None, f"{path[k]:.2f}", "usd", phase="intraday", time=time)
            told.append(replace(one, group=f"g{k}"))
        found = [one.verdict for one in check_moves(told, prices, intraday=frame)]
        assert set(found) <= {"confirmed", "consistent"}
        confirmed += found.count("confirmed")
        moved = [replace(one, value=one.value + Decimal("0.02")) for one in told]
        kept += [one.verdict for one in check_moves(moved, prices, intraday=frame)].count("confirmed")
    assert confirmed > 120  # all but those at the very edge of the session
    assert kept <= confirmed / 10


@pytest.mark.parametrize(
    ("series", "day", "published", "known"),
    [
        ("brent", "2020-03-10", "2020-03-10T15:00-04:00", False),  # 19:00 in London, still on winter time: struck 19:30
        ("brent", "2020-03-10", "2020-03-10T15:30-04:00", True),
        ("brent", "2020-03-03", "2020-03-03T15:00-05:00", True),  # 20:00 in London
        ("xom", "2020-10-27", "2020-10-27T19:59+00:00", False),  # London is back on winter time, New York is not
        ("xom", "2020-10-27", "2020-10-27T20:00+00:00", True),
        ("xom", "2019-12-24", "2019-12-24T14:00-05:00", True),  # a half-day, struck at 13:00
        ("xom", "2019-12-23", "2019-12-23T14:00-05:00", False),
        ("acme", "2020-03-10", "2020-03-10T14:00-04:00", True),  # nobody has said when it is struck: taken as known
        ("acme", "2020-03-10", "2020-03-09T23:00-04:00", False),
    ],
)
def test_a_close_counts_once_it_is_struck(series, day, published, known):
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    prices = daily({series: [f"{before} 50 51 49 50.00", f"{day} 50 52 50 51.00"]})
    move = reported(series, "price_level", None, "51.00", "usd", day=date.fromisoformat(day))
    found = check_moves([move], prices, published={"text": datetime.fromisoformat(published)})[0]
    assert (found.verdict == "confirmed") is known, found.note


def test_an_open_has_the_first_bar_as_a_second_witness():
    # quotes of the day before: by them the index did not move at all
    stale = daily({"dow": ["2020-01-02 28638 28872 28627 28868.80", "2020-01-03 28868.80 28868.80 28500 28634.88"]})
    right = stale.replace({"open": {28868.80: 28560.00}})
    first = bars({"dow": ["2020-01-03T09:30-05:00 28553.33 28600 28500.36 28580"]})
    lower = reported("dow", "percent_change", "down", "1", "percent", "about", "open")
    assert check_moves([lower], stale)[0].verdict == "contradicted"
    apart = check_moves([lower], stale, intraday=first)[0]
    assert apart.verdict == "data_problem"
    assert "differ by more than the words allow, 0.00 % against -1.09 %" in apart.note
    same = check_moves([lower], right, intraday=first)[0]
    assert same.verdict == "confirmed"
    assert same.variants == (("prices in intraday bars", "confirmed"),)
    assert same.robustness == (6, 6)


def test_a_holiday_in_one_market_only_leaves_the_other_its_price():
    # Monday 17 February 2020: New York kept a holiday, London traded Brent
    prices = daily({
        "brent": ["2020-02-14 56.5 57.5 56.3 57.32", "2020-02-17 57.3 57.8 56.9 57.67"],
        "xom": ["2020-02-14 60.9 61.0 60.3 60.65", "2020-02-18 60.3 60.4 59.6 59.97"],
    })  # fmt: skip
    monday = date(2020, 2, 17)
    moves = [
        reported("brent", "price_change", "up", "0.35", "usd", day=monday),
        reported("xom", "price_level", None, "60.65", "usd", day=monday, move_id="m2", group="g2"),
    ]
    out = {"text": datetime(2020, 2, 17, 22, 0, tzinfo=UTC)}
    found = check_moves(moves, prices, published=out)
    assert [one.verdict for one in found] == ["confirmed", "data_problem"]
    assert "no session of Exxon Mobil" in found[1].note
