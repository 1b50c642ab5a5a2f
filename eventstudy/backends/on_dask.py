"""Blocks on a Dask cluster: of this machine, or wherever its scheduler is.

What all blocks share is sent to each worker once; a block takes its own events with it and reads its returns itself, so
the files have to be where the workers see them. Back come numbers of events and sums, which are put together here: by
the same grid, to the same bits. What a lost worker had not yet answered is given to another.

A hundred workers, on paper: 10 million events in 200,000 series x 5,000 sessions, 1e9 returns, 8 GB as numbers and
about as much as Parquet. The grid has 2,442 cells. With 25 cells a block, 98 blocks of 102,400 events on 2,000 series
take each 480 MB for returns and 460 MB for events and results, so 1.5 GB a worker. Measured on one machine of two
cores, shared with others: an event takes 40 microseconds to estimate, tables and reading of ten returns an event
included, and 15 to test; so a block takes about 7 s with ten times the reading, and all of them one round. The
scheduler takes 3 ms for a task, less than a second for both passes. What the asking machine does alone is the longest
part: to look once through the names and dates of 1e9 rows, 110 s (files of one series each, or a wide one, spare it
the names); to take in answers of 1.2 kB an event, 12 GB, ten seconds of a fast network; 42 MB of sums a block, 4 GB;
and to write 4 GB of tables, a minute. So it is done in some four minutes, and more than a few tens of workers hardly
shorten that. Sums grow with the dates of day 0 and the length of the windows, not with events: few large blocks send
less than many small ones.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from eventstudy.errors import EventStudyError, EventStudyWarning, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Task = TypeVar("Task")
Answer = TypeVar("Answer")

PATIENCE = 10
"""Seconds that a scheduler has to answer in."""
_AHEAD = 2
"""Blocks that are sent for each thread, so that none waits for its next."""
_TRIES = 4
"""Times a block is given out before it is taken to be what kills the workers."""


def on_cluster(
    function: Callable[[Task], Answer],
    tasks: Iterable[Task],
    *,
    address: Any = None,  # noqa: ANN401 - a client is of a library without types
    workers: int = 1,
) -> Iterator[Answer]:
    """Yield the answer to each task as it is there, in no certain order.

    Parameters
    ----------
    function
        With all that the tasks share: it is sent to each worker once.
    tasks
        Whole blocks; a few for each thread are held at a time.
    address
        Of a scheduler, ``"tcp://10.0.0.1:8786"``; a client; or None for a cluster of this machine, which ends with the
        work.
    workers
        Processes of a cluster of this machine.

    Raises
    ------
    UsageError
        If distributed is not installed, or no scheduler answers at the address, or it has no workers.
    EventStudyError
        If block after block is lost with its worker.
    """
    with _client(address, workers) as client:
        yield from _answers(client, function, iter(tasks))


def _answers(client: Any, function: Callable[[Task], Answer], tasks: Iterator[Task]) -> Iterator[Answer]:  # noqa: ANN401 - as above
    """Yield answers as they come, giving lost blocks out again."""
    shared = client.scatter(function, broadcast=True, hash=False)
    room = _AHEAD * max(sum(client.nthreads().values()), 1)
    running: dict[Any, tuple[Task, int]] = {}
    done = _distributed().as_completed(loop=client.loop, raise_errors=False)

    def give(task: Task, times: int) -> None:
        future = client.submit(_call, shared, task, pure=False)
        running[future] = (task, times)
        done.add(future)

    try:
        for task in _first(tasks, room):
            give(task, 1)
        while running:
            future = next(done)
            task, times = running.pop(future)
            if future.status == "finished" and (answer := _result(future)) is not None:
                yield answer[0]
                future.release()
                for follower in _first(tasks, 1):
                    give(follower, 1)
                continue
            _raise_ours(future)
            if times >= _TRIES:
                raise EventStudyError(
                    "a block was lost with its worker again and again: has each worker memory enough?"
                )
            warnings.warn("a worker was lost; its blocks are given to another", EventStudyWarning, stacklevel=3)
            shared = client.scatter(function, broadcast=True, hash=False)
            give(task, times + 1)
    finally:
        with suppress(Exception):  # the cluster may be what failed
            client.cancel(list(running))


def _call(function: Callable[[Task], Answer], task: Task) -> Answer:
    return function(task)


def _result(future: Any) -> tuple[Any] | None:  # noqa: ANN401 - as above
    """Return an answer; None where it was lost on its way."""
    try:
        return (future.result(),)
    except (_distributed().CancelledError, OSError, TimeoutError):
        return None


def _raise_ours(future: Any) -> None:  # noqa: ANN401 - as above
    """Raise what a block raised, but for the loss of its worker."""
    if future.status == "error":
        error = future.exception()
        library = _distributed()
        if not isinstance(error, (library.KilledWorker, library.CancelledError, OSError)):
            raise error


def _first(tasks: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        task = next(tasks, None)
        if task is None:
            return
        yield task


@contextmanager
def _client(address: Any, workers: int) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Give a client; end it, and the cluster, where they are ours."""
    library = _distributed()
    if address is not None and not isinstance(address, str):
        yield address
        return
    if address is None:
        with (
            library.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
            ) as cluster,
            library.Client(cluster) as client,
        ):
            yield client
        return
    with _reached(library.Client, address) as client:
        yield client


def _distributed() -> Any:  # noqa: ANN401 - as above
    """Return the library.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(
            f'backend="dask" needs distributed, which is not installed ({error}): '
            'pip install "eventstudy-toolkit[dask]"'
        ) from error
    return distributed


@contextmanager
def _reached(make: Any, address: str) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Give a client of the scheduler at an address."""
    if ":" not in address:
        raise UsageError(f"address={address!r} is none of a scheduler; write it as tcp://10.0.0.1:8786")
    client = make.__new__(make)
    try:
        client.__init__(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        client.close()  # left to the garbage collector, it can wait for a lock that the thread it runs in holds
        raise UsageError(
            f"no Dask scheduler answers at {address} within {PATIENCE} s; start one with `dask scheduler`, or leave "
            "out the address for a cluster of this machine"
        ) from error
    try:
        if not client.nthreads():
            raise UsageError(f"the Dask scheduler at {address} has no workers; start some with `dask worker {address}`")
        yield client
    finally:
        client.close()
