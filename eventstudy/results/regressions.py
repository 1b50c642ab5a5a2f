"""What a formula asks of a study: the left side from observations, the right side from the events' attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.battery.outcome import choose_telling, one_date
from eventstudy.cross_section import design_matrix, parse, regress, regress_benchmark
from eventstudy.errors import EstimationError, UsageError
from eventstudy.results import tables
from eventstudy.results.choice import as_alternative, inside, of_returns, under
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.samples import choose_many
from eventstudy.results.many.tables import bhar_values
from eventstudy.results.many.windows import windowed
from eventstudy.results.naming import a_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.cross_section import BenchmarkRegression, Formula, Regression
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation, Positions
    from eventstudy.kernels.sample import Integers
    from eventstudy.results.study_result import StudyResult

_OWN = ("event_id", "series", "group")
_PRESENT = 0.9
_MOST = 20_000
"""Observations whose ordinary sessions make a table that a machine holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A regression's arrays: n observations, k regressors.

    Attributes
    ----------
    members : sequence of n Observation
    y : array of shape (n,)
    se, weight : arrays of shape (n,)
        Standard error of each CAR; weight of each event in averages.
    days : array of shape (n,), datetime64[D]
        Day 0 of each.
    X : array of shape (n, k)
    names : list of k str
    notes : tuple of str
        Who was left out.
    """

    members: Sequence[Observation]
    y: Array
    se: Array
    weight: Array
    days: Days
    X: Array
    names: list[str]
    notes: tuple[str, ...]


def ask(formula: Formula, chosen: Sequence[Observation], attributes: pd.DataFrame | None, kind: str) -> Asked:
    """Return the arrays of a regression; observations without a value on either side are left out, and said.

    Parameters
    ----------
    formula
        As read.
    chosen
        Observations.
    attributes
        By event_id and series.
    kind
        Of the returns, for a buy-and-hold left side.

    Raises
    ------
    UsageError
        If the formula names what is no attribute.
    EstimationError
        If too few observations are left, or regressors are collinear.
    """
    window = (formula.first, formula.last)
    held, notes = _held(chosen, window)
    frame = _frame(held, formula, attributes)
    there = frame.notna().all(axis=1).to_numpy()
    lost = int((~there).sum())
    if lost:
        notes = (*notes, f"{lost} observations left out: no value of {', '.join(_missing(frame))}")
    if not there.any():
        raise EstimationError(f"no observation is left for {formula.text!r}: {'; '.join(notes) or 'none was studied'}")
    X, names = design_matrix(formula, frame[there])
    if isinstance(held, ManyObservations):
        kept = held.where(there)
        y, se = _many_left(kept, formula, kind)
        return Asked(kept, y, se, kept.weight, kept.days, X, names, notes)
    members = tuple(one for one, here in zip(held, there, strict=True) if here)
    y = np.array([_left(one, formula, kind) for one in members])
    se = np.array([one.cumulate(*window).se for one in members])
    days: Days = np.array([one.day for one in members], dtype="datetime64[D]")
    return Asked(members, y, se, np.array([one.weight for one in members]), days, X, names, notes)


def _held(chosen: Sequence[Observation], window: tuple[int, int]) -> tuple[Sequence[Observation], tuple[str, ...]]:
    """Return the observations that have what a regression needs, and a word on the others."""
    if isinstance(chosen, ManyObservations):
        found = choose_many(chosen, *window)
        return found.members, found.notes
    held, notes = choose_telling(chosen, *window)
    return held, tuple(notes)


def _keys(held: Sequence[Observation]) -> dict[str, list[str | None]]:
    """Return what observations are called, and their groups."""
    if isinstance(held, ManyObservations):
        return {
            name: labels.texts().tolist()
            for name, labels in (("event_id", held.event_id), ("series", held.series), ("group", held.group))
        }
    return {
        "event_id": [one.event_id for one in held],
        "series": [one.data.series for one in held],
        "group": [one.group for one in held],
    }


def _frame(held: Sequence[Observation], formula: Formula, attributes: pd.DataFrame | None) -> pd.DataFrame:
    """Return the columns of the right side, a row for each observation."""
    own = _keys(held)
    there = list(map(str, attributes.columns)) if attributes is not None else []
    columns: dict[str, object] = {}
    for name in formula.names:
        if name in there and attributes is not None:
            keys = pd.MultiIndex.from_arrays([own["event_id"], own["series"]])
            columns[name] = attributes.loc[~attributes.index.duplicated()].reindex(keys)[name].to_numpy()
        elif name in _OWN:
            columns[name] = own[name]
        else:
            raise UsageError(f"{formula.text!r} names {name!r}; the events have {a_few([*there, *_OWN], name)}")
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(held)))
    return frame.infer_objects()


def _missing(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if frame[name].isna().any()]


def _left(one: Observation, formula: Formula, kind: str) -> float:
    if formula.left == "bhar":
        return float(tables.bhar_row(one, formula.first, formula.last, kind)["bhar"])
    total = one.cumulate(formula.first, formula.last)
    return total.value / total.se if formula.left == "scar" else total.value


def _many_left(held: ManyObservations, formula: Formula, kind: str) -> tuple[Array, Array]:
    """Return the left side, and the standard errors of the CARs."""
    window = (formula.first, formula.last)
    found = windowed(held, *window)
    if formula.left == "bhar":
        return bhar_values(held, window, kind), found.se
    return found.car / found.se if formula.left == "scar" else found.car, found.se


def inverse_variances(asked: Asked) -> Array:
    """Return ``1 / (s^2 v)`` of each observation, the weights that belong to Patell's test."""
    weights: Array = 1.0 / np.square(np.where(asked.se > 0.0, asked.se, np.nan))
    return weights


