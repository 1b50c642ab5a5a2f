"""Tables over several observations: averages, differences between groups, tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import Sample, choose
from eventstudy.results import averages, groups, long_run, tables
from eventstudy.results.choice import check_tests, grouped, models_of, settings_of, under

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

    Members = list[Observation]

KEYS = {None: (), "event": ("event_id",), "series": ("series",), "group": ("group",)}


def gathered(result: StudyResult, by: str | None, model: str | None) -> Iterator[tuple[tables.Row, Members]]:
    """Yield each group of observations under a model, after its key and the name of its models."""
    for key, members in grouped(under(result.observations, result.settings, model), by):
        yield key | {"model": models_of(members)}, members


def averaged(
    result: StudyResult, windows: Sequence[Window], by: str | None, model: str | None, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the average CAR over some windows; a window of one session is called by it."""
    rows = [
        key
        | {"first": window.first, "last": window.last, "session": window.last}
        | averages.average(members, window.first, window.last, result.settings.level)
        for key, members in gathered(result, by, model)
        for window in windows
    ]
    return tables.table(rows, (*KEYS[by], *columns))


def differences(result: StudyResult, windows: Sequence[Window], model: str | None) -> pd.DataFrame:
    """Return the differences between each two groups over some windows."""
    chosen = under(result.observations, result.settings, model)
    found = {str(key["group"]): members for key, members in grouped(chosen, "group")}
    settings, rows = settings_of(result.settings), []
    for window in windows:
        label = {"model": models_of(chosen), "first": window.first, "last": window.last}
        rows += list(groups.difference_rows(found, label, window, settings))
    return tables.table(rows, groups.DIFFERENCES)


def outcomes(
    result: StudyResult,
    windows: Sequence[Window],
    by: str | None,
    model: str | None,
    adjust: str | None = None,
    tests: Sequence[str] | None = None,
    alternative: str | None = None,
) -> pd.DataFrame:
    """Return the tests over some windows; see `StudyResult.tests`."""
    check_tests(tests)
    settings = settings_of(result.settings, alternative)
    names = [tests] if isinstance(tests, str) else tests
    rows = [
        row
        for key, members in gathered(result, by, model)
        for window in windows
        for row in tables.outcome_rows(
            members, {"event_id": None} | key, window, settings, names, untreated_of(result, members)
        )
    ]
    frame = tables.table(rows, (*(name for name in KEYS[by] if name != "event_id"), *tables.TESTS))
    return frame if adjust is None else _adjusted(frame, adjust)


def untreated_of(result: StudyResult, members: Sequence[Observation]) -> list[Observation]:
    """Return the untreated observations of the members' events."""
    events = {one.event_id for one in members}
    return [one for one in result.untreated if one.event_id in events]


def _adjusted(frame: pd.DataFrame, adjust: str) -> pd.DataFrame:
    """Return the tests with p-values adjusted over the valid rows of each."""
    from eventstudy.cross_section import adjust_p  # noqa: PLC0415 - loads statsmodels' room only where it is wanted

    adjusted = np.full(len(frame), np.nan)
    for name in frame["test"].unique():
        places = np.flatnonzero((frame["test"] == name) & frame["valid"])
        adjusted[places] = adjust_p(frame["p"].to_numpy(dtype=np.float64)[places], adjust)
    if frame.empty:
        adjust_p(adjusted, adjust)
    frame.insert(frame.columns.tolist().index("p") + 1, "p_adjusted", adjusted)
    return frame


def skewed(result: StudyResult, window: Window, by: str | None, model: str | None, of: str) -> pd.DataFrame:
    """Return the tests of the mean CAR, or buy-and-hold abnormal return, that allow for skewness."""
    settings, kind, rows = settings_of(result.settings), result.settings.returns, []
    for key, members in gathered(result, by, model):
        held, notes = choose(members, window.first, window.last)
        sample = Sample(held, window.first, window.last, (), notes)
        values = [
            one.cumulate(window.first, window.last).value
            if of == "car"
            else tables.bhar_row(one, window.first, window.last, kind)["bhar"]
            for one in held
        ]
        label = key | {"first": window.first, "last": window.last}
        rows += [label | row for row in long_run.skewness_rows(np.array(values, dtype=np.float64), sample, settings)]
    return tables.table(rows, (*KEYS[by], *long_run.SKEWNESS))
