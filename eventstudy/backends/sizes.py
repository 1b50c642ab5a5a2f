"""Memory in words, and how it is shared out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eventstudy.errors import UsageError

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limit:
    """Memory of a study.

    Attributes
    ----------
    total : int
        Bytes for everything.
    fixed : int
        Bytes that do not hang on the size of the blocks: libraries, sessions, what all blocks share.
    workers : int
        Blocks that are held at a time.
    """

    total: int
    fixed: int
    workers: int

    @property
    def block(self) -> int:
        """Return the bytes that a block may take."""
        return max(self.total - self.fixed, 0) // self.workers

    def needed(self, block: int) -> int:
        """Return the total that blocks of so many bytes need."""
        return self.fixed + self.workers * block


def parse_bytes(text: str | int) -> int:
    """Return a size of memory in bytes.

    Raises
    ------
    UsageError
        If it is no such size.

    Examples
    --------
    >>> parse_bytes("500MB"), parse_bytes("2 GiB"), parse_bytes("1.5g"), parse_bytes(4096)
    (500000000, 2147483648, 1500000000, 4096)
    """
    found = _MEMORY.fullmatch(str(text))
    size = 0
    if found:
        number, unit, binary = found.groups()
        scale = _UNITS[unit.lower()]
        size = int(float(number) * (1024 ** ["", "k", "m", "g", "t"].index(unit.lower()) if binary else scale))
    if size <= 0:
        raise UsageError(f"memory={text!r} is no size; give one as 500MB or 2GB")
    return size


def as_text(size: int) -> str:
    """Return bytes in the largest unit that fits, rounded up.

    Examples
    --------
    >>> as_text(1), as_text(1_234_567), as_text(2_000_000_000)
    ('1kB', '2MB', '2GB')
    """
    if size >= 10 * _UNITS["g"] or size % _UNITS["g"] == 0:
        return f"{-(-size // _UNITS['g'])}GB"
    unit = "m" if size >= _UNITS["m"] else "k"
    return f"{-(-size // _UNITS[unit])}{'MB' if unit == 'm' else 'kB'}"
