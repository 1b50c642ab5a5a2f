"""How far the work has come, on standard error: a live line on a terminal, a plain line per stage elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.records import Progress

_SOON, _LONG = 2.0, 120.0
"""Seconds before which nothing is said of the rest, and from which it is told in minutes."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """Give a callable that shows stages as they come, and clear the display at the end.

    Parameters
    ----------
    quiet
        Show nothing at all.
    """
    if quiet:
        yield _nothing
    elif sys.stderr.isatty():
        with _live() as progress:
            yield progress
    else:
        yield _Lines()


def _nothing(stage: str, done: int, total: int) -> None:
    """Show nothing."""


def time_left(taken: float, done: int, total: int) -> str:
    """Return how long the rest will take if it goes on as it did; nothing where that cannot be known yet.

    Examples
    --------
    >>> time_left(30.0, 300, 1000), time_left(900.0, 10, 20), time_left(0.1, 1, 6)
    ('about 70 s left', 'about 15 min left', '')
    """
    if taken < _SOON or not 0 < done < total:
        return ""
    rest = taken * (total - done) / done
    return f"about {rest:.0f} s left" if rest < _LONG else f"about {rest / 60:.0f} min left"


class _Lines:
    """A plain line whenever a stage begins: what a log or a pipe can hold."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Print the stage, once, unless all is done."""
        if stage != self._last and done < total:
            self._last = stage
            print(f"{stage} ...", file=sys.stderr, flush=True)  # noqa: T201 - the command line prints


@contextmanager
def _live() -> Iterator[Progress]:
    """Give a live display with a bar, taken away when the work is done."""
    from rich.console import Console  # noqa: PLC0415 - rich is loaded only where it is shown
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - same

    bar, left = BarColumn(bar_width=24), TextColumn("{task.fields[left]}")
    columns = (SpinnerColumn(), bar, TextColumn("{task.description}"), TimeElapsedColumn(), left)
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("starting", total=None, left="")
        begun = {"": 0.0}

        def show(stage: str, done: int, total: int) -> None:
            begun.setdefault(stage, monotonic())
            left = time_left(monotonic() - begun[stage], done, total)
            display.update(task, description=stage, completed=done, total=total, left=left)

        yield show
