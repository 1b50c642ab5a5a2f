"""One move on one series: its session and reference are found, then the kind of the move says who decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Verdict
from eventstudy.verdicts.decide import fitting
from eventstudy.verdicts.extremes import decide_extreme
from eventstudy.verdicts.gate import absent, problem, session_of
from eventstudy.verdicts.observables import CHANGES, Case
from eventstudy.verdicts.ranks import decide_rank
from eventstudy.verdicts.references import decide_from_references
from eventstudy.verdicts.streaks import decide_streak
from eventstudy.verdicts.undated import day_before, of_session_before
from eventstudy.verdicts.wording import called, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.joint import Statement
    from eventstudy.verdicts.terms import Tolerances
    from eventstudy.verdicts.ticks import Ticks

__all__ = ["Evidence", "on_series"]

_PAIR = 2
_FREE_UNITS = {None, "percent", "percentage_points", "bp"}
_COUNTED = {"extreme", "rank", "streak"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a move is held against on one series."""

    bars: Bars
    table: Tolerances
    source: str
    """Names the daily prices."""
    ticks: Ticks | None = None
    published: datetime | None = None
    """The last moment at which the article can have come out."""


def on_series(move: ReportedMove, statement: Statement, evidence: Evidence) -> Verdict:
    """Return the verdict on a move for one series.

    Parameters
    ----------
    move : ReportedMove
        With a value, or an extreme, rank or streak; with a day or a window.
    statement : Statement
        What the numbers of the move's statement say together.
    evidence : Evidence
        Prices, tolerances, and when the article came out.
    """
    found = _on_day(move, statement, evidence)
    before = day_before(move, evidence.bars, evidence.published)
    if before is None or evidence.published is None:
        return found
    earlier = _on_day(replace(move, date=before), statement, evidence)
    return of_session_before(found, earlier, before, evidence.published)


def _on_day(move: ReportedMove, statement: Statement, evidence: Evidence) -> Verdict:
    bars, table, source = evidence.bars, evidence.table, evidence.source
    if not _same_unit(move, bars):
        needed = str(move.unit).upper()
        held = f"prices of {called(bars.series)} are in {bars.unit.upper()}"
        why = f"{held}, and the report is in {needed}, which would be needed"
        return Verdict(move, "not_observable", None, None, None, None, sentence(why), bars.series, source=source)
    i = _session(move, bars, table)
    if i is None:
        day = move.date or (move.window.last if move.window else bars.dates[-1].item())
        return Verdict(
            move, "data_problem", None, None, None, None, sentence(absent(bars, day)), bars.series, source=source
        )
    case = Case(
        move, bars, i, _base(move, bars, i), table, source, statement.origin == move.move_id,
        published=evidence.published, ticks=evidence.ticks,
    )  # fmt: skip
    if move.kind == "extreme":
        return decide_extreme(case, statement.level)
    if move.kind == "rank":
        return decide_rank(case)
    if move.kind == "streak":
        return decide_streak(case)
    return decide_from_references(replace(case, inside_day=_inside_day(case, statement)), statement)


def _inside_day(case: Case, statement: Statement) -> bool:
    """Tell whether the numbers of a statement without a phase fit the day's range together, but not its close."""
    if case.move.phase != "unspecified" or len(statement.moves) < _PAIR:
        return False
    together = [
        replace(case, move=move, base=_base(move, case.bars, case.i), origin=statement.origin == move.move_id)
        for move in statement.moves
    ]
    fits = [fitting(one) for one in together if not one.origin and problem(one) is None]
    return not all("close" in names for names in fits) and all("range" in names for names in fits)


def _same_unit(move: ReportedMove, bars: Bars) -> bool:
    """Tell whether prices of the series can be compared with the unit reported."""
    if not bars.unit or move.kind == "percent_change" or move.kind in _COUNTED:
        return True
    if move.kind == "price_level":
        return move.unit in {None, bars.unit}
    return move.unit in _FREE_UNITS or move.unit == bars.unit


def _session(move: ReportedMove, bars: Bars, table: Tolerances) -> int | None:
    if move.date is not None:
        return session_of(move, bars, table)
    if move.window is None:
        return None
    i = int(np.searchsorted(bars.dates, np.datetime64(move.window.last), side="right")) - 1
    return i if i >= 0 and bars.dates[i] >= np.datetime64(move.window.first) else None


def _base(move: ReportedMove, bars: Bars, i: int) -> int:
    """Return the row a change is counted from: the session before, or the last one before a longer window."""
    if move.kind not in CHANGES:
        return i - 1
    if move.window is not None:
        return min(i, int(np.searchsorted(bars.dates, np.datetime64(move.window.first)))) - 1
    if move.anchor is not None:
        return min(i, int(np.searchsorted(bars.dates, np.datetime64(move.anchor.last), side="right"))) - 1
    return i - 1
