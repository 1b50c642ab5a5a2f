"""The last step of a check, in exact decimals: what prices show, held against what the words mean."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.records import Interval, Verdict

__all__ = ["comparison"]

_PLACES = 6
_COUNTED = {"extreme", "rank", "streak", "order"}
_MUST_FIT = {"confirmed", "confirmed_loose", "consistent", "direction_only", "contradicted", "ambiguous"}


def comparison(item: Verdict) -> str:
    """Return how what prices show lies to what the words mean, as one line of arithmetic; nothing without both.

    What the words are held against is the narrow reading where prices fit it, else the wide one.
    """
    seen, core, wide = item.observed, item.core, item.tolerant
    if item.move.kind in _COUNTED or item.verdict not in _MUST_FIT or seen is None or wide is None:
        return ""
    if seen.low is None or seen.high is None:
        return ""
    band, means = (core, "mean") if core is not None and _gap(seen, core) <= 0 else (wide, "allow")
    gap = _gap(seen, band)
    shown = digits(seen.low) if seen.low == seen.high else f"{digits(seen.low)} to {digits(seen.high)}"
    meant = f"{_written(band)}, which the words {means}"
    if gap > 0:
        return f"{shown} lies {digits(gap)} outside {meant}"
    if _holds(band, seen):
        return f"{shown} lies within {meant}"
    return f"{shown} holds all of {meant}" if _holds(seen, band) else f"{shown} reaches into {meant}"


def digits(value: Decimal) -> str:
    """Return a decimal with at most six places, and cents in full.

    Examples
    --------
    >>> digits(Decimal("-1.0927714349")), digits(Decimal("69.5")), digits(Decimal(-3) / 4), digits(Decimal(70))
    ('-1.092771', '69.50', '-0.75', '70')
    """
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        value = value.quantize(Decimal(1).scaleb(-_PLACES), ROUND_HALF_EVEN).normalize()
    return f"{value:,.2f}" if value.as_tuple().exponent == -1 else f"{value:,f}"


def _gap(seen: Interval, band: Interval) -> Decimal:
    """Return how far two intervals lie apart, negative where they overlap by more than a point; open ends count."""
    below = Decimal(-1) if band.low is None or seen.high is None else band.low - seen.high
    above = Decimal(-1) if band.high is None or seen.low is None else seen.low - band.high
    return max(below, above)


def _holds(outer: Interval, inner: Interval) -> bool:
    """Tell whether an interval lies within another, ends included."""
    low = outer.low is None or (inner.low is not None and outer.low <= inner.low)
    return low and (outer.high is None or (inner.high is not None and inner.high <= outer.high))


def _written(band: Interval) -> str:
    """Return an interval as mathematics writes it, its unit left to the lines above.

    Examples
    --------
    >>> from eventstudy.records import Interval
    >>> _written(Interval(Decimal(69), Decimal(70), "usd", "left")), _written(Interval(Decimal(5), None, "usd"))
    ('[69, 70)', '[5, ...)')
    """
    left = "[" if band.closed in {"both", "left"} and band.low is not None else "("
    right = "]" if band.closed in {"both", "right"} and band.high is not None else ")"
    ends = ("..." if end is None else digits(end) for end in (band.low, band.high))
    return f"{left}{', '.join(ends)}{right}"
