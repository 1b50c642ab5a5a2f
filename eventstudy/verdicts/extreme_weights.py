"""How the price tested for an extreme stands to the former ones, and what the comparisons give together."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.relate import REFUTING, tick_of
from eventstudy.verdicts.relation import disjoint, widen
from eventstudy.verdicts.tolerances import meaning

if TYPE_CHECKING:
    from eventstudy.records import ReportedMove, VerdictName
    from eventstudy.verdicts.extreme_notes import Mark, Tested
    from eventstudy.verdicts.observables import Case

__all__ = ["weigh"]


def weigh(
    case: Case, marks: list[Mark], tested: Tested, level: ReportedMove | None
) -> tuple[VerdictName, list[tuple[str, VerdictName]]]:
    """Return the verdict, and which combination of price and former extreme gives what."""
    sign, good = 1 if case.move.direction == "up" else -1, tested.good
    if good in REFUTING:
        return "contradicted", [("the level at its moment", "contradicted")]
    edges = {name: sign * price for name, price in tested.prices.items()}
    if "reported level" in tested.prices and level is not None:
        band = meaning(level.value or Decimal(0), level.hedge, tick_of(case), case.table).tolerant
        if disjoint(widen(tested.observed, case.table.epsilon_bound * case.bars.tick), band):
            return "contradicted", [("the level within the day's range", "contradicted")]
        edge = band.high if sign > 0 else band.low
        edges["reported level"] = Decimal("Infinity") if edge is None else sign * edge
    holds = {(name, mark.name): edge >= sign * mark.value for name, edge in edges.items() for mark in marks}
    shown: list[tuple[str, VerdictName]] = [
        (f"{name} against the {before} before", good if held else "contradicted")
        for (name, before), held in holds.items()
    ]
    return _joined(holds, good), shown


def _joined(holds: dict[tuple[str, str], bool], good: VerdictName) -> VerdictName:
    """Return the verdict that the comparisons give together.

    A close is one among closes. Where no phase is told the day's own far side is held against those before and its
    close against closes, and either will do. Else a price must pass both, and one of the two leaves it open.
    """
    tested = {name for name, _ in holds}
    if tested == {"close"}:
        return good if holds["close", "closes"] else "contradicted"
    if "close" in tested:
        own = [held for (name, before), held in holds.items() if before == f"{name}s"]
        return good if all(own) else "consistent" if any(own) else "contradicted"
    if all(holds.values()):
        return good
    return "ambiguous" if any(holds.values()) else "contradicted"
