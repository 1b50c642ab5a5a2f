"""Options that several commands share, each described once."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

DEFAULT_OUT = "eventstudy-out"


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def moment(text: str | None) -> str | None:
    """Return a publication date or moment as it was given, once it is known to be one.

    Examples
    --------
    >>> moment("2020-01-03T16:00-05:00")
    '2020-01-03T16:00-05:00'
    """
    if text is None:
        return None
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            read(text)
        except ValueError:
            continue
        return text
    raise typer.BadParameter(f"{text!r} is no date; write it like 2020-01-03, or 2020-01-03T16:00-05:00 for a moment")


def named(value: str | None) -> str | None:
    """Return the name of a file or folder, once it is known to be one: an empty shell variable is none."""
    if value is not None and not value.strip():
        raise typer.BadParameter("it is empty; name a file or a folder")
    return value


def all_named(values: list[str] | None) -> list[str] | None:
    """Return names of files and folders, once each is known to be one."""
    for value in values or ():
        named(value)
    return values


Articles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ARTICLES",
        callback=all_named,
        help="Text files or folders of them; - reads one article from standard input.",
    ),
]
Text = Annotated[
    str | None, typer.Option("--text", metavar="TEXT", help="A sentence to read, as if it were an article.")
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        metavar="WHEN",
        callback=moment,
        help="Day or moment of publication (ISO), for articles that do not state it.",
    ),
]
Output = Annotated[
    Format,
    typer.Option("--format", help="Print a table, CSV or JSON. JSON is alone on standard output.", show_default=True),
]
Prices = Annotated[
    str | None,
    typer.Option(
        "--prices",
        metavar="SOURCE",
        callback=named,
        help="snapshot (the prices that ship), yahoo (fetched and cached), or a CSV, Parquet or Excel file, or a "
        "folder of them.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no tables: only warnings and errors.")]
