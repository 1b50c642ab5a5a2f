"""Parts of a day that words name: its first half hour, its final hour, the afternoon, an hour before the close."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from eventstudy.verdicts.moments import Hours
    from eventstudy.verdicts.terms import Coverage

__all__ = ["Part", "part_in", "stretch_of_part"]

_NUMBERS = {"five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "45": 45}
_LENGTH = rf"(?P<length>half[ -]hour|hour|(?:\d+|{'|'.join(_NUMBERS)}) minutes)"
_FIRST = re.compile(rf"\b(?:first|opening) {_LENGTH}\b", re.IGNORECASE)
_LAST = re.compile(rf"\b(?:last|final|closing) {_LENGTH}\b", re.IGNORECASE)
_BEFORE_CLOSE = re.compile(
    r"\b(?P<length>half an hour|an hour|(?:\d+) minutes) before (?:the )?(?:clos(?:e|ing)|bell|end)", re.IGNORECASE
)
_HALF = re.compile(r"\b(?:in the |in |mid-?|early |late )(?P<half>morning|afternoon)\b", re.IGNORECASE)
_HOUR = 60
_AROUND = 15


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a session: minutes from its open or back from its close, or its morning or afternoon."""

    of: str
    """``"open"``, ``"close"``, ``"before close"``, ``"morning"`` or ``"afternoon"``."""
    minutes: int = 0


def part_in(words: str) -> Part | None:
    """Return the part of a day that words name, None where they name none.

    Examples
    --------
    >>> part_in("368 points in the first half hour of trading")
    Part(of='open', minutes=30)
    >>> part_in("368 points in the final hour"), part_in("368 points on Friday")
    (Part(of='close', minutes=60), None)
    """
    for pattern, of in ((_BEFORE_CLOSE, "before close"), (_FIRST, "open"), (_LAST, "close")):
        found = pattern.search(words)
        if found is not None:
            return Part(of, _minutes(found["length"].lower()))
    half = _HALF.search(words)
    return None if half is None else Part(half["half"].lower())


def _minutes(length: str) -> int:
    if "half" in length:
        return _HOUR // 2
    if "hour" in length:
        return _HOUR
    word = length.split(maxsplit=1)[0]
    return _NUMBERS.get(word) or int(word)


def stretch_of_part(part: Part, hours: Hours, covered: Coverage) -> tuple[datetime, datetime] | None:
    """Return when a part of a session was; None where a session that trades by night has no such part."""
    zone = ZoneInfo(covered.zone)
    if part.of in {"morning", "afternoon"}:
        noon = datetime.combine(hours.last.date(), time(12), zone)
        return (min(hours.first, noon), noon) if part.of == "morning" else (noon, max(hours.last, noon))
    if covered.overnight:
        return None
    length = timedelta(minutes=part.minutes)
    if part.of == "open":
        return hours.first, hours.first + length
    if part.of == "close":
        return hours.last - length, hours.last
    around = timedelta(minutes=_AROUND)
    return hours.last - length - around, hours.last - length + around
