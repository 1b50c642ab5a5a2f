"""The cells of an events table: each column read as a whole, each bad cell a reason to leave its row out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from eventstudy.records import Dropped, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.results import Design

WORDS = ("event_id", "series", "date", "group", "benchmark", "timing")
"""Columns that are text even where they look like numbers."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", re.DOTALL)
_TIMING = {
    "": "", "bmo": "bmo", "beforeopen": "bmo", "beforetheopen": "bmo", "beforemarketopen": "bmo", "premarket": "bmo",
    "beforethemarketopens": "bmo", "amc": "amc", "afterclose": "amc", "aftertheclose": "amc",
    "aftermarketclose": "amc", "afterthemarketcloses": "amc", "afterhours": "amc", "postmarket": "amc",
}  # fmt: skip
_FAR = 1e9


class Moment(NamedTuple):
    """A day, and the instant where the cell is finer."""

    day: date
    instant: datetime | None


@dataclass(slots=True)
class Faults:
    """Why rows are left out, the first reason of each; and what is said of rows that stay."""

    reasons: dict[int, str]
    notes: dict[int, str]

    def add(self, places: Any, say: Any) -> None:  # noqa: ANN401 - places of an array, a function of a place
        """Add a reason to every row that has none yet."""
        for place in places:
            self.reasons.setdefault(int(place), say(int(place)))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, column by column; a value of a row that is left out means nothing."""

    event_id: list[str]
    series: list[str]
    moment: list[Moment]
    timing: list[str]
    weight: list[float]
    benchmark: list[str | None]
    estimation: list[Window | None]
    own: list[Window | None]
    faults: Faults

    def whole(self) -> list[int]:
        """Return the places of the rows that can be studied."""
        return [place for place in range(len(self.series)) if place not in self.faults.reasons]

    def dropped(self) -> list[Dropped]:
        """Return what was left out, in the order of the rows."""
        found = {place: (f"event in row {place + 1}", reason) for place, reason in self.faults.reasons.items()}
        for place, note in self.faults.notes.items():
            found.setdefault(place, (f"timing of {self.event_id[place]}, {self.series[place]}", note))
        return [Dropped(*found[place]) for place in sorted(found)]

    def group(self, column: pd.Series[Any]) -> list[str | None]:
        """Return the groups that a column holds; None where a cell is empty."""
        return _labels(column)


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
    labels = _labels(table["event_id"]) if "event_id" in table.columns else [None] * len(table)
    ids = [f"{moment.day:%Y-%m-%d}" if name is None else name for name, moment in zip(labels, moments, strict=True)]
    return Rows(
        ids,
        names,
        moments,
        _timings(table, moments, faults),
        _weights(table, faults),
        _benchmarks(table, names, held, faults),
        _estimation(table, design, faults),
        _own(table, design, faults),
        faults,
    )


def _moments(column: pd.Series[Any], faults: Faults) -> list[Moment]:
    values = column.tolist()
    found = [_moment(value) for value in values]
    bad = [place for place, moment in enumerate(found) if moment is None]
    faults.add(bad, lambda place: f"{values[place]!r} is no date; write it as 2020-01-03")
    return [Moment(date.min, None) if moment is None else moment for moment in found]


def _moment(value: Any) -> Moment | None:  # noqa: ANN401 - a cell may hold anything
    """Return a cell as a moment; None where it is no date, or one that could be read in two ways."""
    try:
        if isinstance(value, str):
            value = _written(value.strip())
        elif isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
    except ValueError:
        return None
    if value is None or value is pd.NaT or not isinstance(value, date):
        return None
    if not isinstance(value, datetime):
        return Moment(value, None)
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    bare = value.tzinfo is None and value.time() == datetime.min.time()
    return Moment(value.date(), None if bare else value)


def _written(text: str) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # pandas reads more of ISO 8601, ten times slower
        moment: Any = pd.Timestamp(text)
        return None if moment is pd.NaT else moment.to_pydatetime(warn=False)


def _series(column: pd.Series[Any], series: Sequence[str], faults: Faults) -> list[str]:
    names = [str(name) for name in _labels(column)]
    known = set(series)
    bad = [place for place, name in enumerate(names) if name not in known]
    cells = column.tolist()
    faults.add(bad, lambda place: f"no returns or no model of {cells[place]!r}")
    return names


def _timings(table: pd.DataFrame, moments: list[Moment], faults: Faults) -> list[str]:
    if "timing" not in table.columns:
        return [""] * len(table)
    words = ["" if word is None else word for word in _labels(table["timing"])]
    kinds = {word: _TIMING.get(re.sub(r"[^a-z]", "", word.lower())) if word else "" for word in set(words)}
    bad = [place for place, word in enumerate(words) if kinds[word] is None]
    faults.add(bad, lambda place: f"timing {words[place]!r} is not one of 'bmo' (before open), 'amc' (after close)")
    for place, word in enumerate(words):
        if kinds[word] and moments[place].instant is not None:
            faults.notes[place] = f"{word!r} is not used, since the date is a moment, {moments[place].instant}"
    return [kinds[word] or "" for word in words]


def _weights(table: pd.DataFrame, faults: Faults) -> list[float]:
    if "weight" not in table.columns:
        return [1.0] * len(table)
    values = _numbers(table["weight"])
    cells = table["weight"].tolist()
    faults.add(
        np.flatnonzero(~((values > 0.0) & np.isfinite(values))),
        lambda place: f"weight {cells[place]!r} is no number above zero",
    )
    return [float(value) for value in values]


def _benchmarks(table: pd.DataFrame, names: Sequence[str], held: Sequence[str], faults: Faults) -> list[str | None]:
    if "benchmark" not in table.columns:
        return [None] * len(table)
    found = _labels(table["benchmark"])
    known = {None, *held}
    strange = [place for place, name in enumerate(found) if name not in known]
    faults.add(strange, lambda place: f"no returns of its benchmark {found[place]!r}")
    own = [place for place, name in enumerate(found) if name == names[place]]
    faults.add(own, lambda place: f"{names[place]!r} cannot be its own benchmark")
    return found


def _estimation(table: pd.DataFrame, design: Design, faults: Faults) -> list[Window | None]:
    """Return the estimation windows of rows that name one, an end they do not name being the study's."""
    ends = _ends(table, ("estimation_first", "estimation_last"), faults)
    if ends is None:
        return [None] * len(table)
    named = np.asarray(~np.isnan(ends).all(axis=1), dtype=bool)
    usual, event = design.estimation, design.event
    first, last = np.where(np.isnan(ends), [usual.first, usual.last], ends).astype(int).T
    shown = [f"its estimation window ({a}, {b})" for a, b in zip(first, last, strict=True)]
    faults.add(np.flatnonzero(named & (first > last)), lambda place: f"{shown[place]} holds no session")
    faults.add(
        np.flatnonzero(named & (last >= event.first)),
        lambda place: f"{shown[place]} meets the event window {event}; end it at {event.first - 1} or before",
    )
    least = design.min_estimation
    faults.add(
        np.flatnonzero(named & (last - first + 1 < least)),
        lambda place: f"{shown[place]} holds {last[place] - first[place] + 1} sessions, {least} are needed",
    )
    return [Window(int(first[at]), int(last[at])) if named[at] else None for at in range(len(table))]


