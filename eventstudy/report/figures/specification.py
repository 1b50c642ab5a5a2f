"""The specification curve: an effect estimated in every admitted way, and which choices each way makes."""

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
PANEL = 1.1
ROW = 0.2
"""Inches of the panel of a window, and of the row of a choice."""
ROOM = 0.36
"""Inches that a number above an estimate needs to lie flat."""


def specification_figure(
    specification: pd.DataFrame,
    event_id: str,
    series: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    chosen: Mapping[str, object] | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw each estimate with its interval above the choices it was made with, a panel for each window.

    The order is that of p on day 0, or in the first window where day 0 is none, and the same in every panel.

    Parameters
    ----------
    specification
        Columns ``event_id series model overlap n_sessions n_estimation first last car se t p low high``, fractions.
    event_id, series
        Whose effect is estimated.
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
    curves = curves_of(specification, event_id, series)
    if not curves:
        held = joined(
            sorted({f"{a} {b}" for a, b in zip(specification["event_id"], specification["series"], strict=True)})
        )
        raise UsageError(f"no estimate of {series!r} around {event_id!r}; there is {held}")
    lead = next(iter(curves.values()))
    places = {_key(row): x for x, row in enumerate(lead)}
    options = _options(lead)
    with canvas.style():
        figure, panels, below = _panels(len(curves), len(options), width)
        for panel, (span, curve) in zip(panels, curves.items(), strict=True):
            _draw_estimates(panel, [(places[_key(row)], row) for row in curve], level)
            passed = sum(row["p"] < level for row in curve)
            said = f"window {true_minus(window(*span))}: {passed} of {len(curve)} pass {100 * level:g} %"
            panel.set_title(said, fontsize=7.5, pad=3, color=canvas.INK, fontweight="normal")
        _draw_choices(below, lead, options)
        _mark_chosen([*panels, below], lead, chosen or {})
        figure.suptitle(name_of(series, names), x=0.012, y=1 - 0.04 / figure.get_figheight(), va="top", ha="left",
                        fontsize=8.5, fontweight="bold")  # fmt: skip
        return _fitted(figure, panels, below, len(lead))


def _panels(windows: int, options: int, width: float) -> tuple[Figure, list[Axes], Axes]:
    """Return a figure of a panel for each window, and one for the choices below them, all of one horizontal scale."""
    heights = [PANEL] * windows + [ROW * options]
    height = sum(heights) + 0.3 * windows + 0.55
    figure = canvas.new_figure(width, height)
    gap = 0.3 / (sum(heights) / len(heights))
    grid = figure.add_gridspec(
        len(heights), 1, height_ratios=heights, hspace=gap, right=0.99, top=1 - 0.42 / height, bottom=0.2 / height
    )
    panels = [figure.add_subplot(grid[0])]
    panels += [figure.add_subplot(grid[place], sharex=panels[0]) for place in range(1, windows)]
    return figure, panels, figure.add_subplot(grid[windows], sharex=panels[0])


def _fitted(figure: Figure, panels: list[Axes], below: Axes, estimates: int) -> Figure:
    """Give the words beside the choices the room they need, and the numbers above the room that is left."""
    figure.draw_without_rendering()
    wide = max((label.get_window_extent().width for label in below.get_yticklabels()), default=0.0)
    inches = wide / figure.dpi + 0.2
    figure.subplots_adjust(left=inches / figure.get_figwidth())
    if (figure.get_figwidth() - inches) / max(1, estimates) < ROOM:
        for panel in panels:
            low, high = panel.get_ylim()
            panel.set_ylim(low, high + 0.25 * (high - low))  # a number on end is taller
            for text in panel.texts[:-1]:
                text.set_rotation(90)
    return figure


def curves_of(specification: pd.DataFrame, event_id: str, series: str) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """Return the estimates of one series by window, day 0 in front, each in the order of p on day 0.

    Estimates without a number, and choices without an estimate in the first window, are left out.
    """
    held = specification[(specification["event_id"] == event_id) & (specification["series"] == series)]
    held = held.dropna(subset=["car", "p"]).sort_values(["p", *CHOICES], kind="stable")
    spans = sorted(
        {(int(first), int(last)) for first, last in zip(held["first"], held["last"], strict=True)},
        key=lambda span: (span != (0, 0), span[1] - span[0], span),
    )
    order = {_key(row): place for place, row in enumerate(rows(in_window(held, *spans[0])))} if spans else {}
    by_span = {span: [row for row in rows(in_window(held, *span)) if _key(row) in order] for span in spans}
    return {span: sorted(found, key=lambda row: order[_key(row)]) for span, found in by_span.items() if found}


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in CHOICES)


