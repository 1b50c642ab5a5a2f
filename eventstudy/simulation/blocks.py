"""Repetitions in blocks of their own seeds, in this process or in several: the answer does not depend on how many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery import Settings, evaluate
from eventstudy.processes import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    reasons : tuple of str
        Why each test was not valid the first time that it was not; empty where it always was.
    """

    p: Array
    min_p: Array
    valid: Mask
    n_reference: Array
    reasons: tuple[str, ...] = ()


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
    size = min(-(-job.blocks // (workers * _TASKS)), _LONGEST) if workers > 1 else 1
    tasks = [range(first, min(first + size, job.blocks)) for first in range(0, job.blocks, size)]
    done = 0

    def tell(number: int, answers: Sequence[Answers]) -> None:  # noqa: ARG001 - they come in no certain order
        nonlocal done
        done += sum(len(block.p) for block in answers)
        if progress is not None:
            progress("simulate", done, job.reps)

    if progress is not None:
        progress("simulate", 0, job.reps)
    found = spread(partial(_answer_blocks, job), tasks, workers=workers, told=tell)
    return _joined([block for blocks in found for block in blocks])


def answer_block(job: Job, number: int) -> Answers:
    """Return the answers of one block; its chance is that of the seed and the block's number alone."""
    for_data, for_tests = (
        np.random.default_rng(sequence) for sequence in np.random.SeedSequence(job.seed, spawn_key=(number,)).spawn(2)
    )
    rows, why = [], dict.fromkeys(job.tests, "")
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
        why |= {one.test: why[one.test] or one.note.split("; ")[0] for one in outcomes if not one.valid}
    p, min_p, valid, n_reference = np.moveaxis(np.array(rows, dtype=np.float64), -1, 0)
    return Answers(p, min_p, valid.astype(bool), n_reference, tuple(why.values()))


def _answer_blocks(job: Job, numbers: range) -> list[Answers]:
    return [answer_block(job, number) for number in numbers]


def _joined(blocks: Sequence[Answers]) -> Answers:
    return Answers(
        np.concatenate([block.p for block in blocks]),
        np.concatenate([block.min_p for block in blocks]),
        np.concatenate([block.valid for block in blocks]),
        np.concatenate([block.n_reference for block in blocks]),
        tuple(next(filter(None, said), "") for said in zip(*(block.reasons for block in blocks), strict=True)),
    )
