"""DataFrames as CSV text that reads back to the same numbers, and that a spreadsheet cannot be made to execute."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.articles.sheets.grid import defused
from eventstudy.report.publish.published import written

if TYPE_CHECKING:
    from collections.abc import Hashable

_PER_CENT = re.compile(r"[+-]?\d[\d.,]* %")
"""A number with its sign apart."""


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return a table as CSV: numbers with every digit, dates as ISO days, ``\n`` between lines, nothing for missing.

    Parameters
    ----------
    frame
        Any table; its index is left out.

    Notes
    -----
    Articles are written by strangers, and spreadsheets take a cell that begins with ``= + - @`` for a formula. Such a
    cell of text gets an apostrophe in front; numbers stay as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> print(csv_text(pd.DataFrame({"quote": ["=1+1", "-1.4%"], "value": [-0.1, float("nan")]})), end="")
    quote,value
    '=1+1,-0.1
    -1.4%,
    """
    text = [name for name in frame.columns if not _is_plain(frame, name)]
    shown = frame.assign(**{str(name): frame[name].map(cell) for name in text}) if text else frame
    return written(shown.rename(columns=cell))


def _is_plain(frame: pd.DataFrame, name: Hashable) -> bool:
    """Tell whether a column holds numbers, truth values or dates only."""
    kind = frame[name].dtype
    return pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)


def cell(value: Any) -> Any:  # noqa: ANN401 - a cell may hold anything
    """Return what stands in a cell: text defused, a list as its items, a mapping as ``name=value``.

    Examples
    --------
    >>> cell("@SUM(A1)"), cell("-"), cell("+1.3 %"), cell(("brent", "wti"))
    ("'@SUM(A1)", '-', '+1.3 %', 'brent; wti')
    """
    if isinstance(value, str):
        return value if _PER_CENT.fullmatch(value) else defused(value)
    if isinstance(value, dict):
        return cell("; ".join(f"{key}={_flat(item)}" for key, item in value.items()))
    if isinstance(value, list | tuple):
        return cell("; ".join(_flat(item) for item in value))
    return value


def _flat(value: Any) -> str:  # noqa: ANN401 - an item may be anything
    if isinstance(value, dict):
        return " ".join(_flat(item) for item in value.values())
    if isinstance(value, list | tuple):
        return " ".join(_flat(item) for item in value)
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is unequal to itself
