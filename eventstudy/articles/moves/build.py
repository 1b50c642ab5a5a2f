"""Check each value against what its instrument can do, and make the record of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.looks import Look
from eventstudy.articles.moves.values import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.articles.moves.names import Name
    from eventstudy.articles.moves.slots import Reading, Slot
    from eventstudy.records import Direction, Kind

_OPPOSITE: dict[Direction | None, Direction | None] = {"up": "down", "down": "up", None: None}
_NO_MONEY = frozenset({"", "percent", "percentage_points", "bp", "points"})
_MAX_YIELD = Decimal(30)
_LEAST_BARE = Decimal(1000)
_ALL = Decimal(100)
_MAX_RATE_CHANGE = Decimal(5)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with its kind, in the terms of its instrument."""

    kind: Kind
    value: Decimal | None
    unit: str | None
    direction: Direction | None


def distribute(reading: Reading) -> Iterator[tuple[Slot, Name]]:
    """Yield each value with each instrument it is told of.

    A list of values goes with a list of names one by one ("the Dow and the S&P 500 fell 1.3 and 0.4 percent"), any
    other value with every name of its subject ("each opened about 1 percent lower").
    """
    at = 0
    slots = reading.slots
    while at < len(slots):
        end = at + 1
        while end < len(slots) and slots[end].listed and slots[end].role == slots[at].role:
            end += 1
        yield from _shared(slots[at:end], pairwise=reading.respectively)
        at = end


def _shared(run: Sequence[Slot], *, pairwise: bool) -> Iterator[tuple[Slot, Name]]:
    names = run[0].names
    if len(run) > 1 and len(run) == len(names):
        yield from zip(run, names, strict=True)
    elif len(names) > 1 and (pairwise or len(run) > 1):
        return
    else:
        yield from ((slot, name) for slot in run for name in names)


def definite(name: Name, earlier: Sequence[Name], before: Sequence[Name]) -> tuple[Name, str]:
    """Return a generic name as the one that this sentence or the sentence before has chosen, and what that rests on."""
    if not name.generic or name.instrument == "dollar":
        return name, ""
    for pool, basis in (
        (earlier, "instrument: bound earlier in the sentence"),
        (before, "instrument: bound from the sentence before"),
    ):
        chosen = {one.instrument: one for one in pool if one.instrument in name.candidates}
        if len(chosen) == 1:
            one = next(iter(chosen.values()))
            return replace(one, first=name.first, last=name.last), basis
    return name, ""


def pair(name: Name, slot: Slot) -> Name | None:
    """Return the currency pair that a slot speaks of, None where its other currency is not in the catalogue."""
    if name.sort != "currency" or name.unit == "points":
        return name
    if name.instrument != "dollar":
        return name if slot.counter in {"", "dollar"} else None
    unit = slot.what.unit if isinstance(slot.what, Amount) else ""
    for series, (_, code, place) in table("moves")["pairs"].items():
        if series == slot.counter or (not slot.counter and unit == code and place == "first"):
            return replace(
                name,
                instrument=series,
                candidates=(series,),
                inverted=place == "second",
                unit="usd" if place == "second" else code,
                generic=False,
            )
    return None


def typed(slot: Slot, name: Name, *, longer: bool) -> Typed | None:
    """Return what a slot says of an instrument, None where the unit or the size cannot be.

    Parameters
    ----------
    slot : Slot
    name : Name
    longer : bool
        The change is over more than a day, so it may be larger.
    """
    direction = _OPPOSITE[slot.direction] if name.inverted else slot.direction
    if isinstance(slot.what, Look):
        return _look(slot.what, direction, inverted=name.inverted)
    if slot.what.per and name.per and slot.what.per.replace("_", " ") not in {name.per, "token"}:
        return None
    if slot.role == "change":
        return _change(slot.what, name, direction, longer=longer)
    return _level(slot.what, name, direction)


