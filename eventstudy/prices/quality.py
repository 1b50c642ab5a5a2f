"""What is odd about a price row, said in its flag; no row is changed or removed.

======================  ==============================================================================================
``stale``               a price that was repeated, not struck: the four figures are one number, on a continuous future
                        within 0.2 % of the close before (the vendor repeats the old contract on a roll), elsewhere
                        equal to it; or they are the four of the row before; or the close is one of five equal ones (not
                        of a yield or a currency, which may be held). Of a market that moves by fewer than five ticks a
                        day, or on fewer days than not, equal closes are no fault
``roll``                the return into this session joins two futures contracts; known from the source, or the session
                        after a stale one of a continuous future, which is where the new contract begins
``half_day``            the price is struck earlier than usual (`eventstudy.sessions.half_days`)
``closed``              the day is no session of the series' calendar
``nonpositive``         the close is zero or below, as a future's can be; it has no return
``empty``               there is a row and no close; the next return spans the session
``gap``                 sessions before this one are missing, empty or repeated: its return spans several. A federal
                        holiday of the United States is not missing of a currency or a dollar yield: many have no price
                        of that day
``spike``               a jump that is gone the next session; both returns carry it
``split``               a change by the ratio of a usual split that the source does not tell of
``unit``                a change by a factor of 100 or 1000: another currency or unit from here on
``break``               a change of level that stays, twelve times the ordinary change of the weeks before and of those
                        after, and a fifth up or a sixth down at least (of a yield half a point): other figures,
                        or one of the rare true moves of that size
``inconsistent``        high below low, or open or close outside of them; returns use the close alone
======================  ==============================================================================================

Returns flagged ``stale``, ``roll`` or ``unit`` are no market moves: they leave every estimation sample, and tests of
several series. Those flagged ``gap``, ``spike``, ``split`` or ``break`` are doubtful: they leave estimation samples,
and stay in an event window with their flag and a note. The others are kept. Who knows better says so: of a flag word in
a study (`flagged` of `run_study` and of a study file: keep, exclude, no_move), of a row in the file of prices, whose
column ``flag`` may hold ``excluded`` (treated as doubtful) or ``no_move``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.instruments import instrument_of
from eventstudy.prices import screens
from eventstudy.prices.findings import known_sessions
from eventstudy.prices.table import add_flag, mark
from eventstudy.sessions import half_days

if TYPE_CHECKING:
    import numpy.typing as npt

    from eventstudy.instruments import Instrument

    Array = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["STALE_WITHIN", "flag_currency", "flag_quality"]

STALE_WITHIN = 0.002
"""Relative distance from the close before within which a flat row of a continuous future is a repeated one."""
_TICKS = 2.0
_HELD = ("yield", "currency")
"""Kinds that a central bank, or a short maturity, may hold at one figure for days."""
_LEVEL_TOLD = ("unit", "spike", "split", "roll")
_LEAST_LOG = (0.18, 1e-4)
_LEAST_POINTS = (0.5, 0.01)
"""Of a break of level: the least change, and the least that counts as an ordinary one."""
_WEEKEND = 4.0
_NEW_YORK = "XNYS"


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
    bars, flags = _bars(prices), prices["flag"].to_numpy(dtype=object, copy=True)
    for name, places in prices.groupby("series", sort=False).indices.items():
        own = flags[places]
        for word, where in _found(str(name), bars.rows(np.asarray(places, dtype=np.intp))).items():
            mark(own, where, word)
        flags[places] = own
    return prices.assign(flag=pd.Series(flags, prices.index))


def flag_currency(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without their column ``currency``, flagged ``unit`` where it is another than on the row before.

    Figures alone do not show a change from one currency to another of nearly its worth.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "acme", "currency": ["USD", "USD", "EUR"], "flag": ""})
    >>> flag_currency(rows)["flag"].tolist()
    ['', '', 'unit']
    """
    told = prices["currency"].where(prices["currency"] != "").groupby(prices["series"], sort=False).ffill()
    before = told.groupby(prices["series"], sort=False).shift()
    changed = (told != before) & told.notna() & before.notna()
    return prices.assign(flag=add_flag(prices["flag"], changed, "unit")).drop(columns="currency")


