"""A change between two days that the words name: "from its Feb. 19 close", "between Feb. 19 and Feb. 28".

And one over the week, month or year "in which it lost 18 percent", and the level that a week began at.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import day_of_words, first_of, last_weekday, weekday_before
from eventstudy.articles.moves.told.marks import CAME_FROM, CHANGES, LEVELS, OF_SPAN, OWN_DAY, UNSURE_DAY, over
from eventstudy.articles.moves.told.phrases import Beside
from eventstudy.articles.moves.told.vocabulary import MONTHS, UNITS
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from eventstudy.articles.moves.told.phrases import Phrase
    from eventstudy.records import Phase, ReportedMove

__all__ = ["between_days"]

_AFTER_NAMED = "date: day after the close named"
_EITHER = "phase: close, or a moment of the day"


def between_days(move: ReportedMove, at: Beside, published: date | None) -> ReportedMove | None:
    """Return a move over the days that the words beside it name the ends of, None where they name none.

    Parameters
    ----------
    move : ReportedMove
    at : Beside
        Its number.
    published : date or None
    """
    if published is None:
        return None
    if move.kind in LEVELS:
        return _of_level(move, at, published)
    if move.kind not in CHANGES or move.modality == "forecast":
        return None
    if at.told.all("from open"):
        return over(move, None, published, UNSURE_DAY)
    unit = _unit_before(at, published)
    if unit:
        end = move.date or last_weekday(published)
        return over(move, DateSpan(first_of(unit, end), end), end, OF_SPAN)
    return _of_ends(move, at, published)


def _unit_before(at: Beside, published: date) -> str:
    """Return the week, month, quarter or year that the words before a number say it is of, "" for none."""
    which = at.touching("in which") or at.touching("ended with")
    ended = at.before("ended it up") or (at.touching("ended it") if which is None else None)
    if which is None and ended is not None:
        which = Beside(at.told, ended.first, ended.last).before("over period", ";#")
    if which is not None:
        return at.told.word(which, "UNIT")
    noun = at.touching("period's move")
    if noun is None:
        return ""
    month = at.told.word(noun, "MONTH")
    if month and MONTHS.index(month[:3]) + 1 != published.month:
        return ""
    unit = at.told.word(noun, "UNITLY")
    return UNITS.get(unit) or at.told.word(noun, "UNIT") or "month"


def _of_ends(move: ReportedMove, at: Beside, published: date) -> ReportedMove | None:
    both = at.after("between", reach=4) or at.opening("opening between", ",;#")
    if both:
        words = at.told.days_in(both)
        last = day_of_words(words[-1], published)
        first = None if last is None else day_of_words(words[0], last)
        if first is None or last is None or first >= last:
            return None
        begins = first if len(words[0]) == len(words[-1]) == 1 else first + timedelta(days=1)
        return over(move, DateSpan(begins, last), last, OF_SPAN)
    since = at.after("from close", reach=6) or at.after("from day", reach=4) or _after_closing(at)
    since = since or at.before("counted from", ";#")
    return None if since is None else _since(move, since, at, published)


def _after_closing(at: Beside) -> Phrase | None:
    """Return "after closing at 80 on Monday, it has lost"."""
    has = at.touching("has")
    day = Beside(at.told, has.first, has.last).before("on day", ",;") if has else None
    closed = Beside(at.told, day.first, day.last).before("after closing", ";") if day else None
    return None if closed is None else day


def _since(move: ReportedMove, since: Phrase, at: Beside, published: date) -> ReportedMove | None:
    words, end = at.told.days_in(since)[0], last_weekday(published)
    first = day_of_words(words, published)
    if at.told.within("the previous", since.first, since.last):  # on a Friday "from the previous Friday" is a week
        end = move.date or end
        first = day_of_words(words, end - timedelta(days=1))
    end = end if move.date is None or move.date == first else move.date
    if first is None or first >= end:
        return None
    if first == weekday_before(end):
        return over(move, None, end, _AFTER_NAMED)
    return over(move, DateSpan(first + timedelta(days=1), end), end, OF_SPAN)


def _of_level(move: ReportedMove, at: Beside, published: date) -> ReportedMove | None:
    """Return a level or a record on the day that its own words name."""
    if move.kind == "extreme":
        told = at.told.ending("record's day", at.first)
        return None if told is None else _of_its_day(move, told, at, published)
    own, began = at.touching("record of"), at.touching("began")
    if own is not None and CAME_FROM not in move.basis:
        return _of_its_day(move, own, at, published)
    if began is not None:
        return _first_level(move, at.told.word(began, "UNIT"), published)
    both = at.opening("between", "") if CAME_FROM in move.basis and move.date is None else None
    first = None if both is None else day_of_words(at.told.days_in(both)[0], published)
    if first is not None:  # "from Nov. 1 to Nov. 15 it went from 25,380.74"
        return over(move, None, first, OF_SPAN)
    return replace(move, phase="close") if move.phase == "intraday" and at.touching("closing peak") else None


def _of_its_day(move: ReportedMove, told: Phrase, at: Beside, published: date) -> ReportedMove | None:
    """Return "its Oct. 3 closing high of 26,828.39" on that day, by its close where the words say or allow it."""
    day = day_of_words(at.told.days_in(told)[0], published)
    if day is None:
        return None
    last = at.told.beside(move).last if move.kind == "extreme" else told.last  # the words of an extreme follow its day
    inside: Phase = "intraday" if at.told.within("intraday", told.first, last) else "close"
    phase = move.phase if move.kind == "extreme" else inside
    own = over(move, None, day, OWN_DAY)
    basis = own.basis if phase != "close" or at.told.within("of close", told.first, last) else (*own.basis, _EITHER)
    return replace(own, phase=phase, direction=None, group=f"{move.group}/before", basis=basis)


def _first_level(move: ReportedMove, unit: str, published: date) -> ReportedMove:
    """Return the level that a period began at: the last close before it, or the first open."""
    day = weekday_before(first_of(unit, last_weekday(published)))
    return replace(over(move, None, day, UNSURE_DAY), group=f"{move.group}/before")
