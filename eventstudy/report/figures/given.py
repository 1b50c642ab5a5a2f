"""What a caller hands to a figure, checked: that it is the table the figure is drawn of, and that a level is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 8


def require_table(table: object, needed: Sequence[str], takes: str) -> None:
    """Refuse what is no table, or lacks a column.

    Parameters
    ----------
    table
        What was handed in.
    needed
        Columns without which nothing can be drawn.
    takes
        The figure, and what it takes: ``"plot_tests takes result.tests(...)"``.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> require_table(pd.DataFrame({"x": [1]}), ["p"], "plot_tests takes result.tests(...)")
    Traceback (most recent call last):
        ...
    eventstudy.errors.UsageError: plot_tests takes result.tests(...), found a table without column 'p': it has x
    """
    if not isinstance(table, pd.DataFrame):
        raise UsageError(f"{takes}, found a {type(table).__name__}")
    missing = [name for name in needed if name not in table.columns]
    if missing:
        held = ", ".join(map(str, table.columns[:_SHOWN])) or "none"
        raise UsageError(f"{takes}, found a table without column {missing[0]!r}: it has {held}")


def require_level(level: object) -> None:
    """Refuse a level that is no size of a test.

    Raises
    ------
    UsageError
    """
    if not (isinstance(level, int | float) and 0.0 < level < 1.0):
        raise UsageError(f"level={level!r} is no size of a test; give a number between 0 and 1, as 0.05")
