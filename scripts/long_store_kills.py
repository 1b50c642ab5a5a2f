"""Kill processes that write the price cache, at random instants, and look at what they leave.

Each trial forks a warm process that keeps one generation of prices after another, each naming the one before as an
earlier copy, and kills it (SIGKILL) after a random time. What is then read must be whole, must be a generation that was
written, and not older than the last one whose writing had been reported done. Every fourth trial two processes write at
once.

    scripts/long store_kills --times 1000 --seed 1
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eventstudy.prices.feed import ROWS
from eventstudy.prices.store import Earlier, Entry, Kept, Store

SOURCE, TICKER, WITNESS = "yahoo", "KILLED", "WITNESS"
SHORTEST, LONGEST = 0.005, 0.3
SESSIONS = 400
EARLIER = 3


@dataclass
class Tally:
    """What the trials came to."""

    trials: int = 0
    written: int = 0
    unfinished: int = 0
    left: int = 0


def generation(number: int) -> pd.DataFrame:
    """Return rows whose every close is the generation's number."""
    dates = pd.bdate_range("2018-01-01", periods=SESSIONS).astype("datetime64[ns]")
    rows = pd.DataFrame({"date": dates, "close": float(number)}, index=range(SESSIONS)).reindex(columns=ROWS)
    return rows.assign(dividend=0.0, split=0.0)


def entry(ticker: str, earlier: tuple[Earlier, ...] = ()) -> Entry:
    """Return what is said of a generation."""
    return Entry(
        SOURCE, ticker, "trial", "USD", "UTC", "2026-01-01T00:00:00+00:00", date(2018, 1, 1), date(2019, 7, 31),
        rows=0, file="", sha256="", earlier=earlier,
    )  # fmt: skip


def keep_on(folder: Path, report: int) -> None:
    """Write generation after generation, reporting each number once it is kept; ends only by being killed."""
    store = Store(folder)
    while True:
        with store.writing(SOURCE, TICKER):
            held = store.read(SOURCE, TICKER)
            assert held is None or isinstance(held, Kept), f"a writer found {held}"  # noqa: S101 - ends the child
            number = 1 if held is None else int(held.rows["close"].iloc[0]) + 1
            before = () if held is None else (_as_earlier(held.entry), *held.entry.earlier)[:EARLIER]
            store.put(entry(TICKER, before), generation(number))
        os.write(report, number.to_bytes(8, "little"))


def _as_earlier(held: Entry) -> Earlier:
    return Earlier(held.file, held.sha256, held.retrieved, "a generation before")


def kill_some(folder: Path, *, times: int, seed: int) -> Tally:
    """Run the trials; raise AssertionError at the first one that leaves anything torn or lost."""
    rng, tally, store, acknowledged = np.random.default_rng(seed), Tally(), Store(folder), 0
    store.put(entry(WITNESS), generation(0))
    for trial in range(times):
        ends = [_start(folder) for _ in range(2 if trial % 4 == 3 else 1)]  # noqa: PLR2004 - every fourth
        time.sleep(float(np.exp(rng.uniform(np.log(SHORTEST), np.log(LONGEST)))))
        for child, _ in ends:
            os.kill(child, signal.SIGKILL)
        for child, report in ends:
            _, status = os.waitpid(child, 0)
            said = _drained(report)
            check(os.WIFSIGNALED(status), f"trial {trial}: the writer ended by itself, status {status}")
            acknowledged = max([acknowledged, *said])
            tally.written += len(said)
        tally.left += sum(1 for path in folder.rglob("*.tmp"))
        found = _look(store, trial, acknowledged)
        tally.unfinished += found > acknowledged
        tally.trials += 1
    return tally


def _start(folder: Path) -> tuple[int, int]:
    """Fork a writer; return its number and the end of the pipe it reports through."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            keep_on(folder, writing)
        except BaseException as error:  # noqa: BLE001 - a child must not run on as a second parent
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    return child, reading


def _drained(report: int) -> list[int]:
    said = b""
    while chunk := os.read(report, 65536):
        said += chunk
    os.close(report)
    return [int.from_bytes(said[place : place + 8], "little") for place in range(0, len(said) // 8 * 8, 8)]


def _look(store: Store, trial: int, acknowledged: int) -> int:
    """Return the generation that is held, after all that must hold of it was looked at."""
    held = store.read(SOURCE, TICKER)
    if held is None:
        check(acknowledged == 0, f"trial {trial}: nothing is held after generation {acknowledged}")
        return 0
    check(isinstance(held, Kept), f"trial {trial}: {held}")
    assert isinstance(held, Kept)  # noqa: S101 - for the type checker
    number = int(held.rows["close"].iloc[0])
    check(held.rows.equals(generation(number)), f"trial {trial}: generation {number} is torn")
    check(number >= acknowledged, f"trial {trial}: generation {acknowledged} was kept, {number} is found")
    home = store.folder / SOURCE / TICKER
    for one in held.entry.earlier:
        data = (home / one.file).read_bytes()
        check(hashlib.sha256(data).hexdigest() == one.sha256, f"trial {trial}: an earlier copy is torn")
    witness = store.read(SOURCE, WITNESS)
    check(isinstance(witness, Kept) and witness.rows.equals(generation(0)), f"trial {trial}: another ticker changed")
    return number


def check(holds: bool, said: str) -> None:
    """Raise where something does not hold."""
    if not holds:
        raise AssertionError(said)


def main() -> None:
    """Run the trials that were asked for, in a folder of their own, and print what they came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_some(Path(folder), times=told.times, seed=told.seed)
    print(
        f"{tally.trials} kills, {tally.written} generations reported kept, {tally.unfinished} kills after the swap and "
        f"before the report, {tally.left} half-written files seen, nothing torn, nothing lost "
        f"({time.monotonic() - began:.0f} s)"
    )


if __name__ == "__main__":
    main()
