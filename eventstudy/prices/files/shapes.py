"""Sheets of three shapes as tidy rows: tidy already, one series, and wide with a column of closes for each series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.instruments import catalogue
from eventstudy.prices.files.actions import with_actions, with_rows_of_actions, without_signs
from eventstudy.prices.files.aliases import ADJUSTED, DATES
from eventstudy.prices.files.headers import is_adjusted, plain, recognised, taken_words
from eventstudy.prices.files.oddities import check_one_series, telling_apart, without_footer
from eventstudy.prices.quality import flag_currency
from eventstudy.prices.table import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.prices.files.sheet import Sheet

__all__ = ["canonical", "tidied"]

_BESIDE_CLOSE = frozenset({"series", "open", "high", "low", "volume", "dividend"})
_FIGURES = ("open", "high", "low", "close", "volume", "dividend")
_BESIDE = ("split", "before", "ajexdi")
_USED = frozenset({"series", "date", "flag", "currency", "basis", *_FIGURES, *_BESIDE})
_ADJUSTED = "adjusted closes are not what was quoted, and their dividends are in them already, so none is added"


def tidied(sheet: Sheet, series: str | None) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the rows of a sheet, by series and date, and which column was taken for what.

    Parameters
    ----------
    sheet
        Changed: its columns take our names, and it says how it was read.
    series
        Whose prices they are where the sheet does not say so.

    Raises
    ------
    PriceError
        If a column is missing, a cell is no date or number, or a series has two prices of one day.
    """
    raw, taken = recognised(sheet.cells)
    sheet.cells = raw
    if taken:
        sheet.said.insert(0, taken_words(taken))
    if "date" not in raw.columns or ("close" not in raw.columns and not _BESIDE_CLOSE.isdisjoint(raw.columns)):
        sheet.need("date", "close")
    sheet.cells = without_footer(sheet)
    if "close" not in raw.columns:
        return _wide(sheet), taken
    sheet.ignored = [str(name) for name in raw.columns if name not in _USED]
    if is_adjusted(taken, sheet.ignored):
        sheet.cells = sheet.cells.drop(columns=["dividend", "split"], errors="ignore")
        sheet.said.append(_ADJUSTED)
    if told := [name for name in sheet.ignored if not _is_plain_to_leave(name)]:
        sheet.said.append(f"{', '.join(map(repr, told))} not used")
    if "series" in raw.columns:
        return _with_actions(sheet, taken), taken
    if series is None:
        raise PriceError(
            "the table has a close and no column 'series': name the series in one, or call the close by it"
        )
    sheet.cells = sheet.cells.assign(series=series)
    rows = _with_actions(sheet, taken)
    check_one_series(sheet, rows)
    return rows, taken


def _is_plain_to_leave(name: str) -> bool:
    """Tell whether nobody would expect a column to be used: adjusted figures beside those that were quoted."""
    return plain(name) in ADJUSTED or plain(name).startswith(("adj", "unnamed:"))


def _with_actions(sheet: Sheet, taken: Mapping[str, str]) -> pd.DataFrame:
    """Return tidy rows; where a cell is no number, since a dividend stands there, that is put where it belongs."""
    said = list(sheet.said)
    try:
        rows = _tidy(sheet)
    except PriceError:
        sheet.said = said
        cells = with_rows_of_actions(sheet)
        if cells is None:
            raise
        sheet.cells = cells
        rows = _tidy(sheet)
    return with_actions(without_signs(rows, sheet, taken), sheet, taken)


