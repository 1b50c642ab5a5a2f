"""Prices from CSV, Parquet or Excel: one file, or a folder of them; or from a table in memory.

Three shapes are read, told apart by the header: tidy (``series, date, close`` and if wanted ``open high low volume
dividend flag``), one series (``date, close ...``; the file's name is the series), and wide (``date`` and one column of
closes per series). Common names of other people's columns are taken for these (`eventstudy.prices.headers`), and it is
said which. Each sheet of an Excel file is read like a file; of several, each is called by its name. In a folder,
``dividends.csv`` (``series, ex_date, amount``) and ``*_rolls.csv`` (``series, date``) belong to the other files. What
was named and cannot be used is an error with file and line; what was found beside it and cannot be used is left out and
told in the provenance.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.instruments import catalogue
from eventstudy.prices.headers import is_adjusted, recognised, taken_words
from eventstudy.prices.quality import flag_quality
from eventstudy.prices.rawtable import as_raw, dates_of, is_excel, numbers_of, read_raw, read_sheets
from eventstudy.prices.table import COLUMNS, add_flag

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["canonical", "read_files", "read_table"]

_SUFFIXES = {".csv", ".parquet", ".pq", ".xlsx", ".xlsm"}
_BESIDE_CLOSE = frozenset({"series", "open", "high", "low", "volume", "dividend"})
_FIGURES = ("open", "high", "low", "close", "volume", "dividend")


def read_files(path: Path, asked: Sequence[str] | None = None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices in a file or folder, tidy and flagged, and their provenance.

    Parameters
    ----------
    path
        A CSV, Parquet or Excel file, or a folder of them.
    asked
        Series wanted. In a folder, a file that cannot be used is an error if it is the file of one of these (by its
        name) or the only file, else it is left out.

    Returns
    -------
    prices : pandas.DataFrame
        As `eventstudy.prices.load_prices`, every series found.
    provenance : dict
        ``sha256`` is of the one file, or of the list of names and hashes of a folder.

    Raises
    ------
    PriceError
        No file, no rows, a column missing, text for a number, a date that is none, dates twice or out of order.
    """
    names = [path] if path.is_file() else sorted(one for one in path.iterdir() if one.suffix.lower() in _SUFFIXES)
    if not names:
        raise PriceError(f"no prices in {path}: it has no .csv, .parquet or .xlsx file")
    helpers = {one for one in names if path.is_dir() and _is_helper(one)}
    tables, dropped, said = [], [], _Said()
    for one in names:
        try:
            tables += _read(one, said) if one not in helpers else []
        except PriceError as error:
            if path.is_file() or len(names) == 1 or (asked is not None and canonical(one.stem) in asked):
                raise
            dropped.append({"what": one.name, "reason": str(error)})
    if not tables:
        raise PriceError(f"no prices in {path}: {dropped[0]['reason'] if dropped else 'only dividends or rolls'}")
    prices = _one_of_each(pd.concat(tables), path)
    if path.is_dir():
        prices = _with_rolls(_with_dividends(prices, path), path)
    left_out = {one["what"] for one in dropped}
    told = _provenance(path, [one for one in names if one.name not in left_out], dropped)
    return _flagged(prices), told | {"columns": said.columns, "notes": said.notes}


