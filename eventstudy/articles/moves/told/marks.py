"""What a move is changed to by what its words tell, and what its basis says of that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.records import DateSpan, ReportedMove

__all__ = [
    "BEFORE", "CAME_FROM", "CHANGES", "LEVELS", "OF_SPAN", "OWN_DAY", "UNSURE_DAY", "on", "over", "undated",
]  # fmt: skip

CHANGES = frozenset({"percent_change", "price_change", "point_change"})
LEVELS = frozenset({"extreme", "price_level"})
UNSURE_DAY = "date: unsure, two days in one sentence"
OWN_DAY = "date: day of its own words"
BEFORE = "date: session before"
OF_SPAN = "date: end of the span named"
CAME_FROM = "value: level it came from"


def undated(move: ReportedMove) -> tuple[str, ...]:
    """Return the basis of a move without that of its day."""
    return tuple(one for one in move.basis if not one.startswith("date: "))


def on(move: ReportedMove, day: date | None, why: str) -> ReportedMove:
    """Return a move on another day, over the span it had."""
    basis = tuple(one for one in undated(move) if not one.startswith("also: "))
    return replace(move, date=day, basis=(*basis, why))


def over(move: ReportedMove, window: DateSpan | None, day: date | None, why: str) -> ReportedMove:
    """Return a move over another span, up to a day."""
    return replace(on(move, day, why), window=window, anchor=None)
