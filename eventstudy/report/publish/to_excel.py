"""Sheets as one Excel workbook: numbers as numbers with all their digits, text that is never a formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report import formats as f

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.publish.sheet import Cell, Head, Sheet

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_P = '[<0.001]"<.001";.000'
_TITLE = 31
"""Letters that the name of a sheet may have."""
_CELL = 32767
"""Letters that a cell may have."""
_WIDEST = 60


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a sheet for each table: heads, rows, and after an empty row the notes.

    Raises
    ------
    UsageError
        If openpyxl is not installed.
    """
    library = _openpyxl()
    book = library.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(library, book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:_TITLE]), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return timeless(stream.getvalue())


def _openpyxl() -> Any:  # noqa: ANN401 - a module without types
    try:
        import openpyxl  # noqa: PLC0415 - an extra, loaded only for an Excel file
        import openpyxl.styles  # noqa: PLC0415
        import openpyxl.utils  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            f"writing an Excel file needs openpyxl, which is not installed ({error}): "
            'pip install "eventstudy-toolkit[excel]", or take to_csv'
        ) from error
    return openpyxl


def _fill(library: Any, page: Any, sheet: Sheet) -> None:  # noqa: ANN401 - a module without types
    """Write a table on a page of its own."""
    panels = any(line.panel for line in sheet.lines)
    heads = [_label(head) for head in sheet.heads]
    starred = [bool(sheet.starred(place)) for place in range(len(heads))]
    labels = [text for text, mark in zip(heads, starred, strict=True) for text in ([text, ""] if mark else [text])]
    for place, label in enumerate(["Panel", *labels] if panels else labels, 1):
        _text(page.cell(1, place), label)
        page.cell(1, place).font = library.styles.Font(bold=True)
    for row, line in enumerate(sheet.lines, 2):
        place = 1
        if panels:
            _text(page.cell(row, place), line.panel)
            place += 1
        for head, cell, mark in zip(sheet.heads, line.cells, starred, strict=True):
            _value(page.cell(row, place), head, cell)
            place += 1
            if mark:
                _text(page.cell(row, place), cell.stars)
                place += 1
    for place, note in enumerate((sheet.caption, *sheet.notes), len(sheet.lines) + 3):
        _text(page.cell(place, 1), note)
    page.freeze_panes = "A2"
    for place in range(1, page.max_column + 1):
        held = [page.cell(row, place).value for row in range(1, len(sheet.lines) + 2)]
        width = max([0, *(min(len(one) if isinstance(one, str) else 9, _WIDEST) for one in held if one is not None)])
        page.column_dimensions[library.utils.get_column_letter(place)].width = width + 2


def _label(head: Head) -> str:
    """Return a head; a fraction shown as per cent has the sign in each cell."""
    shown = head.whole
    return shown.replace(" (%)", "").replace("(% a day)", "(a day)") if head.kind in {"percent", "share"} else shown


def _value(place: Any, head: Head, cell: Cell) -> None:  # noqa: ANN401 - a cell without types
    """Write a cell: numbers and days as such, all else as text."""
    value = cell.value
    if head.kind == "day" and (day := f.as_day(value)) is not None:
        place.value, place.number_format = datetime(day.year, day.month, day.day), "yyyy-mm-dd"  # noqa: DTZ001 - a day
    elif head.right and not f.is_missing(value) and not isinstance(value, str):
        place.value, place.number_format = float(str(value)), _format(head)
    elif not f.is_missing(value):
        _text(place, cell.text or str(value))


def _format(head: Head) -> str:
    """Return how Excel shows the numbers of a column."""
    decimals = f".{'0' * head.digits}" if head.digits else ""
    match head.kind:
        case "p":
            return _P
        case "percent" | "share":
            return f"0{decimals}%"
        case "count" | "df":
            return "#,##0"
        case _:
            return f"0{decimals}"


def _text(place: Any, text: str) -> None:  # noqa: ANN401 - a cell without types
    """Write a text that is never a formula."""
    kept = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)[:_CELL]
    if kept:
        place.value = kept
        place.data_type = "s"


def timeless(data: bytes) -> bytes:
    """Return a workbook without the moment at which it was written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in book.infolist():
            content = book.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MOMENT.sub(b"2000-01-01T00:00:00Z", content)
            made.writestr(zipfile.ZipInfo(entry.filename, _ALWAYS), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