def read_table(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices in a table in memory, tidy and flagged, and their provenance.

    Parameters
    ----------
    table
        Of any of the three shapes; the dates may stand in its index, and two column levels (figure, series) are read
        too. One series needs a column ``series``, or its columns named for it. What flags it has are kept.

    Raises
    ------
    PriceError
        As `read_files`; a row is told by its line, as if the table were a file with a header.

    Examples
    --------
    >>> closes = pd.DataFrame({"xom": [70.9, 70.33]}, index=pd.to_datetime(["2020-01-02", "2020-01-03"]))
    >>> read_table(closes)[0][["series", "close"]].to_numpy().tolist()
    [['xom', 70.9], ['xom', 70.33]]
    """
    where, said = Path("the table"), _Said()
    named = (
        table
        if table.index.name is not None or not isinstance(table.index, pd.DatetimeIndex)
        else table.rename_axis("date")
    )
    raw = as_raw(where, named)
    tables = _shaped(where, None, raw, said)
    prices = _flagged(_one_of_each(pd.concat(tables), where))
    digest = hashlib.sha256(prices.to_csv(index=False).encode()).hexdigest()
    told: dict[str, Any] = {"source": "table", "sha256": digest, "retrieved": None, "vendor": "the user", "dropped": []}
    return prices, told | {"columns": said.columns, "notes": said.notes}


@dataclass(slots=True)
class _Said:
    """What has to be told of the columns of each file: what was taken for what, and what to beware of."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _flagged(prices: pd.DataFrame) -> pd.DataFrame:
    return flag_quality(prices)[COLUMNS].astype({"series": str, "flag": str})


def _read(path: Path, said: _Said) -> list[pd.DataFrame]:
    """Read one file of any of the three shapes; an Excel file may hold several."""
    if not is_excel(path):
        return _shaped(path, path.stem, read_raw(path), said)
    sheets = read_sheets(path)
    return [
        one for name, where, raw in sheets for one in _shaped(where, path.stem if len(sheets) == 1 else name, raw, said)
    ]


def _shaped(where: Path, series: str | None, raw: pd.DataFrame, said: _Said) -> list[pd.DataFrame]:
    """Return the prices of a raw table; `series` is whose they are where it does not say so."""
    raw, taken = recognised(raw)
    if "date" not in raw.columns:
        raise PriceError(f"{where.name}, line 1: no column 'date': it has {', '.join(raw.columns)}")
    if "close" not in raw.columns and not _BESIDE_CLOSE.isdisjoint(raw.columns):
        raise PriceError(f"{where.name}, line 1: no column 'close': it has {', '.join(raw.columns)}")
    if taken:
        said.columns[where.name] = taken
    if is_adjusted(taken):
        raw = raw.drop(columns="dividend", errors="ignore")  # adjusted closes have them in already
        said.notes.append(
            f"{where.name}: {taken_words({'close': taken['close']})}: adjusted closes are not what was quoted, and "
            "their dividends are in them already, so none is added"
        )
    if "close" not in raw.columns:
        return [_wide(where, raw)]
    if "series" not in raw.columns and series is None:
        raise PriceError(
            "the table has a close and no column 'series': name the series in one, or call the close by it"
        )
    return [_tidy(where, raw if "series" in raw.columns else raw.assign(series=series))]


def _tidy(path: Path, raw: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame({"series": raw["series"].str.strip().map(canonical), "date": dates_of(path, raw, "date")})
    unnamed = table.index[table["series"] == ""]
    if len(unnamed):
        raise PriceError(f"{path.name}, line {unnamed[0]}: no series named")
    for name in _FIGURES:
        table[name] = numbers_of(path, raw, name) if name in raw.columns else np.nan
    table["dividend"] = table["dividend"].fillna(0.0)
    table["flag"] = raw["flag"].str.strip() if "flag" in raw.columns else ""
    _check_order(path, table)
    return table


def _wide(path: Path, raw: pd.DataFrame) -> pd.DataFrame:
    named = [name for name in raw.columns if name != "date"]
    if not named:
        raise PriceError(f"{path.name}, line 1: no column of prices beside 'date'")
    ids = pd.Index([canonical(name) for name in named])
    if not ids.is_unique:
        raise PriceError(f"{path.name}, line 1: two columns of {ids[ids.duplicated()][0]!r}")
    dates = dates_of(path, raw, "date")
    parts = []
    for name, one in zip(named, ids, strict=True):
        part = pd.DataFrame({"series": one, "date": dates, "close": numbers_of(path, raw, name)})
        _check_order(path, part)
        parts.append(part[part["close"].notna()])
    if all(part.empty for part in parts):
        raise PriceError(f"{path.name}: no price in any of its columns {', '.join(named)}")
    return pd.concat(parts).reindex(columns=COLUMNS).assign(dividend=0.0, flag="")


def _check_order(path: Path, table: pd.DataFrame) -> None:
    """Refuse a date that a series has twice, and dates that do not ascend; the index holds line numbers."""
    for name, rows in table.groupby("series", sort=False):
        days = rows["date"]
        twice = rows.index[days.duplicated()]
        if len(twice):
            day = days[twice[0]]
            first = rows.index[days == day][0]
            raise PriceError(f"{path.name}, line {twice[0]}: {name!r} has {day:%Y-%m-%d} already on line {first}")
        back = rows.index[days.diff() < pd.Timedelta(0)]
        if len(back):
            day = f"{days[back[0]]:%Y-%m-%d}"
            raise PriceError(
                f"{path.name}, line {back[0]}: {day} follows a later date: sort the rows of {name!r} by date"
            )


def _one_of_each(prices: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return rows by series and date; refuse a series that two files of a folder tell of the same day."""
    twice = prices[prices.duplicated(["series", "date"])]
    if not twice.empty:
        one = twice.iloc[0]
        raise PriceError(f"two files in {path} hold {one['series']!r} on {one['date']:%Y-%m-%d}: keep one")
    order = np.lexsort((prices["date"].to_numpy(), pd.factorize(prices["series"])[0]))
    return prices.iloc[order].reset_index(drop=True)


def _with_dividends(prices: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Put each dividend on the row of its ex-date."""
    path = folder / "dividends.csv"
    if not path.is_file():
        return prices
    raw = read_raw(path)
    _need(path, raw, ("series", "ex_date", "amount"))
    keys = pd.MultiIndex.from_arrays([raw["series"].str.strip().map(canonical), dates_of(path, raw, "ex_date")])
    rows = pd.MultiIndex.from_frame(prices[["series", "date"]])
    _check_ex_dates(path, raw.index[~keys.isin(rows)], dict(zip(raw.index, keys, strict=True)), prices)
    sums = pd.Series(numbers_of(path, raw, "amount").to_numpy(), index=keys).groupby(level=[0, 1]).sum()
    return prices.assign(dividend=prices["dividend"].to_numpy() + sums.reindex(rows).fillna(0.0).to_numpy())


def _check_ex_dates(
    path: Path, lines: pd.Index[int], keys: dict[int, tuple[str, pd.Timestamp]], prices: pd.DataFrame
) -> None:
    """Refuse a dividend whose ex-date lies within the prices of its series and has no row there."""
    held = {str(name): (rows.min(), rows.max()) for name, rows in prices.groupby("series")["date"]}
    for line in lines:
        name, day = keys[line]
        if name in held and held[name][0] <= day <= held[name][1]:
            raise PriceError(f"{path.name}, line {line}: {name!r} has no price on the ex-date {day:%Y-%m-%d}")


def _with_rolls(prices: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Flag the rows whose return joins two contracts."""
    for path in sorted(folder.glob("*_rolls.csv")):
        raw = read_raw(path)
        _need(path, raw, ("series", "date"))
        rolls = pd.MultiIndex.from_arrays([raw["series"].str.strip().map(canonical), dates_of(path, raw, "date")])
        rows = pd.MultiIndex.from_frame(prices[["series", "date"]])
        prices = prices.assign(flag=add_flag(prices["flag"], rows.isin(rolls), "roll"))
    return prices


def _need(path: Path, raw: pd.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in raw.columns:
            raise PriceError(f"{path.name}, line 1: no column {name!r}: it has {', '.join(raw.columns)}")


def _is_helper(path: Path) -> bool:
    return path.name == "dividends.csv" or path.name.endswith("_rolls.csv")


def canonical(name: str) -> str:
    """Return the catalogue's id for a series name in any case; any other name as written.

    Examples
    --------
    >>> canonical("XOM"), canonical("Acme")
    ('xom', 'Acme')
    """
    return name.lower() if name.lower() in catalogue() else name


def _provenance(path: Path, read: list[Path], dropped: list[dict[str, str]]) -> dict[str, Any]:
    hashes = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in read}
    listing = "".join(f"{value}  {name}\n" for name, value in sorted(hashes.items()))
    whole = hashes[path.name] if path.is_file() else hashlib.sha256(listing.encode()).hexdigest()
    return {
        "source": path.name or path.resolve().name,
        "sha256": whole,
        "retrieved": None,
        "vendor": "files of the user",
        "dropped": dropped,
        "files": hashes,
    }
