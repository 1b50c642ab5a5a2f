"""What sections of the benchmark share: a row, the best of several runs, the exponent of growth."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    seconds: float
    figure: str = ""
    """What the seconds come to: a rate, an exponent."""
    ratio: float = math.nan
    """Times as long as the plain thing."""


def best(run: Callable[[], object], *, times: int = 3, clock: Callable[[], float] = time.process_time) -> float:
    """Return the least seconds that `run` took, by default of the processor."""
    taken = []
    for _ in range(times):
        started = clock()
        run()
        taken.append(clock() - started)
    return min(taken)


def slope(lengths: list[int], seconds: list[float]) -> float:
    """Return the exponent of the power law through the points, by least squares of the logarithms.

    Examples
    --------
    >>> round(slope([1, 2, 4], [3.0, 6.0, 12.0]), 6)
    1.0
    """
    x, y = [math.log(length) for length in lengths], [math.log(max(one, 1e-9)) for one in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((one - mean_x) * (other - mean_y) for one, other in zip(x, y, strict=True))
    return above / sum((one - mean_x) ** 2 for one in x)
