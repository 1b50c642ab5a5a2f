"""A file as a table of text by line number, and its columns as dates and numbers, with errors that say where."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.prices.table import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["dates_of", "exact_floats", "numbers_of", "read_raw"]

_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "nat", "."})
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ].*)?"
_FIRST_LINE = 2
_SPAN = ("1700-01-01", "2199-12-31")
"""Days a price can have; the table's dates hold a little more."""
_SHOWN = 40
_COMMAS = "separate the columns by commas, and write decimals with a point"
_KNOWN = frozenset({*COLUMNS, "ex_date", "amount", "basis"})


def read_raw(path: Path) -> pd.DataFrame:
    """Return a CSV or Parquet file as text, known columns in lower case, rows by line number (of Parquet: row + 1).

    Raises
    ------
    PriceError
        If the file cannot be read, is not text, or has no rows.
    """
    raw = _csv(path) if path.suffix.lower() not in {".parquet", ".pq"} else _parquet(path)
    raw.columns = pd.Index([_column(str(name).strip()) for name in raw.columns])
    raw = raw.loc[:, raw.columns != ""]  # the row numbers of a spreadsheet, or its empty columns
    if len(raw.columns) == 1 and any(mark in raw.columns[0] for mark in ";\t|"):
        raise PriceError(f"{path.name}, line 1: one column {_shown(raw.columns[0])}: {_COMMAS}")
    doubled = raw.columns[raw.columns.duplicated()]
    if len(doubled):
        raise PriceError(f"{path.name}, line 1: two columns {doubled[0]!r}")
    raw.index = pd.RangeIndex(_FIRST_LINE, _FIRST_LINE + len(raw))
    raw = raw[~(raw == "").all(axis=1)]
    if raw.empty:
        raise PriceError(f"{path.name}: no rows of prices below the header")
    return raw


def _column(name: str) -> str:
    """Return a column the readers know in lower case, any other (a series) as written."""
    return name.lower() if name.lower() in _KNOWN else name


def _csv(path: Path) -> pd.DataFrame:
    try:
        whole = pd.read_csv(
            path, header=None, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig"
        ).fillna("")
    except pd.errors.EmptyDataError as error:
        raise PriceError(f"{path.name}: the file is empty; it needs a header such as series,date,close") from error
    except pd.errors.ParserError as error:
        raise PriceError(f"{path.name}{_uneven(path)}") from error
    except UnicodeDecodeError as error:
        raise PriceError(f"{path.name} is not UTF-8 text (byte {error.start}): save it as UTF-8 CSV") from error
    except OSError as error:
        raise PriceError(f"{path.name} cannot be read: {error.strerror or error}") from error
    return whole.iloc[1:].set_axis(whole.iloc[0].tolist(), axis=1)


def _uneven(path: Path) -> str:
    """Say which line has more fields than the header."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        try:
            header = next(rows, [])
            if len(header) == 1:
                return f", line 1: one column {_shown(header[0])}: {_COMMAS}"
            for row in rows:
                if len(row) > len(header):
                    return f", line {rows.line_num}: {len(row)} fields under a header of {len(header)}"
        except csv.Error:  # a quote that never closes, a field of a hundred thousand characters
            pass
    return " is no table of comma-separated values"


def _parquet(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(path)
    except ImportError as error:
        raise PriceError(f"{path.name}: reading Parquet needs pyarrow: pip install pyarrow, or save as CSV") from error
    except (OSError, ValueError) as error:
        raise PriceError(f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    if not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index()
    return pd.DataFrame(
        {name: column.astype(object).where(column.notna(), "").map(str) for name, column in table.items()}
    )


def dates_of(path: Path, raw: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """Return a column as naive midnights; a time of day after the date is cut off.

    Raises
    ------
    PriceError
        At the first value that is no ISO date.
    """
    text = raw[column].str.strip()
    days = pd.to_datetime(text.str.slice(0, 10).where(text.str.fullmatch(_ISO)), format="%Y-%m-%d", errors="coerce")
    days = days.where(days.between(*_SPAN))
    bad = raw.index[days.isna()]
    if len(bad):
        raise PriceError(f"{path.name}, line {bad[0]}: {_shown(text[bad[0]])} is no date: write it as 2020-01-03")
    return days.astype("datetime64[ns]")


def numbers_of(path: Path, raw: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return a column as floats; an empty field, "NaN", "null", "N/A" or "." is missing.

    Raises
    ------
    PriceError
        At the first value that is no finite number.
    """
    text = raw[column].str.strip()
    missing = text.str.lower().isin(_MISSING)
    read = pd.to_numeric(text.where(~missing), errors="coerce").to_numpy(dtype=float)
    bad = raw.index[~missing & ~np.isfinite(read)]
    if len(bad):
        raise PriceError(f"{path.name}, line {bad[0]}: {_shown(text[bad[0]])} in column {column!r} is no number")
    return exact_floats(text.mask(missing, ""))


def _shown(text: str) -> str:
    """Return a field as it stands in a message: one line, and not the whole of a long one."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def exact_floats(text: pd.Series[str]) -> pd.Series[float]:
    """Return numbers written as text as the nearest floats, empty text as NaN; pandas' own parsers may be a bit off."""
    written = text.mask(text == "", "nan").to_numpy(dtype=object)
    return pd.Series(written.astype(float), index=text.index, name=text.name)
