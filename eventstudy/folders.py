"""Folders that results are written to: made where there is none, and written to by one run at a time."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from eventstudy.errors import EventStudyError, EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["claimed", "make_folders", "own_disk", "remove_empty", "taken"]

_LOCK = "eventstudy-lock"
_TOLD = 80
"""Bytes read of what a lock says of its holder."""
_held: ContextVar[frozenset[Path]] = ContextVar("_held", default=frozenset())


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Keep other runs from writing to a folder; within a block that has claimed it already, do nothing.

    The lock is a hidden file beside the folder, ``.NAME.eventstudy-lock``, or in it where that is a disk of its own.
    The system takes it back when the process ends, however it ends: what a killed run leaves locks nothing, and the
    next run removes it.

    Parameters
    ----------
    folder
        Need not be there; the folders above it are made, and removed again where nothing came of it.

    Raises
    ------
    EventStudyError
        Another run writes there, or the lock cannot be made.

    Warns
    -----
    EventStudyWarning
        The file system has no locks; or an earlier run was killed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> out = Path(tempfile.mkdtemp()) / "out"
    >>> with claimed(out):
    ...     print([path.name for path in out.parent.iterdir()])
    ['.out.eventstudy-lock']
    >>> list(out.parent.iterdir())
    []
    """
    place = folder.resolve()
    if place in _held.get():
        yield
        return
    made: list[Path] = []
    try:
        made = make_folders(place.parent)
        lock = place / f".{_LOCK}" if own_disk(place) else place.with_name(f".{place.name}.{_LOCK}")
        with _locked(lock, folder):
            token = _held.set(_held.get() | {place})
            try:
                yield
            finally:
                _held.reset(token)
    finally:
        remove_empty(made)


@contextmanager
def _locked(lock: Path, folder: Path) -> Iterator[None]:
    """Hold a lock; its file is removed in the end, by the one that holds it."""
    handle = _opened(lock, folder)
    try:
        if left := _told(handle):
            warnings.warn(f"an earlier run into {folder} ({left}) was cut off", EventStudyWarning, stacklevel=5)
        now = datetime.now().astimezone().replace(microsecond=0)
        with suppress(OSError):  # only to tell others who it is
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"process {os.getpid()} since {now.isoformat(' ')}".encode())
        yield
    finally:
        with suppress(OSError):  # elsewhere than on POSIX only once it is closed
            lock.unlink()
        os.close(handle)
        if os.name != "posix":  # pragma: no cover - the other system
            with suppress(OSError):
                lock.unlink()


def _opened(lock: Path, folder: Path) -> int:
    """Return the file of a lock that is held, the one that bears the name; raise where another run holds it."""
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise EventStudyError(f"cannot write {folder}: {_why(error)} at {lock}; name another folder") from error
        try:
            free = taken(handle)
        except OSError as error:
            told = f"{lock.parent} has no locks ({_why(error)}): let no other run write to {folder} meanwhile"
            warnings.warn(told, EventStudyWarning, stacklevel=6)
            return handle
        if not free:
            told = f" ({who})" if (who := _told(handle)) else ""
            os.close(handle)
            raise EventStudyError(f"another run writes to {folder}{told}: wait for it, end it, or name another folder")
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return handle
        os.close(handle)  # its holder has just removed it


def _told(handle: int) -> str:
    """Return what a lock says of who holds it, or held it and was killed."""
    try:
        return os.read(handle, _TOLD).decode(errors="replace")
    except OSError:  # the other system keeps others from reading what is locked
        return ""


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def taken(handle: int) -> bool:
    """Take the lock of an open file if nobody holds it; the system takes it back when the file is closed.

    Raises
    ------
    OSError
        The file system has no locks.
    """
    try:
        if os.name == "nt":  # pragma: no cover - the other system
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # typed on that system only
        else:
            import fcntl  # noqa: PLC0415 - there is none on the other system

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def own_disk(place: Path) -> bool:
    """Tell whether a folder is a disk of its own, or stands in one that cannot be written: then all is done within."""
    if not place.exists():
        return False
    return place.stat().st_dev != place.parent.stat().st_dev or not os.access(place.parent, os.W_OK | os.X_OK)


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were not there, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()][::-1]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def remove_empty(made: Sequence[Path]) -> None:
    """Remove folders we made, innermost first, where nothing stands in them."""
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
