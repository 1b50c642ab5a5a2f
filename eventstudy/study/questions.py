"""Which events are asked about, on which series."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import Dropped, Event, as_dict
from eventstudy.results.many.labels import Labels, labels_of, read_labels, recoded
from eventstudy.results.naming import a_few
from eventstudy.study import cells
from eventstudy.study.catalogue import takes_benchmark
from eventstudy.study.digests import digest_of, file_digest_of
from eventstudy.study.files import read_table
from eventstudy.study.subjects import TWICE, Subject, Subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.results import Design
    from eventstudy.study.models import ModelChoice

COLUMNS = (
    "event_id", "series", "date", "group", "weight", "benchmark", "timing",
    "estimation_first", "estimation_last", "first", "last",
)  # fmt: skip
"""Columns of an events table that the study reads; any other is an attribute of the event."""
_TO_THE_DAY = ("instant", "part_of_day", "day")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is asked."""

    subjects: Sequence[Subject]
    dropped: list[Dropped]
    attributes: pd.DataFrame | None = None
    """Further columns of the table, by event_id and series; None where there are none."""
    grouped: bool = False

    @property
    def series(self) -> list[str]:
        """Return the series of the events, each once."""
        if isinstance(self.subjects, Subjects):
            return self.subjects.series.used()
        return list(dict.fromkeys(one.series for one in self.subjects))

    @property
    def benchmarks(self) -> list[str]:
        """Return the benchmarks that rows name, each once."""
        if isinstance(self.subjects, Subjects):
            return [] if self.subjects.benchmark is None else self.subjects.benchmark.used()
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
    if isinstance(events, Mapping):
        raise UsageError(f"events are a {type(events).__name__}; give a table, as pd.DataFrame(events)")
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
        return Path(events).name, file_digest_of(Path(events))
    if isinstance(rows, pd.DataFrame):
        return "table", digest_of(rows)
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
    if not lacking:
        return asked
    bare = [place for place, one in enumerate(asked.subjects) if one.benchmark is None and one.series in lacking]
    why = "its row names no benchmark, and benchmark= none for all"
    left = [Dropped(str(asked.subjects[place]), why) for place in bare]
    return replace(asked, subjects=_without(asked.subjects, bare), dropped=[*asked.dropped, *left])


def _without(subjects: Sequence[Subject], places: Sequence[int]) -> Sequence[Subject]:
    kept = np.delete(np.arange(len(subjects)), np.asarray(places, dtype=np.intp))
    return subjects.take(kept) if isinstance(subjects, Subjects) else [subjects[place] for place in kept.tolist()]


def _once(asked: Asked) -> Asked:
    """Return what is asked with each event of a series taken once."""
    if isinstance(asked.subjects, Subjects):
        return _once_each(asked, asked.subjects)
    kept: dict[tuple[str, str], Subject] = {}
    twice = []
    for one in asked.subjects:
        first = kept.setdefault((one.event_id, one.series), one)
        if first is not one:
            twice.append(_listed_twice(one, first))
    return replace(asked, subjects=list(kept.values()), dropped=[*asked.dropped, *twice])


def _once_each(asked: Asked, subjects: Subjects) -> Asked:
    keys = pd.Series(subjects.event_id.codes.astype(np.int64) * len(subjects.series.names) + subjects.series.codes)
    again = keys.duplicated().to_numpy()
    if not again.any():
        return asked
    firsts = keys[~again].reset_index().set_index(0)["index"]
    twice = [
        _listed_twice(subjects[place], subjects[int(firsts.loc[keys.iloc[place]])])
        for place in np.flatnonzero(again).tolist()
    ]
    attributes = None if asked.attributes is None else asked.attributes[~again]
    return Asked(subjects.take(np.flatnonzero(~again)), [*asked.dropped, *twice], attributes, asked.grouped)


def _listed_twice(one: Subject, first: Subject) -> Dropped:
    return Dropped(str(one), f"{TWICE}; the first, of {first.day}, is kept")


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
    if column is None:
        _refuse_strangers(groups, set(rows.event_id.names) if isinstance(groups, Mapping) else set())
    places = rows.whole()
    group = read_labels(table[column]) if column else _mapped(rows.event_id, groups)
    found = Subjects(
        rows.event_id, rows.series, rows.moment, rows.timing, group, rows.weight, rows.benchmark, rows.estimation,
        rows.own,
    ).take(places)  # fmt: skip
    others = [name for name in table.columns if str(name) not in COLUMNS or (name == "group" and column != "group")]
    others = [name for name in others if name != column]
    attributes = None
    if others:
        attributes = table[others].iloc[places].set_axis(_keys(found), axis=0)
    return Asked(found, rows.dropped(), attributes, column is not None or groups is not None)


def _mapped(event_id: Labels, groups: object) -> Labels:
    """Return the group of each row by its event's name."""
    if not isinstance(groups, Mapping):
        return Labels.none(len(event_id))
    return recoded(labels_of([_group_of(str(name), groups) for name in event_id.names]), event_id.codes)


def _keys(found: Subjects) -> pd.MultiIndex:
    levels: Any = [pd.Index(list(found.event_id.names)), pd.Index(list(found.series.names))]
    codes: Any = [found.event_id.codes, found.series.codes]
    return pd.MultiIndex(levels=levels, codes=codes, names=["event_id", "series"], verify_integrity=False)


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
