"""Kill studies of files at random instants, and look at what they leave.

Each trial starts a study in blocks in an empty folder, kills it (SIGKILL) after a random time, lets it go on and kills
it again, up to `KILLS` times, and then lets it end. Every file must then be the same bytes as those of a study that
nobody stopped, and nothing else may be left in the folder.

    scripts/long study_kills --times 200 --seed 1
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eventstudy.backends.grid import grid_of
from eventstudy.study.on_disk import study_files, whole
from eventstudy.study.on_disk.settings import FileSettings

KILLS = 3
MEMORY = "300kB"
SETTINGS = FileSettings(model="market", benchmark="mkt", windows=((0, 0), (-1, 1)))


def make_files(folder: Path) -> tuple[Path, Path]:
    """Write events and returns, the rows of each series all over the file."""
    rng = np.random.default_rng(20200103)
    days = pd.bdate_range("2018-01-01", periods=420, name="date")
    table = pd.DataFrame(
        rng.normal(0.0, 0.01, (len(days), 21)), index=days, columns=[*map("s{:02d}".format, range(20)), "mkt"]
    )
    rows = table.melt(ignore_index=False, var_name="series", value_name="return").reset_index().sort_values("date")
    rows.to_parquet(folder / "returns.parquet", row_group_size=500)
    events = {"series": rng.choice(table.columns[:20], 300), "date": rng.choice(days[262:410], 300)}
    pd.DataFrame(events).assign(event_id=[f"e{place}" for place in range(300)]).to_parquet(folder / "events.parquet")
    return folder / "events.parquet", folder / "returns.parquet"


def killed(events: Path, returns: Path, out: Path, wait: float) -> bool:
    """Study in a fork of this process, killed after some seconds; tell whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            study_files(events, returns, out, SETTINGS, memory=MEMORY, resume=True)
        finally:
            os._exit(0)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def digest(out: Path) -> dict[str, str]:
    """Return the hash of each file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def main() -> None:
    """Do the trials asked for, and print what they came to."""
    parser = argparse.ArgumentParser(description="Kill studies of files at random instants.")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for name, value in {"grid_of": partial(grid_of, cell=16), "_BASE": 0}.items():
        setattr(whole, name, value)  # little data, many blocks
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    kills = resumed = 0
    with tempfile.TemporaryDirectory() as scratch:
        events, returns = make_files(Path(scratch))
        begun = time.monotonic()
        study_files(events, returns, Path(scratch) / "whole", SETTINGS, memory=MEMORY)
        longest = time.monotonic() - begun
        expected = digest(Path(scratch) / "whole")
        for trial in range(asked.times):
            out = Path(scratch) / f"out-{trial}"
            for _ in range(KILLS):
                kills += killed(events, returns, out, chance.uniform(0.0, longest))
            resumed += study_files(events, returns, out, SETTINGS, memory=MEMORY, resume=True).resumed
            if (found := digest(out)) != expected:
                sys.exit(f"trial {trial} left {found}, expected {expected}")
    print(f"{asked.times} trials, {kills} killed at work, {resumed} finished blocks taken over, no byte lost")


if __name__ == "__main__":
    main()
