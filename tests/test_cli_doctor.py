"""`eventstudy doctor`: what is here, what is not, and what would work; the network is asked only on request."""

from __future__ import annotations

import csv
import io
import json
import socket
import sys
import threading
import types
from importlib import metadata

import pytest
from typer.testing import CliRunner

from eventstudy.cli import checkup
from eventstudy.cli.app import app


def invoke(*words: object):
    return CliRunner().invoke(app, ["doctor", *map(str, words)])


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def light(monkeypatch):
    """Leave out what takes seconds: loading every library."""
    monkeypatch.setattr(checkup, "_needed", lambda: [("numpy", "2.0", None), ("openpyxl", "3.1", "excel")])


def told(*words: object):
    done = invoke(*words, "--format", "json")
    return done, {(one["part"], one["what"]): one for one in json.loads(done.stdout)["checks"]}


def test_a_machine_that_has_everything(tmp_path):
    done, found = told("--out", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["ok"] is True
    needed = {key for key, one in found.items() if one["required"]}
    assert {what for part, what in needed if part == "library"} == {
        "exchange-calendars", "great-tables", "jinja2", "markdown-it-py", "matplotlib", "numba", "numpy", "pandas",
        "platformdirs", "pyarrow", "pydantic", "rich", "scipy", "statsmodels", "typer", "yfinance",
    }  # fmt: skip
    assert {part for part, _ in needed} >= {"Python", "library", "prices", "calendars", "figures", "output"}
    assert all(found[key]["state"] == "ok" for key in needed)
    assert not any(part == "network" for part, _ in found)
    assert not (tmp_path / "out").exists()


def test_the_libraries_that_are_needed_are_those_of_the_package():
    named = {(name, extra) for name, _, extra in checkup._needed()}
    assert ("numpy", None) in named
    assert {extra for _, extra in named} >= {None, "dask", "data", "excel", "garch", "html"}
    assert all(lowest != "0" for _, lowest, extra in checkup._needed() if extra is None)


def test_what_is_required_and_missing_ends_with_1_and_a_line_that_says_what_would_work(monkeypatch):
    monkeypatch.setattr(checkup, "_needed", lambda: [("nonesuch", "1.2", None), ("numpy", "99.0", None)])
    done = invoke()
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        'eventstudy: library, nonesuch: not installed; pip install "nonesuch>=1.2"',
        f'eventstudy: library, numpy: {metadata.version("numpy")}, older than 99.0; pip install "numpy>=99.0"',
    ]
    assert "Everything a study needs is there" not in done.stdout


def test_a_library_that_does_not_load_is_told(monkeypatch):
    monkeypatch.setattr(checkup, "_needed", lambda: [("numpy", "2.0", None)])

    def broken(name):
        raise ImportError(f"{name}: a library of the system is missing\nand more")

    monkeypatch.setattr(checkup, "importlib", types.SimpleNamespace(import_module=broken))
    done = invoke("-q")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "does not load: numpy: a library of the system is missing; pip install" in done.stderr


def test_an_extra_that_is_absent_says_what_it_would_give(monkeypatch):
    monkeypatch.setattr(checkup, "_needed", lambda: [("nonesuch", "1", "garch")])
    done, found = told()
    assert done.exit_code == 0
    assert found["extra", "nonesuch"]["state"] == "absent"
    assert found["extra", "nonesuch"]["advice"] == 'for the model garch: pip install "eventstudy-toolkit[garch]"'


@pytest.mark.usefixtures("light")
def test_a_damaged_cache_is_told_and_no_fault_of_the_machine(cache):
    home = cache / "prices" / "yahoo" / "XOM"
    home.mkdir(parents=True)
    (home / "manifest.json").write_text("{ torn")
    done, found = told()
    assert done.exit_code == 0
    assert found["prices", "XOM"]["state"] == "fault"
    assert "its manifest cannot be read" in found["prices", "XOM"]["found"]
    assert found["prices", "cache"]["found"].startswith("0 series, 0.0 MB in ")


@pytest.mark.usefixtures("light")
def test_an_output_folder_that_cannot_be_written_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("x")
    done, found = told("--out", tmp_path / "file")
    assert done.exit_code == 1
    assert found["output", str(tmp_path / "file")]["state"] == "fault"
    assert "is not a folder" in done.stderr


@pytest.mark.usefixtures("light")
def test_csv_has_a_row_for_each_check():
    rows = list(csv.DictReader(io.StringIO(invoke("--format", "csv").stdout)))
    assert [row["what"] for row in rows][:2] == ["python", "numpy"]
    assert rows[0].keys() == {"part", "what", "state", "found", "advice", "required"}


@pytest.mark.usefixtures("light")
def test_the_network_is_not_touched_unless_asked(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert invoke().exit_code == 0


def test_the_network_is_given_a_limit_of_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (found,) = checkup.network([("silent", address)], patience=0.2)
    assert found.state == "fault"
    assert "timed out" in found.found
    assert not found.required


def test_a_host_that_answers_is_reached_whatever_it_says():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            held, _ = server.accept()
            with held:
                held.recv(4096)
                held.sendall(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        (found,) = checkup.network([("busy", f"http://127.0.0.1:{server.getsockname()[1]}")], patience=5.0)
        thread.join()
    assert found.state == "ok"


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"NO_COLOR": "1"}, "none: NO_COLOR is set"),
        ({"FORCE_COLOR": "1"}, "always: FORCE_COLOR is set"),
        ({"TERM": "dumb"}, "none: TERM is dumb"),
        ({"TERM": "xterm"}, "on a terminal"),
    ],
)
def test_colours_are_told_as_they_will_be(variables, said, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    _, found = told()
    assert found["terminal", "colours"]["found"].startswith(said)


def test_python_is_named_with_its_place():
    first = next(checkup.libraries())
    assert first.found.endswith(sys.executable)
    assert not first.fails
