"""Contracts of a continuous future: when the front month expires, and whether the month named is the front one.

ICE Brent ceases to trade on the last business day of the second month before that of the contract, in December on the
business day before the year's last (contract rules of ICE Futures Europe). A splice of front months joins two
contracts on the session after.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from eventstudy.errors import CalendarError
from eventstudy.sessions import sessions

if TYPE_CHECKING:
    from eventstudy.verdicts.observables import Case

__all__ = ["other_contract", "rolls_of"]

_AHEAD = {"brent": 2}
"""Months from the expiry to the contract's own, by series whose rule is known."""
_DECEMBER = 12


def rolls_of(series: str, first: date, last: date) -> frozenset[date] | None:
    """Return the sessions from `first` to `last` on which the front month changes; None where no rule is known.

    Examples
    --------
    >>> sorted(str(day) for day in rolls_of("brent", date(2019, 12, 1), date(2020, 2, 28)))
    ['2019-12-02', '2019-12-31', '2020-02-03']
    """
    if series not in _AHEAD:
        return None
    return frozenset(day for _, day in _expiries(series, first.year, last.year) if first <= day <= last)


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
    ends = [held[-1 - (month == _DECEMBER)] for (_, month), held in months.items() if len(held) > 1]
    return tuple((days[k], days[k + 1]) for k in ends if k + 1 < len(days))


def other_contract(case: Case) -> str:
    """Say that a contract month is named which is not the front one of the series; empty where it is, or none is."""
    named, bars = case.words.contract, case.bars
    if not named or bars.series not in _AHEAD:
        return ""
    day = bars.dates[case.i].item()
    front = _front(bars.series, day)
    if front == named:
        return ""
    months = [f"{date(2000, month, 1):%B}" for month in (named, front)]
    return (
        f"prices in {case.source} are of the front month, {months[1]} that day, and the words name the contract of "
        f"{months[0]}, whose prices would settle it"
    )


def _front(series: str, day: date) -> int:
    """Return the month of the front contract on a day: that which expires next."""
    expiry = next((last for last, _ in _expiries(series, day.year, day.year + 1) if last >= day), day)
    return (expiry.month + _AHEAD[series] - 1) % _DECEMBER + 1
