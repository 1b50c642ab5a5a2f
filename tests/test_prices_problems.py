"""Faults of prices, from the file they stand in to the estimate, the page and the JSON: found, told, and left out."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy.cli.app import app
from eventstudy.errors import EventStudyWarning, StudyFileError, UsageError
from eventstudy.prices import load_prices
from eventstudy.prices.findings import findings
from eventstudy.returns import to_returns
from eventstudy.study import run_study, specification_curve
from eventstudy.studyfile import load_studyfile

ZERO = pd.Timestamp("2020-01-03")
PLACES = 250, 10


def prices(**changes):
    """Return the shipped prices of three series, with faults planted: ``{series: function of its rows}``."""
    table = load_prices(["brent", "sp500", "xom"])
    parts = [changes.get(str(name), lambda rows: rows)(rows.copy()) for name, rows in table.groupby("series")]
    return pd.concat(parts)[["series", "date", "open", "high", "low", "close", "volume", "dividend"]]


def times(factor, first, last=None, figures=("open", "high", "low", "close")):
    """Return a function that multiplies the figures of some days."""

    def change(rows):
        span = rows["date"].between(pd.Timestamp(first), pd.Timestamp(last or "2099-01-01"))
        rows.loc[span, list(figures)] *= factor
        return rows

    return change


def without(*days):
    return lambda rows: rows[~rows["date"].isin(pd.to_datetime(list(days)))]


def repeated(day):
    """Return a function that makes the row of a day repeat the close before, as vendors of continuous futures do."""

    def change(rows):
        at = rows.index[rows["date"] == pd.Timestamp(day)][0]
        rows.loc[at, ["open", "high", "low", "close"]] = rows["close"].shift()[at]
        return rows

    return change


IN_MONEY = "open", "high", "low", "close", "dividend"
FAULTS = {
    "split": (times(0.5, "2019-07-01"), "split", ["2019-07-01"]),
    "spike": (times(1.3, "2019-07-01", "2019-07-01"), "spike", ["2019-07-01", "2019-07-02"]),
    "unit": (times(0.01, "2019-07-01", figures=IN_MONEY), "unit", ["2019-07-01"]),
    "break": (times(1.37, "2019-07-01", "2019-07-11"), "break", ["2019-07-01", "2019-07-12"]),
    "gap": (without("2019-07-01", "2019-07-02"), "gap", ["2019-07-03"]),
    "stale": (repeated("2019-07-01"), "stale", ["2019-07-01"]),
}


def study(table, **options):
    events = pd.DataFrame({"series": ["xom"], "date": [ZERO]})
    options = {"model": {"xom": ["market", "mean"]}, "benchmark": "sp500", "windows": [(0, 0)]} | options
    return run_study(events, to_returns(table), **options)


def loaded(table):
    return load_prices(source=table)


def least_squares(returns, dropped=()):
    """Return alpha, beta and the abnormal return of the event, the days named left out of the sample."""
    place = returns.index.get_loc(ZERO)
    sample = returns.iloc[place - PLACES[0] : place - PLACES[1]].drop(pd.to_datetime(list(dropped)), errors="ignore")
    sample = sample[["xom", "sp500"]].dropna()
    beta, alpha = np.polyfit(sample["sp500"], sample["xom"], 1)
    now = returns.loc[ZERO]
    return len(sample), now["xom"] - alpha - beta * now["sp500"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("series", ["xom", "sp500"])
def test_a_planted_fault_leaves_the_estimation_sample_of_the_series_and_of_what_is_set_beside_it(series, fault):
    change, flag, days = FAULTS[fault]
    if fault == "split" and series == "sp500":
        return  # an index does not split
    table = loaded(prices(**{series: change}))
    told = {one.flag: one for one in findings(table) if one.series == series}
    assert [f"{day}" for day in told[flag].days] == days
    row = study(table).car(0, 0).set_index("model").loc["market"]
    returns = to_returns(table)[["xom", "sp500"]]
    whole = returns["sp500" if series == "xom" else "xom"].dropna().index  # every session
    left = [*days, "2019-07-02"] if fault == "stale" else days  # the return after a repeated row spans two sessions
    n, ar = least_squares(returns.loc[whole], left)
    assert row.n_estimation == n == 240 - len(left) - (2 if fault == "gap" else 0)
    assert row.car == pytest.approx(ar, abs=1e-14)


@pytest.mark.parametrize("model", ["dimson", "scholes_williams"])
def test_no_session_is_regressed_on_a_faulty_return_of_the_benchmark_as_its_lead_or_lag(model):
    table = loaded(prices(sp500=times(0.01, "2019-07-01")))
    row = study(table, model={"xom": model}).models().iloc[0]
    returns = to_returns(table)[["xom", "sp500"]].dropna()
    usual = study(loaded(prices()), model={"xom": model}).models().iloc[0]
    assert row.n_estimation == usual.n_estimation - 3  # the day of the fault, the one before and the one after
    assert row.beta == pytest.approx(usual.beta, abs=0.05)
    if model == "dimson":
        place = returns.index.get_loc(ZERO)
        market = returns["sp500"].where(returns.index != pd.Timestamp("2019-07-01"))
        x = pd.DataFrame({step: market.shift(step) for step in (1, 0, -1)}).iloc[place - PLACES[0] : place - PLACES[1]]
        x = x.iloc[1:-1].dropna() if usual.n_estimation == 238 else x.dropna()
        slopes = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), returns["xom"][x.index], rcond=None)[0][1:]
        assert row.beta == pytest.approx(slopes.sum(), abs=1e-12)


def test_with_nothing_planted_nothing_is_left_out_of_xom():
    row = study(loaded(prices())).car(0, 0).set_index("model").loc["market"]
    assert (row.n_estimation, row.flag, row.note) == (240, "", "")


class TestInTheEventWindow:
    def test_a_doubtful_return_stays_with_a_note(self):
        table = loaded(prices(xom=without("2020-01-02")))
        row = study(table).car(0, 0).set_index("model").loc["mean"]
        assert row.flag == "gap"
        assert row.note == "return over missing sessions on 2020-01-03"
        expected = to_returns(table)["xom"][ZERO]
        assert row.car + study(table).models().set_index("model").alpha["mean"] == pytest.approx(expected)

    def test_of_the_benchmark_it_is_told_where_the_benchmark_is_used(self):
        rows = study(loaded(prices(sp500=without("2020-01-02")))).car(0, 0).set_index("model")
        assert "return over missing sessions of the benchmark on 2020-01-03" in rows.note["market"]
        assert rows.note["mean"] == ""

    def test_a_change_of_unit_leaves_tests_of_several_series(self):
        table = loaded(prices(xom=times(0.01, "2020-01-03")))
        events = pd.DataFrame({"series": ["xom", "brent"], "date": [ZERO] * 2})
        result = run_study(events, to_returns(table), model="mean", windows=[(0, 0)])
        tests = result.tests(0, 0)
        assert set(tests.n_events) == {1}
        assert tests.note.str.contains("xom left out: change of unit on 2020-01-03").all()

    def test_a_doubtful_return_does_not(self):
        table = loaded(prices(xom=without("2020-01-02")))
        events = pd.DataFrame({"series": ["xom", "brent"], "date": [ZERO] * 2})
        result = run_study(events, to_returns(table), model="mean", windows=[(0, 0)])
        assert set(result.tests(0, 0).n_events) == {2}


class TestTheRuleIsTheUsers:
    def test_keep(self):
        table = loaded(prices(xom=FAULTS["spike"][0]))
        kept = study(table, flagged={"spike": "keep"})
        assert kept.models().n_estimation.tolist() == [240, 240]
        assert kept.design["options"]["flagged"] == "spike: keep"
        assert study(table).models().n_estimation.tolist() == [238, 238]

    def test_a_rule_for_one_series_goes_first(self):
        table = loaded(prices(xom=FAULTS["spike"][0], sp500=FAULTS["gap"][0]))
        found = study(table, flagged={"xom.spike": "keep", "spike": "no_move", "sp500.gap": "keep"})
        assert found.models().set_index("model").n_estimation.to_dict() == {"market": 238, "mean": 240}

    def test_exclude_what_is_kept_by_default(self):
        day = "2019-11-29"  # a half-day of New York
        returns = to_returns(loaded(prices()))
        assert returns.attrs["flags"]["xom"][day] == "half_day"
        result = study(loaded(prices()), flagged={"half_day": "exclude"})
        left = sum("half_day" in flag for at, flag in returns.attrs["flags"]["xom"].items() if at > "2019-01-07")
        assert result.models().set_index("model").n_estimation["mean"] == 240 - left + 1  # one is after the sample

    def test_no_move_leaves_the_tests(self):
        table = loaded(prices(xom=without("2020-01-02")))
        events = pd.DataFrame({"series": ["xom", "brent"], "date": [ZERO] * 2})
        rules = {"gap": "no_move"}
        result = run_study(events, to_returns(table), model="mean", windows=[(0, 0)], flagged=rules)
        assert set(result.tests(0, 0).n_events) == {1}
        assert "no market move, by the study's rule on 2020-01-03" in result.car(0, 0).note[0]

    def test_a_word_in_the_file_s_own_flag_column(self):
        table = prices().assign(flag="")
        table.loc[(table["series"] == "xom") & (table["date"] == "2019-07-01"), "flag"] = "excluded"
        checked = loaded(table)
        assert study(checked).models().n_estimation.tolist() == [239, 239]
        assert [one.what for one in findings(checked) if one.series == "xom"] == ["doubtful, as the prices say"]

    def test_the_curve_takes_the_same_rules(self):
        table, events = loaded(prices(xom=FAULTS["spike"][0])), pd.DataFrame({"series": ["xom"], "date": [ZERO]})
        returns = to_returns(table)
        for rules, n in (({"spike": "keep"}, 240), (None, 238)):
            curve = specification_curve(
                events, returns, models="mean", lengths=[240], windows=[(0, 0)], overlaps=["keep"], flagged=rules
            )
            assert curve.n_estimation.tolist() == [n]

    @pytest.mark.parametrize(
        ("rules", "said"),
        [
            ({"gap": "drop"}, r"flagged\['gap'\] is 'drop', not one of 'keep', 'exclude', 'no_move'"),
            ({"acme.gap": "keep"}, "the returns do not hold 'acme'"),
            ({"tsla.gap": "keep"}, "the returns do not hold 'tsla': there are brent, sp500, xom"),
            ({"xom.": "keep"}, "which is no flag word: there are break, closed"),
            ({"spke": "keep"}, "'spke', which is no flag word: did you mean 'spike'?"),
            ({"xom.gaps": "keep"}, "'xom.gaps', which is no flag word: did you mean 'gap'?"),
            ({"benchmark_gap": "keep"}, "which is no flag word: there are break"),
            (["gap"], "flagged is a list"),
        ],
    )
    def test_what_is_no_rule_is_refused(self, rules, said):
        with pytest.raises(UsageError, match=said):
            study(loaded(prices()), flagged=rules)

    def test_a_word_of_the_user_s_own_may_have_a_rule(self):
        table = prices()
        day = (table["series"] == "xom") & (table["date"] == "2019-07-31")
        table = loaded(table.assign(flag=np.where(day, "earnings", "")))
        assert study(table, flagged={"earnings": "exclude"}).car(0, 0).n_estimation.tolist() == [239, 239]
        assert study(table).car(0, 0).n_estimation.tolist() == [240, 240]


STUDY = """
[study]
title = "Faults"
windows = [[0, 0], [0, 1]]
{more}
[articles]
path = "news"
[prices]
source = "prices.csv"
[[series]]
id = "xom"
model = ["market", "raw"]
benchmark = "sp500"
[[series]]
id = "brent"
[[event]]
id = "strike"
day = 2020-01-03
"""


@pytest.fixture
def folder(tmp_path):
    def write(table, more=""):
        (tmp_path / "news").mkdir()
        (tmp_path / "news" / "a.txt").write_text(
            "+++\npublished = 2020-01-03\n+++\n\nExxon fell 0.8 percent on Friday after an attack.\n", encoding="utf-8"
        )
        table.to_csv(tmp_path / "faulty.csv", index=False)
        (tmp_path / "study.toml").write_text(STUDY.format(more=more), encoding="utf-8")
        return tmp_path

    return write


def invoke(*arguments):
    return CliRunner().invoke(app, [str(item) for item in arguments])


def test_run_tells_every_fault_of_a_file_in_all_that_it_writes(folder):
    where = folder(
        prices(xom=times(0.5, "2019-07-01"), sp500=times(1.3, "2019-08-01", "2019-08-01"), brent=repeated("2019-12-31"))
    )
    out = where / "out"
    done = invoke("run", where / "study.toml", "--prices", where / "faulty.csv", "--out", out, "--format", "json", "-q")
    assert done.exit_code == 0, done.output
    told = {(one["series"], one["flag"]): one for one in json.loads(done.stdout)["data_problems"]}
    assert told["xom", "split"]["days"] == ["2019-07-01"]
    assert told["sp500", "spike"]["days"] == ["2019-08-01", "2019-08-02"]
    assert told["brent", "stale"]["days"] == ["2019-12-31"]
    assert told["brent", "roll"]["days"] == ["2020-01-02"]
    assert told["brent", "stale"]["rule"] == "left out of estimation samples and of tests of several series"
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "split not accounted for, by its looks" in page
    assert "left out of estimation samples, kept in an event window with a note" in page
    table = pd.read_csv(out / "data_problems.csv")
    assert len(table) == len(told)
    models = pd.read_csv(out / "models.csv").set_index(["series", "model"])
    assert models.n_estimation["xom", "market"] == 237  # a split of its own, a spike and its way back of the benchmark


def test_run_says_it_on_the_terminal_and_heeds_the_study_s_rule(folder):
    where = folder(prices(xom=times(0.5, "2019-07-01")), more='flagged = { split = "keep" }')
    done = invoke("run", where / "study.toml", "--prices", where / "faulty.csv", "--out", where / "out")
    assert done.exit_code == 0, done.output
    words = " ".join(done.stdout.split())
    assert "Data: split not accounted for, by its looks: Exxon Mobil (1 day); kept, as the study asks." in words
    models = pd.read_csv(where / "out" / "models.csv").set_index(["series", "model"])
    assert models.n_estimation["xom", "market"] == 240


def test_a_doubtful_move_on_day_zero_is_called_so_where_it_is_told(folder):
    where = folder(prices(xom=times(0.5, "2020-01-03")))
    done = invoke("run", where / "study.toml", "--prices", where / "faulty.csv", "--out", where / "out")
    assert done.exit_code == 0, done.output
    assert "price change like a split)" in " ".join(done.stdout.split())
    assert "price change like a split)" in " ".join((where / "out" / "report.html").read_text(encoding="utf-8").split())


def test_a_study_file_names_the_rules_there_are(folder):
    where = folder(prices(), more='flagged = { split = "drop" }')
    with pytest.raises(StudyFileError, match="flagged"):
        load_studyfile(where / "study.toml")


def test_the_provenance_of_prices_holds_what_was_found():
    found = loaded(prices(xom=FAULTS["gap"][0])).attrs["provenance"]["findings"]
    assert {(one["series"], one["flag"]) for one in found} == {("xom", "gap")}
    assert found[0]["first"] == "2019-07-03"
    assert json.dumps(found)


class TestFilesAsUsersHaveThem:
    """Found in a file, told by `eventstudy prices screen`, and in the table that a study is made from."""

    def rows(self):
        table = prices()
        return table[(table["series"] == "xom") & (table["date"] >= "2019-01-01")].reset_index(drop=True)

    def screened(self, path, *arguments):
        done = invoke("prices", "screen", "--source", path, "--format", "json", *arguments)
        assert done.exit_code == 0, done.output
        return {one["flag"]: one for one in json.loads(done.stdout)["data_problems"]}

    def test_rows_in_any_order_and_rows_told_twice(self, tmp_path):
        rows = self.rows()
        pd.concat([rows.iloc[::-1], rows.iloc[:3]]).to_csv(tmp_path / "xom.csv", index=False)
        assert self.screened(tmp_path / "xom.csv") == {}
        with pytest.warns(EventStudyWarning, match="put in order of date.*3 rows that stand there twice"):
            table = load_prices(source=tmp_path / "xom.csv")
        assert table["close"].tolist() == rows["close"].tolist()

    def test_one_day_with_two_prices_is_refused(self, tmp_path):
        rows = self.rows()
        pd.concat([rows, rows.iloc[:1].assign(close=1.0)]).to_csv(tmp_path / "xom.csv", index=False)
        done = invoke("prices", "screen", "--source", tmp_path / "xom.csv")
        assert done.exit_code == 1
        assert "already on line" in done.stderr

    @pytest.mark.parametrize(("hours", "word"), [(-9, "later"), (24, "earlier")])
    def test_dates_shifted_by_a_zone(self, tmp_path, hours, word):
        """Midnight in Tokyo is the day before in universal time; a bar named by its end may be the day after."""
        rows = self.rows()
        stamps = (rows["date"] + pd.Timedelta(hours=hours)).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.assign(date=stamps).to_csv(tmp_path / "xom.csv", index=False)
        found = self.screened(tmp_path / "xom.csv")
        assert found["shifted"]["what"] == f"dates that would be sessions 1 day {word}"
        assert {"closed", "gap"} < set(found)

    def test_shifted_for_a_summer_only(self, tmp_path):
        rows = self.rows()
        rows.loc[rows["date"].between("2019-04-01", "2019-06-30"), "date"] -= pd.Timedelta(days=1)
        rows.to_csv(tmp_path / "xom.csv", index=False)
        found = self.screened(tmp_path / "xom.csv")["shifted"]
        assert (found["first"], found["rows"]) == ("2019-03-31", 13)

    def test_bars_of_sundays_that_stand_beside_all_sessions_are_no_shift(self, tmp_path):
        rows = self.rows()
        sundays = rows.iloc[::20].assign(date=lambda one: one["date"] + pd.offsets.Week(weekday=6))
        table = pd.concat([rows, sundays]).drop_duplicates("date").sort_values("date")
        table.to_csv(tmp_path / "xom.csv", index=False)
        assert set(self.screened(tmp_path / "xom.csv")) == {"closed"}

    def test_a_column_of_currencies_that_changes(self, tmp_path):
        rows = self.rows()
        euro = rows["date"] >= "2019-06-03"
        rows.loc[euro, ["open", "high", "low", "close"]] *= 0.9
        rows.assign(currency=np.where(euro, "EUR", "USD")).to_csv(tmp_path / "xom.csv", index=False)
        assert self.screened(tmp_path / "xom.csv")["unit"]["days"] == ["2019-06-03"]

    def test_the_snapshot_on_a_terminal(self):
        done = invoke("prices", "screen")
        assert done.exit_code == 0
        assert "contract roll" in done.stdout
        done = invoke("prices", "screen", "xom", "--format", "csv")
        assert done.stdout.strip() == "series,flag,what,rows,first,last,rule,days"


def test_study_of_tables_tells_them_too(tmp_path):
    prices(xom=times(0.5, "2019-07-01")).to_csv(tmp_path / "prices.csv", index=False)
    (tmp_path / "events.csv").write_text("series,date\nxom,2020-01-03\n")
    asked = ["study", tmp_path / "events.csv", tmp_path / "prices.csv", "--model", "mean"]
    told = json.loads(invoke(*asked, "--format", "json").stdout)["data_problems"]
    assert [(one["series"], one["flag"], one["days"]) for one in told] == [("xom", "split", "2019-07-01")]
    kept = json.loads(invoke(*asked, "--format", "json", "--flagged", "split=keep").stdout)
    assert kept["data_problems"][0]["rule"] == "kept, as the study asks"
    assert kept["models"][0]["n_estimation"] == 240
    shown = invoke(*asked).stdout
    assert all(words in shown for words in ("Data problems", "split", "2019-07-01"))  # cells are wrapped by their room
    assert invoke(*asked, "--out", tmp_path / "out").exit_code == 0
    assert len(pd.read_csv(tmp_path / "out" / "data_problems.csv")) == 1


@pytest.fixture(scope="module")
def result():
    table = loaded(prices(xom=times(1.37, ZERO)))
    events = pd.DataFrame({"series": ["xom", "brent"], "date": [ZERO] * 2, "event_id": ["strike"] * 2})
    return run_study(events, to_returns(table), model="mean", windows=[(0, 0), (-1, 1)])


class TestADoubtfulDayZeroIsToldInEveryTable:
    """A jump of a third on day 0 itself: it stays in the window, and each table that uses it says so."""

    SAID = "break of level that stays on 2020-01-03"

    def test_it_is_there(self, result):
        row = result.car(0, 0).set_index("series").loc["xom"]
        assert row.car > 0.3
        assert (row.flag, row.n_window) == ("break", 1)

    @pytest.mark.parametrize("window", [(0, 0), (-1, 1)])
    @pytest.mark.parametrize("name", ["car", "scar", "bhar"])
    def test_of_each_observation(self, result, name, window):
        notes = getattr(result, name)(*window).set_index("series").note
        assert self.SAID in notes["xom"]
        assert self.SAID not in notes["brent"]

    def test_of_all_together(self, result):
        for table in (result.tests(0, 0), result.caar(0, 0), result.tests(0, 0, by="event")):
            assert table.note.str.contains(f"xom kept although doubtful: {self.SAID}").all()
        assert not result.tests(1, 1).note.str.contains("doubtful").any()

    def test_of_the_path_on_the_days_that_have_it(self, result):
        path = result.aar().set_index("session").note
        assert path[path.str.contains("doubtful")].index.tolist() == [0]

    def test_in_what_is_printed(self, result):
        assert self.SAID in result.summary()

    def test_outside_of_the_window_nothing_is_said(self, result):
        assert not result.car(1, 1).note.str.contains("break").any()
