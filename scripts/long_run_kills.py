"""Kill `run`, `prices fetch` and `study` at random instants, and look at what they leave.

Each trial puts an earlier result in place, lets a fork of this process, which has everything loaded, do a command that
gives another result, and kills it (SIGKILL) after a random time. What is then found must be the earlier result or the
new one, whole. The same command, left alone, must then end well, say of an earlier one that was cut off that it was,
and leave the new result and nothing else.

run
    A study of one article. Every eighth trial does all of it; the others know what comes out and only write it, since
    nearly all of a run is spent before the first byte is written. Every third folder also holds a file of the user's,
    so that two folders cannot be swapped: a kill may then leave some files of each result, each of them whole.
fetch
    Three tickers from a source that has revised and prolonged what is kept, into the cache of prices.
study
    Of tables held in memory, without its figures.
blocks
    Of files, in blocks, with `--resume`. A kill may leave finished blocks beside the earlier result, and within the
    milliseconds in which tables take their places some of each result, and then no `study.json`.

    scripts/long run_kills --times 1000 --seed 1
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kill_trials import SCENARIOS, Scenario, check
from typer.testing import CliRunner

from eventstudy.cli.app import app

CUT_OFF = "was cut off"


def main() -> None:
    """Do the trials asked for, and print what they came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1000, help="kills in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(SCENARIOS), nargs="*", help="which commands; all without")
    asked = parser.parse_args()
    chance, begun = random.Random(asked.seed), time.monotonic()  # noqa: S311 - no secret
    names = asked.only or list(SCENARIOS)
    with tempfile.TemporaryDirectory() as scratch:
        for place, name in enumerate(names):
            scenario = SCENARIOS[name](Path(scratch) / name)
            times = len(range(place, asked.times, len(names)))
            print(f"{name}: {told(trials(scenario, times, chance))}", flush=True)
    print(f"nothing torn, nothing lost ({time.monotonic() - begun:.0f} s)")


def trials(scenario: Scenario, times: int, chance: random.Random) -> Counter[str]:
    """Do trials until so many were killed at work; return what they came to; raise where anything is torn or lost."""
    tally, longest, number = Counter[str](), dict[str, float](), 0
    while tally["kills at work"] < times:
        kind = scenario.ready(number)
        if kind not in longest:
            longest[kind] = at_work(scenario, number, None)
            scenario.ready(number)
        share = chance.uniform(0.7, 1.0) if number % 2 else chance.uniform(0.0, 1.0)  # files change near the end
        seconds = at_work(scenario, number, share * longest[kind])
        tally["kills at work" if seconds else "ended before"] += 1
        tally[f"found {scenario.look(number)}"] += 1
        said = done(scenario.words)
        check(scenario.look(number) == "the new result", f"{number}: {scenario.look(number)} after the next run")
        scenario.nothing_left(number)
        tally["said that one was cut off"] += CUT_OFF in said
        number += 1
    return tally


def at_work(scenario: Scenario, number: int, wait: float | None) -> float:
    """Do a command in a fork of this process, killed after a time; return its seconds, 0 where it ended before."""
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        status = 1
        try:
            scenario.prepare(number)
            status = CliRunner().invoke(app, scenario.words).exit_code
        finally:
            os._exit(status)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    check(os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"{scenario.words} ended with {status}")
    return time.monotonic() - begun if wait is None or os.WIFSIGNALED(status) else 0.0


def done(words: list[str]) -> str:
    """Do a command in this process; return what it said on standard error."""
    with contextlib.redirect_stdout(io.StringIO()):
        result = CliRunner().invoke(app, words)
    check(result.exit_code == 0, f"{words} ended with {result.exit_code}: {result.stderr}")
    return result.stderr


def told(tally: Counter[str]) -> str:
    """Return a tally in words."""
    return ", ".join(f"{count} {what}" for what, count in sorted(tally.items()) if count)


if __name__ == "__main__":
    main()
