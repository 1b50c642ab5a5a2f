"""Whether a sentence, or one beside it, speaks of markets, which a company that nobody has catalogued needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.articles.moves.words.lookup import Names
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line

_LIKELY = 0.8
_NO_MONEY = frozenset({"", "percent", "percentage_points", "bp", "points"})
_LOST = frozenset({"lost", "lose", "loses", "losing", "loss", "losses"})
_MARKET = ("market", "violent")
_SHARES = frozenset({"share", "shares", "stock", "stocks"})


def speaks_of_markets(line: Line, reading: Reading) -> bool:
    """Tell whether a sentence is about a market, by an instrument it names, a list of shares, or its words."""
    if any(name.evidence == 1 for name in reading.mentions) or _lists_moves(reading):
        return True
    return has_market_word(line)


def has_market_word(line: Line) -> bool:
    """Tell "shares", "traders", "plunged"."""
    return any(not words("companies", key).isdisjoint(line.present) for key in _MARKET)


def _lists_moves(reading: Reading) -> bool:
    """Tell whether several names have each a change in per cent, as only a list of shares has it."""
    told = {
        name.instrument
        for slot in reading.slots
        if slot.role == "change" and isinstance(slot.what, Amount) and slot.what.unit == "percent"
        for name in slot.names
        if name.last - name.first > 1 or name.candidates or name.evidence > _LIKELY
    }
    return len(told) > 1


def has_price_too(slot: Slot, reading: Reading) -> bool:
    """Tell whether a name has a change in per cent and a price, as only what is traded has it."""
    own = [one for one in reading.slots if one.names == slot.names and isinstance(one.what, Amount)]
    changes = {one.what.unit for one in own if isinstance(one.what, Amount) and one.role == "change"}
    levels = {one.what.unit for one in own if isinstance(one.what, Amount) and one.role == "level"}
    return not levels <= _NO_MONEY and bool(changes & (levels | {"percent"}))


def is_of_books(slot: Slot, name: Name, line: Line) -> bool:
    """Tell a loss of its books, "lost 28 cents a share for the quarter", from that of its share."""
    what = slot.what
    told = isinstance(what, Amount) and what.per == "share" and slot.role == "change" and slot.direction == "down"
    lost = not _LOST.isdisjoint(line.norms[max(slot.first - 3, 0) : slot.what.first])
    return told and lost and name.sort == "stock" and not words("companies", "books").isdisjoint(line.present)


def speaks_of_business(line: Line, name: Name) -> bool:
    """Tell a sentence whose figures, before `name` is named, are those of a business or a country."""
    return not words("companies", "business").isdisjoint(line.norms[: name.first]) and not has_market_word(line)


def speaks_of_votes(line: Line) -> bool:
    """Tell a sentence on a poll or an election, unless it is one on shares."""
    return not words("companies", "votes").isdisjoint(line.present) and _SHARES.isdisjoint(line.present)


def tells_market(reading: Reading) -> bool:
    """Tell whether a sentence has told a move of something that is surely traded."""
    return any(name.evidence == 1 for slot in (*reading.slots, *reading.told) for name in slot.names)


def names_market(line: Line, names: Names) -> bool:
    """Tell whether a sentence has a word for a market, or of the catalogue."""
    return not words("companies", "market").isdisjoint(line.present) or any(
        names.phrases.match(line.norms, at) is not None and line.texts[at][:1].isupper() for at in range(line.count)
    )


def trades_here(slot: Slot, line: Line) -> bool:
    """Tell "gained 2.9 percent in Frankfurt", where there is an exchange."""
    places = words("companies", "exchanges")
    return any(line.norms[at] == "in" and line.norms[at + 1] in places for at in range(slot.last, slot.last + 6))
