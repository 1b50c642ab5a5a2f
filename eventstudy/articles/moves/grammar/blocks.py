"""Words after which amounts are no moves: "dividend", "pared", "lagging", "times earnings"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.orders import on_rival
from eventstudy.articles.moves.grammar.predicates import on_other
from eventstudy.articles.moves.grammar.subjects import Predicate
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.words.vocabulary import Entry

_LATE_BLOCK = 3
_OFFERED = frozenset({"offer", "offers", "offered"})
_NOTHING = frozenset({"no", "little", "some", "scant", "few", "hope", "comfort", "relief"})


def on_block(passage: Passage, at: int, entry: Entry) -> None:
    """Read a word after which amounts are no moves; "from a year earlier" takes back the change right before it."""
    state = passage.state
    after = passage.line.norms[passage.items[at].last]
    if entry.word in _OFFERED and after in _NOTHING:  # "Brent offered no comfort"
        on_other(passage, at, entry)
        return
    state.blocked = True
    passage.blocked_in = state.clause
    passage.header = passage.header or entry.word in words("cues", "headers")
    last = passage.slots[-1] if passage.slots else None
    near = last is not None and at - last.item <= _LATE_BLOCK and state.comma_at < last.item
    if near and last is not None and last.role == "change" and last.clause == state.clause:
        passage.slots.pop()
    state.foreign()


def on_pare(passage: Passage, at: int, _entry: Entry) -> None:
    """Read "pared": what it leaves of a change is no change of its own; but "trimmed six sen to 9.98" is one."""
    passage.resolve(at)
    if _pares_itself(passage, at):
        passage.state.predicate = Predicate("down")
        return
    passage.state.predicate, passage.state.blocked = None, True
    passage.pared_at = at


def _pares_itself(passage: Passage, at: int) -> bool:
    """Tell points, per cent or money that the subject itself lost from a part of its gains."""
    amount = passage.items[at + 1].what if at + 1 < len(passage.items) else None
    own = isinstance(amount, Amount) and amount.unit != "" and not amount.scale
    last = passage.kinds[at + 2]
    return own and (
        last in {"comma", "and", "filler", ""} or (last == "prep" and passage.words[at + 2] in {"to", "at"})
    )


def on_relative_to(passage: Passage, at: int, _entry: Entry) -> None:
    """Read "lagging": by how much is told of both, not of one."""
    on_rival(passage, at)
    passage.state.blocked = True


def on_kill(passage: Passage, _at: int, _entry: Entry) -> None:
    """Read a word that makes the whole clause speak of something else: "times earnings"."""
    passage.state.subject, passage.state.fallback = (), ()
    passage.state.clear_phrase()
