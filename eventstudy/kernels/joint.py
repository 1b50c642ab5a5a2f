"""Joint tests of several series on one date: the multivariate regression model, and a rank of its quadratic form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.resampling import BURN_IN, DECAY, RankTest, ewma_forecasts, rank, rolling_sums
from eventstudy.kernels.significance import FTest, detectable_distance, f_critical, f_test

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.joint_window import JointWindow

_SINGULAR = 1e-12
"""Share of a variance that must be its own, beside the series before it."""
_CHUNK = 1 << 20
"""Elements of the matrices that are held at once."""


@dataclass(frozen=True, slots=True)
class JointRank:
    """Rank of a quadratic form, with what its minimum detectable effect needs.

    Attributes
    ----------
    test : RankTest
    critical : float
        What the statistic must reach for a p of the level asked for; NaN if no value does.
    ratio : float
        Forecast on the eve of the window over the mean of the sample.
    """

    test: RankTest
    critical: float
    ratio: float


def mvrm_f(*, window: JointWindow) -> FTest:
    """Test that the CARs of all series are zero.

    ``F = (T-k-N+1) / (N (T-k)) CAR' Omega^-1 CAR`` with N and T - k - N + 1 degrees of freedom. With one design for all
    series, Omega is the residual covariance times v_CAR, and F is exact for normal errors; for one series it is the
    square of its t. Where designs differ, Omega still is what each pair's designs imply, k is the largest, and F is an
    approximation: of five series, three without the market, it rejects 5 per cent of true nulls at a nominal 5.

    Parameters
    ----------
    window
        Of N series.

    References
    ----------
    Gibbons (1982), Journal of Financial Economics 10; Binder (1985), Journal of Accounting Research 23; Rao (1973),
    Linear Statistical Inference, 8b, for the exact distribution. v_CAR in place of one session's variance: ours.
    """
    return _hotelling(window.car, window.covariance, window.dof)


def mvrm_equal(*, window: JointWindow) -> FTest:
    """Test that the CARs of all series are equal: as `mvrm_f`, of N - 1 contrasts of them.

    Parameters
    ----------
    window
        Of N series; one alone has no contrast, and gives NaN.
    """
    contrasts = np.diff(np.eye(window.size), axis=0)
    return _hotelling(contrasts @ window.car, contrasts @ window.covariance @ contrasts.T, window.dof)


def wilks_f(*, ar: Array, factor: Array, products: Array, dof: float) -> FTest:
    """Test that all abnormal returns of N series over L sessions are zero: Wilks' Lambda with Rao's F.

    ``Lambda = |E| / |E + AR' V^-1 AR|``; exact for normal errors if N or L is at most 2. For one series,
    ``F(L, T - k) = AR' V^-1 AR / (L s2)``. It rejects far too often where returns have fat tails.

    Parameters
    ----------
    ar : array of shape (L, N)
    factor : array of shape (L, L)
        V, the covariance of one series' abnormal returns in units of its residual variance; the same for all series.
    products : array of shape (N, N)
        ``E = e'e`` of the estimation sample.
    dof
        T - k.

    References
    ----------
    Rao (1951), Bulletin of the International Statistical Institute 33; Rao (1973), 8c.5.

    Examples
    --------
    >>> test = wilks_f(ar=np.array([[2.0]]), factor=np.eye(1), products=np.array([[10.0]]), dof=10)
    >>> round(test.statistic, 9), test.df1, test.df2
    (4.0, 1.0, 10.0)
    """
    L, N = ar.shape
    hypothesis = ar.T @ np.linalg.solve(factor, ar)
    whole, part = np.linalg.slogdet(products + hypothesis), np.linalg.slogdet(products)
    squares = N * N + L * L - 5
    s = np.sqrt((N * N * L * L - 4) / squares) if squares > 0 else 1.0
    df1 = float(N * L)
    df2 = float((dof + L - (N + L + 1) / 2) * s - df1 / 2 + 1)
    if not (part[0] > 0 and dof >= N):
        return f_test(statistic=float("nan"), df1=df1, df2=df2)
    inverse = np.exp((whole[1] - part[1]) / s)
    return f_test(statistic=float((inverse - 1.0) * df2 / df1), df1=df1, df2=df2)


def joint_rank(*, window: JointWindow, level: float = 0.05) -> JointRank:
    """Rank the quadratic form of the window's abnormal returns among those of the sample, in units of its forecast.

    Of each session the vector of abnormal returns, each divided by its forecast error's standard deviation, enters
    ``D = z' (E'E)^-1 z``. In the sample both z and E are those of the fit that leaves the session out, so D there is
    what it would be had that session been the event. D over a window is divided by the forecast of D on the eve, made
    as in `resampling.conditional_sample_quantile`. The event's window counts the days that all series have.

    For one design D is ``q / (1 - h - q)`` with ``q = e'(E'E)^-1 e`` and the leverage h. Where designs differ it is as
    exact: each series' own leverage, and the products of residuals under two designs, are those without the session.
    One series alone makes it a test of that day's volatility.

    Parameters
    ----------
    window
        Of N series; T - max k must be N at least, else the statistic is NaN.
    level
        That `critical` is for.

    References
    ----------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15, for the rank; the form is Hotelling's.
    """
    sample, length = left_out_distances(window=window), window.ar.shape[0]
    products = window.residuals.T @ window.residuals
    path = _distances(window.path, window.path_factor, products)
    total = float(_distances(window.ar, window.ar_factor, products).sum())
    forecasts = ewma_forecasts(squares=np.concatenate([sample, path]), decay=DECAY, burn_in=BURN_IN)
    sums = rolling_sums(values=sample, length=length) if length else np.empty(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        reference = sums / forecasts[: sums.size]
        event = total / float(forecasts[-1]) if forecasts[-1] > 0.0 and length else float("nan")
    reference = reference[np.isfinite(reference)]
    test = rank(event=event, reference=reference, se=float("nan"), alternative="greater")
    place = int(np.floor(level * (test.m + 1))) - 1
    critical = float(np.sort(reference)[::-1][place]) if 0 <= place < test.m else float("nan")
    return JointRank(test, critical, float(forecasts[-1] / sample.mean()))


def left_out_distances(*, window: JointWindow) -> Array:
    """Return D of each session of the sample under the fit without it, shape (T,); see `joint_rank`.

    Without session t, the residual of series i on another session s is ``e_is + H_i[s, t] p_it`` with the forecast
    error ``p_it = e_it / (1 - h_it)``; the products of two such series over the other sessions follow in closed form.
    Where a fit is not least squares, ``E'E - z z'`` stands for them, as it does for one design of least squares.
    """
    e, leverage = window.residuals, window.leverages
    with np.errstate(divide="ignore", invalid="ignore"):
        p, z = e / (1.0 - leverage), e / np.sqrt(1.0 - leverage)
    least_squares = all(W is U for W, U in zip(window.bases, window.loadings, strict=True))
    if least_squares and len(window.bases) > 1:
        return _left_out_of_several(window, p, z)
    q = _distances(e, 1.0 - leverage, e.T @ e)
    return q / np.where(q < 1.0, 1.0 - q, np.nan)


def rejected_in_sample(*, window: JointWindow, level: float) -> float:
    """Return the share of the sample's sessions that `mvrm_f` rejects when each is held against the others.

    It is `level` on average where residuals are normal, and what the test's size is of their own shape where they are
    not: with 250 sessions under t with 4 degrees of freedom 8 to 9 per cent for five series, 16 for thirty.

    Parameters
    ----------
    window
        Of N series.
    level
        Of the test.
    """
    N, dof = window.size, window.dof - 1.0
    critical = f_critical(df1=N, df2=dof - N + 1, level=level)
    distances = left_out_distances(window=window)
    return float((distances * dof * hotelling_scale(df1=N, dof=dof) > critical).mean())


def _left_out_of_several(window: JointWindow, p: Array, z: Array) -> Array:
    e, N, T = window.residuals, window.size, window.residuals.shape[0]
    whole, hats = e.T @ e, _hats(window)
    projected = np.stack([basis @ (basis.T @ e) for basis in window.bases], axis=1)
    one, two = window.design[:, None], window.design[None, :]
    most, found = max(1, _CHUNK // (N * N)), []
    for part in (slice(begin, begin + most) for begin in range(0, T, most)):
        moved = projected[part][:, window.design, :] * p[part, :, None]  # [t, j, i]: i's residuals in j's design
        own = (hats[part][:, one, two] - 1.0) * p[part, :, None] * p[part, None, :]
        products = whole + moved + moved.transpose(0, 2, 1) + own
        found.append(quadratic_inverse(vectors=z[part], matrices=products))
    return np.concatenate(found)


def _hats(window: JointWindow) -> Array:
    """Return the product of two designs' hat matrices at each session, ``H_d[:, t]'H_f[:, t]``, shape (T, D, D)."""
    D = len(window.bases)
    hats = np.empty((window.residuals.shape[0], D, D))
    for d, one in enumerate(window.bases):
        for f, two in enumerate(window.bases):
            hats[:, d, f] = ((one @ (one.T @ two)) * two).sum(axis=1)
    return hats


def detectable_by_f(*, window: JointWindow, critical: float) -> float:
    """Return the CAR which, the same in all series, `mvrm_f` finds in 80 of 100 cases if it rejects above `critical`.

    From the noncentral F distribution, whose noncentrality is ``1' Omega^-1 1`` times the square of that CAR.
    """
    N, ones = window.size, np.ones((1, window.size))
    distance = detectable_distance(df1=N, df2=window.dof - N + 1, critical=critical)
    return float(np.sqrt(distance / quadratic_inverse(vectors=ones, matrices=window.covariance[None, :, :])[0]))


def detectable_by_rank(*, window: JointWindow, found: JointRank) -> float:
    """Return the CAR which, the same in all series, `joint_rank` finds in about 80 of 100 cases.

    As if returns were normal, of the sample's covariance times the forecast's ratio, and the CAR spread evenly over the
    window's L days: then D over the window is an F with N L degrees of freedom, for L > 1 approximately.
    """
    N, dof, L = window.size, window.dof, window.ar.shape[0]
    free = dof - N + 1
    critical = found.critical / L * free / (free - 2) if free > 2 else float("nan")  # noqa: PLR2004 - mean of D
    distance = detectable_distance(df1=N * L, df2=free, critical=critical)
    products = window.residuals.T @ window.residuals / dof
    unit = float(_distances(np.ones_like(window.ar), window.ar_factor, products).sum()) / L**2
    return float(np.sqrt(distance * found.ratio / unit))


def quadratic_inverse(*, vectors: Array, matrices: Array) -> Array:
    """Return ``v' M^-1 v`` of many vectors and positive definite matrices; NaN where one is not.

    By elimination, one step for all of them: a library call for each small matrix would cost more than its work, and
    the threads that it wakes much more where other work keeps the cores busy.

    Parameters
    ----------
    vectors : array of shape (B, N)
    matrices : array of shape (B, N, N), or (1, N, N) where all vectors have one

    Returns
    -------
    array of shape (B,)

    Examples
    --------
    >>> quadratic_inverse(vectors=np.array([[2.0, 0.0]]), matrices=np.array([[[2.0, 0.0], [0.0, 1.0]]])).tolist()
    [2.0]
    """
    v, M = vectors.copy(), matrices.copy()
    least = _SINGULAR * np.diagonal(M, axis1=1, axis2=2)
    total = np.zeros(v.shape[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        for j in range(v.shape[1]):
            pivot = np.where(M[:, j, j] > least[:, j], M[:, j, j], np.nan)
            total += np.square(v[:, j]) / pivot
            share = M[:, j + 1 :, j] / pivot[:, None]
            v[:, j + 1 :] -= share * v[:, j, None]
            M[:, j + 1 :, j + 1 :] -= share[:, :, None] * M[:, j, None, j + 1 :]
    return total


def hotelling_scale(*, df1: int, dof: float) -> float:
    """Return the factor that makes a quadratic form in an estimated covariance an F; NaN without degrees of freedom."""
    return (dof - df1 + 1) / (df1 * dof) if df1 > 0 and dof >= df1 else float("nan")


def _hotelling(estimates: Array, covariance: Array, dof: float) -> FTest:
    df1 = int(estimates.size)
    form = quadratic_inverse(vectors=estimates[None, :], matrices=covariance[None, :, :])[0]
    statistic = float(form * hotelling_scale(df1=df1, dof=dof))
    return f_test(statistic=statistic, df1=float(df1), df2=float(dof - df1 + 1))


def _distances(values: Array, factor: Array, products: Array) -> Array:
    """Return ``z' products^-1 z`` of each row; NaN throughout where the products are singular."""
    return quadratic_inverse(vectors=values / np.sqrt(factor), matrices=products[None, :, :])
