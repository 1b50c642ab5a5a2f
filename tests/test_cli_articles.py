"""Commands that read articles: tables that are written and read back, articles shown with marks, many of them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.articles import each as each_room
from eventstudy.articles.each import each
from eventstudy.articles.everything import find_all
from eventstudy.articles.moves.find import find_moves, moves_in
from eventstudy.articles.read import article_from_text
from eventstudy.cli import marked
from eventstudy.cli.app import app
from eventstudy.cli.progress import time_left
from eventstudy.errors import UsageError
from eventstudy.instruments import use_instruments
from eventstudy.report.spans import Mark, cuts

ROOT = Path(es.__file__).parents[1]
SENTENCE = "Brent crude rose $3 to nearly $70 a barrel on Friday. Gold surged."


def invoke(*arguments: object, given: bytes | str | None = None, **environment: str):
    return CliRunner().invoke(app, [str(item) for item in arguments], input=given, env=environment)


def wire(folder: Path, *texts: str) -> Path:
    for number, text in enumerate(texts, 1):
        (folder / f"w{number}.txt").write_text(f"+++\npublished = 2020-01-03\n+++\n{text}\n", encoding="utf-8")
    return folder


# Tables written and read back


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet"])
def test_moves_written_corrected_and_checked(tmp_path, suffix):
    folder = tmp_path / "in"
    folder.mkdir()
    wire(folder, SENTENCE, "The Dow opened about 1 percent lower on Friday.")
    out = tmp_path / f"moves.{suffix}"
    done = invoke("moves", folder, "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"eventstudy: 3 moves written to {out}\n"
    plain, corrected = (
        invoke("check", folder, "--format", "json"),
        invoke("check", folder, "--moves", out, "--format", "json"),
    )
    assert json.loads(plain.stdout) == json.loads(corrected.stdout)
    alone = json.loads(invoke("check", "--moves", out, "--format", "json").stdout)
    assert alone["verdicts"] == json.loads(plain.stdout)["verdicts"]


def test_a_correction_counts(tmp_path):
    wire(tmp_path, "The Dow opened about 1 percent lower on Friday.")
    out = tmp_path / "moves.csv"
    invoke("moves", tmp_path / "w1.txt", "--out", out)
    out.write_text(out.read_text("utf-8").replace(",percent_change,down,1,", ",percent_change,up,9,"), "utf-8")
    done = invoke("check", tmp_path / "w1.txt", "--moves", out, "--strict", "--format", "csv")
    assert done.exit_code == 3
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["value"], row["verdict"]) == ("9.0", "contradicted")


def test_events_written_corrected_and_studied(tmp_path):
    events, out = tmp_path / "events.csv", tmp_path / "out"
    assert invoke("events", ROOT / "seeds", "--out", events, "-q").stderr == ""
    with events.open(encoding="utf-8", newline="") as stream:
        header, first, *_ = csv.reader(stream)
    row = dict(zip(header, first, strict=True)) | {"event_id": "strike", "label": "The strike"}
    with events.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([row.keys(), row.values()])
    done = invoke("run", "--events", events, "--out", out, "-q", "--format", "json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(one["event_id"], one["label"]) for one in told["events"]] == [("strike", "The strike")]
    assert {row["event_id"] for row in told["per_event"]} == {"strike"}
    assert "given: events.csv" in [name for name, _ in told["provenance"]["inputs"]]
    assert f"--events {events}" in (out / "report.html").read_text("utf-8")


def test_a_wrong_table_is_one_line_and_leaves_out_as_it_was(tmp_path):
    (tmp_path / "moves.csv").write_text(
        "instrument,kind,direction,value,unit,date\nbrnt,percent_change,up,1,percent,\n"
    )
    out = tmp_path / "out"
    done = invoke("run", "--moves", tmp_path / "moves.csv", "--out", out, "-q")
    assert (done.exit_code, out.exists()) == (1, False)
    assert done.stderr.startswith("eventstudy: moves.csv, row 2: instrument is 'brnt'; did you mean brent?")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("moves.doc", "the name says no kind of table; end it in .csv, .tsv, .json, .parquet, .xlsx"),
        ("none/moves.csv", "there is no folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_any_work(tmp_path, name, says):
    done = invoke("moves", "--text", SENTENCE, "--out", tmp_path / name)
    assert done.exit_code == 1
    assert says in done.stderr


def test_dates_are_written_too(tmp_path):
    out = tmp_path / "dates.csv"
    assert invoke("dates", "--text", SENTENCE, "--published", "2020-01-03", "--out", out).exit_code == 0
    (row,) = csv.DictReader(out.read_text("utf-8").splitlines())
    assert (row["text"], row["first"]) == ("Friday", "2020-01-03")


# Remarks


def test_remarks_are_listed_when_asked_for():
    asked = ("moves", "--text", SENTENCE, "--published", "2020-01-03", "--remarks")
    assert "surged" in invoke(*asked).stdout
    assert "surged" not in invoke(*asked[:-1]).stdout
    told = json.loads(invoke(*asked, "--format", "json").stdout)
    assert [(one["instrument"], one["direction"]) for one in told["remarks"]] == [("gold", "up")]
    assert "remarks" in invoke(*asked, "--format", "csv").stderr


# Articles shown


def test_moves_are_shown_in_brackets_where_nobody_looks():
    shown = invoke("moves", "--text", SENTENCE, "--published", "2020-01-03", "--show", "--remarks", COLUMNS="80").stdout
    assert shown.startswith(
        "text, published 2020-01-03\n"
        "Brent crude rose [$3 |m1] to [nearly $70 a barrel |m2] on Friday. Gold\n"
        "[surged |r1].\n"
        "  m1  Brent crude: up $3, 2020-01-03\n"
        "  m2  Brent crude: price level, nearly $70, 2020-01-03\n"
        "  r1  Gold: up\n"
    )
    assert max(map(len, shown.splitlines())) <= 80


def test_dates_and_events_are_shown():
    asked = ("--text", "The bank failed late Thursday.", "--published", "2020-01-03", "--show")
    assert "The bank failed [late Thursday |2020-01-02].\n" in invoke("dates", *asked).stdout
    shown = invoke("events", *asked).stdout
    assert "[The bank failed [late Thursday |2020-01-02]. |e1]\n  e1  bank failed, 2020-01-02\n" in shown


def test_articles_with_nothing_in_them_are_counted(tmp_path):
    wire(tmp_path, SENTENCE, "Nothing.", "Nothing.")
    shown = invoke("moves", tmp_path, "--show").stdout
    assert "2 of 3 articles hold nothing to mark.\n" in shown
    assert invoke("moves", "--text", "Nothing.", "--show").stdout.startswith("Nothing to mark.\n")


def test_nothing_is_shown_where_json_is_alone():
    done = invoke("moves", "--text", SENTENCE, "--show", "--format", "json")
    assert done.exit_code == 2
    assert "leave out one of the two" in done.stderr


class _Terminal:
    def __init__(self):
        self.said = []

    def write(self, text):
        self.said.append(text)

    def isatty(self):
        return True

    def flush(self):
        pass


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch, no_color, coloured):
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", terminal := _Terminal())
    article = article_from_text("Gold rose 1 percent.")
    marked.print_marked([article], marked.move_marks(find_moves([article])))
    shown = "".join(terminal.said)
    assert ("\x1b[" in shown) == coloured
    assert ("[1 percent |m1]" in shown) != coloured


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x9b31m", "\x07", "\x7f", "\u202e", "\r", "\x1b]0;title\x07"])
def test_a_text_cannot_steer_the_terminal(hostile):
    text = f"Gold rose 1 percent {hostile} to a high.\nSo.\n"
    shown = invoke("moves", "--text", text, "--show").stdout
    for letter in hostile:
        assert letter.isprintable() or letter not in shown.partition("Reported moves")[0]
    assert marked.safe(hostile).isprintable() or hostile == "\r"
    assert len(marked.safe(text)) == len(text)


def test_marks_within_and_across_each_other():
    marks = [Mark(0, 10, "event", "e"), Mark(2, 6, "date", "d"), Mark(4, 12, "move", "m"), Mark(2, 6, "move", "n")]
    made = list(cuts([*marks, Mark(3, 3, "date", "empty"), Mark(20, 30, "date", "beyond")], 0, 14))
    assert [(cut.start, cut.end) for cut in made] == [(0, 2), (2, 4), (4, 6), (6, 10), (10, 12), (12, 14)]
    for cut in made:
        inside = {mark.label for mark in marks if mark.start <= cut.start and cut.end <= mark.end}
        assert {mark.label for mark in cut.marks} == inside
    opened = [mark.label for cut in made for mark in cut.opening]
    closed = [mark.label for cut in made for mark in cut.closing]
    assert sorted(opened) == sorted(closed) == ["d", "e", "m", "n"]


# Many articles


def texts(number):
    return [
        article_from_text(
            f"The bank number {n} failed on Thursday. Brent rose {n % 7 + 1} percent on Friday. Acme shares fell 2%.",
            name=f"a{n}.txt",
            published="2020-01-03",
        )
        for n in range(number)
    ]


def test_several_processes_find_the_same(monkeypatch):
    monkeypatch.setattr(each_room, "LEAST_TEXT", 1000)
    monkeypatch.setattr(each_room, "_TASK_TEXT", 500)
    articles, told = texts(24), []
    one = find_all(articles)
    assert one == (es.find_dates(articles), es.find_events(articles), es.find_moves(articles))
    two = find_all(articles, workers=2, progress=lambda *step: told.append(step))
    assert two == one
    assert told[0] == ("read articles", 0, 24)
    assert told[-1] == ("read articles", 24, 24)
    assert [step[1] for step in told] == sorted(step[1] for step in told)


def test_processes_know_the_users_instruments(monkeypatch, tmp_path):
    monkeypatch.setattr(each_room, "LEAST_TEXT", 1000)
    monkeypatch.setattr(each_room, "_TASK_TEXT", 500)
    mine = tmp_path / "mine.toml"
    mine.write_text('[instrument.acme]\nname = "Acme Widgets"\naliases = ["Acme"]\n', encoding="utf-8")
    articles = texts(12)
    try:
        use_instruments(mine)
        one, two = (find_moves(articles, workers=n) for n in (1, 2))
    finally:
        use_instruments()
    assert one == two
    assert "acme" in {move.instrument for move in one}


@pytest.mark.parametrize("workers", [0, -1, 1.5, "2", True])
def test_workers_is_a_whole_number(workers):
    with pytest.raises(UsageError, match="is no whole number from 1 on"):
        each(moves_in, texts(1), stage="x", workers=workers)


def test_small_text_starts_no_process(monkeypatch):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr("eventstudy.processes.ProcessPoolExecutor", never)
    assert find_moves(texts(3), workers=8)


def test_what_is_left_of_the_time():
    assert time_left(0.5, 1, 10) == ""
    assert time_left(10, 0, 10) == ""
    assert time_left(10, 10, 10) == ""
    assert time_left(10, 1, 10) == "about 90 s left"
    assert time_left(60, 1, 11) == "about 10 min left"


def test_an_article_from_standard_input_with_its_day():
    done = invoke("moves", "-", "--published", "2020-01-03", "--format", "json", given=SENTENCE)
    assert {move["date"] for move in json.loads(done.stdout)["moves"]} == {"2020-01-03"}


def test_a_small_command_loads_no_rich_and_no_figures():
    code = (
        "import sys; sys.argv=['eventstudy','moves','--text','Gold rose 1 percent.','--format','json']\n"
        "from eventstudy.cli import main\n"
        "try:\n main()\n"
        "except SystemExit: pass\n"
        "bad = {'matplotlib', 'rich.console', 'scipy', 'statsmodels', 'openpyxl', 'trafilatura'} & set(sys.modules)\n"
        "print(sorted(bad), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "matplotlib" not in done.stderr
    assert "trafilatura" not in done.stderr


def test_moves_that_stand_nowhere_are_not_marked():
    article = article_from_text("Gold rose 1 percent.")
    (move,) = find_moves([article])
    assert marked.move_marks([replace(move, start=0, end=0)]) == []


def test_a_study_of_undated_articles_takes_their_day(tmp_path):
    text = "A drone struck a refinery on Thursday. The Dow opened about 1 percent lower on Friday.\n"
    (tmp_path / "w.txt").write_text(text, encoding="utf-8")
    asked = ("run", "--articles", tmp_path, "--out", tmp_path / "out", "-q", "--format", "json")
    done = invoke(*asked)
    assert done.exit_code == 1
    assert "--published 2020-01-03" in done.stderr
    told = json.loads(invoke(*asked, "--published", "2020-01-03").stdout)
    assert [(move["date"], move["instrument"]) for move in told["moves"]] == [("2020-01-03", "dow")]


def test_articles_that_tell_no_event_are_sent_to_check(tmp_path):
    (tmp_path / "w.txt").write_text("The Dow opened about 1 percent lower on Friday.\n", encoding="utf-8")
    done = invoke("run", "--articles", tmp_path, "--out", tmp_path / "out", "-q", "--published", "2020-01-03")
    assert done.exit_code == 1
    assert "`eventstudy check` needs no event" in done.stderr
    assert not (tmp_path / "out").exists()
