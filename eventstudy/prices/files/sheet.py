"""A table as it was found, by line number; its columns as days and numbers, with errors that say where."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.prices.files.headers import is_date, one_level
from eventstudy.prices.files.notation import (
    AMBIGUOUS,
    MISSING,
    as_days,
    decimal_mark,
    exact_floats,
    from_instants,
    from_numbers,
    plain_numbers,
)
from eventstudy.prices.table import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Sheet", "as_sheet", "shown"]

_FIRST_LINE = 2
_SHOWN = 40
_COMMAS = "separate the columns by commas, and write decimals with a point"
_TEXT = frozenset({"series", "flag", "currency"})
_KNOWN = frozenset({*COLUMNS, "split", "before", "currency", "ex_date", "amount", "basis"})
_AS_ISO = "is no date: write it as 2020-01-03"
_SHORT = r"(?<=\d)([KMBkmb])$"
_THOUSANDS = {"k": "e3", "m": "e6", "b": "e9"}


@dataclass(slots=True)
class Sheet:
    """A table of one file, or one sheet of a workbook."""

    where: Path
    """What messages call it."""
    cells: pd.DataFrame
    """By line number; known columns in lower case. Text, or the numbers and dates that a file has as such."""
    header: int = 1
    """The line of its header."""
    commas_join: bool = True
    """Whether commas part its columns, where it was text."""
    said: list[str] = field(default_factory=list)
    """How it was read, where that is not plain."""
    mark: str | None = None
    """What stands before decimals, once that was looked for."""
    lines: dict[int, int] = field(default_factory=dict)
    """Of its rows by their label, where they are not the labels themselves."""
    ignored: list[str] = field(default_factory=list)
    """Columns of which no use was made."""

    def error(self, line: object, what: str) -> PriceError:
        """Return the error of a line."""
        return PriceError(f"{self.where.name}, line {self.line(line)}: {what}")

    def line(self, label: object) -> object:
        """Return the line in the file of a row."""
        return self.lines.get(int(label), label) if isinstance(label, int | np.integer) else label

    def need(self, *names: str) -> None:
        """Raise PriceError where a column is missing."""
        for name in names:
            if name not in self.cells.columns:
                raise self.error(self.header, f"no column {name!r}: it has {', '.join(map(str, self.cells.columns))}")

    def names(self, column: str) -> pd.Series[str]:
        """Return a column of text, stripped; of numbers that are names, the whole ones without a point."""
        if pd.api.types.is_numeric_dtype(self.cells[column].dtype):
            return self.cells[column].map(lambda one: f"{one:.15g}", na_action="ignore").fillna("").astype(str)
        return self.cells[column].astype(str).str.strip()

    def days(self, column: str) -> pd.Series[pd.Timestamp]:
        """Return a column as naive midnights; a time of day after the date is cut off.

        Raises
        ------
        PriceError
            At the first value that is no date of the kind the column begins with; where the order of day and month is
            not settled.
        """
        cells = self.cells[column]
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            days, said = from_instants(cells)
        elif pd.api.types.is_numeric_dtype(cells.dtype):
            days, said = from_numbers(cells)
        else:
            days, said = as_days(self.names(column))
        bad = days.index[days.isna()]
        if len(bad):
            raise self.error(bad[0], f"{shown(cells[bad[0]])} {_AS_ISO}")
        if said == AMBIGUOUS:
            line = cells.index[0]
            raise self.error(line, f"{shown(cells[line])} may have day or month first: write it as 2020-01-03")
        if said:
            self.said.append(f"dates with {said}" if said.endswith("first") else f"dates as {said}")
        return days

    def numbers(self, column: str) -> pd.Series[float]:
        """Return a column as floats; an empty field, "NaN", "null", "N/A", "-" or "." is missing.

        Raises
        ------
        PriceError
            At the first value that is no finite number.
        """
        cells = self.cells[column]
        if pd.api.types.is_numeric_dtype(cells.dtype):
            return self._finite(column, cells.astype("float64"))
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            raise self._no_number(cells.index[0], column)
        if self.commas_join:
            with suppress(ValueError):  # there are other than plain numbers
                return self._finite(column, exact_floats(cells))
        text = self.names(column)
        text = text.mask(text.str.lower().isin(MISSING), "")
        if column == "volume":
            text = text.str.replace(_SHORT, lambda found: _THOUSANDS[found[1].lower()], regex=True)
        bad = text.index[(text != "") & pd.to_numeric(text, errors="coerce").isna()]
        if len(bad) or not self.commas_join:
            text = plain_numbers(text, self._decimal_mark())
            bad = text.index[(text != "") & pd.to_numeric(text, errors="coerce").isna()]
        try:
            return self._finite(column, exact_floats(text))
        except ValueError:
            line = next(line for line in (*bad, *text.index) if not _is_number(text[line]))
            raise self._no_number(line, column) from None

    def _decimal_mark(self) -> str:
        """Return what stands before decimals all over the table; found once."""
        if self.mark is None:
            texts = (cells.astype(str).str.strip() for _, cells in self.cells.items() if cells.dtype.kind not in "fM")
            cells = pd.concat(list(texts))
            self.mark = decimal_mark(cells[cells != ""], commas_join=self.commas_join)
            if self.mark == ",":
                self.said.append("decimal commas")
        if self.mark == AMBIGUOUS:
            raise PriceError(
                f"{self.where.name}: points may begin decimals or part thousands: write numbers without thousands, and "
                "separate the columns by commas"
            )
        return self.mark

    def _finite(self, column: str, values: pd.Series[float]) -> pd.Series[float]:
        """Return numbers that were read, if none is endless."""
        endless = values.index[np.isinf(values.to_numpy())]
        if len(endless):
            raise self._no_number(endless[0], column)
        return values

    def _no_number(self, line: int, column: str) -> PriceError:
        return self.error(line, f"{shown(self.cells[column][line])} in column {column!r} is no number")


def _is_number(text: str) -> bool:
    with suppress(ValueError):
        exact_floats(pd.Series([text]))
        return True
    return False


def as_sheet(
    where: Path, table: pd.DataFrame, *, header: int = 1, commas_join: bool = True, lines: pd.Index[int] | None = None
) -> Sheet:
    """Return a table with its columns named and its numbers written as the readers want them.

    Parameters
    ----------
    where
        What messages call it.
    table
        As it was found.
    header
        The line of the header.
    commas_join
        Whether commas part its columns, where it was text.
    lines
        Of its rows, where they do not follow the header one by one.

    Raises
    ------
    PriceError
        If a column is there twice, or there are no rows.
    """
    try:
        flat = one_level(table)
    except PriceError as error:
        raise PriceError(f"{where.name}, line {header}: {error}") from error
    if flat.index.name is None and isinstance(flat.index, pd.DatetimeIndex):
        flat = flat.rename_axis("date")
    if any(name is not None for name in flat.index.names):
        flat = flat.reset_index()
    names, said = [_column(str(name).strip()) for name in flat.columns], []
    if names and not names[0] and not any(map(is_date, names)):  # as a table is written whose index has no name
        names[0], said = "date", ["its first column as date"]
    kept = [place for place, name in enumerate(names) if name]  # no row numbers and empty columns of a spreadsheet
    names = [names[place] for place in kept]
    if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
        raise PriceError(f"{where.name}, line {header}: one column {shown(names[0])}: {_COMMAS}")
    columns = pd.Index(names)
    if not columns.is_unique:
        raise PriceError(f"{where.name}, line {header}: two columns {columns[columns.duplicated()][0]!r}")
    cells = pd.DataFrame({name: _plain(name, flat.iloc[:, place]) for name, place in zip(names, kept, strict=True)})
    cells.index = pd.RangeIndex(header + _FIRST_LINE - 1, header + _FIRST_LINE - 1 + len(cells))
    lines_of = {} if lines is None else dict(zip(cells.index, lines, strict=True))
    empty = (cells.isna() | (cells == "")).all(axis=1)
    cells = cells[~empty] if empty.any() else cells
    if cells.empty:
        raise PriceError(f"{where.name}: no rows of prices below the header")
    return Sheet(where, cells, header, commas_join=commas_join, said=said, lines=lines_of)


def _plain(name: str, column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as text, empty where it is missing; numbers and dates as they are, but for names of series."""
    kind = column.dtype
    numbers = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    if name in _TEXT or not (numbers or pd.api.types.is_datetime64_any_dtype(kind)):
        if isinstance(kind, pd.StringDtype) and not column.isna().any():
            return column.astype(object).reset_index(drop=True)
        return column.astype(object).where(column.notna(), "").map(str).reset_index(drop=True)
    return (column.astype("float64") if numbers else column).reset_index(drop=True)


def _column(name: str) -> str:
    """Return a column the readers know in lower case, any other (a series) as written."""
    return name.lower() if name.lower() in _KNOWN else name


def shown(cell: object) -> str:
    """Return a field as it stands in a message: one line, and not the whole of a long one."""
    if not isinstance(cell, str):
        return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    return repr(cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}...")
