"""Numbers, days and intervals in the words and digits a reader sees."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSING = "\N{EN DASH}"
"""Stands where there is no number."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_LEVELS = (0.1, 0.05, 0.01)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def is_missing(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, NaT or an empty text.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing(""), is_missing(0.0)
    (True, True, False)
    """
    if value is None or value is pd.NaT or value == "":
        return True
    return isinstance(value, float) and math.isnan(value)


def number(value: object, digits: int = 2) -> str:
    """Return a number with a fixed count of decimals and thousands set apart, or the sign for none.

    Examples
    --------
    >>> number(28553.334), number(None) == MISSING
    ('28,553.33', True)
    """
    return MISSING if is_missing(value) else _unsigned_zero(f"{float(str(value)):,.{digits}f}")


def count(value: object) -> str:
    """Return a whole number, or the sign for none.

    Examples
    --------
    >>> count(240.0)
    '240'
    """
    return MISSING if is_missing(value) else f"{round(float(str(value))):,}"


def true_minus(text: str) -> str:
    """Return numbers with the sign that is as wide as a plus, for a figure or a page.

    Examples
    --------
    >>> ord(true_minus("-1")[0]) == 0x2212
    True
    """
    return text.replace("-", "\N{MINUS SIGN}")


def percent(value: object, digits: int = 2, *, sign: bool = True) -> str:
    """Return a fraction as per cent.

    Examples
    --------
    >>> percent(0.03547), percent(-0.0081), percent(0.0191, sign=False)
    ('+3.55 %', '-0.81 %', '1.91 %')
    """
    if is_missing(value):
        return MISSING
    text = f"{100 * float(str(value)):{'+' if sign else ''}.{digits}f}"
    return f"{_unsigned_zero(text)} %"


def percent_interval(low: object, high: object, digits: int = 2) -> str:
    """Return an interval of fractions as per cent.

    Examples
    --------
    >>> percent_interval(-0.00012, 0.0711)
    '-0.01 to +7.11 %'
    """
    if is_missing(low) or is_missing(high):
        return MISSING
    return f"{percent(low, digits).removesuffix(' %')} to {percent(high, digits)}"


def _unsigned_zero(text: str) -> str:
    """Return the text without a sign where every digit of it is zero."""
    return text.lstrip("+-") if set(text) <= set("+-0.,") else text


def p_value(value: object) -> str:
    """Return a p-value with the digits that mean something.

    Three decimals below 0.1, else two; four where three would hide on which side of 0.1, 0.05 or 0.01 it lies.

    Examples
    --------
    >>> p_value(0.0031), p_value(0.00004), p_value(0.4567), p_value(0.04996)
    ('0.003', '<0.001', '0.46', '0.04996')
    """
    if is_missing(value):
        return MISSING
    p = float(str(value))
    if p < 0.001:  # noqa: PLR2004 - the smallest p that three decimals can show
        return "<0.001"
    digits = 3 if p < _LEVELS[0] else 2
    while any(p != level and round(p, digits) == level for level in _LEVELS) and digits < 8:  # noqa: PLR2004 - enough
        digits += 1
    return f"{p:.{digits}f}"


def p_phrase(value: object) -> str:
    """Return a p-value as it stands in a sentence.

    Examples
    --------
    >>> p_phrase(0.0031), p_phrase(0.00004)
    ('p = 0.003', 'p < 0.001')
    """
    text = p_value(value)
    return f"p < {text[1:]}" if text.startswith("<") else f"p = {text}"


def coverage(level: float) -> str:
    """Return what an interval covers at a level.

    Examples
    --------
    >>> coverage(0.05)
    '95 %'
    """
    return f"{100 * (1 - level):g} %"


def as_day(value: object) -> date | None:
    """Return a cell as a day: a date, a moment, a timestamp or ISO text; None where there is none.

    Examples
    --------
    >>> as_day("2020-01-03")
    datetime.date(2020, 1, 3)
    """
    if is_missing(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else pd.Timestamp(str(value)).date()


def iso(value: object) -> str:
    """Return a day as ISO text, or the sign for none.

    Examples
    --------
    >>> iso(date(2020, 1, 3))
    '2020-01-03'
    """
    day = as_day(value)
    return MISSING if day is None else day.isoformat()


def long_day(value: object) -> str:
    """Return a day in words, the same in every locale.

    Examples
    --------
    >>> long_day("2020-01-03")
    'Friday 3 January 2020'
    """
    day = as_day(value)
    return MISSING if day is None else f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(value: object) -> str:
    """Return a day without its year, the month in three letters.

    Examples
    --------
    >>> short_day("2020-01-03")
    '3 Jan'
    """
    day = as_day(value)
    return MISSING if day is None else f"{day.day} {MONTHS[day.month - 1][:3]}"


def window(first: object, last: object) -> str:
    """Return a window of sessions as it stands in tables.

    Examples
    --------
    >>> window(-1, 1)
    '(-1, 1)'
    """
    return f"({count(first)}, {count(last)})"


def within(first: object, last: object) -> str:
    """Return a window as it stands in a sentence.

    Examples
    --------
    >>> within(0, 0), within(-1, 1)
    ('on day 0', 'in window (-1, 1)')
    """
    return "on day 0" if first == last == 0 else f"in window {window(first, last)}"


def name_of(series: str, names: Mapping[str, str] | None) -> str:
    """Return the name a reader knows a series by, else its id.

    Examples
    --------
    >>> name_of("brent", {"brent": "Brent crude"}), name_of("xom", None)
    ('Brent crude', 'xom')
    """
    return (names or {}).get(series, series)


def words(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Return an id as words.

    Examples
    --------
    >>> words("not_observable"), words(None) == MISSING
    ('not observable', True)
    """
    return MISSING if is_missing(value) else str(value).replace("_", " ")


def one_line(text: str) -> str:
    r"""Return a quotation with its line breaks as spaces.

    Examples
    --------
    >>> one_line("up 1.3\n  percent")
    'up 1.3 percent'
    """
    return " ".join(text.split())


def joined(parts: list[str]) -> str:
    """Return a list as prose.

    Examples
    --------
    >>> joined(["a"]), joined(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "none"


def share(value: object) -> str:
    """Return a share between 0 and 1 as per cent of something, without a sign.

    Examples
    --------
    >>> share(0.0312), share(0.0004)
    ('3.1 %', 'under 0.1 %')
    """
    if is_missing(value):
        return MISSING
    number_ = float(str(value))
    return "under 0.1 %" if 0 < number_ < 0.001 else f"{100 * number_:.1f} %"  # noqa: PLR2004 - one decimal of a per cent


def in_words(number: int) -> str:
    """Return a small number as a word.

    Examples
    --------
    >>> in_words(9), in_words(40)
    ('nine', '40')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
