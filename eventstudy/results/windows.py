"""Windows as a caller writes them, and whether they fit together."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError, WindowError
from eventstudy.records import Window

if TYPE_CHECKING:
    from collections.abc import Sequence


_FARTHEST = 10**6
"""Sessions from day 0: four thousand years."""


def as_window(value: object, name: str) -> Window:
    """Return a pair of sessions as a window.

    Raises
    ------
    UsageError
        If it is no pair of whole numbers.
    WindowError
        If it ends before it begins.

    Examples
    --------
    >>> as_window((-5, 5), "event")
    Window(first=-5, last=5)
    """
    pair: Any = (value.first, value.last) if isinstance(value, Window) else value
    try:
        first, last = (index(end) for end in pair)
    except (TypeError, ValueError):
        first, last = _FARTHEST + 1, 0
    if max(abs(first), abs(last)) > _FARTHEST:
        example = "(-250, -11)" if name == "estimation" else "(-5, 5)"
        raise UsageError(f"{name}={value!r} is no window; give two whole numbers of sessions, as {example}")
    if first > last:
        meant = (-first, -last) if name == "estimation" and last > 0 else (last, first)
        raise WindowError(f"{name}=({first}, {last}) ends before it begins; did you mean {meant}?")
    return Window(first, last)


def as_windows(value: object) -> tuple[Window, ...]:
    """Return pairs of sessions as windows.

    Raises
    ------
    UsageError
        If it is no list of pairs of whole numbers.
    WindowError
        If one ends before it begins, or there is none.

    Examples
    --------
    >>> as_windows([(0, 0), (-1, 1)])
    (Window(first=0, last=0), Window(first=-1, last=1))
    """
    if not isinstance(value, Iterable) or isinstance(value, str | Window):
        raise UsageError(f"windows={value!r} is no list of windows; give pairs of sessions, as [(0, 0), (-1, 1)]")
    if isinstance(value, tuple) and value and all(isinstance(end, int) for end in value):
        raise UsageError(f"windows={value!r} is one window; give a list, as [{value!r}]")
    found = tuple(as_window(item, "window") for item in value)
    if not found:
        raise WindowError("no window is asked for; give at least one, as windows=[(0, 0)]")
    return found


def check_windows(estimation: Window, event: Window, windows: Sequence[Window], min_estimation: int) -> None:
    """Raise where the windows do not fit together.

    Raises
    ------
    WindowError
        If the estimation window does not end before the event window, or is shorter than `min_estimation`, or a window
        lies outside the event window.
    """
    if estimation.last >= event.first:
        raise WindowError(
            f"the estimation window {estimation} overlaps the event window {event}; "
            f"end it at {event.first - 1} or before"
            if estimation.first < event.first
            else f"the estimation window {estimation} does not stand before the event window {event}; exchange them"
        )
    if len(estimation) < min_estimation:
        raise WindowError(
            f"the estimation window {estimation} holds {len(estimation)} sessions, min_estimation is {min_estimation}; "
            f"begin it at {estimation.last - min_estimation + 1} or before"
        )
    if not windows:
        raise WindowError("no window is asked for; give at least one, as windows=[(0, 0)]")
    for window in windows:
        if window.first < event.first or window.last > event.last:
            wider = (min(window.first, event.first), max(window.last, event.last))
            raise WindowError(f"window {window} is not inside the event window {event}; event={wider} would hold it")
