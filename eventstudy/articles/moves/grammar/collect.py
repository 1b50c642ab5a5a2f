"""Amounts, extremes and ranks: those that words license become values of the sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import Licence, is_far
from eventstudy.articles.moves.grammar.licence import license_amount
from eventstudy.articles.moves.grammar.pared import what_is_left, what_was
from eventstudy.articles.moves.grammar.slots import Slot
from eventstudy.articles.moves.grammar.subjects import Predicate
from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.words.looks import Look
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Direction

_VERBS = frozenset({"neutral", "dir", "be", "hit", "other", "name", "and"})
_FURTHEST: dict[str, Direction] = {
    "as high as": "up", "as strong as": "up", "as low as": "down", "as weak as": "down", "as little as": "down",
}  # fmt: skip
_APPOSED = frozenset({"comma", "det", "filler", "dir", "prep"})
_BESIDE, _QUOTED = 6, 2
_LEAST_POINTS = 40
"""A bare change as large as this, of an index in a list of percentages, is one in points: "DJIA +293"."""
_REPORTED = frozenset({"annual", "quarterly", "yearly"})
"""A company's gains and losses of such spans are those of its books."""


def on_amount(passage: Passage, at: int, amount: Amount) -> None:
    """Read an amount; without a licence it is a noun like any other."""
    state = passage.state
    pared = None
    if state.blocked and not state.negated:
        pared = what_is_left(passage, at) or what_was(passage, at)
    if state.negated or (state.blocked and pared is None) or passage.blocked:
        return
    amount = _with_unit_of_list(passage, amount)
    licence = pared or license_amount(passage, at, amount)
    if licence is None or (
        state.after_other and licence.role != "change" and state.phrase != "names" and not licence.crossing
    ):
        state.foreign()
        passage.noun_open = False
        return
    if licence.role == "from":
        _lead_up_to(passage)
    _settle_subject(passage, at, licence)
    if licence.hedge is not None and "exact" in {amount.hedge, licence.hedge}:
        amount = replace(amount, hedge=licence.hedge)
    slot = _slot(passage, at, amount, licence, _as_quoted(passage, at, licence, _names(passage, licence, at)))
    passage.slots.append(slot)
    if licence.noun:
        passage.open_noun([slot])
    elif licence.of_noun:
        passage.noun_slots.append(slot)
    passage.consumed = max(passage.consumed, licence.consumes)
    _make_subject(passage, at, licence)
    _note(passage, slot)
    state.from_open = state.joined = False
    if licence.signed and state.held is not None and passage.kinds[at + 1] in _VERBS:  # "S&P 500 SPX, -0.2% ended"
        state.close_aside()


def _with_unit_of_list(passage: Passage, amount: Amount) -> Amount:
    """Give "+0.9" its unit in "Exxon +1.3%, Chevron +0.9": that of the first change of the name before."""
    if not amount.sign and _goes_on_in_percent(passage, amount):
        return replace(amount, unit="percent")
    if not amount.sign or amount.unit or not passage.slots or passage.state.phrase != "names":
        return amount
    names = passage.slots[-1].names
    first = next(slot.what for slot in passage.slots if slot.names == names)
    alike = isinstance(first, Amount) and first.unit == "percent" and amount.value < _LEAST_POINTS
    return replace(amount, unit="percent") if alike else amount


def _goes_on_in_percent(passage: Passage, amount: Amount) -> bool:
    """Tell "was down 6 per cent; within the hour it was down 14", where no index has moved by so few points."""
    last = passage.slots[-1] if passage.slots else None
    if last is None or amount.unit or not amount.plain or amount.value >= _LEAST_POINTS or last.role != "change":
        return False
    percent = isinstance(last.what, Amount) and last.what.unit == "percent" and len(last.names) == 1
    again = passage.state.subject == last.names and passage.kinds[last.item + 1] in {"semicolon", "comma", "and"}
    return percent and again and last.names[0].sort in {"index", "stock"}


def _lead_up_to(passage: Passage) -> None:
    """Give a level the direction told with where it came from: "at $1.3540, up from $1.3488"."""
    predicate = passage.state.predicate
    last = passage.slots[-1] if passage.slots else None
    if last is not None and predicate is not None and last.role == "level" and last.clause == passage.state.clause:
        last.direction = last.direction or predicate.direction


