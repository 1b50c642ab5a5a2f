"""Ranks of returns among those of their own series, and scores added up session by session of event time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of N observations added up session by session of event time.

    Attributes
    ----------
    total : array of shape (S,)
    count : array of shape (S,)
        Observations with a score.
    """

    total: Array
    count: Integers

    def part(self, rows: Mask | slice) -> Scores:
        """Return some of the sessions."""
        return Scores(self.total[rows], self.count[rows])


def added(values: Array) -> Scores:
    """Return scores of shape (S, N) added up by session; NaN is none.

    Examples
    --------
    >>> scores = added(np.array([[1.0, np.nan], [1.0, 2.0]]))
    >>> scores.total.tolist(), scores.count.tolist()
    ([1.0, 3.0], [1, 2])
    """
    return Scores(np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1))


def average_ranks(*, values: Array) -> Array:
    """Return the rank of each value in its column, 1 for the smallest, the mean rank for ties, NaN for NaN.

    Parameters
    ----------
    values : array of shape (S, N)

    Examples
    --------
    >>> average_ranks(values=np.array([[0.3], [np.nan], [0.1], [0.3]])).ravel().tolist()
    [2.5, nan, 1.0, 2.5]
    """
    order = np.argsort(values, axis=0)  # NaN comes last
    ordered = np.take_along_axis(values, order, axis=0)
    place = np.broadcast_to(np.arange(values.shape[0])[:, None], values.shape)
    new = np.ones(values.shape, dtype=bool)
    new[1:] = ordered[1:] != ordered[:-1]
    last = np.ones(values.shape, dtype=bool)
    last[:-1] = new[1:]
    begin = np.maximum.accumulate(np.where(new, place, 0), axis=0)
    end = np.minimum.accumulate(np.where(last, place, values.shape[0])[::-1], axis=0)[::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (begin + end) / 2.0 + 1.0, axis=0)
    return np.where(np.isnan(values), np.nan, ranks)


def scaled_ranks(*, values: Array) -> Array:
    """Return ranks over one plus the number of values in the column, less a half: between -.5 and .5.

    Examples
    --------
    >>> scaled_ranks(values=np.array([[0.3], [np.nan], [0.1], [0.2]])).ravel().tolist()
    [0.25, nan, -0.25, 0.0]
    """
    n = (~np.isnan(values)).sum(axis=0)
    ranks: Array = average_ranks(values=values) / (n + 1.0) - 0.5
    return ranks
