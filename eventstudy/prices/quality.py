"""What is odd about a price row, said in its flag; no row is changed or removed.

======================  ==============================================================================================
``stale``               the four figures are one number: on a continuous future within 0.2 % of the close before (the
                        vendor repeats the old contract on a roll), elsewhere equal to the close before
``roll``                the return into this session joins two futures contracts; known from the source, or the session
                        after a stale one of a continuous future, which is where the new contract begins
``half_day``            the price is struck earlier than usual (`eventstudy.sessions.half_days`)
``closed``              the day is no session of the series' calendar
``nonpositive``         the close is zero or below, as a future's can be; it has no return
``gap``                 sessions before this one are missing: its return spans several
``spike``               a jump that is gone the next session; both returns carry it
``split``               a change by the ratio of a usual split that the source does not tell of
``unit``                a change by a factor of 100 or 1000: another currency or unit from here on
``inconsistent``        high below low, or open or close outside of them; returns use the close alone
======================  ==============================================================================================

Returns flagged ``stale``, ``roll`` or ``unit`` are no market moves: they leave every estimation sample, and tests of
several series. Those flagged ``gap``, ``spike`` or ``split`` are doubtful: they leave estimation samples, and stay in
an event window with their flag. The others are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError
from eventstudy.instruments import catalogue
from eventstudy.prices import screens
from eventstudy.prices.table import add_flag
from eventstudy.sessions import half_days, sessions

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

__all__ = ["STALE_WITHIN", "Finding", "findings", "flag_quality"]

STALE_WITHIN = 0.002
"""Relative distance from the close before within which a flat row of a continuous future is a repeated one."""
_MANY_CLOSED = 0.15
"""Share of rows on closed days above which the dates themselves are doubted."""
_TICKS = 2.0

_RULES = {
    "stale": ("repeated price", "left out of estimation samples and of tests of several series"),
    "roll": ("contract roll", "left out of estimation samples and of tests of several series"),
    "unit": ("change of unit or currency", "left out of estimation samples and of tests of several series"),
    "gap": ("return over missing sessions", "left out of estimation samples, kept in an event window"),
    "spike": ("spike that reverts", "left out of estimation samples, kept in an event window"),
    "split": ("split not accounted for, by its looks", "left out of estimation samples, kept in an event window"),
    "closed": ("row on a closed day", "no session: it has no return, and the next one spans it"),
    "nonpositive": ("price of zero or below", "it has no return"),
    "inconsistent": ("high, low, open and close that do not fit", "kept: returns use the close"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in one series: what, where, and what is done about it."""

    series: str
    flag: str
    what: str
    rows: int
    first: date
    last: date
    rule: str


