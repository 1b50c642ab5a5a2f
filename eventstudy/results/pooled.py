"""Tables over several observations: averages, differences between groups, tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.battery.many.asked import Asked
from eventstudy.battery.outcome import Sample, choose_telling
from eventstudy.errors import UsageError
from eventstudy.results import averages, groups, long_run, tables
from eventstudy.results.choice import (
    check_tests,
    events_studied,
    grouped,
    models_of,
    of_returns,
    own,
    refuse_many,
    settings_of,
    under,
)
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.samples import choose_many, one_date_many
from eventstudy.results.many.tables import bhar_values
from eventstudy.results.many.testing import asked_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.battery import Settings
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

    Members = Sequence[Observation]

MANY = 100
"""Groups times windows up to which a whole table holds the tests that draw: a minute's work."""
AUTO = "auto"
"""All observations together, and each event where these are few."""
KEYS = {None: (), "event": ("event_id",), "series": ("series",), "group": ("group",)}


def gathered(result: StudyResult, by: str | None, model: str | None) -> Iterator[tuple[tables.Row, Members]]:
    """Yield each group of observations under a model, after its key and the name of its models."""
    for key, members in grouped(under(result.observations, result.settings, model), by):
        yield key | {"model": models_of(members)}, members


def averaged(
    result: StudyResult, windows: Sequence[Window], by: str | None, model: str | None, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the average CAR over some windows; a window of one session is called by it."""
    settings = settings_of(result.settings)
    rows = [
        key
        | {"first": window.first, "last": window.last, "session": window.last}
        | averages.average(members, window.first, window.last, settings.level, memory=settings.memory)
        for key, members in gathered(result, by, model)
        for window in windows
    ]
    return tables.table(rows, (*KEYS[by], *columns))


def own_averages(
    result: StudyResult, by: str | None, model: str | None, first: int | None, last: int | None
) -> pd.DataFrame:
    """Return the average CAR where each event has a window of its own."""
    if first is not None or last is not None:
        raise UsageError(
            f"own=True takes each event's own window, and ({first}, {last}) is one for all; give one of them"
        )
    level, rows = result.settings.level, []
    for key, members in gathered(result, by, model):
        if isinstance(members, ManyObservations):
            usual = (result.settings.event.first, result.settings.event.last)
            rows.append(key | averages.average_own_many(members, usual, level))
            continue
        spans = [(one, own(result, one)) for one in members]
        widest = {"first": min(w.first for _, w in spans), "last": max(w.last for _, w in spans)}
        rows.append(key | widest | averages.average_own([(one, w.first, w.last) for one, w in spans], level))
    return tables.table(rows, (*KEYS[by], *averages.CAAR))


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
    settings: Settings | None = None,
    spare: str = "",
) -> pd.DataFrame:
    """Return the tests over some windows; see `StudyResult.tests`.

    With words to `spare` them, tests that draw are not made, and those words say why.
    """
    check_tests(tests)
    settings, untreated = settings or settings_of(result.settings), untreated_by_event(result)
    names = [tests] if isinstance(tests, str) else tests
    design = result.settings
    aligned = {"returns": design.returns, "overlap": design.overlap, "closed": design.closed}
    rows = [
        row | aligned
        for key, members in gathered(result, by, model)
        for window in windows
        for row in tables.outcome_rows(
            members, {"event_id": None} | key, window, settings, names, untreated_of(untreated, members), spare
        )
    ]
    frame = tables.table(rows, (*(name for name in KEYS[by] if name != "event_id"), *tables.TESTS))
    return frame if adjust is None else _adjusted(frame, adjust)


def every_test(
    result: StudyResult, by: str | None, adjust: str | None, tests: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the tests over every window of the study; see `StudyResult.to_frame`."""
    windows = result.settings.windows
    ways = [by]
    if by == AUTO:
        events = len(events_studied(result.observations))
        ways = ["event"] if events == 1 else [None, "event"] if events * len(windows) <= MANY else [None]
    made = [outcomes(result, windows, way, None, adjust, tests, spare=spared(result, windows, way)) for way in ways]
    return made[0] if len(made) == 1 else pd.concat(made, ignore_index=True)


def spared(result: StudyResult, windows: Sequence[Window], by: str | None) -> str:
    """Return why the tests that draw are left out of a table over these windows, in words; empty where they are not."""
    groups = sum(1 for _ in gathered(result, by, None))
    if groups * len(windows) <= MANY:
        return ""
    return f"not made for {groups} groups and {len(windows)} windows, since it draws for each: ask for it by name"


def untreated_by_event(result: StudyResult) -> dict[str, Members]:
    """Return the untreated observations of each event."""
    found: dict[str, list[Observation]] = {}
    for one in result.untreated:
        found.setdefault(one.event_id, []).append(one)
    return dict(found)


def untreated_of(found: Mapping[str, Members], members: Members) -> Members:
    """Return the untreated observations of the members' events."""
    if not found:
        return []
    return [one for event in dict.fromkeys(one.event_id for one in members) for one in found.get(event, ())]


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


def skewed(
    result: StudyResult, window: Window, by: str | None, model: str | None, of: str, settings: Settings
) -> pd.DataFrame:
    """Return the tests of the mean CAR, or buy-and-hold abnormal return, that allow for skewness."""
    if of == "bhar":
        of_returns(result.settings)
    kind, rows = result.settings.returns, list[tables.Row]()
    for key, members in gathered(result, by, model):
        values, asked = _skewed_values(members, (window.first, window.last), of, kind, settings)
        label = key | {"first": window.first, "last": window.last}
        rows += [label | row for row in long_run.skewness_rows(values, asked)]
    return tables.table(rows, (*KEYS[by], *long_run.SKEWNESS))


def _skewed_values(
    members: Members, window: tuple[int, int], of: str, kind: str, settings: Settings
) -> tuple[Array, Asked]:
    """Return the CARs or buy-and-hold abnormal returns that can be tested, and what tests are asked of them."""
    if isinstance(members, ManyObservations) and not one_date_many(members):
        chosen = choose_many(members, *window)
        if not one_date_many(chosen.members):
            values = chosen.car if of == "car" else bhar_values(chosen.members, window, kind)
            return values, asked_of(chosen.members, window, settings, chosen.notes)
    refuse_many(members, f"{'bhar_tests' if of == 'bhar' else 'skewness'}() of one date", "ask by='series' or 'group'")
    held, notes = choose_telling(members, *window)
    found = [
        one.cumulate(*window).value if of == "car" else tables.bhar_row(one, *window, kind)["bhar"] for one in held
    ]
    return np.array(found, dtype=np.float64), Asked(Sample(held, *window, (), notes), settings)
