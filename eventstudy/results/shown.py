"""A study's tables by name, as files and as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.instruments import short_names
from eventstudy.records import Dropped
from eventstudy.report.formats import name_of
from eventstudy.report.publish.published import defused_frame, written
from eventstudy.results import averages, observed, pooled
from eventstudy.results.choice import are_grouped, as_alternative, events_studied, have_windows, of_event, too_many
from eventstudy.results.frames import to_frame
from eventstudy.results.naming import a_few
from eventstudy.results.placebos import placebos

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.report.figures.canvas import Figure
    from eventstudy.report.figures.layout import Size
    from eventstudy.report.publish import PublishedTable
    from eventstudy.results.study_result import StudyResult

FIGURES = ("ar", "car", "sar", "aar", "caar", "tests", "grid", "placebo")
_GRID = 12
"""Events of the small multiples."""
_UNGROUPED = (
    "per_event", "tests", "ar", "paths", "models", "bhar", "scar", "aar", "caar", "volatility", "dropped",
)  # fmt: skip


def makers(
    result: StudyResult, by: str | None, adjust: str | None, tests: Sequence[str] | None = None
) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return what makes each table, by its name."""
    windows = result.settings.windows
    spans = [(window.first, window.last) for window in windows]
    return {
        "per_event": lambda: observed.cars(result, windows),
        "tests": lambda: pooled.every_test(result, by, adjust, tests),
        "ar": lambda: observed.abnormal(result),
        "paths": result.paths,
        "models": result.models,
        "bhar": lambda: observed.bhars(result, windows),
        "scar": lambda: observed.scars(result, windows),
        "aar": result.aar,
        "caar": lambda: pooled.averaged(result, windows, None, None, averages.CAAR),
        "volatility": lambda: observed.volatilities(result, windows),
        "differences": lambda: pooled.differences(result, windows, None),
        "dropped": lambda: to_frame(result.dropped, Dropped),
        "own_windows": lambda: observed.cars(result, None),
        "adjusted": result.adjusted,
        "skewness": lambda: pd.concat([result.skewness(*one) for one in spans], ignore_index=True),
        "recommended": lambda: pd.concat(
            [_windowed(result.recommended(*one), one) for one in spans], ignore_index=True
        ),
    }


def _windowed(frame: pd.DataFrame, window: tuple[int, int]) -> pd.DataFrame:
    """Return a table with the window that all its rows are of."""
    return frame.assign(first=window[0], last=window[1])


def table(
    result: StudyResult, name: str, by: str | None, adjust: str | None, tests: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return a table by its name."""
    there = makers(result, by, adjust, tests)
    if name not in there:
        raise UsageError(f"there is no table {name!r}; there are {', '.join(there)}")
    return there[name]()


def write_csv(result: StudyResult, path: str | Path) -> list[Path]:
    """Write every table into a folder, and return the files."""
    if not isinstance(path, str | Path):
        raise UsageError(f"the folder is a {type(path).__name__}; give its path")
    folder = Path(path)
    names = [*_UNGROUPED]
    names += ["differences"] if are_grouped(result.observations) else []
    names += ["own_windows"] if have_windows(result.observations) else []
    if result.settings.outcome != "return":
        names.remove("bhar")
    if too_many(result.observations):
        names.remove("volatility")
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            made.append(folder / f"{name}.csv")
            made[-1].write_text(written(defused_frame(result.to_frame(name))), encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"the tables cannot be written to {folder}: {error.strerror}; name a folder") from error
    return made


def printed(result: StudyResult, name: str, stars: bool, digits: int | None) -> PublishedTable:
    """Return a table ready to print."""
    from eventstudy.results.publishing import to_table  # noqa: PLC0415 - which takes results

    return to_table(result, name, stars=stars, digits=digits)


def book(result: StudyResult, path: str | Path, names: Sequence[str] | None) -> Path:
    """Write tables into one workbook."""
    from eventstudy.results.publishing import write_book  # noqa: PLC0415 - as above

    return write_book(result, path, names)


def figure(
    result: StudyResult,
    kind: str,
    event_id: str | None,
    size: Size = "page",
    names: Mapping[str, str] | None = None,
) -> Figure:
    """Draw an event, its averages, or its tests; see `StudyResult.plot`."""
    from eventstudy.report import figures  # noqa: PLC0415 - matplotlib is loaded when a figure is wanted

    if kind not in FIGURES:
        raise UsageError(f"there is no figure {kind!r}; there are {', '.join(FIGURES)}")
    if not isinstance(names, Mapping | None):
        raise UsageError(f"names are a {type(names).__name__}; give {{id: what a reader calls it}}")
    level, called = result.settings.level, {**short_names(), **(names or {})}
    if kind in {"aar", "caar"}:
        by = "group" if result.settings.grouped else None
        averaged = result.aar(by=by) if kind == "aar" else result.average_paths(by=by)
        return figures.average_figure(averaged, level=level, size=size)
    if kind == "tests":
        chosen, title = _of_event(result, event_id, called)
        return figures.battery_figure(chosen.to_frame("tests", by=None), title=title, level=level, size=size)
    if kind == "grid":
        many = len(events_studied(result.observations))
        paths = _first_events(result).paths()
        return figures.grid_figure(paths, names=called, labels=called, level=level, size=size, events=many)
    name = _only_event(result, kind) if event_id is None else event_id
    one, _ = _of_event(result, name, called)
    if kind == "placebo":
        ranked = placebos(one, name, result.settings.windows)
        title, side = f"{called.get(name, name)} among ordinary days", as_alternative(result.settings.alternative)
        return figures.placebo_figure(ranked, alternative=side, title=title, size=size)
    if kind == "car":
        return figures.car_figure(one.paths(), name, level=level, names=called, labels=called, size=size)
    draw = figures.ar_figure if kind == "ar" else figures.sar_figure
    return draw(one.to_frame("ar"), name, level=level, names=called, labels=called, size=size)


def _only_event(result: StudyResult, kind: str) -> str:
    """Return the one event that was studied; a figure of one of several needs its name."""
    there = events_studied(result.observations)
    if len(there) != 1:
        raise UsageError(
            f"a figure of {kind} is of one event, and {len(there):,} were studied; "
            f'name one as event_id, of {a_few(there)}, or plot "caar", their average, or "grid"'
        )
    return there[0]


def _first_events(result: StudyResult) -> StudyResult:
    """Return the study of no more events than small multiples have room for."""
    kept = events_studied(result.observations)[:_GRID]
    held = tuple(one for event_id in kept for one in of_event(result.observations, event_id))
    return replace(result, observations=held, untreated=())


def _of_event(result: StudyResult, event_id: str | None, called: Mapping[str, str]) -> tuple[StudyResult, str]:
    """Return the study of one event, and what it is called; without a name that of all."""
    if event_id is None:
        there = events_studied(result.observations)
        n = len(there)
        return result, f"Tests of all {n} events together" if n > 1 else f"Tests of {name_of(there[0], called)}"
    held = of_event(result.observations, event_id)
    if not held:
        known = a_few(events_studied(result.observations), event_id)
        raise UsageError(f"no event {event_id!r} was studied; there are {known}")
    untreated = tuple(one for one in result.untreated if one.event_id == event_id)
    return replace(result, observations=held, untreated=untreated), f"Tests of {name_of(event_id, called)}"
