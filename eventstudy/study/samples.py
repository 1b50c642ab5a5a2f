"""From tables to arrays: sessions of a series, its model, and the samples of each event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy import sessions
from eventstudy.errors import CalendarError, EstimationError
from eventstudy.kernels.abnormal import AbnormalReturns, abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.observation import NO_MOVE, ModelledSeries, Observation
from eventstudy.records import Dropped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array, LinearFit
    from eventstudy.kernels.observation import Positions
    from eventstudy.results import Design
    from eventstudy.study.questions import Subject

    Flags = Mapping[str, Mapping[str, str]]

_DAYS_NAMED = 3


def on_sessions(returns: pd.Series[float]) -> pd.Series[float]:
    """Return the returns of one series on its sessions, from its first return to its last.

    A catalogued series has the sessions of its calendar: a row on another day, or before the calendar begins, is none,
    and a session without a row is a missing return. For any other series every row is a session.
    """
    held, name = _trim(returns), str(returns.name)
    if held.empty or not sessions.has_calendar(name):
        return held
    first, last = sessions.reach(name)
    held = _trim(held.loc[first:last])
    return held if held.empty else _trim(held.reindex(sessions.sessions(name, held.index[0], held.index[-1])))


def off_sessions(returns: pd.Series[float], on_days: pd.Series[float], flags: Flags) -> list[Dropped]:
    """Return, as one note, the rows of a series that are no sessions of its calendar and so are left out.

    Parameters
    ----------
    returns
        Every row of the series; one that the prices flag ``closed`` counts though it has no return.
    on_days
        What `on_sessions` made of them.
    flags
        By series, flag words by ISO date.
    """
    name = str(returns.name)
    closed = [day for day, words in flags.get(name, {}).items() if "closed" in words.split("|")]
    there = returns.index[returns.notna() | returns.index.isin(pd.DatetimeIndex(closed))]
    lost = there.difference(on_days.index) if sessions.has_calendar(name) else there[:0]
    if lost.empty:
        return []
    days = ", ".join([f"{day:%Y-%m-%d}" for day in lost[:_DAYS_NAMED]] + ["..."] * (lost.size > _DAYS_NAMED))
    what = "1 row is no session" if lost.size == 1 else f"{lost.size} rows are no sessions"
    return [Dropped(name, f"{what} of its calendar, and left out: {days}")]


def model_series(
    returns: pd.Series[float], model: str, benchmark: pd.Series[float] | None, flags: Flags
) -> ModelledSeries:
    """Return a series under a model as arrays over its sessions.

    Parameters
    ----------
    returns
        Of the series, on its sessions.
    model
        ``raw``: expected return 0. ``mean``: a constant. ``adjusted``: that of the benchmark. ``market``: a constant
        and the benchmark.
    benchmark
        Returns of the benchmark, on its own sessions; None for a model without one.
    flags
        By series, flag words by ISO date.
    """
    n, values = returns.size, _array(returns)
    market = np.zeros(n) if benchmark is None else _array(benchmark.reindex(returns.index))
    name = None if benchmark is None else str(benchmark.name)
    y = values - market if model == "adjusted" else values
    constant = np.ones((n, 1))
    X = {"mean": constant, "market": np.column_stack([constant, market])}.get(model, np.empty((n, 0)))
    columns: tuple[str, ...] = {"mean": ("constant",), "market": ("constant", str(name))}.get(model, ())
    dates = returns.index.to_numpy().astype("datetime64[D]")
    words = _words(flags, str(returns.name), name, dates)
    present = ~np.isnan(y) & ~np.isnan(X).any(axis=1)
    return ModelledSeries(
        series=str(returns.name),
        model=model,
        benchmark=name,
        columns=columns,
        dates=dates,
        returns=values,
        y=y,
        X=X,
        present=present,
        usable=present & ~_no_move(words),
        flags=words,
    )


def place(subject: Subject, dates: pd.DatetimeIndex, closed: str) -> int | Dropped:
    """Return the position of an event's day 0 among the sessions of its series, or why it has none."""
    if dates.empty:
        return Dropped(str(subject), f"there are no returns of {subject.series!r}")
    index = None if sessions.has_calendar(subject.series) else dates
    span = f"the returns run from {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}"
    try:
        day = sessions.day_zero(subject.series, subject.day, subject.not_after, closed=closed, index=index)
    except CalendarError as error:
        outside = not dates[0] <= pd.Timestamp(subject.day) <= dates[-1]
        return Dropped(str(subject), f"the event is on {subject.day}, but {span}" if outside else str(error))
    if not dates[0] <= day <= dates[-1]:
        return Dropped(str(subject), f"day 0 is {day:%Y-%m-%d}, but {span}")
    return int(dates.get_indexer(pd.DatetimeIndex([day]))[0])


