"""Values of a study file as TOML holds them, read as what they mean."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from typing import Any

from eventstudy.records import Window

_LENGTH_OF_DAY = len("2020-01-03")


def listed(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return a name that stands alone as a list of it."""
    return (value,) if isinstance(value, str) else value


def as_window(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return a pair of sessions as a window."""
    """Return two whole numbers of sessions as the window they name."""
    if isinstance(value, Window):
        return value
    match value:
        case [int(first), int(last)] if not isinstance(value[0], bool):
            if first > last:
                raise ValueError(f"a window runs forward, [first, last] with first <= last, not [{first}, {last}]")
            return Window(first, last)
    raise ValueError(f"a window is two whole numbers of sessions, such as [-1, 1], not {value!r}")


def as_day(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Let through days and moments, TOML's own or as text; a number is neither, though it could be read as one."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value) if len(value) > _LENGTH_OF_DAY else date.fromisoformat(value)
    if isinstance(value, date):
        return value
    raise ValueError(f"a day is written 2020-01-03, a moment 2020-01-03T16:30:00-05:00, not {value!r}")
