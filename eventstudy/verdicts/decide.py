"""From readings to a verdict: data gate, observability, and the relation of what is seen to what is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.findings import Judged, cautions, context, finding
from eventstudy.verdicts.gate import needs_reference, problem, reference_problem, split_suspected
from eventstudy.verdicts.observables import Case, Reading, is_level, readings, reference_of, scale_of, unit_of, unseen
from eventstudy.verdicts.relation import disjoint, inside, intersect, interval, negate, widen
from eventstudy.verdicts.severity import placebo_rate
from eventstudy.verdicts.tolerances import Bands, meaning
from eventstudy.verdicts.wording import apart, called, number, sentence

if TYPE_CHECKING:
    from eventstudy.records import Interval, PriceRow, VerdictName

__all__ = ["bands_of", "best", "decide", "fitting", "plain", "tick_of", "unusable"]

_ORDER: tuple[VerdictName, ...] = (
    "confirmed", "confirmed_loose", "consistent", "ambiguous", "direction_only", "contradicted",
)  # fmt: skip
_PASSING = {"confirmed", "confirmed_loose", "consistent"}
_REFUTING = {"direction_only", "contradicted"}


def best(verdicts: list[VerdictName]) -> VerdictName:
    """Return the verdict of several admissible readings: the one that goes furthest towards the report.

    Examples
    --------
    >>> best(["direction_only", "consistent"])
    'consistent'
    """
    return min(verdicts, key=_ORDER.index)


def plain(case: Case, verdict: VerdictName, *clauses: str) -> Verdict:
    """Return a verdict that rests on no comparison."""
    rows = tuple(price_row(case.bars, k) for k in (case.base, case.i) if k >= 0)
    return Verdict(
        case.move, verdict, None, None, None, None, sentence(*clauses), case.bars.series, rows, source=case.source
    )


def unusable(case: Case) -> Verdict | None:
    """Return the verdict on an extreme or a rank whose rows cannot speak about it, None where they can."""
    wrong = problem(case)
    if wrong:
        return plain(case, "data_problem", f"prices in {case.source} cannot be held against this: {wrong}")
    hidden = unseen(case)
    return plain(case, "not_observable", f"prices in {case.source} cannot show this: {hidden}") if hidden else None


def tick_of(case: Case) -> Decimal:
    """Return the smallest step of the move's quantity, in its unit."""
    return case.table.ticks.get(unit_of(case), case.bars.tick)


def _sign(case: Case) -> int:
    return -1 if not is_level(case.move) and case.move.direction == "down" else 1


def _in_unit(case: Case, step: Decimal) -> Decimal:
    """Turn a step of the price into the unit of the move."""
    if is_level(case.move):
        return step
    relative, scale = scale_of(case)
    return step * scale / abs(reference_of(case)) if relative else step * scale


def _flat(case: Case) -> Decimal:
    """Return the size below which a move has no direction, in the unit of the move."""
    if case.bars.kind == "index":
        return _in_unit(case, case.table.flat_index_share * abs(reference_of(case)))
    return _in_unit(case, case.table.flat_ticks * case.bars.tick)


def bands_of(case: Case) -> Bands:
    """Return what the words mean, as magnitudes; a directed change leaves out what goes the other way."""
    value = case.move.value or Decimal(0)
    bands = meaning(value, case.move.hedge, tick_of(case), case.table, unit=unit_of(case))
    if is_level(case.move) or case.move.direction is None:
        return bands
    forward = interval(-_flat(case), None, unit_of(case))
    return replace(
        bands,
        core=intersect(bands.core, forward) or bands.core,
        tolerant=intersect(bands.tolerant, forward) or bands.tolerant,
    )


def _relate(case: Case, reading: Reading, bands: Bands) -> Judged:
    observed = reading.observed if _sign(case) > 0 else negate(reading.observed)
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
    forward = directed and observed.low is not None and observed.low > _flat(case)
    return Judged(reading, "direction_only" if forward else "contradicted", _gap_text(observed, bands))


def _relate_bound(case: Case, reading: Reading, observed: Interval, bands: Bands) -> Judged:
    if not reading.proven:
        return Judged(
            reading, "ambiguous", f"which hours a daily price of {called(case.bars.series)} covers is not known"
        )
    if not disjoint(observed, bands.tolerant):
        return Judged(reading, "consistent")
    if _understated(observed, bands):
        return Judged(reading, "consistent", "the report understates")
    return Judged(reading, "contradicted", _gap_text(observed, bands))


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
    return f"the gap is {number(away, unit)}, {away / bands.granule:.1f} times the last digit reported"


