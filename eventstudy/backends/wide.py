"""Returns in one wide Parquet file: a column of dates and a column for each series."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.backends.columns import days_of, numbers_of, parquet_file, reading
from eventstudy.errors import PriceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.backends.columns import Array, Days


@dataclass(frozen=True, slots=True, eq=False)
class WideFile:
    """A wide file; of a block of series only their columns are read.

    Attributes
    ----------
    path
        The file.
    names
        Of the series, ascending.
    days : array of shape (D,)
        Days since 1970-01-01, ascending.
    measure
        What the numbers are.
    files
        All that is read.
    left_out
        Series that cannot be read, and why.
    """

    path: Path
    names: tuple[str, ...]
    days: Days
    measure: str = "return"
    files: tuple[Path, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def read(self, names: Sequence[str]) -> Array:
        """Return the returns of some series, shape (S, D), NaN where there is none."""
        values = np.empty((len(names), self.days.size))
        with parquet_file(self.path) as file, reading(self.path):
            for place, name in enumerate(names):
                column = file.read(columns=[name], use_threads=False).column(0)
                if len(column) != self.days.size:
                    raise PriceError(f"{self.path} has changed while it was read: start again")
                values[place] = numbers_of(column, name, str(self.path))
        return values

    def told(self, names: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002 - of returns there is nothing to tell
        """Return nothing."""
        return {}


def open_wide(path: Path) -> WideFile:
    """Return a wide file, its dates read and checked.

    Raises
    ------
    PriceError
        If its dates are not in order, or a series is there twice.
    """
    with parquet_file(path) as file, reading(path):
        schema = file.schema_arrow
        dates = _date_column(schema)
        days = days_of(file.read(columns=[dates]).column(0), str(path))
    names = [name for name in schema.names if name != dates]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise PriceError(f"{path} holds the series {twice!r} twice; keep one column of each")
    if not names or not days.size:
        raise PriceError(f"{path} is empty; give a table of sessions by series")
    refuse_disorder(days, str(path))
    return WideFile(path, tuple(sorted(names)), days, files=(path,))


def refuse_disorder(days: Days, where: str) -> None:
    """Raise where sessions are not in order, or one is there twice.

    Raises
    ------
    PriceError
    """
    steps = np.diff(days)
    if (steps <= 0).any():
        place = int(np.flatnonzero(steps <= 0)[0])
        before, after = (str(np.datetime64(int(day), "D")) for day in days[place : place + 2])
        what = f"hold {after} twice" if before == after else f"are not in order: {after} follows {before}"
        raise PriceError(f"the rows of {where} {what}; sort them by date and keep one of each session")


def _date_column(schema: Any) -> str:  # noqa: ANN401 - a library without types
    """Return the column of dates: the index that pandas wrote, else the first one."""
    told = json.loads((schema.metadata or {}).get(b"pandas", b"{}"))
    index = [name for name in told.get("index_columns", []) if isinstance(name, str) and name in schema.names]
    return str(index[0] if index else schema.names[0])
