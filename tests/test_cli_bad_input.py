"""Bad input through the command line: exit status, one line that says what is wrong, and nothing written."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from eventstudy.cli.app import app

FIRST = date(2019, 1, 2)
WEEKDAYS = [day for day in (FIRST + timedelta(days=n) for n in range(363)) if day.weekday() < 5]
CLOSES = [round(70 + 3 * ((7 * n) % 13 - 6) / 6, 2) for n in range(len(WEEKDAYS))]
ROWS = [f"acme,{day},{close}" for day, close in zip(WEEKDAYS, CLOSES, strict=True)]
TIDY = "\n".join(["series,date,close", *ROWS]) + "\n"
BINARY = bytes(range(256)) * 8
STUDY = """
[study]
min_estimation = 30
[articles]
path = "news"
[prices]
source = "prices.csv"
[[series]]
id = "acme"
model = "mean"
[[event]]
id = "e"
label = "The event"
day = "2019-11-14"
"""
NEWS = "+++\npublished = 2019-11-14\n+++\n\nThe Dow rose 2 percent on Thursday after ministers met in Vienna.\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a study that works, articles and prices in it, and the results of an earlier run."""
    monkeypatch.chdir(tmp_path)
    put({"study.toml": STUDY, "prices.csv": TIDY, "news/a.txt": NEWS, "old/results.json": "of the last run"}, tmp_path)
    return tmp_path


