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
from eventstudy.articles.moves.story import OF_SENTENCE, OF_STORY
from eventstudy.articles.moves.told_ends import before_the_span, between_days, first_of, part_of_year
from eventstudy.articles.moves.told_inside import REACH, inside_the_day, sides
from eventstudy.articles.moves.told_otherwise import CAME_FROM, COUNTS, otherwise, sessions_to, weekday_before
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import ReportedMove

__all__ = ["settled"]

UNSURE_DAY = "date: unsure, two days in one sentence"
OWN_DAY = "date: day of its own words"
BEFORE = "date: session before"
_OF_END = "date: end of the span named"
_OF_NEIGHBOUR = "date: end of the span named before"
_INFERRED = frozenset({"date: publication date", OF_STORY})
_NOT_OF_SENTENCE = _INFERRED | {OF_SENTENCE}
_CHANGES = {"percent_change", "price_change", "point_change"}
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri)day"
_OF_DAY = re.compile(rf"\b({_WEEKDAY})['\u2019]s (?:[a-z-]+ )?\W*$", re.IGNORECASE)
_DAY_AFTER = re.compile(r"\b(?:a|one|the) day (?:after|on from|following)\b[^,;\d]*$", re.IGNORECASE)
_DAY_EARLIER = re.compile(
    r"^[^,;\d]*?(?<!from )(?<!with )(?<!than )(?<!to )\b(?:a|one|the) (?:day|session) (?:earlier|before)\b"
    r"(?! (?:its|the)\b)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"(?:^|;)\W*(?:(?:and|but) )?(?:(?:a|one|the) (?:trading )?(?:day|session)|(?:twenty-four|24) hours) "
    r"(?:earlier\b(?! than\b)|before\b(?! (?:the|its|an?)\b))[^;]*$",
    re.IGNORECASE,
)
_AFTER_IT_HAD = re.compile(r"\b(?:a|one|the) day after (?:it|they|the [a-z ]+) had\b[^;]*$", re.IGNORECASE)
_ENDED_PERIOD = re.compile(
    r"\b(?:end|finish|clos|wrapp?)\w*(?: up| out)? the (?:week|month|quarter|year)\b[^,;\d]*$", re.IGNORECASE
)
_FOR_PERIOD = re.compile(
    r"^[^,;\d]{0,25}?\b(?:for|on|over) the (week|month|quarter|year)\b(?=\W*$|[.,;])", re.IGNORECASE
)
_TO_OPEN = re.compile(
    r"^[^,;\d]{0,15}?\bto (?:open|start|begin|kick off) (?:the|its) (?:\w+ )?(?:week|month|quarter|year)\b",
    re.IGNORECASE,
)
_NTH_TIME = re.compile(
    r"^[^,;\d]*\bfor (?:a|the) \w+ (?:time|day|session) "
    r"(?:this|in (?:a|the)|of the|during the) (?:week|month|quarter|year)\b",
    re.IGNORECASE,
)
_NTH_DROP = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|\d+(?:th|rd|nd)) (?:\w+ )?"
    r"(?:drop|fall|loss|decline|gain|rise|rally|move) of (?:\w+ than )?\W*$",
    re.IGNORECASE,
)
_OF_THE_DAY = re.compile(r"^[^,;\d]*?\b(?:on|for|in|during) the (?:day|session)\b", re.IGNORECASE)
_OVER_A_CLOSE = re.compile(rf"^[^,;\d]*\b(?:than|from|over) {_WEEKDAY}['\u2019]s (?:clos|settle|finish)", re.IGNORECASE)
_PREVIOUS = re.compile(r"^[^,;\d]*\b(?:over|in|during|for) the (?:previous|prior|preceding)\b", re.IGNORECASE)
_HAS = re.compile(r"\b(?:has|have)(?: now| since)? \w+(?: \w+)?\W*$", re.IGNORECASE)
_IS = re.compile(
    r"\b(?:is|are|has|have) (?:now )?(?:up|down|off|ahead|higher|lower|risen|fallen|gained|lost)\W*$", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:after|following|compared (?:with|to)|versus)\b[^,;\d]*$", re.IGNORECASE)
