"""Options that several commands share, each described once."""

from __future__ import annotations

import sys
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from eventstudy.cli import account, complete
from eventstudy.errors import UsageError

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


def all_series(values: list[str] | None) -> list[str] | None:
    """Return names of series, once each is known to be one."""
    for value in values or ():
        if not value.strip():
            raise typer.BadParameter("it is empty; name a series, such as brent")
    return values


def instruments(paths: list[str] | None) -> list[str] | None:
    """Let the catalogue of instruments read the user's own files, before anything is read with it."""
    all_named(paths)
    if paths or "eventstudy.instruments" in sys.modules:  # without a file nothing is loaded that is not needed
        from eventstudy.instruments import use_instruments  # noqa: PLC0415 - `eventstudy --help` must answer at once

        try:
            use_instruments(*(paths or ()))
        except UsageError as error:
            typer.echo(f"eventstudy: {error}", err=True)
            raise typer.Exit(1) from None
    return paths


Instruments = Annotated[
    list[str] | None,
    typer.Option(
        "--instruments",
        metavar="FILE",
        callback=instruments,
        help="A TOML file of instruments that adds to the catalogue or overrides it; may be given more than once.",
    ),
]
Articles = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ARTICLES",
        callback=all_named,
        help="Files of text, Markdown, HTML, JSON Lines or CSV, or folders of them; - reads one article from standard "
        "input.",
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
        autocompletion=complete.price_sources,
        help="snapshot (the prices that ship), yahoo (fetched and cached), or a CSV, Parquet or Excel file, or a "
        "folder of them.",
    ),
]
OutFile = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="FILE",
        callback=named,
        help="Write the table to a file, every field of it: .csv, .tsv, .json, .parquet or .xlsx.",
    ),
]
EventsFile = Annotated[
    str | None,
    typer.Option(
        "--events",
        metavar="FILE",
        callback=named,
        help="Study the events of this table, as `eventstudy events --out` writes it and you corrected it, instead of "
        "those found and pinned.",
    ),
]
MovesFile = Annotated[
    str | None,
    typer.Option(
        "--moves",
        metavar="FILE",
        callback=named,
        help="Check the moves of this table, as `eventstudy moves --out` writes it and you corrected it, instead of "
        "those found.",
    ),
]
Show = Annotated[
    bool, typer.Option("--show", help="Print the articles first, with what was found marked where it stands.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="W",
        min=1,
        help="Processes for megabytes of text; without it one for each core.",
        show_default=False,
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose",
        "-v",
        callback=account.begin,
        help="Tell on standard error how long each stage took and which files were read and written.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no tables: only warnings and errors.")]
