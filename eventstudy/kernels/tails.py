"""Which tail counts, and how often a test rejects when its statistic is more spread than it assumes."""

from __future__ import annotations

from math import inf, isnan
from typing import Literal

from scipy.special import stdtr, stdtrit

Alternative = Literal["two-sided", "greater", "less"]


def tail_p(*, statistic: float, alternative: Alternative, df: float = inf) -> float:
    """Return the p of a statistic that follows Student's t, or without `df` the standard normal distribution.

    Examples
    --------
    >>> [round(tail_p(statistic=1.96, alternative=side), 4) for side in ("two-sided", "greater", "less")]
    [0.05, 0.025, 0.975]
    """
    if isnan(statistic) or not df > 0:
        return float("nan")
    if alternative == "two-sided":
        return float(2.0 * stdtr(df, -abs(statistic)))
    return float(stdtr(df, -statistic if alternative == "greater" else statistic))


def share_of_tail(*, level: float, alternative: Alternative) -> float:
    """Return the level of the two-sided test that has the same critical value.

    Examples
    --------
    >>> share_of_tail(level=0.05, alternative="greater")
    0.1
    """
    return level if alternative == "two-sided" else 2.0 * level


def true_size(*, inflation: float, level: float, alternative: Alternative, df: float = inf) -> float:
    """Return how often a test rejects a true null when its statistic has `inflation` times the variance it assumes.

    Parameters
    ----------
    inflation
        Variance of the statistic over the variance that its distribution has; NaN gives NaN.
    level
        Nominal size.
    alternative
        Of the test.
    df
        Degrees of freedom of the t distribution it is read from; without them the normal one.

    Examples
    --------
    A test of 50 observations whose residuals have a mean correlation of .02, read from the normal distribution:

    >>> round(true_size(inflation=(1 + 49 * 0.02) / (1 - 0.02), level=0.05, alternative="two-sided"), 3)
    0.168
    """
    tail = share_of_tail(level=level, alternative=alternative) / 2.0
    if isnan(inflation) or not df > 0 or tail >= 1.0:
        return float("nan")
    if inflation <= 0.0:
        return 0.0
    beyond = float(stdtr(df, stdtrit(df, tail) / inflation**0.5))
    return 2.0 * beyond if alternative == "two-sided" else beyond
