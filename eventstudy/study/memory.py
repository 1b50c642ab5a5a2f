"""Volume and volatility remember their yesterday: variances of their abnormal values that take it into account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.activity import ar1_factor, fit_memory

if TYPE_CHECKING:
    from eventstudy.kernels.observation import Observation

OUTCOMES = ("return", "volume", "volatility")
MODELS = ("mean", "market")
"""Models of expected volume and volatility."""


def remember(one: Observation) -> Observation:
    """Return an observation whose abnormal values have the covariance of a first-order autoregression.

    The coefficient is that of the residuals of the estimation sample. Where it cannot be fitted, no standard error is
    given, and the note says so.
    """
    if one.fit is None:
        return one
    memory = fit_memory(fit=one.fit, sample=one.sample)
    if np.isnan(memory.phi):
        note = "; ".join(filter(None, [one.note, "no standard error: too few neighbouring sessions in the sample"]))
        return replace(one, abnormal=replace(one.abnormal, sigma2=memory.variance), note=note)
    positions = one.day_zero + one.first + np.arange(one.abnormal.ar.size)
    inside = (positions >= 0) & (positions < one.data.dates.size)
    X = one.data.X_ahead[np.clip(positions, 0, one.data.dates.size - 1)]
    X = np.where(inside[:, None], X, np.nan)
    factor = ar1_factor(
        fit=one.fit, phi=memory.phi, X=X, positions=positions, sample_X=one.data.X[one.sample], sample=one.sample
    )
    return replace(one, abnormal=replace(one.abnormal, factor=factor, sigma2=memory.variance, dof=memory.dof))
