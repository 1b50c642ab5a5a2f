"""The compiled twins of the kernels for many events; the one place that imports Numba."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.batch.compiled.fitting import HARD, TOO_FEW, cumulate_some, fit_some, solve_designs
from eventstudy.kernels.batch.compiled.jit import given
from eventstudy.kernels.batch.compiled.tallying import tally_some
from eventstudy.kernels.batch.fitting import fit_cell
from eventstudy.kernels.batch.records import CELL, Estimates
from eventstudy.kernels.batch.tallying import Totals, no_totals

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.kernels.batch.records import Block, Cars, Events, Questions, Small
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions

_TURN = 4 * CELL
"""Events that are taken by day 0 together: the returns of their series lie near a core."""

__all__ = ["cumulate", "fit", "tally"]


def fit(*, block: Block, events: Events, questions: Questions, into: Estimates, threads: int) -> None:
    """Fit the events, and write what comes of it into the arrays given; what is nearly singular or exact by QR."""
    x, constant, D = regressors(block), int(block.constant), block.day.size
    known, m = np.zeros(D + 1, dtype=np.int8), x.shape[0]
    means, roots = np.empty((D + 1, m)), np.empty((D + 1, m, m))
    starts = np.unique(events.zero).astype(np.int64) + questions.estimation[0]
    complete = np.concatenate([[0], np.cumsum(~np.isnan(x).any(axis=0))])
    solve_designs(starts, x, complete, questions.T, constant, known, means, roots)
    held = np.zeros((block.y.shape[0], D + 1), dtype=np.int32)
    np.cumsum(block.usable, axis=1, out=held[:, 1:])
    needed = max(questions.min_estimation, block.k + 1)
    state = np.empty(events.size, dtype=np.int8)
    rest = (
        given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64), x, constant,
        given(block.usable, np.bool_), held, given(block.first, np.int64), given(block.last, np.int64), known, means,
        roots, questions.estimation, questions.event, needed, into.coefficients, into.root, into.sigma2, into.T,
        into.ar, into.positive, state,
    )  # fmt: skip
    share_out(lambda begin, end: fit_some(begin, end, *rest), events.size, threads)
    for values in (into.coefficients, into.root, into.sigma2, into.ar, into.positive):
        values[state == TOO_FEW] = np.nan
    _fit_hard(block, events, questions, into, np.flatnonzero(state == HARD))


def cumulate(
    *,
    block: Block,
    events: Events,
    estimates: Estimates,
    questions: Questions,
    window: tuple[int, int],
    into: Cars,
    threads: int,
) -> None:
    """Write the CARs over a window, their variances, and why an event is not tested over it."""
    unmoved = np.empty((0, 0), dtype=bool) if block.unmoved is None else block.unmoved
    rest = (
        given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64), regressors(block),
        int(block.constant), given(unmoved, np.bool_), given(block.first, np.int64), given(block.last, np.int64),
        questions.event, window, given(estimates.root, np.float64), given(estimates.sigma2, np.float64),
        given(estimates.ar, np.float64), into.car, into.factor, into.n, into.why,
    )  # fmt: skip
    share_out(lambda begin, end: cumulate_some(begin, end, *rest), events.size, threads)


def regressors(block: Block) -> Array:
    """Return the regressors without the constant, a row for each."""
    return given(block.X[:, int(block.constant) :].T, np.float64)


def share_out(work: Callable[[int, int], object], size: int, threads: int) -> None:
    """Run work on cells, by threads that take the next cell as they get free."""
    cells = [(begin, min(begin + CELL, size)) for begin in range(0, size, CELL)]
    if threads <= 1 or len(cells) <= 1:
        for cell in cells:
            work(*cell)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, *cell) for cell in cells]:
            done.result()


def by_date(which: Positions, zero: Small) -> Positions:
    """Return the events chosen in cells of few series, by day 0 in each: sums of one day 0 then stay at hand."""
    order = [part[np.argsort(zero[part], kind="stable")] for part in np.split(which, range(_TURN, which.size, _TURN))]
    return np.concatenate(order)


def _fit_hard(block: Block, events: Events, questions: Questions, into: Estimates, hard: Positions) -> None:
    """Fit the events that normal equations would cost digits."""
    for begin in range(0, hard.size, CELL):
        some = hard[begin : begin + CELL]
        part = into.chosen(some)
        fit_cell(block=block, events=events.chosen(some), questions=questions, into=part)
        for name in Estimates.__slots__:
            getattr(into, name)[some] = getattr(part, name)


def tally(
    *,
    block: Block,
    events: Events,
    questions: Questions,
    estimates: Estimates,
    cut: Array,
    which: Positions,
    into: Totals,
    threads: int,
) -> None:
    """Add the events chosen, all tested over the same windows; threads have sums of their own, which add up exactly."""
    which = by_date(which, events.zero)
    windows = np.array([[(here := questions.slice_of(one)).start, here.stop] for one in questions.windows])
    unmoved = np.empty((0, 0), dtype=bool) if block.unmoved is None else block.unmoved
    row = np.searchsorted(into.rows, events.zero[which])
    fixed = (
        which, row, given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64),
        regressors(block), int(block.constant), given(block.usable, np.bool_), given(unmoved, np.bool_),
        given(block.first, np.int64), given(block.last, np.int64), questions.estimation, questions.event,
        windows, into.tested, given(estimates.coefficients, np.float64), given(estimates.sigma2, np.float64),
        given(estimates.ar, np.float64), given(cut, np.float64),
    )  # fmt: skip
    threads = max(1, min(threads, -(-which.size // CELL)))
    own = [into, *(no_totals(into.tested, into.rows, questions) for _ in range(threads - 1))]
    free = SimpleQueue[Totals]()
    for one in own:
        free.put(one)

    def work(begin: int, end: int) -> None:
        mine = free.get()
        tally_some(begin, end, *fixed, *mine.arrays())
        free.put(mine)

    share_out(work, which.size, threads)
    for one in own[1:]:
        into.add(one)
