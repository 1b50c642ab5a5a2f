"""The tests by name: what each one tests, what it assumes, when to use it; and what each says of some observations.

A test that cannot be valid where it stands still returns its statistic if it has one, with ``valid=False`` and the
reason in `note`.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.battery import long_run, many, one_date
from eventstudy.battery.family import Adjusted, westfall_young
from eventstudy.battery.many.asked import pairwise
from eventstudy.battery.outcome import BatteryTest, Outcome, Sample, Settings, choose, choose_telling
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
    members, notes = choose_telling(observations, first, last)
    sample = Sample(members, first, last, choose(untreated, first, last)[0], notes)
    wanted = BATTERY if tests is None else [name for name in BATTERY if name in set(tests)]
    return [_answered(BATTERY[name], sample, settings) for name in wanted]


def _answered(test: BatteryTest, sample: Sample, settings: Settings) -> Outcome:
    """Return what a test says, with what every answer says of itself."""
    outcome, members = test.run(sample, settings), sample.members
    if members and settings.memory and test.adds_sessions and sample.length > 1:
        outcome = replace(outcome, valid=False, note="; ".join(filter(None, [_REMEMBERS, outcome.note])))
    found = pairwise(sample)
    return replace(
        outcome,
        length=sample.length,
        k=max((one.fit.n_parameters for one in members if one.fit is not None), default=0),
        dof=min((float(one.abnormal.dof) for one in members), default=float("nan")),
        rbar=found.rbar,
        n_pairs=found.pairs,
        variance=outcome.variance or test.variance,
        alternative=settings.alternative,
        seed=settings.seed,
    )


_REMEMBERS = (
    "takes the sessions of a window as independent, but volume and volatility remember their yesterday: it rejects "
    "true nulls far too often"
)


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
