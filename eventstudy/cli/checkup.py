"""What `eventstudy doctor` looks at, a function for each part: libraries, cache, calendars, figures, terminal."""

from __future__ import annotations

import importlib
import os
import platform
import re
import shutil
import sys
import time
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from eventstudy.errors import EventStudyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = [
    "Check",
    "State",
    "calendars",
    "extras",
    "figures",
    "libraries",
    "network",
    "output",
    "price_cache",
    "terminal",
]

State = Literal["ok", "absent", "fault", "note"]
_DISTRIBUTION = "eventstudy-toolkit"
_MODULES = {"great-tables": "great_tables", "exchange-calendars": "exchange_calendars", "markdown-it-py": "markdown_it",
            "pandas-datareader": "pandas_datareader", "lxml-html-clean": "lxml_html_clean"}  # fmt: skip
"""Modules that are not called as their libraries are."""
_GIVES = {
    "dask": "studies spread over a cluster",
    "data": "prices from FRED, factors from Ken French",
    "excel": "Excel files, read and written",
    "garch": "the model garch",
    "html": "articles as web pages",
}
"""What a user has of each extra."""
_HOSTS = (
    ("yahoo", "https://query1.finance.yahoo.com"),
    ("fred", "https://fred.stlouisfed.org"),
    ("ken-french", "https://mba.tuck.dartmouth.edu"),
)
_PATIENCE = 5.0
"""Seconds a host has to answer."""
_OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    part: str
    what: str
    state: State
    found: str
    advice: str = ""
    """What would work, where it does not."""
    required: bool = False

    @property
    def fails(self) -> bool:
        """Whether something that is required does not work."""
        return self.required and self.state in {"absent", "fault"}


def libraries() -> Iterator[Check]:
    """Look at Python and at what is always installed: whether it is new enough, and whether it loads."""
    version = platform.python_version()
    old = sys.version_info[:2] < _OLDEST
    advice = "install Python 3.11 or newer" if old else ""
    yield Check("Python", "python", "fault" if old else "ok", f"{version}, {sys.executable}", advice, required=True)
    for name, lowest, extra in _needed():
        if extra is None:
            yield _library("library", name, lowest, required=True)


def extras() -> Iterator[Check]:
    """Look at what an extra would give, and whether it is there."""
    for name, lowest, extra in _needed():
        if extra in _GIVES:
            found = _library("extra", name, lowest, required=False)
            if found.state == "absent":
                advice = f'for {_GIVES[str(extra)]}: pip install "{_DISTRIBUTION}[{extra}]"'
                found = Check(found.part, name, "absent", "not installed", advice)
            yield found


def _needed() -> list[tuple[str, str, str | None]]:
    """Return libraries by name, each with its lowest version and the extra it belongs to."""
    try:
        told = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []
    found = []
    for line in told:
        said = re.fullmatch(
            r"([\w.-]+)(?:\[[^\]]*\])?\s*(?:>=\s*([\w.]+))?[^;]*(?:;.*extra\s*==\s*['\"](\w+)['\"].*)?", line
        )
        if said is not None and said[1] != _DISTRIBUTION:
            found.append((said[1], said[2] or "0", said[3]))
    return found


