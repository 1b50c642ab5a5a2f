"""Abnormal returns of one event, session by session and added up, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.instruments import short_names
from eventstudy.report.figures import canvas
from eventstudy.report.figures.eventtime import (
    COUNTED,
    draw_path,
    draw_sessions,
    event_time,
    heading_of,
    headroom,
    mark_no_moves,
    shown_of,
)
from eventstudy.report.figures.given import require_table
from eventstudy.report.figures.layout import headline, own_panel, panels
from eventstudy.report.formats import coverage, is_missing, joined, name_of, percent, percent_interval, true_minus
from eventstudy.report.methods import model_name
from eventstudy.report.reading import no_move, of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

_FILLED = "Filled: the interval leaves zero out. Hollow: ordinary days do as much."
_DIAMOND = "Diamond: no market move, as where the next contract begins."
_PANEL = 1.95
"""Inches."""


def ar_figure(
    ar: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    size: Size = "page",
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
    names, labels
        What a reader calls a series, and an event.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        The table has no such event, or no number of it.
    """
    tables = _held(ar, event_id, "ar")
    shown, left = shown_of(tables, _lacking(ar, event_id, "ar"), names, size)
    what = f"Abnormal return of each session, per cent, with its {coverage(level)} interval."
    flagged = [_DIAMOND] if any(table["flag"].map(no_move).any() for table in tables) else []
    with canvas.style():
        figure, axes = panels(len(shown), size, _PANEL, notes=_muted(what, _FILLED, *flagged, *left, COUNTED),
                              sharey=True, heading=heading_of(tables, event_id, labels))  # fmt: skip
        for panel, table in zip(axes, shown, strict=False):
            _name(panel, table, names)
            draw_sessions(panel, _drawn(table, "ar"), unit=" %")
        headroom(axes[0], below=bool(flagged))
        canvas.settle(figure)
    return figure.told("Abnormal returns", ar_alt(ar, event_id, names=names, labels=labels))