def _own(table: pd.DataFrame, design: Design, faults: Faults) -> list[Window | None]:
    """Return the windows of rows that name one."""
    ends = _ends(table, ("first", "last"), faults)
    if ends is None:
        return [None] * len(table)
    missing, event = np.isnan(ends), design.event
    faults.add(
        np.flatnonzero(missing.sum(axis=1) == 1), lambda _: "it names one end of its window; give first and last"
    )
    named = np.asarray(~missing.any(axis=1), dtype=bool)
    first, last = np.where(missing, 0, ends).astype(int).T
    shown = [f"its window ({a}, {b})" for a, b in zip(first, last, strict=True)]
    faults.add(np.flatnonzero(named & (first > last)), lambda place: f"{shown[place]} holds no session")
    faults.add(
        np.flatnonzero(named & ((first < event.first) | (last > event.last))),
        lambda place: f"{shown[place]} is not inside the event window {event}",
    )
    return [Window(int(first[at]), int(last[at])) if named[at] else None for at in range(len(table))]


def _ends(table: pd.DataFrame, names: tuple[str, str], faults: Faults) -> npt.NDArray[np.float64] | None:
    """Return two columns of sessions, NaN where a cell is empty or the column is not there; None without either."""
    if not any(name in table.columns for name in names):
        return None
    ends = np.full((len(table), 2), np.nan)
    for place, name in enumerate(names):
        if name in table.columns:
            column = table[name]
            ends[:, place] = _numbers(column)
            empty = np.array([text is None for text in _labels(column)], dtype=bool)
            whole = (np.abs(ends[:, place]) < _FAR) & (ends[:, place] == np.round(ends[:, place]))
            cells = column.tolist()
            faults.add(
                np.flatnonzero(~(whole | empty)),
                lambda row, cells=cells, name=name: f"{name} {cells[row]!r} is no whole number of sessions",
            )
            ends[~whole, place] = np.nan
    return ends


def _numbers(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _labels(column: pd.Series[Any]) -> list[str | None]:
    """Return cells as text, None where one is empty; a whole number has no decimals."""
    if pd.api.types.is_float_dtype(column):
        return [None if np.isnan(value) else f"{value:.15g}" for value in column.to_numpy(dtype=float)]
    empty = column.isna().tolist()
    texts = [str(value).strip() for value in column.tolist()]
    return [None if missing or not text else text for text, missing in zip(texts, empty, strict=True)]
