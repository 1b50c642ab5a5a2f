"""A portfolio of series whose models may differ: its residuals, its CAR, and the variance of any sum of either.

The weighted series that share their regressors and estimator make one regression, since every estimator ``b = A y`` is
linear in y; so a portfolio is a sum of as many regressions as there are distinct designs. Write d and f for two
designs, xd for the regressors of d summed over a window w of L sessions, ``Pd = xd'Ad`` for the weights with which the
sample's returns enter the expected return of w, Md for ``I - Xd Ad``, which makes residuals of errors, and
``s_df = ed'ef / tr(Md'Mf)`` for the residual covariance. A sum over w has the variance

- ahead of the sample  ``sum over d, f of s_df [L_df + Pd Pf']``, L_df counting the days that both windows hold,
- in the sample        ``sum over d, f of s_df [L - qd - qf + Pd Pf']``, with qd the sum of Pd over w,

which for one design by least squares are ``s2 (L + q)`` and ``s2 (L - q)``, ``q = x'(X'X)^-1 x``. The tests check both
against explicit projection matrices.

A GARCH model enters by least squares of its mean equation, betas of leads and lags with the covariance of least
squares; the covariance of Newey and West (``hac``) does not enter: a portfolio has one series, and one variance, a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.expected import OLS, LinearFit, fit_model, residual_traces
from eventstudy.kernels.joint_window import days_between, designs_of, on_days, shared_days, window_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array, Estimator
    from eventstudy.kernels.observation import Days, Observation, Positions


@dataclass(frozen=True, slots=True)
class PortfolioFit:
    """Sum of D regressions on the same T sessions.

    Attributes
    ----------
    fits : tuple of D LinearFit
    residuals : array of shape (T,)
        Of the portfolio.
    basis : array of shape (T, K), or (T, 2K)
        Rows that `variance_in_sample` takes, summed over a window: the orthonormal bases of the designs side by side, K
        the sum of their k; where one is not least squares, their loadings after them.
    sigma : array of shape (D, D)
        Residual covariance between the designs' parts.
    coupling : array of shape (K, K)
        ``W_d'W_f`` times ``sigma_df``, block by block, W the bases.
    dof : float
        The fewest of a design's, ``T - max k`` for least squares.
    """

    fits: tuple[LinearFit, ...]
    residuals: Array
    basis: Array
    sigma: Array
    coupling: Array
    dof: float

    @property
    def sigma2(self) -> float:
        """Return the residual variance of the portfolio; for one design, that of its regression."""
        return float(self.sigma.sum())


@dataclass(frozen=True, slots=True)
class PortfolioWindow:
    """A portfolio's abnormal return over one event window, with what a test of it needs.

    Attributes
    ----------
    fit : PortfolioFit
        On the sessions that lie in every member's estimation sample.
    sessions : array of shape (T,), int
        Positions of those sessions among the days on which all members have one; neighbours differ by 1.
    estimate : float
        Weighted sum of the members' CARs.
    variance : float
        Of `estimate`, as a forecast error.
    length : int
        Sessions in the window with a return.
    path : array of shape (P,)
        Abnormal returns of the portfolio after the sample and before the window.
    path_variance : array of shape (P,)
        Of each, as forecast errors.
    """

    fit: PortfolioFit
    sessions: Positions
    estimate: float
    variance: float
    length: int
    path: Array
    path_variance: Array

    @property
    def se(self) -> float:
        """Return the standard error of `estimate`; NaN where its variance is not above zero."""
        return float(np.sqrt(self.variance)) if self.variance > 0.0 else float("nan")


def fit_portfolio(
    *,
    y: Sequence[Array],
    X: Sequence[Array],
    Z: Sequence[Array | None] | None = None,
    estimators: Sequence[Estimator] | None = None,
) -> PortfolioFit:
    """Fit each design's weighted sum of series.

    Parameters
    ----------
    y : D arrays of shape (T,)
        Weighted sums of the series of each design.
    X : D arrays of shape (T, k_d)
    Z : D arrays of shape (T, 2q_d), or None
        Lags and leads of the benchmark, as in `fit_model`.
    estimators
        Of the designs; without them, least squares.
    """
    Z, estimators = Z or [None] * len(y), estimators or [OLS] * len(y)
    fits = tuple(
        fit_model(y=one, X=design, Z=beside, estimator=estimator)
        for one, design, beside, estimator in zip(y, X, Z, estimators, strict=True)
    )
    E = np.column_stack([fit.residuals for fit in fits])
    dof = min(fit.dof for fit in fits)
    sigma = E.T @ E / residual_traces(fits) if dof > 0 else np.full((len(fits), len(fits)), np.nan)
    basis = np.column_stack([fit.basis for fit in fits])
    owner = np.repeat(np.arange(len(fits)), [fit.n_parameters for fit in fits])
    coupling = (basis.T @ basis) * sigma[np.ix_(owner, owner)]
    if any(fit.loadings is not fit.basis for fit in fits):
        basis = np.column_stack([basis, *(fit.loadings for fit in fits)])
    return PortfolioFit(fits, E.sum(axis=1), basis, sigma, coupling, dof)


def variance_in_sample(*, fit: PortfolioFit, sums: Array, length: int) -> Array:
    """Return the variance of sums of `length` residuals of the portfolio.

    Parameters
    ----------
    fit
        The portfolio.
    sums : array of shape (m, K) or (m, 2K)
        Rows of ``fit.basis`` summed over each window.
    length
        Sessions in each window.

    Returns
    -------
    array of shape (m,)
    """
    k = [part.n_parameters for part in fit.fits]
    basis = sums[:, : sum(k)]
    loadings = basis if sums.shape[1] == sum(k) else sums[:, sum(k) :]
    overlap = (basis * loadings) @ np.repeat(fit.sigma.sum(axis=1), k)
    variance: Array = length * fit.sigma2 - 2.0 * overlap + _quadratic(loadings, fit.coupling)
    return variance


def variance_ahead(*, fit: PortfolioFit, sums: Array, common: Array) -> Array:
    """Return the variance of sums of the portfolio's abnormal returns outside the sample.

    Parameters
    ----------
    fit
        The portfolio.
    sums : array of shape (m, K)
        For each window, the regressors summed and multiplied by ``root``, design by design.
    common : array of shape (D, D)
        Number of days that the windows of two designs share; L throughout where all have the same days.

    Returns
    -------
    array of shape (m,)
    """
    variance: Array = float((fit.sigma * common).sum()) + _quadratic(sums, fit.coupling)
    return variance


def _quadratic(rows: Array, matrix: Array) -> Array:
    form: Array = np.einsum("mi,ij,mj->m", rows, matrix, rows)
    return form


def portfolio_window(
    *, members: Sequence[Observation], weights: Array, first: int, last: int
) -> PortfolioWindow | None:
    """Return the portfolio of some observations over one window, or None if their samples share no session.

    Every member must have a fit, and a CAR over the window. The estimate is that of the portfolio's own regressions on
    the sessions that all members have; where a member has sessions of its own, or a GARCH, it is near the weighted sum
    of the members' CARs, and not equal to it.

    Parameters
    ----------
    members
        Observations, each of its own series.
    weights : array of shape (N,)
    first, last
        The window, in sessions of each series' own relative to its day 0.
    """
    days = shared_days([member.data.dates[member.sample] for member in members])
    if days.size == 0:
        return None
    windows = [window_days(member, first, last) for member in members]
    groups = designs_of(members, windows)
    heads = [members[group[0]] for group in groups]
    weighted = [weighted_sum([members[i] for i in group], weights[group], days) for group in groups]
    fit = fit_portfolio(
        y=weighted,
        X=[on_days(head, head.data.X, days) for head in heads],
        Z=[None if head.data.Z is None else on_days(head, head.data.Z, days) for head in heads],
        estimators=[head.data.estimator.of_portfolios for head in heads],
    )
    spans = [windows[group[0]] for group in groups]
    totals = [on_days(head, head.data.X_ahead, span).sum(axis=0) for head, span in zip(heads, spans, strict=True)]
    actual = sum(float(w * on_days(m, m.data.y, d).sum()) for m, d, w in zip(members, windows, weights, strict=True))
    expected = sum(float(total @ part.coefficients) for total, part in zip(totals, fit.fits, strict=True))
    ahead = np.concatenate([total @ part.root for total, part in zip(totals, fit.fits, strict=True)])
    common = np.array([[np.intersect1d(one, two).size for two in spans] for one in spans], dtype=np.float64)
    path, path_variance = _path(members, weights, fit, groups, days_between(members, days[-1], first))
    return PortfolioWindow(
        fit=fit,
        sessions=np.searchsorted(shared_days([member.data.dates for member in members]), days),
        estimate=actual - expected,
        variance=float(variance_ahead(fit=fit, sums=ahead[None, :], common=common)[0]),
        length=max(span.size for span in spans),
        path=path,
        path_variance=path_variance,
    )


def weighted_sum(members: Sequence[Observation], weights: Array, days: Days) -> Array:
    """Return the weighted sum of what is regressed of some members, on some days, shape (len(days),)."""
    total = np.zeros(days.size)
    for member, weight in zip(members, weights, strict=True):
        total += weight * on_days(member, member.data.y, days)
    return total


def _path(
    members: Sequence[Observation],
    weights: Array,
    fit: PortfolioFit,
    groups: Sequence[Sequence[int]],
    days: Days,
) -> tuple[Array, Array]:
    """Return the portfolio's abnormal returns on some days between sample and window, and their variances."""
    heads = [members[group[0]] for group in groups]
    rows = [on_days(head, head.data.X_ahead, days) for head in heads]
    expected = np.zeros(days.size)
    for part, row in zip(fit.fits, rows, strict=True):
        expected += row @ part.coefficients
    ahead = np.column_stack([row @ part.root for part, row in zip(fit.fits, rows, strict=True)])
    variance = variance_ahead(fit=fit, sums=ahead, common=np.ones_like(fit.sigma))
    return weighted_sum(members, weights, days) - expected, variance
