"""The tests of very many observations, asked of sums over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery import BATTERY, evaluate
from eventstudy.battery.many.at_size import asked_from, outcomes_from
from eventstudy.battery.one_date.asked import SEVERAL_DATES
from eventstudy.battery.outcome import Sample, nothing
from eventstudy.kernels.batch import cars, scars, spread, tally, totals
from eventstudy.kernels.batch.dependence import forget
from eventstudy.kernels.sample import WindowSample
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.records import cores
from eventstudy.results.many.samples import choose_many, one_date_many
from eventstudy.results.many.singles import singles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.battery import BatteryTest, Outcome, Settings
    from eventstudy.battery.many.asked import Asked
    from eventstudy.battery.many.at_size import Singles
    from eventstudy.kernels.batch import Cars
    from eventstudy.kernels.batch.sums import Sums
    from eventstudy.kernels.observation import Observation
    from eventstudy.results.many.records import Part

AT_LEAST = 20_000
"""Observations of several dates from which no pair is looked at, and no portfolio is made."""
_ORDER = {name: place for place, name in enumerate(BATTERY)}
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
    if isinstance(members, ManyObservations) and not one_date_many(members):
        chosen = choose_many(members, first, last)
        tested, notes = chosen.members, chosen.notes
        del chosen  # whose CARs are as large as what is to come
        if not one_date_many(tested):
            return _at_size(tested, (first, last), settings, tests, notes)
    return evaluate(members, first, last, settings=settings, tests=tests, untreated=untreated)


def _at_size(
    members: ManyObservations,
    window: tuple[int, int],
    settings: Settings,
    tests: Iterable[str] | None,
    notes: tuple[str, ...],
) -> list[Outcome]:
    wanted = set(BATTERY) if tests is None else set(tests)
    singles = singles_of(members, window) if len(members) < AT_LEAST else None
    k = max(part.piece.block.k for part in members.parts())
    sums = _sums(members, window)  # before the totals, which are as large
    totals = _totals(members, window)
    made = outcomes_from(
        sums=sums,
        questions=replace(members.columns.questions, windows=(window,)),
        window=window,
        totals=totals,
        positive=_positive(members),
        k=k,
        settings=settings,
        tests=wanted,
        notes=notes,
        singles=singles,
    )
    forget()
    known = replace(
        nothing("", Sample((), *window, notes=notes), []), n_events=len(members), length=window[1] - window[0] + 1, k=k,
        dof=float(totals.dof.min()), alternative=settings.alternative, seed=settings.seed,
    )  # fmt: skip
    made += [_unanswered(BATTERY[name], known, singles) for name in wanted - {one.test for one in made}]
    return sorted(made, key=lambda one: _ORDER[one.test])


def asked_of(members: ManyObservations, window: tuple[int, int], settings: Settings, notes: tuple[str, ...]) -> Asked:
    """Return what tests are asked of observations of several dates that are all tested over a window."""
    singles = singles_of(members, window) if len(members) < AT_LEAST else None
    sums = _sums(members, window)
    asked = asked_from(
        sums=sums,
        questions=replace(members.columns.questions, windows=(window,)),
        window=window,
        totals=_totals(members, window),
        positive=_positive(members),
        settings=settings,
        notes=notes,
        singles=singles,
    )
    assert asked is not None  # noqa: S101 - there are observations
    return asked


def _unanswered(test: BatteryTest, known: Outcome, singles: Singles | None) -> Outcome:
    """Return that a test is not made of observations of several dates, and what is known of them."""
    outcome = replace(known, test=test.name, variance=test.variance, primary=test.primary)
    if singles is None:
        return replace(outcome, note=_NOT_MADE)
    why = f"for one observation, not for {known.n_events}" if test.setting == "one series" else SEVERAL_DATES
    together, note = singles.paired.dependence, "; ".join(filter(None, [why, known.note]))
    return replace(outcome, note=note, rbar=together.rbar, n_pairs=together.pairs)


def _cars(part: Part, members: ManyObservations, window: tuple[int, int]) -> Cars:
    questions, engine = members.columns.questions, members.columns.engine
    return cars(
        block=part.piece.block, events=part.events, estimates=part.estimates, questions=questions, window=window,
        engine=engine, threads=cores(),
    )  # fmt: skip


def _sums(members: ManyObservations, window: tuple[int, int]) -> Sums:
    """Return the sums over all observations, block by block."""
    questions = replace(members.columns.questions, windows=(window,))
    parts = members.parts()
    found = [_cars(part, members, window) for part in parts]
    scaled = [scars(estimates=part.estimates, found=one) for part, one in zip(parts, found, strict=True)]
    by = spread(np.concatenate(scaled) if len(scaled) > 1 else scaled[0])
    del scaled  # room for sums
    whole = None
    for part, one in zip(parts, found, strict=True):
        sums = tally(
            block=part.piece.block, events=part.events, questions=questions, estimates=part.estimates, found=[one],
            spreads=[by], engine=members.columns.engine, threads=cores(),
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
    if len(made) == 1:
        return made[0]
    names = ("car", "factor", "se", "n", "dof", "T", "weight")
    return WindowSample(**{name: np.concatenate([getattr(one, name) for one in made]) for name in names})


def _positive(members: ManyObservations) -> np.typing.NDArray[np.float64]:
    each = [part.estimates.positive for part in members.parts()]
    return each[0] if len(each) == 1 else np.concatenate(each)
