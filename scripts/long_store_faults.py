"""Let the file system under the price cache fail at every call, and kill at every line, and look at what is left.

faults
    Each call to the file system fails in turn: no room left, an error of the disk; before it has any effect (half of
    what is written being there), or after all of it.
lines
    A process is killed (SIGKILL) at each line of the store's code that keeping prices comes by, one after another.

What is then read must be whole, the copy of before or the new one; the new one where no failure was reported; and the
next copy can be kept, with nothing left over.

    scripts/long store_faults
"""

from __future__ import annotations

import argparse
import errno
import io
import itertools
import os
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from long_store_kills import SOURCE, TICKER, check, entry, generation

from eventstudy.errors import PriceError
from eventstudy.prices.disk import Disk
from eventstudy.prices.store import Kept, Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class Unsynced(Disk):
    """How files are written where nothing is tried out: without waiting for the disk."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file."""
        path.write_bytes(data)

    def sync(self, folder: Path) -> None:
        """Do nothing."""


def kill_at_lines(folder: Path, *, every: int) -> int:
    """Kill a writer at its first line, its `every`-th after that and so on to its last; return how many kills."""
    kills = 0
    while True:
        home = folder / str(kills)
        Store(home, disk=Unsynced()).put(entry(TICKER), generation(1))
        child = os.fork()
        if child == 0:
            try:
                _traced(1 + kills * every)
                _write_second(home)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        _old_or_new(home, f"line {1 + kills * every}", done=not os.WIFSIGNALED(status))
        if not os.WIFSIGNALED(status):
            return kills
        kills += 1


def _traced(limit: int) -> None:
    """Kill this process at the `limit`-th line of the store's own code, and of what it moves files with."""
    own, seen = ("eventstudy/prices", "pathlib", "shutil"), 0

    def local(_frame: FrameType, event: str, _arg: object) -> Callable[..., Any]:
        nonlocal seen
        seen += event == "line"
        if seen == limit:
            os.kill(os.getpid(), signal.SIGKILL)
        return local

    def entered(frame: FrameType, _event: str, _arg: object) -> Callable[..., Any] | None:
        return local if any(one in frame.f_code.co_filename for one in own) else None

    sys.settrace(entered)


def _write_second(home: Path) -> None:
    store = Store(home)
    with store.writing(SOURCE, TICKER) as cannot:
        if not cannot:
            store.put(entry(TICKER), generation(2))


def _old_or_new(home: Path, where: str, *, done: bool) -> None:
    """Look at what is left of the first generation and the second, and whether the next one can be kept."""
    store = Store(home, disk=Unsynced(), wait=1.0)
    held = store.read(SOURCE, TICKER)
    check(isinstance(held, Kept), f"{where}: {held}")
    assert isinstance(held, Kept)  # noqa: S101 - for the type checker
    number = int(held.rows["close"].iloc[0])
    check(held.rows.equals(generation(number)) and number in {1, 2}, f"{where}: generation {number} is torn")
    check(number == 2 or not done, f"{where}: reported kept, and is not")  # noqa: PLR2004 - the second
    with store.writing(SOURCE, TICKER):
        named = store.put(entry(TICKER), generation(3))
    left = sorted(path.name for path in (store.folder / SOURCE / TICKER).iterdir())
    check(left == sorted([named.file, "manifest.json"]), f"{where}: {left} are left over")


class Failing:
    """Within it, the `fails_at`-th call to the file system fails with error `number`, before or after its effect."""

    CALLS = ("open", "fsync", "replace", "unlink", "mkdir", "ftruncate", "write", "listdir", "scandir")

    def __init__(self, fails_at: int, number: int, *, late: bool) -> None:
        self.fails_at, self.number, self.late, self.seen = fails_at, number, late, 0
        self.real = {name: getattr(os, name) for name in self.CALLS}
        self.real_open = io.open

    def __enter__(self) -> Self:
        """Put failing calls in the place of the real ones."""
        for name, real in self.real.items():
            setattr(os, name, partial(self.tried, real))
        io.open = self.opened
        return self

    def __exit__(self, *_: object) -> None:
        """Put the real ones back."""
        for name, real in self.real.items():
            setattr(os, name, real)
        io.open = self.real_open

    def tried(self, real: Callable[..., Any], *given: Any, **more: Any) -> Any:  # noqa: ANN401 - any call
        """Call the real one, or fail."""
        self.seen += 1
        fails = self.seen == self.fails_at
        found = real(*given, **more) if self.late or not fails else None
        if fails:
            raise OSError(self.number, os.strerror(self.number))
        return found

    def opened(self, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - any file
        """Open a file whose writing may fail."""
        handle = self.tried(self.real_open, *given, **more)
        return Half(handle, self) if handle.writable() else handle


class Half:
    """A file for writing; where that fails, half is written."""

    def __init__(self, handle: IO[Any], failing: Failing) -> None:
        self.handle, self.failing = handle, failing
        self.fileno, self.close = handle.fileno, handle.close

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.handle.close()

    def write(self, data: bytes) -> int:
        """Write all, or half of it and fail."""
        try:
            return int(self.failing.tried(self.handle.write, data))
        except OSError:
            if not self.failing.late:
                self.handle.write(data[: len(data) // 2])
            raise

    def flush(self) -> None:
        """Flush, or fail."""
        self.failing.tried(self.handle.flush)


def fail_each(folder: Path) -> tuple[int, int]:
    """Let each call fail in turn, in each way; return how many faults there were, and how many the writer reported."""
    faults, reported = 0, 0
    for number, late in itertools.product((errno.ENOSPC, errno.EIO), (False, True)):
        for fails_at in itertools.count(1):
            home, failed = folder / f"{number}-{late}-{fails_at}", ""
            Store(home, disk=Unsynced()).put(entry(TICKER), generation(1))
            with Failing(fails_at, number, late=late) as failing:
                store = Store(home)
                try:
                    with store.writing(SOURCE, TICKER) as failed:
                        if not failed:
                            store.put(entry(TICKER), generation(2))
                except PriceError as error:
                    failed = str(error)
            _old_or_new(home, f"call {fails_at}, {os.strerror(number)}", done=not failed)
            if failing.seen < fails_at:
                break
            faults, reported = faults + 1, reported + bool(failed)
    return faults, reported


def main() -> None:
    """Try what was asked for, in a folder of its own, and print what it came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="at which lines to kill")
    every, began = parser.parse_args().every, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        faults, reported = fail_each(Path(folder) / "faults")
        kills = kill_at_lines(Path(folder) / "lines", every=every)
    print(
        f"{faults} faults, each call to the file system in turn, {reported} of them reported; {kills} kills, at line "
        f"after line by {every}; nothing torn, nothing lost ({time.monotonic() - began:.0f} s)"
    )


if __name__ == "__main__":
    main()
