"""Which observations a table is made of: those of one model, and in groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

import numpy as np

from eventstudy.battery import BATTERY, Alternative, Settings
from eventstudy.errors import UsageError, WindowError
from eventstudy.records import Window
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.windows import as_window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from eventstudy.kernels.observation import Observation
    from eventstudy.results.design import Design
    from eventstudy.results.study_result import StudyResult

DRAWS = 9999
"""Of tests that resample: with them p is counted in steps of one in ten thousand."""
_FEWEST_DRAWS, _MOST_DRAWS = 19, 1_000_000
_BY = (None, "event", "series", "group")
EACH = 20_000
"""Observations in blocks of which no more are looked at one by one: a million would take hours."""


def inside(design: Design, first: object, last: object) -> Window:
    """Return a window, which must lie inside the event window; without ends the first that the study was asked for."""
    if first is None and last is None:
        return design.windows[0]
    window, event = as_window((first, last), "window"), design.event
    if not event.first <= window.first <= window.last <= event.last:
        raise WindowError(
            f"window {window} is not inside the event window {event}; "
            f"run the study with event=({min(window.first, event.first)}, {max(window.last, event.last)})"
        )
    return window


def own(result: StudyResult, one: Observation) -> Window:
    """Return the window that the event's row names, else the event window."""
    return result.settings.event if one.own is None else inside(result.settings, *one.own)


def of_returns(design: Design) -> None:
    """Raise where what is studied cannot be bought and held."""
    if design.outcome != "return":
        raise UsageError(f"a buy-and-hold return is asked for, but the study is of {design.outcome}; take car or caar")


def sessions(design: Design, *, whole: bool = False) -> list[Window]:
    """Return a window for each session of the event window: itself, or `whole`, from the first session to it."""
    event = design.event
    return [Window(event.first if whole else at, at) for at in range(event.first, event.last + 1)]


def under(observations: Sequence[Observation], design: Design, model: str | None) -> Sequence[Observation]:
    """Return the observations under one model; without a name, those under the main model of each series."""
    main = {series: names[0] for series, names in design.models.items()}
    if isinstance(observations, ManyObservations):
        chosen: Sequence[Observation] = _many_under(observations, main, model)
    else:
        chosen = [one for one in observations if one.data.model == (model or main.get(one.data.series))]
    if model is not None and not chosen:
        studied = ", ".join(sorted(models_studied(observations)))
        raise UsageError(f"no series was studied under model {model!r}; there are {studied}")
    return chosen


def _many_under(many: ManyObservations, main: Mapping[str, str], model: str | None) -> ManyObservations:
    names, series = many.model, many.series
    wanted = np.array([model or main.get(str(name)) for name in series.names], dtype=object)
    own = np.array(names.names, dtype=object)
    if len(set(own)) == 1 and bool((wanted == own[0]).all()):
        return many
    return many.where(own[names.codes] == wanted[series.codes])


def models_studied(observations: Sequence[Observation]) -> list[str]:
    """Return the models of observations, each once, in the order in which they come."""
    if isinstance(observations, ManyObservations):
        return list(dict.fromkeys(observations.model.used()))
    return list(dict.fromkeys(one.data.model for one in observations))


def series_studied(observations: Sequence[Observation]) -> list[str]:
    """Return the series of observations, each once, in the order in which they come."""
    if isinstance(observations, ManyObservations):
        return list(dict.fromkeys(observations.series.used()))
    return list(dict.fromkeys(one.data.series for one in observations))


def events_studied(observations: Sequence[Observation]) -> list[str]:
    """Return the events of observations, each once, in the order in which they come."""
    if isinstance(observations, ManyObservations):
        return observations.event_id.used()
    return list(dict.fromkeys(one.event_id for one in observations))


def of_event(observations: Sequence[Observation], event_id: str) -> Sequence[Observation]:
    """Return the observations of one event."""
    if isinstance(observations, ManyObservations):
        return observations.where(observations.event_id.where(event_id))
    return tuple(one for one in observations if one.event_id == event_id)


def too_many(observations: Sequence[Observation]) -> bool:
    """Return whether there are too many observations for each to be looked at by itself."""
    return isinstance(observations, ManyObservations) and len(observations) > EACH


def refuse_many(observations: Sequence[Observation], what: str, instead: str) -> None:
    """Raise where there are too many observations for a table that looks at each by itself.

    Raises
    ------
    UsageError
    """
    if too_many(observations):
        raise UsageError(
            f"{what} looks at each observation by itself, at no more than {EACH:,}, since it takes milliseconds for "
            f"each, and there are {len(observations):,}; {instead}"
        )


