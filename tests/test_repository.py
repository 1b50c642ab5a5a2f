"""What the repository promises of itself: committed figures, a light import, a public surface that is all there."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

import eventstudy as es

ROOT = Path(__file__).parents[1]


def test_the_committed_figures_are_what_the_script_makes():
    pinned = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "scripts/constraints.txt").read_text(), flags=re.MULTILINE))
    for library in ("matplotlib", "numpy", "pandas"):
        held = importlib.metadata.version(library)
        if held != pinned[library]:
            pytest.skip(f"the figures are made with {library} {pinned[library]}, here is {held}")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/make_figures.py"), "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_importing_the_package_loads_no_large_library():
    code = "import sys, eventstudy; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("matplotlib", "statsmodels", "yfinance", "pandas", "numpy", "scipy", "pydantic"):
        assert f"'{name}'" not in loaded


def test_every_public_name_is_there_documented_and_listed():
    assert es.__all__ == sorted(es.__all__)
    for name in es.__all__:
        assert getattr(es, name).__doc__, name
    assert set(es.__all__) <= set(dir(es))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = es.nothing


def test_public_functions_show_an_example():
    for name in es.__all__:
        thing = getattr(es, name)
        if callable(thing) and not isinstance(thing, type):
            assert ">>>" in thing.__doc__, f"{name} has no example"


def test_every_public_function_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for name in es.__all__:
        if callable(getattr(es, name)) and not isinstance(getattr(es, name), type):
            assert f"es.{name}(" in readme, f"{name} is not in the README"


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(), flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == 6
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert "strike" in capsys.readouterr().out
    assert (tmp_path / "caar.png").stat().st_size > 10_000


def test_the_package_does_not_know_the_originals():
    for path in (ROOT / "eventstudy").rglob("*"):
        if path.suffix in {".py", ".toml", ".csv", ".j2", ".css"}:
            assert "../shared" not in path.read_text(encoding="utf-8"), path
