"""A table as one file, of the kind its name says: CSV, TSV, JSON, Parquet or Excel."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Literal

from eventstudy.articles.sheets.grid import SUFFIXES, defused
from eventstudy.cli.outfile import check_file, write_file
from eventstudy.cli.output import json_text
from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Rows = Sequence[Mapping[str, Any]]


def check(path: Path) -> None:
    """Refuse a file that cannot be written, or whose name tells no kind of table, before any work is done for it.

    Raises
    ------
    EventStudyError
        It cannot be written.
    UsageError
        Its name ends in none of the kinds there are.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"--out {path}: the name says no kind of table; end it in {', '.join(SUFFIXES)}")
    if path.suffix.lower() == ".xlsx":
        _openpyxl()
    check_file(path)


def write(path: Path, rows: Rows, columns: Sequence[str], json: Callable[[], Mapping[str, Any]]) -> None:
    """Write a table whole or not at all.

    Parameters
    ----------
    path
        Its suffix says the kind.
    rows, columns
        Text, numbers and days by column; None is an empty cell.
    json
        What a JSON file holds in their place.
    """
    match path.suffix.lower():
        case ".json":
            content = json_text(json(), unicode=True).encode()
        case ".parquet":
            content = _parquet(rows, columns)
        case ".xlsx":
            content = _excel(rows, columns)
        case suffix:
            content = csv_bytes(rows, columns, "\t" if suffix == ".tsv" else ",")
    write_file(path, content)


def csv_bytes(rows: Rows, columns: Sequence[str], delimiter: str = ",") -> bytes:
    r"""Return a table as CSV, text that a spreadsheet would take for a formula with an apostrophe in front.

    Examples
    --------
    >>> csv_bytes([{"quote": "=1+1", "start": 3, "unit": None}], ["quote", "start", "unit"])
    b"quote,start,unit\n'=1+1,3,\n"
    """
    lines = [[_cell(row[name]) for name in columns] for row in rows]
    # the library leaves a lone carriage return bare, and a reader would take it for the end of the row
    bare = any("\r" in cell for line in lines for cell in line)
    stream = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerows([columns, *lines])
    return stream.getvalue().encode()


def _cell(value: object) -> str:
    return "" if value is None else defused(value) if isinstance(value, str) else str(value)


def _parquet(rows: Rows, columns: Sequence[str]) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded only where it is wanted
    from pyarrow import parquet  # noqa: PLC0415 - the same

    held = {name: [row[name] for row in rows] for name in columns}
    empty = {name for name, values in held.items() if all(value is None for value in values)}
    arrays = {name: pa.array(values, pa.string() if name in empty else None) for name, values in held.items()}
    stream = io.BytesIO()
    parquet.write_table(pa.table(arrays), stream)
    return stream.getvalue()


def _openpyxl() -> Any:  # noqa: ANN401 - a module without types
    try:
        import openpyxl  # noqa: PLC0415 - an extra, loaded only for an Excel file
    except ImportError as error:
        raise UsageError(
            f"writing an Excel file needs openpyxl, which is not installed ({error}): "
            'pip install "eventstudy-toolkit[excel]", or name a .csv file'
        ) from error
    return openpyxl


def _excel(rows: Rows, columns: Sequence[str]) -> bytes:
    """Return a table as an Excel file of text, so that no day or number is turned into another."""
    from eventstudy.report.publish.to_excel import CONTROL, timeless  # noqa: PLC0415 - loaded only for an Excel file

    library = _openpyxl()
    book = library.Workbook(write_only=True)
    sheet = book.create_sheet("table")
    sheet.freeze_panes = "A2"
    for line in [list(columns), *([row[name] for name in columns] for row in rows)]:
        cells = []
        for value in line:
            text = "" if value is None else CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
            cell = library.cell.WriteOnlyCell(sheet, text or None)
            if text:
                cell.data_type = "s"  # "=1+1" is text, not a formula
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return timeless(stream.getvalue())
