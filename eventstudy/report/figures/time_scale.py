"""A scale of days on which stretches without anything are folded away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_GAP = 0.05
"""Inches between fields."""
_FIELDS = 12
"""Most of them."""
_SHORTEST = 7
"""Days without anything that may be left out."""
_LONG = 45
"""Days from which a span does not hold a stretch of time together."""


class Field(NamedTuple):
    """A stretch of days, both ends included, and where it stands in inches."""

    first: date
    last: date
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Fields side by side, each on a straight scale of its own."""

    fields: tuple[Field, ...]

    def place(self, day: date, *, end: bool = False) -> float:
        """Return where a day begins, or where it ends; one that is left out stands at the end of what is not."""
        if end:
            field = next((field for field in reversed(self.fields) if field.first <= day), self.fields[0])
        else:
            field = next((field for field in self.fields if day <= field.last), self.fields[-1])
        days = (field.last - field.first).days + 1
        inside = min(max((day - field.first).days + end, 0), days)
        return field.left + (field.right - field.left) * inside / days


def time_scale(spans: Sequence[tuple[date, date]], room: tuple[float, float]) -> TimeScale:
    """Return the scale that holds some spans of days between two places.

    Short spans that lie close stand in one field, a span of months in one of its own only where no shorter one lies in
    it. A field is as wide as the events in it need, and a little wider the more days it has.

    Examples
    --------
    >>> from datetime import date
    >>> near = [(date(2020, 1, 3), date(2020, 1, 3)), (date(2020, 1, 6), date(2020, 1, 6))]
    >>> scale = time_scale([*near, (date(2016, 9, 18), date(2016, 9, 18))], (0.0, 3.0))
    >>> [(field.first.isoformat(), (field.last - field.first).days) for field in scale.fields]
    [('2016-09-18', 0), ('2020-01-03', 3)]
    """
    held: list[tuple[date, date]] = []
    for first, last in sorted(spans, key=lambda span: (span[1] - span[0], span)):
        if (last - first).days < _LONG or not any(one <= last and first <= other for one, other in held):
            held.append((first, last))
    stretches = _stretches(sorted(held))
    weights = [many**0.7 * ((last - first).days + 1) ** 0.2 for first, last, many in stretches]
    left, right = room
    free = right - left - _GAP * (len(stretches) - 1)
    fields = []
    for (first, last, _), weight in zip(stretches, weights, strict=True):
        wide = free * weight / sum(weights)
        fields.append(Field(first, last, left, left + wide))
        left += wide + _GAP
    return TimeScale(tuple(fields))


def _stretches(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date, int]]:
    """Return first day, last day and count of each run of spans; the longest gaps between them are cuts."""
    gaps, reach = [], spans[0][1]
    for first, last in spans:
        gaps.append((first - reach).days)
        reach = max(reach, last)
    cuts = sorted(gaps, reverse=True)[: _FIELDS - 1]
    shortest = max(_SHORTEST, cuts[-1] if len(cuts) == _FIELDS - 1 else _SHORTEST)
    made: list[tuple[date, date, int]] = []
    for gap, (first, last) in zip(gaps, spans, strict=True):
        if made and (gap < shortest or len(made) == _FIELDS):
            begins, ends, many = made[-1]
            made[-1] = (begins, max(ends, last), many + 1)
        else:
            made.append((first, last, 1))
    return made
