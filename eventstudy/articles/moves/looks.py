"""Extremes ("a three-month high") and ranks ("the biggest one-day drop since September") as whole phrases."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from eventstudy.articles.moves.vocabulary import entries, hedges, key_of, values, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.tokens import Line
    from eventstudy.records import DateMention, Direction, Phase

Days = "Mapping[int, tuple[DateMention, int]]"
Scope = Literal["since", "back", "all", "year", "month", "week", "quarter", "none"]

_ANCHOR_REACH = 14
_OWNER_REACH = 7
_STOPS = frozenset({",", ";", "—", ":", "(", ")", "that", "when", "which", "and", "but", "as", "while", "after"})


@dataclass(frozen=True, slots=True)
class Look:
    """A phrase that sets a value or a change against a span before it, over tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "look"
    sort: Literal["extreme", "rank", "mark"]
    """"mark" is a session's own high or low: a level, no extreme."""
    direction: Direction | None
    first: int
    last: int
    scope: Scope = "none"
    back: tuple[Decimal, str] | None = None
    """How far it looks back, "three-month": (3, "month")."""
    anchor: DateMention | None = None
    value: Decimal | None = None
    phase: Phase | None = None
    owner: tuple[int, int] | None = None
    """Tokens that name whose rank it is: "the worst day for the Dow since 2009"."""


@dataclass(frozen=True, slots=True)
class _Tail:
    scope: Scope
    last: int
    back: tuple[Decimal, str] | None = None
    anchor: DateMention | None = None


