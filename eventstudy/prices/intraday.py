"""Bars inside the day, of any spacing, from a table or a file: read once, checked row by row, moments in UTC.

Columns ``series, time, open, high, low, close`` and, if known, ``volume``. `time` is when a bar begins, ISO 8601 with
its offset (``2020-01-03T09:30-05:00``). Trading before the open and after the close belongs in the same table.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.bounded import bytes_of, inflated, parquet_frame, why
from eventstudy.columns import in_reach
from eventstudy.errors import PriceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

__all__ = ["FIGURES", "read_intraday"]

FIGURES = ("open", "high", "low", "close")
_NEEDED = ("series", "time", *FIGURES)
_OFFSET = r"(?:[Zz]|[+-]\d{2}(?::?\d{2})?)\s*$"
_EXAMPLE = "2020-01-03T09:30-05:00"


def read_intraday(source: pd.DataFrame | str | Path, known: Collection[str] | None = None) -> pd.DataFrame:
    """Return intraday bars, tidy and in order.

    Parameters
    ----------
    source : DataFrame or path
        A table in memory, or a CSV or Parquet file.
    known : collection of str, optional
        The series that the bars may be of; any if None.

    Returns
    -------
    DataFrame
        Columns ``series, time, open, high, low, close, volume``; `time` in UTC, volume NaN where it is not told. A row
        without any price is a bar without a trade and is left out. ``attrs["provenance"]`` names the source.

    Raises
    ------
    PriceError
        The file cannot be read, or a column is missing; a time has no offset; bars of a series are out of order or
        twice there; a figure is missing or no number; a high lies below its low; a series is none of those known.
    UsageError
        `source` is neither a table nor a path.

    Examples
    --------
    >>> bars = pd.DataFrame({
    ...     "series": "xom", "time": ["2020-01-03T08:00-05:00", "2020-01-03T08:05-05:00"],
    ...     "open": [71.5, 71.6], "high": [71.7, 71.8], "low": [71.4, 71.6], "close": [71.6, 71.8],
    ... })
    >>> read_intraday(bars)["time"].iloc[0].isoformat()
    '2020-01-03T13:00:00+00:00'
    """
    table, name, digest = _opened(source)
    _require_columns(table.columns.tolist(), name)
    if not len(table):
        raise PriceError(f"{name}: no rows; give a row for each bar")
    found = pd.DataFrame({"series": _names(table["series"], name), "time": _moments(table["time"], name)})
    for column in FIGURES:
        found[column] = _figures(table[column], name)
    found["volume"] = _figures(table["volume"], name) if "volume" in table else np.nan
    found = found[found[list(FIGURES)].notna().any(axis=1)]
    _refuse(found, name)
    strange = sorted(set(found["series"]) - set(known)) if known is not None else []
    if strange:
        raise PriceError(f"{name}: series {strange[0]!r} is neither in the catalogue nor among the daily prices")
    found = found.sort_values(["series", "time"], kind="stable").reset_index(drop=True)
    found.attrs["provenance"] = {"source": name, "sha256": digest}
    return found


def _opened(source: pd.DataFrame | str | Path) -> tuple[pd.DataFrame, str, str]:
    """Return the table, what to call it, and the hash of the file, empty for a table in memory."""
    if isinstance(source, pd.DataFrame):
        told = source.attrs.get("provenance")
        named = told if isinstance(told, dict) else {}
        return source, str(named.get("source", "intraday bars")), str(named.get("sha256", ""))
    if not isinstance(source, str | Path):
        raise UsageError(f"intraday: a {type(source).__name__}, not a DataFrame or the path of a CSV or Parquet file")
    path = Path(source)
    try:
        raw = bytes_of(path)
    except OSError as error:
        raise PriceError(f"cannot read the intraday bars {path}: {why(error)}") from error
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            table = parquet_frame(path)
        else:
            table = _text(inflated(raw) if raw.startswith(b"\x1f\x8b") else raw, path.name)
    except (ValueError, OSError, EOFError, zlib.error, csv.Error) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PriceError(f"{path} is neither a CSV nor a Parquet file of intraday bars ({said})") from error
    return table, path.name, hashlib.sha256(raw).hexdigest()


def _text(data: bytes, name: str) -> pd.DataFrame:
    """Return the columns of a CSV file that are used: of a header of many thousands pandas takes quadratic time."""
    handle = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    header = next((row for row in csv.reader(handle) if row), [])
    _require_columns(header, name)
    places = {column: header.index(column) for column in (*_NEEDED, "volume") if column in header}
    columns = {str(place): column for column, place in places.items()}
    table = pd.read_csv(
        handle, header=None, names=list(map(str, range(max(places.values()) + 1))), usecols=list(columns),
        index_col=False, dtype={place: str for place, column in columns.items() if column in {"series", "time"}},
        keep_default_na=False, na_values=["", "nan"],
    )  # fmt: skip
    return table.rename(columns=columns)


def _require_columns(columns: Sequence[str], name: str) -> None:
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise PriceError(f"{name}: no column {', '.join(missing)}; needed are {', '.join(_NEEDED)}")
    twice = [column for column in (*_NEEDED, "volume") if columns.count(column) > 1]
    if twice:
        raise PriceError(f"{name}: two columns {twice[0]!r}; keep one")


def _names(column: pd.Series, name: str) -> NDArray[np.object_]:
    lost = column.isna()
    if lost.any():
        raise PriceError(f"{name}: row {_row(lost)} names no series; give each bar its series")
    return column.astype(str).str.strip().to_numpy(dtype=object)


def _row(faulty: pd.Series) -> int:
    """Return the number of the first faulty row, the first row below the header being 1."""
    return int(np.flatnonzero(faulty.to_numpy())[0]) + 1


def _moments(column: pd.Series, name: str) -> pd.Series:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        moments = column
    elif pd.api.types.is_datetime64_any_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
        raise PriceError(
            f"{name}: the times have no offset (row 1: {column.iloc[0]}); write {_EXAMPLE}, or give aware moments"
        )
    else:
        text = column.map(lambda value: value.isoformat() if hasattr(value, "isoformat") else str(value))
        bare = ~text.str.contains(_OFFSET, regex=True)
        if bare.any():
            row = _row(bare)
            raise PriceError(f"{name}: the time of row {row}, {text.iloc[row - 1]!r}, has no offset; write {_EXAMPLE}")
        moments = pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce")
    lost = moments.isna()
    if lost.any():
        row = _row(lost)
        raise PriceError(f"{name}: the time of row {row}, {column.iloc[row - 1]!r}, is no moment; write {_EXAMPLE}")
    return pd.Series(in_reach(pd.DatetimeIndex(moments).tz_convert("UTC"), f"{name}: the times"))


def _figures(column: pd.Series, name: str) -> NDArray[np.float64]:
    numbers = pd.to_numeric(column, errors="coerce")
    odd = (numbers.isna() & column.notna()) | np.isinf(numbers)
    if odd.any() or column.dtype.kind in "bc":
        at = _row(odd) if odd.any() else 1
        raise PriceError(f"{name}: {column.name!r} of row {at} is {column.iloc[at - 1]!r}, which is no number")
    return numbers.to_numpy(dtype=np.float64)


def _refuse(bars: pd.DataFrame, name: str) -> None:
    """Refuse bars that are incomplete, upside down, out of order or twice there, the first that is found."""
    if not len(bars):
        raise PriceError(f"{name}: no row holds a price")
    partial = bars[list(FIGURES)].isna()
    if partial.to_numpy().any():
        row = bars[partial.any(axis=1)].iloc[0]
        lost = ", ".join(column for column in FIGURES if pd.isna(row[column]))
        raise PriceError(f"{name}: the bar of {_told(row)} has no {lost}; give all four prices of a bar, or none")
    turned = bars[bars["high"] < bars[["low", "open", "close"]].max(axis=1)]
    turned = turned if len(turned) else bars[bars["low"] > bars[["open", "close"]].min(axis=1)]
    if len(turned):
        row = turned.iloc[0]
        below = "low" if row["high"] < row["low"] else "open or close"
        side = f"its high {row['high']:g} below its low" if below == "low" else "its open or close outside its range"
        raise PriceError(f"{name}: the bar of {_told(row)} has {side}; correct it or leave it out")
    step = bars.groupby("series", sort=False)["time"].diff()
    if (step == pd.Timedelta(0)).any():
        row = bars[step == pd.Timedelta(0)].iloc[0]
        raise PriceError(f"{name}: two bars of {_told(row)}; keep one")
    if (step < pd.Timedelta(0)).any():
        row = bars[step < pd.Timedelta(0)].iloc[0]
        raise PriceError(f"{name}: the bar of {_told(row)} stands after a later one; sort the bars of a series by time")


def _told(row: pd.Series) -> str:
    return f"{row['series']} at {row['time']:%Y-%m-%dT%H:%M:%S}Z"
