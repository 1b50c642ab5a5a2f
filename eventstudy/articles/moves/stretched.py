"""Which change a span told in words of its own belongs to, and which it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import tells_day
from eventstudy.articles.moves.words.stretches import stretches_in
from eventstudy.articles.moves.words.vocabulary import noun_of_change, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.slots import Place, Reading, Slot
    from eventstudy.articles.moves.words.stretches import Stretch

_LINK = 7
_VERB_REACH = 6
_LEADING = 3
_MEASURED = frozenset({"percent", "pct", "%", "points", "point", "cents", "cent"})
_LINKS = frozenset(
    {"of", "to", "at", "was", "reached", "hit", "came", "stood", "reaching", "is", "totaled", "totalled"}
)
_LINKING = _LINKS | {"topped", "exceeded", "now", "stands", "swelled", "grew", "widened", "approached", "nearing"}
_DOING = frozenset({"dir", "neutral", "be", "hit", "cause", "other", "pare"})


def stretch_for(slot: Slot, reading: Reading) -> Stretch | None:
    """Return the span that a change is told over, None for a change of its day."""
    told = stretches_in(reading.line) if slot.role == "change" else ()
    if not told or _has_day(slot, reading):
        return None
    found = [one for one in told if _is_free(one, reading) and _governs(one, slot, reading)]
    return min(found, key=lambda one: abs(one.first - slot.what.first)) if found else None


def owned_elsewhere(first: int, last: int, slot: Slot, reading: Reading) -> bool:
    """Tell a span that belongs to the noun before it: "wiping out its gains for the year"."""
    norms, back = reading.line.norms, first - 1
    while back > 0 and norms[back] in {"so", "far", "that"}:
        back -= 1
    noun = noun_of_change(reading.line, back) is not None and norms[back] not in {"up", "down"}
    state = norms[back] in words("stretches", "states")
    if back < 0 or not (noun or state) or not _MEASURED.isdisjoint(norms[max(back - 2, 0) : back]):
        return False
    undone = not words("stretches", "undo").isdisjoint(norms[max(back - _VERB_REACH, 0) : back])
    if slot.what.first < first:
        between = norms[slot.what.last : back]
        return noun or not words("stretches", "undo").isdisjoint(between)
    return undone and norms[last] not in {"to", "at"}


def _has_day(slot: Slot, reading: Reading) -> bool:
    """Tell whether the statement of a change names its day, or says that it is of the session."""
    days = [mark for mark in reading.marks if tells_day(mark) or getattr(mark.what, "kind", "") == "period:session"]
    own = [one for one in days if one.statement == slot.statement and one.clause == slot.clause and not one.after_from]
    return any(abs(one.item - slot.item) <= _LEADING for one in own)


def _is_free(one: Stretch, reading: Reading) -> bool:
    """Tell whether no date, extreme or fixed phrase has read the same words."""
    for place in reading.places:
        if place.first >= one.last or place.last <= one.first or place.first == place.last:
            continue
        if place.kind == "day" and reading.line.norms[one.first] == "since":
            continue
        if place.kind == "look" and (one.sort == "rank" or place.first > one.first):
            continue
        whole = place.kind.startswith("period") and one.sort != "phrase"
        if place.kind in {"look", "day", "name"} or (place.kind.startswith("period") and not whole):
            return False
    return True


def _governs(one: Stretch, slot: Slot, reading: Reading) -> bool:
    if one.sort == "adjective":
        return _of_noun(one, slot, reading)
    if one.sort == "rank":
        return _of_rank(one, slot, reading)
    counted = one.first > 0 and reading.line.norms[one.first - 1] in {
        "time",
        "that",
    }  # "for the first time in two weeks"
    if counted or owned_elsewhere(one.first, one.last, slot, reading):
        return False
    place = _place(one, reading)
    if slot.what.first > one.last and _opens(one, place, reading):
        return not any(place.kind == "semicolon" for place in _between(one.last, slot.what.first, reading))
    return _beside(one, place, slot, reading)


def _beside(one: Stretch, place: Place, slot: Slot, reading: Reading) -> bool:
    """Tell whether a span stands with a change in its statement, or with one that shares the verb."""
    if reading.line.norms[one.first] == "since" and place.clause == slot.clause + 1:  # "since" begins a clause
        return not any(place.kind in _DOING for place in _between(slot.what.last, one.first, reading))
    if place.clause != slot.clause or place.statement == slot.statement:
        return place.clause == slot.clause
    if one.first > slot.what.first:
        return _elided(slot, place, reading)
    return bool(slot.frame) and reading.frames[slot.frame - 1].elided


def _opens(one: Stretch, place: Place, reading: Reading) -> bool:
    """Tell whether a span stands before all values of its clause and its verb."""
    return not any(
        before.clause == place.clause and before.kind in {*_DOING, "amount", "name"} and before.first < one.first
        for before in reading.places
    )


def _elided(slot: Slot, place: Place, reading: Reading) -> bool:
    """Tell whether the last value before the span shares the verb of an earlier one."""
    told = [other for other in reading.slots if other.statement == place.statement and other.frame]
    return bool(told) and slot.frame <= told[0].frame and reading.frames[told[0].frame - 1].elided


def _of_noun(one: Stretch, slot: Slot, reading: Reading) -> bool:
    """Tell "a two-day loss of 6 percent", "a 6 percent two-day loss"."""
    norms = reading.line.norms
    if one.first - _LEADING < slot.what.last <= one.first:
        return "," not in norms[slot.what.last : one.first]
    between = norms[one.last : slot.what.first]
    if slot.what.first < one.last or len(between) > _LINK or "," in between or _LINKING.isdisjoint(between):
        return False
    undone = not words("stretches", "undo").isdisjoint(norms[max(one.first - _LEADING, 0) : one.first])
    return not undone or "to" in between


def _of_rank(one: Stretch, slot: Slot, reading: Reading) -> bool:
    """Tell "lost 12 percent in its worst week", "its worst weekly loss since 2008, shedding 12 percent"."""
    norms = reading.line.norms
    lead = norms[max(one.first - _LEADING, 0) : one.first]
    if not words("stretches", "over").isdisjoint(lead):
        return False
    if slot.what.first > one.first:
        between = _between(one.last, slot.what.first, reading)
        return not any(place.kind in {"semicolon", "boundary"} for place in between)
    return not any(
        place.kind in {"semicolon", "boundary", "and"} for place in _between(slot.what.last, one.first, reading)
    )


def _between(first: int, last: int, reading: Reading) -> list[Place]:
    return [place for place in reading.places if first <= place.first < last]


def _place(one: Stretch, reading: Reading) -> Place:
    return next(place for place in reading.places if place.first <= one.first < place.last)
