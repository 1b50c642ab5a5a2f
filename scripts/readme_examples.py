"""Run what the README shows: its console commands one by one, then its Python blocks as one script.

    python scripts/readme_examples.py CHECKOUT --commands .venv/bin

Everything runs in a fresh folder that holds a copy of the checkout's ``seeds/``. Commands that set up a machine or a
checkout are not run here; CI does what they do by itself.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SETTING_UP = ("git ", "cd ", "scripts/", "pip ", "python3 -m pip ", "python3 -m venv ", "python -m pip ")
"""Beginnings of commands that are not run."""


def blocks(text: str, language: str) -> list[str]:
    r"""Return the fenced blocks of a language.

    Examples
    --------
    >>> blocks("```console\n$ ls\n```\n```python\nx = 1\n```\n", "python")
    ['x = 1\n']
    """
    return re.findall(rf"^```{language}[^\n]*\n(.*?)^```\s*$", text, flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[str]:
    r"""Return the commands of the console blocks: lines after a prompt, with those they are continued on.

    Examples
    --------
    >>> commands("```console\n$ ls \\\n  -l\nfile\n$ pwd\n```\n")
    ['ls \\\n  -l', 'pwd']
    """
    found: list[str] = []
    for block in blocks(text, "console"):
        open_ended = False
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(line.removeprefix("$ "))
            elif open_ended:
                found[-1] += f"\n{line}"
            open_ended = line.endswith("\\") and (open_ended or line.startswith("$ "))
    return found


def run(command: list[str], folder: Path, environment: dict[str, str]) -> bool:
    """Run one command and show what it printed if it fails; return whether it went well."""
    done = subprocess.run(  # noqa: S603 - the commands are the README's own
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{done.stdout}{done.stderr}status {done.returncode}")
    return done.returncode == 0


def main() -> int:
    """Run the examples and return the exit status: 1 if one failed, or if there was none."""
    parser = argparse.ArgumentParser(description="Run the examples of the README.")
    parser.add_argument("checkout", type=Path, help="the folder README.md stands in")
    parser.add_argument("--commands", type=Path, required=True, help="the bin folder of the environment to run in")
    asked = parser.parse_args()
    text = (asked.checkout / "README.md").read_text("utf-8")
    path = f"{asked.commands.resolve()}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "MPLBACKEND": "Agg"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(asked.checkout / "seeds", folder / "seeds")
        went = []
        for command in commands(text):
            if command.startswith(SETTING_UP):
                print(f"  (not here) {command}")
                continue
            print(f"  $ {command}", flush=True)
            went.append(run(["bash", "-euo", "pipefail", "-c", command], folder, environment))
        script = "\n".join(blocks(text, "python"))
        if script:
            print(f"  python, {len(script.splitlines())} lines", flush=True)
            went.append(run(["python", "-W", "error", "-c", script], folder, environment))
    if not went:
        print("README.md shows no example")
    return 0 if went and all(went) else 1


if __name__ == "__main__":
    sys.exit(main())
