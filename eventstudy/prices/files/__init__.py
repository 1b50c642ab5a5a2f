"""Prices from text, Parquet or Excel: one file, or a folder of them; or from a table in memory.

Three shapes are read, told apart by the header: tidy (``series, date, close`` and if wanted ``open high low volume
dividend flag``), one series (``date, close ...``; the file's name is the series), and wide (``date`` and one column of
closes per series). A header may stand below other lines, and may have two levels, a figure and a series. Common names
of other people's columns are taken for these (`eventstudy.prices.files.headers`); columns may be parted by commas,
semicolons, tabs or bars; days and numbers may be written in the usual ways (`eventstudy.prices.files.notation`). How a
file was read is said where it is not plain; what may mean two things is refused.

Splits and dividends are read as vendors tell them (`eventstudy.prices.files.actions`), and the toolkit's own tables
come back as they were. What a column holds the user may say by hand (`eventstudy.prices.files.byhand`).

Each sheet of an Excel file is read like a file; of several, each is called by its name, and those without prices are
left out. A file may be packed (.gz, or .zip with one file in it). In a folder, ``dividends.csv``
and ``*_rolls.csv`` belong to the other files (`eventstudy.prices.files.beside`). What was named and cannot be used is
an error with file and line; what was found beside it and cannot be used is left out and told in the provenance.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.bounded import leads_out
from eventstudy.errors import PriceError
from eventstudy.prices.files.beside import is_beside, with_dividends, with_rolls
from eventstudy.prices.files.byhand import ByHand, by_hand
from eventstudy.prices.files.oddities import refuse_returns, rhythms
from eventstudy.prices.files.opened import name_of, open_sheets
from eventstudy.prices.files.shapes import canonical, tidied
from eventstudy.prices.files.sheet import as_sheet
from eventstudy.prices.payouts import quoted_in_files, too_small
from eventstudy.prices.splits import flag_prices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.prices.files.sheet import Sheet

__all__ = ["canonical", "read_files", "read_rows", "read_table"]

_TABLE = "the table"

_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm", ".xls", ".zip", ".gz"})
_PACKED = frozenset({".csv", ".tsv", ".txt"})
_READ_ME = ("readme", "license", "licence", "copying", "changelog", "notes")


def read_files(
    path: Path, asked: Sequence[str] | None = None, columns: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices in a file or folder, tidy and flagged, and their provenance.

    Parameters
    ----------
    path
        A CSV, Parquet or Excel file, or a folder of them.
    asked
        Series wanted. In a folder, a file that cannot be used is an error if it is the file of one of these (by its
        name) or the only file, else it is left out.
    columns
        By our name of a column that of the files, as ``{"close": "Schlusskurs"}``: these go before all others.

    Returns
    -------
    prices : pandas.DataFrame
        As `eventstudy.prices.load_prices`, every series found.
    provenance : dict
        ``sha256`` is of the one file, or of the list of names and hashes of a folder; ``columns`` is what was taken
        for what in each file, ``ignored`` what was not used, ``notes`` how files were read.

    Raises
    ------
    PriceError
        No file, no rows, a column missing, text for a number, a date that is none, two prices of one day.
    """
    names = [path] if path.is_file() else sorted(one for one in path.iterdir() if _may_hold_prices(one))
    if not names:
        raise PriceError(f"no prices in {path}: it has no .csv, .parquet or .xlsx file")
    tables, dropped, said = [], [], _Said(by_hand(columns))
    for one in names:
        try:
            if path.is_dir():
                _refuse_link(one, path)
                if is_beside(one):
                    continue
            found, without = said.read_file(one)
        except PriceError as error:
            if path.is_file() or len(names) == 1 or (asked is not None and canonical(name_of(one)) in asked):
                raise
            dropped.append({"what": one.name, "reason": str(error)})
            continue
        tables += found
        dropped += without
    if not tables:
        raise PriceError(f"no prices in {path}: {dropped[0]['reason'] if dropped else 'only dividends or rolls'}")
    said.named.require_all(path)
    prices = _one_of_each(tables, path)
    refuse_returns(prices, path)
    if path.is_dir():
        prices = with_rolls(with_dividends(prices, path), path)
    left_out = {one["what"] for one in dropped}
    told = _provenance(path, [one for one in names if one.name not in left_out], dropped)
    return flag_prices(prices), told | said.told(prices)


def _refuse_link(one: Path, folder: Path) -> None:
    if leads_out(one, folder):
        raise PriceError(f"{one.name} is a link that leads out of {folder}: copy the file there, or name it itself")


