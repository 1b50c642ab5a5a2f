"""Small multiples: a panel for each event and series, all on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import broken, fitted, inches, notes_height, write_lines
from eventstudy.report.formats import coverage, is_missing, joined, name_of, percent, percent_interval, true_minus
from eventstudy.report.reading import of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure
    from eventstudy.report.figures.layout import Size

MOST = (12, 10)
"""Events and series of one figure."""
_ROW, _LOWEST = 0.62, 0.5
_HEAD, _AXIS = 0.34, 0.28
"""Inches of the names of series, and of the numbers below the last row."""
_TICKED = 0.9
"""Inches of a panel that has room for the numbers of its first and last session."""
_WIDE = 0.45
"""Inches of a panel that has room for its number."""
_SLIDE = 6
"""Events, and series, on a slide."""
_SIDE = 0.08
_GAP = 0.07


class Cells(NamedTuple):
    """The rows of each event and series, and how many of each there are in all."""

    events: list[str]
    series: list[str]
    held: dict[tuple[str, str], pd.DataFrame]
    of: tuple[int, int]


def grid_figure(
    paths: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    level: float = 0.05,
    size: Size = "page",
    events: int = 0,
) -> Figure:
    """Draw the cumulative abnormal returns of every event, a row, on every series, a column, all on one scale.

    The number in a panel is where its path ends; it is bold where the interval there leaves zero out.

    Parameters
    ----------
    paths
        As `StudyResult.paths` gives them: columns ``event_id series model session car low high``, fractions.
    labels
        What a reader calls an event.
    names
        What a reader calls a series.
    level
        The level that ``low`` and ``high`` were made with.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide. It has the series that there is room for.
    events
        How many there are, where `paths` has only the first of them.

    Raises
    ------
    UsageError
        No cumulative abnormal return is a number.
    """
    width = inches(size)
    most = (_SLIDE, _SLIDE) if size == "slide" else (MOST[0], max(1, min(MOST[1], int((0.76 * width - 0.44) / _WIDE))))
    cells = _cells(paths, most, events)
    notes = _notes(cells, level)
    for _ in range(2):  # a slide that grows has longer lines, so fewer
        said = [(broken(notes, width - 2 * _SIDE, canvas.SMALL), canvas.MUTED)]
        foot = notes_height(said) + 0.08
        width, height = fitted(size, width, _HEAD + _ROW * len(cells.events) + _AXIS + foot)
    with canvas.style():
        figure = canvas.new_figure(width, height)
        write_lines(figure.add_axes((_SIDE / width, 0, 1 - 2 * _SIDE / width, foot / height)), said)
        _draw(figure, cells, labels, names, foot + _AXIS)
    return figure.told("Events by series", grid_alt(paths, labels=labels, names=names))


def grid_alt(
    paths: pd.DataFrame, *, labels: Mapping[str, str] | None = None, names: Mapping[str, str] | None = None
) -> str:
    """Return where each path ends in sentences, for who does not see the figure."""
    cells = _cells(paths)
    ends = {(event, one): _end(cells.held[event, one]) for event in cells.events for one in cells.series
            if (event, one) in cells.held}  # fmt: skip
    there = {key: end for key, end in ends.items() if end is not None}
    apart = [
        f"{name_of(one, names)} around {name_of(event, labels)} {percent(end[0])} "
        f"(interval {percent_interval(end[1], end[2])})"
        for (event, one), end in there.items()
        if end[1] > 0 or end[2] < 0
    ]
    sums = [end[0] for end in there.values()]
    return (
        f"Cumulative abnormal returns of {len(cells.events)} events on {len(cells.series)} series, at the end of the "
        f"window from {percent(min(sums))} to {percent(max(sums))}. The interval leaves zero out in {len(apart)} of "
        f"{len(sums)}{': ' if apart else ''}{joined(apart)}."
    )


def _cells(paths: pd.DataFrame, most: tuple[int, int] = MOST, many: int = 0) -> Cells:
    """Return the paths under the main models that have a number, of no more events and series than a figure holds."""
    held: dict[tuple[str, str], pd.DataFrame] = {}
    for event in dict.fromkeys(str(name) for name in paths["event_id"]) if len(paths) else ():
        for name, part in of_main_models(paths, event).groupby("series", sort=False):
            if part["car"].notna().any():
                held[event, str(name)] = part.sort_values("session")
    if not held:
        raise UsageError("no cumulative abnormal return is a number; the column 'note' of the CARs says why")
    events = list(dict.fromkeys(event for event, _ in held))
    series = list(dict.fromkeys(one for _, one in held))
    return Cells(events[: most[0]], series[: most[1]], held, (max(many, len(events)), len(series)))


def _notes(cells: Cells, level: float) -> str:
    left = [f"the first {len(kept)} of {many:,} {what}" for kept, many, what
            in ((cells.events, cells.of[0], "events"), (cells.series, cells.of[1], "series"))
            if len(kept) < many]  # fmt: skip
    shown = f" Shown: {joined(left)}." if left else ""
    return (
        f"Abnormal returns added up over the event window, per cent, with their {coverage(level)} interval; sessions "
        f"count from day 0, shaded. The number is the sum at the end, bold where its interval leaves zero out.{shown}"
    )


def _draw(
    figure: Figure, cells: Cells, labels: Mapping[str, str] | None, names: Mapping[str, str] | None, bottom: float
) -> None:
    """Draw every panel where it belongs, names of series above and of events to the left."""
    width, height = figure.get_size_inches()
    beside = 0.24 * width
    left = beside + 0.36
    wide = (width - left - _SIDE) / len(cells.series)
    tall = (height - bottom - _HEAD) / len(cells.events)
    first: Axes | None = None
    for down, event in enumerate(cells.events):
        for across, series in enumerate(cells.series):
            x, y = left + across * wide, height - _HEAD - (down + 1) * tall
            panel = figure.add_axes((x / width, (y + _GAP / 2) / height, (wide - _GAP) / width, (tall - _GAP) / height),
                                    sharex=first, sharey=first)  # fmt: skip
            first = first or panel
            _draw_cell(panel, cells.held.get((event, series)), wide - _GAP)
            last = down == len(cells.events) - 1
            panel.tick_params(labelleft=across == 0, labelbottom=last, labelsize=6.4, pad=2)
            panel.tick_params(axis="x", length=2 if last else 0)
            panel.spines["bottom"].set_visible(False)
            if down == 0:
                name = name_of(series, names)
                points = _points(name, wide - 0.03)
                said = broken(name, wide - 0.03, points, weight="bold", lines=2)
                panel.annotate(said, (0, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points",
                               fontsize=points, fontweight="bold", annotation_clip=False)  # fmt: skip
        middle = (height - _HEAD - (down + 0.5) * tall) / height
        lines = max(1, int(tall / 0.14))
        figure.text(_SIDE / width, middle, broken(name_of(event, labels), beside - _SIDE, 7.2, lines=min(3, lines)),
                    va="center", fontsize=7.2, color=canvas.INK, linespacing=1.2)  # fmt: skip
    if first is not None:
        _scale(first, cells, wide)


def _points(name: str, wide: float) -> float:
    """Return the size of letters at which no word of a name is broken, if there is one."""
    sizes = (7.2, 6.4, 5.8, 5.2)
    whole = (
        size for size in sizes if all("\n" not in broken(word, wide, size, weight="bold") for word in name.split())
    )
    return next(whole, sizes[-1])


def _scale(panel: Axes, cells: Cells, wide: float) -> None:
    """Give the common scale room above for the numbers, and few ticks."""
    sessions = [int(one) for part in cells.held.values() for one in part["session"]]
    panel.set_xlim(min(sessions) - 0.7, max(sessions) + 0.7)
    ends = {min(sessions), 0, max(sessions)} if wide > _TICKED else {0}
    panel.set_xticks(sorted(ends & set(sessions)))
    panel.xaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+.0f}") if value else "0")
    shown = [cells.held[key] for key in cells.held if key[0] in cells.events and key[1] in cells.series]
    values = [100 * float(value) for part in shown for name in ("low", "high", "car") for value in part[name].dropna()]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    panel.set_ylim(low - 0.05 * (high - low or 1), high + 0.3 * (high - low or 1))
    panel.locator_params(axis="y", nbins=4)
    panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g}") if value else "0")


def _draw_cell(panel: Axes, part: pd.DataFrame | None, wide: float) -> None:
    """Draw one path with its band, and the number it ends at where it fits."""
    panel.axvspan(-0.45, 0.45, color=canvas.BLUSH, linewidth=0, zorder=0)
    panel.axhline(0, color=canvas.MUTED, linewidth=0.6, zorder=2)
    if part is None:
        panel.annotate("none", (0.5, 0.6), xycoords="axes fraction", ha="center", va="center", fontsize=6.4,
                       color=canvas.MUTED)  # fmt: skip
        return
    x = part["session"].to_numpy()
    low, high, path = (100 * part[name].to_numpy(dtype=float) for name in ("low", "high", "car"))
    panel.fill_between(x, low, high, color=canvas.BAND, alpha=0.75, linewidth=0, zorder=1)
    panel.plot(x, path, color=canvas.BLUE, linewidth=1.2, zorder=3)
    end = _end(part)
    if end is not None:
        apart = not is_missing(end[1]) and (end[1] > 0 or end[2] < 0)
        text = true_minus(percent(end[0], 1).removesuffix(" %"))
        if canvas.width_of(text, 6.6, "bold") * 1.03 > wide:
            return
        panel.annotate(text, (0.99, 0.99), xycoords="axes fraction", ha="right", va="top", fontsize=6.6,
                       color=canvas.BLUE, fontweight="bold" if apart else "normal", zorder=5)  # fmt: skip


def _end(part: pd.DataFrame) -> tuple[float, float, float] | None:
    """Return the last sum that is a number, with its interval."""
    there = rows(part.dropna(subset=["car"]).tail(1))
    return None if not there else (float(there[0]["car"]), float(there[0]["low"]), float(there[0]["high"]))
