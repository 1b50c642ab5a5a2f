"""The tests of very many observations, asked of sums over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery import BATTERY, evaluate
from eventstudy.battery.many.at_size import AT_SIZE, outcomes_from
from eventstudy.battery.outcome import Sample, nothing
from eventstudy.kernels.batch import cars, scars, spread, tally, totals
from eventstudy.kernels.sample import WindowSample
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.samples import choose_many, one_date_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.battery import Outcome, Settings
    from eventstudy.kernels.batch import Cars
    from eventstudy.kernels.batch.sums import Sums
    from eventstudy.kernels.observation import Observation
    from eventstudy.results.many.records import Part

AT_LEAST = 20_000
"""Observations of several dates from which tests are asked of sums: of fewer, each is looked at."""
_NOT_MADE = "not made of so many observations of several dates: ask for it by='series' or by='group'"


def evaluate_any(
    members: Sequence[Observation],
    first: int,
    last: int,
    *,
    settings: Settings,
    tests: Iterable[str] | None = None,
    untreated: Sequence[Observation] = (),
) -> list[Outcome]:
    """Run tests on some observations over one window, as `evaluate` does, whatever their number."""
    if isinstance(members, ManyObservations) and len(members) >= AT_LEAST:
        chosen = choose_many(members, first, last)
        if len(chosen.members) >= AT_LEAST and not one_date_many(chosen.members):
            return _at_size(chosen.members, (first, last), settings, tests, chosen.notes)
    return evaluate(members, first, last, settings=settings, tests=tests, untreated=untreated)


def _at_size(
    members: ManyObservations,
    window: tuple[int, int],
    settings: Settings,
    tests: Iterable[str] | None,
    notes: tuple[str, ...],
) -> list[Outcome]:
    wanted = set(BATTERY) if tests is None else set(tests)
    made = outcomes_from(
        sums=_sums(members, window),
        questions=replace(members.columns.questions, windows=(window,)),
        window=window,
        totals=_totals(members, window),
        positive=_positive(members),
        k=max(piece.block.k for piece in members.columns.pieces),
        settings=settings,
        tests=wanted & set(AT_SIZE),
        notes=notes,
    )
    empty = Sample((), *window)
    other = [
        replace(
            nothing(name, empty, [_NOT_MADE]),
            n_events=len(members), length=empty.length, alternative=settings.alternative, seed=settings.seed,
        )
        for name in BATTERY
        if name in wanted and name not in AT_SIZE
    ]  # fmt: skip
    found = {one.test: one for one in [*made, *other]}
    return [found[name] for name in BATTERY if name in found]


def _cars(part: Part, members: ManyObservations, window: tuple[int, int]) -> Cars:
    questions, engine = members.columns.questions, members.columns.engine
    return cars(
        block=part.piece.block, events=part.events, estimates=part.estimates, questions=questions, window=window,
        engine=engine,
    )  # fmt: skip


def _sums(members: ManyObservations, window: tuple[int, int]) -> Sums:
    """Return the sums over all observations, block by block."""
    questions = replace(members.columns.questions, windows=(window,))
    parts = members.parts()
    found = [_cars(part, members, window) for part in parts]
    scaled = [scars(estimates=part.estimates, found=one) for part, one in zip(parts, found, strict=True)]
    by = spread(np.concatenate(scaled))
    whole = None
    for part, one in zip(parts, found, strict=True):
        sums = tally(
            block=part.piece.block, events=part.events, questions=questions, estimates=part.estimates, found=[one],
            spreads=[by], engine=members.columns.engine,
        )  # fmt: skip
        whole = sums if whole is None else whole + sums
    assert whole is not None  # noqa: S101 - there are observations
    return whole


def _totals(members: ManyObservations, window: tuple[int, int]) -> WindowSample:
    """Return the CARs of all observations with their standard errors."""
    made = [
        totals(events=part.events, estimates=part.estimates, found=_cars(part, members, window))
        for part in members.parts()
    ]
    names = ("car", "factor", "se", "n", "dof", "T", "weight")
    return WindowSample(**{name: np.concatenate([getattr(one, name) for one in made]) for name in names})


def _positive(members: ManyObservations) -> np.typing.NDArray[np.float64]:
    return np.concatenate([part.estimates.positive for part in members.parts()])
