"""Tables for reading: titles, headings and rows of text, for the terminal and for the page alike.

They are rounded for the eye. Whoever wants the numbers takes the DataFrames that these tables are made from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from eventstudy.report import formats as f
from eventstudy.report.methods import model_name
from eventstudy.report.reading import day_zeros, is_studied, mentions, rows
from eventstudy.report.wording import reported, what_moved, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from eventstudy.records import ReportedMove

_PRECISION = {
    "instant": "to the moment",
    "part_of_day": "to part of a day",
    **{span: f"to the {span}" for span in ("day", "week", "month", "year")},
}
"""How finely it is known when an event happened."""

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column, and on which side its cells stand."""

    label: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read.

    Examples
    --------
    >>> Table("Moves", (Column("series"), Column("move", "right")), (("brent", "+3.55 %"),)).rows[0]
    ('brent', '+3.55 %')
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    strong: tuple[int, ...] = ()
    """Numbers of the rows to be set apart: the primary test, the main model."""


def columns(text: str) -> tuple[Column, ...]:
    """Return columns from labels between bars; a label that begins with ``>`` stands to the right."""
    return tuple(
        Column(label.removeprefix(">"), "right" if label.startswith(">") else "left") for label in text.split("|")
    )


def notes_of(table: pd.DataFrame, who: Sequence[str]) -> tuple[str, ...]:
    """Return each note of a table once, with whom it concerns, in the order they come.

    The last column of `who` is left out where a note is on every row that shares the others.
    """
    if "note" not in table:
        return ()
    told: dict[str, dict[tuple[str, ...], dict[str, None]]] = {}
    there: dict[tuple[str, ...], dict[str, None]] = {}
    for row in rows(table):
        *above, last = ("" if f.is_missing(row.get(name)) else str(row[name]) for name in who)
        there.setdefault(tuple(above), {})[last] = None
        if not f.is_missing(row["note"]):
            told.setdefault(str(row["note"]), {}).setdefault(tuple(above), {})[last] = None
    return tuple(_with_subjects(note, held, there) for note, held in told.items())


def _with_subjects(
    note: str, held: Mapping[tuple[str, ...], Iterable[str]], there: Mapping[tuple[str, ...], Iterable[str]]
) -> str:
    """Return a note after whom it concerns."""
    subjects = [
        " ".join(filter(None, [*above, last]))
        for above, lasts in held.items()
        for last in ([""] if above and [*lasts] == [*there[above]] else lasts)
    ]
    return f"{', '.join(subjects)}: {note}" if any(subjects) else note


def without_empty(table: Table) -> Table:
    """Return a table without the columns in which no row says anything.

    Examples
    --------
    >>> without_empty(Table("Moves", (Column("series"), Column("flag")), (("brent", ""), ("xom", "")))).columns
    (Column(label='series', align='left'),)
    """
    if not table.rows:
        return table
    kept = [place for place in range(len(table.columns)) if any(row[place] for row in table.rows)]
    body = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=body)


