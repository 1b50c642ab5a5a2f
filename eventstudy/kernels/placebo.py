"""Placebos: the event's statistic among those of other dates, of other series, and of a family of tests at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.joint_window import designs_of, on_days, shared_days
from eventstudy.kernels.portfolio import fit_portfolio, variance_in_sample, weighted_sum
from eventstudy.kernels.resampling import RankTest, directed, gap_free, rank, rolling_sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation, Positions
    from eventstudy.kernels.portfolio import PortfolioFit
    from eventstudy.kernels.tails import Alternative

_NONE = 1e-12
"""Share below which a variance is zero by construction, and values are a tie."""
_CHUNK = 1 << 19
"""Values drawn at once."""


@dataclass(frozen=True, slots=True, eq=False)
class NullWindow:
    """A portfolio fitted under the null: over its sample and the event's window together, without a dummy.

    Attributes
    ----------
    fit : PortfolioFit
        Of T + L sessions, those of the window last.
    sessions : array of shape (T,), int
        Positions of the sample's sessions among the days on which all members have one; neighbours differ by 1.
    length : int
        L.
    """

    fit: PortfolioFit
    sessions: Positions
    length: int


@dataclass(frozen=True, slots=True, eq=False)
class FamilyTest:
    """p of each of J tests, adjusted for their number.

    Attributes
    ----------
    single_step, step_down : arrays of shape (J,)
        NaN for a test without a statistic.
    m : int
        Reference rows.
    """

    single_step: Array
    step_down: Array
    m: int


def null_window(*, members: Sequence[Observation], weights: Array, first: int, last: int) -> NullWindow | None:
    """Return the portfolio of some observations under the null, or None if their samples share no session.

    Sessions of the window count where every member has an abnormal return.

    Parameters
    ----------
    members
        Observations, each of its own series, with a fit and a CAR over the window.
    weights : array of shape (N,)
    first, last
        The window, in sessions of each series' own relative to its day 0.
    """
    days = shared_days([member.data.dates[member.sample] for member in members])
    places = np.stack([member.positions(first, last) for member in members])
    there = np.stack([member.data.present[place] for member, place in zip(members, places, strict=True)]).all(axis=0)
    if days.size == 0 or not there.any():
        return None
    spans = [
        np.concatenate([days, member.data.dates[place[there]]]) for member, place in zip(members, places, strict=True)
    ]
    groups = designs_of(members, spans)
    heads = [(members[group[0]], spans[group[0]]) for group in groups]
    fit = fit_portfolio(
        y=[weighted_sum([members[i] for i in group], weights[group], spans[group[0]]) for group in groups],
        X=[on_days(one, one.data.X, span) for one, span in heads],
        Z=[None if one.data.Z is None else on_days(one, one.data.Z, span) for one, span in heads],
        estimators=[one.data.estimator.of_portfolios for one, _ in heads],
    )
    everyone = shared_days([member.data.dates for member in members])
    return NullWindow(fit, np.searchsorted(everyone, days), int(there.sum()))


def permutation(*, window: NullWindow, alternative: Alternative = "two-sided") -> RankTest:
    """Rank the event's window among all gap-free windows of the sample, by the residuals of a fit over both.

    Under the null no session is special, so the model is fitted over all of them; each sum of residuals is divided by
    its standard deviation, which the leverages of its sessions lower. Windows that overlap the event's are none.

    Parameters
    ----------
    window
        Of a portfolio, or a single series.
    alternative
        Magnitudes are ranked, or signed values.

    References
    ----------
    Chernozhukov, Wuethrich and Zhu (2021), Journal of the American Statistical Association 116, for the fit under the
    null; the leverages are ours.
    """
    fit, T, L = window.fit, window.sessions.size, window.length
    rows = rolling_sums(values=fit.basis[:T], length=L)
    variance = variance_in_sample(fit=fit, sums=np.vstack([rows, fit.basis[T:].sum(axis=0)]), length=L)
    kept = gap_free(sessions=window.sessions, length=L) & (variance[:-1] > _NONE * fit.sigma2)
    reference = rolling_sums(values=fit.residuals[:T], length=L)[kept] / np.sqrt(variance[:-1][kept])
    se = float(np.sqrt(variance[-1])) if variance[-1] > _NONE * fit.sigma2 else float("nan")
    event = float(fit.residuals[T:].sum()) / se
    return rank(event=event, reference=reference, se=se, alternative=alternative)


def unit_placebo(
    *, treated: Array, untreated: Array, draws: int, seed: int, alternative: Alternative = "two-sided"
) -> RankTest:
    """Rank the mean of the treated series among those of as many series drawn from treated and untreated together.

    Drawing from all of them is what makes p exact where they are exchangeable: drawn from the untreated alone, five
    treated series among 20 others reject 9.5 per cent of true nulls at a nominal 5. If the subsets are no more than
    `draws`, each one counts once; one treated series is ranked among the untreated.

    Parameters
    ----------
    treated : array of shape (N,)
        CARs over their standard errors.
    untreated : array of shape (M,)
        The same, over the same window.
    draws
        Subsets to draw.
    seed
        Of the generator.
    alternative
        Magnitudes are ranked, or signed values.

    References
    ----------
    Conley and Taber (2011), Review of Economics and Statistics 93; Ferman and Pinto (2019), ibid. 101, for the
    standard errors.
    """
    pool, N = np.concatenate([treated, untreated]), treated.size
    event = float(treated.mean()) if N else float("nan")
    subsets = comb(pool.size, N) - 1
    if N and subsets <= draws:
        means = np.array([pool[list(chosen)].mean() for chosen in combinations(range(pool.size), N)][1:])
    else:
        means = _drawn_means(pool, N, draws, seed)
    toward = _NONE * (abs(event) if np.isfinite(event) else 0.0)  # the same series summed in another order are a tie
    found = rank(
        event=float(directed(np.array(event), alternative)) - toward,
        reference=directed(means, alternative),
        se=float("nan"),
        alternative="greater",
    )
    return RankTest(event, found.p, found.min_p, found.m, found.se)


def placebo_spread(*, untreated: Array, size: int) -> float:
    """Return the root mean square of the mean of `size` series drawn from the untreated without replacement.

    Examples
    --------
    >>> round(placebo_spread(untreated=np.array([1.0, -1.0, 2.0]), size=1), 9)  # the root of (1 + 1 + 4) / 3
    1.414213562
    """
    M = untreated.size
    if not 0 < size < M:
        return float("nan")
    return float(np.sqrt(untreated.mean() ** 2 + untreated.var() / size * (M - size) / (M - 1)))


def westfall_young(*, event: Array, reference: Array) -> FamilyTest:
    """Adjust the p of a family of tests by the joint distribution of their statistics over placebo dates.

    Single step: ``(1 + #{max over the family at t >= statistic}) / (m + 1)``. Step-down: the max is over the tests
    whose statistic is no larger, and no p is below that of a larger statistic. Both hold the chance of any false
    rejection in the family; the step-down p is never the larger.

    Parameters
    ----------
    event : array of shape (J,)
        Statistics whose large values speak against the null; NaN for none.
    reference : array of shape (m, J)
        The same statistics at m placebo dates, a row for each date.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, algorithms 2.5 and 2.8.

    Examples
    --------
    >>> found = westfall_young(event=np.array([3.0, 1.0]), reference=np.array([[1.0, 2.0], [0.5, 0.1], [4.0, 0.2]]))
    >>> found.single_step.tolist(), found.step_down.tolist()
    ([0.5, 0.75], [0.5, 0.5])
    """
    most = max(1, _CHUNK // max(reference.shape[1], 1))
    return westfall_young_of(
        event=event, blocks=(reference[begin : begin + most] for begin in range(0, reference.shape[0], most))
    )


def westfall_young_of(*, event: Array, blocks: Iterable[Array]) -> FamilyTest:
    """Return what `westfall_young` does, the reference given in blocks of rows, which are never held together.

    Parameters
    ----------
    event : array of shape (J,)
    blocks
        Arrays of shape (., J).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> found = westfall_young_of(event=np.full(1000, 5.0), blocks=(rng.normal(size=(256, 1000)) for _ in range(4)))
    >>> found.m, bool(found.step_down.max() < 0.05)
    (1024, True)
    """
    J, m, largest = event.size, 0, []
    single, stepped = np.full(J, np.nan), np.full(J, np.nan)
    there = np.flatnonzero(np.isfinite(event))
    order = there[np.argsort(-event[there], kind="stable")]
    beaten = np.zeros(order.size, dtype=np.int64)
    for rows in blocks:
        m += rows.shape[0]
        over = np.maximum.accumulate(rows[:, order[::-1]], axis=1)[:, ::-1]  # column i: over i and those after it
        beaten += (over >= event[order]).sum(axis=0)
        largest.append(over[:, 0] if order.size else np.empty(0))
    if m == 0 or there.size == 0:
        return FamilyTest(single, stepped, m)
    stepped[order] = np.maximum.accumulate((1 + beaten) / (m + 1))
    most = np.sort(np.concatenate(largest))
    single[order] = (1 + m - np.searchsorted(most, event[order])) / (m + 1)
    return FamilyTest(single, stepped, m)


def _drawn_means(pool: Array, size: int, draws: int, seed: int) -> Array:
    if size == 0:
        return np.empty(0)
    rng, most = np.random.default_rng(seed), max(1, _CHUNK // pool.size)
    found = []
    for done in range(0, draws, most):
        order = np.argpartition(rng.random((min(most, draws - done), pool.size)), size - 1, axis=1)
        found.append(pool[order[:, :size]].mean(axis=1))
    return np.concatenate(found)
