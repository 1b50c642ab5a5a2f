"""Help that can be trusted: every example runs, names that are nearly right are recognised, Tab completes values."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.cli import complete
from eventstudy.cli.app import app
from eventstudy.cli.manual import EXAMPLES
from eventstudy.errors import hinted

ROOT = Path(es.__file__).parents[1]
SEEDS = next((path for path in (ROOT / "seeds", ROOT / "eventstudy" / "seeds") if path.is_dir()), ROOT / "seeds")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
WORKING = ["run", "dates", "events", "moves", "check", "study", "simulate", "new", "doctor", "prices fetch",
           "prices verify", "prices screen"]  # fmt: skip


def invoke(*words: object, given: bytes | None = None):
    return CliRunner().invoke(app, list(map(str, words)), input=given)


def start(*words: str, **more: str):
    return subprocess.run(
        [sys.executable, "-c", "from eventstudy.cli import main; main()", *words],
        env=ENVIRONMENT | more, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def shown_in_help():
    """Return the examples as help shows them, each with its command."""
    for command in EXAMPLES:
        help_ = invoke(*command.split(), "--help").stdout
        block = help_.partition("Examples:\n")[2]
        lines = [line.strip() for line in block.split("\n\n")[0].splitlines()]
        yield from ((command, line) for line in lines)


ALL = list(shown_in_help())


def test_every_command_has_examples_and_help_shows_them_whole():
    names = {one.name for one in app.registered_commands}
    (prices,) = [group.typer_instance for group in app.registered_groups]
    names |= {f"prices {one.name}" for one in prices.registered_commands} | {"", "prices"}
    assert names == set(EXAMPLES)
    assert [line for _, line in ALL] == [line for lines in EXAMPLES.values() for line in lines]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Make a folder that has what the examples name."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(SEEDS, folder / "articles")
    (folder / "articles" / "study.toml").unlink()
    shutil.copy(SEEDS / "voice_of_america.txt", folder / "article.txt")
    prices = es.load_prices()
    prices.to_csv(folder / "prices.csv", index=False)
    es.to_returns(prices).to_parquet(folder / "returns.parquet")
    rows = [("strike", name, "2020-01-03") for name in ("xom", "cvx")]
    pd.DataFrame(rows, columns=["event_id", "series", "date"]).to_csv(folder / "events.csv", index=False)
    return folder


NETWORK = ("prices fetch", "prices clear", "--against yahoo", "--network")
"""Examples of these run where a network is played, in the tests of `eventstudy prices`."""


@pytest.mark.parametrize("line", dict.fromkeys(line for _, line in ALL if not any(word in line for word in NETWORK)))
def test_every_example_runs(line, desk, tmp_path, monkeypatch):
    for path in desk.iterdir():
        (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / path.name)
    monkeypatch.chdir(tmp_path)
    for needed, command in (
        ("mine/study.toml", "new mine"),
        ("events.json", "events articles --out events.json -q"),
        ("moves.csv", "moves articles --out moves.csv -q"),
    ):
        if needed in line and f"--out {needed}" not in line:
            assert invoke(*command.split()).exit_code == 0
    given, words = None, shlex.split(line)
    if "|" in words:
        given, words = (tmp_path / words[1]).read_bytes(), words[words.index("|") + 1 :]
    done = invoke(*words[1:], given=given)
    assert done.exit_code == 0, done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize(
    "words",
    [
        ["check", "articles"], ["moves", "articles"], ["events", "articles"], ["dates", "articles"], ["tests"],
        ["tests", "conditional_sq"], ["models"], ["prices", "list"], ["prices", "list", "--catalogue", "crude"],
        ["prices", "screen"], ["prices", "verify", "--source", "prices.csv", "--against", "snapshot"],
        ["study", "events.csv", "prices.csv", "--benchmark", "sp500"], ["doctor"], ["check", "articles", "--remarks"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_printed_fits_the_terminal(words, width, desk, monkeypatch):
    monkeypatch.chdir(desk)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("EVENTSTUDY_CACHE", "cache")  # a path as long as a temporary folder's fits nowhere
    done = invoke(*words)
    assert done.exit_code == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if "http" not in line]
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("command", WORKING)
def test_every_command_that_works_is_quiet_or_verbose(command):
    shown = invoke(*command.split(), "--help").stdout
    assert "--quiet" in shown
    assert "--verbose" in shown


def test_quiet_and_verbose_exclude_each_other():
    done = invoke("dates", "--text", "On Friday.", "-q", "-v")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "exclude each other" in done.stderr


def test_verbose_tells_times_files_and_memory_on_standard_error(desk, monkeypatch):
    monkeypatch.chdir(desk)
    done = invoke("moves", "article.txt", "--out", "table.csv", "-v")
    assert done.exit_code == 0
    said = done.stderr.splitlines()
    assert f"eventstudy: read article.txt ({(desk / 'article.txt').stat().st_size:,} bytes)" in said
    assert f"eventstudy: wrote table.csv ({(desk / 'table.csv').stat().st_size:,} bytes)" in said
    assert any(re.fullmatch(r"eventstudy: in all: \d+\.\d\d s", line) for line in said)
    assert re.fullmatch(r"eventstudy: engine num(py|ba), peak memory [\d,]+ MB", said[-1])
    assert all(line.startswith("eventstudy: ") for line in said)
    assert invoke("moves", "article.txt").stderr == ""  # nothing is left over for the next command


def test_many_files_of_a_folder_are_counted(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text("On Friday.\n", encoding="utf-8")
    said = invoke("dates", tmp_path, "--published", "2020-01-03", "-v", "--format", "json").stderr
    assert f"eventstudy: read 9 files in {tmp_path} (99 bytes)" in said.splitlines()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["rnu"], "run"),
        (["prices", "lst"], "list"),
        (["moves", "--fromat", "json"], "--format"),
        (["run", "--quite"], "--quiet"),
        (["tests", "condtional_sq"], "conditional_sq"),
        (["models", "markte"], "market"),
    ],
)
def test_a_name_that_is_nearly_right_is_recognised(words, meant):
    done = invoke(*words)
    assert done.exit_code == 2
    assert re.search(rf"(did you mean|possible options:).*{meant}", done.stderr, flags=re.IGNORECASE)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["study", "events.csv", "prices.csv", "--benchmark", "sp50"], "sp500"),
        (["study", "events.csv", "prices.csv", "--model", "markte"], "market"),
        (["prices", "screen", "xmo"], "xom"),
        (["run", "--prices", "yahooo"], "yahoo"),
        (["simulate", "--tests", "patel"], "patell"),
    ],
)
def test_a_value_that_is_nearly_right_is_recognised(words, meant, desk, monkeypatch):
    monkeypatch.chdir(desk)
    done = invoke(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith(f"did you mean '{meant}'?\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "message",
    [
        "there is no file prices.csv; name a CSV or Parquet table of returns, dates by series",
        "no prices of 'gold' in snapshot: it holds brent, cvx, dow, sp500, xom from 2018-01-02",
        "'markte' is no model; did you mean market? there are raw, mean, market",
        "column 'close' holds 'seventy'",
    ],
)
def test_what_resembles_nothing_is_left_as_it_is(message):
    assert hinted(message) == message


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("run --format ", {"table", "csv", "json"}),
        ("tests conditional", {"conditional_sq"}),
        ("models ff", {"ff3", "ff5"}),
        ("study e.csv d.csv --model xom=mark", {"xom=market"}),
        ("check a.txt --prices y", {"yahoo"}),
        ("prices fetch bren", {"brent"}),
        ("simulate --tests t,joint", {"t,joint_rank"}),
        ("do", {"doctor"}),
        ("prices ver", {"verify"}),
    ],
)
def test_the_tab_key_completes(words, offered):
    line = f"eventstudy {words}"
    done = start(_EVENTSTUDY_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(line.split(" ")) - 1))
    assert set(done.stdout.split()) == offered
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_and_installed(shell, tmp_path):
    environment = {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = start("--show-completion", shell, **environment)
    assert "_EVENTSTUDY_COMPLETE" in shown.stdout
    assert start("--install-completion", shell, **environment).returncode == 0
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("_EVENTSTUDY_COMPLETE" in path.read_text() for path in written)


def test_every_completion_is_a_name_there_is():
    assert set(complete.instruments("")) >= {"brent", "xom", "sp500"}
    assert "market" in complete.models("")
    assert complete.price_sources("s") == ["snapshot"]


@pytest.mark.parametrize("columns", ["24", "30", "40"])
def test_help_fits_a_narrow_terminal_but_for_examples(columns):
    prose = start("--help", COLUMNS=columns).stdout.partition("Examples:")[0]
    assert max(map(len, prose.splitlines())) <= max(int(columns), 34)  # the names of options and what they are need 34


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colours_obey_the_environment(variables, coloured):
    clean = {"NO_COLOR": "", "FORCE_COLOR": "", "TERM": "xterm-256color"} | variables
    words = ("check", "--text", "The Dow rose 7 percent on Friday.", "--published", "2020-01-03")
    done = start(*words, **clean)
    assert ("\x1b[1;31m" in done.stdout) is coloured
    assert "contradicted" in done.stdout


def test_a_terminal_without_typographic_signs_shows_plain_ones():
    words = ("check", "--text", "The Dow rose 7 percent on Friday.", "--published", "2020-01-03")
    done = start(*words, PYTHONIOENCODING="ascii")
    assert '"rose 7 percent' in done.stdout or '"7 percent' in done.stdout
    assert "?" not in done.stdout
