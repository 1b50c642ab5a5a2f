"""How far the work has come, on standard error: a live line on a terminal, and elsewhere nothing unless asked for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from eventstudy.cli import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from eventstudy.records import Progress

_UNSEEN = 0.5
"""Seconds before which nothing is shown: what is done at once needs no bar."""
_SOON, _LONG = 1.0, 120.0
"""Seconds before which nothing is said of the rest, and from which it is told in minutes."""
_USUAL = {
    "read articles": 0.02,
    "find events and moves": 0.06,
    "load prices": 0.04,
    "estimate and test": 0.3,
    "vary choices": 0.3,
    "check moves": 0.1,
    "draw figures": 3.0,
    "write the report": 1.4,
}
"""Seconds that the stages of a whole study of a few articles take, as measured: they are of very different lengths."""
_SLOWEST, _FASTEST = 3.0, 0.5
"""How many times those seconds a machine may take, for all that its first stages tell: these may be long by nature."""


@contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """Give a callable that shows stages as they come, and clear the display at the end.

    Parameters
    ----------
    quiet
        Show nothing at all.
    """
    told = account.current()
    if not quiet and sys.stderr.isatty():
        with _live() as progress:
            yield progress
    elif told is not None:
        yield _Lines()
    else:
        yield _nothing
    if told is not None:
        told.close()


def _nothing(stage: str, done: int, total: int) -> None:
    """Show nothing."""


def time_left(taken: float, done: float, total: float) -> str:
    """Return how long the rest will take if it goes on as it did; nothing where that cannot be known yet.

    Examples
    --------
    >>> time_left(30.0, 300, 1000), time_left(900.0, 10, 20), time_left(0.1, 1, 6)
    ('about 70 s left', 'about 15 min left', '')
    """
    if taken < _SOON or not 0 < done < total:
        return ""
    return _rest(taken * (total - done) / done)


def _rest(seconds: float) -> str:
    return f"about {seconds:.0f} s left" if seconds < _LONG else f"about {seconds / 60:.0f} min left"


class _Lines:
    """A plain line whenever a stage begins, for `--verbose`: what a log or a pipe can hold."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Print the stage, once, unless all is done."""
        _note(stage)
        if stage != self._last and done < total:
            self._last = stage
            print(f"{stage} ...", file=sys.stderr, flush=True)  # noqa: T201 - the command line prints


def _note(stage: str) -> None:
    told = account.current()
    if told is not None:
        told.stage(stage)


class Pace:
    """When the work will be done, by what has been done of it so far."""

    def __init__(self) -> None:
        self.begun = monotonic()
        self._stages: dict[str, float] = {}
        self._end: float | None = None

    def heard(self, stage: str, done: int, total: int) -> None:
        """Take note of a stage, and of how much of it is done."""
        now = monotonic()
        since = self._stages.setdefault(stage, now)
        if stage in _USUAL:
            self._end = now + self._usual_rest(stage, now) if now - self.begun >= _SOON else None
            return
        part, taken = done / total if total else 0.0, now - since
        self._end = now + taken * (1 - part) / part if taken >= _SOON and 0 < part < 1 else None

    def _usual_rest(self, stage: str, now: float) -> float:
        """Return the seconds that this stage of a whole study and those after it take on this machine."""
        names = list(_USUAL)
        before, after = names[: names.index(stage)], names[names.index(stage) :]
        pace = (now - self.begun) / max(sum(_USUAL[name] for name in before), _USUAL[names[0]])
        return sum(_USUAL[name] for name in after) * min(max(pace, _FASTEST), _SLOWEST)

    def left(self) -> str:
        """Return how long it will still take, as of now; nothing where that cannot be known."""
        return "" if self._end is None else _rest(max(self._end - monotonic(), 0.0))


@contextmanager
def _live() -> Iterator[Progress]:
    """Give a live display with a bar, shown once the work has taken a moment, taken away when it is done."""
    from rich.console import Console  # noqa: PLC0415 - rich is loaded only where it is shown
    from rich.progress import (  # noqa: PLC0415 - the same
        BarColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.text import Text  # noqa: PLC0415 - the same

    pace = Pace()

    class Left(ProgressColumn):
        """The time left, which goes down between two reports as well."""

        def render(self, task: Task) -> Text:  # noqa: ARG002 - one task is all there is
            return Text(pace.left())

    console = Console(stderr=True)
    bar = [BarColumn(bar_width=min(24, console.width // 4))] if console.width >= _WIDE else []
    columns = (SpinnerColumn(), *bar, TextColumn("{task.description}"), TimeElapsedColumn(), Left())
    display = Progress(*columns, console=console, transient=True)
    task = display.add_task("starting", total=None)
    later = Timer(_UNSEEN, display.start)
    later.daemon = True
    later.start()

    def show(stage: str, done: int, total: int) -> None:
        _note(stage)
        pace.heard(stage, done, total)
        display.update(task, description=stage, completed=done, total=total)

    try:
        yield show
    finally:
        later.cancel()
        later.join()
        display.stop()


_WIDE = 60
"""Columns from which there is room for a bar."""
