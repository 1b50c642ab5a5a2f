"""What a case of bad input is, the desk it is tried at, and how."""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import shlex
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import tables
from typer.testing import CliRunner

from eventstudy import prices as prices_room
from eventstudy.backends import on_dask
from eventstudy.cli.app import app
from eventstudy.prices.fred import Fred
from eventstudy.prices.store import Store
from eventstudy.prices.yahoo import Yahoo

if TYPE_CHECKING:
    from eventstudy.errors import EventStudyError

KEPT = {"cache", "cache/prices", "done"}
"""Folders that may be made, `done` for the blocks in it; whatever else is in them counts."""
Files = Mapping[str, "str | bytes | Path | None"]
"""Name: content; None is an empty folder, a path what a link leads to."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line that cannot be done, its exit status, and what its one line must say."""

    name: str
    line: str
    says: tuple[str, ...]
    files: Files = field(default_factory=dict)
    status: int = 1
    stdin: bytes = b""
    notes: int = 0
    """Lines before the last one that tell what happened on the way."""
    touches: str = ""
    """How the names begin of what may be touched: a damaged copy is set aside."""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.line})"

    @property
    def ends(self) -> int:
        return self.status


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a public function that cannot be done, its error, and what the error must say."""

    function: str
    name: str
    call: Callable[[], object]
    error: type[EventStudyError]
    says: tuple[str, ...]
    files: Files = field(default_factory=dict)
    notes: int = 0
    touches: str = ""

    @property
    def title(self) -> str:
        return f"{self.function}: {self.name}"

    @property
    def ends(self) -> type[EventStudyError]:
        return self.error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: exit status or error, all lines said, and what was touched on the desk."""

    ended: int | type[BaseException] | None
    lines: tuple[str, ...]
    touched: tuple[str, ...]
    printed: str = ""


@contextlib.contextmanager
def at_desk(folder: Path, files: Files) -> Iterator[None]:
    """Work in a folder that holds what a study needs, beside files of the case's own."""
    put(tables.DESK, folder)
    put(files, folder)
    before = Path.cwd()
    os.chdir(folder)
    os.environ["EVENTSTUDY_CACHE"] = str(folder / "cache")
    try:
        yield
    finally:
        os.chdir(before)
        del os.environ["EVENTSTUDY_CACHE"]


def put(files: Files, folder: Path) -> None:
    """Write files, make folders, and lay links."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() or path.is_symlink():
            path.unlink()
        if content is None:
            path.mkdir(exist_ok=True)
        elif isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def try_it(case: Command | Call, folder: Path) -> Outcome:
    """Return what becomes of a case at a desk of its own."""
    with at_desk(folder, case.files):
        before = _everything(folder)
        ended, lines, printed = _invoked(case) if isinstance(case, Command) else _called(case)
        after = _everything(folder)
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return Outcome(ended, lines, tuple(sorted(touched)), printed)


def _invoked(case: Command) -> tuple[int, tuple[str, ...], str]:
    done = CliRunner().invoke(app, shlex.split(case.line), input=case.stdin, env={"COLUMNS": "200"})
    return done.exit_code, tuple(done.stderr.splitlines()), done.stdout


def _called(case: Call) -> tuple[type[BaseException] | None, tuple[str, ...], str]:
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()) as said:
        warnings.simplefilter("ignore")
        try:
            case.call()
        except Exception as error:  # noqa: BLE001 - which it is, is what is asked
            return type(error), tuple(str(error).splitlines()), said.getvalue()
    return None, (), said.getvalue()


def _everything(folder: Path) -> dict[str, bytes]:
    """Return what lies below a folder, by name.

    What a link leads to is not read. The cache's locks hold nothing, and the blocks that a study keeps to go on from
    are no results: neither counts.
    """
    named = {str(path.relative_to(folder)): path for path in folder.rglob("*")}
    return {
        name: path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        for name, path in named.items()
        if not {".locks", ".eventstudy-blocks"} & set(path.parts) and not (name in KEPT and path.is_dir())
    }


@contextlib.contextmanager
def no_network() -> Iterator[None]:
    """Lead every question to a price service to a server of this machine, whose answers the ticker tells."""
    web = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "fake_yahoo.py")))
    meant = prices_room._feed
    service = web.FakeYahoo({"GOOD": web.Listing(web.bars("2019-01-02", "2019-12-31"))})
    told = {
        "GONE": web.Answer(404, web.chart_error("Not Found", "No data found, symbol may be delisted")),
        "BUSY": web.Answer(429, b"Too Many Requests", kind="text/plain"),
        "PAGE": web.Answer(body=b"<html>Your consent, please</html>", kind="text/html"),
        "DOWN": web.Answer(503, b"<html>down</html>", kind="text/html"),
        "HALF": web.Answer(body=b'{"chart": {"result": [{"meta": {}', cut=5),
        "LIES": web.Answer(body=b'{"chart": {"result": [{"meta": {}}], "error": null}}'),
        "HANG": web.Answer(after=3.0),
    }

    def answer(path: str, query: dict[str, str]) -> object:
        if path.startswith("/graph"):
            return web.Answer(body=b"<html>no such series</html>", kind="text/html")
        return told.get(path.rsplit("/", 1)[1]) or service(path, query)

    patience, on_dask.PATIENCE = on_dask.PATIENCE, 0.5
    waits = Store.__init__.__kwdefaults__
    wait, waits["wait"] = waits["wait"], 0.2
    with web.Web(answer) as server:
        server.server.handle_error = lambda *_: None  # whom it keeps waiting goes away
        yahoo = Yahoo(session=web.curl_session(server.port), timeout=0.3, sleep=lambda _: None)
        feeds = {"yahoo": yahoo, "fred": Fred(session=web.requests_session(server.port), sleep=lambda _: None)}
        prices_room._feed = lambda one: feeds[one] if isinstance(one, str) and one in feeds else meant(one)
        try:
            yield
        finally:
            prices_room._feed, on_dask.PATIENCE, waits["wait"] = meant, patience, wait


def catalogue() -> dict[str, list[Command | Call]]:
    """Return all cases, by area: the modules that stand beside this one."""
    areas = sorted(path.stem for path in Path(__file__).parent.glob("of_*.py"))
    return {area.removeprefix("of_"): __import__(area).CASES for area in areas}
