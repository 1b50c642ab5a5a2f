"""A verdict with everything it rests on: the words of its note, the rows, its severity, the other readings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.findings import Judged, cautions, finding
from eventstudy.verdicts.gate import needs_reference, reference_problem, split_suspected
from eventstudy.verdicts.observables import Case, is_level, readings, reference_of, unit_of
from eventstudy.verdicts.relate import PASSING, REFUTING, best, flat_of, relate, signed
from eventstudy.verdicts.relation import minus, point
from eventstudy.verdicts.severity import placebo_rate
from eventstudy.verdicts.strength import range_only, resolution, tolerance_variants
from eventstudy.verdicts.wording import apart, number, sentence

if TYPE_CHECKING:
    from eventstudy.records import Interval, PriceRow, VerdictName
    from eventstudy.verdicts.terms import Bands

__all__ = ["finish"]


def finish(case: Case, bands: Bands, judged: list[Judged], chosen: Judged, extra: tuple[str, ...]) -> Verdict:
    """Return the verdict of the chosen reading, `judged` being all of them and `extra` clauses for the note."""
    verdict = chosen.verdict
    variants: list[tuple[str, str]] = [(one.reading.name, one.verdict) for one in judged if one is not chosen]
    clauses = [chosen.remark]
    split = split_suspected(case) if verdict in REFUTING else None
    turned = _turned(case, chosen) if verdict in PASSING else None
    above = _from_above(case, judged, bands) if verdict in REFUTING else None
    if above:
        variants.append(("nearly, reached from above", above))
    if split:
        verdict, clauses = "data_problem", [split]
    elif above:
        verdict, clauses = (
            "ambiguous",
            ["a fall to nearly a level may have stopped short of it, and above it prices agree"],
        )
    elif turned:
        variants += [("the level alone", verdict), ("its direction from the close before", "contradicted")]
        verdict, clauses = "ambiguous", [turned]
    core, tolerant = signed(case, bands)
    adjusted = _dividend_variant(case, bands)
    seen = resolution(tolerant, chosen.reading.observed)
    only = "a range test only" if range_only(verdict, seen, case.table) else ""
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=chosen.reading.observed,
        core=core,
        tolerant=tolerant,
        severity=_severity(case, judged, chosen, tolerant),
        note=sentence(finding(case, chosen, verdict, core, tolerant), *clauses, *cautions(case, chosen), only, *extra),
        series=case.bars.series,
        rows=_rows(case, chosen),
        arithmetic=chosen.reading.steps,
        variants=(*variants, *adjusted),
        source=case.source,
        resolution=seen,
        tried=_tried(case, judged, verdict, adjusted) if verdict in PASSING | REFUTING else (),
    )


def _tried(
    case: Case, judged: list[Judged], verdict: VerdictName, adjusted: list[tuple[str, VerdictName]]
) -> tuple[tuple[str, VerdictName], ...]:
    own = ("as chosen", verdict)
    return (own, *tolerance_variants(case, [one.reading for one in judged]), *adjusted)


def _rows(case: Case, chosen: Judged) -> tuple[PriceRow, ...]:
    if chosen.reading.rows:
        base = (price_row(case.bars, case.base),) if case.base >= 0 and needs_reference(case) else ()
        return (*base, *chosen.reading.rows)
    return tuple(price_row(case.bars, k) for k in (case.base, case.i) if k >= 0)


def _severity(case: Case, judged: list[Judged], chosen: Judged, tolerant: Interval) -> float | None:
    """Count a pass by the readings that could have given at least this verdict."""
    every = [one.reading for one in judged]
    used = [one for one in every if one.direct] if chosen.reading.direct and chosen.verdict in PASSING else every
    return placebo_rate(case, used, tolerant)


def _turned(case: Case, chosen: Judged) -> str | None:
    """Say whether a level was reached against the direction told; another reference may explain it."""
    move = case.move
    if not is_level(move) or move.direction is None or case.origin or not chosen.reading.direct or case.words.turned:
        return None
    if reference_problem(case) or chosen.reading.name in {"high", "low"}:
        return None
    change = (chosen.reading.observed.low or Decimal(0)) - reference_of(case)
    flat = flat_of(case)
    if (move.direction == "up" and change >= -flat) or (move.direction == "down" and change <= flat):
        return None
    return (
        f"the level agrees, but it lies {apart(change, unit_of(case))} the close before and is told as {move.direction}"
    )


def _from_above(case: Case, judged: list[Judged], bands: Bands) -> VerdictName | None:
    """Return the verdict on "fell to nearly $56" where nearly is short of the level from above; None if it refutes."""
    move, value = case.move, case.move.value
    if not is_level(move) or move.direction != "down" or move.hedge != "nearly" or value is None:
        return None
    core, tolerant = (minus(point(2 * value, one.unit), one) for one in (bands.core, bands.tolerant))
    mirrored = replace(
        bands, core=replace(core, unit=bands.core.unit), tolerant=replace(tolerant, unit=bands.core.unit)
    )
    verdict = best([relate(case, one.reading, mirrored).verdict for one in judged])
    return verdict if verdict in PASSING else None


def _dividend_variant(case: Case, bands: Bands) -> list[tuple[str, VerdictName]]:
    paid = exact(case.bars, case.bars.dividend[case.i])
    if not paid or not needs_reference(case) or case.origin or case.reference is not None:
        return []
    adjusted = replace(case, less=paid)
    verdicts = [relate(adjusted, reading, bands).verdict for reading in readings(adjusted)]
    if not verdicts:
        return []
    return [(f"with the dividend of {number(paid, case.bars.unit)} taken off the close before", best(verdicts))]
