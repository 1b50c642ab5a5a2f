"""The cells of an events table: each column read as a whole, each bad cell a reason to leave its row out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from eventstudy.records import Dropped
from eventstudy.results.many.labels import Labels, factorized, labels_of, read_labels, recoded
from eventstudy.study.cell_moments import Moments, read_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.results import Design

Numbers = npt.NDArray[np.float64]

WORDS = ("event_id", "series", "date", "group", "benchmark", "timing")
"""Columns that are text even where they look like numbers."""

_TIMING = {
    "": "", "bmo": "bmo", "beforeopen": "bmo", "beforetheopen": "bmo", "beforemarketopen": "bmo", "premarket": "bmo",
    "beforethemarketopens": "bmo", "amc": "amc", "afterclose": "amc", "aftertheclose": "amc",
    "aftermarketclose": "amc", "afterthemarketcloses": "amc", "afterhours": "amc", "postmarket": "amc",
}  # fmt: skip
_FAR = 1e9
STRANGE = "no returns or no model of"
"""How the reason begins for a row whose series is not studied."""


@dataclass(slots=True)
class Faults:
    """Why rows are left out, the first reason of each; and what is said of rows that stay."""

    reasons: dict[int, str]
    notes: dict[int, str]

    def add(self, places: Any, say: Any) -> None:  # noqa: ANN401 - places of an array, a function of a place
        """Add a reason to every row that has none yet."""
        for place in np.asarray(places, dtype=np.intp).tolist():
            if place not in self.reasons:
                self.reasons[place] = say(place)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The N rows of a table, column by column; a value of a row that is left out means nothing.

    `weight`, `benchmark` and the spans, of shape (N, 2) and NaN in rows that name none, are None where the table has no
    such column.
    """

    event_id: Labels
    series: Labels
    moment: Moments
    timing: Labels
    weight: Numbers | None
    benchmark: Labels | None
    estimation: Numbers | None
    own: Numbers | None
    faults: Faults

    def whole(self) -> npt.NDArray[np.intp]:
        """Return the places of the rows that can be studied."""
        kept = np.ones(len(self.series), dtype=bool)
        kept[list(self.faults.reasons)] = False
        return np.flatnonzero(kept)

    def dropped(self) -> list[Dropped]:
        """Return what was left out, in the order of the rows."""
        found = {place: (f"event in row {place + 1}", reason) for place, reason in self.faults.reasons.items()}
        for place, note in self.faults.notes.items():
            found.setdefault(place, (f"timing of {self.event_id.of(place)}, {self.series.of(place)}", note))
        return [Dropped(*found[place]) for place in sorted(found)]


def read_rows(table: pd.DataFrame, series: Sequence[str], held: Sequence[str], design: Design) -> Rows:
    """Return the rows of an events table, and which of them cannot be studied.

    Parameters
    ----------
    table
        With ``series`` and ``date``.
    series, held
        The series that are studied, and those that there are returns of.
    design
        Windows that those of a row have to fit.
    """
    faults = Faults({}, {})
    moments = _moments(table["date"], faults)
    names = _series(table["series"], series, faults)
    return Rows(
        _ids(table, moments),
        names,
        moments,
        _timings(table, moments, faults),
        _weights(table, faults),
        _benchmarks(table, names, held, faults),
        _estimation(table, design, faults),
        _own(table, design, faults),
        faults,
    )


def _cell(column: pd.Series[Any], place: int) -> str:
    """Return a cell as Python writes it."""
    return repr(column.iloc[[place]].tolist()[0])


def _ids(table: pd.DataFrame, moments: Moments) -> Labels:
    """Return the event of each row: by its name, or without one by its day."""
    if "event_id" not in table.columns:
        return moments.days()
    named = read_labels(table["event_id"])
    nameless = np.flatnonzero(named.codes < 0)
    if not nameless.size:
        return named
    texts = named.texts()
    texts[nameless] = moments.take(nameless).days().texts()
    return labels_of(texts.tolist())


def _moments(column: pd.Series[Any], faults: Faults) -> Moments:
    found = factorized(column)
    codes, distinct = found if found is not None else (np.arange(len(column), dtype=np.int32), column)
    read = [read_moment(value) for value in distinct.tolist()]
    good = np.array([one is not None for one in read] + [False], dtype=bool)
    place = np.where(good, np.cumsum(good) - 1, -1).astype(np.int32)
    kept = place[codes]  # an empty cell, -1, takes the last, which is none
    faults.add(np.flatnonzero(kept < 0), lambda at: f"{_cell(column, at)} is no date; write it as 2020-01-03")
    return Moments.of_cells([one for one in read if one is not None], kept)


def _series(column: pd.Series[Any], series: Sequence[str], faults: Faults) -> Labels:
    names = read_labels(column)
    known = _known(names, set(series))
    faults.add(np.flatnonzero(~known), lambda place: f"{STRANGE} {_cell(column, place)}")
    return names


def _known(labels: Labels, known: set[str]) -> npt.NDArray[np.bool_]:
    """Return which rows have one of these names; an empty cell is called ``None``."""
    among = np.array([str(name) in known for name in [*labels.names, None]], dtype=bool)
    return among[labels.codes]


