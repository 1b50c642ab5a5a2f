"""Orders: two instruments set against each other, "Exxon fell more than Chevron", "oil outpaced gold"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import Slot
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Direction

_REACH = 4
_BETWEEN = frozenset({"det", "filler", "possessive"})


@dataclass(frozen=True, slots=True)
class Order:
    """A comparison whose second name has yet to come."""

    names: tuple[Name, ...]
    direction: Direction | None
    first: int
    """Item of its verb."""
    at: int
    """Item after which the second name stands."""
    reversed: bool
    """The second moved more: "fell less than", "lagged"."""


def on_than(passage: Passage, at: int) -> None:
    """Read "than" after a verb of direction with "more" or "less": "Exxon fell more than ..."."""
    degree = passage.words[at - 1]
    told = passage.told[-1] if passage.told else None
    if told is None or at - told.item > _REACH or told.clause != passage.state.clause:
        return
    if degree in words("orders", "more") | words("orders", "less"):
        less = degree in words("orders", "less")
        passage.order = Order(told.names, told.direction, told.item, at, less)


def on_rival(passage: Passage, at: int) -> None:
    """Read "outperformed", "lagged": the change of the one was larger than that of the other."""
    state = passage.state
    if state.negated or passage.blocked:
        return
    passage.resolve(at)
    names = state.subject
    if names:
        passage.order = Order(names, None, at, at, passage.words[at] in words("orders", "lag"))


def against(passage: Passage, at: int, other: Name) -> bool:
    """Make an order of the comparison before the name at item `at`, where both are surely traded; tell if it is one."""
    order = passage.order or _less_than(passage, at)
    passage.order = None
    if order is None or any(passage.kinds[between] not in _BETWEEN for between in range(order.at + 1, at)):
        return False
    for name in order.names:
        larger, smaller = (other, name) if order.reversed else (name, other)
        if larger.instrument != smaller.instrument and _are_traded(passage, order, name, other):
            passage.slots.append(_slot(passage, order, at, larger, smaller))
    return True


def _less_than(passage: Passage, at: int) -> Order | None:
    """Read "fell less than", whose last two words are one item."""
    back = at - 2 if passage.kinds[at - 1] == "det" else at - 1
    told = passage.told[-1] if passage.told and back > 0 else None
    item = passage.items[back]
    if told is None or told.item != back - 1 or passage.line.norms[item.first : item.last] != ("less", "than"):
        return None
    return Order(told.names, told.direction, told.item, back, reversed=True)


def _are_traded(passage: Passage, order: Order, one: Name, other: Name) -> bool:
    """Tell the prices of two from the business of two companies: "Intel outpaced AMD"."""
    if not (one.candidates and other.candidates):
        return False
    market = not words("companies", "market").isdisjoint(passage.line.norms)
    business = not words("companies", "business").isdisjoint(passage.line.norms)
    return {one.sort, other.sort} != {"stock"} or ((market or order.direction is not None) and not business)


def _slot(passage: Passage, order: Order, at: int, larger: Name, smaller: Name) -> Slot:
    state, items = passage.state, passage.items
    first, last = items[order.first].first, items[at].last
    return Slot(
        role="order",
        what=Amount(Decimal(0), "", first, last),
        item=at,
        direction=order.direction,
        names=(larger,),
        first=first,
        last=last,
        frame=len(state.frames),
        clause=state.clause,
        statement=state.statement,
        phase=None,
        modality=state.modality,
        basis=state.basis,
        ease=0.9,
        against=smaller,
    )
