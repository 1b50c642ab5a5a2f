"""Abnormal returns of one event in units of their standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.eventtime import COUNTED, beside_zero, event_time, heading_of, headroom, shown_of
from eventstudy.report.figures.layout import headline, panels
from eventstudy.report.formats import is_missing, joined, name_of, number, true_minus
from eventstudy.report.methods import model_name
from eventstudy.report.reading import no_move, of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure
    from eventstudy.report.figures.layout import Size


def sar_figure(
    ar: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    size: Size = "page",
) -> Figure:
    """Draw the standardised abnormal return of each session, one panel a series, all on one scale.

    Beyond the dashed lines a session's own t test has a p below the level; such a dot is filled. A session whose return
    is no market move is a hollow diamond.

    Parameters
    ----------
    ar
        Columns ``event_id series model session ar se low high flag``, fractions; a session without a standard error is
        not drawn.
    event_id
        The event to draw, under the main model of each series.
    level
        The level that ``low`` and ``high`` were made with.
    names, labels
        What a reader calls a series, and an event.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        The table has no such event, or none of its sessions has a standard error.
    """
    tables = _parts(ar, event_id)
    if not tables:
        there = joined([str(name) for name in ar["event_id"].unique()])
        raise UsageError(f"no standardised abnormal returns of event {event_id!r}; there are events {there}")
    lacking = [str(name) for name, part in of_main_models(ar, event_id).groupby("series", sort=False)
               if (part["ar"] / part["se"]).isna().all()]  # fmt: skip
    shown, left = shown_of(tables, lacking, names, size)
    share = f"{100 * level:g} %"
    flagged = any(table["flag"].map(no_move).any() for table in tables)
    said = (
        "Abnormal return of each session over its standard error as a forecast.",
        f"Dashed: where its own t test passes {share}. Filled: beyond, as {share} of ordinary sessions are.",
        *(["Diamond: no market move, as where the next contract begins."] if flagged else []),
        *left,
        COUNTED,
    )
    with canvas.style():
        notes = [(text, canvas.MUTED) for text in said]
        figure, axes = panels(len(shown), size, 1.95, notes=notes, sharey=True,
                              heading=heading_of(tables, event_id, labels))  # fmt: skip
        for panel, table in zip(axes, shown, strict=False):
            event_time(panel, [int(session) for session in table["session"]])
            series, model = str(table["series"].iloc[0]), str(table["model"].iloc[0])
            headline(panel, name_of(series, names), model_name(model))
            _draw(panel, table)
        headroom(axes[0])
        canvas.settle(figure)
    return figure.told("Standardised abnormal returns", sar_alt(ar, event_id, names=names, labels=labels))


def _parts(ar: pd.DataFrame, event_id: str) -> list[pd.DataFrame]:
    """Return the rows of each series, with its statistic and the value it must pass."""
    held = of_main_models(ar, event_id)
    held = held.assign(sar=held["ar"] / held["se"], critical=(held["high"] - held["low"]) / (2 * held["se"]))
    tables = [table.sort_values("session") for _, table in held.groupby("series", sort=False)]
    return [table for table in tables if table["sar"].notna().any()]


def _draw(panel: Axes, table: pd.DataFrame) -> None:
    critical = float(table["critical"].median())
    for line in (critical, -critical):
        panel.axhline(line, color=canvas.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    for row in rows(table.dropna(subset=["sar"])):
        _stem(panel, row)
    zero = rows(table[table["session"] == 0])
    if zero and not is_missing(zero[0]["sar"]):
        panel.annotate(
            _signed(zero[0]["sar"]), (0, 0.985), xycoords=("data", "axes fraction"), va="top", ha=beside_zero(panel),
            fontsize=7.5, color=canvas.RUST, fontweight="bold",
        )  # fmt: skip


def _stem(panel: Axes, row: dict[str, Any]) -> None:
    flagged, x, y = no_move(row.get("flag")), row["session"], row["sar"]
    colour = canvas.MUTED if flagged else canvas.RUST if x == 0 else canvas.BLUE
    beyond = abs(y) > row["critical"] and not flagged
    panel.vlines(x, 0, y, color=colour, linewidth=1.6, alpha=0.45, zorder=2)
    panel.plot([x], [y], marker="D" if flagged else "o", markersize=4.4, markeredgewidth=1.2, markeredgecolor=colour,
               markerfacecolor=colour if beyond else canvas.PAPER, zorder=4, linestyle="none")  # fmt: skip


def _signed(value: float) -> str:
    return true_minus(f"+{number(value)}" if value > 0 else number(value))


def sar_alt(
    ar: pd.DataFrame,
    event_id: str,
    *,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the standardised abnormal returns of day 0 in a sentence, for who does not see the figure."""
    said = [
        f"{name_of(str(row['series']), names)} {_signed(row['sar'])}"
        for table in _parts(ar, event_id)
        for row in rows(table[table["session"] == 0].dropna(subset=["sar"]))
    ]
    if not said:
        return f"No standardised abnormal return of day 0 of {name_of(event_id, labels)}."
    return f"Abnormal returns around {name_of(event_id, labels)} over their standard errors. On day 0: {joined(said)}."
