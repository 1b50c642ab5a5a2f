"""Many events at once: arrays of struct, one pass over the returns of each series.

`estimate` fits a linear model to every event, `cars` sums abnormal returns over a window with their variance, `tally`
makes the sums that tests over all events need. The engine ``"numpy"`` is the plain form; ``"numba"`` the same compiled,
imported by who asks for it alone, equal to 1e-12.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.kernels.batch.fitting import cumulate_cell, fit_cell, rows_of
from eventstudy.kernels.batch.records import CELL, LEFT_OUT, WRITTEN, Block, Cars, Engine, Estimates, Events, Questions
from eventstudy.kernels.batch.sums import Sums
from eventstudy.kernels.batch.tallying import no_totals, part_of, tally_cell
from eventstudy.kernels.sample import WindowSample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.records import Codes, Small
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions

_BITS = 8
"""Windows that the bits of a byte can stand for."""

__all__ = [
    "CELL",
    "LEFT_OUT",
    "WRITTEN",
    "Block",
    "Cars",
    "Engine",
    "Estimates",
    "Events",
    "Questions",
    "Sums",
    "cars",
    "estimate",
    "scars",
    "sharing",
    "spread",
    "tally",
    "totals",
]


def estimate(*, block: Block, events: Events, questions: Questions, engine: Engine, threads: int = 1) -> Estimates:
    """Fit the model of a block to each of its events by least squares, with abnormal returns around day 0.

    Each event's numbers depend on its own returns alone, so they are the same bits however events are shared out.

    Parameters
    ----------
    block
        Series, regressors.
    events
        Sorted by (series, zero).
    questions
        Windows, and the smallest sample.
    engine
        ``"numpy"`` or ``"numba"``.
    threads
        That ``"numba"`` may use.

    Returns
    -------
    Estimates
        NaN for an event whose sample is too small, or whose regressors do not tell the coefficients.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> y, market = rng.normal(0, 0.01, (2, 60)), rng.normal(0, 0.01, 60)
    >>> block = Block(
    ...     y=y, X=np.column_stack([np.ones(60), market]), day=np.arange(60), usable=np.ones((2, 60), dtype=bool),
    ...     first=np.zeros(2, dtype=np.intp), last=np.full(2, 59),
    ... )
    >>> events = Events(np.array([0, 1], dtype=np.int32), np.array([50, 52], dtype=np.int32), np.ones(2))
    >>> questions = Questions((-40, -5), (-1, 1), ((0, 0), (-1, 1)), 30)
    >>> found = estimate(block=block, events=events, questions=questions, engine="numpy")
    >>> found.T.tolist(), found.ar.shape
    ([36, 36], (2, 3))
    """
    found = _nothing(events.size, block.k, questions.L)
    if engine == "numba":
        from eventstudy.kernels.batch.compiled import fit  # noqa: PLC0415 - seconds to import

        fit(block=block, events=events, questions=questions, into=found, threads=threads)
        return found
    for begin in range(0, events.size, CELL):
        end = min(begin + CELL, events.size)
        fit_cell(block=block, events=events.part(begin, end), questions=questions, into=found.part(begin, end))
    return found


def sharing(zero: Small, found: Estimates) -> Estimates:
    """Return estimates in which events of one day 0 with the same root share it, if few have one of their own.

    Parameters
    ----------
    zero : array of shape (N,), int
        Rows of the days 0.
    found
        Estimates of these events, each with its own root.

    Examples
    --------
    >>> one, root = np.ones(4), np.array([2.0, 3.0, 2.0, 2.0]).reshape(4, 1, 1)
    >>> found = Estimates(one[:, None], root, one, np.full(4, 9, dtype=np.int32), one[:, None], one)
    >>> shared = sharing(np.array([5, 6, 5, 5], dtype=np.int32), found)
    >>> shared.root.ravel().tolist(), shared.sample.tolist()
    ([2.0, 3.0], [0, 1, 0, 0])
    """
    N = found.size
    if N == 0:
        return found
    first = np.full(int(zero.max(initial=0)) + 1, N, dtype=np.int32)
    places = np.arange(N, dtype=np.int32)
    np.minimum.at(first, zero, places)
    alike = np.empty(N, dtype=bool)
    for begin in range(0, N, CELL):
        here = slice(begin, begin + CELL)
        mine, shown = found.root[here], found.root[first[zero[here]]]
        alike[here] = ((mine == shown) | (np.isnan(mine) & np.isnan(shown))).all(axis=(1, 2))
    kept = ~alike
    kept[first[first < N]] = True
    if 2 * int(kept.sum()) > N:
        return found
    at = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    T = np.broadcast_to(found.T[0], N) if bool((found.T[0] == found.T).all()) else found.T  # takes no room
    return replace(found, root=found.root[kept], T=T, sample=at[np.where(alike, first[zero], places)])


def cars(
    *,
    block: Block,
    events: Events,
    estimates: Estimates,
    questions: Questions,
    window: tuple[int, int],
    engine: Engine = "numpy",
    threads: int = 1,
) -> Cars:
    """Return the CAR of each event over a window inside the event window, its variance, and whether it is tested.

    Parameters
    ----------
    block, events, questions
        As `estimate` took them.
    estimates
        What it returned.
    window
        First and last session, relative to day 0.
    engine, threads
        As for `estimate`.

    References
    ----------
    Mikkelson and Partch (1988), Journal of Financial and Quantitative Analysis 23, for the variance.
    """
    N = events.size
    found = Cars(np.empty(N), np.empty(N), np.empty(N, dtype=np.int32), np.empty(N, dtype=np.int8))
    if engine == "numba":
        from eventstudy.kernels.batch.compiled import cumulate  # noqa: PLC0415 - seconds to import

        cumulate(
            block=block, events=events, estimates=estimates, questions=questions, window=window, into=found,
            threads=threads,
        )  # fmt: skip
        return found
    for begin in range(0, N, CELL):
        end = min(begin + CELL, N)
        some, fits = events.part(begin, end), estimates.part(begin, end)
        car, factor, n = cumulate_cell(block=block, events=some, estimates=fits, questions=questions, window=window)
        found.car[begin:end], found.factor[begin:end], found.n[begin:end] = car, factor, n
        found.why[begin:end] = left_out(block=block, events=some, estimates=fits, n=found.n[begin:end], window=window)
    return found


def scars(*, estimates: Estimates, found: Cars) -> Array:
    """Return the standardised CARs, ``CAR / (s sqrt(v_CAR))``, of all events; NaN where there is no standard error."""
    return _scaled(estimates.sigma2, found.car, found.factor)


def _scaled(sigma2: Array, car: Array, factor: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(sigma2 * factor)
        scaled: Array = np.where(se > 0.0, car / se, np.nan)
    return scaled


def totals(*, events: Events, estimates: Estimates, found: Cars) -> WindowSample:
    """Return the events tested over a window, in their order, as the tests take them."""
    kept = slice(None) if found.members.all() else np.flatnonzero(found.members)  # all of them need no copy
    T, factor = estimates.T[kept], found.factor[kept]
    alike = T.size > 0 and bool((T[0] == T).all())
    dof: Array = np.broadcast_to(float(T[0]) - estimates.k, T.size) if alike else T.astype(np.float64) - estimates.k
    return WindowSample(
        car=found.car[kept],
        factor=factor,
        se=np.sqrt(estimates.sigma2[kept] * factor),
        n=found.n[kept],
        dof=dof,
        T=T,
        weight=events.weight[kept],
    )


def spread(values: Array) -> float:
    """Return the standard deviation of the standardised CARs of all tested events, in their order; NaN for none."""
    return float(np.std(values, ddof=1)) if values.size > 1 else float("nan")


def tally(
    *,
    block: Block,
    events: Events,
    questions: Questions,
    estimates: Estimates,
    found: Sequence[Cars],
    spreads: Sequence[float],
    engine: Engine,
    threads: int = 1,
) -> Sums:
    """Return the sums that tests over all events need: of ranks, signs, residuals, and of what events share.

    Parameters
    ----------
    block, events, questions
        As `estimate` took them.
    estimates
        What it returned.
    found
        What `cars` returned for each window.
    spreads
        For each window the `spread` of the standardised CARs of the tested events of all blocks.
    engine, threads
        As for `estimate`.

    Returns
    -------
    Sums
        Of these events; those of other cells, blocks or workers are added to them, in any order the same bits.
    """

    def cut(some: Positions | Small) -> Array:
        """Return the standardised CARs of some events over their spread, a column for each window."""
        each = [_scaled(estimates.sigma2[some], one.car[some], one.factor[some]) for one in found]
        by = np.array([one if one > 0.0 else np.nan for one in spreads])
        scaled: Array = np.column_stack(each) / by
        return scaled

    kind: Any = np.uint8 if len(found) <= _BITS else np.uint64
    key = np.zeros(events.size, dtype=kind)
    for w, one in enumerate(found):
        key |= one.members.astype(kind) << kind(w)
    parts = {}
    for pattern in np.unique(key[key > 0]).tolist():
        which = np.flatnonzero(key == pattern)
        tested = np.array([bool(pattern >> w & 1) for w in range(len(found))])
        into = no_totals(tested, np.unique(events.zero[which]).astype(np.intp), questions)
        if engine == "numba":
            from eventstudy.kernels.batch.compiled import tally as add  # noqa: PLC0415 - seconds to import

            add(
                block=block, events=events, questions=questions, estimates=estimates, cut=cut, which=which, into=into,
                threads=threads,
            )  # fmt: skip
        else:
            for begin in range(0, which.size, CELL):
                some = which[begin : begin + CELL]
                tally_cell(
                    block=block, events=events.chosen(some), questions=questions, estimates=estimates.chosen(some),
                    cut=cut(some), into=into,
                )  # fmt: skip
        del which  # room for what is as large
        parts[pattern] = part_of(into, block, questions)
    return Sums(parts)


def left_out(*, block: Block, events: Events, estimates: Estimates, n: Small, window: tuple[int, int]) -> Codes:
    """Return for each event the first key of `LEFT_OUT` that holds of it over a window; 0 where none does."""
    rows, inside = rows_of(block, events, window)
    zero = rows_of(block, events, (0, 0))[0][:, 0]
    there = ~np.isnan(block.y[events.series, zero]) & ~np.isnan(block.X[zero]).any(axis=1)
    unmoved: Mask = np.zeros(events.size, dtype=bool)
    if block.unmoved is not None:
        unmoved = np.asarray(block.unmoved[events.series[:, None], rows].any(axis=1))
    reasons = [
        np.isnan(estimates.sigma2), ~inside.all(axis=1), ~there, n == 0, unmoved, ~(estimates.sigma2 > 0.0)
    ]  # fmt: skip
    codes: Codes = np.select(reasons, list(LEFT_OUT), 0).astype(np.int8)
    return codes


def _nothing(N: int, k: int, L: int) -> Estimates:
    """Return estimates still to be written."""
    small: Small = np.empty(N, dtype=np.int32)
    ar: Array = np.empty((N, L))
    return Estimates(np.empty((N, k)), np.empty((N, k, k)), np.empty(N), small, ar, np.empty(N))
