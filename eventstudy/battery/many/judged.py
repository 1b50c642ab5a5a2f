"""How a test over many observations is judged where it stands: by the size it has there."""

from __future__ import annotations

from math import asin, inf, isnan, nan, pi
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit

from eventstudy.kernels.correlation import FEWEST_COMMON
from eventstudy.kernels.parametric import variance_ratio
from eventstudy.kernels.spread import chance_beyond
from eventstudy.kernels.tails import share_of_tail, true_size

if TYPE_CHECKING:
    from eventstudy.battery.many.asked import Asked
    from eventstudy.kernels.abnormal import Mask

Scores = Literal["spread", "values", "signs", "ranks"]
"""What an independence test adds up: values over their own spread, or over a known one; signs; signed ranks."""

_ONE_DATE = "assumes independence, and all observations are of one date"
REJECTS = "rejects about"
"""How a note speaks of a test's size where it stands."""
RAISED = "times as much as the estimation samples imply"
"""How a note speaks of a variance that the event has raised, beside a test that takes it for unchanged."""
_TOO_OFTEN = 2.0
"""Sizes beyond so many times the level make a test invalid."""
_WORTH_SAYING = 1.5
_RAISED = 2.0
"""Ratio of variances from which event-induced variance is spoken of."""
_ALMOST_NONE = 1e-9


