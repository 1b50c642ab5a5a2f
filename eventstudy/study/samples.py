"""From tables to estimates: the samples of each event, fitted, with abnormal returns and what to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import EstimationError
from eventstudy.kernels.abnormal import AbnormalReturns, abnormal_returns
from eventstudy.kernels.expected import fit_model
from eventstudy.kernels.garch import fit_garch, forecast_noise
from eventstudy.kernels.observation import ModelledSeries, Observation

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array, LinearFit
    from eventstudy.kernels.garch import GarchFit
    from eventstudy.kernels.observation import Positions
    from eventstudy.results import Design

_COLLINEAR = 1e-10


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
    sample, shortened = _sample(data, span[data.usable[span] & ~blocked[span]])
    fit, garch, note = _fit(data, sample, design)
    if fit is None:
        note = _explained(note, data, span, design)
    if not note and span.size < len(design.estimation):
        note = begun_late(span.size, design)
    note = "; ".join(filter(None, [note, shortened]))
    first, last = zero + design.event.first, zero + design.event.last
    if fit is None:
        abnormal = _nothing(len(design.event))
    else:
        noise = None if garch is None or garch.reason else _noise(data, garch, int(sample[-1]), first, last)
        y, X = _rows(data.y, first, last), _rows(data.X_ahead, first, last)
        abnormal = abnormal_returns(fit=fit, y=y, X=X, noise=noise)
    return Observation(event_id, data, zero, sample, design.event.first, fit, abnormal, note, garch=garch)


def too_few(data: ModelledSeries, T: int, span: Positions, design: Design) -> str:
    """Return that a sample of T sessions is too small, and why it is so small.

    Parameters
    ----------
    data
        The series under its model.
    T
        Sessions of the sample.
    span
        Positions of the sessions of the estimation window that lie in the data.
    design
        Windows and the smallest sample.
    """
    needed = fewest(data, design)
    return _explained(f"{T} sessions in the estimation sample, {needed} are needed", data, span, design)


def begun_late(n: int, design: Design) -> str:
    """Return that the data begin after the estimation window does, so that they hold n of its sessions."""
    return f"the data begin within the estimation window: {n} of {len(design.estimation)} sessions"


def _explained(note: str, data: ModelledSeries, span: Positions, design: Design) -> str:
    """Return why there is no fit, and what there is to say of the sessions of its estimation window."""
    if span.size < fewest(data, design):
        return f"{note}; {_earliest(data, design)}"
    return "; ".join(filter(None, [note, _unexplained(data, span)]))


def fewest(data: ModelledSeries, design: Design) -> int:
    """Return how many sessions an estimation sample needs; a rolling beta is content with those it looks back on."""
    estimator = data.estimator
    least = design.min_estimation
    if estimator.method == "ols" and estimator.lookback is not None:
        least = min(least, estimator.lookback)
    return max(least, len(data.columns) + 2 * estimator.lags + 1)


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


def _unexplained(data: ModelledSeries, span: Positions) -> str:
    """Return on how many sessions only the regressors are missing, in words; empty where they are all there."""
    lost = int((~np.isnan(data.returns[span]) & ~data.present[span]).sum())
    others = [name for name in data.columns if name not in {"constant", data.benchmark}]
    what = f"return of the benchmark {data.benchmark}" if not others else f"value of all of {', '.join(others)}"
    return f"{lost} sessions have a return but no {what}" if lost else ""


def _sample(data: ModelledSeries, sessions_left: Positions) -> tuple[Positions, str]:
    """Return the sessions that the model's estimator takes of those that are left, and a note if it wanted more.

    A beta of leads and lags loses as many sessions at each end of the sample, so that the neighbours of each session
    lie in the sample's span; and those with a neighbour that has no return.
    """
    sample, estimator = sessions_left, data.estimator
    if data.Z is not None:
        inner = sample[estimator.lags : sample.size - estimator.lags]
        sample = inner[~np.isnan(data.Z[inner]).any(axis=1)]
        lost = inner.size - sample.size
        return sample, f"{lost} sessions left out, the benchmark has no return beside them" if lost else ""
    if estimator.method == "ols" and estimator.lookback is not None:
        short = sample.size < estimator.lookback
        return sample[-estimator.lookback :], f"{sample.size} of {estimator.lookback} sessions" if short else ""
    return sample, ""


def _fit(data: ModelledSeries, sample: Positions, design: Design) -> tuple[LinearFit | None, GarchFit | None, str]:
    """Return the fit of a sample, its GARCH where it has one, and why there is none, or what to know of it."""
    needed, back = fewest(data, design), data.estimator.lookback
    if data.estimator.method == "ols" and back is not None and back <= len(data.columns):
        k = len(data.columns)
        return None, None, f"lookback={back} sessions cannot tell {k} parameters and a variance; give {k + 1} or more"
    if sample.size < needed:
        return None, None, f"{sample.size} sessions in the estimation sample, {needed} are needed"
    y, X = data.y[sample], data.X[sample]
    garch = fit_garch(y=y, X=X) if data.estimator.method == "garch" else None
    if garch is None:
        Z = None if data.Z is None else data.Z[sample]
        fit = fit_model(y=y, X=X, Z=Z, estimator=data.estimator)
    else:
        fit = garch.mean
    if np.isnan(fit.sigma2):
        return None, None, _why_no_fit(data, X)
    if fit.sigma2 <= 0.0:
        constant = np.ptp(data.returns[sample]) <= 0.0
        why = "the return does not vary in" if constant else "the model fits"
        return fit, None, f"no standard error: {why} the estimation sample{'' if constant else ' exactly'}"
    if garch is not None and garch.reason:
        return fit, garch, f"no GARCH, least squares in its place: {garch.reason}"
    return fit, garch, ""


def _why_no_fit(data: ModelledSeries, X: Array) -> str:
    """Return why the regressors do not tell the coefficients, in words."""
    where = "in the estimation sample"
    for name, column in zip(data.columns, X.T, strict=True):
        if np.ptp(column) <= _COLLINEAR * np.abs(column).max() and name != "constant":
            role = "benchmark" if name == data.benchmark else "regressor"
            return f"the {role} {name!r} does not vary {where}"
    own = np.abs(np.diag(np.linalg.qr(X)[1]))
    lacking = np.flatnonzero(own <= _COLLINEAR * np.linalg.norm(X, axis=0))
    if lacking.size:
        before = " and ".join(data.columns[: lacking[0]])
        return f"the regressor {data.columns[lacking[0]]!r} is a combination of {before} {where}"
    return f"the leads and lags of the benchmark {data.benchmark!r} tell no beta {where}"


def _noise(data: ModelledSeries, garch: GarchFit, end: int, first: int, last: int) -> Array:
    """Return the variances of the shocks from `first` to `last`, forecast with all usable sessions after `end`."""
    y, X = (_rows(values, end + 1, last) for values in (data.y, data.X))
    shocks = y - X @ garch.mean.coefficients
    shocks[~_rows(data.usable, end + 1, last).astype(bool) | np.isnan(y)] = np.nan
    return forecast_noise(fit=garch, shocks=shocks, length=last - first + 1)


def _earliest(data: ModelledSeries, design: Design) -> str:
    """Return the first day 0 that has enough sessions before it, in words."""
    place = fewest(data, design) - 1 - design.estimation.last
    if place < data.dates.size:
        return f"the earliest day 0 that has them is {data.dates[place]}"
    return f"the data hold {data.dates.size} sessions in all"


def _nothing(length: int) -> AbnormalReturns:
    nan = float("nan")
    return AbnormalReturns(np.full(length, nan), np.full((length, length), nan), nan, 0)


def _rows(values: Array | Mask, first: int, last: int) -> Array:
    """Return rows from `first` to `last`, NaN for those outside."""
    places = np.arange(first, last + 1)
    rows: Array = values[np.clip(places, 0, values.shape[0] - 1)].astype(float)
    rows[(places < 0) | (places >= values.shape[0])] = np.nan
    return rows
