"""What the tests over many observations share: the sample as arrays, why none of them is valid, the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from math import inf, nan
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import Outcome, Sample, Settings, nothing
from eventstudy.kernels.correlation import ALONE, Dependence, car_correlations, dependence
from eventstudy.kernels.nonparametric import grank, median_signs
from eventstudy.kernels.sample import (
    EventTime,
    WindowSample,
    complete_rows,
    event_time,
    residual_panel,
    window_panel,
    window_sample,
)
from eventstudy.kernels.scores import added, scaled_ranks
from eventstudy.kernels.significance import minimum_detectable_effect
from eventstudy.kernels.tails import share_of_tail, tail_p

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation
    from eventstudy.kernels.sample import Integers, Panel
    from eventstudy.kernels.scores import Scores

    Finder = Callable[["Asked"], "Found"]

FEW = 100
"""Observations up to which each pair's correlation counts: of more, no few pairs decide."""


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """What a portfolio holds that has every series on the days of its tested window.

    Attributes
    ----------
    designs : frozenset of tuples of str
        Names of the regressors of the observations' models.
    models : frozenset of str
    abnormal : Panel
        Abnormal returns of the windows.
    regressed : callable
        Returns what is regressed, shape (M,), and the regressors, shape (M, k), of each value of `abnormal`; for models
        of one design.
    """

    designs: frozenset[tuple[str, ...]]
    models: frozenset[str]
    abnormal: Panel
    regressed: Callable[[], tuple[Array, Array]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One sample and the settings that a test is to answer under."""

    sample: Sample
    settings: Settings

    @property
    def N(self) -> int:  # noqa: N802 - as econometrics writes it
        """Return how many observations there are."""
        return len(self.sample.members)

    @property
    def values(self) -> WindowSample:
        """Return CARs and standard errors."""
        return _values(self.sample.members, self.sample.first, self.sample.last)

    @property
    def residuals(self) -> Panel:
        """Return the estimation residuals on their days."""
        return _residuals(self.sample.members)

    @property
    def days_of_all(self) -> int:
        """Return on how many days every observation has a residual."""
        return self.residuals.days_of_all()

    @property
    def dependence(self) -> Dependence:
        """Return how far the observations move together."""
        return pairwise(self.sample)

    @property
    def standardised(self) -> str:
        """Return in words what r-bar differs by from the mean over pairs of their own days; nothing if it does not."""
        return ""

    @property
    def correlations(self) -> Array | None:
        """Return the correlations of the CARs, shape (N, N); None for so many that a mean over them will do."""
        sample = self.sample
        return _correlations(sample.members, sample.first, sample.last) if 1 < self.N <= FEW else None

    @property
    def holdings(self) -> Holdings:
        """Return what a portfolio of the observations holds."""
        members, first, last = self.sample.members, self.sample.first, self.sample.last
        return Holdings(
            frozenset(one.data.columns for one in members),
            frozenset(one.data.model for one in members),
            window_panel(members=members, first=first, last=last),
            partial(_held, members, first, last),
        )

    @property
    def event_time(self) -> EventTime:
        """Return residuals and abnormal returns relative to day 0."""
        return _event_time(self.sample.members, self.sample.first, self.sample.last)

    @property
    def residual_scores(self) -> Scores:
        """Return the residuals added up by session of event time."""
        return added(self.event_time.sample)

    @property
    def positive(self) -> float:
        """Return the mean over observations of the share of their residuals above zero."""
        sample = self.event_time.sample
        return float(((sample > 0.0).sum(axis=0) / np.maximum((~np.isnan(sample)).sum(axis=0), 1)).mean())

    @property
    def complete(self) -> tuple[Mask, Mask]:
        """Return which sessions of the sample, and which other sessions of the event window, every observation has."""
        return complete_rows(values=self.event_time.sample), complete_rows(values=self.event_time.rest)

    def ranked(self, kept: Mask | None = None) -> tuple[Scores, Scores]:
        """Return the scaled ranks of the untested sessions, all or those kept, and of the tested ones."""
        history = np.concatenate([self.event_time.sample, self.event_time.rest])
        history = history if kept is None else history[kept]
        U = scaled_ranks(values=np.concatenate([history, self.event_time.window]))
        return added(U[: history.shape[0]]), added(U[history.shape[0] :])

    def signed(self, kept: Mask) -> tuple[Scores, Scores]:
        """Return the signs around each observation's median, of sessions of the sample and of the tested ones."""
        values = np.concatenate([self.event_time.sample[kept], self.event_time.window])
        G = median_signs(values=values)
        return added(G[: int(kept.sum())]), added(G[int(kept.sum()) :])

    def granked(self, kept: Mask | None = None) -> tuple[Scores, Integers]:
        """Return the ranks of standardised residuals and, last, the cumulative day, and each observation's sessions."""
        event_time = self.event_time
        standardised = event_time.sample / np.where(event_time.sigma > 0.0, event_time.sigma, np.nan)
        ranks = grank(history=standardised if kept is None else standardised[kept], scar=self.values.scar)
        return added(ranks), (~np.isnan(ranks)).sum(axis=0)

    def p(self, statistic: float, df: float = inf) -> float:
        """Return the p of a statistic read from t or the normal distribution."""
        return tail_p(statistic=statistic, alternative=self.settings.alternative, df=df)

    def per_cent(self, share: float) -> str:
        """Return a share in words."""
        return f"{100.0 * share:.3g} %"


@dataclass(frozen=True, slots=True)
class Found:
    """What one test found.

    Attributes
    ----------
    statistic, df, p, min_p : float
        `df` infinite for a test without degrees of freedom.
    se : float
        Of the estimate, for the minimum detectable effect; NaN where that is not known.
    reasons : tuple of str
        Why the test is not valid here.
    remarks : tuple of str
        What to know of it where it is.
    estimate : float
        What is tested, where that is not the mean CAR.
    """

    statistic: float
    df: float
    p: float
    min_p: float = 0.0
    se: float = nan
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    estimate: float = nan


def answer(name: str, find: Finder, sample: Sample, settings: Settings) -> Outcome:
    """Return the outcome of one test; for an empty sample, of none."""
    if not sample.members:
        return nothing(name, sample, ["no observation is left"])
    return answer_asked(name, find, Asked(sample, settings))


def answer_asked(name: str, find: Finder, asked: Asked) -> Outcome:
    """Return the outcome of one test of one observation or more."""
    sample, settings = asked.sample, asked.settings
    if asked.N == 1:
        return _alone(name, asked)
    found, T = find(asked), _estimation(asked)
    reasons = [*_too_short(asked), *found.reasons]
    if not reasons and np.isnan(found.statistic):
        reasons = ["no statistic can be formed: the observations have no spread, or no value"]
    tail = share_of_tail(level=settings.level, alternative=settings.alternative)
    return Outcome(
        test=name,
        estimate=float(asked.values.car.mean()) if np.isnan(found.estimate) else found.estimate,
        statistic=found.statistic,
        df=found.df if np.isfinite(found.df) else nan,
        p=found.p,
        min_p=found.min_p,
        mde=minimum_detectable_effect(se=found.se, df=found.df, level=tail) if found.df > 0 else nan,
        n_events=asked.N,
        n_estimation=T,
        n_reference=0,
        valid=not reasons,
        primary=False,
        note="; ".join([*reasons, *sample.notes, *found.remarks, *_unused(asked)]),
        se=found.se,
    )


def pairwise(sample: Sample) -> Dependence:
    """Return how far the observations move together; of fewer than two, not at all."""
    if len(sample.members) <= 1:
        return ALONE
    return _dependence(sample.members, sample.first, sample.last)


def _alone(name: str, asked: Asked) -> Outcome:
    """Return the outcome of a test of many for one observation: no statistic is computed."""
    reasons = ["one observation is no sample of events: `t` is its test", *_too_short(asked)]
    values = asked.values
    return replace(nothing(name, asked.sample, reasons), estimate=float(values.car[0]), n_estimation=int(values.T[0]))


def _too_short(asked: Asked) -> list[str]:
    """Return why no test after so short an estimation sample is valid, if so."""
    least, needed = int(asked.values.T.min()), asked.settings.min_estimation
    return [f"only {least} estimation sessions, {needed} are needed"] if needed > least else []


def _estimation(asked: Asked) -> int:
    """Return the sessions of everyone's sample on one date, and of the smallest sample on several."""
    return asked.days_of_all if asked.sample.one_date else int(asked.values.T.min())


def _unused(asked: Asked) -> list[str]:
    weight = asked.values.weight
    return ["the events' weights are not used"] if weight.max() > weight.min() else []


def _held(members: tuple[Observation, ...], first: int, last: int) -> tuple[Array, Array]:
    """Return what is regressed, and the regressors, on the sessions of each window that have an abnormal return."""
    y, X = [], []
    for one in members:
        places = one.positions(first, last)[~np.isnan(one.abnormal.ar[one.slice_of(first, last)])]
        y.append(one.data.y[places])
        X.append(one.data.X[places])
    return np.concatenate(y), np.concatenate(X)


# Every test asks for the same arrays one after another, so the last sample's are kept.
@lru_cache(maxsize=1)
def _values(members: tuple[Observation, ...], first: int, last: int) -> WindowSample:
    return window_sample(members=members, first=first, last=last)


@lru_cache(maxsize=1)
def _residuals(members: tuple[Observation, ...]) -> Panel:
    return residual_panel(members=members)


@lru_cache(maxsize=1)
def _event_time(members: tuple[Observation, ...], first: int, last: int) -> EventTime:
    return event_time(members=members, first=first, last=last)


@lru_cache(maxsize=1)
def _correlations(members: tuple[Observation, ...], first: int, last: int) -> Array:
    windows = window_panel(members=members, first=first, last=last)
    return car_correlations(residuals=_residuals(members), windows=windows)


@lru_cache(maxsize=1)
def _dependence(members: tuple[Observation, ...], first: int, last: int) -> Dependence:
    windows = window_panel(members=members, first=first, last=last)
    zeros = np.array([one.day for one in members]).astype("datetime64[D]").astype(np.int64)
    return dependence(residuals=_residuals(members), windows=windows, zeros=zeros)
