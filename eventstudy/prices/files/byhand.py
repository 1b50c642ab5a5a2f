"""Columns that the user has named by hand: which column of the files is to be taken for which of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import PriceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["OURS", "ByHand", "by_hand"]

OURS = (
    "date", "series", "open", "high", "low", "close", "volume", "dividend", "split", "before", "flag", "currency",
)  # fmt: skip
"""Columns that another may be named for."""


@dataclass(slots=True)
class ByHand:
    """By our name of a column that of the files, and which of them were met."""

    columns: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def names(self, row: Sequence[str]) -> list[str]:
        """Return a header, or any other line, with the user's columns in our names; another so called goes unnamed.

        Examples
        --------
        >>> ByHand({"date": "Tag", "close": "Kurs"}).names(["Tag", "Kurs", "Close"])
        ['date', 'close', '']
        """
        ours = {theirs.strip().lower(): name for name, theirs in self.columns.items()}
        cells = [cell.strip().lower() for cell in row]
        taken = {ours[cell] for cell in cells if cell in ours}
        if not taken:
            return list(row)
        self.met |= taken
        return [ours.get(cell, "" if cell in taken else name) for cell, name in zip(cells, row, strict=True)]

    def table(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table in memory under these names."""
        if not self.columns or table.columns.nlevels > 1:
            return table
        flat = table if table.index.names == [None] else table.reset_index()
        return flat.set_axis(pd.Index(self.names([str(name) for name in flat.columns])), axis=1)

    def require_all(self, path: Path) -> None:
        """Raise PriceError where a column is in no file."""
        for ours, theirs in self.columns.items():
            if ours not in self.met:
                raise PriceError(f"no column {theirs!r} in {path.name}, which was to be the {ours}")


def by_hand(columns: Mapping[str, str] | None) -> ByHand:
    """Return columns named by hand, checked.

    Raises
    ------
    UsageError
        If one is none of ours, or no name is given for it.

    Examples
    --------
    >>> by_hand({"close": "Schlusskurs"}).columns
    {'close': 'Schlusskurs'}
    """
    if columns is not None and not isinstance(columns, Mapping):
        raise UsageError(f"columns are a {type(columns).__name__}: give them as {{'close': 'Schlusskurs'}}")
    said = dict(columns) if columns is not None else {}
    for ours, theirs in said.items():
        if ours not in OURS:
            raise UsageError(f"no column {ours!r} here to name another for: there are {', '.join(OURS)}")
        if not str(theirs or "").strip():
            raise UsageError(f"columns name {theirs!r} for {ours!r}: give the column's name in the file")
    return ByHand(said)
