"""The scale of a row in the figure of moves: what the words allow becomes -1 to 1, whatever its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from eventstudy.records import Interval, Verdict

EDGE = 3.0
"""Where a row ends, in half widths of what the words allow."""


class Scale(NamedTuple):
    """Straight line from the unit of a row to the width of the figure: what the words allow becomes -1 to 1."""

    centre: float
    half: float

    def place(self, value: Decimal | float) -> float:
        """Return where a number of the row stands."""
        return (float(value) - self.centre) / self.half


def scale_of(verdict: Verdict) -> Scale | None:
    """Return the scale of a row, from the ends of what the words allow; None where nothing bounds it.

    Examples
    --------
    A tolerance of 68 to 70.05 is centred on 69.025 and 1.025 wide to either side. With one end open the finite end
    becomes -1 or 1, and the distance to what was observed sets the width.
    """
    band = _bounded(verdict.tolerant) or _bounded(verdict.core)
    if band is None:
        return None
    if band.low is not None and band.high is not None:
        low, high = float(band.low), float(band.high)
        half = (high - low) / 2 or abs(low) / 100 or 1.0
        return Scale((low + high) / 2, half)
    seen = [float(end) for end in _ends(verdict.observed)]
    anchor = float(band.low if band.low is not None else band.high if band.high is not None else 0)
    reach = max([abs(end - anchor) for end in seen], default=0.0) / 2 or abs(anchor) / 100 or 1.0
    return Scale(anchor + reach if band.low is not None else anchor - reach, reach)


def _bounded(value: Interval | None) -> Interval | None:
    """Return an interval with at least one finite end, else None."""
    return None if value is None or (value.low is None and value.high is None) else value


def _ends(value: Interval | None) -> list[Decimal]:
    """Return the finite ends of an interval."""
    return [end for end in (value.low, value.high) if end is not None] if value is not None else []


def clipped(scale: Scale, value: Interval) -> tuple[float, float]:
    """Return where an interval begins and ends in a row, cut off at its edges."""
    low = -EDGE if value.low is None else max(-EDGE, min(EDGE, scale.place(value.low)))
    high = EDGE if value.high is None else max(-EDGE, min(EDGE, scale.place(value.high)))
    return low, high
