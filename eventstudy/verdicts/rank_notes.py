"""What a verdict on a rank says: the rank by every measure, what stands above it, the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.verdicts.wording import called, day_text, listed, number, ordinal, sentence

if TYPE_CHECKING:
    from decimal import Decimal

    from eventstudy.records import VerdictName
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span

__all__ = ["Rank", "note", "step"]


@dataclass(frozen=True, slots=True)
class Rank:
    """The rank of the day's move by one measure."""

    measure: str
    far: bool
    relative: bool
    rank: int
    value: Decimal
    rival: Decimal | None
    """The largest of the sample."""
    rival_at: int
    with_rolls: int
    """The rank with roll sessions put back in."""


def step(case: Case, one: Rank, n: int) -> str:
    """Return the arithmetic of one rank."""
    rival_day = case.bars.dates[one.rival_at].item().isoformat()
    rival = "" if one.rival is None else f", largest of the others {_shown(case, one, one.rival)} on {rival_day}"
    return f"{one.measure}: {_shown(case, one, one.value)}, {ordinal(one.rank)} of {n + 1}{rival}"


def _shown(case: Case, one: Rank, change: Decimal) -> str:
    """Return a change of one measure with its sign and unit."""
    points = "percentage_points" if case.bars.unit == "percent" else case.bars.unit  # of a yield
    return number(change if case.move.direction == "up" else -change, "percent" if one.relative else points, sign=True)


def note(
    case: Case, verdict: VerdictName, ranks: list[Rank], n: int, span: Span, unit: str = "session", unsure: str = ""
) -> str:
    """Return what the ranks show; `unsure` says why the day's bar leaves open what it does not refute."""
    opening = {
        "confirmed": "agree", "confirmed_loose": "agree", "consistent": "do not disagree", "contradicted": "disagree",
    }.get(verdict, "leave it open")  # fmt: skip
    told = []
    for one in ranks:
        against = ""
        if one.rank > 1 and one.rival is not None:
            against = f" against {_shown(case, one, one.rival)} on {day_text(case.bars.dates[one.rival_at].item())}"
        told.append(f"{ordinal(one.rank)} in {one.measure} ({_shown(case, one, one.value)}{against})")
    back = "" if span.whole else f"prices go back no further than {day_text(case.bars.dates[span.first].item())}"
    loose = (
        "the span counted from held none as large by its closes, so the report understates"
        if verdict == "confirmed_loose"
        else ""
    )
    who, day = called(case.bars.series), day_text(case.bars.dates[case.i].item())
    when = f"on {day}" if unit == "session" else f"in the {unit} to {day}"
    finding = f"prices in {case.source} {opening}: of {n + 1} {unit}s the move of {who} {when} is {listed(told)}"
    return sentence(finding, back, loose, unsure if verdict == "consistent" else "")