class _Bars(NamedTuple):
    """The figures of each row, its day, and the flag it came with."""

    open_: Array
    high: Array
    low: Array
    close: Array
    paid: Array
    days: npt.NDArray[np.datetime64]
    flags: npt.NDArray[np.object_]

    def figures(self) -> dict[str, Array]:
        """Return the four figures by the names that screens have for them."""
        return {"open_": self.open_, "high": self.high, "low": self.low, "close": self.close}

    def rows(self, chosen: Mask | npt.NDArray[np.intp]) -> _Bars:
        """Return some of the rows."""
        figures = (self.open_[chosen], self.high[chosen], self.low[chosen], self.close[chosen], self.paid[chosen])
        return _Bars(*figures, self.days[chosen], self.flags[chosen])


def _bars(prices: pd.DataFrame) -> _Bars:
    paid = prices["dividend"].fillna(0.0) if "dividend" in prices.columns else pd.Series(0.0, prices.index)
    open_, high, low, close = (prices[name].to_numpy(dtype=float) for name in ("open", "high", "low", "close"))
    days = prices["date"].to_numpy(dtype="datetime64[ns]")
    flags = prices["flag"].to_numpy(dtype=object)
    return _Bars(open_, high, low, close, np.asarray(paid, dtype=np.float64), days, flags)


def _found(series: str, bars: _Bars) -> dict[str, Mask]:
    """Return, by flag word, the rows of a series that it is said of."""
    one = instrument_of(series)
    by_calendar = _by_calendar(series, one, bars)
    held = ~np.isnan(bars.close) & ~by_calendar.get("closed", np.zeros(bars.close.size, dtype=bool))
    repeats = _repeats(one, bars.rows(held), held)
    found = {"stale": repeats.pop("stale"), **by_calendar}
    found |= {"roll": repeats["roll"], "gap": by_calendar["gap"] | repeats["gap"]}
    if one is None or one.kind != "yield":
        found["nonpositive"] = bars.close <= 0
    tick = _TICKS * float(one.tick) if one is not None else 1e-9 * float(np.nanmax(np.abs(bars.close), initial=1.0))
    found["inconsistent"] = screens.inconsistent(**bars.figures(), tick=tick)
    found |= _by_level(one, bars.close)
    found["break"] = _broken(one, bars, held, found)
    return found


def _repeats(one: Instrument | None, own: _Bars, held: Mask) -> dict[str, Mask]:
    """Return, of all rows, the repeated ones among `own`, those held, and what follows: a new contract, or a gap.

    A new contract follows a flat row of a continuous future.
    """
    continuous = one is not None and one.continuous
    flat = screens.flat(**own.figures(), within=STALE_WITHIN if continuous else 0.0)
    stale = (flat if continuous else _not_stepwise(flat, own, one)) | _repeated(own, one)
    rolled = flat if continuous else np.zeros_like(flat)
    gap = np.concatenate([[False], (stale & ~rolled)[:-1]]) & ~stale
    found = {"stale": stale, "roll": np.concatenate([[False], rolled[:-1]]), "gap": gap}
    whole = {word: np.zeros(held.size, dtype=bool) for word in found}
    for word, where in found.items():
        whole[word][held] = where[: held.sum()]
    return whole


def _repeated(bars: _Bars, one: Instrument | None) -> Mask:
    """Return the rows whose figures are those of the row before, or whose close is one of five equal ones."""
    again = screens.repeated(**bars.figures(), tick=screens.step_of(close=bars.close, tick=_tick(one)))
    if one is not None and one.kind in _HELD:
        return again
    return again | _not_stepwise(screens.standing(close=bars.close), bars, one)


def _not_stepwise(equal: Mask, bars: _Bars, one: Instrument | None) -> Mask:
    return equal & ~screens.stepwise(close=bars.close, tick=_tick(one)) if equal.any() else equal


