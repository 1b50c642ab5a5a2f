"""What a study says of itself: in a line, in a page, and by default."""

from __future__ import annotations

import hashlib
import time

import numpy as np
import pandas as pd
import pytest

from eventstudy.battery import BATTERY
from eventstudy.errors import EventStudyWarning, UsageError, WindowError
from eventstudy.results.naming import a_few
from eventstudy.results.notes import alike
from eventstudy.study import plot_specification, run_study, specification_curve

DAYS = pd.bdate_range("2012-01-02", periods=1500)


def market(n, seed=5):
    rng = np.random.default_rng(seed)
    m = rng.normal(0.0, 0.01, DAYS.size)
    wide = 0.9 * m[:, None] + rng.normal(0.0, 0.013, (DAYS.size, n))
    return pd.DataFrame(np.column_stack([wide, m]), index=DAYS, columns=[*(f"s{i:03d}" for i in range(n)), "m"])


def spread(n, series, *, raised=0.0, seed=6):
    """Return n events on days of their own as far as there are any, and returns that they move by `raised`."""
    rng = np.random.default_rng(seed)
    returns = market(series)
    days = rng.integers(300, 1450, n)
    events = pd.DataFrame(
        {"event_id": [f"e{i}" for i in range(n)], "series": [f"s{i % series:03d}" for i in range(n)],
         "date": DAYS[days]}
    )  # fmt: skip
    for name, day in zip(events.series, events.date, strict=True):
        returns.loc[day, name] += rng.normal(0.0, raised)
    return events, returns


@pytest.fixture(scope="module")
def many():
    events, returns = spread(1000, 100)
    events.loc[::50, "date"] = events.loc[::50, "date"] + pd.offsets.Week(weekday=5)
    return run_study(events, returns, benchmark="m")


@pytest.fixture(scope="module")
def one_date():
    returns = market(5)
    events = pd.DataFrame({"event_id": "x", "series": [f"s{i:03d}" for i in range(5)], "date": DAYS[600]})
    return run_study(events, returns, model=["market", "mean"], benchmark="m", windows=[(0, 0), (0, 1)])


class TestThousandEvents:
    def test_the_summary_fits_a_screen_and_takes_no_time(self, many):
        begun = time.perf_counter()
        text = many.summary()
        assert time.perf_counter() - begun < 8.0  # under two seconds on an idle machine
        assert len(text.splitlines()) < 60
        assert max(len(line) for line in text.splitlines()) < 250

    def test_the_effect_that_would_be_found_stands_before_any_estimate(self, many):
        text = many.summary()
        assert text.index("the least effect over (0, 0) that it finds in 80 of 100 cases is 0.0") < text.index(
            "estimate"
        )

    def test_all_events_are_tested_together(self, many):
        best = many.recommended().query("valid")
        lines = many.summary().splitlines()
        start = next(place for place, line in enumerate(lines) if line.startswith("Tests over (0, 0) of all events"))
        shown = [line.split()[0] for line in lines[start + 2 : start + 8]]
        assert shown == best.test.tolist()[:6]

    def test_what_many_say_alike_is_said_once(self, many):
        text = many.summary()
        moved = sum("is no session" in one.note for one in many.observations)
        assert moved == 20
        assert f"{moved} observations, such as e0, s000: " in text
        assert text.count("is no session: day 0 is the next one") == 1

    def test_the_largest_stand_in_it(self, many):
        t = many.car(0, 0).set_index("event_id").t.abs().sort_values(ascending=False)
        for name in t.index[:5]:
            assert f"{name} " in many.summary()

    def test_an_interpreter_and_a_notebook_show_little(self, many):
        assert repr(many).startswith("<Event study: 1,000 events, 100 series, 1,000 observations, simple returns;")
        assert len(repr(many)) < 500
        html = many._repr_html_()
        assert html.startswith("<p>Event study: 1,000 events")
        assert len(html) < 10_000

    def test_the_tests_in_a_frame_are_of_all_events(self, many):
        table = many.to_frame("tests", tests=["kp_bmp", "bmp"])
        assert table.event_id.isna().all()
        assert len(table) == 2 * 4
        pd.testing.assert_frame_equal(
            table.query("first == 0 and last == 1").reset_index(drop=True), many.tests(0, 1, tests=["kp_bmp", "bmp"])
        )


