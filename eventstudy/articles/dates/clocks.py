"""Clock times, their zones, and the parts of the day that words name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.dates.phrases import Clock, Now, Phrase
from eventstudy.articles.dates.relative import part_clock
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import table

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_ZONES: dict[str, str] = table("english")["dates"]["zones"]
_AT_TWELVE = frozenset({"noon", "midday"})
_BEFORE_TWELVE = frozenset({"by", "at", "around", "about", "before", "after", "until", "since"})
_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?\s?([ap])?", re.IGNORECASE)


def sharpen(edge: str, clock: Clock | None) -> Clock | None:
    """Join "early" or "late" with a part of the day: early morning ends with early, late evening with the day."""
    if clock is not None and clock.exact:
        return clock
    named = part_clock(edge)
    if clock is None or named is None:
        return named or clock
    local = replace(named, zone=clock.zone, local=clock.local)
    if clock.hour < 0:
        return local
    if edge == "early":
        return local if clock.hour < 12 else clock  # noqa: PLR2004 - noon
    return local if edge == "late" and clock.hour >= 21 else clock  # noqa: PLR2004 - evening


def clock_of(token: Token) -> Clock | None:
    """Return the time that a token tells: "9.30", "11 a.m.", "0930"."""
    match = _CLOCK.match(token.text) if token.kind == "clock" else None
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a half-day has twelve hours
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return Clock(hour, minute, exact=True) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day's clock


def zone_at(line: list[Token], i: int) -> tuple[str | None, bool, int]:
    """Read "GMT", "Eastern time", "local time", "London time"."""
    j = i + (at(line, i).text == "(")
    low = at(line, j).low
    named = at(line, j).text[:1].isupper() and low not in _ZONES
    if (low == "local" or named) and at(line, j + 1).low == "time":
        return None, True, j + 2
    if low in _ZONES and (at(line, j).text.isupper() or at(line, j + 1).low in {"time", "standard", "daylight"}):
        j += at(line, j + 1).low in {"standard", "daylight"}
        return _ZONES[low], False, j + 1 + (at(line, j + 1).low == "time")
    return None, False, i


def at_twelve(line: list[Token], i: int) -> Phrase | None:
    """Read "by noon", "at midday GMT", where no day stands beside it."""
    if at(line, i).low not in _AT_TWELVE or at(line, i - 1).low not in _BEFORE_TWELVE:
        return None
    zone, local, end = zone_at(line, i + 1)
    return Phrase(i, end, Now(), Clock(12, 0, exact=True, zone=zone, local=local))
