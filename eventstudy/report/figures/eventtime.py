"""Panels whose horizontal axis counts sessions from day 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.figures import canvas
from eventstudy.report.formats import as_day, is_missing, joined, name_of, percent, short_day, true_minus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes
    from eventstudy.report.figures.layout import Size

COUNTED = "Sessions count from day 0, shaded: the first priced after the news."
SLIDE_PANELS = 6
"""More cannot be read from the back of a room."""
_TICK = 0.3
"""Inches that the name of a session needs."""
_MANY = 30
"""Sessions from which each is no longer marked."""
_NUMBER = 0.52
"""Inches that the number at the end of a path needs."""
_HEADROOM = 0.16


def event_time(panel: Axes, sessions: Sequence[int], unit: str = "") -> None:
    """Give a panel its horizontal axis, the shade of day 0, a line at zero, and signs on its vertical axis."""
    ends = (min(sessions) - 0.7, max(sessions) + 0.7)
    panel.axvspan(-0.45, 0.45, color=canvas.BLUSH, linewidth=0, zorder=0)
    panel.plot(ends, (0, 0), color=canvas.MUTED, linewidth=0.8, zorder=2)  # not through a number beside it
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)
    name_sessions(panel, sessions, canvas.room_of(panel))
    if len(sessions) <= _MANY:
        panel.set_xticks(sessions, minor=True)
    panel.tick_params(axis="x", which="both", length=2.5, color=canvas.FAINT)
    panel.xaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+.0f}") if value else "0")
    panel.set_xlim(*ends)
    panel.locator_params(axis="y", nbins=6)
    panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g}{unit}") if value else "0")


def heading_of(tables: Iterable[pd.DataFrame], event_id: str, labels: Mapping[str, str] | None) -> str:
    """Return what one event is called and its day 0, or from which day to which where series differ."""
    zeros = [table.loc[table["session"] == 0, "date"] for table in tables if "date" in table.columns]
    days = sorted({day for held in zeros for day in map(as_day, held) if day is not None})
    if not days:
        return name_of(event_id, labels)
    said = short_day(days[0]) + (f" to {short_day(days[-1])}" if len(days) > 1 else "")
    return f"{name_of(event_id, labels)}, day 0: {said} {days[-1].year}"


def shown_of(
    tables: Sequence[pd.DataFrame], lacking: Sequence[str], names: Mapping[str, str] | None, size: Size
) -> tuple[Sequence[pd.DataFrame], list[str]]:
    """Return the tables that a figure of a size has panels for, and what is said of series that have none."""
    shown = tables[:SLIDE_PANELS] if size == "slide" else tables
    said = [f"Shown: the first {len(shown)} of {len(tables)} series."] if len(shown) < len(tables) else []
    if lacking:
        said.append(f"Without a number, so without a panel: {joined([name_of(one, names) for one in lacking])}.")
    return shown, said


def name_sessions(panel: Axes, sessions: Sequence[int], room: float) -> None:
    """Name as many sessions as have room, day 0 among them."""
    most = max(2, int(room / _TICK))
    steps = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
    step = next((step for step in steps if len(sessions) / step <= most + 0.5), 5000)
    panel.set_xticks([session for session in sessions if session % step == 0])


def draw_path(panel: Axes, x: Sequence[int], estimates: Sequence[tuple[float, float, float]]) -> None:
    """Draw a path of fractions in per cent with its band, each point as estimate, low and high, and say where it ends.

    NaN breaks the line; the number stands at the last point that is there.
    """
    path, low, high = ([100 * value for value in values] for values in zip(*estimates, strict=True))
    panel.fill_between(x, low, high, color=canvas.BAND, alpha=0.75, linewidth=0, zorder=1)
    panel.plot(x, path, color=canvas.BLUE, linewidth=1.6, zorder=3, marker="o",
               markersize=2.6 if len(x) <= _MANY else 0)  # fmt: skip
    there = [place for place, value in enumerate(path) if not is_missing(value)]
    if not there:
        return
    last = there[-1]
    text = true_minus(percent(path[last] / 100).removesuffix(" %"))
    panel.annotate(
        text, (x[-1], path[last]), xytext=(6, 0), va="center", textcoords="offset points", fontsize=7.5,
        color=canvas.BLUE, fontweight="bold", annotation_clip=False,
    )  # fmt: skip
    room = max(1.0, canvas.room_of(panel))
    left, right = min(x) - 0.7, max(x) + 0.2
    panel.set_xlim(left, left + (right - left) / (1 - _NUMBER / room))
    name_sessions(panel, x, room - _NUMBER)


def draw_sessions(panel: Axes, drawn: Iterable[dict[str, Any]], unit: str = "") -> None:
    """Draw the estimate of each session as a dot, filled where its interval leaves zero out, its interval as a bar.

    Parameters
    ----------
    panel
        Where.
    drawn
        Each with ``session estimate low high``, fractions, and ``mark``, the word of a flag that says it is no market
        move, which makes it a diamond with that word.
    unit
        After the number of day 0.
    """
    held = [row for row in drawn if not is_missing(row["estimate"])]
    looks = [(row, _colour(row)) for row in held]
    canvas.bars(panel, [(row["session"], row["low"], row["high"], colour) for row, colour in looks
                        if not is_missing(row["low"])], 1.4)  # fmt: skip
    canvas.dots(panel, [(row["session"], row["estimate"], colour, _apart(row)) for row, colour in looks
                        if not row["mark"]], 4.4)  # fmt: skip
    mark_no_moves(panel, held)
    for row in (row for row in held if row["session"] == 0):
        panel.annotate(
            true_minus(percent(row["estimate"]).removesuffix(" %") + unit), (0, 0.985), ha=beside_zero(panel), va="top",
            xycoords=("data", "axes fraction"), fontsize=7.5, color=canvas.RUST, fontweight="bold",
        )  # fmt: skip


def beside_zero(panel: Axes) -> str:
    """Return to which side words at day 0 are written: where a side of the panel is near, away from it."""
    low, high = panel.get_xlim()
    room, share = canvas.room_of(panel), -low / (high - low)
    near = _NUMBER / 2 / room
    return "left" if share < near <= 1 - share else "right" if 1 - share < near <= share else "center"


def headroom(panel: Axes, *, below: bool = False) -> None:
    """Make room for the number of day 0 above everything drawn, and for the word of a flag below it."""
    low, high = panel.get_ylim()
    panel.set_ylim(low - (0.6 * _HEADROOM * (high - low) if below else 0), high + _HEADROOM * (high - low))


def mark_no_moves(panel: Axes, held: Iterable[dict[str, Any]]) -> None:
    """Mark the sessions whose return is no market move, such as a contract roll, with a hollow diamond and its word."""
    for row in (row for row in held if row["mark"] and not is_missing(row["estimate"])):
        canvas.dots(panel, [(row["session"], row["estimate"], canvas.MUTED, False)], 4.4, marker="D")
        below = row["estimate"] if is_missing(row["low"]) or row.get("banded") else row["low"]
        panel.annotate(row["mark"], (row["session"], 100 * below), xytext=(0, -4), textcoords="offset points", va="top",
                       ha="center", fontsize=6.5, color=canvas.MUTED)  # fmt: skip


def _colour(row: dict[str, Any]) -> str:
    return canvas.MUTED if row["mark"] else canvas.RUST if row["session"] == 0 else canvas.BLUE


def _apart(row: dict[str, Any]) -> bool:
    return not is_missing(row["low"]) and (row["low"] > 0 or row["high"] < 0)
