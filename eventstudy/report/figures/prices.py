"""Price paths through the week of the events, one panel a series, in the unit the series is quoted in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eventstudy.report.figures import canvas
from eventstudy.report.formats import MONTHS, joined, long_day, name_of, number, short_day
from eventstudy.report.reading import day_zeros, is_studied, rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eventstudy.records import DateSpan
    from eventstudy.report.figures.canvas import Axes, Figure


class Mark(NamedTuple):
    """An event of the figure: its letter, what it was, its own day and day 0 by series."""

    letter: str
    event_id: str
    label: str
    day: date
    day_zero: dict[str, date]


def prices_figure(
    prices: pd.DataFrame,
    events: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    span: DateSpan | None = None,
    main_event: str | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw the range of each session, its open and its close, with day 0 of each studied event marked.

    Parameters
    ----------
    prices
        Tidy: ``series date open high low close flag``. Series are drawn in the order they come.
    events
        The events table; those not studied, or without a day 0 in the span, are left out.
    names, units
        What a reader calls a series, and what it is quoted in.
    span
        Days to show; None for all of `prices`.
    main_event
        The event set apart by colour.
    width
        Inches. Panels stand in three columns from 6.6 inches, in two from 4.4.
    """
    shown = _within(prices, span)
    series = [str(name) for name in shown["series"].unique()]
    marks = marks_of(events, shown)
    with canvas.style():
        rolled = "flag" in shown and bool(shown["flag"].fillna("").astype(str).str.contains("roll").any())
        lines = _key(marks, main_event, rolled=rolled)
        needed = canvas.lines_height(lines)
        figure, axes = canvas.panels(len(series), width, max(2.15, needed + 0.45), key=needed + 0.15)
        for name, panel in zip(series, axes, strict=False):
            held = shown[shown["series"] == name].sort_values("date").reset_index(drop=True)
            _draw_path(panel, held)
            _mark_events(panel, held, [(mark, mark.event_id == main_event) for mark in marks], name)
            unit = (units or {}).get(name, "")
            canvas.headline(panel, name_of(name, names), unit)
        canvas.write_lines(axes[-1], lines)
        return canvas.settle(figure)


def _within(prices: pd.DataFrame, span: DateSpan | None) -> pd.DataFrame:
    """Return the rows of the days to show, dates as timestamps."""
    dated = prices.assign(date=pd.to_datetime(prices["date"]))
    if span is None:
        return dated
    inside = (dated["date"] >= pd.Timestamp(span.first)) & (dated["date"] <= pd.Timestamp(span.last))
    return dated[inside]


def marks_of(events: pd.DataFrame, shown: pd.DataFrame) -> list[Mark]:
    """Return the studied events whose day 0 lies in what is shown, lettered by their day."""
    days = set(pd.to_datetime(shown["date"]).dt.date)
    found = [(row, day_zeros(row)) for row in rows(events) if is_studied(row)]
    inside = [(row, zeros) for row, zeros in found if days & set(zeros.values())]
    inside.sort(key=lambda pair: (min(pair[1].values()), str(pair[0]["start"])))
    return [
        Mark(chr(ord("A") + place), str(row["event_id"]), str(row["label"]), pd.Timestamp(row["start"]).date(), zeros)
        for place, (row, zeros) in enumerate(inside)
    ]


def _draw_path(panel: Axes, held: pd.DataFrame) -> None:
    """Draw ranges, opens and closes; no line joins two contracts across a roll."""
    place = range(len(held))
    panel.vlines(list(place), held["low"], held["high"], color=canvas.BAND, linewidth=3.2, zorder=2)
    panel.hlines(held["open"], [x - 0.32 for x in place], list(place), color=canvas.MUTED, linewidth=1, zorder=3)
    flags = held["flag"].fillna("").astype(str) if "flag" in held else pd.Series([""] * len(held))
    rolled = flags.str.contains("roll").tolist()
    starts = [0, *[x for x in place if rolled[x]], len(held)]
    for first, last in pairwise(starts):
        part = held.iloc[first:last]
        panel.plot(list(place)[first:last], part["close"], color=canvas.BLUE, marker="o", markersize=2.8, linewidth=1.3)
    for x in (x for x in place if rolled[x]):
        panel.axvline(x - 0.5, color=canvas.MUTED, linewidth=0.7, linestyle=(0, (2, 2)))
    _day_ticks(panel, [stamp.date() for stamp in held["date"]])