_A_DAY = re.compile(rf"\b(?:{_WEEKDAY}|yesterday|today)\b", re.IGNORECASE)
_TWO_DAYS = re.compile(rf"^[^,;\d]*?\b(?:on|over) ({_WEEKDAY}) and ({_WEEKDAY})\b", re.IGNORECASE)
_UNDO = re.compile(
    r"\b(?:(?:wip|eras|revers|cancel|undo|offset|giv|gave)\w*(?: \w+){0,2} (?:week|month|quarter|year)['\u2019]s\b|"
    r"(?:paring|trimming|narrowing|cutting) (?:its|their|the) (?:week|month|quarter|year)(?:ly|['\u2019]s)\b)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^\W*(?:in|for|over|during) (?:the (?P<half>first|second) half|(?:the|its|an?) (?P<n>\d+|two|three|four|five|six|"
    r"seven|eight|nine|ten)-(?:day|session) [a-z]+)\b[^;\d]*(?:\b500 [^;\d]*)?$",
    re.IGNORECASE,
)
_AND_THE = re.compile(r"^\W*(?:and|while) (?:the )?(?:[A-Z][\w&.'\u2019]* ?)+(?:500 )?(?:index )?$")
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
    moves = otherwise(moves, text, published)
    found = [
        between_days(move, text, published)
        or inside_the_day(
            _span(_day(_alone(move, moves, text, published), moves, text, published), text, published), moves, text
        )
        for move in moves
    ]
    return [_shared(move, found, text) for move in found if not _counts_apart(move, text)]


def _alone(move: ReportedMove, moves: Sequence[ReportedMove], text: str, published: date | None) -> ReportedMove:
    """Return a change of the day without the span that is told after it."""
    if move.kind not in _CHANGES or move.window is None or published is None or not before_the_span(move, moves, text):
        return move
    return replace(_on(move, last_weekday(published), OWN_DAY), window=None)


def _counts_apart(move: ReportedMove, text: str) -> bool:
    """Tell "for a second session this week", which counts sessions that need not follow one another."""
    after = text[move.end : move.sentence[1]]
    apart = re.match(r"\W*(?:this|of the|in (?:a|the)) (?:week|month|year)\b", after, re.IGNORECASE)
    in_a_row = re.search(r"\b(?:straight|consecutive|row|running)\b", move.quote, re.IGNORECASE)
    return move.kind == "streak" and apart is not None and in_a_row is None


def _shared(move: ReportedMove, moves: Sequence[ReportedMove], text: str) -> ReportedMove:
    """Return a change that "is down 23%" over the span before it: "are off 26% year to date; Chevron is down 23%"."""
    if move.kind != "percent_change" or move.window is not None or move.date is None or "day" in move.quote:
        return move
    later = next((one for one in moves if one.kind == move.kind and one.start >= move.end), None)
    if later is not None and later.window is not None and _AND_THE.match(text[move.end : later.start]):
        return replace(_on(move, later.date or move.date, _OF_NEIGHBOUR), window=later.window)
    before, after = sides(move, text)
    earlier = [one for one in moves if one.kind == move.kind and one.start < move.start]
    if not earlier or earlier[-1].window is None or earlier[-1].instrument == move.instrument or not _IS.search(before):
        return move
    clause = re.split(r"[;,]", before)[-1] + re.split(r"[;,.]", after)[0]
    if _A_DAY.search(clause) or re.search(r"\b(?:day|session|week|month|year)\b", clause, re.IGNORECASE):
        return move
    return replace(_on(move, earlier[-1].date or move.date, _OF_NEIGHBOUR), window=earlier[-1].window)