def car_figure(
    paths: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    size: Size = "page",
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
    names, labels
        What a reader calls a series, and an event.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        The table has no such event, or no number of it.
    """
    tables = _held(paths, event_id, "car")
    shown, left = shown_of(tables, _lacking(paths, event_id, "car"), names, size)
    start = true_minus(str(min(int(table["session"].min()) for table in tables)))
    what = f"Abnormal returns added up from session {start} on, per cent."
    band = f"Band: the {coverage(level)} interval. Where it holds zero, ordinary days lead as far."
    flagged = [_DIAMOND] if any(table["flag"].map(no_move).any() for table in tables) else []
    with canvas.style():
        figure, axes = panels(len(shown), size, _PANEL, notes=_muted(what, band, *flagged, *left, COUNTED),
                              sharey=True, heading=heading_of(tables, event_id, labels))  # fmt: skip
        for panel, table in zip(axes, shown, strict=False):
            _name(panel, table, names)
            _path(panel, table)
        canvas.settle(figure)
    return figure.told("Cumulative abnormal returns", car_alt(paths, event_id, names=names, labels=labels))


def plot_returns(
    table: pd.DataFrame,
    event_id: str | None = None,
    series: str | None = None,
    *,
    ax: Drawn | None = None,
    size: Size = "column",
) -> Drawn:
    """Draw the abnormal returns of one event on one series: each session's, or added up over the event window.

    Parameters
    ----------
    table : DataFrame
        ``result.to_frame("ar")``, each session a dot with its interval, or ``result.paths()``, their sum a line with
        its band.
    event_id, series : str, optional
        Which; without a name the first of the table.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        A dot is filled where its interval leaves zero out; day 0 is shaded.

    Raises
    ------
    UsageError
        The table has no such event or series, or no number of it.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"event_id": "strike", "series": "oil", "model": "mean", "flag": ""}
    >>> ar = pd.DataFrame([row | {"session": s, "ar": 0.01 * s, "low": -0.02, "high": 0.03} for s in range(-1, 3)])
    >>> plot_returns(ar).get_title(loc="left")
    'Oil'
    """
    require_table(table, [], 'plot_returns takes result.to_frame("ar") or result.paths()')
    column = "ar" if "ar" in table.columns else "car"
    if column not in table.columns or table.empty:
        raise UsageError('plot_returns takes result.to_frame("ar") or result.paths(), found no row with ar or car')
    event = str(table["event_id"].iloc[0]) if event_id is None else event_id
    there = {str(one["series"].iloc[0]): one for one in _held(table, event, column)}
    if series is not None and series not in there:
        raise UsageError(f"no abnormal returns of series {series!r} around {event!r}; there are those of "
                         f"{joined(list(there))}")  # fmt: skip
    held = there[series] if series is not None else next(iter(there.values()))
    with canvas.style():
        panel: Drawn = own_panel(size, 2.5) if ax is None else canvas.dress(ax)
        _name(panel, held, short_names(), heading_of([held], event, None))
        if column == "car":
            _path(panel, held)
        else:
            draw_sessions(panel, _drawn(held, "ar"), unit=" %")
            headroom(panel, below=True)
    if ax is None:
        alt = ar_alt if column == "ar" else car_alt
        canvas.tell(panel, "Abnormal returns", alt(held, event, names=short_names()))
    return panel


def _muted(*texts: str) -> list[tuple[str, str]]:
    return [(text, canvas.MUTED) for text in texts]


def _held(table: pd.DataFrame, event_id: str, column: str) -> list[pd.DataFrame]:
    """Return the rows of each series that has a number, or say which events there are."""
    held = of_main_models(table, event_id)
    if held.empty:
        there = joined([str(name) for name in table["event_id"].unique()])
        raise UsageError(f"no abnormal returns of event {event_id!r}; there are those of {there}")
    parts = [part.sort_values("session") for _, part in held.groupby("series", sort=False)]
    kept = [part for part in parts if part[column].notna().any()]
    if not kept:
        raise UsageError(
            f"no abnormal return of event {event_id!r} is a number; the column 'note' of its CARs says why"
        )
    return kept


def _lacking(table: pd.DataFrame, event_id: str, column: str) -> list[str]:
    """Return the series of an event without any number."""
    held = of_main_models(table, event_id).groupby("series", sort=False)
    return [str(name) for name, part in held if part[column].isna().all()]


def _name(panel: Axes, table: pd.DataFrame, names: Mapping[str, str] | None, event: str = "") -> None:
    """Give the panel of one series its axes and its name, and where it stands alone that of the event."""
    event_time(panel, [int(session) for session in table["session"]], unit=" %")
    below = [model_name(str(table["model"].iloc[0])), *([event] if event else [])]
    headline(panel, name_of(str(table["series"].iloc[0]), names), "; ".join(reversed(below)))


def _path(panel: Axes, table: pd.DataFrame) -> None:
    drawn = _drawn(table, "car")
    draw_path(panel, [row["session"] for row in drawn], [(row["estimate"], row["low"], row["high"]) for row in drawn])
    mark_no_moves(panel, [row | {"banded": True} for row in drawn])


def _drawn(table: pd.DataFrame, column: str) -> list[dict[str, Any]]:
    """Return the sessions of one series as they are drawn."""
    return [row | {"estimate": row[column], "session": int(row["session"]), "mark": no_move(row.get("flag"))}
            for row in rows(table)]  # fmt: skip


def ar_alt(
    ar: pd.DataFrame,
    event_id: str,
    *,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return the abnormal returns of day 0 in a sentence, for who does not see the figure."""
    held = of_main_models(ar, event_id)
    zero = rows(held[held["session"] == 0])
    parts = [_with_interval(row, "ar", names) for row in zero]
    return f"Abnormal returns around {name_of(event_id, labels)} by session. On day 0: {joined(parts)}."


def car_alt(
    paths: pd.DataFrame,
    event_id: str,
    *,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """Return where the cumulative abnormal returns end in a sentence, for who does not see the figure."""
    held = of_main_models(paths, event_id)
    ends = rows(held.sort_values("session", kind="stable").groupby("series", sort=False).tail(1)) if len(held) else []
    span = f"from session {int(held['session'].min())} to {int(held['session'].max())}" if len(held) else ""
    parts = [_with_interval(row, "car", names) for row in ends]
    return f"Abnormal returns around {name_of(event_id, labels)} added up {span}. At the end: {joined(parts)}."


def _with_interval(row: Mapping[str, Any], column: str, names: Mapping[str, str] | None) -> str:
    """Return one estimate of one series with its interval."""
    name = name_of(str(row["series"]), names)
    if is_missing(row[column]):
        return f"{name} without a number"
    return f"{name} {percent(row[column])} (interval {percent_interval(row['low'], row['high'])})"
