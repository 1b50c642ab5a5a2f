"""When each value of a sentence holds: its phase, its session day, and the span it looks back on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.slots import mark_for, tells_clock, tells_day, tells_phase
from eventstudy.articles.moves.own_day import PUBLISHED, day_of
from eventstudy.articles.moves.spans import end_of, span_for, stretched, window_of
from eventstudy.articles.moves.story import ALSO, OF_SENTENCE, OF_STORY
from eventstudy.articles.moves.stretched import stretch_for
from eventstudy.articles.moves.told.days import last_weekday
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.phases import When, clock_text
from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.articles.moves.grammar.slots import Mark, Reading, Slot
    from eventstudy.articles.moves.story import Frontier
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.instruments import Instrument
    from eventstudy.records import DateSpan, Phase

_ASIA = frozenset({"XTKS", "XHKG", "XSHG", "XSES", "XASX", "XKRX", "XBOM"})
_Told = tuple["Phase", str]
_NOT_SAID: _Told = ("unspecified", "phase: not said")
UNCLEAR = "date: over a span not told"
_OPEN = ("since", "the", "open")
_PASSING = frozenset({"surpassing", "topping", "eclipsing", "beating", "exceeding", "passing", "below", "above"})
"""Between a value and a level of another time: "to 26,966.00, surpassing its October 3 closing high of 26,828.39"."""
_FAR = 12
"""Values of a sentence that one may share its phase with, to either side."""
_INFERRED = frozenset({PUBLISHED, OF_STORY, OF_SENTENCE})


@dataclass(frozen=True, slots=True)
class Timing:
    """When a value holds, and what that rests on."""

    phase: Phase
    phase_basis: str
    time: str | None
    day: date | None
    day_basis: str
    window: DateSpan | None
    anchor: DateSpan | None
    also: tuple[str, ...] = ()
    """Other days that the sentences before leave open."""


def timing_of(slot: Slot, name: Name, reading: Reading, frontier: Frontier, instrument: Instrument | None) -> Timing:
    """Return when `slot` holds for the instrument `name`.

    Parameters
    ----------
    slot : Slot
    name : Name
    reading : Reading
        The sentence it stands in.
    frontier : Frontier
    instrument : Instrument or None
        Of the catalogue.
    """
    span = span_for(slot, reading)
    told = stretch_for(slot, reading) if span is None else None
    frontier = frontier if span is None and told is None else frontier.of_span()
    day, basis = day_of(slot, name, reading, frontier, instrument)
    if span is None and slot.undated_span and slot.role == "change" and not _since_open(slot, reading):
        day, basis = None, "date: since a day not told"
    if span is not None:
        end, settled = end_of(span, slot, frontier.published)
        day, basis = (end, "date: end of the span named") if settled else (day, basis)
    phase, phase_basis = _phase(slot, reading, instrument)
    window, anchor = window_of(slot, span, day)
    if told is not None:
        day = day or day_of(slot, name, reading, frontier, instrument)[0]
        window = stretched(told, day) if told.clear else None
        vague = window is None and (day is not None or not told.clear)
        counted = f", {told.count} sessions" if told.unit == "session" and told.count else ""
        basis = UNCLEAR if vague else basis if day is None else f"date: end of the span told{counted}"
    if basis == UNCLEAR:
        day = window = None
    spell = frontier.window
    if spell is not None and slot.role == "change" and window is None and phase == "unspecified" and basis in _INFERRED:
        day, window, basis = last_weekday(spell.last), spell, "date: end of the span told before"
    open_to = frontier.also if basis in _INFERRED else ()
    also = tuple(f"{ALSO}{one.isoformat()}" for one in open_to if one != day)
    return Timing(phase, phase_basis, _time(slot, reading, day, instrument), day, basis, window, anchor, also)


def _since_open(slot: Slot, reading: Reading) -> bool:
    norms, last = reading.line.norms, slot.what.last
    return any(tuple(norms[k : k + len(_OPEN)]) == _OPEN for k in range(last, last + len(_OPEN)))


def _time(slot: Slot, reading: Reading, day: date | None, instrument: Instrument | None) -> str | None:
    """Return the clock time of a value; without a zone it is on the clocks of the exchange."""
    found = mark_for(slot, reading, tells_clock) if slot.role != "from" else None
    if found is None or not isinstance(found.what, When):
        return None
    struck = instrument.struck if instrument is not None else None
    return clock_text(found.what, day, found.what.zone or (struck.zone if struck is not None else None))


# phase ----------------------------------------------------------------------------------------------------------------


def _phase(slot: Slot, reading: Reading, instrument: Instrument | None) -> _Told:
    """Return the phase: of phrase, verb, when-word, "as much as", a later verb of the statement, or a neighbour."""
    if isinstance(slot.what, Look) and slot.what.phase is not None:
        return slot.what.phase, "phase: in the phrase"
    if slot.role == "from":
        return _NOT_SAID
    if slot.phase is not None:
        return slot.phase, "phase: verb"
    told = _marked(slot, reading, instrument)
    furthest = isinstance(slot.what, Amount) and slot.what.hedge == "as_much_as"
    if furthest and (told is None or told[0] == "close"):  # "a gain of as much as 4.9 percent faded by the close"
        told = ("intraday", "phase: as much as")
    shared = told or _settled(slot, reading) or _at_most(slot, reading) or _inherited(slot, reading, instrument)
    return shared if shared != _NOT_SAID else _of_the_whole(slot, reading)


def _marked(slot: Slot, reading: Reading, instrument: Instrument | None) -> _Told | None:
    """Take the phase of a when-word, where Asian hours are the session itself of an Asian series."""
    found = mark_for(slot, reading, tells_phase)
    if found is None or not isinstance(found.what, When) or found.what.phase is None:
        return None
    at_home = found.what.home and instrument is not None and instrument.calendar in _ASIA
    return ("intraday" if at_home else found.what.phase), "phase: same clause"


def _settled(slot: Slot, reading: Reading) -> _Told | None:
    """Take the phase of a later verb of the same statement: "rose 3 percent to settle at $70"."""
    for other in _near(slot, reading):
        told = other.phase if other.item > slot.item else None
        if told is None and isinstance(other.what, Look) and other.what.sort == "extreme":
            told = other.what.phase
        if told is None or other.role == "from":
            continue
        if _PASSING.isdisjoint(reading.line.norms[slot.what.last : other.what.first]):
            return told, "phase: verb of the level"
    return None


def _at_most(slot: Slot, reading: Reading) -> _Told | None:
    """Share the session's far point with the rest of its statement: "as much as 4.9 percent, to $69.50"."""
    for other in _near(slot, reading):
        far = isinstance(other.what, Amount) and other.what.hedge == "as_much_as"
        if far and other.item < slot.item and other.phase is None:
            return "intraday", "phase: as much as"
    return None


