"""Daily bars of one series, as arrays for counting and as exact decimals for deciding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError, PriceError
from eventstudy.instruments import catalogue, instrument_of
from eventstudy.records import PriceRow
from eventstudy.sessions import sessions
from eventstudy.sessions.rolls import rolls_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from eventstudy.instruments import Instrument
    from eventstudy.verdicts.tolerances import Coverage, Tolerances

__all__ = ["Bars", "bars_from", "coverage", "exact", "expected", "flagged", "place", "price_row", "source_of"]

_LEAST_DIGITS = 4
_LEAST, _MOST = 1e-9, 1e15
"""Beyond these a figure is no price but a fault of the table."""
_HASH_DIGITS = 12
_NEEDED = ("series", "date", "close")


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Daily bars of one series, by session; every array has shape (n_sessions,), a missing figure is NaN."""

    series: str
    unit: str
    """``"usd"``, ``"points"``, ``"percent"``; empty for a series outside the catalogue."""
    kind: str
    """Of the instrument; empty outside the catalogue."""
    tick: Decimal
    digits: int
    """Decimals that prices are read to."""
    calendar: str | None
    dates: NDArray[np.datetime64]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    dividend: NDArray[np.float64]
    flags: tuple[str, ...]
    roll: NDArray[np.bool_]
    stale: NDArray[np.bool_]
    spot: Mapping[date, int]
    """Position of each session."""


def bars_from(prices: pd.DataFrame, wanted: Iterable[str], table: Tolerances) -> dict[str, Bars]:
    """Return the bars of those of the `wanted` series that a tidy price table holds, be it under a vendor's ticker.

    Raises
    ------
    PriceError
        A column is missing or twice there, a series has two rows of one date, or a date or a figure cannot be read.
    """
    missing = [name for name in _NEEDED if name not in prices.columns]
    if missing:
        raise PriceError(
            f"prices to check moves against: no column {', '.join(missing)}; needed are {', '.join(_NEEDED)} and, "
            "to check more than closes, open, high, low, as load_prices gives them"
        )
    twice = sorted({str(name) for name in prices.columns[prices.columns.duplicated()]})
    if twice:
        raise PriceError(f"prices to check moves against: column {', '.join(twice)} is there twice; keep one")
    names = set(wanted)
    called = prices["series"].astype(str).map(_ids(prices["series"].astype(str).unique()))
    held = prices.assign(series=called)[called.isin(list(names)).to_numpy()]
    return {
        str(series): _bars(str(series), rows, table)
        for series, rows in held.groupby("series", sort=True, observed=True)
    }


def _ids(held: Iterable[str]) -> dict[str, str]:
    """Return what each series is to articles: the instrument its name is a ticker of, if no other series is that."""
    ids = {name: name for name in held}
    for name in list(ids):
        one = instrument_of(name)
        if one is not None and one.id not in ids.values():
            ids[name] = one.id
    return ids


def _bars(series: str, rows: pd.DataFrame, table: Tolerances) -> Bars:
    rows = _dated(series, rows)
    twice = rows.loc[rows["date"].duplicated(), "date"]
    if len(twice):
        raise PriceError(f"prices of {series!r}: two rows of {twice.iloc[0]:%Y-%m-%d}; keep one")
    known: Instrument | None = catalogue().get(series)
    close = _column(rows, "close")
    tick = known.tick if known else _tick(close, table)
    flags = tuple(_text(flag) for flag in rows["flag"]) if "flag" in rows else ("",) * len(rows)
    words = [set(flag.split("|")) for flag in flags]
    stale = np.array(["stale" in one for one in words], dtype=bool)
    return Bars(
        series=series,
        unit=known.unit if known else "",
        kind=known.kind if known else "",
        tick=tick,
        digits=max(_LEAST_DIGITS, -int(tick.as_tuple().exponent) + 2),
        calendar=known.calendar if known else None,
        dates=rows["date"].to_numpy(dtype="datetime64[D]"),
        open=_column(rows, "open"),
        high=_column(rows, "high"),
        low=_column(rows, "low"),
        close=close,
        dividend=np.nan_to_num(_column(rows, "dividend")),
        flags=flags,
        roll=_rolled(series, rows, np.array(["roll" in one for one in words], dtype=bool), stale),
        stale=stale,
        spot={day.date(): i for i, day in enumerate(rows["date"])},
    )


