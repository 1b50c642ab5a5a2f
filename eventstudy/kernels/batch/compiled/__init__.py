"""The compiled twins of the kernels for many events; the one place that imports Numba."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.batch.compiled.fitting import HARD, TOO_FEW, cumulate_some, fit_some, solve_designs
from eventstudy.kernels.batch.compiled.jit import given
from eventstudy.kernels.batch.compiled.pairing import pair_up
from eventstudy.kernels.batch.compiled.tallying import tally_some
from eventstudy.kernels.batch.fitting import fit_cell
from eventstudy.kernels.batch.pairing import paired
from eventstudy.kernels.batch.records import CELL, WRITTEN, Block, Cars, Estimates, Events, Questions
from eventstudy.kernels.batch.tallying import Totals, no_totals
from eventstudy.kernels.sample import Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.kernels.batch.records import Small
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions

_TURN = 4 * CELL
"""Events that are taken by day 0 together: the returns of their series lie near a core."""

__all__ = ["compile_all", "cumulate", "fit", "pair_up", "tally"]


def fit(*, block: Block, events: Events, questions: Questions, into: Estimates, threads: int) -> None:
    """Fit the events, and write what comes of it into the arrays given; what is nearly singular or exact by QR."""
    x, constant, D = regressors(block), int(block.constant), block.day.size
    known, m = np.zeros(D + 1, dtype=np.int8), x.shape[0]
    means, roots = np.empty((D + 1, m)), np.empty((D + 1, m, m))
    starts = np.unique(events.zero).astype(np.int64) + questions.estimation[0]
    complete = np.concatenate([[0], np.cumsum(~np.isnan(x).any(axis=0))])
    solve_designs(starts, x, complete, questions.T, constant, known, means, roots)
    needed = max(questions.min_estimation, block.k + 1)
    state = np.empty(events.size, dtype=np.int8)
    rest = (
        given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64), x, constant,
        given(block.usable, np.bool_), given(block.first, np.int64), given(block.last, np.int64), known, means, roots,
        questions.estimation, questions.event, needed, into.coefficients, into.root, into.sigma2, into.T,
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
    sample = np.empty(0, dtype=np.int32) if estimates.sample is None else estimates.sample
    rest = (
        given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64), regressors(block),
        int(block.constant), given(unmoved, np.bool_), given(block.first, np.int64), given(block.last, np.int64),
        questions.event, window, given(estimates.root, np.float64), given(sample, np.int32),
        given(estimates.sigma2, np.float64),
        given(estimates.ar, np.float64), into.car, into.factor, into.n, into.why,
    )  # fmt: skip
    share_out(lambda begin, end: cumulate_some(begin, end, *rest), events.size, threads)


def compile_all() -> None:
    """Compile all that studies call, or read it from disk, with one event: types are the same for every study."""
    day = np.arange(8)
    y = np.sin(day)[None, :]
    one = np.zeros(1, dtype=np.intp)
    block = Block(y, np.ones((8, 1)), day, np.ones(y.shape, dtype=bool), one, one + 7)
    events = Events(np.zeros(1, dtype=np.int32), np.full(1, 6, dtype=np.int32), np.ones(1))
    questions = Questions((-6, -1), (0, 1), ((0, 1),), 2)
    found = Estimates(
        np.empty((1, 1)), np.empty((1, 1, 1)), np.empty(1), np.empty(1, dtype=np.int32), np.empty((1, 2)), np.empty(1)
    )  # fmt: skip
    fit(block=block, events=events, questions=questions, into=found, threads=1)
    sums = Cars(np.empty(1), np.empty(1), np.empty(1, dtype=np.int32), np.empty(1, dtype=np.int8))
    cumulate(
        block=block, events=events, estimates=found, questions=questions, window=(0, 1), into=sums, threads=1
    )  # fmt: skip
    into = no_totals(np.ones(1, dtype=bool), np.full(1, 6), questions)
    tally(
        block=block, events=events, questions=questions, estimates=found, cut=lambda some: np.ones((some.size, 1)),
        which=one, into=into, threads=1,
    )  # fmt: skip
    two = Panel(one := np.arange(2), one, one.astype(np.float64), 2)
    paired(residuals=two, windows=two, zeros=one, few=0, engine="numba")


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


def by_date(which: Positions, zero: Small) -> Small:
    """Return the events chosen in cells of few series, by day 0 in each: sums of one day 0 then stay at hand."""
    found = which.astype(np.int32)
    for begin in range(0, found.size, _TURN):
        part = found[begin : begin + _TURN]
        part[:] = part[np.argsort(zero[part], kind="stable")]
    return found


def _fit_hard(block: Block, events: Events, questions: Questions, into: Estimates, hard: Positions) -> None:
    """Fit the events that normal equations would cost digits."""
    for begin in range(0, hard.size, CELL):
        some = hard[begin : begin + CELL]
        part = into.chosen(some)
        fit_cell(block=block, events=events.chosen(some), questions=questions, into=part)
        for name in WRITTEN:
            getattr(into, name)[some] = getattr(part, name)


def tally(
    *,
    block: Block,
    events: Events,
    questions: Questions,
    estimates: Estimates,
    cut: Callable[[Small], Array],
    which: Positions,
    into: Totals,
    threads: int,
) -> None:
    """Add the events chosen, all tested over the same windows, to sums of none.

    Threads have sums of their own, which add up exactly.
    """
    placed = by_date(which, events.zero)
    windows = np.array([[(here := questions.slice_of(one)).start, here.stop] for one in questions.windows])
    unmoved = np.empty((0, 0), dtype=bool) if block.unmoved is None else block.unmoved
    row = np.searchsorted(into.rows, events.zero[placed]).astype(np.int32)
    fixed = (
        placed, row, given(events.series, np.int32), given(events.zero, np.int32), given(block.y, np.float64),
        regressors(block), int(block.constant), given(block.usable, np.bool_), given(unmoved, np.bool_),
        given(block.first, np.int64), given(block.last, np.int64), questions.estimation, questions.event,
        windows, into.tested, given(estimates.coefficients, np.float64), given(estimates.sigma2, np.float64),
        given(estimates.ar, np.float64),
    )  # fmt: skip
    threads = max(1, min(threads, -(-which.size // CELL)))
    own = [into, *(no_totals(into.tested, into.rows, questions) for _ in range(threads - 1))]
    free = SimpleQueue[Totals]()
    for one in own:
        free.put(one)

    def work(begin: int, end: int) -> None:
        mine = free.get()
        tally_some(begin, end, *fixed, given(cut(placed[begin:end]), np.float64), *mine.arrays())
        free.put(mine)

    share_out(work, which.size, threads)
    for one in own[1:]:
        into.add(one)
    into.held[:] += into.n[:, None]  # of which the loops have taken the sessions that events lack
    into.count[: questions.T] += into.held.sum(axis=0)
