"""Whether the arguments of a simulation can be meant."""

from __future__ import annotations

import math
from importlib.util import find_spec
from operator import index
from typing import TYPE_CHECKING, SupportsIndex, cast

from eventstudy.battery import BATTERY, Settings
from eventstudy.errors import UsageError
from eventstudy.simulation.samples import MIN_ESTIMATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.battery import Alternative
    from eventstudy.records import Window

ALTERNATIVES = ("two-sided", "greater", "less")
_FARTHEST = 1000
"""Sessions between day 0 and either end of the window."""
_MOST = 50_000_000
"""Returns that one sample may hold: 400 MB."""


def chosen_tests(tests: Iterable[str] | str | None) -> tuple[str, ...]:
    """Return the names of tests in the order of the battery; all of them for None.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> chosen_tests(["bmp", "patell"])
    ('patell', 'bmp')
    """
    if tests is None:
        return tuple(BATTERY)
    try:
        named = [tests] if isinstance(tests, str) else list(tests)
    except TypeError:
        raise UsageError(f"tests={tests!r} are no names of tests; give some of {', '.join(BATTERY)}") from None
    if not named:
        raise UsageError(f"no test is named; give one or more of {', '.join(BATTERY)}")
    for name in named:
        if name not in BATTERY:
            raise UsageError(f"there is no test {name!r}; there are {', '.join(BATTERY)}")
    return tuple(name for name in BATTERY if name in named)


def whole(value: object, name: str, least: int) -> int:
    """Return a whole number that is not below `least`.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> whole(5, "n_events", 1)
    5
    """
    try:
        number = index(cast("SupportsIndex", value))
    except TypeError:
        raise UsageError(f"{name}={value!r} is no whole number; give one, as {name}={max(least, 5)}") from None
    if number < least:
        raise UsageError(f"{name}={number} is too small; give {least} or more")
    return number


def between(value: object, name: str, low: float, high: float, *, closed: bool = False) -> float:
    """Return a number above `low` (or equal to it, if `closed`) and below `high`.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> between(0.3, "correlation", 0.0, 1.0, closed=True)
    0.3
    """
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not good or not low <= cast("float", value) < high or (not closed and value == low):
        least = f"{low:g} or more" if closed else f"above {low:g}"
        bounds = [least] * math.isfinite(low) + [f"below {high:g}"] * math.isfinite(high)
        raise UsageError(f"{name}={value!r} is not allowed; give a number {' and '.join(bounds)}".rstrip())
    return float(cast("float", value))


def one_of(value: object, name: str, allowed: Sequence[str]) -> str:
    """Return a word that is one of those allowed.

    Raises
    ------
    UsageError
    """
    if not isinstance(value, str) or value not in allowed:
        raise UsageError(f"{name}={value!r} is not one of {', '.join(map(repr, allowed))}")
    return value


def refuse_too_large(series: int, sessions: int) -> None:
    """Raise where one sample would not fit into memory.

    Raises
    ------
    UsageError
    """
    if series * sessions > _MOST:
        raise UsageError(
            f"{series:,} series of {sessions:,} sessions are {series * sessions:,} returns in every sample, "
            f"{_MOST:,} is the most; give fewer events or a shorter estimation"
        )


def deviations(sd: object) -> tuple[float, float]:
    """Return a pair of standard deviations.

    Raises
    ------
    UsageError
    """
    if not isinstance(sd, tuple | list) or len(sd) != 2:  # noqa: PLR2004 - a pair
        raise UsageError(f"sd={sd!r} is no pair; give the least and the largest standard deviation, as (0.01, 0.02)")
    return between(sd[0], "sd", 0.0, math.inf), between(sd[1], "sd", 0.0, math.inf)


def untreated_series(untreated: object, dates: str) -> int:
    """Return how many series an event does not touch, which needs its date to be one.

    Raises
    ------
    UsageError
    """
    number = whole(untreated, "untreated", 0)
    if number and dates == "spread":
        raise UsageError(f"untreated={untreated} stands beside one date; give dates='common', or untreated=0")
    return number


def checked_settings(level: object, alternative: object, draws: object) -> Settings:
    """Return what every test is given.

    Raises
    ------
    UsageError
    """
    against = cast("Alternative", one_of(alternative, "alternative", ALTERNATIVES))
    return Settings(
        level=between(level, "level", 0.0, 1.0),
        min_estimation=MIN_ESTIMATION,
        alternative=against,
        draws=whole(draws, "draws", 19),
    )


def installed(model: str) -> str:
    """Return a model, once what it needs is known to be there.

    Raises
    ------
    UsageError
    """
    if model == "garch" and find_spec("arch") is None:
        raise UsageError("model 'garch' needs the library arch; pip install \"eventstudy-toolkit[garch]\"")
    return model


def refuse_far(window: Window, gap: int) -> None:
    """Raise where day 0 lies in the estimation sample, or too far from the window.

    Raises
    ------
    UsageError
    """
    if max(abs(window.first), abs(window.last)) > _FARTHEST or window.first > gap:
        raise UsageError(
            f"window=({window.first}, {window.last}) with gap={gap} puts day 0 in the estimation sample, or an end of "
            f"the window more than {_FARTHEST} sessions from it; begin the window at {gap} or before"
        )
