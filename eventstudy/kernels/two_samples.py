"""Whether two samples of abnormal returns have one mean, or one distribution."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.tails import Alternative

_OUTER = 1_000_000
"""Differences that are made one by one."""
_EXACT = 40
"""Values in both samples together up to which the rank sum is enumerated, where there are no ties."""


@dataclass(frozen=True, slots=True)
class Welch:
    """Difference of two means; NaN where a sample has fewer than two values, or neither varies."""

    difference: float
    se: float
    statistic: float
    df: float


@dataclass(frozen=True, slots=True)
class RankSum:
    """Rank-sum test; `statistic` is U of the first sample, `min_p` the smallest p that so many values can give."""

    statistic: float
    p: float
    min_p: float
    exact: bool


def welch(*, one: Array, two: Array) -> Welch:
    """Test the difference of two means, whose variances may differ.

    Parameters
    ----------
    one, two : arrays of shape (n,) and (m,)
        Without NaN.

    References
    ----------
    Welch (1947), Biometrika 34, with the degrees of freedom of Satterthwaite (1946).

    Examples
    --------
    >>> found = welch(one=np.array([3.0, 5.0]), two=np.array([1.0, 2.0, 3.0]))
    >>> round(found.difference, 6), round(found.se, 6), round(found.df, 6)
    (2.0, 1.154701, 1.684211)
    """
    nan = float("nan")
    if min(one.size, two.size) <= 1:
        difference = float(one.mean() - two.mean()) if min(one.size, two.size) else nan
        return Welch(difference, nan, nan, nan)
    difference = float(one.mean() - two.mean())
    a, b = float(one.var(ddof=1)) / one.size, float(two.var(ddof=1)) / two.size
    if not a + b > 0.0:
        return Welch(difference, nan, nan, nan)
    df = (a + b) ** 2 / (a**2 / (one.size - 1) + b**2 / (two.size - 1))
    se = (a + b) ** 0.5
    return Welch(difference, se, difference / se, df)


def rank_sum(*, one: Array, two: Array, alternative: Alternative = "two-sided") -> RankSum:
    """Test whether values of one sample tend to be larger than those of the other.

    Exact for up to 40 values without ties; else by the normal distribution, with corrections for ties and continuity.

    Parameters
    ----------
    one, two : arrays of shape (n,) and (m,)
        Without NaN.
    alternative
        ``"greater"``: the first sample's values are.

    References
    ----------
    Wilcoxon (1945), Biometrics Bulletin 1; Mann and Whitney (1947), Annals of Mathematical Statistics 18.

    Examples
    --------
    >>> found = rank_sum(one=np.array([4.0, 5.0, 6.0]), two=np.array([1.0, 2.0, 3.0]))
    >>> found.statistic, round(found.p, 6), found.exact
    (9.0, 0.1, True)
    """
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 - scipy.stats takes half a second to load

    n, m = one.size, two.size
    if min(n, m) == 0:
        nan = float("nan")
        return RankSum(nan, nan, 1.0, exact=False)
    ties = np.unique(np.concatenate([one, two])).size < n + m
    exact = n + m <= _EXACT and not ties
    found = mannwhitneyu(one, two, alternative=alternative, method="exact" if exact else "asymptotic")
    least = (2 if alternative == "two-sided" else 1) / comb(n + m, n)
    return RankSum(float(found.statistic), float(found.pvalue), min(least, 1.0), exact)


def median_difference(*, one: Array, two: Array) -> float:
    """Return the median of all differences between a value of one sample and a value of the other; NaN for none.

    Of many values the differences are not made: how many lie below a bound is counted, and the bound halved in.

    Parameters
    ----------
    one, two : arrays of shape (n,) and (m,)
        Without NaN.

    References
    ----------
    Hodges and Lehmann (1963), Annals of Mathematical Statistics 34.

    Examples
    --------
    >>> median_difference(one=np.array([4.0, 6.0]), two=np.array([1.0, 2.0]))
    3.5
    """
    pairs = one.size * two.size
    if pairs <= _OUTER:
        return float(np.median(np.subtract.outer(one, two))) if pairs else float("nan")
    a, b = np.sort(one), np.sort(two)
    middle = [_nth_difference(a, b, place) for place in {(pairs - 1) // 2, pairs // 2}]
    return float(np.mean(middle))


def _nth_difference(a: Array, b: Array, place: int) -> float:
    """Return the difference that so many are smaller than, of sorted samples, to the last bits."""
    low, high = float(a[0] - b[-1]), float(a[-1] - b[0])
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return high
        if int((b.size - np.searchsorted(b, a - middle)).sum()) > place:
            high = middle
        else:
            low = middle
