"""What is told of a change that was made smaller: "trimmed the deficit to 71.3 points", "erased a 2.7 percent gain"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import Licence
from eventstudy.articles.moves.words.vocabulary import Entry

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage

_FEW = 6
"""Items between the verb and what it leaves."""
_EARLY = frozenset({"early", "earlier", "initial", "opening", "morning"})


def what_is_left(passage: Passage, at: int) -> Licence | None:
    """Read "trimmed the deficit to 71.3 points", "pared its gain to 1 percent": the change that is left."""
    kinds, words_of = passage.kinds, passage.words
    if kinds[at - 1] != "prep" or words_of[at - 1] != "to" or not at - 6 <= passage.pared_at < at:
        return None
    told = [passage.items[back].what for back in range(passage.pared_at + 1, at - 1)]
    way = next((what.direction for what in told if isinstance(what, Entry) and what.kind == "dir" and what.noun), None)
    return Licence("change", way, of_noun=True) if way is not None else None


def what_was(passage: Passage, at: int) -> Licence | None:
    """Read "trimmed a 5.1 percent loss": the change that stood in the session before."""
    entry = passage.items[at + 1].what if at + 1 < len(passage.items) else None
    noun = isinstance(entry, Entry) and entry.kind == "dir" and entry.noun
    early = passage.words[at - 1] in {"a", "an"} or passage.line.norms[passage.items[at].first - 1] in _EARLY
    if not (noun and early and at - _FEW <= passage.pared_at < at) or not passage.state.subject:
        return None
    way = entry.direction if isinstance(entry, Entry) else None
    return Licence("change", way, upto=at + 1, consumes=at + 1, phase="intraday", names=passage.state.subject)
