"""What is printed on standard output: tables fitted to the terminal, CSV, or JSON."""

from __future__ import annotations

import json as json_format
import shutil
import sys
from typing import TYPE_CHECKING, Any

from eventstudy.cli.options import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from eventstudy.report.tables import Table


def put(
    how: Format,
    *,
    tables: Callable[[], Iterable[Table]],
    frame: Callable[[], pd.DataFrame],
    json: Callable[[], Mapping[str, Any]],
) -> None:
    """Print a result the way that was asked for; only what that way needs is made."""
    match how:
        case Format.JSON:
            unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
            sys.stdout.write(json_text(json(), unicode=unicode))
        case Format.CSV:
            from eventstudy.cli.spreadsheet import csv_text  # noqa: PLC0415 - pandas is loaded only where it is wanted

            sys.stdout.write(csv_text(frame()))
        case Format.TABLE:
            print_tables(tables())


def json_text(value: Mapping[str, Any], *, unicode: bool) -> str:
    """Return plain values as JSON text.

    Parameters
    ----------
    value
        Plain JSON values.
    unicode
        Letters beyond ASCII as they are; else escaped, for an output that cannot hold them.

    Raises
    ------
    ValueError
        A number is not finite; JSON has none such, and whoever built the value should have said null.
    """
    return json_format.dumps(value, ensure_ascii=not unicode, indent=2, allow_nan=False) + "\n"


def print_tables(tables: Iterable[Table]) -> None:
    """Print tables one below the other."""
    from eventstudy.cli import terminal  # noqa: PLC0415 - rich is loaded only where a table is shown

    terminal.print_tables(tables, width=terminal_width())


def terminal_width() -> int:
    """Return the columns there are: the terminal's or COLUMNS, and 100 where output goes to a file or a pipe."""
    return shutil.get_terminal_size((100, 24)).columns
