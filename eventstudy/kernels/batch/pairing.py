"""How far some observations move together, each pair by the days that it shares: in NumPy, or compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.correlation import (
    ALONE,
    FEWEST_COMMON,
    FLAT,
    Dependence,
    car_correlations,
    dependence,
    filled_in,
    over_pairs,
)

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.records import Engine
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.sample import Integers, Panel


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """Cross-sectional dependence of N observations.

    Attributes
    ----------
    dependence : Dependence
    correlations : array of shape (N, N), or None
        Of their CARs; None for so many that a mean over them will do, or for one.
    """

    dependence: Dependence
    correlations: Array | None


def paired(*, residuals: Panel, windows: Panel, zeros: Integers, few: int, engine: Engine) -> Paired:
    """Return what `correlation.dependence` says, and `correlation.car_correlations` of no more than a few.

    Parameters
    ----------
    residuals, windows, zeros
        As for `correlation.dependence`; every observation has a residual and a session in its window, and its days
        ascend.
    few
        Observations up to which each pair's correlation is returned.
    engine
        ``"numpy"`` or ``"numba"``, which are equal to 1e-12; the order of rows and columns is left open.

    Examples
    --------
    >>> from eventstudy.kernels.sample import Panel
    >>> days, two = np.arange(40), np.repeat([0, 1], 40)
    >>> residuals = Panel(two, np.tile(days, 2), np.concatenate([np.sin(days), 2 * np.sin(days)]), 2)
    >>> windows = Panel(np.array([0, 0, 1, 1]), np.array([50, 51, 51, 52]), np.zeros(4), 2)
    >>> found = paired(residuals=residuals, windows=windows, zeros=np.array([50, 51]), few=9, engine="numpy")
    >>> round(found.dependence.effective, 12), found.correlations.round(12).tolist()
    (0.5, [[1.0, 0.5], [0.5, 1.0]])
    """
    N = residuals.size
    if N <= 1:
        return Paired(ALONE, None)
    if engine == "numba":
        return _compiled(residuals, windows, zeros, few)
    found = dependence(residuals=residuals, windows=windows, zeros=zeros)
    return Paired(found, car_correlations(residuals=residuals, windows=windows) if few >= N else None)


def _compiled(residuals: Panel, windows: Panel, zeros: Integers, few: int) -> Paired:
    from eventstudy.kernels.batch.compiled import pair_up  # noqa: PLC0415 - seconds to import

    N, ours, theirs = residuals.size, _Rows.of(residuals), _Rows.of(windows)
    low = np.minimum(ours.first, theirs.first)
    order = np.argsort(low, kind="stable")
    high = np.maximum(ours.last, theirs.last)
    room = N if few >= N else 0
    there = ~np.isnan(theirs.values[order])
    rhos, taus, sums = np.full((room, room), np.nan), np.zeros((room, room)), np.zeros(7)
    pair_up(
        _standardised(ours.values[order]), *(one[order] for one in (ours.begin, ours.stop)),
        there, there.sum(axis=1), *(one[order] for one in (theirs.begin, theirs.stop, low, high, zeros)),
        FEWEST_COMMON, FLAT, sums, rhos, taus,
    )  # fmt: skip
    known, rho, tau, *rest = sums.tolist()
    found = over_pairs(N=N, pairs=int(known), rho=rho, tau=tau, weighted=np.array(rest[:2]), unknown=np.array(rest[2:]))
    if not room:
        return Paired(found, None)
    return Paired(found, filled_in(r=np.nan_to_num(rhos), known=~np.isnan(rhos), tau=taus))


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A panel as a row for each owner, from its first day on.

    Attributes
    ----------
    values : array of shape (N, W)
        NaN for none.
    begin, stop : arrays of shape (N,), int
        Places of each one's first day, and past its last, among the days that somebody has.
    first, last : arrays of shape (N,), int
        These days.
    """

    values: Array
    begin: Positions
    stop: Positions
    first: Integers
    last: Integers

    @classmethod
    def of(cls, panel: Panel) -> _Rows:
        """Return the rows of a panel in which every owner has a day."""
        earliest = int(panel.day.min())
        met: Mask = np.zeros(int(panel.day.max()) - earliest + 1, dtype=bool)
        met[panel.day - earliest] = True
        place = (np.cumsum(met) - 1)[panel.day - earliest]
        at = np.searchsorted(panel.owner, np.arange(panel.size + 1))
        begin, last = place[at[:-1]], place[at[1:] - 1]
        values = np.full((panel.size, int((last - begin).max()) + 1), np.nan)
        values[panel.owner, place - begin[panel.owner]] = panel.value
        return cls(values, begin, last + 1, panel.day[at[:-1]], panel.day[at[1:] - 1])


def _standardised(values: Array) -> Array:
    """Return rows with mean 0 and mean square 1, so that sums over some of their days lose no digits."""
    centred = values - np.nanmean(values, axis=1, keepdims=True)
    deviation = np.sqrt(np.nanmean(np.square(centred), axis=1, keepdims=True))
    scaled: Array = centred / np.where(deviation > 0.0, deviation, 1.0)
    return scaled
