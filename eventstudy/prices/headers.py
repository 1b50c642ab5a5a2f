"""What the columns of other people's price tables are called, and what they are taken for here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["is_adjusted", "one_level", "recognised", "taken_words"]

_ALIASES = {
    "date": ("datetime", "timestamp", "day", "trade date", "trading day", "observation date", "time"),
    "series": ("symbol", "ticker", "instrument", "ric", "id"),
    "open": ("open price", "opening price", "px open"),
    "high": ("high price", "px high"),
    "low": ("low price", "px low"),
    "close": (
        "close price", "closing price", "settle", "settlement", "settlement price", "last price", "px last",
        "close/last", "price", "last", "adj close", "adjusted close", "adjclose",
    ),
    "volume": ("px volume", "share volume"),
    "dividend": ("dividends", "div", "cash dividend"),
}  # fmt: skip
_IS_ADJUSTED = {"adj close", "adjusted close", "adjclose"}
_NUMBERED = re.compile(r"^\d+\. ")


def recognised(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a table with common names of columns put in ours, and what was taken for what.

    A name is taken only where our own is not there, and only one column for each; the others stay as they are. In a
    table without closes, which may have a column per series, nothing but the date is taken.

    Examples
    --------
    >>> table, taken = recognised(pd.DataFrame({"Trade Date": ["2020-01-03"], "Settle": [68.6], "OI": [1]}))
    >>> list(table.columns), taken
    (['date', 'close', 'OI'], {'date': 'Trade Date', 'close': 'Settle'})
    """
    names = {_plain(name): str(name) for name in reversed(list(raw.columns))}
    taken = {
        ours: names[found]
        for ours, aliases in _ALIASES.items()
        if ours not in raw.columns and (found := next((one for one in (ours, *aliases) if one in names), None))
    }
    if "close" not in raw.columns and "close" not in taken:
        taken = {ours: theirs for ours, theirs in taken.items() if ours == "date"}
    return raw.rename(columns={theirs: ours for ours, theirs in taken.items()}), taken


def taken_words(taken: dict[str, str]) -> str:
    """Return in words what was taken for what.

    Examples
    --------
    >>> taken_words({"date": "Trade Date", "close": "Settle"})
    "'Trade Date' as date, 'Settle' as close"
    """
    return ", ".join(f"{theirs!r} as {ours}" for ours, theirs in taken.items())


def is_adjusted(taken: dict[str, str]) -> bool:
    """Tell whether the closes are a vendor's adjusted ones."""
    return _plain(taken.get("close", "")) in _IS_ADJUSTED


def one_level(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of two column levels, a figure and a series, as a tidy one; any other as it is.

    Examples
    --------
    >>> columns = pd.MultiIndex.from_tuples([("Close", "XOM"), ("Close", "CVX")], names=["Price", "Ticker"])
    >>> wide = pd.DataFrame([[70.33, 121.01]], index=pd.Index(["2020-01-03"], name="Date"), columns=columns)
    >>> one_level(wide)[["Date", "series", "Close"]].to_numpy().tolist()
    [['2020-01-03', 'XOM', 70.33], ['2020-01-03', 'CVX', 121.01]]
    """
    if table.columns.nlevels != 2:  # noqa: PLR2004 - a figure and a series
        return table
    figures = int("close" not in {_plain(name) for name in table.columns.get_level_values(0)})
    index = "date" if table.index.name is None else str(table.index.name)
    parts: list[pd.DataFrame] = []
    for series in dict.fromkeys(table.columns.get_level_values(1 - figures)):
        part = pd.DataFrame(table.xs(series, axis=1, level=1 - figures)).rename_axis(index).reset_index()
        part.columns = pd.Index([str(name) for name in part.columns])
        held = ~_blank(part.drop(columns=index)).all(axis=1)
        parts.append(part[held].assign(series=str(series)))
    return pd.concat(parts, ignore_index=True)


def _blank(table: pd.DataFrame) -> pd.DataFrame:
    return table.isna() | (table == "")


def _plain(name: Hashable | Any) -> str:  # noqa: ANN401 - a header may hold anything
    """Return a header in lower case, without numbering, with blanks for what joins its words."""
    return re.sub(r"[\s_\-.]+", " ", _NUMBERED.sub("", str(name).strip().lower())).strip()
