"""Average abnormal returns in event time, session by session or added up, with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.eventtime import COUNTED, draw_path, draw_sessions, event_time, headroom
from eventstudy.report.figures.given import require_table
from eventstudy.report.figures.layout import headline, own_panel, panels
from eventstudy.report.formats import count, coverage, joined, percent, percent_interval, true_minus
from eventstudy.report.reading import rows

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

_TAKES = "plot_averages takes result.aar() or result.average_paths()"
_OWNERS = ("group", "series", "event_id")
_WHENCE = {
    "cross-section": "from the spread between observations",
    "dates": "from the spread between dates",
    "time series": "from the sessions before, since all are of one date",
}


def average_figure(averages: pd.DataFrame, *, level: float = 0.05, size: Size = "page") -> Figure:
    """Draw average abnormal returns with their band, one panel for all observations or for each group, on one scale.

    Parameters
    ----------
    averages
        As `StudyResult.aar` or `StudyResult.average_paths` returns them: ``session``, or ``first last``, then ``n
        estimate low high band``, and before them ``group``, ``series`` or ``event_id`` where they are by that;
        fractions. Sessions one by one are dots with bars, sums from the first session on a line with a band.
    level
        The level that ``low`` and ``high`` were made with.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        No average is a number.
    """
    tables = _parts(averages)
    if not tables:
        raise UsageError("no average abnormal return is a number; the column 'note' of the table says why")
    summed = "session" not in averages.columns
    notes = [(text, canvas.MUTED) for text in _said(averages, summed=summed, level=level)]
    with canvas.style():
        figure, axes = panels(len(tables), size, 2.1 if len(tables) > 1 else 2.6, notes=notes, sharey=True)
        for panel, (name, table) in zip(axes, tables, strict=False):
            _draw(panel, name, table, summed=summed)
        if not summed:
            headroom(axes[0])
        canvas.settle(figure)
    return figure.told("Average abnormal returns", average_alt(averages))


def plot_averages(averages: pd.DataFrame, *, ax: Drawn | None = None, size: Size = "column") -> Drawn:
    """Draw the average abnormal returns of all observations, each session's or added up, with their interval.

    Parameters
    ----------
    averages : DataFrame
        ``result.aar()``, each session a dot with its interval, or ``result.average_paths()``, their sum a line with its
        band; of several groups the first is drawn.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        In per cent, over sessions relative to day 0.

    Raises
    ------
    UsageError
        No average is a number.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"n": 40, "band": "cross-section"}
    >>> aar = pd.DataFrame([row | {"session": s, "estimate": 0.01, "low": -0.01, "high": 0.03} for s in (-1, 0, 1)])
    >>> plot_averages(aar).get_title(loc="left")
    'All observations'
    """
    ends = [name for name in ("session", "last") if name in getattr(averages, "columns", ())][:1] or ["session"]
    require_table(averages, [*ends, "n", "estimate", "low", "high"], _TAKES)
    tables = _parts(averages)
    if not tables:
        raise UsageError("no average abnormal return is a number; the column 'note' of the table says why")
    name, table = tables[0]
    summed = "session" not in averages.columns
    with canvas.style():
        panel: Drawn = own_panel(size, 2.5) if ax is None else canvas.dress(ax)
        _draw(panel, name, table, summed=summed)
        if not summed:
            headroom(panel)
    if ax is None:
        canvas.tell(panel, "Average abnormal returns", average_alt(averages))
    return panel


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
    return f"{low} to {high} observations" if low != high else f"{high} observation{'' if high == '1' else 's'}"


def _draw(panel: Axes, name: str, table: pd.DataFrame, *, summed: bool) -> None:
    """Draw one group's averages: a path with its band, or sessions with their intervals."""
    event_time(panel, [int(session) for session in table["at"]], unit=" %")
    headline(panel, name, _counted(table))
    drawn = [row | {"session": row["at"], "mark": ""} for row in rows(table)]
    if summed:
        points = [(row["estimate"], row["low"], row["high"]) for row in drawn]
        draw_path(panel, [row["session"] for row in drawn], points)
    else:
        draw_sessions(panel, drawn)


def _said(averages: pd.DataFrame, *, summed: bool, level: float) -> list[str]:
    """Return the words on how to read the figure."""
    first = int(averages["first"].min()) if summed else 0
    what = f"Average abnormal return added up from session {true_minus(str(first))} on" if summed else (
        "Average abnormal return of each session"
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
        told = table.tail(1) if summed else table[table["at"] == 0]
        said += [
            f"{name} {percent(one['estimate'])} (interval {percent_interval(one['low'], one['high'])}), "
            f"{_counted(told)}"
            for one in rows(told)
        ]
    if not said:
        return "No average abnormal return."
    if not summed:
        return f"Average abnormal returns by session. On day 0: {joined(said)}."
    span = f"from session {int(averages['first'].min())} to {int(averages['last'].max())}"
    return f"Average abnormal returns added up {span}. At the end: {joined(said)}."
