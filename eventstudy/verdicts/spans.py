"""The sessions that an extreme or a rank looks back over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.periods import sessions_told

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.verdicts.observables import Case

__all__ = ["LATE_START", "Span", "span_of"]

LATE_START = 7
"""Calendar days by which prices may begin after a span and still cover it: a span rarely begins on a session."""


@dataclass(frozen=True, slots=True)
class Span:
    """Rows that a look-back covers, ``first <= k < last``, and whether the prices reach back far enough."""

    first: int
    last: int
    whole: bool
    began: date
    """First day of the span as told, or of the prices where the report names none."""


def span_of(case: Case) -> Span | None:
    """Return the rows that an extreme or rank looks back over, None where the prices hold none of them.

    A number of sessions is counted in sessions of the series. "Since September" begins the day after the anchor, or
    after the first session on or after an anchor that fell on closed days; without a window or an anchor it is all the
    prices hold, never whole.
    """
    move, dates = case.move, case.bars.dates
    day, count = dates[case.i], sessions_told(case.move)
    if count is not None and move.anchor is None:
        first = max(case.i - count, 0)
        return Span(first, case.i, case.i >= count, dates[first].item()) if case.i else None
    if move.anchor is not None:
        first = int(np.searchsorted(dates, np.datetime64(move.anchor.last), side="right"))
        start = np.datetime64(move.anchor.first)
        if start > dates[0] and int(np.searchsorted(dates, start)) == first:  # its session came after the closed days
            first += 1
        began = move.anchor.last
    elif move.window is not None:
        first, began = int(np.searchsorted(dates, np.datetime64(move.window.first))), move.window.first
    else:
        first, began = 0, dates[0].item()
    last = case.i
    if move.anchor is None and move.window is not None:
        last = min(last, int(np.searchsorted(dates, np.datetime64(move.window.last), side="right")))
    if first >= last or began >= day.item():
        return None
    named = move.anchor is not None or move.window is not None
    whole = named and (dates[0].item() - began).days <= LATE_START
    return Span(first, last, whole, began)
