"""Files that are whole or not there: written beside, put on the disk, moved into place; and locks between processes."""

from __future__ import annotations

import hashlib
import os
import re
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.errors import PriceError
from eventstudy.folders import taken

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Disk", "cache_folder", "file_key", "is_temporary", "locked"]

_POLL = 0.05
_TEMPORARY = ".tmp"
_LONGEST = 40
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{stem}{number}" for stem in ("COM", "LPT") for number in range(10))}


class Disk:
    """The steps by which files change; each is atomic or leaves nothing that is read."""

    def put(self, path: Path, data: bytes) -> None:
        """Let `path` hold `data`: after a kill or a fault it holds all of it or what it held before.

        Raises
        ------
        OSError
            The disk is full or fails; nothing is left beside.
        """
        beside = path.with_name(f"{path.name}.{os.getpid()}{_TEMPORARY}")
        try:
            self.write(beside, data)
            self.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        self.sync(path.parent)

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file and put it on the disk."""
        with path.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())

    def replace(self, path: Path, place: Path) -> None:
        """Move a file into place, over what is there, in one step."""
        path.replace(place)

    def sync(self, folder: Path) -> None:
        """Put a folder's names on the disk, where the system has a way to."""
        if os.name != "posix":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)


def cache_folder() -> Path:
    """Return where prices are kept: ``EVENTSTUDY_CACHE``, else the user's cache folder."""
    told = os.environ.get("EVENTSTUDY_CACHE", "").strip()
    if told:
        return Path(told).expanduser()
    from platformdirs import user_cache_path  # noqa: PLC0415 - asked only where the variable says nothing

    return user_cache_path("eventstudy", appauthor=False)


def file_key(ticker: str) -> str:
    """Return a name any file system can bear, one for each ticker.

    Examples
    --------
    >>> file_key("XOM"), file_key("^GSPC")[:6], file_key("../x")[:4]
    ('XOM', '_GSPC-', '___x')
    """
    plain = re.sub(r"[^A-Z0-9=]", "_", ticker)
    if plain == ticker and ticker and len(ticker) <= _LONGEST and ticker not in _RESERVED:
        return ticker
    return f"{re.sub(r'[^A-Za-z0-9=]', '_', ticker)[:_LONGEST]}-{hashlib.sha256(ticker.encode()).hexdigest()[:8]}"


def is_temporary(path: Path) -> bool:
    """Tell whether a file is what a killed process left half written."""
    return path.name.endswith(_TEMPORARY)


@contextmanager
def locked(path: Path, *, timeout: float) -> Iterator[str]:
    """Hold a lock against other processes of this machine; give empty text, or in words why there can be none.

    The system takes the lock back when its process ends, however it ends: what a killed process leaves locks nothing.
    The file stays, since removing it would let two processes hold two files of one name.

    Parameters
    ----------
    path
        The file of the lock; made where there is none.
    timeout
        Seconds to wait for it.

    Raises
    ------
    PriceError
        Another process holds it all that time.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        yield f"cannot be written ({(error.strerror or str(error)).lower()})"
        return
    try:
        why = _wait(handle, path, timeout)
        if not why:
            with suppress(OSError):  # only to tell others who it is
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode())
        yield why
    finally:
        os.close(handle)  # and with it the lock


def _wait(handle: int, path: Path, timeout: float) -> str:
    """Wait for the lock; return empty text once it is held, or why there can be none."""
    limit = time.monotonic() + timeout
    while True:
        try:
            if taken(handle):
                return ""
        except OSError as error:
            return f"has no locks ({(error.strerror or str(error)).lower()})"
        if time.monotonic() >= limit:
            holder = path.read_text(errors="replace").strip()[:20]
            who = f"process {holder}" if holder else "another process"
            raise PriceError(
                f"{who} has been writing {path.stem} in the price cache for {timeout:g} s: wait for it, or end it"
            )
        time.sleep(_POLL)
