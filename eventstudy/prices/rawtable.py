"""A file as a table of text by line number, and its columns as dates and numbers, with errors that say where."""

from __future__ import annotations

import csv
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.prices.headers import one_level
from eventstudy.prices.table import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["as_raw", "dates_of", "exact_floats", "is_excel", "numbers_of", "read_raw", "read_sheets"]

_MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "nat", "."})
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ].*)?"
_FIRST_LINE = 2
_SPAN = ("1700-01-01", "2199-12-31")
"""Days a price can have; the table's dates hold a little more."""
_SHOWN = 40
_HEADERS = 3
_COMMAS = "separate the columns by commas, and write decimals with a point"
_TEXT = frozenset({"series", "flag"})
_KNOWN = frozenset({*COLUMNS, "ex_date", "amount", "basis"})


def read_raw(path: Path) -> pd.DataFrame:
    """Return a CSV or Parquet file, known columns in lower case, rows by line number (of Parquet: row + 1).

    Columns are text; in Parquet and Excel they may be numbers or dates, which stay what they are.

    Raises
    ------
    PriceError
        If the file cannot be read, is not text, or has no rows.
    """
    return as_raw(path, _csv(path) if path.suffix.lower() not in {".parquet", ".pq"} else _parquet(path))


def read_sheets(path: Path) -> list[tuple[str, Path, pd.DataFrame]]:
    """Return the sheets of an Excel file that are not empty: name, what to call it in messages, and the table.

    Raises
    ------
    PriceError
        If the file cannot be read or has no rows; if openpyxl is not installed.
    """
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    except ImportError as error:
        raise PriceError(
            f'{path.name}: reading Excel needs openpyxl: pip install "eventstudy-toolkit[excel]", or save as CSV'
        ) from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise PriceError(f"{path.name} cannot be read as Excel ({reason}): save it as .xlsx or CSV") from error
    found = []
    for name, cells in sheets.items():
        if len(cells) <= 1:
            continue
        where = path if len(sheets) == 1 else path.with_name(f"{path.name}, sheet {name}")
        header = cells.iloc[0].fillna("").tolist()
        table = cells.iloc[1:].set_axis(header, axis=1).infer_objects()
        found.append((str(name), where, as_raw(where, table)))
    if not found:
        raise PriceError(f"{path.name}: no rows of prices below the header")
    return found


def is_excel(path: Path) -> bool:
    """Tell whether a file is one of Excel's by its name."""
    return path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}


def as_raw(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its columns named and typed as the readers want them; `path` is what messages call it.

    Raises
    ------
    PriceError
        If a column is there twice, or there are no rows.
    """
    flat = one_level(table)
    if not isinstance(flat.index, pd.RangeIndex) and flat.index.name is not None:
        flat = flat.reset_index()
    names = [_column(str(name).strip()) for name in flat.columns]
    kept = [place for place, name in enumerate(names) if name]  # no row numbers and empty columns of a spreadsheet
    names = [names[place] for place in kept]
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        raise PriceError(f"{path.name}, line 1: one column {_shown(names[0])}: {_COMMAS}")
    doubled = [name for place, name in enumerate(names) if name in names[:place]]
    if doubled:
        raise PriceError(f"{path.name}, line 1: two columns {doubled[0]!r}")
    raw = pd.DataFrame({name: _plain(name, flat.iloc[:, place]) for name, place in zip(names, kept, strict=True)})
    raw.index = pd.RangeIndex(_FIRST_LINE, _FIRST_LINE + len(raw))
    raw = raw[~(raw.isna() | (raw == "")).all(axis=1)]
    if raw.empty:
        raise PriceError(f"{path.name}: no rows of prices below the header")
    return raw


def _plain(name: str, column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as text, empty where it is missing; numbers and dates as they are, but for names of series."""
    kind = column.dtype
    numbers = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    if name in _TEXT or not (numbers or pd.api.types.is_datetime64_any_dtype(kind)):
        return column.astype(object).where(column.notna(), "").map(str).reset_index(drop=True)
    return (column.astype("float64") if numbers else column).reset_index(drop=True)


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
    if len(whole) > _HEADERS and whole.iloc[:_HEADERS, 0].str.lower().tolist() == ["price", "ticker", "date"]:
        return _two_levels(whole)
    return whole.iloc[1:].set_axis(whole.iloc[0].tolist(), axis=1)


def _two_levels(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the table under the three lines of header that a download of several tickers is written with."""
    columns = pd.MultiIndex.from_arrays([whole.iloc[0, 1:].tolist(), whole.iloc[1, 1:].tolist()])
    body = whole.iloc[_HEADERS:, 1:].set_axis(columns, axis=1)
    return body.set_axis(pd.Index(whole.iloc[_HEADERS:, 0].tolist(), name="date"))


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
    return table


def dates_of(path: Path, raw: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """Return a column as naive midnights; a time of day after the date is cut off.

    Raises
    ------
    PriceError
        At the first value that is no ISO date.
    """
    if pd.api.types.is_datetime64_any_dtype(raw[column].dtype):
        return _days_of(path, raw[column])
    text = raw[column].astype(str).str.strip()
    days = pd.to_datetime(text.str.slice(0, 10).where(text.str.fullmatch(_ISO)), format="%Y-%m-%d", errors="coerce")
    days = days.where(days.between(*_SPAN))
    bad = raw.index[days.isna()]
    if len(bad):
        raise PriceError(f"{path.name}, line {bad[0]}: {_shown(text[bad[0]])} is no date: write it as 2020-01-03")
    return days.astype("datetime64[ns]")


def _days_of(path: Path, column: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Return dates that are dates already; of an instant the day in its own zone."""
    days = (column.dt.tz_localize(None) if column.dt.tz is not None else column).dt.normalize()
    bad = days.index[~days.between(*_SPAN)]
    if len(bad):
        raise PriceError(f"{path.name}, line {bad[0]}: {days[bad[0]]} is no date: write it as 2020-01-03")
    return pd.Series(days, dtype="datetime64[ns]")


def numbers_of(path: Path, raw: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return a column as floats; an empty field, "NaN", "null", "N/A" or "." is missing.

    Raises
    ------
    PriceError
        At the first value that is no finite number.
    """
    if pd.api.types.is_numeric_dtype(raw[column].dtype):
        endless = raw.index[np.isinf(raw[column].to_numpy(dtype=float))]
        if len(endless):
            raise PriceError(f"{path.name}, line {endless[0]}: 'inf' in column {column!r} is no number")
        return pd.Series(raw[column], dtype="float64")
    text = raw[column].astype(str).str.strip()
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
