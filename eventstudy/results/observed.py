"""Tables with a row, or rows, for each observation of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.results import tables
from eventstudy.results.choice import of_returns, own, settings_of
from eventstudy.results.volatility import VOLATILITY, volatility_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

    Windows = Sequence[Window] | None


def each(result: StudyResult, make: Callable[[Observation], list[tables.Row]], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows that a function makes of each observation."""
    return tables.table([row for one in result.observations for row in make(one)], columns)


def cars(result: StudyResult, windows: Windows) -> pd.DataFrame:
    """Return the CARs over some windows; without any, each event's own."""
    settings = settings_of(result.settings)

    def make(one: Observation) -> list[tables.Row]:
        spans = [own(result, one)] if windows is None else windows
        return [tables.car_row(one, w.first, w.last, settings.level, settings.alternative) for w in spans]

    return each(result, make, tables.PER_EVENT)


def scars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the standardised CARs over some windows."""
    side = settings_of(result.settings).alternative
    return each(result, lambda one: [tables.scar_row(one, w.first, w.last, side) for w in windows], tables.SCAR)


def bhars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the buy-and-hold abnormal returns over some windows."""
    of_returns(result.settings)
    kind = result.settings.returns
    return each(result, lambda one: [tables.bhar_row(one, w.first, w.last, kind) for w in windows], tables.BHAR)


def volatilities(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the abnormal volatility over some windows."""
    level = result.settings.level
    return each(result, lambda one: [volatility_row(one, w.first, w.last, level) for w in windows], VOLATILITY)


def models(result: StudyResult) -> pd.DataFrame:
    """Return the fitted models, a column for each factor's beta and for what models of a kind have."""
    chosen = result.settings.options.items()
    rows = []
    for one in result.observations:
        options = " ".join(f"{name}={value}" for name, value in chosen if _took(one.data, name, value))
        rows.append(tables.model_row(one, options))
    there = dict.fromkeys(name for row in rows for name in row)
    betas = [name for name in there if name.startswith("beta_")]
    fitted = [name for name in tables.FITTED if name in there]
    place, end = tables.MODELS.index("beta") + 1, tables.MODELS.index("options")
    columns = (*tables.MODELS[:place], *betas, *tables.MODELS[place:end], *fitted, *tables.MODELS[end:])
    frame = tables.table(rows, columns)
    return frame.astype({name: "Int64" for name in fitted if name in tables.COUNTS})


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
