"""specification_curve(): the same study under other defensible choices."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import EstimationError, UsageError
from eventstudy.instruments import short_names
from eventstudy.results.windows import as_window
from eventstudy.study.gather import untold
from eventstudy.study.run import WINDOWS, run_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.factors import Source
    from eventstudy.records import Event, Progress
    from eventstudy.report.figures.canvas import Drawn
    from eventstudy.report.figures.layout import Size
    from eventstudy.study.run import Names, Span

COLUMNS = (
    "event_id", "series", "model", "overlap", "n_sessions", "n_estimation", "first", "last",
    "car", "se", "t", "p", "low", "high",
)  # fmt: skip
CHOICES = ("model", "overlap", "n_sessions")


def specification_curve(
    events: Sequence[Event] | pd.DataFrame | str | Path,
    returns: pd.DataFrame | str | Path,
    *,
    models: Names | Mapping[str, Names],
    benchmark: str | Mapping[str, str] | None = None,
    factors: Source | Sequence[Source] | None = None,
    peer: str | Mapping[str, str] | None = None,
    alpha: str = "keep",
    cov: str = "ols",
    lags: int = 1,
    lookback: int = 60,
    estimation: Span = (-250, -11),
    event: Span = (-5, 5),
    lengths: Sequence[int] = (60, 120, 250),
    overlaps: Sequence[str] = ("exclude", "keep"),
    windows: Sequence[Span] = WINDOWS,
    closed: str = "next",
    min_estimation: int = 30,
    calendars: Mapping[str, str | None] | None = None,
    flagged: Mapping[str, str] | None = None,
    alternative: str = "two-sided",
    level: float = 0.05,
    outcome: str = "return",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return each CAR under every combination of model, length of the estimation window, and rule for overlaps.

    Parameters
    ----------
    events, returns, benchmark, factors, peer, alpha, cov, lags, lookback, event, windows
        As in `run_study`.
    closed, min_estimation, calendars, flagged, alternative, level
        As in `run_study`.
    models
        As `model` in `run_study`.
    estimation
        Its last session is where every estimation window ends; its first is not used.
    lengths
        Lengths of the estimation window, in sessions.
    overlaps
        Rules for sessions of other events: ``"exclude"``, ``"keep"``.
    progress
        Called with the stage's name, how many combinations are done, and how many there are.

    Returns
    -------
    pandas.DataFrame
        Columns ``event_id series model overlap n_sessions n_estimation first last car se t p low high``; `n_sessions`
        is the length asked for. A combination that leaves no sample large enough has no rows.

    Raises
    ------
    EventStudyError
        As `run_study`; an `EstimationError` only if every combination has one.

    References
    ----------
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4.

    Examples
    --------
    >>> import numpy as np
    >>> days = pd.bdate_range("2019-01-01", periods=300)
    >>> r = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 1)), index=days, columns=["a"])
    >>> table = pd.DataFrame({"series": ["a"], "date": [days[280]]})
    >>> curve = specification_curve(table, r, models=["mean", "raw"], lengths=(60, 120), windows=[(0, 0)])
    >>> len(curve), curve["n_sessions"].unique().tolist()
    (8, [60, 120])
    """
    last = as_window(estimation, "estimation").last
    grid = [(length, overlap) for length in _listed(lengths, "lengths") for overlap in _listed(overlaps, "overlaps")]
    if not grid:
        raise UsageError("lengths or overlaps are empty; give at least one of each")
    parts: list[pd.DataFrame] = []
    refused: EstimationError | None = None
    for done, (length, overlap) in enumerate(grid, start=1):
        try:
            with nullcontext() if done == 1 else untold():  # the first choice has told what is left out
                result = run_study(
                    events,
                    returns,
                    model=models,
                    benchmark=benchmark,
                    factors=factors,
                    peer=peer,
                    alpha=alpha,
                    cov=cov,
                    lags=lags,
                    lookback=lookback,
                    estimation=(last - length + 1, last),
                    event=event,
                    windows=windows,
                    overlap=overlap,
                    closed=closed,
                    min_estimation=min_estimation,
                    calendars=calendars,
                    flagged=flagged,
                    alternative=alternative,
                    level=level,
                    outcome=outcome,
                )
        except EstimationError as error:  # too small a sample under this choice says nothing of the others
            refused = error
        else:
            parts.append(result.to_frame("per_event").assign(overlap=overlap, n_sessions=length))
        if progress is not None:
            progress("vary choices", done, len(grid))
    if not parts and refused is not None:
        raise refused
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _listed(values: Any, name: str) -> list[Any]:  # noqa: ANN401 - a caller may hand in anything
    """Return what is varied as a list: lengths as whole numbers, rules as words."""
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise UsageError(f"{name}={values!r} is no list; give one, as [{values!r}]")
    listed = list(values)
    wrong = [one for one in listed if name == "lengths" and (not isinstance(one, Integral) or one < 1)]
    if wrong:
        raise UsageError(f"lengths hold {wrong[0]!r}, no whole number of sessions; give such, as [60, 120, 250]")
    return listed


def plot_specification(
    curve: pd.DataFrame,
    event_id: str | None = None,
    series: str | None = None,
    *,
    level: float = 0.05,
    chosen: Mapping[str, object] | None = None,
    ax: Drawn | None = None,
    size: Size = "page",
) -> Drawn:
    """Draw the estimates of one series of one event with their intervals, above the choices each was made with.

    Parameters
    ----------
    curve
        As `specification_curve` returns it.
    event_id, series
        Whose effect; without a name the first in the table.
    level
        What p is compared with; an estimate that passes is filled.
    chosen
        The choices to mark, as ``{"model": "mean", "overlap": "exclude", "n_sessions": 250}``.
    ax
        Where to draw; without it a figure of its own is made, as high as the choices need.
    size
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        A panel for each window and the choices below stand inside it; ``.savefig("curve.svg")`` writes it.

    Raises
    ------
    UsageError
        If the curve holds no such estimate, or `chosen` names no column of choices.

    Examples
    --------
    >>> days = pd.bdate_range("2019-01-01", periods=200)
    >>> returns = pd.DataFrame({"acme": [0.01, -0.01, 0.0, 0.02] * 50}, index=days)
    >>> events = pd.DataFrame({"series": ["acme"], "date": [days[150]]})
    >>> curve = specification_curve(events, returns, models=["mean", "raw"], windows=[(0, 0)])
    >>> [panel.get_title(loc="left") for panel in plot_specification(curve).child_axes][:1]
    ['window (0, 0): 0 of 4 distinct pass 5 %']
    """
    from eventstudy.report.figures import draw_specification  # noqa: PLC0415 - matplotlib, when a figure is wanted
    from eventstudy.report.figures.given import require_table  # noqa: PLC0415 - the same

    require_table(curve, ["event_id", "series", "car", "p"], "plot_specification takes a specification_curve")
    if curve.empty:
        raise UsageError("the specification curve is empty; give one that holds an estimate")
    strange = [name for name in chosen or {} if name not in CHOICES]
    if strange:
        raise UsageError(f"chosen names {strange[0]!r}, which is none of {', '.join(CHOICES)}")
    event = str(curve["event_id"].iloc[0]) if event_id is None else event_id
    held = curve[curve["event_id"] == event]
    name = str(held["series"].iloc[0]) if series is None and not held.empty else str(series)
    return draw_specification(curve, event, name, level=level, names=short_names(), chosen=chosen, ax=ax, size=size)
