"""Tables of a study, and records as tables."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from eventstudy.battery import BATTERY
from eventstudy.errors import UsageError, WindowError
from eventstudy.records import (
    Dropped,
    Event,
    Interval,
    Mention,
    ReportedMove,
    Verdict,
    Window,
)
from eventstudy.results import to_frame
from eventstudy.results.averages import AAR, CAAR
from eventstudy.results.tables import AR, BHAR, MODELS, PATHS, PER_EVENT, SCAR, TESTS
from eventstudy.results.volatility import VOLATILITY
from eventstudy.study import run_study

pytestmark = pytest.mark.filterwarnings("ignore:.* left out .result.dropped:eventstudy.EventStudyWarning")

DAYS = pd.bdate_range("2018-01-01", periods=330)


@pytest.fixture(scope="module")
def result():
    rng = np.random.default_rng(0)
    returns = pd.DataFrame(rng.normal(0, 0.01, (330, 3)), index=DAYS, columns=["s1", "s2", "m"])
    events = pd.DataFrame(
        {"series": ["s1", "s2", "s1", "gold"], "date": DAYS[[300, 300, 200, 300]], "event_id": ["b", "b", "a", "b"]}
    )
    return run_study(events, returns, model={"s1": ["market", "raw"], "s2": "mean"}, benchmark="m")


class TestStudyResult:
    @pytest.mark.parametrize(
        ("name", "columns", "rows"),
        [
            ("per_event", PER_EVENT, 5 * 4),
            ("bhar", BHAR, 5 * 4),
            ("ar", AR, 5 * 11),
            ("paths", PATHS, 5 * 11),
            ("models", MODELS, 5),
            ("tests", TESTS, (1 + 2) * 4 * len(BATTERY)),
            ("scar", SCAR, 5 * 4),
            ("aar", AAR, 11),
            ("caar", CAAR, 4),
            ("volatility", VOLATILITY, 5 * 4),
            ("dropped", ("what", "reason"), 1),
        ],
    )
    def test_tables_have_their_columns(self, result, name, columns, rows):
        table = result.to_frame(name)
        assert table.columns.tolist() == list(columns)
        assert len(table) == rows

    def test_rows_stand_in_the_order_of_events_series_models_windows(self, result):
        keys = result.to_frame("per_event")[["event_id", "series", "model", "first", "last"]]
        assert keys.iloc[:5].to_numpy().tolist() == [
            ["b", "s1", "market", 0, 0], ["b", "s1", "market", 0, 1], ["b", "s1", "market", -1, 1],
            ["b", "s1", "market", 0, 5], ["b", "s1", "raw", 0, 0]]  # fmt: skip
        assert keys.event_id.drop_duplicates().tolist() == ["b", "a"]

    def test_any_window_inside_the_event_window(self, result):
        wide = result.ar()
        assert wide.columns.tolist() == list(range(-5, 6))
        for first, last in ((-5, 5), (-4, -2), (3, 3)):
            expected = wide[list(range(first, last + 1))].sum(axis=1)
            np.testing.assert_allclose(result.car(first, last).car, expected, rtol=1e-12)

    def test_a_window_outside_it_says_what_would_work(self, result):
        for method in (result.car, result.bhar, result.tests):
            with pytest.raises(WindowError, match=r"\(0, 9\) is not inside .*; run the study with event=\(-5, 9\)"):
                method(0, 9)
        with pytest.raises(WindowError):
            result.car(2, 1)

    def test_paths_are_the_cars_from_the_first_session(self, result):
        paths = result.paths()
        for session in (-5, 0, 5):
            there = paths[paths.session == session].reset_index(drop=True)
            whole = result.car(-5, session)
            for name in ("car", "se", "low", "high"):
                np.testing.assert_array_equal(there[name], whole[name])

    def test_ar_is_the_car_of_one_session(self, result):
        tidy = result.to_frame("ar")
        there = tidy[tidy.session == 2].reset_index(drop=True)
        np.testing.assert_array_equal(
            there[["ar", "se", "low", "high"]], result.car(2, 2)[["car", "se", "low", "high"]]
        )

    def test_the_main_model_of_each_series_is_tested(self, result):
        rows = result.tests(0, 0, by="event", tests=["portfolio_t", "sq", "conditional_sq"])
        assert rows.event_id.tolist() == ["b"] * 3 + ["a"] * 3
        assert rows.model.tolist() == ["market+mean"] * 3 + ["market"] * 3
        assert rows.n_events.tolist() == [2] * 3 + [1] * 3

    def test_every_test_stands_in_the_order_of_the_battery(self, result):
        assert result.tests(0, 0).test.tolist() == list(BATTERY)
        assert result.tests(0, 0, tests=["sq", "t"]).test.tolist() == [name for name in BATTERY if name in ("t", "sq")]

    def test_of_many_groups_tests_that_draw_are_left_out_and_say_so(self, result, monkeypatch):
        whole = result.to_frame("tests", by="event")
        monkeypatch.setattr("eventstudy.results.pooled.MANY", 1)
        spared = result.to_frame("tests", by="event")
        assert spared[["event_id", "test", "first", "last"]].equals(whole[["event_id", "test", "first", "last"]])
        drawn = spared.test == "mvrm_bootstrap"
        assert not spared.valid[drawn].any()
        assert spared.p[drawn].isna().all()
        assert spared.note[drawn].str.contains("since it draws for each: ask for it by name").all()
        pd.testing.assert_frame_equal(spared[~drawn], whole[~drawn])
        asked = result.to_frame("tests", by="event", tests=["t", "mvrm_bootstrap"])
        pd.testing.assert_frame_equal(
            asked.reset_index(drop=True),
            whole[whole.test.isin(["t", "mvrm_bootstrap"])].reset_index(drop=True),
        )

    def test_another_model_may_be_named(self, result):
        rows = result.tests(0, 0, by="event", model="raw", tests=["t"])
        assert set(rows.model) == {"raw"}
        assert (rows.n_events == 1).all()
        car = result.car(0, 0).query("event_id == 'b' and model == 'raw'").iloc[0]
        assert rows.statistic[0] == pytest.approx(car.t, rel=1e-12)

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"by": "model"}, "by='model' is not one of None, 'event', 'series', 'group'"),
            ({"by": "group"}, "the events carry no groups; give the events table a column group"),
            ({"tests": ["tt"]}, "there is no test 'tt'; there are "),
            ({"adjust": "bonferroni"}, "adjust='bonferroni' is not one of 'holm', 'bh', 'by'"),
            ({"alternative": "larger"}, "alternative='larger' is not one of 'two-sided', 'greater', 'less'"),
            ({"model": "adjusted"}, "no series was studied under model 'adjusted'; there are market, mean, raw"),
        ],
    )
    def test_what_cannot_be_tested(self, result, options, words):
        with pytest.raises(UsageError, match=words):
            result.tests(0, 0, **options)

    def test_no_such_table(self, result):
        with pytest.raises(UsageError, match="there is no table 'cars'; there are per_event, tests"):
            result.to_frame("cars")

    def test_csv_files_read_back_to_the_last_digit(self, result, tmp_path):
        files = result.to_csv(tmp_path / "out")
        assert sorted(file.name for file in files) == sorted(file.name for file in (tmp_path / "out").iterdir())
        back = pd.read_csv(tmp_path / "out" / "per_event.csv", dtype=str)
        np.testing.assert_array_equal(back.car.astype(float), result.to_frame("per_event").car)

    def test_a_table_of_no_records_has_its_columns_where_their_class_is_named(self):
        assert to_frame([], Window).columns.tolist() == ["first", "last"]
        assert to_frame([]).columns.tolist() == []
        with pytest.raises(UsageError, match="of one class"):
            to_frame([Window(0, 1)], Dropped)

    def test_design_and_provenance_are_plain_values(self, result):
        design = json.loads(json.dumps(result.design))
        assert design["estimation"] == {"first": -250, "last": -11}
        assert design["models"] == {"s1": ["market", "raw"], "s2": ["mean"]}
        settings = dict(result.provenance.settings)
        assert settings["overlap"] == "exclude"
        assert dict(result.provenance.libraries).keys() == {"numpy", "pandas", "scipy", "exchange_calendars"}

    def test_summary_names_what_matters(self, result):
        text = result.summary()
        for words in (
            "2 events, 2 series",
            "(-250, -11)",
            "conditional_sq",
            "event in row 4: no returns or no model of",
        ):
            assert words in text

    def test_summary_counts_the_series_studied_and_not_those_there_are_returns_of(self):
        days = pd.bdate_range("2019-01-01", periods=60)
        returns = pd.DataFrame({name: [0.01, -0.01] * 30 for name in "abc"}, index=days)
        events = pd.DataFrame({"series": ["a"], "date": [days[50]]})
        assert "1 event, 1 series, " in run_study(events, returns, model="raw").summary()

    def test_a_window_that_is_none(self, result):
        for ends in (("0", 1), (0, 0.5), (None, 0)):
            with pytest.raises(UsageError, match="is no window; give two whole numbers of sessions"):
                result.car(*ends)

    def test_a_place_where_no_folder_can_be(self, result, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(UsageError, match=r"the tables cannot be written to .*file: .*; name a folder"):
            result.to_csv(tmp_path / "file")

    def test_nothing_dropped_is_an_empty_table(self, result):
        assert Dropped("event in row 4", "no returns or no model of 'gold'") in result.dropped


def move(value="69.20"):
    return ReportedMove(
        move_id="m1", group="g1", article="a.txt", start=3, end=9, quote="$69.20", instrument="brent",
        candidates=("brent",), kind="price_level", direction="up", value=Decimal(value), unit="usd", hedge="exact",
        phase="intraday", time="2020-01-03T11:00+00:00", date=date(2020, 1, 3), window=None, modality="asserted",
        confidence=0.9,
    )  # fmt: skip


class TestToFrame:
    def test_moves(self):
        row = to_frame([move()]).iloc[0]
        assert row.value == 69.2
        assert row.date == pd.Timestamp("2020-01-03")
        assert row.candidates == ("brent",)
        assert pd.isna(row.window_first)

    def test_verdicts_show_their_move_and_flat_intervals(self):
        observed = Interval(Decimal("66.22"), None, "usd", closed="left")
        verdicts = [
            Verdict(move(), "consistent", observed, None, None, 0.1, "within the range"),
            Verdict(move("70"), "not_checkable", None, None, None, None, "why"),
        ]
        table = to_frame(verdicts)
        assert table.move_id.tolist() == ["m1", "m1"]
        assert table.observed_low[0] == 66.22
        assert pd.isna(table.observed_high[0])
        assert table.observed_low.isna().tolist() == [False, True]
        assert table.core_closed.isna().all()
        assert set(to_frame([move()]).columns) <= set(table.columns)

    def test_events(self):
        event = Event("e", "Strike", date(2020, 1, 2), date(2020, 1, 3), "day", (Mention("a.txt", 0, 9),))
        row = to_frame([event]).iloc[0]
        assert row.mentions == [{"article": "a.txt", "start": 0, "end": 9}]
        assert (row.start, row.end) == (pd.Timestamp("2020-01-02"), pd.Timestamp("2020-01-03"))

    def test_nothing(self):
        assert to_frame([]).empty

    @pytest.mark.parametrize("items", [[1, 2], [Window(0, 1), Dropped("a", "b")]])
    def test_no_records_or_several_kinds(self, items):
        with pytest.raises(UsageError, match="records of one class"):
            to_frame(items)

    def test_a_record_that_is_not_in_a_list(self):
        with pytest.raises(UsageError, match="found a Window; put it into a list"):
            to_frame(Window(0, 1))


@pytest.mark.parametrize(
    ("day", "unit"), [(date(1066, 10, 14), "us"), (date(2020, 1, 3), "ns"), (date(2300, 1, 1), "us")]
)
def test_days_beyond_the_reach_of_nanoseconds_keep_their_place_in_a_table(day, unit):
    found = to_frame([Event("a", "b", day, day, "day")])["start"]
    assert found.dtype == f"datetime64[{unit}]"
    assert found[0].date() == day
