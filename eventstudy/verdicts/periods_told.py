"""Periods that the words of a sentence name, and whether one of them is surely that of a number.

"The Dow lost 603 points, or 2.1 percent, to end the month at 28,256" names a month and tells of a day. Where the words
right after a number say its day or its period, they bind it; elsewhere both may be meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import day_of_words, first_of, half_of, last_of_month, weekday_before
from eventstudy.articles.moves.told.phrases import Phrase
from eventstudy.articles.moves.told.vocabulary import MONTHS, UNITS
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.articles.moves.told.phrases import Beside, Told

__all__ = ["Period", "day_bound", "days_named", "period_bound", "periods_in", "span_of_period", "spans_from_days"]

_CLAUSE = frozenset({",", ";", ":", "and", "but", "while", "as", "after", "before", "when"})
_PARTS = frozenset({";"})


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a sentence names: its unit, and which month, year or half, or how many sessions."""

    unit: str
    which: int = 0


def periods_in(told: Told) -> tuple[Period, ...]:
    """Return the periods that a sentence names, those it only looks back to or counts in left out.

    Examples
    --------
    >>> from eventstudy.articles.moves.told.phrases import told_in
    >>> words = told_in("The Dow lost 2.1%, to end the month at 28,256, its worst week since 2008")
    >>> [one.unit for one in periods_in(words)]
    ['week', 'month']
    """
    return _periods(told, 0, told.line.count)


def _periods(told: Told, first: int, last: int) -> tuple[Period, ...]:
    here = [one for one in told.all("left out") if first <= one.first and one.last <= last]
    since = [one for one in told.all("since") if first <= one.first < last]
    left = [*here, *(one._replace(last=min(told.stop_after(one.last), last)) for one in since)]

    def found(name: str) -> Iterator[Phrase]:
        for one in told.all(name):
            out = any(one.first < other.last and other.first < one.last for other in left)
            if first <= one.first and one.last <= last and not out:
                yield one

    units = {told.word(one, "UNIT") or UNITS[told.word(one, "UNITLY")] for one in found("rank of units")}
    named = [Period(unit) for unit in ("week", "month", "quarter", "year") if unit in units]
    named += [Period("half", 1 if told.word(one, "HALF") == "first" else 2) for one in found("a half")]
    named += [Period("named month", _month(told.word(one, "MONTH"))) for one in found("month told")]
    named += [Period("named year", int(told.line.norms[one.last - 1])) for one in found("year told")]
    runs = (one for one in told.all("run told") if first <= one.first and one.last <= last)
    return tuple(dict.fromkeys([*named, *(Period("sessions", told.count(one)) for one in runs)]))


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def period_bound(at: Beside) -> bool:
    """Tell whether the words beside a number say that it is of a period: right after it, or as the only ones there.

    Examples
    --------
    >>> from eventstudy.articles.moves.told.phrases import told_in
    >>> words = told_in("Year to date, Exxon is down 3 percent.")
    >>> period_bound(words.beside_token(words.line.norms.index("3")))
    True
    >>> words = told_in("The Dow lost 3 percent, to end the month at 28,256.")
    >>> period_bound(words.beside_token(words.line.norms.index("3")))
    False
    """
    bound = at.after("bound period", reach=6) or at.next("bound adjective")
    if bound is not None:
        return at.told.within("turns", at.last, bound.last) is None
    turn = at.later("turns")
    if turn is not None and at.told.after_clear("named period", turn.last, ";#"):
        return False
    return any(_count(at, *ends) == 1 and not _days(at, *ends) for ends in (at.clause(_CLAUSE), _part(at)))


def _part(at: Beside) -> tuple[int, int]:
    """Return the tokens from the last semicolon to the end of the clause."""
    return at.clause(_PARTS)[0], at.clause(_CLAUSE)[1]


