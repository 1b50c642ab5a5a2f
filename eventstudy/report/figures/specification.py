"""The specification curve: one effect estimated in every admitted way, and which choices each way makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.formats import count, joined, name_of, p_phrase, p_value, percent, true_minus, window, words
from eventstudy.report.methods import model_name
from eventstudy.report.reading import in_window, rows
from eventstudy.report.wording import OVERLAPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure

CHOICES = ("model", "overlap", "n_sessions")
"""Columns that hold a choice, in the order they are drawn."""
GAP = 0.6
"""Between the rows of one choice and the next."""
ROOM = 0.36
"""Inches that a number above an estimate needs to lie flat."""


def specification_figure(
    specification: pd.DataFrame,
    event_id: str,
    series: str,
    *,
    first: int = 0,
    last: int = 0,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    chosen: Mapping[str, object] | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw each estimate with its interval, from the smallest p to the largest, above the choices it was made with.

    Parameters
    ----------
    specification
        Columns ``event_id series model overlap n_sessions n_estimation first last car se t p low high``, fractions.
    event_id, series, first, last
        The effect that is estimated: one event, one series, one window.
    level
        What p is compared with; an estimate that passes is filled.
    names
        What a reader calls a series.
    chosen
        What the study itself chose, as ``{"model": "mean", "overlap": "exclude", "n_sessions": 240}``; marked.
    width
        Inches.

    Raises
    ------
    UsageError
        No such estimate is in the table.
    """
    curve = ordered(specification, event_id, series, first, last)
    if not curve:
        held = joined(
            sorted({f"{a} {b}" for a, b in zip(specification["event_id"], specification["series"], strict=True)})
        )
        raise UsageError(f"no estimate of {series!r} around {event_id!r} in {window(first, last)}; there is {held}")
    options = _options(curve)
    with canvas.style():
        passed = sum(row["p"] < level for row in curve)
        title = canvas.wrap(
            f"{name_of(series, names)}, window {true_minus(window(first, last))}: "
            f"{passed} of {len(curve)} estimates pass {100 * level:g} %",
            int(width * 13),
        )
        height = 2.4 + 0.2 * len(options)
        figure = canvas.new_figure(width, height)
        head = 0.12 + 0.15 * len(title.splitlines())
        grid = figure.add_gridspec(
            2, 1, height_ratios=[2.0, 0.2 * len(options)], hspace=0.06, right=0.99, top=1 - head / height,
            bottom=0.2 / height,
        )  # fmt: skip
        top = figure.add_subplot(grid[0])
        below = figure.add_subplot(grid[1], sharex=top)
        _draw_estimates(top, curve, level)
        _draw_choices(below, curve, options, level)
        _mark_chosen(below, curve, chosen or {})
        figure.suptitle(title, x=0.012, y=1 - 0.02 / height, va="top", ha="left", fontsize=8.5, fontweight="bold")
        return _fitted(figure, below, len(curve))


def _fitted(figure: Figure, below: Axes, estimates: int) -> Figure:
    """Give the words beside the choices the room they need, and the numbers above the room that is left."""
    figure.draw_without_rendering()
    wide = max((label.get_window_extent().width for label in below.get_yticklabels()), default=0.0)
    inches = wide / figure.dpi + 0.2
    figure.subplots_adjust(left=inches / figure.get_figwidth())
    if (figure.get_figwidth() - inches) / max(1, estimates) < ROOM:
        for text in figure.axes[0].texts[:estimates]:
            text.set_rotation(90)
    return figure


def ordered(specification: pd.DataFrame, event_id: str, series: str, first: int, last: int) -> list[dict[str, Any]]:
    """Return the estimates of one effect from the smallest p to the largest, those without a number left out."""
    held = in_window(specification, first, last)
    held = held[(held["event_id"] == event_id) & (held["series"] == series)].dropna(subset=["car", "p"])
    return rows(held.sort_values(["p", "model", "overlap", "n_sessions"], kind="stable"))


