"""A disk that is really full, and one that is really read-only: small file systems in a namespace of our own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import eventstudy

ROOT = Path(eventstudy.__file__).parents[1]
SPACE = ["unshare", "-rm", "--propagation", "private"]
DRIVER = """
    import hashlib, json, os, subprocess, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from typer.testing import CliRunner
    from eventstudy import prices as prices_room
    from eventstudy.cli.app import app
    import pandas as pd
    from eventstudy.prices.feed import ROWS, Fetched

    disk, events, returns, tidy, article = Path(sys.argv[1]), *sys.argv[2:6]
    os.environ["EVENTSTUDY_CACHE"] = str(disk / "cache")

    class Source:
        name, vendor = "yahoo", "the tests"
        def clock(self):
            return datetime(2020, 3, 2, 12, tzinfo=UTC)
        def fetch(self, ticker, first, last):
            days = pd.bdate_range(first, last).astype("datetime64[ns]")
            rows = pd.DataFrame({"date": days, "close": 50.0}).reindex(columns=ROWS)
            return Fetched(rows.assign(dividend=0.0, split=0.0), "USD", None)

    meant = prices_room._feed
    prices_room._feed = lambda one: Source() if one == "yahoo" else meant(one)

    def mount(*words):
        subprocess.run(["mount", *words, str(disk)], check=True)

    def told(name, *words):
        done = CliRunner().invoke(app, [str(word) for word in words])
        paths = [path for path in disk.rglob("*") if path.is_file() and path.name != "filler"]
        found = {str(path.relative_to(disk)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        print(json.dumps([name, done.exit_code, done.stderr, found]), flush=True)

    study = ["study", events, returns, "--benchmark", "m", "--windows", "0:0", "--quiet", "--out", disk / "out"]
    blocks = ["study", events, tidy, *study[3:-1], disk / "blocks", "--memory", "2GB"]
    fetch = ["prices", "fetch", "AAA", "--start", "2019-01-01", "--quiet"]
    every = {"study": study, "blocks": [*blocks, "--resume"], "fetch": fetch, "new": ["new", disk / "new"],
             "moves": ["moves", article, "--out", disk / "moves.csv"]}

    mount("-t", "tmpfs", "-o", "size=8m", "none")
    told("earlier study", *study)
    told("earlier fetch", *fetch, "--end", "2019-06-28")
    filler = disk / "filler"
    handle = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(handle, b"x" * 4096)
    except OSError:
        os.close(handle)
    os.truncate(filler, filler.stat().st_size - 12_288)  # three pages are free: enough to begin with
    study[study.index("0:0")] = "0:1"
    for name, words in every.items():
        told(f"full {name}", *words)
    filler.unlink()
    for name, words in every.items():
        told(f"room {name}", *words)
    mount("-o", "remount,ro")
    for name, words in every.items():
        told(f"only {name}", *([*words, "--start", "2018-01-01"] if name == "fetch" else words))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Run the commands on a disk without room, then with room, then to be read only; give what each came to."""
    if shutil.which("unshare") is None or subprocess.run([*SPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let us mount a file system of our own (unshare -rm)")
    folder = tmp_path_factory.mktemp("disk")
    (folder / "disk").mkdir()
    days = pd.bdate_range("2018-01-01", periods=300, name="date")
    table = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 5)), index=days, columns=[*"abcd", "m"])
    table.to_csv(folder / "returns.csv")
    table.reset_index().to_parquet(folder / "returns.parquet")
    pd.DataFrame({"series": [*"abcd"], "date": days[280]}).to_csv(folder / "events.csv", index=False)
    (folder / "article.txt").write_text("+++\npublished = 2020-01-03\n+++\n\nBrent rose 3 percent on Friday.\n")
    inputs = [str(folder / name) for name in ("events.csv", "returns.csv", "returns.parquet", "article.txt")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    words = [*SPACE, sys.executable, "-c", textwrap.dedent(DRIVER), str(folder / "disk"), *inputs]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: more for name, *more in map(json.loads, done.stdout.splitlines())}


FULL = {
    "study": r"cannot write \S+out: no space left on device; what was there is as it was",
    "blocks": r"cannot write \S+blocks: no space left on device; finished blocks are kept, --resume goes on",
    "fetch": r"AAA cannot be kept in the price cache \S+ \(no space left on device\): make room or name another folder "
    "by EVENTSTUDY_CACHE; what was kept before is unharmed",
    "new": r"cannot write in \S+new: no space left on device; nothing was left there",
    "moves": r"cannot write \S+moves\.csv: no space left on device; what was there is as it was",
}
READ_ONLY = {
    "study": r"--out \S+: no permission to write in \S+; name a folder of yours",
    "blocks": r"--out \S+: no permission to write in \S+; name a folder of yours",
    "fetch": r"cannot be written \(read-only file system\): name another folder by EVENTSTUDY_CACHE; AAA is not kept",
    "new": r"no permission to write in \S+; name a folder of yours",
    "moves": r"no permission to write in \S+; name a file elsewhere",
}


@pytest.mark.parametrize("name", FULL)
def test_a_full_disk_is_one_line_and_what_was_there_is_as_it_was(told, name):
    status, said, found = told[f"full {name}"]
    assert status == 1
    assert re.search(FULL[name], said), said
    assert len(said.splitlines()) == 1
    earlier = told["earlier fetch"][2]
    assert {path: found.get(path) for path in earlier} == earlier
    more = {path for path in found if path not in earlier}
    # finished blocks; and rows that no manifest names, which the next writer of the cache removes
    assert all(path.startswith(("blocks/.eventstudy-blocks/", "cache/prices/yahoo/")) for path in more), more


@pytest.mark.parametrize("name", FULL)
def test_with_room_again_the_next_run_works_and_nothing_is_left_over(told, name):
    status, said, found = told[f"room {name}"]
    assert status == 0, said
    assert not [path for path in found if "eventstudy-vm" in path or path.endswith((".part", ".tmp", "-lock"))]
    assert found != told[f"full {name}"][2]


@pytest.mark.parametrize("name", READ_ONLY)
def test_a_disk_that_may_only_be_read_is_one_line(told, name):
    status, said, found = told[f"only {name}"]
    assert status == 1
    assert re.search(READ_ONLY[name], said), said
    assert len(said.splitlines()) == 1
    assert found == told["room moves"][2]
