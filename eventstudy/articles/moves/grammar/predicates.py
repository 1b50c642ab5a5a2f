"""Verbs and nouns of change: "rose", "up", "a drop", "sent", "opened", "touched"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import Slot
from eventstudy.articles.moves.grammar.subjects import Predicate
from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.words.vocabulary import Entry

BOUGHT = frozenset({"bought", "buys", "buying"})
"""What a currency does: "the dollar bought 82.15 yen"."""
_PUSHING = frozenset({"push", "pushes", "pushed", "pushing"})
"""These have an object or none: "pushed yields to 4.9 percent", "pushed above $70"."""
_AFTER_AMOUNT = frozenset({"better", "harder"})
"""Words of direction only right after a value: "6p better at 533p"."""
_TAKING = frozenset({"taking", "bringing", "leaving", "took", "brought", "take", "takes", "taken"})
_LONGEST_ROLE = 8
_COSTING = frozenset({"cost", "costs", "costing"})
_LINKING = frozenset({"looks", "looked", "seems", "seemed"})
_NOUNS = frozenset({"drag", "lift", "drive", "pull", "knock", "leave", "push", "pressure"})
_COMPANIES = frozenset({"firm", "firms"})
_LIFTING, _HELPING = frozenset({"lift", "boost"}), frozenset({"enough", "helped", "helps", "helping"})
_STILL = frozenset({"changed", "unchanged", "flat", "steady", "mixed", "unmoved"})
_ROLE = frozenset({"det", "prep", "foreign", "filler", "day", "possessive"})
_BETWEEN = frozenset({"day", "phase", "filler"})
_LEVEL_NOUNS = frozenset({"close", "open", "finish", "end", "settle", "set", "move", "moves", "hold", "trading"})


def on_direction(passage: Passage, at: int, entry: Entry) -> None:
    """Read a word of direction."""
    state = passage.state
    if entry.word in _AFTER_AMOUNT and passage.kinds[at - 1] != "amount":
        return
    if entry.word in _LIFTING and passage.kinds[at + 1] in {"det", "name"} and _is_done(passage, at):
        on_cause(passage, at, entry)
        return
    if entry.word in _COMPANIES and not _is_followed(passage, at):  # "an investment firm"
        state.foreign()
        return
    noun = entry.noun and not _is_verb(passage, at, entry)
    if at == passage.consumed:
        state.predicate, state.after_other = Predicate(entry.direction, noun=noun), False
    elif _only_qualifies(passage, at, entry):
        return
    elif noun:
        _noun(passage, at, entry)
    else:
        _verb(passage, at, entry)


def _is_done(passage: Passage, at: int) -> bool:
    """Tell "enough to lift the Dow" and "helped lift the Dow" from "hopes to lift the Dow"."""
    return not _HELPING.isdisjoint(passage.line.norms[passage.items[at].first - 2 : passage.items[at].first])


def _is_followed(passage: Passage, at: int) -> bool:
    """Tell "firms 0.3%" and "firms to $70"."""
    return passage.kinds[at + 1] in {"amount", "day", "phase"} or passage.words[at + 1] in {"to", "by"}


def _verb(passage: Passage, at: int, entry: Entry) -> None:
    """Read a verb or adverb of direction: it gets the subject, and the words after it get its direction."""
    state = passage.state
    if entry.verb:
        passage.next_statement()
        state.from_open = False
    goes_on = not entry.verb or (entry.word.endswith("ing") and passage.kinds[at - 1] == "comma")
    phase = state.verb_phase if goes_on else None
    if (
        not entry.verb
        and state.object_named
        and state.phrase == "empty"
        and passage.kinds[passage.before(at)] == "comma"
        and not _goes_on(passage, passage.before(at))
    ):
        state.subject, state.fallback = (), state.object
        state.fresh = bool(state.object)
    passage.resolve(at, elided=not entry.verb)
    state.predicate, state.verb_phase, state.after_other = Predicate(entry.direction), phase, False
    state.last_way, passage.noun_open = entry.direction, False
    if state.subject:
        passage.market.add(state.clause)
    if state.subject and not (state.negated or state.blocked or passage.blocked):
        passage.told.append(_telling(passage, at, entry))


def _goes_on(passage: Passage, comma: int) -> bool:
    """Tell "led the market lower, down 2.7 percent" and "made gains in early trading, up 38", the subject's own."""
    back = comma - 1
    while back > 0 and (passage.kinds[back] in _BETWEEN or passage.kinds[back].startswith("period")):
        back -= 1
    if passage.kinds[back] == "dir":
        return True
    while back > comma - _LONGEST_ROLE and passage.kinds[back] in {"foreign", "filler", "prep", "day", "name", "other"}:
        back -= 1
    while back > comma - _LONGEST_ROLE and passage.kinds[back] in _ROLE:
        back -= 1
    if passage.words[back] in _LINKING:  # "looks almost polite, down 3.2%"
        return True
    return passage.kinds[back] == "be" and passage.kinds[back + 1] == "det"  # "was the leader, up 21c"


