"""Two sources of the same prices: where they lead to opposite verdicts the data are the problem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.wording import sentence, span_text

if TYPE_CHECKING:
    from eventstudy.records import Verdict

__all__ = ["beside"]


def _noted(found: Verdict, said: str) -> Verdict:
    return replace(found, note=sentence(found.note[:-1], said))


def beside(found: Verdict, other: Verdict) -> Verdict:
    """Return a verdict with that of a second source beside it."""
    if other.verdict not in PASSING | REFUTING or found.verdict not in PASSING | REFUTING:
        silent = f"{other.source} cannot be asked: {other.verdict.replace('_', ' ')}"
        return found if found.verdict not in PASSING | REFUTING else _noted(found, silent)
    variant = (f"prices in {other.source}", other.verdict)
    tried = (*found.tried, *((f"{other.source}: {name}", verdict) for name, verdict in other.tried))
    both = replace(found, variants=(*found.variants, variant), tried=tried)
    if (found.verdict in PASSING) == (other.verdict in PASSING):
        severities = [one.severity for one in (found, other) if one.severity is not None]
        agree = "agree too" if other.verdict in PASSING else "disagree too"
        return _noted(replace(both, severity=max(severities, default=None)), f"prices in {other.source} {agree}")
    shown = [span_text(one.observed) for one in (found, other) if one.observed is not None]
    seen = f", {' against '.join(shown)}" if len(set(shown)) > 1 else ""
    why = (
        f"prices in {found.source} and in {other.source} differ by more than the words allow{seen}: by the first the "
        f"move is {found.verdict.replace('_', ' ')}, by the second {other.verdict.replace('_', ' ')}"
    )
    rows = found.rows + tuple(replace(row, source=other.source) for row in other.rows)
    return replace(both, verdict="data_problem", note=sentence(why), severity=None, tried=(), rows=rows)
