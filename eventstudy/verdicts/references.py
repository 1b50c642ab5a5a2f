"""What a change was counted from, where the numbers of its statement say that it was not the close before.

The candidates are fixed before any price is looked at: the close before (a settlement where the series settles), the
day's open, and with bars inside the day the last trade of the day before and the lowest price before the moment meant.
The first is taken where the words give no reason for another. Where the numbers of a statement together imply a
reference, those candidates that lie in it and let the change pass are stated; where none does, the change is refuted
for all candidates tried.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import exact
from eventstudy.verdicts.decide import decide, plain
from eventstudy.verdicts.gate import problem, reference_problem
from eventstudy.verdicts.moments import hours_of, known_close, known_range, moment_of
from eventstudy.verdicts.observables import CHANGES, single
from eventstudy.verdicts.outcome import finish
from eventstudy.verdicts.relate import PASSING, REFUTING, bands_of, relate
from eventstudy.verdicts.relation import disjoint, interval, point
from eventstudy.verdicts.ticks import seen
from eventstudy.verdicts.wording import day_text, listed, number, sentence, span_text

if TYPE_CHECKING:
    from decimal import Decimal

    from eventstudy.records import Interval, Verdict, VerdictName
    from eventstudy.verdicts.joint import Statement
    from eventstudy.verdicts.observables import Case

__all__ = ["decide_from_references"]

_BEFORE_THE_OPEN = {"premarket", "overnight", "open"}


def decide_from_references(case: Case, statement: Statement) -> Verdict:
    """Return the verdict on a number, counted from the reference that its statement implies."""
    by_close, implied = decide(case), statement.reference
    if case.origin and by_close.verdict in REFUTING and not case.words.closed:
        return _within_the_day(case, by_close)
    settled = case.move.window is not None or by_close.verdict in PASSING
    several = settled and bool(case.words.periods)  # a day's numbers may stand among a month's
    if implied is None or (implied.low is None and implied.high is None) or several or not _comparable(case):
        return by_close
    unit, close = case.bars.unit, exact(case.bars, case.bars.close[case.base])
    apart = disjoint(point(close), implied)
    if not apart and by_close.verdict not in REFUTING:
        return by_close
    others = _others(case)
    fits = [(name, price) for name, price in others if not disjoint(point(price), implied)]
    if fits and case.move.kind in CHANGES and not case.origin:
        return _from(
            case, fits, by_close, f"not from the close before, {number(close, unit)}; this is one of several readings"
        )
    if not apart:
        return by_close
    told = f"its numbers imply that it came from {span_text(replace(implied, unit=unit))}"
    beside = listed([f"{name}, {number(price, unit)}" for name, price in fits or others]) if others else ""
    if fits:
        said = f"{told}, which the close before, {number(close, unit)}, is not and {beside} is, one of several readings"
    else:
        nor = f", nor is {beside}" if beside else ""
        said = f"{told}, which the close before, {number(close, unit)}, is not{nor}"
    told_by_close = replace(by_close, note=sentence(by_close.note[:-1], said))
    return told_by_close if fits or by_close.verdict != "consistent" else _from_nowhere(case, told_by_close, implied)


def _within_the_day(case: Case, by_close: Verdict) -> Verdict:
    """Return the verdict on a level that a move came from, tried on the open, the high and the low of the day.

    "Slid from $71.75 to settle at $65.44" may start from any of these; closes alone cannot tell.
    """
    bars, i, bands = case.bars, case.i, bands_of(case)
    tried = [("open", bars.open[i]), ("high", bars.high[i]), ("low", bars.low[i])]
    if not np.isfinite([bars.high[i], bars.low[i]]).all():
        why = f"prices in {case.source} cannot show this: they hold closes only, and a price of the day may be meant"
        return plain(case, "not_observable", why)
    found = [single(case, name, price) for name, price in tried]
    judged = [relate(case, one, bands) for one in found if one is not None]
    fits = [one for one in judged if one.verdict in PASSING]
    if not fits or not known_range(case):
        return by_close
    said = f"it is not the close before, {number(exact(bars, bars.close[case.base]), bars.unit)}"
    return finish(case, bands, judged, replace(fits[0], verdict="consistent"), (said,))


def _from_nowhere(case: Case, found: Verdict, implied: Interval) -> Verdict:
    """Return the verdict on a number of a statement that none of the references tried fits.

    Its size is refuted with the reference, unless a price inside the day may have been it, or the open is not known.
    """
    bars, i = case.bars, case.i
    inner = interval(exact(bars, bars.low[i]), exact(bars, bars.high[i]))
    held = np.isfinite([bars.open[i], bars.low[i], bars.high[i]]).all()
    if not held or case.move.phase in _BEFORE_THE_OPEN or case.origin or not disjoint(inner, implied):
        return found
    directed = case.move.kind in CHANGES and case.move.direction is not None
    verdict: VerdictName = "direction_only" if directed else "contradicted"
    said = (
        "its numbers cannot all be right: counted from none of the prices tried do they agree with each other, though "
        "each alone lies within the day's range"
    )
    return replace(found, verdict=verdict, note=sentence(said, found.note[:1].lower() + found.note[1:-1]), tried=())


def _comparable(case: Case) -> bool:
    """Tell whether there is a close before to compare with: no contract rolled, and no row is missing or in doubt."""
    return case.base >= 0 and not problem(case) and not reference_problem(case)


def _from(case: Case, fits: list[tuple[str, Decimal]], by_close: Verdict, lead: str) -> Verdict:
    """Return the verdict counted from each of the references that fit the statement."""
    found: list[Verdict] = []
    names: list[str] = []
    for name, price in fits:
        said = f"its numbers agree with each other counted from {name}, {number(price, case.bars.unit)}, and {lead}"
        one = decide(replace(case, reference=price, counted_from=name), said)
        if one.verdict not in REFUTING:
            found, names = [*found, one], [*names, name]
    return _together(found, names, by_close) if found else by_close


def _others(case: Case) -> list[tuple[str, Decimal]]:
    """Return the references beside the close before, by name, that prices hold and that came before the move."""
    bars, i, found = case.bars, case.i, []
    day, hours, moment = day_text(bars.dates[i].item()), hours_of(bars, i, case.table), moment_of(case.move)
    opened = exact(bars, bars.open[i])
    known = case.published is None or hours is None or hours.first < case.published
    after_close = case.words.read and case.move.phase in {"unspecified", "close"} and known_close(case)
    known = known and (case.words.opened or not after_close)
    if case.move.phase not in _BEFORE_THE_OPEN and opened.is_finite() and known and case.base == i - 1:
        found.append((f"the open of {day}", opened))
    before = hours_of(bars, case.base, case.table)
    if case.ticks is None or hours is None or before is None:
        return found
    view = seen(case.ticks, before.first, before.last)
    if view is not None and view.last_at is not None:
        day_before = day_text(bars.dates[case.base].item())
        found.append((f"the last trade of {day_before}", exact(bars, case.ticks.close[view.last_at])))
    view = seen(case.ticks, hours.first, moment) if moment is not None and hours.first < moment else None
    if view is not None and view.inside:
        found.append((f"the lowest price of {day} before", exact(bars, view.low)))
    return found


def _together(found: list[Verdict], names: list[str], by_close: Verdict) -> Verdict:
    first = found[0]
    tried = (*first.tried, ("counted from the close before", by_close.verdict))
    severities = [one.severity for one in (*found, by_close) if one.severity is not None]
    variants = (*first.variants, ("counted from the close before", by_close.verdict))
    merged = replace(first, tried=tried, variants=variants, severity=max(severities, default=None))
    if all(one.verdict in PASSING for one in found):
        return merged
    table = [f"{name} ({one.verdict.replace('_', ' ')})" for name, one in zip(names, found, strict=True)]
    why = f"prices in {first.source} leave it open, since it depends on what it is counted from: {listed(table)}"
    return replace(merged, verdict="ambiguous", note=sentence(why))
