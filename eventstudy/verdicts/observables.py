"""What daily bars can show about one reported move: the admissible readings of its words, each an interval.

A reading is *direct* where the bar holds the very figure (an opening print, a close, the day's high for "as much as")
and a *bound* where the bar only encloses it: a price inside the day lies between low and high, a change inside the
day between low and high less the reference. A bound tests what is necessary, so it can refute and never confirm
(claims.md section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from eventstudy.verdicts.bars import Bars, coverage, exact
from eventstudy.verdicts.relation import absolute, interval
from eventstudy.verdicts.wording import called, day_text, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.records import Interval, ReportedMove
    from eventstudy.verdicts.tolerances import Coverage, Tolerances

CHANGES = frozenset({"percent_change", "price_change", "point_change"})
"""Kinds that are counted from a reference."""

__all__ = ["CHANGES", "Case", "Reading", "is_level", "readings", "reference_of", "scale_of", "unit_of", "unseen"]

_PERCENT = Decimal(100)
_BASIS_POINTS = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Case:
    """One move placed on one series: the row of its session and the row its change is counted from."""

    move: ReportedMove
    bars: Bars
    i: int
    """Position of the session."""
    base: int
    """Position of the reference close: the session before, or the one before a longer window; -1 where there is none.
    """
    table: Tolerances
    source: str
    origin: bool = False
    """The move names the level that a change came from."""
    inside_day: bool = False
    """The statement's other numbers fit the day's range and not the close, so a move without a phase is no close."""
    less: Decimal = Decimal(0)
    """Taken off the reference close: a dividend, in the reading that allows for it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One admissible reading: what the bar shows, in the unit of the move."""

    name: str
    """``"close"``, ``"open"``, ``"high"``, ``"low"``, ``"range"`` or ``"reference"``."""
    observed: Interval
    direct: bool
    steps: tuple[str, ...]
    proven: bool = True
    """Whether it is known that the bar covers the phase; a bar that may not cannot refute."""


def is_level(move: ReportedMove) -> bool:
    """Tell whether a move gives a level rather than a change."""
    return move.kind == "price_level"


def unit_of(case: Case) -> str:
    """Return the unit that a case is reported in."""
    return case.move.unit or ("percent" if case.move.kind == "percent_change" else case.bars.unit or "points")


def scale_of(case: Case) -> tuple[bool, Decimal]:
    """Tell whether a change is relative to its reference, and the factor that puts it into the unit of the move.

    A yield moves in differences of its per cent, never in relative returns, unless the move says per cent of it.
    """
    if case.move.kind == "percent_change":
        return (True, _PERCENT) if case.move.unit != "percentage_points" else (False, Decimal(1))
    if case.move.unit == "bp":
        return (False, _PERCENT) if case.bars.unit == "percent" else (True, _BASIS_POINTS)
    return False, Decimal(1)


def reference_of(case: Case) -> Decimal:
    """Return the close that a change is counted from."""
    return exact(case.bars, case.bars.close[case.base]) - case.less


def unseen(case: Case) -> str | None:
    """Say why daily bars cannot show the phase of a move; None where they can."""
    move, hours = case.move, coverage(case.bars, case.table)
    day = day_text(case.bars.dates[case.i].item())
    if move.phase == "premarket":
        return f"daily prices hold no trading before the open; extended-hours trades of {day} would settle it"
    if move.phase == "after_hours":
        return f"daily prices hold no trading after the close; extended-hours trades of {day} would settle it"
    if move.phase == "overnight" and hours is not None and not hours.overnight:
        return f"{_hours(case, hours)} and no night trading; futures quotes of the night to {day} would settle it"
    moment = _moment(move)
    if moment is not None and hours is not None and not _covered(moment, hours):
        there = moment.astimezone(ZoneInfo(hours.zone))
        return (
            f"{_hours(case, hours)}, and the move was at {there:%H:%M} there; intraday prices of {day} would settle it"
        )
    if not np.isfinite(_needed(case)).any():
        return f"the prices hold no figure for that phase of {day}; bars with open, high and low would settle it"
    return None


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


def _moment(move: ReportedMove) -> datetime | None:
    """Return the clock time of a move as an instant; None where it has none or does not say in which place."""
    if move.time is None:
        return None
    try:
        moment = datetime.fromisoformat(move.time)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _covered(moment: datetime, hours: Coverage) -> bool:
    clock = moment.astimezone(ZoneInfo(hours.zone)).time()
    if hours.first < hours.last:
        return hours.first <= clock <= hours.last
    return clock >= hours.first or clock <= hours.last


def readings(case: Case) -> tuple[Reading, ...]:
    """Return the admissible readings of a move that daily bars can show, the most telling first.

    Close and open are direct. Inside the day, overnight (where the bar covers it) and at a clock time only the range
    is known; "as much as" inside the day is the day's high or low itself. A move without a phase may be a close or
    lie inside the day. A level that a change came from is the reference close.
    """
    phase, move = case.move.phase, case.move
    if case.origin:
        found = [_single(case, "reference", case.bars.close[case.base])]
    elif phase == "open":
        found = [_single(case, "open", case.bars.open[case.i])]
    elif phase == "close":
        found = [_single(case, "close", case.bars.close[case.i])]
    else:
        found = _inside_day(case, timed=move.time is not None or phase == "overnight")
    return tuple(one for one in found if one is not None)


def _inside_day(case: Case, *, timed: bool) -> list[Reading | None]:
    bars, i = case.bars, case.i
    if case.move.hedge == "as_much_as" and not timed:
        sides = {"up": ("high",), "down": ("low",)}.get(case.move.direction or "", ("high", "low"))
        return [_single(case, side, (bars.high if side == "high" else bars.low)[i]) for side in sides]
    day = _range(case, proven=not timed or coverage(bars, case.table) is not None)
    at_close = case.move.phase == "unspecified" and not timed and not case.inside_day
    return [_single(case, "close", bars.close[i]), day] if at_close else [day]


def _measure(case: Case) -> tuple[Callable[[Decimal], Decimal], Callable[[str, Decimal], str]]:
    """Return how a price becomes the observable of the move, and how that step is written down."""
    unit = unit_of(case)
    if is_level(case.move):
        return (lambda price: price), lambda name, price: f"{name} = {number(price, unit)}"
    reference = reference_of(case)
    day = case.bars.dates[case.base].item().isoformat()
    relative, scale = scale_of(case)
    if relative:
        return (
            lambda price: (price - reference) * scale / reference,
            lambda name, price: (
                f"{name} / close {day} - 1 = {number(price)} / {number(reference)} - 1 = "
                f"{number((price - reference) * scale / reference, unit, sign=True)}"
            ),
        )
    return (
        lambda price: (price - reference) * scale,
        lambda name, price: (
            f"{name} - close {day} = {number(price)} - {number(reference)} = "
            f"{number((price - reference) * scale, unit, sign=True)}"
        ),
    )


def _single(case: Case, name: str, price: float) -> Reading | None:
    if not np.isfinite(price):
        return None
    measure, write = _measure(case)
    value = exact(case.bars, price)
    shown = measure(value)
    observed = interval(shown, shown, unit_of(case))
    return Reading(name, _unsigned(case, observed), direct=True, steps=(write(name, value),))


def _range(case: Case, *, proven: bool) -> Reading | None:
    low, high = case.bars.low[case.i], case.bars.high[case.i]
    if not (np.isfinite(low) and np.isfinite(high)):
        return None
    measure, write = _measure(case)
    ends = exact(case.bars, low), exact(case.bars, high)
    observed = interval(measure(ends[0]), measure(ends[1]), unit_of(case))
    steps = (write("low", ends[0]), write("high", ends[1]))
    return Reading("range", _unsigned(case, observed), direct=False, steps=steps, proven=proven)


def _unsigned(case: Case, observed: Interval) -> Interval:
    """Return magnitudes where a change is reported without a direction."""
    return observed if is_level(case.move) or case.move.direction else absolute(observed)
