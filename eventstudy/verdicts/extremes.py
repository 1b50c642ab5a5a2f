"""Extremes: "a three-month high", "the lowest since March", held against every price of the span looked back over.

Three variants: by the highs of the days before, by their closes, and so far that day. A time
inside the day can only be tested on what is necessary; a close is tested on the closes. Lows are highs of the
mirrored prices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.decide import OPEN, decide, plain, unusable
from eventstudy.verdicts.extreme_notes import Mark, Tested, caution, finding, steps
from eventstudy.verdicts.extreme_weights import weigh
from eventstudy.verdicts.gate import flag_text
from eventstudy.verdicts.moments import known_close, known_range
from eventstudy.verdicts.periods import sessions_told
from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.relation import interval
from eventstudy.verdicts.severity import extreme_rate
from eventstudy.verdicts.spans import LATE_START, span_of
from eventstudy.verdicts.within import so_far, sources_differ
from eventstudy.verdicts.wording import day_text, sentence

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from eventstudy.records import Direction, Interval, PriceRow, ReportedMove, VerdictName
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span

__all__ = ["decide_extreme"]

_MONTH = 25
_DAYS_A_YEAR = 365.25
_SESSIONS_A_YEAR = {"24/7": _DAYS_A_YEAR}
"""By calendar; 252 for any other: three months are 63 sessions."""


def decide_extreme(case: Case, level: ReportedMove | None) -> Verdict:
    """Return the verdict on an extreme.

    Parameters
    ----------
    case : Case
        The extreme on its series.
    level : ReportedMove or None
        The level of the same statement ("a three-month high of $69.20"), which is then what must be the extreme.
    """
    move = case.move
    if move.direction is None:
        return _either(case, level)
    if move.value is not None:
        why = f"prices in {case.source} cannot count the extremes of a whole history, which this number asks for"
        return plain(case, "not_observable", why)
    mute = unusable(case)
    if mute is not None and (mute.verdict != "not_observable" or case.ticks is None):
        return mute
    span = span_of(case)
    if span is None:
        began = day_text(case.bars.dates[0].item())
        return plain(
            case,
            "data_problem",
            f"prices in {case.source} begin on {began} and hold no day of the span looked back over",
        )
    broken = _last_break(case, span)
    if broken is None:
        return _sharpened(case, level, span, mute or _judge(case, level, span, _tested(case, level)))
    return mute or _since_break(case, level, replace(span, first=broken), flag_text(case.bars, broken))


def _either(case: Case, level: ReportedMove | None) -> Verdict:
    """Return the verdict on "a record 3,386.15", which is a high or a low: whichever prices agree with, if one only."""
    ways: tuple[Direction, Direction] = ("up", "down")
    found = [decide_extreme(replace(case, move=replace(case.move, direction=way)), level) for way in ways]
    fits = [(way, one) for way, one in zip(ways, found, strict=True) if one.verdict in PASSING]
    if len(fits) != 1 or case.move.value is not None:
        return plain(case, "not_checkable", "the words do not say whether a high or a low is meant")
    way, one = fits[0]
    said = f"the words do not say which, and it can only be a {'high' if way == 'up' else 'low'}"
    return replace(one, move=case.move, note=sentence(one.note[:-1], said))


def _last_break(case: Case, span: Span) -> int | None:
    """Return the last session of a span into which a price screen sees a step that is no move of the market."""
    rows = range(case.i - 1, span.first, -1)
    return next((k for k in rows if flag_text(case.bars, k)), None)


def _since_break(case: Case, level: ReportedMove | None, span: Span, broken: str) -> Verdict:
    """Return the verdict on a span whose prices do not compare all the way: what came after can only refute."""
    found = _judge(case, level, span, _tested(case, level))
    if found.verdict in REFUTING:
        return replace(found, note=sentence(found.note[:-1], f"{broken}, so prices before it are left out"))
    why = f"prices in {case.source} cannot be held against this: {broken}, and the span looked back over begins before"
    return plain(case, "data_problem", why)


def _sharpened(case: Case, level: ReportedMove | None, span: Span, daily: Verdict) -> Verdict:
    """Return the verdict with what bars inside the day add to one that daily bars leave open."""
    if case.ticks is None or daily.verdict not in OPEN:
        return daily
    differ = sources_differ(case)
    if differ:
        return plain(case, "data_problem", differ)
    inner = _inside(case, level)
    return daily if inner is None else _judge(replace(case, source=case.ticks.source), level, span, inner)


def _sign(case: Case) -> int:
    return 1 if case.move.direction == "up" else -1


def _far(case: Case) -> tuple[str, NDArray[np.float64]]:
    """Return the side of the day that an extreme lies on: its high, for a low its low."""
    return ("high", case.bars.high) if _sign(case) > 0 else ("low", case.bars.low)


def _mark(case: Case, name: str, prices: NDArray[np.float64], first: int, last: int) -> Mark | None:
    held = _sign(case) * prices[first:last]
    if not np.isfinite(held).any():
        return None
    at = first + int(np.nanargmax(held))
    return Mark(name, exact(case.bars, prices[at]), at)


def _judge(case: Case, level: ReportedMove | None, span: Span, tested: Tested) -> Verdict:
    marks = _marks(case, span)
    verdict, holds = weigh(case, marks, tested, level)
    verdict, remark = _as_far_as_seen(case, span, tested.prices, verdict)
    if verdict in PASSING:  # what all the prices leave of it holds of each
        holds = [(name, verdict if one == "confirmed" else one) for name, one in holds]
    core, tolerant = _bands(case, marks)
    if verdict in REFUTING and case.move.phase not in {"close", "open"} and not np.isfinite(_far(case)[1][case.i]):
        return plain(
            case, "not_observable", f"prices in {case.source} hold closes only, and a high may be inside a day"
        )
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=tested.observed,
        core=core,
        tolerant=tolerant,
        severity=extreme_rate(case, level, span.last - span.first),
        note=sentence(finding(case, verdict, marks, tested, span), remark, caution(case, tested, verdict)),
        series=case.bars.series,
        rows=(*_rows(case, marks, inner=bool(tested.rows)), *tested.rows),
        arithmetic=steps(case, marks, tested),
        variants=tuple(holds) + _by_sessions(case, tested.prices, span),
        source=case.source,
        tried=(("as chosen", verdict), *holds),
    )


def _marks(case: Case, span: Span) -> list[Mark]:
    """Return the former extreme by the far side of the days before, and by their closes."""
    name, far = _far(case)
    kinds = ((f"{name}s", far), ("closes", case.bars.close))
    found = [_mark(case, kind, prices, span.first, span.last) for kind, prices in kinds]
    return [mark for mark in found if mark is not None]


def _as_far_as_seen(
    case: Case, span: Span, tested: dict[str, Decimal], verdict: VerdictName
) -> tuple[VerdictName, str]:
    """Return the verdict with what the reach of the prices, and of the span counted from, leave of it."""
    if not span.whole:
        began = day_text(case.bars.dates[span.first].item())
        seen: VerdictName = "consistent" if verdict == "confirmed" else verdict
        return seen, f"prices begin on {began}, which is as far back as this was tested"
    if verdict == "confirmed" and _never_in_anchor(case, tested):
        return "confirmed_loose", "it was not reached in the span counted from either, so the report understates"
    return verdict, ""


def _bands(case: Case, marks: list[Mark]) -> tuple[Interval, Interval]:
    """Return what lies beyond every former extreme and beyond the nearest; a close is held against closes alone."""
    sign = _sign(case)
    values = [sign * mark.value for mark in marks if mark.name == "closes" or case.move.phase != "close"]
    return _beyond(case, sign * max(values)), _beyond(case, sign * min(values))


def _beyond(case: Case, value: Decimal) -> Interval:
    return interval(value, None, case.bars.unit) if _sign(case) > 0 else interval(None, value, case.bars.unit)


def _tested(case: Case, level: ReportedMove | None) -> Tested:
    """Return the prices that must be the extreme, what the day shows, and whether that is the very figure meant."""
    bars, i, phase = case.bars, case.i, case.move.phase
    side, far = _far(case)
    day = interval(exact(bars, bars.low[i]), exact(bars, bars.high[i]), case.bars.unit)
    struck = known_close(case)
    if phase == "open" or (phase == "close" and struck):
        return _one(case, phase, exact(bars, (bars.close if phase == "close" else bars.open)[i]), "confirmed")
    if level is not None and level.value is not None and np.isfinite(far[i]):
        return Tested({"reported level": level.value}, day, "consistent")
    timed = case.move.time is not None or phase == "overnight"
    if not np.isfinite(far[i]):
        return _one(case, "close", exact(bars, bars.close[i]), "confirmed")
    extreme = exact(bars, far[i])
    over: VerdictName = "confirmed" if known_range(case) and phase != "close" else "consistent"
    if phase == "unspecified" and not timed and np.isfinite(bars.close[i]) and struck:
        return Tested({side: extreme, "close": exact(bars, bars.close[i])}, day, over)
    return _one(case, side, extreme, "consistent" if timed else over)


def _one(case: Case, name: str, price: Decimal, good: VerdictName) -> Tested:
    return Tested({name: price}, interval(price, price, case.bars.unit), good)


def _inside(case: Case, level: ReportedMove | None) -> Tested | None:
    """Return what bars inside the day add: the day's far side so far, or the reported level at its moment."""
    if level is not None and level.value is not None:
        reached = decide(replace(case, move=level))
        if not any(row.time for row in reached.rows) or reached.observed is None:
            return None
        rows = tuple(row for row in reached.rows if row.time)
        return Tested({"reported level": level.value}, reached.observed, reached.verdict, rows)
    view = so_far(case)
    if view is None or case.move.phase == "close":
        return None
    side, _ = _far(case)
    price = exact(case.bars, view.high if _sign(case) > 0 else view.low)
    found = _one(case, f"{side} up to {view.until}", price, "confirmed")
    return replace(found, rows=view.rows)


