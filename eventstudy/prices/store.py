"""The price cache: per source and ticker one Parquet file, and a manifest that vouches for its bytes.

::

    CACHE/prices/SOURCE/TICKER/manifest.json      what is kept: span, SHA-256, when retrieved; and earlier copies
    CACHE/prices/SOURCE/TICKER/<sha>.parquet      the rows, named by their hash
    CACHE/prices/.locks/SOURCE-TICKER             held by the process that writes

A file once written is never changed. New rows go into a new file, then the manifest is swapped, then what it no longer
names is removed: whoever reads finds the old state or the new one, and so does the next process after a kill at any
instant. Readers take no lock.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.prices.disk import Disk, cache_folder, file_key, is_temporary, locked
from eventstudy.prices.feed import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Damaged", "Earlier", "Entry", "Kept", "Store", "cache_folder"]

_MANIFEST = "manifest.json"
_VERSION = 1
_ASIDE = ".damaged-"
_TRIES = 5
_WAIT = 300.0
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A copy that the source has since revised."""

    file: str
    sha256: str
    retrieved: str
    what: str
    """What was found to differ."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a manifest says of one ticker."""

    source: str
    ticker: str
    vendor: str
    currency: str | None
    zone: str | None
    retrieved: str
    """ISO moment of the last request."""
    first: date
    last: date
    """Days asked for, both included: the rows hold every session of the source between them."""
    rows: int
    file: str
    sha256: str
    earlier: tuple[Earlier, ...] = ()
    begins: str = ""
    ends: str = ""
    """ISO days of the first and the last row."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry with its rows."""

    entry: Entry
    rows: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Damaged:
    """Something is kept, and cannot be used."""

    why: str


