"""The data gate: what must hold of the rows before they may speak about a move."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import coverage, exact, expected, flagged, place
from eventstudy.verdicts.joint import CAME_FROM
from eventstudy.verdicts.moments import known_close
from eventstudy.verdicts.observables import CHANGES, is_level, reference_of, scale_of
from eventstudy.verdicts.periods import sessions_told
from eventstudy.verdicts.wording import called, day_text, listed

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.tolerances import Tolerances

__all__ = [
    "absent_move",
    "base_of",
    "flag_text",
    "needs_reference",
    "problem",
    "reference_problem",
    "session_of",
    "split_suspected",
]

_LONGEST_PAUSE = 10
"""Calendar days without a row before a series without a calendar counts as broken off."""
_MANY_ROLLS = 3
_NIGHT_AHEAD = 3
"""Calendar days that a weekend's night trading may lie before the session it belongs to."""

_STEPS = {
    "split": "a step that looks like a split the prices do not account for",
    "break": "a break of level that stays",
}
"""Flag words of steps that may be no market move."""
_FROM_AN_ANCHOR = CHANGES | {"order"}
"""Kinds that may be counted over a longer window."""


def needs_reference(case: Case) -> bool:
    """Tell whether a move is counted from an earlier close."""
    return case.origin or (not is_level(case.move) and case.move.kind not in {"extreme", "streak"})


def session_of(move: ReportedMove, bars: Bars, table: Tolerances) -> int | None:
    """Return the position of the session a move belongs to, None where the prices have no row for it.

    A move that has a window and no day belongs to the window's last session. Night trading on a day without a session
    belongs to the next one: what Asia does early on Monday, still Sunday in New York, stands in Monday's bar.
    """
    day = move.date
    if day is None:
        return None if move.window is None else _last_within(bars, move.window.first, move.window.last)
    held = place(bars, day)
    hours = coverage(bars, table)
    if held is not None or move.phase != "overnight" or hours is None or not hours.overnight:
        return held
    after = int(np.searchsorted(bars.dates, np.datetime64(day)))
    if after == len(bars.dates) or (bars.dates[after].item() - day).days > _NIGHT_AHEAD:
        return None
    return after


def _last_within(bars: Bars, first: date, last: date) -> int | None:
    i = int(np.searchsorted(bars.dates, np.datetime64(last), side="right")) - 1
    return i if i >= 0 and bars.dates[i] >= np.datetime64(first) else None


def base_of(move: ReportedMove, bars: Bars, i: int) -> int:
    """Return the row a change is counted from: the session before, or the last one before a longer window."""
    if move.phase == "after_hours" and (move.kind in _FROM_AN_ANCHOR or is_level(move)):
        return i  # counted from the close that it came after
    if move.kind not in _FROM_AN_ANCHOR and CAME_FROM not in move.basis:
        return i - 1
    count = sessions_told(move)
    if count is not None and move.window is not None:
        return max(i - count, -1)
    if move.window is not None:
        return min(i, int(np.searchsorted(bars.dates, np.datetime64(move.window.first)))) - 1
    if move.anchor is not None:
        return min(i, int(np.searchsorted(bars.dates, np.datetime64(move.anchor.last), side="right"))) - 1
    return i - 1


def absent_move(move: ReportedMove, bars: Bars) -> str:
    """Say why there is no row of the session that a move belongs to."""
    return absent(bars, move.date or (move.window.last if move.window else bars.dates[-1].item()))


def absent(bars: Bars, day: date) -> str:
    """Say why there is no row of a day: no session, or a gap in the prices."""
    first, last = bars.dates[0].item(), bars.dates[-1].item()
    if not first <= day <= last:
        held = f"prices of {called(bars.series)} run from {day_text(first)} to {day_text(last)}"
        return f"{held} and do not hold {day_text(day)}"
    after = int(np.searchsorted(bars.dates, np.datetime64(day)))
    near = listed([day_text(bars.dates[i].item()) for i in (after - 1, after)])
    days = expected(bars, day, day)
    if days is not None and day not in days:
        return f"{day_text(day)} is no session of {called(bars.series)}; the sessions around it are {near}"
    return f"prices of {called(bars.series)} have no row of {day_text(day)}; the rows around it are {near}"


