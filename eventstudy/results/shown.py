"""A study's tables by name, as files and as text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import Dropped
from eventstudy.results import averages, observed, pooled, tables
from eventstudy.results.frames import to_frame
from eventstudy.results.naming import a_few

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.report.figures.canvas import Figure
    from eventstudy.results.study_result import StudyResult

FIGURES = ("ar", "car", "sar", "aar", "caar", "tests")
_UNGROUPED = (
    "per_event", "tests", "ar", "paths", "models", "bhar", "scar", "aar", "caar", "volatility", "dropped",
)  # fmt: skip
_DIGITS = "{:.4f}".format


def makers(
    result: StudyResult, by: str | None, adjust: str | None, tests: Sequence[str] | None = None
) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return what makes each table, by its name."""
    windows, level = result.settings.windows, result.settings.level
    return {
        "per_event": lambda: observed.cars(result, windows),
        "tests": lambda: pooled.every_test(result, by, adjust, tests),
        "ar": lambda: observed.each(result, lambda one: tables.ar_rows(one, level), tables.AR),
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
    }


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
    folder = Path(path)
    names = [*_UNGROUPED]
    names += ["differences"] if any(one.group is not None for one in result.observations) else []
    names += ["own_windows"] if any(one.own is not None for one in result.observations) else []
    if result.settings.outcome != "return":
        names.remove("bhar")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            written.append(folder / f"{name}.csv")
            result.to_frame(name).to_csv(written[-1], index=False, lineterminator="\n")
    except OSError as error:
        raise UsageError(f"the tables cannot be written to {folder}: {error.strerror}; name a folder") from error
    return written


def latex(frame: pd.DataFrame, name: str) -> str:
    """Return a table as LaTeX: fractions with four digits, text escaped, missing cells empty."""
    styler = frame.style.format(_cell, escape="latex").format_index(escape="latex", axis=1).hide(axis="index")
    label = name.replace("_", "-")
    return str(styler.to_latex(hrules=True, label=f"tab:{label}", caption=_title(name)))


def html(frame: pd.DataFrame, name: str) -> str:
    """Return a table as HTML: fractions with four digits, text escaped, missing cells empty."""
    counts = {str(name): column for name, column in frame.items() if isinstance(column.dtype, pd.Int64Dtype)}
    frame = frame.assign(**{name: column.astype(object).where(column.notna(), "") for name, column in counts.items()})
    text: str = frame.to_html(index=False, na_rep="", float_format=_DIGITS, border=0, classes="eventstudy")
    return text.replace("<thead>", f"<caption>{_title(name)}</caption>\n  <thead>", 1)


def figure(result: StudyResult, kind: str, event_id: str | None) -> Figure:
    """Draw an event, its averages, or its tests; see `StudyResult.plot`."""
    from eventstudy.report import figures  # noqa: PLC0415 - matplotlib is loaded when a figure is wanted

    if kind not in FIGURES:
        raise UsageError(f"there is no figure {kind!r}; there are {', '.join(FIGURES)}")
    level = result.settings.level
    if kind in {"aar", "caar"}:
        by = "group" if result.settings.grouped else None
        averaged = result.aar(by=by) if kind == "aar" else result.average_paths(by=by)
        return figures.average_figure(averaged, level=level)
    if kind == "tests":
        chosen, title = _of_event(result, event_id)
        return figures.battery_figure(chosen.to_frame("tests", by=None), title=title, level=level)
    fitted = [one.event_id for one in result.observations if one.fit is not None]
    name = event_id if event_id is not None else fitted[0]
    if kind == "car":
        return figures.car_figure(result.paths(), name, level=level)
    draw = figures.ar_figure if kind == "ar" else figures.sar_figure
    return draw(result.to_frame("ar"), name, level=level)


def _of_event(result: StudyResult, event_id: str | None) -> tuple[StudyResult, str]:
    """Return the study of one event, and what it is called; without a name that of all."""
    if event_id is None:
        n = len({one.event_id for one in result.observations})
        return result, f"Tests of all {n} events together" if n > 1 else f"Tests of {result.observations[0].event_id}"
    held = tuple(one for one in result.observations if one.event_id == event_id)
    if not held:
        there = a_few((one.event_id for one in result.observations), event_id)
        raise UsageError(f"no event {event_id!r} was studied; there are {there}")
    untreated = tuple(one for one in result.untreated if one.event_id == event_id)
    return replace(result, observations=held, untreated=untreated), f"Tests of {event_id}"


def _title(name: str) -> str:
    titles = {"per_event": "Cumulative abnormal returns", "caar": "Average cumulative abnormal returns"}
    return titles.get(name, name.replace("_", " ").capitalize())


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    return _DIGITS(value) if isinstance(value, float) else str(value)
