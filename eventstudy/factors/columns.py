"""A table of factors: its days, its usual names, its numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.columns import in_reach
from eventstudy.errors import PriceError

_SPELLINGS = {
    "mktrf": "mkt_rf", "mktminusrf": "mkt_rf", "marketrf": "mkt_rf", "marketminusrf": "mkt_rf", "rmrf": "mkt_rf",
    "exmkt": "mkt_rf", "mktexcess": "mkt_rf", "smb": "smb", "hml": "hml", "rmw": "rmw", "cma": "cma",
    "mom": "mom", "umd": "mom", "wml": "mom", "momentum": "mom",
    "rf": "rf", "riskfree": "rf", "riskfreerate": "rf",
}  # fmt: skip


def dated(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with days as its index, ascending, and floats under the usual names."""
    if not isinstance(table.index, pd.DatetimeIndex):
        named = next((column for column in table.columns if str(column).strip().lower() == "date"), None)
        if named is None and isinstance(table.index, pd.RangeIndex) and len(table.columns):
            named = table.columns[0]
        table = table if named is None else table.set_index(named)
    days = _days(table.index, name)
    columns = [usual(column) for column in table.columns]
    twice = next((column for column in columns if columns.count(column) > 1), None)
    if twice is not None:
        raise PriceError(f"the factors in {name} hold {twice!r} twice; keep one column of each")
    values = {column: _floats(table.iloc[:, place], column, name) for place, column in enumerate(columns)}
    return pd.DataFrame(values, index=days).sort_index()


def usual(column: object) -> str:
    """Return the usual name of a factor.

    Examples
    --------
    >>> [usual(name) for name in ("Mkt-RF", "mktrf", "Mom   ", "UMD", "QMJ")]
    ['mkt_rf', 'mkt_rf', 'mom', 'mom', 'qmj']
    """
    plain = str(column).strip().lower()
    return _SPELLINGS.get(re.sub(r"[^a-z0-9]", "", plain), plain)


def _days(index: pd.Index[Any], name: str) -> pd.DatetimeIndex:
    if isinstance(index, pd.DatetimeIndex):
        days = index if index.tz is None else index.tz_localize(None)
    else:
        written = index.astype(str).str.strip()
        form = "%Y%m%d" if written.str.fullmatch(r"\d{8}").all() else "%Y-%m-%d"
        days = pd.DatetimeIndex(pd.to_datetime(written.str[:10], format=form, errors="coerce"))
    if days.hasnans or not len(days):
        found = "it has no rows" if not len(days) else f"{str(index[int(np.argmax(days.isna()))])!r} is no date"
        raise PriceError(f"the factors in {name} are not dated by day: {found}; write dates as 2020-01-03 or 20200103")
    days = in_reach(days.normalize(), f"the factors in {name}").rename("date")
    if days.has_duplicates:
        raise PriceError(f"the factors in {name} hold {days[days.duplicated()][0]:%Y-%m-%d} twice; keep one row a day")
    return days


def _floats(column: pd.Series[Any], label: str, name: str) -> Any:  # noqa: ANN401 - an array
    try:
        values = column.astype(float).to_numpy()
    except (TypeError, ValueError) as error:
        found = next((value for value in column.tolist() if not _is_number(value)), str(error))
        raise PriceError(
            f"the factor {label!r} in {name} holds {found!r}, no number; write one, or leave it empty"
        ) from None
    if np.isinf(values).any():
        raise PriceError(f"the factor {label!r} in {name} holds an infinite value; leave it empty")
    return values


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]  # whatever a cell holds; what is no number raises
    except (TypeError, ValueError):
        return False
    return True
