"""The contract month that words name, against the front one that a continuous future holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from eventstudy.sessions.rolls import front_month

if TYPE_CHECKING:
    from eventstudy.verdicts.observables import Case

__all__ = ["other_contract"]


def other_contract(case: Case) -> str:
    """Say that a contract month is named which is not the front one of the series; empty where it is, or none is."""
    named, bars = case.words.contract, case.bars
    front = front_month(bars.series, bars.dates[case.i].item()) if named else None
    if front is None or front == named:
        return ""
    months = [f"{date(2000, month, 1):%B}" for month in (named, front)]
    return (
        f"prices in {case.source} are of the front month, {months[1]} that day, and the words name the contract of "
        f"{months[0]}, whose prices would settle it"
    )
