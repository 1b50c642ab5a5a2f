"""Which listing of a company or grade of a metal a price tells of, by its money and measure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.build import money, money_of
from eventstudy.articles.moves.words.companies import as_written
from eventstudy.articles.moves.words.values import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument

_CENTS = frozenset({"cent", "cents", "c"})
_RAND = re.compile(r"\bR\d")


def as_listed(name: Name, reading: Reading, line: Line, instruments: Mapping[str, Instrument]) -> Name:
    """Return a company as written where its price is not in the money of the listing that the catalogue has.

    "HSBC climbed 23.5p to 866p" tells of the share in London, the catalogue of the one in New York.
    """
    one = instruments.get(name.instrument)
    if name.instrument == "copper" and any(_per_tonne(slot) for slot in reading.slots if name in slot.names):
        one = instruments["lme_copper"]  # what is priced by the tonne is London's
        return replace(name, instrument=one.id, candidates=(one.id,), unit=one.unit, per=one.per or "")
    if one is None or one.kind != "stock" or name.instrument not in {own.instrument for own in reading.mentions}:
        return name
    priced = (slot for slot in reading.slots if name in slot.names and slot.role in {"change", "level"})
    elsewhere = any(money_of(slot) not in {"", money(name)} for slot in priced)
    if not elsewhere or not one.name.endswith("(New York)"):
        return name
    bracket = line.norms[name.first : name.last].index("(") if "(" in line.norms[name.first : name.last] else None
    written = as_written(line, name.first, name.last if bracket is None else name.first + bracket)
    return replace(name, instrument=written, candidates=(), unit="")


def _per_tonne(slot: Slot) -> bool:
    return isinstance(slot.what, Amount) and slot.what.per == "tonne"


def cents_of(text: str) -> str:
    """Return whose the cents of an article are: of the dollar, unless it has the sign of one other money with cents."""
    if "$" in text or "dollar" in text:
        return "usd"
    return "eur" if "€" in text else "zar" if _RAND.search(text) is not None else "usd"


def in_its_money(slot: Slot, name: Name, line: Line, reading: Reading, cents: str) -> Slot:
    """Return a value in its money: cents in that of the article, a bare level in that of the change beside it."""
    amount = slot.what
    if isinstance(amount, Amount) and not amount.unit and slot.role == "level" and name.sort == "stock":
        unit = _unit_beside(slot, name, reading)
        return replace(slot, what=replace(amount, unit=unit)) if unit else slot
    if cents == "usd" or name.unit or not isinstance(amount, Amount) or amount.unit != "usd":
        return slot
    told = line.norms[amount.first : amount.last]
    return slot if _CENTS.isdisjoint(told) else replace(slot, what=replace(amount, unit=cents))


def _unit_beside(slot: Slot, name: Name, reading: Reading) -> str:
    """Return the money of a level that the change of the same share tells: "down 97 cents to 20.03", "3 3/8 at 62"."""
    changes = [one for one in reading.slots if one.names == slot.names and one.role == "change"]
    fraction = any(isinstance(one.what, Amount) and one.what.fraction and not one.what.unit for one in changes)
    plain = isinstance(slot.what, Amount) and slot.what.plain
    told = [money_of(one) for one in changes if money_of(one)]
    if fraction:
        return name.unit or "usd"
    return told[-1] if told and not plain else ""
