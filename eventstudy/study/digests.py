"""The SHA-256 of a table of events."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

_STRETCH = 50_000
"""Rows whose text is in memory at a time."""


def file_digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of a table's text as CSV, written a stretch at a time.

    Examples
    --------
    >>> digest_of(pd.DataFrame({"series": ["xom"], "date": ["2020-01-03"]}))[:8]
    '64453edf'
    """
    found = hashlib.sha256()
    for begin in range(0, max(len(rows), 1), _STRETCH):
        some = rows.iloc[begin : begin + _STRETCH]
        text = _plain_text(some) if begin else None
        found.update(some.to_csv(index=False, header=begin == 0).encode() if text is None else text)
    return found.hexdigest()


def _plain_text(rows: pd.DataFrame) -> bytes | None:
    """Return the text of rows of strings and whole numbers, ten times as fast; None where cells need quotes, or more.

    A row of one empty cell alone is written in quotes.
    """
    plain = rows.shape[1] > 1 and rows.columns.is_unique and all(_is_plain(rows[name]) for name in rows)
    if not plain:
        return None
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - which tables of few rows do not need
    from pyarrow import csv  # noqa: PLC0415

    text = BytesIO()
    try:
        table = pa.Table.from_pandas(rows, preserve_index=False)
        csv.write_csv(table, text, csv.WriteOptions(include_header=False, quoting_style="none"))
    except pa.ArrowInvalid:
        return None
    return text.getvalue()


def _is_plain(column: pd.Series[Any]) -> bool:
    return isinstance(column.dtype, pd.StringDtype) or pd.api.types.is_integer_dtype(column)
