"""Average abnormal returns in event time, session by session or added up, with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.eventtime import COUNTED, event_time
from eventstudy.report.formats import count, coverage, is_missing, joined, percent, percent_interval, true_minus
from eventstudy.report.reading import rows

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure

_OWNERS = ("group", "series", "event_id")
_WHENCE = {
    "cross-section": "from the spread between\nobservations",
    "dates": "from the spread between\ndates",
    "time series": "from the sessions before,\nsince all are of one date",
}


def average_figure(averages: pd.DataFrame, *, level: float = 0.05, width: float = canvas.WIDTH) -> Figure:
    """Draw average abnormal returns with their band, one panel for all observations or for each group, on one scale.

    Parameters
    ----------
    averages
        As `StudyResult.aar` or `StudyResult.average_paths` returns them: ``session``, or ``first last``, then ``n
        estimate low high band``, and before them ``group``, ``series`` or ``event_id`` where they are by that;
        fractions. Sessions one by one are dots with bars, sums from the first session on a line with a band.
    level
        The level that ``low`` and ``high`` were made with.
    width
        Inches.

    Raises
    ------
    UsageError
        No average is a number.
    """
    tables = _parts(averages)
    if not tables:
        raise UsageError("no average abnormal return is a number; the column 'note' of the table says why")
    summed = "session" not in averages.columns
    with canvas.style():
        figure, axes = canvas.panels(len(tables), width, 2.1 if len(tables) > 1 else 2.6, key=1.35, sharey=True)
        for panel, (name, table) in zip(axes, tables, strict=False):
            event_time(panel, [int(session) for session in table["at"]])
            panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g} %") if value else "0")
            canvas.headline(panel, name, _counted(table))
            (_draw_path if summed else _draw_sessions)(panel, table)
        canvas.write_lines(axes[-1], [(text, canvas.MUTED) for text in _said(averages, summed=summed, level=level)])
        return canvas.settle(figure)


def _parts(averages: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each panel after its name, those without any number left out."""
    at = averages["session"] if "session" in averages.columns else averages["last"]
    whole = averages.assign(at=at.astype(int)).sort_values("at", kind="stable")
    owner = next((name for name in _OWNERS if name in averages.columns), None)
    names = [None] if owner is None else list(dict.fromkeys(averages[owner]))
    parts = [("All observations" if name is None else str(name), name) for name in names]
    tables = [(said, whole if name is None else whole[whole[owner] == name]) for said, name in parts]
    return [(said, table) for said, table in tables if table["estimate"].notna().any()]


def _counted(table: pd.DataFrame) -> str:
    low, high = count(table["n"].min()), count(table["n"].max())
    return f"{high} observations" if low == high else f"{low} to {high} observations"


def _draw_path(panel: Axes, table: pd.DataFrame) -> None:
    x = table["at"].to_numpy()
    low, high, path = (100 * table[name].to_numpy(dtype=float) for name in ("low", "high", "estimate"))
    panel.fill_between(x, low, high, color=canvas.BAND, alpha=0.75, linewidth=0, zorder=1)
    panel.plot(x, path, color=canvas.BLUE, linewidth=1.6, marker="o", markersize=2.6, zorder=3)
    if not is_missing(float(path[-1])):
        text = true_minus(percent(path[-1] / 100).removesuffix(" %"))
        panel.annotate(
            text, (x[-1], path[-1]), xytext=(5, 0), va="center", textcoords="offset points", fontsize=7.5,
            color=canvas.BLUE, fontweight="bold", annotation_clip=False,
            bbox={"facecolor": canvas.PAPER, "linewidth": 0, "pad": 1},
        )  # fmt: skip
        panel.set_xlim(right=x[-1] + 0.16 * (x[-1] - x[0] + 2))


def _draw_sessions(panel: Axes, table: pd.DataFrame) -> None:
    """Draw each session's average as a dot, filled where its interval leaves zero out."""
    for row in rows(table.dropna(subset=["estimate"])):
        apart = not is_missing(row["low"]) and (row["low"] > 0 or row["high"] < 0)
        colour = canvas.RUST if row["at"] == 0 else canvas.BLUE
        if not is_missing(row["low"]):
            panel.vlines(row["at"], 100 * row["low"], 100 * row["high"], color=colour, linewidth=1.4, alpha=0.45)
        panel.plot([row["at"]], [100 * row["estimate"]], marker="o", markersize=4.4, markeredgewidth=1.2, zorder=4,
                   markeredgecolor=colour, markerfacecolor=colour if apart else canvas.PAPER,
                   linestyle="none")  # fmt: skip


def _said(averages: pd.DataFrame, *, summed: bool, level: float) -> list[str]:
    """Return the words on how to read the figure."""
    first = int(averages["first"].min()) if summed else 0
    what = f"Average abnormal return added up from\nsession {true_minus(str(first))} on" if summed else (
        "Average abnormal return of each\nsession"
    )  # fmt: skip
    bands = [str(band) for band in averages["band"].dropna().unique() if band]
    whence = _WHENCE.get(bands[0], bands[0]) if len(bands) == 1 else "as the table says"
    mark = "Band" if summed else "Bar"
    lines = [f"{what}, per cent.", f"{mark}: the {coverage(level)} interval, {whence}."]
    return [*lines, *([] if summed else ["Filled: the interval leaves zero out."]), COUNTED]


def average_alt(averages: pd.DataFrame) -> str:
    """Return the averages in a sentence, for who does not see the figure: those of day 0, or where the sums end."""
    summed = "session" not in averages.columns
    said = []
    for name, table in _parts(averages):
        row = rows(table.tail(1) if summed else table[table["at"] == 0])
        said += [
            f"{name} {percent(one['estimate'])} (interval {percent_interval(one['low'], one['high'])}), "
            f"{count(one['n'])} observations"
            for one in row
        ]
    if not said:
        return "No average abnormal return."
    if not summed:
        return f"Average abnormal returns by session. On day 0: {joined(said)}."
    span = f"from session {int(averages['first'].min())} to {int(averages['last'].max())}"
    return f"Average abnormal returns added up {span}. At the end: {joined(said)}."
