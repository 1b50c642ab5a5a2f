"""When the front month of a crude future expires, by its exchange's rule, and on which session a splice changes month.

ICE Brent ceases to trade on the last business day of the second month before that of the contract, in December on the
business day before the year's last (contract rules of ICE Futures Europe). NYMEX WTI (CL) ceases three business days
before the 25th calendar day of the month before delivery or, where the 25th is no business day, three business days
before the last one that precedes it (NYMEX rulebook, chapter 200). A splice of front months joins two contracts on the
session after.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from eventstudy.errors import CalendarError
from eventstudy.sessions import sessions

__all__ = ["front_month", "rolls_of"]

_AHEAD = {"brent": 2, "wti": 1}
"""Months from the expiry to the contract's own, by series whose rule is known."""
_DECEMBER = 12
_WTI_DAY, _WTI_BEFORE = 25, 3


def rolls_of(series: str, first: date, last: date) -> frozenset[date] | None:
    """Return the sessions from `first` to `last` on which the front month changes; None where no rule is known.

    Examples
    --------
    >>> sorted(str(day) for day in rolls_of("brent", date(2019, 12, 1), date(2020, 2, 28)))
    ['2019-12-02', '2019-12-31', '2020-02-03']
    >>> sorted(str(day) for day in rolls_of("wti", date(2020, 3, 1), date(2020, 4, 30)))
    ['2020-03-23', '2020-04-22']
    """
    if series not in _AHEAD:
        return None
    return frozenset(day for _, day in _expiries(series, first.year, last.year) if first <= day <= last)


def front_month(series: str, day: date) -> int | None:
    """Return the month, 1 to 12, of the front contract on a day: that which expires next; None where no rule is known.

    Examples
    --------
    >>> front_month("wti", date(2020, 4, 21)), front_month("wti", date(2020, 4, 22))
    (5, 6)
    """
    if series not in _AHEAD:
        return None
    expiry = next((last for last, _ in _expiries(series, day.year, day.year + 1) if last >= day), day)
    return (expiry.month + _AHEAD[series] - 1) % _DECEMBER + 1


@lru_cache(maxsize=64)
def _expiries(series: str, first: int, last: int) -> tuple[tuple[date, date], ...]:
    """Return the last day of each front month and the session after, from December before `first` on."""
    try:
        days = [one.date() for one in sessions(series, date(first - 1, 12, 1), date(last + 1, 2, 10))]
    except CalendarError:
        return ()
    months: dict[tuple[int, int], list[int]] = {}
    for k, day in enumerate(days):
        months.setdefault((day.year, day.month), []).append(k)
    found = []
    for (_, month), held in months.items():
        at = _last_of_brent(held, month) if series == "brent" else _last_of_wti(held, days)
        if at is not None and at + 1 < len(days):
            found.append((days[at], days[at + 1]))
    return tuple(found)


def _last_of_brent(held: list[int], month: int) -> int | None:
    """Return the position of the last trading day of a month: its last session, in December the one before."""
    back = 1 + (month == _DECEMBER)
    return held[-back] if len(held) >= back else None


def _last_of_wti(held: list[int], days: list[date]) -> int | None:
    """Return the position of the session three before the last one up to the 25th."""
    until = [k for k in held if days[k].day <= _WTI_DAY]
    whole = bool(until) and days[held[-1]].day >= _WTI_DAY
    return until[-1] - _WTI_BEFORE if whole and until[-1] >= _WTI_BEFORE else None
