"""Input of which a part is bad, through the command line: the part is named, and the rest goes on.

What cannot be done at all stands in `tests/bad_input`.
"""

from __future__ import annotations

import json

import pytest
from tables import BINARY, NEWS, STUDY, TIDY
from typer.testing import CliRunner

from eventstudy.cli.app import app


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a study that works, articles and prices in it, and the results of an earlier run."""
    monkeypatch.chdir(tmp_path)
    put({"study.toml": STUDY, "prices.csv": TIDY, "news/a.txt": NEWS, "old/notes.txt": "of the last run"}, tmp_path)
    return tmp_path


def put(files, folder):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def invoke(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_line_for_an_undated_article_names_what_each_command_takes(desk):
    put({"x.txt": "Oil rose 3 percent."}, desk)
    ran = invoke("run", "--articles", "x.txt", "--out", "old", "--quiet")
    assert "--published 2020-01-03" in ran.stderr
    checked = invoke("check", "x.txt")
    assert (checked.exit_code, checked.stdout, checked.stderr.count("\n")) == (1, "", 1)
    assert "x.txt" in checked.stderr
    assert "--published 2020-01-03" in checked.stderr


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
