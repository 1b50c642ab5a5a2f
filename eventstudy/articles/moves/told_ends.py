"""A change between two days that the words name: "from its Feb. 19 close", "between Feb. 19 and Feb. 28".

And one over the week, month or year "in which it lost 18 percent", and the level that a week began at.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.spans import last_weekday
from eventstudy.articles.moves.told_otherwise import CAME_FROM, weekday_before
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Phase, ReportedMove

__all__ = ["between_days", "first_of", "part_of_year"]

_UNSURE = "date: unsure, two days in one sentence"
_OWN = "date: day of its own words"
_END = "date: end of the span named"
_CHANGES = {"percent_change", "price_change", "point_change"}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = (
    rf"(?:{'|'.join(_WEEKDAYS)}|(?:{'|'.join(_MONTHS)})[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?(?:, (?:19|20)\d\d)?)"
    r"(?![\d.]*\d)"
)
_CLOSE = r"(?:clos\w*|settle\w*|finish\w*|ended|stood|was|were|level)"
_AT = r"(?:(?:the (?:close|end|session)|that) (?:of|on) )?"
_ENDED_AT = rf"(?:(?:record|all-time|peak|previous) )*(?:closing (?:high|low|peak|record)|{_CLOSE})"
_FROM_DAY = re.compile(
    rf"^[^,;\d]{{0,30}}?\b(?:from|since|below|above|than|over|off) "
    rf"(?:(?:its|the|their) {_ENDED_AT}(?: price| level)? (?:of|on) (?P<a>{_DATE})|"
    rf"(?:where|what|the level at which) (?:it|they|prices|shares) (?:had )?(?:last )?{_CLOSE} (?:at )?"
    rf"(?:on )?(?P<b>{_DATE})|(?:(?:its|the|their) )?(?P<c>{_DATE}),?(?:['\u2019]s)? {_ENDED_AT})|"
    rf"^[^,;\d]{{0,20}}?\bfrom (?:the (?:previous|prior) )?(?P<d>{_DATE})"
    r"(?!['\u2019]| (?:to|through|until|high|low|peak|record)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:count|measur|start|beginn|reckon)\w+ from {_AT}(?P<day>{_DATE}),? [^;\d]*(?:\b500 [^,;\d]*)?$",
    re.IGNORECASE,
)
_BOTH = rf"(?:between {_AT}(?P<a>{_DATE}) and|from {_AT}(?P<b>{_DATE}) (?:to|through|until)) {_AT}(?P<z>{_DATE})"
_LED = re.compile(
    rf"^\W*(?:(?:in|over|during) the (?:\w+ )?(?:days|sessions|weeks|period) )?{_BOTH},? [^,;\d]*(?:\b500 [^,;\d]*)?$",
    re.IGNORECASE,
)
_SPANNED = re.compile(rf"^\W*{_BOTH}", re.IGNORECASE)
_FOLLOWED = re.compile(rf"^[^,;\d]{{0,20}}?\b{_BOTH}(?!['\u2019])", re.IGNORECASE)
_OPENS = re.compile(rf"\b(?:from|since) {_DATE}['\u2019]s open\b", re.IGNORECASE)
_IN_WHICH = re.compile(
    r"\b(week|month|quarter|year) (?:in|over|during) which (?:it|they|the [^,;\d]{1,30}?) (?:has |have |had )?\w+\W*$",
    re.IGNORECASE,
)
_ENDED_IT = re.compile(
    r"\b(?:on|for|over) the (week|month|quarter|year)\b[^;\d]*\b(?:ended|finished|closed) it "
    r"(?:(?:up|down|with|off|higher|lower)\b[^,;\d]*)?$",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:end|finish|clos|wrap|round|cap)\w*(?: out| up| off)? the (week|month|quarter|year) with an? (?:\w+ )?"
    r"(?:(?:loss|gain|drop|rise|advance|decline|fall|increase) of )?(?:about |nearly |roughly )?\W*$",
    re.IGNORECASE,
)
_NOUN_TO = re.compile(
    rf"\b(?:(?P<unit>week|month|quarter|year)(?:ly|['\u2019]s)|(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)) "
    r"(?:loss|gain|drop|rise|advance|decline|fall|increase)(?:s|es)? to (?:about |nearly |roughly )?\W*$",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:began|begun|start(?:ed|ing)|entered|opened) the (week|month|quarter|year) "
    r"(?:at|above|below|near|around)\b\W*$",
    re.IGNORECASE,
)
_AFTER_CLOSE = re.compile(
    rf"\bafter (?:closing|settling|ending|finishing) [^;]*?\bon (?P<day>{_DATE}), [^,;]*?\b(?:has|have) "
    r"(?:now |since )?\w+\W*$",
    re.IGNORECASE,
)
_REACH = 200
"""Characters to either side of a number that are looked at."""
_OF_DAY = re.compile(
    rf"\b(?:its|their|the|[a-z]+['\u2019]s) (?P<day>{_DATE}),?(?:['\u2019]s)? (?P<what>(?:[a-z]+[- ]){{0,3}}?"
    r"(?:high|low|peak|record|close|finish|settlement))(?: level)? of (?:about |nearly |roughly )?\W*$",
    re.IGNORECASE,
)
_BEFORE_RECORD = re.compile(rf"\b(?:its|their|the|[a-z]+['\u2019]s) (?P<day>{_DATE}),?(?:['\u2019]s)? $", re.IGNORECASE)
_CLOSING = re.compile(r"\bclosing (?:high|low|record|peak) of (?:about |nearly |roughly )?\W*$", re.IGNORECASE)
_TURN = re.compile(
    r"\b(?:to (?:end|finish|close|wrap|round|cap)\w*|(?:end|finish|clos|capp|wrapp|round|leav|bring|tak|giv|mark)ing|"
    r"for an?)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    rf"\b\w+-(?:day|session)\b|\b(?:week|month|quarter|year|annual)(?:ly|['\u2019]s)?\b|"
    rf"\b(?:{'|'.join(_MONTHS)})[a-z]*\b(?!\.? \d)",
    re.IGNORECASE,
)
_SO_FAR = re.compile(r"^[^,;\d]*\bso far (?:in|during) ((?:19|20)\d\d)\b", re.IGNORECASE)
_HALF = re.compile(r"^[^,;\d]*\b(?:for|in|over|during) the (first|second) half\b(?! of|[ -]hour)", re.IGNORECASE)
_OF_CLOSE = re.compile(r"\b(?:clos\w*|finish|settlement)\b", re.IGNORECASE)
_EITHER = "phase: close, or a moment of the day"
_STEPS = {"month": 1, "quarter": 3, "year": 12}


def between_days(move: ReportedMove, text: str, published: date | None) -> ReportedMove | None:
    """Return a move over the days that the words beside it name the ends of, None where they name none.

    Parameters
    ----------
    move : ReportedMove
    text : str
        Of the article.
    published : date or None
    """
    if published is None:
        return None
    number = re.search(r"\d[\d.,]*", move.quote)
    start = move.start + (number.start() if number else 0)
    stop = start + (len(number[0]) if number else 0)
    before = text[max(move.sentence[0], start - _REACH) : start]
    after = text[stop : min(move.sentence[1], stop + _REACH)]
    if move.kind in {"extreme", "price_level"}:
        return _of_level(move, before, published)
    if move.kind not in _CHANGES or move.modality == "forecast":
        return None
    if _OPENS.search(before) or _OPENS.search(after):
        return _over(move, None, published, _UNSURE)
    unit, end = _period_of(before, published), last_weekday(published)
    if unit:
        end = end if move.date is None else move.date
        return _over(move, DateSpan(first_of(unit, end), end), end, _END)
    return _of_ends(move, before, after, published)


def _period_of(before: str, published: date) -> str:
    """Return the week, month, quarter or year that the words before a number say it is of, "" for none."""
    which = _IN_WHICH.search(before) or _WITH.search(before) or _ENDED_IT.search(before)
    if which is not None:
        return which[1].lower()
    noun = _NOUN_TO.search(before)
    if noun is None or (noun["month"] and _MONTHS.index(noun["month"][:3].lower()) + 1 != published.month):
        return ""
    return (noun["unit"] or "month").lower()


def before_the_span(move: ReportedMove, moves: Sequence[ReportedMove], text: str) -> bool:
    """Tell a change of the day told before that of a span: "fell 1.5 percent, ending the month down 4.3 percent".

    And one before the level that the span ended at: "lost 2.1%, to end the month at 28,256.03".
    """
    after = text[move.end : min(move.sentence[1], move.end + _REACH)]
    turn, period = _TURN.search(after), _PERIOD.search(after)
    if turn is None or period is None or period.start() < turn.start() or ";" in after[: turn.start()]:
        return False
    return any(
        one.start >= move.end + turn.start() for one in moves if one.kind in _CHANGES or one.kind == "price_level"
    )


def _of_ends(move: ReportedMove, before: str, after: str, published: date) -> ReportedMove | None:
    both = _FOLLOWED.match(after) or _LED.match(before)
    if both:
        last = _day(both["z"], published)
        first = None if last is None else _day(both["a"] or both["b"], last)
        weekdays = first is not None and not re.search(r"\d", both[0])
        if first is None or last is None or first >= last:
            return None
        return _over(move, DateSpan(first if weekdays else first + timedelta(days=1), last), last, _END)
    since = _FROM_DAY.match(after) or _AFTER_CLOSE.search(before) or _COUNTED.search(before)
    if since is None:
        return None
    named = next(one for one in since.groupdict().values() if one)
    first, end = _day(named, published), last_weekday(published)
    if re.search(r"\b(?:previous|prior) ", since[0]):  # on a Friday "from the previous Friday" is a week
        end = end if move.date is None else move.date
        first = _day(named, end - timedelta(days=1))
    end = end if move.date is None or move.date == first else move.date
    if first is None or first >= end:
        return None
    if first == weekday_before(end):
        return _over(move, None, end, "date: day after the close named")
    return _over(move, DateSpan(first + timedelta(days=1), end), end, _END)


def _of_level(move: ReportedMove, before: str, published: date) -> ReportedMove | None:
    """Return a level or a record on the day that its own words name."""
    if move.kind == "extreme":
        told = _BEFORE_RECORD.search(before)
        return None if told is None else _of_its_day(move, told["day"], move.quote, published)
    own, began = _OF_DAY.search(before), _BEGAN.search(before)
    if own is not None and CAME_FROM not in move.basis:
        return _of_its_day(move, own["day"], own["what"], published)
    if began is not None:
        return _first_level(move, began[1].lower(), published)
    both = _SPANNED.match(before) if CAME_FROM in move.basis and move.date is None else None
    first = None if both is None else _day(both["a"] or both["b"], published)
    if first is not None:  # "from Nov. 1 to Nov. 15 it went from 25,380.74"
        return _over(move, None, first, _END)
    return replace(move, phase="close") if move.phase == "intraday" and _CLOSING.search(before) else None


def _of_its_day(move: ReportedMove, words: str, what: str, published: date) -> ReportedMove | None:
    """Return "its Oct. 3 closing high of 26,828.39" on that day, by its close where the words say or allow it."""
    day = _day(words, published)
    if day is None:
        return None
    inside: Phase = "intraday" if re.search(r"\bintraday\b", what, re.IGNORECASE) else "close"
    phase = move.phase if move.kind == "extreme" else inside
    own = _over(move, None, day, _OWN)
    basis = own.basis if _OF_CLOSE.search(what) or phase != "close" else (*own.basis, _EITHER)
    return replace(own, phase=phase, direction=None, group=f"{move.group}/before", basis=basis)


def _first_level(move: ReportedMove, unit: str, published: date) -> ReportedMove:
    """Return the level that a period began at: the last close before it, or the first open."""
    day = weekday_before(first_of(unit, last_weekday(published)))
    return replace(_over(move, None, day, _UNSURE), group=f"{move.group}/before")


def _over(move: ReportedMove, window: DateSpan | None, day: date, basis: str) -> ReportedMove:
    others = tuple(one for one in move.basis if not one.startswith(("date: ", "also: ")))
    return replace(move, window=window, anchor=None, date=day, basis=(*others, basis))


def first_of(unit: str, day: date) -> date:
    """Return the first day of the week, month, quarter or year of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    step = _STEPS[unit]
    return day.replace(month=(day.month - 1) // step * step + 1, day=1)


def _day(words: str, last: date) -> date | None:
    """Return the last such day up to `last`, None for one that the calendar has not."""
    small = words.lower()
    if small in _WEEKDAYS:
        return last - timedelta(days=(last.weekday() - _WEEKDAYS.index(small)) % 7)
    month, *numbers = _MONTHS.index(small[:3]) + 1, *re.findall(r"\d+", small)
    years = (int(numbers[1]),) if len(numbers) > 1 else (last.year, last.year - 1)
    return next((day for year in years if (day := _dated(year, month, int(numbers[0]))) and day <= last), None)


def part_of_year(after: str, day: date) -> DateSpan | None:
    """Return the half, or the year so far, that words after a number name."""
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


def _dated(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
