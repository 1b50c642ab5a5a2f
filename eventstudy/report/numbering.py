"""Events by the numbers they bear on a page, E1, E2 ..., in place of the names that a study file gives them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.report.formats import is_missing
from eventstudy.report.reading import is_studied, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.tables import Table

_MEETS, _LEFT_OUT = re.compile(r"(?<=meets that of )[^;]*"), re.compile(r"[^;:]*(?= left out)")


def numbers_of(events: pd.DataFrame) -> dict[str, str]:
    """Return the number of each studied event, in their order, by what the study file calls it.

    Examples
    --------
    >>> import pandas as pd
    >>> numbers_of(pd.DataFrame({"event_id": ["seen", "raid"], "studied": [False, True]}))
    {'raid': 'E1'}
    """
    studied = [str(row["event_id"]) for row in rows(events) if is_studied(row)]
    return {name: f"E{place}" for place, name in enumerate(studied, 1)}


def numbered(table: pd.DataFrame, numbers: Mapping[str, str], names: Mapping[str, str] | None) -> pd.DataFrame:
    """Return a table whose events are called by their numbers, and its notes' events and series as a reader does."""
    if "event_id" not in table:
        return table
    ids = [numbers.get(name, name) if isinstance(name, str) else name for name in table["event_id"]]
    told = table.assign(event_id=ids)
    if "note" not in table:
        return told
    return told.assign(note=[note if is_missing(note) else _note(str(note), numbers, names) for note in table["note"]])


def _note(note: str, numbers: Mapping[str, str], names: Mapping[str, str] | None) -> str:
    """Return a note with numbers for events and names for series, where it lists them."""
    note = _MEETS.sub(lambda found: _renamed(found.group(), numbers), note)
    return _LEFT_OUT.sub(lambda found: _renamed(found.group(), names or {}), note)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text with each word that is a name replaced by what a reader calls it."""
    return re.sub(r"[\w.-]*\w", lambda found: names.get(found.group(), found.group()), text)


def in_full(table: Table, labels: Mapping[str, str]) -> Table:
    """Return a table whose first column says what happened beside the number of each event."""
    body = tuple((f"{row[0]} {labels[row[0]]}" if row[0] in labels else row[0], *row[1:]) for row in table.rows)
    return replace(table, rows=body)


def without_first(table: Table) -> Table:
    """Return a table without its first column."""
    return replace(table, columns=table.columns[1:], rows=tuple(row[1:] for row in table.rows))
