"""Fuzz everything that reads what others wrote, guided by coverage, for a while for each target of `tests/fuzz`.

Each target gets its minutes in runs of a few, in a process of its own; what was reached stands in a folder outside the
repository, so that it can be stopped at any time and goes on from there. An input that finds a fault is kept in
`found/TARGET` there, once for each place that a fault comes from; the run goes on. Mend the fault, then move the input
to `tests/fuzz/kept/TARGET`.

    scripts/long fuzz [TARGET ...] [--minutes 20] [--folder FOLDER] [--list]

It needs atheris, of the extra `long`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from traceback import extract_tb, format_exception
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
SLICE = 300
"""Seconds of a run; what a killed one had counted is lost, what it had found is not."""
SLOWER = 10.0
"""How much slower instrumented code may be."""
MEMORY = 2048
"""Megabytes that a process may take."""
_COUNTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PROGRESS = re.compile(r"^#(\d+)\s", re.MULTILINE)


def main() -> None:
    """Run what is asked."""
    arguments = _arguments()
    if arguments.one:
        _fuzz(arguments.one, arguments.folder, arguments.seconds)
        return
    from fuzz_registry import registry  # type: ignore[import-not-found]  # noqa: PLC0415 - stands with the tests

    unknown = sorted(set(arguments.target) - registry().keys())
    if unknown:
        sys.exit(f"there is no target {unknown[0]!r}; there are {', '.join(registry())}")
    for name in arguments.target or registry():
        if not arguments.list:
            _bring(name, arguments.folder, 60 * arguments.minutes)
        print(_told(name, arguments.folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*", help="names of targets; all without any")
    parser.add_argument("--minutes", type=float, default=20.0, help="for each target, those of earlier runs included")
    parser.add_argument("--folder", type=Path, default=platformdirs.user_cache_path("eventstudy-fuzz"))
    parser.add_argument("--list", action="store_true", help="only say what was done so far")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, default=SLICE, help=argparse.SUPPRESS)
    return parser.parse_args()


def _state(folder: Path) -> dict[str, dict[str, float]]:
    try:
        found: dict[str, dict[str, float]] = json.loads((folder / "state.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _told(name: str, folder: Path) -> str:
    done = _state(folder).get(name, {"seconds": 0, "executions": 0})
    faults = len(list((folder / "found" / name).glob("*")))
    corpus = len(list((folder / "corpus" / name).glob("*")))
    return (
        f"{name:16} {done['seconds'] / 60:5.1f} min  {int(done['executions']):>10,} executions  "
        f"{corpus:>6,} inputs  {faults} faults"
    )


def _bring(name: str, folder: Path, seconds: float) -> None:
    """Fuzz a target until it has had its time."""
    while (left := seconds - _state(folder).get(name, {"seconds": 0.0})["seconds"]) >= 1:
        start = time.monotonic()
        count = _slice(name, folder, min(SLICE, max(1, int(left))))
        state = _state(folder)
        before = state.get(name, {"seconds": 0.0, "executions": 0})
        spent = before["seconds"] + time.monotonic() - start
        state[name] = {"seconds": spent, "executions": before["executions"] + count}
        part = folder / "state.part"
        part.write_text(json.dumps(state, indent=1))
        part.replace(folder / "state.json")


def _slice(name: str, folder: Path, seconds: int) -> int:
    """Run one process for a while; return how many inputs it tried."""
    for kind in ("corpus", "found", "log"):
        (folder / kind / name).mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, "--one", name, "--seconds", str(seconds), "--folder", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603 - ourselves
    (folder / "log" / name / "last.txt").write_text(ran.stdout + ran.stderr)
    told = _COUNTED.findall(ran.stderr) or _PROGRESS.findall(ran.stderr)
    if not told:
        sys.exit(f"{name}: nothing was tried; see {folder / 'log' / name / 'last.txt'}")
    return int(told[-1])


def _fuzz(name: str, folder: Path, seconds: int) -> None:
    """Fuzz a target in this process, which ends with it."""
    atheris = import_module("atheris")  # of the extra `long`, without types

    with atheris.instrument_imports(include=["eventstudy", "tomllib", "csv"]):
        from fuzz_registry import mutated, registry  # noqa: PLC0415 - to be instrumented

        target = registry()[name]
    for seed in (*target.seeds, *target.kept()):
        target(seed, slower=100.0)  # what is loaded at the first call is not counted
    scratch = Path(tempfile.mkdtemp(prefix="eventstudy-fuzz-seeds-"))
    for seed in (*target.seeds, *target.kept()):
        (scratch / sha256(seed).hexdigest()[:16]).write_bytes(seed)

    def mutator(data: bytes, longest: int, seed: int) -> bytes:
        from random import Random  # noqa: PLC0415 - a few bytes in a loop of the fuzzer's

        rng = Random(seed)  # noqa: S311 - no secret
        if target.words and rng.random() < 0.5:  # noqa: PLR2004 - half ours, half the fuzzer's
            return bytes(mutated(data, target, rng))[:longest]
        return bytes(atheris.Mutate(data, longest))

    limits = [f"-max_total_time={seconds}", f"-max_len={target.longest}", f"-rss_limit_mb={MEMORY}", "-timeout=120"]
    found = folder / "found" / name
    options = ["-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={found}/", str(folder / "corpus" / name)]
    atheris.Setup([sys.argv[0], *limits, *options, str(scratch)], _tried(target, found), custom_mutator=mutator)
    atheris.Fuzz()


def _tried(target: Callable[..., bool], found: Path) -> Callable[[bytes], None]:
    """Return what is called with each input: a fault is kept, once for each place, and the run goes on."""
    seen: set[str] = set()

    def tried(data: bytes) -> None:
        try:
            target(data, slower=SLOWER)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            own = [frame for frame in extract_tb(error.__traceback__) if "eventstudy" in frame.filename]
            at = f"{Path(own[-1].filename).stem}-{own[-1].lineno}" if own else "fuzz"
            key = f"{type(error).__name__}-{at}-{sha256(str(error)[:24].encode()).hexdigest()[:4] if not own else ''}"
            if key not in seen:
                seen.add(key)
                if not (found / key).exists():
                    (found / key).write_bytes(data)
                    (found / f"{key}.txt").write_text("".join(format_exception(error)), errors="replace")

    return tried


if __name__ == "__main__":
    main()
