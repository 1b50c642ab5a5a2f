"""Orders: "Exxon fell more than Chevron", the changes of two series over one day held against each other.

Changes are compared in per cent, those of yields in points of their per cent. Each recorded price stands for half a
tick to either side, so changes that close are no order. Two closes struck at different times are changes over
different days: they settle nothing, unless the whole range of the one lies beyond that of the other, or bars inside
the day give both prices at one moment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import UsageError
from eventstudy.records import Interval, Verdict
from eventstudy.verdicts import tolerances as _tolerances
from eventstudy.verdicts.bars import bars_from, exact, price_row, source_of
from eventstudy.verdicts.candidates import without
from eventstudy.verdicts.gate import absent, problem, session_of
from eventstudy.verdicts.moments import hours_of, known_close, published_by
from eventstudy.verdicts.observables import Case
from eventstudy.verdicts.relation import inside, interval, minus, negate
from eventstudy.verdicts.severity import ordinary, rate
from eventstudy.verdicts.strength import counted
from eventstudy.verdicts.ticks import seen, ticks_from
from eventstudy.verdicts.wording import called, day_text, number, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd

    from eventstudy.records import ReportedMove, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["check_order"]

_HALF = Decimal("0.5")
_PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Lead:
    """By how much the first moved further than the second in the direction told, and how that is known."""

    by: Interval
    first: Interval
    """The change of the first, in the direction told."""
    direct: bool
    when: str


def check_order(
    move: ReportedMove,
    against: str,
    prices: pd.DataFrame,
    *,
    intraday: pd.DataFrame | str | Path | None = None,
    tolerances: str | Path | Tolerances | None = None,
    published: Mapping[str, date | datetime] | None = None,
) -> Verdict:
    """Hold "A rose (fell) more than B" against prices.

    Parameters
    ----------
    move : ReportedMove
        Of the first instrument, with its direction and its day; its value is not looked at.
    against : str
        The series that is said to have moved less.
    prices, intraday, tolerances, published
        As of `eventstudy.verdicts.check_moves`.

    Returns
    -------
    Verdict
        `observed` is the lead of the first in the direction told, in percentage points.

    Raises
    ------
    PriceError, UsageError
        As `eventstudy.verdicts.check_moves`; the move has no direction or no day.
    """
    if move.direction is None or move.date is None:
        raise UsageError("an order needs a move with a direction and a day; give both")
    table, names = _tolerances.load(tolerances), (move.instrument, against)
    bars, source = bars_from(prices, names, table), source_of(prices)
    if lost := [name for name in names if name not in bars]:
        return counted(without(move, lost, source), table)
    ticks, out = ticks_from(intraday, names, set(prices["series"])), published_by(published).get(move.article)
    change = replace(move, kind="percent_change", unit="percent", value=None, phase="close", window=None, anchor=None)
    cases = []
    for name in names:
        i = session_of(change, bars[name], table)
        if i is None:
            return counted(_plain(move, "data_problem", absent(bars[name], move.date), source), table)
        cases.append(Case(change, bars[name], i, i - 1, table, source, published=out, ticks=ticks.get(name)))
    first, second = cases
    return counted(replace(_decide(first, second), move=move), table)


def _plain(move: ReportedMove, verdict: VerdictName, why: str, source: str) -> Verdict:
    return Verdict(move, verdict, None, None, None, None, sentence(why), source=source)


def _decide(first: Case, second: Case) -> Verdict:
    move, source = first.move, first.source
    if (first.bars.unit == "percent") != (second.bars.unit == "percent"):
        return _plain(move, "not_checkable", "a yield and a price do not move in the same unit", source)
    for case in (first, second):
        wrong = problem(case)
        if wrong:
            return _plain(move, "data_problem", f"prices in {source} cannot be held against this: {wrong}", source)
    lead = _at_one_moment(first, second) or _by_ranges(first, second)
    if lead is None:
        return _plain(move, "not_observable", f"prices in {source} hold no range to compare before the close", source)
    return _told(first, second, lead, _verdict(lead))


def _verdict(lead: _Lead) -> VerdictName:
    ahead = interval(Decimal(0), None, left=False)
    behind = interval(None, Decimal(0))
    if inside(lead.by, ahead) and inside(lead.first, ahead):
        return "confirmed" if lead.direct else "consistent"
    if inside(lead.by, behind) or inside(lead.first, behind):
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
    return found if case.move.direction == "up" else negate(found)


def _at_one_moment(first: Case, second: Case) -> _Lead | None:
    """Return the lead where both prices are of one moment: two closes struck together, or bars inside the day."""
    hours = [hours_of(case.bars, case.i, case.table) for case in (first, second)]
    struck = [one.struck for one in hours if one is not None]
    together = len(struck) < len(hours) or struck[0] == struck[1]
    if together and known_close(first) and known_close(second):
        closes = [exact(case.bars, case.bars.close[case.i]) for case in (first, second)]
        return _lead(first, second, [(close, close) for close in closes], "at the close")
    if first.ticks is None or second.ticks is None or hours[0] is None or hours[1] is None:
        return None
    moment = min([*struck, *([first.published] if first.published else [])])
    begun = max(hours[0].first, hours[1].first)
    if moment <= begun:
        return None
    prices = []
    for case, ticks in ((first, first.ticks), (second, second.ticks)):
        view = seen(ticks, begun, moment)
        if view is None or view.last_at is None:
            return None
        price = exact(case.bars, ticks.close[view.last_at])
        prices.append((price, price))
    return _lead(first, second, prices, f"at {moment:%H:%M %Z}")


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
    return _Lead(minus(one, other), one, direct=True, when=when)


def _told(first: Case, second: Case, lead: _Lead, verdict: VerdictName) -> Verdict:
    a, b = called(first.bars.series), called(second.bars.series)
    opening = {"confirmed": "agree", "consistent": "do not disagree", "contradicted": "disagree"}
    way = "rise" if first.move.direction == "up" else "fall"
    low, high = (number(Decimal(end or 0), "percentage_points", sign=True) for end in (lead.by.low, lead.by.high))
    shown = low if low == high else f"{low} to {high}"
    apart = "" if lead.direct else "their prices are not struck at one moment"
    found = (
        f"prices in {first.source} {opening.get(verdict, 'leave it open')}: on "
        f"{day_text(first.bars.dates[first.i].item())} the {way} of {a} less that of {b} was {shown} {lead.when}"
    )
    return Verdict(
        move=first.move,
        verdict=verdict,
        observed=replace(lead.by, unit="percentage_points"),
        core=interval(Decimal(0), None, "percentage_points", left=False),
        tolerant=interval(Decimal(0), None, "percentage_points", left=False),
        severity=_severity(first, second),
        note=sentence(found, apart),
        series=first.bars.series,
        rows=tuple(price_row(case.bars, k) for case in (first, second) for k in (case.base, case.i)),
        source=first.source,
    )


def _severity(first: Case, second: Case) -> float | None:
    """Return the share of common days before on which the first moved further in the direction told."""
    sign = 1 if first.move.direction == "up" else -1
    changes = [_by_day(case.bars, case.i, sign) for case in (first, second)]
    days = sorted(set(changes[0]) & set(changes[1]))
    passes = np.array([changes[0][day] > max(changes[1][day], 0.0) for day in days], dtype=bool)
    return rate(passes, first.table)


def _by_day(bars: Bars, until: int, sign: int) -> dict[np.datetime64, float]:
    at = ordinary(bars, until)
    change = bars.close[at] - bars.close[at - 1]
    if bars.unit != "percent":
        change = change / bars.close[at - 1]
    return dict(zip(bars.dates[at], sign * change, strict=True))
