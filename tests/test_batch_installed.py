"""Where and when the compiled kernels are loaded: not for small studies, and wherever they are installed."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pytest

import eventstudy

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("batch_blocks.py"))))
block, estimate, events, same = made.block, made.estimate, made.events, made.same
regressors, returns = made.regressors, made.returns


def test_the_plain_engine_imports_no_compiler():
    code = """
import sys
import eventstudy.battery.many.at_size, eventstudy.kernels.batch
sys.exit("numba" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_where_nothing_may_be_kept_on_disk_it_is_compiled_all_the_same(monkeypatch):
    from eventstudy.kernels.batch.compiled import jit  # noqa: PLC0415 - seconds to import

    usual = jit.numba.njit

    def refusing(*, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return usual(**options)

    monkeypatch.setattr(jit, "numba", SimpleNamespace(njit=refusing))
    assert jit.compiled()(lambda x: x + 1)(1) == 2


def test_a_process_that_compiles_and_one_that_finds_its_code_on_disk_get_the_same_bits():
    code = """
import hashlib, runpy, sys
from dataclasses import fields
from types import SimpleNamespace
made = SimpleNamespace(**runpy.run_path(sys.argv[1]))
block = made.block(made.returns(S=20, missing=0.02), made.regressors(3))
events = made.events(made.rng(9).integers(0, 20, 200), made.rng(8).integers(30, made.D, 200))
found = made.estimate(block, events, "numba")
each = made.cars(block, events, found, "numba")
sums = made.tally(block, events, found, each, "numba")
digest = hashlib.sha256()
for one in (found, *each, *sums.parts.values()):
    for field in fields(one):
        values = getattr(one, field.name)
        digest.update(values.tobytes() if hasattr(values, "tobytes") else b"")
    digest.update(one.pairs.z.tobytes() if hasattr(one, "pairs") else b"")
print(digest.hexdigest())
"""
    with TemporaryDirectory() as folder:
        told = [
            subprocess.run(
                [sys.executable, "-c", code, str(Path(__file__).with_name("batch_blocks.py"))],
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for _ in range(2)
        ]
        assert list(Path(folder).rglob("*.nbc"))
    assert len(told[0].strip()) == 64
    assert told[0] == told[1]


def test_arrays_that_may_not_be_written_are_taken_as_they_are():
    some, those = block(returns(), regressors(2)), events(np.arange(12), np.full(12, 80))
    plain = estimate(some, those)
    for array in (some.y, some.X, some.usable, some.day, those.series, those.zero):
        array.flags.writeable = False
    same(estimate(some, those, "numba"), plain)


def test_installed_where_nothing_may_be_written_and_without_a_home_it_compiles():
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become a user who may write nothing")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        installed = Path(folder) / "installed"
        package = Path(eventstudy.__file__).parent
        shutil.copytree(package, installed / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (installed, *installed.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = by_nobody(installed)
        assert done.returncode == 0, done.stderr
        assert not list(installed.rglob("__pycache__"))


def by_nobody(installed):
    code = """
import numpy as np
from eventstudy.kernels.batch.compiled.jit import compiled
import eventstudy
assert eventstudy.__file__.startswith(INSTALLED), eventstudy.__file__
from eventstudy.kernels.batch.compiled.fitting import solve_design
x, kept = np.random.default_rng(1).normal(size=(1, 50)), np.ones(50, dtype=bool)
means, roots = np.empty((1, 1)), np.zeros((1, 1, 1))
assert solve_design(x, kept, 0, 50, 50, 1, 0, means, roots)
assert abs(means[0, 0] - x.mean()) < 1e-15
""".replace("INSTALLED", repr(str(installed)))
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    return subprocess.run(
        [*nobody, sys.executable, "-c", code],
        env={"PYTHONPATH": str(installed), "HOME": "/nonexistent", "PATH": os.environ["PATH"]},
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
    )
