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
_LIST = 40
_NO_MONEY = frozenset({"", "percent", "percentage_points", "bp", "points"})
_LOST = frozenset({"lost", "lose", "loses", "losing", "loss", "losses"})
_REPORTED = frozenset({"reported", "reports", "posted", "posts", "reporting", "posting"})
_MEASURES = frozenset({"premia", "float", "eps", "volumes", "inventories", "revisions", "deliveries", "weight"})
_NOTICED = frozenset({"notice", "noticed", "see", "seen", "catch", "spot", "hear", "had"})
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
    before = line.norms[max(slot.first - 3, 0) : slot.what.first]
    books = not words("companies", "books").isdisjoint(line.present) or not _REPORTED.isdisjoint(before)
    return told and not _LOST.isdisjoint(before) and name.sort == "stock" and books


def is_of_measure(slot: Slot, line: Line) -> bool:
    """Tell a list of what its first item measures: "F volumes -4.9% in 3Q, GM +6.3%", "EPS revisions: JPM +2%"."""
    what = slot.what
    if not isinstance(what, Amount) or what.unit != "percent" or not what.sign:
        return False
    low = max(slot.first - _LIST, 0)
    start = next((at for at in range(slot.first - 1, low, -1) if line.norms[at] in {";", "."}), low)
    for at in range(start, slot.first):
        if line.norms[at] in words("companies", "business") | _MEASURES:
            after = line.norms[at + 1 : at + 4]
            return bool({"+", "-", ":"}.intersection(after)) and _SHARES.isdisjoint(line.norms[at : slot.first])
    return False


def speaks_of_business(line: Line, name: Name) -> bool:
    """Tell a sentence whose figures, before `name` is named, are those of a business or a country."""
    return not words("companies", "business").isdisjoint(line.norms[: name.first]) and not has_market_word(line)


def speaks_of_votes(line: Line) -> bool:
    """Tell a sentence on a poll or an election, unless it is one on shares."""
    return not words("companies", "votes").isdisjoint(line.present) and _SHARES.isdisjoint(line.present)


def tells_market(reading: Reading) -> bool:
    """Tell whether a sentence has told a move of something that is surely traded."""
    return any(name.evidence == 1 for slot in (*reading.slots, *reading.told) for name in slot.names)


def presupposes(line: Line) -> bool:
    """Tell a question about what has happened: "Did anyone notice that copper is up 25%?", "Why did Citi fall 3%?"."""
    start = 1 if line.norms[0] in {"so", "and", "but", '"'} else 0
    told = line.norms[start : start + 3]
    noticed = told[0] in {"did", "have", "has", "who"} and not _NOTICED.isdisjoint(line.norms[start + 1 : start + 4])
    return told[0] == "why" or told[:2] == ("how", "come") or noticed


def topic_of(reading: Reading) -> tuple[Name, ...]:
    """Return the one instrument that a sentence is about, nothing where its figures are those of a business."""
    if not words("companies", "business").isdisjoint(reading.line.present) or speaks_of_votes(reading.line):
        return ()
    if len(reading.main) == 1 and reading.main == reading.subject:
        return reading.main
    named = {name.instrument: name for name in (*reading.mentions, *reading.main, *reading.subject)}
    return tuple(named.values()) if len(named) == 1 else ()


def names_market(line: Line, names: Names) -> bool:
    """Tell whether a sentence has a word for a market, or of the catalogue."""
    return not words("companies", "market").isdisjoint(line.present) or any(
        names.phrases.match(line.norms, at) is not None and line.texts[at][:1].isupper() for at in range(line.count)
    )


def trades_here(slot: Slot, line: Line) -> bool:
    """Tell "gained 2.9 percent in Frankfurt", where there is an exchange."""
    places = words("companies", "exchanges")
    return any(line.norms[at] == "in" and line.norms[at + 1] in places for at in range(slot.last, slot.last + 6))