def independence(asked: Asked, scores: Scores, df: float = inf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why a test that assumes independent observations is not valid, and else what to say of its size.

    On one common date it never is: a correlation that is estimated as small is no proof of independence, and its sign
    and size on the day itself are not known. The size is that under equal correlation of normal CARs, the mean of
    ``tau rho`` over all pairs, with unchanged variance.
    """
    found, level = asked.dependence, asked.settings.level
    common = (_ONE_DATE,) if asked.N > 1 and asked.sample.one_date else ()
    if asked.N == 1 or found.overlap == 0.0:
        return common, ()
    unknown = isnan(found.effective)
    size = _size(asked, scores, found.overlap if unknown else found.effective, df)
    if unknown and size > _TOO_OFTEN * level:
        why = f"no pair of observations has {FEWEST_COMMON} common estimation sessions to estimate a correlation from"
        return (*common, f"assumes independence, but the windows share days, and {why}"), ()
    cause = f"assumes independence: with a mean correlation of {found.effective:.3f} between {asked.N} CARs it"
    said = (f"{cause} {_rejects(asked, size)}",)
    if common or size > _TOO_OFTEN * level:
        return (*common, *said), ()
    return (), said if size > _WORTH_SAYING * level else ()


def _size(asked: Asked, scores: Scores, correlation: float, df: float) -> float:
    """Return the size of a test of correlated values that takes them for independent."""
    if scores != "spread":
        return _beyond(asked, _inflation(asked, scores, correlation), df)
    exact = _exactly(asked, df)
    inflation = _inflation(asked, scores, correlation) / max(1.0 - correlation, _ALMOST_NONE)
    return _beyond(asked, inflation, df) if isnan(exact) else exact


def _exactly(asked: Asked, df: float, scale: float = 1.0) -> float:
    """Return the size of a mean over its spread under the pairs' own correlations; NaN for too many observations."""
    correlations, settings = asked.correlations, asked.settings
    if correlations is None or np.isnan(correlations).any():
        return nan
    tail = share_of_tail(level=settings.level, alternative=settings.alternative) / 2.0
    both = chance_beyond(correlations=correlations, critical=-float(stdtrit(df, tail)), scale=scale)
    return both if settings.alternative == "two-sided" else both / 2.0


def unequal_pairs(asked: Asked, df: float = inf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why a test that allows for a mean correlation is not valid, and else what to say of its size.

    It divides by the spread of the CARs, which is less sure where some pairs are correlated more than others: of ten
    observations in two groups, correlated .8 within and not at all between, `kp_bmp` rejects 13 per cent of true nulls
    at a nominal 5, and `grank_t`, which is read from an almost normal distribution, 17.
    """
    r, level = asked.dependence.effective, asked.settings.level
    inflation = 1.0 + (asked.N - 1) * r
    size = _exactly(asked, df, (1.0 - r) / inflation) if inflation > _ALMOST_NONE else nan
    if not size > _WORTH_SAYING * level:
        return (), ()
    said = (f"with {asked.N} observations whose pairs are correlated as these are it {_rejects(asked, size)}",)
    return (said, ()) if size > _TOO_OFTEN * level else ((), said)


def _inflation(asked: Asked, scores: Scores, correlation: float) -> float:
    """Return the variance of a sum over that without correlation; of signs and ranks as of normal pairs."""
    among = {"signs": 2.0 / pi * asin(correlation), "ranks": 6.0 / pi * asin(correlation / 2.0)}
    return 1.0 + (asked.N - 1) * among.get(scores, correlation)


def _beyond(asked: Asked, inflation: float, df: float) -> float:
    settings = asked.settings
    return true_size(inflation=inflation, level=settings.level, alternative=settings.alternative, df=df)


def in_event_time(asked: Asked, scores: Scores = "values", df: float = inf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why a test whose spread is taken over event time is not valid, and else what to say of its size.

    There the observations of one date keep their correlation, and those of neighbouring dates lose it: counted from
    each one's own day 0 their sessions are different days. Where windows of such dates share days, the spread is too
    small: of 20 observations on five consecutive days, with a residual correlation of .3 and windows of six sessions,
    `grank_t` rejects 33 per cent of true nulls at a nominal 5, `corrado` and `crude_dependence` 26.
    """
    found = asked.dependence
    unknown = isnan(found.effective)
    if unknown and asked.sample.one_date:
        return (), ()
    whole, seen = (found.overlap, 0.0) if unknown else (found.effective, found.aligned)
    size = _beyond(asked, _inflation(asked, scores, whole) / max(_inflation(asked, scores, seen), _ALMOST_NONE), df)
    said = (f"counts sessions from each day 0, but windows of different dates share days: it {_rejects(asked, size)}",)
    if size > _TOO_OFTEN * asked.settings.level:
        return said, ()
    return (), said if size > _WORTH_SAYING * asked.settings.level else ()


def forecast_errors(asked: Asked, df: float = inf) -> tuple[str, ...]:
    """Return why a test that takes the window's returns for residuals is not valid: its sample is too short for it.

    Rank tests need no such guard: the window's own ranks enter their spread, and after a short sample they reject too
    seldom (30 sessions, a window of 11: 3 per cent of true nulls at a nominal 5, where the mean by its residuals
    rejects 11).
    """
    values, settings = asked.values, asked.settings
    with np.errstate(divide="ignore", invalid="ignore"):
        each = values.factor / values.n
        each *= values.T - 1.0
        each /= values.dof
    inflation = float(np.mean(each))
    del each  # as large as the sample
    size = true_size(inflation=inflation, level=settings.level, alternative=settings.alternative, df=df)
    if not size > _TOO_OFTEN * settings.level:
        return ()
    extent = f"{int(values.n.max())} sessions after {int(values.T.min())} estimation sessions"
    return (f"leaves forecast errors out: for {extent} it {_rejects(asked, size)}",)


def _rejects(asked: Asked, size: float) -> str:
    return f"{REJECTS} {asked.per_cent(size)} of true nulls at a nominal {asked.per_cent(asked.settings.level)}"


def event_variance(asked: Asked) -> tuple[str, ...]:
    """Return what to say of a test that takes the variance of the event for that of the sample."""
    correlation = asked.dependence.effective
    ratio = variance_ratio(
        scar=asked.values.scar, dof=asked.values.dof, correlation=0.0 if isnan(correlation) else correlation
    )
    if not ratio > _RAISED:
        return ()
    seen = f"the standardised CARs vary {ratio:.1f} {RAISED}"
    return (f"{seen}: where events raise the variance this test rejects too often, bmp and kp_bmp do not",)


def fewest(asked: Asked, needed: int) -> tuple[str, ...]:
    """Return why a test of so few observations is not valid."""
    return (f"{asked.N} observations, {needed} are needed",) if needed > asked.N else ()


def attainable(asked: Asked, least: float, n: int) -> tuple[str, ...]:
    """Return why a discrete test of n values is not valid."""
    if not least > asked.settings.level:
        return ()
    return (f"no attainable {asked.per_cent(asked.settings.level)} level with N={n}",)


def complete_sessions(asked: Asked, complete: Mask) -> tuple[Mask, tuple[str, ...], tuple[str, ...]]:
    """Return the sessions that a test may weigh by the observations present, why it is not valid, and a remark.

    Such weights make sessions of different counts equally variable under independence only; on one date, where the
    observations move together, only sessions on which all are present are taken. Of 30 observations with a residual
    correlation of .3 and samples of 60 to 250 sessions, all sessions would give sizes of 16 (grank_t), 12
    (corrado_zivney) and 10 per cent (corrado_zivney_sign) at a nominal 5, the common ones give 7, 4 and 2.

    Parameters
    ----------
    asked
    complete : array of shape (S,), bool
        On which of S sessions all are present.
    """
    every = np.ones_like(complete)
    if not asked.sample.one_date or complete.all():
        return every, (), ()
    n = int(complete.sum())
    if n < asked.settings.min_estimation:
        why = f"on one date it takes sessions with a return of every observation: {n} are left"
        return every, (f"{why}, {asked.settings.min_estimation} are needed",), ()
    return complete, (), (f"over the {n} sessions with a return of all {asked.N} observations",)
