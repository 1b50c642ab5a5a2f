"""What daily bars can show about one reported move: the admissible readings of its words, each an interval.

A reading is *direct* where the bar holds the very figure (an opening print, a close, the day's high for "as much as")
and a *bound* where the bar only encloses it: a price inside the day lies between low and high, a change inside the
day between low and high less the reference. A bound tests what is necessary, so it can refute and never confirm.
Nothing that came after the article is evidence: a close struck later is left out, and the range still encloses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import Bars, coverage, exact
from eventstudy.verdicts.moments import day_alone, known_close, known_range
from eventstudy.verdicts.relation import absolute, interval
from eventstudy.verdicts.spoken import THRESHOLDS, Words
from eventstudy.verdicts.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from eventstudy.records import Interval, PriceRow, ReportedMove
    from eventstudy.verdicts.terms import Tolerances
    from eventstudy.verdicts.ticks import Ticks

CHANGES = frozenset({"percent_change", "price_change", "point_change"})
"""Kinds that are counted from a reference."""

__all__ = [
    "CHANGES",
    "Case",
    "Reading",
    "at_the_close",
    "enclosed",
    "far_sides",
    "is_level",
    "readings",
    "reference_of",
    "scale_of",
    "single",
    "unit_of",
]

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
    reference: Decimal | None = None
    """A reference in the place of the close before: the day's open, a low before the event."""
    counted_from: str = ""
    """What that reference is."""
    published: datetime | None = None
    """The last moment at which the article can have come out, aware."""
    ticks: Ticks | None = None
    """Bars inside the day."""
    words: Words = field(default_factory=Words)
    """What the words around the move say."""
    spoken_inside: bool = False
    """The words of the statement speak of a moment inside the day."""
    late: bool = False
    """The article came out after all prices."""
    scale: Decimal = Decimal(1)
    """Times as far from the written value that tolerances end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One admissible reading: what the bar shows, in the unit of the move."""

    name: str
    """``"close"``, ``"open"``, ``"high"``, ``"low"``, ``"range"``, ``"reference"``, ``"last"`` or ``"relative"``."""
    observed: Interval
    direct: bool
    steps: tuple[str, ...]
    proven: bool = True
    """Whether it is known that the bar covers the phase; a bar that may not cannot refute."""
    when: str = ""
    """For bars inside the day: which stretch or moment, for reading; empty for a daily bar."""
    rows: tuple[PriceRow, ...] = ()
    """The bars inside the day that it rests on."""


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
    """Return the price that a change is counted from."""
    if case.reference is not None:
        return case.reference
    return exact(case.bars, case.bars.close[case.base]) - case.less


def readings(case: Case) -> tuple[Reading, ...]:
    """Return the admissible readings of a move that daily bars can show, the most telling first.

    Close and open are direct, a close that was struck after the article came out is no evidence. Inside the day,
    overnight (where the bar covers it) and at a clock time only the range is known; "as much as" inside the day is the
    day's high or low itself. A move without a phase may be a close or lie inside the day. A level that a change came
    from is the reference close.
    """
    phase, move = case.move.phase, case.move
    if case.origin:
        found = [single(case, "reference", case.bars.close[case.base])]
    elif phase == "open":
        found = [single(case, "open", case.bars.open[case.i])]
    elif phase == "close":
        found = [single(case, "close", case.bars.close[case.i])] if known_close(case) else []
    else:
        timed = move.time is not None or phase == "overnight" or case.words.part is not None
        found = _inside_day(case, timed=timed)
    return tuple(one for one in found if one is not None)


def at_the_close(case: Case) -> bool:
    """Tell whether the close is what a move without a phase means.

    It is where the article is known to have come out after it and no word of the statement speaks of a moment inside
    the day. "Rose 1.5 percent on Friday", told that evening, is Friday's close, and no price of the day beside it.
    """
    over_a_span = case.move.kind in CHANGES and case.move.window is not None and not case.words.moment
    inside = (case.spoken_inside or case.inside_day) and not over_a_span
    if case.move.phase != "unspecified" or case.move.time is not None or inside or case.origin or case.words.part:
        return False
    if case.published is None:
        return case.late
    return known_close(case) and not day_alone(case.published, case.bars.dates[case.i].item())


