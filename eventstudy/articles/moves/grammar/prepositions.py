"""Amounts after a preposition: "to $70", "at 17,245", "an increase of $3", "from 66.25", "by 3 percent"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import LOOKBACK, Around, Licence, is_far
from eventstudy.articles.moves.grammar.places import OFF_AFTER, after_off, trades_for
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Direction

_COMING = frozenset({"came", "comes", "coming", "amounted", "amounts", "amounting", "stood", "worked"})
_SET_AGAINST = frozenset({"against", "versus", "vs", "vs.", "compared with", "compared to"})
_ACTING = frozenset({"be", "dir", "neutral", "hit", "other", "cause", "block", "possessive"})
_FEW = 6


def after_preposition(around: Around, left: int) -> Licence | None:
    """Return the licence of an amount after the preposition at item `left`."""
    state, word = around.state, around.words[left]
    direction = state.predicate.direction if state.predicate is not None else None
    if word == "of":
        return _after_of(around, left)
    if word == "by":
        found = _after_by(around, left, direction)
        if found is not None:
            return found
    if word == "off" and state.object and around.kinds[around.left(left)] == "comma":
        return Licence("change", "down", first=left, signed=True, names=state.object)
    if word == "at":
        found = _at_the_head(around, left)
        if found is not None:
            return found
    opening = not state.frames and around.kinds[around.left(left)] == "neutral"
    if not (opening or state.subject or state.fallback or state.phrase in {"names", "pending"}):
        return None
    return _after_place(around, left, direction)


def _after_by(around: Around, left: int, direction: Direction | None) -> Licence | None:
    """Read "fell by 3 percent" and, where the verb is left out, "and so is silver, by 3%"."""
    state = around.state
    if direction is not None and not (state.predicate is not None and state.predicate.noun):
        return Licence("change", direction, ease=_ease(around, left))
    if state.predicate is None and state.phrase == "names" and state.last_way is not None:
        return Licence("change", state.last_way, ease=0.85)
    return None


def _at_the_head(around: Around, left: int) -> Licence | None:
    """Read "At 10.9 percent, it was its worst day since" and "At $58.50 a barrel, its lowest since May, Brent ..."."""
    way = _way_of_rank(around) if around.amount.unit == "percent" else None
    if way is not None and not any(name.sort == "yield" for name in state_of(around)):
        return Licence("change", way)
    if not left and not around.state.frames and _subject_ahead(around):
        return Licence("level", None, ease=0.9)
    return None


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


def _subject_ahead(around: Around) -> bool:
    """Tell "At $58.50 a barrel, its lowest since May 2009, Brent offered no comfort", whose subject comes after."""
    for ahead in range(around.at + 1, min(around.at + LOOKBACK, len(around.items))):
        if around.kinds[ahead] != "comma":
            continue
        start = ahead + 2 if around.kinds[ahead + 1] == "det" else ahead + 1
        if around.kinds[start] == "name" and around.kinds[start + 1] in _ACTING:
            return True
    return False


def _way_of_rank(around: Around) -> Direction | None:
    """Tell which way "at 8.7 per cent, its worst day since" and "At 10.9 percent, it was the second-worst" went."""
    for ahead in range(around.at + 1, min(around.at + _FEW, len(around.items))):
        what = around.items[ahead].what
        if isinstance(what, Look):
            return what.direction if what.sort == "rank" and around.kinds[around.at + 1] == "comma" else None
        if around.kinds[ahead] not in {"comma", "head:it", "be", "neutral", "filler"}:
            return None
    return None


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
        far = far or what.sort == "streak"  # "the third straight fall of more than 500 points"
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
