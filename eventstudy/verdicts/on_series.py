"""One move on one series: its session and reference are found, then the kind of the move says who decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import exact
from eventstudy.verdicts.decide import decide, fitting
from eventstudy.verdicts.extremes import decide_extreme
from eventstudy.verdicts.gate import absent, problem, session_of
from eventstudy.verdicts.observables import CHANGES, Case
from eventstudy.verdicts.ranks import decide_rank
from eventstudy.verdicts.relation import disjoint, point
from eventstudy.verdicts.wording import called, number, sentence, span_text

if TYPE_CHECKING:
    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.joint import Statement
    from eventstudy.verdicts.tolerances import Tolerances

__all__ = ["on_series"]

_PAIR = 2
_FREE_UNITS = {None, "percent", "percentage_points", "bp"}


def on_series(move: ReportedMove, bars: Bars, statement: Statement, table: Tolerances, source: str) -> Verdict:
    """Return the verdict on a move for one series.

    Parameters
    ----------
    move : ReportedMove
        With a value, or an extreme or rank; with a day or a window.
    bars : Bars
        Of the series.
    statement : Statement
        What the numbers of the move's statement say together.
    table : Tolerances
        What the words mean.
    source : str
        Names the prices.
    """
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
    case = Case(move, bars, i, _base(move, bars, i), table, source, origin=statement.origin == move.move_id)
    if move.kind == "extreme":
        return decide_extreme(case, statement.level)
    if move.kind == "rank":
        return decide_rank(case)
    case = replace(case, inside_day=_inside_day(case, statement))
    return decide(case, _reference_clause(case, statement))


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
    if not bars.unit or move.kind in {"extreme", "rank", "percent_change"}:
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


def _reference_clause(case: Case, statement: Statement) -> str:
    """Say where the reference that the statement's numbers imply is not the close before."""
    implied = statement.reference
    if implied is None or case.base < 0 or (implied.low is None and implied.high is None) or problem(case):
        return ""
    close = exact(case.bars, case.bars.close[case.base])
    if not close.is_finite() or not disjoint(point(close), implied):
        return ""
    unit = case.bars.unit
    told = span_text(replace(implied, unit=unit))
    return f"its numbers imply that it came from {told}, which the close before, {number(close, unit)}, is not"
