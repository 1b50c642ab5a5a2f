"""Verbs and nouns of change: "rose", "up", "a drop", "sent", "opened", "touched"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.frames import Predicate

if TYPE_CHECKING:
    from eventstudy.articles.moves.frames import Passage
    from eventstudy.articles.moves.vocabulary import Entry

_LEVEL_NOUNS = frozenset({"close", "open", "finish", "end", "settle", "set", "move", "moves", "hold"})


def on_direction(passage: Passage, at: int, entry: Entry) -> None:
    """Read a word of direction."""
    state = passage.state
    noun = entry.noun and not _is_verb(passage, at, entry)
    if at == passage.consumed:
        state.predicate, state.after_other = Predicate(entry.direction, noun=noun), False
    elif _only_qualifies(passage, at, entry):
        return
    elif noun:
        _noun(passage, at, entry)
    else:
        _verb(passage, at, entry)


def _verb(passage: Passage, at: int, entry: Entry) -> None:
    """Read a verb or adverb of direction: it gets the subject, and the words after it get its direction."""
    state = passage.state
    if entry.verb:
        passage.next_statement()
    phase = None if entry.verb else state.verb_phase
    if (
        not entry.verb
        and state.object_named
        and state.phrase == "empty"
        and passage.kind(passage.before(at)) == "comma"
    ):
        state.subject, state.fallback = (), ()
    passage.resolve(at, elided=not entry.verb)
    state.predicate, state.verb_phase, state.after_other = Predicate(entry.direction), phase, False
    passage.noun_open = False
    if state.subject:
        passage.market.add(state.clause)


def _noun(passage: Passage, at: int, entry: Entry) -> None:
    """Read a noun of change; its instrument stands before it ("Brent's gain") or after ("the drop in oil")."""
    state = passage.state
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
    return any(passage.kind(back) == "det" for back in range(at - 1, at - 4, -1))


def _is_verb(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell a verb from a noun of the same spelling: "prices drop 3 percent", "a drop of 3 percent"."""
    if not (entry.noun and entry.verb):
        return not entry.noun
    if passage.kind(at + 1) == "prep" and passage.word(at + 1) in {"of", "in"}:
        return False
    for back in range(at - 1, at - 5, -1):
        kind = passage.kind(back)
        if kind in {"det", "possessive", "amount"}:
            return False
        if kind not in {"filler", "foreign", "day"}:
            break
    return True


def _only_qualifies(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell whether a word of direction is an adjective: "higher prices", "falling oil prices"."""
    after = passage.kind(at + 1)
    if after not in {"foreign", "name"} and not after.startswith("head"):
        return False
    kind = passage.kind(passage.before(at))
    if not entry.verb and not entry.noun:
        return kind not in {"amount", "neutral", "be", "name", "cause", "other"} or after == "name"
    return entry.word.endswith("ing") and kind not in {"name", "be", "comma"}


def on_cause(passage: Passage, at: int, entry: Entry) -> None:
    """Read "sent", "lifted": the name that follows is what moves."""
    state = passage.state
    passage.resolve(at)
    state.subject, state.fallback = (), ()
    state.begin(at + 1)
    state.predicate, state.after_other = Predicate(entry.direction), False
    state.statement += 1


def on_neutral(passage: Passage, at: int, entry: Entry) -> None:
    """Read a market verb without a direction: "opened", "traded", "settled"."""
    if _is_level_noun(passage, at, entry):
        return
    state = passage.state
    joined = state.joined
    passage.next_statement()
    passage.resolve(at)
    state.verb_phase, state.after_other = entry.phase, False
    state.predicate = None if joined else state.predicate


def _is_level_noun(passage: Passage, at: int, entry: Entry) -> bool:
    """Tell "Thursday's close" from "oil closed"."""
    if entry.word not in _LEVEL_NOUNS:
        return False
    if passage.kind(at - 1) == "prep":
        return passage.word(at - 1) != "to"
    return passage.kind(at - 1) in {"det", "possessive", "day"}


def on_be(passage: Passage, at: int, entry: Entry) -> None:
    """Read "was", "has"; at the head of a sentence "were" and "had" make a condition."""
    if at == 0 and entry.word in {"were", "had"}:
        passage.state.modality = "conditional"
    if entry.word == "having":
        passage.state.modality = "asserted"
    passage.next_statement()
    if passage.state.phrase != "empty" or not passage.state.subject:
        passage.resolve(at)


def on_hit(passage: Passage, at: int, entry: Entry) -> None:
    """Read "touched", "topped": a level follows."""
    state = passage.state
    passage.next_statement()
    passage.resolve(at)
    before = state.predicate.direction if state.predicate is not None else None
    state.predicate, state.after_other = Predicate(entry.direction or before), False


def on_other(passage: Passage, at: int, _entry: Entry) -> None:
    """Read any other verb: it ends what a direction reaches; before a subject it is an adjective."""
    state = passage.state
    if state.phrase == "empty" and state.fresh and not state.subject and not state.fallback:
        return
    passage.resolve(at)
    state.predicate, state.verb_phase, state.after_other = None, None, True