def look_at(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Return the extreme, rank or session mark whose phrase starts at token `at`.

    Parameters
    ----------
    line : Line
    at : int
    days : mapping of int to (DateMention, int)
        Date expressions of the sentence by their first token, with the token after their last.
    """
    start = _past_determiners(line, at)
    return (
        _period_extreme(line, at, start, days)
        or _superlative_extreme(line, at, start, days)
        or _rank(line, at, start, days)
        or _mark(line, at, start)
    )


def _past_determiners(line: Line, at: int) -> int:
    for _ in range(3):
        if line.norm(at) not in {"a", "an", "the", "its", "their", "his", "fresh", "new", "another", "yet"}:
            break
        at += 1
    return at


def _count(line: Line, at: int) -> tuple[Decimal, int] | None:
    """Read "three", "52", "a", "two and a half"; returns the number and the token after it."""
    word = line.norm(at)
    if word in {"a", "an"}:
        return Decimal(1), at + 1
    if word in values("numbers"):
        return Decimal(values("numbers")[word]), at + 1
    if line.shape(at) == "number" and word.replace(".", "").isdigit() and len(word) <= 4:  # noqa: PLR2004 - a span of time
        return Decimal(word), at + 1
    return None


def _time_unit(line: Line, at: int) -> str | None:
    word = line.norm(at).removesuffix("s")
    return word if word in words("looks", "units_of_time") else None


def _period_extreme(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "a three-month high", "52-week lows", "record close", "its 70th record close of the year"."""
    ordinal = _ordinal(line, at)
    value, at = ordinal or (None, at)
    period = _period(line, at)
    if period is None:
        return None
    back, at = period
    closing = False
    while line.norm(at) in {"closing", "intraday", "trading"}:
        closing, at = closing or line.norm(at) == "closing", at + 1
    word = line.norm(at)
    close = word in {"close", "closes", "finish", "settlement"}
    high = word in words("looks", "high") or (close and back is None)
    if not high and word not in words("looks", "low"):
        return None
    tail = _tail(line, at + 1, days)
    scope: Scope = tail.scope if tail else ("all" if back is None else "back")
    phase: Phase | None = "close" if close or closing else None
    last = tail.last if tail else at + 1
    return Look(
        "extreme", "up" if high else "down", first, last, scope, back, tail.anchor if tail else None, value, phase
    )


def _period(line: Line, at: int) -> tuple[tuple[Decimal, str] | None, int] | None:
    """Read "three-month", "52-week", "multi-year", "record", "all-time"; None as span for all time."""
    for phrase in words("looks", "all_time"):
        key = key_of(phrase)
        if line.norms[at : at + len(key)] == key:
            return None, at + len(key)
    match = hedges().match(line.norms, at)
    at = match[0] if match else at
    if line.norm(at) == "multi" and line.norm(at + 1) == "-" and _time_unit(line, at + 2):
        return (Decimal(0), cast("str", _time_unit(line, at + 2))), at + 3
    count = _count(line, at)
    if count is None or line.norm(at) in {"a", "an"}:
        return None
    skip = count[1]
    if line.norms[skip : skip + 6] == ("-", "and", "-", "a", "-", "half"):
        count, skip = (count[0] + Decimal("0.5"), skip + 6), skip + 6
    skip = skip + 1 if line.norm(skip) == "-" else skip
    unit = _time_unit(line, skip)
    return None if unit is None else ((count[0], unit), skip + 1)


def _ordinal(line: Line, at: int) -> tuple[Decimal, int] | None:
    """Read "70th" or "third"."""
    if line.shape(at) == "number" and line.norm(at + 1) in {"st", "nd", "rd", "th"} and line.touches(at + 1):
        return (Decimal(line.norms[at]), at + 2) if line.norms[at].isdigit() and len(line.norms[at]) <= 4 else None  # noqa: PLR2004 - a count
    if line.norm(at) in values("ordinals"):
        return Decimal(values("ordinals")[line.norm(at)]), at + 1
    return None


def _superlative_extreme(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "its highest level in more than three months", "the lowest close since March 2009"."""
    word = line.norm(at)
    high = word in words("looks", "highest")
    if not high and word not in words("looks", "lowest"):
        return None
    at += 1
    closing = False
    while line.norm(at) in words("looks", "level_words"):
        closing = closing or line.norm(at) in {"close", "closing", "settlement", "settle", "finish", "end"}
        at += 1
    tail = _tail(line, at, days)
    if tail is None:
        return None
    phase: Phase | None = "close" if closing else None
    return Look("extreme", "up" if high else "down", first, tail.last, tail.scope, tail.back, tail.anchor, phase=phase)


def _rank(line: Line, first: int, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Look | None:
    """Read "among the largest since", "its second-biggest one-day drop since", "the worst week of the year"."""
    among = False
    for opening in (("among", "the"), ("one", "of", "the"), ("one", "of", "its"), ("among", "its")):
        if line.norms[at : at + len(opening)] == opening:
            among, at = True, at + len(opening)
    value, at = _ordinal(line, at) or (None, at)
    at = at + 1 if value is not None and line.norm(at) == "-" else at
    word = line.norm(at)
    if word not in words("looks", "superlatives") | words("looks", "best") | words("looks", "worst") | {"most"}:
        return None
    change = _change_noun(line, at + 1)
    told = line.norm(first - 1) in {"was", "is", "were"}
    if change is None and not among and not told and word != "most":
        return None
    direction, spanned, at = change or (None, False, at + 1)
    if spanned:
        direction = _sense(word)
    owner, tail = _owned_tail(line, at, days)
    if tail is None or (word == "most" and tail.scope not in {"since", "back"}):
        return None
    return Look("rank", direction, first, tail.last, tail.scope, tail.back, tail.anchor, value, owner=owner)


def _sense(word: str) -> Direction | None:
    if word in words("looks", "best"):
        return "up"
    return "down" if word in words("looks", "worst") else None


def _change_noun(line: Line, at: int) -> tuple[Direction | None, bool, int] | None:
    """Read "one-day percentage drop" or "day": direction, whether a span of time was named, and the token after."""
    for _ in range(8):
        found = entries().match(line.norms, at)
        if found is not None and found[1].kind == "dir" and found[1].noun:
            return found[1].direction, False, found[0]
        if line.norm(at) in words("looks", "change_words") or line.norm(at) == "-" or line.norm(at) == "%":
            at += 1
            continue
        break
    for back in (0, 1):
        if line.norm(at - back) in words("looks", "spans") and (
            back == 0 or line.norm(at) in {"since", "in", "for", "of", "on"}
        ):
            return None, True, at - back + 1
    return None


def _owned_tail(
    line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]
) -> tuple[tuple[int, int] | None, _Tail | None]:
    """Read the tail at `at`, or after "for the Dow", "in the S&P 500"."""
    tail = _tail(line, at, days)
    if tail is not None or line.norm(at) not in {"for", "in", "by", "of"}:
        return None, tail
    for end in range(at + 2, min(at + _OWNER_REACH + 1, len(line.norms))):
        if line.norm(end) in _STOPS:
            break
        tail = _tail(line, end, days)
        if tail is not None:
            return (at + 1, end), tail
    return None, None


def _tail(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> _Tail | None:
    """Read what an extreme or rank looks back on: "since September", "in three months", "of the year", "ever"."""
    word = line.norm(at)
    if word == "since":
        return _since(line, at + 1, days)
    if word == "ever" or line.norms[at : at + 2] in {("on", "record"), ("in", "history")}:
        return _Tail("all", at + 1 if word == "ever" else at + 2)
    if word in {"in", "for"}:
        return _span_back(line, at + 1)
    return _running(line, at, days)


def _running(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> _Tail | None:
    """Read "of the year", "so far this year", "of 2019"."""
    so_far = at + 2 if line.norms[at : at + 2] == ("so", "far") else at
    if line.norm(so_far) in {"of", "this"}:
        skip = so_far + 1 + (line.norm(so_far + 1) in {"the", "this"})
        unit = line.norm(skip)
        if unit in {"year", "month", "week", "quarter"}:
            return _Tail(cast("Scope", unit), skip + 1)
        if line.norm(so_far) == "of" and skip in days and days[skip][0].precision == "year":
            return _Tail("year", days[skip][1])
    return None


def _span_back(line: Line, at: int) -> _Tail | None:
    """Read "three months", "more than a year", "about 10 weeks" after "in"."""
    match = hedges().match(line.norms, at)
    at = match[0] if match else at
    count = _count(line, at)
    if count is None:
        return None
    unit = _time_unit(line, count[1])
    return None if unit is None else _Tail("back", count[1] + 1, (count[0], unit))


def _since(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> _Tail:
    """Find the date that a rank counts from: "since an attack ... in September"; without one, its own words only."""
    for end in range(at, min(at + _ANCHOR_REACH, len(line.norms))):
        if end in days:
            return _Tail("since", days[end][1], anchor=days[end][0])
        if line.norm(end) in _STOPS:
            break
    last = at
    while last < min(at + 6, len(line.norms)) and line.norm(last) not in _STOPS | {"."}:
        last += 1
    return _Tail("since", max(last, at))


def _mark(line: Line, first: int, at: int) -> Look | None:
    """Read "a session high of", "an intraday low of": the session's own mark, which is a level."""
    for phrase in words("looks", "day_levels"):
        key = key_of(phrase)
        end = at + len(key)
        if line.norms[at:end] == key and line.norm(end) in {"of", "at", "near"}:
            low = "low" in key or "lows" in key
            return Look("mark", "down" if low else "up", first, end, phase="intraday")
    return None
