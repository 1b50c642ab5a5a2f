"""Spans that values look back over: "three-month", "since September", "this week", as calendar days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import tells_day
from eventstudy.articles.moves.stretched import owned_elsewhere
from eventstudy.articles.moves.told.days import FRIDAY, last_weekday
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.phases import When
from eventstudy.articles.moves.words.readings import Day
from eventstudy.articles.moves.words.vocabulary import Entry
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.slots import Mark, Reading, Slot
    from eventstudy.articles.moves.words.stretches import Stretch

_PERIOD_REACH = 6
_DAY_REACH = 2
_SEEN_REACH = 4
_CLAUSE = 15
_RELATIVE = frozenset({"which", "who", "whose"})
_DELIVERED = frozenset({"future", "futures", "contract", "contracts", "delivery"})
"""After a month of delivery."""
_REACHED = frozenset({"reached", "hit", "touched", "visited", "traded", "stood", "recorded"})
_Spans = tuple[DateSpan | None, DateSpan | None]


def span_for(slot: Slot, reading: Reading) -> Mark | None:
    """Return the longer span that a change or level is told for: "this week", "in September", "since January"."""
    if slot.role in {"look", "from"}:
        return None
    marks = (mark for mark in reading.marks if mark.clause == slot.clause and not mark.after_from)
    told = [mark for mark in marks if _tells_span(mark) and not _is_elsewhere(mark, slot, reading)]
    if _has_own_day(slot, reading, told):
        return None
    found = [mark for mark in told if _belongs(mark, slot)]
    if found:  # "ended 2019 ..., up 23 percent for the year" is of the year named
        return min(found, key=lambda mark: (not _names_year(mark), abs(mark.item - slot.item)))
    return _of_the_verb(slot, reading, told) or _of_the_opening(slot, reading)


def _is_elsewhere(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell a span of another noun, or one in which a level was last seen."""
    place = reading.places[mark.item]
    norms = reading.line.norms
    owned = isinstance(mark.what, Entry) and owned_elsewhere(place.first, place.last, slot, reading)
    if owned or was_then(place.first, norms) or in_relative(place.first, slot.what.first, norms):
        return True
    delivered = norms[place.last] in _DELIVERED and "in" not in norms[max(place.first - 1, 0) : place.last]
    return delivered or "despite" in norms[max(place.first - _SEEN_REACH, 0) : place.first]


def in_relative(first: int, last: int, norms: Sequence[str]) -> bool:
    """Tell whether token `first` stands in a relative clause that a comma has closed before token `last`.

    "Sterling, which I wrote about last month, is at $1.1170".
    """
    comma = next((k for k in range(first - 1, max(first - _CLAUSE, -1), -1) if norms[k] == ","), -1)
    return comma > 0 and norms[comma + 1] in _RELATIVE and norms[comma + 2] != "ended" and "," in norms[first:last]


def was_then(first: int, norms: Sequence[str]) -> bool:
    """Tell the day or span of "a level last seen in March 2009", "not seen since", before token `first`."""
    lead = norms[max(first - _SEEN_REACH, 0) : first]
    return "seen" in lead or ("last" in lead and not _REACHED.isdisjoint(lead))


def _has_own_day(slot: Slot, reading: Reading, told: Sequence[Mark]) -> bool:
    """Tell whether a day follows a value more closely than any span: "in 2019 and another 2.3 percent on Thursday"."""
    after = [mark.item - slot.item for mark in reading.marks if tells_day(mark) and mark.clause == slot.clause]
    days = [away for away in after if 0 < away <= _DAY_REACH]
    return bool(days) and all(abs(mark.item - slot.item) > min(days) for mark in told)


def _names_year(mark: Mark) -> bool:
    return isinstance(mark.what, Entry) and mark.what.kind.partition(":")[2].isdigit()


def _of_the_verb(slot: Slot, reading: Reading, told: Sequence[Mark]) -> Mark | None:
    """Return the span of the verb that a value leaves out: "ended the week 0.6 percent higher and WTI 2.1 percent"."""
    if slot.role != "change" or not slot.frame or any(tells_day(mark) for mark in reading.marks):
        return None
    first = slot.frame
    while first > 1 and reading.frames[first - 1].elided and reading.frames[first - 2].clause == slot.clause:
        first -= 1
    found = [mark for mark in told if first <= mark.frame < slot.frame]
    return found[-1] if found else None


def _of_the_opening(slot: Slot, reading: Reading) -> Mark | None:
    """Return the span that opens a sentence, for a clause without a day: "For the week, Brent fell, while WTI rose"."""
    if slot.role != "change" or any(mark.clause == slot.clause for mark in reading.marks):
        return None
    marks = (mark for mark in reading.marks if mark.opening and not mark.clause and not mark.after_from)
    return next((mark for mark in marks if _tells_span(mark) and not getattr(mark.what, "since", False)), None)