class TestOneDate:
    def test_every_car_and_every_valid_test_stands_in_the_summary(self, one_date):
        text = one_date.summary()
        assert len(text.splitlines()) < 100
        for row in one_date.to_frame("per_event").itertuples():
            assert f"{row.car:.4f}" in text
        for row in one_date.to_frame("tests").query("valid").itertuples():
            assert row.test in text
            assert f"{row.p:.4f}" in text
        assert "Primary test, named in advance: conditional_sq; the least effect over (0, 0)" in text
        assert text.index("80 of 100 cases") < text.index("car")

    def test_its_tests_are_under_its_name_alone(self, one_date):
        assert set(one_date.to_frame("tests").event_id) == {"x"}


class TestDefaults:
    def test_the_first_window_of_the_study_is_taken_without_one(self, one_date):
        for name in ("tests", "recommended", "caar", "scar", "bhar", "volatility", "skewness", "bhar_tests"):
            ask = getattr(one_date, name)
            pd.testing.assert_frame_equal(ask(), ask(0, 0))
        assert one_date.differences.__doc__
        other = run_study(
            pd.DataFrame({"series": ["s000"], "date": [DAYS[600]]}), market(1), model="mean", windows=[(-1, 1), (0, 0)]
        )
        assert other.tests().iloc[0][["first", "last"]].tolist() == [-1, 1]

    def test_one_end_alone_is_no_window(self, one_date):
        with pytest.raises(UsageError, match="is no window"):
            one_date.tests(0)
        with pytest.raises(WindowError, match="is not inside"):
            one_date.recommended(0, 9)

    def test_few_events_are_tested_together_and_each(self):
        events, returns = spread(3, 3)
        result = run_study(events, returns, benchmark="m", windows=[(0, 0)])
        table = result.to_frame("tests")
        assert table.event_id.isna().sum() == len(BATTERY)
        assert table.event_id.dropna().unique().tolist() == ["e0", "e1", "e2"]
        assert "Each event over (0, 0): its best test" in result.summary()

    def test_day_zero_stands_in_every_table_of_observations(self, one_date):
        for table in (one_date.car(0, 0), one_date.bhar(0, 1), one_date.scar(0, 0), one_date.to_frame("per_event")):
            assert (table.day0 == DAYS[600]).all()
        assert one_date.volatility().day0.unique().tolist() == [DAYS[600]]

    def test_rows_of_tests_say_of_which_returns_and_rules_they_are(self):
        events, returns = spread(2, 2)
        returns.attrs["kind"] = "log"
        result = run_study(events, np.log1p(returns), benchmark="m", overlap="keep", closed="previous")
        rows = result.tests(tests=["t", "kp_bmp"])
        assert {*zip(rows["returns"], rows["overlap"], rows["closed"], strict=True)} == {("log", "keep", "previous")}


class TestRecommended:
    def test_a_variance_seen_to_be_raised_puts_the_tests_that_stand_it_first(self):
        result = run_study(*spread(40, 40, raised=0.05), benchmark="m")
        best = result.recommended().query("valid").set_index("test")
        hurt = ["patell", "corrado", "corrado_zivney", "crude_dependence", "kp_patell"]
        stand = ["kp_bmp", "bmp", "cross_sectional", "grank_t", "sign"]
        assert best.loc[stand, "rank"].max() < best.loc[hurt, "rank"].min()
        assert best.loc[hurt, "why"].str.contains("times as much as the estimation samples imply").all()
        assert not best.loc[stand, "why"].str.contains("times as much").any()

    def test_where_it_is_not_the_usual_order_stands(self):
        best = run_study(*spread(40, 40), benchmark="m").recommended().query("valid").set_index("test")
        assert best.loc["corrado", "rank"] < best.loc["cross_sectional", "rank"]
        assert not best.why.str.contains("times as much").any()


class TestOwnWindows:
    def asked(self, n=12, **columns):
        events, returns = spread(n, n)
        return run_study(events.assign(**columns), returns, benchmark="m")

    def test_the_average_is_of_each_over_its_own(self):
        last = np.arange(12) % 3
        result = self.asked(first=0, last=last)
        row = result.caar(own=True).iloc[0]
        cars = [result.car(0, int(end)).car[place] for place, end in enumerate(last)]
        np.testing.assert_allclose([row.estimate, row.se], [np.mean(cars), np.std(cars, ddof=1) / np.sqrt(12)])
        assert (row["first"], row["last"], row.df, row.band) == (0, 2, 11, "cross-section")

    def test_one_window_of_all_is_the_average_over_it(self):
        result = self.asked(first=-1, last=1)
        pd.testing.assert_frame_equal(result.caar(own=True), result.caar(-1, 1))

    def test_a_window_beside_it_is_refused(self):
        with pytest.raises(UsageError, match="own=True takes each event's own window"):
            self.asked(first=0, last=1).caar(0, 1, own=True)

    def test_on_one_date_there_is_no_band(self):
        returns = market(3)
        events = pd.DataFrame({"event_id": "x", "series": ["s000", "s001", "s002"], "date": DAYS[600]})
        row = run_study(events.assign(first=0, last=[0, 1, 2]), returns, benchmark="m").caar(own=True).iloc[0]
        assert np.isfinite(row.estimate)
        assert np.isnan(row.se)
        assert row.note.startswith("one common date and windows of several lengths")


