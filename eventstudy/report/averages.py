"""Tables over many events: averages, a regression across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.report import formats as f
from eventstudy.report.reading import rows
from eventstudy.report.tables import Table, columns, notes_of

if TYPE_CHECKING:
    import pandas as pd


OUTCOMES = {
    "return": "Average cumulative abnormal returns",
    "volume": "Average cumulative abnormal log volume, 1 % being 0.01",
    "volatility": "Average cumulative abnormal log variance, 1 % being 0.01",
}


def caar_table(caar: pd.DataFrame, *, level: float = 0.05, outcome: str = "return") -> Table:
    """Return average cumulative abnormal returns, of all events and of each group.

    Parameters
    ----------
    caar
        Columns ``model first last n estimate se df low high median positive band note``, and ``group`` where there are.
    level
        What ``low`` and ``high`` were made with.
    outcome
        What was studied: ``"return"``, ``"volume"`` or ``"volatility"``.
    """
    listed = rows(caar)
    shown = tuple(
        (
            "all" if f.is_missing(row.get("group")) else str(row["group"]),
            f.window(row["first"], row["last"]),
            f.count(row["n"]),
            f.percent(row["estimate"]),
            f.percent_interval(row["low"], row["high"]),
            f.percent(row["median"]),
            f.share(row["positive"]),
            f.words(row["band"]) if not f.is_missing(row["band"]) else "",
        )
        for row in listed
    )
    labels = f"events|window|>observations|>average CAR|>{f.coverage(level)} interval|>median|>above zero|interval from"
    noted = caar.assign(window=[f.window(row["first"], row["last"]) for row in listed])
    return Table(OUTCOMES[outcome], columns(labels), shown, notes_of(noted, ("group", "window")))


def regression_table(regression: pd.DataFrame, *, level: float = 0.05) -> Table:
    """Return a regression across events, a row a term.

    Parameters
    ----------
    regression
        Columns ``term coefficient se t df p low high``; ``attrs`` with ``formula n r2 cov note``.
    level
        What ``low`` and ``high`` were made with.
    """
    about = regression.attrs
    shown = tuple(
        (
            str(row["term"]),
            f.number(row["coefficient"], 5),
            f.number(row["se"], 5),
            f.number(row["t"]),
            f.p_value(row["p"]),
            f"{f.number(row['low'], 5)} to {f.number(row['high'], 5)}",
        )
        for row in rows(regression)
    )
    labels = f"term|>coefficient|>standard error|>t|>p|>{f.coverage(level)} interval"
    what = f"{about['n']:,} observations, R2 {about['r2']:.3f}, {about['cov']} standard errors, fractions"
    said = (what, *([about["note"]] if about["note"] else []))
    return Table(f"Regression {about['formula']}", columns(labels), shown, said)
