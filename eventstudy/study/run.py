"""run_study(): the method, step by step."""

from __future__ import annotations

from importlib import metadata
from operator import index
from typing import TYPE_CHECKING, SupportsIndex, cast

import pandas as pd

import eventstudy
from eventstudy.errors import EstimationError, PriceError, UsageError, WindowError
from eventstudy.records import Dropped, Provenance, as_dict
from eventstudy.results import Design, StudyResult
from eventstudy.results.windows import as_window, as_windows, check_windows
from eventstudy.study.models import BENCHMARKED, ModelChoice, check_choice, choose_models
from eventstudy.study.questions import read_events
from eventstudy.study.returns_table import read_returns, refuse_other_numbers
from eventstudy.study.samples import (
    covered,
    fewest,
    model_series,
    observe,
    off_sessions,
    on_sessions,
    place,
    refuse_constant,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.records import Event, Progress, Window
    from eventstudy.study.questions import Subject

    Names = str | Sequence[str]
    Span = Window | tuple[int, int]

WINDOWS = ((0, 0), (0, 1), (-1, 1), (0, 5))
_FEWEST = 3
_LIBRARIES = ("numpy", "pandas", "scipy", "exchange_calendars")


def run_study(
    events: Sequence[Event] | pd.DataFrame | str | Path,
    returns: pd.DataFrame | str | Path,
    *,
    model: Names | Mapping[str, Names] = "market",
    benchmark: str | Mapping[str, str] | None = None,
    estimation: Span = (-250, -11),
    event: Span = (-5, 5),
    windows: Sequence[Span] = WINDOWS,
    overlap: str = "exclude",
    closed: str = "next",
    min_estimation: int = 30,
    level: float = 0.05,
    progress: Progress | None = None,
) -> StudyResult:
    """Estimate what returns would have been without the events, and test what they were beyond that.

    Each series of each event is fitted on its estimation window and carried into its event window. A session is a day
    on the calendar of a catalogued series, and a row of `returns` for any other; a missing return counts as an offset
    and leaves the regression; a return flagged as a contract roll or a stale price leaves the regression and stays,
    with its flag, in the event window.

    Parameters
    ----------
    events
        Events, each studied on every series (only those past and dated to the day); or a table, or the path of a CSV or
        Parquet file, with columns ``series``, ``date`` and if wanted ``event_id``, a row for each event and series.
    returns
        Sessions by series, fractions, NaN where there is none; or the path of a CSV or Parquet file of dates by series.
        ``returns.attrs["flags"]`` may hold flag words by series and ISO date.
    model
        ``"raw"``, ``"mean"``, ``"adjusted"`` or ``"market"``; several; or ``{series: one or several}``, which also
        chooses the series. The first of several is the main model, which the tests of portfolios use.
    benchmark
        Series that ``adjusted`` and ``market`` take as the market, or ``{series: series}``.
    estimation, event
        Windows in sessions relative to day 0, both ends included; the first ends before the second begins.
    windows
        Windows inside the event window that tables are made for; `StudyResult.car` takes any other too.
    overlap
        ``"exclude"``: sessions in the event window of another studied event of the series leave its estimation samples;
        ``"keep"``: they stay.
    closed
        Day 0 of an event on a closed day: the ``"next"`` session, the ``"previous"``, or none (``"drop"``).
    min_estimation
        Fewest sessions of an estimation sample; with fewer the estimates are NaN, and `note` says so.
    level
        Size of the tests; intervals cover ``1 - level``.
    progress
        Called with the stage's name, how many events are done, and how many there are.

    Returns
    -------
    StudyResult

    Raises
    ------
    UsageError
        An argument is not one of the allowed values, or names a series without returns.
    WindowError
        The windows do not fit together, no event lies where there are returns, or the returns do not hold the windows.
    PriceError
        The returns are not in order, are per cent or prices, or are no numbers.
    EstimationError
        A benchmark never varies, or gaps and other events leave no sample large enough.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35.

    Examples
    --------
    >>> import numpy as np
    >>> days = pd.bdate_range("2019-01-01", periods=300)
    >>> r = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 2)), index=days, columns=["a", "m"])
    >>> r.loc[days[280], "a"] += 0.05
    >>> table = pd.DataFrame({"series": ["a"], "date": [days[280]]})
    >>> result = run_study(table, r, model="market", benchmark="m", windows=[(0, 0)])
    >>> result.car(0, 0)[["series", "car", "t", "df"]].round(3).to_dict("records")
    [{'series': 'a', 'car': 0.045, 't': 4.719, 'df': 238.0}]
    """
    table = read_returns(returns)
    choice = choose_models(model, benchmark, list(table.columns))
    design = _design(choice, (estimation, event, windows), (overlap, closed), min_estimation, level, table)
    subjects, dropped = read_events(events, list(choice.models))
    on_days = _returns_on_sessions(table, choice, subjects)
    modelled = {
        (series, name): _modelled(table, on_days, choice, series, name)
        for series in dict.fromkeys(subject.series for subject in subjects)
        for name in choice.of(series)
    }
    placed, outside = _place(subjects, on_days, closed)
    observations = _observe(placed, modelled, choice, design, progress)
    _refuse_nothing(observations, [*outside, *dropped], design)
    lost = [note for name, days in on_days.items() for note in off_sessions(table[name], days, _flags(table))]
    skipped = choice.skipped(name for name in choice.models if name in on_days)
    dropped = [*skipped, *dropped, *outside, *lost]
    return StudyResult(observations, dropped, design, _provenance(table, design))


def _design(
    choice: ModelChoice,
    spans: tuple[object, object, object],
    rules: tuple[str, str],
    min_estimation: object,
    level: object,
    table: pd.DataFrame,
) -> Design:
    """Return the checked choices of a study."""
    estimation, event = as_window(spans[0], "estimation"), as_window(spans[1], "event")
    windows, least = as_windows(spans[2]), _count(min_estimation)
    check_windows(estimation, event, windows, least)
    check_choice(rules[0], "overlap", ("exclude", "keep"))
    check_choice(rules[1], "closed", ("next", "previous", "drop"))
    if not isinstance(level, int | float) or not 0.0 < level < 1.0:
        raise UsageError(f"level={level!r} is no size of a test; give a number between 0 and 1, as 0.05")
    return Design(
        models=choice.models,
        benchmarks=choice.benchmarks,
        estimation=estimation,
        event=event,
        windows=windows,
        overlap=rules[0],
        closed=rules[1],
        min_estimation=least,
        level=float(level),
        returns=str(table.attrs["kind"]),
    )


def _count(value: object) -> int:
    """Return `min_estimation` as a whole number that is large enough."""
    try:
        least = index(cast("SupportsIndex", value))
    except TypeError:
        raise UsageError(f"min_estimation={value!r} is no whole number of sessions; give one, as 30") from None
    if least < _FEWEST:
        raise UsageError(f"min_estimation={least} is too few to estimate a variance; give {_FEWEST} or more")
    return least


def _flags(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    flags: dict[str, dict[str, str]] = table.attrs["flags"]
    return flags


def _returns_on_sessions(
    table: pd.DataFrame, choice: ModelChoice, subjects: Sequence[Subject]
) -> dict[str, pd.Series[float]]:
    """Return the returns, on their own sessions, of every series that is studied or is a benchmark of one."""
    studied = list(dict.fromkeys(subject.series for subject in subjects))
    markets = [choice.benchmarks[name] for name in studied if set(choice.of(name)) & set(BENCHMARKED)]
    needed = list(dict.fromkeys([*studied, *(name for name in markets if name is not None)]))
    refuse_other_numbers(table, needed)
    on_days = {name: on_sessions(table[name]) for name in needed}
    for name in markets:
        refuse_constant(on_days[str(name)])
    for name in studied:
        if choice.named and on_days[name].empty:
            raise PriceError(f"the returns of {name!r} hold no number; take it out of model, or give its returns")
    return on_days


def _modelled(
    table: pd.DataFrame, on_days: Mapping[str, pd.Series[float]], choice: ModelChoice, series: str, model: str
) -> ModelledSeries:
    market = choice.benchmarks[series] if model in BENCHMARKED else None
    benchmark = None if market is None else on_days[market]
    return model_series(on_days[series], model, benchmark, _flags(table))


def _place(
    subjects: Sequence[Subject], on_days: Mapping[str, pd.Series[float]], closed: str
) -> tuple[list[tuple[Subject, int]], list[Dropped]]:
    """Return each event with the position of its day 0, and those that have none."""
    placed, outside = [], []
    for subject in subjects:
        zero = place(subject, pd.DatetimeIndex(on_days[subject.series].index), closed)
        if isinstance(zero, Dropped):
            outside.append(zero)
        else:
            placed.append((subject, zero))
    return placed, outside


def _observe(
    placed: Sequence[tuple[Subject, int]],
    modelled: Mapping[tuple[str, str], ModelledSeries],
    choice: ModelChoice,
    design: Design,
    progress: Progress | None,
) -> tuple[Observation, ...]:
    """Return every observation: each event of each series under each of its models."""
    zeros: dict[str, list[int]] = {}
    for subject, zero in placed:
        zeros.setdefault(subject.series, []).append(zero)
    size = {data.series: data.dates.size for data in modelled.values()}
    blocked = {name: covered(zeros[name], design, size[name]) for name in zeros if name in size}
    observations = []
    for done, (subject, zero) in enumerate(placed, start=1):
        observations += [
            observe(subject.event_id, modelled[subject.series, name], zero, blocked[subject.series], design)
            for name in choice.of(subject.series)
        ]
        if progress is not None:
            progress("estimate", done, len(placed))
    return tuple(observations)


def _refuse_nothing(observations: Sequence[Observation], dropped: Sequence[Dropped], design: Design) -> None:
    """Raise where nothing is left to study, with the first reason."""
    if not observations:
        why = "there are no events" if not dropped else f"{dropped[0].what}: {dropped[0].reason}"
        raise WindowError(f"nothing is left to study: {why}")
    if all(one.fit is None for one in observations):
        one = observations[0]
        kind = WindowError if one.day_zero + design.estimation.last + 1 < fewest(one.data, design) else EstimationError
        raise kind(
            f"no estimate can be made: {one.event_id}, {one.data.series}: {one.note}; "
            f"the returns begin on {one.data.dates[0]}, day 0 is {one.day}"
        )


def _provenance(table: pd.DataFrame, design: Design) -> Provenance:
    source = table.attrs["provenance"]
    return Provenance(
        version=eventstudy.__version__,
        inputs=((f"returns: {source.get('source', 'table')}", str(source.get("sha256", ""))),),
        settings=tuple((name, str(value)) for name, value in as_dict(design).items()),
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
    )
