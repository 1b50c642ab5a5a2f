"""Periods that the words of a sentence name, and whether one of them is surely that of a number.

"The Dow lost 603 points, or 2.1 percent, to end the month at 28,256" names a month and tells of a day. Where the words
right after a number say its day or its period, they bind it; elsewhere both may be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from eventstudy.records import DateSpan

__all__ = [
    "Period",
    "day_bound",
    "days_named",
    "period_bound",
    "periods_in",
    "span_of_period",
    "spans_from_days",
]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_LEFT_OUT = re.compile(
    r"\bsince\b[^,;]*|\b(?:\d+|a|one|two|three|six|nine|\w+)-(?:week|month|quarter|year)s?\b|"
    r"\b(?:a|an|one|\w+) (?:week|month|quarter|year)s? (?:ago|earlier|before)\b|"
    r"\bfor (?:a|the) \w+ (?:time|day|session)(?: (?:this|in (?:a|the)|of the|during the) \w+)?|"
    r"\b(?:in|for) (?:(?:more|less) than |about |nearly |over |almost )?(?:a|an|\d+|two|three|four|five|six|nine) "
    r"(?:week|month|quarter|year)s?\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:(week|month|quarter|year)(?:['\u2019]s|ly)?|(annual))\b", re.IGNORECASE)
_HALF = re.compile(r"\b(first|second) half\b(?![ -]hour)", re.IGNORECASE)
_MONTH = re.compile(
    rf"\b(?:in|for|out of|end(?:ed|ing|s)?|finish\w*|clos\w+(?: out)?|during) ({'|'.join(_MONTHS)})\b(?! \d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:in|for|end(?:ed|ing|s)?|finish\w*|during) ((?:19|20)\d\d)\b", re.IGNORECASE)
_RUN = re.compile(rf"\b(\d+|{'|'.join(_NUMBERS)})-(?:day|session) (?!high|low|moving|average)[a-z]+", re.IGNORECASE)
_NAMED = rf"(?:week|month|quarter|year|half|{'|'.join(_MONTHS)}|(?:19|20)\d\d)"
_BOUND = re.compile(
    r"^[^,;\d]{0,30}?\b(?:for|on|over|in|during|this|last|past|so far) (?:the |this |all of )?"
    rf"(?:past |last |whole |first |second )?{_NAMED}\b|"
    r"^\W*(?:percent|%|points?)? (?:weekly|monthly|quarterly|annual|yearly)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(r"\b(?:to|ending|erasing|wiping|closing|finishing|capping|wrapping|rounding)\b", re.IGNORECASE)
_DAY = re.compile(
    r"^[^,;\d]{0,40}?\b(?:(?:mon|tues|wednes|thurs|fri)day|yesterday|today|(?:on|for) the (?:day|session)|"
    r"(?:a|the|one) (?:day|session) (?:earlier|before))\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|while|as|after|before|when)\b", re.IGNORECASE)
_WEEKDAYS = {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4}
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_SHORT = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _MONTHS)
_DATED = re.compile(rf"\b({_SHORT})\.? (\d{{1,2}})(?!\d|,\d|\.\d)", re.IGNORECASE)
_A_DATE = rf"(?:(?:{'|'.join(_WEEKDAYS)})|(?:{_SHORT})\.? \d{{1,2}}(?!\d))"
_SPAN = re.compile(
    rf"\b(?:between {_A_DATE} and {_A_DATE}|from {_A_DATE} (?:to|through|until) {_A_DATE}|since {_A_DATE}|"
    rf"from (?:its|their|the) {_A_DATE} (?:close|closing|settle|finish|high|peak|low|record))",
    re.IGNORECASE,
)
_FROM_A_DAY = re.compile(rf"\b(?:from|since|between)\b(?: [\w']+){{0,5}}? ({_A_DATE})", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    r"\byesterday\b|\b(?:previous|prior|last|preceding) (?:trading )?(?:day|session)\b|"
    r"\b(?:a|the|one) (?:day|session) (?:earlier|before|after|later)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\btoday\b|\b(?:on|for) the (?:day|session)\b", re.IGNORECASE)
_REFERENCE = re.compile(
    rf"\b(?:its|their|the) {_A_DATE}(?:, \d{{4}},?)? (?:[a-z-]+ ){{0,2}}(?:high|low|close|record|peak|finish)\b|"
    rf"\bsince {_A_DATE}|"
    rf"\b(?:after|following|despite|of|from|than|below|above|to) {_A_DATE}['\u2019]s\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    rf"\b(?:after|following|despite|which|who|when|as|while|until|than|from|since|below|above)\b[^,;:]*"
    rf"\b(?:{_A_DATE}|{_DAY_BEFORE.pattern})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:over|in|for) (?:the )?(?:past |last )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+) "
    r"(?:trading )?(?:days|sessions|weeks|months|quarters|years)\b",
    re.IGNORECASE,
)
_TURNS_TO = re.compile(rf"{_TURNS.pattern}[^;\d]*\b{_NAMED}\b", re.IGNORECASE)
_HALF_YEAR = 6


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a sentence names: its unit, and which month, year or half, or how many sessions."""

    unit: str
    which: int = 0


def periods_in(sentence: str) -> tuple[Period, ...]:
    """Return the periods that a sentence names, those it only looks back to or counts in left out.

    Examples
    --------
    >>> [one.unit for one in periods_in("The Dow lost 2.1%, to end the month at 28,256, its worst week since 2008")]
    ['week', 'month']
    """
    words = _LEFT_OUT.sub(" ", sentence)
    units = {(one[1] or "year").lower() for one in _UNIT.finditer(words)}
    found = [Period(unit) for unit in ("week", "month", "quarter", "year") if unit in units]
    found += [Period("half", 1 if one[1].lower() == "first" else 2) for one in _HALF.finditer(words)]
    found += [Period("named month", _MONTHS.index(one[1].lower()) + 1) for one in _MONTH.finditer(words)]
    found += [Period("named year", int(one[1])) for one in _YEAR.finditer(words)]
    found += [Period("sessions", _NUMBERS.get(one[1].lower()) or int(one[1])) for one in _RUN.finditer(sentence)]
    return tuple(dict.fromkeys(found))


