"""The specification curve: an effect estimated in every admitted way, and which choices each way makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.battery import three_decimals
from eventstudy.report.figures.given import require_level
from eventstudy.report.figures.layout import broken, fitted, inches
from eventstudy.report.formats import (
    count,
    coverage,
    joined,
    name_of,
    p_phrase,
    percent,
    true_minus,
    window,
    words,
)
from eventstudy.report.methods import model_name
from eventstudy.report.reading import in_window, rows
from eventstudy.report.wording import OVERLAPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

CHOICES = ("model", "overlap", "n_sessions")
"""Columns that hold a choice, in the order they are drawn."""
GAP = 0.6
"""Between the rows of one choice and the next."""
PANEL, LOW = 1.1, 0.75
ROW = 0.2
"""Inches of the panel of a window, of that on a slide, and of the row of a choice."""
_SAID, _BETWEEN, _LAST = 0.24, 0.12, 0.22
"""Inches above a panel, above the choices, and below them."""
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
    label: str = "",
    size: Size = "page",
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
    label
        What a reader calls the event.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        No such estimate is in the table.
    """
    curves = _curves(specification, event_id, series)
    wide, tall = fitted(size, inches(size), _tall(curves, inches(size), level, size=size))
    with canvas.style():
        figure = canvas.new_figure(wide, tall)
        title = f"{name_of(series, names)}: {label or event_id}"
        _draw_into(_Host(figure, wide, tall), curves, level, chosen or {}, title)
    return figure.told(
        "Specification curve", specification_alt(specification, event_id, series, level=level, names=names)
    )


def draw_specification(
    specification: pd.DataFrame,
    event_id: str,
    series: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    chosen: Mapping[str, object] | None = None,
    ax: Drawn | None = None,
    size: Size = "page",
) -> Drawn:
    """Draw the figure of `specification_figure` into an Axes, or the one Axes of a figure of its own, and return it."""
    require_level(level)
    curves = _curves(specification, event_id, series)
    with canvas.style():
        if ax is None:
            wide, tall = fitted(size, inches(size), _tall(curves, inches(size), level, size=size))
            host: Drawn = canvas.bare_panel(wide, tall)
        else:
            host, (wide, tall) = ax, canvas.inches_of(ax)
            if lacking := canvas.lack_of_room("plot_specification", (3.2, 0.75 * _tall(curves, wide, level)), host):
                raise UsageError(lacking)
        canvas.hide(host)
        _draw_into(_Host(host, wide, tall), curves, level, chosen or {}, f"{name_of(series, names)}: {event_id}")
    if ax is None:
        alt = specification_alt(specification, event_id, series, level=level, names=names)
        canvas.tell(host, "Specification curve", alt)
    return host


class _Host(NamedTuple):
    """What the parts of the figure stand in, a figure or an Axes, and its inches."""

    place: Figure | Axes
    wide: float
    tall: float

    def panel(self, top: float, height: float, left: float, beside: Axes | None) -> Axes:
        """Return a panel so many inches from the top."""
        box = (left / self.wide, 1 - (top + height) / self.tall, 1 - (left + 0.07) / self.wide, height / self.tall)
        if isinstance(self.place, canvas.Figure):
            return self.place.add_axes(box, sharex=beside)
        return self.place.inset_axes(box, sharex=beside)

    def write(self, text: str, down: float, points: float, *, bold: bool) -> None:
        """Write lines so many inches from the top."""
        say = self.place.text
        how = {} if isinstance(self.place, canvas.Figure) else {"transform": self.place.transAxes}
        say(0.1 / self.wide, 1 - down / self.tall, text, va="top", ha="left", fontsize=points, linespacing=1.3,
            fontweight="bold" if bold else "normal", color=canvas.INK if bold else canvas.MUTED, **how)  # type: ignore[arg-type]  # fmt: skip


Curves = dict[tuple[int, int], list[dict[str, Any]]]