def _timings(table: pd.DataFrame, moments: Moments, faults: Faults) -> Labels:
    if "timing" not in table.columns:
        return Labels.none(len(table))
    words = read_labels(table["timing"])
    kinds = [_TIMING.get(re.sub(r"[^a-z]", "", str(word).lower())) for word in words.names]
    unknown = np.array([kind is None for kind in kinds] + [False], dtype=bool)[words.codes]
    faults.add(
        np.flatnonzero(unknown),
        lambda place: f"timing {words.of(place)!r} is not one of 'bmo' (before open), 'amc' (after close)",
    )
    said = np.array([bool(kind) for kind in kinds] + [False], dtype=bool)[words.codes]
    for place in np.flatnonzero(said & np.append(moments.timed, False)[moments.codes]).tolist():
        moment = moments.of(place).instant
        faults.notes[place] = f"{words.of(place)!r} is not used, since the date is a moment, {moment}"
    return recoded(labels_of([kind or None for kind in kinds]), words.codes)


def _weights(table: pd.DataFrame, faults: Faults) -> Numbers | None:
    if "weight" not in table.columns:
        return None
    values = _numbers(table["weight"])
    faults.add(
        np.flatnonzero(~((values > 0.0) & np.isfinite(values))),
        lambda place: f"weight {_cell(table['weight'], place)} is no number above zero",
    )
    return values


def _benchmarks(table: pd.DataFrame, names: Labels, held: Sequence[str], faults: Faults) -> Labels | None:
    if "benchmark" not in table.columns:
        return None
    found = read_labels(table["benchmark"])
    strange = (found.codes >= 0) & ~_known(found, set(held))
    faults.add(np.flatnonzero(strange), lambda place: f"no returns of its benchmark {found.of(place)!r}")
    places = {str(name): code for code, name in enumerate(names.names)}
    same = np.array([places.get(str(name), -2) for name in found.names] + [-2])[found.codes]
    own = np.flatnonzero(same == names.codes)
    faults.add(own, lambda place: f"{names.of(place)!r} cannot be its own benchmark")
    return found


def _estimation(table: pd.DataFrame, design: Design, faults: Faults) -> Numbers | None:
    """Return the estimation windows of rows that name one, an end they do not name being the study's."""
    ends = _ends(table, ("estimation_first", "estimation_last"), faults)
    if ends is None:
        return None
    named = np.asarray(~np.isnan(ends).all(axis=1), dtype=bool)
    usual, event = design.estimation, design.event
    whole = np.where(np.isnan(ends), [usual.first, usual.last], ends)
    first, last = whole.T

    def shown(place: int) -> str:
        return f"its estimation window ({first[place]:.0f}, {last[place]:.0f})"

    faults.add(np.flatnonzero(named & (first > last)), lambda place: f"{shown(place)} holds no session")
    faults.add(
        np.flatnonzero(named & (last >= event.first)),
        lambda place: f"{shown(place)} meets the event window {event}; end it at {event.first - 1} or before",
    )
    least = design.min_estimation
    faults.add(
        np.flatnonzero(named & (last - first + 1 < least)),
        lambda place: f"{shown(place)} holds {last[place] - first[place] + 1:.0f} sessions, {least} are needed",
    )
    return np.where(named[:, None], whole, np.nan)


def _own(table: pd.DataFrame, design: Design, faults: Faults) -> Numbers | None:
    """Return the windows of rows that name one."""
    ends = _ends(table, ("first", "last"), faults)
    if ends is None:
        return None
    missing, event = np.isnan(ends), design.event
    faults.add(
        np.flatnonzero(missing.sum(axis=1) == 1), lambda _: "it names one end of its window; give first and last"
    )
    named = np.asarray(~missing.any(axis=1), dtype=bool)
    first, last = np.where(missing, 0, ends).T

    def shown(place: int) -> str:
        return f"its window ({first[place]:.0f}, {last[place]:.0f})"

    faults.add(np.flatnonzero(named & (first > last)), lambda place: f"{shown(place)} holds no session")
    faults.add(
        np.flatnonzero(named & ((first < event.first) | (last > event.last))),
        lambda place: f"{shown(place)} is not inside the event window {event}",
    )
    return np.where(named[:, None], ends, np.nan)


def _ends(table: pd.DataFrame, names: tuple[str, str], faults: Faults) -> Numbers | None:
    """Return two columns of sessions, NaN where a cell is empty or the column is not there; None without either."""
    if not any(name in table.columns for name in names):
        return None
    ends = np.full((len(table), 2), np.nan)
    for place, name in enumerate(names):
        if name in table.columns:
            column = table[name]
            ends[:, place] = _numbers(column)
            whole = (np.abs(ends[:, place]) < _FAR) & (ends[:, place] == np.round(ends[:, place]))
            bad = np.flatnonzero(~whole)
            empty = read_labels(column.iloc[bad]).codes < 0
            faults.add(
                bad[~empty],
                lambda row, column=column, name=name: f"{name} {_cell(column, row)} is no whole number of sessions",
            )
            ends[~whole, place] = np.nan
    return ends


def _numbers(column: pd.Series[Any]) -> Numbers:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
