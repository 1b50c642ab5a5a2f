"""All figures of a study at once, for files and for the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eventstudy.records import DateSpan
from eventstudy.report import figures
from eventstudy.report.findings import flips
from eventstudy.report.formats import coverage, name_of
from eventstudy.report.reading import day_zeros, in_window, is_studied, is_yes, of_main_models, rows
from eventstudy.report.telling import page_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.records import Verdict
    from eventstudy.report.figures.canvas import Figure
    from eventstudy.report.figures.layout import Size

    Drawer = Callable[["Material", Size], Figure | None]

DESK, PHONE = "page", "column"
"""Sizes of figures on a page."""
PAGE = ("prices", "ar", "car", "moves", "specification")
"""Figures that the page shows."""


class Picture(NamedTuple):
    """A figure as a page shows it."""

    svg: str
    alt: str
    """What it shows, in sentences with the numbers."""
    caption: str
    narrow: str = ""
    """The same for a narrow screen; empty where the wide one must do."""


class Material(NamedTuple):
    """What the figures of a study are drawn from: its tables, and what to call things."""

    prices: pd.DataFrame
    events: pd.DataFrame
    ar: pd.DataFrame
    paths: pd.DataFrame
    per_event: pd.DataFrame
    specification: pd.DataFrame
    verdicts: Sequence[Verdict]
    main_event: str
    names: Mapping[str, str] | None = None
    """What a reader calls each series."""
    units: Mapping[str, str] | None = None
    """What each series is quoted in."""
    level: float = 0.05
    tests: pd.DataFrame | None = None
    placebo: pd.DataFrame | None = None
    """The main event among ordinary days; see `figures.placebo_figure`."""

    @property
    def labels(self) -> dict[str, str]:
        """Return what a reader calls each event."""
        return {str(row["event_id"]): str(row["label"]) for row in rows(self.events)}


def event_span(events: pd.DataFrame, ar: pd.DataFrame, event_id: str) -> DateSpan | None:
    """Return the days that a figure of the event's week shows: its event window; None where that is not known."""
    dates = pd.to_datetime(ar.loc[ar["event_id"] == event_id, "date"]).dropna()
    if len(dates):
        return DateSpan(dates.min().date(), dates.max().date())
    zeros = [day for row in rows(events) if row["event_id"] == event_id for day in day_zeros(row).values()]
    return DateSpan(min(zeros), max(zeros)) if zeros else None


def curve_series(specification: pd.DataFrame, event_id: str, level: float = 0.05) -> str | None:
    """Return the series whose specification curve a report shows: the first whose day 0 hangs on a choice.

    Where none does, the one with the smallest p; None without any estimate.
    """
    day_zero = in_window(specification, 0, 0)
    held = day_zero[day_zero["event_id"] == event_id].dropna(subset=["p"])
    if held.empty:
        return None
    hanging = flips(held, event_id, level)
    return hanging[0].series if hanging else str(held.sort_values("p", kind="stable")["series"].iloc[0])


def draw(material: Material, size: Size = DESK, kinds: Sequence[str] | None = None) -> dict[str, Figure]:
    """Draw the figures of a study by their names; those that there is nothing for are left out.

    Parameters
    ----------
    material
        What the figures are drawn from.
    size
        Of each.
    kinds
        Which; without it all: ``prices``, ``ar``, ``car``, ``moves``, ``specification``, ``timeline``, ``grid``,
        ``tests`` and ``placebo``.
    """
    drawers: dict[str, Drawer] = {
        "prices": _prices,
        "ar": lambda of, size: figures.ar_figure(
            of.ar, of.main_event, level=of.level, names=of.names, labels=of.labels, size=size
        ),
        "car": lambda of, size: figures.car_figure(
            of.paths, of.main_event, level=of.level, names=of.names, labels=of.labels, size=size
        ),
        "moves": _moves,
        "specification": _specification,
        "timeline": lambda of, size: figures.timeline_figure(of.events, size=size) if len(of.events) else None,
        "grid": _grid,
        "tests": _tests,
        "placebo": _placebo,
    }
    wanted = drawers if kinds is None else {name: drawers[name] for name in kinds}
    drawn = {name: drawer(material, size) for name, drawer in wanted.items()}
    return {name: figure for name, figure in drawn.items() if figure is not None}