def named_pairs(observations: Sequence[Observation]) -> Iterator[tuple[str, str]]:
    """Return the event and the series of each observation."""
    if isinstance(observations, ManyObservations):
        yield from zip(observations.event_id.texts(), observations.series.texts(), strict=True)
        return
    yield from ((one.event_id, one.data.series) for one in observations)


def pairs_studied(observations: Sequence[Observation]) -> int:
    """Return how many pairs of an event and a series there are."""
    if isinstance(observations, ManyObservations):
        return observations.pairs()
    return len({(one.event_id, one.data.series) for one in observations})


def are_grouped(observations: Sequence[Observation]) -> bool:
    """Return whether some observation has a group."""
    if isinstance(observations, ManyObservations):
        return bool((observations.group.codes >= 0).any())
    return any(one.group is not None for one in observations)


def have_windows(observations: Sequence[Observation]) -> bool:
    """Return whether some observation has a window of its own."""
    if isinstance(observations, ManyObservations):
        return observations.own is not None and not bool(np.isnan(observations.own).all())
    return any(one.own is not None for one in observations)


def have_fits(observations: Sequence[Observation]) -> bool:
    """Return whether some observation has a fit."""
    if isinstance(observations, ManyObservations):
        return bool(observations.fitted.any())
    return any(one.fit is not None for one in observations)


def grouped(chosen: Sequence[Observation], by: str | None) -> Iterator[tuple[dict[str, Any], Sequence[Observation]]]:
    """Return each group of observations after what it is called, in the order in which they come."""
    if by not in _BY:
        raise UsageError(f"by={by!r} is not one of {', '.join(repr(name) for name in _BY)}")
    if by is None:
        yield {}, chosen
        return
    if by == "group" and not are_grouped(chosen):
        raise UsageError("by='group', but the events carry no groups; give the events table a column group")
    if by == "event":
        refuse_many(chosen, "by='event'", "car() has the estimate, t and p of each")
    column = "event_id" if by == "event" else by
    for name, members in _members(chosen, by).items():
        yield {column: name}, members


def _members(chosen: Sequence[Observation], by: str) -> dict[str, Sequence[Observation]]:
    """Return the observations of each event, series or group, those without a group left out."""
    if isinstance(chosen, ManyObservations):
        return chosen.split(by)
    found: dict[str, list[Observation]] = {}
    for one in chosen:
        name = {"event": one.event_id, "series": one.data.series}.get(by, one.group)
        if name is not None:
            found.setdefault(name, []).append(one)
    return dict(found)


def models_of(members: Sequence[Observation]) -> str:
    """Return the models of some observations, as one name."""
    return "+".join(sorted(models_studied(members)))


def as_alternative(value: object) -> Alternative:
    """Return what tests look for, checked."""
    for one in get_args(Alternative):
        if value == one:
            chosen: Alternative = one
            return chosen
    raise UsageError(f"alternative={value!r} is not one of {', '.join(map(repr, get_args(Alternative)))}")


def as_draws(value: object) -> int:
    """Return how many draws a test makes, checked."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not _FEWEST_DRAWS <= value <= _MOST_DRAWS:
        raise UsageError(f"draws={value!r} is not a whole number from {_FEWEST_DRAWS} to {_MOST_DRAWS:,}")
    return int(value)


def settings_of(
    design: Design, alternative: str | None = None, portfolio: str = "weights", draws: object = DRAWS
) -> Settings:
    """Return what every test shares; an alternative other than the study's may be asked for."""
    chosen = as_alternative(alternative or design.alternative)
    if portfolio not in ("weights", "sar"):
        raise UsageError(f"portfolio={portfolio!r} is not one of 'weights', 'sar'")
    return Settings(
        level=design.level,
        min_estimation=design.min_estimation,
        alternative=chosen,
        seed=design.seed,
        draws=as_draws(draws),
        portfolio="sar" if portfolio == "sar" else "weights",
        memory=design.outcome != "return",
    )


def check_tests(names: object) -> None:
    """Raise where a test is asked for that does not exist."""
    if names is not None and (not isinstance(names, Iterable) or not names):
        raise UsageError(f"tests={names!r} name no test; give some of {', '.join(BATTERY)}, or None for all")
    asked = [names] if isinstance(names, str) else list(names or ())
    unknown = [name for name in asked if name not in BATTERY]
    if unknown:
        raise UsageError(f"there is no test {unknown[0]!r}; there are {', '.join(BATTERY)}")
