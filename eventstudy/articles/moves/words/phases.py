"""When in the session: "in premarket trading", "in the early hours of Hong Kong trading", "by 11 a.m. in London"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.vocabulary import Phrases, key_of, values, words

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Phase

_REACH = 10
_ORDER: tuple[Phase, ...] = ("premarket", "after_hours", "overnight", "close", "open", "intraday")
_NOON = 12
_PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class When:
    """A phase of the session, or a clock time in it, over tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "phase"
    phase: Phase | None
    """None for "in heavy trading", which says nothing."""
    first: int
    last: int
    hour: int | None = None
    minute: int = 0
    zone: str | None = None
    home: str = ""
    """"asia" where the words are relative to Asian hours, which are a session of its own for an Asian series."""


def session_at(line: Line, at: int) -> When | None:
    """Return the phase that "[in] ... trading" at token `at` tells.

    Examples
    --------
    >>> from eventstudy.articles.moves.words.tokens import line_of
    >>> session_at(line_of("in early Tokyo trading to just under $50"), 0).phase
    'overnight'
    """
    found: set[str] = set()
    position = at
    while position < at + _REACH:
        if position > at and line.norms[position] in words("session_words", "heads"):
            return _session(line, at, position + 1, found)
        match = _modifiers().match(line.norms, position)
        if match is None or (position == at and match[1] == _PLAIN and line.norms[at] not in {"in", "during"}):
            return None
        position = match[0]
        found.add(match[1])
    return None


def _session(line: Line, first: int, last: int, found: set[str]) -> When | None:
    """Decide the phase from the modifiers before "trading" and a place after it."""
    if line.norms[last - 1] == "hours" and line.norms[last] == "of":
        return None
    if line.norms[last] in {"in", "on"}:
        place = _place_at(line, last + 1)
        if place is not None:
            last = place[0]
            found.add("overnight" if place[1].startswith("Asia") or place[1].startswith("Australia") else "anywhere")
    if line.norms[last] in {"hours", "session"}:
        last += 1
    found -= {_PLAIN, "anywhere"}
    phase = next((name for name in _ORDER if name in found), None)
    return When(phase, first, last, home="asia" if "overnight" in found else "")


@cache
def _modifiers() -> Phrases[str]:
    section = table("moves")["session_words"]
    names = (name for name in section if name != "heads")
    return Phrases({key_of(word): name for name in names for word in sorted(words("session_words", name))})


@cache
def when_words() -> frozenset[str]:
    """Return the words that a clock time or "[in] ... trading" may begin with."""
    clock = {"by", "at", "around", "about", "until", "near", "as", "shortly", "just", "noon"}
    return frozenset({*clock, "in", "during", *_modifiers().firsts()})


@cache
def clock_cores() -> frozenset[str]:
    """Return the words one of which every clock time has."""
    return frozenset({"a.m.", "am", "p.m.", "pm", "noon", "midday", "local", *_places().firsts()})


@cache
def _places() -> Phrases[str]:
    return Phrases({key_of(word): zone for word, zone in values("places").items()})


def _place_at(line: Line, at: int) -> tuple[int, str] | None:
    return _places().match(line.norms, at)


def clock_at(line: Line, at: int) -> When | None:
    """Return the clock time that starts at token `at`, with the zone its words name.

    Examples
    --------
    >>> from eventstudy.articles.moves.words.tokens import line_of
    >>> found = clock_at(line_of("By 11 a.m. in London, Brent"), 0)
    >>> found.hour, found.zone, found.last
    (11, 'Europe/London', 5)
    """
    start = at + 1 if line.norms[at] in {"by", "at", "around", "about", "until", "near"} else at
    start = start + 1 if start > at and line.norms[start] in {"about", "around"} else start
    for opening in (("as", "of"), ("shortly", "before"), ("shortly", "after"), ("just", "before"), ("just", "after")):
        if line.norms[at : at + 2] == opening:
            start = at + 2
    read = _hour(line, start)
    if read is None:
        return None
    hour, minute, last, certain = read
    zone, after = _zone(line, last)
    if not certain and zone is None:
        return None
    return When("intraday", at, after, hour, minute, zone)


def _hour(line: Line, at: int) -> tuple[int, int, int, bool] | None:
    """Return hour, minute, the token after, and whether it can be nothing but a clock time."""
    if line.norms[at] == "noon" or (line.norms[at] == "midday" and line.norms[at - 1] in {"by", "at", "until"}):
        return _NOON, 0, at + 1, True
    text = line.norms[at]
    if line.shapes[at] != "number" or not text.replace(".", "", 1).isdigit():
        return None
    hour, _, minute = text.partition(".")
    last = at + 1
    if line.norms[last] == ":" and line.glued[last] and line.norms[last + 1].isdigit():
        minute, last = line.norms[last + 1], last + 2
    if len(text) == 4 and text.isdigit():  # noqa: PLR2004 - "0930 GMT"
        hour, minute = text[:2], text[2:]
    if not 1 <= len(hour) <= 2 or (minute and len(minute) != 2):  # noqa: PLR2004 - two digits each
        return None
    half = line.norms[last]
    if half in {"a.m.", "am", "p.m.", "pm"} and 1 <= int(hour) <= _NOON:
        return int(hour) % _NOON + (_NOON if half.startswith("p") else 0), _minute(minute), last + 1, True
    return (int(hour), _minute(minute), last, False) if minute and int(hour) < 24 else None  # noqa: PLR2004 - of a day


def _minute(text: str) -> int:
    return min(int(text), 59) if text.isdecimal() else 0


def _zone(line: Line, at: int) -> tuple[str | None, int]:
    """Read "in London", "London time", "Eastern time", "GMT", "ET"."""
    skip = at + 1 if line.norms[at] in {"in", "("} else at
    match = _place_at(line, skip)
    if match is None:
        return None, at + 2 if line.norms[at : at + 2] == ("local", "time") else at
    last = match[0]
    if line.norms[last] == "time":
        last += 1
    if skip > at and line.norms[at] == "(" and line.norms[last] == ")":
        last += 1
    return match[1], last


def clock_text(when: When, day: dt.date | None, zone: str | None) -> str | None:
    """Return a clock time with its offset in ISO 8601, or None where day or zone is unknown."""
    if when.hour is None or day is None or zone is None:
        return None
    from datetime import datetime  # noqa: PLC0415 - only sentences with a clock time need it
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - the same

    moment = datetime(day.year, day.month, day.day, when.hour, when.minute, tzinfo=ZoneInfo(zone))
    return moment.isoformat(timespec="minutes")
