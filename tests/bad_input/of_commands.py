"""Whole runs, study files, and the commands that need no data."""

# fmt: off
from __future__ import annotations

from pathlib import Path

from cases import Call, Command
from tables import BINARY, STUDY, study_file

import eventstudy as es
from eventstudy.errors import ArticleError, MissingPrices, StudyFileError, UsageError, WindowError

MARKET = '"market"\nbenchmark = "sp500"'
SETTINGS = [
    ("a key in the wrong place", "[articles]", "[articles]\nlevel = 0.1", ("level", "articles")),
    ("a misspelt key", "min_estimation", "min_estimate", ("min_estimate", "min_estimation")),
    ("a misspelt table", "[articles]", "[article]", ("article", "articles")),
    ("a level in per cent", "[study]", "[study]\nlevel = 5", ("level", "5")),
    ("a level in words", "[study]", '[study]\nlevel = "five"', ("level", "five")),
    ("a window as one number", "[study]", "[study]\nestimation = 250", ("estimation", "250", "[-1, 1]")),
    ("a window that runs backwards", "[study]", "[study]\nestimation = [-11, -250]", ("-250", "-11")),
    ("a window of three numbers", "[study]", "[study]\nevent = [-5, 0, 5]", ("event", "[-5, 0, 5]")),
    ("a window in text", "[study]", '[study]\nevent = "-5:5"', ("event", "-5:5")),
    ("an estimation window into the event", "[study]", "[study]\nestimation = [-250, 2]", ("-250", "2")),
    ("a window outside the event window", "[study]", "[study]\nwindows = [[0, 500]]", ("500",)),
    ("one window for a list", "[study]", "[study]\nwindows = [0, 1]", ("windows", "[-1, 1]", "0")),
    ("an unknown model", '"mean"', '"magic"', ("magic", "market")),
    ("a misspelt model", '"mean"', '"maen"', ("maen", "did you mean")),
    ("a model that is a number", '"mean"', "5", ("model", "5")),
    ("a model without benchmark", '"mean"', '"market"', ("acme", "benchmark")),
    ("a model without factors", '"mean"', '"ff3"', ("ff3", "factors")),
    ("a benchmark without prices", '"mean"', MARKET, ("sp500", "prices.csv")),
    ("a series without prices", '"acme"', '"xom"', ("xom", "prices.csv", "acme")),
    ("a series in capitals that is unknown", '"acme"', '"ACMEE"', ("ACMEE", "acme")),
    ("a series twice", "[[event]]", '[[series]]\nid = "acme"\nmodel = "mean"\n[[event]]', ("acme", "twice")),
    ("an id that is empty", '"acme"', '""', ("id",)),
    ("one table where several stand", "[[series]]", "[series]", ("series", "[[series]]")),
    ("several tables where one stands", "[study]", "[[study]]", ("study", "write [study]")),
    ("no model", 'model = "mean"', "model = []", ("model",)),
    ("a day that is none", "2019-11-14", "2019-13-14", ("2019-13-14",)),
    ("a day of another order", "2019-11-14", "14.11.2019", ("14.11.2019", "2020-01-03")),
    ("a day that is a number", '"2019-11-14"', "20191114", ("20191114", "2020-01-03")),
    ("an event before the prices", "2019-11-14", "2018-11-14", ("2018-11-14", "2019-01-02")),
    ("an event after the prices", "2019-11-14", "2020-11-13", ("2020-11-13", "2019-12-30")),
    ("an event too early for an estimate", "2019-11-14", "2019-01-17", ("30", "2019-01-17")),
    ("more sessions than the data", "= 30", "= 2000", ("2000",)),
    ("articles that are not there", '"news"', '"nowhere"', ("nowhere",)),
    ("articles of another type", '"news"', "5", ("path", "5")),
    ("prices that are not there", '"prices.csv"', '"nowhere.csv"', ("nowhere.csv",)),
    ("prices of an unknown service", '"prices.csv"', '"reuters"', ("reuters", "yahoo")),
    ("returns of an unknown kind", "[prices]", '[prices]\nreturns = "arithmetic"', ("arithmetic", "simple")),
    ("columns that are not there", "[prices]", '[prices]\ncolumns = { close = "Schluss" }', ("Schluss",)),
    ("a main event that is none", "[study]", '[study]\nmain_event = "x"', ("'x'", "e")),
    ("a flag that is none", "[study]", '[study]\nflagged = { gpa = "keep" }', ("gpa", "gap")),
    ("a seed below zero", "[study]", "[study]\nseed = -1", ("seed", "-1")),
    ("a peer that is not there", '"mean"', '"mean"\npeer = "x"', ("'x'",)),
    ("intraday bars that are not there", "[prices]", '[check]\nintraday = "b.csv"\n[prices]', ("b.csv",)),
    ("tolerances that are not there", "[prices]", '[check]\ntolerances = "t.toml"\n[prices]', ("t.toml",)),
    ("factors that are not there", "[prices]", '[factors]\npath = "f.csv"\n[prices]', ("f.csv",)),
    ("instruments that are not there", "[prices]", '[instruments]\npath = "i.toml"\n[prices]', ("i.toml",)),
    ("untreated series that are not there", "[study]", '[study]\nuntreated = ["x"]', ("'x'",)),
]
FILES = [
    ("a file that is not there", "none.toml", {}, ("none.toml",)),
    ("a folder without one", "news", {}, ("news", "study.toml")),
    ("binary", "b.toml", {"b.toml": BINARY}, ("b.toml", "UTF-8")),
    ("empty", "e.toml", {"e.toml": ""}, ("e.toml", "series")),
    ("no TOML", "t.toml", {"t.toml": "[study\nx = 1"}, ("t.toml", "line 1")),
    ("a key twice", "t.toml", {"t.toml": STUDY.replace("[articles]", "min_estimation = 40\n[articles]")}, ("t.toml",)),
    ("another encoding", "t.toml", {"t.toml": STUDY.replace("The event", "Société").encode("latin-1")},
     ("t.toml", "UTF-8")),
    ("a wrong ending", "prices.csv", {}, ("prices.csv",)),
    ("a link to itself", "l.toml", {"l.toml": Path("l.toml")}, ("l.toml",)),
    ("an event twice", "t.toml", {"t.toml": STUDY + '[[event]]\nid = "e"\nday = "2019-11-15"\n'}, ("'e'", "twice")),
    ("an event without a day", "t.toml", {"t.toml": STUDY + '[[event]]\nid = "f"\n'}, ("event[2].day",)),
    ("JSON", "t.json", {"t.json": '{"study": {}}'}, ("t.json",)),
]


