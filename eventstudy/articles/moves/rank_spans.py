"""What a rank is a rank of, and which week, month or year: by its words, else by the change that it hangs on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.spans import last_weekday
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import ReportedMove

__all__ = ["ranked"]

_OF = "rank: of "
_UNSURE = "rank: unsure which period"
_CHANGES = {"percent_change", "price_change", "point_change"}
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_NAMES)})"
_BACK = re.compile(r"\b(?:since|in|of|for|over|ever|on|this|among)\b", re.IGNORECASE)
_STREAK = re.compile(r"\b(?:longest|streak)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:start|half|stretch|run|finish|spell|(?:\d+|two|three|four|five|six|seven|eight|nine|ten)-"
    r"(?:day|session|week|month|quarter|year))\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:(week|month|quarter|year)(?:ly)?|(annual))\b", re.IGNORECASE)
_DAILY = re.compile(r"\b(?:day|daily|session|intraday|close|finish)\b", re.IGNORECASE)
_LIKE = re.compile(rf"\b{_MONTH}$", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|previous|prior) (week|month|quarter|year)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:last|this|the past) (week|month|quarter|year) (?:was|is|has been|will be|marks?|marked|became)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in|during|for|ended|finished|over) ((?:19|20)\d\d)\b", re.IGNORECASE)
_IN_MONTH = re.compile(rf"\b(?:in|during|for|over) ({_MONTH})\b(?! \d)", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following|coming off|came off|from)\s*$", re.IGNORECASE)
_STEPS = {"month": 1, "quarter": 3, "year": 12}
_A_WEEK, _A_QUARTER = 7, 92


def ranked(
    moves: Sequence[ReportedMove], text: str, published: date | None, earlier: Sequence[ReportedMove] = ()
) -> list[ReportedMove]:
    """Return the moves of one sentence, each rank with what it is of in its basis and the end of that as its day.

    Parameters
    ----------
    moves : sequence of ReportedMove
    text : str
        Of the article.
    published : date or None
    earlier : sequence of ReportedMove, optional
        The moves of the sentences before: "It was the worst since 2008" is of what the last of them told.
    """
    before = [one for one in earlier if moves and not text[one.sentence[1] : moves[0].sentence[0]].strip()]
    return [_ranked(one, moves, before, text, published) if one.kind == "rank" else one for one in moves]


def _ranked(
    move: ReportedMove,
    moves: Sequence[ReportedMove],
    earlier: Sequence[ReportedMove],
    text: str,
    published: date | None,
) -> ReportedMove:
    found = _BACK.search(move.quote)
    head = (move.quote[: found.start()] if found else move.quote).strip()
    before, after = text[move.sentence[0] : move.start], text[move.end : move.sentence[1]]
    if _STREAK.search(head):
        return _as(move, "streaks")
    unit, like = _UNIT.search(head), _LIKE.search(head)
    if _OTHER.search(head):
        return _as(move, "spans")
    owner = _owner(move, moves)
    subject = _SUBJECT.search(before)
    unit = unit or (None if _DAILY.search(head) else subject)
    owner = owner if owner is not None or unit or _DAILY.search(head) else _owner(move, earlier)
    if like or unit:
        word = "month" if unit is None else (unit[1] or "year").lower()
        named = _named_end(word, before, after, like[0] if like else "", published)
        if named is None and owner is not None and owner.window is not None and _unit_of(owner.window, text) == word:
            named = owner.window.last
        if subject and named is None and subject[0].lower().startswith("last") and published is not None:
            named = _first_of(word, published) - timedelta(days=1)
        return _as(_until(move, named), f"like {word}s" if like else f"{word}s")
    if _DAILY.search(head):
        return move
    if owner is not None and owner.window is not None:
        word = _unit_of(owner.window, text[slice(*owner.sentence)])
        return _as(_until(move, owner.window.last), f"{word}s" if word else "spans")
    return replace(move, basis=(*move.basis, _UNSURE)) if _UNIT.search(f"{before} {after}") else move


def _as(move: ReportedMove, unit: str) -> ReportedMove:
    return replace(move, basis=(*move.basis, f"{_OF}{unit}"))


def _owner(move: ReportedMove, moves: Sequence[ReportedMove]) -> ReportedMove | None:
    """Return the change of the same instrument that a rank hangs on: the last before it, else the first after."""
    same = [one for one in moves if one.kind in _CHANGES and one.instrument == move.instrument]
    earlier = [one for one in same if one.start < move.start]
    return earlier[-1] if earlier else next(iter(same), None)


def _unit_of(window: DateSpan, words: str) -> str:
    """Return what a span is: a week, month, quarter or year that its words may name, "" for another."""
    first, days = window.first, (window.last - window.first).days
    if first.day == 1 and first.month == 1 and (days > _A_QUARTER or re.search(r"\byear\b|\d{4}", words)):
        return "year" if "half" not in words else ""
    if first.day == 1 and first.month == window.last.month:
        return "quarter" if re.search(r"\bquarter\b", words) else "month"
    if first.day == 1 and first.month % 3 == 1 and days <= _A_QUARTER:
        return "quarter"
    return "week" if first.weekday() == 0 and days < _A_WEEK and re.search(r"\bweek", words) else ""


def _named_end(unit: str, before: str, after: str, like: str, published: date | None) -> date | None:
    """Return the last day of the week, month, quarter or year that words name; None where they name none."""
    words = f"{before} | {after}"
    year = _YEAR.search(words)
    if unit == "year" and year:
        return date(int(year[1]), 12, 31)
    if published is None:
        return None
    month = _IN_MONTH.search(words)
    name = like or (month[1] if month else "")
    if unit == "month" and name:
        return _month_end(_NAMES.index(name.lower()) + 1, int(year[1]) if year else None, published)
    told = _LAST.search(words)
    if (told and told[1].lower() == unit) or _AFTER.search(re.sub(r"\b(?:its|their|the|a)\s*$", "", before)):
        return _first_of(unit, published) - timedelta(days=1)
    return None


def _month_end(month: int, year: int | None, published: date) -> date:
    told = year or (published.year if month <= published.month else published.year - 1)
    return date(told + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _first_of(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    step = _STEPS[unit]
    return day.replace(month=(day.month - 1) // step * step + 1, day=1)


def _until(move: ReportedMove, end: date | None) -> ReportedMove:
    """Return a rank of the span that ends with a day; one that is not over stays on its own day."""
    if end is None or move.date is None or end >= move.date:
        return move
    day = last_weekday(end)
    window = move.window
    if window is not None:
        window = DateSpan(window.first, day) if window.first <= day else None
    basis = tuple(one for one in move.basis if not one.startswith("date: "))
    return replace(move, date=day, window=window, basis=(*basis, "date: end of the span named"))
