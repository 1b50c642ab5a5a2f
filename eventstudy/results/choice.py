"""Which observations a table is made of: those of one model, and in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from eventstudy.battery import BATTERY, Alternative, Settings
from eventstudy.errors import UsageError, WindowError
from eventstudy.records import Window
from eventstudy.results.windows import as_window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from eventstudy.kernels.observation import Observation
    from eventstudy.results.design import Design
    from eventstudy.results.study_result import StudyResult

_BY = (None, "event", "series", "group")


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


def under(observations: Sequence[Observation], design: Design, model: str | None) -> list[Observation]:
    """Return the observations under one model; without a name, those under the main model of each series."""
    main = {series: names[0] for series, names in design.models.items()}
    chosen = [one for one in observations if one.data.model == (model or main.get(one.data.series))]
    if model is not None and not chosen:
        studied = ", ".join(sorted({one.data.model for one in observations}))
        raise UsageError(f"no series was studied under model {model!r}; there are {studied}")
    return chosen


def grouped(chosen: Sequence[Observation], by: str | None) -> Iterator[tuple[dict[str, Any], list[Observation]]]:
    """Return each group of observations after what it is called, in the order in which they come."""
    if by not in _BY:
        raise UsageError(f"by={by!r} is not one of {', '.join(repr(name) for name in _BY)}")
    if by is None:
        yield {}, list(chosen)
        return
    if by == "group" and all(one.group is None for one in chosen):
        raise UsageError("by='group', but the events carry no groups; give the events table a column group")
    column = "event_id" if by == "event" else by
    found: dict[str, list[Observation]] = {}
    for one in chosen:
        name = {"event": one.event_id, "series": one.data.series}.get(by, one.group)
        if name is not None:
            found.setdefault(name, []).append(one)
    for name, members in found.items():
        yield {column: name}, members


def models_of(members: Sequence[Observation]) -> str:
    """Return the models of some observations, as one name."""
    return "+".join(sorted({one.data.model for one in members}))


def as_alternative(value: object) -> Alternative:
    """Return what tests look for, checked."""
    for one in get_args(Alternative):
        if value == one:
            chosen: Alternative = one
            return chosen
    raise UsageError(f"alternative={value!r} is not one of {', '.join(map(repr, get_args(Alternative)))}")


def settings_of(design: Design, alternative: str | None = None, portfolio: str = "weights") -> Settings:
    """Return what every test shares; an alternative other than the study's may be asked for."""
    chosen = as_alternative(alternative or design.alternative)
    if portfolio not in ("weights", "sar"):
        raise UsageError(f"portfolio={portfolio!r} is not one of 'weights', 'sar'")
    return Settings(
        level=design.level,
        min_estimation=design.min_estimation,
        alternative=chosen,
        seed=design.seed,
        portfolio="sar" if portfolio == "sar" else "weights",
        memory=design.outcome != "return",
    )


def check_tests(names: Sequence[str] | None) -> None:
    """Raise where a test is asked for that does not exist."""
    asked = [names] if isinstance(names, str) else list(names or ())
    unknown = [name for name in asked if name not in BATTERY]
    if unknown:
        raise UsageError(f"there is no test {unknown[0]!r}; there are {', '.join(BATTERY)}")
