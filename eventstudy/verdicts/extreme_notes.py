"""What a verdict on an extreme says: the former extremes, how the price tested stands to them, the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.moments import known_range
from eventstudy.verdicts.wording import called, day_text, number

if TYPE_CHECKING:
    from eventstudy.records import Interval, PriceRow, VerdictName
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span

__all__ = ["Mark", "Tested", "caution", "finding", "steps"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The former extreme by one kind of price, and where it stands."""

    name: str
    value: Decimal
    at: int


@dataclass(frozen=True, slots=True)
class Tested:
    """The prices that must be the extreme."""

    prices: dict[str, Decimal]
    observed: Interval
    good: VerdictName
    """What holding gives: no more than consistent where the day only encloses what is meant."""
    rows: tuple[PriceRow, ...] = ()
    """Bars inside the day."""


def finding(
    case: Case,
    verdict: VerdictName,
    marks: list[Mark],
    found: Tested,
    span: Span,
) -> str:
    """Say how each price tested stands to the former extremes, and for a price reported to the day's range."""
    unit, who = case.bars.unit, called(case.bars.series)
    tested, observed = found.prices, found.observed
    low, high = Decimal(observed.low or 0), Decimal(observed.high or 0)
    told = []
    for name, price in tested.items():
        against = [mark for mark in marks if _counts(name, mark, tested)]
        stands = " and ".join(_stands(case, price, mark, span) for mark in against)
        if name == "reported level":
            place = "within" if low <= price <= high else "outside"
            whose = "range of that time" if found.rows else "day's range"
            day = f"{place} the {whose}, {number(low, unit)} to {number(high, unit)}"
            if found.rows and low == high:
                day = f"the price of that time was {number(low, unit)}"
            told.append(f"the reported {number(price, unit)} is {stands}, and {day}")
        else:
            told.append(f"the {name} of {who} on {_day(case, case.i)}, {number(price, unit)}, is {stands}")
    opening = {
        "confirmed": "agree", "confirmed_loose": "agree", "consistent": "do not disagree", "contradicted": "disagree",
    }.get(verdict, "leave it open")  # fmt: skip
    return f"prices in {case.source} {opening}: {', and '.join(told)}"


def _counts(name: str, mark: Mark, tested: dict[str, Decimal]) -> bool:
    """Tell whether a price is held against a former extreme: a close against closes, see `_joined`."""
    return mark.name == f"{name}s" if "close" in tested else True


def _stands(case: Case, price: Decimal, mark: Mark, span: Span) -> str:
    most = "highest" if case.move.direction == "up" else "lowest"
    kind = "close" if mark.name == "closes" else "price"
    place = "above" if price > mark.value else "below" if price < mark.value else "level with"
    former = f"{number(mark.value, case.bars.unit)} on {_day(case, mark.at)}"
    began = span.began if span.whole else case.bars.dates[span.first].item()
    return f"{place} the {most} earlier {kind} since {day_text(began)} ({former})"


def _day(case: Case, k: int) -> str:
    return day_text(case.bars.dates[k].item())


def caution(case: Case, tested: Tested, verdict: VerdictName) -> str:
    """Return what a reader should know of the prices that were tested."""
    if verdict != "consistent" or tested.good != "consistent" or tested.rows:
        return ""
    if not known_range(case) and case.move.time is None:
        return "the article came out before the session was over, and what came later is no evidence"
    return (
        "daily prices cannot show the moment itself"
        if case.move.time
        else "daily prices show the day's range and not the moment"
    )


def steps(case: Case, marks: list[Mark], tested: Tested) -> tuple[str, ...]:
    """Return the arithmetic."""
    dates = case.bars.dates
    before = [
        f"extreme of the {mark.name} before = {number(mark.value)} on {dates[mark.at].item().isoformat()}"
        for mark in marks
    ]
    return (*before, *(f"{name} = {number(price)}" for name, price in tested.prices.items()))
