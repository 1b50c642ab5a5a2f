"""Holidays that move with the weekday or with Easter."""

from __future__ import annotations

from datetime import date, timedelta

from eventstudy.articles.lexicon import table

_RULES = table("english")["dates"]["holidays"]
_THANKSGIVING = (3, 4, 11)


def easter(year: int) -> date:
    """Return Western Easter Sunday (anonymous Gregorian computus, Nature 1876, as in Meeus, Astronomical Algorithms).

    Examples
    --------
    >>> easter(2020)
    datetime.date(2020, 4, 12)
    """
    a, b, c = year % 19, year // 100, year % 100
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - b // 4 - g + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(weekday: int, n: int, month: int, year: int) -> date:
    """Return the `n`-th weekday (Monday is 0) of a month, -1 for the last.

    Examples
    --------
    >>> nth_weekday(3, 4, 11, 2019), nth_weekday(0, -1, 5, 2019)
    (datetime.date(2019, 11, 28), datetime.date(2019, 5, 27))
    """
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7)


def holiday_in(key: str, year: int) -> date:
    """Return the day of a holiday of ``english.toml`` in a year.

    Examples
    --------
    >>> holiday_in("black friday", 2019)
    datetime.date(2019, 11, 29)
    """
    rule = _RULES[key]
    if not isinstance(rule, str):
        return date(year, rule[0], rule[1])
    if rule in {"black", "cyber"}:
        return nth_weekday(*_THANKSGIVING, year) + timedelta(1 if rule == "black" else 4)
    if rule.startswith("easter"):
        return easter(year) + timedelta(int(rule.split()[1]))
    weekday, n, month = (int(part) for part in rule.split())
    return nth_weekday(weekday, n, month, year)
