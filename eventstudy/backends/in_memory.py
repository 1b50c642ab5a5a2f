"""Blocks in threads of this process."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def in_threads(function: Callable[[Task], Answer], tasks: Iterable[Task], *, workers: int) -> Iterator[Answer]:
    """Yield the answer to each task as it is there, in no certain order.

    As many tasks are held at a time as there are workers, so that memory is bounded by them; a task is only asked for
    when there is room for it. An error ends it: of the tasks that have begun by then, those that succeed are yielded
    first.

    Parameters
    ----------
    function
        Kernels let other threads run meanwhile.
    tasks
        Whole blocks.
    workers
        Threads; with 1, no thread is started.

    Examples
    --------
    >>> sorted(in_threads(abs, [-3, 1, -2], workers=2))
    [1, 2, 3]
    """
    if workers == 1:
        yield from map(function, tasks)
        return
    waiting, held = iter(tasks), deque[Exception]()
    with ThreadPoolExecutor(workers, thread_name_prefix="block") as pool:
        running: set[Future[Answer]] = set()
        while True:
            while not held and len(running) < workers and (task := next(waiting, None)) is not None:
                running.add(pool.submit(function, task))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                if isinstance(error, Exception):
                    held.append(error)
                else:
                    yield future.result()
    if held:
        raise held[0]
