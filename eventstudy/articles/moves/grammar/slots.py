"""What the reading of a sentence hands on: values with the words that license them, and when-words with their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from eventstudy.articles.moves.words.phases import When
from eventstudy.articles.moves.words.readings import Day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.articles.moves.grammar.subjects import Frame
    from eventstudy.articles.moves.words.looks import Look
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.articles.moves.words.values import Amount
    from eventstudy.articles.moves.words.vocabulary import Entry
    from eventstudy.records import Direction, Modality, Phase

Role = Literal["change", "level", "from", "look", "order"]


@dataclass(slots=True)
class Slot:
    """One value in its sentence, before its unit is checked against its instrument."""

    role: Role
    what: Amount | Look
    item: int
    direction: Direction | None
    names: tuple[Name, ...]
    first: int
    last: int
    frame: int
    clause: int
    statement: int
    phase: Phase | None
    modality: Modality
    basis: str
    ease: float = 1.0
    """How close the words are that license it, 1 for touching."""
    listed: bool = False
    """Goes on a list of values: "1.3 and 0.4 percent"."""
    counter: str = ""
    undated_span: bool = False
    """Counted since something that no date is told of: "has climbed 5 percent since the strike"."""
    against: Name | None = None
    """What moved less: "Exxon fell more than Chevron"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A phase, clock time, date or period, and where it stands."""

    what: When | Day | Entry
    item: int
    frame: int
    clause: int
    statement: int
    opening: bool
    """Stands before the subject it belongs to."""
    after_from: bool = False
    """Tells the day of a level that a change came from, or of what a value is set against."""
    aside: bool = False
    """Stands between commas after a name: "the Dow, which had closed at a record on Thursday, ..."."""


class Place(NamedTuple):
    """What an item is, over tokens `first` to `last` (excluded), and where it stands once it is read."""

    kind: str
    first: int
    last: int
    clause: int
    statement: int
    # The rest is told of values alone.
    frame: int = 0
    modality: Modality = "asserted"
    phase: Phase | None = None
    about: tuple[Name, ...] = ()
    """What the clause is told of so far."""
    spoiled: bool = False
    """Its subject is no instrument."""
    silent: bool = False
    """What stands here did not happen, or is of something else."""
    busy: bool = False
    """The verb has an object that is no instrument, of which changes may be told: "delivered 112,000 cars, up 15%"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one sentence."""

    slots: tuple[Slot, ...]
    marks: tuple[Mark, ...]
    told: tuple[Slot, ...]
    """Verbs of direction with their subject, as changes of no size."""
    frames: tuple[Frame, ...]
    main: tuple[Name, ...]
    subject: tuple[Name, ...]
    mentions: tuple[Name, ...]
    respectively: bool
    attributed: bool
    market_clauses: frozenset[int]
    """Clauses that tell a move of an instrument, with or without a number."""
    earlier: frozenset[int]
    """Clauses that tell what went before."""
    closing: int
    """The clause after the last semicolon."""
    line: Line
    places: tuple[Place, ...]
    """Of each item."""


_SHORT = frozenset({"instant", "part_of_day", "day"})


def tells_phase(mark: Mark) -> bool:
    """Tell whether a when-word says the phase of the session."""
    return isinstance(mark.what, When) and mark.what.phase is not None


def tells_clock(mark: Mark) -> bool:
    """Tell whether a when-word is a clock time."""
    return isinstance(mark.what, When) and mark.what.hour is not None


def tells_day(mark: Mark) -> bool:
    """Tell whether a when-word is a day or less."""
    return isinstance(mark.what, Day) and not mark.what.since and mark.what.mention.precision in _SHORT


def mark_for(slot: Slot, reading: Reading, wanted: Callable[[Mark], bool]) -> Mark | None:
    """Return the when-word that belongs to `slot`.

    The nearest one of its own statement; else the last one that opens its clause ("In early trading the Dow ...");
    else, for a value without a verb of its own, the one after a sibling ("Apple up 2.1 percent and Tesla up 0.4
    percent in premarket trading").
    """
    marks = [mark for mark in reading.marks if wanted(mark) and not mark.after_from]
    if not marks:
        return None
    own = [mark for mark in marks if mark.frame == slot.frame and mark.statement == slot.statement and not mark.opening]
    if own:
        return min(own, key=lambda mark: abs(mark.item - slot.item))
    opening = [mark for mark in marks if mark.opening and mark.clause == slot.clause and mark.item < slot.item]
    if opening:
        return opening[-1]
    trailing = [mark for mark in marks if mark.opening and mark.clause == slot.clause and mark.frame == slot.frame]
    if trailing and not _any_after(reading.slots, trailing[0]):
        return trailing[0]
    return _sibling(slot, reading, marks)


def _any_after(slots: Sequence[Slot], mark: Mark) -> bool:
    return any(slot.item > mark.item and slot.clause == mark.clause for slot in slots)


def _sibling(slot: Slot, reading: Reading, marks: Sequence[Mark]) -> Mark | None:
    if not slot.frame:
        return None
    for number in range(slot.frame + 1, len(reading.frames) + 1):
        frame = reading.frames[number - 1]
        if not frame.elided or frame.clause != slot.clause:
            return None
        found = [mark for mark in marks if mark.frame == number and not mark.opening]
        if found:
            return found[0]
    return None
