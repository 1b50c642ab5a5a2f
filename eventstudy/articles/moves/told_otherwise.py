"""Values that are something else than their verb says.

A gain that "stands at $4.33", a level of another day, a streak that "came to an end", "as much as" at the open.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.spans import FRIDAY
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Direction, ReportedMove

__all__ = ["COUNTS", "otherwise", "sessions_to", "weekday_before"]

_RISES = r"gain|rise|advance|increase|jump|rally"
_FALLS = r"loss|drop|decline|fall|decrease|slide|slump"
_STANDS_AT = re.compile(
    rf"\b(?:(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d+)-(?:day|session) )?"
    rf"(?:(?P<up>{_RISES})|(?P<down>{_FALLS}))s? (?:now |so far )?(?:stands?|stood|came|comes|"
    r"amount(?:s|ed)) (?:at|to)\W*$",
    re.IGNORECASE,
)
_ANOTHER_TIME = re.compile(
    r"\b(?:pre-[a-z]+|earlier|previous|prior|former|old|original|initial|(?:month|year|week)-ago)\s+"
    r"(?:closing |trading )?(?:levels?|prices?)\s+of\W*$",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"^[^,;]*?\b(?:came to an end|comes to an end|(?:was|is) (?:over|snapped|broken|halted|ended)|ended|stopped)\b",
    re.IGNORECASE,
)
COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_SPAN = rf"(an?|one|{'|'.join(COUNTS)}|\d+) (year|month|week)s? (?:ago|earlier|before)\b"
_AGO = re.compile(rf"^[^,;\d]*\b{_SPAN}", re.IGNORECASE)
_AGO_FIRST = re.compile(rf"(?:^|;)\W*{_SPAN}[^;]*$", re.IGNORECASE)
CAME_FROM = "value: level it came from"
_SOME_DAY = re.compile(r"^\W*(?:percent|per cent|points?|%)? ?in (?:a|one|a single) (?:day|session)\b", re.IGNORECASE)
_SHORTEST = 28
_AT_MOST = "phase: as much as"
_UNSURE = "date: unsure, the session before"
_BEFORE = "date: session before"


def otherwise(moves: Sequence[ReportedMove], text: str, published: date | None) -> list[ReportedMove]:
    """Return the moves of one sentence, each as what the words around its value make of it.

    Parameters
    ----------
    moves : sequence of ReportedMove
    text : str
        Of the article.
    published : date or None
    """
    furthest = {one.group for one in moves if one.hedge == "as_much_as" and one.phase == "open"}
    found = []
    for move in moves:
        before, after = text[move.sentence[0] : move.start], text[move.end : move.sentence[1]]
        if move.kind == "price_level":
            found.append(_ago(_level(move, f"{before}{_lead(move.quote)}"), before, after, published))
        elif move.window is not None and move.kind.endswith("_change") and _SOME_DAY.match(after):
            found.append(replace(move, date=None, window=None, basis=(*_undated(move), "date: some day of a span")))
        elif move.kind == "streak" and move.date is not None and _ENDED.match(after):
            found.append(replace(move, date=weekday_before(move.date), basis=(*_undated(move), _BEFORE)))
        else:
            found.append(move)
    return [
        replace(move, phase="intraday", basis=(*move.basis, _AT_MOST))
        if move.group in furthest and move.phase == "open"
        else move
        for move in found
    ]


def _lead(quote: str) -> str:
    return re.split(r"[$€£¥\d]", quote, maxsplit=1)[0]


def _undated(move: ReportedMove) -> tuple[str, ...]:
    return tuple(one for one in move.basis if not one.startswith("date: "))


def _level(move: ReportedMove, before: str) -> ReportedMove:
    """Return a level as the change that it is, or without a day where it is one of another time."""
    if _ANOTHER_TIME.search(before):
        return replace(move, date=None, window=None, basis=(*_undated(move), "date: a level of another time"))
    gain = _STANDS_AT.search(before)
    if gain is None or move.date is None:
        return move
    way: Direction = "up" if gain["up"] else "down"
    changed = replace(move, kind="point_change" if move.unit == "points" else "price_change", direction=way)
    if gain["n"] is None:
        return changed
    count = COUNTS.get(gain["n"].lower()) or int(gain["n"])
    told = f"date: end of the span told, {count} sessions"
    return replace(changed, window=sessions_to(move.date, count), basis=(*_undated(move), told))


def _ago(move: ReportedMove, before: str, after: str, published: date | None) -> ReportedMove:
    """Return a level of "a year ago" on that day of the year before, of which the words say no more."""
    told = _AGO.match(after) or _AGO_FIRST.search(before)
    undated = move.date is None and move.window is None and CAME_FROM not in move.basis
    if told is None or published is None or undated:
        return move
    count = COUNTS.get(told[1].lower()) or (int(told[1]) if told[1].isdigit() else 1)
    if told[2].lower() == "week":
        day = published - timedelta(weeks=count)
        friday = day - timedelta(days=day.weekday() - FRIDAY)
        why: tuple[str, ...] = (_BEFORE,) if day == friday else (_BEFORE, f"also: {friday.isoformat()}")
    else:
        months = published.year * 12 + published.month - 1 - count * (12 if told[2].lower() == "year" else 1)
        year, month = divmod(months, 12)
        day = date(year, month + 1, min(published.day, _SHORTEST)) + timedelta(days=max(published.day - _SHORTEST, 0))
        why = (_UNSURE,)
    basis = tuple(one for one in _undated(move) if one != CAME_FROM)
    group = f"{move.group}/before" if CAME_FROM in move.basis else move.group
    return replace(move, date=day, window=None, anchor=None, group=group, basis=(*basis, *why))


def sessions_to(last: date, count: int) -> DateSpan:
    """Return the days of so many weekdays up to a day."""
    first = last
    for _ in range(count - 1):
        first = weekday_before(first)
    return DateSpan(first, last)


def weekday_before(day: date) -> date:
    """Return the weekday before a day.

    Examples
    --------
    >>> from datetime import date
    >>> str(weekday_before(date(2020, 1, 6)))
    '2020-01-03'
    """
    back = {0: 3, FRIDAY + 2: 2}.get(day.weekday(), 1)
    return day - timedelta(days=back)
