"""What a folder of prices holds beside prices: ``dividends.csv`` and ``*_rolls.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.bounded import leads_out
from eventstudy.errors import PriceError
from eventstudy.prices.files.opened import open_sheets
from eventstudy.prices.files.shapes import canonical
from eventstudy.prices.table import add_flag

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.prices.files.sheet import Sheet

__all__ = ["is_beside", "with_dividends", "with_rolls"]

_DIVIDENDS, _ROLLS = "dividends.csv", "_rolls.csv"


def is_beside(path: Path) -> bool:
    """Tell whether a file of a folder is one of these by its name."""
    return path.name == _DIVIDENDS or path.name.endswith(_ROLLS)


def with_dividends(prices: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return prices with each dividend (columns ``series, ex_date, amount``) on the row of its ex-date.

    Raises
    ------
    PriceError
        If a column is missing, or an ex-date lies within the prices of its series and has no row there.
    """
    path = folder / _DIVIDENDS
    if not path.is_file() or leads_out(path, folder):
        return prices
    sheet = _sheet(path, "series", "ex_date", "amount")
    keys, rows = _keys(sheet, "ex_date"), pd.MultiIndex.from_frame(prices[["series", "date"]])
    held = {str(name): (days.min(), days.max()) for name, days in prices.groupby("series")["date"]}
    for line, (name, day), there in zip(sheet.cells.index, keys, keys.isin(rows), strict=True):
        if not there and name in held and held[name][0] <= day <= held[name][1]:
            raise sheet.error(line, f"{name!r} has no price on the ex-date {day:%Y-%m-%d}")
    sums = pd.Series(sheet.numbers("amount").to_numpy(), index=keys).groupby(level=[0, 1]).sum()
    return prices.assign(dividend=prices["dividend"].to_numpy() + sums.reindex(rows).fillna(0.0).to_numpy())


def with_rolls(prices: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return prices with those rows flagged whose return joins two contracts (columns ``series, date``).

    Raises
    ------
    PriceError
        If a column is missing.
    """
    rows = pd.MultiIndex.from_frame(prices[["series", "date"]])
    for path in sorted(path for path in folder.glob(f"*{_ROLLS}") if not leads_out(path, folder)):
        keys = _keys(_sheet(path, "series", "date"), "date")
        prices = prices.assign(flag=add_flag(prices["flag"], rows.isin(keys), "roll"))
    return prices


def _sheet(path: Path, *columns: str) -> Sheet:
    ((_, sheet), *_) = open_sheets(path)
    if isinstance(sheet, PriceError):
        raise sheet
    sheet.need(*columns)
    return sheet


def _keys(sheet: Sheet, day: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([sheet.names("series").map(canonical), sheet.days(day)])
