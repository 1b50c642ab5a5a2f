"""A portfolio of series whose models may differ: its residuals, its CAR, and the variance of any sum of either.

The weighted series that share their regressors make one regression, since least squares is linear in y; so a portfolio
is a sum of as many regressions as there are distinct designs. Write d and f for two designs, Xd and Xf for their
regressors in the sample, xd and xf for those summed over a window w of L sessions, ``Pd = xd'(Xd'Xd)^-1 Xd'`` for the
weights with which the sample's returns enter the expected return of w, and ``s_df = ed'ef / (T - max(kd, kf))`` for the
residual covariance. A sum over w has the variance

- ahead of the sample  ``sum over d, f of s_df [L_df + Pd Pf']``, L_df counting the days that both windows hold,
- in the sample        ``sum over d, f of s_df [L - qd - qf + Pd Pf']``, with ``qd = xd'(Xd'Xd)^-1 xd``,

which for one design are ``s2 (L + q)`` and ``s2 (L - q)``. The tests check both against explicit projection matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.expected import LinearFit, fit_linear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation, Positions


@dataclass(frozen=True, slots=True)
class PortfolioFit:
    """Sum of D regressions on the same T sessions.

    Attributes
    ----------
    fits : tuple of D LinearFit
    residuals : array of shape (T,)
        Of the portfolio.
    basis : array of shape (T, K)
        The orthonormal bases of the designs side by side, K the sum of their k.
    sigma : array of shape (D, D)
        Residual covariance between the designs' parts.
    coupling : array of shape (K, K)
        ``Q_d'Q_d'`` times ``sigma_dd'``, block by block.
    dof : int
        ``T - max k``.
    """

    fits: tuple[LinearFit, ...]
    residuals: Array
    basis: Array
    sigma: Array
    coupling: Array
    dof: int

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


def fit_portfolio(*, y: Sequence[Array], X: Sequence[Array]) -> PortfolioFit:
    """Fit each design's weighted sum of series.

    Parameters
    ----------
    y : D arrays of shape (T,)
        Weighted sums of the series of each design.
    X : D arrays of shape (T, k_d)
    """
    fits = tuple(fit_linear(y=one, X=design) for one, design in zip(y, X, strict=True))
    k = np.array([fit.n_parameters for fit in fits])
    T = y[0].size
    E = np.column_stack([fit.residuals for fit in fits])
    dof = T - int(k.max())
    sigma = E.T @ E / (T - np.maximum.outer(k, k)) if dof > 0 else np.full((k.size, k.size), np.nan)
    basis = np.column_stack([fit.basis for fit in fits])
    owner = np.repeat(np.arange(k.size), k)
    coupling = (basis.T @ basis) * sigma[np.ix_(owner, owner)]
    return PortfolioFit(fits, E.sum(axis=1), basis, sigma, coupling, dof)


def variance_in_sample(*, fit: PortfolioFit, sums: Array, length: int) -> Array:
    """Return the variance of sums of `length` residuals of the portfolio.

    Parameters
    ----------
    fit
        The portfolio.
    sums : array of shape (m, K)
        Rows of ``fit.basis`` summed over each window.
    length
        Sessions in each window.

    Returns
    -------
    array of shape (m,)
    """
    k = np.array([part.n_parameters for part in fit.fits])
    overlap = np.square(sums) @ np.repeat(fit.sigma.sum(axis=1), k)
    variance: Array = length * fit.sigma2 - 2.0 * overlap + _quadratic(sums, fit.coupling)
    return variance


def variance_ahead(*, fit: PortfolioFit, sums: Array, common: Array) -> Array:
    """Return the variance of sums of the portfolio's abnormal returns outside the sample.

    Parameters
    ----------
    fit
        The portfolio.
    sums : array of shape (m, K)
        For each window, the regressors summed and multiplied by ``r_inverse``, design by design.
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

    Every member must have a fit, and a CAR over the window.

    Parameters
    ----------
    members
        Observations, each of its own series.
    weights : array of shape (N,)
    first, last
        The window, in sessions of each series' own relative to its day 0.
    """
    days = _shared([member.data.dates[member.sample] for member in members])
    if days.size == 0:
        return None
    windows = [_window_days(member, first, last) for member in members]
    groups = _groups(members, windows)
    heads = [members[group[0]] for group in groups]
    weighted = [_weighted([members[i] for i in group], weights[group], days) for group in groups]
    fit = fit_portfolio(y=weighted, X=[_rows(head, days) for head in heads])
    spans = [windows[group[0]] for group in groups]
    totals = [_rows(head, span).sum(axis=0) for head, span in zip(heads, spans, strict=True)]
    actual = sum(float(w * _values(m, d).sum()) for m, d, w in zip(members, windows, weights, strict=True))
    expected = sum(float(total @ part.coefficients) for total, part in zip(totals, fit.fits, strict=True))
    ahead = np.concatenate([total @ part.r_inverse for total, part in zip(totals, fit.fits, strict=True)])
    common = np.array([[np.intersect1d(one, two).size for two in spans] for one in spans], dtype=np.float64)
    path, path_variance = _path(members, weights, fit, groups, days[-1], _begin(members, first))
    return PortfolioWindow(
        fit=fit,
        sessions=np.searchsorted(_shared([member.data.dates for member in members]), days),
        estimate=actual - expected,
        variance=float(variance_ahead(fit=fit, sums=ahead[None, :], common=common)[0]),
        length=max(span.size for span in spans),
        path=path,
        path_variance=path_variance,
    )


def _shared(days: Sequence[Days]) -> Days:
    """Return the days that all have, ascending."""
    shared = days[0]
    for more in days[1:]:
        shared = np.intersect1d(shared, more, assume_unique=True)
    return shared


def _window_days(member: Observation, first: int, last: int) -> Days:
    """Return the days of the window on which the member has an abnormal return."""
    positions = member.positions(first, last)
    return member.data.dates[positions[member.data.present[positions]]]


def _groups(members: Sequence[Observation], windows: Sequence[Days]) -> list[list[int]]:
    """Return the members that share their regressors, in the sample and in the window, and so share a regression."""
    found: dict[tuple[tuple[str, ...], bytes], list[int]] = {}
    for i, (member, window) in enumerate(zip(members, windows, strict=True)):
        found.setdefault((member.data.columns, window.tobytes()), []).append(i)
    return list(found.values())


def _rows(member: Observation, days: Days) -> Array:
    rows: Array = member.data.X[np.searchsorted(member.data.dates, days)]
    return rows


def _values(member: Observation, days: Days) -> Array:
    values: Array = member.data.y[np.searchsorted(member.data.dates, days)]
    return values


def _weighted(members: Sequence[Observation], weights: Array, days: Days) -> Array:
    total = np.zeros(days.size)
    for member, weight in zip(members, weights, strict=True):
        total += weight * _values(member, days)
    return total


def _begin(members: Sequence[Observation], first: int) -> np.datetime64:
    """Return the day the earliest window begins."""
    begin: np.datetime64 = min(member.data.dates[member.day_zero + first] for member in members)
    return begin


def _path(
    members: Sequence[Observation],
    weights: Array,
    fit: PortfolioFit,
    groups: Sequence[Sequence[int]],
    after: np.datetime64,
    before: np.datetime64,
) -> tuple[Array, Array]:
    """Return the portfolio's abnormal returns on the usable days between sample and window, and their variances."""
    days = _shared([member.data.dates[member.data.usable] for member in members])
    days = days[(days > after) & (days < before)]
    rows = [_rows(members[group[0]], days) for group in groups]
    expected = np.zeros(days.size)
    for part, row in zip(fit.fits, rows, strict=True):
        expected += row @ part.coefficients
    ahead = np.column_stack([row @ part.r_inverse for part, row in zip(fit.fits, rows, strict=True)])
    variance = variance_ahead(fit=fit, sums=ahead, common=np.ones_like(fit.sigma))
    return _weighted(members, weights, days) - expected, variance
