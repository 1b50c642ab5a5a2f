"""Two sources of the same prices: where they lead to opposite verdicts the data are the problem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.wording import sentence, span_text

if TYPE_CHECKING:
    from eventstudy.records import Verdict

__all__ = ["beside"]


def beside(found: Verdict, other: Verdict) -> Verdict:
    """Return a verdict with that of a second source beside it."""
    if other.verdict not in PASSING | REFUTING or found.verdict not in PASSING | REFUTING:
        return found
    variant = (f"prices in {other.source}", other.verdict)
    tried = (*found.tried, *((f"{other.source}: {name}", verdict) for name, verdict in other.tried))
    both = replace(found, variants=(*found.variants, variant), tried=tried)
    if (found.verdict in PASSING) == (other.verdict in PASSING):
        severities = [one.severity for one in (found, other) if one.severity is not None]
        return replace(both, severity=max(severities, default=None))
    shown = [span_text(one.observed) for one in (found, other) if one.observed is not None]
    seen = f", {' against '.join(shown)}" if len(set(shown)) > 1 else ""
    why = (
        f"prices in {found.source} and in {other.source} differ by more than the words allow{seen}: by the first the "
        f"move is {found.verdict.replace('_', ' ')}, by the second {other.verdict.replace('_', ' ')}"
    )
    rows = found.rows + other.rows
    return replace(both, verdict="data_problem", note=sentence(why), severity=None, tried=(), rows=rows)
