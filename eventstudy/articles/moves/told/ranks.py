"""What a rank is a rank of, and which week, month or year: by its words, else by the change that it hangs on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import first_of, last_of_month, last_weekday
from eventstudy.articles.moves.told.marks import CHANGES, OF_SPAN, undated
from eventstudy.articles.moves.told.vocabulary import MONTHS, UNITS
from eventstudy.articles.moves.words.tokens import line_of
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.told.phrases import Beside, Phrase, Told
    from eventstudy.records import ReportedMove

__all__ = ["ranked"]

_OF = "rank: of "
_UNSURE = "rank: unsure which period"
_A_WEEK, _A_QUARTER = 7, 92


def ranked(
    moves: Sequence[ReportedMove], told: Told, text: str, published: date | None, earlier: Sequence[ReportedMove] = ()
) -> list[ReportedMove]:
    """Return the moves of one sentence, each rank with what it is of in its basis and the end of that as its day.

    Parameters
    ----------
    moves : sequence of ReportedMove
    told : Told
        Of the sentence.
    text : str
        Of the article.
    published : date or None
    earlier : sequence of ReportedMove, optional
        The moves of the sentences before: "It was the worst since 2008" is of what the last of them told.
    """
    if not any(one.kind == "rank" for one in moves):
        return list(moves)
    before = [one for one in earlier if not text[one.sentence[1] : moves[0].sentence[0]].strip()]
    return [_ranked(one, moves, before, told, text, published) if one.kind == "rank" else one for one in moves]


def _ranked(
    move: ReportedMove,
    moves: Sequence[ReportedMove],
    earlier: Sequence[ReportedMove],
    told: Told,
    text: str,
    published: date | None,
) -> ReportedMove:
    at = told.beside(move)
    back = told.within("rank back", at.first, at.last)
    head = at.first, at.last if back is None else back.first
    if told.within("rank of streaks", *head):
        return _as(move, "streaks")
    if told.within("rank of spans", *head):
        return _as(move, "spans")
    daily = told.within("rank of days", *head) is not None
    subject = at.earlier("rank's subject")
    unit = _unit_in(told, told.within("rank of units", *head) or (None if daily else subject))
    like = told.ending("month", head[1])
    owner = _owner(move, moves)
    owner = owner if owner is not None or unit or daily else _owner(move, earlier)
    if like or unit:
        return _of_units(move, unit, like, subject, owner, at, text, published)
    if daily:
        return move
    if owner is not None and owner.window is not None:
        word = _unit_of(owner, text)
        return _as(_until(move, owner.window.last), f"{word}s" if word else "spans")
    elsewhere = told.within("rank of units", 0, at.first) or told.within("rank of units", at.last, told.line.count)
    return replace(move, basis=(*move.basis, _UNSURE)) if elsewhere else move


def _unit_in(told: Told, found: Phrase | None) -> str:
    if found is None:
        return ""
    return told.word(found, "UNIT") or UNITS[told.word(found, "UNITLY")]


def _of_units(
    move: ReportedMove,
    unit: str,
    like: Phrase | None,
    subject: Phrase | None,
    owner: ReportedMove | None,
    at: Beside,
    text: str,
    published: date | None,
) -> ReportedMove:
    """Return a rank of weeks, months, quarters or years, on the end of its own."""
    word = unit or "month"
    named = _named_end(word, at, at.told.word(like, "MONTH") if like else "", published)
    if named is None and owner is not None and owner.window is not None and _unit_of(owner, text) == word:
        named = owner.window.last
    if named is None and subject and at.told.line.norms[subject.first] == "last" and published is not None:
        named = first_of(word, published) - timedelta(days=1)
    return _as(_until(move, named), f"like {word}s" if like else f"{word}s")


def _as(move: ReportedMove, unit: str) -> ReportedMove:
    return replace(move, basis=(*move.basis, f"{_OF}{unit}"))


def _owner(move: ReportedMove, moves: Sequence[ReportedMove]) -> ReportedMove | None:
    """Return the change of the same instrument that a rank hangs on: the last before it, else the first after."""
    same = [one for one in moves if one.kind in CHANGES and one.instrument == move.instrument]
    earlier = [one for one in same if one.start < move.start]
    return earlier[-1] if earlier else next(iter(same), None)


def _unit_of(owner: ReportedMove, text: str) -> str:
    """Return what the span of a change is: a week, month, quarter or year that its words may name, "" for another."""
    words, window = line_of(text, *owner.sentence).present, owner.window
    if window is None:
        return ""
    first, days = window.first, (window.last - window.first).days
    if first.day == 1 and first.month == 1 and (days > _A_QUARTER or "year" in words or any(map(_is_year, words))):
        return "year" if "half" not in words else ""
    if first.day == 1 and first.month == window.last.month:
        return "quarter" if "quarter" in words else "month"
    if first.day == 1 and first.month % 3 == 1 and days <= _A_QUARTER:
        return "quarter"
    weeks = {"week", "weekly", "weeks"}
    return "week" if first.weekday() == 0 and days < _A_WEEK and not weeks.isdisjoint(words) else ""


def _is_year(word: str) -> bool:
    return word.isdecimal() and len(word) >= 4  # noqa: PLR2004


def _named_end(unit: str, at: Beside, like: str, published: date | None) -> date | None:
    """Return the last day of the week, month, quarter or year that words name; None where they name none."""
    year = _beside(at, "rank's year")
    named = int(at.told.line.norms[year.last - 1]) if year is not None else 0
    if unit == "year" and named:
        return date(named, 12, 31)
    if published is None:
        return None
    month = _beside(at, "rank's month")
    name = like or ("" if month is None else at.told.word(month, "MONTH"))
    if unit == "month" and name:
        number = MONTHS.index(name[:3]) + 1
        return last_of_month(named or (published.year if number <= published.month else published.year - 1), number)
    last = _beside(at, "last period")
    if (last is not None and at.told.word(last, "UNIT") == unit) or at.touching("coming after"):
        return first_of(unit, published) - timedelta(days=1)
    return None


def _beside(at: Beside, name: str) -> Phrase | None:
    return at.told.within(name, 0, at.first) or at.told.within(name, at.last, at.told.line.count)


def _until(move: ReportedMove, end: date | None) -> ReportedMove:
    """Return a rank of the span that ends with a day; one that is not over stays on its own day."""
    if end is None or move.date is None or end >= move.date:
        return move
    day = last_weekday(end)
    window = move.window
    if window is not None:
        window = DateSpan(window.first, day) if window.first <= day else None
    return replace(move, date=day, window=window, basis=(*undated(move), OF_SPAN))
