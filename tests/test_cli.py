"""The command line as a stranger meets it: help, exit status, what goes to which stream, errors in one line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import eventstudy
from eventstudy.cli.app import app
from eventstudy.cli.guard import guarded
from eventstudy.cli.study import ALWAYS
from eventstudy.errors import EventStudyWarning, StudyFileError

ROOT = Path(eventstudy.__file__).parents[1]
SEEDS = next((path for path in (ROOT / "seeds", ROOT / "eventstudy" / "seeds") if path.is_dir()), ROOT / "seeds")
COMMANDS = ["run", "dates", "events", "moves", "check", "study", "simulate", "tests", "models", "new", "doctor"]
SENTENCE = "Brent crude rose $3 to nearly $70 a barrel on Friday."
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def invoke(*arguments: object, given: bytes | str | None = None):
    return CliRunner().invoke(app, [str(item) for item in arguments], input=given)


def start(*arguments: object, given: str | None = None, folder: Path = ROOT, **more: str):
    """Start the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from eventstudy.cli import main; main()", *map(str, arguments)],
        cwd=folder,
        env=ENVIRONMENT | more,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def article(folder: Path, text: str = f"{SENTENCE}\n", *, published: str | None = "2020-01-03", name="a.txt") -> Path:
    header = f"+++\npublished = {published}\n+++\n\n" if published else ""
    (folder / name).write_text(header + text, encoding="utf-8")
    return folder / name


# Help and usage


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example(command):
    done = invoke(command, "--help")
    assert done.exit_code == 0
    assert f"Examples:\n    eventstudy {command}" in done.stdout


def test_help_names_every_command_and_exit_status():
    shown = invoke("--help").stdout
    assert [name for name in COMMANDS if not re.search(rf"^  {name} +[A-Z]", shown, flags=re.MULTILINE)] == []
    assert "Exit status: 0" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_every_format(command):
    assert "table|csv|json" in invoke(command, "--help").stdout


def test_version():
    done = invoke("--version")
    assert (done.exit_code, done.stdout) == (0, f"eventstudy {eventstudy.__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run", "--nonsense"],
        ["run", "a.toml", "b.toml"],
        ["moves", "--format", "xml", "--text", "x"],
        ["moves"],
        ["check"],
        ["dates", "--text", "Friday", "--published", "yesterday"],
        ["dates", "--text", "Friday", "--published", "2020-02-30"],
    ],
)
def test_wrong_usage_ends_with_2_and_says_why_on_standard_error(arguments):
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_loads_nothing_heavy():
    heavy = ["numpy", "pandas", "scipy", "matplotlib", "pydantic", "exchange_calendars", "statsmodels", "jinja2"]
    script = (
        "import sys\nfrom eventstudy.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Usage")
    assert done.stderr == "[]\n"


# How commands end, whatever they do


def ends(command, **environment: str):
    """Run a function as a command."""
    little = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    little.command()(guarded(command))
    return CliRunner(env=environment).invoke(little, [])


def failing(error: BaseException):
    def command() -> None:
        raise error

    return command


def test_an_error_of_ours_is_one_line_and_status_1():
    done = ends(failing(StudyFileError("unknown key `x`;\nallowed: y")))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "eventstudy: unknown key `x`; allowed: y\n"


def test_a_surprise_is_one_line_that_says_how_to_see_more():
    done = ends(failing(ZeroDivisionError("division by zero")))
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "EVENTSTUDY_DEBUG=1" in done.stderr


def test_the_traceback_is_shown_to_who_asks_for_it():
    done = ends(failing(ZeroDivisionError("division by zero")), EVENTSTUDY_DEBUG="1")
    assert done.exit_code == 1
    assert "Traceback (most recent call last)" in done.stderr


def test_an_interruption_is_one_line_and_status_130():
    done = ends(failing(KeyboardInterrupt()))
    assert (done.exit_code, done.stderr) == (130, "eventstudy: interrupted\n")


def test_a_warning_is_one_line_and_the_command_goes_on():
    def command() -> None:
        import warnings  # noqa: PLC0415 - where a command of ours would have it

        warnings.warn("left out b.txt: not text", EventStudyWarning, stacklevel=1)
        print("done")  # noqa: T201 - a command prints

    done = ends(command)
    assert (done.exit_code, done.stdout) == (0, "done\n")
    assert done.stderr == "eventstudy: warning: left out b.txt: not text\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX systems")