def _day(move: ReportedMove, moves: Sequence[ReportedMove], text: str, published: date | None) -> ReportedMove:
    """Return a change on the day of its own clause."""
    inferred = bool(_NOT_OF_SENTENCE.intersection(move.basis))
    if move.date is not None and move.window is None and inferred and CAME_FROM not in move.basis:
        ahead = f"{text[move.sentence[0] : move.start]}{move.quote}"
        had = move.kind in {"extreme", "price_level"} and _AFTER_IT_HAD.search(text[move.sentence[0] : move.start])
        if _DAY_FIRST.search(ahead) or had:
            return _on(move, weekday_before(move.date), BEFORE)
    if move.kind in {"extreme", "price_level"}:
        day = _day_of_level(move, text, published)
        return move if day is None else replace(_on(move, day, OWN_DAY), group=f"{move.group}/before")
    if move.kind not in _CHANGES or move.date is None or move.window is not None:
        return move
    before, after = sides(move, text)
    if published and move.date < published and published.weekday() <= FRIDAY:
        if _OVER_A_CLOSE.match(after):
            return _on(move, published, OWN_DAY)
        if _HAS.search(before) and not _names_day(before, after):
            return replace(_unsure(move, published), window=DateSpan(move.date + timedelta(days=1), published))
    return _by_clause(move, moves, text, published)


def _day_of_level(move: ReportedMove, text: str, published: date | None) -> date | None:
    """Return the day of "Thursday's record close", of "a day after topping 27,000"; None for any other level."""
    of_day = _OF_DAY.search(text[move.sentence[0] : move.start])
    if of_day and published is not None:
        return _last(of_day[1].lower(), published)
    before, after = sides(move, text)
    if move.kind != "price_level" or move.date is None or move.window is not None or not _DAY_AFTER.search(before):
        return None
    return None if _A_DAY.search(re.split(r"[,;]", after)[0]) else weekday_before(move.date)


def _by_clause(move: ReportedMove, moves: Sequence[ReportedMove], text: str, published: date | None) -> ReportedMove:
    """Return a change on the day before where its clause says so, or on the article's where another's clause does."""
    before, after = sides(move, text)
    if move.date is None:
        return move
    of_day = _OF_DAY.search(before)
    if of_day and published is not None:
        return _on(move, _last(of_day[1].lower(), published), OWN_DAY)
    own_day = bool(_INFERRED.intersection(move.basis)) or published is None or move.date == published
    a_day_after = _DAY_AFTER.search(before) and not _A_DAY.search(re.split(r"[,;]", after)[0])
    if (_DAY_EARLIER.match(after) and own_day) or a_day_after:
        return _on(move, weekday_before(move.date), BEFORE)
    if published is None or published <= move.date or published.weekday() > FRIDAY or _EARLIER.search(before):
        return move
    return _of_the_article(move, moves, text, published)


def _of_the_article(move: ReportedMove, moves: Sequence[ReportedMove], text: str, published: date) -> ReportedMove:
    """Return a change on the day of the article where the day it was given is that of a clause told as earlier."""
    _, after = sides(move, text)
    near = [one for one in moves if one is not move and abs(one.start - move.start) < REACH]
    others = [one for one in near if one.kind in _CHANGES and one.date == move.date]
    for one in others:
        told_before, told_after = sides(one, text)
        own = re.split(r"[,;]|\b(?:after|following|compared)\b", after)[0] if move.start < one.start else after
        early = _EARLIER.search(told_before) and _A_DAY.search(re.split(r"[,;]", told_after)[0])
        if early and not _A_DAY.search(own):
            return _on(move, published, OWN_DAY)
    return move


def _last(weekday: str, published: date) -> date:
    """Return the last such weekday up to a day."""
    return published - timedelta(days=(published.weekday() - _WEEKDAYS.index(weekday)) % 7)


def _names_day(before: str, after: str) -> bool:
    """Tell whether the clause of a number names a day."""
    clause = re.split(r"[,;]", before)[-1] + re.split(r"[,;]", after)[0]
    return _A_DAY.search(clause) is not None or re.search(r"\b[A-Z][a-z]{2,8}\.? \d", clause) is not None


