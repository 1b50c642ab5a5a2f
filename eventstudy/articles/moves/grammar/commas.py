"""Commas and dashes: what closes or opens an apposition, goes on with a list of names, or begins a new subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.vocabulary import Entry

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage

_LIST_GOES_ON = frozenset(
    {"comma", "and", "dir", "neutral", "be", "together", "hit", "amount", "other", "phase", "day", "det", ""}
)
_LONGEST_HEADING = 3
_LONGEST_STATE = 7


def on_comma(passage: Passage, at: int, _entry: Entry) -> None:
    """Read a comma: it closes or opens an apposition, goes on with a list of names, or begins a new phrase."""
    state = passage.state
    state.negated = state.blocked = False
    state.comma_at = at
    if state.held is not None:
        state.close_aside()
    elif state.returning and _predicate_follows(passage, at):  # "the CAC, which had lost 1% after X resigned, rose 2%"
        state.subject, state.fallback, state.returning = (), state.returning, ()
        state.modality, state.predicate, state.verb_phase = state.header, None, None
        state.begin(at + 1)
    elif state.phrase == "names" and _list_goes_on(passage, at):
        if _is_new_subject(passage, at):
            state.begin(at + 1)
        else:
            state.joining = True
    elif state.owned:
        state.fallback = state.subject or tuple(state.names)
        state.begin(at + 1)
    elif state.taking and not state.subject and state.phrase != "names":  # "took it on the chin, falling 3.4%"
        state.fallback, state.taking = state.taking, ()
        state.begin(at + 1)
    elif state.phrase == "names" or (passage.kinds[at + 1] == "relative" and state.recall()):
        state.open_aside()
    else:
        state.begin(at + 1)


def _predicate_follows(passage: Passage, at: int) -> bool:
    """Tell a finite verb right after a comma."""
    after = at + 1
    while passage.kinds[after] == "filler":
        after += 1
    what = passage.items[after].what if after < len(passage.items) else None
    verb = isinstance(what, Entry) and (
        what.kind in {"neutral", "be", "hit", "cause"} or (what.kind == "dir" and what.verb)
    )
    return verb and not passage.words[after].endswith("ing")


def _is_new_subject(passage: Passage, at: int) -> bool:
    """Tell the subject after a clause that ends in a name, or after a call: "a deal with Amazon, Home Depot rose"."""
    state, kinds = passage.state, passage.kinds
    if "possessive" in kinds[max(at - _LONGEST_STATE, 0) : at] and kinds[at - 1] not in {"name", "head:stock"}:
        return True  # "Oil's back at the lows too, WTI settling at $43.08"
    after = at + 1
    while kinds[after] in {"det", "and", "name"}:
        after += 1
    while kinds[after] == "filler" or kinds[after].startswith("head"):
        after += 1
    if kinds[after] in {"comma", "and", "", "together"} or "and" in kinds[at + 1 : after] or len(state.names) > 1:
        return False
    called = state.phrase_at == 0 and at == 1 and state.names[0].evidence < 1  # "Ken, the Nasdaq coughed up 3.4%"
    before = passage.before(at - 1)
    return called or (before >= 0 and kinds[before] == "prep" and passage.words[before] in {"with", "by", "from"})


def _list_goes_on(passage: Passage, at: int) -> bool:
    """Tell whether the name after a comma is one more of a list, not an apposition."""
    after = at + 1
    while passage.kinds[after] in {"det", "and"}:
        after += 1
    if passage.kinds[after] != "name":
        return False
    beyond = after + 1
    while passage.kinds[beyond] == "filler" or passage.kinds[beyond].startswith("head"):
        beyond += 1
    return passage.kinds[beyond] in ({"comma", "and", ""} if passage.state.owned else _LIST_GOES_ON)


def on_dash(passage: Passage, at: int, _entry: Entry) -> None:
    """Read a dash between phrases."""
    state = passage.state
    state.negated = state.blocked = False
    if state.held is not None:
        state.close_aside()
    elif state.phrase == "names" and _heads_entry(passage, at):
        state.begin(at + 1)
    elif state.phrase == "names":
        state.open_aside()
    elif state.dashed:
        state.subject, state.fallback, state.dashed = (), state.dashed, ()
        state.begin(at + 1)
    else:
        state.dashed = state.subject if "dash" in passage.kinds[at + 1 : len(passage.items)] else ()
        state.begin(at + 1)


def _heads_entry(passage: Passage, at: int) -> bool:
    """Tell the name that heads an entry: "Alcoa — Shares of the company fell"."""
    beyond = passage.items[at].last
    alone = not passage.state.frames and at <= _LONGEST_HEADING
    return alone and passage.line.texts[beyond][:1].isupper() and passage.kinds[at + 1].startswith("head")
