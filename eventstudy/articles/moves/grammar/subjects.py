"""Small records of a sentence: what has a subject, which way it goes, and what went before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Direction


@dataclass(frozen=True, slots=True)
class Predicate:
    """The direction that the words after it belong to."""

    direction: Direction | None
    noun: bool = False
    cause: bool = False
    """Something else made it so: "lifted gold 1.3 percent"."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the sentences before have named: subject and all names of the last one, then of the one before it ...

    They are asked for only by a sentence that needs them.
    """

    pools: Callable[[], Iterable[tuple[Name, ...]]] = tuple
    topic: Callable[[], tuple[Name, ...]] = tuple
    """The one instrument that the sentence before has spoken of, for a sentence without a subject."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A subject with its predicates, from item `start` on."""

    start: int
    clause: int
    elided: bool = False
    """Has no verb of its own: "Exxon up 1.3 percent", "the Nasdaq 0.9 percent"."""
