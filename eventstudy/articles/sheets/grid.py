"""A file of rows, of whatever kind, as cells of text, each row with the place a person finds it at."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventstudy.articles.given import shown
from eventstudy.articles.read.decode import decode
from eventstudy.bounded import bytes_of, parquet_rows, sound_workbook, why
from eventstudy.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SUFFIXES = (".csv", ".tsv", ".json", ".parquet", ".xlsx")
_DELIMITERS = ",;\t"
_FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a cell begins with that some spreadsheet takes for a formula, some after skipping it; the last four are wide."""
_DEFUSED = re.compile(f"'+[{re.escape(_FORMULA)}]")
_NUMBER = re.compile(r"[+-]?(?:\d[\d.,]*(?:[eE][+-]?\d+)?%?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands, as messages say it, and its cells by column, an empty one as ``""``."""

    where: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the name of its file, its columns, its rows, and whether a comma is its decimal point."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    decimal_comma: bool = False

    def require(self, columns: Iterable[str]) -> None:
        """Refuse a table that lacks a column.

        Raises
        ------
        UsageError
            It lacks one; the message names it and those there are.
        """
        for column in columns:
            if column not in self.columns:
                held = ", ".join(map(shown, self.columns)) or "none"
                raise UsageError(f"{self.name} has no column {column}; put it back (it holds {held})")


def read_grid(path: str | Path, key: str) -> Grid:
    """Read a table from a CSV, TSV, JSON, Parquet or Excel file.

    Parameters
    ----------
    path
        The file.
    key
        Under which a JSON object holds the rows: ``"moves"``, ``"events"``.

    Raises
    ------
    UsageError
        It cannot be read as such a table.
    """
    if not isinstance(path, str | Path):
        raise UsageError(f"path: found {type(path).__name__}; give the path of a table of {key}")
    place = Path(path)
    name, suffix = shown(place.name), place.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{shown(str(path))}: a table of {key} is a file {', '.join(SUFFIXES)}; name one of these")
    try:
        data = bytes_of(place)
    except OSError as error:
        raise UsageError(f"cannot read {shown(str(path))}: {why(error)}; name a table of {key}") from error
    if suffix in {".csv", ".tsv"}:
        return _csv(_text(data, name), name)
    if suffix == ".json":
        return _grid(name, _json(_text(data, name), name, key), "entry", 1)
    return _grid(name, _parquet(data, name) if suffix == ".parquet" else _excel(data, name), "row", 2)


def _text(data: bytes, name: str) -> str:
    if not data.strip():
        raise UsageError(f"{name} is empty; write it anew with --out")
    try:
        return decode(data, name)
    except ArticleError as error:
        raise UsageError(str(error)) from error


def _csv(text: str, name: str) -> Grid:
    header = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"{name} is not CSV ({error}); write it anew with --out") from error
    if not lines:
        raise UsageError(f"{name} is empty; write it anew with --out")
    columns = [cell.strip().lower() for cell in lines[0]]
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) > len(columns) and any(cell.strip() for cell in line[len(columns) :]):
            raise UsageError(
                f"{name}, row {number}: found {len(line)} cells under {len(columns)} columns; put a cell that holds a "
                f"{delimiter!r} in double quotes"
            )
        cells = dict.fromkeys(columns, "") | dict(zip(columns, map(_armed, line), strict=False))
        rows.append(Row(f"{name}, row {number}", cells))
    return Grid(name, tuple(columns), tuple(rows), decimal_comma=delimiter == ";")


def _armed(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def defused(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula; `read_grid` gives the text back.

    Examples
    --------
    >>> defused("=1+1"), defused("-1.4%"), defused("it rose")
    ("'=1+1", '-1.4%', 'it rose')
    """
    starts = text.lstrip("'").startswith(tuple(_FORMULA))
    return f"'{text}" if starts and not _NUMBER.fullmatch(text) else text


def _json(text: str, name: str, key: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not JSON ({error}); write it anew with --out") from error
    except ArithmeticError as error:
        raise UsageError(f"{name} holds a number with an endless exponent; write it anew with --out") from error
    rows = found.get(key) if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f'{name} holds no list of {key}; write {{"{key}": [...]}} as --out does')
    return rows


def _parquet(data: bytes, name: str) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = parquet_rows(io.BytesIO(data))
    except (OSError, ValueError) as error:
        raise UsageError(f"{name} is not Parquet ({str(error).splitlines()[0]}); write it anew with --out") from error
    return rows


_TORN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, ArithmeticError, EOFError, SyntaxError,
    zlib.error,
)  # fmt: skip
"""What reading a torn workbook may end with, beside what its packing does; SyntaxError is of its XML."""


def _excel(data: bytes, name: str) -> list[dict[str, Any]]:
    try:
        import openpyxl  # noqa: PLC0415 - an extra, loaded only for an Excel file
    except ImportError as error:
        raise UsageError(
            f"{name} is an Excel file, and reading one needs openpyxl, which is not installed ({error}): "
            'pip install "eventstudy-toolkit[excel]", or save it as CSV'
        ) from error
    from zipfile import BadZipFile  # noqa: PLC0415 - the same

    try:
        sound_workbook(io.BytesIO(data))
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = list(book.worksheets[0].iter_rows(values_only=True))
    except (BadZipFile, *_TORN) as error:
        raise UsageError(f"{name} is not an Excel file ({error}); write it anew with --out") from error
    columns = [_cell(cell) for cell in lines[0]] if lines else []
    return [dict(zip(columns, line, strict=False)) for line in lines[1:]]


def _grid(name: str, rows: Sequence[Mapping[str, Any]], word: str, first: int) -> Grid:
    """Return rows of values as cells of text."""
    flat = [dict(_flat(row)) for row in rows]
    columns = tuple(dict.fromkeys(column for row in flat for column in row if column))
    empty = dict.fromkeys(columns, "")
    return Grid(
        name,
        columns,
        tuple(
            Row(f"{name}, {word} {number}", empty | row)
            for number, row in enumerate(flat, first)
            if any(cell.strip() for cell in row.values())
        ),
    )


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the cells of a row, an object inside it as columns of its own (``window_first``)."""
    for key, value in row.items():
        column = str(key).strip().lower()
        if isinstance(value, dict):
            yield from ((f"{column}_{inner}", _cell(one)) for inner, one in value.items())
        elif column == "sentence" and isinstance(value, list):
            yield from zip(("sentence_start", "sentence_end"), map(_cell, value), strict=False)
        else:
            yield column, _cell(value)


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell may hold anything
    if value is None or value != value:  # noqa: PLR0124 - NaN is unequal to itself
        return ""
    if isinstance(value, list):
        return "; ".join(_item(item) for item in value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() and value.tzinfo is None else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _item(value: Any) -> str:  # noqa: ANN401 - the same
    """Return an item of a list; a mention as ``a.txt:12-80``."""
    if isinstance(value, dict):
        return f"{value.get('article', '')}:{value.get('start', '')}-{value.get('end', '')}"
    return str(value)