def day_bound(at: Beside) -> bool:
    """Tell whether the words beside a number say that it is of a day: right after it, or as the only ones there.

    Examples
    --------
    >>> from eventstudy.articles.moves.told.phrases import told_in
    >>> words = told_in("On Thursday, Exxon fell 2 percent.")
    >>> day_bound(words.beside_token(words.line.norms.index("2")))
    True
    >>> words = told_in("Stocks, which had slid on Monday, rose 2 percent.")
    >>> day_bound(words.beside_token(words.line.norms.index("2")))
    False
    """
    if at.later("days' span"):
        return False
    first, last = at.clause(_CLAUSE)
    if at.told.within("bound day", at.last, last) and at.after("bound day", reach=8):
        return True
    whole = 0, at.told.line.count
    clauses = [(first, last)] if _background(at) else [(first, last), whole]
    return any(len(_days(at, *ends)) == 1 and not _count(at, *ends) for ends in clauses)


def _background(at: Beside) -> bool:
    """Tell whether a day of the sentence is one that it looks back to: "which had slid on Monday"."""
    told = at.told
    return any(told.after_clear("a day", one.last, ",;:") for one in told.all("looks back"))


def _days(at: Beside, first: int, last: int) -> set[str]:
    """Return the days that words name, those left out that only mark another's close, high or move."""
    told = at.told
    left = [one for one in told.all("days' reference") if first <= one.first and one.last <= last]
    found = {
        " ".join(told.line.norms[slice(*one)])
        for one in told.all("a day")
        if first <= one.first and one.last <= last and not any(one.first < o.last and o.first < one.last for o in left)
    }
    return found | ({"today"} if told.within("the day itself", first, last) else set())


def _count(at: Beside, first: int, last: int) -> int:
    """Return how many periods words name."""
    counted = (one for one in at.told.all("counted") if first <= one.first and one.last <= last)
    return len({*_periods(at.told, first, last), *(at.told.line.norms[slice(*one)] for one in counted)})


def days_named(told: Told, day: date) -> tuple[date, ...]:
    """Return the days up to `day` that the weekdays and dates of a sentence name.

    Examples
    --------
    >>> from eventstudy.articles.moves.told.phrases import told_in
    >>> words = told_in("On Thursday it lost 1,191 points, after a high on Feb. 19")
    >>> [str(one) for one in days_named(words, date(2020, 2, 28))]
    ['2020-02-27', '2020-02-19']
    """
    words = sorted(told.days_in(Phrase(0, told.line.count)), key=len)
    found = [one for one in (day_of_words(each, day) for each in words) if one is not None]
    if told.all("day before"):
        found += [weekday_before(one) for one in (day, *found)]
    return tuple(dict.fromkeys(found))


def spans_from_days(told: Told, day: date) -> tuple[DateSpan, ...]:
    """Return the spans "from its Feb. 19 close" or "between Feb. 19 and Feb. 28": from the day after the first."""
    found = []
    for name in ("days' span", "from a day"):
        for one in told.all(name):
            days = [each for words in told.days_in(one) if (each := day_of_words(words, day)) is not None]
            last = max(days[1:], default=day)
            if days and days[0] < last:
                found.append(DateSpan(days[0] + timedelta(days=1), last))
    return tuple(dict.fromkeys(found))


def span_of_period(period: Period, day: date) -> DateSpan | None:
    """Return the days of a period that end with `day`, or of the last such month, year or half before it."""
    if period.unit == "sessions":
        return DateSpan(day - timedelta(days=2 * period.which + 7), day) if period.which > 1 else None
    if period.unit == "named year":
        return _until(DateSpan(date(period.which, 1, 1), date(period.which, 12, 31)), day)
    if period.unit == "named month":
        last = last_of_month(day.year - (period.which > day.month), period.which)
        return _until(DateSpan(last.replace(day=1), last), day)
    if period.unit == "half":
        return _until(half_of("first" if period.which == 1 else "second", day), day)
    return DateSpan(first_of(period.unit, day), day)


def _until(span: DateSpan, day: date) -> DateSpan | None:
    return DateSpan(span.first, min(span.last, day)) if span.first <= day else None
