"""Tables with a row, or rows, for each observation of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.results import tables
from eventstudy.results.choice import inside, settings_of
from eventstudy.results.volatility import VOLATILITY, volatility_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from eventstudy.kernels.observation import Observation
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


def own(result: StudyResult, one: Observation) -> Window:
    """Return the window that the event's row names, else the event window."""
    return result.settings.event if one.own is None else inside(result.settings, *one.own)


def scars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the standardised CARs over some windows."""
    side = settings_of(result.settings).alternative
    return each(result, lambda one: [tables.scar_row(one, w.first, w.last, side) for w in windows], tables.SCAR)


def bhars(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the buy-and-hold abnormal returns over some windows."""
    kind = result.settings.returns
    return each(result, lambda one: [tables.bhar_row(one, w.first, w.last, kind) for w in windows], tables.BHAR)


def volatilities(result: StudyResult, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the abnormal volatility over some windows."""
    level = result.settings.level
    return each(result, lambda one: [volatility_row(one, w.first, w.last, level) for w in windows], VOLATILITY)


def models(result: StudyResult) -> pd.DataFrame:
    """Return the fitted models, a column for each factor's beta."""
    options = " ".join(f"{name}={value}" for name, value in result.settings.options.items())
    rows = [tables.model_row(one, options) for one in result.observations]
    further = [name for row in rows for name in row if name.startswith("beta_")]
    place = tables.MODELS.index("beta") + 1
    columns = (*tables.MODELS[:place], *dict.fromkeys(further), *tables.MODELS[place:])
    return tables.table(rows, columns)