def _on(move: ReportedMove, day: date, why: str) -> ReportedMove:
    basis = tuple(one for one in move.basis if not one.startswith(("date: ", "also: ")))
    return replace(move, date=day, basis=(*basis, why))


def _unsure(move: ReportedMove, day: date) -> ReportedMove:
    return _on(move, day, UNSURE_DAY)


def _span(move: ReportedMove, text: str, published: date | None) -> ReportedMove:
    """Return a change over the span of its own words: two days, the year so far, a half; not one that it undid."""
    if move.kind not in _CHANGES or move.date is None:
        return move
    before, after = sides(move, text)
    undone = _UNDO.search(after)
    of_the_day = undone and not _names_span(before + after[: undone.start()])
    if move.window is not None and (
        of_the_day or _nth_time(before, after) or _OF_THE_DAY.match(after) or _TO_OPEN.match(after)
    ):
        return replace(move, window=None, date=published if published and published >= move.date else move.date)
    if move.window is not None and re.search(r"\bhad\b[^,;\d]*$", before) and _PREVIOUS.match(after):
        end = weekday_before(move.date)
        told = tuple(one for one in move.basis if not one.startswith("date: ") or "sessions" in one)
        return replace(move, date=None, window=DateSpan(weekday_before(move.window.first), end), basis=told)
    own = _of_its_period(move, before, after, published)
    return own if own != move else _of_words(move, before, after, published)


def _of_its_period(move: ReportedMove, before: str, after: str, published: date | None) -> ReportedMove:
    """Return a change over the period of its own words, up to its end where they say that it ended."""
    day, window = move.date, move.window
    if day is None or window is None:
        return move
    told = _FOR_PERIOD.match(after)
    own = DateSpan(first_of(told[1].lower(), day), day) if told else window
    window = own if own.first.year == window.first.year else window
    end = day if published is None else last_weekday(published)
    week = end - timedelta(days=end.weekday()) <= window.first
    ended = _ENDED_PERIOD.search(before)
    if ended and week and day < end and not _names_day(before[ended.start() :], after):
        return replace(_on(move, end, _OF_END), window=DateSpan(window.first, end))
    return replace(move, window=window)


def _nth_time(before: str, after: str) -> bool:
    """Tell "for the third time this week", "its fourth drop of more than 3 percent this week", which count days."""
    return _NTH_TIME.match(after) is not None or _NTH_DROP.search(before) is not None


def _of_words(move: ReportedMove, before: str, after: str, published: date | None) -> ReportedMove:
    """Return a change over the two days, the half or the year so far that the words beside it name."""
    if move.date is None:
        return move
    led = _LED.match(before) if move.window is None else None
    if led and led["n"]:
        count = COUNTS.get(led["n"].lower()) or int(led["n"])
        told = _on(move, move.date, f"date: end of the span told, {count} sessions")
        return replace(told, window=sessions_to(move.date, count))
    after = f" in the {led['half']} half" if led else after
    two = _TWO_DAYS.match(after)
    if two and move.window is None:
        last = _WEEKDAYS.index(two[2].lower()) - _WEEKDAYS.index(two[1].lower())
        first = move.date - timedelta(days=(move.date.weekday() - _WEEKDAYS.index(two[1].lower())) % 7)
        end = first + timedelta(days=last)
        return replace(_unsure(move, end), window=DateSpan(first, end)) if last > 0 else move
    window = part_of_year(after, published or move.date)
    if window is None or window.first > (published or move.date):
        return move
    end = last_weekday(min(window.last, published or window.last))
    basis = tuple(one for one in move.basis if not one.startswith("date: "))
    return replace(move, window=DateSpan(window.first, end), date=end, basis=(*basis, "date: end of the span named"))


def _names_span(words: str) -> bool:
    return re.search(r"\b(?:week|month|quarter|year)\b", words, re.IGNORECASE) is not None
