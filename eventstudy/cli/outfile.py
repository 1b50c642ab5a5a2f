"""One file, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from eventstudy.cli import account
from eventstudy.errors import EventStudyError


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written, before any work is done for it.

    Raises
    ------
    EventStudyError
        It is a folder or a device, or its folder is missing or may not be written.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise EventStudyError(f"--out {path} is no ordinary file; name one, or leave out --out for standard output")
    if path.is_dir():
        raise EventStudyError(f"--out {path} is a folder; name a file in it, as {path / 'table.csv'}")
    if not path.absolute().parent.is_dir():
        raise EventStudyError(f"--out {path}: there is no folder {path.parent}; make it, or name another file")
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise EventStudyError(f"--out {path}: no permission to write in {path.parent}; name a file elsewhere")


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: what was there stays until the new one is on the disk.

    Raises
    ------
    EventStudyError
        It cannot be written.
    """
    beside, place = "", path.resolve()
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(place)
    except BaseException as error:
        Path(beside).unlink(missing_ok=True) if beside else None
        if isinstance(error, OSError):
            reason = (error.strerror or type(error).__name__).lower()
            raise EventStudyError(f"cannot write {path}: {reason}; what was there is as it was") from error
        raise
    account.wrote(path, [len(content)])


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
