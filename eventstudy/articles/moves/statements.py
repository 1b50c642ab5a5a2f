"""What the values of one statement tell of each other: which belong together, and which way a level was reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.articles.moves.when import Timing
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Direction, ReportedMove

REFERENCE = "value: level it came from"
_NEAR = 30
_LEADING = ("extreme", "percent_change", "price_change", "point_change")


@dataclass(frozen=True, slots=True)
class Found:
    """A move and the clause of its sentence that tells it."""

    move: ReportedMove
    clause: int


def statement_of(sentence: int, slot: Slot, name: Name, timing: Timing) -> str:
    """Return the key of the statement a value belongs to; a change over a longer span is one of its own."""
    span = str(timing.window) if slot.role == "change" and timing.window is not None else ""
    return f"{sentence}/{slot.statement}/{name.instrument}/{span}"


def is_told_again(slot: Slot, reading: Reading) -> bool:
    """Tell whether a multiple only says in a word what a number says beside it: "quadrupled, up 301%"."""
    if not isinstance(slot.what, Amount) or not slot.what.multiple:
        return False
    others = (one for one in reading.slots if one is not slot and one.role == "change" and one.names == slot.names)
    return any(
        isinstance(one.what, Amount) and one.what.unit == "percent" and one.direction == slot.direction
        for one in others
        if one.clause == slot.clause
    )


def led(found: Sequence[Found], text: str) -> list[ReportedMove]:
    """Give a level without a direction that of the extreme it is, or else of the change that led to it.

    "At $69.20 a barrel, a three-month high"; "at $69.20 a barrel, up 4 percent". Within its statement the nearest one
    counts, within its clause all must agree.
    """
    return [
        replace(one.move, direction=_way(one, found) or _way_of_aside(one, found, text))
        if one.move.kind == "price_level" and one.move.direction is None and REFERENCE not in one.move.basis
        else one.move
        for one in found
    ]


def _way_of_aside(level: Found, found: Sequence[Found], text: str) -> Direction | None:
    """Return the direction of the change told between the name and the verb: "Intel, up $4.97, finished at $31"."""
    start = level.move.start
    for one in found:
        between = text[one.move.end : start] if 0 < start - one.move.end < _NEAR else ""
        aside = between.startswith(",") and " and " not in between and ";" not in between
        if aside and one.move.kind in _LEADING and one.move.instrument == level.move.instrument:
            return None if one.move.window is not None else one.move.direction
    return None


def _is_beside(move: ReportedMove, level: ReportedMove) -> bool:
    """Tell a change told before a level or right after it from a later one: "touched $73, then lost 8 percent"."""
    return move.kind == "extreme" or move.start < level.start or move.start - level.end < _NEAR


def _way(level: Found, found: Sequence[Found]) -> Direction | None:
    same = [one for one in found if one.move.instrument == level.move.instrument and one.move.kind in _LEADING]
    start = level.move.start
    stated = [one.move for one in same if one.move.group == level.move.group and _is_beside(one.move, level.move)]
    if stated:
        return min(stated, key=lambda move: (move.kind != "extreme", abs(move.start - start))).direction
    if level.move.phase == "open":
        return None
    after = [one for one in same if one.clause == level.clause and start < one.move.start < level.move.end + _NEAR]
    extremes = {one.move.direction for one in after if one.move.kind == "extreme"}
    told = extremes or {one.move.direction for one in after if one.move.window is None}
    return next(iter(told)) if len(told) == 1 else None
