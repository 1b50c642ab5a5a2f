"""Which events are asked about, on which series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import Dropped, Event
from eventstudy.study.files import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_TO_THE_DAY = ("instant", "part_of_day", "day")


@dataclass(frozen=True, slots=True)
class Subject:
    """One event for one series."""

    event_id: str
    series: str
    day: date
    not_after: datetime | None = None

    def __str__(self) -> str:
        """Return it as it is named in notes."""
        return f"{self.event_id}, {self.series}"


def read_events(events: Any, series: Sequence[str]) -> tuple[list[Subject], list[Dropped]]:  # noqa: ANN401 - several forms
    """Return each event for each of its series, and what cannot be studied.

    Parameters
    ----------
    events
        Events, each for all of `series`; or a table, or the path of a CSV or Parquet file, with a row for each event
        and series: ``series``, ``date`` (an ISO day, or a moment with its zone), and if wanted ``event_id``. Without it
        an event is named by its date, so that rows of one date are one event. Other columns are not read.
    series
        The series that are studied.

    Raises
    ------
    UsageError
        If `events` is none of these, or the table lacks a column.
    """
    if isinstance(events, str | Path):
        events = read_table(Path(events), "events, with series and date")
    if isinstance(events, pd.DataFrame):
        found, dropped = _from_table(events, series)
    elif isinstance(events, Iterable):
        found, dropped = _from_records(list(events), series)
    else:
        raise UsageError(f"events are a {type(events).__name__}; give a list of Event records, a table, or a path")
    kept: dict[tuple[str, str], Subject] = {}
    for one in found:
        if (one.event_id, one.series) in kept:
            dropped.append(
                Dropped(str(one), f"listed twice; the first, of {kept[one.event_id, one.series].day}, is kept")
            )
        else:
            kept[one.event_id, one.series] = one
    return list(kept.values()), dropped


def _from_records(events: Sequence[object], series: Sequence[str]) -> tuple[list[Subject], list[Dropped]]:
    found, dropped = [], []
    for event in events:
        if not isinstance(event, Event):
            raise UsageError(f"events hold a {type(event).__name__}; give Event records, a table, or a path")
        if event.status != "past":
            dropped.append(Dropped(event.event_id, f"not studied: {event.status}"))
        elif event.precision not in _TO_THE_DAY:
            dropped.append(Dropped(event.event_id, f"not studied: dated to a {event.precision} only"))
        else:
            found += [Subject(event.event_id, name, event.start, event.not_after) for name in series]
    return found, dropped


def _from_table(table: pd.DataFrame, series: Sequence[str]) -> tuple[list[Subject], list[Dropped]]:
    missing = [name for name in ("series", "date") if name not in table.columns]
    if missing:
        raise UsageError(
            f"the table of events has no column {missing[0]!r}; it has {', '.join(map(str, table.columns))}"
        )
    doubled = table.columns[table.columns.duplicated()]
    if len(doubled):
        raise UsageError(f"the table of events has two columns {str(doubled[0])!r}; keep one")
    names = table["event_id"] if "event_id" in table.columns else [None] * len(table)
    found, dropped = [], []
    for row, (name, where, when) in enumerate(zip(names, table["series"], table["date"], strict=True), start=1):
        moment = _moment(when)
        if moment is None:
            dropped.append(Dropped(f"event in row {row}", f"{when!r} is no date; write it as 2020-01-03"))
        elif str(where) not in series:
            dropped.append(Dropped(f"event in row {row}", f"no returns or no model of {where!r}"))
        else:
            label = f"{moment:%Y-%m-%d}" if pd.isna(name) else str(name)
            exact = moment.tz is not None or moment != moment.normalize()
            found.append(Subject(label, str(where), moment.date(), moment.to_pydatetime() if exact else None))
    return found, dropped


def _moment(value: Any) -> pd.Timestamp | None:  # noqa: ANN401 - a cell may hold anything
    """Return a cell as a moment; None where it is no date, or one that could be read in two ways."""
    readable = bool(_ISO.match(value)) if isinstance(value, str) else isinstance(value, date | np.datetime64)
    if not readable:
        return None
    try:
        moment: Any = pd.Timestamp(value)
    except ValueError:
        return None
    return None if moment is pd.NaT else moment
