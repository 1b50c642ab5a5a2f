"""One move on one series: its session and reference are found, then the kind of the move says who decides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import coverage, exact
from eventstudy.verdicts.decide import fitting, plain
from eventstudy.verdicts.extremes import decide_extreme
from eventstudy.verdicts.first_times import first_time
from eventstudy.verdicts.futures import other_contract
from eventstudy.verdicts.gate import absent_move, base_of, problem, session_of
from eventstudy.verdicts.joint import Statement
from eventstudy.verdicts.moments import hours_of
from eventstudy.verdicts.observables import CHANGES, Case, at_the_close, is_level
from eventstudy.verdicts.other_readings import of_readings, other_readings
from eventstudy.verdicts.other_spans import ended_spans, of_ended_spans, of_week_just_ended, week_just_ended
from eventstudy.verdicts.periods import week_over
from eventstudy.verdicts.ranks import decide_rank
from eventstudy.verdicts.references import decide_from_references
from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.relation import disjoint, point
from eventstudy.verdicts.spoken import THRESHOLDS, Words
from eventstudy.verdicts.streaks import decide_streak
from eventstudy.verdicts.undated import day_before, of_session_before
from eventstudy.verdicts.venues import foreign_venue
from eventstudy.verdicts.wording import called, day_text, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.terms import Tolerances
    from eventstudy.verdicts.ticks import Ticks

__all__ = ["Evidence", "on_series"]

_PAIR = 2
_LONGEST_HOLIDAY = 5
_FREE_UNITS = {None, "percent", "percentage_points", "bp"}
_COUNTED = {"extreme", "rank", "streak"}
_BEFORE = ("date: unsure", "date: session before")
"""Days of which words only say that they came before another."""


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
    words: Words = field(default_factory=Words)
    """What the words around the move say."""
    late: bool = False
    """The article came out after all prices."""


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
    found = _over_spans(move, statement, evidence)
    alone = Statement(inside=statement.inside)
    others = [(name, _on_day(one, alone, evidence)) for name, one in _others(move, found, evidence)]
    found = of_readings(found, others) if others else found
    found = _after_the_day(move, statement, evidence, found)
    before = day_before(move, evidence.bars, evidence.published)
    if before is None or evidence.published is None:
        return found
    earlier = _on_day(replace(move, date=before), statement, evidence)
    return of_session_before(found, earlier, before, evidence.published)


def _others(move: ReportedMove, found: Verdict, evidence: Evidence) -> list[tuple[str, ReportedMove]]:
    return other_readings(move, evidence.words, found, evidence.published)


def _after_the_day(move: ReportedMove, statement: Statement, evidence: Evidence, found: Verdict) -> Verdict:
    """Return a verdict with what trading of the evening, or after the close, leaves of one that the day refutes."""
    if found.verdict not in REFUTING or move.date is None or move.window is not None:
        return found
    hours = coverage(evidence.bars, evidence.table)
    i = session_of(move, evidence.bars, evidence.table)
    if hours is None or i is None or move.phase not in {"unspecified", "intraday", "overnight"}:
        return found
    if not hours.overnight and hours.extended is not None and evidence.words.late_trading:
        after = _on_day(replace(move, phase="after_hours"), statement, evidence)
        said = "late trading is taken for that after the close, since no price of the session agrees"
        return (
            replace(after, move=move, note=sentence(after.note[:-1], said)) if after.verdict not in REFUTING else found
        )
    if hours.overnight and evidence.words.evening and i + 1 < len(evidence.bars.dates):
        day = evidence.bars.dates[i + 1].item()
        night = _on_day(replace(move, date=day, phase="intraday"), statement, evidence)
        if night.verdict in PASSING:
            said = f"the evening of {day_text(move.date)} belongs to the session of {day_text(day)}"
            agreed = night.note[:-1].replace(" agree loosely: ", " agree: ", 1)
            told = agreed.replace(" agree: ", " do not disagree: ", 1)
            return replace(night, move=move, verdict="consistent", note=sentence(told, said))
    return found


def _over_spans(move: ReportedMove, statement: Statement, evidence: Evidence) -> Verdict:
    """Return the verdict on a move, for a longer change over each span that its words may mean."""
    found = _on_day(move, statement, evidence)
    if move.kind == "rank":
        later = week_just_ended(move, evidence.published)
        return found if later is None else of_week_just_ended(found, _on_day(later, statement, evidence))
    if move.kind not in CHANGES or move.window is None:
        return found
    ended = ended_spans(move, evidence.bars)
    if ended:
        return of_ended_spans(found, [(name, _on_day(one, statement, evidence)) for name, one in ended])
    later = week_just_ended(move, evidence.published)
    return found if later is None else of_week_just_ended(found, _on_day(later, statement, evidence))


def _on_day(move: ReportedMove, statement: Statement, evidence: Evidence) -> Verdict:
    bars, table, source = evidence.bars, evidence.table, evidence.source
    if not _same_unit(move, bars):
        needed = str(move.unit).upper()
        held = f"prices of {called(bars.series)} are in {bars.unit.upper()}"
        why = f"{held}, and the report is in {needed}, which would be needed"
        return Verdict(move, "not_observable", None, None, None, None, sentence(why), bars.series, source=source)
    i = session_of(move, bars, table)
    i = week_over(move, bars) if i is None else i
    i = _session_before(move, bars) if i is None else i
    if i is None:
        why = sentence(absent_move(move, bars))
        return Verdict(move, "data_problem", None, None, None, None, why, bars.series, source=source)
    i = _begun(move, evidence, i)
    case = Case(
        move, bars, i, base_of(move, bars, i), table, source, statement.origin == move.move_id,
        published=evidence.published, ticks=evidence.ticks, words=evidence.words, late=evidence.late,
        spoken_inside=statement.inside and (evidence.words.inside or not _told_at_close(statement, bars, i)),
    )  # fmt: skip
    return _of_kind(case, statement)


def _session_before(move: ReportedMove, bars: Bars) -> int | None:
    """Return the last session before a day of which words only say that it came before another: it may be a holiday."""
    if move.date is None or not any(one.startswith(_BEFORE) for one in move.basis):
        return None
    i = int(np.searchsorted(bars.dates, np.datetime64(move.date))) - 1
    return i if i >= 0 and (move.date - bars.dates[i].item()).days < _LONGEST_HOLIDAY else None


def _begun(move: ReportedMove, evidence: Evidence, i: int) -> int:
    """Return the session that a longer change ends with: one that had not begun when the article came out is none."""
    bars, window = evidence.bars, move.window
    if move.kind not in CHANGES or window is None or evidence.published is None or i == 0:
        return i
    hours = hours_of(bars, i, evidence.table)
    begun = hours is None or evidence.published > hours.first
    return i if begun or bars.dates[i - 1].item() < window.first else i - 1


def _of_kind(case: Case, statement: Statement) -> Verdict:
    """Return the verdict of what decides a move of this kind."""
    other, kind = other_contract(case) or foreign_venue(case) or _with_dividends(case), case.move.kind
    if other:
        return plain(case, "not_observable", other)
    if kind == "extreme":
        return decide_extreme(case, statement.level)
    if kind == "rank":
        return decide_rank(case)
    if kind == "streak":
        return decide_streak(case)
    found = decide_from_references(replace(case, inside_day=_inside_day(case, statement)), statement)
    return first_time(case, found)


def _with_dividends(case: Case) -> str:
    """Say that a change is told with its dividends, which prices do not hold; empty where it is not."""
    if not case.words.total_return or case.move.kind not in CHANGES:
        return ""
    return f"prices in {case.source} are without dividends, and the words count them in; a total-return series would do"


def _inside_day(case: Case, statement: Statement) -> bool:
    """Tell whether the numbers of a statement without a phase fit the day's range together, but not its close."""
    if case.move.phase != "unspecified" or len(statement.moves) < _PAIR:
        return False
    if at_the_close(case) and not _one_price_told(case, statement):
        return False
    together = [
        replace(
            case,
            move=move,
            base=base_of(move, case.bars, case.i),
            origin=statement.origin == move.move_id,
            spoken_inside=True,
        )
        for move in statement.moves
    ]
    fits = [fitting(one) for one in together if not one.origin and problem(one) is None]
    return not all("close" in names for names in fits) and all("range" in names for names in fits)


