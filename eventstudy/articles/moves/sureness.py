"""How sure the reading of a move is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.slots import Slot
    from eventstudy.articles.moves.words.names import Name

_COST = {
    "instrument: bound from the sentence before": 0.85,
    "instrument: bound earlier in the sentence": 0.95,
    "date: sentence before": 0.95,
    "date: day of the story": 0.95,
    "date: publication date": 0.93,
    "date: article undated": 0.8,
    "phase: shared in the clause": 0.97,
}


def confidence(slot: Slot, name: Name, bases: Sequence[str]) -> float:
    """Return how sure the reading is.

    0.97, times what each loose binding costs: words between verb and value (down to 0.7), an unknown company (0.6 where
    only capitals and the sentence speak for it), an instrument from an earlier clause (0.95) or sentence (0.85),
    several candidates (0.9), a date from the sentence before (0.95), from the publication (0.93) or from nowhere
    (0.8), a phase shared with a neighbour (0.97).
    """
    result = 0.97 * slot.ease * name.evidence
    for basis in bases:
        result *= _COST.get(basis, 1.0)
    if len(name.candidates) > 1:
        result *= 0.9
    return round(max(0.05, min(result, 1.0)), 2)