def ordinary(asked: Asked, formula: Formula) -> tuple[Array, list[str]]:
    """Return the residuals of the estimation sessions, shape (S, n), and how they are aligned.

    Observations of one date stand side by side on calendar days, others on sessions relative to their own day 0, which
    keeps apart what was apart and together what was together. Of the left side ``scar`` they are divided by what the
    event's CAR is divided by, so that sums over windows of its length stand on its scale.
    """
    if formula.left == "bhar":
        raise UsageError("regress_benchmark takes car, scar or ar on its left side: bhar has no ordinary residuals")
    if len(asked.members) > _MOST:
        raise UsageError(
            f"regress_benchmark looks at the ordinary sessions of each of {len(asked.members):,} observations, one by "
            f"one and all held at a time, and can of {_MOST:,}; take regress(cov='cluster'), or fewer events"
        )
    calendar = one_date(asked.members)
    places = [_places(one) for one in asked.members]
    rows: list[Integers] = [
        (one.data.dates[place] if calendar else place - one.day_zero).astype(np.int64)
        for one, place in zip(asked.members, places, strict=True)
    ]
    every = _sessions(asked.members, rows, calendar=calendar)
    table = np.full((every.size, len(rows)), np.nan)
    for column, (one, row) in enumerate(zip(asked.members, rows, strict=True)):
        inside = np.isin(row, every)
        scale = 1.0 / one.cumulate(formula.first, formula.last).se if formula.left == "scar" else 1.0
        table[np.searchsorted(every, row[inside]), column] = _residuals(one)[inside] * scale
    how = "calendar days" if calendar else "sessions relative to each day 0"
    return table, [f"ordinary sessions are aligned on {how}"]


def _residuals(one: Observation) -> Array:
    return np.empty(0) if one.fit is None else one.fit.residuals


def _places(one: Observation) -> Positions:
    """Return the positions of the residuals: the last ones of the sample where a fit begins later than it."""
    return one.sample[one.sample.size - _residuals(one).size :]


def _sessions(members: Sequence[Observation], rows: Sequence[Integers], *, calendar: bool) -> Integers:
    """Return every session between the first and the last, also those that no sample holds: a window must not jump.

    A calendar day counts where most series have a session.
    """
    low, high = min(int(row.min()) for row in rows), max(int(row.max()) for row in rows)
    if not calendar:
        return np.arange(low, high + 1, dtype=np.int64)
    days, counts = np.unique(np.concatenate([one.data.dates for one in members]).astype(np.int64), return_counts=True)
    kept: Integers = days[(counts >= _PRESENT * len(members)) & (days >= low) & (days <= high)]
    return kept


def regression(
    result: StudyResult, text: str, cov: str, weights: str | None, model: str | None, alternative: str
) -> Regression:
    """Return a cross-sectional regression; see `StudyResult.regress`."""
    formula = _read(text, result)
    if weights not in (None, "patell", "events"):
        raise UsageError(f"weights={weights!r} is not one of None, 'patell', 'events'")
    chosen = under(result.observations, result.settings, model)
    asked = ask(formula, chosen, result.attributes, result.settings.returns)
    scale = {None: None, "events": asked.weight, "patell": inverse_variances(asked)}[weights]
    return regress(
        y=asked.y,
        X=asked.X,
        names=asked.names,
        formula=formula.text,
        days=asked.days,
        cov=cov,
        weights=scale,
        weighted=weights,
        level=result.settings.level,
        alternative=as_alternative(alternative),
        notes=asked.notes,
    )


def benchmark(result: StudyResult, text: str, model: str | None, alternative: str) -> BenchmarkRegression:
    """Return a cross-sectional regression held against ordinary sessions; see `StudyResult.regress_benchmark`."""
    formula = _read(text, result)
    chosen = under(result.observations, result.settings, model)
    asked = ask(formula, chosen, result.attributes, result.settings.returns)
    values, how = ordinary(asked, formula)
    length = formula.last - formula.first + 1
    return regress_benchmark(
        y=asked.y,
        ordinary=values,
        X=asked.X,
        names=asked.names,
        formula=formula.text,
        length=length,
        alternative=as_alternative(alternative),
        level=result.settings.level,
        notes=[*asked.notes, *how],
    )


def _read(text: str, result: StudyResult) -> Formula:
    formula = parse(text)
    inside(result.settings, formula.first, formula.last)
    if formula.left == "bhar":
        of_returns(result.settings)
    return formula