def _tick(one: Instrument | None) -> float:
    return float(one.tick) if one is not None else 0.0


def _by_level(one: Instrument | None, close: Array) -> dict[str, Mask]:
    """Return the rows whose level is doubtful: spikes with the way back, splits, changes of unit.

    A yield is no price: near zero it doubles and halves, so only a change of unit is looked for.
    """
    change = screens.ordinary_change(close=close)
    unit = ~np.isnan(screens.unit_factor(close=close, change=change))
    if one is not None and one.kind == "yield":
        return {"unit": unit}
    spike = screens.reverted(close=close, change=change)
    found = {"unit": unit, "spike": spike | np.concatenate([[False], spike[:-1]])}
    if one is None or one.kind == "stock":
        found["split"] = ~np.isnan(screens.split_ratio(close=close, change=change)) & ~unit
    return found


def _broken(one: Instrument | None, bars: _Bars, held: Mask, found: dict[str, Mask]) -> Mask:
    """Return the rows whose level breaks with that of the last close, where no other flag tells of it."""
    points = one is not None and one.kind == "yield"
    least, floor = _LEAST_POINTS if points else _LEAST_LOG
    broken = np.zeros(held.size, dtype=bool)
    broken[held] = screens.lasting(moves=_moves(bars.rows(held), points=points), least=least, floor=floor)
    if not broken.any():
        return broken
    already = np.array(["roll" in str(flag) or "unit" in str(flag) for flag in bars.flags], dtype=bool)
    told = np.logical_or.reduce([already, *(found[word] for word in _LEVEL_TOLD if word in found)])
    return np.asarray(broken & ~told, dtype=bool)


def _moves(bars: _Bars, *, points: bool) -> Array:
    """Return the change into each row: in points, or as a log return with what was paid.

    Over a gap longer than the series' weekends it is scaled down to one day, as an ordinary walk grows.
    """
    change = np.full(bars.close.size, np.nan)
    if points:
        change[1:] = np.diff(bars.close)
    else:
        usable = np.where(bars.close > 0.0, bars.close, np.nan)
        change[1:] = (np.log(usable + bars.paid) - np.log(np.roll(usable, 1)))[1:]
    days = np.diff(bars.days.astype("datetime64[D]"), prepend=np.datetime64("NaT")).astype(float)
    usual = np.median(days[1:]) if days.size > 1 else 1.0
    long = np.append(False, days[1:] > _WEEKEND * usual)
    return np.where(long, change / np.sqrt(np.where(long, days / usual, 1.0)), change)


def _by_calendar(series: str, one: Instrument | None, bars: _Bars) -> dict[str, Mask]:
    """Return the half-days, rows on closed days, empty rows, and the rows before which sessions have no price."""
    priced, dates = ~np.isnan(bars.close), pd.DatetimeIndex(bars.days)
    there = known_sessions(series, dates)
    if there is None:
        gap = priced & np.concatenate([[False], ~priced[:-1]]) & (np.cumsum(priced) > 1)
        return {"empty": ~priced, "gap": gap}
    if one is not None and (one.kind == "currency" or (one.kind == "yield" and one.calendar == _NEW_YORK)):
        there = there[~there.isin(_federal(there)) | there.isin(dates[priced])]
    early = half_days(series, dates[0].date(), dates[-1].date())
    place = there.get_indexer(dates)
    held = (place >= 0) & priced
    gap = np.zeros(len(dates), dtype=bool)
    gap[held] = np.diff(place[held], prepend=place[held][:1] - 1) > 1
    return {"half_day": np.asarray(dates.isin(early)), "closed": place < 0, "empty": (place >= 0) & ~priced, "gap": gap}


def _federal(days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the federal holidays of the United States within a span."""
    from pandas.tseries.holiday import USFederalHolidayCalendar  # noqa: PLC0415 - few series need it

    return pd.DatetimeIndex(USFederalHolidayCalendar().holidays(days[0], days[-1]))
