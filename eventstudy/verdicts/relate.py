"""One reading against what the words mean: inside, near, or apart."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.findings import Judged
from eventstudy.verdicts.observables import is_level, reference_of, scale_of, unit_of
from eventstudy.verdicts.relation import disjoint, inside, intersect, interval, negate, widen
from eventstudy.verdicts.terms import Bands
from eventstudy.verdicts.tolerances import granule, meaning
from eventstudy.verdicts.wording import called, number

if TYPE_CHECKING:
    from eventstudy.records import Interval, VerdictName
    from eventstudy.verdicts.observables import Case, Reading

__all__ = ["PASSING", "REFUTING", "bands_of", "best", "flat_of", "relate", "sign_of", "signed", "tick_of"]

PASSING = frozenset({"confirmed", "confirmed_loose", "consistent"})
REFUTING = frozenset({"direction_only", "contradicted"})
_ORDER: tuple[VerdictName, ...] = (
    "confirmed", "confirmed_loose", "consistent", "ambiguous", "direction_only", "contradicted",
)  # fmt: skip
_MULTIPLE = re.compile(r"\b(?:doubl|tripl|trebl|quadrupl|halv)", re.IGNORECASE)
_AROUND = {"exact", "about", "roughly"}
_READABLE = 100
"""More granules than this say nothing to a reader."""
_ONE, _PERCENT = Decimal(1), Decimal(100)


def best(verdicts: list[VerdictName]) -> VerdictName:
    """Return the verdict of several admissible readings: the one that goes furthest towards the report.

    Examples
    --------
    >>> best(["direction_only", "consistent"])
    'consistent'
    """
    return min(verdicts, key=_ORDER.index)


def tick_of(case: Case) -> Decimal:
    """Return the smallest step of the move's quantity, in its unit."""
    return case.table.ticks.get(unit_of(case), case.bars.tick)


def sign_of(case: Case) -> int:
    """Return -1 for a fall, else 1."""
    return -1 if not is_level(case.move) and case.move.direction == "down" else 1


def signed(case: Case, bands: Bands) -> tuple[Interval, Interval]:
    """Return core and tolerant interval with the sign of the move's direction."""
    if sign_of(case) > 0:
        return bands.core, bands.tolerant
    return negate(bands.core), negate(bands.tolerant)


def _in_unit(case: Case, step: Decimal) -> Decimal:
    """Turn a step of the price into the unit of the move."""
    if is_level(case.move):
        return step
    relative, scale = scale_of(case)
    return step * scale / abs(reference_of(case)) if relative else step * scale


def flat_of(case: Case) -> Decimal:
    """Return the size below which a move has no direction, in the unit of the move."""
    if case.bars.kind == "index":
        return _in_unit(case, case.table.flat_index_share * abs(reference_of(case)))
    return _in_unit(case, case.table.flat_ticks * case.bars.tick)


def bands_of(case: Case) -> Bands:
    """Return what the words mean, as magnitudes; a directed change leaves out what goes the other way."""
    value = case.move.value or Decimal(0)
    bands = _of_multiple(case, value) or meaning(
        value, case.move.hedge, tick_of(case), case.table, unit=unit_of(case), scale=case.scale
    )
    if is_level(case.move):
        return _of_threshold(case, bands, value)
    if case.move.direction is None:
        return bands
    forward = interval(-flat_of(case), None, unit_of(case))
    return replace(
        bands,
        core=intersect(bands.core, forward) or bands.core,
        tolerant=intersect(bands.tolerant, forward) or bands.tolerant,
    )


