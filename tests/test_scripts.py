"""scripts/run and scripts/test on machines of many kinds: a stand-in for python3 says what was asked of it."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import eventstudy

ROOT = Path(eventstudy.__file__).parents[1]

pytestmark = pytest.mark.skipif(
    os.name != "posix" or not (ROOT / "scripts" / "run").is_file() or shutil.which("bash") is None,
    reason="the scripts are for bash, and stand in the repository",
)

TOOLS = ["bash", "basename", "cat", "chmod", "cksum", "dirname", "rm", "tee", "env"]

# Answers as python3 with pip does; `pip install` only notes its arguments and leaves the commands that it would make.
STAND_IN = """#!/bin/sh
[ "$1 $2 $3" = "-m pip --version" ] && { echo "pip $PIP from x (python 3.11)"; [ -n "$PIP" ]; exit; }
if [ "$1 $2" = "-m pip" ]; then
  echo "$*" >>"$LOG"
  case "$*" in *--constraint*) [ -z "$PINS_FAIL" ] || { echo "ERROR: no such version" >&2; exit 1; } ;; esac
  [ -z "$PIP_FAILS" ] || { echo "ERROR: no network" >&2; exit 1; }
  for command in eventstudy ruff mypy lint-imports pytest; do
    printf '#!/bin/sh\\necho "%s $*"\\n[ "%s" != "$FAILS" ]\\n' $command $command >"${4%/python}/$command"
    chmod +x "${4%/python}/$command"
  done
  exit