def events_table(events: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> Table:
    """Return the events: what, when, day 0, and why one is not studied.

    Parameters
    ----------
    events
        Columns ``event_id label start end precision status studied reason day0 mentions``; ``day0`` a mapping from
        series to day, or a column ``day0_SERIES`` for each.
    names
        What a reader calls a series.
    """
    shown = tuple(
        (
            str(row["event_id"]),
            str(row["label"]),
            _span(row["start"], row["end"]),
            _PRECISION.get(str(row.get("precision")), f.words(row.get("precision"))),
            _day_zero_words(row, names),
            f.MISSING if mentions(row.get("mentions")) is None else str(mentions(row.get("mentions"))),
            "" if is_studied(row) else _reason(row),
        )
        for row in rows(events)
    )
    told = events.loc[np.array([is_studied(row) for row in rows(events)], dtype=bool)]
    labels = "event|what happened|when|known|day 0|>sentences|why not studied"
    return without_empty(Table("Events", columns(labels), shown, notes_of(told, ("event_id",))))


def _reason(row: Mapping[str, Any]) -> str:
    """Return why an event is not studied, from the column ``reason`` or else ``note``."""
    said = next((str(row[name]) for name in ("reason", "note") if not f.is_missing(row.get(name))), "")
    return said.removeprefix("not studied: ") or f.MISSING


def _span(start: object, end: object) -> str:
    """Return one day, or the first and last of several."""
    first, last = f.iso(start), f.iso(end)
    return first if last in {first, f.MISSING} else f"{first} to {last}"


def _day_zero_words(row: Mapping[str, Any], names: Mapping[str, str] | None) -> str:
    """Return day 0 once where all series share it, else the common one and who differs."""
    days = day_zeros(row)
    if not days:
        return f.MISSING
    common = max(dict.fromkeys(days.values()), key=list(days.values()).count)
    others = [f"{f.name_of(series, names)} {day.isoformat()}" for series, day in days.items() if day != common]
    return f"{common.isoformat()} ({', '.join(others)})" if others else common.isoformat()


def moves_table(moves: Iterable[ReportedMove], *, names: Mapping[str, str] | None = None) -> Table:
    """Return the reported moves in the order they come, numbered from 1."""
    shown = tuple(
        (
            str(place),
            what_moved(move, names),
            f"“{f.one_line(move.quote)}”",
            reported(move),
            when(move),
            move.modality if move.modality != "asserted" else "",
            move.article,
        )
        for place, move in enumerate(moves, 1)
    )
    return Table("Reported moves", columns(">no.|instrument|words|read as|when|modality|article"), shown)


def per_event_table(
    per_event: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    called: str | None = None,
) -> Table:
    """Return the cumulative abnormal returns of one event, a row for each series, model and window.

    Parameters
    ----------
    per_event
        Columns ``event_id series model first last car se t df p low high n_estimation n_window flag note``, fractions.
    event_id
        The event to show; none of that name gives a table without rows.
    level
        The level that ``low`` and ``high`` were made with.
    names
        What a reader calls a series.
    called
        What the title calls the event, where that is not its id.
    """
    held = per_event[per_event["event_id"] == event_id]
    shown = tuple(
        (
            f.name_of(str(row["series"]), names),
            model_name(str(row["model"])),
            f.window(row["first"], row["last"]),
            f.percent(row["car"]),
            f.percent_interval(row["low"], row["high"]),
            f.number(row["t"]),
            f.count(row["df"]),
            f.p_value(row["p"]),
            f.count(row["n_estimation"]),
            f.words(row.get("flag")) if not f.is_missing(row.get("flag")) else "",
        )
        for row in rows(held)
    )
    labels = f"series|model|window|>CAR|>{f.coverage(level)} interval|>t|>df|>p|>days estimated on|flag"
    return Table(
        f"Abnormal returns around {called or event_id}",
        columns(labels),
        shown,
        notes_of(_readable(held, names), ("series", "model")),
    )


def _readable(table: pd.DataFrame, names: Mapping[str, str] | None) -> pd.DataFrame:
    """Return a table whose series and models are called as a reader calls them."""
    return table.assign(
        series=[f.name_of(str(name), names) for name in table["series"]],
        model=[model_name(str(name)) for name in table["model"]],
    )


def models_table(models: pd.DataFrame, event_id: str | None = None, *, names: Mapping[str, str] | None = None) -> Table:
    """Return the estimated models, of all events or of one.

    Parameters
    ----------
    models
        Columns ``event_id series model benchmark alpha beta sigma n_estimation k df first_estimation last_estimation``.
    """
    held = models if event_id is None else models[models["event_id"] == event_id]
    shown = tuple(
        (
            str(row["event_id"]),
            f.name_of(str(row["series"]), names),
            model_name(str(row["model"])),
            f.MISSING if f.is_missing(row.get("benchmark")) else f.name_of(str(row["benchmark"]), names),
            f.percent(row["alpha"], 3),
            f.number(row["beta"]) if not isinstance(row["beta"], dict) else f.MISSING,
            f.percent(row["sigma"], sign=False),
            f.count(row["n_estimation"]),
            _span(row.get("first_estimation"), row.get("last_estimation")),
        )
        for row in rows(held)
    )
    labels = "event|series|model|benchmark|>alpha a day|>beta|>ordinary scatter a day|>days|estimated on"
    return Table(
        "Models of an ordinary day", columns(labels), shown, notes_of(_readable(held, names), ("series", "model"))
    )