def _options(curve: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return every choice that was made somewhere on the curve, as (column, value)."""
    return [(column, value) for column in CHOICES for value in sorted({row[column] for row in curve})]


def _draw_estimates(top: Axes, curve: list[dict[str, Any]], level: float) -> None:
    """Draw the estimates with their intervals; filled and dark where p is below the level."""
    for x, row in enumerate(curve):
        passes = row["p"] < level
        colour = canvas.RUST if passes else canvas.BLUE
        top.vlines(x, 100 * row["low"], 100 * row["high"], color=colour, linewidth=1.6, alpha=0.45)
        top.plot([x], [100 * row["car"]], marker="o", markersize=4.6, markeredgecolor=colour, markeredgewidth=1.2,
                 markerfacecolor=colour if passes else canvas.PAPER, linestyle="none", zorder=3)  # fmt: skip
        top.annotate(
            p_value(row["p"]), (x, 1.0), xycoords=("data", "axes fraction"),
            ha="center", va="top", fontsize=6.6, color=colour,
            fontweight="bold" if passes else "normal",
        )  # fmt: skip
    top.axhline(0, color=canvas.MUTED, linewidth=0.9)
    top.grid(axis="y", color=canvas.STONE)
    top.margins(x=0.03, y=0.18)
    top.tick_params(labelbottom=False)
    top.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g} %") if value else "0")
    top.annotate("p", (0, 1.0), xycoords="axes fraction", xytext=(-6, 0), textcoords="offset points", ha="right",
                 va="top", fontsize=6.6, color=canvas.MUTED)  # fmt: skip


def _draw_choices(below: Axes, curve: list[dict[str, Any]], options: list[tuple[str, Any]], level: float) -> None:
    """Draw which choices each estimate was made with, a row for each choice."""
    places, labels = [], []
    y = 0.0
    for before, (column, value) in zip([*options[:1], *options], options, strict=False):
        y += GAP if before[0] != column else 0.0
        labels.append(_choice_words(column, value))
        places.append(y)
        below.axhline(y, color=canvas.STONE, linewidth=0.8, zorder=1)
        for x, row in enumerate(curve):
            if row[column] == value:
                colour = canvas.RUST if row["p"] < level else canvas.BLUE
                below.plot([x], [y], marker="s", markersize=4.2, color=colour, linestyle="none", zorder=2)
        y += 1.0
    below.set_yticks(places, labels)
    below.set_ylim(y - 0.4, -0.6)
    below.spines[["left", "bottom"]].set_visible(False)
    below.tick_params(labelbottom=False)


def _mark_chosen(below: Axes, curve: list[dict[str, Any]], chosen: Mapping[str, object]) -> None:
    """Set the study's own estimate apart by a shade through its choices."""
    for x, row in enumerate(curve):
        if chosen and all(row[column] == value for column, value in chosen.items()):
            below.axvspan(x - 0.42, x + 0.42, color=canvas.FAINT, linewidth=0, zorder=0)
            below.annotate("this study", (x, 0), xycoords=("data", "axes fraction"), ha="center", va="top", fontsize=7,
                           xytext=(0, -1), textcoords="offset points", color=canvas.INK,
                           fontweight="bold", annotation_clip=False)  # fmt: skip


def _choice_words(column: str, value: Any) -> str:  # noqa: ANN401 - a choice is a word or a number
    """Return a choice as it stands beside its row."""
    if column == "model":
        return model_name(str(value))
    if column == "overlap":
        return f"other events' days {OVERLAPS.get(str(value), words(value))}"
    return f"{count(value)} sessions before"


def specification_alt(
    specification: pd.DataFrame,
    event_id: str,
    series: str,
    *,
    first: int = 0,
    last: int = 0,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return the curve in a sentence with its range and how many estimates pass, for who does not see it."""
    curve = ordered(specification, event_id, series, first, last)
    if not curve:
        return f"No estimate of {name_of(series, names)} around {event_id}."
    low, high = min(row["car"] for row in curve), max(row["car"] for row in curve)
    passed = sum(row["p"] < level for row in curve)
    return (
        f"{name_of(series, names)} around {event_id}, window {window(first, last)}, estimated in {len(curve)} ways: "
        f"from {percent(low)} to {percent(high)}, {p_phrase(curve[0]['p'])} to {p_phrase(curve[-1]['p'])}; "
        f"{passed} of {len(curve)} pass {100 * level:g} %."
    )
