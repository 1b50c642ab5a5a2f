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
EDGES = frozenset({"early", "late", "mid", "earlier", "later", "end"})
PARTS = frozenset(table("english")["dates"]["parts"])
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
    after = at(line, j + 1)
    alone = at(line, j).text[:1].isupper() and not after.text[:1].isupper()  # "at 8 p.m. Eastern", not "Eastern Europe"
    if low in _ZONES and (at(line, j).text.isupper() or alone or after.low in {"time", "standard", "daylight"}):
        j += at(line, j + 1).low in {"standard", "daylight"}
        return _ZONES[low], False, j + 1 + (at(line, j + 1).low == "time")
    return None, False, i


def at_twelve(line: list[Token], i: int) -> Phrase | None:
    """Read "by noon", "at midday GMT", where no day stands beside it."""
    if at(line, i).low == "lunchtime" and at(line, i - 1).low == "by":
        return Phrase(i, i + 1, Now(), part_clock("lunchtime"))
    if at(line, i).low not in _AT_TWELVE or at(line, i - 1).low not in _BEFORE_TWELVE:
        return None
    zone, local, end = zone_at(line, i + 1)
    return Phrase(i, end, Now(), Clock(12, 0, exact=True, zone=zone, local=local))


def edge_of(line: list[Token], i: int) -> tuple[str, int]:
    """Read the word before a day that says which part of it; the index is unmoved where there is none."""
    low = at(line, i).low
    if low == "pre" and at(line, i + 1).text == "-" and at(line, i + 2).low == "dawn":
        return "predawn", i + 3
    if low == "before" and at(line, i + 1).low in {"dawn", "noon"}:
        low = {"dawn": "predawn", "noon": "morning"}[at(line, i + 1).low]
        return low, i + 2 + (at(line, i + 2).low == "on")
    if low in {"early", "wee", "small"} and at(line, i + 1).low == "hours":
        return "early", i + 2 + (at(line, i + 2).low in {"on", "of"})
    if low in EDGES:
        j = i + 1 + (at(line, i + 1).text == "-")
        if at(line, j).low in PARTS and low in {"early", "late"}:
            sharp = sharpen(low, part_clock(at(line, j).low))
            low = "early" if sharp == part_clock("early") else at(line, j).low
            j += 1
        return low, j + (at(line, j).low in {"on", "of"})
    if low in PARTS:
        return low, i + 1 + (at(line, i + 1).low in {"on", "of"})
    return "", i
