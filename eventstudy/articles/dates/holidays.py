"""Holidays that move with the weekday or with Easter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Callable

_RULES = table("english")["dates"]["holidays"]
_LUNAR = table("english")["dates"]["lunar"]
_THANKSGIVING = (3, 4, 11)
_FRIDAY = 4


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


def _lunar(year: int) -> date:
    listed = _LUNAR["days"].split()
    place = year - _LUNAR["first"]
    if not 0 <= place < len(listed):
        raise ValueError(year)
    month, day = map(int, listed[place].split("-"))
    return date(year, month, day)


_OWN_RULES: dict[str, Callable[[int], date]] = {
    "black": lambda year: nth_weekday(*_THANKSGIVING, year) + timedelta(1),
    "cyber": lambda year: nth_weekday(*_THANKSGIVING, year) + timedelta(4),
    "election": lambda year: nth_weekday(0, 1, 11, year) + timedelta(1),
    "victoria": lambda year: date(year, 5, 24) - timedelta(date(year, 5, 24).weekday()),
    "lunar": _lunar,
}


def is_session(day: date) -> bool:
    """Tell whether most markets trade on a day: no weekend, New Year's Day, Good Friday or Christmas Day.

    Examples
    --------
    >>> is_session(date(2020, 1, 1)), is_session(date(2020, 1, 2))
    (False, True)
    """
    fixed = (day.month, day.day) in {(1, 1), (12, 25)}
    return day.weekday() <= _FRIDAY and not fixed and day != easter(day.year) - timedelta(2)


def sessions_from(start: date, count: int) -> date:
    """Return the day so many trading days from `start`, back if negative.

    Examples
    --------
    >>> sessions_from(date(2020, 1, 3), -3)
    datetime.date(2019, 12, 30)
    """
    step, day = timedelta(1 if count > 0 else -1), start
    for _ in range(abs(count)):
        day += step
        while not is_session(day):
            day += step
    return day


def of_one_year(key: str) -> bool:
    """Tell whether a name is that of one day in history, as Black Monday of 1987.

    Examples
    --------
    >>> of_one_year("black monday"), of_one_year("black friday")
    (True, False)
    """
    rule = _RULES[key]
    return not isinstance(rule, str) and len(rule) > 2  # noqa: PLR2004 - with its year


def holiday_in(key: str, year: int) -> date:
    """Return the day of a holiday of ``english.toml`` in a year.

    Examples
    --------
    >>> holiday_in("black friday", 2019)
    datetime.date(2019, 11, 29)
    """
    rule = _RULES[key]
    if not isinstance(rule, str):
        return date(*rule) if len(rule) > 2 else date(year, *rule)  # noqa: PLR2004 - with its year
    if rule in _OWN_RULES:
        return _OWN_RULES[rule](year)
    if rule.startswith("easter"):
        return easter(year) + timedelta(int(rule.split()[1]))
    weekday, n, month = (int(part) for part in rule.split())
    return nth_weekday(weekday, n, month, year)
