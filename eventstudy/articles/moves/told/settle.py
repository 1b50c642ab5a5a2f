"""The day and the span of a value by the words of its own clause, where a neighbour's have been taken for its own.

"Its worst since 2008" after a fall for the week is a rank of weeks; "a day after plunging 1,191 points" is the day
before; "a loss of more than 200 points" that was reversed was one inside the day. What is not certain says so in the
basis, and is then never held against the article.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.story import OF_SENTENCE, OF_STORY
from eventstudy.articles.moves.told.days import (
    FRIDAY,
    day_of_words,
    first_of,
    half_of,
    last_weekday,
    sessions_to,
    weekday_before,
)
from eventstudy.articles.moves.told.ends import between_days
from eventstudy.articles.moves.told.inside import inside_the_day
from eventstudy.articles.moves.told.lists import listed, shared
from eventstudy.articles.moves.told.marks import (
    BEFORE,
    CAME_FROM,
    CHANGES,
    LEVELS,
    OF_SPAN,
    OWN_DAY,
    UNSURE_DAY,
    on,
    undated,
)
from eventstudy.articles.moves.told.otherwise import otherwise
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.told.phrases import Beside, Told
    from eventstudy.records import ReportedMove

__all__ = ["settled"]

_INFERRED = frozenset({"date: publication date", OF_STORY})
_NOT_OF_SENTENCE = _INFERRED | {OF_SENTENCE}
_NEAR = 200


def settled(moves: Sequence[ReportedMove], told: Told, published: date | None) -> list[ReportedMove]:
    """Return the moves of one sentence, each on the day and over the span of its own clause.

    Parameters
    ----------
    moves : sequence of ReportedMove
    told : Told
        Of the sentence.
    published : date or None
    """
    moves = otherwise(moves, told, published)
    found = listed([_settled(move, moves, told, published) for move in moves], told)
    return [shared(move, found, told) for move in found if not _counts_apart(move, told)]


def _settled(move: ReportedMove, moves: Sequence[ReportedMove], told: Told, published: date | None) -> ReportedMove:
    at = told.beside_number(move)
    trade = at.after("day's trade", ",;") if published is not None and _is_inferred(move) else None
    if trade is not None and published is not None:  # "in early Thursday trade", "in Monday's session"
        return on(move, day_of_words(at.told.days_in(trade)[0], published), OWN_DAY)
    between = between_days(move, at, published)
    if between is not None:
        return between
    if move.kind in LEVELS:
        return inside_the_day(_day_of_level(move, at, published), moves, at)
    if move.kind not in CHANGES:
        return move
    move = _alone(move, moves, at, published)
    return inside_the_day(_span(_day(move, moves, at, published), at, published), moves, at)


def _alone(move: ReportedMove, moves: Sequence[ReportedMove], at: Beside, published: date | None) -> ReportedMove:
    """Return a change of the day without the span that is told after it.

    "Fell 1.5 percent, ending the month down 4.3 percent"; "lost 2.1%, to end the month at 28,256.03".
    """
    turn = at.later("turn") if move.window is not None and published is not None else None
    period = at.later("named") if turn is not None else None
    if turn is None or period is None or published is None or period.first < turn.first:
        return move
    start = at.told.line.starts[turn.first]
    ends = any(one.start >= start for one in moves if one.kind in CHANGES or one.kind == "price_level")
    if not ends or not at.told.clear(at.last, turn.first, ";"):
        return move
    return replace(on(move, last_weekday(published), OWN_DAY), window=None)


def _counts_apart(move: ReportedMove, told: Told) -> bool:
    """Tell "for a second session this week", which counts sessions that need not follow one another."""
    if move.kind != "streak":
        return False
    at = told.beside(move)
    return at.next("apart") is not None and told.within("in a row", at.first, at.last) is None


# days -----------------------------------------------------------------------------------------------------------------


def _is_inferred(move: ReportedMove) -> bool:
    """Tell whether the sentence names no day for a move of a day."""
    return (
        move.date is not None
        and move.window is None
        and CAME_FROM not in move.basis
        and not _NOT_OF_SENTENCE.isdisjoint(move.basis)
    )


def _day_of_level(move: ReportedMove, at: Beside, published: date | None) -> ReportedMove:
    """Return "Thursday's record close", "a day after topping 27,000", on its day."""
    if move.date is not None and _is_inferred(move) and (at.opening("day first") or at.before("day after it had", ";")):
        return on(move, weekday_before(move.date), BEFORE)
    of_day = at.told.beside(move).touching("day's")
    if of_day and published is not None:
        day = day_of_words(at.told.days_in(of_day)[0], published)
    elif move.kind != "price_level" or move.date is None or move.window is not None or not _a_day_after(at):
        return move
    else:
        day = weekday_before(move.date)
    return replace(on(move, day, OWN_DAY), group=f"{move.group}/before")


def _a_day_after(at: Beside) -> bool:
    """Tell "a day after plunging 1,191 points"."""
    return at.before("day after") is not None and not at.told.within("weekday", at.last, at.clause()[1])


def _day(move: ReportedMove, moves: Sequence[ReportedMove], at: Beside, published: date | None) -> ReportedMove:
    """Return a change on the day of its own clause."""
    if move.date is None or move.window is not None:
        return move
    if _is_inferred(move) and at.opening("day first"):
        return on(move, weekday_before(move.date), BEFORE)
    if published and move.date < published and published.weekday() <= FRIDAY:
        if at.after("over a close"):
            return on(move, published, OWN_DAY)
        if at.touching("has") and not at.told.within("named day", *at.clause()):
            window = DateSpan(move.date + timedelta(days=1), published)
            return replace(on(move, published, UNSURE_DAY), window=window)
    return _by_clause(move, move.date, moves, at, published)


def _by_clause(
    move: ReportedMove, day: date, moves: Sequence[ReportedMove], at: Beside, published: date | None
) -> ReportedMove:
    """Return a change on the day before where its clause says so, or on the article's where another's clause does."""
    of_day = at.touching("day's")
    if of_day and published is not None:
        return on(move, day_of_words(at.told.days_in(of_day)[0], published), OWN_DAY)
    own_day = published is None or day == published or not _INFERRED.isdisjoint(move.basis)
    if (own_day and at.after("day earlier")) or _a_day_after(at):
        return on(move, weekday_before(day), BEFORE)
    if published is None or published <= day or published.weekday() > FRIDAY or at.before("earlier"):
        return move
    return on(move, published, OWN_DAY) if _of_the_article(move, moves, at) else move


def _of_the_article(move: ReportedMove, moves: Sequence[ReportedMove], at: Beside) -> bool:
    """Tell whether the day that a change was given is that of a clause told as earlier."""
    for one in moves:
        if one is move or one.kind not in CHANGES or one.date != move.date or abs(one.start - move.start) >= _NEAR:
            continue
        other = at.told.beside_number(one)
        if not other.before("earlier") or not at.told.within("weekday", other.last, other.clause()[1]):
            continue
        end, back = at.told.line.count, at.later("earlier")
        if move.start < one.start:
            end = min(at.clause()[1], back.first if back is not None else end)
        if not at.told.within("weekday", at.last, end):
            return True
    return False


# spans ----------------------------------------------------------------------------------------------------------------


def _span(move: ReportedMove, at: Beside, published: date | None) -> ReportedMove:
    """Return a change over the span of its own words: two days, the year so far, a half; not one that it undid."""
    if move.date is None:
        return move
    if move.window is not None and (_undoes(at) or _nth_time(at) or at.after("of the day") or _to_open(at)):
        return replace(move, window=None, date=published if published and published >= move.date else move.date)
    if move.window is not None and at.before("had") and at.after("previous"):
        basis = tuple(one for one in move.basis if not one.startswith("date: ") or "sessions" in one)
        window = DateSpan(weekday_before(move.window.first), weekday_before(move.date))
        return replace(move, date=None, window=window, basis=basis)
    own = _of_its_period(move, move.date, at, published)
    return own if own != move else _of_words(move, move.date, at, published)


def _undoes(at: Beside) -> bool:
    """Tell a change that only undid that of a span: "rose 2 percent, erasing the week's loss"."""
    undone = at.later("undone span")
    return undone is not None and at.told.within("unit", 0, undone.first) is None


def _to_open(at: Beside) -> bool:
    return at.after("to open", reach=3) is not None


def _nth_time(at: Beside) -> bool:
    """Tell "for the third time this week", "its fourth drop of more than 3 percent this week", which count days."""
    return at.after("nth time") is not None or at.touching("nth drop") is not None


def _of_its_period(move: ReportedMove, day: date, at: Beside, published: date | None) -> ReportedMove:
    """Return a change over the period of its own words, up to its end where they say that it ended."""
    window = move.window
    if window is None:
        return move
    told = at.after("for period", reach=5)
    own = DateSpan(first_of(at.told.word(told, "UNIT"), day), day) if told else window
    window = own if own.first.year == window.first.year else window
    end = day if published is None else last_weekday(published)
    week = end - timedelta(days=end.weekday()) <= window.first
    ended = at.before("ended period")
    if ended and week and day < end and not at.told.within("named day", ended.first, at.clause()[1]):
        return replace(on(move, end, OF_SPAN), window=DateSpan(window.first, end))
    return replace(move, window=window)


def _of_words(move: ReportedMove, day: date, at: Beside, published: date | None) -> ReportedMove:
    """Return a change over the two days, the half or the year so far that the words beside it name."""
    run = at.opening("opening run", ";#") if move.window is None else None
    if run is not None:
        count = at.told.count(run)
        return replace(on(move, day, f"date: end of the span told, {count} sessions"), window=sessions_to(day, count))
    two = at.after("two days") if move.window is None else None
    if two:
        one, other = (day_of_words(words, day) for words in at.told.days_in(two))
        length = (other.weekday() - one.weekday()) if one and other else 0
        if one is None or length <= 0:
            return move
        end = one + timedelta(days=length)
        return replace(on(move, end, UNSURE_DAY), window=DateSpan(one, end))
    window = _part_of_year(move, at, published or day)
    if window is None or window.first > (published or day):
        return move
    end = last_weekday(min(window.last, published or window.last))
    return replace(move, window=DateSpan(window.first, end), date=end, basis=(*undated(move), OF_SPAN))


def _part_of_year(move: ReportedMove, at: Beside, day: date) -> DateSpan | None:
    """Return the half, or the year so far, that words beside a number name."""
    so_far = at.after("so far")
    year = int(at.told.line.norms[so_far.last - 1]) if so_far else 0
    if so_far:
        return DateSpan(date(year, 1, 1), date(year, 12, 31))
    half = at.opening("opening half", ";#") if move.window is None else None
    half = half or at.after("half")
    return None if half is None else half_of(at.told.word(half, "HALF"), day)