fi
exec "$REAL" "$@"
"""
OLD = '#!/bin/sh\ncase "$2" in *print*) echo 3.9 ;; *) exit 1 ;; esac\n'


def executable(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


class Machine:
    """A checkout, and a PATH that holds a handful of tools and a stand-in for python3."""

    def __init__(self, folder: Path, python3: str | None = STAND_IN) -> None:
        self.checkout, self.bin, self.log = folder / "a checkout", folder / "bin", folder / "log"
        self.checkout.mkdir()
        self.bin.mkdir()
        shutil.copytree(ROOT / "scripts", self.checkout / "scripts")
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)
        if python3 is not None:
            executable(self.bin / "python3", python3)

    def start(self, script: str, *arguments: str, **environment: str):
        self.log.write_text("")
        given = {"PATH": str(self.bin), "LOG": str(self.log), "REAL": sys.executable, "PIP": "24.0"}
        return subprocess.run(
            [str(self.bin / "bash"), str(self.checkout / "scripts" / script), *arguments],
            env=given | environment,
            cwd=self.checkout.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def installs(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_run_sets_up_once_and_hands_its_arguments_on(machine):
    done = machine.start("run", "--out", "two words")
    assert (done.returncode, done.stdout) == (0, "eventstudy run --out two words\n")
    assert done.stderr == "run: setting up .venv (the first time takes a minute or two) ...\n"
    (call,) = machine.installs
    assert f"--constraint {machine.checkout}/scripts/constraints.txt" in call
    assert call.endswith(f"--editable {machine.checkout}")
    again = machine.start("run")
    assert (again.returncode, again.stdout, again.stderr, machine.installs) == (0, "eventstudy run\n", "", [])


def test_a_changed_project_is_installed_again(machine):
    machine.start("run")
    with (machine.checkout / "pyproject.toml").open("a") as handle:
        handle.write("\n")
    machine.start("run")
    assert len(machine.installs) == 1


def test_test_adds_the_tools_and_run_is_content_with_them(machine):
    machine.start("run")
    machine.start("test")
    assert machine.installs[0].endswith("[dev]")
    machine.start("run")
    assert machine.installs == []


def test_test_runs_every_check_in_its_order(machine):
    done = machine.start("test")
    assert done.returncode == 0
    steps = [line.split()[0] for line in done.stdout.splitlines() if line and not line.startswith("==")]
    assert steps == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert re.findall(r"^== (.+)$", done.stdout, flags=re.MULTILINE) == [
        "lint", "format", "types", "import contracts", "tests",
    ]  # fmt: skip


@pytest.mark.parametrize("tool", ["ruff", "mypy", "lint-imports", "pytest"])
def test_test_fails_with_the_first_check_that_fails(machine, tool):
    done = machine.start("test", FAILS=tool)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith(tool)


def break_python(machine: Machine) -> None:
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    (machine.checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python")


def half_make(machine: Machine) -> None:
    shutil.rmtree(machine.checkout / ".venv")
    (machine.checkout / ".venv" / "bin").mkdir(parents=True)


def lose_configuration(machine: Machine) -> None:
    (machine.checkout / ".venv" / "pyvenv.cfg").unlink()


def move_away(machine: Machine) -> None:
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))


@pytest.mark.parametrize("harm", [break_python, half_make, lose_configuration, move_away])
def test_a_broken_environment_is_made_anew(machine, harm):
    machine.start("run")
    (machine.checkout / ".venv" / "left").write_text("x")
    harm(machine)
    done = machine.start("run")
    assert (done.returncode, done.stdout) == (0, "eventstudy run\n")
    assert len(machine.installs) == 1
    assert not (machine.checkout / ".venv" / "left").exists()


def test_an_environment_of_the_users_is_kept(machine):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", machine.checkout / ".venv"], check=True)
    (machine.checkout / ".venv" / "left").write_text("x")
    assert machine.start("run").returncode == 0
    assert (machine.checkout / ".venv" / "left").exists()


def test_an_installation_that_was_cut_off_is_done_again(machine):
    machine.start("run")
    with (machine.checkout / "pyproject.toml").open("a") as handle:
        handle.write("\n")
    assert machine.start("run", PIP_FAILS="yes").returncode == 1
    assert machine.start("run").returncode == 0
    assert len(machine.installs) == 1


def test_versions_that_cannot_be_had_are_replaced_for_a_user_and_fail_in_ci(machine):
    failed = machine.start("run", PINS_FAIL="yes", CI="true")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1].startswith("run: the versions of scripts/constraints.txt cannot be installed")
    done = machine.start("run", PINS_FAIL="yes")
    assert (done.returncode, done.stdout) == (0, "eventstudy run\n")
    assert "trying without the pinned versions" in done.stderr
    assert "--constraint" not in machine.installs[1]


def test_no_network_is_said_in_one_line_of_ours(machine):
    done = machine.start("run", PIP_FAILS="yes")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "network" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("python3", "environment", "said"),
    [
        (None, {}, "run: python3 does not start; install Python 3.11 or newer with pip"),
        (OLD, {}, "run: needs Python 3.11 or newer, found 3.9 (python3)"),
        (STAND_IN, {"PIP": ""}, "run: python3 has no pip; install it"),
        (STAND_IN, {"PIP": "22.2.2"}, "run: pip 22.2.2 is too old"),
        (STAND_IN, {"PIP": "9.0.1"}, "run: pip 9.0.1 is too old"),
        (STAND_IN, {"PYTHON": "/nowhere/python"}, "run: /nowhere/python does not start"),
    ],
    ids=["no python", "old python", "no pip", "old pip", "very old pip", "no such python"],
)
def test_what_is_missing_is_said_in_one_line(tmp_path, python3, environment, said):
    machine = Machine(tmp_path, python3)
    done = machine.start("run", **environment)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize("version", ["22.3", "22.3.1", "23.0.1", "26.3", "30.0"])
def test_every_pip_since_22_3_will_do(machine, version):
    assert machine.start("run", PIP=version).returncode == 0


def test_a_newer_python_beside_an_old_one_is_found(tmp_path):
    machine = Machine(tmp_path, OLD)
    executable(machine.bin / "python3.12", STAND_IN)
    assert machine.start("run").returncode == 0


def test_constraints_hold_versions_and_nothing_else():
    lines = (ROOT / "scripts" / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.-]+==[0-9][0-9a-z.]*", line)] == []
    names = [line.partition("==")[0] for line in lines]
    assert names == sorted(set(names))


def test_constraints_hold_every_library_the_project_names():
    named = re.findall(r'^  "([A-Za-z0-9_-]+)>=', (ROOT / "pyproject.toml").read_text(), flags=re.MULTILINE)
    held = {line.partition("==")[0] for line in (ROOT / "scripts" / "constraints.txt").read_text().splitlines()}
    assert len(named) > 15
    assert sorted(set(named) - held) == []


# The examples of the README

README = """# X

```console
$ scripts/run
$ eventstudy moves \\
    --text "x"
printed
```

```python
x = 1
```

```python
assert x == 1
```
"""


def examples(tmp_path: Path, readme: str):
    (tmp_path / "README.md").write_text(readme)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "bin").mkdir()
    executable(tmp_path / "bin" / "eventstudy", '#!/bin/sh\nprintf "%s|" "$@" >>"$LOG"\n')
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "readme_examples.py", tmp_path, "--commands", tmp_path / "bin"],
        env={**os.environ, "LOG": str(tmp_path / "log")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_examples_of_the_readme_are_run(tmp_path):
    done = examples(tmp_path, README)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "log").read_text() == "moves|--text|x|"
    assert "(not here) scripts/run" in done.stdout


@pytest.mark.parametrize(
    "readme",
    ["# X\n", README.replace("assert x == 1", "assert x == 2"), README.replace("eventstudy moves", "false")],
    ids=["no example", "python fails", "command fails"],
)
def test_an_example_that_fails_or_none_at_all_is_a_failure(tmp_path, readme):
    assert examples(tmp_path, readme).returncode == 1


def test_blocks_of_other_languages_are_not_run():
    module = runpy.run_path(str(ROOT / "scripts" / "readme_examples.py"))
    assert module["commands"]("```toml\n$ no\n```\n") == []
