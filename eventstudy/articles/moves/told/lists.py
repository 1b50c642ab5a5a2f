"""Values that share the words beside one of them: a list over several days, a span told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.marks import CHANGES, OF_SPAN, OWN_DAY, on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.told.phrases import Told
    from eventstudy.records import ReportedMove

__all__ = ["listed", "shared"]

_OF_NEIGHBOUR = "date: end of the span named before"
_SHARE = frozenset({"&", "p", "500", "index", "the", "'s"})


def listed(moves: list[ReportedMove], told: Told) -> list[ReportedMove]:
    """Return "lost 1,031, 879 and 124 points from Monday to Wednesday" each on its day."""
    for at, move in enumerate(moves):
        if move.window is None or move.kind not in CHANGES or OF_SPAN not in move.basis:
            continue
        days = [move.window.first + timedelta(days=k) for k in range((move.window.last - move.window.first).days + 1)]
        run = moves[max(at + 1 - len(days), 0) : at + 1]
        pairs = list(pairwise(run))
        alike = all(one.instrument == two.instrument and _follow(told, one, two) for one, two in pairs)
        if pairs and len(run) == len(days) and alike:
            each = [replace(on(one, day, OWN_DAY), window=None) for one, day in zip(run, days, strict=True)]
            return [*moves[: at + 1 - len(days)], *each, *moves[at + 1 :]]
    return moves


def _follow(told: Told, one: ReportedMove, two: ReportedMove) -> bool:
    """Tell whether two values are neighbours of a list."""
    return one.kind == two.kind and set(told.line.norms[told.until(one.end) : told.at(two.start)]) <= {",", "and"}


def shared(move: ReportedMove, moves: Sequence[ReportedMove], told: Told) -> ReportedMove:
    """Return a change that "is down 23%" over the span before it: "are off 26% year to date; Chevron is down 23%"."""
    if move.kind != "percent_change" or move.window is not None or move.date is None or "day" in move.quote:
        return move
    later = next((one for one in moves if one.kind == move.kind and one.start >= move.end), None)
    if later is not None and later.window is not None and _joined(told, move.end, later.start):
        return replace(on(move, later.date or move.date, _OF_NEIGHBOUR), window=later.window)
    earlier = [one for one in moves if one.kind == move.kind and one.start < move.start]
    if not earlier or earlier[-1].window is None or earlier[-1].instrument == move.instrument:
        return move
    at = told.beside_number(move)
    first, last = at.clause()
    if not at.touching("is") or told.within("weekday", first, last) or told.within("period", first, last):
        return move
    return replace(on(move, earlier[-1].date or move.date, _OF_NEIGHBOUR), window=earlier[-1].window)


def _joined(told: Told, first: int, last: int) -> bool:
    """Tell whether only "and" and another name stand between two values."""
    line, here = told.line, range(told.at(first), told.until(last))
    between = [k for k in here if line.norms[k] not in _SHARE]
    joined = bool(between) and line.norms[between[0]] in {"and", "while"}
    return joined and len(here) > 1 and all(line.texts[k][:1].isupper() for k in between[1:])
