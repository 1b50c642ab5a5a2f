"""Several series on the sessions they share: residuals, abnormal returns, and the covariance of their CARs.

Every series is fitted anew on the sessions that lie in all estimation samples, each under its own design. Write Mi for
the matrix that makes residuals of series i of its returns, Pi for the weights with which its sample enters the expected
return of the window, and ``s_ij = ei'ej / tr(Mi'Mj)``; then the CARs have the covariance
``Omega_ij = s_ij [L_ij + Pi Pj']``, L_ij counting the days that both windows hold, as in `kernels.portfolio`. For one
design fitted by least squares it is ``s_ij v_CAR``, s_ij with T - k degrees of freedom.

What is exact: given the covariance of the errors, Omega is that of the CARs for designs fitted by least squares, and
s_ij is unbiased. What is not: where designs differ, the s_ij together do not follow a Wishart distribution, and for a
beta made of leads and lags the weights are those of least squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.expected import fit_model, residual_traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array, Estimator, LinearFit
    from eventstudy.kernels.observation import Days, Observation, Positions


@dataclass(frozen=True, slots=True, eq=False)
class JointWindow:
    """N series of one date over one window, D of them with designs of their own.

    Attributes
    ----------
    residuals : array of shape (T, N)
    bases, loadings : tuples of D arrays of shape (T, k_d)
        W and U of each design, with residuals ``y - U W'y``; equal for least squares, and orthonormal.
    leverages : array of shape (T, N)
        h, with ``Var(e_t) = s2 (1 - h_t)``.
    divisors : array of shape (N, N)
        ``tr(Mi'Mj)``: T - k for one design.
    dof : float
        The fewest of a design's, ``T - max k`` for least squares.
    design : array of shape (N,), int
        Design of each series.
    ahead : tuple of D arrays of shape (k_d,)
        Regressors summed over the window, on those bases: the sum of expected returns is ``ahead'W'y``.
    car : array of shape (N,)
    factor : array of shape (N, N)
        ``L_ij + Pi Pj'``.
    held : array of shape (U, N), bool
        Which of the U days in any window each series has.
    ar : array of shape (L, N)
        Abnormal returns on the window's days that all have.
    ar_factor : array of shape (L, N)
        Variance of each as a forecast error, in units of the residual variance.
    path, path_factor : arrays of shape (P, N)
        The same for the usable days between sample and window.
    """

    residuals: Array
    bases: tuple[Array, ...]
    loadings: tuple[Array, ...]
    leverages: Array
    divisors: Array
    dof: float
    design: Positions
    ahead: tuple[Array, ...]
    car: Array
    factor: Array
    held: Mask
    ar: Array
    ar_factor: Array
    path: Array
    path_factor: Array

    @property
    def size(self) -> int:
        """Return N."""
        return int(self.car.size)

    @property
    def covariance(self) -> Array:
        """Return Omega, the covariance of the CARs, shape (N, N); NaN without degrees of freedom."""
        if not self.dof > 0:
            return np.full((self.size, self.size), np.nan)
        covariance: Array = self.residuals.T @ self.residuals / self.divisors * self.factor
        return covariance


def joint_window(*, members: Sequence[Observation], first: int, last: int) -> JointWindow | None:
    """Return some observations of one date over one window, or None if their samples share no session.

    Every member must have a fit, and a CAR over the window.

    Parameters
    ----------
    members
        Observations, each of its own series.
    first, last
        The window, in sessions of each series' own relative to its day 0.
    """
    days = shared_days([member.data.dates[member.sample] for member in members])
    if days.size == 0:
        return None
    windows = [window_days(member, first, last) for member in members]
    groups = designs_of(members, windows)
    design = np.empty(len(members), dtype=np.intp)
    for d, group in enumerate(groups):
        design[group] = d
    fits = [fit_on(member, days) for member in members]
    heads = [fits[group[0]] for group in groups]
    spans = [windows[group[0]] for group in groups]
    ahead = [_ahead_rows(members[g[0]], s).sum(axis=0) @ f.root for g, s, f in zip(groups, spans, heads, strict=True)]
    every = np.unique(np.concatenate(windows))
    return JointWindow(
        residuals=np.column_stack([fit.residuals for fit in fits]),
        bases=tuple(fit.basis for fit in heads),
        loadings=tuple(fit.loadings for fit in heads),
        leverages=np.column_stack([fit.leverages for fit in fits]),
        divisors=residual_traces(heads)[np.ix_(design, design)],
        dof=min(fit.dof for fit in fits),
        design=design,
        ahead=tuple(ahead),
        car=np.array([_errors(m, f, d)[0].sum() for m, f, d in zip(members, fits, windows, strict=True)]),
        factor=_factor(spans, ahead, heads)[np.ix_(design, design)],
        held=np.column_stack([np.isin(every, window) for window in windows]),
        **_ahead_of(members, fits, shared_days(windows), "ar"),
        **_ahead_of(members, fits, days_between(members, days[-1], first), "path"),
    )


def shared_days(days: Sequence[Days]) -> Days:
    """Return the days that all have, ascending.

    Examples
    --------
    >>> one = np.array(["2020-01-02", "2020-01-03"], dtype="datetime64[D]")
    >>> shared_days([one, one[1:]]).astype(str).tolist()
    ['2020-01-03']
    """
    shared = days[0]
    for more in days[1:]:
        shared = np.intersect1d(shared, more, assume_unique=True)
    return shared


def window_days(member: Observation, first: int, last: int) -> Days:
    """Return the days of a window on which the member has an abnormal return."""
    positions = member.positions(first, last)
    return member.data.dates[positions[member.data.present[positions]]]


def days_between(members: Sequence[Observation], after: np.datetime64, first: int) -> Days:
    """Return the days that all may use after one day, and before the earliest window that begins with `first`."""
    begin = min(member.data.dates[member.day_zero + first] for member in members)
    usable = shared_days([member.data.dates[member.data.usable] for member in members])
    between: Days = usable[(usable > after) & (usable < begin)]
    return between


def designs_of(members: Sequence[Observation], windows: Sequence[Days]) -> list[list[int]]:
    """Return the members that share regressors and estimator, in the sample and in the window: one regression each."""
    found: dict[tuple[tuple[str, ...], Estimator, bytes], list[int]] = {}
    for i, (member, window) in enumerate(zip(members, windows, strict=True)):
        key = (member.data.columns, member.data.estimator.of_portfolios, window.tobytes())
        found.setdefault(key, []).append(i)
    return list(found.values())


def on_days(member: Observation, values: Array, days: Days) -> Array:
    """Return the rows of some of a member's days of an array with a row for each of its sessions."""
    rows: Array = values[np.searchsorted(member.data.dates, days)]
    return rows


def fit_on(member: Observation, days: Days) -> LinearFit:
    """Return a member's model fitted on some of its days, as in a portfolio."""
    data = member.data
    Z = None if data.Z is None else on_days(member, data.Z, days)
    estimator = data.estimator.of_portfolios
    return fit_model(y=on_days(member, data.y, days), X=on_days(member, data.X, days), Z=Z, estimator=estimator)


def _ahead_rows(member: Observation, days: Days) -> Array:
    return on_days(member, member.data.X_ahead, days)


def _factor(spans: Sequence[Days], ahead: Sequence[Array], heads: Sequence[LinearFit]) -> Array:
    """Return ``L_df + Pd Pf'`` of the designs."""
    maps = np.column_stack([fit.basis @ row for row, fit in zip(ahead, heads, strict=True)])
    common = np.array([[np.intersect1d(one, two).size for two in spans] for one in spans], dtype=np.float64)
    factor: Array = common + maps.T @ maps
    return factor


def _errors(member: Observation, fit: LinearFit, days: Days) -> tuple[Array, Array]:
    """Return forecast errors on some days, and the variance of each in units of the residual variance."""
    rows = _ahead_rows(member, days)
    errors = on_days(member, member.data.y, days) - rows @ fit.coefficients
    return errors, 1.0 + np.square(rows @ fit.root).sum(axis=1)


def _ahead_of(members: Sequence[Observation], fits: Sequence[LinearFit], days: Days, name: str) -> dict[str, Array]:
    found = [_errors(member, fit, days) for member, fit in zip(members, fits, strict=True)]
    return {
        name: np.column_stack([errors for errors, _ in found]),
        f"{name}_factor": np.column_stack([factor for _, factor in found]),
    }