def _library(part: str, name: str, lowest: str, *, required: bool) -> Check:
    """Look at one library."""
    wanted = f'pip install "{name}>={lowest}"'
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(part, name, "absent", "not installed", wanted, required=required)
    if _numbers(version) < _numbers(lowest):
        return Check(part, name, "fault", f"{version}, older than {lowest}", wanted, required=required)
    try:
        importlib.import_module(_MODULES.get(name, name))
    except Exception as error:  # noqa: BLE001 - a library that does not load may fail in any way
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        return Check(
            part, name, "fault", f"{version} does not load: {why}", f"{wanted} --force-reinstall", required=required
        )
    return Check(part, name, "ok", f"{version} (at least {lowest})", required=required)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers a version begins with.

    Examples
    --------
    >>> _numbers("2.10.1rc1") < _numbers("2.10.2"), _numbers("0.9") < _numbers("0.10")
    (True, True)
    """
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"[a-z+]", version)[0]))


def price_cache() -> Iterator[Check]:
    """Look at the cache: where it is, how much it holds, what of it is damaged, and whether it may be written."""
    from eventstudy.prices.snapshot import manifest  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.store import Store  # noqa: PLC0415 - the same

    try:
        told = manifest()["series"]
        spans = f"{min(one['first'] for one in told.values())} to {max(one['last'] for one in told.values())}"
        yield Check("prices", "snapshot", "ok", f"{len(told)} series, {spans}", required=True)
    except EventStudyError as error:
        yield Check("prices", "snapshot", "fault", str(error), "install the package again", required=True)
    store = Store()
    held, damaged = store.entries(), store.damaged()
    size = (
        sum(path.stat().st_size for path in store.folder.rglob("*") if path.is_file()) if store.folder.is_dir() else 0
    )
    yield Check("prices", "cache", "ok", f"{len(held)} series, {size / 2**20:.1f} MB in {store.folder}")
    for path, why in damaged:
        advice = f"the next fetch sets it aside; or remove {path}"
        yield Check("prices", path.name, "fault", f"damaged: {why}", advice)
    above = next(path for path in (store.folder, *store.folder.parents) if path.exists())
    if not os.access(above, os.W_OK | os.X_OK):
        advice = "name another folder by EVENTSTUDY_CACHE, or fetch again each time"
        yield Check("prices", "cache", "fault", f"no permission to write in {above}", advice)


def calendars() -> Iterator[Check]:
    """Look at how far the calendar of the New York exchange reaches."""
    from eventstudy.sessions.days import reach  # noqa: PLC0415 - `eventstudy --help` must answer at once

    try:
        first, last = reach("sp500")
    except Exception as error:  # noqa: BLE001 - whatever the calendar library raises
        yield Check("calendars", "sessions", "fault", str(error), 'pip install -U "exchange-calendars"', required=True)
        return
    yield Check("calendars", "sessions", "ok", f"New York from {first.date()} to {last.date()}", required=True)


def figures() -> Iterator[Check]:
    """Draw a small figure as the report does: its fonts and the canvas must be there, whatever a desktop has."""
    try:
        from eventstudy.report.figures.canvas import new_figure, style, to_png  # noqa: PLC0415 - as above

        with style():
            figure = new_figure(2, 1)
        drawn = len(to_png(figure))
    except Exception as error:  # noqa: BLE001 - whatever the drawing library raises
        advice = 'pip install --force-reinstall "matplotlib>=3.9"'
        yield Check("figures", "canvas", "fault", f"{type(error).__name__}: {error}", advice, required=True)
        return
    yield Check("figures", "canvas", "ok", f"a test figure is {drawn:,} bytes; needs no display", required=True)


def terminal() -> Iterator[Check]:
    """Look at what the terminal can show."""
    size = shutil.get_terminal_size((0, 0)).columns
    kind = "a terminal" if sys.stdout.isatty() else "no terminal (a pipe or a file)"
    yield Check("terminal", "width", "ok", f"{kind}, {f'{size} columns' if size else '100 columns are taken'}")
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    plain = not encoding.replace("-", "").startswith("utf")
    advice = "signs it lacks are shown plainly; PYTHONIOENCODING=utf-8 shows them all" if plain else ""
    yield Check("terminal", "encoding", "note" if plain else "ok", encoding, advice)
    yield Check("terminal", "colours", "ok", _colours())


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "none: NO_COLOR is set"
    if os.environ.get("FORCE_COLOR"):
        return "always: FORCE_COLOR is set"
    if os.environ.get("TERM", "") in {"dumb", "unknown"}:
        return f"none: TERM is {os.environ['TERM']}"
    return "on a terminal; NO_COLOR=1 takes them away, FORCE_COLOR=1 keeps them in a pipe"


def output(folder: Path) -> Iterator[Check]:
    """Look at whether a study could be written."""
    from eventstudy.cli.writer import check_out  # noqa: PLC0415 - `eventstudy --help` must answer at once

    try:
        check_out(folder)
    except EventStudyError as error:
        yield Check("output", str(folder), "fault", str(error), "name a folder of yours with --out", required=True)
        return
    free = shutil.disk_usage(next(path for path in (folder, *folder.absolute().parents) if path.exists())).free
    yield Check("output", str(folder), "ok", f"can be written, {free / 2**30:,.0f} GB free", required=True)


def network(hosts: Iterable[tuple[str, str]] = _HOSTS, patience: float = _PATIENCE) -> Iterator[Check]:
    """Ask each source on the network for its front page, and wait for it no longer than that."""
    from urllib.error import HTTPError, URLError  # noqa: PLC0415 - only where the network is asked
    from urllib.request import Request, urlopen  # noqa: PLC0415 - the same

    for name, address in hosts:
        begun = time.monotonic()
        try:
            with urlopen(Request(address, method="HEAD"), timeout=patience):  # noqa: S310 - the addresses are ours
                pass
        except HTTPError:
            pass  # it answers, and that is what was asked
        except (URLError, OSError, ValueError) as error:
            why = str(getattr(error, "reason", error)) or type(error).__name__
            advice = "what is cached still answers; a file of prices needs no network"
            yield Check("network", name, "fault", f"{address} cannot be reached: {why}", advice)
            continue
        yield Check("network", name, "ok", f"answers within {time.monotonic() - begun:.1f} s")
