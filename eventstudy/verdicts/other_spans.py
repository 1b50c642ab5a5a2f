"""Spans that words may mean beside the one read: "last week" told on a Sunday, "for the year" told on 1 January.

On a weekend "last week" is the one that has just ended to some and the one before to others. On a day before the
first session of a week, month, quarter or year, "for the year" can only speak of the one that ended.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.records import DateSpan
from eventstudy.verdicts.bars import expected
from eventstudy.verdicts.observables import CHANGES
from eventstudy.verdicts.periods import period_of
from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.wording import day_text, listed, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from eventstudy.records import ReportedMove, Verdict
    from eventstudy.verdicts.bars import Bars

__all__ = ["doubted", "ended_spans", "of_ended_spans", "of_week_just_ended", "week_just_ended"]

_SATURDAY = 5
_UNSURE = ("date: unsure", "rank: unsure")
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


def doubted(found: Verdict, *, several_days: bool = False) -> Verdict:
    """Return a verdict on words whose day or period is not certain: they may leave it open and refute nothing."""
    unsure = any(one.startswith(_UNSURE) for one in found.move.basis) or (several_days and found.move.kind in CHANGES)
    if found.verdict == "contradicted" and _far_from_any_price(found):
        why = (
            f"prices in {found.source} leave it open: the number is far from any price of the index, and may be "
            "a change"
        )
        return replace(found, verdict="ambiguous", note=sentence(why), tried=())
    if found.verdict not in REFUTING or not unsure:
        return found
    why = (
        f"prices in {found.source} leave it open: the sentence tells of more than one day or period, and the one taken "
        "here may not be the one meant"
    )
    return replace(found, verdict="ambiguous", note=sentence(why), tried=(*found.tried, ("as read", found.verdict)))


def _far_from_any_price(found: Verdict) -> bool:
    """Tell whether a level in points is less than a third of what the index stood at."""
    value, seen = found.move.value, found.observed.low if found.observed is not None else None
    level = found.move.kind == "price_level" and found.move.unit == "points"
    return level and value is not None and seen is not None and 3 * abs(value) < seen


def week_just_ended(move: ReportedMove, published: datetime | None) -> ReportedMove | None:
    """Return a move of "last week", told on a weekend, as one of the week that has just ended; None for any other."""
    if published is None or published.weekday() < _SATURDAY:
        return None
    monday, window = published.date() - timedelta(days=published.weekday()), move.window
    if move.kind == "rank" and period_of(move) == "week":
        return _later_rank(move, monday)
    if window is None:
        return None
    if window.first != monday - _WEEK or window.last >= monday or (monday - window.last).days > _SATURDAY:
        return None
    later = DateSpan(window.first + _WEEK, window.last + _WEEK)
    return replace(move, window=later, date=None if move.date is None else move.date + _WEEK)


def _later_rank(move: ReportedMove, monday: date) -> ReportedMove | None:
    """Return a rank of the week before the last as one of the last, None for one of another week."""
    if move.date is None or not monday - _WEEK <= move.date < monday:
        return None
    window = None if move.window is None else DateSpan(move.window.first, move.window.last + _WEEK)
    return replace(move, date=move.date + _WEEK, window=window)


def of_week_just_ended(found: Verdict, later: Verdict) -> Verdict:
    """Return the verdict on the week just ended, where words of a weekend that name last week agree with it alone."""
    if found.verdict not in REFUTING or later.verdict not in PASSING:
        return found
    said = "words of a weekend may mean the week just ended as last week, and of the two only that one agrees"
    other = ("the week before", found.verdict)
    rates = [one.severity for one in (found, later) if one.severity is not None]
    return replace(
        later,
        move=found.move,
        severity=min(sum(rates), 1.0) if rates else None,
        note=sentence(later.note[:-1], said),
        variants=(*later.variants, other),
        tried=(*later.tried, other),
    )


def ended_spans(move: ReportedMove, bars: Bars) -> list[tuple[str, ReportedMove]]:
    """Return a move over a span without a session yet as moves over the spans that had just ended, by name.

    Empty where the span has a session, or nobody knows the calendar of the series.
    """
    window = move.window
    if window is None:
        return []
    days = expected(bars, window.first, window.last)
    if days is None or days:
        return []
    last = window.first - _DAY
    return [
        (f"the {unit} to {day_text(last)}", replace(move, window=DateSpan(first, last), date=None))
        for unit, first in _firsts(last, window.first)
    ]


def _firsts(last: date, begun: date) -> list[tuple[str, date]]:
    """Return the first days of the week, month, quarter and year that ended with `last`, of those that did."""
    found = []
    if not begun.weekday():
        found.append(("week", begun - _WEEK))
    if begun.day == 1:
        found.append(("month", last.replace(day=1)))
        if begun.month % 3 == 1:
            found.append(("quarter", last.replace(month=last.month - 2, day=1)))
        if begun.month == 1:
            found.append(("year", last.replace(month=1, day=1)))
    return found[::-1]


def of_ended_spans(found: Verdict, others: list[tuple[str, Verdict]]) -> Verdict:
    """Return the verdict on the span that had just ended: the only one that agrees, or what all of them say."""
    passing = [(name, one) for name, one in others if one.verdict in PASSING]
    sides = {one.verdict in PASSING for _, one in others if one.verdict in PASSING | REFUTING}
    if not sides:
        return replace(others[0][1], move=found.move)
    name, first = (passing or others)[0]
    severities = [one.severity for _, one in others if one.severity is not None]
    tried = tuple((name, one.verdict) for name, one in others)
    merged = replace(first, move=found.move, severity=max(severities, default=None), tried=tried)
    if len(passing) > 1 and len(others) > len(passing):
        table = listed([f"{name} ({one.verdict.replace('_', ' ')})" for name, one in others])
        why = f"prices in {first.source} leave it open, since it depends on which span is meant: {table}"
        return replace(merged, verdict="ambiguous", note=sentence(why), variants=tried)
    said = f"the span named holds no session yet, and {name} is meant"
    if not passing:
        said = f"the span named holds no session yet, and none of {listed([name for name, _ in others])} agrees"
        said = said if len(others) > 1 else f"the span named holds no session yet, and {name} does not agree"
    return replace(merged, note=sentence(first.note[:-1], said), variants=tried)
