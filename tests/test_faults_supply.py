"""What is handed out: a wheel of the same bytes each time, also from the sdist; its types pass a strict checker."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="the wheel is built with hatchling, of the extra `dev`")
ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").is_file(), reason="the checkout is not here")


def built(source: Path, folder: Path, kind: str, **more: str) -> Path:
    """Build what is handed out; return its file."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(words, cwd=source, env={**kept, **more}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """Copy what is built, so that nobody edits it meanwhile; other times on the files than in the checkout."""
    copy = tmp_path_factory.mktemp("copied")
    for name in ("eventstudy", "seeds", "scripts", "tests", "figures"):
        shutil.copytree(
            ROOT / name, copy / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(copied, tmp_path_factory):
    return built(copied, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.mark.parametrize("moment", ["", "1600000000"])
def test_the_wheel_and_the_sdist_have_the_same_bytes_each_time(copied, wheel, tmp_path, moment):
    more = {"SOURCE_DATE_EPOCH": moment} if moment else {}
    first, second = (built(copied, tmp_path / name, "sdist", **more) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    one = built(copied, tmp_path / "c", "wheel", **more)
    for path in copied.rglob("*.py"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    other = built(copied, tmp_path / "d", "wheel", **more)
    assert one.read_bytes() == other.read_bytes()
    assert moment or one.read_bytes() == wheel.read_bytes()


def test_the_sdist_builds_the_wheel_of_the_checkout(copied, wheel, tmp_path):
    packed = built(copied, tmp_path / "sdist", "sdist")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = (path for path in tmp_path.iterdir() if path.name != "sdist")
    assert built(unpacked, tmp_path / "wheel", "wheel").read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_the_package_and_nothing_of_the_workshop(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {"eventstudy/py.typed", "eventstudy/seeds/study.toml"} <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert tops == {"eventstudy", wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"}
    assert not [name for name in names if name.endswith((".pyc", ".so")) or "/tests/" in name]


def test_a_strict_type_checker_accepts_a_users_program(wheel, tmp_path):
    pytest.importorskip("mypy", reason="of the extra `dev`")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    python = next((tmp_path / "env").glob("[bS]*/python*"))
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    told = subprocess.run([str(python), "-c", where], capture_output=True, text=True, check=True)
    packages = Path(told.stdout.strip())
    (packages / "more.pth").write_text("\n".join(site.getsitepackages()))  # the libraries; not the checkout
    zipfile.ZipFile(wheel).extractall(packages)  # noqa: S202 - our own
    shutil.copyfile(ROOT / "tests" / "typed_user.py", tmp_path / "program.py")
    words = ["-m", "mypy", "--strict", "--python-executable", str(python), "--cache-dir"]
    cache = ROOT / ".mypy_cache" / "users"
    done = subprocess.run(
        [sys.executable, *words, str(cache), "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "Success: no issues found in 1 source file\n", done.stdout + done.stderr
