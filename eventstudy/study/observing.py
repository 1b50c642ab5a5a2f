"""Every event of every series under each of its models."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.study.calendars import own_clock
from eventstudy.study.designs import model_series
from eventstudy.study.memory import remember
from eventstudy.study.moments import closed_day, spanned, struck_apart
from eventstudy.study.samples import covered, observe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.records import Progress
    from eventstudy.results import Design
    from eventstudy.study.gather import Panel, Placed
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.subjects import Subject

    Modelled = Callable[[str, str, str | None, str | None], ModelledSeries]
    """From series, model, benchmark and peer to the series under its model."""

NAMED = 4
"""Events that a note names; more are counted."""


def observe_all(
    placed: Sequence[Placed],
    modelled: Modelled,
    choice: ModelChoice,
    design: Design,
    progress: Progress | None = None,
    *,
    calendars: Mapping[str, str | None] | None = None,
) -> tuple[Observation, ...]:
    """Return every observation: each event of each series under each of its models.

    Parameters
    ----------
    placed
        Events with the position of their day 0.
    modelled
        Series under a model.
    choice
        Which models each series has.
    design
        Windows, rules, outcome.
    progress
        Called with the stage's name, how many events are done, and how many there are.
    calendars
        By series, the catalogued series whose sessions it has; of others it is not known when prices are struck.
    """
    apart = cache(partial(struck_apart, calendars or {}))
    zeros, met = _zeros(placed), _met(placed, design)
    taken: dict[str, Mask] = {}
    observations: list[Observation] = []
    for done, (subject, zero) in enumerate(placed, start=1):
        for name in models_of(subject.series, subject.benchmark, choice):
            market = subject.benchmark or choice.benchmarks[subject.series]
            data = modelled(subject.series, name, market, choice.peer_of(subject.series, name))
            if subject.series not in taken:
                taken[subject.series] = covered(zeros[subject.series], design, data.dates.size)
            one = observed(subject, data, zero, taken[subject.series], design)
            notes = [met.get((subject.event_id, subject.series), ""), _closed(subject, data, zero)]
            notes += [own_clock(subject, (calendars or {}).get(subject.series)), spanned(data, zero, design.event)]
            notes += [apart(subject.series, name, data.benchmark, data.dates[0], data.dates[-1])]
            observations.append(_noted(one, *notes))
        if progress is not None:
            progress("estimate", done, len(placed))
    return tuple(observations)


def model_on(
    panel: Panel,
    choice: ModelChoice,
    factors: pd.DataFrame | None,
    series: str,
    model: str,
    benchmark: str | None,
    peer: str | None,
) -> ModelledSeries:
    """Return a series of the panel under a model; one that takes no benchmark or peer does not look at it."""
    return model_series(
        panel.on_days[series],
        model,
        panel.on_days.get(benchmark or ""),
        panel.flags,
        factors=factors,
        peer=panel.on_days.get(peer or ""),
        options=choice.options,
    )


def models_of(series: str, benchmark: str | None, choice: ModelChoice) -> tuple[str, ...]:
    """Return the models an event is studied under: with a benchmark of its own, also those of that benchmark."""
    if benchmark is None:
        return choice.of(series)
    return tuple(name for name in choice.models[series] if choice.peer_of(series, name) != series)


def observed(subject: Subject, data: ModelledSeries, zero: int, blocked: Mask, design: Design) -> Observation:
    """Return an event of a series under a model, with the notes of its estimation alone."""
    usual = design if subject.estimation is None else replace(design, estimation=subject.estimation)
    one = observe(subject.event_id, data, zero, blocked, usual)
    own = None if subject.own is None else (subject.own.first, subject.own.last)
    one = replace(one, group=subject.group, weight=subject.weight, own=own)
    return one if design.outcome == "return" else remember(one)


def _closed(subject: Subject, data: ModelledSeries, zero: int) -> str:
    """Return that an event was on a day that is no session, if so."""
    day = np.datetime64(subject.day, "D")
    place = int(np.searchsorted(data.dates, day))
    session = place < data.dates.size and data.dates[place] == day
    return "" if session else closed_day(day, data.dates[zero])


def _noted(one: Observation, *notes: str) -> Observation:
    return replace(one, note="; ".join(filter(None, [one.note, *notes]))) if any(notes) else one


def _zeros(placed: Sequence[Placed]) -> dict[str, list[int]]:
    zeros: dict[str, list[int]] = {}
    for subject, zero in placed:
        zeros.setdefault(subject.series, []).append(zero)
    return zeros


def _met(placed: Sequence[Placed], design: Design) -> dict[tuple[str, str], str]:
    """Return, by event and series, which other events of the series an event shares sessions with, in words.

    Two names for one session are two observations of one return: the note is for who counts them.
    """
    by_series: dict[str, list[Placed]] = {}
    for subject, zero in placed:
        by_series.setdefault(subject.series, []).append((subject, zero))
    for events in by_series.values():
        events.sort(key=lambda pair: pair[1])
    return {
        (subject.event_id, subject.series): _shared(events, place, len(design.event))
        for events in by_series.values()
        for place, (subject, _) in enumerate(events)
    }


def _shared(events: Sequence[Placed], place: int, length: int) -> str:
    """Return which events of a series, in order, share sessions with the one at a place, in words."""
    zero = events[place][1]
    before = takewhile(lambda pair: zero - pair[1] < length, (events[at] for at in range(place - 1, -1, -1)))
    after = takewhile(lambda pair: pair[1] - zero < length, (events[at] for at in range(place + 1, len(events))))
    near = [*reversed([*before]), *after]
    twins = [subject.event_id for subject, at in near if at == zero]
    return shared_with(twins, [subject.event_id for subject, at in near if at != zero])


def shared_with(twins: Sequence[str], others: Sequence[str]) -> str:
    """Return which events of its series an event shares its day 0 with, and which ones only sessions, in words."""
    said = [f"it has the day 0 of {_listed(twins)}"] if twins else []
    said += [f"its event window meets that of {_listed(others)}"] if others else []
    return "; ".join(said)


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:NAMED], *([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
