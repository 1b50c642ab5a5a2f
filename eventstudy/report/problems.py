"""What is odd about the prices of a study, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.report import formats as f
from eventstudy.report.reading import rows
from eventstudy.report.tables import Table, columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["problem_sentences", "problems_table"]

_NAMED = 3


def problems_table(problems: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> Table:
    """Return what is odd about the prices: of which series, what, on how many days, and what was done about it.

    Parameters
    ----------
    problems
        Columns ``series what rows first last days rule``; ``days`` is text, the first of the days.
    names
        What a reader calls each series.
    """
    cells = tuple(
        (f.name_of(str(row["series"]), names), str(row["what"]), str(row["rows"]), _days(row), str(row["rule"]))
        for row in rows(problems)
    )
    return Table("Data problems", columns("series|what|>days|when|what was done"), cells)


def problem_sentences(problems: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> list[str]:
    """Return one sentence for each kind of data problem and what was done about it."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in rows(problems):
        days = f"{row['rows']} day{'' if row['rows'] == 1 else 's'}"
        told.setdefault((str(row["what"]), str(row["rule"])), []).append(
            f"{f.name_of(str(row['series']), names)} ({days})"
        )
    return [f"Data: {what}: {', '.join(series)}; {rule}." for (what, rule), series in told.items()]


def _days(row: Mapping[str, object]) -> str:
    days = [day for day in str(row["days"]).split(", ") if day]
    if not days or len(days) > _NAMED:
        return f"{f.iso(row['first'])} to {f.iso(row['last'])}"
    return ", ".join(days)