def _curves(specification: pd.DataFrame, event_id: str, series: str) -> Curves:
    """Return the curves, or say which there are."""
    curves = curves_of(specification, event_id, series)
    if curves:
        return curves
    pairs = zip(specification["event_id"], specification["series"], strict=True)
    held = joined(sorted({f"{one} {other}" for one, other in pairs}))
    raise UsageError(f"no estimate of {series!r} around {event_id!r}; there is {held}")


def _key_of(curves: Curves, level: float, wide: float) -> str:
    """Return how to read the figure, in lines."""
    ways = len(next(iter(curves.values())))
    said = (
        f"{ways} ways to estimate it, with {coverage(level)} intervals and p. Filled: p below {100 * level:g} %. "
        "Squares: what each chose."
    )
    return broken(said, wide - 0.2, 6.8)


def _tall(curves: Curves, wide: float, level: float, *, size: Size = "page") -> float:
    """Return the inches that the figure needs."""
    options = len(_options(next(iter(curves.values()))))
    key = 0.13 * (_key_of(curves, level, wide).count("\n") + 1)
    return 0.3 + key + len(curves) * (_SAID + (LOW if size == "slide" else PANEL)) + _BETWEEN + ROW * options + _LAST


def _draw_into(host: _Host, curves: Curves, level: float, chosen: Mapping[str, object], title: str) -> None:
    """Draw title, key, a panel for each window, and the choices below them, all of one horizontal scale."""
    lead = next(iter(curves.values()))
    places, options = {_key(row): x for x, row in enumerate(lead)}, _options(lead)
    key = _key_of(curves, level, host.wide)
    host.write(broken(title, host.wide - 0.2, 8.5, weight="bold", lines=1), 0.07, 8.5, bold=True)
    host.write(key, 0.27, 6.8, bold=False)
    down = 0.3 + 0.13 * (key.count("\n") + 1)
    left = max(canvas.width_of(_choice_words(*option), 7.5) for option in options) * 1.04 + 0.16
    low = ROW * len(options)
    free = host.tall - down - len(curves) * _SAID - _BETWEEN - _LAST
    tall = free * (1 - low / (low + PANEL * len(curves))) / len(curves)
    low = free - tall * len(curves)
    panels: list[Axes] = []
    for span, curve in curves.items():
        panel = host.panel(down + _SAID, tall, left, panels[0] if panels else None)
        panels.append(panel)
        _draw_estimates(panel, [(places[_key(row)], row) for row in curve], level)
        said = f"window {true_minus(window(*span))}: {_passing(curve, level)}"
        panel.set_title(said, fontsize=7.5, pad=3, color=canvas.INK, fontweight="normal")
        down += _SAID + tall
    below = host.panel(down + _BETWEEN, low, left, panels[0])
    _draw_choices(below, lead, options)
    if (host.wide - left) / max(1, len(lead)) < ROOM:
        _turn(panels)
    _mark_chosen([*panels, below], lead, chosen)


def _turn(panels: list[Axes]) -> None:
    """Set the numbers above the estimates on end, and make room for them."""
    for panel in panels:
        low, high = panel.get_ylim()
        panel.set_ylim(low, high + 0.25 * (high - low))  # a number on end is taller
        for text in panel.texts[:-1]:
            text.set_rotation(90)


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
            three_decimals(row["p"], level), (x, 1.0), xycoords=("data", "axes fraction"),
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
        f"{p_phrase(min(p))} to {p_phrase(max(p))}; {_passing(curve, level)}."
    )


def _passing(curve: list[dict[str, Any]], level: float) -> str:
    """Return how many estimates pass the level, in words; choices that lead to the very same one count once."""
    apart = {(row["model"], f"{row['car']:.12f}", f"{row['p']:.12f}"): row["p"] for row in curve}
    which = "" if len(apart) == len(curve) else "distinct "
    return f"{sum(p < level for p in apart.values())} of {len(apart)} {which}pass {100 * level:g} %"
