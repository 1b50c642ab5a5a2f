"""The day and the span of a value by the words of its own clause, where a neighbour's have been taken for its own.

"Its worst since 2008" after a fall for the week is a rank of weeks; "a day after plunging 1,191 points" is the day
before; "a loss of more than 200 points" that was reversed was one inside the day. What is not certain says so in the
basis, and is then never held against the article.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.spans import FRIDAY, last_weekday
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Direction, ReportedMove

__all__ = ["UNSURE_DAY", "settled"]

UNSURE_DAY = "date: unsure, two days in one sentence"
_INSIDE = "phase: undone inside the day"
_REFERENCE = "value: level it came from"
_REACH = 200
"""Characters to either side of a number that are looked at."""
_CHANGES = {"percent_change", "price_change", "point_change"}
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri)day"
_DAY_AFTER = re.compile(r"\b(?:a|one|the) day after\b[^,;\d]*$", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:after|following|compared (?:with|to)|versus)\b[^,;\d]*$", re.IGNORECASE)
_A_DAY = re.compile(rf"\b(?:{_WEEKDAY}|yesterday|today)\b", re.IGNORECASE)
_TWO_DAYS = re.compile(rf"^[^,;\d]*?\b(?:on|over) ({_WEEKDAY}) and ({_WEEKDAY})\b", re.IGNORECASE)
_UNDONE = re.compile(r"\b(?:revers|eras|recover|rebound|overc[ao]m|wip|shook|shak)\w*\b[^,;\d]*$", re.IGNORECASE)
_ENDED = re.compile(r"\bto (?:clos|end|finish|settl)|\bdeficit\b", re.IGNORECASE)
_FROM_FAR = re.compile(
    r"\bfrom (?:a|an|its|the)(?: (?:session|intraday|earlier|day's|daily))* (?:high|low|peak) (?:of|at)\W*$",
    re.IGNORECASE,
)
_SWUNG = re.compile(r"\b(?:swung|swings?|whipsaw\w*|see-?saw\w*|ranged)\b[^,;]*$", re.IGNORECASE)
_SWUNG_TO = re.compile(r"\b(?:swung|swings?|whipsaw\w*|see-?saw\w*) from \S+ to \W*$", re.IGNORECASE)
_UNDO = re.compile(
    r"\b(?:wip|eras|revers|cancel|undo|offset|giv|gave)\w*(?: \w+){0,2} (?:week|month|quarter|year)['\u2019]s\b",
    re.IGNORECASE,
)
_SO_FAR = re.compile(r"^[^,;\d]*\bso far (?:in|during) ((?:19|20)\d\d)\b", re.IGNORECASE)
_HALF = re.compile(r"^[^,;\d]*\b(?:for|in|over|during) the (first|second) half\b(?! of)", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def settled(moves: Sequence[ReportedMove], text: str, published: date | None) -> list[ReportedMove]:
    """Return the moves of one sentence, each on the day and over the span of its own clause.

    Parameters
    ----------
    moves : sequence of ReportedMove
    text : str
        Of the article.
    published : date or None
    """
    return [_far(_span(_day(move, moves, text, published), text, published), moves, text) for move in moves]


def _sides(move: ReportedMove, text: str) -> tuple[str, str]:
    """Return the words of the sentence before the number of a move and after it, as far as they can tell of it."""
    number = re.search(r"\d[\d.,]*", move.quote)
    start = move.start + (number.start() if number else 0)
    end = start + (len(number[0]) if number else 0)
    first, last = move.sentence
    return text[max(first, start - _REACH) : start], text[end : min(last, end + _REACH)]


def _day(move: ReportedMove, moves: Sequence[ReportedMove], text: str, published: date | None) -> ReportedMove:
    """Return a change on the day of its own clause."""
    if move.kind not in _CHANGES or move.date is None or move.window is not None:
        return move
    before, after = _sides(move, text)
    if _DAY_AFTER.search(before) and not _A_DAY.search(re.split(r"[,;]", after)[0]):
        back = 3 if move.date.weekday() == 0 else 1
        return _unsure(move, move.date - timedelta(days=back))
    if published is None or published <= move.date or published.weekday() > FRIDAY or _EARLIER.search(before):
        return move
    near = [one for one in moves if one is not move and abs(one.start - move.start) < _REACH]
    others = [one for one in near if one.kind in _CHANGES and one.date == move.date]
    for one in others:
        told_before, told_after = _sides(one, text)
        own = re.split(r"[,;]|\b(?:after|following|compared)\b", after)[0] if move.start < one.start else after
        early = _EARLIER.search(told_before) and _A_DAY.search(re.split(r"[,;]", told_after)[0])
        if early and not _A_DAY.search(own):
            return _unsure(move, published)
    return move


def _unsure(move: ReportedMove, day: date) -> ReportedMove:
    basis = tuple(one for one in move.basis if not one.startswith("date: "))
    return replace(move, date=day, basis=(*basis, UNSURE_DAY))


def _span(move: ReportedMove, text: str, published: date | None) -> ReportedMove:
    """Return a change over the span of its own words: two days, the year so far, a half; not one that it undid."""
    if move.kind not in _CHANGES or move.date is None:
        return move
    before, after = _sides(move, text)
    undone = _UNDO.search(after)
    if move.window is not None and undone and not _names_span(before + after[: undone.start()]):
        return replace(move, window=None, date=published if published and published >= move.date else move.date)
    two = _TWO_DAYS.match(after)
    if two and move.window is None:
        last = _WEEKDAYS.index(two[2].lower()) - _WEEKDAYS.index(two[1].lower())
        first = move.date - timedelta(days=(move.date.weekday() - _WEEKDAYS.index(two[1].lower())) % 7)
        end = first + timedelta(days=last)
        return replace(_unsure(move, end), window=DateSpan(first, end)) if last > 0 else move
    window = _part_of_year(after, published or move.date)
    if window is None or window.first > (published or move.date):
        return move
    end = last_weekday(min(window.last, published or window.last))
    basis = tuple(one for one in move.basis if not one.startswith("date: "))
    return replace(move, window=DateSpan(window.first, end), date=end, basis=(*basis, "date: end of the span named"))


def _names_span(words: str) -> bool:
    return re.search(r"\b(?:week|month|quarter|year)\b", words, re.IGNORECASE) is not None


def _part_of_year(after: str, day: date) -> DateSpan | None:
    so_far = _SO_FAR.match(after)
    if so_far:
        return DateSpan(date(int(so_far[1]), 1, 1), date(int(so_far[1]), 12, 31))
    half = _HALF.match(after)
    if half is None:
        return None
    if half[1].lower() == "first":
        return DateSpan(date(day.year, 1, 1), date(day.year, 6, 30))
    year = day.year if day.month > 6 else day.year - 1  # noqa: PLR2004 - the second half begins in July
    return DateSpan(date(year, 7, 1), date(year, 12, 31))


def _far(move: ReportedMove, moves: Sequence[ReportedMove], text: str) -> ReportedMove:
    """Return a loss that was undone, or a high that was left, as what it was: a move inside the day."""
    before, after = _sides(move, text)
    came_from = _REFERENCE in move.basis
    day = move.date or next((one.date for one in moves if one.group == move.group and one.date is not None), None)
    group = f"{move.group}/inside" if came_from else move.group
    inside = replace(
        move,
        date=day,
        phase="intraday",
        group=group,
        basis=(*(one for one in move.basis if one != _REFERENCE), _INSIDE),
    )
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
