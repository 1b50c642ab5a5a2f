"""Cells of the study's tables that need a rule to be read: day 0 by series, the main model, the main event."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.kernels.observation import DOUBTFUL, NO_MOVE
from eventstudy.report.formats import as_day, is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from eventstudy.records import Verdict


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each as a mapping from column to cell."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict(orient="records")]


def day_zeros(row: Mapping[str, Any]) -> dict[str, date]:
    """Return day 0 by series of a row of the events table.

    Either the column ``day0`` holds a mapping, or columns ``day0_SERIES`` hold a day each; both are read.

    Examples
    --------
    >>> day_zeros({"day0": {"brent": "2020-01-03"}})
    {'brent': datetime.date(2020, 1, 3)}
    >>> day_zeros({"day0_xom": "2020-01-06", "day0_dow": None})
    {'xom': datetime.date(2020, 1, 6)}
    """
    held = row.get("day0")
    found: dict[str, Any] = dict(held) if isinstance(held, dict) else {}
    for column, value in row.items():
        if column.startswith("day0_"):
            found.setdefault(column.removeprefix("day0_"), value)
    days = {series: as_day(value) for series, value in found.items()}
    return {series: day for series, day in days.items() if day is not None}


def called(events: pd.DataFrame, event_id: str | None) -> str | None:
    """Return what a title calls an event: its label in quotation marks, None where it has none."""
    found = next((str(row["label"]) for row in rows(events) if row["event_id"] == event_id), "")
    return f"“{found}”" if found else None


def no_move(flag: object) -> str:
    """Return the word of a flag cell that says the return is no market move, and nothing where there is none.

    Examples
    --------
    >>> no_move("half_day|roll"), no_move("half_day"), no_move(None)
    ('roll', '', '')
    """
    return next((word for word in str(flag).split("|") if word in NO_MOVE), "")


def aside(flag: object) -> str:
    """Return, after a comma, why the return of a flag cell is or may be no market move; nothing where it is one.

    Examples
    --------
    >>> aside("half_day|roll"), aside("gap"), aside("half_day")
    (', contract roll', ', return over missing sessions', '')
    """
    said = {**DOUBTFUL, **NO_MOVE}
    return next((f", {said[word]}" for word in str(flag).split("|") if word in said), "")


def is_yes(value: object) -> bool:
    """Return a cell of yes and no; text as a CSV file holds it is understood, a missing one is no.

    Examples
    --------
    >>> is_yes(True), is_yes("True"), is_yes(float("nan"))
    (True, True, False)
    """
    if is_missing(value):
        return False
    return value.strip().lower() in {"true", "yes", "1"} if isinstance(value, str) else bool(value)


def is_studied(row: Mapping[str, Any]) -> bool:
    """Return whether a row of the events table was studied; a table without the column is of studied ones."""
    return is_yes(row.get("studied", True))


def mentions(value: object) -> int | None:
    """Return how many sentences mention an event: a count, or a list of them.

    Examples
    --------
    >>> mentions(3), mentions([{"article": "a"}]), mentions(None)
    (3, 1, None)
    """
    if isinstance(value, list | tuple):
        return len(value)
    return None if is_missing(value) or not str(value).replace(".0", "").isdigit() else int(float(str(value)))


def main_models(table: pd.DataFrame) -> dict[str, str]:
    """Return the main model of each series: the one its rows begin with.

    Parameters
    ----------
    table
        Any table with the columns ``series`` and ``model``.
    """
    if table.empty:
        return {}
    first = table.drop_duplicates("series")
    return {str(series): str(model) for series, model in zip(first["series"], first["model"], strict=True)}


def of_main_models(table: pd.DataFrame, event_id: str) -> pd.DataFrame:
    """Return the rows of one event under the main model of each series, in the order they stand."""
    held = table[table["event_id"] == event_id]
    main = main_models(held)
    mine = [main.get(str(series)) == model for series, model in zip(held["series"], held["model"], strict=True)]
    return held.loc[np.array(mine, dtype=bool)]


def in_window(table: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Return the rows of one window."""
    return table[(table["first"] == first) & (table["last"] == last)]


def lead_event(events: pd.DataFrame, verdicts: Sequence[Verdict]) -> str | None:
    """Return the event a report leads with where none is named: studied, and most reported moves fall on its day 0.

    Ties go to the event with more mentions, then to the earlier row; None without a studied event.
    """
    moved = Counter(item.move.date for item in verdicts if item.move.date is not None)
    best: tuple[tuple[int, int], str] | None = None
    for row in rows(events):
        if not is_studied(row):
            continue
        hits = sum(moved[day] for day in set(day_zeros(row).values()))
        score = (hits, mentions(row.get("mentions")) or 0)
        if best is None or score > best[0]:
            best = (score, str(row["event_id"]))
    return None if best is None else best[1]
