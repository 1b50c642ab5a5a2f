"""specification_curve(): the same study under other defensible choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import EstimationError, UsageError
from eventstudy.results.windows import as_window
from eventstudy.study.run import WINDOWS, run_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.factors import Source
    from eventstudy.records import Event, Progress
    from eventstudy.study.run import Names, Span

COLUMNS = (
    "event_id", "series", "model", "overlap", "n_sessions", "n_estimation", "first", "last",
    "car", "se", "t", "p", "low", "high",
)  # fmt: skip


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
    alternative: str = "two-sided",
    level: float = 0.05,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return each CAR under every combination of model, length of the estimation window, and rule for overlaps.

    Parameters
    ----------
    events, returns, benchmark, factors, peer, alpha, cov, lags, lookback, event, windows
        As in `run_study`.
    closed, min_estimation, alternative, level
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
    grid = [(length, overlap) for length in lengths for overlap in overlaps]
    if not grid:
        raise UsageError("lengths or overlaps are empty; give at least one of each")
    parts: list[pd.DataFrame] = []
    refused: EstimationError | None = None
    for done, (length, overlap) in enumerate(grid, start=1):
        try:
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
                alternative=alternative,
                level=level,
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
