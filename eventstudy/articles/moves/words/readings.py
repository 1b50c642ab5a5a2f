"""What a sentence may hold at a token, each kind by itself: a streak, a rank, a clock time, a phase, a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.looks import Look, look_at, look_cores, look_words
from eventstudy.articles.moves.words.multiples import multiple_at
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.never_so import never_cores, never_so, never_words
from eventstudy.articles.moves.words.phases import When, clock_at, clock_cores, session_at, when_words
from eventstudy.articles.moves.words.streaks import streak_at, streak_cores, streak_words
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, entries, hedges, key_of, values, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.words.lookup import Names
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention, Direction

BEFORE_DAYS = frozenset({"on", "in", "during", "for", "since", "late", "early"})


@dataclass(frozen=True, slots=True)
class Day:
    """A date expression over tokens `first` to `last` (excluded); `since` for "since September"."""

    kind: ClassVar[str] = "day"
    mention: DateMention
    first: int
    last: int
    since: bool = False


What = Entry | Amount | Name | Look | When | Day


class Item(NamedTuple):
    """One unit of a sentence over tokens `first` to `last` (excluded)."""

    what: What
    first: int
    last: int
    owners: tuple[Name, ...] = ()
    """Instruments named inside a rank: "the worst day for the Dow since 2009"."""

    @property
    def kind(self) -> str:
        """Return what it is, in one word."""
        return self.what.kind


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with what is known of it before it is read."""

    line: Line
    days: Mapping[int, tuple[DateMention, int]]
    names: Names
    named: Mapping[int, Name]
    readers: tuple[tuple[Reader, frozenset[str]], ...]
    """What a sentence with these words may hold, in the order it is tried, with the words it may begin with."""
    by_word: Mapping[str, tuple[Reader, ...]]
    """The same by the word it begins with, digits apart."""
    near: Mapping[Reader, frozenset[int]]
    """Where it may begin: a little before the words without which there is none."""


Reader = Callable[[Scene, int], list[Item]]


def _streak(scene: Scene, at: int) -> list[Item]:
    streak = streak_at(scene.line, at)
    return [Item(streak, streak.first, streak.last)] if streak is not None else []


def _look(scene: Scene, at: int) -> list[Item]:
    look = look_at(scene.line, at, scene.days)
    return [Item(look, look.first, look.last, _owners(scene, look))] if look is not None else []


def _never(scene: Scene, at: int) -> list[Item]:
    """Read "hasn't been this cheap since 2009"."""
    found = never_so(scene.line, at, scene.days)
    if found is None:
        return []
    tail = found.tail
    look = Look(found.sort, found.direction, at, tail.last, tail.scope, tail.back, tail.anchor)
    return [Item(look, at, tail.last)]


def _clock(scene: Scene, at: int) -> list[Item]:
    when = clock_at(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _session(scene: Scene, at: int) -> list[Item]:
    """Read "[in] ... trading"."""
    when = session_at(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _phase(scene: Scene, at: int) -> list[Item]:
    """Read a phase as a whole phrase."""
    when = _phrase(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _multiple(scene: Scene, at: int) -> list[Item]:
    """Read "doubled": a verb of direction, which takes no room of its own, and what it says in per cent."""
    multiple = multiple_at(scene.line, at)
    if multiple is None:
        return []
    way: Direction = "up" if multiple.sign > 0 else "down"
    return [
        Item(Entry("dir", way, way, verb=True), at, at),
        Item(replace(multiple, sign=0), multiple.first, multiple.last),
    ]


def _owners(scene: Scene, look: Look) -> tuple[Name, ...]:
    """Return the instruments named inside a rank."""
    at, end = look.owner or (0, 0)
    found: list[Name] = []
    while at < end:
        name = scene.named.get(at)
        if name is not None:
            found.append(name)
        at = name.last if name is not None else at + 1
    return tuple(found)


def _phrase(line: Line, at: int) -> When | None:
    match = entries().match(line.norms, at)
    if match is None or match[1].kind != "phase":
        return None
    return When(match[1].phase, at, match[0])


def day_at(scene: Scene, at: int) -> list[Item]:
    """Read a date expression with the preposition before it; the month of a contract tells no day."""
    if not scene.days:
        return []
    line, start = scene.line, at
    if start not in scene.days:
        start = at + 2 if line.norms[at] in {"late", "early"} and line.norms[at + 1] == "on" else at + 1
        if start not in scene.days or line.norms[at] not in BEFORE_DAYS:
            return []
    mention, last = scene.days[start]
    contract = mention.precision == "month" and line.norms[last] in words("names", "contracts")
    ahead = words("looks", "peaks") | words("looks", "reports")
    attributive = mention.precision in {"month", "quarter", "year"} and not ahead.isdisjoint(
        line.norms[last : last + 2]
    )
    if attributive and line.norms[at] not in BEFORE_DAYS:  # "1.9 percent shy of its January record"
        return [Item(Entry("det", line.norms[at]), at, last)]
    return [] if contract else [Item(Day(mention, at, last, since=line.norms[at] == "since"), at, last)]


READERS: Mapping[str, Reader] = {
    "streak": _streak,
    "look": _look,
    "never": _never,
    "clock": _clock,
    "session": _session,
    "phase": _phase,
    "day": day_at,
    "multiple": _multiple,
}
"""In the order they are tried."""
OF_NUMBERS: frozenset[Reader] = frozenset({_streak, _look, _clock})
"""What may begin with a number."""


@cache
def begins() -> Mapping[str, frozenset[str]]:
    """Return, for each kind of reading, the words it may begin with."""
    return {
        "streak": streak_words(),
        "look": look_words(),
        "never": never_words(),
        "clock": when_words(),
        "session": when_words(),
        "phase": _phase_words(),
        "day": BEFORE_DAYS,
        "multiple": _multiple_words(),
    }


@cache
def cores() -> dict[str, frozenset[str]]:
    """Return, for each kind of reading, the words without any of which a sentence holds none of it."""
    return {
        "streak": streak_cores(),
        "look": look_cores(),
        "never": never_cores(),
        "session": words("session_words", "heads"),
        "clock": clock_cores(),
        "multiple": frozenset(values("multiples")),
    }


@cache
def _phase_words() -> frozenset[str]:
    """Return the words that a phase may begin with."""
    phases = (phrase.split()[0] for name in table("moves")["phases"] for phrase in words("phases", name))
    return frozenset(key_of(first)[0] for first in phases)


@cache
def _multiple_words() -> frozenset[str]:
    return frozenset({*values("multiples"), *hedges().firsts()})
