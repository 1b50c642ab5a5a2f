"""Tables on a terminal, fitted to its width. The one user of rich's tables."""

from __future__ import annotations

import re
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.report.tables import Column, Table

_SHADES = {
    "confirmed": "green",
    "confirmed loose": "green",
    "consistent": "green",
    "contradicted": "bold red",
    "internally inconsistent": "bold red",
    "data problem": "red",
    "direction only": "yellow",
    "ambiguous": "yellow",
}
"""Colours of verdicts; the word itself says the same where there is no colour."""
_SPARE = (
    "days estimated on",
    "df",
    "modality",
    "observations",
    "words allow",
    "ordinary days that pass",
    "effect found 4 times in 5",
    "t",
    "article",
)
"""Columns that a narrow terminal does without, the first to go in front."""
_SHORT, _LONG = 14, 28
"""A cell of at most 14 letters stays on one line; a word of more than 28 may be broken."""
_LONGEST_LINE = 100
"""Columns of running text: longer lines are hard to read, however wide the terminal."""
_GAP = 2
"""Blanks between columns."""
_TIED = re.compile(r"(?<=[0-9]) (?=%|(?:bp|points|usd)\b)|(?<=[0-9%]) (?=to [-+$0-9])|(?<=\bp) (?=[=<])|(?<=\bp [=<]) ")
"""Blanks no line is broken at: before a unit, before the `to` of an interval, and within ``p = 0.03``."""
_TIE = "\N{NO-BREAK SPACE}"


def print_tables(tables: Iterable[Table], *, width: int) -> None:
    """Print tables one below the other, each fitted to the width.

    Cells are wrapped; where that is not enough the columns in `_SPARE` are left out, which is said; and a table that is
    still too wide is printed as one block of lines per row.
    """
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    for table in tables:
        with console.capture() as shown:
            _print(console, _visible(table), width)
        text = shown.get()
        sys.stdout.write("\n".join(line.rstrip() for line in text.splitlines()) + "\n\n")


def print_sentences(sentences: Iterable[str], *, width: int) -> None:
    """Print sentences as running text, each on a line of its own and as many more as it needs."""
    width = min(width, _LONGEST_LINE)
    for sentence in sentences:
        sys.stdout.write(f"{_wrapped(visible(sentence), width, indent='  ')}\n")


def _visible(table: Table) -> Table:
    """Return a table without what would command the terminal."""
    return replace(
        table,
        title=visible(table.title),
        columns=tuple(replace(column, label=visible(column.label)) for column in table.columns),
        rows=tuple(tuple(map(visible, row)) for row in table.rows),
        notes=tuple(map(visible, table.notes)),
    )


def _print(console: Console, table: Table, width: int) -> None:
    console.print(Text(table.title, style="bold"))
    if not table.rows:
        console.print("  none")
        return
    fitted, left_out = _narrowed(table, width)
    if _least_width(fitted) <= width:
        console.print(_grid(fitted, width))
    else:
        left_out = []  # a block has room for every column
        _print_blocks(console, table)
    if left_out:
        console.print(Text(f"Left out for want of width: {', '.join(left_out)}.", style="dim"))
    for note in table.notes:
        console.print(_wrapped(note, width, indent="   ", style="dim"))


def _narrowed(table: Table, width: int) -> tuple[Table, list[str]]:
    """Return a table without empty columns and the spare ones it has no room for, and the names of the latter."""
    left_out: list[str] = []
    for column, cells in _by_column(table):
        if not any(cells):
            table = _without(table, column.label)
    for label in _SPARE:
        if _least_width(table) <= width:
            break
        if label in [column.label for column in table.columns]:
            left_out.append(label)
            table = _without(table, label)
    return table, left_out


def _without(table: Table, label: str) -> Table:
    kept = [place for place, column in enumerate(table.columns) if column.label != label]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _by_column(table: Table) -> list[tuple[Column, tuple[str, ...]]]:
    return list(zip(table.columns, zip(*table.rows, strict=True), strict=True))


def _least_width(table: Table) -> int:
    """Return the columns a table needs so that nothing is broken that should not be."""
    return sum(_column_width(column, cells) + _GAP for column, cells in _by_column(table)) - _GAP


def _column_width(column: Column, cells: Sequence[str]) -> int:
    """Return the least width of a column: that of its longest word, or cell where cells are not to be wrapped."""
    pieces = cells if _is_whole(column, cells) else [word for cell in cells for word in _tied(cell).split(" ")]
    return max((min(len(text), _LONG) for text in [*pieces, *column.label.split()]), default=1)


def _is_whole(column: Column, cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column stay on one line: numbers and short words."""
    return column.align == "right" or max(map(len, cells)) <= _SHORT


def _widths(table: Table, width: int) -> list[int]:
    """Return the width of each column: the least, and of what is left a share where cells would be wrapped most."""
    columns = _by_column(table)
    held = [_column_width(column, cells) for column, cells in columns]
    wanted = [max(map(len, (column.label, *cells))) for column, cells in columns]
    for _ in range(width - _least_width(table)):
        place = max(range(len(held)), key=lambda place: wanted[place] / held[place])
        if wanted[place] <= held[place]:
            break
        held[place] += 1
    return held


def _grid(table: Table, width: int) -> Grid:
    pad = (0, _GAP - 1, 0, 0)  # the box draws one blank itself
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=pad)
    shares = _widths(table, width)
    for column, share in zip(table.columns, shares, strict=True):
        grid.add_column(_wrapped(column.label, share), justify=column.align, width=share, no_wrap=True)
    for place, row in enumerate(table.rows):
        same = place > 0 and row[0] == table.rows[place - 1][0]
        texts = ("", *row[1:]) if same else row  # what the line above says is not said again
        cells = [_wrapped(text, share) for text, share in zip(texts, shares, strict=True)]
        grid.add_row(*cells, style="bold" if place in table.strong else None)
    return grid


def _tied(text: str) -> str:
    return _TIED.sub(_TIE, text)


def _wrapped(text: str, width: int, *, indent: str = "", style: str | None = None) -> Text:
    """Return a text broken into lines, no number parted from its unit."""
    lines = textwrap.wrap(_tied(text), width, subsequent_indent=indent, break_on_hyphens=False)
    return Text("\n".join(lines).replace(_TIE, " "), style=_SHADES.get(text, "") if style is None else style)


def _print_blocks(console: Console, table: Table) -> None:
    """Print a table as one block per row, a line for each column that says something."""
    labels = min(max(len(column.label) for column in table.columns), console.width // 3)
    for row in table.rows:
        block = Grid.grid(padding=(0, _GAP, 0, 0))
        block.add_column(width=labels, style="dim", overflow="fold")
        block.add_column(overflow="fold")
        for column, text in zip(table.columns, row, strict=True):
            if text:
                block.add_row(column.label, Text(text, style=_SHADES.get(text, "")))
        console.print(block)
        console.print()
