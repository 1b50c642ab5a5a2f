"""Which words make an amount a move: "rose ... 3 percent", "to $70", "an increase of $3", "1 percent lower"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import (
    LOOKBACK,
    Around,
    Licence,
    ends_off,
    is_far,
    refused,
)
from eventstudy.articles.moves.grammar.beside import after_amount, after_word
from eventstudy.articles.moves.grammar.places import OFF_AFTER, after_off, from_last_close, trades_for
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.records import Direction

_OBJECT_WAYS: dict[str, Direction] = {"off": "down", "on": "up", "onto": "up"}
_DOING = frozenset({
    "took", "taken", "take", "takes", "taking", "put", "puts", "putting", "wiped", "wipes", "wiping", "knocked",
    "knocks", "knocking", "shaved", "shaves", "shaving", "lopped", "sliced", "slicing", "piled", "piling", "added",
    "adding", "heaped", "cut", "cutting",
})  # fmt: skip
_COMING = frozenset({"came", "comes", "coming", "amounted", "amounts", "amounting", "stood", "worked"})
_SET_AGAINST = frozenset({"against", "versus", "vs", "vs.", "compared with", "compared to"})
_FEW = 6


def license_amount(passage: Passage, at: int, amount: Amount) -> Licence | None:
    """Return what makes the amount at item `at` a reported value, or None."""
    around = Around(amount, at, passage.items, passage.kinds, passage.words, passage.line, passage.state, passage.slots)
    left = around.left(at)
    look = around.items[left].what if left >= 0 else None
    whose = around.kinds[left] == "possessive" and around.kinds[left - 1] == "day"  # "from Monday's 4.28%"
    left = around.left(left) if (isinstance(look, Look) and look.bare) or whose else left
    found = _with_object(around, left) or from_last_close(around, left)
    if found is not None or refused(around):
        return found
    if around.kinds[left] == "prep":
        grown = around.words[left] in {"to", "from"} and around.amount.unit == "percent"
        rise = _with_noun(around, None) if grown else None
        found = rise or _after_preposition(around, left)  # "adding to a 5 percent rise"
        return _with_noun(around, found) if found is None or found.role == "change" else found
    return _with_noun(around, None) or _of_close(around) or _with_adverb(around) or after_word(around, left)


def _with_object(around: Around, left: int) -> Licence | None:
    """Read "knocked 300 points off the Dow", "put 16bp on the ten-year"."""
    after = around.at + 1
    way = _OBJECT_WAYS.get(around.words[after]) if around.words[left] in _DOING else None
    if way is None or around.amount.unit == "" or around.amount.scale:
        return None
    after += 1
    while around.kinds[after] in {"det", "filler"}:
        after += 1
    what = around.items[after].what if after < len(around.items) else None
    return Licence("change", way, names=(what,)) if isinstance(what, Name) else None


def _with_noun(around: Around, found: Licence | None) -> Licence | None:
    """Read "a 3 percent [one-day] drop"."""
    for ahead in range(around.at + 1, min(around.at + 4, len(around.items))):
        entry = around.entry(ahead)
        if entry is None or entry.kind not in {"filler", "dir", "period"}:
            break
        if entry.kind == "dir":
            if not entry.noun or (
                entry.verb
                and around.kinds[around.at - 1] not in {"det", "filler", "possessive", "day", "prep", "neutral"}
            ):
                break
            if _is_of_business(around, ahead):
                return None
            return Licence("change", entry.direction, upto=ahead, consumes=ahead, noun=True, names=_owner(around))
    return found


def _is_of_business(around: Around, noun: int) -> bool:
    """Tell "a 64% jump in daily trading volume"."""
    last = around.items[noun].last
    norms = around.line.norms
    reach = next(
        (at for at in range(last, last + _FEW) if norms[at] in {",", "to", "from", "after", "on", "and"}), last + _FEW
    )
    return norms[last] in {"in", "of", "for"} and not words("companies", "business").isdisjoint(norms[last:reach])


def _of_close(around: Around) -> Licence | None:
    """Read "the Dow's 25,409.36 close"."""
    entry, owner = around.entry(around.at + 1), around.at - 2
    noun = entry is not None and entry.word in {"close", "open", "finish", "settlement"} and entry.kind == "neutral"
    what = around.items[owner].what if owner >= 0 else None
    if not noun or around.kinds[around.at - 1] != "possessive" or not isinstance(what, Name):
        return None
    return Licence("level", None, phase=entry.phase if entry is not None else None, names=(what,))


def _owner(around: Around) -> tuple[Name, ...] | None:
    """Return whose change it is: "dragged down by Renault's 2.6% drop"."""
    what = around.items[around.at - 2].what if around.at > 1 and around.kinds[around.at - 1] == "possessive" else None
    return (what,) if isinstance(what, Name) else None


def _with_adverb(around: Around) -> Licence | None:
    """Read "about 1 percent lower" and "2 percent up"."""
    ahead = _past_fillers(around, around.at + 1)
    doubled = around.words[ahead] in {"or", "and"} or (
        around.kinds[ahead] == "comma" and around.words[ahead + 1] == "or"
    )
    if doubled or around.kinds[ahead] == "open":
        return _with_adverb_after_twin(around, ahead)
    if ends_off(around):
        return Licence("change", "down", upto=around.at + 1)
    entry = around.entry(ahead)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb:
        return None
    if entry.word in {"up", "down"} and around.kinds[ahead + 1] == "amount":
        return None
    twin = after_amount(around, around.left(around.at))
    listed = twin is not None and twin.listed
    return Licence("change", entry.direction, upto=ahead, consumes=ahead, listed=listed)


def _past_fillers(around: Around, at: int) -> int:
    end = at + 2
    while at < end and around.kinds[at] == "filler":
        at += 1
    return at


def _with_adverb_after_twin(around: Around, at: int) -> Licence | None:
    """Read the first of "18 points, or 0.2 percent, higher"."""
    end = at + 2
    while at < end and around.kinds[at] in {"comma", "and", "open"}:
        at += 1
    twin = around.items[at].what if at < len(around.items) else None
    if not isinstance(twin, Amount) or (around.words[at - 1] == "and" and twin.unit != around.amount.unit):
        return None
    at += 1
    while around.kinds[at] in {"comma", "shut"}:
        at += 1
    entry = around.entry(at)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb or around.kinds[at + 1] == "amount":
        return None
    return Licence("change", entry.direction)


def _after_preposition(around: Around, left: int) -> Licence | None:
    state, word = around.state, around.words[left]
    direction = state.predicate.direction if state.predicate is not None else None
    if word == "of":
        return _after_of(around, left)
    if word == "by" and direction is not None and not (state.predicate is not None and state.predicate.noun):
        return Licence("change", direction, ease=_ease(around, left))
    if word == "off" and state.object and around.kinds[around.left(left)] == "comma":
        return Licence("change", "down", first=left, signed=True, names=state.object)
    opening = not state.frames and around.kinds[around.left(left)] == "neutral"
    if not (opening or state.subject or state.fallback or state.phrase in {"names", "pending"}):
        return None
    return _after_place(around, left, direction)


def _after_place(around: Around, left: int, direction: Direction | None) -> Licence | None:
    """Read an amount after "from", "to", "at", "off"."""
    word = around.words[left]
    if word == "from" or (around.state.from_open and word == "at"):
        ranged = around.amount.ranged  # "traded from $53 to $55"
        return Licence("level", None, ease=0.9) if ranged else Licence("from", None)
    if word in _SET_AGAINST:
        return Licence("from", None) if _is_like_the_last(around) else None
    if word == "to":
        return _after_to(around, left, direction)
    if word == "off" and around.kinds[around.left(left)] in OFF_AFTER:
        return after_off(around, left)
    if word != "at":
        return Licence("level", direction, ease=0.95) if trades_for(around, left) else None
    owner = around.items[around.left(left)].what if around.left(left) >= 0 else None
    noun = around.kinds[around.left(left) - 1] == "possessive"  # "with Friday's close at 6,715"
    told = isinstance(owner, Look) or (isinstance(owner, Entry) and noun)
    steady = around.kinds[around.left(left)] == "other" and all(name.sort != "stock" for name in state_of(around))
    phase = owner.phase if told and isinstance(owner, Look | Entry) else None
    return Licence("level", direction, phase=phase, crossing=steady)


def state_of(around: Around) -> tuple[Name, ...]:
    """Return whose value it would be."""
    return around.state.subject or around.state.fallback


def _after_to(around: Around, left: int, direction: Direction | None) -> Licence:
    if _comes_to(around, left):
        return Licence("change", direction, of_noun=True)
    rate = bool(state_of(around)) and all(name.sort == "yield" for name in state_of(around))
    way = (_way_from(around) if rate else None) or direction  # "Greek 10s rallied from 12.4% to 7.8%"
    way = way or _list_direction(around, left) or _way_from(around)
    return Licence("level", way, ease=_ease(around, left))


def _comes_to(around: Around, left: int) -> bool:
    """Tell "the Nikkei's retreat came to 7.3 percent" and "taking its advance to 3.1%" from a level."""
    predicate = around.state.predicate
    noun = predicate is not None and predicate.noun and around.amount.unit in {"percent", "points", "bp"}
    rate = any(name.sort == "yield" for name in state_of(around))
    brought = (
        "cause" in around.kinds[max(left - LOOKBACK, 0) : left]
    )  # "brought its decline over the week to 5 percent"
    spanned = (
        brought or around.kinds[around.left(left)] == "dir"
    ) and not rate  # "extending its plunge this year to 60%"
    return noun and (around.words[around.left(left)] in _COMING or around.kinds[left - 1] == "dir" or spanned)


def _is_like_the_last(around: Around) -> bool:
    """Tell whether an amount can be a level of the same series as the one before it."""
    last, amount = around.last, around.amount
    if last is None or last.role != "level" or last.clause != around.state.clause or not isinstance(last.what, Amount):
        return False
    level = last.what
    return amount.unit in {"", level.unit} and level.value < 3 * amount.value < 9 * level.value


def _way_from(around: Around) -> Direction | None:
    """Tell which way "from $17 to $483" went."""
    last = around.last
    if last is None or last.role != "from" or last.statement != around.state.statement:
        return None
    if not isinstance(last.what, Amount) or last.what.unit != around.amount.unit:
        return None
    return "up" if around.amount.value > last.what.value else "down"


def _list_direction(around: Around, left: int) -> Direction | None:
    """Return the direction of the change right before "to": "Nasdaq 0.9 percent to 9,000"."""
    if around.last is not None and around.left(left) == around.last.item:
        return around.last.direction
    return None


def _ease(around: Around, left: int) -> float:
    """Weigh the words between the predicate and "to": each foreign one costs."""
    foreign = sum(around.kinds[back] == "foreign" for back in range(left - 1, max(left - LOOKBACK, -1), -1))
    return max(0.7, 1.0 - 0.05 * foreign)


def _after_of(around: Around, left: int) -> Licence | None:
    """Read "an increase of $3", "a three-month high of $69.20", "Thursday's close of $66.25"."""
    owner = around.left(left)
    what = around.items[owner].what if owner >= 0 else None
    if around.amount.ranged and around.words[owner] == "range":
        return Licence("level", None, ease=0.9)
    if isinstance(what, Look) and not around.state.from_open:
        own = what.sort == "mark" and around.line.norms[what.first - 1] == "off"  # "closed at 1,730.33, off a high of"
        far = not own and is_far(around.line, _phrase_start(around, owner))
        return None if far else Licence("level", what.direction, phase=what.phase if what.sort == "mark" else None)
    if isinstance(what, Entry) and what.kind == "dir" and what.noun:
        if around.line.norms[around.items[owner].first - 1] in values(
            "ordinals"
        ):  # "its third decline of over 3 percent"
            return None
        return Licence("change", what.direction, first=_noun_start(around, owner), of_noun=True)
    if around.kinds[owner] == "name" and around.state.head_direction is not None:
        return Licence("change", around.state.head_direction, of_noun=True)
    return _of_price(around, owner)


def _of_price(around: Around, owner: int) -> Licence | None:
    """Read "Thursday's close of $66.25", "through the level of $1.27"."""
    what = around.entry(owner)
    mark = what is not None and what.word in words("looks", "marks")
    look = owner >= 0 and isinstance(around.items[owner].what, Look)
    price = look or around.kinds[owner] == "neutral" or around.kinds[owner].startswith("head")
    if not (price or mark):
        return None
    if around.state.from_open:
        return None if mark else Licence("from", None)
    way = around.state.predicate.direction if mark and around.state.predicate is not None else None
    return Licence("level", way, phase=what.phase if what is not None else None)


def _phrase_start(around: Around, owner: int) -> int:
    """Return the first token of "its July high"."""
    while around.kinds[owner - 1] in {"det", "day", "possessive"}:
        owner -= 1
    return around.items[owner].first


def _noun_start(around: Around, owner: int) -> int:
    """Return the first item of "an increase of", its article included."""
    first = owner
    while first > 0 and around.kinds[first - 1] in {"det", "filler"} and around.words[first - 1] not in {'"', "'", "."}:
        first -= 1
    return first
