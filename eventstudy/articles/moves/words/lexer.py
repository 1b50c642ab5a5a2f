"""A sentence as a list of items: names, amounts, directions, phases, dates and what stands between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.looks import Look, look_at, look_cores, look_words
from eventstudy.articles.moves.words.names import Name, name_at, stands_for_price
from eventstudy.articles.moves.words.phases import When, clock_at, clock_cores, session_at, when_words
from eventstudy.articles.moves.words.plain import YEAR_DIGITS, YEARS, is_code, is_count, single_word, word_at
from eventstudy.articles.moves.words.streaks import streak_at, streak_cores, streak_words
from eventstudy.articles.moves.words.values import Amount, amount_words, amounts_at, may_open, multiple_at
from eventstudy.articles.moves.words.vocabulary import (
    Entry,
    entries,
    hedges,
    key_of,
    values,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.articles.moves.words.lookup import Names
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention, Direction

_BEFORE_DAYS = frozenset({"on", "in", "during", "for", "since", "late", "early"})


@dataclass(frozen=True, slots=True)
class Day:
    """A date expression over tokens `first` to `last` (excluded); `since` for "since September"."""

    kind: ClassVar[str] = "day"
    mention: DateMention
    first: int
    last: int
    since: bool = False


_Reader = Callable[["_Scene", int], "list[Item]"]
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
class _Scene:
    """A sentence with what is known of it before it is read."""

    line: Line
    days: Mapping[int, tuple[DateMention, int]]
    names: Names
    proper: frozenset[str]
    openers: frozenset[str]
    """Small words that anything but a plain word may begin with."""
    readers: tuple[tuple[_Reader, frozenset[str]], ...]
    """What a sentence with these words may hold, in the order it is tried, with the words it may begin with."""


def items_of(line: Line, *, mentions: Sequence[DateMention], names: Names, proper: frozenset[str]) -> list[Item]:
    """Return the items of a sentence, left to right, each token in exactly one.

    At each token the first of these that fits is taken: name, extreme or rank, clock time, phase, date, amount, word of
    the vocabulary. Every reading looks ahead a bounded number of tokens, so this is linear.
    """
    present = frozenset(line.norms)
    readings = frozenset(name for name, core in _cores().items() if not core.isdisjoint(present))
    openers, readers = _prepared(names.firsts, readings, days=bool(mentions))
    scene = _Scene(line, _days(line, mentions), names, proper, openers, readers)
    found: list[Item] = []
    at = 0
    while at < line.count:
        entry = _alone(scene, at)
        if entry is not None:
            found.append(Item(entry, at, at + 1))
            at += 1
            continue
        here = _read(scene, at)
        found.extend(here)
        at = here[-1].last
    return found


def _alone(scene: _Scene, at: int) -> Entry | None:
    """Return what a small word does that no phrase begins with; most words are of this kind."""
    line = scene.line
    norm = line.norms[at]
    if norm in scene.openers or line.glued[at + 1] or line.texts[at] != norm or line.shapes[at] != "word":
        return None
    return None if at in scene.days else single_word(norm)


def _days(line: Line, mentions: Sequence[DateMention]) -> dict[int, tuple[DateMention, int]]:
    """Return date expressions by their first token, with the token after their last."""
    if not mentions:
        return {}
    starts = {start: at for at, start in enumerate(line.starts)}
    ends = {end: at + 1 for at, end in enumerate(line.ends)}
    found: dict[int, tuple[DateMention, int]] = {}
    for mention in mentions:
        first, last = starts.get(mention.start), ends.get(mention.end)
        if first is not None:
            last = last if last is not None else _token_after(line, first, mention.end)
            found[first] = (mention, last)
    return found


def _token_after(line: Line, at: int, end: int) -> int:
    while at < line.count and line.starts[at] < end:
        at += 1
    return at


def _read(scene: _Scene, at: int) -> list[Item]:
    line = scene.line
    norm, number = line.norms[at], line.shapes[at] == "number"
    if norm in scene.names.firsts or norm == "$" or line.texts[at][0].isupper():
        found = _name(scene, at)
        if found:
            return found
    for read, firsts in scene.readers:
        if norm in firsts or (number and read in _OF_NUMBERS) or (read is _day and at in scene.days):
            found = read(scene, at)
            if found:
                return found
    amounts = amounts_at(line, at) if number or (norm in amount_words() and may_open(line, at)) else ()
    if amounts and not is_count(line, amounts[-1]):
        return [Item(one, one.first, one.last) for one in amounts]
    stands = line.norms[at] in {"those", "that"} and stands_for_price(line, at, scene.names)
    return [Item(Entry("head:those", line.norms[at]), at, at + 1)] if stands else _plain(line, at, amounts)


def _plain(line: Line, at: int, amounts: Sequence[Amount]) -> list[Item]:
    entry, last = word_at(line, at, amounts)
    span = _whole_span(line, entry, last) if entry.phase is not None else None
    return [Item(entry, at, last)] if span is None else [Item(entry, at, last), span]


@lru_cache(maxsize=256)
def _prepared(
    firsts: frozenset[str], readings: frozenset[str], *, days: bool
) -> tuple[frozenset[str], tuple[tuple[_Reader, frozenset[str]], ...]]:
    """Return the words at which anything but a plain word may begin in such a sentence, and what may be read there."""
    begin: dict[str, tuple[_Reader, frozenset[str]]] = {
        "streak": (_streak, streak_words()),
        "look": (_look, look_words()),
        "clock": (_clock, when_words()),
        "session": (_session, when_words()),
        "phase": (_phase, _phase_words()),
        "day": (_day, _BEFORE_DAYS),
        "multiple": (_multiple, _multiple_words()),
    }
    wanted = [name for name in begin if name in readings or name == "phase" or (name == "day" and days)]
    openers = firsts.union(amount_words(), {"$", "those", "that"}, *(begin[name][1] for name in wanted))
    return openers, tuple(begin[name] for name in wanted)


@cache
def _cores() -> dict[str, frozenset[str]]:
    """Return, for each kind of reading, the words without any of which a sentence holds none of it."""
    return {
        "streak": streak_cores(),
        "look": look_cores(),
        "session": words("session_words", "heads"),
        "clock": clock_cores(),
        "multiple": frozenset(values("multiples")),
    }


def _name(scene: _Scene, at: int) -> list[Item]:
    line = scene.line
    name = None if is_code(line, at) else name_at(line, at, scene.names, scene.proper)
    return [Item(name, name.first, name.last)] if name is not None else []


def _streak(scene: _Scene, at: int) -> list[Item]:
    streak = streak_at(scene.line, at)
    return [Item(streak, streak.first, streak.last)] if streak is not None else []


def _look(scene: _Scene, at: int) -> list[Item]:
    look = look_at(scene.line, at, scene.days)
    return [Item(look, look.first, look.last, _owners(scene, look))] if look is not None else []


def _clock(scene: _Scene, at: int) -> list[Item]:
    when = clock_at(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _session(scene: _Scene, at: int) -> list[Item]:
    """Read "[in] ... trading"."""
    when = session_at(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _phase(scene: _Scene, at: int) -> list[Item]:
    """Read a phase as a whole phrase."""
    when = _phrase(scene.line, at)
    return [Item(when, when.first, when.last)] if when is not None else []


def _multiple(scene: _Scene, at: int) -> list[Item]:
    """Read "doubled": a verb of direction, which takes no room of its own, and what it says in per cent."""
    multiple = multiple_at(scene.line, at)
    if multiple is None:
        return []
    way: Direction = "up" if multiple.sign > 0 else "down"
    return [
        Item(Entry("dir", way, way, verb=True), at, at),
        Item(replace(multiple, sign=0), multiple.first, multiple.last),
    ]


def _whole_span(line: Line, verb: Entry, last: int) -> Item | None:
    """Read the span that a closing verb ends: "ended the week", "finished 2019"."""
    if verb.kind != "neutral" or verb.phase != "close":
        return None
    at = last + 1 if line.norms[last] == "the" else last
    word = line.norms[at]
    year = line.shapes[at] == "number" and len(word) == YEAR_DIGITS and word.isdigit() and int(word) in YEARS
    if (word in {"week", "month", "quarter", "year"} and at > last) or year:
        return Item(Entry(f"period:{word}", word), last, at + 1)
    return None


def _owners(scene: _Scene, look: Look) -> tuple[Name, ...]:
    """Return the instruments named inside a rank."""
    at, end = look.owner or (0, 0)
    found: list[Name] = []
    while at < end:
        name = name_at(scene.line, at, scene.names, scene.proper)
        if name is not None:
            found.append(name)
        at = name.last if name is not None else at + 1
    return tuple(found)


@cache
def _phase_words() -> frozenset[str]:
    """Return the words that a phase may begin with."""
    phases = (phrase.split()[0] for name in table("moves")["phases"] for phrase in words("phases", name))
    return frozenset(key_of(first)[0] for first in phases)


@cache
def _multiple_words() -> frozenset[str]:
    return frozenset({*values("multiples"), *hedges().firsts()})


def _phrase(line: Line, at: int) -> When | None:
    match = entries().match(line.norms, at)
    if match is None or match[1].kind != "phase":
        return None
    return When(match[1].phase, at, match[0])


def _day(scene: _Scene, at: int) -> list[Item]:
    """Read a date expression with the preposition before it; the month of a contract tells no day."""
    if not scene.days:
        return []
    line, start = scene.line, at
    if start not in scene.days:
        start = at + 2 if line.norms[at] in {"late", "early"} and line.norms[at + 1] == "on" else at + 1
        if start not in scene.days or line.norms[at] not in _BEFORE_DAYS:
            return []
    mention, last = scene.days[start]
    contract = mention.precision == "month" and line.norms[last] in words("names", "contracts")
    ahead = words("looks", "peaks") | words("looks", "reports")
    attributive = mention.precision in {"month", "quarter", "year"} and not ahead.isdisjoint(
        line.norms[last : last + 2]
    )
    if attributive and line.norms[at] not in _BEFORE_DAYS:  # "1.9 percent shy of its January record"
        return [Item(Entry("det", line.norms[at]), at, last)]
    return [] if contract else [Item(Day(mention, at, last, since=line.norms[at] == "since"), at, last)]


_OF_NUMBERS: frozenset[_Reader] = frozenset({_streak, _look, _clock})
"""What may begin with a number."""
