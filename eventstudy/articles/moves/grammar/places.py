"""Where a price stands by a place of its own: "closed on 7,234.5", "bounced off $150", "2% below Friday's close"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import Around, Licence
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import usual, words

if TYPE_CHECKING:
    from eventstudy.records import Direction

_TRADED = frozenset({"trading", "traded", "trades", "trade", "changing hands", "changed hands", "change hands"})
_NO_PRICE = frozenset({"", "percent", "percentage_points", "bp", "points"})
_BOUNCED = frozenset({"bounced", "bounces", "bounce", "bouncing", "rebounded", "rebounds", "rebounding"})
OFF_AFTER = frozenset({"dir", "be", "name", "possessive", "neutral", "comma", "head:future", "head:stock"})
_CLOSES = frozenset({"close", "finish", "settlement", "mark", "level"})
_LAST = words("names", "weekdays") | {"yesterday", "previous", "prior", "last", "overnight", "day"}
_REACH = 6
_ENDING = frozenset({"comma", "phase", "day", "", "shut", "filler", "boundary", "prep", "dash"})
_LESS: dict[str, Direction] = {"less": "down", "more": "up"}
_WAYS: dict[str, Direction] = {"below": "down", "under": "down", "above": "up"}


def from_last_close(around: Around, left: int) -> Licence | None:
    """Read "closed 13.9 percent below Thursday's close", which is a change of a day and no distance."""
    amount, norms = around.amount, around.line.norms
    way = _WAYS.get(norms[amount.last])
    apposed = around.kinds[left] == "comma" and around.last is not None and around.last.item == left - 1
    if way is None or not amount.unit or amount.scale or not (around.kinds[left] == "neutral" or apposed):
        return None
    if apposed and norms[amount.last + 1] in words("names", "weekdays") and norms[amount.last + 2] in {",", ".", ""}:
        return Licence("change", way, upto=around.at + 1)  # "finished at 2.14%, six basis points below Tuesday"
    phrase = norms[amount.last + 1 : amount.last + 1 + _REACH]
    end = next((at for at, word in enumerate(phrase) if word in _CLOSES), 0)
    told = end > 0 and not _LAST.isdisjoint(phrase[:end]) and "," not in phrase[:end]
    return Licence("change", way, upto=around.at + 1) if told else None


def from_day_before(around: Around, left: int) -> Licence | None:
    """Read "cost $62.40 last night, $1.15 less than on Monday" and "2 per cent more than the evening before"."""
    amount, norms = around.amount, around.line.norms
    way = _LESS.get(norms[amount.last])
    if way is None or norms[amount.last + 1] != "than" or not amount.unit or amount.scale:
        return None
    told = norms[amount.last + 2 : amount.last + 7]
    ends = told[-5:]
    day = not _LAST.isdisjoint(ends[:3]) or bool({"before", "ago", "earlier"}.intersection(ends))
    beside = around.kinds[left] in {"amount", "phase", "day", "comma"} or around.kinds[around.at - 1] == "comma"
    return Licence("change", way, upto=around.at + 1, ease=0.85) if day and beside else None


def after_off(around: Around, left: int) -> Licence | None:
    """Read "bounced off $150", a level, and "was off 3 percent", a change."""
    before = around.left(left)
    if around.kinds[before] != "dir":
        return Licence("change", "down", first=left, signed=True)
    bounced = around.words[before] in _BOUNCED and around.amount.unit != "percent"
    return Licence("level", None, ease=0.9) if bounced else None


def trades_for(around: Around, left: int) -> bool:
    """Tell "was trading for $3,879" and "closed on 7,234.5"."""
    amount = around.amount
    price = amount.unit not in _NO_PRICE or (amount.unit in {"", "points"} and not amount.plain)
    if around.words[left] == "on" and around.state.verb_phase == "close" and price and not amount.sign:
        return around.line.norms[amount.last] not in {"in", "of"}
    return around.words[left] == "for" and around.words[left - 1] in _TRADED and around.amount.unit not in _NO_PRICE


def in_brackets(around: Around) -> Licence | None:
    """Read a level in brackets after its name: "EUR/USD (1.2283)", "Apple (now $171.40)", "Apple ($253.35, +3.8%)"."""
    back, amount = around.at - 1, around.amount
    now = around.words[back] in {"now", "currently", "today"}
    back -= now
    names = around.state.names
    alone = around.kinds[around.at + 1] in {"shut", "comma", "phase"}
    told = around.kinds[back] == "open" and around.kinds[back - 1] == "name" and alone
    if not told or len(names) != 1 or amount.sign or amount.scale:
        return None
    rate = names[0].sort == "yield" and amount.unit == "percent"
    price = amount.unit not in {"percent", "bp", "points", "percentage_points"} and amount.unit in {"", names[0].unit}
    known = price and (now or names[0].sort != "stock") and usual(names[0].instrument, amount.value)
    known = known or (price and amount.unit not in _NO_PRICE and not amount.per)
    return Licence("level", None, names=tuple(names), ease=0.9) if rate or known or (now and amount.unit) else None


def opening_level(around: Around, left: int) -> Licence | None:
    """Read a level that a sentence without a subject begins with: "Crude? $40.29, up 8.5%", "Last: $22.10"."""
    state, amount, after = around.state, around.amount, around.kinds[around.at + 1]
    told_of = state.bare or (around.kinds[left] == "colon" and state.last_way is not None)
    placed = (left < 0 or around.kinds[left] == "colon") and told_of
    if not (placed and state.phrase == "empty") or amount.sign or after not in _ENDING:
        return None
    names = state.subject or state.fallback
    rate = amount.unit == "percent" and all(name.sort == "yield" for name in names)
    money = state.bare and amount.unit not in _NO_PRICE
    known = len(names) == 1 and amount.unit in {"", names[0].unit} and usual(names[0].instrument, amount.value)
    told = rate or money or known
    return Licence("level", None, ease=0.8) if told and names else None


def goes_on_with_levels(around: Around) -> bool:
    """Tell the next of a list of levels: "gold $1,950, silver $24"; one that a change led to begins no such list."""
    last, amount, names = around.last, around.amount, around.state.names
    if last is None or last.role != "level" or last.direction is not None or not isinstance(last.what, Amount):
        return False
    between = around.kinds[max(last.item + 1, around.at - _REACH) : around.at]
    listed = (
        around.at - last.item <= _REACH
        and "name" in between
        and {"comma", "and", "name", "det", "filler"}.issuperset(between)
    )
    own = len(names) == 1 and names[0].unit == amount.unit == last.what.unit
    return listed and own and amount.unit not in {"percent", "bp", "points"} and not amount.sign