def _telling(passage: Passage, at: int, entry: Entry) -> Slot:
    """Return a verb of direction as a change of no size."""
    state, item = passage.state, passage.items[at]
    return Slot(
        role="change",
        what=Amount(Decimal(0), "", item.first, item.last),
        item=at,
        direction=entry.direction,
        names=state.subject,
        first=item.first,
        last=item.last,
        frame=len(state.frames),
        clause=state.clause,
        statement=state.statement,
        phase=state.verb_phase,
        modality=state.modality,
        basis=state.basis,
        counter=state.counter,
    )


def _noun(passage: Passage, at: int, entry: Entry) -> None:
    """Read a noun of change; its instrument stands before it ("Brent's gain") or after ("the drop in oil")."""
    state = passage.state
    if state.phrase == "empty" and state.fresh and passage.words[passage.before(at) + 1] in {"its", "their"}:
        for name in state.latest if len(state.latest) == 1 else ():
            if name.sort != "stock":  # "at one point its loss was 0.9 percent"
                state.take(name, at)
    if state.phrase == "names" or (state.phrase == "foreign" and not _determined(passage, at)):
        passage.resolve(at)
    elif state.phrase in {"empty", "foreign"} and state.fresh:
        state.phrase, state.head, state.head_direction, state.phrase_at = "pending", "noun", entry.direction, at
    elif state.phrase == "pending":
        state.head_direction = entry.direction
    state.predicate = Predicate(entry.direction, noun=True)
    passage.open_noun([])


def _determined(passage: Passage, at: int) -> bool:
    """Tell whether an article opens the phrase that the noun at item `at` closes."""
    return any(passage.kinds[back] == "det" for back in range(at - 1, at - 6, -1))


