"""The compiled kernels made ready by a thread of their own, while events and returns are read."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.records import Progress

STAGE = "compile, once"
"""What progress says while kernels are compiled: the next process finds them on disk."""
_SOON = 1.0
"""Seconds in which kernels that are kept on disk are read."""


@cache
def warm_up() -> Future[None]:
    """Begin to make the kernels ready, once in a process; what is returned is done when they are."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="compiler")
    done = pool.submit(_compile)
    pool.shutdown(wait=False)
    return done


def wait_until_warm(progress: Progress | None = None) -> None:
    """Wait until the kernels are ready, and say so where it takes time."""
    done = warm_up()
    try:
        done.result(timeout=_SOON)
    except TimeoutError:
        if progress is not None:
            progress(STAGE, 0, 1)
        done.result()
        if progress is not None:
            progress(STAGE, 1, 1)


def _compile() -> None:
    from eventstudy.kernels.batch.compiled import compile_all  # noqa: PLC0415 - seconds, and its own compiler

    compile_all()
