"""Date expressions that count from the moment of writing or from the day spoken of before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.phrases import Beside, Clock, Relative, Whole
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
_UNITS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
_BESIDE = {"next": 1, "following": 1, "previous": -1, "same": 0}
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


def relative(line: list[Token], i: int) -> Timed:
    """Read "yesterday", "last night", "overnight", "last week", "the weekend", "three days ago", "the next day"."""
    return (
        _named_day(line, i)
        or _night(line, i)
        or _weekend(line, i)
        or _unit(line, i)
        or _ago(line, i)
        or _beside(line, i)
    )


def _named_day(line: list[Token], i: int) -> Timed:
    low = at(line, i).low
    if low == "tonight":
        return Relative(0, 0), part_clock("night"), i + 1
    if low not in _DAYS or (low == "today" and at(line, i - 1).low in {"usa", "russia"}):
        return None
    return Relative(_DAYS[low], _DAYS[low]), None, i + 1


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
    if first == "this" and second in {"past", "coming"} and third == "weekend":
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
    return Whole(_UNITS[second], _SHIFTS[first]), None, i + 2


def _count(line: list[Token], i: int) -> tuple[int, Unit, int] | None:
    token = at(line, i)
    value = _NUMBERS.get(token.low) or (number(token) if token.kind == "number" else None)
    unit = _UNITS.get(at(line, i + 1).low.removesuffix("s"))
    if value is None or unit is None or at(line, i - 1).low in _HEDGED or value > 999:  # noqa: PLR2004 - three digits
        return None
    return value, unit, i + 2


def _ago(line: list[Token], i: int) -> Timed:
    """Read "three days ago" as a day, "two weeks ago" as a week, "a year ago" as a year."""
    count = _count(line, i)
    if count is None or at(line, count[2]).low != "ago":
        return None
    if count[1] == "day":
        return Relative(-count[0], -count[0]), None, count[2] + 1
    return Whole(count[1], -count[0]), None, count[2] + 1


def _beside(line: list[Token], i: int) -> Timed:
    """Read "the next day", "a day later", "two days earlier"."""
    if at(line, i).low == "the" and at(line, i + 1).low in _BESIDE and at(line, i + 2).low == "day":
        return Beside(_BESIDE[at(line, i + 1).low]), None, i + 3
    count = _count(line, i)
    if count is None or count[1] != "day" or at(line, count[2] + 1).low == "than":
        return None
    sign = {"later": 1, "earlier": -1}.get(at(line, count[2]).low)
    return (Beside(sign * count[0]), None, count[2] + 1) if sign else None