def flag_quality(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows with the flags of this module joined on.

    Parameters
    ----------
    prices
        Tidy, dates ascending within each series. Of a series the catalogue does not know no calendar is known, so
        nothing is said of half-days, closed days and gaps.

    Returns
    -------
    pandas.DataFrame
        A copy; flags already there stay and are not repeated.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "brent", "date": pd.to_datetime(["2019-12-30", "2019-12-31"]),
    ...     "open": [68.2, 68.38], "high": [68.99, 68.38], "low": [68.16, 68.38], "close": [68.44, 68.38], "flag": ""})
    >>> flag_quality(rows)["flag"].tolist()
    ['', 'stale']
    """
    parts = [_flagged(str(name), rows) for name, rows in prices.groupby("series", sort=False)]
    return pd.concat(parts).loc[prices.index] if parts else prices.copy()


def findings(prices: pd.DataFrame) -> list[Finding]:
    """Return what a reader should know of each series of a flagged table, kind by kind.

    Beside the flags of single rows: dates that look shifted by a zone (many rows on closed days that would be sessions
    a day later or earlier), and a stock without a dividend in two years, whose prices may be adjusted.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "brent", "date": pd.to_datetime(["2019-12-30", "2019-12-31"]),
    ...                      "close": [68.44, 68.38], "flag": ["", "stale"]})
    >>> [(one.flag, one.rows, one.what) for one in findings(rows)]
    [('stale', 1, 'repeated price')]
    """
    found: list[Finding] = []
    for name, rows in prices.groupby("series", sort=False):
        words = rows["flag"].astype(str).str.split("|")
        for flag, (what, rule) in _RULES.items():
            at = rows["date"][[flag in one for one in words]]
            if len(at):
                found.append(Finding(str(name), flag, what, len(at), at.iloc[0].date(), at.iloc[-1].date(), rule))
        found += _of_the_whole(str(name), rows)
    return found


def _of_the_whole(series: str, rows: pd.DataFrame) -> list[Finding]:
    """Return what is odd about a series rather than about single rows."""
    found, dates = [], pd.DatetimeIndex(rows["date"])
    span = (len(rows), dates[0].date(), dates[-1].date())
    shift = _shift(series, dates)
    if shift:
        what = f"dates that would be sessions {abs(shift)} day {'later' if shift > 0 else 'earlier'}"
        found.append(Finding(series, "shifted", what, *span, "kept: give the dates of the market's own zone"))
    one = catalogue().get(series)
    years = (dates[-1] - dates[0]).days > 2 * 365
    if one is not None and one.kind == "stock" and years and "dividend" in rows and not (rows["dividend"] > 0).any():
        what = "no dividend in all the span: the prices may be adjusted, or the dividends missing"
        found.append(Finding(series, "no_dividends", what, *span, "kept"))
    return found


def _shift(series: str, dates: pd.DatetimeIndex) -> int:
    """Return by how many days the dates look shifted: 1, -1, or 0 where they do not."""
    there = _calendar(series, dates)
    if there is None:
        return 0
    closed = float((~dates.isin(there)).mean())
    if closed < _MANY_CLOSED:
        return 0
    day = pd.Timedelta(days=1)
    best = min((1, -1), key=lambda step: float((~(dates + step * day).isin(there)).mean()))
    return best if float((~(dates + best * day).isin(there)).mean()) < closed / 4 else 0


def _calendar(series: str, dates: pd.DatetimeIndex) -> pd.DatetimeIndex | None:
    """Return the sessions from a week before the first date to a week after the last; None where none are known."""
    one, week = catalogue().get(series), pd.Timedelta(days=7)
    if one is None or one.calendar is None or dates.empty:
        return None
    try:
        return sessions(series, (dates[0] - week).date(), (dates[-1] + week).date())
    except CalendarError:  # older or later than the calendar: nothing is known, so nothing is flagged
        return None


def _flagged(series: str, rows: pd.DataFrame) -> pd.DataFrame:
    flags, one = rows["flag"], catalogue().get(series)
    continuous = one is not None and one.continuous
    open_, high, low, close = (rows[name].to_numpy(dtype=float) for name in ("open", "high", "low", "close"))
    stale = screens.flat(open_=open_, high=high, low=low, close=close, within=STALE_WITHIN if continuous else 0.0)
    flags = add_flag(flags, stale, "stale")
    if continuous:
        flags = add_flag(flags, np.concatenate([[False], stale[:-1]]), "roll")
    for word, where in _by_calendar(series, pd.DatetimeIndex(rows["date"])).items():
        flags = add_flag(flags, where, word)
    if one is None or one.kind != "yield":
        flags = add_flag(flags, close <= 0, "nonpositive")
    tick = _TICKS * float(one.tick) if one is not None else 1e-9 * float(np.nanmax(np.abs(close), initial=1.0))
    flags = add_flag(
        flags, screens.inconsistent(open_=open_, high=high, low=low, close=close, tick=tick), "inconsistent"
    )
    for word, where in _by_level(series, close).items():
        flags = add_flag(flags, where, word)
    return rows.assign(flag=flags)


def _by_level(series: str, close: npt.NDArray[np.float64]) -> dict[str, Mask]:
    """Return the rows whose level is doubtful: spikes with the way back, splits, changes of unit.

    A yield is no price: near zero it doubles and halves, so only a change of unit is looked for.
    """
    one, change = catalogue().get(series), screens.ordinary_change(close=close)
    unit = ~np.isnan(screens.unit_factor(close=close, change=change))
    if one is not None and one.kind == "yield":
        return {"unit": unit}
    spike = screens.reverted(close=close, change=change)
    found = {"unit": unit, "spike": spike | np.concatenate([[False], spike[:-1]])}
    if one is None or one.kind == "stock":
        found["split"] = ~np.isnan(screens.split_ratio(close=close, change=change)) & ~unit
    return found


def _by_calendar(series: str, dates: pd.DatetimeIndex) -> dict[str, Mask]:
    """Return the half-days, the rows on closed days, and the sessions whose predecessors have no row."""
    there = _calendar(series, dates)
    if there is None:
        return {}
    early = half_days(series, dates[0].date(), dates[-1].date())
    place = there.get_indexer(dates)
    held = place >= 0
    behind = np.diff(place[held], prepend=place[held][:1] - 1) > 1
    gap = np.zeros(len(dates), dtype=bool)
    gap[held] = behind
    return {"half_day": np.asarray(dates.isin(early)), "closed": ~held, "gap": gap}
