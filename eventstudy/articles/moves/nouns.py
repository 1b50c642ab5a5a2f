"""Names, price nouns and foreign nouns: what a subject comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.names import Name, as_written
from eventstudy.articles.moves.vocabulary import values_of_heads

if TYPE_CHECKING:
    from eventstudy.articles.moves.frames import Passage
    from eventstudy.articles.moves.tokens import Line
    from eventstudy.articles.moves.vocabulary import Entry

_OWNING = frozenset({"in", "of", "for", "by", "on"})
_COUNTERS = frozenset({"against", "versus", "vs", "vs."})


def on_name(passage: Passage, at: int, name: Name) -> None:
    """Read the name of an instrument."""
    state = passage.state
    previous = passage.before(at)
    kind, word = passage.kind(previous), passage.word(previous)
    state.mentions.append(name)
    if kind == "prep" and word in _COUNTERS:
        _counter(passage, name)
    elif state.held is not None:
        state.aside_words += 1
    elif passage.noun_open and (kind == "foreign" or (kind == "prep" and word in _OWNING)):
        _own(passage, name, at)
    elif state.phrase == "pending" and state.in_preposition and _misfits(state.head, name):
        state.phrase = "foreign"
    elif state.phrase == "pending" and state.in_preposition:
        future = state.head == "future" and name.sort == "index"
        state.names, state.phrase = [_futures(name, "futures", passage.line) if future else name], "names"
    elif state.after_other and not state.fresh and kind == "other":
        state.object_named = True
    elif kind != "prep" or word == "with":
        state.take(name, at)


def _misfits(head: str, name: Name) -> bool:
    """Tell "shares in oil companies" from "shares in Exxon"."""
    return head == "stock" and name.sort not in values_of_heads(head)


def _counter(passage: Passage, name: Name) -> None:
    """Note the other currency of a pair for the values before and after it."""
    passage.state.counter = name.instrument
    for slot in passage.slots:
        if slot.frame == len(passage.state.frames):
            slot.counter = slot.counter or name.instrument


def _own(passage: Passage, name: Name, at: int) -> None:
    """Give a noun of change its instrument: "a 3 percent drop in the S&P 500"."""
    for slot in passage.noun_slots:
        slot.names, slot.basis = (name,), "same clause"
    state = passage.state
    if passage.noun_owned and state.joining:
        state.take(name, at)
    elif state.phrase in {"pending", "empty"} or passage.noun_slots:
        state.names, state.phrase = [name], "names"
    passage.noun_owned = True


def on_head(passage: Passage, at: int, entry: Entry) -> None:
    """Read a price noun: it keeps the name it fits ("Exxon shares") and spoils another ("oil shares")."""
    state = passage.state
    key = entry.kind.partition(":")[2]
    if state.held is not None:
        state.aside_words += 1
    elif state.phrase == "names" and not state.in_preposition:
        fits = values_of_heads(key)
        if key == "future" and all(name.sort == "index" for name in state.names):
            written = passage.line.tokens[passage.items[at].first].text
            state.names = [_futures(name, written, passage.line) for name in state.names]
        elif not all(name.sort in fits for name in state.names):
            state.phrase = "foreign"
    elif state.phrase == "empty" and state.fresh and not (state.in_preposition and _modifies(passage, at)):
        state.phrase, state.head, state.phrase_at = "pending", key, at


def _modifies(passage: Passage, at: int) -> bool:
    """Tell "investment in shares" from "in Milan shares dropped"."""
    back = at - 1
    while passage.kind(back) in {"det", "filler"}:
        back -= 1
    return passage.kind(back) == "prep"


def _futures(name: Name, word: str, line: Line) -> Name:
    """Return the future on an index, which is not the index."""
    whole = f"{as_written(line, name.first, name.last)} {word}"
    return Name(whole, "index", name.first, name.last, unit="points", evidence=0.9)


def on_foreign(passage: Passage, at: int, _entry: Entry) -> None:
    """Read a noun that is no instrument."""
    previous = passage.before(at)
    if passage.noun_open and passage.kind(previous) == "prep" and passage.word(previous) in _OWNING:
        _disown(passage, at)
    passage.state.foreign()


def _disown(passage: Passage, at: int) -> None:
    """Take back the values of a noun of change that belongs to something else: "a 3 percent drop in exports"."""
    if passage.kind(at + 1) == "name":
        return
    for slot in passage.noun_slots:
        slot.names = ()
    passage.noun_open, passage.noun_slots = False, []
    if passage.state.phrase == "pending":
        passage.state.phrase = "foreign"