def covered(zeros: Sequence[int], design: Design, n: int) -> Mask:
    """Return which of n sessions lie in the event window of one of the events at these positions.

    An event's own window never meets its own estimation window, so no event needs a mask of its own.
    """
    mask = np.zeros(n, dtype=bool)
    if design.overlap == "exclude":
        for zero in zeros:
            mask[max(zero + design.event.first, 0) : max(zero + design.event.last + 1, 0)] = True
    return mask


def observe(event_id: str, data: ModelledSeries, zero: int, blocked: Mask, design: Design) -> Observation:
    """Return an event of a series under a model: fitted before the event, with abnormal returns around it.

    Parameters
    ----------
    event_id
        Name of the event.
    data
        The series under its model.
    zero
        Position of day 0.
    blocked : array of shape (n,), bool
        Sessions that belong to an event and enter no estimation sample.
    design
        Windows and the smallest sample.
    """
    span = np.arange(zero + design.estimation.first, zero + design.estimation.last + 1)
    span = span[(span >= 0) & (span < data.dates.size)]
    sample = span[data.usable[span] & ~blocked[span]]
    fit, note = _fit(data, sample, design)
    if fit is None and span.size < fewest(data, design):
        note += f"; {_earliest(data, design)}"
    if not note and span.size < len(design.estimation):
        note = f"the data begin within the estimation window: {span.size} of {len(design.estimation)} sessions"
    first, last = design.event.first, design.event.last
    y, X = (_rows(values, zero + first, zero + last) for values in (data.y, data.X))
    return Observation(event_id, data, zero, sample, first, fit, _abnormal(fit, y, X), note)


def _fit(data: ModelledSeries, sample: Positions, design: Design) -> tuple[LinearFit | None, str]:
    """Return the fit of a sample, or why there is none."""
    needed = fewest(data, design)
    if sample.size < needed:
        return None, f"{sample.size} sessions in the estimation sample, {needed} are needed"
    fit = fit_linear(y=data.y[sample], X=data.X[sample])
    if np.isnan(fit.sigma2):
        return None, f"the benchmark {data.benchmark!r} does not vary in the estimation sample"
    return fit, "" if fit.sigma2 > 0.0 else "no standard error: the model fits the estimation sample exactly"


def fewest(data: ModelledSeries, design: Design) -> int:
    """Return how many sessions an estimation sample needs."""
    return max(design.min_estimation, len(data.columns) + 1)


def _earliest(data: ModelledSeries, design: Design) -> str:
    """Return the first day 0 that has enough sessions before it, in words."""
    place = fewest(data, design) - 1 - design.estimation.last
    if place < data.dates.size:
        return f"the earliest day 0 that has them is {data.dates[place]}"
    return f"the data hold {data.dates.size} sessions in all"


def _abnormal(fit: LinearFit | None, y: Array, X: Array) -> AbnormalReturns:
    if fit is not None:
        return abnormal_returns(fit=fit, y=y, X=X)
    nan = float("nan")
    return AbnormalReturns(np.full(y.size, nan), np.full((y.size, y.size), nan), nan, 0)


def _rows(values: Array, first: int, last: int) -> Array:
    """Return rows from `first` to `last`, NaN for those outside."""
    places = np.arange(first, last + 1)
    rows = values[np.clip(places, 0, values.shape[0] - 1)].astype(float)
    rows[(places < 0) | (places >= values.shape[0])] = np.nan
    return rows


def refuse_constant(benchmark: pd.Series[float]) -> None:
    """Raise where a benchmark never varies.

    Raises
    ------
    EstimationError
    """
    held = benchmark.dropna()
    if held.empty or held.max() == held.min():
        what = "has no returns" if held.empty else f"does not vary: all {held.size} returns are {held.iloc[0]:g}"
        raise EstimationError(f"the benchmark {benchmark.name!r} {what}; name another, or use model 'mean'")


def _trim(returns: pd.Series[float]) -> pd.Series[float]:
    places = np.flatnonzero(returns.notna())
    return returns.iloc[places[0] : places[-1] + 1] if places.size else returns.iloc[:0]


def _array(returns: pd.Series[float]) -> Array:
    return np.asarray(returns, dtype=np.float64)


def _words(flags: Flags, series: str, benchmark: str | None, dates: Any) -> Any:  # noqa: ANN401 - arrays of text
    """Return the flag words of each session as an array, those of a benchmark that did not move among them."""
    own, other = flags.get(series, {}), flags.get(benchmark or "", {})

    def words(day: str) -> str:
        borrowed = [f"benchmark_{word}" for word in other.get(day, "").split("|") if word in NO_MOVE]
        return "|".join(filter(None, [own.get(day, ""), *borrowed]))

    return np.array([words(str(day)) for day in dates], dtype=object)


def _no_move(words: Any) -> Mask:  # noqa: ANN401 - an array of text
    return np.array([not NO_MOVE.keys().isdisjoint(flags.split("|")) for flags in words], dtype=bool)
