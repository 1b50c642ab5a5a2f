"""Readings beside the one taken: a period that the sentence names and the day, each where words do not bind a number.

They are fixed by the words before any price is looked at, and there are none where the words name one day or period for
the number. Where one agrees the number is left open, never confirmed; where none does it is refuted for all of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import last_weekday
from eventstudy.records import DateSpan
from eventstudy.verdicts.joint import CAME_FROM
from eventstudy.verdicts.observables import CHANGES
from eventstudy.verdicts.periods_told import days_named, span_of_period, spans_from_days
from eventstudy.verdicts.relate import REFUTING
from eventstudy.verdicts.spoken import THRESHOLDS
from eventstudy.verdicts.wording import day_text, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from eventstudy.records import ReportedMove, Verdict
    from eventstudy.verdicts.spoken import Words

__all__ = ["of_readings", "other_readings"]

_ADMITTED = {"confirmed", "confirmed_loose"}
_LOOSE = THRESHOLDS | {"as_much_as"}
_OPEN = REFUTING | {"data_problem"}
_ELSEWHERE = {"premarket", "after_hours", "overnight"}
_CARRIED = {"date: sentence before", "date: day of the story"}
_EITHER = "phase: close, or a moment of the day"
"""What the reader of moves writes into the basis of "its Oct. 3 high of 26,828.39"."""
_ALSO = "also: "
"""Begins the basis that names another day which the sentences before leave open."""
_MORNING = 9
"""Hour after which a session of New York has begun."""


def other_readings(
    move: ReportedMove, words: Words, found: Verdict, published: datetime | None
) -> list[tuple[str, ReportedMove]]:
    """Return a number that prices refute on the other days and over the other spans that its sentence may mean."""
    day = move.date or (move.window.last if move.window is not None else None)
    numeric = move.kind in CHANGES or move.kind == "price_level"
    if not numeric or day is None or found.verdict not in _OPEN or move.phase in _ELSEWHERE:
        return []
    if _EITHER in move.basis:
        return [("of a moment of that day", replace(move, phase="intraday"))]
    told = None if published is None else last_weekday(published.date())
    spans = [] if words.own_day or move.kind not in CHANGES else _spans(move, words, told or day)
    days = [] if words.own_day or (words.own_period and move.window is not None) else _days(move, words, day, told)
    early = _before_the_session(move, published) if move.kind in CHANGES else []
    return [*early, *spans, *days]


def _before_the_session(move: ReportedMove, published: datetime | None) -> list[tuple[str, ReportedMove]]:
    """Return a change "this month", told before a session, as that up to the close before; a week on a Monday too."""
    window = move.window
    if window is None or published is None or published.date() != window.last or published.hour > _MORNING:
        return []
    if window.first.weekday() == 0 and window.first == window.last:
        last = DateSpan(window.first - timedelta(days=7), window.first - timedelta(days=3))
        return [(f"from {day_text(last.first)} on", replace(move, window=last, date=last.last))]
    end = window.last - timedelta(days=3 if window.last.weekday() == 0 else 1)
    if end < window.first:
        return []
    return [(f"up to {day_text(end)}", replace(move, window=DateSpan(window.first, end), date=end))]


def _days(move: ReportedMove, words: Words, day: date, told: date | None) -> list[tuple[str, ReportedMove]]:
    """Return the move on the day itself, on that of the article, and on those that the sentence names."""
    named = days_named(words.told, told) if told is not None and words.told is not None else ()
    if CAME_FROM in move.basis:
        plain = tuple(one for one in move.basis if one != CAME_FROM)
        start = replace(move, window=None, anchor=None, phase="close", basis=plain)
        return [(f"of {day_text(one)}", replace(start, date=one)) for one in named]
    carried = any(one in _CARRIED for one in move.basis)
    also = [date.fromisoformat(one.removeprefix(_ALSO)) for one in move.basis if one.startswith(_ALSO)]
    days = [day] if move.window is not None else []
    days += [told] if told is not None and (carried or named) else []
    days += [*named, *also]
    return [
        (f"of {day_text(one)}", replace(move, window=None, anchor=None, date=one))
        for one in dict.fromkeys(days)
        if one != move.date or move.window is not None
    ]


def _spans(move: ReportedMove, words: Words, day: date) -> list[tuple[str, ReportedMove]]:
    """Return the move over the spans that its sentence names."""
    back = words.told is not None and bool(words.told.all("periods back"))
    if words.own_period and move.window is not None and not back:
        return []
    basis = tuple(one for one in move.basis if not one.startswith("date: "))
    found = []
    for period in words.periods:
        span, told = span_of_period(period, move.date or day), "date: end of the span told"
        if span is None or span == move.window:
            continue
        counted = period.unit == "sessions"
        told = f"{told}, {period.which} sessions" if counted else told
        name = f"over {period.which} sessions" if counted else f"from {day_text(span.first)} on"
        found.append((name, replace(move, window=span, date=None, anchor=None, basis=(*basis, told))))
    spans = [] if words.told is None else list(spans_from_days(words.told, day))
    if move.window is not None and back:  # of three months back either end may be counted from
        spans.append(DateSpan(move.window.first + timedelta(days=1), move.window.last))
    found += [(f"from {day_text(one.first)} on", replace(move, window=one, date=None, anchor=None)) for one in spans]
    return found


def of_readings(found: Verdict, others: list[tuple[str, Verdict]]) -> Verdict:
    """Return a verdict left open where another reading agrees, that of the one taken where none does."""
    fits = [
        (name, one)
        for name, one in others
        if one.verdict in _ADMITTED and (one.verdict == "confirmed" or found.move.hedge not in _LOOSE)
    ]
    if not fits:
        tried = tuple((name, one.verdict) for name, one in others if one.verdict in REFUTING)
        return replace(found, tried=(*found.tried, *tried)) if found.tried else found
    name, one = fits[0]
    what = "change" if found.move.kind in CHANGES else "price"
    said = f"prices in {found.source} leave it open: only as a {what} {name} does the number agree"
    told = (("as first read", found.verdict), (name, one.verdict))
    rates = [each.severity for each in (found, one) if each.severity is not None]
    return replace(
        found,
        verdict="ambiguous",
        severity=min(sum(rates), 1.0) if rates else None,
        note=sentence(said),
        variants=(*found.variants, *told),
        tried=(*found.tried, *told),
    )
