"""The tidy price table: its columns, and the narrowing and checking every source shares."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import MissingPrices, PriceError, UsageError
from eventstudy.instruments import instrument_of
from eventstudy.sessions.days import as_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["COLUMNS", "When", "add_flag", "days_asked", "mark", "select"]

COLUMNS = ["series", "date", "open", "high", "low", "close", "volume", "dividend", "flag"]

When = date | str | pd.Timestamp | None


def select(
    prices: pd.DataFrame, series: Sequence[str] | None, start: When, end: When, *, source: str, note: str = ""
) -> pd.DataFrame:
    """Return the rows of the series asked for, in the order asked, from `start` to `end`, both included.

    `note` ends the message about a series that is not held: which files were left out.

    Raises
    ------
    MissingPrices
        If a series asked for is not held, or nothing of it remains between `start` and `end`.
    PriceError
        If `start` or `end` is no date, or they are the wrong way round.
    """
    low, high = _days(start, end)
    if series is None and low is None and high is None:
        return prices.reset_index(drop=True)
    held = prices["series"].unique().tolist()
    asked = held if series is None else list(dict.fromkeys(series))
    absent = [one for one in asked if one not in held]
    if absent:
        names, span = ", ".join(map(repr, absent)), _span(prices["date"])
        raise MissingPrices(f"no prices of {names} in {source}: it holds {_some(held, absent)} from {span}{note}")
    rows = dict(list(prices.groupby("series", sort=False)))
    return pd.concat([_within(rows[one], low, high, source) for one in asked], ignore_index=True)


_MOST = 20
"""Names of series that are told."""


def _some(held: list[str], absent: list[str]) -> str:
    """Return the names that a source holds, the first of many; one that means what is asked for says so."""
    told = {
        name: f"{name} (which is {one.id}: ask for {name})"
        if (one := instrument_of(name)) and one.id in absent
        else name
        for name in held
    }
    first = sorted(told, key=lambda name: (told[name] == name, name))
    shown = ", ".join(sorted(told[name] for name in first[:_MOST]))
    return shown if len(held) <= _MOST else f"{shown} and {len(held) - _MOST} more"


def days_asked(start: When, end: When) -> tuple[date | None, date | None]:
    """Return the first and last day asked for, None where all there is is asked for.

    Raises
    ------
    PriceError
        If one is no date, or they are the wrong way round.
    """
    low, high = _days(start, end)
    return low.date() if low is not None else None, high.date() if high is not None else None


def _days(start: When, end: When) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    low, high = _day(start, "start"), _day(end, "end")
    if low is not None and high is not None and low > high:
        raise PriceError(f"start={low:%Y-%m-%d} is after end={high:%Y-%m-%d}: did you mean them the other way round?")
    return low, high


def _within(rows: pd.DataFrame, low: pd.Timestamp | None, high: pd.Timestamp | None, source: str) -> pd.DataFrame:
    kept = rows
    if low is not None:
        kept = kept[kept["date"] >= low]
    if high is not None:
        kept = kept[kept["date"] <= high]
    if kept.empty:
        name, asked = rows["series"].iloc[0], f"{_iso(low, 'the first')} to {_iso(high, 'the last')}"
        raise MissingPrices(f"no prices of {name!r} from {asked} in {source}: it holds {_span(rows['date'])}")
    return kept


def add_flag(flags: pd.Series[str], where: pd.Series[bool] | NDArray[np.bool_], word: str) -> pd.Series[str]:
    """Return `flags` with `word` joined on by "|" at the places in `where`, once."""
    marked = flags.to_numpy(dtype=object, copy=True)
    mark(marked, np.asarray(where, dtype=bool), word)
    return pd.Series(marked, index=flags.index, name=flags.name)


def mark(flags: NDArray[np.object_], where: NDArray[np.bool_], word: str) -> None:
    """Join `word` on, in place, as `add_flag`."""
    for place in np.flatnonzero(where):
        flags[place] = _joined(flags[place], word)


def _joined(flag: str, word: str) -> str:
    words = flag.split("|") if flag else []
    return flag if word in words else "|".join([*words, word])


def _day(when: When, name: str) -> pd.Timestamp | None:
    if when is None:
        return None
    try:
        if isinstance(when, str):
            datetime.fromisoformat(when.strip())  # pandas would take 03/01/2020 for the first of March
        return as_day(when)
    except (UsageError, ValueError) as error:
        raise PriceError(f"{name}={when!r} is no date: write it as 2020-01-03") from error


def _iso(day: pd.Timestamp | None, otherwise: str) -> str:
    return otherwise if day is None else f"{day:%Y-%m-%d}"


def _span(dates: pd.Series[pd.Timestamp]) -> str:
    return f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}"
