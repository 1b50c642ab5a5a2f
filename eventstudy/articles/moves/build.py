"""Check each value against what its instrument can do, and make the record of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import phrases, usual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument
    from eventstudy.records import Direction, Kind

_NO_MONEY = frozenset({"", "percent", "percentage_points", "bp", "points"})
_DOLLAR = "dollar"
_PER_MONEY = {"us_dollar": "usd", "euro": "eur"}
_HUNDREDTHS = {"usx": "usd", "gbx": "gbp"}
"""Prices quoted in cents and pence."""
_MAX_YIELD = Decimal(30)
_LEAST_BARE = Decimal(1000)
_ALL = Decimal(100)
_NEVER = Decimal("1e15")
_MAX_RATE_CHANGE = Decimal(5)
_LEAST_UNKNOWN = Decimal(100)
_JUMPING = frozenset({"vix"})
"""Indexes of how much others move, which may double in a day."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with its kind, in the terms of its instrument."""

    kind: Kind
    value: Decimal | None
    unit: str | None
    direction: Direction | None


def opposite(direction: Direction) -> Direction:
    """Return the other way."""
    return "down" if direction == "up" else "up"


def distribute(reading: Reading) -> Iterator[tuple[Slot, Name]]:
    """Yield each value with each instrument it is told of.

    A list of values goes with a list of names one by one ("the Dow and the S&P 500 fell 1.3 and 0.4 percent"), any
    other value with every name of its subject ("each opened about 1 percent lower").
    """
    at = 0
    slots = reading.slots
    while at < len(slots):
        end = at + 1
        listed = any(slot.listed for slot in slots)
        while end < len(slots) and slots[end].listed and slots[end].role == slots[at].role:
            end += 1
        yield from _shared(slots[at:end], pairwise=reading.respectively and (end - at > 1 or not listed))
        at = end


def _shared(run: Sequence[Slot], *, pairwise: bool) -> Iterator[tuple[Slot, Name]]:
    names = run[0].names
    if len(run) > 1 and len(run) == len(names):
        yield from zip(run, names, strict=True)
    elif len(names) > 1 and (pairwise or len(run) > 1 or _is_end_of_range(run[0])):
        return
    else:
        yield from ((slot, name) for slot in run for name in names)


def _is_end_of_range(slot: Slot) -> bool:
    """Tell one end of "lost 3.3 to 4.8 percent", which of several names spans them all."""
    return isinstance(slot.what, Amount) and slot.what.ranged


def definite(name: Name, earlier: Sequence[Name], before: Sequence[Name], line: Line) -> tuple[Name, str]:
    """Return a generic name as the one that this sentence or the sentence before has chosen, and what that rests on."""
    if not name.generic or name.instrument == _DOLLAR:
        return name, ""
    market = next((phrases("choosers").match(line.norms, at) for at in range(line.count) if _chooses(line, at)), None)
    if market is not None and market[1] in name.candidates:
        return replace(name, instrument=market[1], candidates=(market[1],)), "instrument: by its market"
    for pool, basis in (
        (earlier, "instrument: bound earlier in the sentence"),
        (before, "instrument: bound from the sentence before"),
    ):
        chosen = {one.instrument: one for one in pool if one.instrument in name.candidates}
        if len(chosen) == 1:
            one = next(iter(chosen.values()))
            return replace(one, first=name.first, last=name.last), basis
    return name, ""


def _chooses(line: Line, at: int) -> bool:
    return phrases("choosers").match(line.norms, at) is not None


def pair(name: Name, slot: Slot, reading: Reading, instruments: Mapping[str, Instrument]) -> Name | None:
    """Return the currency pair that a slot speaks of, None where its other currency is not in the catalogue.

    The other currency is the one named ("against the yen"), that of the price ("to 151.94 yen") or of its unit ("85.32
    pence per euro"), of this value or another of the statement.
    """
    if name.sort != "currency" or name.unit == "points":
        return name
    base = "usd" if name.instrument == _DOLLAR else name.instrument.replace("usd", "")
    against = _counter(slot, reading)
    if against in {"", base}:
        return None if name.instrument == _DOLLAR else name
    for series, inverted in ((base + against, False), (against + base, True)):
        one = instruments.get(series)
        if one is not None and one.kind == "currency" and one.unit != "points":
            told_other = inverted and name.instrument in {_DOLLAR, "gbpusd"} and slot.role in {"level", "from"}
            if told_other and not money_of(slot):  # "the dollar traded at 0.8029 against the euro"
                return None
            found = replace(name, instrument=series, candidates=(series,), inverted=inverted)
            return replace(found, unit=one.unit, per=one.per or "", generic=False)
    return None