def _prices(of: Material, size: Size) -> Figure:
    span = event_span(of.events, of.ar, of.main_event)
    return figures.prices_figure(
        of.prices, of.events, names=of.names, units=of.units, span=span, main_event=of.main_event, size=size
    )


def _moves(of: Material, size: Size) -> Figure | None:
    if not of.verdicts:
        return None
    return figures.moves_figure(of.verdicts, names=of.names, size=size, chosen=page_numbers(of.verdicts))


def _specification(of: Material, size: Size) -> Figure | None:
    series = curve_series(of.specification, of.main_event, of.level)
    if series is None:
        return None
    chosen = study_choice(of.specification, of.per_event, of.main_event, series)
    return figures.specification_figure(
        of.specification,
        of.main_event,
        series,
        level=of.level,
        names=of.names,
        chosen=chosen,
        label=_main(of),
        size=size,
    )


def _grid(of: Material, size: Size) -> Figure | None:
    """Draw the small multiples of a study of several events."""
    if of.paths["event_id"].nunique() < 2:  # noqa: PLR2004 - one event has a figure of its own
        return None
    return figures.grid_figure(of.paths, labels=of.labels, names=of.names, level=of.level, size=size)


def _tests(of: Material, size: Size) -> Figure | None:
    held = None if of.tests is None else of.tests[of.tests["event_id"] == of.main_event]
    if held is None or not held["valid"].map(is_yes).any():
        return None
    return figures.battery_figure(held, title=f"Tests of {_main(of)}", level=of.level, size=size)


def _placebo(of: Material, size: Size) -> Figure | None:
    held = of.placebo
    if held is None or not {"event", "ordinary"} <= set(held["what"]):
        return None
    return figures.placebo_figure(held, title=f"{_main(of)} among ordinary days", size=size)


def _main(of: Material) -> str:
    return of.labels.get(of.main_event, of.main_event)


def study_choice(
    specification: pd.DataFrame, per_event: pd.DataFrame, event_id: str, series: str
) -> dict[str, object] | None:
    """Return what the study itself chose: the estimate that its own table holds too; None where none is there."""
    own = rows(in_window(of_main_models(per_event, event_id), 0, 0))
    mine = next((row for row in own if row["series"] == series), None)
    for row in rows(in_window(specification, 0, 0)):
        if mine is None or (row["event_id"], row["series"], row["model"]) != (event_id, series, mine["model"]):
            continue
        if all(math.isclose(row[name], mine[name], rel_tol=1e-9) for name in ("car", "se")):
            return {name: row[name] for name in ("model", "overlap", "n_sessions")}
    return None


def pictures(material: Material, wide: Mapping[str, str] | None = None) -> dict[str, Picture]:
    """Return every figure as a page shows it: for a desk and for a telephone, with caption and words for the ear.

    Parameters
    ----------
    material
        What the figures are drawn from.
    wide
        The figures for a desk as SVG, where they are written already.
    """
    drawn = draw(material, DESK, PAGE) if wide is None else {}
    desk = {name: figures.to_svg(figure) for name, figure in drawn.items()} if wide is None else wide
    phone, captions = draw(material, PHONE, PAGE), _captions(material)
    return {
        name: Picture(desk[name], figure.alt, captions[name], figures.to_svg(figure)) for name, figure in phone.items()
    }


def _captions(material: Material) -> dict[str, str]:
    """Return what stands below each figure."""
    events, event_id, level = material.events, material.main_event, material.level
    series = name_of(curve_series(material.specification, event_id, level) or "", material.names)
    label = next((str(row["label"]) for row in rows(events) if row["event_id"] == event_id), event_id)
    with_intervals = f"with {coverage(level)} intervals. One scale for all."
    return {
        "prices": f"Daily prices through the week of “{label}”, each series in its own unit. {_marked(events)}",
        "ar": f"Abnormal returns around “{label}”: what each session brought beyond an ordinary day, {with_intervals}",
        "car": f"The same added up over the event window, {with_intervals}",
        "moves": "Each reported move, by phase of the session and on its own scale: what its words allow, and what "
        "prices show.",
        "specification": f"{series}, estimated in every admitted way: a panel for each window on a scale of its own, "
        "in the order of p on day 0; below, the choices that each estimate was made with.",
    }


def _marked(events: pd.DataFrame) -> str:
    """Return what the shades mean, where any event is studied."""
    return "Shaded: day 0 of each studied event." if any(is_studied(row) for row in rows(events)) else ""
