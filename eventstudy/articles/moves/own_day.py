"""The session day of a value: of its clause, its sentence, the sentences before, or the day of publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import mark_for, tells_day
from eventstudy.articles.moves.spans import in_relative, was_then
from eventstudy.articles.moves.told.days import FRIDAY, last_weekday
from eventstudy.articles.moves.words.readings import Day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from eventstudy.articles.moves.grammar.slots import Mark, Place, Reading, Slot
    from eventstudy.articles.moves.story import Frontier
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.instruments import Instrument

__all__ = ["PUBLISHED", "day_of"]

PUBLISHED = "date: publication date"
_LEVELS = frozenset(
    {"close", "settlement", "settle", "finish", "level", "high", "low", "peak", "record", "bottom", "top"}
)
_OF_A_LEVEL = frozenset({"'s", ",", "-", "record", "closing", "intraday", "all-time", "all", "time", "trading"})
_PASSING = frozenset({"surpassing", "topping", "eclipsing", "beating", "exceeding"})
_OWNERS = frozenset({"its", "their", "the"})
_AWAY = frozenset({"below", "above", "under"})
_AGAINST = frozenset(
    {
        "after", "following", "despite", "of", "reversing", "erasing", "extending", "recovering", "topping",
        "surpassing", "beating", "eclipsing", "below", "above", "past", "from",
    }
)  # fmt: skip
_OF_THE_DAY = frozenset({"session", "trading", "close", "open", "opening"})
_THAN = frozenset({"than", "from", "over", "below", "above", "under", "against", "versus"})
_TURNS = frozenset({";", "and", "but", ","})
_HOURS = frozenset({"morning", "afternoon", "evening"})
_BACK = frozenset({"after", "following", "having", "despite"})
_LEAD = 4
_IS = frozenset({"is", "are", "trades", "trade", "sits", "stands"})
_PRONOUNS = frozenset({"it", "they", "now", "currently", "still", "this", "morning", "today"})
_REPLIES = frozenset({"answered", "responded", "replied", "reacted"})
_BEFORE = frozenset({"previous", "before", "earlier"})
_PAST_VERBS = frozenset({"had", "has", "was", "were", "is", "are"})
_AGO = frozenset({"day", "days", "week", "weeks", "month", "months", "hours", "soon", "shortly", "just"})
_SET_AGAINST = frozenset({"compares", "compared", "against", "versus", "followed", "follows", "following"})
_BREAKS = frozenset({",", ":", "but", "and"})
_PHRASE = 8
"""Words that "Oct. 3's all-time closing high" can have."""
_AFTER_START = 6
"""Items between the level that a change came from and the day told of it."""


def day_of(
    slot: Slot, name: Name, reading: Reading, frontier: Frontier, instrument: Instrument | None
) -> tuple[date | None, str]:
    """Return the session day: from the clause, the sentence, the sentence before, or the day of publication."""
    published = frontier.published

    def usable(mark: Mark) -> bool:
        if not tells_day(mark) or not isinstance(mark.what, Day):
            return False
        day = mark.what.mention.last
        of_start = _is_of_start(mark, slot, reading) or (slot.role == "from" and not mark.after_from)
        if of_start and (slot.role == "from") == frontier.is_of_story(day):
            return False
        if any(of(mark, slot, reading) for of in (_looks_back, _is_of_reference, _is_set_against, _is_left)):
            return False
        own = instrument is None and mark.frame == slot.frame and mark.statement == slot.statement
        return (published is None or day <= published or slot.modality == "forecast") and (own or _trades(day, name))

    found = _from_mark(slot, reading, usable) if slot.role == "from" else _nearest(slot, reading, usable)
    now = published is not None and _is_of_now(slot, reading)
    if found is not None and isinstance(found.what, Day) and not now:
        return found.what.mention.last, "date: weekday in sentence"
    if slot.role == "from":
        return None, "date: not said, the session before"
    if frontier.carried is not None and not now and _trades(frontier.carried, name):
        return frontier.carried, frontier.basis
    if published is None:
        return None, "date: article undated"
    return (published if _trades(published, name) else last_weekday(published)), PUBLISHED


def _nearest(slot: Slot, reading: Reading, usable: Callable[[Mark], bool]) -> Mark | None:
    """Return the day of the clause, of one that tells a market move or opens the sentence, or the only one before."""
    found = mark_for(slot, reading, usable)
    if found is not None:
        return _before_and(found, slot, reading, usable)
    marks = [mark for mark in reading.marks if usable(mark) and not mark.after_from and _may_reach(mark, slot, reading)]
    near = [mark for mark in marks if mark.clause == slot.clause]
    others = [mark for mark in marks if mark.clause not in reading.earlier]
    far = [mark for mark in others if mark.clause in reading.market_clauses or (mark.opening and mark.clause == 0)]
    pool = near or far or _only_day([mark for mark in marks if mark.clause < slot.clause])
    return min(pool, key=lambda mark: abs(mark.item - slot.item)) if pool else None


def _before_and(found: Mark, slot: Slot, reading: Reading, usable: Callable[[Mark], bool]) -> Mark:
    """Return the day before a value where that after it is of the next: "on Thursday lost 3 percent and on Friday"."""
    between = reading.line.norms[slot.what.last : reading.places[found.item].first]
    earlier = [mark for mark in reading.marks if mark.item < slot.item and mark.clause == slot.clause]
    earlier = [mark for mark in earlier if usable(mark) and not mark.after_from] if "and" in between else []
    return earlier[-1] if earlier else found


def _may_reach(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell whether a day between commas after a name may be that of a value: of one between the same commas."""
    first, last = sorted((reading.places[mark.item].first, slot.what.first))
    return not mark.aside or "," not in reading.line.norms[first:last]