def _day_ticks(panel: Axes, days: list[date]) -> None:
    """Name the sessions below a panel by day, and the month where it begins."""
    step = 1 if len(days) <= 12 else -(-len(days) // 8)  # noqa: PLR2004 - as many as fit a panel
    labels = []
    month = None
    for day in days[::step]:
        labels.append(f"{day.day}" + (f"\n{MONTHS[day.month - 1][:3]}" if day.month != month else ""))
        month = day.month
    panel.set_xticks(range(0, len(days), step), labels)
    panel.set_xlim(-0.7, len(days) - 0.3)
    panel.margins(y=0.17)  # room for letters above and the close of day 0 below
    panel.locator_params(axis="y", nbins=5)
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)


def _mark_events(panel: Axes, held: pd.DataFrame, marks: list[tuple[Mark, bool]], series: str) -> None:
    """Shade day 0 of each event and letter it above the panel; write the close of the main event's day 0."""
    places = {stamp.date(): x for x, stamp in enumerate(held["date"])}
    letters: dict[int, list[tuple[str, bool]]] = {}
    for mark, main in marks:
        if (day := mark.day_zero.get(series)) in places:
            letters.setdefault(places[day], []).append((mark.letter, main))
    for x, found in letters.items():
        main = any(flag for _, flag in found)
        panel.axvspan(x - 0.45, x + 0.45, color=canvas.BLUSH if main else canvas.STONE, linewidth=0, zorder=0)
        panel.annotate(
            "".join(letter for letter, _ in found), (x, 0.985), xycoords=("data", "axes fraction"), ha="center",
            va="top", fontsize=7.5, fontweight="bold", color=canvas.RUST if main else canvas.MUTED,
        )  # fmt: skip
        if main:
            panel.plot([x], [held["close"].iloc[x]], "o", color=canvas.RUST, markersize=4, zorder=4)
            panel.annotate(
                number(held["close"].iloc[x]), (x, 0.025), xycoords=("data", "axes fraction"), ha="center", va="bottom",
                fontsize=7.2, fontweight="bold", color=canvas.RUST,
            )  # fmt: skip


def _key(marks: list[Mark], main_event: str | None, *, rolled: bool) -> list[tuple[str, str]]:
    """Return how to read a session, and which letter is which event, each line with its colour."""
    text = "Bar: low to high. Tick: open. Dot: close.\nShaded: first session after the news."
    lines = [(text + ("\nDashed: the next contract begins." if rolled else ""), canvas.MUTED)]
    for mark in marks:
        text = canvas.wrap(f"{short_day(mark.day)}: {mark.label}", 36).replace("\n", "\n     ")
        lines.append((f"{mark.letter}  {text}", canvas.RUST if mark.event_id == main_event else canvas.INK))
    return lines


def prices_alt(
    prices: pd.DataFrame,
    events: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    span: DateSpan | None = None,
    main_event: str | None = None,
) -> str:
    """Return the price figure in a sentence with its numbers, for who does not see it."""
    shown = _within(prices, span)
    marks = {mark.event_id: mark for mark in marks_of(events, shown)}
    main = marks.get(main_event or "")
    parts = []
    for name, held in shown.sort_values("date", kind="stable").groupby("series", sort=False):
        path = held.set_index(held["date"].dt.date)["close"]
        text = f"{name_of(str(name), names)} from {number(path.iloc[0])} to {number(path.iloc[-1])}"
        day = main.day_zero.get(str(name)) if main else None
        if day is not None and day in path.index:
            text += f", {number(path.loc[day])} on day 0"
        parts.append(text)
    first, last = shown["date"].min(), shown["date"].max()
    about = f" Day 0 is that of {main.label}." if main else ""
    return f"Daily prices from {long_day(first)} to {long_day(last)}: closes of {joined(parts)}.{about}"
