"""How far the work has come, on standard error: a live line on a terminal, a plain line per stage elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.records import Progress


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

    columns = (SpinnerColumn(), BarColumn(bar_width=24), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("starting", total=None)

        def show(stage: str, done: int, total: int) -> None:
            display.update(task, description=stage, completed=done, total=total)

        yield show