def _may_hold_prices(path: Path) -> bool:
    """Tell whether a file of a folder may hold prices, by its name."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        suffix = Path(path.stem).suffix.lower()
        return suffix in _PACKED
    return suffix in _SUFFIXES and path.is_file() and not (suffix == ".txt" and path.stem.lower().startswith(_READ_ME))


def read_table(table: pd.DataFrame, columns: Mapping[str, str] | None = None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices in a table in memory, tidy and flagged, and their provenance.

    Parameters
    ----------
    table
        Of any of the three shapes; the dates may stand in its index, and two column levels (figure, series) are read
        too. One series needs a column ``series``, or its columns named for it. What flags it has are kept.
    columns
        As of `read_files`.

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
    where, said = Path(_TABLE), _Said(by_hand(columns))
    prices = _one_of_each([said.read(as_sheet(where, said.named.table(table)), None)], where)
    refuse_returns(prices, where)
    said.named.require_all(where)
    flagged = flag_prices(prices)
    digest = hashlib.sha256(flagged.to_csv(index=False).encode()).hexdigest()
    told: dict[str, Any] = {"source": "table", "sha256": digest, "retrieved": None, "vendor": "the user", "dropped": []}
    return flagged, told | said.told(prices)


def read_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the prices in a part of a large table, tidy and flagged, and in words how they were read.

    What `read_table` does, without a hash of the rows.

    Raises
    ------
    PriceError
        As `read_table`.

    Examples
    --------
    >>> days = pd.to_datetime(["2020-01-02", "2020-01-03"])
    >>> rows = pd.DataFrame({"series": "xom", "date": days, "close": [70.9, 70.3], "Dividends": [0.0, 0.8]})
    >>> prices, said = read_rows(rows)
    >>> prices["dividend"].tolist(), said
    ([0.0, 0.8], ["'Dividends' as dividend"])
    """
    sheet = as_sheet(Path(_TABLE), table)
    rows, _ = tidied(sheet, None)
    return flag_prices(_one_of_each([rows], sheet.where)), sheet.said


@dataclass(slots=True)
class _Said:
    """What has to be told of each file: which column was taken for what, and how it was read."""

    named: ByHand
    """Columns that the user has named."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    """By what is said, the files of which it is."""

    def read_file(self, path: Path) -> tuple[list[pd.DataFrame], list[dict[str, str]]]:
        """Return the rows of a file, sheet by sheet, and the sheets of a workbook that hold none."""
        found, without = [], []
        for series, sheet in open_sheets(path, self.named):
            if isinstance(sheet, PriceError):
                without.append({"what": f"{path.name}, sheet {series}", "reason": str(sheet)})
            else:
                found.append(self.read(sheet, series))
        return found, without

    def read(self, sheet: Sheet, series: str | None) -> pd.DataFrame:
        """Return the rows of a sheet; `series` is whose they are where it does not say so."""
        rows, taken = tidied(sheet, series)
        if rows["close"].isna().all():
            raise PriceError(f"{sheet.where.name}: no price in its column {taken.get('close', 'close')!r}")
        if taken:
            self.columns[sheet.where.name] = taken
        if sheet.ignored:
            self.ignored[sheet.where.name] = sheet.ignored
        if sheet.said:
            self.files.setdefault("; ".join(sheet.said), []).append(sheet.where.name)
        return rows

    def told(self, prices: pd.DataFrame) -> dict[str, Any]:
        """Return what has to be told, with a line for each way in which files were read."""
        more = {said: f" and {len(files) - 1} more" if len(files) > 1 else "" for said, files in self.files.items()}
        notes = [f"{files[0]}{more[said]} read with {said}" for said, files in self.files.items()]
        return {
            "columns": self.columns,
            "ignored": self.ignored,
            "notes": [*notes, *rhythms(prices), *too_small(prices, quoted_in_files(prices))],
        }


def _one_of_each(tables: Sequence[pd.DataFrame], path: Path) -> pd.DataFrame:
    """Return rows by series and date; refuse a series that two files of a folder tell otherwise of the same day."""
    prices = pd.concat(tables, ignore_index=True)
    again = prices.duplicated(["series", "date"])
    if again.any():
        differ = prices[again & ~prices.duplicated()]
        if not differ.empty:
            one = differ.iloc[0]
            raise PriceError(f"two files in {path} hold {one['series']!r} on {one['date']:%Y-%m-%d}: keep one")
        prices = prices[~again]
    order = np.lexsort((prices["date"].to_numpy(), pd.factorize(prices["series"])[0]))
    return prices.iloc[order].reset_index(drop=True)


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
