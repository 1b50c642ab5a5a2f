"""What a verdict on a number says of the prices: the finding, what to be careful about, what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.verdicts.bars import exact
from eventstudy.verdicts.gate import needs_reference
from eventstudy.verdicts.moments import known_close, known_range
from eventstudy.verdicts.observables import Case, Reading, is_level, reference_of, unit_of
from eventstudy.verdicts.relation import disjoint, inside, interval, negate
from eventstudy.verdicts.wording import apart, called, day_text, number, span_text

if TYPE_CHECKING:
    from eventstudy.records import Interval, VerdictName

__all__ = ["Judged", "cautions", "context", "finding"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading and the verdict it gives, with what is to be said of it."""

    reading: Reading
    verdict: VerdictName
    remark: str = ""


def finding(case: Case, chosen: Judged, verdict: VerdictName, core: Interval, tolerant: Interval) -> str:
    """Say what the prices show and how it stands to what the words mean."""
    prices, seen = f"prices in {case.source}", _seen(case, chosen.reading)
    narrow, wide = _meant(case, core), _meant(case, tolerant)
    if chosen.remark and verdict in {"confirmed_loose", "consistent"}:
        agree = "agree" if verdict == "confirmed_loose" else "do not disagree"
        return f"{prices} {agree}: {seen}, beyond {wide}, which is what the words suggest"
    held = {
        "confirmed": f"agree: {seen}, and the words mean {narrow}",
        "confirmed_loose": f"agree loosely: {seen}, outside {narrow}, which the words mean, but within {wide}, "
        "which they may mean",
        "consistent": f"do not disagree: {seen}, and {_room(chosen.reading.observed, core, tolerant, narrow, wide)}",
        "direction_only": f"agree on the direction and disagree on the size: {seen}, and the words allow {wide}",
        "contradicted": f"disagree: {seen}, and the words allow {wide}",
    }
    return f"{prices} {held.get(verdict, f'leave it open: {seen}, and the words allow {wide}')}"


def _room(observed: Interval, core: Interval, tolerant: Interval, narrow: str, wide: str) -> str:
    """Say how what the words mean lies to a range."""
    if inside(core, observed):
        return f"the words mean {narrow}, which lies within that range"
    if not disjoint(core, observed):
        return f"the words mean {narrow}, which that range reaches"
    reached = "which that range reaches" if not disjoint(tolerant, observed) else "no more than half a tick away"
    return f"the words may mean {wide}, {reached}"


def _meant(case: Case, band: Interval) -> str:
    """Return what the words mean: "$69 to $70", "a fall of 0.75 to 1.25 %"."""
    if is_level(case.move):
        return span_text(band)
    if case.move.direction is None:
        return f"a move of {span_text(band)}"
    size = band if case.move.direction == "up" else negate(band)
    if size.low is not None and size.low < 0:  # the flat band below a small number
        size = interval(None, size.high, size.unit)
    return f"a {'rise' if case.move.direction == 'up' else 'fall'} of {span_text(size)}"


_LEVELS = {"open": "opened at", "high": "reached", "low": "fell to", "last": "traded at"}
_CHANGES = {"open": "opened", "high": "stood at its high", "low": "stood at its low", "last": "stood"}


def _seen(case: Case, reading: Reading) -> str:
    """Return what the bar shows: "on 3 January 2020 Brent crude closed $2.35 above the close of 2 January 2020"."""
    bars, observed, unit = case.bars, reading.observed, unit_of(case)
    low, high = Decimal(observed.low or 0), Decimal(observed.high or 0)
    at = case.base if reading.name == "reference" else case.i
    who = f"on {day_text(bars.dates[at].item())} {called(bars.series)}"
    when = f" {reading.when}" if reading.when else ""
    if is_level(case.move):
        if not reading.direct:
            return f"{who} traded between {number(low, unit)} and {number(high, unit)}{when}"
        return f"{who} {_LEVELS.get(reading.name, 'closed at')} {number(low, unit)}{when}"
    verb, since = _CHANGES.get(reading.name, "closed"), f"the close of {day_text(bars.dates[case.base].item())}"
    since = f"{case.counted_from or since}{when}"
    if case.move.direction is None:
        return f"{who} {verb if reading.direct else 'ranged'} {span_text(observed)} away from {since}"
    if reading.direct:
        return f"{who} {verb} {apart(low, unit)} {since}"
    return f"{who} ranged from {apart(low, unit)} to {apart(high, unit)} {since}"


def cautions(case: Case, chosen: Judged) -> list[str]:
    """Return what a reader of the verdict should know of the row and the reading."""
    bars, found = case.bars, []
    if case.origin and chosen.verdict == "consistent" and chosen.reading.name != "reference":
        found.append("it may be where the move came from, which no words say")
    if not chosen.reading.direct and chosen.verdict == "consistent":
        within = "these bars show the range of that time and not the moment"
        found.append(within if chosen.reading.when else "daily prices show the day's range and not the moment")
    if chosen.reading.name == "range" and not chosen.reading.when and not known_range(case):
        found.append("the day went on after the article came out")
    if chosen.reading.name == "open" and bars.kind == "index" and not chosen.reading.when:
        found.append("an index opens partly on quotes of the day before")
    if bars.dividend[case.i] and needs_reference(case):
        found.append("the share went ex-dividend that day, and its change is taken unadjusted, as news reports it")
    if bars.roll[case.i]:
        found.append("the contract rolled to the next month that day")
    if case.bars.dates[case.i].item() != case.move.date and case.move.window is None:
        found.append(f"the night belongs to the session of {day_text(bars.dates[case.i].item())}")
    return found


def context(case: Case) -> str:
    """Say what the open and the close of the day were, where the phase itself is not to be seen."""
    if case.base == case.i:  # after hours: the close itself is what is counted from
        return "" if case.i == 0 else context(replace(case, base=case.i - 1))
    if 0 <= case.base < case.i - 1:  # a longer change: the day's own open and close are counted from the close before
        return context(replace(case, base=case.i - 1))
    if case.base < 0 or not reference_of(case):
        return ""
    shown = []
    struck = (("closed", case.bars.close),) if known_close(case) else ()
    for word, prices in (("opened", case.bars.open), *struck):
        price = exact(case.bars, prices[case.i])
        relative = (price / reference_of(case) - 1) * 100
        if price.is_finite() and is_level(case.move):
            shown.append(f"{word} at {number(price, unit_of(case))}")
        elif price.is_finite():
            shown.append(f"{word} {apart(relative, 'percent')}")
    since = "" if is_level(case.move) else " the close before"
    return f"that day {called(case.bars.series)} {' and '.join(shown)}{since}" if shown else ""