def _rolled(series: str, rows: pd.DataFrame, told: NDArray[np.bool_], stale: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows whose step joins two contracts: those the prices say, else those of the contract's own rule.

    A roll that is told after a stale row was inferred from it, and the rule knows better.
    """
    days = [day.date() for day in rows["date"]]
    rule = rolls_of(series, days[0], days[-1]) if days else None
    if rule is None:
        return told
    ruled = np.array([day in rule for day in days], dtype=bool)
    own = told & ~np.concatenate([[False], stale[:-1]])
    return own | (told & ruled) if own.any() else ruled


def _tick(close: NDArray[np.float64], table: Tolerances) -> Decimal:
    """Return the price step of a series outside the catalogue: a thousandth of the magnitude of prices below one."""
    held = close[np.isfinite(close) & (close > 0)]
    magnitude = math.floor(math.log10(float(np.median(held)))) if len(held) else 0
    return min(table.ticks["price"], Decimal(1).scaleb(magnitude - 3)) if magnitude < 0 else table.ticks["price"]


def _dated(series: str, rows: pd.DataFrame) -> pd.DataFrame:
    if pd.api.types.is_numeric_dtype(rows["date"]):
        first = rows["date"].iloc[0]
        raise PriceError(f"prices of {series!r}: the dates are numbers ({first}); give days, 2020-01-03")
    try:
        days = pd.to_datetime(rows["date"]).dt.tz_localize(None).dt.normalize()
    except (AttributeError, TypeError, ValueError) as error:
        raise PriceError(f"prices of {series!r}: the dates cannot be read ({error}); give days, 2020-01-03") from error
    if days.isna().any():
        raise PriceError(
            f"prices of {series!r}: {int(days.isna().sum())} rows have no date; give each its day or drop it"
        )
    return rows.assign(date=days).sort_values("date", kind="stable")


def _text(flag: object) -> str:
    return flag if isinstance(flag, str) else ""


def _column(rows: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return a column of figures, NaN where the prices have no such column."""
    if name not in rows:
        return np.full(len(rows), np.nan)
    if rows[name].dtype.kind in "bc":
        raise PriceError(f"prices of {rows['series'].iloc[0]!r}: column {name!r} holds {rows[name].dtype}, not prices")
    try:
        found = np.asarray(rows[name], dtype=np.float64)
    except (ValueError, TypeError) as error:
        series = rows["series"].iloc[0]
        raise PriceError(f"prices of {series!r}: column {name!r} is not all numbers ({error})") from error
    size = np.abs(found[np.isfinite(found) & (found != 0)])
    if len(size) and (size.max() > _MOST or size.min() < _LEAST):
        odd = size.max() if size.max() > _MOST else size.min()
        raise PriceError(f"prices of {rows['series'].iloc[0]!r}: column {name!r} holds {odd:g}, which is no price")
    return found


def exact(bars: Bars, value: float) -> Decimal:
    """Return a recorded price as the decimal that was recorded."""
    return Decimal(str(round(float(value), bars.digits)))


def place(bars: Bars, day: date) -> int | None:
    """Return the position of a session, None where the prices have no row of that day."""
    return bars.spot.get(day)


def price_row(bars: Bars, i: int) -> PriceRow:
    """Return a row in exact decimals."""
    return PriceRow(
        series=bars.series,
        date=bars.dates[i].item(),
        open=exact(bars, bars.open[i]),
        high=exact(bars, bars.high[i]),
        low=exact(bars, bars.low[i]),
        close=exact(bars, bars.close[i]),
        flag=bars.flags[i],
    )


def flagged(bars: Bars, i: int, word: str) -> bool:
    """Tell whether the row at `i` carries a flag."""
    return word in bars.flags[i].split("|")


def coverage(bars: Bars, table: Tolerances) -> Coverage | None:
    """Return which hours a daily bar of this series covers, None where nobody has said."""
    if bars.calendar is None:
        return None
    return table.coverage.get(f"{bars.calendar}.{bars.kind}", table.coverage.get(bars.calendar))


def expected(bars: Bars, first: date, last: date) -> frozenset[date] | None:
    """Return the calendar's sessions from `first` to `last`, None for a series without a calendar."""
    return None if bars.calendar is None else _sessions(bars.series, first, last)


@lru_cache(maxsize=65536)
def _sessions(series: str, first: date, last: date) -> frozenset[date] | None:
    try:
        return frozenset(day.date() for day in sessions(series, first, last))
    except CalendarError:
        return None


def source_of(prices: pd.DataFrame) -> str:
    """Name the prices: their source and the first digits of their hash.

    Examples
    --------
    >>> frame = pd.DataFrame()
    >>> frame.attrs["provenance"] = {"source": "snapshot", "sha256": "0123456789abcdef0123"}
    >>> source_of(frame), source_of(pd.DataFrame())
    ('snapshot 0123456789ab', 'the given table')
    """
    provenance = prices.attrs.get("provenance")
    if not isinstance(provenance, dict) or not provenance.get("source"):
        return "the given table"
    sha256 = provenance.get("sha256")
    return f"{provenance['source']} {str(sha256)[:_HASH_DIGITS]}" if sha256 else str(provenance["source"])
