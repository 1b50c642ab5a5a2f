"""Words around the values: whether, by whom, when ("could", "not", "on Friday"), and what joins and parts clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from eventstudy.articles.moves.grammar.nouns import compares, ends_in_change, ends_in_change_of
from eventstudy.articles.moves.grammar.orders import on_than
from eventstudy.articles.moves.grammar.slots import Mark
from eventstudy.articles.moves.words.readings import Day

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.grammar.slots import Slot
    from eventstudy.articles.moves.words.phases import When
    from eventstudy.articles.moves.words.vocabulary import Entry
    from eventstudy.records import Modality

_COMPARED = 6
_AGAINST = frozenset({"against", "versus", "vs", "vs."})
_NEAR = 2
_BOUND = frozenset({"on course", "on track", "poised", "on pace"})
_SCENARIOS = frozenset({"scenario", "base case", "bear case", "bull case", "stress case", "price deck", "house view"})
_PARTING = {";", "while", "but", "whereas", "though", "although"}
_REPORTING = frozenset({"reports", "reported"})
_LEADING = frozenset({"on", "in", "during", "for", "since", "late", "early"})
_SESSION = frozenset({"session", "trading", "trade", "close", "open", "early", "late", "opening", "closing"})


def on_modal(passage: Passage, at: int, entry: Entry) -> None:
    """Read a word of forecast, condition or opinion; it colours its clause from here on."""
    if entry.word == "worth" and _is_rate_told(passage, at):
        return
    modality = cast("Modality", entry.kind)
    for slot in passage.slots[-1:]:
        if _is_premise(passage, slot):
            slot.modality = modality
    if passage.noun_open and passage.state.phrase in {"names", "pending"} and entry.word not in _BOUND:
        for slot in passage.noun_slots:
            slot.modality = modality
    passage.state.modality, passage.state.modal_at = modality, at
    if entry.word in _SCENARIOS:
        passage.state.header = modality
    passage.supposed = (passage.state.clause, modality)


def _is_rate_told(passage: Passage, at: int) -> bool:
    """Tell "sterling was worth less than $1.33", a rate that is observed, from what somebody thinks a share worth."""
    subject = passage.state.subject
    quoted = passage.kinds[at - 1] in {"be", "filler"} and passage.kinds[at + 1] == "amount"
    return quoted and bool(subject) and all(name.sort == "currency" for name in subject)


def _is_premise(passage: Passage, slot: Slot) -> bool:
    """Tell a level that is only supposed: "oil at $100 a barrel would cost importers dearly"."""
    state = passage.state
    here = slot.role == "level" and slot.clause == state.clause and slot.frame == len(state.frames) > 0
    return here and state.frames[-1].elided and state.comma_at < slot.item


def on_negation(passage: Passage, _at: int, _entry: Entry) -> None:
    """Read "not": the values of the phrase did not happen."""
    passage.state.negated = True


def on_attributed(passage: Passage, _at: int, _entry: Entry) -> None:
    """Read "according to"."""
    passage.attributed = True


def on_together(passage: Passage, _at: int, entry: Entry) -> None:
    """Read "each", "both", "respectively"."""
    passage.respectively = passage.respectively or entry.word == "respectively"


def on_mark(passage: Passage, at: int, what: When | Day | Entry) -> None:
    """Note a phase, date or period with its place in the sentence."""
    state = passage.state
    if isinstance(what, Day) and passage.line.norms[what.first] in _LEADING and state.phrase == "names":
        state.in_preposition = True
    opening = state.phrase == "empty" and state.fresh
    frame = len(state.frames)
    after_from = state.from_open or _tells_start(passage, at, what) or _tells_other(passage, at)
    after_from = after_from or (not opening and isinstance(what, Day) and _owns(passage, at))
    passage.marks.append(
        Mark(what, at, frame, state.clause, state.statement, opening, after_from, state.held is not None)
    )


def _owns(passage: Passage, at: int) -> bool:
    """Tell the day of something else: "recouping part of Monday's rout", but not "in Friday's session"."""
    return passage.kinds[at + 1] == "possessive" and passage.words[at + 2] not in _SESSION


def _tells_other(passage: Passage, at: int) -> bool:
    """Tell the day of what a value is set against: "against $66.25 at Thursday's settlement"."""
    for back in range(at - 1, max(at - _COMPARED, -1), -1):
        if passage.kinds[back] not in {"amount", "filler", "det", "foreign", "prep"}:
            return False
        if passage.words[back] in _AGAINST:
            return any(passage.kinds[between] == "amount" for between in range(back + 1, at))
    return False


def _tells_start(passage: Passage, at: int, what: When | Day | Entry) -> bool:
    """Tell the day of the level a change came from: "..., up from $66.25 on Thursday", "from $66.25 late Thursday".

    Without a comma before "from", and without "late", the day is the verb's: "rose to $70 from $66.25 on Friday".
    """
    last = passage.slots[-1] if passage.slots else None
    if last is None or last.role != "from" or not isinstance(what, Day) or what.since:
        return False
    if any(passage.kinds[between] not in {"filler", "shut"} for between in range(last.item + 1, at)):
        return False
    if what.mention.precision == "part_of_day" or passage.line.norms[what.first] == "late":
        return True
    back = last.item - 1
    while passage.kinds[back] in {"prep", "dir", "filler", "det"}:
        back -= 1
    return passage.kinds[back] == "comma"


# what joins and parts clauses ----------------------------------------------------------------------------------------


def on_colon(passage: Passage, at: int, _entry: Entry) -> None:
    """Read a colon: "Dow: -1.1%" goes on, anything else begins a clause."""
    state = passage.state
    if state.phrase == "names":
        return
    if _closes_of(passage, at):
        state.names, state.phrase, state.subject = list(state.subject), "names", ()
        return
    only_when = passage.marks and all(
        kind in {"day", "phase", "filler", "det"} or kind.startswith("period") for kind in passage.kinds[:at]
    )
    if only_when:  # "For the month: Brent +7.9%"
        return
    passage.blocked = passage.blocked or passage.header
    state.header = state.modality if state.modality != "asserted" and _colours(passage, at) else state.header
    state.boundary(at + 1)


def _colours(passage: Passage, colon: int) -> bool:
    """Tell "We expect: gold at $2,000" from "the damage to those whom tariffs would hurt was plain: BMW down 6%"."""
    modal = passage.state.modal_at
    inside = "boundary" in passage.kinds[:modal] or "relative" in passage.kinds[:modal]
    return not inside and "be" not in passage.kinds[modal + 2 : colon]


def _closes_of(passage: Passage, at: int) -> bool:
    """Tell "Today's S&P close: 676.53", where "close" is a noun."""
    noun = passage.kinds[at - 1] == "neutral" and passage.words[at - 1] in {"close", "settlement", "open", "finish"}
    return noun and passage.kinds[at - 2] == "name" and bool(passage.state.subject)


def on_boundary(passage: Passage, at: int, entry: Entry) -> None:
    """Read a semicolon or a word that begins a clause; what is told "since the strike" has no day of its own."""
    if entry.word == "than":
        on_than(passage, at)
        if passage.kinds[at + 1] == "name" and compares(passage, at + 1):
            return
    passage.state.boundary(at + 1)
    passage.waiting = [] if entry.word in _PARTING else passage.waiting
    if entry.word == ";":
        passage.closing, passage.state.returning = passage.state.clause, ()
    if entry.word == "after":
        passage.earlier.add(passage.state.clause)
    if entry.word != "since":
        return
    if passage.slots and at - passage.slots[-1].item <= _NEAR:
        passage.slots[-1].undated_span = True
    passage.since_clause = passage.state.clause


def on_report(passage: Passage, at: int, entry: Entry) -> None:
    """Read "said": what follows is told by someone and has a subject of its own."""
    if passage.state.held is not None and entry.word in _REPORTING:  # "Intel, which reports on Thursday, ..."
        return
    passage.attributed = True
    passage.state.boundary(at + 1, keep=False)


def on_and(passage: Passage, at: int, entry: Entry) -> None:
    """Read "and": one more name, or one more predicate."""
    state = passage.state
    state.negated = False
    if state.blocked and passage.blocked_in != state.clause:  # "pared losses and was down 169 points"
        state.blocked = False
    if 0 < state.counter_told == len(passage.slots):  # "0.5 percent against the yen and 0.3 percent against ..."
        state.counter = ""
    if state.held is not None:
        return
    if state.phrase == "names":
        state.joining = True
    else:
        state.joined = entry.word == "and"
        state.object_named = False
        state.begin(at + 1)


def on_relative(passage: Passage, at: int, entry: Entry) -> None:
    """Read "which": it stands for the name right before it; "whose" for something that name has."""
    state = passage.state
    if state.held is not None:
        owned = at + 2 if passage.kinds[at + 1] == "filler" else at + 1  # "whose own stock fell"
        state.aside_words = int(entry.word == "whose" and not passage.kinds[owned].startswith("head"))
        return
    mentioned = state.mentions[-1] if state.mentions else None
    told = passage.kinds[at - 1] == "comma" and passage.kinds[at - 2] in {"amount", "dir"}
    if told and len(state.subject) == 1:  # "closed at $160.70, which is a drop of 12.8%"
        mentioned = state.subject[0]
    state.boundary(at + 1)
    passage.relative.add(state.clause)
    ahead = at + 2 if passage.kinds[at + 1] == "filler" else at + 1
    of_it = entry.word == "which" or (entry.word == "whose" and passage.kinds[ahead] == "head:stock")
    state.fallback = (mentioned,) if mentioned is not None and of_it else ()
    if entry.word == "whose":
        state.phrase = "empty" if of_it else "foreign"


def on_preposition(passage: Passage, at: int, entry: Entry) -> None:
    """Read a preposition: what follows modifies, except that "with" may bring a new subject."""
    state = passage.state
    if entry.word == "with" and state.phrase != "pending" and state.held is None and not passage.noun_open:
        taken = state.predicate is not None and state.predicate.cause and state.phrase == "names"
        state.fallback = tuple(state.names) if taken else state.subject or state.fallback  # "took the Dow with it, ..."
        state.begin(at + 1)
        if ends_in_change_of(passage, at + 1):
            state.object_named = state.after_other = False
        elif ends_in_change(passage, at + 1):
            state.object_named = state.after_other = False
            state.subject = ()
        return
    if entry.word == "from":
        state.from_open = True
    state.in_preposition, state.preposition_full = True, False
