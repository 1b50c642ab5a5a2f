"""Abnormal returns of one event, session by session and added up, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.formats import (
    coverage,
    is_missing,
    joined,
    name_of,
    percent,
    percent_interval,
    true_minus,
)
from eventstudy.report.methods import model_name
from eventstudy.report.reading import no_move, of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure

_SIGNS = "Filled: the interval leaves zero out.\nHollow: ordinary days do as much.\nDiamond: no market move, as a roll."
_STEP = "Diamond: a step that is no market move,\nas where the next contract begins."
_COUNTED = "Sessions count from day 0, shaded:\nthe first priced after the news."


def ar_figure(
    ar: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw the abnormal return of each session with its interval, one panel a series, all on one scale.

    A dot is filled where its interval leaves zero out. A flagged session, such as a contract roll, is a hollow diamond.

    Parameters
    ----------
    ar
        Columns ``event_id series model session date ar se low high flag``, fractions; NaN is not drawn.
    event_id
        The event to draw, under the main model of each series.
    level
        The level that ``low`` and ``high`` were made with.
    names
        What a reader calls a series.
    width
        Inches.

    Raises
    ------
    UsageError
        The table has no such event.
    """
    held = _held(ar, event_id)
    with canvas.style():
        figure, axes, tables = _series_panels(held, names, width)
        for panel, table in zip(axes, tables, strict=False):
            _draw_sessions(panel, rows(table.dropna(subset=["ar"])))
        low, high = axes[0].get_ylim()
        axes[0].set_ylim(top=high + 0.14 * (high - low))  # room for the numbers of day 0
        said = f"Abnormal return of each session,\nper cent, with its {coverage(level)} interval."
        canvas.write_lines(axes[-1], [(text, canvas.MUTED) for text in (said, _SIGNS, _COUNTED)])
        return canvas.settle(figure)


