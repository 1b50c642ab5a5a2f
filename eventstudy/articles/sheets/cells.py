"""Cells of text as values: what is no such value, or may be two, is refused with its row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING

from eventstudy.articles.given import shown
from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.articles.sheets.grid import Grid, Row

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]0?0:00(?::00(?:\.0+)?)?)?")
_TURNED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: +0?0:00(?::00)?)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_MONTHS = 12


def _days(written: Iterable[str]) -> list[date]:
    """Return the days that there are among some written as ISO does."""
    found = []
    for text in written:
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row as values.

    Attributes
    ----------
    row
        Where they stand.
    day_first
        Whether days that a spreadsheet has turned round (03/01/2020) begin with the day; None where none tells.
    decimal_comma
        Whether 69,20 is a number.
    """

    row: Row
    day_first: bool | None
    decimal_comma: bool

    def refused(self, column: str, wanted: str) -> UsageError:
        """Return the error for a cell that is not what was wanted."""
        found = self.text(column)
        said = f"is {shown(found)!r}" if found else "is empty"
        return UsageError(f"{self.row.where}: {column} {said}; {wanted}")

    def raw(self, column: str) -> str:
        """Return a cell as it is; nothing for a column that is not there."""
        return self.row.cells.get(column, "")

    def text(self, column: str) -> str:
        """Return a cell without white space around it; nothing for a column that is not there."""
        return self.raw(column).strip()

    def word(self, column: str, allowed: Sequence[str], default: str | None = None) -> str | None:
        """Return one of some words, `default` for an empty cell."""
        found = self.text(column)
        if not found:
            return default
        plain = re.sub(r"[\s-]+", "_", found.lower())
        if plain not in allowed:
            near = get_close_matches(plain, allowed, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise self.refused(column, f"{hint}allowed are {' '.join(allowed)}")
        return plain

    def day(self, column: str) -> date | None:
        """Return a day, None for an empty cell."""
        found = self.text(column)
        if not found:
            return None
        whole, turned = _ISO.fullmatch(found), _TURNED.fullmatch(found)
        if turned is not None:
            days = self._turned(turned)
            if len(days) > 1:
                raise self.refused(column, f"which may be {days[0]} or {days[1]}; write the day as 2020-01-03")
        else:
            days = [] if whole is None else _days([whole[1]])
        if not days:
            raise self.refused(column, "write the day as 2020-01-03")
        return days[0]

    def _turned(self, found: re.Match[str]) -> list[date]:
        """Return the days that a turned one may mean."""
        one, two, year = found[1].zfill(2), found[3].zfill(2), found[4]
        day_first = True if found[2] == "." else self.day_first
        orders = {True: f"{year}-{two}-{one}", False: f"{year}-{one}-{two}"}
        return _days(dict.fromkeys(orders.values()) if day_first is None else [orders[day_first]])

    def moment(self, column: str) -> datetime | None:
        """Return a moment, None for an empty cell."""
        found = self.text(column)
        try:
            return datetime.fromisoformat(found) if found else None
        except ValueError:
            raise self.refused(column, "write the moment as 2020-01-03T11:00+00:00") from None

    def number(self, column: str) -> Decimal | None:
        """Return a number with its digits, None for an empty cell."""
        found = self.text(column).replace("\N{MINUS SIGN}", "-")
        if not found:
            return None
        if self.decimal_comma and _DECIMAL_COMMA.fullmatch(found):
            found = found.replace(",", ".")
        elif _THOUSANDS.fullmatch(found) and not self.decimal_comma:
            found = found.replace(",", "")
        try:
            value = Decimal(found)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.refused(column, "write a number such as 1.3, with a point and without its unit")
        return value

    def offset(self, column: str) -> int | None:
        """Return a whole number from 0 on, None for an empty cell."""
        value = self.number(column)
        if value is not None and (value < 0 or value != value.to_integral_value()):
            raise self.refused(column, "write a whole number from 0 on, or leave it empty")
        return None if value is None else int(value)

    def items(self, column: str) -> tuple[str, ...]:
        """Return what stands between semicolons."""
        return tuple(item.strip() for item in self.text(column).split(";") if item.strip())


def day_order(grid: Grid, columns: Iterable[str]) -> bool | None:
    """Return whether days in a table that was turned round begin with the day; None where no cell tells.

    Raises
    ------
    UsageError
        Some begin with the day and others with the month.
    """
    order: bool | None = None
    for row in grid.rows:
        for column in columns:
            found = _TURNED.fullmatch(row.cells.get(column, "").strip())
            if found is None or found[2] == "." or max(int(found[1]), int(found[3])) <= _MONTHS:
                continue
            day_first = int(found[1]) > _MONTHS
            if order is not None and day_first != order:
                raise UsageError(
                    f"{row.where}: {column} is {found[0]!r}, but days above it are written the other way round; "
                    "write days as 2020-01-03"
                )
            order = day_first
    return order
