"""What the columns of each table are called in print, which of them are shown, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.report.publish.sheet import Head

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERVAL = "interval"
"""Stands above the ends of an interval until its coverage is known."""

HEADS: Mapping[str, Head] = {
    "event_id": Head("Event"),
    "series": Head("Series"),
    "group": Head("Group"),
    "group_a": Head("Group"),
    "group_b": Head("Less group"),
    "model": Head("Model"),
    "benchmark": Head("Benchmark"),
    "day0": Head("Day 0", "day"),
    "date": Head("Date", "day"),
    "session": Head("Session", "count"),
    "window": Head("Window"),
    "test": Head("Test"),
    "term": Head("Term"),
    "rank": Head("Rank", "count"),
    "ar": Head("AR", "percent", "%"),
    "car": Head("CAR", "percent", "%"),
    "bhar": Head("BHAR", "percent", "%"),
    "scar": Head("SCAR", "statistic"),
    "estimate": Head("Estimate", "percent", "%"),
    "coefficient": Head("Coefficient", "number"),
    "se": Head("Std. error", "percent", "%"),
    "low": Head("low", "percent", over=INTERVAL),
    "high": Head("high", "percent", over=INTERVAL),
    "median": Head("Median", "percent", "%"),
    "positive": Head("Above zero", "share", "%", digits=1),
    "t": Head("t", "statistic"),
    "statistic": Head("Statistic", "statistic"),
    "z": Head("z", "statistic"),
    "df": Head("df", "df"),
    "df_z": Head("df", "df"),
    "p": Head("p", "p"),
    "p_z": Head("p of z", "p"),
    "p_adjusted": Head("Adjusted p", "p"),
    "min_p": Head("Least p", "p"),
    "mde": Head("MDE", "percent", "%"),
    "ratio": Head("Variance ratio", "statistic"),
    "f": Head("F", "statistic"),
    "df1": Head("df 1", "df"),
    "df2": Head("df 2", "df"),
    "p_f": Head("p of F", "p"),
    "skewness": Head("Skewness", "statistic"),
    "n": Head("N", "count"),
    "n_a": Head("N", "count"),
    "n_b": Head("N of other", "count"),
    "n_events": Head("N", "count"),
    "n_estimation": Head("T", "count"),
    "n_reference": Head("Reference windows", "count"),
    "n_window": Head("Sessions", "count"),
    "alpha": Head("Alpha", "percent", "% a day", digits=3),
    "beta": Head("Beta", "number"),
    "sigma": Head("Sigma", "percent", "% a day"),
    "omega": Head("Omega", "number", digits=8),
    "a": Head("a", "number", digits=3),
    "b": Head("b", "number", digits=3),
    "lags": Head("Leads and lags", "count"),
    "lookback": Head("Look-back", "count"),
    "hac_lags": Head("HAC lags", "count"),
    "first_estimation": Head("first day", "day", over="Estimation sample"),
    "last_estimation": Head("last day", "day", over="Estimation sample"),
    "band": Head("Interval from"),
    "method": Head("Method"),
    "what": Head("What"),
    "reason": Head("Why left out"),
    "why": Head("Why"),
    "flag": Head("Flag"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """What a table shows."""

    caption: str
    columns: tuple[str, ...]
    needs: frozenset[str]
    """Columns that tell the table from others."""
    stars: tuple[str, str] | None = None
    """The column that stars stand on, and the p-value they are of."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What columns are called here, where that is not what they are called elsewhere."""


def _spec(
    caption: str, columns: str, needs: str, stars: tuple[str, str] | None = None, labels: dict[str, str] | None = None
) -> Spec:
    return Spec(caption, tuple(columns.split()), frozenset(needs.split()), stars, labels or {})


_CARS = "event_id series model day0 window car se low high t df p n_estimation n_window flag"
_AVERAGE = "event_id series group model window n estimate se low high t df p median positive band"
SPECS: Mapping[str, Spec] = {
    "adjusted": _spec(
        "p-values adjusted for all windows and series looked at",
        "event_id series model window car statistic p p_adjusted n_reference",
        "p_adjusted method car",
        ("car", "p_adjusted"),
    ),
    "per_event": _spec("Cumulative abnormal returns", _CARS, "car se t", ("car", "p")),
    "own_windows": _spec("Cumulative abnormal returns over each event's own window", _CARS, "own", ("car", "p")),
    "scar": _spec(
        "Standardised cumulative abnormal returns",
        "event_id series model day0 window scar df p n_estimation n_window flag",
        "scar",
        ("scar", "p"),
    ),
    "bhar": _spec(
        "Buy-and-hold abnormal returns", "event_id series model day0 window bhar n_window flag", "bhar n_window"
    ),
    "ar": _spec("Abnormal returns", "event_id series model session date ar se low high flag", "ar session"),
    "paths": _spec(
        "Cumulative abnormal returns, session by session",
        "event_id series model session date car se low high flag",
        "car session",
    ),
    "aar": _spec(
        "Average abnormal returns",
        _AVERAGE.replace("window", "session"),
        "estimate band session",
        ("estimate", "p"),
        {"estimate": "AAR"},
    ),
    "caar": _spec(
        "Average cumulative abnormal returns", _AVERAGE, "estimate band", ("estimate", "p"), {"estimate": "CAAR"}
    ),
    "models": _spec(
        "Expected-return models",
        "event_id series model benchmark alpha beta sigma omega a b lags lookback hac_lags n_estimation df "
        "first_estimation last_estimation",
        "alpha beta sigma",
    ),
    "differences": _spec(
        "Differences between groups",
        "group_a group_b model window n_a n_b estimate se low high test statistic df p",
        "group_a group_b",
        ("estimate", "p"),
        {"estimate": "Difference"},
    ),
    "recommended": _spec(
        "Tests that are valid here, best first", "event_id series group window rank test p why", "rank why"
    ),
    "skewness": _spec(
        "Tests of the mean that allow for skewness",
        "event_id series group model window test estimate statistic df p skewness n_events",
        "skewness test",
        ("statistic", "p"),
        {"estimate": "Mean"},
    ),
    "tests": _spec(
        "Tests of the mean abnormal return",
        "event_id series group model window test estimate se statistic df p p_adjusted min_p mde n_events",
        "test min_p",
        ("statistic", "p"),
    ),
    "volatility": _spec(
        "Abnormal volatility",
        "event_id series model day0 window ratio p f df1 df2 p_f n_window",
        "ratio p_f",
        ("ratio", "p"),
    ),
    "benchmark_regression": _spec(
        "Regression held against ordinary days",
        "term coefficient t p min_p n_reference z df_z p_z",
        "term coefficient p_z",
        ("coefficient", "p"),
    ),
    "regression": _spec(
        "Cross-sectional regression",
        "term coefficient se low high t df p",
        "term coefficient",
        ("coefficient", "p"),
    ),
    "dropped": _spec("Left out of the study", "what reason", "what reason"),
}
"""The tables there are; the first of them whose needs a DataFrame fulfils is what it is taken for."""

PANELS = ("event_id", "group", "series")
"""Columns whose values may head blocks of rows; the first that a table of many rows has."""
FOLDED = ("event_id", "model", "benchmark", "day0", "window", "df", "n_estimation", "band", "n_events", "n_window")
"""Columns told once in the notes where every row says the same."""
ROWS = ("series", "test", "term", "group", "group_a", "session", "what", "rank")
"""Columns that name a row; a window is folded only beside one of these."""
REPEATED = ("series", "group", "model", "group_a", "group_b", "window")
"""Columns whose cell is left empty where the row above says the same."""
