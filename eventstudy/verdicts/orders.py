"""Orders: "Exxon fell more than Chevron", the changes of two series over one day or span held against each other.

Changes are compared in per cent, those of yields in points of their per cent. Each recorded price stands for half a
tick to either side, so changes that close are no order. Two closes struck at different times are changes over
different days: they settle nothing, unless the whole range of the one lies beyond that of the other, or bars inside
the day give both prices at one moment. Without a direction ("oil outpaced stocks") the change of the first is the
larger, whatever its sign.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.gate import absent_move, base_of, problem, session_of
from eventstudy.verdicts.moments import hours_of, known_close, stretch_of
from eventstudy.verdicts.observables import Case
from eventstudy.verdicts.relation import inside, interval, minus, negate
from eventstudy.verdicts.severity import ordinary, rate
from eventstudy.verdicts.ticks import seen
from eventstudy.verdicts.undated import day_before, of_session_before
from eventstudy.verdicts.unseen import unseen
from eventstudy.verdicts.within import when_text
from eventstudy.verdicts.wording import called, day_text, number, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import PriceRow, ReportedMove, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.on_series import Evidence

__all__ = ["decide_order"]

_HALF = Decimal("0.5")
_PERCENT = Decimal(100)
_EXTENDED = {"premarket", "overnight", "after_hours"}


@dataclass(frozen=True, slots=True)
class _Lead:
    """By how much the first moved further than the second in the direction told, and how that is known."""

    by: Interval
    first: Interval
    """The change of the first, in the direction told."""
    direct: bool
    when: str
    steps: tuple[str, ...] = ()


def decide_order(move: ReportedMove, first: Evidence, second: Evidence) -> Verdict:
    """Return the verdict on "A rose (fell) more than B" for one series of each.

    `observed` is the lead of the first in the direction told, in percentage points.
    """
    found = _on_day(move, first, second)
    before = day_before(move, first.bars, first.published)
    if before is None or first.published is None:
        return found
    return of_session_before(found, _on_day(replace(move, date=before), first, second), before, first.published)


def _on_day(move: ReportedMove, first: Evidence, second: Evidence) -> Verdict:
    if (first.bars.unit == "percent") != (second.bars.unit == "percent"):
        return _plain(move, first, "not_checkable", "a yield and a price do not move in the same unit")
    unit = "percentage_points" if first.bars.unit == "percent" else "percent"
    change = replace(move, kind="percent_change", unit=unit, value=None)
    cases = []
    for one in (first, second):
        i = session_of(change, one.bars, one.table)
        if i is None:
            return _plain(move, first, "data_problem", absent_move(move, one.bars))
        base = base_of(change, one.bars, i)
        cases.append(Case(change, one.bars, i, base, one.table, one.source, published=one.published, ticks=one.ticks))
    return replace(_decide(cases[0], cases[1]), move=move)


def _plain(move: ReportedMove, evidence: Evidence | Case, verdict: VerdictName, why: str) -> Verdict:
    series, source = evidence.bars.series, evidence.source
    return Verdict(move, verdict, None, None, None, None, sentence(why), series, source=source)


def _decide(first: Case, second: Case) -> Verdict:
    move, source = first.move, first.source
    for case in (first, second):
        wrong = problem(case)
        if wrong:
            return _plain(move, first, "data_problem", f"prices in {source} cannot be held against this: {wrong}")
    hidden = unseen(first) or unseen(second)
    lead = _at_one_moment(first, second) or (None if hidden else _by_ranges(first, second))
    if lead is None:
        why = hidden or "they hold no range to compare before the close"
        return _plain(move, first, "not_observable", f"prices in {source} cannot show this: {why}")
    return _told(first, second, lead, _verdict(lead, directed=move.direction is not None))


def _verdict(lead: _Lead, *, directed: bool) -> VerdictName:
    ahead = interval(Decimal(0), None, left=False)
    behind = interval(None, Decimal(0))
    if inside(lead.by, ahead) and (inside(lead.first, ahead) or not directed):
        return "confirmed" if lead.direct else "consistent"
    if inside(lead.by, behind) or (directed and inside(lead.first, behind)):
        return "contradicted"
    return "ambiguous"


def _change(case: Case, low: Decimal, high: Decimal) -> Interval:
    """Return the change to a price between two, in the direction told, each price half a tick unsure."""
    half = case.bars.tick * _HALF
    before = exact(case.bars, case.bars.close[case.base])
    if case.bars.unit == "percent":
        found = interval(low - before - 2 * half, high - before + 2 * half)
    else:
        least, most = (low - half) / (before + half), (high + half) / (before - half)
        found = interval((least - 1) * _PERCENT, (most - 1) * _PERCENT)
    return negate(found) if case.move.direction == "down" else found


def _at_one_moment(first: Case, second: Case) -> _Lead | None:
    """Return the lead where both prices are of one moment: two closes struck together, opens, bars inside the day."""
    phase, pair = first.move.phase, (first, second)
    if phase == "open":
        return _struck(first, second, [float(case.bars.open[case.i]) for case in pair], "at the open")
    hours = [hours_of(case.bars, case.i, case.table) for case in pair]
    struck = {one.struck for one in hours if one is not None}
    whole = phase in {"close", "unspecified"} and first.move.time is None
    if whole and (len(struck) == 1 or None in hours) and known_close(first) and known_close(second):
        return _struck(first, second, [float(case.bars.close[case.i]) for case in pair], "at the close")
    return _inside_day(first, second)


def _struck(first: Case, second: Case, prices: list[float], when: str) -> _Lead | None:
    if not np.isfinite(prices).all() or unseen(first) or unseen(second):
        return None
    both = [exact(case.bars, price) for case, price in zip((first, second), prices, strict=True)]
    return _lead(first, second, [(price, price) for price in both], when)


def _inside_day(first: Case, second: Case) -> _Lead | None:
    """Return the lead by the last bars before one moment: that told, the publication, the first of the two closes."""
    pair = (first, second)
    spans, hours = [stretch_of(case) for case in pair], [hours_of(case.bars, case.i, case.table) for case in pair]
    ends = [span.at or span.last for span in spans if span is not None]
    if first.move.time is None and first.move.phase not in _EXTENDED:
        ends += [one.struck for one in hours if one is not None]
    if None in spans or None in hours or first.ticks is None or second.ticks is None:
        return None
    moment, prices = min(ends), []
    for case, span, ticks in zip(pair, spans, (first.ticks, second.ticks), strict=True):
        fresh = moment - timedelta(minutes=case.table.minutes_before)
        begun = fresh if span is None else max(span.first, fresh)
        view = seen(ticks, begun, moment) if begun < moment else None
        if view is None or view.last_at is None:
            return None
        price = exact(case.bars, ticks.close[view.last_at])
        prices.append((price, price))
    return _lead(first, second, prices, f"at {when_text(first, moment)}")


def _by_ranges(first: Case, second: Case) -> _Lead | None:
    """Return the lead that the ranges of the two days enclose, whatever the moment; None without ranges."""
    ends = []
    for case in (first, second):
        low, high = case.bars.low[case.i], case.bars.high[case.i]
        if not (np.isfinite(low) and np.isfinite(high)):
            return None
        ends.append((exact(case.bars, low), exact(case.bars, high)))
    return replace(_lead(first, second, ends, "by the ranges of the day"), direct=False)


def _lead(first: Case, second: Case, ends: list[tuple[Decimal, Decimal]], when: str) -> _Lead:
    one, other = (_change(case, *pair) for case, pair in zip((first, second), ends, strict=True))
    steps = tuple(_step(case, *pair) for case, pair in zip((first, second), ends, strict=True))
    return _Lead(minus(one, other), one, direct=True, when=when, steps=steps)


def _step(case: Case, low: Decimal, high: Decimal) -> str:
    """Return the arithmetic of one change, without the doubt about a tick."""
    before, points = exact(case.bars, case.bars.close[case.base]), case.bars.unit == "percent"
    told = []
    for price in dict.fromkeys((low, high)):
        change = price - before if points else (price / before - 1) * _PERCENT
        unit = "percentage_points" if points else "percent"
        how = f"{number(price)} - {number(before)}" if points else f"{number(price)} / {number(before)} - 1"
        told.append(f"{how} = {number(change, unit, sign=True)}")
    return f"{case.bars.series}: {' to '.join(told)}"


def _told(first: Case, second: Case, lead: _Lead, verdict: VerdictName) -> Verdict:
    a, b = called(first.bars.series), called(second.bars.series)
    opening = {"confirmed": "agree", "consistent": "do not disagree", "contradicted": "disagree"}
    way = {"up": "rise", "down": "fall"}.get(first.move.direction or "", "change")
    low, high = (number(Decimal(end or 0), "percentage_points", sign=True) for end in (lead.by.low, lead.by.high))
    shown = low if low == high else f"{low} to {high}"
    apart = "" if lead.direct else "their prices are not struck at one moment"
    found = (
        f"prices in {first.source} {opening.get(verdict, 'leave it open')}: on "
        f"{day_text(first.bars.dates[first.i].item())} the {way} of {a} less that of {b} was {shown} {lead.when}"
    )
    both = "; ".join(lead.steps)
    return Verdict(
        move=first.move,
        verdict=verdict,
        observed=replace(lead.by, unit="percentage_points"),
        core=interval(Decimal(0), None, "percentage_points", left=False),
        tolerant=interval(Decimal(0), None, "percentage_points", left=False),
        severity=_severity(first, second),
        note=sentence(found, both, apart),
        series=first.bars.series,
        rows=_rows(first, second),
        arithmetic=lead.steps,
        source=first.source,
    )


def _rows(first: Case, second: Case) -> tuple[PriceRow, ...]:
    return tuple(price_row(case.bars, k) for case in (first, second) for k in (case.base, case.i))


def _severity(first: Case, second: Case) -> float | None:
    """Return the share of common days before on which the first moved further in the direction told."""
    sign = -1 if first.move.direction == "down" else 1
    least = -np.inf if first.move.direction is None else 0.0
    days, own = _by_day(first.bars, first.i, first.i - first.base, sign)
    others, other = _by_day(second.bars, second.i, second.i - second.base, sign)
    _, here, there = np.intersect1d(days, others, assume_unique=True, return_indices=True)
    return rate(own[here] > np.maximum(other[there], least), first.table)


def _by_day(bars: Bars, until: int, step: int, sign: int) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
    """Return the ordinary days before `until` and the change into each, in the direction told."""
    at = ordinary(bars, until, step)
    change = bars.close[at] - bars.close[at - step]
    if bars.unit != "percent":
        change = change / bars.close[at - step]
    return bars.dates[at], sign * change