def _tells_span(mark: Mark) -> bool:
    if isinstance(mark.what, Entry):
        return mark.what.kind != "period:session"
    return isinstance(mark.what, Day) and not tells_day(mark)


def _belongs(mark: Mark, slot: Slot) -> bool:
    if mark.opening and mark.item < slot.item:
        return True
    if slot.role == "level" and isinstance(mark.what, Entry) and not _names_year(mark):
        return False
    return mark.statement == slot.statement and abs(mark.item - slot.item) <= _PERIOD_REACH


def end_of(mark: Mark, slot: Slot, published: date | None) -> tuple[date | None, bool]:
    """Return the last session day of a span, and whether it is the move's; a level in a span has no day of its own."""
    what = mark.what
    if isinstance(what, Entry):
        year = what.kind.partition(":")[2]
        return (last_weekday(date(int(year), 12, 31)), True) if year.isdigit() else (None, False)
    if isinstance(what, When):
        return None, False
    if what.since:
        return None, False
    if slot.role == "level":
        return None, True
    return last_weekday(what.mention.last if published is None else min(what.mention.last, published)), True


def window_of(slot: Slot, span: Mark | None, day: date | None) -> _Spans:
    """Return the days a value looks back over, and the span it counts from; the move's own day is `day`."""
    if isinstance(slot.what, Look):
        return _look_window(slot.what, day)
    if span is None or isinstance(span.what, When):
        return None, None
    if isinstance(span.what, Entry):
        return _period_window(span.what.kind.partition(":")[2], day), None
    mention = span.what.mention
    if not span.what.since:
        return _closed(mention.first, day or mention.last), None
    anchor = DateSpan(mention.first, mention.last)
    return _closed(_after(mention.last), day), anchor


def _period_window(unit: str, day: date | None) -> DateSpan | None:
    if unit.isdigit():
        return DateSpan(date(int(unit), 1, 1), date(int(unit), 12, 31))
    return None if day is None else _closed(_first_of(unit, day), day)


def stretched(one: Stretch, day: date | None) -> DateSpan | None:
    """Return the days of a span that ends on `day`: of "two days" the session and the weekday before it."""
    if day is None:
        return None
    if not one.count:
        return _closed(_first_of(one.unit, day), day)
    if one.unit != "session":
        before = _back(day, one.count, one.unit)
        return None if before is None else _closed(_after(before), day)
    weeks, days = divmod(one.count - 1, FRIDAY + 1)
    over = day.weekday() < days
    back = 7 * weeks + days + 2 * over
    return _closed(day - timedelta(days=back), day) if back < day.toordinal() else None


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _closed(first: date | None, last: date | None) -> DateSpan | None:
    return DateSpan(first, last) if first is not None and last is not None and first <= last else None


def _first_of(unit: str, day: date) -> date | None:
    """Return the first day of the week, month, quarter or year of `day`."""
    firsts = {
        "week": day - timedelta(days=min(day.weekday(), day.toordinal() - 1)),
        "month": day.replace(day=1),
        "quarter": day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1),
        "year": day.replace(month=1, day=1),
    }
    return firsts.get(unit)


def _look_window(look: Look, day: date | None) -> _Spans:
    """Return the days an extreme or a rank looks back on, and the span it counts from.

    An extreme stands against the days between: after the anchor, before its own. A rank counts from the anchor to its
    own.
    """
    anchor = DateSpan(look.anchor.first, look.anchor.last) if look.anchor is not None else None
    if look.sort == "streak":
        return None, None
    if day is None or day == date.min:
        return None, anchor
    extreme = look.sort == "extreme"
    first: date | None = None
    if look.scope == "since" and anchor is not None:
        first = _after(anchor.last) if extreme else anchor.first
    elif look.back is not None and look.back[0] > 0:
        first = _back(day, float(look.back[0]), look.back[1])
    elif look.scope in {"year", "month", "week", "quarter"}:
        first = _first_of(look.scope, day)
    return _closed(first, day - timedelta(days=1) if extreme else day), anchor


def _back(day: date, count: float, unit: str) -> date | None:
    """Return the day `count` units before `day`; the last of a month where the month is shorter."""
    if unit in {"day", "session", "week"}:
        days = round(count * {"day": 1, "session": 7 / 5, "week": 7}[unit])
        return day - timedelta(days=days) if days < day.toordinal() else None
    months = round(count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])
    total = day.year * 12 + day.month - 1 - months
    if total < 12:  # noqa: PLR2004 - there is no year nought
        return None
    first = day.replace(year=total // 12, month=total % 12 + 1, day=1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))
