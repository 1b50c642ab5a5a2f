"""How far many events move together, from sums by date: no pair of events is ever formed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.bootstrap import product
from eventstudy.kernels.correlation import ALONE, FEWEST_COMMON, Dependence

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.sums import Pairs
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.sample import Integers

_DATES = 128
"""Dates of day 0 whose pairs are formed at a time."""
_ASKED = Lock()


def dependence_of(*, pairs: Pairs, window: int) -> Dependence:
    """Return what `correlation.dependence` does, for any number of events.

    The correlation of the events of one day 0 with those of another, or with each other, is the sum of the products of
    their standardised residuals over the days that both have, over the number of these products. For events of one day
    0 without gaps that is the mean of the pairs' own correlations, exactly. For two days 0, residuals are standardised
    over the whole of each sample, not over the common days; and where there are gaps, pairs count by their common days,
    and the mean share of common days in the windows is multiplied by the mean correlation. On 150 events over half a
    year, residuals correlated .05, that moves the statistic of `kp_bmp` by .002 per cent; on five events of each of 30
    series, four sessions and more apart, by .02 per cent, and by .2 where one return in twenty is missing as well.

    Parameters
    ----------
    pairs
        Over the events tested.
    window
        Place of the tested window.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, eq. 10 to 12; Kolari, Pape and Pynnönen (2018) for
    windows that overlap in part.
    """
    N = int(pairs.n.sum())
    possible = N * (N - 1) // 2
    if possible == 0:
        return ALONE
    known, rho, tau = 0, 0.0, 0.0
    weighted, unknown = np.zeros(2), np.zeros(2)
    share = pairs.share[:, window].sum(axis=0)
    with _ASKED:  # windows may be asked about by threads
        parts = _correlations(pairs)
    for part in parts:
        known, rho = known + part.known, rho + part.rho
        own, number, enough = pairs.n[part.near], part.number, part.enough
        shared = _each_once(_crossed(pairs.zero[part.near], share[part.near], part.same.shape[0]), own, part.same)
        apart = np.divide(shared, number, out=np.zeros(shared.shape), where=number > 0)
        tau += float(shared.sum())
        for place, kept in enumerate((number, np.where(part.same, number, 0))):
            weighted[place] += float((part.r * apart * kept)[enough].sum())
            unknown[place] += float((apart * kept)[~enough].sum())
    rbar = rho / known if known else float("nan")
    effective, aligned = ((weighted + np.where(unknown > 0.0, unknown * rbar, 0.0)) / possible).tolist()
    return Dependence(rbar, known, possible, tau / possible, effective, aligned)


@dataclass(frozen=True, slots=True, eq=False)
class _Correlations:
    """Correlations of the events of some dates with those of the dates from there on.

    Attributes
    ----------
    known, rho
        Pairs of events that have a correlation, and the sum of theirs.
    near : slice
        Dates whose windows may share a day with one of the first; the tables are of these.
    same, number, enough, r : arrays of shape (first dates, near dates)
        Whether both are one date; pairs of events, each once; whether they have a correlation; which.
    """

    known: int
    rho: float
    near: slice
    same: Mask
    number: Integers
    enough: Mask
    r: Array


def forget() -> None:
    """Let go of what is kept for the next window of the same events."""
    _correlations.cache_clear()


@lru_cache(maxsize=1)  # every window asks for them
def _correlations(pairs: Pairs) -> tuple[_Correlations, ...]:
    zero, n, z, held = pairs.zero, pairs.n, pairs.z.sum(axis=0), pairs.count.astype(np.float64)
    reach, wide = max(pairs.count.shape[1], pairs.share.shape[3]), pairs.share.shape[3]
    found = []
    for begin in range(0, zero.size, _DATES):
        end = min(begin + _DATES, zero.size)
        here, rows = slice(begin, int(np.searchsorted(zero, zero[end - 1] + reach))), end - begin
        places = np.arange(here.start, here.stop)
        same, after = places[None, :] == places[:rows, None], places[None, :] > places[:rows, None]
        number = np.where(same, n[places] * (n[places] - 1) // 2, np.outer(n[places][:rows], n[places]) * after)
        own = held[here].sum(axis=1)
        products, common = (_each_once(_crossed(zero[here], one[here], rows), own, same) for one in (z, held))
        enough = (number > 0) & (common >= FEWEST_COMMON * number)
        r = np.clip(np.divide(products, common, out=np.zeros(common.shape), where=common > 0), -1.0, 1.0)
        near = slice(begin, int(np.searchsorted(zero, zero[end - 1] + wide)))
        some = slice(0, near.stop - begin)
        told = _Correlations(
            known=int(number[enough].sum()),
            rho=float((r * number)[enough].sum()),
            near=near,
            same=same[:, some].copy(),
            number=number[:, some].copy(),
            enough=enough[:, some].copy(),
            r=r[:, some].copy(),
        )
        found.append(told)
    return tuple(found)


def _each_once(table: Array, own: Array | Integers, same: Mask) -> Array:
    """Return sums over all pairs of events as sums over each pair once: of one date, without each event by itself."""
    once: Array = np.where(same, (table - own) / 2.0, np.triu(table, 1))
    return once


def _crossed(zero: Integers, values: Array, rows: int) -> Array:
    """Return the products of the first rows with all, each of its own days, summed over the days in common."""
    table = np.zeros((zero.size, int(zero[-1] - zero[0]) + values.shape[1]))
    columns: Positions = (zero - zero[0])[:, None] + np.arange(values.shape[1])
    np.put_along_axis(table, columns, values, axis=1)
    table = table[:, table.any(axis=0)]
    return product(table[:rows], np.ascontiguousarray(table.T))
