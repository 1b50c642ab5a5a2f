"""Repetitions in blocks of their own seeds, in this process or in several: the answer does not depend on how many."""

from __future__ import annotations

import multiprocessing
import os
import signal
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery import Settings, evaluate
from eventstudy.errors import EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.records import Progress, Window
    from eventstudy.simulation.samples import Source

BLOCK = 25
"""Repetitions that share a seed: fixed, so that more repetitions begin with the same ones."""
_TASKS = 16
"""Tasks a process is given in all, if they are not too long: few enough to send the data along with each."""
_LONGEST = 10
"""Blocks in a task: some seconds, so that one sees how far the work has come, and can stop it."""
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of each sample, and how the samples are drawn."""

    source: Source
    tests: tuple[str, ...]
    window: Window
    settings: Settings
    reps: int
    seed: int

    @property
    def blocks(self) -> int:
        """Return how many blocks there are; the last may be short."""
        return -(-self.reps // BLOCK)


@dataclass(frozen=True, slots=True)
class Answers:
    """What each test said of each sample.

    Attributes
    ----------
    p, min_p : array of shape (reps, tests)
        NaN where the test had no p.
    valid : array of shape (reps, tests), bool
    n_reference : array of shape (reps, tests)
        Reference windows or draws that p was counted over; 0 for a distribution.
    """

    p: Array
    min_p: Array
    valid: Mask
    n_reference: Array


def answer(job: Job, *, workers: int, progress: Progress | None) -> Answers:
    """Return the answers of all repetitions, in the order of the blocks.

    Parameters
    ----------
    job
        What is asked.
    workers
        Processes; 1 is this one.
    progress
        Told how many repetitions are done.
    """
    found: dict[int, Answers] = {}

    def tell(blocks: Sequence[Answers], first: int) -> None:
        found.update(enumerate(blocks, start=first))
        if progress is not None:
            short = BLOCK * job.blocks - job.reps if job.blocks - 1 in found else 0
            progress("simulate", BLOCK * len(found) - short, job.reps)

    if progress is not None:
        progress("simulate", 0, job.reps)
    if min(workers, job.blocks) > 1:
        _spread(job, workers, tell)
    for number in range(job.blocks):
        if number not in found:
            tell([answer_block(job, number)], number)
    return _joined([found[number] for number in range(job.blocks)])


def answer_block(job: Job, number: int) -> Answers:
    """Return the answers of one block; its chance is that of the seed and the block's number alone."""
    for_data, for_tests = (
        np.random.default_rng(sequence) for sequence in np.random.SeedSequence(job.seed, spawn_key=(number,)).spawn(2)
    )
    rows = []
    for _ in range(min(BLOCK, job.reps - number * BLOCK)):
        sample = job.source.draw(for_data)
        settings = replace(job.settings, seed=int(for_tests.integers(2**31)))
        outcomes = evaluate(
            sample.members,
            job.window.first,
            job.window.last,
            settings=settings,
            tests=job.tests,
            untreated=sample.untreated,
        )
        said = {outcome.test: (outcome.p, outcome.min_p, outcome.valid, outcome.n_reference) for outcome in outcomes}
        rows.append([said[name] for name in job.tests])
    p, min_p, valid, n_reference = np.moveaxis(np.array(rows, dtype=np.float64), -1, 0)
    return Answers(p, min_p, valid.astype(bool), n_reference)


def _answer_blocks(job: Job, numbers: range) -> list[Answers]:
    return [answer_block(job, number) for number in numbers]


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Hold interrupts back, here until the end of the block, and for good in processes that are started in it.

    An interrupt is then raised where the work was asked for, which ends the processes; theirs would print tracebacks.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its start, within a process's first, would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let the linear algebra of processes that are started in the block keep to one thread, unless the user chose.

    The matrices are small, and threads of several processes that wait for each other's cores cost ten times the work.
    """
    ours = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(ours, "1"))
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)


def _spread(job: Job, workers: int, tell: Callable[[Sequence[Answers], int], None]) -> None:
    """Answer the blocks in several processes; what a lost process leaves undone is left to this one."""
    size = min(-(-job.blocks // (workers * _TASKS)), _LONGEST)
    tasks = [range(first, min(first + size, job.blocks)) for first in range(0, job.blocks, size)]
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks, and not the threads
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=context) as pool:
        try:
            with _interrupts_waiting(), _one_thread_each():
                futures = {pool.submit(_answer_blocks, job, numbers): numbers for numbers in tasks}
            for future, numbers in _as_done(futures):
                tell(future.result(), numbers.start)
        except BrokenProcessPool:
            message = "a worker process was lost; its share is done in this process"
            warnings.warn(message, EventStudyWarning, stacklevel=5)
        except BaseException:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise


def _as_done(futures: dict[Future[list[Answers]], range]) -> Iterator[tuple[Future[list[Answers]], range]]:
    for future in as_completed(futures):
        yield future, futures[future]


def _joined(blocks: Sequence[Answers]) -> Answers:
    return Answers(
        np.concatenate([block.p for block in blocks]),
        np.concatenate([block.min_p for block in blocks]),
        np.concatenate([block.valid for block in blocks]),
        np.concatenate([block.n_reference for block in blocks]),
    )
