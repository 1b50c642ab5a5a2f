"""The atomic writer: whatever goes wrong, and wherever, the folder holds the earlier run or the new one."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

import eventstudy
from eventstudy.cli import writer
from eventstudy.errors import EventStudyError

OLD = {"a.csv": b"old a\n", "figures/one.svg": b"old one\n", "figures/gone.svg": b"old gone\n", "z.json": b"old z\n"}
NEW = {"a.csv": b"new a\n", "b.csv": b"new b\n", "figures/one.svg": b"new one\n", "z.json": b"new z\n"}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(eventstudy.__file__).parents[1])}
MINE = {"notes.txt": b"mine\n", "figures/sketch.png": b"my sketch\n"}

posix = pytest.mark.skipif(os.name != "posix", reason="signals and permissions of POSIX systems")


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, without the writer's own list."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != writer.MANIFEST
    }


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@pytest.fixture(params=["only ours", "with files of the user's", "no swap"])
def earlier(request, tmp_path, monkeypatch):
    """A folder an earlier run wrote, in each of the ways that a new run takes its place."""
    out = tmp_path / "study" / "out"
    writer.write_folder(out, OLD)
    if request.param == "with files of the user's":
        put(out, MINE)
    if request.param == "no swap":
        monkeypatch.setattr(writer, "swapped", lambda new, place: False)  # noqa: ARG005 - as the file system may say
    return out


def users(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(out).items() if name in MINE}


def test_a_new_folder_is_made_with_its_parents(tmp_path):
    writer.write_folder(tmp_path / "x" / "y", NEW)
    assert content(tmp_path / "x" / "y") == NEW
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["y"]


def test_an_earlier_run_is_replaced_and_what_it_alone_wrote_is_gone(earlier):
    mine = users(earlier)
    writer.write_folder(earlier, NEW)
    assert content(earlier) == NEW | mine
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


def test_the_list_is_what_sha256sum_reads(tmp_path):
    writer.write_folder(tmp_path / "out", NEW)
    listed = (tmp_path / "out" / writer.MANIFEST).read_text().splitlines()
    assert listed == [f"{hashlib.sha256(NEW[name]).hexdigest()}  {name}" for name in sorted(NEW)]


def test_files_of_the_user_stay_though_the_folder_is_not_new(tmp_path):
    put(tmp_path, MINE)
    writer.write_folder(tmp_path, NEW)
    assert content(tmp_path) == NEW | MINE


def test_a_file_of_the_users_with_a_name_of_ours_is_not_replaced(tmp_path):
    put(tmp_path, {"a.csv": b"the user's own\n"})
    with pytest.raises(EventStudyError, match=r"a\.csv is there and was not written by eventstudy"):
        writer.write_folder(tmp_path, NEW)
    assert content(tmp_path) == {"a.csv": b"the user's own\n"}


def test_what_we_wrote_and_the_user_changed_stays_where_no_new_file_takes_its_place(earlier):
    (earlier / "figures" / "gone.svg").write_bytes(b"drawn over\n")
    mine = users(earlier)
    writer.write_folder(earlier, NEW)
    assert content(earlier) == NEW | mine | {"figures/gone.svg": b"drawn over\n"}


def test_a_spoilt_list_does_not_reach_outside_the_folder(tmp_path):
    put(tmp_path, {"precious.txt": b"keep\n"})
    out = tmp_path / "out"
    writer.write_folder(out, OLD)
    sha = hashlib.sha256(b"keep\n").hexdigest()
    with (out / writer.MANIFEST).open("a") as handle:
        handle.write(f"{sha}  ../precious.txt\n{sha}  {tmp_path}/precious.txt\nnonsense\n")
    writer.write_folder(out, NEW)
    assert (tmp_path / "precious.txt").read_bytes() == b"keep\n"
    assert content(out) == NEW


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    writer.write_folder(tmp_path / "real", OLD)
    (tmp_path / "out").symlink_to(tmp_path / "real")
    writer.write_folder(tmp_path / "out", NEW)
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "real") == NEW


def test_the_folder_one_stands_in_stays_the_same_folder(tmp_path, monkeypatch):
    writer.write_folder(tmp_path / "out", OLD)
    monkeypatch.chdir(tmp_path / "out")
    before = Path.cwd().stat().st_ino
    writer.write_folder(Path(), NEW)
    assert (tmp_path / "out").stat().st_ino == before
    assert content(Path()) == NEW


def refused(tmp_path: Path, case: str) -> Path:
    out = tmp_path / "out"
    match case:
        case "a file":
            out.write_text("x")
        case "below a file":
            (tmp_path / "file").write_text("x")
            return tmp_path / "file" / "out"
        case "a broken link":
            out.symlink_to(tmp_path / "nowhere")
        case "a file where a folder goes":
            out.mkdir()
            (out / "figures").write_text("x")
        case "a link to nowhere where a folder goes":
            out.mkdir()
            (out / "figures").symlink_to(tmp_path / "nowhere")
        case "a folder where a file goes":
            (out / "a.csv").mkdir(parents=True)
    return out


@pytest.mark.parametrize(
    "case",
    ["a file", "below a file", "a broken link", "a file where a folder goes", "a link to nowhere where a folder goes",
     "a folder where a file goes"],
)  # fmt: skip
def test_a_folder_that_cannot_be_is_refused_in_one_line(tmp_path, case):
    out = refused(tmp_path, case)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(EventStudyError) as caught:
        writer.write_folder(out, NEW)
    assert "\n" not in str(caught.value)
    assert "name" in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    with pytest.raises(EventStudyError, match="no permission"):
        writer.write_folder(out, NEW)


STEPS = ["replace", "rename", "link", "fsync", "mkdir", "unlink", "open"]


class Broken:
    """Makes the k-th call of any of some functions of `os` fail."""

    def __init__(self, monkeypatch, fails_at: int, error: BaseException, names=STEPS) -> None:
        self.calls, self.fails_at, self.error = 0, fails_at, error
        for name in names:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))

    def _wrapped(self, function):
        def call(*args, **kwargs):
            self.calls += 1
            if self.calls == self.fails_at:
                raise self.error
            return function(*args, **kwargs)

        return call


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), MemoryError()])
def test_a_failure_at_any_step_leaves_the_old_folder_or_the_new_one(earlier, monkeypatch, error):
    """Every call that touches the disk fails once, in turn; no state between old and new is ever seen."""
    mine = users(earlier)
    old, new = OLD | mine, NEW | mine
    outcomes = set()
    for step in range(1, 500):
        with monkeypatch.context() as patch:
            broken = Broken(patch, step, error)
            try:
                writer.write_folder(earlier, NEW)
            except (EventStudyError, KeyboardInterrupt, MemoryError):
                found = content(earlier)
                outcomes.add(found == new)
                assert found in (old, new), f"torn at step {step}"
            else:
                assert content(earlier) == new
            done = broken.calls < step
        if done:
            break
        if content(earlier) == new:
            writer.write_folder(earlier, OLD)
    assert done
    assert step > 15, "the writer's calls were not seen"
    assert False in outcomes
    assert [path.name for path in earlier.parent.iterdir() if not path.name.startswith(".")] == ["out"]


def test_a_full_disk_says_so_and_leaves_nothing_behind(earlier, monkeypatch):
    mine = users(earlier)
    with monkeypatch.context() as patch:
        Broken(patch, 3, OSError(28, "No space left on device"), ["fsync"])
        with pytest.raises(EventStudyError, match="no space left on device; what was there is as it was"):
            writer.write_folder(earlier, NEW)
    assert content(earlier) == OLD | mine
    assert [path.name for path in earlier.parent.iterdir()] == ["out"]


def test_a_failure_in_a_folder_yet_to_be_made_leaves_no_folder(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        Broken(patch, 3, OSError(28, "No space left on device"), ["fsync"])
        with pytest.raises(EventStudyError):
            writer.write_folder(tmp_path / "x" / "y" / "out", NEW)
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_limit_the_system_itself_sets_is_reported(tmp_path):
    """A real refusal by the operating system, in the midst of a file."""
    script = """
        import resource, sys
        from pathlib import Path
        from eventstudy.cli.writer import write_folder
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_folder(Path(sys.argv[1]), {"small.csv": b"x", "big.csv": b"x" * 5000})
    """
    out = tmp_path / "out"
    writer.write_folder(out, OLD)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), out],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "EventStudyError: cannot write" in done.stderr
    assert "file too large" in done.stderr
    assert content(out) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


FOREVER = """
    import sys
    from pathlib import Path
    from eventstudy.cli.writer import write_folder
    if len(sys.argv) > 2:
        from eventstudy.cli import writer
        writer.swapped = lambda new, place: False
    out = Path(sys.argv[1])
    print("ready", flush=True)
    number = 0
    while True:
        number += 1
        write_folder(out, {f"{name}.csv": f"{number}\\n".encode() * 2000 for name in "abcdefgh"})
