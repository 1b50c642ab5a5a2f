"""How much a verdict says: its likelihood ratio, how many variants give it too, how finely prices could tell.

The likelihood ratio is the chance that words which are right pass, by the rate at which the same words pass on an
ordinary day. Robustness counts the admissible variants (source, instrument, reference, tolerance) with the same
verdict. Resolution is the width of what the words may mean, by the width of what the prices show.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.deciding import what_decides
from eventstudy.verdicts.relate import PASSING, REFUTING, bands_of, best, relate
from eventstudy.verdicts.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Interval, Verdict, VerdictName
    from eventstudy.verdicts.observables import Case, Reading
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["counted", "likelihood", "range_only", "resolution", "tolerance_variants"]

_HASH_DIGITS = 12


def likelihood(verdict: str, severity: float | None, table: Tolerances) -> float | None:
    """Return the likelihood ratio of a pass, None for a verdict that is none or without a severity."""
    if verdict not in PASSING or not severity:
        return None
    return min(float(table.likelihood_cap), float(table.passing) / severity)


def resolution(tolerant: Interval, observed: Interval) -> float | None:
    """Return the width of what the words may mean by the width of what prices show; None where either has none.

    Examples
    --------
    >>> from eventstudy.records import Interval
    >>> resolution(Interval(Decimal(68), Decimal("70.05"), "usd"), Interval(Decimal("66.22"), Decimal("69.50"), "usd"))
    0.625
    """
    ends = (tolerant.low, tolerant.high, observed.low, observed.high)
    if any(end is None for end in ends) or observed.low == observed.high:
        return None
    low, high, bottom, top = (Decimal(end or 0) for end in ends)
    return float((high - low) / (top - bottom))


def range_only(verdict: str, found: float | None, table: Tolerances) -> bool:
    """Tell whether prices range so much wider than the words that agreement is a test of the range only."""
    return verdict == "consistent" and found is not None and found * float(table.plain_range) < 1


def tolerance_variants(case: Case, readings: Sequence[Reading]) -> tuple[tuple[str, VerdictName], ...]:
    """Return the verdict with tolerances narrower and wider than the table's, by label."""
    found: list[tuple[str, VerdictName]] = []
    for scale in case.table.scales:
        scaled = replace(case, scale=scale)
        bands = bands_of(scaled)
        verdict = best([relate(scaled, reading, bands).verdict for reading in readings])
        found.append((f"tolerances times {number(scale)}", verdict))
    return tuple(found)


def counted(found: Verdict, table: Tolerances) -> Verdict:
    """Return a verdict with its likelihood ratio, the count of its variants, its table, and what would decide it."""
    same = sum(verdict == found.verdict for _, verdict in found.tried)
    return replace(
        found,
        likelihood=likelihood(found.verdict, found.severity, table),
        robustness=(same, len(found.tried)) if found.tried and found.verdict in PASSING | REFUTING else None,
        tolerances=f"{table.version} {table.sha256[:_HASH_DIGITS]}",
        needed=what_decides(found),
    )
