"""Which words make an amount a move: "rose ... 3 percent", "to $70", "an increase of $3", "1 percent lower"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.moves.around import LOOKBACK, Around, is_far, refused
from eventstudy.articles.moves.looks import Look
from eventstudy.articles.moves.values import Amount
from eventstudy.articles.moves.vocabulary import Entry, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.frames import State
    from eventstudy.articles.moves.lexer import Item
    from eventstudy.articles.moves.names import Name
    from eventstudy.articles.moves.slots import Role, Slot
    from eventstudy.articles.moves.tokens import Line
    from eventstudy.records import Direction, Phase

_GAP = 3


@dataclass(frozen=True, slots=True)
class Licence:
    """What a value is, and which items beside it belong to its words."""

    role: Role
    direction: Direction | None
    first: int = -1
    """First item of the words that carry it, where they begin before the amount."""
    upto: int = -1
    """Last item of them, where they end after it."""
    consumes: int = -1
    """Item after it that this licence has read."""
    noun: bool = False
    """A noun of change follows: "a 3 percent drop", which may name its instrument next."""
    of_noun: bool = False
    """A noun of change goes before: "a drop of 3 percent"."""
    listed: bool = False
    phase: Phase | None = None
    names: tuple[Name, ...] | None = None
    ease: float = 1.0


def license_amount(items: Sequence[Item], at: int, line: Line, state: State, slots: Sequence[Slot]) -> Licence | None:
    """Return what makes the amount at item `at` a reported value, or None; `slots` are those before it."""
    around = Around(items, at, line, state, slots)
    if refused(around):
        return None
    left = around.left(at)
    if around.kind(left) == "prep":
        found = _after_preposition(around, left)
        return _with_noun(around, found) if found is None or found.role == "change" else found
    return _with_noun(around, None) or _with_adverb(around) or _after_word(around, left)


def _with_noun(around: Around, found: Licence | None) -> Licence | None:
    """Read "a 3 percent [one-day] drop"."""
    for ahead in range(around.at + 1, min(around.at + 4, len(around.items))):
        entry = around.entry(ahead)
        if entry is None or entry.kind not in {"filler", "dir", "period"}:
            break
        if entry.kind == "dir":
            if not entry.noun or (
                entry.verb
                and around.kind(around.at - 1) not in {"det", "filler", "possessive", "day", "prep", "neutral"}
            ):
                break
            return Licence("change", entry.direction, upto=ahead, consumes=ahead, noun=True)
    return found


def _with_adverb(around: Around) -> Licence | None:
    """Read "about 1 percent lower" and "2 percent up"."""
    ahead = _past_fillers(around, around.at + 1)
    doubled = around.word(ahead) in {"or", "and"} or (around.kind(ahead) == "comma" and around.word(ahead + 1) == "or")
    if doubled or around.kind(ahead) == "open":
        return _with_adverb_after_twin(around, ahead)
    entry = around.entry(ahead)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb:
        return None
    if entry.word in {"up", "down"} and around.kind(ahead + 1) == "amount":
        return None
    twin = _after_amount(around, around.left(around.at))
    listed = twin is not None and twin.listed
    return Licence("change", entry.direction, upto=ahead, consumes=ahead, listed=listed)


def _past_fillers(around: Around, at: int) -> int:
    end = at + 2
    while at < end and around.kind(at) == "filler":
        at += 1
    return at


def _with_adverb_after_twin(around: Around, at: int) -> Licence | None:
    """Read the first of "18 points, or 0.2 percent, higher"."""
    end = at + 2
    while at < end and around.kind(at) in {"comma", "and", "open"}:
        at += 1
    twin = around.items[at].what if at < len(around.items) else None
    if not isinstance(twin, Amount) or (around.word(at - 1) == "and" and twin.unit != around.amount.unit):
        return None
    at += 1
    while around.kind(at) in {"comma", "shut"}:
        at += 1
    entry = around.entry(at)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb or around.kind(at + 1) == "amount":
        return None
    return Licence("change", entry.direction)


def _after_preposition(around: Around, left: int) -> Licence | None:
    state, word = around.state, around.word(left)
    direction = state.predicate.direction if state.predicate is not None else None
    if word == "of":
        return _after_of(around, left)
    if word == "by" and direction is not None and not (state.predicate is not None and state.predicate.noun):
        return Licence("change", direction, ease=_ease(around, left))
    if not (state.subject or state.fallback or state.phrase in {"names", "pending"}):
        return None
    return _after_place(around, left, direction)


def _after_place(around: Around, left: int, direction: Direction | None) -> Licence | None:
    """Read an amount after "from", "to", "at", "off"."""
    word = around.word(left)
    if word == "from" or (around.state.from_open and word == "at"):
        return Licence("from", None)
    if word == "to":
        return Licence("level", direction or _list_direction(around, left), ease=_ease(around, left))
    if word == "off" and around.kind(around.left(left)) in {
        "be",
        "name",
        "neutral",
        "comma",
        "head:future",
        "head:stock",
    }:
        return Licence("change", "down", first=left)
    return Licence("level", direction) if word == "at" else None


def _list_direction(around: Around, left: int) -> Direction | None:
    """Return the direction of the change right before "to": "Nasdaq 0.9 percent to 9,000"."""
    if around.last is not None and around.left(left) == around.last.item:
        return around.last.direction
    return None


def _ease(around: Around, left: int) -> float:
    """Weigh the words between the predicate and "to": each foreign one costs."""
    foreign = sum(around.kind(back) == "foreign" for back in range(left - 1, max(left - LOOKBACK, -1), -1))
    return max(0.7, 1.0 - 0.05 * foreign)


def _after_of(around: Around, left: int) -> Licence | None:
    """Read "an increase of $3", "a three-month high of $69.20", "Thursday's close of $66.25"."""
    owner = around.left(left)
    what = around.items[owner].what if owner >= 0 else None
    if isinstance(what, Look):
        if around.state.from_open:
            return Licence("from", None)
        far = is_far(around.line, _phrase_start(around, owner))
        return None if far else Licence("level", what.direction, phase=what.phase if what.sort == "mark" else None)
    if isinstance(what, Entry) and what.kind == "dir" and what.noun:
        return Licence("change", what.direction, first=_noun_start(around, owner), of_noun=True)
    if around.kind(owner) == "name" and around.state.head_direction is not None:
        return Licence("change", around.state.head_direction, of_noun=True)
    if isinstance(what, Entry) and (what.kind == "neutral" or what.kind.startswith("head")):
        return Licence("from" if around.state.from_open else "level", None)
    return None


def _phrase_start(around: Around, owner: int) -> int:
    """Return the first token of "its July high"."""
    while around.kind(owner - 1) in {"det", "day", "possessive"}:
        owner -= 1
    return around.items[owner].first


def _noun_start(around: Around, owner: int) -> int:
    """Return the first item of "an increase of", its article included."""
    first = owner
    while first > 0 and around.kind(first - 1) in {"det", "filler"} and around.word(first - 1) not in {'"', "'", "."}:
        first -= 1
    return first


def _after_word(around: Around, left: int) -> Licence | None:
    """Read an amount after a verb, a name, another amount or a sign."""
    kind, amount, entry = around.kind(left), around.amount, around.entry(left)
    if kind == "dir" and entry is not None:
        return _after_direction(around, left, entry)
    predicate = around.state.predicate
    direction = predicate.direction if predicate is not None else None
    if kind == "hit":
        return Licence("level", direction)
    found = _after_amount(around, left) if kind in {"and", "comma", "open", "amount"} else None
    named = kind == "name" or (kind.startswith("head") and around.state.phrase in {"names", "pending"})
    if found is not None or named:
        return found or _signed(amount) or _after_name(around)
    if kind in {"neutral", "be"} and _is_price(amount) and not amount.sign:
        return Licence("level", direction, ease=0.9)
    return _signed(amount)


def _signed(amount: Amount) -> Licence | None:
    """Read "-1.4%"."""
    return Licence("change", "up" if amount.sign > 0 else "down", ease=0.95) if amount.sign else None


def _is_price(amount: Amount) -> bool:
    money = amount.unit not in {"", "percent", "percentage_points", "bp", "points"}
    return money or (amount.unit == "" and not amount.plain) or (amount.unit == "percent" and not amount.sign)


def _after_direction(around: Around, left: int, entry: Entry) -> Licence | None:
    predicate = around.state.predicate
    if predicate is not None and predicate.noun and entry.noun and not entry.verb:
        return None
    if predicate is None:
        return None
    if _reaches(around):
        return Licence("level", entry.direction)
    first = left if not entry.verb and left == around.at - 1 else -1
    return Licence("change", entry.direction, first=first)


def _reaches(around: Around) -> bool:
    """Tell "rose above $70" and "dipped below 1.8 percent", levels, from "rose over 3 percent"."""
    amount = around.amount
    rates = bool(around.state.subject) and all(name.sort == "yield" for name in around.state.subject)
    return amount.lead in words("hedges", "level") and (amount.unit != "percent" or rates)


def _after_amount(around: Around, left: int) -> Licence | None:
    """Read "300 points, or 1.1 percent", "$1.20 (1.8%)", "1.3 percent and 0.4 percent"."""
    last = around.last
    if last is None or last.clause != around.state.clause:
        return None
    back, seen = left, ""
    while back >= 0 and around.kind(back) in {"and", "comma", "open"}:
        seen += around.word(back) + " "
        back = around.left(back)
    noun_between = around.kind(back) == "dir"
    back = around.left(back) if noun_between else back
    if back != last.item or not isinstance(last.what, Amount):
        return None
    direction = last.direction
    if around.amount.sign:
        direction = "up" if around.amount.sign > 0 else "down"
        return Licence("change", direction, names=last.names)
    if _reaches(around):
        return Licence("level", direction, names=last.names)
    other = last.what.unit != around.amount.unit
    if other and (last.role != "change" or "and" in seen.split()):
        return None
    listed = not other and ("and" in seen.split() or "," in seen.split())
    return Licence(last.role, direction, names=last.names, listed=listed, ease=0.95)


def _after_name(around: Around) -> Licence | None:
    """Read a left-out verb: "the Dow fell 1.1 percent and the Nasdaq 0.9 percent"; or "DJIA 28,634.88"."""
    last, amount = around.last, around.amount
    if (
        around.state.predicate is not None
        and around.state.predicate.direction
        and not (last and last.names == around.state.subject)
    ):
        return Licence("change", around.state.predicate.direction) if not around.state.subject else None
    recent = [slot for slot in around.slots[-_GAP:] if slot.role == "change" and slot.clause == around.state.clause]
    alike = [slot for slot in recent if isinstance(slot.what, Amount) and slot.what.unit == amount.unit]
    if alike:
        return Licence("change", alike[-1].direction, ease=0.92)
    index = all(name.sort == "index" for name in around.state.names)
    if amount.unit == "" and not amount.plain and index and last is None:
        return Licence("level", None, ease=0.9)
    return None
