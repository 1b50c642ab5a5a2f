"""A study's tables by name, as files and as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.errors import UsageError
from eventstudy.records import Dropped
from eventstudy.results import averages, observed, pooled, tables
from eventstudy.results.frames import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from eventstudy.report.figures.canvas import Figure
    from eventstudy.results.study_result import StudyResult

FIGURES = ("ar", "car")
_UNGROUPED = (
    "per_event", "tests", "ar", "paths", "models", "bhar", "scar", "aar", "caar", "volatility", "dropped",
)  # fmt: skip
_DIGITS = "{:.4f}".format


def makers(result: StudyResult, by: str | None, adjust: str | None) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return what makes each table, by its name."""
    windows, level = result.settings.windows, result.settings.level
    return {
        "per_event": lambda: observed.cars(result, windows),
        "tests": lambda: pooled.outcomes(result, windows, by, None, adjust),
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
    }


def table(result: StudyResult, name: str, by: str | None, adjust: str | None) -> pd.DataFrame:
    """Return a table by its name."""
    there = makers(result, by, adjust)
    if name not in there:
        raise UsageError(f"there is no table {name!r}; there are {', '.join(there)}")
    return there[name]()


def write_csv(result: StudyResult, path: str | Path) -> list[Path]:
    """Write every table into a folder, and return the files."""
    folder = Path(path)
    names = [*_UNGROUPED, *(["differences"] if any(one.group is not None for one in result.observations) else [])]
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
    text: str = frame.to_html(index=False, na_rep="", float_format=_DIGITS, border=0, classes="eventstudy")
    return text.replace("<thead>", f"<caption>{_title(name)}</caption>\n  <thead>", 1)


def figure(result: StudyResult, kind: str, event_id: str | None) -> Figure:
    """Draw the abnormal returns of an event, session by session or added up."""
    from eventstudy.report import figures  # noqa: PLC0415 - matplotlib is loaded when a figure is wanted

    if kind not in FIGURES:
        raise UsageError(f"there is no figure {kind!r}; there are {', '.join(FIGURES)}")
    name = event_id if event_id is not None else result.observations[0].event_id
    level = result.settings.level
    if kind == "ar":
        return figures.ar_figure(result.to_frame("ar"), name, level=level)
    return figures.car_figure(result.paths(), name, level=level)


def summary(result: StudyResult) -> str:
    """Return the study in plain text."""
    design = result.settings
    head = (
        f"Event study: {len({one.event_id for one in result.observations})} events, "
        f"{len({one.data.series for one in result.observations})} series, "
        f"{design.returns} returns\nestimation {design.estimation}, event window {design.event}, "
        f"overlap {design.overlap!r}, level {design.level:g}"
    )
    cars = result.to_frame("per_event").drop(columns=["df", "flag"])
    tests = result.to_frame("tests")
    valid = tests[tests["valid"]].drop(columns=["n_estimation", "n_reference", "valid"])
    silent = tests.loc[~tests["valid"], "test"].drop_duplicates()
    parts = [head, "Cumulative abnormal returns", _text(cars), *_averages(result)]
    parts += ["Valid tests of each event, all series", _text(valid) if len(valid) else "  none"]
    if len(silent):
        parts.append(f"Not valid for some event or window (see `tests`): {', '.join(silent)}")
    dropped = [f"  {one.what}: {one.reason}" for one in result.dropped]
    return "\n\n".join([*parts, *(["Not studied\n" + "\n".join(dropped)] if dropped else [])])


def _averages(result: StudyResult) -> list[str]:
    """Return the average CARs where there are several events."""
    if len({one.event_id for one in result.observations}) == 1:
        return []
    return ["Average cumulative abnormal returns", _text(result.to_frame("caar"))]


def _title(name: str) -> str:
    titles = {"per_event": "Cumulative abnormal returns", "caar": "Average cumulative abnormal returns"}
    return titles.get(name, name.replace("_", " ").capitalize())


def _cell(value: object) -> str:
    if value is None or value != value or str(value) == "NaT":  # noqa: PLR0124 - NaN is the one that differs from itself
        return ""
    return _DIGITS(value) if isinstance(value, float) else str(value)


def _text(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4f}")
