"""All figures of a study at once, for files and for the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eventstudy.records import DateSpan
from eventstudy.report import figures
from eventstudy.report.findings import flips
from eventstudy.report.formats import coverage, name_of
from eventstudy.report.reading import day_zeros, in_window, is_studied, of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import Verdict
    from eventstudy.report.figures.canvas import Figure

DESK = 7.2
PHONE = 3.7
"""Inches."""


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


def draw(material: Material, width: float = DESK) -> dict[str, Figure]:
    """Draw every figure of a study: ``prices``, ``ar``, ``car``, ``moves`` and ``specification``.

    Where there are no verdicts, or no estimates under other choices, that figure is left out.
    """
    of, event, level, names = material, material.main_event, material.level, material.names
    span = event_span(of.events, of.ar, event)
    drawn = {
        "prices": figures.prices_figure(
            of.prices, of.events, names=names, units=of.units, span=span, main_event=event, width=width
        ),
        "ar": figures.ar_figure(of.ar, event, level=level, names=names, width=width),
        "car": figures.car_figure(of.paths, event, level=level, names=names, width=width),
    }
    if of.verdicts:
        drawn["moves"] = figures.moves_figure(of.verdicts, names=names, width=width)
    series = curve_series(of.specification, event, level)
    if series is not None:
        chosen = study_choice(of.specification, of.per_event, event, series)
        drawn["specification"] = figures.specification_figure(
            of.specification, event, series, level=level, names=names, chosen=chosen, width=width
        )
    return drawn


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
    desk = wide if wide is not None else {name: figures.to_svg(figure) for name, figure in draw(material).items()}
    phone, told, captions = draw(material, PHONE), _told(material), _captions(material)
    return {name: Picture(svg, told[name], captions[name], figures.to_svg(phone[name])) for name, svg in desk.items()}


def _told(material: Material) -> dict[str, str]:
    """Return each figure in words."""
    of, event, names = material, material.main_event, material.names
    series = curve_series(of.specification, event, of.level) or ""
    span = event_span(of.events, of.ar, event)
    return {
        "prices": figures.prices_alt(of.prices, of.events, names=names, span=span, main_event=event),
        "ar": figures.ar_alt(of.ar, event, names=names),
        "car": figures.car_alt(of.paths, event, names=names),
        "moves": figures.moves_alt(of.verdicts, names=names),
        "specification": figures.specification_alt(of.specification, event, series, level=of.level, names=names),
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
