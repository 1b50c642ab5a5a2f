"""Whose an amount is that no frame has bound: the nearest instrument it fits, unless another noun stands between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.build import typed
from eventstudy.articles.moves.grammar.slots import Slot
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import values_of_heads, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.grammar.slots import Place, Role
    from eventstudy.records import Direction

HARD = frozenset({"semicolon", "report"})
"""What parts a sentence for good."""
REACH = 60
"""Items back that are looked through, so that a sentence without end stays cheap."""
_AFTER = 8
_SHORTEST_CODE = 2
_NOUNS = frozenset({"foreign", "head", "prep"})
_DOING = frozenset({"comma", "relative", "dir", "neutral", "be", "other"})


def subject_of(
    passage: Passage, places: Sequence[Place], at: int, role: Role, what: Amount | Look, way: Direction | None
) -> tuple[Name, ...]:
    """Return the nearest instrument before an amount that it can be told of."""
    place = places[at]
    owner = owner_after(passage, at) if role == "change" and isinstance(what, Amount) else ()
    if owner:
        return owner
    for back in range(at - 1, max(at - REACH, -1), -1):
        if places[back].clause != place.clause or places[back].kind in HARD | {"cause"}:
            break
        name = passage.items[back].what
        if _stops(passage, back, at):
            return ()
        if isinstance(name, Name):
            beside = at - back == 1 or (at - back == 2 and passage.words[at - 1] == "by")  # noqa: PLR2004 - one between
            told = beside or (name.evidence == 1 and _admits(passage, back))
            return (name,) if told and fits(name, role, what, way) else ()
    if place.spoiled:
        return ()
    if isinstance(what, Look):
        return _beside(passage, places, at)
    return tuple(
        name for name in place.about or _topic(passage, at) if name.evidence == 1 and fits(name, role, what, way)
    )


def _stops(passage: Passage, back: int, at: int) -> bool:
    """Tell a noun between, of which the amount may be told, "while those of Italy touched 6.5 per cent"."""
    if passage.words[back] == "those":
        return True
    return passage.kinds[back].partition(":")[0] in _NOUNS and (
        _has_own_subject(passage, back) or _goes_with(passage, back, at) or _is_unknown_name(passage, back)
    )


def _beside(passage: Passage, places: Sequence[Place], at: int) -> tuple[Name, ...]:
    """Return what the change right before an extreme or a rank is told of: "up $66, best day in four months"."""
    before = next((slot for slot in reversed(passage.slots) if slot.item < at), None)
    return before.names if before is not None and before.clause == places[at].clause else ()


def _has_own_subject(passage: Passage, at: int) -> bool:
    """Tell the noun right before a word of direction or a sign that is no instrument: "with banks down 2.4 percent"."""
    kinds = passage.kinds
    if kinds[at].startswith("head"):
        return kinds[at - 1] not in {"possessive", "name"} and kinds[at + 1] in {"dir", "amount", "be"}
    placed = kinds[at + 1] == "prep" and passage.words[at + 1] in {
        "from",
        "at",
        "to",
    }  # ", Portuguese from 6.3% to 4.7%"
    if kinds[at] != "foreign" or not (placed or kinds[at + 1] in {"dir", "amount", "neutral"}):
        return False
    before = at - 1
    while before > at - _AFTER and kinds[before] in {"foreign", "filler"}:
        before -= 1
    before -= kinds[before] == "det"
    return kinds[before] in {"comma", "and"} or (kinds[before] == "prep" and passage.words[before] == "with")


def _goes_with(passage: Passage, back: int, at: int) -> bool:
    """Tell "with its sub-index of lenders lower by 3 percent", whose figure is none of the subject before."""
    with_ = passage.kinds[back] == "prep" and passage.words[back] == "with"
    return with_ and any(kind == "foreign" or kind.startswith("head") for kind in passage.kinds[back + 1 : at])


def _is_unknown_name(passage: Passage, at: int) -> bool:
    """Tell two capitals that do something: "even the index heavyweight France Telecom, which ..."."""
    kinds, items, texts = passage.kinds, passage.items, passage.line.texts
    code = texts[items[at].first]
    if kinds[at] == "foreign" and kinds[at + 1] in {"comma", "dir"} and code.isupper() and len(code) > _SHORTEST_CODE:
        return True  # "FTX's own token, FTT, plunged"
    if kinds[at] != "foreign" or kinds[at - 1] != "foreign" or kinds[at + 1] not in _DOING:
        return False
    return at > 1 and all(texts[items[one].first][:1].isupper() for one in (at, at - 1))


def owner_after(passage: Passage, at: int) -> tuple[Name, ...]:
    """Return what a noun of change is told of after a comma: "a plunge of 482 points, or 5.6 percent, in the Dow"."""
    kinds, ahead = passage.kinds, at + 1
    while ahead < at + _AFTER and kinds[ahead] in {"comma", "and", "amount", "dir", "filler"}:
        ahead += 1
    if kinds[ahead] != "prep" or passage.words[ahead] not in {"in", "of", "for"} or kinds[ahead - 1] != "comma":
        return ()
    ahead += 2 if kinds[ahead + 1] == "det" else 1
    name = passage.items[ahead].what if ahead < len(passage.items) else None
    return (name,) if isinstance(name, Name) and name.evidence == 1 and kinds[ahead + 1] != "possessive" else ()


def _topic(passage: Passage, at: int) -> tuple[Name, ...]:
    """Return the only instrument that the sentence has named, or else the one before: "VIX watch: 8.84 at the low"."""
    first = passage.items[at].first
    if not words("companies", "business").isdisjoint(passage.line.norms[:first]):
        return ()
    here = next((name for name in passage.state.mentions if name.last <= first), None)
    if here is None:
        pool = {name.instrument: name for name in next(iter(passage.state.memory.pools()), ())}
        return tuple(pool.values()) if len(pool) == 1 else ()
    others = (name for name in passage.state.mentions if name.last <= first and name.instrument != here.instrument)
    return (here,) if next(others, None) is None else ()


def _admits(passage: Passage, at: int) -> bool:
    """Tell a name that stands as a subject from one that something else belongs to or is set against."""
    name, after = passage.items[at].what, passage.kinds[at + 1]
    if after == "possessive":
        return passage.kinds[at + 2] in {"amount", "dir", "look"} or passage.kinds[at + 2].startswith("head")
    head = after.partition(":")[2] if after.startswith("head") else ""
    if head and isinstance(name, Name) and name.sort not in values_of_heads(head):
        return False
    before = at - 1
    while before > at - _AFTER and passage.kinds[before] in {"filler", "det"}:
        before -= 1
    set_off = passage.kinds[at - 1] == "det" and before < at - 2  # "in the space of a day the dollar"
    object_of = passage.kinds[before] == "other" or (passage.kinds[before] == "prep" and not set_off)
    return after not in {"foreign", "report"} and not object_of


def fits(name: Name, role: Role, what: Amount | Look, way: Direction | None) -> bool:
    """Tell whether an amount can be told of an instrument."""
    if isinstance(what, Amount) and name.sort == "currency" and name.unit != "points":
        return True
    if isinstance(what, Amount) and what.per == "tonne" and name.instrument == "copper":
        return True
    slot = Slot(role, what, 0, way, (name,), 0, 0, 0, 0, 0, None, "asserted", "")
    return typed(slot, name, longer=True) is not None
