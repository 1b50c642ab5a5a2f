"""Work spread over several processes: the answers, and their order, do not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, TypeVar

from eventstudy.errors import EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def spread(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    *,
    workers: int,
    told: Callable[[int, Answer], None] | None = None,
    prepare: Callable[[], object] | None = None,
) -> list[Answer]:
    """Return the answer of a function to each task, in their order.

    Parameters
    ----------
    function
        Of a module, or a partial of one: it is sent to the processes by its name.
    tasks
        Some seconds of work each, so that one sees how far it has come and can stop it.
    workers
        Processes; with 1, or one task, all is done in this one.
    told
        Called here with the number and the answer of each task as it is done, in no certain order.
    prepare
        Called once in each process before its first task, but not in this one.

    Warns
    -----
    EventStudyWarning
        A process was lost; what it left undone is done in this one.

    Notes
    -----
    Processes are started anew and not forked, since a fork would copy the threads' locks and not the threads; so a
    script that asks for several guards its start with ``if __name__ == "__main__":``. They keep to one thread of linear
    algebra each, unless the user chose. An interrupt ends them, and is raised here.

    Examples
    --------
    >>> spread(len, ["a", "bcd"], workers=1)
    [1, 3]
    """
    found: dict[int, Answer] = {}

    def tell(number: int, answer: Answer) -> None:
        found[number] = answer
        if told is not None:
            told(number, answer)

    if min(workers, len(tasks)) > 1:
        _in_processes(function, tasks, workers, tell, prepare)
    for number, task in enumerate(tasks):
        if number not in found:
            tell(number, function(task))
    return [found[number] for number in range(len(tasks))]


def _in_processes(
    function: Callable[[Task], Answer],
    tasks: Sequence[Task],
    workers: int,
    tell: Callable[[int, Answer], None],
    prepare: Callable[[], object] | None,
) -> None:
    """Answer tasks in several processes; what a lost process leaves undone is not told."""
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=context, initializer=prepare) as pool:
        try:
            with _interrupts_waiting(), _one_thread_each():
                futures = {pool.submit(function, task): number for number, task in enumerate(tasks)}
            for future in as_completed(futures):
                tell(futures.pop(future), future.result())
        except BrokenProcessPool:
            message = "a worker process was lost; its share is done in this process"
            warnings.warn(message, EventStudyWarning, stacklevel=5)
        except BaseException:
            for process in set(multiprocessing.active_children()) - others:
                process.terminate()
            raise


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
