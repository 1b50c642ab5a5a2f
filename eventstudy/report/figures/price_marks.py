"""The events on a figure of prices: which, their numbers, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from eventstudy.report.figures import canvas
from eventstudy.report.formats import is_missing, short_day, true_minus
from eventstudy.report.numbering import numbers_of
from eventstudy.report.reading import day_zeros, is_studied, rows

if TYPE_CHECKING:
    from datetime import date, datetime


class Mark(NamedTuple):
    """An event of the figure: the number it bears on the page, what it was, its own day and day 0 by series."""

    number: str
    event_id: str
    label: str
    day: date
    day_zero: dict[str, date]
    moment: datetime | None
    """By when it was public, where that is known finer than the day."""


def marks_of(events: pd.DataFrame, shown: pd.DataFrame) -> list[Mark]:
    """Return the studied events whose day 0 lies in what is shown, in the order of their days."""
    days, numbers = set(pd.to_datetime(shown["date"]).dt.date), numbers_of(events)
    found = [(row, day_zeros(row)) for row in rows(events) if is_studied(row)]
    inside = [(row, zeros) for row, zeros in found if days & set(zeros.values())]
    inside.sort(key=lambda pair: (min(pair[1].values()), str(pair[0]["start"])))
    return [
        Mark(numbers[str(row["event_id"])], str(row["event_id"]), str(row["label"]), pd.Timestamp(row["start"]).date(),
             zeros, _moment(row.get("not_after")))
        for row, zeros in inside
    ]  # fmt: skip


def _moment(value: object) -> datetime | None:
    return None if is_missing(value) else pd.Timestamp(str(value)).to_pydatetime()


def key_of(marks: list[Mark], main_event: str | None, *, rolled: bool) -> list[tuple[str, str]]:
    """Return how to read a session, and which number is which event, each line with its colour."""
    text = "Bar: low to high. Tick: open. Dot: close." + (" Dashed: the next contract begins." if rolled else "")
    lines = [(text, canvas.MUTED)]
    if marks:
        lines.append(("Triangle: the news. Shaded: the first session after it.", canvas.MUTED))
    for mark in marks:
        colour = canvas.RUST if mark.event_id == main_event else canvas.INK
        lines.append((f"{mark.number}\N{NO-BREAK SPACE} {_when(mark)}: {mark.label}", colour))
    return lines


def _when(mark: Mark) -> str:
    """Return the day of an event, and the moment by which it was public, where that is known."""
    moment = "" if mark.moment is None else f", {mark.moment:%H:%M}"
    zone = mark.moment.strftime("%z") if mark.moment is not None else ""
    return f"{short_day(mark.day)}{moment}" + (f" (UTC{true_minus(zone[:3])})" if zone else "")