def _look(look: Look, direction: Direction | None, *, inverted: bool) -> Typed | None:
    if look.sort == "rank" and direction is None:
        return None
    if look.sort == "extreme" and inverted:
        return None
    return Typed("extreme" if look.sort == "extreme" else "rank", look.value, None, direction)


def _change(amount: Amount, name: Name, direction: Direction | None, *, longer: bool) -> Typed | None:
    if direction is None or not amount.value:
        return None
    if amount.unit == "percent":
        return _percent(amount, name, direction, longer=longer)
    if name.sort == "yield":
        return _rate_change(amount, direction)
    if name.sort == "index" or name.unit == "points":
        bare = amount.unit == "" and (not amount.plain or amount.value >= 10)  # noqa: PLR2004 - "fell 300", not "fell 2"
        ok = amount.unit == "points" or bare
        return Typed("point_change", amount.value, "points", direction) if ok else None
    if amount.unit in _NO_MONEY:
        decimals = amount.unit == "" and not amount.plain and bool(name.unit)
        return Typed("price_change", amount.value, name.unit, direction) if decimals else None
    return Typed("price_change", amount.value, amount.unit, direction) if _same_money(amount, name) else None


def _percent(amount: Amount, name: Name, direction: Direction, *, longer: bool) -> Typed | None:
    """Type a change in per cent, if the instrument can move that far; those of a yield mean too many things."""
    limit = table("moves")["kinds"][name.sort][int(longer)]
    gone = direction == "down" and amount.value > _ALL and name.sort != "commodity"
    if name.sort == "yield" or amount.value > limit or gone:
        return None
    return Typed("percent_change", amount.value, "percent", direction)


def _rate_change(amount: Amount, direction: Direction) -> Typed | None:
    """Type a change of a yield; "a quarter point" is of a percentage point."""
    unit = "percentage_points" if amount.unit == "points" else amount.unit
    if unit not in {"bp", "percentage_points"} or (unit == "percentage_points" and amount.value > _MAX_RATE_CHANGE):
        return None
    return Typed("point_change", amount.value, unit, direction)


def _level(amount: Amount, name: Name, direction: Direction | None) -> Typed | None:
    value = amount.value
    bare = amount.unit == "" and not amount.plain
    if name.sort == "yield":
        ok = (amount.unit == "percent" or bare) and value < _MAX_YIELD
        return Typed("price_level", -value if amount.sign < 0 else value, "percent", direction) if ok else None
    if not value or amount.sign:
        return None
    if name.sort == "index" or name.unit == "points":
        ok = bare or (amount.unit == "points" and not amount.sign) or (amount.unit == "" and value >= _LEAST_BARE)
        return Typed("price_level", value, "points", direction) if ok else None
    if amount.unit in _NO_MONEY:
        return Typed("price_level", value, name.unit, direction) if bare and name.unit else None
    return Typed("price_level", value, amount.unit, direction) if _same_money(amount, name) else None


def _same_money(amount: Amount, name: Name) -> bool:
    return not name.unit or amount.unit == name.unit


def confidence(slot: Slot, name: Name, bases: Sequence[str]) -> float:
    """Return how sure the reading is.

    0.97, times what each loose binding costs: words between verb and value (down to 0.7), an unknown company (0.6 where
    only capitals and the sentence speak for it), an instrument from an earlier clause (0.95) or sentence (0.85),
    several candidates (0.9), a date from the sentence before (0.95), from the publication (0.93) or from nowhere
    (0.8), a phase shared with a neighbour (0.97).
    """
    result = 0.97 * slot.ease * name.evidence
    for basis in bases:
        result *= _COST.get(basis, 1.0)
    if len(name.candidates) > 1:
        result *= 0.9
    return round(max(0.05, min(result, 1.0)), 2)


_COST = {
    "instrument: bound from the sentence before": 0.85,
    "instrument: bound earlier in the sentence": 0.95,
    "date: sentence before": 0.95,
    "date: publication date": 0.93,
    "date: article undated": 0.8,
    "phase: shared in the clause": 0.97,
}
