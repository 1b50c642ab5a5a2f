"""Tables with a row, or rows, for each observation of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.results import tables
from eventstudy.results.choice import of_returns, own, refuse_many, settings_of
from eventstudy.results.many import tables as many
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.volatility import VOLATILITY, volatility_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.records import Window
    from eventstudy.results.design import Design
    from eventstudy.results.many.records import Piece
    from eventstudy.results.study_result import StudyResult

    Windows = Sequence[Window] | None


def each(result: StudyResult, make: Callable[[Observation], list[tables.Row]], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows that a function makes of each observation; of many, series by series, as they are made."""
    found = result.observations
    if not isinstance(found, ManyObservations):
        return tables.table([row for one in found for row in make(one)], columns)
    order = np.argsort(found.series.codes, kind="stable")
    made = dict(zip(order.tolist(), map(make, found.take(order)), strict=True))
    return tables.table([row for place in range(len(found)) for row in made[place]], columns)


def cars(result: StudyResult, windows: Windows) -> pd.DataFrame:
    """Return the CARs over some windows; without any, each event's own."""
    settings, found = settings_of(result.settings), result.observations
    if isinstance(found, ManyObservations):
        if windows is None:
            event = as_pair(result.settings.event)
            return many.own_cars(found, event, settings.level, settings.alternative, tables.PER_EVENT)
        return many.cars(found, _pairs(windows), settings.level, settings.alternative, tables.PER_EVENT)

    def make(one: Observation) -> list[tables.Row]:
        spans = [own(result, one)] if windows is None else windows
        return [tables.car_row(one, w.first, w.last, settings.level, settings.alternative) for w in spans]

    return each(result, make, tables.PER_EVENT)


def scars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the standardised CARs over some windows."""
    side, found = settings_of(result.settings).alternative, result.observations
    if isinstance(found, ManyObservations):
        return many.scars(found, _pairs(windows), side, tables.SCAR)
    return each(result, lambda one: [tables.scar_row(one, w.first, w.last, side) for w in windows], tables.SCAR)


def bhars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the buy-and-hold abnormal returns over some windows."""
    of_returns(result.settings)
    kind, found = result.settings.returns, result.observations
    if isinstance(found, ManyObservations):
        return many.bhars(found, _pairs(windows), kind, tables.BHAR)
    return each(result, lambda one: [tables.bhar_row(one, w.first, w.last, kind) for w in windows], tables.BHAR)


def volatilities(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the abnormal volatility over some windows."""
    refuse_many(result.observations, "volatility()", "study fewer events")
    level = result.settings.level
    return each(result, lambda one: [volatility_row(one, w.first, w.last, level) for w in windows], VOLATILITY)


def models(result: StudyResult) -> pd.DataFrame:
    """Return the fitted models, a column for each factor's beta and for what models of a kind have."""
    found = result.observations
    if isinstance(found, ManyObservations):
        firsts = {number: found.columns.build(int(piece.where[0]), "").data for number, piece in _nonempty(found)}
        options = {number: _options(data, result.settings) for number, data in firsts.items()}
        return many.models(found, options, tables.CONSTANT, tables.MODELS)
    rows = [tables.model_row(one, _options(one.data, result.settings)) for one in found]
    there = dict.fromkeys(name for row in rows for name in row)
    betas = [name for name in there if name.startswith("beta_")]
    fitted = [name for name in tables.FITTED if name in there]
    place, end = tables.MODELS.index("beta") + 1, tables.MODELS.index("options")
    columns = (*tables.MODELS[:place], *betas, *tables.MODELS[place:end], *fitted, *tables.MODELS[end:])
    frame = tables.table(rows, columns)
    return frame.astype({name: "Int64" for name in fitted if name in tables.COUNTS})


def abnormal(result: StudyResult) -> pd.DataFrame:
    """Return the abnormal return of each session of the event window."""
    level, found = result.settings.level, result.observations
    if isinstance(found, ManyObservations):
        return many.by_session(found, level, tables.AR)
    return each(result, lambda one: tables.ar_rows(one, level), tables.AR)


def paths(result: StudyResult) -> pd.DataFrame:
    """Return the CAR from the first session of the event window to each."""
    level, found = result.settings.level, result.observations
    if isinstance(found, ManyObservations):
        return many.paths(found, level, tables.PATHS)
    return each(result, lambda one: tables.path_rows(one, level), tables.PATHS)


def wide(result: StudyResult, *, standardised: bool = False) -> pd.DataFrame:
    """Return abnormal returns, or those over their standard errors, observations by relative sessions."""
    found = result.observations
    if isinstance(found, ManyObservations):
        return many.wide(found, many.standardised(found) if standardised else many.abnormal(found))
    values = [tables.sar_values(one) if standardised else one.abnormal.ar for one in found]
    return tables.wide(found, values, result.settings.event)


def _pairs(windows: Sequence[Window]) -> list[tuple[int, int]]:
    return [as_pair(window) for window in windows]


def as_pair(window: Window) -> tuple[int, int]:
    """Return the first and the last session of a window."""
    return window.first, window.last


def _nonempty(found: ManyObservations) -> list[tuple[int, Piece]]:
    return [(number, piece) for number, piece in enumerate(found.columns.pieces) if piece.where.size]


def _options(data: ModelledSeries, design: Design) -> str:
    """Return what a series' model was fitted with, of what the study was told."""
    return " ".join(f"{name}={value}" for name, value in design.options.items() if _took(data, name, value))


def _took(data: ModelledSeries, option: str, value: str) -> bool:
    """Return whether an option of the study is one of this model."""
    constant = tables.CONSTANT in data.columns
    took = {
        "alpha": data.ahead is not None if value == "drop" else bool(data.columns) and not constant,
        "cov": data.estimator.hac,
        "lags": data.estimator.lags > 0,
        "lookback": data.estimator.lookback is not None,
        "peer": any(name.removesuffix(" - rf") in value.split(", ") for name in data.columns),
    }
    return took.get(option, True)