def _is_verb(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell a verb from a noun of the same spelling: "prices drop 3 percent", "a drop of 3 percent"."""
    if not (entry.noun and entry.verb):
        return not entry.noun
    if passage.kinds[at + 1] == "prep" and passage.words[at + 1] in {"of", "in"}:
        return False
    for back in range(at - 1, at - 5, -1):
        kind = passage.kinds[back]
        if kind in {"det", "possessive", "amount"} or (kind == "period:week" and passage.words[back].endswith("'s")):
            return False
        if kind not in {"filler", "foreign", "day"} and not kind.startswith("period"):
            break
    return True


def _only_qualifies(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell whether a word of direction is an adjective: "higher prices", "falling oil prices"."""
    after = passage.kinds[at + 1]
    if after not in {"foreign", "name"} and not after.startswith("head"):
        return False
    kind = passage.kinds[passage.before(at)]
    if not entry.verb and not entry.noun:
        return kind not in {"amount", "neutral", "be", "name", "cause", "other"} or after == "name"
    return entry.word.endswith("ing") and kind not in {"name", "be", "comma"}


def on_cause(passage: Passage, at: int, entry: Entry) -> None:
    """Read "sent", "lifted": the name that follows is what moves."""
    state = passage.state
    if _is_noun(passage, at):  # "the main drag on the index"
        state.foreign()
        return
    if entry.direction is not None and _is_suffered(passage, at):
        _verb(passage, at, entry)
        return
    passage.resolve(at)
    state.taking = state.subject or state.fallback if entry.word in _TAKING else ()
    state.subject, state.fallback = (), ()
    state.begin(at + 1)
    state.predicate, state.after_other = Predicate(entry.direction, cause=True), False
    state.statement += 1


def _is_suffered(passage: Passage, at: int) -> bool:
    """Tell "was dragged down 11% to $23.36", which tells of its subject."""
    back = at - 1
    while passage.kinds[back] == "filler":
        back -= 1
    told = passage.kinds[at + 1] == "amount" or passage.words[at + 1] in {"to", "by", "below", "above"}
    return passage.kinds[back] == "be" and told


def _is_noun(passage: Passage, at: int) -> bool:
    """Tell "a drag" and "the biggest lift" from the verbs of the same spelling."""
    if passage.words[at] not in _NOUNS or passage.kinds[at + 1] in {"name", "det", "amount"}:
        return False
    back = at - 1
    while back > at - _LONGEST_ROLE and passage.kinds[back] in {"foreign", "filler"}:
        back -= 1
    return passage.kinds[back] in {"det", "possessive"}


def on_neutral(passage: Passage, at: int, entry: Entry) -> None:
    """Read a market verb without a direction: "opened", "traded", "settled"."""
    if _is_level_noun(passage, at, entry):
        return
    following = passage.kinds[at + 1]
    if entry.word in _PUSHING and (following in {"det", "name"} or following.startswith("head")):
        on_cause(passage, at, entry)
        return
    state = passage.state
    if entry.word in _COSTING and following in {"det", "name"}:
        _cost(passage, at, entry)
        return
    if entry.phase == "close":  # "erased an early loss to finish 89 points higher"
        state.blocked = False
    joined = state.joined
    passage.next_statement()
    passage.resolve(at)
    state.verb_phase = entry.phase if state.subject or not state.frames else None
    state.after_other = state.object_named = False
    state.predicate = None if joined else state.predicate


def _cost(passage: Passage, at: int, entry: Entry) -> None:
    """Read "the news cost the Nasdaq 3.9%"; what shares cost an index is their part in its change."""
    names = passage.state.names
    if passage.state.phrase == "names" and all(name.sort == "stock" for name in names):
        passage.resolve(at)
        passage.state.blocked = True
        return
    on_cause(passage, at, replace(entry, direction="down"))


def _is_level_noun(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell "Thursday's close" from "oil closed"."""
    if entry.word not in _LEVEL_NOUNS:
        return False
    if passage.kinds[at - 1] == "prep":
        return passage.words[at - 1] != "to"
    placed = passage.kinds[at - 1] == "foreign" and passage.kinds[at - 2] == "det"  # "by the London close"
    return placed or passage.kinds[at - 1] in {"det", "possessive", "day"}


def on_be(passage: Passage, at: int, entry: Entry) -> None:
    """Read "was", "has"; at the head of a sentence "were" and "had" make a condition."""
    if at == 0 and entry.word in {"were", "had"}:
        passage.state.modality = "conditional"
    if entry.word == "having":
        if passage.kinds[at - 1] == "comma":
            passage.state.boundary(at)
            passage.earlier.add(passage.state.clause)
        passage.state.modality, passage.state.predicate = "asserted", None
        passage.state.statement += 1
    passage.next_statement()
    if passage.state.phrase != "empty" or not passage.state.subject:
        passage.resolve(at)
    if entry.word in _STILL:
        passage.state.predicate = None


def on_hit(passage: Passage, at: int, entry: Entry) -> None:
    """Read "touched", "topped": a level follows."""
    state = passage.state
    passage.next_statement()
    passage.resolve(at)
    told = state.predicate
    before, noun = (told.direction, told.noun) if told is not None else (None, False)
    state.predicate, state.after_other = Predicate(before if noun else entry.direction or before, noun=noun), False


def on_yields(passage: Passage, at: int, entry: Entry) -> None:
    """Read "to yield": which way the price went says nothing of the level that follows."""
    passage.resolve(at)
    subject = passage.state.subject
    gave = entry.word == "yielded" and bool(subject) and all(name.sort in {"index", "stock"} for name in subject)
    passage.state.predicate = Predicate("down") if gave else None  # "the S&P 500 yielded 7.18 points"
    passage.state.after_other = False


def on_other(passage: Passage, at: int, entry: Entry) -> None:
    """Read any other verb: it ends what a direction reaches; before a subject it is an adjective."""
    state = passage.state
    if state.phrase == "empty" and state.fresh and not state.subject and not state.fallback:
        return
    passage.resolve(at)
    bought = entry.word in BOUGHT and bool(state.subject) and all(name.sort == "currency" for name in state.subject)
    state.predicate, state.verb_phase, state.after_other = None, None, not bought
