"""What the tests of one date share: the members as a portfolio and side by side, and what to say of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import Outcome, inverse_deviation
from eventstudy.kernels.joint_window import joint_window
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.resampling import conditional_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.battery.outcome import Sample, Settings
    from eventstudy.kernels.joint_window import JointWindow
    from eventstudy.kernels.observation import Observation
    from eventstudy.kernels.portfolio import PortfolioWindow
    from eventstudy.kernels.resampling import RankTest

    Members = tuple[Observation, ...]

SEVERAL_DATES = "events of several dates are no draw from one day's distribution"
FEWEST_REFERENCES = 19
WINDOWS_PER_SESSION = 10
"""Reference windows that a rank in units of a forecast needs for each session of the window: they overlap."""
PLAIN_WINDOWS_PER_SESSION = 5
"""The same of a rank by one variance: `sq` rejects 8 to 9 per cent of true nulls at a nominal 5 with so many, whatever
the length of the sample, 10 with four, 13 with two; `permutation` 7, 8 and 10."""
_RAISED = 1.5
"""Ratio of variances from which a test that takes the sample's for the event's is no evidence."""
_KEPT = 8
"""Samples that the tests of one evaluation share."""
NAN = float("nan")


def why_none(sample: Sample) -> list[str]:
    """Return why no test of one date has a statistic, if so."""
    if not sample.members:
        return ["no series is left"]
    return [] if sample.one_date else [SEVERAL_DATES]


def standardised(sample: Sample) -> PortfolioWindow | None:
    """Return the portfolio of the members with weights 1/s, which the rank tests are of."""
    return portfolio(sample, sar_weights(sample.members))


def sar_weights(members: Members) -> tuple[float, ...]:
    """Return 1/s of each member."""
    return tuple(inverse_deviation(member) for member in members)


def portfolio(sample: Sample, weights: tuple[float, ...]) -> PortfolioWindow | None:
    """Return the portfolio of the members, None where their samples share no session."""
    return _portfolio(sample.members, weights, sample.first, sample.last)


def side_by_side(sample: Sample) -> JointWindow | None:
    """Return the members side by side, None where their samples share no session."""
    return _joint(sample.members, sample.first, sample.last)


def too_short(T: int, settings: Settings) -> list[str]:
    """Return why a common sample of T sessions is too short, if so."""
    least = settings.min_estimation
    return [f"only {T} estimation sessions in common, {least} are needed"] if least > T else []


def days_differ(sample: Sample) -> list[str]:
    """Return that the window falls on several days, if so."""
    days = {one.data.dates[one.positions(sample.first, sample.last)].tobytes() for one in sample.members}
    return ["the window's days differ between series"] if len(days) > 1 else []


def companion(sample: Sample, weights: tuple[float, ...] | None = None) -> list[str]:
    """Return that a test which takes the sample's variance for the event's is no evidence here, if so.

    By the forecast for the portfolio of these weights, or without them of 1/s.
    """
    ratio = _ratio(sample.members, weights or sar_weights(sample.members), sample.first, sample.last)
    if not ratio > _RAISED:
        return []
    return [f"{COMPANION}: on the eve of the window the EWMA variance is {ratio:.1f} times the sample's"]


COMPANION = "a companion, not evidence"
"""How the note of such a test begins."""


def too_few(test: RankTest, least: int, level: float) -> list[str]:
    """Return why the reference values are too few, if they are."""
    if test.m < least:
        return [f"{test.m} reference windows, {least} are needed"]
    if test.min_p > level:
        return [f"{test.m} reference windows cannot give a p below {test.min_p:.3g}"]
    return []


def answer(
    name: str,
    sample: Sample,
    reasons: Sequence[str],
    remarks: Sequence[str],
    *,
    estimate: float = NAN,
    statistic: float,
    df: float = NAN,
    p: float,
    min_p: float = 0.0,
    mde: float,
    n_estimation: int,
    n_reference: int = 0,
    primary: bool = False,
    se: float = NAN,
    variance: str = "",
) -> Outcome:
    """Return the outcome of a test that has a statistic; valid where there is no reason against it."""
    why = list(reasons)
    if not why and np.isnan(p):
        why = ["no statistic can be formed: the abnormal returns have no spread"]
    return Outcome(
        test=name,
        estimate=estimate,
        statistic=statistic,
        df=df,
        p=p,
        min_p=min_p,
        mde=mde,
        n_events=len(sample.members),
        n_estimation=n_estimation,
        n_reference=n_reference,
        valid=not why,
        primary=primary,
        note="; ".join([*why, *sample.notes, *remarks]),
        variance=variance,
        se=se,
    )


@lru_cache(maxsize=_KEPT)
def _portfolio(members: Members, weights: tuple[float, ...], first: int, last: int) -> PortfolioWindow | None:
    scaled = np.array(weights) / np.sum(weights)
    return portfolio_window(members=members, weights=scaled, first=first, last=last)


@lru_cache(maxsize=_KEPT)
def _ratio(members: Members, weights: tuple[float, ...], first: int, last: int) -> float:
    window = _portfolio(members, weights, first, last)
    return NAN if window is None else conditional_window(window=window).ratio


@lru_cache(maxsize=_KEPT)
def _joint(members: Members, first: int, last: int) -> JointWindow | None:
    return joint_window(members=members, first=first, last=last)
