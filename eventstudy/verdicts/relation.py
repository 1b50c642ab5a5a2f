"""Relations of intervals, in exact decimals: is one inside the other, do they meet, what is their difference.

An end that is None is infinite. All functions keep track of whether an end belongs to its interval, so that "nearly
70" is ``[69, 70)`` and 70 itself is outside.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from eventstudy.records import Interval

__all__ = ["absolute", "disjoint", "inside", "intersect", "interval", "minus", "negate", "point", "widen"]

Closed = Literal["both", "left", "right", "neither"]


def _closed(*, left: bool, right: bool) -> Closed:
    if left and right:
        return "both"
    if left:
        return "left"
    return "right" if right else "neither"


def _left(span: Interval) -> bool:
    return span.closed in {"both", "left"}


def _right(span: Interval) -> bool:
    return span.closed in {"both", "right"}


def interval(
    low: Decimal | None, high: Decimal | None, unit: str = "", *, left: bool = True, right: bool = True
) -> Interval:
    """Return the interval from `low` to `high`; `left` and `right` say whether the ends belong to it."""
    return Interval(low, high, unit, _closed(left=left, right=right))


def point(value: Decimal, unit: str = "") -> Interval:
    """Return the interval that holds one number."""
    return Interval(value, value, unit)


def negate(span: Interval) -> Interval:
    """Mirror an interval at zero.

    Examples
    --------
    >>> negate(interval(Decimal(69), Decimal(70), right=False))
    Interval(low=Decimal('-70'), high=Decimal('-69'), unit='', closed='right')
    """
    return interval(
        None if span.high is None else -span.high,
        None if span.low is None else -span.low,
        span.unit,
        left=_right(span),
        right=_left(span),
    )


def absolute(span: Interval) -> Interval:
    """Return the magnitudes of a bounded interval's numbers.

    Examples
    --------
    >>> absolute(interval(Decimal(-3), Decimal(2)))
    Interval(low=Decimal('0'), high=Decimal('3'), unit='', closed='both')
    """
    if span.low is None or span.high is None or span.low >= 0:
        return span
    if span.high <= 0:
        return negate(span)
    return interval(Decimal(0), max(-span.low, span.high), span.unit)


def widen(span: Interval, by: Decimal) -> Interval:
    """Move both ends outwards by `by`."""
    return replace(
        span, low=None if span.low is None else span.low - by, high=None if span.high is None else span.high + by
    )


def _starts_within(inner: Interval, outer: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None:
        return False
    return inner.low > outer.low or (inner.low == outer.low and (_left(outer) or not _left(inner)))


def inside(inner: Interval, outer: Interval) -> bool:
    """Tell whether every number of `inner` lies in `outer`.

    Examples
    --------
    >>> seventy = point(Decimal(70))
    >>> inside(seventy, interval(Decimal(69), Decimal(70), right=False))
    False
    >>> inside(seventy, interval(Decimal(69), None))
    True
    """
    return _starts_within(inner, outer) and _starts_within(negate(inner), negate(outer))


def _below(first: Interval, second: Interval) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and not (_right(first) and _left(second)))


def disjoint(first: Interval, second: Interval) -> bool:
    """Tell whether two intervals have no number in common."""
    return _below(first, second) or _below(second, first)


def intersect(first: Interval, second: Interval) -> Interval | None:
    """Return what two intervals have in common, None where that is nothing.

    Examples
    --------
    >>> intersect(interval(Decimal(1), Decimal(3)), interval(Decimal(2), None))
    Interval(low=Decimal('2'), high=Decimal('3'), unit='', closed='both')
    """
    if disjoint(first, second):
        return None
    lower = first if _starts_within(first, second) else second
    upper = first if _starts_within(negate(first), negate(second)) else second
    return interval(lower.low, upper.high, first.unit, left=_left(lower), right=_right(upper))


def minus(first: Interval, second: Interval) -> Interval:
    """Return all differences of a number of `first` and a number of `second`.

    Examples
    --------
    A level of 69 to 70 after a rise of 2.5 to 3.5 came from somewhere between 65.5 and 67.5:

    >>> minus(interval(Decimal(69), Decimal(70), right=False), interval(Decimal("2.5"), Decimal("3.5")))
    Interval(low=Decimal('65.5'), high=Decimal('67.5'), unit='', closed='left')
    """
    return interval(
        None if first.low is None or second.high is None else first.low - second.high,
        None if first.high is None or second.low is None else first.high - second.low,
        first.unit,
        left=_left(first) and _right(second),
        right=_right(first) and _left(second),
    )