def problem(case: Case) -> str | None:
    """Return what is wrong with the rows that a move needs, None where nothing is."""
    bars, i = case.bars, case.i
    day = day_text(bars.dates[i].item())
    if bars.stale[i]:
        return f"the row of {day} repeats the one before and is stale"
    if flagged(bars, i, "closed"):
        return f"{day} is no session of {called(bars.series)}, though the prices have a row of it"
    if bars.low[i] > bars.high[i]:
        return f"the row of {day} has its low above its high"
    stepped = _stepped(case)
    if stepped:
        return stepped
    if not np.isfinite(bars.close[i]) and case.move.phase in {"close", "unspecified"} and known_close(case):
        return f"the prices have no close of {called(bars.series)} on {day}"
    return reference_problem(case) if needs_reference(case) else None


def _stepped(case: Case) -> str | None:
    """Say that a price screen doubts a session that a level rests on or a change crosses, whatever the step's size."""
    rows = (case.base,) if case.origin else range(case.base + 1, case.i + 1) if needs_reference(case) else (case.i,)
    return next((told for k in rows if k >= 0 and (told := flag_text(case.bars, k))), None)


def flag_text(bars: Bars, k: int) -> str:
    """Say that a price screen doubts the step into a session; empty where it does not."""
    for word, what in _STEPS.items():
        if flagged(bars, k, word):
            return f"the row of {day_text(bars.dates[k].item())} is flagged {word}, {what}"
    return ""


def reference_problem(case: Case) -> str | None:
    """Return what is wrong with the close that a move is counted from and the way from there, None where nothing is."""
    bars, i, base = case.bars, case.i, case.base
    if base < 0 or not np.isfinite(bars.close[base]):
        day = day_text(bars.dates[i].item())
        return f"the prices have no close of {called(bars.series)} to count the move of {day} from"
    before = day_text(bars.dates[base].item())
    if bars.stale[base]:
        return f"the close of {before} that the move is counted from is stale"
    rolls = [day_text(bars.dates[k].item()) for k in range(base + 1, i + 1) if bars.roll[k]]
    if rolls and not case.origin:
        when = f"on {listed(rolls)}" if len(rolls) <= _MANY_ROLLS else f"{len(rolls)} times, {rolls[0]} to {rolls[-1]}"
        return f"the change joins two contracts: {called(bars.series)} rolled {when}"
    gap = _gap(case)
    if gap:
        return f"the session before is missing from the prices: {gap}"
    return _undefined(case)


def _gap(case: Case) -> str | None:
    bars = case.bars
    rows = [bars.dates[k].item() for k in range(case.base, case.i + 1)]
    days = expected(bars, rows[0], rows[-1])
    if days is None:
        pause = max(((later - sooner).days for sooner, later in pairwise(rows)), default=0)
        return f"{pause} days without a row" if pause > _LONGEST_PAUSE else None
    lost = sorted(days.difference(rows))
    return f"no row of {day_text(lost[0])}" if lost else None


def _undefined(case: Case) -> str | None:
    relative, _ = scale_of(case)
    if not relative or case.origin:
        return None
    lowest = min(reference_of(case), exact(case.bars, np.nanmin([case.bars.low[case.i], case.bars.close[case.i]])))
    if lowest > 0:
        return None
    return (
        f"with a price at or below zero ({lowest}) a percentage has no meaning; only a change in money can be checked"
    )


def split_suspected(case: Case) -> str | None:
    """Say whether the step from the close before looks like a share split, None where it does not."""
    bars = case.bars
    if case.base < 0 or case.base != case.i - 1 or bars.kind not in {"", "stock"}:
        return None
    if not (bars.close[[case.base, case.i]] > 0).all():
        return None
    step = exact(bars, bars.close[case.i]) / exact(bars, bars.close[case.base])
    for ratio in case.table.split_ratios:
        for looks in (ratio, 1 / ratio):
            if abs(step / looks - 1) <= case.table.split_near:
                return f"the step from the close before ({step:.3f}) looks like a split that the prices do not say"
    return None
