"""A loss that was undone inside the day, or a high that was left: what it was, and not how the day ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.marks import CAME_FROM, CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.told.phrases import Beside
    from eventstudy.records import Direction, ReportedMove

__all__ = ["inside_the_day"]

_INSIDE = "phase: undone inside the day"


def inside_the_day(move: ReportedMove, moves: Sequence[ReportedMove], at: Beside) -> ReportedMove:
    """Return a loss that was undone, or a high that was left, as what it was: a move inside the day."""
    came_from, of_a_day = CAME_FROM in move.basis, move.window is None
    if move.kind in CHANGES and of_a_day and move.phase == "unspecified" and at.touching("been"):
        return _inside(move, moves)
    undone = of_a_day and at.before("undone") is not None and at.later("to end") is not None
    if undone and move.kind in CHANGES:
        return _inside(move, moves)
    if undone and came_from and at.next("points"):
        way: Direction = "up" if at.next("points gained") else "down"
        return replace(_inside(move, moves), kind="point_change", direction=way, unit="points")
    if move.kind == "price_level" and came_from and (at.touching("from far") or at.before("swung", ",;")):
        return move if at.next("dated") else _inside(move, moves)
    return _inside(move, moves) if move.phase == "unspecified" and at.touching("swung to") else move


def _inside(move: ReportedMove, moves: Sequence[ReportedMove]) -> ReportedMove:
    day = move.date or next((one.date for one in moves if one.group == move.group and one.date is not None), None)
    group = f"{move.group}/inside" if CAME_FROM in move.basis else move.group
    basis = (*(one for one in move.basis if one != CAME_FROM), _INSIDE)
    return replace(move, date=day, phase="intraday", group=group, basis=basis)
