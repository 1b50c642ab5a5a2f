"""How a test over many observations is judged where it stands: by the size it has there."""

from __future__ import annotations

from math import asin, inf, isnan, pi
from typing import TYPE_CHECKING, Literal

import numpy as np

from eventstudy.kernels.correlation import FEWEST_COMMON
from eventstudy.kernels.parametric import variance_ratio
from eventstudy.kernels.sample import complete_rows
from eventstudy.kernels.tails import true_size

if TYPE_CHECKING:
    from eventstudy.battery.many.asked import Asked
    from eventstudy.kernels.expected import Array

Scores = Literal["spread", "values", "signs", "ranks"]
"""What an independence test adds up: values over their own spread, or over a known one; signs; signed ranks."""

_TOO_OFTEN = 2.0
"""Sizes beyond so many times the level make a test invalid."""
_WORTH_SAYING = 1.5
_RAISED = 2.0
"""Ratio of variances from which event-induced variance is spoken of."""
_ALMOST_NONE = 1e-9


def independence(asked: Asked, scores: Scores, df: float = inf) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why a test that assumes independent observations is not valid, and else what to say of its size.

    The size is that under equal correlation of normal CARs, the mean of ``tau rho`` over all pairs, with unchanged
    variance.
    """
    found, level = asked.dependence, asked.settings.level
    if asked.N == 1 or found.overlap == 0.0:
        return (), ()
    unknown = isnan(found.effective)
    size = _size(asked, scores, found.overlap if unknown else found.effective, df)
    if unknown and size > _TOO_OFTEN * level:
        why = f"no pair of observations has {FEWEST_COMMON} common estimation sessions to estimate a correlation from"
        return (f"assumes independence, but the windows share days, and {why}",), ()
    cause = f"assumes independence: with a mean correlation of {found.effective:.3f} between {asked.N} CARs it"
    said = (f"{cause} {_rejects(asked, size)}",)
    if size > _TOO_OFTEN * level:
        return said, ()
    return (), said if size > _WORTH_SAYING * level else ()


def _size(asked: Asked, scores: Scores, correlation: float, df: float) -> float:
    """Return the size of a test of correlated values; the correlation of signs and ranks is that of a normal pair."""
    among = {"signs": 2.0 / pi * asin(correlation), "ranks": 6.0 / pi * asin(correlation / 2.0)}
    r = among.get(scores, correlation)
    inflation = 1.0 + (asked.N - 1) * r
    if scores == "spread":
        inflation /= max(1.0 - r, _ALMOST_NONE)
    settings = asked.settings
    return true_size(inflation=inflation, level=settings.level, alternative=settings.alternative, df=df)


def forecast_errors(asked: Asked, df: float = inf) -> tuple[str, ...]:
    """Return why a test that takes the window's returns for residuals is not valid: its sample is too short for it.

    Rank tests need no such guard: the window's own ranks enter their spread, and after a short sample they reject too
    seldom (30 sessions, a window of 11: 3 per cent of true nulls at a nominal 5, where the mean by its residuals
    rejects 11).
    """
    values, settings = asked.values, asked.settings
    with np.errstate(divide="ignore", invalid="ignore"):
        inflation = float(np.mean(values.factor / values.n * (values.T - 1.0) / values.dof))
    size = true_size(inflation=inflation, level=settings.level, alternative=settings.alternative, df=df)
    if not size > _TOO_OFTEN * settings.level:
        return ()
    extent = f"{int(values.n.max())} sessions after {int(values.T.min())} estimation sessions"
    return (f"leaves forecast errors out: for {extent} it {_rejects(asked, size)}",)


def _rejects(asked: Asked, size: float) -> str:
    return f"rejects about {asked.per_cent(size)} of true nulls at a nominal {asked.per_cent(asked.settings.level)}"


def event_variance(asked: Asked) -> tuple[str, ...]:
    """Return what to say of a test that takes the variance of the event for that of the sample."""
    correlation = asked.dependence.effective
    ratio = variance_ratio(
        scar=asked.values.scar, dof=asked.values.dof, correlation=0.0 if isnan(correlation) else correlation
    )
    if not ratio > _RAISED:
        return ()
    seen = f"the standardised CARs vary {ratio:.1f} times as much as the estimation samples imply"
    return (f"{seen}: where events raise the variance this test rejects too often, bmp and kp_bmp do not",)


def fewest(asked: Asked, needed: int) -> tuple[str, ...]:
    """Return why a test of so few observations is not valid."""
    return (f"{asked.N} observations, {needed} are needed",) if needed > asked.N else ()


def attainable(asked: Asked, least: float, n: int) -> tuple[str, ...]:
    """Return why a discrete test of n values is not valid."""
    if not least > asked.settings.level:
        return ()
    return (f"no attainable {asked.per_cent(asked.settings.level)} level with N={n}",)


def common_sessions(asked: Asked, history: Array) -> tuple[Array, tuple[str, ...], tuple[str, ...]]:
    """Return the sessions that a test may weigh by the observations present, why it is not valid, and a remark.

    Such weights make sessions of different counts equally variable under independence only; on one date, where the
    observations move together, only sessions on which all are present are taken. Of 30 observations with a residual
    correlation of .3 and samples of 60 to 250 sessions, all sessions would give sizes of 16 (grank_t), 12
    (corrado_zivney) and 10 per cent (corrado_zivney_sign) at a nominal 5, the common ones give 7, 4 and 2.
    """
    complete = complete_rows(values=history)
    if not asked.sample.one_date or complete.all():
        return history, (), ()
    n = int(complete.sum())
    if n < asked.settings.min_estimation:
        why = f"on one date it takes sessions with a return of every observation: {n} are left"
        return history, (f"{why}, {asked.settings.min_estimation} are needed",), ()
    return history[complete], (), (f"over the {n} sessions with a return of all {asked.N} observations",)
