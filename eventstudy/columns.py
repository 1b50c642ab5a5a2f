"""Columns of a table that a caller hands in, as numbers and as days, or an error that names the cell that is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["days_of", "in_reach", "numbers_of", "require_columns"]


def require_columns(prices: pd.DataFrame, needed: Sequence[str]) -> None:
    """Refuse a table of prices that lacks a column, or has it twice.

    Raises
    ------
    PriceError

    Examples
    --------
    >>> require_columns(pd.DataFrame({"day": [], "xom": []}), ["date"])
    Traceback (most recent call last):
        ...
    eventstudy.errors.PriceError: prices lack the column 'date': they have day, xom; load_prices reads such a table
    """
    missing = [name for name in needed if name not in prices.columns]
    if missing:
        raise PriceError(
            f"prices lack the column {missing[0]!r}: they have {', '.join(map(str, prices.columns))}; "
            "load_prices reads such a table"
        )
    twice = [name for name in prices.columns[prices.columns.duplicated()] if name in needed]
    if twice:
        raise PriceError(f"prices have two columns {twice[0]!r}: keep one")


def numbers_of(column: pd.Series[Any], what: str) -> pd.Series[float]:
    """Return a column as floats, NaN where a cell is empty.

    Parameters
    ----------
    column
        As it was handed in.
    what
        What the numbers are, for the message.

    Raises
    ------
    PriceError
        If a cell is text, or anything else that is no real number.

    Examples
    --------
    >>> numbers_of(pd.Series([70.5, "n/k"]), "closes")
    Traceback (most recent call last):
        ...
    eventstudy.errors.PriceError: row 1 of the closes is 'n/k', no number: write one, or leave it empty
    """
    for place, value in enumerate(column.tolist() if column.dtype.kind not in "iufb" else ()):
        if not _is_real(value):
            raise PriceError(f"row {place} of the {what} is {value!r}, no number: write one, or leave it empty")
    return pd.Series(column.to_numpy(dtype="float64", na_value=np.nan), index=column.index, name=column.name)


def _is_real(value: Any) -> bool:  # noqa: ANN401 - whatever a cell holds
    """Return whether a cell is a real number, or empty."""
    if isinstance(value, str | bytes | complex) or not pd.api.types.is_scalar(value):
        return False
    return pd.api.types.is_number(value) or bool(pd.isna(value))


def days_of(column: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Return a column of dates of prices as naive midnights.

    Raises
    ------
    PriceError
        If a cell is no date, or empty, or the dates are of several offsets.

    Examples
    --------
    >>> days_of(pd.Series(["2020-01-02", "03/01/2020"]))
    Traceback (most recent call last):
        ...
    eventstudy.errors.PriceError: row 1 of the prices is dated '03/01/2020', no date: write it as 2020-01-03
    """
    try:
        dates = pd.to_datetime(column, format="ISO8601")
    except (TypeError, ValueError) as error:
        raise PriceError(_undated(column)) from error
    if dates.isna().any():
        raise PriceError(
            f"row {int(dates.isna().to_numpy().argmax())} of the prices has no date: give each row its day"
        )
    naive = dates if dates.dt.tz is None else dates.dt.tz_localize(None)
    return pd.Series(in_reach(pd.DatetimeIndex(naive).normalize(), "the prices"), index=column.index, name=column.name)


def in_reach(days: pd.DatetimeIndex, what: str) -> pd.DatetimeIndex:
    """Return days as nanoseconds, which reach from 1677 to 2262.

    Raises
    ------
    PriceError
        One lies beyond.

    Examples
    --------
    >>> in_reach(pd.DatetimeIndex(["8020-01-03"], dtype="datetime64[s]"), "the prices")
    Traceback (most recent call last):
        ...
    eventstudy.errors.PriceError: the prices hold 8020-01-03, a day of no market; correct it
    """
    far = days.as_unit("us").tz_localize(None)
    outside = (far < pd.Timestamp.min) | (far > pd.Timestamp.max)
    if outside.any():
        raise PriceError(f"{what} hold {str(far[outside][0])[:10]}, a day of no market; correct it")
    return days.as_unit("ns")


def _undated(column: pd.Series[Any]) -> str:
    """Say which date cannot be read."""
    read = pd.to_datetime(column.astype(str), format="ISO8601", errors="coerce", utc=True)
    bad = (read.isna() & column.notna()).to_numpy()
    if not bad.any():
        return "the dates of the prices have several offsets: give days, as 2020-01-03"
    place = int(bad.argmax())
    return f"row {place} of the prices is dated {column.iloc[[place]].tolist()[0]!r}, no date: write it as 2020-01-03"