def _make_subject(passage: Passage, at: int, licence: Licence) -> None:
    """Let what something was taken off be spoken of: "clipped 0.4% off sterling ($1.4413)"."""
    if licence.names and not passage.state.subject and passage.words[at + 1] in {"off", "on", "onto"}:
        passage.state.subject = licence.names


def _as_quoted(passage: Passage, at: int, licence: Licence, names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Let a signed change beside its rate be the rate's own: "TRY closing at 3.28 (+0.9%)"."""
    last = passage.slots[-1] if passage.slots else None
    if not licence.signed or last is None or last.role != "level" or last.names != names or at - last.item > _QUOTED:
        return names
    codes = (passage.line.texts[name.first].isupper() and name.last == name.first + 1 for name in names)
    return tuple(replace(name, inverted=False) if coded else name for name, coded in zip(names, codes, strict=True))


def _of_level_before(passage: Passage, at: int) -> tuple[Name, ...]:
    """Return whose level stands right before a change: "to find WTI at $68.15, a loss of 13.1%"."""
    last = passage.slots[-1] if passage.slots else None
    if last is None or last.role != "level" or last.clause != passage.state.clause or at - last.item > _BESIDE:
        return ()
    between = passage.kinds[last.item + 1 : at]
    return last.names if between[:1] == ("comma",) and _APPOSED.issuperset(between) else ()


def _names(passage: Passage, licence: Licence, at: int) -> tuple[Name, ...]:
    if licence.names is not None:
        return licence.names
    if (licence.noun or licence.of_noun) and passage.state.object_named:
        return _of_level_before(passage, at)
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
    if licence.signed:
        state.predicate = Predicate(licence.direction)
    if state.object and not state.subject and licence.role == "change" and passage.kinds[at - 1] == "comma":
        state.subject = state.object  # "gains for Vodafone, 8p higher at 220p"
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
        direction=licence.direction or _way_of(what, licence),
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


def _way_of(what: Amount | Look, licence: Licence) -> Direction | None:
    """Tell which way "traded as low as $232" went."""
    return _FURTHEST.get(what.lead) if isinstance(what, Amount) and licence.role == "level" else None


def on_look(passage: Passage, at: int, look: Look) -> None:
    """Read an extreme or a rank; a session's own high is no extreme, nor is a distance from one."""
    state = passage.state
    told = any(slot.clause == state.clause for slot in passage.slots)
    silent = state.negated or state.blocked or passage.blocked or (passage.blocked_in == state.clause and not told)
    if look.sort == "mark" or silent or _is_of_business(passage, look) or _is_far_from(passage, at):
        return
    owners = passage.items[at].owners
    direction = look.direction or (state.predicate.direction if state.predicate else None) or state.head_direction
    direction = direction or ("up" if look.bare else None)
    licence = Licence("look", direction)
    if owners:
        _give_owner(passage, owners)
    else:
        _settle_subject(passage, at, licence)
    slot = _slot(passage, at, look, licence, owners or state.subject)
    passage.slots.append(slot)
    passage.open_noun([slot])
    passage.noun_open = not owners
    _note(passage, slot)


def _give_owner(passage: Passage, owners: tuple[Name, ...]) -> None:
    """Let a change of something unnamed be that of the rank beside it: "Stocks fell 9%, the Dow's worst day since"."""
    last = passage.slots[-1] if passage.slots else None
    if last is not None and not last.names and last.role == "change" and last.clause == passage.state.clause:
        last.names = owners


def _is_of_business(passage: Passage, look: Look) -> bool:
    """Tell what a company reports from what its price does: "had its worst quarter since 2009"."""
    state = passage.state
    told = passage.line.norms[look.first : look.last]
    long = not {"quarter", "year"}.isdisjoint(told)
    if not _REPORTED.isdisjoint(told) and any(name.sort == "stock" for name in (*state.subject, *state.names)):
        return True
    return state.after_other and (state.object_named or (look.sort == "rank" and long))


def _is_far_from(passage: Passage, at: int) -> bool:
    """Tell a distance from a mark: "10 percent below its record high", "near a three-month low"."""
    if is_far(passage.line, passage.items[at].first):
        return True
    return passage.words[passage.before(at)] in {"from", "off", "below", "since"}
