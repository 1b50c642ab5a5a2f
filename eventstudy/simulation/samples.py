"""Arrays of drawn returns as the observations that the battery is asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.observation import Observation
from eventstudy.records import Window
from eventstudy.results import Design
from eventstudy.study.samples import observe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.observation import ModelledSeries, Positions

MIN_ESTIMATION = 30
"""Fewest sessions of an estimation sample, as in a study."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample: the observations of an event, or of several, and series that none of them touched."""

    members: tuple[Observation, ...]
    untreated: tuple[Observation, ...] = ()


class Source(Protocol):
    """Where samples come from."""

    def draw(self, rng: np.random.Generator) -> Draw:
        """Return a sample."""


def observe_together(
    event_id: str, data: Sequence[ModelledSeries], zero: int, sample: Positions, window: Window
) -> list[Observation]:
    """Return the observations of series without gaps that share their regressors and sessions, under least squares.

    One decomposition of the regressors serves them all; each fit is what `fit_linear` gives.
    """
    X, at = data[0].X, zero + np.arange(window.first, window.last + 1)
    one = fit_linear(y=data[0].y[sample], X=X[sample])
    ahead = abnormal_returns(fit=one, y=data[0].y[at], X=X[at])
    y, later = (np.array([series.y[rows] for series in data]) for rows in (sample, at))
    coefficients = y @ (one.basis @ one.r_inverse.T)
    residuals = y - coefficients @ X[sample].T
    sigma2 = np.square(residuals).sum(axis=1) / one.dof
    ar = later - coefficients @ X[at].T
    fits = [
        replace(one, coefficients=b, residuals=e, sigma2=float(s2))
        for b, e, s2 in zip(coefficients, residuals, sigma2, strict=True)
    ]
    return [
        Observation(event_id, series, zero, sample, window.first, fit, replace(ahead, ar=row, sigma2=fit.sigma2), "")
        for series, fit, row in zip(data, fits, ar, strict=True)
    ]


def design_of(estimation: int, gap: int, window: Window) -> Design:
    """Return the choices of a study of placebo events: its windows, and all else as it is by default."""
    end = window.first - gap - 1
    return Design(
        models={},
        benchmarks={},
        estimation=Window(end - estimation + 1, end),
        event=window,
        windows=(window,),
        overlap="keep",
        closed="drop",
        min_estimation=MIN_ESTIMATION,
        level=0.05,
        returns="simple",
    )


def observe_alone(event_id: str, data: ModelledSeries, zero: int, design: Design) -> Observation:
    """Return the observation of one series, as a study makes it."""
    return observe(event_id, data, zero, np.zeros(data.dates.size, dtype=bool), design)