def decide(case: Case, *extra: str) -> Verdict:
    """Return the verdict on one numeric move on one series.

    Order: data gate, observability, relation. `extra` are clauses for the note.
    """
    wrong = problem(case)
    if wrong:
        return plain(case, "data_problem", f"prices in {case.source} cannot be held against this: {wrong}")
    hidden = unseen(case)
    if hidden:
        return _unshown(case, hidden, extra)
    bands = bands_of(case)
    judged = [_relate(case, reading, bands) for reading in readings(case)]
    if not judged:
        return plain(case, "not_observable", f"prices in {case.source} hold closes only and cannot show this")
    verdict = best([one.verdict for one in judged])
    chosen = next(one for one in judged if one.verdict == verdict)
    return _finish(case, bands, judged, chosen, extra)


def _unshown(case: Case, hidden: str, extra: tuple[str, ...]) -> Verdict:
    """Return the verdict on a phase that daily bars do not hold, with open and close beside it."""
    verdict = plain(
        case, "not_observable", f"prices in {case.source} cannot show this: {hidden}", context(case), *extra
    )
    core, tolerant = _signed(case, bands_of(case))
    return replace(verdict, core=core, tolerant=tolerant)


def _signed(case: Case, bands: Bands) -> tuple[Interval, Interval]:
    """Return core and tolerant interval with the sign of the move's direction."""
    if _sign(case) > 0:
        return bands.core, bands.tolerant
    return negate(bands.core), negate(bands.tolerant)


def fitting(case: Case) -> set[str]:
    """Return the names of the readings that a move passes by."""
    if unseen(case):
        return set()
    bands = bands_of(case)
    return {one.name for one in readings(case) if _relate(case, one, bands).verdict in _PASSING}


def _finish(case: Case, bands: Bands, judged: list[Judged], chosen: Judged, extra: tuple[str, ...]) -> Verdict:
    verdict = chosen.verdict
    variants: list[tuple[str, str]] = [(one.reading.name, one.verdict) for one in judged if one is not chosen]
    clauses = [chosen.remark]
    split = split_suspected(case) if verdict in _REFUTING else None
    turned = _turned(case, chosen) if verdict in _PASSING else None
    if split:
        verdict, clauses = "data_problem", [split]
    elif turned:
        variants += [("the level alone", verdict), ("its direction from the close before", "contradicted")]
        verdict, clauses = "ambiguous", [turned]
    core, tolerant = _signed(case, bands)
    variants += _dividend_variant(case, bands)
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=chosen.reading.observed,
        core=core,
        tolerant=tolerant,
        severity=_severity(case, judged, chosen, tolerant),
        note=sentence(finding(case, chosen, verdict, core, tolerant), *clauses, *cautions(case, chosen), *extra),
        series=case.bars.series,
        rows=_rows(case),
        arithmetic=chosen.reading.steps,
        variants=tuple(variants),
        source=case.source,
    )


def _rows(case: Case) -> tuple[PriceRow, ...]:
    return tuple(price_row(case.bars, k) for k in (case.base, case.i) if k >= 0)


def _severity(case: Case, judged: list[Judged], chosen: Judged, tolerant: Interval) -> float | None:
    """Count a pass by the readings that could have given at least this verdict."""
    every = [one.reading for one in judged]
    used = [one for one in every if one.direct] if chosen.reading.direct and chosen.verdict in _PASSING else every
    return placebo_rate(case, used, tolerant)


def _turned(case: Case, chosen: Judged) -> str | None:
    """Say whether a level was reached against the direction told; another reference may explain it."""
    move = case.move
    if not is_level(move) or move.direction is None or case.origin or not chosen.reading.direct:
        return None
    if reference_problem(case) or chosen.reading.name in {"high", "low"}:
        return None
    change = (chosen.reading.observed.low or Decimal(0)) - reference_of(case)
    flat = _flat(case)
    if (move.direction == "up" and change >= -flat) or (move.direction == "down" and change <= flat):
        return None
    return (
        f"the level agrees, but it lies {apart(change, unit_of(case))} the close before and is told as {move.direction}"
    )


def _dividend_variant(case: Case, bands: Bands) -> list[tuple[str, str]]:
    paid = exact(case.bars, case.bars.dividend[case.i])
    if not paid or not needs_reference(case) or case.origin:
        return []
    adjusted = replace(case, less=paid)
    verdicts = [_relate(adjusted, reading, bands).verdict for reading in readings(adjusted)]
    return [(f"with the dividend of {number(paid, case.bars.unit)} taken off the close before", best(verdicts))]
