"""Read the items of one sentence left to right, keep who does what, and collect the values that words license."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves import cues, nouns, predicates
from eventstudy.articles.moves.collect import on_amount, on_look
from eventstudy.articles.moves.frames import Passage
from eventstudy.articles.moves.lexer import Day
from eventstudy.articles.moves.looks import Look
from eventstudy.articles.moves.names import Name
from eventstudy.articles.moves.phases import When
from eventstudy.articles.moves.slots import Reading
from eventstudy.articles.moves.values import Amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.articles.moves.frames import Memory
    from eventstudy.articles.moves.lexer import Item
    from eventstudy.articles.moves.tokens import Line
    from eventstudy.articles.moves.vocabulary import Entry

_CLOSING = frozenset({"comma", "semicolon", "boundary", "report", "neutral", "be", "hit", "cause", "other"})
"""After these, a noun of change no longer waits for its instrument."""

_ON: Mapping[str, Callable[[Passage, int, Entry], None]] = {
    "head": nouns.on_head,
    "foreign": nouns.on_foreign,
    "comma": cues.on_comma,
    "dash": cues.on_dash,
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
    "forecast": cues.on_modal,
    "conditional": cues.on_modal,
    "opinion": cues.on_modal,
    "negation": cues.on_negation,
    "block": cues.on_block,
    "pare": cues.on_pare,
    "kill": cues.on_kill,
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
    for at, item in enumerate(items):
        _read(passage, at, item)
    state = passage.state
    return Reading(
        slots=tuple(passage.slots),
        marks=tuple(passage.marks),
        frames=tuple(state.frames),
        subject=state.subject or state.fallback,
        mentions=tuple(state.mentions),
        respectively=passage.respectively,
        attributed=passage.attributed,
        market_clauses=frozenset(passage.market - passage.relative),
    )


def _read(passage: Passage, at: int, item: Item) -> None:
    what = item.what
    if isinstance(what, Name):
        nouns.on_name(passage, at, what)
    elif isinstance(what, Amount):
        on_amount(passage, at, what)
    elif isinstance(what, Look):
        on_look(passage, at, what)
    elif isinstance(what, When | Day):
        cues.on_mark(passage, at, what)
    else:
        if what.kind in _CLOSING:
            passage.noun_open = False
        handler = _ON.get(what.kind.partition(":")[0])
        if handler is not None:
            handler(passage, at, what)