def _of_threshold(case: Case, bands: Bands, value: Decimal) -> Bands:
    """Return what a level means that was passed or reached: a price does not round up to it."""
    ticks, unit = case.table.threshold_ticks, unit_of(case)
    if ticks is None or case.origin:
        return bands
    away = ticks * case.bars.tick * case.scale
    tolerant = bands.tolerant
    if case.words.attained and case.move.hedge == "exact":
        return replace(bands, core=interval(value, value, unit), tolerant=interval(value - away, value + away, unit))
    if case.move.hedge in {"more_than", "at_least"}:
        return replace(bands, tolerant=interval(value - away, tolerant.high, unit))
    if case.move.hedge in {"less_than", "at_most"}:
        return replace(bands, tolerant=interval(tolerant.low, value + away, unit))
    return bands


def _of_multiple(case: Case, value: Decimal) -> Bands | None:
    """Return what "doubled" or "halved" means, shares of the ratio of the two prices; None for another word."""
    move = case.move
    if move.kind != "percent_change" or move.hedge not in _AROUND or not _MULTIPLE.search(move.quote):
        return None
    sign = sign_of(case)
    ratio = _ONE + sign * value / _PERCENT
    ends = []
    for share in (case.table.multiple_core * case.scale, case.table.multiple_tolerant * case.scale):
        low, high = ((ratio * (_ONE + side * share) - _ONE) * _PERCENT for side in (-1, 1))
        band = interval(low, high, unit_of(case))
        ends.append(band if sign > 0 else negate(band))
    return Bands(ends[0], ends[1], granule(value, case.table))


def relate(case: Case, reading: Reading, bands: Bands) -> Judged:
    """Return the verdict that one reading gives."""
    observed = reading.observed if sign_of(case) > 0 else negate(reading.observed)
    if not reading.direct:
        return _relate_bound(
            case, reading, widen(observed, _in_unit(case, case.table.epsilon_bound * case.bars.tick)), bands
        )
    observed = widen(observed, _in_unit(case, case.table.epsilon_point * case.bars.tick))
    if inside(observed, bands.tolerant) or inside(observed, bands.core):
        return Judged(reading, "confirmed" if inside(observed, bands.core) else "confirmed_loose")
    if _understated(observed, bands):
        return Judged(reading, "confirmed_loose", "the report understates")
    if not disjoint(observed, bands.tolerant):
        return Judged(reading, "consistent")
    directed = not is_level(case.move) and case.move.direction is not None
    forward = directed and observed.low is not None and observed.low > flat_of(case)
    return Judged(reading, "direction_only" if forward else "contradicted", _gap_text(observed, bands))


def _relate_bound(case: Case, reading: Reading, observed: Interval, bands: Bands) -> Judged:
    meets = not disjoint(observed, bands.tolerant)
    if not reading.proven and not (meets and reading.when):
        unknown = f"which hours a daily price of {called(case.bars.series)} covers is not known"
        return Judged(reading, "ambiguous", unknown)
    if meets:
        return Judged(reading, "consistent")
    if _understated(observed, bands):
        return Judged(reading, "consistent", "the report understates")
    directed = not is_level(case.move) and case.move.direction is not None
    forward = directed and observed.low is not None and observed.low > flat_of(case)
    return Judged(reading, "direction_only" if forward else "contradicted", _gap_text(observed, bands))


def _understated(observed: Interval, bands: Bands) -> bool:
    if bands.understated == "high":
        return bands.tolerant.high is not None and observed.low is not None and observed.low > bands.tolerant.high
    if bands.understated == "low":
        return bands.tolerant.low is not None and observed.high is not None and observed.high < bands.tolerant.low
    return False


def _gap_text(observed: Interval, bands: Bands) -> str:
    """Say how far what is seen lies from the nearest end of what may be meant, in granules of the written number."""
    low, high = bands.tolerant.low, bands.tolerant.high
    above = Decimal(0) if high is None or observed.low is None else observed.low - high
    below = Decimal(0) if low is None or observed.high is None else low - observed.high
    away = max(above, below)
    unit = "percentage_points" if bands.tolerant.unit == "percent" else bands.tolerant.unit
    times = away / bands.granule
    shown = f", {times:.1f} times the last digit reported" if times <= _READABLE else ""
    return f"the gap is {number(away, unit)}{shown}"