def _options(curve: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return every choice that was made somewhere on the curve, as (column, value)."""
    return [(column, value) for column in CHOICES for value in sorted({row[column] for row in curve})]


def _draw_estimates(panel: Axes, placed: list[tuple[int, dict[str, Any]]], level: float) -> None:
    """Draw the estimates of one window with their intervals; filled and dark where p is below the level."""
    looks = [(x, row, row["p"] < level, canvas.RUST if row["p"] < level else canvas.BLUE) for x, row in placed]
    canvas.bars(panel, [(x, row["low"], row["high"], colour) for x, row, _, colour in looks], 1.6)
    canvas.dots(panel, [(x, row["car"], colour, passes) for x, row, passes, colour in looks], 4.2)
    for x, row, passes, colour in looks:
        panel.annotate(
            p_value(row["p"]), (x, 1.0), xycoords=("data", "axes fraction"),
            ha="center", va="top", fontsize=6.4, color=colour, fontweight="bold" if passes else "normal",
        )  # fmt: skip
    panel.axhline(0, color=canvas.MUTED, linewidth=0.9)
    panel.grid(axis="y", color=canvas.STONE)
    panel.margins(x=0.03, y=0.1)
    panel.locator_params(axis="y", nbins=4)
    low, high = panel.get_ylim()
    panel.set_yticks([tick for tick in panel.get_yticks() if low <= tick <= high])
    panel.set_ylim(low, high + 0.14 * (high - low))  # room for the numbers
    panel.tick_params(labelbottom=False)
    panel.spines["bottom"].set_visible(False)
    panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g} %") if value else "0")
    panel.annotate("p", (0, 1.0), xycoords="axes fraction", xytext=(-6, 0), textcoords="offset points", ha="right",
                   va="top", fontsize=6.4, color=canvas.MUTED)  # fmt: skip


def _draw_choices(below: Axes, curve: list[dict[str, Any]], options: list[tuple[str, Any]]) -> None:
    """Draw which choices each estimate was made with, a row for each choice."""
    places, labels = [], []
    y = 0.0
    for before, (column, value) in zip([*options[:1], *options], options, strict=False):
        y += GAP if before[0] != column else 0.0
        labels.append(_choice_words(column, value))
        places.append(y)
        below.axhline(y, color=canvas.STONE, linewidth=0.8, zorder=1)
        made = [x for x, row in enumerate(curve) if row[column] == value]
        below.plot(made, [y] * len(made), marker="s", markersize=4.2, color=canvas.INK, linestyle="none", zorder=2)
        y += 1.0
    below.set_yticks(places, labels)
    below.set_ylim(y - 0.4, -0.6)
    below.spines[["left", "bottom"]].set_visible(False)
    below.tick_params(labelbottom=False)


def _mark_chosen(panels: list[Axes], curve: list[dict[str, Any]], chosen: Mapping[str, object]) -> None:
    """Set the study's own estimate apart by a shade through every panel and its choices."""
    for x, row in enumerate(curve):
        if chosen and all(row[column] == value for column, value in chosen.items()):
            for panel in panels:
                panel.axvspan(x - 0.42, x + 0.42, color=canvas.STONE, linewidth=0, zorder=0)
            panels[-1].annotate("this study", (x, 0), xycoords=("data", "axes fraction"), ha="center", va="top",
                                fontsize=7, xytext=(0, -1), textcoords="offset points", color=canvas.INK,
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
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return the curve of each window in a sentence, with its range and how many pass, for who does not see it."""
    curves = curves_of(specification, event_id, series)
    if not curves:
        return f"No estimate of {name_of(series, names)} around {event_id}."
    return f"{name_of(series, names)} around {event_id}. " + " ".join(
        _told(span, curve, level) for span, curve in curves.items()
    )


def _told(span: tuple[int, int], curve: list[dict[str, Any]], level: float) -> str:
    cars, p = [row["car"] for row in curve], [row["p"] for row in curve]
    return (
        f"Window {window(*span)}, estimated in {len(curve)} ways: from {percent(min(cars))} to {percent(max(cars))}, "
        f"{p_phrase(min(p))} to {p_phrase(max(p))}; {sum(one < level for one in p)} of {len(p)} pass "
        f"{100 * level:g} %."
    )