class Store:
    """A folder of prices that several processes may read and write at once.

    Parameters
    ----------
    folder
        The cache folder; see `cache_folder`.
    disk
        How files are written; another one lets faults be tried out.
    wait
        Seconds to wait for another process that writes the same ticker.
    """

    def __init__(self, folder: Path | None = None, *, disk: Disk | None = None, wait: float = _WAIT) -> None:
        self.folder = (cache_folder() if folder is None else folder) / "prices"
        self.disk = Disk() if disk is None else disk
        self.wait = wait

    def read(self, source: str, ticker: str) -> Kept | Damaged | None:
        """Return what is kept of a ticker.

        Raises
        ------
        PriceError
            It is there, but may not be read.

        Examples
        --------
        >>> import tempfile
        >>> Store(Path(tempfile.mkdtemp())).read("yahoo", "XOM") is None
        True
        """
        home = self._home(source, ticker)
        for _ in range(_TRIES):
            try:
                entry = _parsed((home / _MANIFEST).read_bytes())
                data = (home / entry.file).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                if not (home / _MANIFEST).exists():
                    return None
                continue  # another process has just swapped the manifest
            except OSError as error:
                raise PriceError(
                    f"{ticker} in the price cache {self.folder} cannot be read ({_why(error)}): remove it, or name "
                    "another folder by EVENTSTUDY_CACHE"
                ) from error
            except _UNREADABLE as error:
                return Damaged(f"its manifest cannot be read: {_why(error)}")
            if hashlib.sha256(data).hexdigest() != entry.sha256:
                return Damaged("its bytes are not those that were kept")
            return Kept(entry, _table(data))
        return Damaged("its manifest names a file that is not there")

    def set_aside(self, source: str, ticker: str) -> Path:
        """Move a damaged ticker out of the way, and return where to; call it within `writing`.

        Raises
        ------
        PriceError
            It cannot be moved.
        """
        home, number = self._home(source, ticker), 1
        while (aside := home.with_name(f"{home.name}{_ASIDE}{number}")).exists():
            number += 1
        try:
            self.disk.replace(home, aside)
        except OSError as error:
            raise PriceError(f"{home} is damaged and cannot be set aside ({_why(error)}): remove it") from error
        return aside

    @contextmanager
    def writing(self, source: str, ticker: str) -> Iterator[str]:
        """Keep other processes from writing a ticker; give empty text, or in words why nothing can be written.

        Raises
        ------
        PriceError
            Another process writes it for longer than we wait.
        """
        with locked(self.folder / ".locks" / f"{source}-{file_key(ticker)}", timeout=self.wait) as why:
            yield why and f"the price cache {self.folder} {why}: name another folder by EVENTSTUDY_CACHE"

    def put(self, entry: Entry, rows: pd.DataFrame) -> Entry:
        """Keep rows, and let the manifest name them; call it within `writing`.

        Parameters
        ----------
        entry
            What is to be said of them; ``rows``, ``file``, ``sha256``, ``begins`` and ``ends`` are filled in.
        rows
            Columns `eventstudy.prices.feed.ROWS`, dates ascending, at least one.

        Raises
        ------
        PriceError
            The folder cannot be written or the disk is full: what was kept before is unharmed.
        """
        home, data = self._home(entry.source, entry.ticker), _bytes(rows)
        sha = hashlib.sha256(data).hexdigest()
        begins, ends = (f"{rows['date'].iloc[place]:%Y-%m-%d}" for place in (0, -1))
        named = replace(entry, rows=len(rows), file=f"{sha[:16]}.parquet", sha256=sha, begins=begins, ends=ends)
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._tidy(home)
            self.disk.put(home / named.file, data)
            self.disk.put(home / _MANIFEST, _text(named))
        except OSError as error:
            raise PriceError(
                f"{entry.ticker} cannot be kept in the price cache {self.folder} ({_why(error)}): "
                "make room or name another folder by EVENTSTUDY_CACHE; what was kept before is unharmed"
            ) from error
        with suppress(OSError):  # what is left over is removed the next time
            self._tidy(home, named)
        return named

    def entries(self) -> list[Entry]:
        """Return what every manifest says, by source and ticker; of those that cannot be read see `damaged`."""
        return [one for _, one in self._manifests() if isinstance(one, Entry)]

    def damaged(self) -> list[tuple[Path, str]]:
        """Return the folder of every manifest that cannot be read, or whose rows are not there, and why."""
        found = []
        for path, one in self._manifests():
            if isinstance(one, Damaged):
                found.append((path.parent, one.why))
            elif not (path.parent / one.file).is_file():
                found.append((path.parent, "its manifest names a file that is not there"))
        return found

    def _manifests(self) -> Iterator[tuple[Path, Entry | Damaged]]:
        """Give every manifest that is in use, and what it says."""
        for path in sorted(self.folder.glob(f"*/*/{_MANIFEST}")):
            if _ASIDE in path.parent.name:
                continue
            try:
                yield path, _parsed(path.read_bytes())
            except (OSError, *_UNREADABLE) as error:
                yield path, Damaged(f"its manifest cannot be read: {_why(error)}")

    def clear(self, source: str, ticker: str) -> None:
        """Forget a ticker: its manifest first, then its files, and what was set aside of it.

        Raises
        ------
        PriceError
            The files cannot be removed, or another process writes them.
        """
        home = self._home(source, ticker)
        with self.writing(source, ticker) as cannot:
            if cannot:
                raise PriceError(f"{ticker} cannot be cleared: {cannot}")
            try:
                self.disk.remove(home / _MANIFEST)
                for one in (home, *home.parent.glob(f"{home.name}{_ASIDE}*")):
                    if one.exists():
                        shutil.rmtree(one)
            except OSError as error:
                raise PriceError(f"{ticker} cannot be cleared from {self.folder} ({_why(error)})") from error

    def _home(self, source: str, ticker: str) -> Path:
        return self.folder / source / file_key(ticker)

    def _tidy(self, home: Path, entry: Entry | None = None) -> None:
        """Remove what a killed process left half written and, once a manifest stands, what it does not name."""
        for path in home.iterdir():
            unnamed = entry is not None and path.suffix == ".parquet" and path.name not in _named(entry)
            if is_temporary(path) or unnamed:
                self.disk.remove(path)


def _named(entry: Entry) -> set[str]:
    return {entry.file, *(one.file for one in entry.earlier)}


def _why(error: Exception) -> str:
    return ((error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__).lower()


def _parsed(data: bytes) -> Entry:
    told = json.loads(data)
    if told.pop("version") != _VERSION:
        raise ValueError("it was written by another version")
    first, last = date.fromisoformat(told.pop("first")), date.fromisoformat(told.pop("last"))
    entry = Entry(**told | {"earlier": tuple(Earlier(**one) for one in told["earlier"])}, first=first, last=last)
    if any(Path(name).name != name for name in _named(entry)):
        raise ValueError("it names a file elsewhere")
    return entry


def _text(entry: Entry) -> bytes:
    told = asdict(entry) | {"version": _VERSION, "first": entry.first.isoformat(), "last": entry.last.isoformat()}
    return (json.dumps(told, indent=1, sort_keys=True) + "\n").encode()


def _bytes(rows: pd.DataFrame) -> bytes:
    held = io.BytesIO()
    rows[ROWS].to_parquet(held, index=False, engine="pyarrow", compression="zstd")
    return held.getvalue()


def _table(data: bytes) -> pd.DataFrame:
    rows = pd.read_parquet(io.BytesIO(data), engine="pyarrow")
    return rows.assign(date=rows["date"].astype("datetime64[ns]"))[ROWS]
