"""Tables of events: every column, bad cells, groups, calendars, untreated series."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import PriceError, UsageError, WindowError
from eventstudy.records import Event
from eventstudy.study import run_study

pytestmark = pytest.mark.filterwarnings("ignore:.* left out .result.dropped:eventstudy.EventStudyWarning")

DAYS = pd.bdate_range("2018-01-01", periods=330)
EVENT = 300


def returns(seed=0, **columns):
    rng = np.random.default_rng(seed)
    market = rng.normal(0.0003, 0.01, len(DAYS))
    plain = {name: 0.8 * market + rng.normal(0, 0.01, len(DAYS)) for name in ("s1", "s2", "s3", "s4")}
    return pd.DataFrame({**plain, "m": market, "n": rng.normal(0, 0.01, len(DAYS))} | columns, index=DAYS)


def asked(**columns):
    return pd.DataFrame({"series": ["s1", "s2"], "date": DAYS[EVENT]} | columns)


def day_zeros(result):
    return {(one.event_id, one.data.series): str(one.day) for one in result.observations}


class TestTiming:
    """2019-07-03 is a half-day in New York, 4 July closed, the 6th a Saturday."""

    def study(self, timing, day="2019-07-03", series="xom", **options):
        days = pd.bdate_range("2018-09-03", "2019-09-30").drop("2019-07-04")
        frame = pd.DataFrame(np.random.default_rng(0).normal(0, 0.01, (len(days), 2)), days, ["xom", "acme"])
        events = pd.DataFrame({"series": [series], "date": [day], "timing": [timing], "event_id": "e"})
        return run_study(events, frame, model="raw", estimation=(-100, -11), **options)

    @pytest.mark.parametrize(
        ("timing", "day", "zero"),
        [("bmo", "2019-07-03", "2019-07-03"), ("amc", "2019-07-03", "2019-07-05"), ("", "2019-07-03", "2019-07-03"),
         (None, "2019-07-03", "2019-07-03"), ("bmo", "2019-07-04", "2019-07-05"), ("amc", "2019-07-04", "2019-07-05"),
         ("amc", "2019-07-05", "2019-07-08"), ("AMC", "2019-07-06", "2019-07-08"),
         ("before open", "2019-07-05", "2019-07-05"), ("Before the market opens", "2019-07-05", "2019-07-05"),
         ("pre-market", "2019-07-05", "2019-07-05"), ("after the close", "2019-07-05", "2019-07-08"),
         ("After-hours", "2019-07-05", "2019-07-08")],
    )  # fmt: skip
    @pytest.mark.parametrize("series", ["xom", "acme"])  # of a calendar, and of none
    def test_day_zero(self, timing, day, zero, series):
        result = self.study(timing, day, series)
        assert str(result.observations[0].day) == zero
        assert not any("e, " in one.what for one in result.dropped)

    def test_a_closed_day_before_the_open_is_never_the_session_before(self):
        assert str(self.study("bmo", "2019-07-04", closed="previous").observations[0].day) == "2019-07-05"
        assert str(self.study("amc", "2019-07-06", closed="previous").observations[0].day) == "2019-07-08"
        assert str(self.study("", "2019-07-04", closed="previous").observations[0].day) == "2019-07-03"

    def test_a_timing_beside_a_moment_is_said_and_not_used(self):
        moment = datetime(2019, 7, 5, 9, tzinfo=ZoneInfo("America/New_York"))
        result = self.study("amc", moment)
        assert str(result.observations[0].day) == "2019-07-05"
        assert result.dropped[0].what == "timing of e, xom"
        assert result.dropped[0].reason.startswith("'amc' is not used, since the date is a moment, 2019-07-05 09:00")

    def test_a_word_that_is_no_timing_leaves_the_row_out(self):
        events = asked(timing=["noonish", "bmo"])
        result = run_study(events, returns(), model="mean")
        assert [one.data.series for one in result.observations] == ["s2"]
        assert result.dropped[0].reason == "timing 'noonish' is not one of 'bmo' (before open), 'amc' (after close)"


class TestDates:
    @pytest.mark.parametrize(
        ("cell", "zero"),
        [("2019-02-25", 300), (DAYS[300].date(), 300), (np.datetime64("2019-02-25"), 300), (" 2019-02-25 ", 300),
         ("2019-02-25T15:59:00-05:00", 300), ("2019-02-25 16:00", 301), ("2019-02-25T16:00:00.123456789-05:00", 301),
         (pd.Timestamp("2019-02-25 17:00", tz="America/New_York"), 301)],
    )  # fmt: skip
    def test_each_way_to_write_one(self, cell, zero):
        result = run_study(pd.DataFrame({"series": ["s1"], "date": [cell]}, dtype=object), returns(), model="mean")
        assert str(result.observations[0].day) == str(DAYS[zero].date())

    @pytest.mark.parametrize(
        ("cell", "zero"),
        [("2019-02-25T15:30-05:00", 300), ("2019-02-25T20:30Z", 300), ("2019-02-25T21:30+01:00", 300),
         ("2019-02-26T05:30+09:00", 300), ("2019-02-25T21:01Z", 301),
         (pd.Timestamp("2019-02-25T21:01", tz="UTC"), 301)],
    )  # fmt: skip
    def test_an_instant_is_the_same_in_every_zone_on_a_named_market(self, cell, zero):
        events = pd.DataFrame({"series": ["s1"], "date": [cell]}, dtype=object)
        result = run_study(events, returns(), model="mean", calendars={"s1": "xom"})
        assert str(result.observations[0].day) == str(DAYS[zero].date())
        assert "clock" not in result.observations[0].note

    @pytest.mark.parametrize(
        "cell", ["2019-02-25T20:30Z", "2019-02-25T20:30+00:00", pd.Timestamp("2019-02-25", tz="UTC")]
    )
    def test_utc_is_the_clock_of_no_market(self, cell):
        events = pd.DataFrame({"series": ["s1", "s2"], "date": [cell, "2019-02-25"]}, dtype=object)
        result = run_study(events, returns(), model="mean")
        assert [one.data.series for one in result.observations] == ["s2"]
        assert result.dropped[0].reason.endswith(
            "is in UTC, and the market of 's1' is not known; name a series that trades with it "
            "as the calendar of 's1', such as 'xom'"
        )

    @pytest.mark.parametrize("cell", ["2019-02-25T15:30-05:00", "2019-02-25T16:01", "2019-02-25T00:30+01:00"])
    def test_on_a_clock_of_its_own_it_is_said(self, cell):
        events = pd.DataFrame({"series": ["s1", "s2"], "date": [cell, "2019-02-25"]}, dtype=object)
        notes = run_study(events, returns(), model="mean").car(0, 0).note
        assert "held against a close at 16:00 on its own clock: the market of 's1' is not known" in notes[0]
        assert notes[1] == ""

    def test_after_the_close_needs_no_clock(self):
        assert run_study(asked(timing=["amc", "bmo"]), returns(), model="mean").car(0, 0).note.tolist() == ["", ""]

    @pytest.mark.parametrize("cell", ["2019-2-25", "2019-02-25garbage", "2019-02-30", "", [1], {}, 3.5, pd.NaT, None])
    def test_each_that_is_none(self, cell):
        events = pd.DataFrame({"series": ["s1", "s2"], "date": [cell, DAYS[EVENT]]}, dtype=object)
        result = run_study(events, returns(), model="mean")
        assert len(result.observations) == 1
        assert result.dropped[0].what == "event in row 1"
        assert "is no date; write it as 2020-01-03" in result.dropped[0].reason


class TestOwnColumns:
    def test_windows_of_an_event(self):
        events = asked(
            estimation_first=[-120, np.nan], estimation_last=[-21, np.nan], first=[0, np.nan], last=[3, np.nan]
        )
        result = run_study(events, returns(), model="mean")
        one, other = result.observations
        assert (one.sample[0], one.sample[-1], one.own) == (EVENT - 120, EVENT - 21, (0, 3))
        assert (other.sample[0], other.sample[-1], other.own) == (EVENT - 250, EVENT - 11, None)
        alone = run_study(events.iloc[:1, :2], returns(), model="mean", estimation=(-120, -21)).car(0, 3)
        assert result.car(0, 3).se[0] == alone.se[0]

    def test_the_table_of_own_windows(self, tmp_path):
        result = run_study(asked(first=[0, np.nan], last=[3, np.nan]), returns(), model="mean")
        table = result.to_frame("own_windows")
        assert table[["first", "last"]].to_numpy().tolist() == [[0, 3], [-5, 5]]
        assert table.car.tolist() == [result.car(0, 3).car[0], result.car(-5, 5).car[1]]
        assert "own_windows.csv" in {path.name for path in result.to_csv(tmp_path)}
        plain = run_study(asked(), returns(), model="mean")
        assert "own_windows.csv" not in {path.name for path in plain.to_csv(tmp_path / "plain")}

    def test_half_an_estimation_window_takes_the_other_end_of_the_study(self):
        result = run_study(asked(estimation_first=[-100, -60]), returns(), model="mean")
        assert [(one.sample[0], one.sample[-1]) for one in result.observations] == [
            (EVENT - 100, EVENT - 11), (EVENT - 60, EVENT - 11)]  # fmt: skip

    def test_benchmark_weight_and_group_of_an_event(self):
        frame = returns()
        events = asked(benchmark=["n", None], weight=[2.5, 1], group=["a", None])
        result = run_study(events, frame, model="market", benchmark="m")
        one, other = result.observations
        assert (one.data.benchmark, other.data.benchmark) == ("n", "m")
        assert (one.weight, other.weight, one.group, other.group) == (2.5, 1.0, "a", None)
        alone = run_study(events.iloc[:1, :2], frame, model="market", benchmark="n")
        assert result.car(0, 1).car[0] == alone.car(0, 1).car[0]
        assert result.design["grouped"] is True

    def test_benchmarks_may_stand_in_the_rows_alone(self):
        frame = returns()
        result = run_study(asked(benchmark=["n", None]), frame, model=["market", "mean"])
        assert [(one.data.series, one.data.model) for one in result.observations] == [("s1", "market"), ("s1", "mean")]
        assert [(one.what, one.reason) for one in result.dropped] == [
            ("2019-02-25, s2", "its row names no benchmark, and benchmark= none for all")]  # fmt: skip
        expected = run_study(asked().iloc[:1], frame, model="market", benchmark="n").car(0, 1)
        assert result.car(0, 1).car[0] == expected.car[0]
        plain = run_study(asked(benchmark=["n", None]), frame, model={"s1": "market", "s2": "mean"})
        assert len(plain.observations) == 2

    def test_other_columns_are_kept(self):
        events = asked(size=[3.0, 4.0], sector=["oil", "gas"], event_id=["x", "y"])
        events = pd.concat([events, events.assign(date="no date"), events.iloc[:1].assign(size=9.0)])
        kept = run_study(events, returns(), model="mean").attributes
        assert kept.index.tolist() == [("x", "s1"), ("y", "s2")]
        assert kept.index.names == ["event_id", "series"]
        assert kept["size"].tolist() == [3.0, 4.0]
        assert kept["sector"].tolist() == ["oil", "gas"]
        assert run_study(asked(), returns(), model="mean").attributes is None

    def test_ids_and_names_that_look_like_numbers_stay_text(self, tmp_path):
        frame = returns().rename(columns={"s1": "600519", "s2": "0700"})
        table = asked(series=["600519", "0700"], event_id=["007", "8"], size=[1, 2])
        table.to_csv(tmp_path / "events.csv", index=False)
        result = run_study(tmp_path / "events.csv", frame, model="mean")
        assert [(one.event_id, one.data.series) for one in result.observations] == [("007", "600519"), ("8", "0700")]
        assert result.attributes["size"].tolist() == [1.0, 2.0]
        numbers = pd.DataFrame({"series": [600519.0], "date": [DAYS[EVENT]], "event_id": [7]})
        assert run_study(numbers, frame, model="mean").observations[0].event_id == "7"

    @pytest.mark.parametrize(
        ("columns", "reason"),
        [
            ({"weight": [0, 1]}, "weight 0 is no number above zero"),
            ({"weight": [np.inf, 1]}, "weight inf is no number above zero"),
            ({"weight": [np.nan, 1]}, "weight nan is no number above zero"),
            ({"weight": ["heavy", "1"]}, "weight 'heavy' is no number above zero"),
            ({"benchmark": ["s9", "m"]}, "no returns of its benchmark 's9'"),
            ({"benchmark": ["s1", "m"]}, "'s1' cannot be its own benchmark"),
            ({"first": [1, 0], "last": [0, 0]}, "its window (1, 0) holds no session"),
            ({"first": [0, 0], "last": [9, 0]}, "its window (0, 9) is not inside the event window (-5, 5)"),
            ({"first": [0, 0], "last": [None, 0]}, "it names one end of its window; give first and last"),
            ({"first": [0.5, 0], "last": [1, 0]}, "first 0.5 is no whole number of sessions"),
            ({"first": ["x", 0], "last": [1, 0]}, "first 'x' is no whole number of sessions"),
            ({"first": [-1e300, 0], "last": [1, 0]}, "first -1e+300 is no whole number of sessions"),
            ({"estimation_last": [-5, -11]},
             "its estimation window (-250, -5) meets the event window (-5, 5); end it at -6 or before"),
            ({"estimation_first": [-30, -250]}, "its estimation window (-30, -11) holds 20 sessions, 30 are needed"),
            ({"estimation_first": [-10, -250]}, "its estimation window (-10, -11) holds no session"),
        ],
    )  # fmt: skip
    def test_a_bad_cell_leaves_its_row_out_and_the_others_go_on(self, columns, reason):
        result = run_study(asked(**columns), returns(), model="market", benchmark="m")
        assert [one.data.series for one in result.observations] == ["s2"]
        assert [(one.what, one.reason) for one in result.dropped] == [("event in row 1", reason)]

    def test_the_first_fault_of_a_row_is_named(self):
        result = run_study(asked(series=["zz", "s2"], weight=[-1, 1]), returns(), model="mean")
        assert [one.reason for one in result.dropped] == ["no returns or no model of 'zz'"]

    def test_a_benchmark_of_one_event_that_never_varies(self):
        frame = returns(flat=0.001, gone=np.nan)
        for name, words in (("flat", "does not vary"), ("gone", "has no returns")):
            result = run_study(asked(benchmark=[name, "m"]), frame, model="market", benchmark="m")
            assert [one.data.series for one in result.observations] == ["s2"]
            assert words in result.dropped[0].reason


class TestGroups:
    def test_a_column_by_another_name(self):
        result = run_study(asked(sector=["oil", "gas"], group=[1, 2]), returns(), model="mean", groups="sector")
        assert [one.group for one in result.observations] == ["oil", "gas"]
        assert list(result.attributes.columns) == ["group"]

    def test_a_mapping_of_events(self):
        events = asked(event_id=["x", "y"])
        result = run_study(events, returns(), model="mean", groups={"x": "before"})
        assert [one.group for one in result.observations] == ["before", None]
        day = DAYS[EVENT].date()
        records = [Event(name, name, day, day, "day") for name in ("x", "y")]
        result = run_study(records, returns(), model={"s1": "mean"}, groups={"x": 1, "y": 2})
        assert [one.group for one in result.observations] == ["1", "2"]
        assert result.design["grouped"] is True

    @pytest.mark.parametrize(
        ("events", "groups", "words"),
        [
            (asked(), "sector", "groups='sector' is no column of the events; name one of series, date"),
            (
                asked(event_id=["x", "y"]),
                {"z": 1},
                "groups names the event 'z', which is not asked about; there are x, y",
            ),
            ([Event("x", "x", date(2019, 2, 25), date(2019, 2, 25), "day")], "sector", "but the events are no table"),
        ],
    )
    def test_groups_that_are_not_there(self, events, groups, words):
        with pytest.raises(UsageError, match=re.escape(words)):
            run_study(events, returns(), model="mean", groups=groups)


class TestCalendars:
    def frame(self):
        days = pd.date_range("2018-09-01", "2020-02-28")
        return pd.DataFrame(np.random.default_rng(0).normal(0, 0.01, (len(days), 2)), days, ["xom", "acme"])

    def study(self, **options):
        events = pd.DataFrame({"series": ["xom", "acme"], "date": "2020-01-04", "event_id": "e"})
        return run_study(events, self.frame(), model="raw", estimation=(-100, -11), **options)

    def test_a_series_with_the_sessions_of_another(self):
        result = self.study(calendars={"acme": "xom"})
        assert result.design["options"] == {"calendars": "acme: xom"}
        assert day_zeros(result) == {("e", "xom"): "2020-01-06", ("e", "acme"): "2020-01-06"}
        one, other = result.observations
        assert one.data.dates.size == other.data.dates.size

    def test_every_row_is_a_session(self):
        assert day_zeros(self.study()) == {("e", "xom"): "2020-01-06", ("e", "acme"): "2020-01-04"}
        result = self.study(calendars={"xom": None})
        assert day_zeros(result) == {("e", "xom"): "2020-01-04", ("e", "acme"): "2020-01-04"}
        assert result.dropped == []

    @pytest.mark.parametrize(
        ("calendars", "words"),
        [
            ("xom", "calendars are a str; give {series: catalogued series, or None}"),
            ({"zz": "xom"}, "calendars name the series 'zz', which the returns do not hold"),
            ({"acme": "zz"}, "calendars give 'acme' the sessions of 'zz', which the catalogue does not know"),
            ({"acme": "oil"}, "the sessions of 'oil', which the catalogue does not know"),
        ],
    )
    def test_that_are_not_there(self, calendars, words):
        with pytest.raises(UsageError, match=re.escape(words)):
            self.study(calendars=calendars)


class TestUntreated:
    def test_named_series_are_observed_as_if_they_were_studied(self):
        frame = returns()
        events = pd.DataFrame({"series": ["s1", "s1"], "date": DAYS[[EVENT, 200]], "event_id": ["x", "y"]})
        options = {"model": ["market", "raw"], "benchmark": "m"}
        result = run_study(events, frame, untreated=["s3", "s2"], **options)
        keys = [(one.event_id, one.data.series, one.data.model) for one in result.untreated]
        assert keys == [(event, name, "market") for name in ("s3", "s2") for event in ("x", "y")]
        alone = run_study(events.assign(series="s3"), frame, **options)
        expected = [one for one in alone.observations if one.data.model == "market"]
        for one, other in zip(result.untreated[:2], expected, strict=True):
            np.testing.assert_array_equal(one.abnormal.ar, other.abnormal.ar)
            np.testing.assert_array_equal(one.sample, other.sample)
        assert len(result.observations) == 4

    def test_others_are_neither_studied_nor_benchmarks(self):
        result = run_study(asked(), returns(), benchmark="m", untreated="others")
        assert {one.data.series for one in result.untreated} == {"s3", "s4", "n"}
        named = run_study(asked(benchmark=["n", None]), returns(), benchmark="m", untreated="others")
        assert {one.data.series for one in named.untreated} == {"s3", "s4"}

    def test_a_list_of_events_is_not_studied_on_them(self):
        day = DAYS[EVENT].date()
        events = [Event("x", "x", day, day, "day")]
        result = run_study(events, returns(), model="mean", untreated=["n", "m"])
        assert {one.data.series for one in result.observations} == {"s1", "s2", "s3", "s4"}
        assert {one.data.series for one in result.untreated} == {"m", "n"}
        none = run_study(events, returns(), model="mean", untreated="others")
        assert none.untreated == ()
        assert none.dropped[-1].reason == "every series of the returns is studied or a benchmark"

    def test_one_that_was_found_and_cannot_be_used_is_left_out(self):
        frame = returns(level=100.0, late=np.where(np.arange(330) < 320, np.nan, 0.01))
        result = run_study(asked(), frame, benchmark="m", untreated="others")
        assert {one.data.series for one in result.untreated} == {"s3", "s4", "n"}
        assert [one.what for one in result.dropped] == ["untreated level", "untreated late"]
        assert "above 1 in size" in result.dropped[0].reason

    @pytest.mark.parametrize(
        ("untreated", "error", "words"),
        [
            ("zz", UsageError, "untreated names 'zz', which the returns do not hold"),
            (5, UsageError, "untreated=5 names no series; give names, or 'others'"),
            (["s1"], UsageError, "'s1' is studied, so it cannot be untreated"),
            (["m"], UsageError, "'m' is a benchmark, so it cannot be untreated"),
            (["level"], PriceError, "330 of 330 returns of 'level' are above 1 in size"),
        ],
    )
    def test_named_series_that_cannot_be(self, untreated, error, words):
        with pytest.raises(error, match=re.escape(words)):
            run_study(asked(), returns(level=100.0), benchmark="m", untreated=untreated)


class TestEventsOfOneSeries:
    def test_windows_that_meet_are_said_on_both(self):
        events = pd.DataFrame({"series": "s1", "date": DAYS[[150, 290, 300, 311]], "event_id": list("abcd")})
        result = run_study(events, returns(), model="mean", estimation=(-100, -11))
        notes = [one.note for one in result.observations]
        assert notes == ["", "its event window meets that of c", "its event window meets that of b", ""]
        apart = run_study(events, returns(), model="mean", estimation=(-100, -11), event=(-5, 4), windows=[(0, 0)])
        assert not any(one.note for one in apart.observations)

    def test_two_names_of_one_session_are_said_to_be(self):
        events = pd.DataFrame({"series": "s1", "date": DAYS[[290, 290, 293]], "event_id": list("abc")})
        notes = [one.note for one in run_study(events, returns(), model="mean").observations]
        assert notes == [
            "it has the day 0 of b; its event window meets that of c",
            "it has the day 0 of a; its event window meets that of c",
            "its event window meets that of a and b",
        ]
        many = pd.DataFrame({"series": "s1", "date": DAYS[290:296], "event_id": list("abcdef")})
        note = run_study(many, returns(), model="mean").observations[0].note
        assert note == "its event window meets that of b, c, d, e and 1 more"

    def test_the_benchmark_alone_is_nothing_to_study(self):
        events = pd.DataFrame({"series": ["m"], "date": [DAYS[290]]})
        with pytest.raises(
            WindowError, match="nothing is left to study: m, model 'market': it is the benchmark of the"
        ):
            run_study(events, returns(), benchmark="m")

    def test_the_same_day_of_two_series_is_no_overlap(self):
        result = run_study(asked(), returns(), model="mean")
        assert [one.note for one in result.observations] == ["", ""]

    def test_one_event_is_a_study(self):
        result = run_study(asked().iloc[:1], returns(), model=["market", "mean"], benchmark="m", untreated="others")
        assert len(result.to_frame("per_event")) == 8
        assert result.tests(0, 1).set_index("test").valid["t"]


class TestSeriesThatWereFound:
    def test_an_infinite_return_takes_one_series_out_of_many(self):
        bad = returns().s2.where(np.arange(330) != 7, np.inf)
        result = run_study(asked(), returns(s2=bad), model="mean")
        assert [one.data.series for one in result.observations] == ["s1"]
        assert result.dropped[0].reason == "the returns of 's2' hold an infinite value; leave it empty"

    def test_a_series_that_was_named_is_an_error(self):
        bad = returns().s2.where(np.arange(330) != 7, np.inf)
        with pytest.raises(PriceError, match="the returns of 's2' hold an infinite value"):
            run_study(asked(), returns(s2=bad), model={"s1": "mean", "s2": "mean"})

    def test_prices_among_returns(self):
        result = run_study(asked(), returns(s2=50.0 + np.arange(330)), model="mean")
        assert "so they are per cent or prices" in result.dropped[0].reason
        with pytest.raises(PriceError, match="330 of 330 returns of 's1' are above 1"):
            run_study(asked(), returns(s1=50.0 + np.arange(330), s2=70.0), model="mean")

    def test_one_without_any_return_and_one_that_never_moves(self):
        result = run_study(asked(), returns(s2=np.nan), model="mean")
        assert [(one.what, one.reason) for one in result.dropped] == [
            ("2019-02-25, s2", "there are no returns of 's2'")]  # fmt: skip
        still = run_study(asked(), returns(s2=0.0), model="mean").car(0, 0)
        assert still.note.tolist() == ["", "no standard error: the return does not vary in the estimation sample"]
        assert np.isnan(still.p[1])

    def test_a_benchmark_that_is_the_series_under_another_name(self):
        frame = returns(m=returns().s1)
        result = run_study(asked(), frame, model="market", benchmark="m").car(0, 0)
        assert result.note[0] == "no standard error: the model fits the estimation sample exactly"
        assert result.p.isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"alternative": "up"}, "alternative='up' is not one of 'two-sided', 'greater', 'less'"),
        ({"seed": -1}, "seed=-1 is below zero"),
        ({"seed": 1.5}, "seed=1.5 is no whole number"),
        ({"outcome": "profit"}, "outcome='profit' is not one of 'return', 'volume', 'volatility'"),
    ],
)
def test_choices(options, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        run_study(asked(), returns(), model="mean", **options)


def test_a_table_without_rows():
    every = {name: [] for name in ("series", "date", "weight", "timing", "first", "last", "estimation_first", "size")}
    with pytest.raises(WindowError, match="nothing is left to study: there are no events"):
        run_study(pd.DataFrame(every), returns(), model="mean", untreated="others")


def test_choices_stand_in_the_design():
    design = run_study(asked(), returns(), model="mean", alternative="less", seed=7).design
    assert (design["alternative"], design["seed"], design["outcome"], design["grouped"]) == ("less", 7, "return", False)


def test_a_large_table_is_read_in_seconds():
    """Most of the time of a million rows goes into the records themselves, not into their cells."""
    import time  # noqa: PLC0415 - a clock for this test alone

    from eventstudy.records import Window  # noqa: PLC0415 - as above
    from eventstudy.results import Design  # noqa: PLC0415
    from eventstudy.study.questions import read_events  # noqa: PLC0415

    n = 100_000
    plain = {"series": "s1", "date": "2019-02-25T16:05:00-05:00", "weight": 1.0, "first": 0, "last": 1}
    table = pd.DataFrame(plain | {"event_id": np.arange(n)})
    design = Design({}, {}, Window(-250, -11), Window(-5, 5), (Window(0, 0),), "exclude", "next", 30, 0.05, "simple")
    begun = time.perf_counter()
    found = read_events(table, ["s1"], held=["s1"], design=design)
    assert len(found.subjects) == n
    assert time.perf_counter() - begun < 10.0
