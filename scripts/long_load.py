"""Much work in one process, and its memory: articles read, tickers fetched, events studied, the same run again.

Each part prints the resident memory at intervals; it must not grow from the second interval to the last by more than a
tenth and 30 MB. The runs must all give the same bytes.

    scripts/long load --articles 10000 --tickers 5000 --events 1000000 --runs 24
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import itertools
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import eventstudy as es
from eventstudy import pipeline
from eventstudy.cli import bundle
from eventstudy.prices.feed import ROWS, Fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
INTERVALS = 10
EVENTS_AT_ONCE = 100_000
SERIES, SESSIONS = 3_000, 2_520


def resident() -> float:
    """Return the resident memory of this process in MB."""
    gc.collect()
    fields = Path("/proc/self/status").read_text("ascii").split("VmRSS:")[1].split()
    return int(fields[0]) / 1024


def flat(name: str, steps: Iterable[int]) -> None:
    """Do the steps of a part, which say how much is done; print memory, and raise where it grows."""
    begun, held, done = time.monotonic(), [], 0
    for done in steps:
        held.append(resident())
        print(f"{name} {done:,}: {held[-1]:.0f} MB, {time.monotonic() - begun:.0f} s", flush=True)
    if len(held) > 2 and held[-1] > 1.1 * held[1] + 30:  # noqa: PLR2004 - the first interval still loads libraries
        raise SystemExit(f"{name}: memory grows, from {held[1]:.0f} to {held[-1]:.0f} MB")
    print(f"{name}: {done:,} in {time.monotonic() - begun:.0f} s, memory flat at {max(held):.0f} MB")


def shares(total: int, parts: int) -> list[int]:
    """Return how much is done after each interval."""
    return sorted({total * part // parts for part in range(1, parts + 1)})


def articles(total: int) -> Iterator[int]:
    """Read articles made of paragraphs of those that ship, no two alike: dates, moves, events."""
    texts = [path.read_text("utf-8").split("\n\n") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    paragraphs = [one for text in texts for one in text if one.strip() and not one.startswith("+++")]
    chance, done = np.random.default_rng(1), 0
    for goal in shares(total, INTERVALS):
        for begin in range(done, goal, 50):
            batch = []
            for number in range(begin, min(begin + 50, goal)):
                words = "\n\n".join(chance.permutation(paragraphs)[:12])
                sha = hashlib.sha256(words.encode()).hexdigest()
                batch.append(es.Article(f"{number}.txt", words, sha, date(2020, 1, 3)))
            es.find_dates(batch)
            es.find_moves(batch)
            es.find_events(batch)
        done = goal
        yield goal


class Source:
    """A source that has three years of any ticker."""

    name, vendor = "load", "made up"

    def clock(self) -> datetime:
        """Return the present moment."""
        return datetime(2020, 3, 2, 12, tzinfo=UTC)

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return rows of which each ticker has its own."""
        days = pd.bdate_range(first, last).astype("datetime64[ns]")
        close = 50.0 + np.arange(len(days)) * 0.01 + len(ticker)
        rows = pd.DataFrame({"date": days, "close": close}).reindex(columns=ROWS)
        return Fetched(rows.assign(dividend=0.0, split=0.0), "USD", None)


def tickers(total: int, folder: Path) -> Iterator[int]:
    """Fetch tickers one after another into a cache, and read each again from it."""
    source, done = Source(), 0
    for goal in shares(total, INTERVALS):
        for number in range(done, goal):
            for _ in range(2):
                es.load_prices(f"LOAD{number}", source, "2017-01-02", "2019-12-31", cache=folder)
        done = goal
        yield goal


def events(total: int) -> Iterator[int]:
    """Study events on a table of returns, so many at once, and test them."""
    chance = np.random.default_rng(2)
    days = pd.bdate_range("2010-01-04", periods=SESSIONS)
    names = [f"s{place:04d}" for place in range(SERIES)]
    values = chance.normal(0.0, 0.02, (SESSIONS, SERIES)).astype(float)
    returns = pd.DataFrame(values, index=days, columns=names).assign(mkt=chance.normal(0.0, 0.01, SESSIONS))
    done = 0
    while done < total:
        count = min(EVENTS_AT_ONCE, total - done)
        series, day = chance.choice(names, count), chance.choice(days[270:-10], count)
        table = pd.DataFrame({"event_id": np.arange(count).astype(str), "series": series, "date": day})
        result = es.run_study(table, returns, benchmark="mkt", overlap="keep", windows=[(0, 0), (-1, 1)])
        result.tests(0, 0)
        del result
        done += count
        yield done


def runs(total: int) -> Iterator[int]:
    """Do the shipped study again and again; raise where a byte differs."""
    first = ""
    for number in range(1, total + 1):
        files = bundle.files(pipeline.run(), command="eventstudy run", progress=lambda *_: None)
        digest = hashlib.sha256(b"".join(itertools.chain(*((name.encode(), files[name]) for name in sorted(files)))))
        first = first or digest.hexdigest()
        if digest.hexdigest() != first:
            raise SystemExit(f"run {number} gives other bytes than the first")
        yield number


def main() -> None:
    """Do the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--tickers", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=24)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        parts = {"articles": articles(asked.articles), "tickers": tickers(asked.tickers, Path(folder))}
        parts |= {"events": events(asked.events), "runs": runs(asked.runs)}
        for name, steps in parts.items():
            if getattr(asked, name):
                flat(name, steps)


if __name__ == "__main__":
    main()