def _tidy(sheet: Sheet) -> pd.DataFrame:
    names = sheet.names("series")
    ids = names.map({one: canonical(one) for one in names.unique()})
    unnamed = ids.index[ids == ""]
    if len(unnamed):
        raise sheet.error(unnamed[0], "no series named")
    held = sheet.cells.columns
    table = pd.DataFrame({"series": ids, "date": sheet.days("date")})
    for name in _FIGURES:
        table[name] = sheet.numbers(name) if name in held else np.nan
    table["dividend"] = table["dividend"].fillna(0.0)
    table["flag"] = sheet.names("flag") if "flag" in held else ""
    for name in _BESIDE:
        if name in held:
            table[name] = sheet.numbers(name)
    if "currency" in held:
        return flag_currency(_in_order(sheet, table.assign(currency=sheet.names("currency"))))
    return _in_order(sheet, table)


def _wide(sheet: Sheet) -> pd.DataFrame:
    beside = [str(name) for name in sheet.cells.columns if name != "date"]
    sheet.ignored = [name for name in beside if plain(name) in DATES]
    named = [name for name in beside if plain(name) not in DATES]
    if not named:
        raise sheet.error(sheet.header, "no column of prices beside 'date'")
    if sheet.ignored:
        sheet.said.append(f"{', '.join(map(repr, sheet.ignored))} not used")
    ids = pd.Index([canonical(name) for name in named])
    if not ids.is_unique:
        raise sheet.error(sheet.header, f"two columns of {ids[ids.duplicated()][0]!r}")
    dates = sheet.days("date")
    closes = np.concatenate([_prices(sheet, name).to_numpy(dtype=float) for name in named])
    days, lines = np.tile(dates.to_numpy(), len(named)), np.tile(dates.index.to_numpy(), len(named))
    long = pd.DataFrame({"series": np.repeat(ids.to_numpy(dtype=object), len(dates)), "date": days}, index=lines)
    table = long.assign(close=closes)[~np.isnan(closes)]
    if table.empty:
        raise PriceError(f"{sheet.where.name}: no price in any of its columns {', '.join(named)}")
    return _in_order(sheet, table).reindex(columns=COLUMNS).assign(dividend=0.0, flag="")


def _prices(sheet: Sheet, name: str) -> pd.Series[float]:
    """Return a column of prices; of one that holds nothing but text it is told what it may be."""
    try:
        return sheet.numbers(name)
    except PriceError as error:
        cells = sheet.cells[name]
        if len(cells) < 2 or cells.dtype != object or cells.str.contains(r"\d$").any():  # noqa: PLR2004 - one may be a slip
            raise
        raise PriceError(
            f"{error}; if it names the series, say so and which column holds the prices: "
            f"columns={{'series': {name!r}, 'close': 'NAME'}}"
        ) from error


def _in_order(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows by series and date, those that stand there twice once; the index holds line numbers.

    Raises
    ------
    PriceError
        If a series has two rows of one day that differ.
    """
    order = np.lexsort((table["date"].to_numpy(), pd.factorize(table["series"])[0]))
    rows = table.iloc[order]
    if bool((table.groupby("series", sort=False)["date"].diff() < pd.Timedelta(0)).any()):
        sheet.said.append("rows put in order of date")
    again = rows.duplicated(["series", "date"])
    if not again.any():
        return rows
    differ = again & ~rows.duplicated()
    if differ.any():
        name, day = rows.loc[differ, "series"].iloc[0], rows.loc[differ, "date"].iloc[0]
        lines = sorted(rows.index[(rows["series"] == name) & (rows["date"] == day)].astype(int))
        twice = f"{name!r} has {day:%Y-%m-%d} already on line {sheet.line(lines[0])}, with other figures"
        raise sheet.error(lines[-1], f"{twice}{telling_apart(sheet, table['date'])}")
    sheet.said.append(f"{_rows(int(again.sum()))} there twice taken once")
    return rows[~again]


def canonical(name: str) -> str:
    """Return the catalogue's id for a series name in any case; any other name as written.

    Examples
    --------
    >>> canonical("XOM"), canonical("Acme")
    ('xom', 'Acme')
    """
    return name.lower() if name.lower() in catalogue() else name


def _rows(number: int) -> str:
    return f"{number} row that stands" if number == 1 else f"{number} rows that stand"