def car_figure(
    paths: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw abnormal returns added up from the first event session on, with their interval as a band.

    Parameters
    ----------
    paths
        Columns ``event_id series model session date car se low high flag``, fractions; NaN breaks the line.
    event_id
        The event to draw, under the main model of each series.
    level
        The level that ``low`` and ``high`` were made with.
    names
        What a reader calls a series.
    width
        Inches.

    Raises
    ------
    UsageError
        The table has no such event.
    """
    held = _held(paths, event_id)
    with canvas.style():
        figure, axes, tables = _series_panels(held, names, width)
        for panel, table in zip(axes, tables, strict=False):
            x = table["session"].to_numpy()
            low, high, path = (100 * table[name].to_numpy(dtype=float) for name in ("low", "high", "car"))
            panel.fill_between(x, low, high, color=canvas.BAND, alpha=0.75, linewidth=0, zorder=1)
            panel.plot(x, path, color=canvas.BLUE, linewidth=1.6, marker="o", markersize=2.6, zorder=3)
            _mark_no_moves(panel, table)
            if len(path) and not is_missing(float(path[-1])):
                text = true_minus(percent(path[-1] / 100).removesuffix(" %"))
                panel.annotate(
                    text, (x[-1], path[-1]), xytext=(7, 0), va="center", textcoords="offset points", fontsize=7.5,
                    color=canvas.BLUE, fontweight="bold", bbox={"facecolor": canvas.PAPER, "linewidth": 0, "pad": 1},
                )  # fmt: skip
                panel.set_xlim(right=x[-1] + 3.2)
        start = int(held["session"].min())
        said = f"Abnormal returns added up from\nsession {true_minus(str(start))} on, per cent."
        band = f"Band: the {coverage(level)} interval. Where it\nholds zero, ordinary days lead as far."
        rolled = [_STEP] if held["flag"].map(no_move).any() else []
        canvas.write_lines(axes[-1], [(text, canvas.MUTED) for text in (said, band, *rolled, _COUNTED)])
        return canvas.settle(figure)


def _held(table: pd.DataFrame, event_id: str) -> pd.DataFrame:
    """Return the rows to draw, or say which events there are."""
    held = of_main_models(table, event_id)
    if held.empty:
        there = joined([str(name) for name in table["event_id"].unique()])
        raise UsageError(f"no abnormal returns of event {event_id!r}; there are those of {there}")
    return held


def _series_panels(
    held: pd.DataFrame, names: Mapping[str, str] | None, width: float
) -> tuple[Figure, list[Axes], list[pd.DataFrame]]:
    """Return one panel a series on one scale, day 0 shaded and zero drawn, and the rows of each."""
    tables = [table.sort_values("session") for _, table in held.groupby("series", sort=False)]
    figure, axes = canvas.panels(len(tables), width, 1.95, key=1.35, sharey=True)
    for panel, table in zip(axes, tables, strict=False):
        panel.axvspan(-0.45, 0.45, color=canvas.BLUSH, linewidth=0, zorder=0)
        ends = (float(table["session"].min()) - 0.7, float(table["session"].max()) + 0.7)
        panel.plot(ends, (0, 0), color=canvas.MUTED, linewidth=0.8, zorder=2)  # not through a number beside it
        panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)
        series, model = str(table["series"].iloc[0]), str(table["model"].iloc[0])
        canvas.headline(panel, name_of(series, names), model_name(model))
        sessions = [int(session) for session in table["session"]]
        step = 1 if len(sessions) <= 5 else max(2, -(-len(sessions) // 6))  # noqa: PLR2004 - as many as fit a panel
        panel.set_xticks([s for s in sessions if s % step == 0])
        panel.set_xticks(sessions, minor=True)
        panel.tick_params(axis="x", which="both", length=2.5, color=canvas.FAINT)
        panel.xaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+.0f}") if value else "0")
        panel.set_xlim(*ends)
        panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g}") if value else "0")
    return figure, axes, tables


def _colour(row: Mapping[str, Any]) -> str:
    return canvas.MUTED if no_move(row.get("flag")) else canvas.RUST if row["session"] == 0 else canvas.BLUE


def _draw_sessions(panel: Axes, drawn: list[dict[str, Any]]) -> None:
    """Draw the estimate of each session as a dot, its interval as a bar; a diamond where it is no market move."""
    bars = [(row["session"], row["low"], row["high"], _colour(row)) for row in drawn]
    canvas.bars(panel, [bar for bar in bars if not is_missing(bar[1])], 1.4)
    flagged = [row for row in drawn if no_move(row.get("flag"))]
    moves = [row for row in drawn if not no_move(row.get("flag"))]
    canvas.dots(panel, [(row["session"], row["ar"], _colour(row), _apart(row)) for row in moves], 4.4)
    canvas.dots(panel, [(row["session"], row["ar"], canvas.MUTED, False) for row in flagged], 4.4, marker="D")
    for row in flagged:
        _name_flag(panel, no_move(row["flag"]), row["session"], 100 * row["ar" if is_missing(row["low"]) else "low"])
    for row in (row for row in drawn if row["session"] == 0):
        panel.annotate(
            true_minus(percent(row["ar"])), (0, 0.97), xycoords=("data", "axes fraction"), va="top", ha="center",
            fontsize=7.5, color=canvas.RUST, fontweight="bold",
        )  # fmt: skip


def _apart(row: Mapping[str, Any]) -> bool:
    return not is_missing(row["low"]) and (row["low"] > 0 or row["high"] < 0)


def _mark_no_moves(panel: Axes, table: pd.DataFrame) -> None:
    """Mark on a path the sessions whose return is no market move, such as a contract roll."""
    for row in rows(table):
        flag, y = no_move(row.get("flag")), 100 * row["car"]
        if flag and not is_missing(y):
            canvas.dots(panel, [(row["session"], row["car"], canvas.MUTED, False)], 4.4, marker="D")
            _name_flag(panel, flag, row["session"], y)


def _name_flag(panel: Axes, flag: str, x: float, y: float) -> None:
    """Write the word of a flag below a point."""
    panel.annotate(
        flag, (x, y), xytext=(0, -3), textcoords="offset points", va="top", ha="center", fontsize=6.5,
        color=canvas.MUTED,
    )  # fmt: skip


def ar_alt(ar: pd.DataFrame, event_id: str, *, names: Mapping[str, str] | None = None) -> str:
    """Return the abnormal returns of day 0 in a sentence, for who does not see the figure."""
    held = of_main_models(ar, event_id)
    zero = rows(held[held["session"] == 0])
    parts = [_with_interval(row, "ar", names) for row in zero]
    return f"Abnormal returns around {event_id} by session. On day 0: {joined(parts)}."


def car_alt(paths: pd.DataFrame, event_id: str, *, names: Mapping[str, str] | None = None) -> str:
    """Return where the cumulative abnormal returns end in a sentence, for who does not see the figure."""
    held = of_main_models(paths, event_id)
    ends = rows(held.sort_values("session", kind="stable").groupby("series", sort=False).tail(1)) if len(held) else []
    span = f"from session {int(held['session'].min())} to {int(held['session'].max())}" if len(held) else ""
    parts = [_with_interval(row, "car", names) for row in ends]
    return f"Abnormal returns around {event_id} added up {span}. At the end: {joined(parts)}."


def _with_interval(row: Mapping[str, Any], column: str, names: Mapping[str, str] | None) -> str:
    """Return one estimate of one series with its interval."""
    name = name_of(str(row["series"]), names)
    return f"{name} {percent(row[column])} (interval {percent_interval(row['low'], row['high'])})"