def run(path="study.toml", **more):
    return lambda: es.run(path, **more)


CASES = [
    *(
        Command(f"run: {name}", "run --quiet --out old", says, study_file(old, new))
        for name, old, new, says in SETTINGS
    ),
    *(Command(f"run: study file: {name}", f"run {path} -q --out old", says, files) for name, path, files,
         says in FILES),
    *(
        Command(f"run: {name}", f"run -q {line}", says, files)
        for name, line, says, files in (
            ("articles that are not there", "--articles nowhere --out old", ("nowhere",), {}),
            ("articles of nothing to read", "--articles n --out old", ("n",), {"n/a.txt": BINARY, "n/b.txt": ""}),
            ("no article with a date", "--articles x.txt --out old", ("x.txt", "--published"),
             {"x.txt": "Oil rose 3 percent."}),
            ("prices that are not there", "--prices none.csv --out old", ("none.csv",), {}),
            ("a service that is unknown", "--prices reuters --out old", ("reuters", "yahoo"), {}),
            ("events that are not there", "--events none.csv --out old", ("none.csv",), {}),
            ("events of another table", "--events prices.csv --out old", ("prices.csv", "label"), {}),
            ("moves that are not there", "--moves none.csv --out old", ("none.csv",), {}),
            ("moves of another table", "--moves prices.csv --out old", ("prices.csv", "instrument"), {}),
            ("intraday bars that are not there", "--intraday none.csv --out old", ("none.csv",), {}),
            ("intraday bars without a time", "--intraday prices.csv --out old", ("prices.csv", "time"), {}),
            ("a second source that is not there", "--second none.csv --out old", ("none.csv",), {}),
            ("tolerances that are not there", "--tolerances none.toml --out old", ("none.toml",), {}),
            ("tolerances of another file", "--tolerances study.toml --out old", ("study.toml",), {}),
            ("an out that is a file", "--out prices.csv", ("prices.csv", "folder"), {}),
            ("an out below a file", "--out prices.csv/x", ("prices.csv", "folder"), {}),
            ("an out with files of one's own", "--out mine", ("mine", "results.json"), {}),
        )
    ),
    Command("run: a format that is none", "run --format xml", ("xml", "json"), status=2),
    Command("run: an empty study", "run ''", ("empty",), status=2),
    Command("run: an empty out", "run --out ''", ("empty",), status=2),
    Command("run: an empty article folder", "run --articles ' '", ("empty",), status=2),
    Command("run: an empty price source", "run --prices ''", ("empty",), status=2),
    Command("run: an article beside the study", "run study.toml news", ("news",), status=2),
    Command("run: a day of another order", "run --published 03/01/2020", ("03/01/2020", "2020-01-03"), status=2),
    Call("run", "a study that is not there", run("none.toml"), StudyFileError, ("none.toml",)),
    Call("run", "a number", run(5), StudyFileError, ("int",)),
    Call("run", "a study in memory", run({"study": {}}), StudyFileError, ("dict",)),
    Call("run", "articles that are a number", run(articles=5), UsageError, ("articles", "int")),
    Call("run", "prices that are a list", run(prices=[1]), UsageError, ("list", "snapshot")),
    Call("run", "a publication in words", run(published="soon"), ArticleError, ("soon", "2020-01-03")),
    Call("run", "articles that are not there", run(articles="nowhere"), ArticleError, ("nowhere",)),
    Call("run", "prices without the series", run(prices="snapshot"), MissingPrices, ("acme", "snapshot")),
    Call("run", "no worker", run(workers=0), UsageError, ("workers", "0")),
    Call("run", "an event before the prices", run(), WindowError, ("1999-01-04",),
         study_file("2019-11-14", "1999-01-04")),
    # new
    Command("new: nothing named", "new", ("FOLDER",), status=2),
    Command("new: an empty name", "new ''", ("empty",), status=2),
    Command("new: a file for a folder", "new prices.csv", ("prices.csv", "folder")),
    Command("new: a folder with a study", "new .", ("study.toml",)),
    Command("new: below a file", "new prices.csv/x", ("prices.csv",)),
    Command("new: articles that are not there", "new mine --from-articles nowhere", ("nowhere",)),
    Command("new: prices that are not there", "new mine --from-articles news --prices none.csv", ("none.csv",)),
    Command("new: prices of a service that is none", "new mine --prices reuters", ("reuters", "yahoo")),
    Command("new: a day of another order", "new mine --from-articles news --published 3.1.2020",
            ("3.1.2020", "2020-01-03"), status=2),
    Command("new: an article that is binary", "new mine --from-articles b.txt", ("b.txt",), {"b.txt": BINARY}),
    # lists
    Command("tests: a test that is none", "tests bmpp", ("bmpp", "bmp"), status=2),
    Command("tests: two tests", "tests bmp patell", ("patell",), status=2),
    Command("tests: a model", "tests market", ("market",), status=2),
    Command("models: a model that is none", "models markte", ("markte", "market"), status=2),
    Command("models: a test", "models bmp", ("bmp",), status=2),
    Command("models: a format that is none", "models --format yaml", ("yaml", "json"), status=2),
    Command("doctor: an empty out", "doctor --out ''", ("empty",), status=2),
    Command("doctor: a format that is none", "doctor --format yaml", ("yaml", "json"), status=2),
    Command("doctor: a word too many", "doctor now", ("now",), status=2),
    Command("no command", "rnu", ("rnu", "run"), status=2),
    Command("an option before its command", "--quiet run", ("--quiet",), status=2),
    # check
    Command("check: moves that are not there", "check news --moves none.csv", ("none.csv",)),
    Command("check: moves of another table", "check news --moves events.csv", ("events.csv", "instrument")),
    Command("check: a second source that is not there", "check news --second none.csv", ("none.csv",)),
    Command("check: tolerances that are no TOML", "check news --tolerances prices.csv", ("prices.csv", "TOML")),
    Command("check: tolerances of another file", "check news --tolerances study.toml", ("study.toml",)),
    Command("check: bars without an offset", "check news --intraday b.csv", ("b.csv", "offset"),
            {"b.csv": "series,time,open,high,low,close\ndow,2019-11-14T10:00,1,1,1,1\n"}),
    Command("check: bars without a time", "check news --intraday prices.csv", ("prices.csv", "time")),
    Command("check: bars with a high below the low", "check news --intraday b.csv", ("b.csv", "high"),
            {"b.csv": "series,time,open,high,low,close\ndow,2019-11-14T10:00-05:00,1,1,2,1\n"}),
    Command("check: bars that are binary", "check news --intraday b.csv", ("b.csv",), {"b.csv": BINARY}),
    Command("check: a figure of another kind", "check news --figure f.jpg", ("f.jpg", ".svg"), status=2),
    Command("check: a figure in no folder", "check news --figure no/f.svg", ("no",), status=2),
    Command("check: no day for a sentence", "check --text 'The Dow rose 2 percent.'", ("--published",)),
    Command("check: an empty source", "check news --prices ''", ("empty",), status=2),
]