def _counter(slot: Slot, reading: Reading) -> str:
    """Return the code of the currency that a slot sets another against, "" where none is named."""
    if slot.counter:
        return "usd" if slot.counter == _DOLLAR else slot.counter.replace("usd", "")
    own = _priced_in(slot)
    if own:
        return own
    told = [one for one in reading.slots if _same_statement(one, slot)]
    told = told or [one for one in reading.slots if one.names == slot.names and money_of(one)]
    return _priced_in(min(told, key=lambda one: abs(one.item - slot.item))) if told else ""


def _priced_in(slot: Slot) -> str:
    if isinstance(slot.what, Amount) and slot.what.per in _PER_MONEY:
        return _PER_MONEY[slot.what.per]
    return money_of(slot)


def money_of(slot: Slot) -> str:
    """Return the currency of a value, "" for none."""
    unit = slot.what.unit if isinstance(slot.what, Amount) else ""
    return "" if unit in _NO_MONEY else unit


def _same_statement(one: Slot, slot: Slot) -> bool:
    return one.statement == slot.statement and one.frame == slot.frame and bool(money_of(one))


def typed(slot: Slot, name: Name, *, longer: bool) -> Typed | None:
    """Return what a slot says of an instrument, None where the unit or the size cannot be.

    Parameters
    ----------
    slot : Slot
    name : Name
    longer : bool
        The change is over more than a day, so it may be larger.
    """
    direction = opposite(slot.direction) if name.inverted and slot.direction else slot.direction
    if isinstance(slot.what, Look):
        return _look(slot.what, name, direction)
    if slot.what.per and name.per and slot.what.per.replace("_", " ") not in {name.per, "token"}:
        return None
    if slot.role == "order":
        return Typed("order", None, None, direction)
    if slot.role == "change":
        return _change(slot.what, name, direction, longer=longer)
    return _level(slot.what, name, direction)


def _look(look: Look, name: Name, direction: Direction | None) -> Typed | None:
    if look.sort == "streak":
        return _streak(look, name, direction)
    if look.sort == "rank" and direction is None:
        return None
    return Typed("extreme" if look.sort == "extreme" else "rank", look.value, None, direction)


def _streak(look: Look, name: Name, direction: Direction | None) -> Typed | None:
    """Type a streak; quarters and years of gains or losses of a company are those of its business."""
    unit = look.back[1] if look.back is not None else ""
    if direction is None or (name.sort == "stock" and unit in {"quarter", "year"}):
        return None
    return Typed("streak", look.value, None, direction)


def _change(amount: Amount, name: Name, direction: Direction | None, *, longer: bool) -> Typed | None:
    if direction is None or amount.value <= 0:
        return None
    if amount.unit == "percent":
        return _percent(amount, name, direction, longer=longer)
    if name.sort == "yield":
        return None if name.paper and amount.unit == "points" else _rate_change(amount, direction)
    if name.sort == "index" or name.unit == "points":
        bare = amount.unit == "" and (not amount.plain or amount.value >= 10)  # noqa: PLR2004 - "fell 300", not "fell 2"
        ok = (amount.unit == "points" or bare) and not amount.fraction  # "1/16 point" is of a bond or a rate
        return Typed("point_change", amount.value, "points", direction) if ok else None
    return _price_change(amount, name, direction)


