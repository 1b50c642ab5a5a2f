"""What a target of fuzzing is: a function of bytes that raises only for a fault."""

from __future__ import annotations

import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING
from unicodedata import category

from eventstudy.errors import EventStudyError, EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = Path(__file__).parent / "kept"
"""Inputs that found something, by the name of the target, and a few that begin well."""

BASE = 3.0
PER_BYTE = 200e-6
"""CPU seconds that an input may take, and as many more for each byte; a hundred times what an article takes."""


class Fault(AssertionError):  # noqa: N818 - reads better where it is raised and caught
    """An answer that breaks what is promised, or an input that takes too long."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader.

    Attributes
    ----------
    name
        As the command line has it.
    read
        Reads the bytes, and raises `Fault` where the answer breaks a promise.
    words
        What the inputs are likely to be made of.
    seeds
        Inputs to begin with.
    longest
        Bytes of an input that is worth trying.
    per_run
        Mutations tried in the suite.
    """

    name: str
    read: Callable[[bytes], object]
    words: tuple[str, ...]
    seeds: tuple[bytes, ...]
    longest: int = 4096
    per_run: int = 200

    def __call__(self, data: bytes, *, slower: float = 1.0) -> bool:
        """Try one input; return whether it was read, and raise for a fault alone.

        Raises
        ------
        Fault
            It took more time than is allowed for its size, times `slower`, or the answer breaks a promise.
        """
        start = process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", EventStudyWarning)
            try:
                self.read(data)
                done = True
            except EventStudyError as error:
                require_one_line(str(error))
                done = False
        spent = process_time() - start
        require(spent <= slower * (BASE + PER_BYTE * len(data)), f"{spent:.1f} s for {len(data)} bytes")
        return done

    def kept(self) -> list[bytes]:
        """Return the inputs kept for it."""
        return [path.read_bytes() for path in sorted((KEPT / self.name).glob("*"))]


def require(held: bool, broken: str) -> None:
    """Raise a fault where something does not hold."""
    if not held:
        raise Fault(broken)


def require_one_line(message: str) -> None:
    """Raise a fault where a message is not one line that a terminal can show."""
    require(bool(message.strip()), "an empty message")
    steering = [one for one in message if not one.isprintable() and category(one) != "Zs"]
    require(not steering, f"{steering[:1]} in the message {message[:200]!r}")


@cache
def room() -> Path:
    """Return a folder for files of inputs, in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is made by tempfile
    return Path(tempfile.mkdtemp(prefix="eventstudy-fuzz-", dir=memory if memory.is_dir() else None))


def as_file(data: bytes, name: str) -> Path:
    """Return a file that holds the bytes; the next one of this name takes its place."""
    path = room() / name
    path.write_bytes(data)
    return path
