"""Price paths through the week of the events, one panel a series, in the unit the series is quoted in."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.columns import days_of, numbers_of
from eventstudy.errors import UsageError
from eventstudy.instruments import short_names
from eventstudy.report.figures import canvas
from eventstudy.report.figures.given import require_table
from eventstudy.report.figures.layout import headline, own_panel, panels
from eventstudy.report.figures.price_marks import Mark, key_of, marks_of
from eventstudy.report.formats import MONTHS, is_missing, joined, long_day, name_of, number, true_minus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eventstudy.records import DateSpan
    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size


_MANY = 45
"""Sessions from which a panel has no room for each one's range."""
_TICK = 0.185
"""Inches that the day of a month needs."""


def prices_figure(
    prices: pd.DataFrame,
    events: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    span: DateSpan | None = None,
    main_event: str | None = None,
    size: Size = "page",
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
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        No price lies in the span.
    """
    shown = _within(prices, span)
    if shown.empty:
        raise UsageError("no price lies in the days to show; give prices of these days, or another span")
    marks = marks_of(events, shown)
    with canvas.style():
        parts = [(str(name), held.reset_index(drop=True)) for name, held in shown.sort_values("date", kind="stable")
                 .groupby("series", sort=False)]  # fmt: skip
        parts.sort(key=lambda part: list(shown["series"]).index(part[0]))
        notes = key_of(marks, main_event, rolled=any(any(_rolled(held)) for _, held in parts))
        figure, axes = panels(len(parts), size, 2.15, notes=notes)
        for (name, held), panel in zip(parts, axes, strict=False):
            _draw(panel, held, [(mark, mark.event_id == main_event) for mark in marks])
            headline(panel, name_of(name, names), (units or {}).get(name, ""))
        canvas.settle(figure)
    return figure.told("Prices", prices_alt(prices, events, names=names, span=span, main_event=main_event))


def plot_prices(
    prices: pd.DataFrame,
    events: pd.DataFrame | None = None,
    series: str | None = None,
    *,
    span: DateSpan | None = None,
    ax: Drawn | None = None,
    size: Size = "column",
) -> Drawn:
    """Draw the daily prices of one series: the range of each session, its open and close, and day 0 of each event.

    Parameters
    ----------
    prices : DataFrame
        As `load_prices` returns them.
    events : DataFrame, optional
        Columns ``event_id label start day0``, the last a mapping from series to day; or ``day0_SERIES``. The first
        session after the news is shaded and numbered, and a tick on the axis stands where the news came out.
    series : str, optional
        Which; without a name the first of the table.
    span : DateSpan, optional
        Days to show; without it all.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        No line joins two contracts across a roll.

    Raises
    ------
    UsageError
        There is no such series, or no price in the span.

    Examples
    --------
    >>> days = pd.bdate_range("2020-01-01", periods=5)
    >>> close = [66.0, 66.25, 68.6, 68.9, 68.3]
    >>> oil = pd.DataFrame({"series": "oil", "date": days, "open": close, "high": close, "low": close, "close": close})
    >>> plot_prices(oil).get_title(loc="left")
    'Oil'
    """
    require_table(prices, ["series", "date", "open", "high", "low", "close"], "plot_prices takes prices of load_prices")
    if events is not None:
        require_table(events, ["event_id"], "plot_prices marks the events of a table as to_frame(events) gives it")
    figures = {name: numbers_of(prices[name], f"column {name!r}") for name in ("open", "high", "low", "close")}
    held = _within(prices.assign(**figures), span)
    there = [str(name) for name in held["series"].unique()]
    if held.empty or (series is not None and series not in there):
        raise UsageError(f"no price of {series or 'any series'!r} to draw; there are {joined(there)}")
    name = there[0] if series is None else series
    mine = held[held["series"] == name].sort_values("date", kind="stable").reset_index(drop=True)
    marks = [] if events is None else marks_of(events, mine)
    with canvas.style():
        panel: Drawn = own_panel(size, 2.5) if ax is None else canvas.dress(ax)
        _draw(panel, mine, [(mark, len(marks) == 1) for mark in marks])
        headline(panel, name_of(name, short_names()))
    if ax is None:
        canvas.tell(panel, "Prices", prices_alt(mine, pd.DataFrame() if events is None else events,
                                               names=short_names()))  # fmt: skip
    return panel


def _within(prices: pd.DataFrame, span: DateSpan | None) -> pd.DataFrame:
    """Return the rows of the days to show, dates as timestamps."""
    dated = prices.assign(date=days_of(prices["date"]))
    if span is None:
        return dated
    if not (hasattr(span, "first") and hasattr(span, "last")):
        raise UsageError(f"span={span!r} is no span of days; give eventstudy.records.DateSpan(first, last)")
    inside = (dated["date"] >= pd.Timestamp(span.first)) & (dated["date"] <= pd.Timestamp(span.last))
    return dated[inside]


def _draw(panel: Axes, held: pd.DataFrame, marks: list[tuple[Mark, bool]]) -> None:
    """Draw the prices of one series, and the events on them."""
    _draw_path(panel, held)
    _mark_events(panel, held, marks, str(held["series"].iloc[0]))


def _rolled(held: pd.DataFrame) -> list[bool]:
    """Return which sessions begin another contract."""
    flags = held["flag"].fillna("").astype(str) if "flag" in held else pd.Series([""] * len(held))
    return [bool(roll) for roll in flags.str.contains("roll")]


def _draw_path(panel: Axes, held: pd.DataFrame) -> None:
    """Draw ranges, opens and closes; no line joins two contracts across a roll.

    Many sessions are a line of closes in the band of their ranges.
    """
    place = range(len(held))
    many = len(held) > _MANY
    if many:
        panel.fill_between(place, held["low"], held["high"], color=canvas.BAND, linewidth=0, zorder=2)
    else:
        panel.vlines(list(place), held["low"], held["high"], color=canvas.BAND, linewidth=3.2, zorder=2)
        panel.hlines(held["open"], [x - 0.32 for x in place], list(place), color=canvas.MUTED, linewidth=1, zorder=3)
    rolled = _rolled(held)
    starts = [0, *[x for x in place if rolled[x]], len(held)]
    for first, last in pairwise(starts):
        part = held.iloc[first:last]
        panel.plot(list(place)[first:last], part["close"], color=canvas.BLUE, marker="o",
                   markersize=0 if many else 2.8, linewidth=1.3)  # fmt: skip
    for x in (x for x in place if rolled[x]):
        panel.axvline(x - 0.5, color=canvas.MUTED, linewidth=0.7, linestyle=(0, (2, 2)))
    _day_ticks(panel, [stamp.date() for stamp in held["date"]])


def _day_ticks(panel: Axes, days: list[date]) -> None:
    """Name the sessions below a panel by day, and the month where it begins; of many the months, or the years."""
    labels: dict[int, str] = {}
    if len(days) <= _MANY:
        step = -(-len(days) // max(3, int(canvas.room_of(panel) / _TICK)))
        month = None
        for place in range(0, len(days), step):
            day = days[place]
            labels[place] = f"{day.day}" + (f"\n{MONTHS[day.month - 1][:3]}" if day.month != month else "")
            month = day.month
    else:
        begins = [place for place in range(1, len(days)) if days[place].month != days[place - 1].month]
        for place in begins[:: -(-len(begins) // max(1, int(canvas.room_of(panel) / (2 * _TICK))))]:
            labels[place] = f"{MONTHS[days[place].month - 1][:3]}\n{days[place].year}"
    panel.set_xticks(list(labels), list(labels.values()))
    panel.set_xlim(-0.7, len(days) - 0.3)
    panel.margins(y=0.19)  # room for numbers above and the close of day 0 below
    panel.locator_params(axis="y", nbins=5)
    panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:,.10g}"))
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)


def _mark_events(panel: Axes, held: pd.DataFrame, marks: list[tuple[Mark, bool]], series: str) -> None:
    """Shade day 0 of each event, number it above the panel, and tick the axis where its news came out.

    Daily closes do not tell more of that instant than the session before it, so the tick stands between the two. The
    close of the main event's day 0 is written out.
    """
    places = {stamp.date(): x for x, stamp in enumerate(held["date"])}
    numbers: dict[int, list[tuple[str, bool]]] = {}
    for mark, main in marks:
        if (day := mark.day_zero.get(series)) in places:
            numbers.setdefault(places[day], []).append((mark.number, main))
    lowered: set[int] = set()
    for x, found in sorted(numbers.items()):
        if x - 1 in numbers and x - 1 not in lowered:
            lowered.add(x)  # on a narrow panel the numbers of two days in a row would touch
        main = any(flag for _, flag in found)
        colour = canvas.RUST if main else canvas.MUTED
        panel.axvspan(x - 0.45, x + 0.45, color=canvas.BLUSH if main else canvas.STONE, linewidth=0, zorder=0)
        panel.plot([x - 0.5], [0.03], marker="^", markersize=4.5, color=colour, transform=panel.get_xaxis_transform(),
                   clip_on=False, zorder=6, linestyle="none")  # fmt: skip
        panel.annotate(
            "\n".join(number for number, _ in found), (x, 0.985), xycoords=("data", "axes fraction"),
            xytext=(0, -9 * (x in lowered)), textcoords="offset points", ha="center", va="top", fontsize=7.5,
            fontweight="bold", color=colour,
        )  # fmt: skip
        if main and not is_missing(float(held["close"].iloc[x])):
            panel.plot([x], [held["close"].iloc[x]], "o", color=canvas.RUST, markersize=4, zorder=4)
            panel.annotate(
                true_minus(number(held["close"].iloc[x])), (x, 0.06), xycoords=("data", "axes fraction"), ha="center",
                va="bottom", fontsize=7.2, fontweight="bold", color=canvas.RUST, zorder=7,
                bbox={"facecolor": canvas.PAPER, "alpha": 0.8, "linewidth": 0, "pad": 0.6},
            )  # fmt: skip


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
