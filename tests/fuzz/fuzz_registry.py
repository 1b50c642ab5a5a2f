"""Every target there is, and how a seed becomes another input."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from fuzz_articles import TARGETS
from fuzz_files import targets as of_files

if TYPE_CHECKING:
    from random import Random

    from fuzz_target import Target

_CELL = re.compile(rb"[^,;|\t\n=\"'\[\]{}]+")
"""What stands between the marks of tables and of settings, so that what is changed can still be read."""


@cache
def registry() -> dict[str, Target]:
    """Return the targets by name."""
    return {one.name: one for one in (*TARGETS, *of_files())}


def mutated(data: bytes, target: Target, rng: Random) -> bytes:
    """Return an input with one to five changes: bytes turned, words put in, pieces taken out, doubled or moved."""
    held = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randint(0, len(held))
        end = min(len(held), at + rng.choice((1, 2, 4, 16, 64)))
        match rng.randint(0, 9):
            case 0 if held:
                held[min(at, len(held) - 1)] = rng.randrange(256)
            case 1:
                del held[at:end]
            case 2:
                held[at:at] = held[at:end] * rng.choice((1, 2, 8))
            case 3:
                other = rng.choice(target.seeds)
                start = rng.randint(0, len(other))
                held[at:end] = other[start : start + rng.choice((4, 32, 256))]
            case 4 | 5 | 6 if target.words:
                held[at : rng.choice((at, end))] = rng.choice(target.words).encode()
            case 7 | 8 | 9 if target.words and (cells := list(_CELL.finditer(held))):
                cell = rng.choice(cells)
                held[cell.start() : cell.end()] = rng.choice(target.words).encode()
            case _:
                held[at:at] = rng.randbytes(rng.choice((1, 2, 8)))
    return bytes(held[: target.longest])