def test_a_reader_that_goes_away_is_no_reason_to_complain():
    command = f"{sys.executable} -c 'from eventstudy.cli import main; main()' dates --text 'On Friday.' --published"
    done = subprocess.run(
        ["bash", "-c", f"{command} 2020-01-03 --format json | true"],  # noqa: S607 - whichever bash there is
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


# Articles: dates, events, moves, check


def parsed(done):
    """Return the JSON of a command that went well, and nothing but JSON was on standard output."""
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_dates_as_json():
    found = parsed(invoke("dates", "--text", "It fell on Friday.", "--published", "2020-01-05", "--format", "json"))
    (date,) = found["dates"]
    assert date.items() >= {"article": "text", "start": 11, "end": 17, "text": "Friday", "precision": "day"}.items()
    assert (date["first"], date["last"]) == ("2020-01-03", "2020-01-03")
    assert found["dropped"] == []


def test_events_as_json_name_day_0_of_each_series():
    text = "A rocket attack killed a contractor on Saturday, Jan. 4, 2020. It shook markets in September 2019."
    found = parsed(invoke("events", "--text", text, "--published", "2020-01-06", "--format", "json"))
    to_the_day = [event for event in found["events"] if event["start"] == "2020-01-04"]
    assert to_the_day
    assert to_the_day[0]["day0"] == dict.fromkeys(("brent", "dow", "sp500", "xom", "cvx"), "2020-01-06")
    for event in found["events"]:
        if event["precision"] == "month":
            assert set(event["day0"].values()) == {None}
    assert to_the_day[0]["mentions"][0].keys() >= {"article", "start", "end"}


def test_moves_as_json():
    found = parsed(invoke("moves", "--text", SENTENCE, "--published", "2020-01-03", "--format", "json"))
    (origin,) = found["articles"]
    assert origin["article"] == "text"
    assert (origin["published"], origin["published_from"]) == ("2020-01-03", "given")
    assert len(origin["sha256"]) == 64
    kinds = {(move["kind"], move["value"], move["unit"], move["instrument"]) for move in found["moves"]}
    assert kinds == {("price_change", 3.0, "usd", "brent"), ("price_level", 70.0, "usd", "brent")}
    for move in found["moves"]:
        assert SENTENCE[move["start"] : move["end"]] == move["quote"]
        assert move["date"] == "2020-01-03"


def test_check_as_json_has_each_move_with_its_verdict():
    found = parsed(invoke("check", "--text", SENTENCE, "--published", "2020-01-03", "--format", "json"))
    assert len(found["verdicts"]) == 2
    for verdict in found["verdicts"]:
        assert verdict.keys() >= {"move_id", "quote", "verdict", "observed", "core", "tolerant", "severity", "note"}
        assert verdict["observed"].keys() >= {"low", "high", "unit"}


def test_strict_ends_with_3_on_a_contradicted_move_and_with_0_without_one():
    wrong = "The Dow rose 7 percent on Friday."
    assert invoke("check", "--text", wrong, "--published", "2020-01-03").exit_code == 0
    done = invoke("check", "--text", wrong, "--published", "2020-01-03", "--strict", "--format", "json")
    assert done.exit_code == 3
    assert [item["verdict"] for item in json.loads(done.stdout)["verdicts"]] == ["contradicted"]
    right = "The S&P 500 fell 0.7 percent on Friday."
    assert invoke("check", "--text", right, "--published", "2020-01-03", "--strict").exit_code == 0


def without(value, *keys: str):
    """Return a JSON value without some keys, wherever they stand."""
    if isinstance(value, dict):
        return {key: without(item, *keys) for key, item in value.items() if key not in keys}
    return [without(item, *keys) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
def test_standard_input_a_file_and_a_sentence_say_the_same(command, tmp_path):
    text = f"A rocket attack killed a contractor on Thursday. {SENTENCE}"
    path = article(tmp_path, text, published=None)
    options = ["--published", "2020-01-03", "--format", "json"]
    answers = [
        parsed(invoke(command, path, *options)),
        parsed(invoke(command, "-", *options, given=text)),
        parsed(invoke(command, "--text", text, *options)),
    ]
    for answer, name in zip(answers, ("a.txt", "-", "text"), strict=True):
        assert f'"article": "{name}"' in json.dumps(answer)
    one, *others = [without(answer, "article", "move_id", "group") for answer in answers]
    assert others == [one, one]


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
def test_csv_and_tables_are_alone_on_standard_output_too(command):
    for form in ("csv", "table"):
        done = invoke(command, SEEDS, "--format", form)
        assert done.exit_code == 0, done.stderr
        assert done.stderr == ""
        assert len(done.stdout.splitlines()) > 3


def test_what_is_found_and_cannot_be_read_is_left_out_and_named(tmp_path):
    article(tmp_path)
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    done = invoke("moves", tmp_path, "--format", "json")
    found = parsed(done)
    assert [item["article"] for item in found["articles"]] == ["a.txt"]
    assert [item["what"] for item in found["dropped"]] == ["b.txt"]
    assert done.stderr.count("\n") == 1
    assert "b.txt" in done.stderr


def test_a_process_writes_json_alone_on_standard_output():
    done = start("moves", SEEDS, "--format", "json")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["moves"]) == 9
    assert done.stderr == ""


def test_an_interrupt_before_the_command_began_is_said_too():
    code = (
        "import sys; from eventstudy.cli import app\n"
        "def stop(): raise KeyboardInterrupt\n"
        "app.app.registered_callback.callback = stop\n"
        "sys.argv = ['eventstudy', 'tests']\n"
        "app.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "eventstudy: interrupted\n")


# The whole study


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The shipped study, run once as a process in an empty folder."""
    folder = tmp_path_factory.mktemp("empty")
    return start("run", folder=folder, COLUMNS="120"), folder


def test_run_without_arguments_runs_the_shipped_study(whole):
    done, folder = whole
    assert done.returncode == 0, done.stderr
    shown = done.stdout
    assert shown.startswith(
        "The killing of Qassem Soleimani, 3 January 2020\n\nThe articles report nine market moves.\n"
    )
    assert [len(re.findall(rf" {verdict} ", shown)) for verdict in ("consistent", "confirmed", "not observable")] == [
        5,
        2,
        2,
    ]
    assert "eventstudy-out/report.html" in shown
    assert [path.name for path in folder.iterdir()] == ["eventstudy-out"]


def test_run_says_nothing_on_standard_error_that_is_no_terminal(whole):
    done, _ = whole
    assert done.stderr == ""


def test_run_writes_every_table_figure_and_page(whole):
    _, folder = whole
    out = folder / "eventstudy-out"
    tables = [
        "events",
        "moves",
        "verdicts",
        "per_event",
        "tests",
        "models",
        "ar",
        "paths",
        "prices",
        "specification",
        "dates",
    ]
    assert {f"{name}.csv" for name in tables} | {"results.json", "report.html"} <= {path.name for path in out.iterdir()}
    figures = {path.stem for path in (out / "figures").iterdir()}
    assert {"prices", "ar", "car", "moves"} <= figures
    assert {path.suffix for path in (out / "figures").iterdir()} == {".svg", ".png"}
    for path in out.rglob("*"):
        assert path.is_dir() or path.stat().st_size > 100


def test_results_are_strict_json_of_the_promised_shape(whole):
    _, folder = whole

    def refuse(name: str):
        raise AssertionError(name)

    text = (folder / "eventstudy-out" / "results.json").read_text("utf-8")
    found = json.loads(text, parse_constant=refuse)
    wanted = "study articles dates events moves verdicts per_event tests dropped provenance"
    assert found.keys() >= set(wanted.split())
    assert not re.search(r'"/(home|root|tmp|work|Users)/', text)


def test_no_table_of_the_study_was_printed_too_wide(whole):
    done, _ = whole
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_run_again_replaces_and_json_is_the_file(whole):
    _, folder = whole
    before = (folder / "eventstudy-out" / "results.json").read_bytes()
    (folder / "eventstudy-out" / "notes.txt").write_text("mine")
    done = start("run", "--format", "json", folder=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads(before)
    assert (folder / "eventstudy-out" / "results.json").read_bytes() == before
    assert (folder / "eventstudy-out" / "notes.txt").read_text() == "mine"
    (folder / "eventstudy-out" / "notes.txt").unlink()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_no_trace(tmp_path, number, status):
    command = [sys.executable, "-c", "from eventstudy.cli import main; main()", "run", "-v"]
    with subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert child.stderr.readline() == "read articles ...\n"
        child.send_signal(number)
        rest = child.stderr.read()
    assert child.returncode == status
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def test_a_study_file_in_the_working_folder_is_taken(tmp_path):
    (tmp_path / "study.toml").write_text('[[series]]\nid = "brent"\nmodle = "mean"\n')
    done = start("run", folder=tmp_path)
    assert done.returncode == 1
    assert "study.toml" in done.stderr
    assert "modle" in done.stderr


# Bad input: one line, status 1, and the folder of the last run as it was

HEADER = "series,date,open,high,low,close\n"
ROWS = "".join(f"xom,2019-{month:02}-{day:02},70,71,69,70.{day}\n" for month in range(1, 13) for day in range(1, 28))


def study_file(
    folder: Path, *, series: str = "xom", settings: str = "", day: str = "2019-11-14", extra: str = ""
) -> Path:
    """Write a small study of one series and one event, with its own prices."""
    (folder / "prices.csv").write_text(HEADER + ROWS)
    article(folder, "Shares of Exxon rose on Thursday.\n", published="2019-11-14")
    path = folder / "study.toml"
    path.write_text(
        f'[study]\n{settings}\n[articles]\npath = "a.txt"\n[prices]\nsource = "prices.csv"\n{extra}\n'
        f'[[series]]\nid = "{series}"\nmodel = "mean"\n[[event]]\nid = "e"\nday = {day}\n'
    )
    return path


def no_study(folder):
    return [folder / "none.toml"]


def not_toml(folder):
    (folder / "bad.toml").write_text("= nothing")
    return [folder / "bad.toml"]


def unknown_key(folder):
    return [study_file(folder, settings="estimatoin = [-250, -11]")]


def unknown_series(folder):
    return [study_file(folder, series="xyz")]


def no_folder(folder):
    return ["--articles", folder / "none"]


def empty_folder(folder):
    (folder / "empty").mkdir()
    return ["--articles", folder / "empty"]


def empty_file(folder):
    (folder / "empty.txt").write_text("")
    return ["--articles", folder / "empty.txt"]


def binary_file(folder):
    (folder / "picture.txt").write_bytes(bytes(range(256)) * 20)
    return ["--articles", folder / "picture.txt"]


def no_date(folder):
    return ["--articles", article(folder, "Oil rose 3 percent.", published=None)]


def no_prices(folder):
    return ["--prices", folder / "none.csv"]


def missing_column(folder):
    path = study_file(folder)
    (folder / "prices.csv").write_text("series,date,open\nxom,2019-01-02,70\n")
    return [path]


def text_for_a_number(folder):
    path = study_file(folder)
    (folder / "prices.csv").write_text(HEADER + ROWS + "xom,2019-12-30,70,71,69,seventy\n")
    return [path]


def duplicate_dates(folder):
    path = study_file(folder)
    (folder / "prices.csv").write_text(HEADER + ROWS + "xom,2019-12-27,70,71,69,90\n")
    return [path]


def before_the_prices(folder):
    return [study_file(folder, day="2018-11-14")]


def after_the_prices(folder):
    return [study_file(folder, day="2020-11-13")]


def long_window(folder):
    return [study_file(folder, settings="estimation = [-2500, -11]\nmin_estimation = 2000")]


BAD = {
    no_study: "none.toml",
    not_toml: "TOML",
    unknown_key: "estimatoin",
    unknown_series: "xyz",
    no_folder: "none",
    empty_folder: "empty",
    empty_file: "empty.txt",
    binary_file: "picture.txt",
    no_date: "published = ",
    no_prices: "none.csv",
    missing_column: "close",
    text_for_a_number: "seventy",
    duplicate_dates: "2019-12-27",
    before_the_prices: "2018-11-14",
    after_the_prices: "2020-11-13",
    long_window: "2000",
}


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.__name__)
def test_what_is_named_and_cannot_be_used_is_one_line(case, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("of the last run")
    done = invoke("run", *case(tmp_path), "--out", out, "--quiet")
    assert done.exit_code == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("eventstudy: ")
    assert BAD[case] in done.stderr
    assert "unexpected" not in done.stderr
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [("notes.txt", "of the last run")]


def test_an_out_that_is_a_file_is_refused_before_any_work(tmp_path):
    (tmp_path / "out").write_text("x")
    done = invoke("run", "--out", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "is not a folder" in done.stderr


@pytest.mark.parametrize("name", ["results.json", "moves.csv", "figures"])
def test_what_is_in_the_way_of_a_run_is_refused_before_any_work(tmp_path, monkeypatch, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    monkeypatch.setattr("eventstudy.pipeline.run", lambda *_, **__: pytest.fail("it began"))
    done = invoke("run", "--out", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.match(rf"eventstudy: \S+/{name} is .*name another --out\n$", done.stderr)


def test_what_is_looked_for_before_a_run_is_what_it_writes(whole):
    _, folder = whole
    wrote = {path.name for path in (folder / "eventstudy-out").iterdir() if not path.name.startswith(".")}
    assert set(ALWAYS) == wrote - {"figures"}


@pytest.mark.parametrize("command", ["dates", "events", "moves", "check"])
def test_an_article_that_is_named_and_missing_is_an_error(command, tmp_path):
    done = invoke(command, tmp_path / "none.txt")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "none.txt" in done.stderr


def test_check_needs_one_date_and_moves_does_not():
    done = invoke("check", "--text", SENTENCE)
    assert done.exit_code == 1
    assert "--published" in done.stderr
    found = parsed(invoke("moves", "--text", SENTENCE, "--format", "json"))
    assert {move["date"] for move in found["moves"]} == {None}
