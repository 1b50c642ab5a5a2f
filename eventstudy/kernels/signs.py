"""Tests of how many of N values are positive, and of their signed ranks; exact for few values."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.tails import tail_p

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.tails import Alternative

EXACT_BELOW = 20
"""Values from which on a sign test is read from the normal distribution."""
WILCOXON_EXACT = 25
"""Values up to which the signed-rank test is exact."""
_EQUAL = 1e-9
"""Relative difference below which two probabilities count as equal."""


@dataclass(frozen=True, slots=True)
class CountTest:
    """A test of a sum of discrete scores.

    Attributes
    ----------
    statistic : float
        In units of its standard deviation.
    p : float
    min_p : float
        Smallest p that so many values can give.
    n : int
        Values that entered.
    zeros : int
        Values of zero.
    exact : bool
        Whether p is of the exact distribution.
    """

    statistic: float
    p: float
    min_p: float
    n: int
    zeros: int
    exact: bool


def sign_test(*, values: Array, alternative: Alternative) -> CountTest:
    """Test by the number of positive values against the binomial distribution with one half; zeros are dropped.

    Parameters
    ----------
    values : array of shape (N,)
    alternative

    Examples
    --------
    >>> test = sign_test(values=np.array([0.1, 0.2, 0.3, 0.4, 0.5]), alternative="two-sided")
    >>> round(test.statistic, 6), test.p, test.min_p, test.exact
    (2.236068, 0.0625, 0.0625, True)
    """
    held = values if values.all() else values[values != 0.0]
    return _count(held > 0.0, 0.5, int(values.size - held.size), alternative)


def generalized_sign(*, values: Array, probability: float, alternative: Alternative) -> CountTest:
    """Test by the number of positive values against the share of positive residuals in the estimation samples.

    Parameters
    ----------
    values : array of shape (N,)
        CARs; a zero counts as not positive.
    probability
        Mean over observations of the share of positive residuals.
    alternative

    References
    ----------
    Cowan (1992), Review of Quantitative Finance and Accounting 2, eq. 2 and 3.

    Examples
    --------
    >>> values = np.array([0.1, 0.2, -0.3, 0.4, 0.5])
    >>> test = generalized_sign(values=values, probability=0.48, alternative="greater")
    >>> round(test.statistic, 6), round(test.p, 6), round(test.min_p, 6)
    (1.43223, 0.163499, 0.02548)
    """
    return _count(values > 0.0, probability, int((values == 0.0).sum()), alternative)


def wilcoxon(*, values: Array, alternative: Alternative) -> CountTest:
    """Test by the sum of the ranks of the positive values among all by magnitude; zeros are dropped, as Wilcoxon did.

    Up to 25 values p is exact, ties included: every assignment of signs to the ranks at hand is equally likely. Beyond,
    it is normal with the variance reduced for ties.

    Parameters
    ----------
    values : array of shape (N,)
    alternative

    References
    ----------
    Wilcoxon (1945), Biometrics Bulletin 1; Pratt (1959), Journal of the American Statistical Association 54, on zeros.

    Examples
    --------
    >>> test = wilcoxon(values=np.array([0.1, -0.2, 0.3, 0.4, 0.5, 0.6]), alternative="two-sided")
    >>> round(test.statistic, 6), test.p, test.min_p
    (1.782084, 0.09375, 0.03125)
    """
    held = values if values.all() else values[values != 0.0]
    n, zeros = int(held.size), int(values.size - held.size)
    if n == 0:
        return CountTest(float("nan"), float("nan"), 1.0, 0, zeros, exact=True)
    ordered = held[np.argsort(np.abs(held))]
    above = ordered > 0.0
    ranks = _ranks_in_order(np.abs(ordered, out=ordered))
    total, squares = float(ranks[above].sum()), float((ranks * ranks).sum())
    mean, sd = float(ranks.sum()) / 2.0, float(np.sqrt(squares)) / 2.0
    statistic = (total - mean) / sd
    if n > WILCOXON_EXACT:
        bound = -mean / sd if alternative == "less" else mean / sd
        p, least = (tail_p(statistic=z, alternative=alternative) for z in (statistic, bound))
        return CountTest(statistic, p, least, n, zeros, exact=False)
    p = _signed_rank_p(ranks, total, alternative)
    sides = 2.0 if alternative == "two-sided" else 1.0
    return CountTest(statistic, p, min(sides * 0.5**n, 1.0), n, zeros, exact=True)


def _ranks_in_order(ordered: Array) -> Array:
    """Return the ranks of values in order, 1 for the smallest, the mean rank for ties; written over the values."""
    alike = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(np.append(alike, False) | np.append(False, alike))
    begin, end = (np.searchsorted(ordered, ordered[tied], side) for side in ("left", "right"))
    ordered.fill(1.0)
    ranks: Array = np.cumsum(ordered, out=ordered)
    ranks[tied] = (begin + end + 1) / 2.0
    return ranks


def _signed_rank_p(ranks: Array, total: float, alternative: Alternative) -> float:
    """Return p from the distribution of the rank sum over all assignments of signs; twice a rank is a whole number."""
    steps, place = np.rint(2.0 * ranks).astype(int), round(2.0 * total)
    ways = np.zeros(steps.sum() + 1)
    ways[0] = 1.0
    for step in steps:
        ways[step:] = ways[step:] + ways[: ways.size - step]
    upper, lower = (float(part.sum()) / 2.0**ranks.size for part in (ways[place:], ways[: place + 1]))
    if alternative == "two-sided":
        return min(2.0 * min(upper, lower), 1.0)
    return upper if alternative == "greater" else lower


def _count(
    positive: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], share: float, zeros: int, side: Alternative
) -> CountTest:
    """Return the test of a number of successes, each of probability `share`."""
    n, w = int(positive.size), int(positive.sum())
    sd = (n * share * (1.0 - share)) ** 0.5
    if not sd > 0.0:
        return CountTest(float("nan"), float("nan"), 1.0, n, zeros, exact=n < EXACT_BELOW)
    none, z, every = ((number - n * share) / sd for number in (0, w, n))
    if n >= EXACT_BELOW:
        least = min(tail_p(statistic=end, alternative=side) for end in (none, every))
        return CountTest(z, tail_p(statistic=z, alternative=side), least, n, zeros, exact=False)
    chances = _binomial_p(n, share, side)
    return CountTest(z, float(chances[w]), float(chances.min()), n, zeros, exact=True)


def _binomial_p(n: int, share: float, side: Alternative) -> Array:
    """Return p of each number of successes; two-sided, the chance of all numbers that are no likelier."""
    mass = np.array([comb(n, w) * share**w * (1.0 - share) ** (n - w) for w in range(n + 1)])
    if side == "greater":
        return np.asarray(mass[::-1].cumsum()[::-1])
    if side == "less":
        return np.asarray(mass.cumsum())
    p: Array = np.array([mass[mass <= one * (1.0 + _EQUAL)].sum() for one in mass])
    return p.clip(max=1.0)
