"""A clock that jumps, file times of any century, and a worker that is killed: the answers are the same."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import EventStudyWarning, PriceError
from eventstudy.prices import load_prices
from eventstudy.prices.feed import ROWS, Fetched
from eventstudy.processes import spread
from eventstudy.study.on_disk import FileSettings, study_files

if TYPE_CHECKING:
    from pathlib import Path

CENTURIES = [datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1971, 2099)]


def aged(folder: Path, seconds: float) -> None:
    """Give everything below a folder a time."""
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (seconds, seconds))


class Source:
    """A source whose clock the tests set; `asked` lists the spans."""

    name, vendor = "told", "the tests"

    def __init__(self):
        self.now, self.asked = datetime(2020, 3, 2, 12, tzinfo=UTC), []

    def clock(self) -> datetime:
        return self.now

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:  # noqa: ARG002 - one ticker
        self.asked.append((f"{first}", f"{last}"))
        days = pd.bdate_range(first, min(last, date(2020, 6, 30))).astype("datetime64[ns]")
        rows = pd.DataFrame({"date": days, "close": 50.0}).reindex(columns=ROWS)
        return Fetched(rows.assign(dividend=0.0, split=0.0), "USD", None)


def test_the_cache_goes_by_days_wanted_and_not_by_times_of_files_or_the_clock(tmp_path):
    source = Source()
    first = load_prices("ACME", source, "2020-01-02", "2020-01-31", cache=tmp_path)
    for seconds in CENTURIES:
        aged(tmp_path, seconds)
        for year in (2019, 2021, 2077):
            source.now = datetime(year, 3, 2, 12, tzinfo=UTC)
            if year == 2019:
                with pytest.raises(PriceError, match="are not out yet"):
                    load_prices("ACME", source, "2020-01-02", "2020-01-31", cache=tmp_path)
                continue
            again = load_prices("ACME", source, "2020-01-02", "2020-01-31", cache=tmp_path)
            assert again.equals(first)
    assert len(source.asked) == 1


def test_a_copy_that_a_clock_gone_wrong_calls_of_the_future_is_gone_on_from(tmp_path):
    source = Source()
    source.now = datetime(2077, 3, 2, 12, tzinfo=UTC)
    load_prices("ACME", source, "2020-01-02", "2020-02-28", cache=tmp_path)
    source.now = datetime(2020, 5, 4, 12, tzinfo=UTC)
    prices = load_prices("ACME", source, "2020-01-02", "2020-04-30", cache=tmp_path)
    assert source.asked[1:] == [("2020-02-24", "2020-04-30")]
    assert len(prices) == len(pd.bdate_range("2020-01-02", "2020-04-30"))
    assert prices.attrs["provenance"]["retrieved"].startswith("2020-05-04")


def test_a_study_of_files_does_not_know_their_times(tmp_path):
    days = pd.bdate_range("2018-01-01", periods=300, name="date")
    table = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 3)), index=days, columns=["a", "b", "m"])
    table.reset_index().to_parquet(tmp_path / "returns.parquet")
    pd.DataFrame({"series": ["a", "b"], "date": days[280]}).to_csv(tmp_path / "events.csv", index=False)
    settings, found = FileSettings(benchmark="m", windows=[(0, 0)]), []
    for seconds in (*CENTURIES, CENTURIES[0]):
        aged(tmp_path, seconds)
        out = tmp_path / "out"
        study_files(tmp_path / "events.csv", tmp_path / "returns.parquet", out, settings)
        found.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert found[0] == found[1] == found[2]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_what_a_killed_worker_leaves_is_done_here(tmp_path, monkeypatch):
    code = """
        import os, signal

        def square(task):
            number, parent = task
            if number == 3 and os.getpid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)
            return number * number
    """
    (tmp_path / "lost_worker.py").write_text(textwrap.dedent(code))
    monkeypatch.syspath_prepend(tmp_path)
    from lost_worker import square  # noqa: PLC0415 - it has just been written

    tasks = [(number, os.getpid()) for number in range(8)]
    with pytest.warns(EventStudyWarning, match="a worker process was lost; its share is done in this process"):
        assert spread(square, tasks, workers=2) == [number * number for number in range(8)]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    sys.modules.pop("lost_worker")
