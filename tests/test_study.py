"""run_study on synthetic and on real returns, against statsmodels and against its own rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from eventstudy.records import Event
from eventstudy.sessions import sessions
from eventstudy.study import run_study, specification_curve

pytestmark = pytest.mark.filterwarnings("ignore:.* left out .result.dropped:eventstudy.EventStudyWarning")

DAYS = pd.bdate_range("2018-01-01", periods=330)
EVENT = 300
WINDOWS = [(0, 0), (0, 1), (-1, 1), (0, 5)]
SHARED = Path(__file__).parents[1].parent / "shared"


def table(seed=0, names=("s1", "s2")):
    rng = np.random.default_rng(seed)
    market = rng.normal(0.0003, 0.01, len(DAYS))
    columns = {name: (0.6 + 0.3 * i) * market + rng.normal(0, 0.012, len(DAYS)) for i, name in enumerate(names)}
    return pd.DataFrame({**columns, "m": market}, index=DAYS)


def asked(*days, series="s1", **columns):
    return pd.DataFrame({"series": series, "date": [DAYS[day] for day in days], **columns})


def dummies(returns, series, benchmark, rows, window):
    """Return the OLS of a series with a dummy for each session of a window, and the t test of their sum."""
    rows, star = np.asarray(rows), np.arange(EVENT + window[0], EVENT + window[1] + 1)
    parts = [np.ones(rows.size + star.size)]
    used = np.r_[rows, star]
    if benchmark:
        parts.append(returns[benchmark].to_numpy()[used])
    block = np.vstack([np.zeros((rows.size, star.size)), np.eye(star.size)])
    fit = sm.OLS(returns[series].to_numpy()[used], np.column_stack([*parts, block])).fit()
    return fit, fit.t_test(np.r_[np.zeros(len(parts)), np.ones(star.size)])


class TestOracle:
    @pytest.mark.parametrize("model", ["mean", "market"])
    def test_car_with_missing_days(self, model):
        returns = table(1)
        returns.iloc[[120, 121, 200], 0] = np.nan
        returns.iloc[[150, 260], 2] = np.nan  # the benchmark: matters to the market model only
        result = run_study(asked(EVENT), returns, model=model, benchmark="m", windows=WINDOWS)
        benchmark = "m" if model == "market" else None
        needed = ["s1", "m"] if benchmark else ["s1"]
        rows = [t for t in range(EVENT - 250, EVENT - 10) if returns[needed].iloc[t].notna().all()]
        for row in result.to_frame("per_event").itertuples():
            fit, total = dummies(returns, "s1", benchmark, rows, (row.first, row.last))
            assert row.car == pytest.approx(total.effect[0], rel=1e-12)
            assert row.se == pytest.approx(total.sd[0, 0], rel=1e-12)
            assert row.t == pytest.approx(total.tvalue.item(), rel=1e-12)
            assert row.p == pytest.approx(float(total.pvalue), rel=1e-10)
            assert [row.low, row.high] == pytest.approx(total.conf_int(0.05)[0].tolist(), rel=1e-10)
            assert (row.df, row.n_estimation) == (fit.df_resid, len(rows))
        fitted = result.models().iloc[0]
        assert fitted.sigma == pytest.approx(fit.scale**0.5, rel=1e-12)
        assert fitted.alpha == pytest.approx(fit.params[0], rel=1e-10)
        assert fitted.beta == pytest.approx(fit.params[1], rel=1e-12) if benchmark else np.isnan(fitted.beta)
        assert [str(fitted.first_estimation.date()), str(fitted.last_estimation.date())] == [
            str(DAYS[EVENT - 250].date()), str(DAYS[EVENT - 11].date())]  # fmt: skip

    def test_ar_of_each_session(self):
        returns = table(2)
        result = run_study(asked(EVENT), returns, benchmark="m")
        fit, _ = dummies(returns, "s1", "m", range(EVENT - 250, EVENT - 10), (-5, 5))
        tidy = result.to_frame("ar")
        np.testing.assert_allclose(tidy.ar, fit.params[2:], rtol=1e-11, atol=1e-15)
        np.testing.assert_allclose(tidy.se, fit.bse[2:], rtol=1e-12)
        assert tidy.date.tolist() == list(DAYS[EVENT - 5 : EVENT + 6])
        np.testing.assert_array_equal(result.ar().loc[("2019-02-25", "s1", "market")], tidy.ar)

    def test_raw_and_adjusted_by_hand(self):
        returns = table(3)
        result = run_study(asked(EVENT), returns, model=["raw", "adjusted"], benchmark="m", windows=[(0, 1)])
        raw, adjusted = result.car(0, 1).itertuples()
        r, m = returns["s1"].to_numpy(), returns["m"].to_numpy()
        sample, window = slice(EVENT - 250, EVENT - 10), slice(EVENT, EVENT + 2)
        for row, y in ((raw, r), (adjusted, r - m)):
            se = np.sqrt(2 * (y[sample] ** 2).sum() / 240)  # k = 0: variance around zero, no estimation error
            assert row.car == pytest.approx(y[window].sum(), rel=1e-12)
            assert row.se == pytest.approx(se, rel=1e-12)
            assert row.df == 240
        bhar = result.bhar(0, 1)
        assert bhar.bhar[0] == pytest.approx(np.prod(1 + r[window]) - 1, rel=1e-12)
        assert bhar.bhar[1] == pytest.approx(np.prod(1 + r[window]) - np.prod(1 + m[window]), rel=1e-11)

    def test_bhar_of_log_returns(self):
        returns = table(3)
        returns.attrs["kind"] = "log"
        result = run_study(asked(EVENT), returns, model="adjusted", benchmark="m")
        r, m = (returns[name].to_numpy()[EVENT : EVENT + 6] for name in ("s1", "m"))
        assert result.bhar(0, 5).bhar[0] == pytest.approx(np.exp(r.sum()) - np.exp(m.sum()), rel=1e-11)
        assert result.design["returns"] == "log"

    def test_a_missing_session_in_the_window_is_counted_and_left_out(self):
        returns = table(4)
        returns.iloc[EVENT + 2, 0] = np.nan
        row = run_study(asked(EVENT), returns, benchmark="m").car(0, 4).iloc[0]
        rows = np.r_[EVENT - 250 : EVENT - 10, EVENT, EVENT + 1, EVENT + 3, EVENT + 4]
        X = np.column_stack([np.ones(244), returns["m"].to_numpy()[rows], np.vstack([np.zeros((240, 4)), np.eye(4)])])
        total = sm.OLS(returns["s1"].to_numpy()[rows], X).fit().t_test([0, 0, 1, 1, 1, 1])
        assert row.car == pytest.approx(total.effect[0], rel=1e-12)
        assert row.se == pytest.approx(total.sd[0, 0], rel=1e-12)
        assert (row.n_window, row.note) == (4, "4 of 5 sessions have a return")


class TestSessions:
    def returns(self, days, seed=0, names=("xom",)):
        rng = np.random.default_rng(seed)
        return pd.DataFrame(rng.normal(0, 0.01, (len(days), len(names))), index=days, columns=list(names))

    def test_rows_off_the_calendar_are_no_sessions(self):
        every = self.returns(pd.date_range("2018-09-01", "2020-02-28"), names=("xom", "s1"))
        events = pd.DataFrame({"series": ["xom", "s1"], "date": "2020-01-04"})
        result = run_study(events, every, model="mean", estimation=(-100, -11))
        xom, other = (result.to_frame("ar").query(f"series == '{name}'").date for name in ("xom", "s1"))
        expected = "12-27 12-30 12-31 01-02 01-03 01-06 01-07 01-08 01-09 01-10 01-13"
        assert " ".join(xom.dt.strftime("%m-%d")) == expected
        assert other.tolist() == list(pd.date_range("2019-12-30", "2020-01-09"))

    def test_a_session_without_a_row_is_a_missing_return(self):
        days = pd.bdate_range("2018-09-03", "2020-02-28")
        full = self.returns(days)
        short = full.drop(pd.Timestamp("2019-12-30"))
        events = pd.DataFrame({"series": ["xom"], "date": ["2020-01-03"]})
        a, b = (run_study(events, r, model="raw", estimation=(-100, -11)).ar() for r in (full, short))
        assert np.isnan(b[-3].iloc[0])
        np.testing.assert_array_equal(a.drop(columns=-3), b.drop(columns=-3))

    def test_a_moment_after_the_close_is_the_next_session(self):
        returns = self.returns(pd.bdate_range("2018-09-03", "2020-02-28"), names=("xom", "brent"))
        events = pd.DataFrame(
            {"series": ["xom", "brent"] * 2,
             "date": [datetime(2020, 1, 2, 20, tzinfo=UTC)] * 2 + [datetime(2020, 1, 2, 22, tzinfo=UTC)] * 2,
             "event_id": ["open", "open", "shut", "shut"]}
        )  # fmt: skip
        result = run_study(events, returns, model="raw", estimation=(-100, -11))
        day = {(one.event_id, one.data.series): str(one.day) for one in result.observations}
        assert day == {
            ("open", "xom"): "2020-01-02",  # 15:00 in New York
            ("open", "brent"): "2020-01-03",  # 20:00 in London, struck at 19:30
            ("shut", "xom"): "2020-01-03",
            ("shut", "brent"): "2020-01-03",
        }

    @pytest.mark.parametrize(("closed", "day"), [("next", "2020-01-06"), ("previous", "2020-01-03")])
    def test_a_closed_day(self, closed, day):
        returns = self.returns(pd.bdate_range("2018-09-03", "2020-02-28"))
        events = pd.DataFrame({"series": ["xom"], "date": ["2020-01-04"]})
        result = run_study(events, returns, model="raw", estimation=(-100, -11), closed=closed)
        assert str(result.observations[0].day) == day

    def test_a_closed_day_may_be_dropped(self):
        returns = self.returns(pd.bdate_range("2018-09-03", "2020-02-28"))
        events = pd.DataFrame({"series": ["xom"] * 2, "date": ["2020-01-04", "2020-01-06"]})
        result = run_study(events, returns, model="raw", estimation=(-100, -11), closed="drop")
        assert [one.event_id for one in result.observations] == ["2020-01-06"]
        assert result.dropped[0].what == "2020-01-04, xom"
        assert "closed='drop'" in result.dropped[0].reason

    def test_rows_that_are_no_sessions_are_left_out_and_named(self):
        days = pd.bdate_range("2018-09-03", "2020-02-28").union(pd.to_datetime(["2019-07-06"]))
        returns = self.returns(days).drop(pd.to_datetime(["2019-01-01", "2019-12-25"]))
        events = pd.DataFrame({"series": ["xom"], "date": ["2020-01-06"]})
        result = run_study(events, returns, model="raw", estimation=(-100, -11))
        closed = days.difference(sessions("xom", days[0], days[-1])).drop(["2019-01-01", "2019-12-25"])
        first = ", ".join(f"{day:%Y-%m-%d}" for day in closed[:3])
        said = f"{closed.size} rows are no sessions of its calendar, and left out: {first}, ..."
        assert [(one.what, one.reason) for one in result.dropped] == [("xom", said)]
        assert pd.Timestamp("2019-07-06") in closed

    def test_rows_older_than_the_calendar_are_left_out_and_named(self):
        returns = self.returns(pd.bdate_range("1989-12-27", "1990-12-31"))
        events = pd.DataFrame({"series": ["xom"], "date": ["1990-11-01"]})
        result = run_study(events, returns, model="raw", estimation=(-100, -11))
        assert len(result.observations) == 1
        assert "1989-12-27, 1989-12-28, 1989-12-29, ..." in result.dropped[0].reason

    def test_a_series_with_the_name_of_a_generic_word_is_one_of_the_users(self):
        returns = self.returns(pd.bdate_range("2018-09-03", "2020-02-28")).rename(columns={"xom": "oil"})
        events = pd.DataFrame({"series": ["oil"], "date": ["2019-12-25"]})
        result = run_study(events, returns, model="raw", estimation=(-100, -11))
        assert str(result.observations[0].day) == "2019-12-25"
        assert result.dropped == []


class TestSamples:
    def test_flagged_returns_leave_the_regression_and_stay_in_the_window(self):
        returns = table(5)
        flags = {f"{DAYS[day]:%Y-%m-%d}": word for day, word in
                 ((200, "roll"), (201, "half_day"), (EVENT + 1, "half_day|roll"))}  # fmt: skip
        returns.attrs["flags"] = {"s1": flags}
        wild = returns.copy()
        wild.iloc[200, 0] = 0.5
        result = run_study(asked(EVENT), wild, benchmark="m")
        rows = [t for t in range(EVENT - 250, EVENT - 10) if t != 200]
        _, total = dummies(returns, "s1", "m", rows, (0, 1))
        row = result.car(0, 1).iloc[0]
        assert row.car == pytest.approx(total.effect[0], rel=1e-12)
        assert row.se == pytest.approx(total.sd[0, 0], rel=1e-12)
        assert row.flag == "half_day|roll"
        assert row.note == f"contract roll on {DAYS[EVENT + 1]:%Y-%m-%d}"
        assert row.n_estimation == 239
        assert result.car(0, 0).flag[0] == ""
        tidy = result.to_frame("ar")
        assert tidy.flag[tidy.session == 1].tolist() == ["half_day|roll"]
        assert tidy.ar.notna().all()

    def test_a_flagged_benchmark_leaves_the_regression_too(self):
        returns = table(5)
        returns.attrs["flags"] = {"m": {f"{DAYS[200]:%Y-%m-%d}": "stale"}}
        result = run_study(asked(EVENT), returns, model=["market", "mean"], benchmark="m")
        assert result.models().n_estimation.tolist() == [239, 240]

    def test_sessions_of_other_events_leave_the_sample_or_stay(self):
        returns = table(6)
        events = pd.concat([asked(EVENT), asked(200), asked(120, series="s2")])
        for overlap, n in (("exclude", 229), ("keep", 240)):
            result = run_study(
                events, returns, model="mean", overlap=overlap, estimation=(-250, -11), min_estimation=30
            )
            rows = result.to_frame("models").set_index("event_id")
            assert rows.n_estimation[f"{DAYS[EVENT]:%Y-%m-%d}"] == n
        sample = run_study(events, returns, model="mean").observations[0].sample
        assert not set(sample) & set(range(195, 206))
        assert set(range(115, 126)) <= set(sample)  # that event is of another series

    def test_an_event_that_is_not_studied_takes_nothing_away(self):
        returns = table(6)
        events = pd.concat([asked(EVENT), asked(200, series="nobody")])
        result = run_study(events, returns, model="mean")
        assert result.models().n_estimation.tolist() == [240]
        assert result.dropped[0].reason == "no returns or no model of 'nobody'"

    def test_day_zero_without_a_return(self):
        returns = table(7)
        returns.iloc[EVENT, 0] = np.nan
        result = run_study(asked(EVENT), returns, benchmark="m")
        rows = result.to_frame("per_event")
        assert rows.car.isna().all()
        assert (rows.note == "no return on day 0").all()
        assert (rows.n_window == 0).all()
        assert result.ar().notna().sum(axis=1).tolist() == [10]

    def test_a_window_past_the_data_is_never_a_part(self):
        returns = table(8)
        last = len(DAYS) - 3
        result = run_study(asked(last), returns, benchmark="m")
        rows = result.to_frame("per_event").set_index("last")
        assert np.isfinite(rows.car[0])
        assert np.isfinite(rows.car[1]).all()
        assert np.isnan(rows.car[5])
        assert rows.note[5] == "the window runs past the data (2018-01-01 to 2019-04-05)"
        assert result.bhar(0, 5).bhar.isna().all()
        paths = result.paths()
        assert paths.car.notna().tolist() == [True] * 8 + [False] * 3
        assert paths.date.isna().tolist() == [False] * 8 + [True] * 3

    def test_returns_that_end_before_the_table_does(self):
        returns = table(8)
        returns.iloc[EVENT + 3 :, 0] = np.nan
        result = run_study(asked(EVENT), returns, benchmark="m")
        assert result.car(0, 5).note[0] == f"the window runs past the data (2018-01-01 to {DAYS[EVENT + 2]:%Y-%m-%d})"

    def test_too_small_a_sample_is_found_and_said(self):
        returns = table(9)
        events = pd.concat([asked(EVENT), asked(30)])
        result = run_study(events, returns, benchmark="m")
        rows = result.car(0, 0)
        assert np.isfinite(rows.car[0])
        assert np.isnan(rows.car[1])
        assert rows.note[1] == (
            "20 sessions in the estimation sample, 30 are needed; "
            f"the earliest day 0 that has them is {DAYS[40]:%Y-%m-%d}"  # 30 sessions that end 11 before it: 0 to 29
        )
        assert result.models().note[1] == rows.note[1]
        assert result.to_frame("ar").ar[11:].isna().all()

    def test_a_sample_cut_short_by_the_data_is_said(self):
        result = run_study(asked(100), table(9), benchmark="m")
        assert result.models().note[0] == "the data begin within the estimation window: 90 of 240 sessions"
        assert result.models().n_estimation[0] == 90
        assert result.car(0, 0).note[0] == result.models().note[0]

    def test_an_exact_fit_has_no_standard_error(self):
        returns = table(9).assign(s1=0.01)  # the mean of a hundred hundredths is off by its last digit
        result = run_study(asked(EVENT), returns, model="mean")
        row = result.car(0, 1).iloc[0]
        assert abs(row.car) < 1e-15
        assert np.isnan(row.t)
        assert np.isnan(row.p)
        assert row.note == "no standard error: the return does not vary in the estimation sample"
        assert not result.tests(0, 1).valid.any()

    def test_a_roll_of_the_benchmark_is_said_in_the_window(self):
        returns = table(5)
        returns.attrs["flags"] = {"m": {f"{DAYS[day]:%Y-%m-%d}": word for day, word in
                                        ((200, "roll"), (EVENT, "half_day|stale"))}}  # fmt: skip
        row = run_study(asked(EVENT), returns, benchmark="m").car(0, 1).iloc[0]
        assert row.n_estimation == 239
        assert row["flag"] == "benchmark_stale"
        assert row.note == f"stale price of the benchmark on {DAYS[EVENT]:%Y-%m-%d}"

    def test_a_benchmark_that_stands_still_in_one_sample(self):
        returns = table(9)
        returns.iloc[EVENT - 45 : EVENT - 10, 2] = 0.001
        result = run_study(asked(EVENT, 200), returns, benchmark="m", estimation=(-45, -11))
        rows = result.car(0, 0)
        assert rows.note.tolist() == ["the benchmark 'm' does not vary in the estimation sample", ""]
        assert rows.car.isna().tolist() == [True, False]


class TestEvents:
    def event(self, name, day, **fields):
        return Event(name, name, day, day, **({"precision": "day"} | fields))

    def test_each_event_is_studied_on_every_series(self):
        result = run_study([self.event("shock", DAYS[EVENT].date())], table(), model=["market", "raw"], benchmark="m")
        keys = [(one.data.series, one.data.model) for one in result.observations]
        assert keys == [("s1", "market"), ("s1", "raw"), ("s2", "market"), ("s2", "raw"), ("m", "raw")]
        assert [(one.what, one.reason) for one in result.dropped] == [
            ("m, model 'market'", "it is the benchmark of the other series")]  # fmt: skip
        assert (result.tests(0, 0, by="event").n_events == 2).all()  # m has no main model

    def test_what_is_not_past_or_not_dated_to_the_day_is_listed(self):
        day = DAYS[EVENT].date()
        events = [
            self.event("shock", day),
            self.event("vote", day, status="future"),
            self.event("war", date(2019, 2, 1), precision="month"),
            self.event("early", date(1999, 1, 4)),
            self.event("late", date(2031, 1, 6)),
        ]
        result = run_study(events, table(), model={"s1": "mean"})
        assert {one.event_id for one in result.observations} == {"shock"}
        assert {one.what: one.reason for one in result.dropped} == {
            "vote": "not studied: future",
            "war": "not studied: dated to a month only",
            "early, s1": "the event is on 1999-01-04, but the returns run from 2018-01-01 to 2019-04-05",
            "late, s1": "the event is on 2031-01-06, but the returns run from 2018-01-01 to 2019-04-05",
        }

    def test_one_event_listed_twice_is_one_event(self):
        result = run_study(asked(EVENT, EVENT), table(), model="mean")
        assert len(result.observations) == 1
        assert result.dropped[0].reason == f"listed twice; the first, of {DAYS[EVENT].date()}, is kept"

    def test_a_series_in_two_events_is_two_rows_not_four(self):
        result = run_study(asked(EVENT, 200, event_id=["a", "b"]), table(), model="mean", windows=[(0, 0)])
        assert len(result.to_frame("per_event")) == 2

    @pytest.mark.parametrize("cell", ["3 January", None, 20190225, "01/02/2019", "2019-13-40"])
    def test_a_cell_that_is_no_date_is_skipped_and_named(self, cell):
        events = pd.DataFrame({"series": ["s1", "s1"], "date": [DAYS[EVENT], cell]}, dtype=object)
        result = run_study(events, table(), model="mean")
        assert len(result.observations) == 1
        assert result.dropped[0].what == "event in row 2"
        assert "is no date" in result.dropped[0].reason

    def test_tables_in_files(self, tmp_path):
        returns, events = table(), asked(EVENT, 200)
        returns.to_csv(tmp_path / "returns.csv")
        events.to_csv(tmp_path / "events.csv", index=False)
        a = run_study(events, returns, benchmark="m").to_frame("per_event")
        result = run_study(tmp_path / "events.csv", str(tmp_path / "returns.csv"), benchmark="m")
        pd.testing.assert_frame_equal(a, result.to_frame("per_event"))
        assert result.provenance.inputs[0][0] == "returns: returns.csv"
        assert len(result.provenance.inputs[0][1]) == 64

    def test_tables_in_parquet(self, tmp_path):
        pytest.importorskip("pyarrow")
        returns, events = table(), asked(EVENT)
        returns.to_parquet(tmp_path / "returns.parquet")
        events.to_parquet(tmp_path / "events.parquet")
        a = run_study(events, returns, benchmark="m").to_frame("per_event")
        b = run_study(tmp_path / "events.parquet", tmp_path / "returns.parquet", benchmark="m").to_frame("per_event")
        pd.testing.assert_frame_equal(a, b)

    def test_progress_is_told(self):
        told = []
        run_study(asked(EVENT, 200), table(), model="mean", progress=lambda *args: told.append(args))
        assert told == [("estimate", 1, 2), ("estimate", 2, 2)]


class TestSpecificationCurve:
    def test_holds_every_combination_as_run_study_gives_it(self):
        returns, events = table(), asked(EVENT, 200)
        curve = specification_curve(events, returns, models=["market", "raw"], benchmark="m", windows=[(0, 0), (0, 1)])
        assert len(curve) == 2 * 2 * 2 * 3 * 2  # events, models, windows, lengths, overlaps
        one = run_study(events, returns, model="market", benchmark="m", estimation=(-130, -11), overlap="keep")
        key = {"model": "market", "overlap": "keep", "n_sessions": 120, "first": 0, "last": 1}
        part = curve[(curve[list(key)] == pd.Series(key)).all(axis=1)].reset_index(drop=True)
        expected = one.car(0, 1)
        columns = ["event_id", "series", "n_estimation", "car", "se", "t", "p", "low", "high"]
        pd.testing.assert_frame_equal(part[columns], expected[columns])
        assert part.n_estimation.tolist() == [120, 120]

    def test_tells_its_progress(self):
        told = []
        specification_curve(
            asked(EVENT), table(), models="mean", lengths=[60], progress=lambda *args: told.append(args)
        )
        assert told == [("vary choices", 1, 2), ("vary choices", 2, 2)]


@pytest.mark.skipif(not (SHARED / "prices").is_dir(), reason="the reference prices beside the repository are absent")
class TestRealPrices:
    """3 January 2020, computed from the price files by hand and by statsmodels."""

    def returns(self):
        close = {
            name: pd.read_csv(SHARED / "prices" / f"{name}.csv", index_col=0, parse_dates=True)["close"]
            for name in ("brent", "sp500", "xom")
        }
        paid = pd.read_csv(SHARED / "prices" / "dividends.csv", parse_dates=["ex_date"]).query("series == 'xom'")
        dividend = paid.set_index("ex_date")["amount"].reindex(close["xom"].index).fillna(0.0)
        found = {name: price / price.shift() - 1 for name, price in close.items()}
        found["xom"] = (close["xom"] + dividend) / close["xom"].shift() - 1
        rolls = pd.read_csv(SHARED / "prices" / "brent_rolls.csv")["date"]
        frame = pd.DataFrame(found)
        frame.attrs["flags"] = {"brent": dict.fromkeys(rolls, "roll")}
        return frame

    def events(self):
        rows = [(name, day) for day in ("2019-09-16", "2020-01-03") for name in ("brent", "xom")]
        return pd.DataFrame(rows, columns=["series", "date"])

    @pytest.mark.parametrize(("overlap", "p_below"), [("exclude", True), ("keep", False)])
    def test_brent_hangs_on_the_rule_for_overlaps(self, overlap, p_below):
        returns = self.returns()
        result = run_study(self.events(), returns, model={"brent": "mean"}, overlap=overlap)
        row = result.car(0, 0).iloc[-1]
        y = returns["brent"].dropna()
        zero, other = y.index.get_loc("2020-01-03"), y.index.get_loc("2019-09-16")
        sample = y.iloc[zero - 250 : zero - 10]
        sample = sample[~sample.index.strftime("%Y-%m-%d").isin(list(returns.attrs["flags"]["brent"]))]
        if overlap == "exclude":
            sample = sample.drop(y.index[other - 5 : other + 6], errors="ignore")
        assert row.n_estimation == len(sample)
        assert row.car == pytest.approx(68.60 / 66.25 - 1 - sample.mean(), rel=1e-12)
        assert row.se == pytest.approx(sample.std(ddof=1) * (1 + 1 / len(sample)) ** 0.5, rel=1e-12)
        assert (row.p < 0.05) == p_below

    def test_exxon_against_dummies(self):
        returns = self.returns()
        result = run_study(self.events(), returns, model={"xom": "market"}, benchmark="sp500")
        pair = returns[["xom", "sp500"]].dropna()
        zero, other = pair.index.get_loc("2020-01-03"), pair.index.get_loc("2019-09-16")
        rows = [t for t in range(zero - 250, zero - 10) if not other - 5 <= t <= other + 5]
        for first, last in WINDOWS:
            star = range(zero + first, zero + last + 1)
            block = np.vstack([np.zeros((len(rows), len(star))), np.eye(len(star))])
            used = pair.iloc[[*rows, *star]]
            X = np.column_stack([np.ones(len(used)), used["sp500"], block])
            total = sm.OLS(used["xom"].to_numpy(), X).fit().t_test(np.r_[0, 0, np.ones(len(star))])
            row = result.car(first, last).iloc[-1]
            assert row.car == pytest.approx(total.effect[0], rel=1e-11)
            assert row.se == pytest.approx(total.sd[0, 0], rel=1e-12)


class TestBenchmarkClosed:
    """A benchmark without a return on a session of the series."""

    def test_its_next_return_is_said_to_span_both_sessions(self):
        returns = table(7)
        returns.iloc[EVENT + 1, returns.columns.get_loc("m")] = np.nan
        note = run_study(asked(EVENT), returns, benchmark="m").car(0, 2).note[0]
        days = [f"{DAYS[EVENT + step]:%Y-%m-%d}" for step in (1, 2)]
        assert f"the benchmark m has no return on {days[0]}, so that its next, on {days[1]}, may span both" in note

    def test_outside_the_event_window_nothing_is_said(self):
        returns = table(7)
        returns.iloc[EVENT - 40, returns.columns.get_loc("m")] = np.nan
        assert run_study(asked(EVENT), returns, benchmark="m").car(0, 2).note[0] == ""
        assert run_study(asked(EVENT), table(7), benchmark="m").car(0, 2).note[0] == ""
