"""Kills at random instants, in short; `scripts/long run_kills` does a thousand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "long_run_kills.py"


@pytest.mark.skipif(os.name != "posix", reason="forks and signals of POSIX")
@pytest.mark.skipif(not SCRIPT.exists(), reason="the scripts are not here")
def test_a_kill_leaves_the_earlier_result_or_the_new_one_and_the_next_run_works():
    words = [sys.executable, str(SCRIPT), "--times", "12", "--seed", "7", "--only", "fetch", "study", "blocks"]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert [line.partition(":")[0] for line in told[:3]] == ["fetch", "study", "blocks"]
    assert [re.findall(r"(\d+) kills at work", line) for line in told[:3]] == [["4"]] * 3
    assert re.search(r"[1-9]\d* said that one was cut off", told[2]), "the next run did not say so"
    assert told[3].startswith("nothing torn, nothing lost")
