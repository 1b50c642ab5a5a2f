"""What an instrument is called in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Name:
    """An instrument named at tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "name"
    instrument: str
    """Catalogue id, or the words as written."""
    sort: str
    """Kind of instrument: "index", "stock" ..."""
    first: int
    last: int
    candidates: tuple[str, ...] = ()
    inverted: bool = False
    unit: str = ""
    per: str = ""
    evidence: float = 1.0
    """How sure it is that this is an instrument at all."""
    generic: bool = False
    """A word for several instruments, of which an earlier name may choose one."""
    paper: bool = False
    """A bond by itself, whose points are of its price and not of its yield."""
