"""Rank tests of N observations in event time: each return takes its rank in the series' own history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.scores import added, scaled_ranks

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Integers
    from eventstudy.kernels.scores import Scores


@dataclass(frozen=True, slots=True)
class EventTimeTest:
    """A test whose spread is taken over event time, so that correlation between observations is in it.

    Attributes
    ----------
    statistic : float
        NaN where there is no spread, or no value in the window.
    df : float
        Degrees of freedom of t; infinite for the normal distribution.
    n : int
        Sessions that the spread was taken over.
    """

    statistic: float
    df: float
    n: int


def corrado(*, history: Array, window: Array) -> EventTimeTest:
    """Test the window by the mean rank of its sessions, over the spread of mean ranks in event time.

    ``U = K / (n_i + 1) - 1/2`` with K the rank among the n_i returns of observation i; ``z = sum of mean U over the L
    sessions / (sqrt(L) S)``, S the root of the mean square of mean U over all sessions, those of the window included.

    Parameters
    ----------
    history : array of shape (S, N)
        Abnormal returns of estimation samples and of the event window's other sessions, in event time, NaN for none.
    window : array of shape (L, N)
        Those of the tested sessions.

    References
    ----------
    Corrado (1989), Journal of Financial Economics 23, eq. 5; Cowan (1992), Review of Quantitative Finance and
    Accounting 2, for windows.

    Examples
    --------
    >>> history = np.array([[0.1, 0.4], [0.2, 0.1], [0.3, 0.2]])
    >>> round(corrado(history=history, window=np.array([[0.5, 0.6]])).statistic, 6)
    1.603567
    """
    return _windowed(*_ranked(history, window), power=1.0)


def corrado_zivney(*, history: Array, window: Array) -> EventTimeTest:
    """Test as `corrado` does, with each session's sum of ranks over ``sqrt(N_t)``, N_t the observations present.

    Without gaps both are one.

    Parameters
    ----------
    history : array of shape (S, N)
    window : array of shape (L, N)

    References
    ----------
    Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27, eq. 2 to 4, for missing returns.

    Examples
    --------
    >>> history = np.array([[0.1, 0.4], [0.2, np.nan], [0.3, 0.2]])
    >>> round(corrado_zivney(history=history, window=np.array([[0.5, 0.6]])).statistic, 6)
    1.667816
    """
    return _windowed(*_ranked(history, window), power=0.5)


def corrado_zivney_sign(*, history: Array, window: Array) -> EventTimeTest:
    """Test the window by signs around each observation's own median, ``G = sign(AR - median)``.

    ``q_t = sum of G / sqrt(N_t)``, ``S`` the root of its mean square over all n sessions, ``z = sum of q over the L
    sessions / (sqrt(L) S)``.

    Parameters
    ----------
    history : array of shape (S, N)
        Estimation residuals in event time, NaN for none.
    window : array of shape (L, N)
        Abnormal returns of the tested sessions; the median is taken over both.

    References
    ----------
    Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27, the sign test.

    Examples
    --------
    >>> history = np.array([[-0.1, 0.4], [-0.2, -0.1], [0.3, 0.2], [0.4, -0.3]])
    >>> round(corrado_zivney_sign(history=history, window=np.array([[0.5, 0.6]])).statistic, 6)
    1.581139
    """
    values = np.concatenate([history, window])
    G = median_signs(values=values)
    return _windowed(G[: history.shape[0]], G[history.shape[0] :], power=0.5)


def median_signs(*, values: Array) -> Array:
    """Return the signs of values around the median of their column, 0 for the median itself.

    Examples
    --------
    >>> median_signs(values=np.array([[0.3], [np.nan], [0.1], [0.2]])).ravel().tolist()
    [1.0, nan, -1.0, 0.0]
    """
    return np.sign(values - np.nanmedian(values, axis=0)) if values.size else values


def grank(*, history: Array, scar: Array) -> Array:
    """Return the demeaned ranks of one cumulative day among the standardised residuals of its own sample.

    Parameters
    ----------
    history : array of shape (S, N)
        Estimation residuals over their standard deviation, NaN for none.
    scar : array of shape (N,)
        Standardised CARs; they are divided by their cross-sectional standard deviation first, so that event-induced
        variance does not matter.

    Returns
    -------
    array of shape (S + 1, N)
        Scaled ranks; the last row is the cumulative day. NaN throughout where the CARs have no spread.

    References
    ----------
    Kolari and Pynnönen (2011), Journal of Empirical Finance 18, eq. 7 to 10.
    """
    spread = float(np.std(scar, ddof=1)) if scar.size > 1 else float("nan")
    if not spread > 0.0:
        return np.full((history.shape[0] + 1, scar.size), np.nan)
    return scaled_ranks(values=np.vstack([history, scar / spread]))


def grank_t(*, ranks: Array) -> EventTimeTest:
    """Test the mean rank of the cumulative day by the spread of mean ranks in event time, by t with n - 2.

    ``Z = U_0 / S``, ``S = sqrt((1/n) sum (N_t / N) U_t^2)``, ``t = Z sqrt((n - 2) / (n - 1 - Z^2))``.

    Parameters
    ----------
    ranks : array of shape (n, N)
        Of `grank`.

    References
    ----------
    Kolari and Pynnönen (2011), Journal of Empirical Finance 18, eq. 11 to 14.

    Examples
    --------
    >>> history = np.array([[0.2, -1.0], [-0.5, 0.3], [1.4, -0.2], [-0.9, 0.8]])
    >>> test = grank_t(ranks=grank(history=history, scar=np.array([2.0, 3.0])))
    >>> round(test.statistic, 6), test.df
    (5.477226, 3)
    """
    return grank_t_of(scores=added(ranks), N=ranks.shape[1])


def grank_t_of(*, scores: Scores, N: int) -> EventTimeTest:
    """Return what `grank_t` does, from sums of the ranks of N observations; the last is that of the cumulative day."""
    there = scores.count > 0
    n = int(there.sum())
    nan = EventTimeTest(float("nan"), float("nan"), n)
    if n <= 2 or not there[-1]:  # noqa: PLR2004 - df is n - 2
        return nan
    counts = scores.count[there]
    means = scores.total[there] / counts
    S = np.sqrt((counts / N * means**2).sum() / n)
    Z = float(means[-1] / S) if S > 0.0 else float("nan")
    rest = n - 1 - Z**2
    return EventTimeTest(Z * ((n - 2) / rest) ** 0.5, n - 2, n) if rest > 0.0 else nan


def grank_z(*, ranks: Array) -> EventTimeTest:
    """Test the mean rank of the cumulative day by its variance under independence.

    ``Var = (1 / 12 N^2) sum (n_i - 1) / (n_i + 1)``, n_i the sessions of observation i with the cumulative day.

    Parameters
    ----------
    ranks : array of shape (n, N)
        Of `grank`.

    References
    ----------
    Kolari and Pynnönen (2011), Journal of Empirical Finance 18, eq. 9 and 10.

    Examples
    --------
    >>> history = np.array([[0.2, -1.0], [-0.5, 0.3], [1.4, -0.2], [-0.9, 0.8]])
    >>> round(grank_z(ranks=grank(history=history, scar=np.array([2.0, 3.0]))).statistic, 6)
    2.0
    """
    return grank_z_of(scores=added(ranks), n=(~np.isnan(ranks)).sum(axis=0))


def grank_z_of(*, scores: Scores, n: Integers) -> EventTimeTest:
    """Return what `grank_z` does, from sums of the ranks and the sessions of each of N observations."""
    N, sessions = n.size, int((scores.count > 0).sum())
    if N == 0 or scores.count[-1] < N or (n <= 1).any():
        return EventTimeTest(float("nan"), float("inf"), sessions)
    each = n - 1.0
    each /= n + 1.0
    variance = float(each.sum()) / (12.0 * N**2)
    return EventTimeTest(float(scores.total[-1] / N) / variance**0.5, float("inf"), sessions)


def _ranked(history: Array, window: Array) -> tuple[Array, Array]:
    U = scaled_ranks(values=np.concatenate([history, window]))
    return U[: history.shape[0]], U[history.shape[0] :]


def _windowed(history: Array, window: Array, *, power: float) -> EventTimeTest:
    """Return the test of scores whose sessions are summed and divided by the count present to a power."""
    return windowed(history=added(history), window=added(window), power=power)


def windowed(*, history: Scores, window: Scores, power: float) -> EventTimeTest:
    """Test a window by its sessions' scores, each divided by the count present to a power, over their spread.

    Parameters
    ----------
    history, window
        Of the sessions that are not tested, and of those that are.
    power
        1 for `corrado`, a half for `corrado_zivney` and `corrado_zivney_sign`.

    Examples
    --------
    >>> from eventstudy.kernels.scores import Scores
    >>> two = [Scores(np.array(total), np.array(count)) for total, count in (([-1.0, 1.0], [4, 4]), ([2.0], [4]))]
    >>> round(windowed(history=two[0], window=two[1], power=1.0).statistic, 6)
    1.414214
    """
    past, tested = _present(history, power), _present(window, power)
    n, L = past.size + tested.size, tested.size
    S = float(np.sqrt((np.square(past).sum() + np.square(tested).sum()) / n)) if n else 0.0
    statistic = float(tested.sum()) / (L**0.5 * S) if L and S > 0.0 else float("nan")
    return EventTimeTest(statistic, float("inf"), n)


def _present(scores: Scores, power: float) -> Array:
    """Return each session's sum over its count to a power; sessions without any value are left out."""
    there = scores.count > 0
    held: Array = scores.total[there] / scores.count[there] ** power
    return held
