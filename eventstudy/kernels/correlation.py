"""How far observations move together: residual correlations between pairs, on the calendar days that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.bootstrap import product

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.sample import Integers, Panel

FEWEST_COMMON = 30
"""Common sessions that a correlation needs."""
_BLOCK = 256
"""Observations whose pairs are formed at a time."""
FLAT = 1e-12
"""Share of a sum of squares that must be left when its mean is taken out."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """Cross-sectional dependence of N observations.

    Attributes
    ----------
    rbar : float
        Mean residual correlation of the pairs that have one; NaN without a pair.
    pairs : int
        Unordered pairs with a correlation.
    possible : int
        ``N (N - 1) / 2``.
    overlap : float
        Mean over all pairs of ``tau``, the share of the tested windows' days that two observations have in common.
    effective : float
        Mean over all pairs of ``tau rho``, the mean correlation of the CARs; where a pair that shares days has no rho
        of its own, `rbar` stands for it. 0 where no day is shared, NaN where days are and no pair has a correlation.
    aligned : float
        The same over all pairs, those of different days 0 taken as 0: the part of `effective` that is still there in
        event time, where sessions are counted from each observation's own day 0.
    """

    rbar: float
    pairs: int
    possible: int
    overlap: float
    effective: float
    aligned: float


ALONE = Dependence(float("nan"), 0, 0, 0.0, 0.0, 0.0)
"""That of one observation, or none."""


def dependence(*, residuals: Panel, windows: Panel, zeros: Integers | None = None) -> Dependence:
    """Return the mean correlation of estimation residuals, and of the CARs that share days.

    Parameters
    ----------
    residuals
        Estimation residuals of N observations on calendar days.
    windows
        Their tested windows on calendar days; the values do not matter.
    zeros : array of shape (N,), int, optional
        Day 0 of each, as a number of days; one for all without it.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 10 to 12, for the mean over off-diagonal pairs;
    Kolari, Pape and Pynnönen (2018) for windows that overlap in part. Two windows of n and m days with w in common have
    ``tau = w / sqrt(n m)``.

    Examples
    --------
    >>> from eventstudy.kernels.sample import Panel
    >>> days, two = np.arange(40), np.repeat([0, 1], 40)
    >>> e = np.sin(days)
    >>> residuals = Panel(two, np.tile(days, 2), np.concatenate([e, 2 * e]), 2)
    >>> windows = Panel(np.array([0, 0, 1, 1]), np.array([50, 51, 51, 52]), np.zeros(4), 2)
    >>> found = dependence(residuals=residuals, windows=windows)
    >>> round(found.rbar, 12), found.pairs, round(found.overlap, 12), round(found.effective, 12)
    (1.0, 1, 0.5, 0.5)
    """
    N = residuals.size
    possible = N * (N - 1) // 2
    if possible == 0:
        return ALONE
    zeros = np.zeros(N, dtype=np.int64) if zeros is None else zeros
    pairs, rho, tau, weighted, unknown = 0, 0.0, 0.0, np.zeros(2), np.zeros(2)
    for rows, columns in _blocks(residuals, windows):
        r, known, t = _block(residuals, windows, rows, columns)
        pairs += int(known.sum())
        rho, tau = rho + float(r[known].sum()), tau + float(t.sum())
        same = zeros[rows][:, None] == zeros[columns]
        for place, share in enumerate((t, np.where(same, t, 0.0))):
            weighted[place] += float((r * share)[known].sum())
            unknown[place] += float(share[~known].sum())
    return over_pairs(N=N, pairs=pairs, rho=rho, tau=tau, weighted=weighted, unknown=unknown)


def over_pairs(*, N: int, pairs: int, rho: float, tau: float, weighted: Array, unknown: Array) -> Dependence:
    """Return the dependence of N observations from sums over their pairs.

    Parameters
    ----------
    N
        At least 2.
    pairs, rho, tau
        How many pairs have a correlation; the sums of these, and of the shares of days in common.
    weighted, unknown : arrays of shape (2,)
        Sums of ``tau rho`` over pairs with a correlation, and of ``tau`` over those without; over all pairs, and over
        those of one day 0.
    """
    possible, rbar = N * (N - 1) // 2, rho / pairs if pairs else float("nan")
    effective, aligned = ((weighted + np.where(unknown > 0.0, unknown * rbar, 0.0)) / possible).tolist()
    return Dependence(rbar, pairs, possible, tau / possible, effective, aligned)


def car_correlations(*, residuals: Panel, windows: Panel) -> Array:
    """Return the correlations ``tau rho`` of the CARs of a few observations, shape (N, N), as `dependence` fills them.

    Parameters
    ----------
    residuals, windows
        As for `dependence`.
    """
    every = np.arange(residuals.size)
    r, known, tau = _block(residuals, windows, every, every)
    return filled_in(r=r, known=known, tau=tau)


def filled_in(*, r: Array, known: Mask, tau: Array) -> Array:
    """Return the correlations of CARs from those of the pairs above the diagonal, `rbar` in the place of unknown ones.

    Parameters
    ----------
    r, tau : arrays of shape (N, N)
        0 but for the pairs above the diagonal.
    known : array of shape (N, N), bool
    """
    rbar = float(r[known].mean()) if known.any() else float("nan")
    upper = tau * np.where(known, r, np.where(tau > 0.0, rbar, 0.0))
    correlations: Array = np.eye(r.shape[0]) + upper + upper.T
    return correlations


def _blocks(residuals: Panel, windows: Panel) -> list[tuple[Positions, Positions]]:
    """Return blocks of observations, each with those at or after its own that it may share days with.

    Observations are taken in the order of their first days, so that a block meets only its neighbours in time: the
    pairs of events spread over many years are few.
    """
    low, high = _spans(residuals, windows)
    order = np.argsort(low, kind="stable")
    blocks = []
    for start in range(0, order.size, _BLOCK):
        rows = order[start : start + _BLOCK]
        later = order[start:]
        blocks.append((rows, later[low[later] <= high[rows].max()]))
    return blocks


def _spans(residuals: Panel, windows: Panel) -> tuple[Positions, Positions]:
    """Return the first and the last day of each observation, sample and window together."""
    owner, day = np.concatenate([residuals.owner, windows.owner]), np.concatenate([residuals.day, windows.day])
    low, high = np.full(residuals.size, day.max()), np.full(residuals.size, day.min())
    np.minimum.at(low, owner, day)
    np.maximum.at(high, owner, day)
    return low, high


def _block(residuals: Panel, windows: Panel, rows: Positions, columns: Positions) -> tuple[Array, Mask, Array]:
    """Return rho, whether it is known, and tau of a block's pairs, each pair once: others have tau 0 and no rho."""
    values = _table(residuals, columns)
    values = values[~np.isnan(values[:, : rows.size]).all(axis=1)]  # other days are nobody's in the block
    once = np.arange(columns.size)[None, :] > np.arange(rows.size)[:, None]
    r, known = _correlations(values[:, : rows.size], values)
    held = (~np.isnan(_table(windows, columns))).astype(np.float64)
    n = held.sum(axis=0)
    shared = product(held[:, : rows.size].T, held)
    tau = np.where(once, shared / np.sqrt(np.maximum(np.outer(n[: rows.size], n), 1.0)), 0.0)
    return r, known & once, tau


