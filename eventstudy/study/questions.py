"""Which events are asked about, on which series."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import Dropped, Event, as_dict
from eventstudy.results.naming import a_few
from eventstudy.study import cells
from eventstudy.study.catalogue import takes_benchmark
from eventstudy.study.files import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from eventstudy.records import Window
    from eventstudy.results import Design
    from eventstudy.study.models import ModelChoice

COLUMNS = (
    "event_id", "series", "date", "group", "weight", "benchmark", "timing",
    "estimation_first", "estimation_last", "first", "last",
)  # fmt: skip
"""Columns of an events table that the study reads; any other is an attribute of the event."""
_TO_THE_DAY = ("instant", "part_of_day", "day")
_LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Subject:
    """One event for one series; what its row does not say is as in the rest of the study."""

    event_id: str
    series: str
    day: date
    not_after: datetime | None = None
    timing: str = ""
    """``"bmo"``, ``"amc"``, or empty."""
    group: str | None = None
    weight: float = 1.0
    benchmark: str | None = None
    estimation: Window | None = None
    own: Window | None = None

    def __str__(self) -> str:
        """Return it as it is named in notes."""
        return f"{self.event_id}, {self.series}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is asked."""

    subjects: list[Subject]
    dropped: list[Dropped]
    attributes: pd.DataFrame | None = None
    """Further columns of the table, by event_id and series; None where there are none."""
    grouped: bool = False

    @property
    def series(self) -> list[str]:
        """Return the series of the events, each once."""
        return list(dict.fromkeys(one.series for one in self.subjects))

    @property
    def benchmarks(self) -> list[str]:
        """Return the benchmarks that rows name, each once."""
        return list(dict.fromkeys(one.benchmark for one in self.subjects if one.benchmark is not None))


def load_events(events: Any) -> pd.DataFrame | list[Any]:  # noqa: ANN401 - several forms
    """Return events as a table, or as a list of what should be records.

    Raises
    ------
    UsageError
        If they are neither, nor the path of a table.
    """
    if isinstance(events, str | Path):
        return read_table(Path(events), "events, with series and date", text=cells.WORDS)
    if isinstance(events, pd.DataFrame):
        return events
    if isinstance(events, Iterable):
        return list(events)
    raise UsageError(f"events are a {type(events).__name__}; give a list of Event records, a table, or a path")


def named_events(events: Any, rows: pd.DataFrame | list[Any]) -> tuple[str, str]:  # noqa: ANN401 - several forms
    """Return what the events are called, and their SHA-256: of a file its bytes, of a table or records their text.

    Parameters
    ----------
    events
        As the caller gave them.
    rows
        What `load_events` made of them.
    """
    if isinstance(events, str | Path):
        return Path(events).name, hashlib.sha256(Path(events).read_bytes()).hexdigest()
    if isinstance(rows, pd.DataFrame):
        return "table", hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
    text = json.dumps([as_dict(one) for one in rows], sort_keys=True)
    return "records", hashlib.sha256(text.encode()).hexdigest()


def read_events(
    events: pd.DataFrame | list[Any],
    series: Sequence[str],
    *,
    held: Sequence[str],
    design: Design,
    groups: Any = None,  # noqa: ANN401 - several forms
    apart: Sequence[str] = (),
) -> Asked:
    """Return each event for each of its series, and what cannot be studied.

    Parameters
    ----------
    events
        Event records, each for all of `series`; or a table with a row for each event and series: ``series``, ``date``
        (an ISO day, or a moment with its zone), and if wanted those of `COLUMNS`.
        Without ``event_id`` an event is named by its date, so that rows of one date are one event.
    series
        The series that are studied.
    held
        The series that there are returns of, benchmarks among them.
    design
        Windows that those of an event have to fit.
    groups
        Column of the table that holds the groups, ``"group"`` if there is one of that name; or ``{event_id: group}``.
    apart
        Series that an event that is to be studied on every series is not studied on.

    Raises
    ------
    UsageError
        If one is no record, the table lacks a column, or `groups` names a column or event that is not there.
    """
    if isinstance(events, pd.DataFrame):
        return _once(_from_table(events, series, held, design, groups))
    return _once(_from_records(events, [name for name in series if name not in apart], groups))


def without_benchmark(asked: Asked, choice: ModelChoice) -> Asked:
    """Return what is asked without the rows that name no benchmark where the study has none and a model takes one."""
    lacking = {
        series
        for series in asked.series
        if choice.benchmarks[series] is None
        and any(takes_benchmark(name, choice.factors) for name in choice.models[series])
    }
    kept = [one for one in asked.subjects if one.benchmark is not None or one.series not in lacking]
    bare = [one for one in asked.subjects if one.benchmark is None and one.series in lacking]
    why = "its row names no benchmark, and benchmark= none for all"
    return replace(asked, subjects=kept, dropped=[*asked.dropped, *(Dropped(str(one), why) for one in bare)])


