"""Read the items of one sentence left to right, keep who does what, and collect the values that words license."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar import blocks, commas, cues, nouns, predicates
from eventstudy.articles.moves.grammar.asides import aside_end
from eventstudy.articles.moves.grammar.collect import on_amount, on_look
from eventstudy.articles.moves.grammar.frames import Passage
from eventstudy.articles.moves.grammar.loose import bind
from eventstudy.articles.moves.grammar.slots import Place, Reading
from eventstudy.articles.moves.grammar.topics import take_topic
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.articles.moves.grammar.subjects import Memory
    from eventstudy.articles.moves.words.readings import Item
    from eventstudy.articles.moves.words.tokens import Line

_CLOSING = frozenset({"comma", "semicolon", "boundary", "report", "neutral", "be", "hit", "cause", "other"})
"""After these, a noun of change no longer waits for its instrument."""

_OPENING = frozenset({"open", "comma", "dash"})
_VALUES = frozenset({"amount", "look"})

_ON: Mapping[str, Callable[[Passage, int, Entry], None]] = {
    "head": nouns.on_head,
    "foreign": nouns.on_foreign,
    "comma": commas.on_comma,
    "dash": commas.on_dash,
    "colon": cues.on_colon,
    "semicolon": cues.on_boundary,
    "and": cues.on_and,
    "boundary": cues.on_boundary,
    "report": cues.on_report,
    "relative": cues.on_relative,
    "prep": cues.on_preposition,
    "dir": predicates.on_direction,
    "cause": predicates.on_cause,
    "neutral": predicates.on_neutral,
    "be": predicates.on_be,
    "hit": predicates.on_hit,
    "other": predicates.on_other,
    "yields": predicates.on_yields,
    "forecast": cues.on_modal,
    "conditional": cues.on_modal,
    "opinion": cues.on_modal,
    "negation": cues.on_negation,
    "block": blocks.on_block,
    "pare": blocks.on_pare,
    "relative_to": blocks.on_relative_to,
    "kill": blocks.on_kill,
    "attributed": cues.on_attributed,
    "together": cues.on_together,
    "period": cues.on_mark,
}


def read_items(items: Sequence[Item], line: Line, memory: Memory) -> Reading:
    """Return the values, when-words and names of a sentence; each item is looked at once.

    Parameters
    ----------
    items : sequence of Item
        Of the sentence, in order.
    line : Line
        Its tokens.
    memory : Memory
        What the sentence before has named, for "the shares" and "oil".
    """
    passage = Passage(items, line, memory)
    skipped = -1
    places: list[Place] = []
    state, kinds = passage.state, passage.kinds
    take_topic(passage)
    for at, item in enumerate(items):
        kind = kinds[at]
        if at > skipped and kind in _OPENING:
            skipped = aside_end(passage, at)
        if at > skipped:
            _read(passage, at, item)
        value = kind in _VALUES
        places.append(
            _place(passage, kind, item) if value else Place(kind, item.first, item.last, state.clause, state.statement)
        )
    bind(passage, places)
    return Reading(
        slots=tuple(passage.slots),
        marks=tuple(passage.marks),
        told=tuple(passage.told),
        frames=tuple(state.frames),
        main=state.main,
        subject=state.subject or state.fallback,
        mentions=tuple(state.mentions),
        respectively=passage.respectively,
        attributed=passage.attributed,
        market_clauses=frozenset(passage.market - passage.relative),
        earlier=frozenset(passage.earlier),
        closing=passage.closing,
        line=line,
        places=tuple(places),
    )


def _place(passage: Passage, kind: str, item: Item) -> Place:
    """Return where a value stands, and what is known there."""
    state = passage.state
    return Place(
        kind,
        item.first,
        item.last,
        state.clause,
        state.statement,
        len(state.frames),
        state.modality,
        state.verb_phase,
        state.subject or state.fallback or (state.held or ()),
        state.spoiled,
        state.negated or state.blocked or passage.blocked,
        state.object_named,
    )


def _read(passage: Passage, at: int, item: Item) -> None:
    what = item.what
    if isinstance(what, Entry):
        listed = what.kind == "and" and passage.kinds[at - 1] == "amount" and passage.kinds[at + 1] == "det"
        if what.kind in _CLOSING or listed:  # "a drop of 33 percent and the largest in its history"
            passage.noun_open = False
        handler = _handler(what.kind)
        if handler is not None:
            handler(passage, at, what)
    elif isinstance(what, Name):
        nouns.on_name(passage, at, what)
    elif isinstance(what, Amount):
        on_amount(passage, at, what)
    elif isinstance(what, Look):
        on_look(passage, at, what)
    else:
        cues.on_mark(passage, at, what)


@cache
def _handler(kind: str) -> Callable[[Passage, int, Entry], None] | None:
    return _ON.get(kind.partition(":")[0])