def period_bound(before: str, after: str) -> bool:
    """Tell whether the words beside a number say that it is of a period: right after it, or as the only ones there.

    Examples
    --------
    >>> period_bound("Year to date, Exxon is down ", " percent.")
    True
    >>> period_bound("The Dow lost ", " percent, to end the month at 28,256.")
    False
    """
    told = _BOUND.search(after)
    if told is not None:
        return _TURNS.search(told[0]) is None
    clauses = _clause(before, after), f"{before.rpartition(';')[2]} | {_CLAUSE.split(after)[0]}"
    return any(_periods(one) == 1 and not _days(one) for one in clauses) and _TURNS_TO.search(after) is None


def day_bound(before: str, after: str) -> bool:
    """Tell whether the words beside a number say that it is of a day: right after it, or as the only ones there.

    Examples
    --------
    >>> day_bound("On Thursday, Exxon fell ", " percent.")
    True
    >>> day_bound("Stocks, which had slid on Monday, rose ", " percent.")
    False
    """
    if _DAY.search(_CLAUSE.split(after)[0]) is not None:
        return _SPAN.search(after) is None
    clauses = [_clause(before, after)]
    clauses += [] if _BACKGROUND.search(f"{before} | {after}") else [f"{before} | {after}"]
    return any(len(_days(one)) == 1 and not _periods(one) for one in clauses) and _SPAN.search(after) is None


def _clause(before: str, after: str) -> str:
    return f"{_CLAUSE.split(before)[-1]} | {_CLAUSE.split(after)[0]}"


def _days(words: str) -> set[str]:
    """Return the days that words name, those left out that only mark another's close, high or move."""
    told = _REFERENCE.sub(" ", words)
    found = {one[0].lower() for day in (_WEEKDAY, _DATED, _DAY_BEFORE) for one in day.finditer(told)}
    return found | ({"today"} if _TODAY.search(told) else set())


def _periods(words: str) -> int:
    return len({*periods_in(words), *(one[0].lower() for one in _COUNTED.finditer(words))})


def days_named(sentence: str, day: date) -> tuple[date, ...]:
    """Return the days up to `day` that the weekdays and dates of a sentence name.

    Examples
    --------
    >>> [str(one) for one in days_named("On Thursday it lost 1,191 points, after a high on Feb. 19", date(2020, 2, 28))]
    ['2020-02-27', '2020-02-19']
    """
    found = [
        day - timedelta(days=(day.weekday() - _WEEKDAYS[one[1].lower()]) % 7) for one in _WEEKDAY.finditer(sentence)
    ]
    found += [dated for one in _DATED.finditer(sentence) if (dated := _dated(one[1], int(one[2]), day)) is not None]
    if _DAY_BEFORE.search(sentence) is not None:
        found += [_weekday_before(one) for one in (day, *found)]
    return tuple(dict.fromkeys(found))


def _weekday_before(day: date) -> date:
    return day - timedelta(days={0: 3, 6: 2}.get(day.weekday(), 1))


def spans_from_days(sentence: str, day: date) -> tuple[DateSpan, ...]:
    """Return the spans "from its Feb. 19 close" or "between Feb. 19 and Feb. 28": from the day after the first."""
    found = []
    for one in _SPAN.finditer(sentence):
        days = days_named(one[0], day)
        last = max(days[1:], default=day)
        if days and days[0] < last:
            found.append(DateSpan(days[0] + timedelta(days=1), last))
    for one in _FROM_A_DAY.finditer(sentence):
        days = days_named(one[1], day)
        found += [DateSpan(first + timedelta(days=1), day) for first in days[:1] if first < day]
    return tuple(dict.fromkeys(found))


def _dated(month: str, number: int, day: date) -> date | None:
    at = next(k for k, name in enumerate(_MONTHS, start=1) if name.startswith(month.lower()[:3]))
    for year in (day.year, day.year - 1):
        try:
            found = date(year, at, number)
        except ValueError:
            return None
        if found <= day:
            return found
    return None


def span_of_period(period: Period, day: date) -> DateSpan | None:
    """Return the days of a period that end with `day`, or of the last such month, year or half before it."""
    if period.unit == "week":
        return DateSpan(day - timedelta(days=day.weekday()), day)
    if period.unit == "sessions":
        return DateSpan(day - timedelta(days=2 * period.which + 7), day) if period.which > 1 else None
    if period.unit == "named year":
        return _until(date(period.which, 1, 1), date(period.which, 12, 31), day)
    if period.unit == "named month":
        year = day.year - (period.which > day.month)
        last = date(year + period.which // 12, period.which % 12 + 1, 1) - timedelta(days=1)
        return _until(date(year, period.which, 1), last, day)
    if period.unit == "half":
        year = day.year - (period.which > 1 and day.month <= _HALF_YEAR)
        begins, ends = ((1, 1), (6, 30)) if period.which == 1 else ((7, 1), (12, 31))
        return _until(date(year, *begins), date(year, *ends), day)
    step = {"month": 1, "quarter": 3, "year": 12}[period.unit]
    return DateSpan(day.replace(month=(day.month - 1) // step * step + 1, day=1), day)


def _until(first: date, last: date, day: date) -> DateSpan | None:
    return DateSpan(first, min(last, day)) if first <= day else None