def _price_change(amount: Amount, name: Name, direction: Direction) -> Typed | None:
    """Type a change in money, which for a share were once points, and for a currency may be the rate it regained."""
    if name.sort == "stock" and amount.unit == "points" and (amount.fraction or amount.value < 1):  # "31 3/4 points"
        return Typed("price_change", amount.value, name.unit or "usd", direction)
    if amount.unit in _NO_MONEY:
        told = amount.unit == "" and not amount.plain
        return _in_own_unit("price_change", amount, name, direction) if told else None
    rate = name.sort == "currency" and usual(name.instrument, amount.value)  # "regained $1.0760"
    kind: Kind = "price_level" if rate else "price_change"
    return Typed(kind, amount.value, amount.unit, direction) if _samemoney(amount, name) else None


def _percent(amount: Amount, name: Name, direction: Direction, *, longer: bool) -> Typed | None:
    """Type a change in per cent, if the instrument can move that far; those of a yield mean too many things."""
    limit = table("moves")["kinds"]["stock" if name.instrument in _JUMPING else name.sort][int(longer)]
    gone = direction == "down" and amount.value > _ALL and name.sort != "commodity"
    if name.sort == "yield" or amount.value > limit or gone:
        return None
    return Typed("percent_change", amount.value, "percent", direction)


def _rate_change(amount: Amount, direction: Direction) -> Typed | None:
    """Type a change of a yield; "a quarter point" is of a percentage point."""
    if amount.fraction and amount.unit == "points":  # "gained 1 3/32 points", of the bond's price
        return None
    unit = "percentage_points" if amount.unit == "points" else amount.unit
    if unit not in {"bp", "percentage_points"} or (unit == "percentage_points" and amount.value > _MAX_RATE_CHANGE):
        return None
    return Typed("point_change", amount.value, unit, direction)


def _level(amount: Amount, name: Name, direction: Direction | None) -> Typed | None:
    value = amount.value
    bare = amount.unit == "" and (not amount.plain or usual(name.instrument, value) or amount.per == "us_dollar")
    if name.sort == "yield":
        ok = (amount.unit == "percent" or bare) and value < _MAX_YIELD
        return Typed("price_level", -value if amount.sign < 0 else value, "percent", direction) if ok else None
    elsewhere = amount.unit not in _NO_MONEY and amount.unit != money(name)  # "gold at Rs 45,720"
    if not value or amount.sign or not (elsewhere or _possible(name, value)):
        return None
    if name.sort == "index" or name.unit == "points":
        ok = (
            bare
            or (amount.unit == "points" and not amount.sign)
            or (amount.unit == "" and value >= _least(name, direction))
        )
        return Typed("price_level", value, "points", direction) if ok else None
    if amount.unit in _NO_MONEY:
        return _in_own_unit("price_level", amount, name, direction) if bare else None
    return Typed("price_level", value, amount.unit, direction) if _samemoney(amount, name) else None


def _least(name: Name, direction: Direction | None) -> Decimal:
    """Return the least whole number that is a level: of an index nobody has catalogued, one that a change led to."""
    return _LEAST_UNKNOWN if direction is not None and not name.candidates else _LEAST_BARE


def _possible(name: Name, value: Decimal) -> bool:
    """Refuse what an instrument has never been near, such as copper at $9,455 a pound."""
    low, high = table("moves")["levels"].get(name.instrument, (0, _NEVER))
    if value < 0:  # of what must be stored or carried, and may cost money to be rid of
        return name.sort == "commodity" and -value <= high
    return bool(low / 3 <= value <= high * 3)


def _in_own_unit(kind: Kind, amount: Amount, name: Name, direction: Direction | None) -> Typed | None:
    """Type a bare number in the money its instrument is quoted in, cents and pence as parts of one."""
    value = amount.value
    if name.sort == "stock" and value >= _LEAST_BARE:  # "10,087.51" without money is an index's
        return None
    if not name.unit:
        return Typed(kind, value, "usd", direction) if amount.fraction and name.sort == "stock" else None
    return Typed(kind, value / 100 if name.unit in _HUNDREDTHS else value, money(name), direction)


def money(name: Name) -> str:
    """Return the currency that an instrument is quoted in, cents and pence as parts of one."""
    return _HUNDREDTHS.get(name.unit, name.unit)


def _samemoney(amount: Amount, name: Name) -> bool:
    """Tell whether a price can be an instrument's; precious metals and coins have one in every currency."""
    return not name.unit or amount.unit == money(name) or name.per in {"ounce", "tonne"} or name.sort == "crypto"
