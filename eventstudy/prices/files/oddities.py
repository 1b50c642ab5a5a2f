"""What a table says of itself that is no price: notes below it, columns that tell series apart, rows too far apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.instruments import instrument_of
from eventstudy.prices.files.headers import plain
from eventstudy.prices.files.notation import as_days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventstudy.prices.files.sheet import Sheet

__all__ = ["check_one_series", "refuse_returns", "rhythms", "telling_apart", "without_footer"]

_CONTRACTS = frozenset({"contract", "contract month", "delivery", "delivery month", "expiry", "expiration", "maturity"})
"""Columns that change within one series of futures."""
_MOST_SERIES, _FEWEST_ROWS = 50, 5
_JUMP, _LEAST_JUMP = 10.0, 0.1
_WEEKLY, _MONTHLY, _QUARTERLY = 5, 20, 80
_ALL_WEEK = 0.2
_FEWEST_SIGNS, _FLIPS = 20, 0.25
"""Rows from which signs tell something, and the share of sessions on which those of returns change, half of it."""


def without_footer(sheet: Sheet) -> pd.DataFrame:
    """Return the cells without what stands below the prices: last lines with a text for a date and nothing else."""
    cells, end = sheet.cells, len(sheet.cells)
    while end > 1 and _is_footer(cells, end - 1):
        end -= 1
    if end == len(cells):
        return cells
    first = str(cells["date"].iloc[end]).strip()
    lines = "its last line" if end == len(cells) - 1 else f"its last {len(cells) - end} lines"
    sheet.said.append(f"{lines} ({first[:40]!r}) left out")
    return cells.iloc[:end]


def _is_footer(cells: pd.DataFrame, place: int) -> bool:
    for name in cells.columns.drop("date"):
        cell: object = cells[name].iat[place]  # noqa: PD009 - a row as a Series takes long
        if cell != "" and cell is not pd.NaT and not (isinstance(cell, float) and math.isnan(cell)):
            return False
    text = cells["date"].iat[place]  # noqa: PD009 - the same
    return isinstance(text, str) and text.strip() != "" and bool(as_days(pd.Series([text.strip()]))[0].isna().all())


def telling_apart(sheet: Sheet, days: pd.Series[pd.Timestamp]) -> str:
    """Return what to do where a column unused tells rows of one day apart; empty where there is none."""
    for name in sheet.ignored:
        cells = sheet.cells[name].astype(str)
        if 1 < cells.nunique() <= len(cells) / 2 and not pd.DataFrame({"a": cells, "b": days}).duplicated().any():
            return f"; if {name!r} names the series, say so: columns={{'series': {name!r}}}"
    return ""


def check_one_series(sheet: Sheet, rows: pd.DataFrame) -> None:
    """Raise PriceError where a column unused seems to name series that follow one another in time.

    That is: each of its words holds for one stretch of days, and the price jumps as it changes.
    """
    for name in sheet.ignored:
        cells = sheet.cells[name]
        if cells.dtype != object or plain(name) in _CONTRACTS or cells.nunique() > _MOST_SERIES:
            continue
        words = cells[rows.index].str.strip()
        new = (words != words.shift()).to_numpy()
        stretches = int(new.sum())
        if not 1 < stretches <= min(_MOST_SERIES, len(rows) // _FEWEST_ROWS) or words.nunique() != stretches:
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            moves = np.abs(np.diff(np.log(rows["close"].to_numpy(dtype=float)), prepend=np.nan))
        within = moves[~new & np.isfinite(moves)]
        ordinary = float(np.median(within)) if within.size else 0.0
        jumps = new & (moves > max(_JUMP * ordinary, _LEAST_JUMP))
        if jumps.any():
            place = int(jumps.argmax())
            line, before, after = rows.index[place], words.iloc[place - 1], words.iloc[place]
            raise sheet.error(
                line, f"the price jumps where {name!r} changes from {before!r} to {after!r}: if it names the series, "
                f"say so, columns={{'series': {name!r}}}; if not, leave it out"
            )  # fmt: skip


def refuse_returns(prices: pd.DataFrame, where: Path) -> None:
    """Raise PriceError where the closes of a series are returns: now above zero, now below, from day to day.

    A yield may be below zero for years; it does not change its sign every other day.
    """
    for series, closes in prices.groupby("series", sort=False)["close"]:
        values = closes.to_numpy(dtype=float)
        values = values[np.isfinite(values) & (values != 0.0)]
        if values.size >= _FEWEST_SIGNS and np.mean(np.diff(np.sign(values)) != 0.0) > _FLIPS:
            raise PriceError(
                f"{where.name or where}: the closes of {series!r} are now above zero, now below, as returns are: "
                "name prices; run_study and `eventstudy study --kind returns` take returns, these as CSV or Parquet"
            )


def rhythms(prices: pd.DataFrame) -> Iterator[str]:
    """Yield what is odd about the days of series of which no calendar is known: rows of weeks or months, on weekends.

    Parameters
    ----------
    prices
        By series and date.

    Examples
    --------
    >>> days = pd.date_range("2019-01-31", periods=12, freq="ME")
    >>> list(rhythms(pd.DataFrame({"series": "cpi", "date": days})))
    ['rows of cpi are about a month apart: they are taken as sessions that follow one another, and windows count rows']
    """
    found: dict[str, list[str]] = {}
    for series, dates in prices.groupby("series", sort=False)["date"]:
        if instrument_of(str(series)) is None and len(dates) >= _FEWEST_ROWS:
            days = dates.to_numpy().astype("datetime64[D]")
            if said := _rhythm(days):
                found.setdefault(said, []).append(str(series))
    for said, names in found.items():
        yield f"rows of {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''} {said}"  # noqa: PLR2004


def _rhythm(days: np.typing.NDArray[np.datetime64]) -> str:
    apart = float(np.median(np.diff(days).astype(np.int64)))
    if apart >= _WEEKLY:
        span = "a week" if apart < _MONTHLY else "a month" if apart < _QUARTERLY else "a quarter or more"
        return f"are about {span} apart: they are taken as sessions that follow one another, and windows count rows"
    weekend = (days.astype(np.int64) + 3) % 7 >= 5  # noqa: PLR2004 - 1970-01-01 was a Thursday; Saturday and Sunday
    if 0 < weekend.mean() < _ALL_WEEK:
        first = days[weekend.argmax()]
        return (
            f"are on Saturdays and Sundays now and then (first {first}): are the dates those of the market's own zone?"
        )
    return ""