def put(files, folder):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def everything(folder):
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def invoke(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def changed(old, new):
    assert old in STUDY
    return {"study.toml": STUDY.replace(old, new)}


def prices(text):
    return {"prices.csv": text}


REFUSED = {
    "a study that is a folder": (["news"], {}, ["news"]),
    "a study that is binary": (["b.toml"], {"b.toml": BINARY}, ["b.toml"]),
    "an empty study": (["e.toml"], {"e.toml": ""}, ["e.toml", "series"]),
    "a key in the wrong place": ([], changed("[articles]", "[articles]\nlevel = 0.1"), ["level", "articles"]),
    "a value out of bounds": ([], changed("[study]", "[study]\nlevel = 5"), ["level", "5"]),
    "an unknown model": ([], changed('"mean"', '"magic"'), ["magic", "market"]),
    "a market model without benchmark": ([], changed('"mean"', '"market"'), ["acme", "benchmark"]),
    "a benchmark without prices": ([], changed('"mean"', '"market"\nbenchmark = "sp500"'), ["sp500", "prices.csv"]),
    "a series without prices": ([], changed('"acme"', '"xom"'), ["xom", "prices.csv", "acme"]),
    "a day that is none": ([], changed("2019-11-14", "2019-13-14"), ["2019-13-14"]),
    "an event twice": ([], {"study.toml": STUDY + '[[event]]\nid = "e"\nday = "2019-11-15"\n'}, ["'e'", "twice"]),
    "an event before the prices": ([], changed("2019-11-14", "2018-11-14"), ["2018-11-14", "2019-01-02"]),
    "an event after the prices": ([], changed("2019-11-14", "2020-11-13"), ["2020-11-13", "2019-12-30"]),
    "an event too early for an estimate": ([], changed("2019-11-14", "2019-01-17"), ["30", "2019-01-17"]),
    "a window that runs backwards": ([], changed("[study]", "[study]\nestimation = [-11, -250]"), ["-250", "-11"]),
    "a window outside the event window": ([], changed("[study]", "[study]\nwindows = [[0, 500]]"), ["500"]),
    "an estimation window before the data": (
        [],
        changed("[study]", "[study]\nestimation = [-2500, -1100]"),
        ["2019-11-14"],
    ),
    "an estimation window into the event": ([], changed("[study]", "[study]\nestimation = [-250, 2]"), ["-250", "2"]),
    "more sessions than the data": ([], {"study.toml": STUDY.replace("= 30", "= 2000")}, ["2000"]),
    "articles that are not there": ([], changed('"news"', '"nowhere"'), ["nowhere"]),
    "articles named that are not there": (["--articles", "nowhere"], {}, ["nowhere"]),
    "a folder of nothing to read": (["--articles", "n"], {"n/a.txt": BINARY, "n/b.txt": ""}, ["n"]),
    "no article with a date": (["--articles", "x.txt"], {"x.txt": "Oil rose 3 percent."}, ["x.txt", "published"]),
    "prices that are not there": (["--prices", "none.csv"], {}, ["none.csv"]),
    "prices without a column": ([], prices(TIDY.replace("close", "open", 1)), ["prices.csv", "close"]),
    "prices without dates": ([], prices(TIDY.replace("date", "day of trade", 1)), ["prices.csv", "date"]),
    "text for a number": ([], prices(TIDY + "acme,2019-12-31,n/k\n"), ["n/k", "close", str(len(ROWS) + 2)]),
    "a number that is none": ([], prices(TIDY + "acme,2019-12-31,inf\n"), ["inf", "close"]),
    "a date that is none": ([], prices(TIDY + "acme,2019-02-30,70\n"), ["2019-02-30"]),
    "a date twice": ([], prices(TIDY + f"acme,{WEEKDAYS[-1]},7.5\n"), ["acme", str(WEEKDAYS[-1])]),
    "prices of a header alone": ([], prices("series,date,close\n"), ["prices.csv"]),
    "an empty price file": ([], prices(""), ["prices.csv", "empty"]),
    "a binary price file": ([], prices(BINARY), ["prices.csv"]),
    "no file for a Parquet file": (["--prices", "p.parquet"], {"p.parquet": BINARY}, ["p.parquet"]),
    "an out that is a file": (["--out", "news/a.txt"], {}, ["news/a.txt", "folder"]),
    "an out below a file": (["--out", "news/a.txt/x"], {}, ["news/a.txt", "folder"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_run_that_cannot_be_ends_in_one_line_and_writes_nothing(case, desk):
    arguments, files, said = REFUSED[case]
    put(files, desk)
    before = everything(desk)
    out = [] if "--out" in arguments else ["--out", "old"]
    done = invoke("run", *arguments, *out, "--quiet")
    assert (done.exit_code, done.stdout) == (1, ""), done.stderr
    assert done.stderr.startswith("eventstudy: ")
    assert done.stderr.count("\n") == 1
    assert "unexpected" not in done.stderr
    assert [text for text in said if text not in done.stderr] == [], done.stderr
    assert everything(desk) == before


def test_the_line_for_an_undated_article_names_what_each_command_takes(desk):
    put({"x.txt": "Oil rose 3 percent."}, desk)
    ran = invoke("run", "--articles", "x.txt", "--out", "old", "--quiet")
    assert "--published 2020-01-03" in ran.stderr
    checked = invoke("check", "x.txt")
    assert (checked.exit_code, checked.stdout, checked.stderr.count("\n")) == (1, "", 1)
    assert "x.txt" in checked.stderr
    assert "--published 2020-01-03" in checked.stderr


USAGE = {
    "a format that is none": ["run", "--format", "xml"],
    "an empty study": ["run", ""],
    "an empty out": ["run", "--out", ""],
    "an empty article folder": ["run", "--articles", " "],
    "an empty price source": ["run", "--prices", ""],
    "an empty price source to check with": ["check", "news", "--prices", ""],
    "an empty name among articles": ["moves", "news", ""],
    "no article": ["events"],
    "an option that is none": ["moves", "news", "--verbosity"],
    "an article for a study": ["run", "study.toml", "news"],
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_is_status_2_and_writes_nothing(case, desk):
    before = everything(desk)
    done = invoke(*USAGE[case])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(desk) == before


UNREADABLE = {
    "missing": ("none.txt", {}),
    "empty": ("a.txt", {"a.txt": ""}),
    "blank": ("a.txt", {"a.txt": " \n\n\t\n"}),
    "binary": ("a.txt", {"a.txt": BINARY}),
    "a folder without articles": ("none", {"none": None}),
    "a folder of nothing to read": ("n", {"n/a.txt": "", "n/b.md": BINARY}),
}


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
@pytest.mark.parametrize("case", UNREADABLE)
def test_an_article_that_is_named_and_cannot_be_read_is_one_line(command, case, desk):
    name, files = UNREADABLE[case]
    put(files, desk)
    done = invoke(command, name)
    assert (done.exit_code, done.stdout) == (1, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
def test_nothing_on_standard_input_or_in_a_sentence_is_said_by_its_name(command):
    done = CliRunner().invoke(app, [command, "-"], input=b" \n")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "standard input" in done.stderr
    done = invoke(command, "--text", "  ")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "--text" in done.stderr


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
def test_what_a_folder_holds_beside_articles_is_named_and_the_rest_goes_on(command, desk):
    put({"news/b.txt": BINARY, "news/c.md": ""}, desk)
    done = invoke(command, "news", "--format", "json")
    assert done.exit_code == 0, done.stderr
    assert [item["what"] for item in json.loads(done.stdout)["dropped"]] == ["b.txt", "c.md"]
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["eventstudy"] * 2


def test_a_run_names_what_it_left_out_and_keeps_it_in_its_results(desk):
    put({"news/b.txt": BINARY}, desk)
    done = invoke("run", "--out", "new", "--quiet")
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert "b.txt" in done.stderr
    results = json.loads((desk / "new" / "results.json").read_text("utf-8"))
    assert [item["what"] for item in results["dropped"]] == ["b.txt"]
    assert "b.txt" in (desk / "new" / "report.html").read_text("utf-8")


@pytest.mark.parametrize("verdict_on", ["acme", "dow"])
def test_a_price_file_of_closes_alone_is_enough(verdict_on, desk):
    """Nothing invents the highs and lows it lacks, and the results are strict JSON."""
    put(
        {key: value.replace("acme", verdict_on) for key, value in {"study.toml": STUDY, "prices.csv": TIDY}.items()},
        desk,
    )
    done = invoke("run", "--out", "new", "--format", "json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout, parse_constant=pytest.fail)
    cars = [row["car"] for row in found["per_event"]]
    assert len(cars) == 4
    assert all(isinstance(car, float) for car in cars)
    rows = [row for verdict in found["verdicts"] for row in verdict["rows"]]
    assert {(row["open"], row["high"], row["low"]) for row in rows} <= {(None, None, None)}
    assert bool(rows) == (verdict_on == "dow")
    assert ">NaN<" not in (desk / "new" / "report.html").read_text("utf-8")
    assert "nan" not in (desk / "new" / "verdicts.csv").read_text("utf-8").lower()