def _once(asked: Asked) -> Asked:
    """Return what is asked with each event of a series taken once."""
    kept: dict[tuple[str, str], Subject] = {}
    twice = []
    for one in asked.subjects:
        first = kept.setdefault((one.event_id, one.series), one)
        if first is not one:
            twice.append(Dropped(str(one), f"listed twice; the first, of {first.day}, is kept"))
    attributes = asked.attributes
    if attributes is not None:
        attributes = attributes[~attributes.index.duplicated()]
    return Asked(list(kept.values()), [*asked.dropped, *twice], attributes, asked.grouped)


def _from_records(events: Sequence[object], series: Sequence[str], groups: object) -> Asked:
    if groups is not None and not isinstance(groups, Mapping):
        raise UsageError(f"groups={groups!r} names a column, but the events are no table; give {{event_id: group}}")
    found, dropped, names = [], [], set()
    for event in events:
        if not isinstance(event, Event):
            raise UsageError(f"events hold a {type(event).__name__}; give Event records, a table, or a path")
        names.add(event.event_id)
        if event.status != "past":
            dropped.append(Dropped(event.event_id, f"not studied: {event.status}"))
        elif event.precision not in _TO_THE_DAY:
            dropped.append(Dropped(event.event_id, f"not studied: dated to a {event.precision} only"))
        else:
            group = _group_of(event.event_id, groups)
            found += [Subject(event.event_id, name, event.start, event.not_after, group=group) for name in series]
    _refuse_strangers(groups, names)
    return Asked(found, dropped, grouped=groups is not None)


def _from_table(table: pd.DataFrame, series: Sequence[str], held: Sequence[str], design: Design, groups: Any) -> Asked:  # noqa: ANN401 - several forms
    _check_columns(table)
    column = _group_column(table, groups)
    rows = cells.read_rows(table, series, held, design)
    labels = rows.group(table[column]) if column else [_group_of(name, groups) for name in rows.event_id]
    if column is None:
        _refuse_strangers(groups, set(rows.event_id))
    places = rows.whole()
    found = [_subject(rows, place, labels[place]) for place in places]
    others = [name for name in table.columns if str(name) not in COLUMNS or (name == "group" and column != "group")]
    others = [name for name in others if name != column]
    attributes = None
    if others:
        keys = pd.MultiIndex.from_arrays(
            [[one.event_id for one in found], [one.series for one in found]], names=["event_id", "series"]
        )
        attributes = table[others].iloc[places].set_axis(keys, axis=0)
    return Asked(found, rows.dropped(), attributes, column is not None or groups is not None)


def _subject(rows: cells.Rows, place: int, group: str | None) -> Subject:
    moment, timing = rows.moment[place], rows.timing[place]
    not_after = moment.instant
    if not_after is None and timing == "amc":
        not_after = datetime.combine(moment.day, _LAST_MOMENT)  # on the clock of the series' market
    return Subject(
        rows.event_id[place],
        rows.series[place],
        moment.day,
        not_after,
        "" if moment.instant else timing,
        group,
        rows.weight[place],
        rows.benchmark[place],
        rows.estimation[place],
        rows.own[place],
    )


def _check_columns(table: pd.DataFrame) -> None:
    missing = [name for name in ("series", "date") if name not in table.columns]
    if missing:
        raise UsageError(f"the table of events has no column {missing[0]!r}; it has {a_few(table.columns, missing[0])}")
    doubled = table.columns[table.columns.duplicated()]
    if len(doubled):
        raise UsageError(f"the table of events has two columns {str(doubled[0])!r}; keep one")


def _group_column(table: pd.DataFrame, groups: object) -> str | None:
    """Return the column that holds the groups; None where a mapping does, or there are none."""
    if groups is None:
        return "group" if "group" in table.columns else None
    if isinstance(groups, Mapping):
        return None
    if not isinstance(groups, str) or groups not in table.columns:
        raise UsageError(
            f"groups={groups!r} is no column of the events; name one of {a_few(table.columns, groups)}, "
            "or give {event_id: group}"
        )
    return groups


def _group_of(event_id: str, groups: object) -> str | None:
    group = groups.get(event_id) if isinstance(groups, Mapping) else None
    return None if group is None else str(group)


def _refuse_strangers(groups: object, names: set[str]) -> None:
    """Raise where a mapping of groups names an event that is not there."""
    strangers = [name for name in groups if name not in names] if isinstance(groups, Mapping) else []
    if strangers:
        known = a_few(sorted(names), strangers[0])
        raise UsageError(f"groups names the event {strangers[0]!r}, which is not asked about; there are {known}")
