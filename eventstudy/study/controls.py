"""Series that an event did not touch, observed on its date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from eventstudy.errors import UsageError
from eventstudy.records import Dropped
from eventstudy.results.naming import a_few
from eventstudy.study.memory import remember
from eventstudy.study.samples import covered, observe

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eventstudy.kernels.observation import Observation
    from eventstudy.results import Design
    from eventstudy.study.gather import Panel, Placed
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.observing import Modelled
    from eventstudy.study.subjects import Subject

OTHERS = "others"


def read_controls(untreated: Any, columns: Sequence[str]) -> tuple[str, ...]:  # noqa: ANN401 - several forms
    """Return the untreated series that the caller names; none where all others are meant.

    Raises
    ------
    UsageError
        If one is not a column of the returns.
    """
    if untreated is None or (isinstance(untreated, str) and untreated == OTHERS):
        return ()
    if not isinstance(untreated, Iterable):
        raise UsageError(f"untreated={untreated!r} names no series; give names, or {OTHERS!r}")
    names = [untreated] if isinstance(untreated, str) else list(untreated)
    for name in names:
        if name not in columns:
            raise UsageError(
                f"untreated names {name!r}, which the returns do not hold; they hold {a_few(columns, name)}; "
                f"name one, or say {OTHERS!r} for all that are not studied"
            )
    return tuple(dict.fromkeys(names))


def pick_controls(
    untreated: object,
    named: Sequence[str],
    columns: Sequence[str],
    studied: Collection[str],
    used: Collection[str],
) -> tuple[tuple[str, ...], list[Dropped]]:
    """Return the untreated series, and a note where none are left.

    Parameters
    ----------
    untreated, named
        As the caller wrote them, and what `read_controls` made of it.
    columns
        The series that there are returns of.
    studied
        Series of the events.
    used
        Benchmarks and other regressors.

    Raises
    ------
    UsageError
        If a series that is studied, or is a benchmark, is named as untreated.
    """
    for name in named:
        if name in studied or name in used:
            role = "studied" if name in studied else "a benchmark"
            raise UsageError(f"{name!r} is {role}, so it cannot be untreated; name a series that no event touches")
    if untreated is None or named:
        return tuple(named), []
    others = tuple(name for name in columns if name not in studied and name not in used)
    none = [] if others else [Dropped("untreated", "every series of the returns is studied or a benchmark")]
    return others, none


def observe_controls(
    controls: Sequence[str],
    placed: Sequence[Placed],
    panel: Panel,
    modelled: Modelled,
    choice: ModelChoice,
    design: Design,
) -> tuple[tuple[Observation, ...], list[Dropped]]:
    """Return one observation for each event and untreated series, under the main model of the event's own series.

    Sessions in the window of any of the events leave the estimation sample, as those of treated series do.

    Parameters
    ----------
    controls
        Untreated series.
    placed
        The events of the treated series.
    panel, modelled, choice, design
        As of the study.
    """
    if not controls:
        return (), []
    events = _events(placed, choice)
    observations, dropped = [], []
    for name in controls:
        asked = [replace(one.subject, series=name, group=None, weight=1.0) for one in events.values()]
        found, outside = panel.place(asked, design.closed)
        if outside:
            dropped.append(Dropped(f"untreated {name}", f"{len(outside)} of {len(asked)} events: {outside[0].reason}"))
        blocked = covered([zero for _, zero in found], design, panel.on_days[name].size)
        for subject, zero in found:
            event = events[subject.event_id]
            data = modelled(name, event.model, event.benchmark, event.peer)
            usual = design if subject.estimation is None else replace(design, estimation=subject.estimation)
            one = observe(subject.event_id, data, zero, blocked, usual)
            observations.append(one if design.outcome == "return" else remember(one))
    return tuple(observations), dropped


class _Event(NamedTuple):
    """An event as untreated series are observed: as its first series under the commonest main model is."""

    subject: Subject
    model: str
    benchmark: str | None
    peer: str | None


def _events(placed: Sequence[Placed], choice: ModelChoice) -> dict[str, _Event]:
    """Return each event once."""
    members: dict[str, list[Subject]] = {}
    for subject, _ in placed:
        if choice.of(subject.series) or subject.benchmark is not None:
            members.setdefault(subject.event_id, []).append(subject)
    events = {}
    for name, subjects in members.items():
        main = [choice.models[one.series][0] for one in subjects]
        model = Counter(main).most_common(1)[0][0]
        first = subjects[main.index(model)]
        market = first.benchmark or choice.benchmarks[first.series]
        events[name] = _Event(first, model, market, choice.peer_of(first.series, model))
    return events
