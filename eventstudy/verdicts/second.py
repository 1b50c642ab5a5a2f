"""Two sources of the same prices: where they lead to opposite verdicts the data are the problem."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.wording import number, sentence, span_text

if TYPE_CHECKING:
    from eventstudy.records import Verdict

__all__ = ["apart", "beside"]


def _noted(found: Verdict, said: str) -> Verdict:
    return replace(found, note=sentence(found.note[:-1], said))


def apart(found: Verdict, other: Verdict) -> Decimal | None:
    """Return how far two sources lie apart on the days that both verdicts rest on, None where they share none."""
    theirs = {row.date: row for row in other.rows if row.time is None}
    pairs = [(row, theirs[row.date]) for row in found.rows if row.time is None and row.date in theirs]
    away = [
        abs(getattr(one, name) - getattr(two, name))
        for one, two in pairs
        for name in ("open", "high", "low", "close")
        if getattr(one, name).is_finite() and getattr(two, name).is_finite()
    ]
    return max(away, default=None)


def _widened(found: Verdict, other: Verdict, away: Decimal) -> Verdict:
    """Return a verdict on prices that two sources give a step or two apart: the report fits between them."""
    said = (
        f"prices in {found.source} and in {other.source} lie {number(away)} apart, no more than two sources of "
        f"one price may: by the first alone the move is {found.verdict.replace('_', ' ')}, by the second "
        f"{other.verdict.replace('_', ' ')}"
    )
    passed = found if found.verdict in PASSING else other
    told = passed.note[:-1].replace(" agree loosely: ", " agree: ", 1).replace(" agree: ", " do not disagree: ", 1)
    return replace(
        passed,
        move=found.move,
        verdict="consistent",
        note=sentence(told, said),
        rows=found.rows + tuple(replace(row, source=other.source) for row in other.rows),
        variants=((f"prices in {found.source}", found.verdict), (f"prices in {other.source}", other.verdict)),
        tried=(("as chosen", "consistent"),),
    )


def beside(found: Verdict, other: Verdict, spread: Decimal = Decimal(0)) -> Verdict:
    """Return a verdict with that of a second source beside it; prices up to `spread` apart count as the same."""
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
    away = apart(found, other)
    if spread and away is not None and away <= spread:
        return _widened(found, other, away)
    shown = [span_text(one.observed) for one in (found, other) if one.observed is not None]
    seen = f", {' against '.join(shown)}" if len(set(shown)) > 1 else ""
    why = (
        f"prices in {found.source} and in {other.source} differ by more than the words allow{seen}: by the first the "
        f"move is {found.verdict.replace('_', ' ')}, by the second {other.verdict.replace('_', ' ')}"
    )
    rows = found.rows + tuple(replace(row, source=other.source) for row in other.rows)
    return replace(both, verdict="data_problem", note=sentence(why), severity=None, tried=(), rows=rows)
