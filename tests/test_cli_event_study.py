"""`eventstudy study`: tables of events and of prices or returns in, tables out."""

from __future__ import annotations

import json
import os
import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy import load_prices, run_study, to_returns
from eventstudy.cli.app import app
from eventstudy.outcomes import to_volatility, to_volume

DAYS = pd.bdate_range("2018-01-01", periods=420, name="date")
NAMES = [f"s{place}" for place in range(12)]
SPANS = ((0, 0), (0, 1))


@pytest.fixture(scope="module")
def market():
    rng = np.random.default_rng(7)
    benchmark = rng.normal(0.0, 0.01, len(DAYS))
    table = pd.DataFrame({name: 0.8 * benchmark + rng.normal(0.0, 0.015, len(DAYS)) for name in NAMES}, index=DAYS)
    return table.assign(mkt=benchmark)


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(8)
    days = [DAYS[270 + 9 * place].date().isoformat() for place in range(12)]
    return pd.DataFrame(
        {
            "event_id": [f"e{place}" for place in range(12)],
            "series": NAMES,
            "date": days,
            "kind": ["large" if place % 2 else "small" for place in range(12)],
            "size": rng.normal(0.0, 1.0, 12).round(3),
        }
    )


@pytest.fixture
def folder(tmp_path, market, events):
    events.to_csv(tmp_path / "events.csv", index=False)
    market.to_csv(tmp_path / "returns.csv", float_format="%.17g")
    return tmp_path


def invoke(folder, *arguments: object, data: str = "returns.csv"):
    paths = (folder / "events.csv", folder / data)
    given = ["study", *paths, "--benchmark", "mkt", "--windows", "0:0,0:1", "--quiet", *arguments]
    return CliRunner().invoke(app, [str(item) for item in given], env={"COLUMNS": "110"})