def _table(panel: Panel, columns: Positions) -> Array:
    """Return the values of some owners as a table of days by owners, NaN where there is none."""
    place = np.full(panel.size, -1)
    place[columns] = np.arange(columns.size)
    chosen = place[panel.owner] >= 0
    days, row = np.unique(panel.day[chosen], return_inverse=True)
    table = np.full((days.size, columns.size), np.nan)
    table[row, place[panel.owner[chosen]]] = panel.value[chosen]
    return table


def _correlations(left: Array, right: Array) -> tuple[Array, Mask]:
    """Return Pearson correlations of columns over their common rows, and which pairs have enough of these.

    Values are centred and scaled column by column first, so that sums over the common rows lose no digits.
    """
    left, right = _standardised(left), _standardised(right)
    a, b = np.nan_to_num(left), np.nan_to_num(right)
    p, q = (~np.isnan(left)).astype(np.float64), (~np.isnan(right)).astype(np.float64)
    n = product(p.T, q)
    sum_a, sum_b = product(a.T, q), product(p.T, b)
    square_a, square_b = product((a * a).T, q), product(p.T, b * b)
    with np.errstate(invalid="ignore", divide="ignore"):
        var_a, var_b = square_a - sum_a**2 / n, square_b - sum_b**2 / n
        r = (product(a.T, b) - sum_a * sum_b / n) / np.sqrt(var_a * var_b)
        known = (n >= FEWEST_COMMON) & (var_a > FLAT * square_a) & (var_b > FLAT * square_b)
    return np.where(known, np.clip(r, -1.0, 1.0), 0.0), known


def _standardised(values: Array) -> Array:
    there = ~np.isnan(values)
    n = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, values, 0.0).sum(axis=0) / n
    deviation = np.sqrt(np.where(there, (values - mean) ** 2, 0.0).sum(axis=0) / n)
    scaled: Array = (values - mean) / np.where(deviation > 0.0, deviation, 1.0)
    return scaled
