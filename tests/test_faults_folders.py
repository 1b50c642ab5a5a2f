"""Two runs into one folder: one at a time, said in a line; what a killed run leaves is no obstacle."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import eventstudy
from eventstudy import folders
from eventstudy.backends.kept import Kept
from eventstudy.cli.app import app
from eventstudy.errors import EventStudyError, EventStudyWarning
from eventstudy.folders import claimed
from eventstudy.study.on_disk import FileSettings, study_files

ROOT = Path(eventstudy.__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SAID = (
    r"another run writes to \S+ \(process \d+ since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d\): "
    "wait for it, end it, or name another folder"
)
HOLD = """
    import sys
    from pathlib import Path
    from eventstudy.folders import claimed
    with claimed(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    """Start a process that has a folder to itself until it is told to end."""
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


@pytest.fixture
def tables(tmp_path):
    days = pd.bdate_range("2018-01-01", periods=300, name="date")
    values = np.random.default_rng(1).normal(0, 0.01, (300, 2))
    returns = pd.DataFrame(values, index=days, columns=["a", "m"])
    returns.to_csv(tmp_path / "returns.csv")
    returns.reset_index().to_parquet(tmp_path / "returns.parquet")
    pd.DataFrame({"series": ["a"], "date": [days[280]]}).to_csv(tmp_path / "events.csv", index=False)
    return tmp_path


def commands(folder: Path) -> dict[str, list[str]]:
    study = [
        "study",
        f"{folder}/events.csv",
        f"{folder}/returns.csv",
        "--benchmark",
        "m",
        "--windows",
        "0:0",
        "--quiet",
    ]
    return {
        "run": ["run", "--quiet"],
        "study": study,
        "study in blocks": [*study[:2], f"{folder}/returns.parquet", *study[3:], "--memory", "2GB"],
    }


@pytest.mark.parametrize("name", commands(Path()))
def test_a_second_run_into_a_folder_ends_with_one_line_and_touches_nothing(tables, name):
    out = tables / "x" / "out"
    with holding(out) as first:
        before = sorted(tables.rglob("*"))
        done = CliRunner().invoke(app, [*commands(tables)[name], "--out", str(out)])
        assert sorted(tables.rglob("*")) == before
        first.communicate("")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"eventstudy: {SAID}\n", done.stderr)
    assert not out.parent.exists(), "the folders above were made for a run that wrote nothing"


@POSIX
@pytest.mark.parametrize("name", ["study", "study in blocks"])
def test_the_lock_of_a_killed_run_is_no_obstacle_and_is_cleared_away(tables, name):
    out = tables / "out"
    with holding(out) as first:
        first.send_signal(signal.SIGKILL)
    assert (tables / ".out.eventstudy-lock").is_file()
    done = CliRunner().invoke(app, [*commands(tables)[name], "--out", str(out)])
    assert done.exit_code == 0
    assert re.fullmatch(
        r"eventstudy: warning: an earlier run into \S+out \(process \d+ since .*\) was cut off\n", done.stderr
    )
    left = [path.name for path in tables.iterdir()]
    assert sorted(left) == ["events.csv", "out", "returns.csv", "returns.parquet"]
    assert not [path.name for path in out.iterdir() if "lock" in path.name]


def test_studies_of_files_from_python_are_refused_too(tables):
    settings, said = FileSettings(benchmark="m", windows=[(0, 0)]), []

    def study():
        try:
            study_files(tables / "events.csv", tables / "returns.parquet", tables / "out", settings)
        except EventStudyError as error:
            said.append(str(error))

    other = threading.Thread(target=study)
    with claimed(tables / "out"):
        other.start()
        other.join()
        assert len(said) == 1, "a thread of one process is another run as well"
        assert re.fullmatch(SAID, said[0])
        study()  # within a block that has the folder there is no second run
    assert len(said) == 1
    assert (tables / "out" / "study.json").is_file()


def test_two_names_of_one_folder_are_one_folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with holding(tmp_path / "link") as first:
        with pytest.raises(EventStudyError, match="another run writes"):
            claimed(tmp_path / "real" / ".." / "real").__enter__()
        first.communicate("")


def test_a_folder_that_is_a_disk_of_its_own_has_the_lock_within(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "own_disk", lambda _: True)
    (tmp_path / "out").mkdir()
    with claimed(tmp_path / "out"):
        assert [path.name for path in tmp_path.rglob("*")] == ["out", ".eventstudy-lock"]
    assert [path.name for path in tmp_path.rglob("*")] == ["out"]


def test_a_file_system_without_locks_is_told_and_one_without_room_refused(tmp_path, monkeypatch):
    def without(_):
        raise OSError(errno.ENOLCK, "No locks available")

    with monkeypatch.context() as patch:
        patch.setattr(folders, "taken", without)
        with pytest.warns(EventStudyWarning, match=r"has no locks \(no locks available\): let no other run write"):
            claimed(tmp_path / "out").__enter__()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(EventStudyError, match=r"cannot write \S+out: no space left on device at \S+; name another"):
        claimed(tmp_path / "x" / "out").__enter__()
    assert not (tmp_path / "x").exists()


TURNS = """
    import os, random, sys, time
    from pathlib import Path
    from eventstudy.errors import EventStudyError
    from eventstudy.folders import claimed
    place, chance, taken = Path(sys.argv[1]), random.Random(int(sys.argv[2])), 0
    print("ready", flush=True)
    sys.stdin.readline()
    while taken < 150:
        try:
            with claimed(place / "out"):
                os.close(os.open(place / "alone", os.O_CREAT | os.O_EXCL))
                time.sleep(chance.random() * 1e-4)
                (place / "alone").unlink()
                taken += 1
        except EventStudyError:
            pass
"""


@POSIX
def test_of_many_processes_one_at_a_time_has_a_folder(tmp_path):
    """The lock's file comes and goes with each turn: nobody may hold a file that has lost its name."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(TURNS), str(tmp_path), str(seed)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            text=True,
        )
        for seed in range(3)
    ]
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate() for child in children]
    assert [(child.returncode, told[1]) for child, told in zip(children, said, strict=True)] == [(0, "")] * 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "note",
    [
        '{"files": {"x.parquet": 4}}',
        '{"files": ["x.parquet"], "first_cell": 0, "last_cell": 1}',
        '{"files": {"x.parquet": 4}, "first_cell": "0", "last_cell": 1}',
        '{"files": {"x.parquet": "4"}, "first_cell": 0, "last_cell": 1}',
        '{"files": {}, "first_cell": 0, "last_cell": 1}',
        "[" * 100_000,
        "{",
        "[1]",
    ],
)
def test_a_spoilt_note_of_a_block_counts_as_none(tmp_path, note):
    (tmp_path / "x.parquet").write_bytes(b"1234")
    (tmp_path / "block-0000000.json").write_text(note)
    assert Kept(tmp_path).done() == {}
    (tmp_path / "block-0000000.json").write_text('{"files": {"x.parquet": 4}, "first_cell": 0, "last_cell": 1}')
    assert Kept(tmp_path).done() == {0: 1}