"""


def killed(out: Path, after: float, *, without_swap: bool = False) -> None:
    """Let a process write run after run, and kill it after so many seconds, wherever it is."""
    arguments = [sys.executable, "-c", textwrap.dedent(FOREVER), str(out), *(["x"] if without_swap else [])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=ENVIRONMENT) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(after)
        child.send_signal(signal.SIGKILL)


@posix
@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="two folders are swapped in one step there")
def test_a_kill_at_any_instruction_leaves_one_whole_run(tmp_path):
    """Forty kills: all files of the folder are of one run, and the next run clears away what the killed one left."""
    out, seen = tmp_path / "out", 0
    for number in range(40):
        if number == 10 and not out.exists():  # a busy machine may not have got so far
            writer.write_folder(out, {f"{name}.csv": b"0\n" * 2000 for name in "abcdefgh"})
        killed(out, after=number * 0.0037)
        if out.exists():
            found = content(out)
            seen += 1
            assert len(found) == 8
            assert len(set(found.values())) == 1, "files of two runs"
            assert len(set(next(iter(found.values())).split())) == 1
    assert seen >= 30
    writer.write_folder(out, NEW)
    assert content(out) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@posix
def test_a_kill_in_a_folder_shared_with_the_user_leaves_every_file_whole(tmp_path):
    out = tmp_path / "out"
    put(out, MINE)
    for number in range(15):
        killed(out, after=number * 0.0093, without_swap=True)
        found = content(out)
        assert {name: found.pop(name) for name in MINE} == MINE
        for data in found.values():
            assert len(data.splitlines()) == 2000
            assert len(set(data.split())) == 1
    writer.write_folder(out, NEW)
    assert content(out) == NEW | MINE
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_stage_of_a_running_process_is_left_alone(tmp_path):
    writer.write_folder(tmp_path / "out", OLD)
    stage = writer._make_stage(tmp_path / "out")
    other = stage.with_name(stage.name.removesuffix(str(os.getpid())) + "1")  # process 1 always runs
    shutil.move(stage, other)
    writer.write_folder(tmp_path / "out", NEW)
    assert other.is_dir() == (os.name == "posix")


def test_a_file_that_a_killed_run_did_not_reach_is_still_known_as_ours(tmp_path):
    """The list a killed run leaves holds both hashes of a name: a later run without that name removes the file."""
    out, stage = tmp_path / "out", tmp_path / "stage"
    stage.mkdir()
    put(out, MINE)
    writer.write_folder(out, {"a.csv": b"old\n", "gone.csv": b"old\n"})
    coming = {"a.csv": b"new\n", "gone.csv": b"new\n"}
    writer._list_both(stage, out, writer._written_before(out), coming)
    (out / "a.csv").write_bytes(coming["a.csv"])  # killed here: gone.csv is still the old one
    writer.write_folder(out, {"a.csv": b"newest\n"})
    assert content(out) == {"a.csv": b"newest\n"} | MINE


@pytest.mark.parametrize("case", ["a file of the user's", "a file for a folder"])
def test_what_will_be_in_the_way_is_refused_before_any_work(tmp_path, case):
    out = tmp_path / "out"
    put(out, {"results.json": b"mine\n"} if case == "a file of the user's" else {"figures": b"mine\n"})
    with pytest.raises(EventStudyError, match=r"results\.json is there and was not|figures is a file where") as caught:
        writer.check_out(out, writes=["results.json"], folders=["figures"])
    assert "name another --out" in str(caught.value)
    writer.write_folder(tmp_path / "ours", {"results.json": b"x", "figures/a.svg": b"x"})
    writer.check_out(tmp_path / "ours", writes=["results.json"], folders=["figures"])
