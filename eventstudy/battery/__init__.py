"""The tests by name: what each one tests, what it assumes, when to use it; and what each says of some observations.

A test that cannot be valid where it stands still returns its statistic if it has one, with ``valid=False`` and the
reason in `note`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.battery import long_run, many, one_date
from eventstudy.battery.family import Adjusted, westfall_young
from eventstudy.battery.outcome import BatteryTest, Outcome, Sample, Settings, choose
from eventstudy.battery.recommend import rank, surviving
from eventstudy.kernels.tails import Alternative

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.kernels.observation import Observation

__all__ = [
    "BATTERY",
    "Adjusted",
    "Alternative",
    "BatteryTest",
    "Outcome",
    "Sample",
    "Settings",
    "evaluate",
    "recommended",
    "westfall_young",
]

BATTERY: Mapping[str, BatteryTest] = MappingProxyType(
    {test.name: surviving(test) for test in (*one_date.TESTS, *many.TESTS, *long_run.TESTS)}
)
"""Every test by its name."""


def evaluate(
    observations: Sequence[Observation],
    first: int,
    last: int,
    *,
    settings: Settings,
    tests: Iterable[str] | None = None,
    untreated: Sequence[Observation] = (),
) -> list[Outcome]:
    """Run tests on some observations over one window.

    Observations without a CAR, or with a return in the window that is no market move, are left out, and `note` says so.

    Parameters
    ----------
    observations
        Each of its own event and series; with several models, of one of them.
    first, last
        The window.
    settings
        Level, alternative, seed.
    tests
        Names of `BATTERY`; without it, all.
    untreated
        Series that the event did not touch, observed on its date.

    Returns
    -------
    list of Outcome
        In the order of `BATTERY`.
    """
    members, notes = choose(observations, first, last)
    sample = Sample(members, first, last, choose(untreated, first, last)[0], notes)
    wanted = BATTERY if tests is None else [name for name in BATTERY if name in set(tests)]
    return [BATTERY[name].run(sample, settings) for name in wanted]


def recommended(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, str]]:
    """Return the valid outcomes of one evaluation, best first, each with the reason in words.

    One series, several series of one date and events of several dates have an order each. The primary test stands first
    where it is valid; a test whose note says that it is no evidence here stands last.

    Parameters
    ----------
    outcomes
        What `evaluate` found, of all tests or some.

    Examples
    --------
    >>> recommended(evaluate([], 0, 0, settings=Settings()))
    []
    """
    return rank(outcomes, BATTERY)
