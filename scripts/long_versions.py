"""Run the tests with the oldest versions that pyproject.toml allows, and with the newest there are.

For each a fresh environment is filled with wheels only, for `oldest` with every direct dependency, of extras too, held
to its lower bound; then the tests run there against this checkout.

    scripts/long versions oldest newest --folder versions
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOUND = re.compile(r"^([A-Za-z0-9._-]+)>=([0-9.]+)$")
TOOLS = ("pytest", "hypothesis", "pytest-xdist")
"""What the tests themselves need; always the newest."""
ELSEWHERE = (
    "test_notebooks.py",
    "test_repository.py",
    "test_scripts.py",
    "test_faults_supply.py",
    "test_typed_user.py",
)
"""Tests of the checkout and of its tools rather than of what is computed."""

_WARNINGS = "default\nignore::DeprecationWarning\nignore::PendingDeprecationWarning"
"""What old libraries say of the newer ones below them is none of ours."""


def lower_bounds() -> dict[str, str]:
    """Return the lowest version allowed of each dependency of the package and its extras for users."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [name for name in project["optional-dependencies"] if name not in {"all", "dev", "long"}]
    wanted = [*project["dependencies"], *(one for name in extras for one in project["optional-dependencies"][name])]
    found = [BOUND.match(one) for one in wanted]
    if not all(found):
        raise SystemExit(f"no lower bound: {[one for one, told in zip(wanted, found, strict=True) if not told]}")
    return {told[1]: told[2] for told in found if told}


def environment(folder: Path, *, oldest: bool) -> Path:
    """Make an environment; return its interpreter."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603 - our own interpreter
    bounds = lower_bounds()
    wanted = [f"{name}=={bound}" if oldest else name for name, bound in bounds.items()]
    words = ["install", "-q", "--disable-pip-version-check", "--only-binary", ":all:", "--upgrade", *wanted, *TOOLS]
    subprocess.run([str(python), "-m", "pip", *words], check=True)  # noqa: S603 - the same
    own = ["install", "-q", "--disable-pip-version-check", "--no-deps", "--force-reinstall", str(ROOT)]
    subprocess.run([str(python), "-m", "pip", *own], check=True)  # noqa: S603 - for what it says of itself; no code of it
    return python


def versions(python: Path) -> str:
    """Return the versions of the direct dependencies in an environment."""
    code = "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    words = [str(python), "-c", code, *lower_bounds()]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - the same


def tested(python: Path, tests: list[str]) -> int:
    """Run tests with an interpreter; return their exit status."""
    chosen = tests or sorted(
        str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_*.py") if path.name not in ELSEWHERE
    )
    words = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", f"filterwarnings={_WARNINGS}", *chosen]
    nothing_beside = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=ROOT, env=nothing_beside, check=False).returncode  # noqa: S603 - the same


def main() -> None:
    """Make the environments that were asked for, and run the tests in each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="+", choices=["oldest", "newest"])
    parser.add_argument("--folder", type=Path, help="where the environments stay; else they go when all is done")
    parser.add_argument("--tests", nargs="*", default=[], help="which tests; all that are about results without")
    asked = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        for which in asked.which:
            python = environment((asked.folder or Path(scratch)) / which, oldest=which == "oldest")
            print(f"{which}: {versions(python)}", flush=True)
            if tested(python, asked.tests):
                failed.append(which)
    if failed:
        sys.exit(f"failed with the versions that are {' and '.join(failed)}")
    print(f"passed with the versions that are {' and '.join(asked.which)}")


if __name__ == "__main__":
    main()
