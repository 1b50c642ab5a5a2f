"""Tables in files."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.bounded import TooLarge, bytes_of, parquet_frame
from eventstudy.errors import PriceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PARQUET = (".parquet", ".pq")
_HEADER = 1 << 24
"""Bytes of a CSV file that its header stands in."""
_NAMELESS = 100
"""Columns without a name that a spreadsheet may have left beside a table."""


def read_table(path: Path, what: str, text: Sequence[str] = ()) -> pd.DataFrame:
    """Return a CSV or Parquet file as a table.

    Parameters
    ----------
    path
        Parquet if it ends in ``.parquet``, else CSV.
    what
        What it should hold, for the message.
    text
        Columns of a CSV file that stay text though they look like numbers: a ticker, a name with zeros before it.

    Raises
    ------
    UsageError
        If there is no such file, or it is no such table.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path}; name a CSV or Parquet table of {what}")
    try:
        return _parquet(path) if path.suffix.lower() in _PARQUET else _csv(path, text)
    except TooLarge as error:
        raise UsageError(
            f"{path}: {error}; a study with --memory, or es.study_files, reads Parquet in blocks"
        ) from error
    except pd.errors.EmptyDataError as error:
        raise UsageError(f"{path} is empty; name a CSV or Parquet table of {what}") from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text, so no CSV table of {what}; save it as CSV (UTF-8), or as .parquet"
        ) from error
    except (ImportError, OSError, ValueError, csv.Error) as error:  # the parsers' own errors are ValueErrors
        if path.suffix.lower() in _PARQUET and not isinstance(error, ImportError):
            raise UsageError(
                f"{path} is no whole Parquet file, it may be cut short; write it anew, or name a CSV table of {what}"
            ) from error
        first = str(error).strip().splitlines()[0]
        raise UsageError(f"{path} cannot be read as a table of {what}: {first}") from error


def read_tidy_returns(path: Path) -> pd.DataFrame | None:
    """Return a file with a row for each return as sessions by series; None where it is no such file.

    Parameters
    ----------
    path
        CSV or Parquet; it is one if it has the columns ``series``, ``date`` and ``return``.

    Raises
    ------
    UsageError
        If it cannot be read.
    PriceError
        If a series has two returns of one day.
    """
    if not path.is_file() or not {"series", "date", "return"} <= columns_of(path):
        return None
    rows = read_table(path, "returns", text=("series",))
    days = pd.to_datetime(rows["date"].astype(str).str[:10], format="%Y-%m-%d", errors="coerce")
    rows = pd.DataFrame({"series": rows["series"].astype(str), "date": days, "return": rows["return"]})
    if rows["date"].isna().any():
        raise PriceError(f"row {int(rows['date'].isna().argmax()) + 1} of {path} has no date; write it as 2020-01-03")
    twice = rows[rows.duplicated(["series", "date"])]
    if not twice.empty:
        one = twice.iloc[0]
        raise PriceError(f"the returns hold {one['series']!r} twice on {one['date']:%Y-%m-%d}; keep one row of each")
    wide = rows.pivot_table(index="date", columns="series", values="return", aggfunc="first", dropna=False)
    return wide.rename_axis(columns=None)


def columns_of(path: Path) -> set[str]:
    """Return the names of the columns of a table; none of what is no such file, as its reader will say."""
    try:
        if path.suffix.lower() in _PARQUET:
            from pyarrow import parquet  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded where it is wanted

            return set(parquet.read_schema(path).names)
        if path.suffix.lower() != ".csv":
            return set()
        with path.open("rb") as file:
            data = file.read(_HEADER)
        return set(_first(data, _separator(data))[0])
    except (OSError, ValueError, csv.Error):
        return set()


def _parquet(path: Path) -> pd.DataFrame:
    """Return a Parquet file as a table, with the attributes that pandas wrote beside it."""
    from pyarrow import parquet  # noqa: PLC0415 - loaded where it is wanted

    table = parquet_frame(path)
    beside = (parquet.read_schema(path).metadata or {}).get(b"PANDAS_ATTRS")
    with suppress(ValueError, RecursionError):
        attributes = json.loads(beside or b"{}")
        table.attrs = attributes if isinstance(attributes, dict) else {}
    return table


def _csv(path: Path, text: Sequence[str]) -> pd.DataFrame:
    """Return a CSV file as a table.

    Refused is a header that the parser would make something else of: names that come twice, of which it renames the
    second, and more fields below than names, of which it takes the first for names of rows.
    """
    data = bytes_of(path)
    mark = _separator(data)
    header, row = _first(data, mark)
    names = pd.Index([name for name in header if name])
    if not names.is_unique:
        raise ValueError(f"two columns {names[names.duplicated()][0]!r}")
    if len(header) - len(names) > _NAMELESS:
        raise ValueError(f"{len(header) - len(names):,} columns have no name; leave them out")
    if len(row) > len(header):
        raise ValueError(f"{len(row):,} fields in the first row under a header of {len(header):,}")
    table = pd.read_csv(io.BytesIO(data), dtype=str, sep=mark)
    del data
    comma = mark == ";"
    return pd.DataFrame({name: table[name] if name in text else _numbers(table[name], comma) for name in table.columns})


def _first(data: bytes, mark: str) -> tuple[list[str], list[str]]:
    """Return the header of a CSV file and the row below it, empty where there is none."""
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="") as file:
        rows = (row for row in csv.reader(file, delimiter=mark) if row)
        return next(rows, []), next(rows, [])


def _separator(data: bytes) -> str:
    """Return what stands between the columns of the first line: a comma, or where there is none a semicolon or tab."""
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig") as file:
        line = file.readline()
    return next((mark for mark in (";", "\t") if mark in line and "," not in line), ",")


def _numbers(column: pd.Series[str], comma: bool) -> pd.Series[Any]:
    """Return a column of numbers as such, each the float nearest to what is written; any other as it is.

    The parser's own way to a float loses the last digit, depending on its version. Between semicolons a number may have
    a decimal comma.
    """
    try:
        return (column.str.replace(",", ".") if comma else column).astype(float)
    except ValueError:
        return column
