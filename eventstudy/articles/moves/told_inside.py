"""A loss that was undone inside the day, or a high that was left: what it was, and not how the day ended."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told_otherwise import CAME_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Direction, ReportedMove

__all__ = ["REACH", "inside_the_day", "sides"]

_INSIDE = "phase: undone inside the day"
REACH = 200
"""Characters to either side of a number that are looked at."""
_CHANGES = {"percent_change", "price_change", "point_change"}
_UNDONE = re.compile(
    r"\b(?:(?:revers|eras|overc[ao]m|wip|shook|shak|surrender|relinquish|squander|trimm|par(?:ed|ing)|cut)\w*|"
    r"(?:recover|rebound)\w* from|g[ai]v\w+ up)\b[^,;\d]*$",
    re.IGNORECASE,
)
_BEEN = re.compile(r"\bafter (?:having )?been (?:up|down)(?: (?:about|nearly|almost|roughly|by))*\W*$", re.IGNORECASE)
_ENDED = re.compile(r"\bto (?:clos|end|finish|settl)|\bdeficit\b", re.IGNORECASE)
_FROM_FAR = re.compile(
    r"\bfrom (?:a|an|its|the)(?: (?:session|intraday|earlier|day's|daily))* (?:high|low|peak) (?:of|at)\W*$",
    re.IGNORECASE,
)
_SWUNG = re.compile(r"\b(?:swung|swings?|whipsaw\w*|see-?saw\w*|ranged)\b[^,;]*$", re.IGNORECASE)
_SWUNG_TO = re.compile(r"\b(?:swung|swings?|whipsaw\w*|see-?saw\w*) from \S+ to \W*$", re.IGNORECASE)


def sides(move: ReportedMove, text: str) -> tuple[str, str]:
    """Return the words of the sentence before the number of a move and after it, as far as they can tell of it."""
    number = re.search(r"\d[\d.,]*", move.quote)
    start = move.start + (number.start() if number else 0)
    end = start + (len(number[0]) if number else 0)
    first, last = move.sentence
    return text[max(first, start - REACH) : start], text[end : min(last, end + REACH)]


def inside_the_day(move: ReportedMove, moves: Sequence[ReportedMove], text: str) -> ReportedMove:
    """Return a loss that was undone, or a high that was left, as what it was: a move inside the day."""
    before, after = sides(move, text)
    came_from = CAME_FROM in move.basis
    day = move.date or next((one.date for one in moves if one.group == move.group and one.date is not None), None)
    group = f"{move.group}/inside" if came_from else move.group
    inside = replace(
        move,
        date=day,
        phase="intraday",
        group=group,
        basis=(*(one for one in move.basis if one != CAME_FROM), _INSIDE),
    )
    been = _BEEN.search(before) is not None and move.window is None and move.phase == "unspecified"
    if been and move.kind in _CHANGES:
        return inside
    undone = _UNDONE.search(before) is not None and _ENDED.search(after) is not None and move.window is None
    if undone and move.kind in _CHANGES:
        return inside
    if undone and came_from and re.match(r"[- ]points?\b", after):
        way: Direction = "up" if re.match(r"\W*points? (?:gain|lead|rise|advance)", after) else "down"
        return replace(inside, kind="point_change", direction=way, unit="points")
    if move.kind == "price_level" and came_from and (_FROM_FAR.search(before) or _SWUNG.search(before)):
        dated = re.match(r"\W*(?:a \w+ )?(?:on|in|last|reached|hit|set)\b", after)
        return move if dated else inside
    return inside if move.phase == "unspecified" and _SWUNG_TO.search(before) else move
