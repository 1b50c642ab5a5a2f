"""Many events fitted in NumPy, a cell at a time: the plain twin of ``compiled.fitting``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.expected import COLLINEAR, ROUNDING

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.records import Block, Estimates, Events, Questions
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions


def rows_of(block: Block, events: Events, span: tuple[int, int]) -> tuple[Positions, Mask]:
    """Return the rows of a span of sessions around each day 0, and which of them lie in the series, shape (N, n).

    Rows outside the series are replaced by one inside the block, so that they may be taken.
    """
    rows = events.zero[:, None].astype(np.intp) + np.arange(span[0], span[1] + 1)
    inside = (rows >= block.first[events.series][:, None]) & (rows <= block.last[events.series][:, None])
    return np.clip(rows, 0, block.y.shape[1] - 1), inside


def sample_of(block: Block, events: Events, questions: Questions) -> tuple[Positions, Mask]:
    """Return the rows of the estimation windows and which of them are in the samples, both of shape (N, T)."""
    rows, inside = rows_of(block, events, questions.estimation)
    return rows, inside & block.usable[events.series[:, None], rows]


def residuals_of(block: Block, events: Events, rows: Positions, coefficients: Array) -> Array:
    """Return ``y - X b`` at rows of the block, shape (N, n), NaN where y or X is missing."""
    y, X = block.y[events.series[:, None], rows], block.X[rows]
    residuals: Array = y - np.einsum("ntk,nk->nt", X, coefficients)
    return residuals


def fit_cell(*, block: Block, events: Events, questions: Questions, into: Estimates) -> None:
    """Fit the events of a cell by QR, and write what comes of it into the arrays given.

    A session that is missing is a row of zeros, which changes neither R nor the coefficients.
    """
    rows, held = sample_of(block, events, questions)
    y = np.where(held, block.y[events.series[:, None], rows], 0.0)
    X = np.where(held[:, :, None], block.X[rows], 0.0)
    T, k = held.sum(axis=1), block.k
    basis, R = np.linalg.qr(X) if k <= rows.shape[1] else (np.zeros_like(X), np.zeros((T.size, k, k)))
    own = np.abs(np.diagonal(R, axis1=1, axis2=2)) > COLLINEAR * np.linalg.norm(X, axis=1)
    fits = own.all(axis=1) & (max(questions.min_estimation, k + 1) <= T)
    root = np.linalg.inv(np.where(fits[:, None, None], R, np.eye(k)))
    b = np.einsum("nij,ntj,nt->ni", root, basis, y, optimize=True)
    e = np.where(held, y - np.einsum("ntk,nk->nt", X, b), 0.0)
    root *= np.where(np.diagonal(root, axis1=1, axis2=2) < 0.0, -1.0, 1.0)[:, None, :]
    exact = np.linalg.norm(e, axis=1) <= ROUNDING * np.linalg.norm(y, axis=1)
    e[exact] = 0.0
    nan = np.where(fits, 0.0, np.nan)
    into.T[:] = T
    into.coefficients[:] = b + nan[:, None]
    into.root[:] = root + nan[:, None, None]
    into.sigma2[:] = np.square(e).sum(axis=1) / np.maximum(T - k, 1) + nan
    into.positive[:] = (e > 0.0).sum(axis=1) / np.maximum(T, 1) + nan
    ahead, inside = rows_of(block, events, questions.event)
    into.ar[:] = np.where(inside, residuals_of(block, events, ahead, into.coefficients), np.nan) + nan[:, None]


def cumulate_cell(
    *, block: Block, events: Events, estimates: Estimates, questions: Questions, window: tuple[int, int]
) -> tuple[Array, Array, Positions]:
    """Return the CAR of each event over a window, its ``v_CAR``, and how many sessions it sums."""
    ar = estimates.ar[:, questions.slice_of(window)]
    there = ~np.isnan(ar)
    n = there.sum(axis=1)
    X = np.where(there[:, :, None], block.X[rows_of(block, events, window)[0]], 0.0)
    loaded = np.einsum("nk,nkj->nj", X.sum(axis=1), estimates.roots)
    none = np.where(n > 0, 0.0, np.nan)
    return np.where(there, ar, 0.0).sum(axis=1) + none, n + np.square(loaded).sum(axis=1) + none, n
