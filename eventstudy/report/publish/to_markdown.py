"""A sheet as Markdown: a pipe table, its source aligned too, caption above and notes below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.report.publish.sheet import tails
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from eventstudy.report.publish.sheet import Sheet

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$]|&(?=#?\w+;))")


def plain(text: str) -> str:
    r"""Return a text on one line that Markdown shows as it is.

    Examples
    --------
    >>> plain("a_b | <i>")
    'a\\_b \\| \\<i\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(visible(text).split()))


def markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown."""
    panels = any(line.panel for line in sheet.lines)
    columns = [_column(sheet, place) for place in range(len(sheet.heads))]
    grid = [list(row) for row in zip(*columns, strict=True)]
    heads = [plain(head.whole) for head in sheet.heads]
    if panels:
        heads = ["", *heads]
        first = {id(block[0]): panel for panel, block in sheet.blocks()}
        grid = [[plain(first.get(id(line), "")), *row] for line, row in zip(sheet.lines, grid, strict=True)]
    right = [False] * panels + [head.right for head in sheet.heads]
    widths = [max([3, *map(len, column)]) for column in zip(heads, *grid, strict=True)]
    marks = ["-" * (width - 1) + ":" if side else "-" * width for side, width in zip(right, widths, strict=True)]
    lines = [_line(cells, widths, right) for cells in (heads, marks, *grid)]
    notes = [f"*Note.* {plain(sheet.notes[0])}", *map(plain, sheet.notes[1:])] if sheet.notes else []
    return "\n\n".join([f"**{plain(sheet.caption)}**", "\n".join(lines), *notes]) + "\n"


def _column(sheet: Sheet, place: int) -> list[str]:
    """Return the cells of a column, the points of numbers under each other in the source."""
    cells, most = sheet.column(place), sheet.starred(place)
    pads = tails([cell.text for cell in cells])
    return [
        plain(cell.text) + r"\*" * len(cell.stars) + " " * (len(pad) + 2 * (most - len(cell.stars)))
        if sheet.heads[place].right
        else plain(cell.text)
        for cell, pad in zip(cells, pads, strict=True)
    ]


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    held = [
        cell.rjust(width) if side else cell.ljust(width) for cell, width, side in zip(cells, widths, right, strict=True)
    ]
    return f"| {' | '.join(held)} |"
