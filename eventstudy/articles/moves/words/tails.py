"""What extremes and ranks look back on: "since September", "in three months", "of the year", "ever"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

from eventstudy.articles.moves.words.vocabulary import hedges, values, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention

Scope = Literal["since", "back", "all", "year", "month", "week", "quarter", "none"]

_ANCHOR_REACH = 14
_OWNER_REACH = 7
_HISTORY = 8
_OF_A_DAY = frozenset({"day", "week", "session", "morning", "market", "month", "year", "quarter"}) | frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "today", "yesterday"}
)
_WHOSE = frozenset({"its", "their", "the", "his"})
_STOPS = frozenset({",", ";", "—", ":", "(", ")", "that", "when", "which", "and", "but", "as", "while", "after"})


@dataclass(frozen=True, slots=True)
class Tail:
    """What an extreme or rank looks back on, up to token `last` (excluded)."""

    scope: Scope
    last: int
    back: tuple[Decimal, str] | None = None
    anchor: DateMention | None = None


def is_own(line: Line, first: int) -> bool:
    """Tell a rank among what one thing has known, "its ninth largest fall", from one among several on a day."""
    owner = line.norms[first - 2] if line.norms[first - 1] == "'s" else ""
    return line.norms[first] in {"its", "their"} or (owner != "" and owner not in _OF_A_DAY)


def count_at(line: Line, at: int) -> tuple[Decimal, int] | None:
    """Read "three", "52", "a", "two and a half"; returns the number and the token after it."""
    word = line.norms[at]
    if word in {"a", "an"}:
        return Decimal(1), at + 1
    if word in values("numbers"):
        return Decimal(values("numbers")[word]), at + 1
    if line.shapes[at] == "number" and word.replace(".", "").isdigit() and len(word) <= 4:  # noqa: PLR2004 - a span of time
        return Decimal(word), at + 1
    return None


def ordinal_at(line: Line, at: int) -> tuple[Decimal, int] | None:
    """Read "70th" or "third"."""
    if line.shapes[at] == "number" and line.norms[at + 1] in {"st", "nd", "rd", "th"} and line.glued[at + 1]:
        return (Decimal(line.norms[at]), at + 2) if line.norms[at].isdigit() and len(line.norms[at]) <= 4 else None  # noqa: PLR2004 - a count
    if line.norms[at] in values("ordinals"):
        return Decimal(values("ordinals")[line.norms[at]]), at + 1
    return None


def time_unit(line: Line, at: int) -> str | None:
    """Return the unit of time that stands at token `at`, singular."""
    word = line.norms[at].removesuffix("s")
    return word if word in words("looks", "units_of_time") else None


def owned_tail(
    line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]
) -> tuple[tuple[int, int] | None, Tail | None]:
    """Read the tail at `at`, or after "for the Dow", "in the S&P 500"."""
    tail = tail_at(line, at, days)
    if tail is not None or line.norms[at] not in {"for", "in", "by", "of"}:
        return None, tail
    for end in range(at + 2, min(at + _OWNER_REACH + 1, line.count)):
        if line.norms[end] in _STOPS:
            break
        tail = tail_at(line, end, days)
        if tail is not None:
            return (at + 1, end), tail
    return None, None


def tail_at(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Tail | None:
    """Read what an extreme or rank looks back on: "since September", "in three months", "of the year", "ever"."""
    word = line.norms[at]
    if word == "since":
        return _since(line, at + 1, days)
    if word == "ever" or line.norms[at : at + 2] in {("on", "record"), ("in", "history")}:
        return Tail("all", at + 1 if word == "ever" else at + 2)
    within = _within(line, at, days) if word == "in" else None
    if within is not None:
        return within
    if line.norms[at : at + 3] in {("for", "a", "calendar"), ("in", "a", "calendar"), ("in", "a", "single")}:
        return tail_at(line, at + 4, days)  # "the biggest drop for a calendar week since 1989"
    if word in {"in", "for"} and line.norms[at + 1] != "the":
        return _span_back(line, at + 1)
    return _running(line, at, days)


def _within(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Tail | None:
    """Read "in its 112 years", "in its 112-year history" and "in a day since 2008"."""
    if line.norms[at + 1] in _WHOSE and count_at(line, at + 2) and line.norms[at + 3] in {"years", "decades"}:
        return Tail("all", at + 4)
    if line.norms[at + 1] in _WHOSE and "history" in line.norms[at + 2 : at + _HISTORY]:
        end = line.norms.index("history", at + 2)
        if _STOPS.isdisjoint(line.norms[at:end]):
            return Tail("all", end + 1)
    of_a_day = line.norms[at + 1] in {"a", "one"} and line.norms[at + 2] in _OF_A_DAY
    return tail_at(line, at + 3, days) if of_a_day else None


def _running(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Tail | None:
    """Read "of the year", "so far this year", "of 2019"."""
    so_far = at + 2 if line.norms[at : at + 2] == ("so", "far") else at
    if line.norms[at] == "for" and line.norms[at + 1] == "the" and line.norms[at + 2] in {"year", "month", "week"}:
        return Tail(cast("Scope", line.norms[at + 2]), at + 3)
    if line.norms[so_far] in {"of", "this"}:
        skip = so_far + 1 + (line.norms[so_far + 1] in {"the", "this"})
        unit = line.norms[skip]
        if unit in {"year", "month", "week", "quarter"}:
            return Tail(cast("Scope", unit), skip + 1)
        if line.norms[so_far] == "of" and skip in days and days[skip][0].precision == "year":
            return Tail("year", days[skip][1])
    return None


def _span_back(line: Line, at: int) -> Tail | None:
    """Read "three months", "more than a year", "about 10 weeks" after "in"."""
    match = hedges().match(line.norms, at)
    at = match[0] if match else at
    count = count_at(line, at)
    if count is None:
        return None
    unit = time_unit(line, count[1])
    return None if unit is None else Tail("back", count[1] + 1, (count[0], unit))


def _since(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Tail:
    """Find the date that a rank counts from: "since an attack ... in September"; without one, its own words only."""
    for end in range(at, min(at + _ANCHOR_REACH, line.count)):
        if end in days:
            return Tail("since", days[end][1], anchor=days[end][0])
        if line.norms[end] in _STOPS:
            break
    last = at
    while last < min(at + 6, line.count) and line.norms[last] not in _STOPS | {"."}:
        last += 1
    return Tail("since", max(last, at))
