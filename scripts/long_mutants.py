"""Change the code of a room in one place at a time, as mutmut does, and see whether its tests notice.

A seeded sample of the changes of each file is tried. The tree is copied first and the checkout never touched; a change
lives in the memory of a process that is forked from one which has numpy, pandas and pytest loaded. It runs the tests
that came by the changed statement, then the others that came by the file, those that found most so far and the quickest
first, up to `--seconds` of them, and stops at the first that fails. A change that never ends is stopped by the clock
and counts as noticed. Not changed: docstrings, types, decorators, imports, `__all__` and what errors say.

    scripts/long mutants [ROOM ...] [--count 600] [--seed 1] [--file PART] [--again] [--list]

It goes on where it stopped; `--again` tries those once more that nothing noticed, with the tests of today. It needs
mutmut, of the extra `long`, and a system with `fork`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from mutants_made import Mutant, mutants, unchanged
from mutants_tried import Tests, collected, cover, tried, warm

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("eventstudy", "tests", "seeds", "scripts", "figures", "pyproject.toml", "README.md", "CHANGELOG.md")
ROOMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "kernels": (
        "eventstudy/kernels/*.py",
        (
            "eventstudy/kernels/[a-z]*.py",
            *(f"tests/test_{name}*.py" for name in ("kernels", "battery", "joint", "long_run", "many", "models")),
            *(f"tests/test_{name}.py" for name in ("groups", "outcomes", "resampled", "reference_peers")),
            "tests/test_placebo.py",
        ),
    ),
    "dates": ("eventstudy/articles/dates/*.py", ("eventstudy/articles/dates/*.py", "tests/test_dates*.py")),
    "moves": (
        "eventstudy/articles/moves/**/*.py",
        (
            "eventstudy/articles/moves/**/*.py",
            *(f"tests/test_{name}*.py" for name in ("moves", "corpus", "events", "instruments")),
        ),
    ),
    "verdicts": ("eventstudy/verdicts/*.py", ("eventstudy/verdicts/*.py", "tests/test_verdicts*.py")),
}
"""What is changed, and the files whose tests (and examples in docstrings) are to notice."""


def main() -> None:
    """Try what is asked."""
    arguments = _arguments()
    unknown = sorted(set(arguments.room) - ROOMS.keys())
    if unknown:
        sys.exit(f"there is no room {unknown[0]!r}; there are {', '.join(ROOMS)}")
    for room in arguments.room or ROOMS:
        if arguments.list:
            _tell(room, arguments)
        elif not (child := os.fork()):  # a room's tests are loaded once, in a process of its own
            os.setpriority(os.PRIO_PROCESS, 0, 19)
            _bring(room, arguments)
            os._exit(0)
        elif os.waitpid(child, 0)[1]:
            sys.exit(f"{room}: stopped; see above")
        else:
            _tell(room, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", nargs="*", help=f"of {', '.join(ROOMS)}; all without any")
    parser.add_argument("--count", type=int, default=600, help="changes of a room, shared out by what its files have")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other changes")
    parser.add_argument("--file", default="", help="only files whose path has this in it")
    parser.add_argument("--seconds", type=float, default=20.0, help="of tests that a change is tried on at most")
    parser.add_argument("--again", action="store_true", help="try those again that nothing noticed")
    parser.add_argument("--list", action="store_true", help="only say what was found so far")
    parser.add_argument("--folder", type=Path, default=platformdirs.user_cache_path("eventstudy-mutants"))
    return parser.parse_args()


def _bring(room: str, arguments: argparse.Namespace) -> None:
    """Try the sample, but what was tried before; then see that the tests that noticed pass without a change."""
    tree, results = arguments.folder / room / "tree", arguments.folder / room / "results.jsonl"
    _copy(tree)
    sample = _sample(room, tree, arguments)
    done = _results(results)
    left = [one for one in sample if one.name not in done or (arguments.again and not done[one.name]["noticed"])]
    if not left:
        return
    warm(tree)
    tests = _covered(room, tree)
    for result in done.values():
        tests.found(result["path"], result["by"])

    def every(session: pytest.Session) -> None:
        start, same, noticing = time.monotonic(), unchanged(tree / left[0].path, tree), set()
        for number, one in enumerate(left, 1):
            result = tried(one, tests.chosen(one, arguments.seconds), tests, session)
            noticing.add(result["by"])
            tests.found(one.path, result["by"])
            with results.open("a") as file:
                file.write(json.dumps(result) + "\n")
            if not result["noticed"] or number % 50 == 0:
                print(f"{number}/{len(left)} {time.monotonic() - start:.0f} s", _shown(result), sep="\n", flush=True)
        if by := tried(same, sorted(noticing - {""}), tests, session)["by"]:
            sys.exit(f"{room}: {by} fails without a change: what it noticed does not count")

    collected(_files(room, tree), every)


def _files(room: str, tree: Path) -> list[str]:
    return sorted({str(path.relative_to(tree)) for glob in ROOMS[room][1] for path in tree.glob(glob)})


def _copy(tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, tree)


def _sample(room: str, tree: Path, arguments: argparse.Namespace) -> list[Mutant]:
    """Draw from each file what is due to it, the changes in the order of a hash that hangs on the seed."""
    made = {path: mutants(path, tree) for path in sorted(tree.glob(ROOMS[room][0]))}
    total = sum(map(len, made.values()))
    share = min(1.0, arguments.count / total)
    print(f"{room}: {arguments.count} of {total:,} changes in {len(made)} files, seed {arguments.seed}", flush=True)
    return [
        one
        for path, every in made.items()
        if arguments.file in str(path.relative_to(tree))
        for one in sorted(every, key=lambda one: sha256(f"{arguments.seed} {one.name}".encode()).digest())[
            : round(share * len(every))
        ]
    ]


def _covered(room: str, tree: Path) -> Tests:
    """Measure which tests come by which lines; again for tests that changed, and for all where the room did."""
    kept, of_room = tree.parent / "cover.json", sha256()
    for path in sorted(tree.glob(ROOMS[room][0])):
        of_room.update(path.read_bytes())
    digests = {file: sha256(of_room.digest() + (tree / file).read_bytes()).hexdigest() for file in _files(room, tree)}
    tests = Tests(**json.loads(kept.read_text())) if kept.exists() else Tests({}, {}, [], {})
    if changed := tests.changed(digests):
        cover(tree, changed, sorted({path.parent for path in tree.glob(ROOMS[room][0])}), kept.with_suffix(".new"))
        tests.add(json.loads(kept.with_suffix(".new").read_text()))
        tests.digests = digests
        kept.write_text(json.dumps({name: getattr(tests, name) for name in ("digests", "seconds", "failed", "lines")}))
    if not tests.seconds:
        sys.exit(f"{room}: no test passes; see above")
    slow = sum(tests.seconds.values())
    print(f"{room}: {len(tests.seconds)} tests, {slow:.0f} s; {len(tests.failed)} fail without a change", flush=True)
    for test in tests.failed:
        print(f"  left out: {test}")
    return tests


def _results(path: Path) -> dict[str, dict[str, str]]:
    lines = path.read_text().splitlines() if path.exists() else []
    return {result["name"]: result for result in map(json.loads, lines)}


def _tell(room: str, arguments: argparse.Namespace) -> None:
    """Say what was noticed, by file, and show what was not."""
    tree = arguments.folder / room / "tree"
    done = _results(arguments.folder / room / "results.jsonl")
    sample = [done[one.name] for one in _sample(room, tree, arguments) if one.name in done]
    for result in sample:
        if not result["noticed"]:
            print(_shown(result))
    for path in sorted({result["path"] for result in sample}):
        print(_rate(path, [result for result in sample if result["path"] == path]))
    print(_rate(room, sample))


def _rate(name: str, results: list[dict[str, str]]) -> str:
    noticed = sum(bool(result["noticed"]) for result in results)
    return f"{name:50} {len(results):5} tried {noticed:5} noticed {100 * noticed / max(1, len(results)):5.1f} %"


def _shown(result: dict[str, str]) -> str:
    return f"{result['path']}:{result['line']} {result['noticed'] or 'NOT NOTICED'} ({result['ran']})\n{result['diff']}"


if __name__ == "__main__":
    main()
