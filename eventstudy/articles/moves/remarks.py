"""Remarks: what is said of the direction of a market without a number, "oil rose"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.records import DateSpan, Direction, Modality, Phase


@dataclass(frozen=True, slots=True)
class Remark:
    """A direction told of an instrument in words alone; ``quote == text[start:end]``, the word that tells it."""

    article: str
    start: int
    end: int
    quote: str
    instrument: str
    candidates: tuple[str, ...]
    direction: Direction
    phase: Phase
    date: date | None
    window: DateSpan | None
    modality: Modality
    confidence: float
    basis: tuple[str, ...]
    sentence: tuple[int, int]


def untold(reading: Reading) -> Iterator[Slot]:
    """Yield the verbs of direction whose subject the clause tells nothing more exact of."""
    exact = {(slot.clause, name.instrument) for slot in reading.slots for name in slot.names}
    seen: set[tuple[int, str]] = set()
    for slot in reading.told:
        keys = {(slot.clause, name.instrument) for name in slot.names}
        if exact.isdisjoint(keys) and seen.isdisjoint(keys):
            yield slot
        seen |= keys
