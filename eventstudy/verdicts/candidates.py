"""Several instruments that a word may mean: "oil" is Brent or WTI. All of them are tried, disagreement is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.instruments import catalogue
from eventstudy.records import Verdict
from eventstudy.verdicts.wording import called, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import ReportedMove, VerdictName

__all__ = ["combine", "resolved", "without"]

_PASSING: tuple[VerdictName, ...] = ("confirmed", "confirmed_loose", "consistent")
"""From the firmest to the weakest."""
_REFUTING: tuple[VerdictName, ...] = ("contradicted", "direction_only")
"""The same for disagreement."""


def without(move: ReportedMove, names: Sequence[str], source: str) -> Verdict:
    """Return the verdict where prices hold none of the candidates."""
    unknown = [name for name in names if name not in catalogue()]
    aside = f"{listed(unknown)} is in no catalogue here" if unknown and len(unknown) == len(names) else ""
    note = sentence(
        f"prices in {source} do not hold {' or '.join(called(name) for name in names)}, which would be needed", aside
    )
    return Verdict(move, "not_observable", None, None, None, None, note, source=source)


def resolved(by_candidate: Mapping[str, Sequence[Verdict]]) -> str | None:
    """Return the only candidate that every number of a statement fits, None where none or several do."""
    fits = [name for name, verdicts in by_candidate.items() if all(one.verdict in _PASSING for one in verdicts)]
    return fits[0] if len(fits) == 1 else None


def combine(verdicts: Sequence[Verdict], lost: Sequence[str]) -> Verdict:
    """Return one verdict from those of every candidate tried: the weakest of one side, or ambiguous between sides.

    A candidate that prices cannot speak about (`not_observable`, `data_problem`) takes no side. Such a one, or one that
    prices do not hold at all (`lost`), may be the one meant, so the others cannot refute without it. The severity is
    the largest of all tried, since the report could have passed on any.
    """
    speaking = [one for one in verdicts if one.verdict not in {"not_observable", "data_problem"}] or list(verdicts)
    verdict = _shared([one.verdict for one in speaking])
    silent = [one for one in verdicts if one not in speaking]
    if (lost or silent) and verdict in _REFUTING:
        verdict = None
    first = next((one for one in speaking if one.verdict == verdict), speaking[0])
    variants = tuple((str(one.series), one.verdict) for one in verdicts) if len(verdicts) > 1 or verdict is None else ()
    clauses = [first.note[:-1]]
    if silent:
        clauses.append(f"{listed([called(str(one.series)) for one in silent])} cannot be tested with these prices")
    if lost:
        are = "is" if len(lost) == 1 else "are"
        clauses.append(f"{listed([called(name) for name in lost])}, which may be meant too, {are} not among the prices")
    severities = [one.severity for one in speaking if one.severity is not None]
    found = replace(first, severity=max(severities, default=None), variants=variants + first.variants)
    if len(verdicts) > 1:
        tried = ((f"{one.series}: {name}", verdict) for one in speaking for name, verdict in one.tried)
        found = replace(found, tried=tuple(tried))
    if verdict is not None:
        return replace(found, note=sentence(*clauses))
    told = listed([f"{called(str(one.series))} ({one.verdict.replace('_', ' ')})" for one in speaking])
    clauses[0] = f"prices in {first.source} leave it open, since it depends on what is meant: {told}"
    rows = tuple(row for one in speaking for row in one.rows)
    return replace(found, verdict="ambiguous", series=None, rows=rows, note=sentence(*clauses))


def _shared(verdicts: Sequence[VerdictName]) -> VerdictName | None:
    """Return the weakest of verdicts that all take the same side, None where they take different ones."""
    for side in (_PASSING, _REFUTING):
        if set(verdicts) <= set(side):
            return max(verdicts, key=side.index)
    return verdicts[0] if len(set(verdicts)) == 1 else None