def _only_day(marks: list[Mark]) -> list[Mark]:
    """Return the marks if all tell one day: "on Thursday, Dec. 6, when Brent lost 2 percent"."""
    days = {mark.what.mention.last for mark in marks if isinstance(mark.what, Day)}
    return marks if len(days) == 1 else []


def _from_mark(slot: Slot, reading: Reading, usable: Callable[[Mark], bool]) -> Mark | None:
    here = [mark for mark in reading.marks if mark.clause == slot.clause and usable(mark)]
    marks = [mark for mark in here if mark.after_from or _follows(mark, slot, reading)]
    return marks[0] if marks else None


def _looks_back(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell a day of the words before a main clause: "After falling 3 percent on Monday, the Dow rose 1 percent"."""
    norms, first, last = reading.line.norms, reading.places[mark.item].first, slot.what.first
    begins = [k for k in range(first) if norms[k] in _BACK and (not k or norms[k - 1] in _BREAKS)]
    begins = begins or [k for k in range(1, min(first, _LEAD)) if norms[k] == "after" and norms[k - 1] in _AGO]
    return bool(begins) and not _main(begins[-1], first, reading) and _main(first, last, reading)


def _main(first: int, last: int, reading: Reading) -> bool:
    """Tell whether a clause with a subject of its own begins between two words: a comma, then a name."""
    comma = next((k for k in range(first, last) if reading.line.norms[k] == ","), last)
    return any(_is_subject(place) and comma < place.first < last for place in reading.places)


def _is_subject(place: Place) -> bool:
    return place.kind == "name" or place.kind.startswith("head")


def _is_of_reference(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell a day that a value is only set against: "its Oct. 3 high", "following Monday's 144-point gain"."""
    place, norms = reading.places[mark.item], reading.line.norms
    between = norms[slot.what.last : place.first]
    if not _PASSING.isdisjoint(between) or (";" in between and norms[place.last - 1] in {"earlier", "before"}):
        return True
    before, last = norms[max(place.first - 2, 0) : place.first], place.last
    owned = norms[last] == "'s"
    if was_then(place.first, norms) or (not owned and before[-1:] and before[-1] in _AWAY):
        return True  # "six basis points below Tuesday"
    noun = next((k for k in range(last, last + _PHRASE) if norms[k] not in _OF_A_LEVEL), last)
    if mark.item < slot.item and "," not in norms[noun : slot.what.first]:  # "Friday's close of $68.60"
        return False
    if owned and norms[last + 1] not in _OF_THE_DAY and not _AGAINST.isdisjoint(before):
        return True
    back = before[-1:] + before[-2:-1] * (before[-1:] == ("at",))
    return norms[noun] in _LEVELS and not (_THAN if owned else _THAN | _OWNERS).isdisjoint(back)


def _is_set_against(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell the day of another value that this one is set against: "1 percent compares with 2 percent on Monday"."""
    first, last = slot.what.last, reading.places[mark.item].first
    others = any(slot.item < one.item < mark.item for one in reading.slots)
    names = {k for place in reading.places if place.kind == "name" for k in (place.first - 1, place.first - 2)}
    return others and any(  # but "by 1.5 per cent against the euro on Thursday"
        reading.line.norms[k] in _SET_AGAINST and (reading.line.norms[k] != "against" or k not in names)
        for k in range(first, last)
    )


def _is_left(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell a day that the words have left before they come to a value.

    "Gold broke $1,800 last night and is at 1,812"; "was at $184 last night and it closed at $160"; "$1,790 on Monday,
    was $1,802"; "lost a rating on Friday night and the index answered with"; "after a rout the previous day, it
    rose".
    """
    norms, first, last = reading.line.norms, reading.places[mark.item].last, slot.what.first
    if mark.item > slot.item:
        return False
    place = reading.places[mark.item]
    night = "night" in norms[place.first : first]
    turns = [k for k in range(first, last) if norms[k] in {"and", "but", ";"}]
    if any(_is_present(k + 1, last, reading) for k in turns):
        return True
    if night and (any(norms[k + 1] == "it" for k in turns) or not _REPLIES.isdisjoint(norms[first:last])):
        return True
    apart = mark.frame != slot.frame or mark.statement != slot.statement
    if (apart and in_relative(place.first, last, norms)) or _is_inserted(mark, slot, reading):
        return True
    counted = not _BEFORE.isdisjoint(norms[place.first : first])
    begin = max((k for k in range(place.first) if norms[k] in _BREAKS), default=0)
    return counted and not _BACK.isdisjoint(norms[begin : place.first]) and _main(first, last, reading)


def _is_present(first: int, last: int, reading: Reading) -> bool:
    """Tell whether the clause from token `first` on is of the present, and not of a longer span."""
    norms = reading.line.norms
    verb = next((k for k in range(first, last) if norms[k] not in _PRONOUNS), last)
    return (
        verb < last
        and norms[verb] in _IS
        and not any(not tells_day(mark) and reading.places[mark.item].first >= first for mark in reading.marks)
    )


def _is_inserted(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell the day of values between commas before a verb: "the price, $29 on Friday and $48 on Monday, had risen"."""
    norms, place = reading.line.norms, reading.places[mark.item]
    if norms[place.last] != "," or norms[place.last + 1] not in _PAST_VERBS or slot.what.first <= place.last:
        return False
    comma = next((k for k in range(place.first - 1, -1, -1) if norms[k] == ","), -1)
    return comma > 0 and any(comma < one.what.first < place.first for one in reading.slots)


def _is_of_now(slot: Slot, reading: Reading) -> bool:
    """Tell "and now sits at 123p", "this morning it is up 2 cents", after another day."""
    norms, last = reading.line.norms, slot.what.first
    first = next((k for k in range(last - 1, -1, -1) if norms[k] in _TURNS), -1)
    return first >= 0 and any(
        norms[k] == "now" or (norms[k] == "this" and norms[k + 1] in _HOURS) for k in range(first + 1, last)
    )


def _is_of_start(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell a day told right after the level that a change came from: "to $121.33 from $122.27 on Friday"."""
    starts = (one for one in reading.slots if one.role == "from" and one is not slot and slot.role != "from")
    return any(one.clause == mark.clause and _follows(mark, one, reading) for one in starts)


def _follows(mark: Mark, slot: Slot, reading: Reading) -> bool:
    """Tell whether a when-word follows a value closely, with no other between."""
    away = mark.item - slot.item
    return 0 < away <= _AFTER_START and not any(slot.item < one.item < mark.item for one in reading.slots)


def _trades(day: date, name: Name) -> bool:
    return day.weekday() <= FRIDAY or name.sort == "crypto"
