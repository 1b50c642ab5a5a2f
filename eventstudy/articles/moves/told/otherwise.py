"""Values that are something else than their verb says.

A gain that "stands at $4.33", a level of another day, a streak that "came to an end", "as much as" at the open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import FRIDAY, sessions_to, weekday_before
from eventstudy.articles.moves.told.marks import BEFORE, CAME_FROM, undated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.told.phrases import Beside, Told
    from eventstudy.records import Direction, ReportedMove

__all__ = ["otherwise"]

_SHORTEST = 28
_AT_MOST = "phase: as much as"
_UNSURE = "date: unsure, the session before"


def otherwise(moves: Sequence[ReportedMove], told: Told, published: date | None) -> list[ReportedMove]:
    """Return the moves of one sentence, each as what the words around its value make of it.

    Parameters
    ----------
    moves : sequence of ReportedMove
    told : Told
        Of the sentence.
    published : date or None
    """
    furthest = {one.group for one in moves if one.hedge == "as_much_as" and one.phase == "open"}
    found = [_otherwise(move, told, published) for move in moves]
    return [
        replace(move, phase="intraday", basis=(*move.basis, _AT_MOST))
        if move.group in furthest and move.phase == "open"
        else move
        for move in found
    ]


def _otherwise(move: ReportedMove, told: Told, published: date | None) -> ReportedMove:
    if move.kind == "price_level":
        at = told.beside_number(move)
        return _ago(_level(move, at), at, published)
    at = told.beside(move)
    if move.kind.endswith("_change") and move.window is not None and at.next("some day"):
        return replace(move, date=None, window=None, basis=(*undated(move), "date: some day of a span"))
    if move.kind == "streak" and move.date is not None and at.after("came to an end", ",;"):
        return replace(move, date=weekday_before(move.date), basis=(*undated(move), BEFORE))
    return move


def _level(move: ReportedMove, at: Beside) -> ReportedMove:
    """Return a level as the change that it is, or without a day where it is one of another time."""
    if at.touching("another time"):
        return replace(move, date=None, window=None, basis=(*undated(move), "date: a level of another time"))
    gain = at.touching("stands at")
    if gain is None or move.date is None:
        return move
    way: Direction = "up" if at.told.word(gain, "GAIN") else "down"
    changed = replace(move, kind="point_change" if move.unit == "points" else "price_change", direction=way)
    run = at.told.ending("run", gain.first)
    if run is None:
        return changed
    count = at.told.count(run)
    basis = (*undated(move), f"date: end of the span told, {count} sessions")
    return replace(changed, window=sessions_to(move.date, count), basis=basis)


def _ago(move: ReportedMove, at: Beside, published: date | None) -> ReportedMove:
    """Return a level of "a year ago" on that day of the year before, of which the words say no more."""
    told = at.after("ago") or at.opening("ago")
    undated_start = move.date is None and move.window is None and CAME_FROM not in move.basis
    if told is None or published is None or undated_start:
        return move
    count = at.told.count(told)
    unit = at.told.word(told, "SPELL").removesuffix("s")
    if unit == "week":
        day = published - timedelta(weeks=count)
        friday = day - timedelta(days=day.weekday() - FRIDAY)
        why: tuple[str, ...] = (BEFORE,) if day == friday else (BEFORE, f"also: {friday.isoformat()}")
    else:
        months = published.year * 12 + published.month - 1 - count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(published.day, _SHORTEST)) + timedelta(days=max(published.day - _SHORTEST, 0))
        why = (_UNSURE,)
    basis = tuple(one for one in undated(move) if one != CAME_FROM)
    group = f"{move.group}/before" if CAME_FROM in move.basis else move.group
    return replace(move, date=day, window=None, anchor=None, group=group, basis=(*basis, *why))
