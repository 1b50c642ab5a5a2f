"""Why prices cannot show what a move speaks of: the phase is in no bar, or it came after the article."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from eventstudy.verdicts.bars import coverage
from eventstudy.verdicts.moments import began_after, came_out, clock, hours_of, known_close, moment_of
from eventstudy.verdicts.wording import called, day_text

if TYPE_CHECKING:
    from datetime import datetime

    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.terms import Coverage

__all__ = ["unseen"]


def unseen(case: Case) -> str | None:
    """Say why daily bars cannot show the phase of a move; None where they can."""
    if case.origin:
        return None
    day = day_text(case.bars.dates[case.i].item())
    return _outside(case, day) or _too_early(case, day) or _unstruck(case, day) or _off_hours(case, day)


def _outside(case: Case, day: str) -> str | None:
    """Say that a phase lies outside the hours of a daily bar."""
    phase, hours = case.move.phase, coverage(case.bars, case.table)
    if phase == "premarket":
        return f"daily prices hold no trading before the open; extended-hours trades of {day} would settle it"
    if phase == "after_hours":
        return f"daily prices hold no trading after the close; extended-hours trades of {day} would settle it"
    if phase == "overnight" and hours is not None and not hours.overnight:
        return f"{_hours(case, hours)} and no night trading; futures quotes of the night to {day} would settle it"
    return None


def _off_hours(case: Case, day: str) -> str | None:
    """Say that a clock time lies outside the hours of a daily bar, or that the bar has no figure for the phase."""
    moment, hours = moment_of(case.move), coverage(case.bars, case.table)
    if moment is not None and hours is not None and not _covered(case, moment, hours):
        there = clock(moment, hours.zone).split(" ", maxsplit=1)[0]
        own = hours_of(case.bars, case.i, case.table)
        early = "" if own is None or own.last.time() == hours.last else f", that day to {own.last:%H:%M}"
        covers = f"{_hours(case, hours)}{early}"
        return f"{covers}, and the move was at {there} there; intraday prices of {day} would settle it"
    if not np.isfinite(_needed(case)).any():
        return f"the prices hold no figure for that phase of {day}; bars with open, high and low would settle it"
    return None


def _too_early(case: Case, day: str) -> str | None:
    """Say that an article came out before the session or the moment it speaks of; None where it did not."""
    published, hours = case.published, coverage(case.bars, case.table)
    if published is None:
        return None
    if hours is None:
        if case.bars.dates[case.i].item() <= published.date():
            return None
        return f"the article came out before the session of {day}, whose prices say nothing about it"
    begun = began_after(case)
    out = came_out(published, hours.zone)
    if begun is not None:
        began = f"before the session of {day} began at {clock(begun.first, hours.zone)}"
        return f"{out}, {began}, and what came later is no evidence"
    moment = moment_of(case.move)
    if moment is not None and moment > published:
        return f"{out}, before the time it names"
    return None


def _unstruck(case: Case, day: str) -> str | None:
    """Say that an article came out before the close it speaks of; None where it did not."""
    hours = coverage(case.bars, case.table)
    if case.move.phase != "close" or case.published is None or hours is None or known_close(case):
        return None
    out = came_out(case.published, hours.zone)
    return f"{out}, before the close of {day} was struck, and a close not yet struck is no evidence"


def _hours(case: Case, hours: Coverage) -> str:
    city = hours.zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return f"a daily price of {called(case.bars.series)} covers {hours.first:%H:%M} to {hours.last:%H:%M} {city}"


def _needed(case: Case) -> list[float]:
    bars, i, phase = case.bars, case.i, case.move.phase
    if phase == "open":
        return [float(bars.open[i])]
    inside = [float(bars.high[i] + bars.low[i])]
    if phase == "close" or (phase == "unspecified" and case.move.time is None):
        inside.append(float(bars.close[i]))
    return inside


def _covered(case: Case, moment: datetime, hours: Coverage) -> bool:
    there = moment.astimezone(ZoneInfo(hours.zone)).time()
    if hours.first >= hours.last:
        return there >= hours.first or there <= hours.last
    own = hours_of(case.bars, case.i, case.table)  # a half-day ends early
    return hours.first <= there <= (own.last.time() if own else hours.last)
