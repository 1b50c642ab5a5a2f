"""Amounts, extremes and ranks: those that words license become values of the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.around import is_far
from eventstudy.articles.moves.frames import Predicate
from eventstudy.articles.moves.licence import Licence, license_amount
from eventstudy.articles.moves.slots import Slot

if TYPE_CHECKING:
    from eventstudy.articles.moves.frames import Passage
    from eventstudy.articles.moves.looks import Look
    from eventstudy.articles.moves.names import Name
    from eventstudy.articles.moves.values import Amount


def on_amount(passage: Passage, at: int, amount: Amount) -> None:
    """Read an amount; without a licence it is a noun like any other."""
    state = passage.state
    if state.negated or state.blocked:
        return
    licence = license_amount(passage.items, at, passage.line, state, passage.slots)
    if licence is None or (state.after_other and licence.role != "change"):
        state.foreign()
        passage.noun_open = False
        return
    _settle_subject(passage, at, licence)
    slot = _slot(passage, at, amount, licence, _names(passage, licence))
    passage.slots.append(slot)
    if licence.noun:
        passage.open_noun([slot])
    elif licence.of_noun:
        passage.noun_slots.append(slot)
    if licence.consumes >= 0:
        passage.consumed = licence.consumes
    _note(passage, slot)
    state.from_open = state.joined = False


def _names(passage: Passage, licence: Licence) -> tuple[Name, ...]:
    if licence.names is not None:
        return licence.names
    if (licence.noun or licence.of_noun) and passage.state.object_named:
        return ()
    return passage.state.subject


def _settle_subject(passage: Passage, at: int, licence: Licence) -> None:
    """Let a name right before the value be its subject: "the Nasdaq 0.9 percent", "sent Brent to $70"."""
    state = passage.state
    if licence.of_noun and state.phrase == "pending":
        return
    if state.phrase != "empty" or (not state.subject and state.fallback):
        predicate = state.predicate
        passage.resolve(at, elided=True, keep=True)
        state.predicate = predicate if predicate is not None else Predicate(licence.direction)
    state.fresh = state.in_preposition = False


def _note(passage: Passage, slot: Slot) -> None:
    """Note that the clause tells a market move, or that the value waits for its subject."""
    if slot.names:
        passage.market.add(slot.clause)
    elif not passage.state.frames and slot.role != "look":
        passage.waiting.append(slot)


def _slot(passage: Passage, at: int, what: Amount | Look, licence: Licence, names: tuple[Name, ...]) -> Slot:
    state, items = passage.state, passage.items
    origin = licence.role == "from"
    return Slot(
        role=licence.role,
        what=what,
        item=at,
        direction=licence.direction,
        names=names,
        first=items[licence.first].first if licence.first >= 0 else what.first,
        last=items[licence.upto].last if licence.upto >= 0 else what.last,
        frame=len(state.frames),
        clause=state.clause,
        statement=state.statement,
        phase=licence.phase or state.verb_phase,
        modality=passage.supposed[1] if origin and passage.supposed[0] == state.clause else state.modality,
        basis=state.basis,
        ease=licence.ease,
        listed=licence.listed,
        counter=state.counter,
        undated_span=state.clause == passage.since_clause,
    )


def on_look(passage: Passage, at: int, look: Look) -> None:
    """Read an extreme or a rank; a session's own high is no extreme, nor is a distance from one."""
    state = passage.state
    if look.sort == "mark" or state.negated or state.blocked or state.after_other or _is_far_from(passage, at):
        return
    owners = passage.items[at].owners
    direction = look.direction or (state.predicate.direction if state.predicate else None) or state.head_direction
    licence = Licence("look", direction)
    if not owners:
        _settle_subject(passage, at, licence)
    slot = _slot(passage, at, look, licence, owners or state.subject)
    passage.slots.append(slot)
    passage.open_noun([slot])
    passage.noun_open = not owners
    _note(passage, slot)


def _is_far_from(passage: Passage, at: int) -> bool:
    """Tell a distance from a mark: "10 percent below its record high", "near a three-month low"."""
    if is_far(passage.line, passage.items[at].first):
        return True
    return passage.word(passage.before(at)) in {"from", "off", "below", "since"}
