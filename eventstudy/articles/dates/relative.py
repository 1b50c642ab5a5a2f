"""Date expressions that count from the moment of writing or from the day spoken of before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.phrases import Beside, Clock, Relative, Sessions, WeekdayBeside, WeeksFrom, Whole
from eventstudy.articles.dates.tokens import at, number
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Simple, Unit
    from eventstudy.articles.dates.tokens import Token

    Timed = tuple[Simple, Clock | None, int] | None

_DATES = table("english")["dates"]
_PARTS: dict[str, list[int]] = _DATES["parts"]
_NUMBERS = {name: value for value, name in enumerate(_DATES["numbers"].split(), start=1)} | {"a": 1, "an": 1}
_SHIFTS = {"last": -1, "this": 0, "next": 1, "previous": -1, "coming": 1}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WEEKDAYS = {name: value for value, name in enumerate(_DATES["weekdays"].split())}
_UNITS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
_BESIDE = {"next": 1, "following": 1, "previous": -1, "prior": -1, "preceding": -1, "same": 0}
_COMPARED = frozenset({"from", "with", "to", "than", "versus", "vs"})  # "up 6 percent from a month earlier"
_IN_UNIT = frozenset({"in", "during", "later", "earlier", "of", "for", "early", "late"})
_OPENS_CLAUSE = frozenset({"said", "say", "says", "added", "so", "showed", "all", "after", "believe", "think"})
_NEW_CLAUSE = frozenset({"when", "as", "because", "while", "and", "but"})
_GOES_ON = frozenset({"s", "trading"})
_MOST_SESSIONS = 99
_LENGTHS = frozenset(
    {"in", "for", "of", "within", "over", "than", "by", "about", "after"}
)  # "its lowest in a week on Friday"
_SIDES = {"before": -1, "after": 1}
_APOSTROPHES = frozenset({"'", "\u2019"})
_NIGHTS = frozenset({"morning", "afternoon", "evening", "night"})
_HEDGED = frozenset({"than", "nearly", "about", "almost", "around", "roughly", "over", "some", "least"})
_WEEKEND_AFTER = frozenset(
    {"the", "over", "after", "following", "during", "of", "this", "last", "next", "past", "coming"}
)
_OVERNIGHT_NOT = words("dates", "overnight_not")


def part_clock(name: str) -> Clock | None:
    """Return the last minute of a part of the day: "night" is 23:59, "overnight" 06:59 of the day after."""
    if name not in _PARTS:
        return None
    hour, minute, days = _PARTS[name]
    return Clock(hour, minute, days=days)


def _named_day(line: list[Token], i: int) -> Timed:
    low = at(line, i).low
    if low == "tonight":
        return Relative(0, 0), part_clock("night"), i + 1
    if low not in _DAYS or (low == "today" and at(line, i - 1).low in {"usa", "russia"}):
        return None
    return Relative(_DAYS[low], _DAYS[low]), None, i + 1


def _day_but_one(line: list[Token], i: int) -> Timed:
    """Read "the day before yesterday", "the day after tomorrow"."""
    said = at(line, i + 1).low, at(line, i + 2).low, at(line, i + 3).low
    days = {("day", "before", "yesterday"): -2, ("day", "after", "tomorrow"): 2}.get(said)
    owned = at(line, i + 4).text in _APOSTROPHES  # "the day before yesterday's vote"
    return None if days is None or owned else (Relative(days, days), None, i + 4)


def _night(line: list[Token], i: int) -> Timed:
    """Read a part of the day of writing or of the night before it."""
    first, second = at(line, i).low, at(line, i + 1).low
    if first == "last" and second in {"night", "evening"}:
        return Relative(-1, -1), part_clock(second), i + 2
    if first == "this" and second in {"morning", "afternoon", "evening"}:
        return Relative(0, 0), part_clock(second), i + 2
    after = at(line, i + 1 + (second == "-")).low
    if first == "overnight" and after not in _OVERNIGHT_NOT:
        return Relative(-1, 0), Clock(6, 59), i + 1
    return None


def _weekend(line: list[Token], i: int) -> Timed:
    """Read "the weekend" by its tense, "last weekend", "this past weekend", "next weekend"."""
    first, second, third = at(line, i).low, at(line, i + 1).low, at(line, i + 2).low
    if first in {"the", "this"} and second in {"past", "coming"} and third == "weekend":
        return Whole("weekend", -1 if second == "past" else 1), None, i + 3
    if first in {"last", "next"} and second == "weekend":
        return Whole("weekend", _SHIFTS[first]), None, i + 2
    if first in {"the", "this"} and second == "weekend":
        return Whole("weekend", None), None, i + 2
    if first == "weekend" and at(line, i - 1).low in _WEEKEND_AFTER:
        return Whole("weekend", None), None, i + 1
    return None


def _unit(line: list[Token], i: int) -> Timed:
    first, second = at(line, i).low, at(line, i + 1).low
    if first not in _SHIFTS or second not in _UNITS or second == "day":
        return None
    if first in {"coming", "previous"} and at(line, i - 1).low not in {"the", "this"}:
        return None
    if at(line, i + 2).low == "of":  # "the last week of June"
        return None
    return Whole(_UNITS[second], _SHIFTS[first]), None, i + 2


def _count(line: list[Token], i: int) -> tuple[int, Unit, int] | None:
    token = at(line, i)
    value = _NUMBERS.get(token.low) or (number(token) if token.kind == "number" else None)
    name = at(line, i + 1).low.removesuffix("s")
    unit = _UNITS.get(name)
    if name == "fortnight" and value is not None:
        value, unit = 2 * value, "week"
    if value is None or unit is None or at(line, i - 1).low in _HEDGED or value > 999:  # noqa: PLR2004 - three digits
        return None
    return value, unit, i + 2


def counted(line: list[Token], i: int) -> Timed:
    """Read "three days ago" as a day, "two weeks ago" as a week, "two days later" from the day spoken of."""
    count = _count(line, i)
    if count is None:
        return _sessions(line, i)
    value, unit, end = count
    after = at(line, end).low
    ahead = _ahead(line, i, count)
    if ahead is not None:
        return ahead
    if after == "ago":
        return _counted_from(-value, unit), None, end + 1
    if at(line, end + 1).low == "than" or after not in {"later", "earlier"}:
        return None
    if after == "earlier" and (unit == "year" or at(line, i - 1).low in _COMPARED):
        return None
    return Beside(value if after == "later" else -value, unit), None, end + 1


def _counted_from(value: int, unit: Unit) -> Simple:
    return Relative(value, value) if unit == "day" else Whole(unit, value)


def _ahead(line: list[Token], i: int, count: tuple[int, Unit, int]) -> Timed:
    """Read "three days from now", "a week from Friday", "a week ago Monday", "in two weeks' time"."""
    value, unit, end = count
    joint, then = at(line, end).low, at(line, end + 1)
    if joint == "from" and then.low in {"now", "today"}:
        days = value * (7 if unit == "week" and then.low == "today" else 1)
        return _counted_from(days, "day" if days > value else unit), None, end + 2
    named = _WEEKDAYS.get(then.low) if unit == "week" and then.text[:1].isupper() else None
    if named is not None and (joint in {"from", "ago"} or (joint == "on" and at(line, i - 1).low not in _LENGTHS)):
        return WeeksFrom(named, -value if joint == "ago" else value), None, end + 2
    if at(line, i - 1).low != "in" or joint not in {"'", "\u2019"}:
        return None
    j = end + 1 + (then.low == "s")
    return (_counted_from(value, unit), None, j + 1) if at(line, j).low == "time" else None


def _sessions(line: list[Token], i: int) -> Timed:
    """Read "three sessions ago", "two trading days ago"."""
    value = _NUMBERS.get(at(line, i).low) or (number(at(line, i)) if at(line, i).kind == "number" else None)
    j = i + 1 + (at(line, i + 1).low == "trading")
    if not value or value > _MOST_SESSIONS or at(line, j + 1).low != "ago" or at(line, i - 1).low in _HEDGED:
        return None
    named = at(line, j).low in {"session", "sessions"} or (j > i + 1 and at(line, j).low in {"day", "days"})
    return (Sessions(-value), None, j + 2) if named else None


def beside(line: list[Token], i: int) -> Timed:
    """Read what counts from the day spoken of: "the next day", "the following Monday", "that night", "that year"."""
    first, second, third = at(line, i).low, at(line, i + 1).low, at(line, i + 2).low
    if first == "that":
        return _that(line, i)
    if first != "the":
        return None
    if second in _BESIDE:
        return _next_one(_BESIDE[second], third, i) if second != "last" else None
    after = at(line, i + 3)
    if second in {*_UNITS, "weekend"} - {"day"} and (third, after.low) in {("after", "next"), ("before", "last")}:
        return Whole("weekend" if second == "weekend" else _UNITS[second], 2 if third == "after" else -2), None, i + 4
    closed = (after.kind in {"sign", "end"} and after.text not in {"-", "(", "$"}) or after.low in _NEW_CLAUSE
    closed = closed and at(line, i - 1).low not in _COMPARED
    if (second == "day" or second in _NIGHTS) and third in {"before", "after"} and closed:
        return Beside(-1 if third == "before" else 1), part_clock(second), i + 3
    return None


def _next_one(side: int, name: str, i: int) -> Timed:
    if name == "day":
        return Beside(side), None, i + 3
    if name in _WEEKDAYS and side:
        return WeekdayBeside(_WEEKDAYS[name], side), None, i + 3
    if name in _PARTS and name not in {"late", "early", "overnight"}:
        return Beside(side), part_clock(name), i + 3
    if name == "session" and side < 0:
        return Sessions(-1, beside=True), None, i + 3
    if name in _UNITS and side > 0:
        return Beside(side, _UNITS[name], whole=True), None, i + 3
    return None


def _that(line: list[Token], i: int) -> Timed:
    """Read "that day", "that night", "that Friday", "that week", where "that" opens no clause."""
    j = i + 1 + (at(line, i + 1).low == "same")
    name = at(line, j).low
    clause = at(line, i - 1).low in _OPENS_CLAUSE or at(line, j + 1).low in _GOES_ON
    if clause and at(line, i - 1).low not in {"on", "in", "later", "earlier"}:
        return None
    if name in {"day", "night", "morning", "afternoon", "evening"}:
        return Beside(0), part_clock(name), j + 1
    if name in _WEEKDAYS and at(line, i - 1).low in {"on", "by", "until", "later"}:
        return WeekdayBeside(_WEEKDAYS[name], 0), None, j + 1
    if name in {"week", "month", "quarter", "year"} and at(line, i - 1).low in _IN_UNIT:
        return Beside(0, _UNITS[name]), None, j + 1
    return None


def weekday_offset(line: list[Token], i: int) -> tuple[int, Unit, int, int] | None:
    """Read "Friday after" of "the Friday after Thanksgiving"."""
    number = _WEEKDAYS.get(at(line, i).low) if at(line, i - 1).low == "the" else None
    side = _SIDES.get(at(line, i + 1).low)
    return (side, "day", i + 2, number) if side and number is not None else None


def offset(line: list[Token], i: int) -> tuple[int, Unit, int, None] | None:
    """Read "the day before", "two weeks after": a count, a unit and the index after, where a day must follow."""
    if at(line, i).low == "the" and at(line, i + 1).low in {"day", "week"}:
        count: tuple[int, Unit, int] | None = (1, _UNITS[at(line, i + 1).low], i + 2)
    else:
        count = _count(line, i)
    side = _SIDES.get(at(line, count[2]).low) if count else None
    return (side * count[0], count[1], count[2] + 1, None) if count and side else None


# which reader what words open
OPENED_BY = (
    (_named_day, frozenset(_DAYS) | {"tonight"}),
    (_day_but_one, frozenset({"the"})),
    (_night, frozenset({"last", "this", "overnight"})),
    (_weekend, frozenset({"last", "this", "next", "the", "weekend"})),
    (_unit, frozenset(_SHIFTS)),
    (beside, frozenset({"the", "that"})),
    (counted, frozenset(_NUMBERS)),
)
COUNT_WORDS = frozenset(_NUMBERS)
AFTER_THE = frozenset(_BESIDE) | _UNITS.keys() | _NIGHTS | {"weekend", "past", "coming"}
"""What stands after "the" where it opens an expression."""
