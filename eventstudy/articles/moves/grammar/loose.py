"""A second look at the amounts that no frame has licensed: bound by what stands around them, with less confidence.

The frames tell how market English is mostly put. What they leave over is read here by a few rules for all words: an
amount is a change where a word of direction governs it and a level where a word of place does; it is told of the
nearest instrument that its unit fits; and nothing is told in a clause that speaks of something else.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.nearest import HARD, REACH, fits, owner_after, subject_of
from eventstudy.articles.moves.grammar.slots import Slot
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, values, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.grammar.slots import Place, Role
    from eventstudy.records import Direction

EASE = 0.6
"""How sure such a binding is, beside 1 for touching words."""
_REACH = 8
"""Items between a word of direction and its amount."""
_AHEAD = 3
_COUNTED = 4
_RECENT = 12
"""Values before that may tell the direction of one."""
_ENDS = frozenset({",", ";", ".", "", "to", "from", "after", "on", "and", "as", "at", "while", "but", "despite"})
_MARKED = 6
"""Tokens after "from" in which a peak may be named."""
_OTHER = frozenset({"block", "kill", "pare", "relative_to", "negation"})
_RATES = frozenset({"bp", "percentage_points"})
BASIS = "nearest instrument"
_TRANSPARENT = frozenset({"filler", "det", "together", "prep", "open", "foreign", "comma", "and"})
_PLACES = frozenset({"to", "at", "through"})
_DOES = frozenset({"be", "head:stock", "other", "neutral"})
_FAR = frozenset({"-", "more", "less", "below", "above", "stake", "beneath", "under", "shy", "short", "away", "apart"})


def bind(passage: Passage, places: Sequence[Place]) -> None:
    """Add values for the amounts that none has read, and give those without an instrument theirs."""
    told = {slot.item for slot in passage.slots}
    for slot in passage.slots:
        if not slot.names and slot.item < len(places):
            _give(passage, places, slot)
        elif slot.role == "level" and slot.direction is None and isinstance(slot.what, Amount):
            slot.direction = _since_last(passage, slot.names, slot.item, slot.what)
    for at, place in enumerate(places):
        if place.kind == "amount" and at not in told:
            found = _slot(passage, places, at)
            if found is not None:
                insort(passage.slots, found, key=lambda one: one.item)


def _give(passage: Passage, places: Sequence[Place], slot: Slot) -> None:
    """Give a value that has been licensed the instrument it is told of."""
    what, place = slot.what, places[slot.item]
    if place.silent or slot.basis == "disowned" or _speaks_of_other(passage, places, slot.item):
        return
    if place.busy and slot.role == "change" and not owner_after(passage, slot.item):
        return
    if isinstance(what, Amount) and _is_of_other(passage, slot.item, what):
        return
    names = subject_of(passage, places, slot.item, slot.role, what, slot.direction)
    if names:
        slot.names, slot.basis, slot.ease = names, BASIS, EASE


def _slot(passage: Passage, places: Sequence[Place], at: int) -> Slot | None:
    what, place = passage.items[at].what, places[at]
    if not isinstance(what, Amount) or place.silent or what.multiple:
        return None
    if _is_of_other(passage, at, what) or _speaks_of_other(passage, places, at):
        return None
    first = _first_of_pairs(passage, places, at)
    if first >= 0 and _reading(passage, places, first, what) == ("level", None):
        return _made(place, at, "level", what, None, place.about, listed=at > first)
    role, way = _reading(passage, places, at, what)
    if role is None or (role == "change" and (way is None or place.busy)):
        return None
    names = _opened(passage, at, role, what) or subject_of(passage, places, at, role, what, way)
    several = len(place.about) > 1 and len(names) == 1 and names[0] in place.about
    if not names or (several and role == "level"):  # "the S&P and the Dow both closed at records, 2,018.05 and ..."
        return None
    if role == "level" and way is None:
        way = _since_last(passage, names, at, what)
    return _made(place, at, role, what, way, names, listed=False)


def _made(
    place: Place, at: int, role: Role, what: Amount, way: Direction | None, names: tuple[Name, ...], *, listed: bool
) -> Slot:
    return Slot(
        role=role,
        what=replace(what, sign=0) if role == "change" else what,
        item=at,
        direction=None if role == "from" else way,
        names=names,
        first=what.first,
        last=what.last,
        frame=place.frame,
        clause=place.clause,
        statement=place.statement,
        phase=place.phase,
        modality=place.modality,
        basis=BASIS,
        ease=EASE,
        listed=listed,
    )


def _first_of_pairs(passage: Passage, places: Sequence[Place], at: int) -> int:
    """Return the first of as many levels as names: "the S&P and the Dow both closed at records, 2,018 and 17,390"."""
    about, kinds, first, last = places[at].about, passage.kinds, at, at
    while first > 1 and kinds[first - 1] in {"and", "comma"} and kinds[first - 2] == "amount":
        first -= 2
    while kinds[last + 1] in {"and", "comma"} and kinds[last + 2] == "amount":
        last += 2
    told = [passage.items[one].what for one in range(first, last + 1, 2)]
    if len(about) < 2 or len(told) != len(about):  # noqa: PLR2004 - two at the least
        return -1
    fit = (
        isinstance(one, Amount) and one.unit != "percent" and fits(name, "level", one, None)
        for one, name in zip(told, about, strict=True)
    )
    return first if all(fit) else -1


def _opened(passage: Passage, at: int, role: Role, what: Amount) -> tuple[Name, ...]:
    """Return whose the level is that opens a sentence: "At 2,912, the S&P is where it was in June"."""
    if role != "level" or at != 1 or passage.words[0] != "at":
        return ()
    ahead = at + 1
    while passage.kinds[ahead] in {"comma", "det", "day", "phase"}:
        ahead += 1
    name = passage.items[ahead].what if ahead < len(passage.items) else None
    if not isinstance(name, Name) or name.evidence < 1 or passage.kinds[ahead + 1] not in _DOES:
        return ()
    return (name,) if fits(name, role, what, None) else ()


def _is_of_other(passage: Passage, at: int, amount: Amount) -> bool:
    """Tell an amount of something else by its size, the noun it counts, or the mark it is set against."""
    if amount.scale or amount.per == "share":
        return True
    norms = passage.line.norms
    following = norms[amount.last]
    counted = following in {"a", "an", "per"} and not amount.per  # "$13 a month"
    if counted or following in _FAR or (following == "of" and amount.unit == "percent"):
        return True
    before = norms[max(amount.first - _COUNTED, 0) : amount.first]
    if "of" in before[-2:] and not values("ordinals").keys().isdisjoint(before):  # "its third decline of 3 percent"
        return True
    if following == "from" and not _peaks().isdisjoint(norms[amount.last : amount.last + _MARKED]):
        return True
    if not words("companies", "business").isdisjoint(norms[amount.last : _phrase_end(norms, amount.last)]):
        return True
    after, beyond = passage.kinds[at + 1], passage.kinds[at + 2]
    return after in {"name", "block"} or (after == "foreign" and amount.unit != "" and beyond != "dir")


def _phrase_end(norms: Sequence[str], at: int) -> int:
    """Return where the words that belong to an amount end: "a 64% jump in daily trading volume"."""
    return next((end for end in range(at, at + _MARKED) if norms[end] in _ENDS), at + _MARKED)


@cache
def _peaks() -> frozenset[str]:
    return words("looks", "peaks") | words("looks", "high") | words("looks", "low")


def _speaks_of_other(passage: Passage, places: Sequence[Place], at: int) -> bool:
    """Tell a clause that speaks of something else than prices."""
    low = _clause_start(places, at)
    if any(passage.kinds[back] in _OTHER for back in range(low, min(at + _AHEAD, len(places)))):
        return True
    norms = passage.line.norms[places[low].first : places[at].first]
    return not words("companies", "business").isdisjoint(norms)


def _clause_start(places: Sequence[Place], at: int) -> int:
    low = at
    while low > max(at - REACH, 0) and places[low - 1].clause == places[at].clause and places[low - 1].kind not in HARD:
        low -= 1
    return low


def _reading(
    passage: Passage, places: Sequence[Place], at: int, amount: Amount
) -> tuple[Role | None, Direction | None]:
    """Tell a change from a level by the word before an amount and by its unit, and which way it went."""
    back = at - 1
    while back > at - _REACH and passage.kinds[back] in {"filler", "det", "day", "phase"}:
        back -= 1
    way = _way(passage, places, at, amount)
    word, kind = passage.words[back], passage.kinds[back]
    if kind == "prep" and word == "from":
        return "from", None
    change = amount.unit == "percent" or amount.unit in _RATES
    if amount.sign:
        return "change", way
    reaches = amount.lead in words("hedges", "level") - {"near"} or amount.mark
    if (reaches and kind != "name") or kind == "hit" or (kind == "prep" and word in _PLACES):
        return "level", way
    if kind in {"comma", "look", "colon"} and way is None:  # "gold, $1,888 on the screen"
        what = passage.items[back].what
        return "level", what.direction if isinstance(what, Look) else None
    if kind == "prep" and word == "by":
        return "change", way or (_shared(passage, at, amount) if passage.kinds[back - 1] == "name" else None)
    if way is None and (kind == "name" or (kind == "comma" and change)):
        way = _shared(passage, at, amount)
    return ("change", way) if change or kind == "dir" else (None, None)


def _shared(passage: Passage, at: int, amount: Amount) -> Direction | None:
    """Return the direction of the change before, whose verb is left out here: "closed 3.7% lower; Intel 6.9%"."""
    for slot in islice(reversed(passage.slots), _RECENT):
        if slot.item < at and slot.role == "change" and isinstance(slot.what, Amount):
            return slot.direction if slot.what.unit == amount.unit and slot.names else None
    return None


def _since_last(passage: Passage, names: tuple[Name, ...], at: int, amount: Amount) -> Direction | None:
    """Tell which way "then squeezed back to $1.3660" went by the level before."""
    if passage.words[at - 1] != "to":
        return None
    for slot in islice(reversed(passage.slots), _RECENT):
        if slot.item < at and slot.names == names and slot.role in {"level", "from"} and isinstance(slot.what, Amount):
            return None if slot.what.value == amount.value else "up" if slot.what.value < amount.value else "down"
    return None


def _way(passage: Passage, places: Sequence[Place], at: int, amount: Amount) -> Direction | None:
    """Return the direction of the word that governs an amount: a sign, a word right after it, the nearest before."""
    if amount.sign:
        return "up" if amount.sign > 0 else "down"
    for ahead in range(at + 1, min(at + 1 + _AHEAD, len(places))):
        entry = passage.items[ahead].what
        if isinstance(entry, Entry) and entry.kind == "dir" and (entry.noun or not entry.verb):
            return entry.direction
        if not isinstance(entry, Entry) or entry.kind not in {"filler", "foreign"}:
            break
    for back in range(at - 1, max(at - _REACH, -1), -1):
        entry = passage.items[back].what
        if places[back].clause != places[at].clause or not isinstance(entry, Entry):
            return None
        if entry.kind == "dir":
            return entry.direction
        if entry.kind not in _TRANSPARENT:
            return None
    return None
