"""Numbers and intervals of reported moves, with the unit they were reported in."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from eventstudy.report.formats import MISSING

if TYPE_CHECKING:
    from eventstudy.records import Interval

_CENT, _FINEST = Decimal("0.01"), Decimal("0.00001")
_SMALL = 10
"""Units of money below which cents tell too little."""
_SUFFIXES = {"percent": " %", "percentage_points": " percentage points", "bp": " bp", "points": " points"}


def digits_of(value: Decimal, *, money: bool = False) -> str:
    """Return a decimal with thousands set apart: up to three decimals as they are, more rounded to two.

    Of money below ten, as rates of exchange are, up to five decimals stay: 1.0176 francs are not 1.02.

    Examples
    --------
    >>> digits_of(Decimal("28553.3349")), digits_of(Decimal("68"))
    ('28,553.33', '68')
    >>> digits_of(Decimal("1.01755"), money=True), digits_of(Decimal("1.0000004"), money=True)
    ('1.01755', '1.00')
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -3:  # noqa: PLR2004 - half a cent is a bound of its own
        return f"{value:,f}"
    if not money or abs(value) >= _SMALL:
        return f"{value.quantize(_CENT, ROUND_HALF_EVEN):,f}"
    whole, _, decimals = f"{value.quantize(_FINEST, ROUND_HALF_EVEN):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def amount(value: Decimal, unit: str | None) -> str:
    """Return a number of a reported move with its unit.

    Examples
    --------
    >>> amount(Decimal("69.20"), "usd"), amount(Decimal("-1.3"), "percent"), amount(Decimal(300), "points")
    ('$69.20', '-1.3 %', '300 points')
    >>> amount(Decimal("2.5"), "usd"), amount(Decimal(70), "usd")
    ('$2.50', '$70')
    """
    if unit == "usd":
        whole = digits_of(abs(value), money=True)
        cents = "0" if whole[-2:-1] == "." else ""  # $2.50, but $70 as it was written
        return f"{'-' if value < 0 else ''}${whole}{cents}"
    if unit is None:
        return digits_of(value)
    if unit == "rank":
        return f"rank {digits_of(value)}"
    if unit == "sessions":
        return f"{digits_of(value)} session{'' if value == 1 else 's'}"
    suffix = _SUFFIXES.get(unit, f" {unit.upper() if len(unit) == len('usd') else unit}")
    return digits_of(value, money=unit not in _SUFFIXES) + suffix


def interval(value: Interval | None, *, sign: bool = False) -> str:
    """Return an interval in words, saying of an end that it does not belong; `sign` writes the plus of a rise.

    Examples
    --------
    >>> from eventstudy.records import Interval
    >>> interval(Interval(Decimal(69), Decimal(70), "usd", closed="left"))
    '$69 to below $70'
    >>> interval(Interval(Decimal("68.99"), None, "usd"))
    '$68.99 or more'
    >>> interval(Interval(Decimal("3.5472"), Decimal("3.5472"), "percent"), sign=True)
    '+3.55 %'
    >>> interval(Interval(Decimal("27960.8"), Decimal("27960.8"), "points"))
    '27,960.80 points'
    """
    if value is None or (value.low is None and value.high is None):
        return MISSING
    low_in, high_in = value.closed in {"both", "left"}, value.closed in {"both", "right"}
    if value.low is None and value.high is not None:
        top = _end(value.high, value.unit, sign)
        return f"{top} or less" if high_in else f"below {top}"
    if value.high is None and value.low is not None:
        bottom = _end(value.low, value.unit, sign)
        return f"{bottom} or more" if low_in else f"above {bottom}"
    low, high = (_end(_finite(end), value.unit, sign) for end in (value.low, value.high))
    if low == high:
        return low
    shared = _SUFFIXES.get(value.unit, "")
    high = high.removeprefix("rank ")
    return f"{'' if low_in else 'above '}{low.removesuffix(shared)} to {'' if high_in else 'below '}{high}"


def _end(value: Decimal, unit: str, sign: bool) -> str:
    """Return an end of an interval; an index to two decimals where it has one, as its own sheet gives it."""
    if unit == "points" and value.as_tuple().exponent == -1:
        value = value.quantize(_CENT)
    return f"{'+' if sign and value > 0 else ''}{amount(value, unit)}"


def _finite(value: Decimal | None) -> Decimal:
    """Return an end of an interval that is known to be there."""
    return Decimal(0) if value is None else value