def parsed(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_json_is_what_run_study_finds(folder, market, events):
    found = parsed(invoke(folder, "--format", "json", "--seed", "3"))
    expected = run_study(events, market, model="market", benchmark="mkt", windows=SPANS, seed=3)
    cars = expected.to_frame("per_event")
    assert [row["car"] for row in found["per_event"]] == pytest.approx(cars["car"].tolist(), abs=1e-15)
    assert [row["p"] for row in found["per_event"]] == pytest.approx(cars["p"].tolist(), rel=1e-9)
    assert found["per_event"][0]["beta"] == {"mkt": pytest.approx(expected.models()["beta"].iloc[0], rel=1e-12)}
    tests = pd.concat([expected.tests(*span) for span in SPANS])
    assert [row["test"] for row in found["tests"]] == tests["test"].tolist()
    assert [row["valid"] for row in found["tests"]] == tests["valid"].tolist()
    for row, p in zip(found["tests"], tests["p"], strict=True):
        assert row["p"] == (None if np.isnan(p) else pytest.approx(p, rel=1e-9))
        assert row["event_id"] is None
    assert {"design", "per_event", "tests", "caar", "models", "dropped", "provenance"} <= set(found)
    assert found["design"]["seed"] == 3


def test_every_option_reaches_the_study(folder, market):
    market.assign(**{"Mkt-RF": market["mkt"], "RF": 0.0001})[["Mkt-RF", "RF"]].to_csv(folder / "factors.csv")
    options = (
        "--model", "capm", "--model", "rolling", "--factors", folder / "factors.csv", "--peer", "s0", "--alpha", "zero",
        "--cov", "hac", "--lookback", "40", "--estimation", "-120:-11", "--event", "-3:3", "--overlap", "keep",
        "--closed", "previous", "--min-estimation", "40", "--alternative", "greater", "--level", "0.1", "--seed", "5",
        "--returns", "log", "--groups", "kind", "--untreated", "others",
    )  # fmt: skip
    design = parsed(invoke(folder, *options, "--format", "json"))["design"]
    assert set(map(tuple, design["models"].values())) >= {("capm", "rolling")}
    for name, value in {
        "estimation": {"first": -120, "last": -11}, "event": {"first": -3, "last": 3}, "overlap": "keep",
        "closed": "previous", "min_estimation": 40, "alternative": "greater", "level": 0.1, "seed": 5, "returns": "log",
        "grouped": True, "factors": ["mkt_rf", "rf"],
        "options": {"alpha": "zero", "cov": "hac", "lookback": "40", "peer": "s0"},
    }.items():  # fmt: skip
        assert design[name] == value, name


def test_a_name_can_be_given_for_each_series(folder, market, events):
    options = ("--benchmark", "s0=mkt", "--benchmark", "s1=s2", "--peer", "s0=s3", "--calendar", "s0=rows",
               "--flagged", "gap=keep", "--flagged", "s0.spike=no_move")  # fmt: skip
    paths = [str(folder / name) for name in ("events.csv", "returns.csv")]
    done = CliRunner().invoke(app, ["study", *paths, *options, "--windows", "0:0,0:1", "--format", "json", "--quiet"])
    found = parsed(done)
    two = events[events["series"].isin(["s0", "s1"])]
    expected = run_study(
        two, market, model={"s0": "market", "s1": "market"}, benchmark={"s0": "mkt", "s1": "s2"}, peer={"s0": "s3"},
        windows=SPANS,
    ).to_frame("per_event")  # fmt: skip
    cars = {(row["series"], row["last"]): row["car"] for row in found["per_event"] if row["car"] is not None}
    assert cars == {
        (series, last): pytest.approx(car, abs=1e-15)
        for series, last, car in zip(expected["series"], expected["last"], expected["car"], strict=True)
    }
    assert found["design"]["options"]["flagged"] == "gap: keep, s0.spike: no_move"
    assert found["design"]["options"]["calendars"] == "s0: every row"


def tidy(market):
    level = 50 * np.exp(market.cumsum())
    parts = [
        pd.DataFrame(
            {"series": name, "date": level.index, "close": level[name], "high": 1.01 * level[name],
             "low": level[name] / 1.01 ** (1 + place % 3), "volume": 1e6 * (1 + level[name]), "dividend": 0.0}
        )
        for place, name in enumerate(level)
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.loc[5::7, "low"] *= 0.99
    table.loc[table["date"] == DAYS[270], "dividend"] = 1.0
    return table


@pytest.mark.parametrize("outcome", ["return", "volume", "volatility"])
def test_from_prices_other_outcomes_and_returns_of_the_price_alone(folder, market, events, outcome):
    table = tidy(market)
    table.to_csv(folder / "prices.csv", index=False, float_format="%.17g")
    make = {"return": lambda one: to_returns(one, dividends=False), "volume": to_volume, "volatility": to_volatility}
    expected = run_study(
        events,
        make[outcome](load_prices(source=table)),
        model="market",
        benchmark="mkt",
        windows=SPANS,
        outcome=outcome,
    ).to_frame("per_event")
    asked = ("--outcome", outcome, "--price-only", "--tests", "t", "--format", "json")
    found = parsed(invoke(folder, *asked, data="prices.csv"))
    assert [row["car"] for row in found["per_event"]] == pytest.approx(expected["car"].tolist(), rel=1e-9, nan_ok=True)
    assert found["design"]["outcome"] == outcome
    titles = {"return": "abnormal returns", "volume": "log volume", "volatility": "log variance"}
    paths = [str(folder / "events.csv"), str(folder / "prices.csv")]
    shown = CliRunner().invoke(app, ["study", *paths, "--benchmark", "mkt", *asked[:2], "--tests", "t"])
    assert f"Average cumulative {'' if outcome == 'return' else 'abnormal '}{titles[outcome]}" in shown.stdout


@pytest.mark.parametrize("form", ["tidy.csv", "wide.csv", "wide.parquet", "parts"])
def test_prices_give_the_returns_between_them(folder, market, form):
    prices = (100.0 * (1.0 + market).cumprod()).rename_axis("date")
    tidy = prices.reset_index().melt("date", var_name="series", value_name="close")
    more = []
    if form == "tidy.csv":
        tidy.to_csv(folder / form, index=False, float_format="%.17g")
    elif form == "parts":
        (folder / form).mkdir()
        for name, part in tidy.groupby("series"):
            part[["date", "close"]].to_csv(folder / form / f"{name}.csv", index=False, float_format="%.17g")
    else:
        more = ["--kind", "prices"]
        wide = prices.reset_index()
        wide.to_csv(folder / form, index=False, float_format="%.17g") if form.endswith("csv") else wide.to_parquet(
            folder / form, index=False
        )
    own, found = (parsed(invoke(folder, *given, "--format", "json", data=data))["per_event"]
                  for given, data in ((more, form), ([], "returns.csv")))  # fmt: skip
    assert [row["car"] for row in own] == pytest.approx([row["car"] for row in found], abs=1e-9)


@pytest.mark.parametrize("more", [(), ("--kind", "returns")])
def test_a_workbook_of_returns_is_refused_with_what_would_work(folder, market, more):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    market.to_excel(folder / "book.xlsx")
    done = invoke(folder, *more, data="book.xlsx")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "as CSV or Parquet" in done.stderr or "returns are read from CSV or Parquet: save" in done.stderr
    assert "--kind prices" not in done.stderr


def test_prices_taken_for_returns_are_refused(folder, market):
    (100.0 * (1.0 + market).cumprod()).to_csv(folder / "prices.csv")
    done = invoke(folder, data="prices.csv")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "above 1 in size, so they are per cent or prices" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_folder_holds_every_table_and_the_json(folder):
    out = folder / "out"
    more = ("--groups", "kind", "--regress", "car(0, 1) ~ size", "--tests", "cross_sectional,kp_bmp,conditional_sq")
    found = parsed(invoke(folder, *more, "--out", out, "--format", "json"))
    names = ["aar", "adjusted", "ar", "average_paths", "bhar", "caar", "data_problems", "differences", "dropped",
             "models", "paths", "per_event", "regression", "scar", "tests", "volatility"]  # fmt: skip
    assert sorted(path.name for path in out.iterdir() if path.suffix == ".csv") == [f"{name}.csv" for name in names]
    assert json.loads((out / "results.json").read_text("utf-8")) == found
    tests = pd.read_csv(out / "tests.csv")
    assert tests["test"].unique().tolist() == ["conditional_sq", "cross_sectional", "kp_bmp"]
    assert tests["group"].fillna("all").unique().tolist() == ["all", "small", "large"]
    assert len(tests) == 3 * 2 * 3
    assert not tests.loc[tests["test"] == "conditional_sq", "valid"].any()
    assert found["regression"]["formula"].replace(" ", "") == "car(0,1)~size"
    assert [row["term"] for row in found["regression"]["terms"]][-1] == "size"


def test_the_folder_holds_what_the_study_finds_session_by_session(folder, market, events):
    out = folder / "out"
    assert invoke(folder, "--groups", "kind", "--out", out).exit_code == 0
    result = run_study(events, market, model="market", benchmark="mkt", windows=SPANS, groups="kind")
    for name in ("ar", "paths", "scar", "bhar", "volatility"):
        made = pd.read_csv(out / f"{name}.csv", parse_dates=[c for c in ("date", "day0") if c in result.to_frame(name)])
        numbers = result.to_frame(name).select_dtypes("number").columns
        pd.testing.assert_frame_equal(made[numbers], result.to_frame(name)[numbers], check_dtype=False, rtol=1e-9)
    aar = pd.read_csv(out / "aar.csv")
    assert len(aar) == 3 * 11
    assert aar["group"].fillna("all").unique().tolist() == ["all", "small", "large"]
    assert aar["estimate"][:11].tolist() == pytest.approx(result.aar()["estimate"].tolist(), rel=1e-9)
    adjusted = pd.read_csv(out / "adjusted.csv")
    assert adjusted["p_adjusted"].tolist() == pytest.approx(result.adjusted()["p_adjusted"].tolist(), nan_ok=True)
    drawn = sorted(path.name for path in (out / "figures").iterdir())
    assert drawn == [f"{kind}.{form}" for kind in ("aar", "caar", "tests") for form in ("png", "svg")]


def test_of_one_event_the_folder_holds_its_own_figures(folder, events):
    one = events.assign(event_id="e", date=events["date"].iloc[5])
    one.to_csv(folder / "events.csv", index=False)
    assert invoke(folder, "--out", folder / "out").exit_code == 0
    drawn = {path.stem for path in (folder / "out" / "figures").iterdir()}
    assert drawn == {"ar", "car", "sar", "tests"}


def test_on_one_date_the_screen_begins_with_what_could_be_found(folder, events):
    one = events.assign(event_id="e", date=events["date"].iloc[5])
    one.to_csv(folder / "events.csv", index=False)
    text = shown(folder)
    before, after = text.index("Before any estimate: a move of the twelve series"), text.index("Average cumulative")
    assert before < after
    assert "would be found four times in five by the primary test" in " ".join(text[:after].split())
    assert "the primary test, named in advance (conditional sample quantile, on day 0), gives p" in " ".join(
        text[:after].split()
    )
    assert re.search(r"^conditional_sq \(primary\) +0", text, flags=re.MULTILINE)
    assert text.count("(primary)") == 1
    assert "patell" in text[text.index("Tests that give no answer here") :]


def test_many_events_in_three_groups_fit_a_screen(folder):
    rng, n = np.random.default_rng(5), 240
    days, names = pd.bdate_range("2012-01-02", periods=1500, name="date"), [f"t{place}" for place in range(80)]
    benchmark = rng.normal(0.0, 0.01, (1500, 1))
    table = pd.DataFrame(benchmark + rng.normal(0.0, 0.015, (1500, 80)), index=days, columns=names)
    table.assign(mkt=benchmark).to_csv(folder / "returns.csv")
    many = {
        "event_id": [f"e{place}" for place in range(n)],
        "series": rng.choice(names, n),
        "date": [days[place].date().isoformat() for place in rng.integers(300, 1480, n)],
        "kind": [("up", "flat", "down")[place % 3] for place in range(n)],
    }
    pd.DataFrame(many).to_csv(folder / "events.csv", index=False)
    text = shown(folder, "--groups", "kind")
    assert len(text.splitlines()) < 70
    assert re.search(r"finds an average move of 0\.\d\d % on day 0 four times in five", " ".join(text.split()))
    assert "(and 3 like it)" in " ".join(text.split())
    for kind in ("up", "flat", "down"):
        assert re.search(rf"^{kind} +average of \d+ +[+-]\d", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("options", "words", "not_said"),
    [
        ([], "prices are read with --kind prices", "to_returns"),
        (["--kind", "returns"], "prices are read with --kind prices", "to_returns"),
        (["--kind", "prices", "--groups", "colour"], "name one of event_id, series, date", "{"),
    ],
)
def test_advice_is_what_a_command_line_can_follow(folder, market, options, words, not_said):
    (100.0 * (1.0 + market).cumprod()).to_csv(folder / "wide.csv")
    done = invoke(folder, *options, data="wide.csv")
    assert done.exit_code == 1
    assert words in done.stderr
    assert not_said not in done.stderr


def shown(folder, *options):
    given = ["study", str(folder / "events.csv"), str(folder / "returns.csv"), "--benchmark", "mkt", *options]
    done = CliRunner().invoke(app, given, env={"COLUMNS": "100"})
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_a_second_run_replaces_the_first_and_a_file_of_the_users_stops_it(folder):
    out = folder / "out"
    assert invoke(folder, "--out", out).exit_code == 0
    first = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert invoke(folder, "--out", out).exit_code == 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == first
    other = folder / "mine"
    other.mkdir()
    (other / "tests.csv").write_text("mine", encoding="utf-8")
    done = invoke(folder, "--out", other)
    assert done.exit_code == 1
    assert "was not written by eventstudy" in done.stderr
    assert (other / "tests.csv").read_text("utf-8") == "mine"


def test_the_screen_shows_averages_tests_and_who_refused(folder):
    done = CliRunner().invoke(
        app,
        ["study", str(folder / "events.csv"), str(folder / "returns.csv"), "--benchmark", "mkt", "--groups", "kind"],
        env={"COLUMNS": "100"},
    )
    assert done.exit_code == 0, done.stderr
    text = done.stdout
    assert text.startswith("12 events in 12 series, simple returns; models: market")
    assert max(map(len, text.splitlines())) <= 100
    for head in ("Average cumulative abnormal returns", "p of each test, by window", "Tests that give no answer here",
                 "Groups: average CAR", "Differences between groups"):  # fmt: skip
        assert head in text
    assert re.search(r"^cross_sectional +[0-9.<]+", text, flags=re.MULTILINE)
    assert re.search(r"conditional_sq.* events of several dates", " ".join(text.split()))


def test_csv_is_the_table_of_each_event(folder):
    done = invoke(folder, "--format", "csv")
    rows = done.stdout.splitlines()
    assert rows[0].startswith("event_id,series,model,day0,first,last,car,se,t,df,p")
    assert len(rows) == 1 + 12 * 2


def test_what_is_left_out_is_named_and_the_rest_goes_on(folder, events):
    strange = pd.concat([events, events.iloc[:1].assign(event_id="x", series="nowhere")])
    strange.to_csv(folder / "events.csv", index=False)
    done = invoke(folder, "--format", "json")
    assert len(parsed(done)["per_event"]) == 24
    assert any("nowhere" in item["reason"] for item in parsed(done)["dropped"])
    assert "left out event in row 13" in done.stderr


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--tests", "conditonal_sq"], 2, "did you mean conditional_sq?"),
        (["--windows", "0-1"], 2, "'0-1' is no window"),
        (["--estimation", "250"], 2, "'250' is no window"),
        (["--alpha", "none"], 2, "'keep', 'zero', 'drop'"),
        (["--windows", "0:9"], 1, "window (0, 9) is not inside the event window (-5, 5); --event -5:9 would hold it"),
        (["--model", "ff4"], 1, "--model 'ff4' is not one of"),
        (["--model", "ff3"], 1, "model 'ff3' needs the factors"),
        (["--benchmark", "index"], 2, "mkt and index are several; give one, or one for each series as SERIES=NAME"),
        (["--peer", "index"], 1, "'index', which the returns do not hold"),
        (["--peer", "s0=mkt", "--peer", "s0=s1"], 2, "'s0' is given twice"),
        (["--model", "s0="], 2, "'s0=' is not of the form SERIES=NAME"),
        (["--flagged", "gap"], 2, "'gap' is not of the form WORD=RULE"),
        (["--flagged", "gap=drop"], 1, "'drop', not one of 'keep', 'exclude', 'no_move'"),
        (["--calendar", "s0=moon"], 1, "which the catalogue does not know"),
        (["--outcome", "volume"], 1, "--outcome volume is formed from prices"),
        (["--groups", "colour"], 1, "--groups 'colour' is no column of the events"),
        (["--regress", "car(0, 1) ~ colour"], 1, "colour"),
        (["--regress", ""], 1, "--regress is empty"),
        (["--factors", "nowhere.csv"], 1, "nowhere.csv"),
        (["--level", "5"], 1, "--level 5.0 is no size of a test"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_line(folder, options, status, words):
    done = invoke(folder, "--out", folder / "out", *options)
    assert (done.exit_code, done.stdout) == (status, "")
    said = " ".join(done.stderr.replace("\u2502", " ").split())
    assert words in said
    assert "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.strip().splitlines()) == 1
    assert not (folder / "out").exists()


def test_a_missing_benchmark_is_asked_for_as_the_option_it_is(folder):
    done = CliRunner().invoke(app, ["study", str(folder / "events.csv"), str(folder / "returns.csv"), "-q"])
    assert done.exit_code == 1
    assert "needs a benchmark; give --benchmark, one of s0, s1" in done.stderr


@pytest.mark.parametrize(("events_file", "data"), [("none.csv", "returns.csv"), ("events.csv", "none.csv")])
def test_a_file_that_is_not_there_is_named(folder, events_file, data):
    done = CliRunner().invoke(app, ["study", str(folder / events_file), str(folder / data), "--benchmark", "mkt", "-q"])
    assert done.exit_code == 1
    assert "none.csv" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00", b"PAR1 and nothing else"])
@pytest.mark.parametrize("name", ["data.csv", "data.parquet"])
def test_a_file_of_something_else_is_one_line(folder, name, content):
    (folder / name).write_bytes(content)
    done = invoke(folder, data=name)
    assert done.exit_code == 1
    assert "unexpected" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused_before_any_work(folder):
    (folder / "locked").mkdir(mode=0o500)
    done = invoke(folder, "--out", folder / "locked" / "out")
    assert (done.exit_code, "no permission" in done.stderr) == (1, True)
