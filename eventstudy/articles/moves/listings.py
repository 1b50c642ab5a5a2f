"""Which listing of a company or grade of a metal a price tells of, by its money and measure."""

from __future__ import annotations

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
