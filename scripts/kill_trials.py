"""Commands that `long_run_kills` kills: what is there before, what may be found after, what the next run leaves."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from typer.testing import CliRunner

from eventstudy import pipeline
from eventstudy import prices as prices_room
from eventstudy.backends.grid import grid_of
from eventstudy.backends.kept import FOLDER
from eventstudy.cli import bundle, event_tables
from eventstudy.cli.app import app
from eventstudy.cli.writer import MANIFEST
from eventstudy.prices.feed import ROWS, Fetched
from eventstudy.prices.store import Kept, Store
from eventstudy.study.on_disk import whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVENT = "A US air strike killed a general early Friday in Baghdad."
SENTENCES = {
    "old": f"Brent crude rose $3 to nearly $70 a barrel on Friday. {EVENT}",
    "new": f"{EVENT} Exxon Mobil rose 1.3 percent on Friday.",
}
THE_OLD, THE_NEW = "the old result", "the new result"
MINE = "notes.txt"
EVENTS = 120
TICKERS = ("AAA", "BBB", "CCC")

Files = dict[str, str]


class Scenario(Protocol):
    """A command that is killed."""

    words: list[str]

    def ready(self, number: int) -> str:
        """Put the earlier result in place; return a word for what takes equally long."""

    def prepare(self, number: int) -> None:
        """Make the process ready that is to be killed."""

    def look(self, number: int) -> str:
        """Return what is found; raise where it is torn."""

    def nothing_left(self, number: int) -> None:
        """Raise where there is anything but the result."""


def check(holds: bool, said: str) -> None:
    """Raise where something does not hold."""
    if not holds:
        raise AssertionError(said)


def hashes(folder: Path) -> Files:
    """Return the hash of each file below a folder, by its name."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


def finished(words: list[str]) -> None:
    """Do a command in this process, which must end well."""
    result = CliRunner().invoke(app, words)
    check(result.exit_code == 0, f"{words} ended with {result.exit_code}: {result.stderr}")


class Written:
    """A folder that the writer writes whole; `old` and `new` are command lines that do."""

    def __init__(self, out: Path, old: list[str], new: list[str]) -> None:
        self.out, self.words, self.held = out, new, dict[str, Files]()
        for name, words in ((THE_OLD, old), (THE_NEW, new)):
            finished(words)
            self.held[name] = hashes(out)
            if name is THE_OLD:
                shutil.copytree(out, out.with_name("old"))
        check(self.held[THE_OLD] != self.held[THE_NEW], "the two results are one")

    def ready(self, number: int) -> str:
        """Put the earlier result in place, and a file of the user's into every third folder."""
        shutil.rmtree(self.out)
        shutil.copytree(self.out.with_name("old"), self.out)
        if self.is_shared(number):
            (self.out / MINE).write_text("mine\n")
        return ""

    def is_shared(self, number: int) -> bool:
        """Tell whether a file of the user's stands in the folder."""
        return number % 3 == 2  # noqa: PLR2004 - every third

    def prepare(self, number: int) -> None:
        """Do nothing."""

    def look(self, number: int) -> str:
        """Return which result is held, or that the files of both stand beside the user's."""
        found = hashes(self.out)
        if self.is_shared(number):
            check(found.pop(MINE, "") == hashlib.sha256(b"mine\n").hexdigest(), f"{number}: the user's file is gone")
        for name, files in self.held.items():
            if found == files:
                return name
        check(self.is_shared(number), f"{number}: files of two runs")
        for name, sha in found.items():
            either = {files.get(name) for files in self.held.values()}
            check(name == MANIFEST or sha in either, f"{number}: {name} is torn")
        return "each file of the one or the other"

    def nothing_left(self, number: int) -> None:
        """Hold that nothing hidden is left beside the folder."""
        left = [path.name for path in self.out.parent.iterdir() if path.name.startswith(".")]
        check(not left, f"{number}: {left} are left over")


