"""The words of a verdict: numbers, days, and the one sentence that says why.

Prices agree or disagree with a report; no sentence here calls it true or false.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from eventstudy.instruments import catalogue, short_names

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.records import Interval

__all__ = ["apart", "called", "day_text", "listed", "number", "ordinal", "sentence", "span_text"]

_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
_UNITS = {"percent": " %", "percentage_points": " percentage points", "bp": " basis points", "points": " points"}
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SMALL = Decimal("0.01")
_LONGEST = 4
"""A number of up to four decimals is shown as it is: the end of a rounding interval must not be rounded itself."""


def number(value: Decimal, unit: str | None = None, *, sign: bool = False, places: int = 2) -> str:
    """Return a number for reading, with its unit: as it is if short, else to two decimals.

    `places` are the decimals it has at the least.

    Examples
    --------
    >>> number(Decimal("28634.88"), "points"), number(Decimal("3.547169"), "percent", sign=True)
    ('28,634.88 points', '+3.55 %')
    >>> number(Decimal("0.0012345")), number(Decimal("69.195"), "usd"), number(Decimal("-66.5"), "usd")
    ('0.0012', '$69.195', '-$66.50')
    """
    if not value.is_finite():
        return "no figure"
    given = -int(value.normalize().as_tuple().exponent)
    rounded = _LONGEST if abs(value) < _SMALL else 2
    shown = f"{abs(value):,.{max(places, given) if given <= _LONGEST else rounded}f}"
    lead = "-" if value < 0 else "+" if sign else ""
    unit = unit or ""
    return f"{lead}{_SYMBOLS.get(unit, '')}{shown}{'' if unit in _SYMBOLS else _UNITS.get(unit, f' {unit}'.rstrip())}"


def span_text(span: Interval) -> str:
    """Return an interval for reading.

    Examples
    --------
    >>> from eventstudy.records import Interval
    >>> span_text(Interval(Decimal("66.22"), Decimal("69.50"), "usd"))
    '$66.22 to $69.50'
    >>> span_text(Interval(Decimal(69), Decimal(70), "usd")), span_text(Interval(Decimal(3), None, "percent"))
    ('$69 to $70', 'at least 3 %')
    >>> span_text(Interval(Decimal("0.75"), Decimal("1.25"), "percent"))
    '0.75 to 1.25 %'
    """
    ends = [end for end in (span.low, span.high) if end is not None]
    places = 0 if all(end == end.to_integral_value() for end in ends) else 2
    if span.low is None and span.high is None:
        return "any value"
    if span.high is None and span.low is not None:
        return f"at least {number(span.low, span.unit, places=places)}"
    if span.low is None and span.high is not None:
        return f"at most {number(span.high, span.unit, places=places)}"
    low, high = Decimal(span.low or 0), Decimal(span.high or 0)
    if low == high:
        return number(low, span.unit)
    bare = "" if span.unit in _UNITS else span.unit
    return f"{number(low, bare, places=places)} to {number(high, span.unit, places=places)}"


def apart(change: Decimal, unit: str) -> str:
    """Return where a price stands to another one.

    Examples
    --------
    >>> apart(Decimal("-1.25"), "percent"), apart(Decimal("2.35"), "usd"), apart(Decimal(0), "usd")
    ('1.25 % below', '$2.35 above', 'level with')
    """
    if not change:
        return "level with"
    return f"{number(abs(change), unit)} {'above' if change > 0 else 'below'}"


def called(series: str) -> str:
    """Return what a reader calls a series.

    Examples
    --------
    >>> called("brent"), called("dow"), called("us10y"), called("acme")
    ('Brent crude', 'the Dow Jones Industrial Average', 'the yield of the ten-year US Treasury note', 'acme')
    """
    known = catalogue().get(series)
    name = short_name(series)
    if known is None or known.kind not in {"index", "yield"}:
        return name
    return f"the {name}" if known.kind == "index" else f"the {name[:1].lower()}{name[1:]}"


@lru_cache(maxsize=1024)
def short_name(series: str) -> str:
    """Return the short name of the catalogue, the id itself for a series that is not in it."""
    return short_names().get(series, series)


def day_text(day: date) -> str:
    """Return a day for reading.

    Examples
    --------
    >>> from datetime import date
    >>> day_text(date(2020, 1, 3))
    '3 January 2020'
    """
    return f"{day.day} {day:%B %Y}"


def ordinal(n: int) -> str:
    """Return a rank in words.

    Examples
    --------
    >>> ordinal(2), ordinal(11), ordinal(22)
    ('second', '11th', '22nd')
    """
    if 0 < n < len(_ORDINALS):
        return _ORDINALS[n]
    teens = range(11, 14)
    ending = "th" if n % 100 in teens else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def listed(words: list[str]) -> str:
    """Join words with commas and a last "and".

    Examples
    --------
    >>> listed(["brent"]), listed(["brent", "wti", "dubai"])
    ('brent', 'brent, wti and dubai')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(*clauses: str) -> str:
    """Join clauses into one sentence.

    Examples
    --------
    >>> sentence("prices agree", "", "the range is wide")
    'Prices agree; the range is wide.'
    """
    text = "; ".join(clause for clause in clauses if clause)
    return f"{text[:1].upper()}{text[1:]}."
