"""What is printed on standard output: tables fitted to the terminal, CSV, or JSON."""

from __future__ import annotations

import json as json_format
import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

from eventstudy.cli.options import Format
from eventstudy.report.visible import visible

_STEERING = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

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

            text = csv_text(frame())
            sys.stdout.write(visible(text) if sys.stdout.isatty() else text)
        case Format.TABLE:
            print_tables(tables())


def json_text(value: Mapping[str, Any], *, unicode: bool) -> str:
    """Return plain values as JSON text.

    Parameters
    ----------
    value
        Plain JSON values.
    unicode
        Letters beyond ASCII as they are, save those that steer a terminal or are half a letter; else escaped, for an
        output that cannot hold them.

    Raises
    ------
    ValueError
        A number is not finite; JSON has none such, and whoever built the value should have said null.
    """
    text = json_format.dumps(value, ensure_ascii=not unicode, indent=2, allow_nan=False)
    return _STEERING.sub(lambda one: json_format.dumps(one[0])[1:-1], text) + "\n"


def print_tables(tables: Iterable[Table]) -> None:
    """Print tables one below the other."""
    from eventstudy.cli import terminal  # noqa: PLC0415 - rich is loaded only where a table is shown

    terminal.print_tables(tables, width=terminal_width())


def terminal_width() -> int:
    """Return the columns there are: the terminal's or COLUMNS, and 100 where output goes to a file or a pipe."""
    return shutil.get_terminal_size((100, 24)).columns