def _never_in_anchor(case: Case, tested: dict[str, Decimal]) -> bool:
    """Tell whether a span that an extreme is counted from did not hold as extreme a price itself."""
    anchor, dates = case.move.anchor, case.bars.dates
    if anchor is None or (dates[0].item() - anchor.first).days > LATE_START:
        return False
    first = int(np.searchsorted(dates, np.datetime64(anchor.first)))
    last = max(int(np.searchsorted(dates, np.datetime64(anchor.last), side="right")), first + 1)
    _, far = _far(case)
    reached = _sign(case) * max(_sign(case) * price for price in tested.values())
    mark = _mark(case, "", far, first, last)
    return mark is not None and _sign(case) * mark.value < _sign(case) * reached


def _by_sessions(case: Case, tested: dict[str, Decimal], span: Span) -> tuple[tuple[str, str], ...]:
    """Return the variant that counts sessions instead of calendar days: three months are 63 sessions."""
    window = case.move.window
    if (
        window is None
        or case.move.anchor is not None
        or (window.last - window.first).days < _MONTH
        or sessions_told(case.move)
    ):
        return ()
    n = round((window.last - window.first).days * _SESSIONS_A_YEAR.get(case.bars.calendar or "", 252) / _DAYS_A_YEAR)
    name, far = _far(case)
    if span.last < n:
        return ()
    mark = _mark(case, name, far, span.last - n, span.last)
    if mark is None:
        return ()
    held = any(_sign(case) * price >= _sign(case) * mark.value for price in tested.values())
    return ((f"{n} sessions instead of calendar days, by {name}s", "consistent" if held else "contradicted"),)


def _rows(case: Case, marks: list[Mark], *, inner: bool) -> tuple[PriceRow, ...]:
    days = {mark.at for mark in marks} | (set() if inner else {case.i})
    return tuple(price_row(case.bars, k) for k in sorted(days))