def _near(slot: Slot, reading: Reading) -> list[Slot]:
    """Return the other values of a statement, as far as one may tell of another: of a table they are too many."""
    at = bisect_left(reading.slots, slot.item, key=lambda one: one.item)
    near = reading.slots[max(at - _FAR, 0) : at + _FAR]
    return [one for one in near if one.statement == slot.statement and one is not slot]


def _inherited(slot: Slot, reading: Reading, instrument: Instrument | None) -> _Told:
    """Take the phase of the neighbour whose verb this one shares."""
    if not slot.frame or not reading.frames[slot.frame - 1].elided:
        return _NOT_SAID
    earlier = [one for one in reading.slots if one.item < slot.item and one.clause == slot.clause]
    if not earlier:
        return _NOT_SAID
    if earlier[-1].phase is not None:
        return earlier[-1].phase, "phase: verb before"
    told = _marked(earlier[-1], reading, instrument)
    return _NOT_SAID if told is None else (told[0], "phase: shared in the clause")


def _of_the_whole(slot: Slot, reading: Reading) -> _Told:
    """Take, for a value set between commas, the only phase of a sentence whose main verb has no value of its own.

    "Exxon, up 2 percent, and Chevron, up 1 percent, both rose in premarket trading". Not where the value has a day.
    """
    if not slot.frame or not reading.frames[slot.frame - 1].elided:
        return _NOT_SAID
    marks = [mark for mark in reading.marks if tells_phase(mark) and not mark.after_from]
    alone = len(marks) == 1 and marks[0].item > slot.item
    if not alone or any(_of_one(mark, slot) for mark in reading.marks if tells_day(mark)):
        return _NOT_SAID
    if any(_of_one(marks[0], other) for other in reading.slots) or not isinstance(marks[0].what, When):
        return _NOT_SAID
    return (marks[0].what.phase or "unspecified"), "phase: of the whole sentence"


def _of_one(mark: Mark, slot: Slot) -> bool:
    return mark.frame == slot.frame and mark.statement == slot.statement