class Run(Written):
    """`run`, of which all but the writing is done once for each article, and anew in every eighth trial."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        lines = {}
        for name, sentence in SENTENCES.items():
            (folder / f"{name}.txt").write_text(f"+++\npublished = 2020-01-03\n+++\n\n{sentence}\n")
            lines[name] = ["run", "--articles", f"{folder}/{name}.txt", "--out", f"{folder}/out", "--workers", "1"]
        self.known: dict[str, Any] = {}
        pipeline.run = self.once(pipeline.run, lambda _, **more: f"study of {more['articles']}")
        bundle.files = self.once(bundle.files, lambda _, **more: f"files of {more['command']}")
        super().__init__(folder / "out", [*lines["old"], "--quiet"], [*lines["new"], "--quiet"])

    def once(self, real: Callable[..., Any], key: Callable[..., str]) -> Callable[..., Any]:
        """Return a function that is called once for each key."""

        def known(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - any call
            name = key(*given, **more)
            if name not in self.known:
                self.known[name] = real(*given, **more)
            return self.known[name]

        return known

    def ready(self, number: int) -> str:
        """Put the earlier result in place."""
        super().ready(number)
        return "writing" if number % 8 else "all of it"

    def prepare(self, number: int) -> None:
        """Forget what is known in every eighth trial."""
        if number % 8 == 0:
            self.known.clear()


def make_tables(folder: Path) -> None:
    """Write events and returns: a small table as CSV, and a tidy file whose rows lie all over."""
    rng = np.random.default_rng(20200103)
    days = pd.bdate_range("2018-01-01", periods=420, name="date")
    names = [*map("s{:02d}".format, range(20)), "mkt"]
    table = pd.DataFrame(rng.normal(0.0, 0.01, (len(days), 21)), index=days, columns=names)
    table.to_csv(folder / "returns.csv")
    rows = table.melt(ignore_index=False, var_name="series", value_name="return").reset_index().sort_values("date")
    rows.to_parquet(folder / "returns.parquet", row_group_size=500)
    events = pd.DataFrame({"series": rng.choice(names[:20], EVENTS), "date": rng.choice(days[262:410], EVENTS)})
    events = events.assign(event_id=[f"e{place}" for place in range(EVENTS)])
    events.to_parquet(folder / "events.parquet")
    events.head(20).to_csv(folder / "events.csv", index=False)


def study_words(folder: Path, kind: str, windows: str) -> list[str]:
    """Return the command line of a study."""
    files = [f"{folder}/events.{kind}", f"{folder}/returns.{kind}"]
    return ["study", *files, "--benchmark", "mkt", "--windows", windows, "--out", f"{folder}/out", "--quiet"]


class Study(Written):
    """`study` of tables in memory."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        make_tables(folder)
        event_tables.figures = lambda result: {}  # noqa: ARG005 - as it is called
        super().__init__(folder / "out", study_words(folder, "csv", "0:0"), study_words(folder, "csv", "0:1"))


class Blocks(Written):
    """`study` of files in blocks."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        make_tables(folder)
        for name, value in {"grid_of": partial(grid_of, cell=16), "_BASE": 0}.items():
            setattr(whole, name, value)  # little data, many blocks
        more = ["--memory", "300kB", "--resume"]
        old, new = ([*study_words(folder, "parquet", windows), *more] for windows in ("0:0", "0:1"))
        super().__init__(folder / "out", old, new)

    def is_shared(self, number: int) -> bool:  # noqa: ARG002 - of its kind
        """Tell that nothing of the user's stands in the folder."""
        return False

    def look(self, number: int) -> str:
        """Return which result is held, and what there is of an unfinished one."""
        found = {name: sha for name, sha in hashes(self.out).items() if not name.startswith(".eventstudy-")}
        blocks = (self.out / FOLDER).is_dir()
        for name, files in self.held.items():
            if found == files:
                return f"{name} beside blocks" if blocks else name
        if found.get("study.json") == self.held[THE_NEW]["study.json"]:
            check(found.items() <= self.held[THE_NEW].items(), f"{number}: tables of two runs")
            return "the new result, without all of its copies as CSV"
        check("study.json" not in found and blocks, f"{number}: tables of two runs, and no sign of it")
        for name, sha in found.items():
            check(sha in {files[name] for files in self.held.values()}, f"{number}: {name} is torn")
        return "each table of the one or the other, blocks and no study.json"