def _inside_day(case: Case, *, timed: bool) -> list[Reading | None]:
    bars, i = case.bars, case.i
    if not timed and known_range(case):
        sides = far_sides(case) if case.move.hedge == "as_much_as" else _side_told(case)
        if sides:
            return [single(case, side, (bars.high if side == "high" else bars.low)[i]) for side in sides]
    day = _day(case, proven=not timed or coverage(bars, case.table) is not None)
    if at_the_close(case) and np.isfinite(bars.close[i]):
        return [single(case, "close", bars.close[i])]
    at_close = case.move.phase == "unspecified" and not timed and not case.inside_day and known_close(case)
    if "phase: undone inside the day" in case.move.basis and known_range(case):
        return [*(single(case, side, (bars.high if side == "high" else bars.low)[i]) for side in far_sides(case)), day]
    return [single(case, "close", bars.close[i]), day] if at_close and not case.words.moment else [day]


def _side_told(case: Case) -> tuple[str, ...]:
    """Return the side of the day's range that the words speak of: its high or low, or the one beyond a threshold.

    "Rose above $72" holds of a day if its high does, and "traded between $66 and $69" if its low and its high do.
    """
    move, words = case.move, case.words
    if words.side:
        return (words.side,)
    if "phase: as much as" in move.basis and move.direction and move.hedge == "exact":
        return far_sides(case)
    above = move.hedge in {"more_than", "at_least"}
    if move.hedge not in THRESHOLDS or (words.stayed and not words.all_day):
        return ()
    ranged = move.hedge in {"at_least", "at_most"} and words.ranged
    if is_level(move) and (ranged or words.stayed):  # "held above $51 all day"
        return ("low",) if above else ("high",)
    if is_level(move) and move.direction != ("down" if above else "up") and move.hedge in {"more_than", "less_than"}:
        return ("high",) if above else ("low",)
    return far_sides(case) if not is_level(move) and above and move.direction and move.phase == "intraday" else ()


def far_sides(case: Case) -> tuple[str, ...]:
    """Return the sides of a range that "as much as" speaks of: of a rise its high, of a fall its low."""
    return {"up": ("high",), "down": ("low",)}.get(case.move.direction or "", ("high", "low"))


def _measure(case: Case) -> tuple[Callable[[Decimal], Decimal], Callable[[str, Decimal], str]]:
    """Return how a price becomes the observable of the move, and how that step is written down."""
    unit = unit_of(case)
    if is_level(case.move):
        return (lambda price: price), lambda name, price: f"{name} = {number(price, unit)}"
    reference = reference_of(case)
    day = case.bars.dates[case.base].item().isoformat()
    since = f"close {day}" if case.reference is None else case.counted_from
    relative, scale = scale_of(case)
    if relative:
        return (
            lambda price: (price - reference) * scale / reference,
            lambda name, price: (
                f"{name} / {since} - 1 = {number(price)} / {number(reference)} - 1 = "
                f"{number((price - reference) * scale / reference, unit, sign=True)}"
            ),
        )
    return (
        lambda price: (price - reference) * scale,
        lambda name, price: (
            f"{name} - {since} = {number(price)} - {number(reference)} = "
            f"{number((price - reference) * scale, unit, sign=True)}"
        ),
    )


def single(
    case: Case, name: str, price: float, *, called: str = "", when: str = "", rows: tuple[PriceRow, ...] = ()
) -> Reading | None:
    """Return the reading of one price, None where there is none; `called` is its name in the arithmetic."""
    if not np.isfinite(price):
        return None
    measure, write = _measure(case)
    value = exact(case.bars, price)
    shown = measure(value)
    observed = interval(shown, shown, unit_of(case))
    steps = (write(called or name, value),)
    return Reading(name, _unsigned(case, observed), direct=True, steps=steps, when=when, rows=rows)


def _day(case: Case, *, proven: bool) -> Reading | None:
    return enclosed(case, case.bars.low[case.i], case.bars.high[case.i], proven=proven)


def enclosed(
    case: Case, low: float, high: float, *, proven: bool, when: str = "", rows: tuple[PriceRow, ...] = ()
) -> Reading | None:
    """Return the reading of a range of prices, None where it is not known."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return None
    measure, write = _measure(case)
    ends = exact(case.bars, low), exact(case.bars, high)
    observed = interval(measure(ends[0]), measure(ends[1]), unit_of(case))
    steps = (write("low", ends[0]), write("high", ends[1]))
    return Reading("range", _unsigned(case, observed), direct=False, steps=steps, proven=proven, when=when, rows=rows)


def _unsigned(case: Case, observed: Interval) -> Interval:
    """Return magnitudes where a change is reported without a direction."""
    return observed if is_level(case.move) or case.move.direction else absolute(observed)