def _one_price_told(case: Case, statement: Statement) -> bool:
    """Tell whether a change and a level told roughly ("$3 to nearly $70") come from the close before together.

    They then tell of one price, which may have been inside the day though the article came out after the close.
    """
    levels = [one for one in statement.moves if is_level(one) and statement.origin != one.move_id]
    rough = len(levels) == 1 and levels[0].hedge not in THRESHOLDS | {"exact"}
    if not rough or statement.reference is None or case.base < 0 or not np.isfinite(case.bars.close[case.base]):
        return False
    return not disjoint(point(exact(case.bars, case.bars.close[case.base])), statement.reference)


def _told_at_close(statement: Statement, bars: Bars, i: int) -> bool:
    """Tell whether a level of a statement, to its last digit, is the close: its record is then that of the close."""
    if not np.isfinite(bars.close[i]):
        return False
    close = exact(bars, bars.close[i])
    return any(is_level(one) and one.hedge == "exact" and one.value == close for one in statement.moves)


def _same_unit(move: ReportedMove, bars: Bars) -> bool:
    """Tell whether prices of the series can be compared with the unit reported."""
    if not bars.unit or move.kind == "percent_change" or move.kind in _COUNTED:
        return True
    if move.kind == "price_level":
        return move.unit in {None, bars.unit}
    return move.unit in _FREE_UNITS or move.unit == bars.unit