class Fetch:
    """`prices fetch` of three tickers into a cache that holds earlier figures of them."""

    name, vendor = "yahoo", "the trials"

    def __init__(self, folder: Path) -> None:
        os.environ["EVENTSTUDY_CACHE"] = str(folder / "cache")
        self.folder, self.dearer, self.end = folder, 0.0, date(2019, 3, 29)
        prices_room._feed = lambda source: self  # noqa: ARG005, SLF001 - the one place where a source gets its name
        self.words = ["prices", "fetch", *TICKERS, "--start", "2018-01-01", "--end", "2019-12-31", "--quiet"]
        finished([*self.words[:-2], "2019-03-29", "--quiet"])
        shutil.copytree(folder / "cache", folder / "old")
        self.dearer = 1.0

    def clock(self) -> datetime:
        """Return the present moment."""
        return datetime(2020, 3, 2, 12, tzinfo=UTC)

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return rows of which each ticker has its own."""
        rows = self.rows(ticker)
        rows = rows[rows["date"].between(pd.Timestamp(first), pd.Timestamp(last))].reset_index(drop=True)
        return Fetched(rows, "USD", "America/New_York")

    def rows(self, ticker: str, dearer: float | None = None) -> pd.DataFrame:
        """Return all the source has of a ticker."""
        dates = pd.bdate_range("2018-01-01", "2020-02-28").astype("datetime64[ns]")
        close = 50.0 * (1 + TICKERS.index(ticker)) + np.arange(len(dates)) + (self.dearer if dearer is None else dearer)
        rows = pd.DataFrame({"date": dates, "close": close}).reindex(columns=ROWS)
        return rows.assign(dividend=0.0, split=0.0)

    def ready(self, number: int) -> str:  # noqa: ARG002 - of its kind
        """Put the earlier figures in place."""
        shutil.rmtree(self.folder / "cache")
        shutil.copytree(self.folder / "old", self.folder / "cache")
        return ""

    def prepare(self, number: int) -> None:
        """Do nothing."""

    def look(self, number: int) -> str:
        """Return of how many tickers the new figures are held; of the others the earlier ones must be."""
        new = 0
        for ticker in TICKERS:
            held = Store().read(self.name, ticker)
            check(isinstance(held, Kept), f"{number}: of {ticker} {held}")
            assert isinstance(held, Kept)  # noqa: S101 - for the type checker
            is_new = str(held.entry.last) == "2019-12-31"
            rows, last = self.rows(ticker, float(is_new)), pd.Timestamp(held.entry.last)
            whole_ = rows[rows["date"] <= last].reset_index(drop=True)
            check(held.rows.equals(whole_), f"{number}: {ticker} is torn")
            new += is_new
        return {0: THE_OLD, len(TICKERS): THE_NEW}.get(new, "the new figures of some, the old ones of the others")

    def nothing_left(self, number: int) -> None:
        """Hold that there are the rows, those from before they were revised, and a manifest of each ticker."""
        for home in (self.folder / "cache" / "prices" / self.name).iterdir():
            left = sorted(path.suffix for path in home.iterdir())
            check(left == [".json", ".parquet", ".parquet"], f"{number}: {sorted(home.iterdir())}")


SCENARIOS: dict[str, Callable[[Path], Scenario]] = {"run": Run, "fetch": Fetch, "study": Study, "blocks": Blocks}
