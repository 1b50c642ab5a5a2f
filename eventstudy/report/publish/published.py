"""PublishedTable: a table ready to print, in each format."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.articles.sheets.grid import defused
from eventstudy.errors import UsageError
from eventstudy.report.publish.to_excel import workbook
from eventstudy.report.publish.to_html import html
from eventstudy.report.publish.to_latex import latex
from eventstudy.report.publish.to_markdown import markdown
from eventstudy.report.publish.to_word import word

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.report.publish.sheet import Sheet

_SHOWN = 40
"""Rows that a notebook shows."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PublishedTable:
    r"""A table ready to print: rounded, with units in its heads, points under each other, and notes below.

    The notes name the test and what it takes for granted, the windows, the sample, and what a dash means. Every format
    but CSV shows the same; CSV holds the numbers behind it with all their digits.

    Examples
    --------
    >>> import pandas as pd
    >>> import eventstudy as es
    >>> made = pd.DataFrame({"term": ["size"], "coefficient": [0.0123], "se": [0.0041], "p": [0.0031]})
    >>> print(es.to_table(made, stars=True, caption="Size").to_markdown())
    **Size**
    <BLANKLINE>
    | Term | Coefficient (%) | Std. error (%) |    p |
    | ---- | --------------: | -------------: | ---: |
    | size |      1.23\*\*\* |           0.41 | .003 |
    <BLANKLINE>
    *Note.* \* p \< .10, \*\* p \< .05, \*\*\* p \< .01
    <BLANKLINE>
    """

    sheet: Sheet
    """Heads, cells and notes."""
    frame: pd.DataFrame
    """The numbers behind it."""

    def to_html(self) -> str:
        """Return the table as HTML for a page, with a style of its own that touches nothing else there."""
        return html(self.sheet)

    def to_latex(self) -> str:
        """Return the table as LaTeX with booktabs rules; its first line names the packages it needs."""
        return latex(self.sheet)

    def to_markdown(self) -> str:
        """Return the table as Markdown."""
        return markdown(self.sheet)

    def to_word(self) -> str:
        """Return the table as plain HTML, its style in each element, to paste into Word or a mail."""
        return word(self.sheet)

    def to_csv(self) -> str:
        """Return the numbers behind the table as CSV, all digits; text that a spreadsheet would execute is defused."""
        return written(defused_frame(self.frame))

    def to_excel(self, path: str | Path) -> Path:
        """Write the table as an Excel workbook and return its path; numbers are numbers, text is never a formula."""
        return write_workbook([self.sheet], path)

    def __str__(self) -> str:
        return markdown(self.sheet)

    def __repr__(self) -> str:
        return markdown(self.sheet)

    def _repr_html_(self) -> str:
        return word(self.sheet, _SHOWN)


def defused_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text, heads too, is a formula to a spreadsheet; numbers stay as they are."""
    text = {
        str(name): column.map(lambda cell: defused(cell) if isinstance(cell, str) else cell)
        for name, column in frame.items()
        if column.dtype.kind in "OTUS"
    }
    safe = frame.assign(**text) if text else frame
    return safe.rename(columns=lambda name: defused(name) if isinstance(name, str) else name)


def written(frame: pd.DataFrame) -> str:
    """Return a table as CSV without its index, every text in quotes where one holds a carriage return.

    pandas leaves that bare, and a reader would take it for the end of the row.
    """
    text = str(frame.to_csv(index=False, lineterminator="\n"))
    if "\r" in text:
        return str(frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC))
    return text


def write_workbook(sheets: list[Sheet], path: str | Path) -> Path:
    """Write tables into one workbook, a page each, and return its path."""
    if not isinstance(path, str | Path):
        raise UsageError(f"the workbook's path is a {type(path).__name__}; give a name that ends in .xlsx")
    file = Path(path)
    if file.suffix.lower() != ".xlsx" and not file.is_dir():
        raise UsageError(f"the workbook {file} is written as Excel; end its name in .xlsx")
    content = workbook(sheets)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"the workbook cannot be written to {file}: {error.strerror}; name a file") from error
    return file