class TestWarnings:
    def test_events_left_out_are_warned_of_and_counted(self):
        events, returns = spread(5, 5)
        events.loc[:2, "series"] = ["zz1", "zz2", "zz3"]
        with pytest.warns(EventStudyWarning, match=r"^3 events left out \(result.dropped names each\): 3 left out, "
                          "such as event in row 1: no returns or no model of 'zz1'$"):  # fmt: skip
            run_study(events, returns, benchmark="m")

    def test_a_curve_warns_once(self):
        events, returns = spread(2, 2)
        events.loc[0, "series"] = "zz"
        with pytest.warns(EventStudyWarning) as told:
            specification_curve(events, returns, models="mean", windows=[(0, 0)])
        assert len(told) == 1

    def test_nothing_left_out_is_no_warning(self, recwarn):
        run_study(*spread(2, 2), benchmark="m")
        assert not recwarn.list


class TestProvenance:
    def test_the_events_have_a_hash(self, tmp_path):
        events, returns = spread(2, 2)
        path = tmp_path / "events.csv"
        events.to_csv(path, index=False)
        inputs = dict(run_study(path, returns, benchmark="m").provenance.inputs)
        assert inputs["events: events.csv"] == hashlib.sha256(path.read_bytes()).hexdigest()
        tables = [dict(run_study(one, returns, benchmark="m").provenance.inputs)["events: table"]
                  for one in (events, events.copy(), events.assign(date=DAYS[600]))]  # fmt: skip
        assert tables[0] == tables[1] != tables[2]


class TestCurve:
    def test_it_is_drawn(self):
        events, returns = spread(2, 2)
        curve = specification_curve(events, returns, models=["mean", "raw"], windows=[(0, 0)])
        first = plot_specification(curve, chosen={"model": "mean", "overlap": "exclude", "n_sessions": 250})
        assert first.texts[0].get_text() == "s000: e0"
        assert plot_specification(curve, "e1").texts[0].get_text() == "s001: e1"

    def test_what_cannot_be_drawn_is_one_line(self):
        events, returns = spread(1, 1)
        curve = specification_curve(events, returns, models="mean", windows=[(0, 0)])
        with pytest.raises(UsageError, match="no estimate of 'zz' around 'e0'; there is e0 s000"):
            plot_specification(curve, series="zz")
        with pytest.raises(UsageError, match="chosen names 'length', which is none of model, overlap, n_sessions"):
            plot_specification(curve, chosen={"length": 60})
        with pytest.raises(UsageError, match="is empty"):
            plot_specification(curve.iloc[:0])


def test_of_many_names_an_error_shows_those_like_the_one_asked_for():
    returns = market(200)
    with pytest.raises(UsageError, match=r"they hold s171, .*\(201 in all\); did you mean .s171.\?$") as caught:
        run_study(spread(1, 1)[0], returns, model={"s171x": "mean"})
    assert len(str(caught.value)) < 200
    assert a_few("abc", "z") == "a, b, c"


def test_notes_are_alike_where_only_days_numbers_and_names_differ():
    assert alike("231 of 240 sessions have a return") == alike("7 of 11 sessions have a return")
    assert alike("no return on day 0") != alike("no return in the window")


def test_reasons_of_different_days_are_counted_as_one():
    events, returns = spread(12, 12)
    for name, day in zip(events.series, events.date, strict=True):
        returns.attrs.setdefault("flags", {})[name] = {f"{day:%Y-%m-%d}": "roll"}
        returns.attrs["flags"][name] |= {} if int(name[1:]) % 2 else {f"{day:%Y-%m-%d}": "stale"}
    note = run_study(events, returns, model=dict.fromkeys(events.series, "mean")).tests(tests="bmp").note[0]
    assert "12 observations left out: 6 x stale price, 6 x contract roll" in note
