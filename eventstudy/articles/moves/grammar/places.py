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
OFF_AFTER = frozenset({"dir", "be", "name", "neutral", "comma", "head:future", "head:stock"})
_CLOSES = frozenset({"close", "finish", "settlement", "mark", "level"})
_LAST = words("names", "weekdays") | {"yesterday", "previous", "prior", "last", "overnight", "day"}
_REACH = 6
_WAYS: dict[str, Direction] = {"below": "down", "under": "down", "above": "up"}


def from_last_close(around: Around, left: int) -> Licence | None:
    """Read "closed 13.9 percent below Thursday's close", which is a change of a day and no distance."""
    amount, norms = around.amount, around.line.norms
    way = _WAYS.get(norms[amount.last])
    if way is None or not amount.unit or amount.scale or around.kinds[left] != "neutral":
        return None
    phrase = norms[amount.last + 1 : amount.last + 1 + _REACH]
    end = next((at for at, word in enumerate(phrase) if word in _CLOSES), 0)
    told = end > 0 and not _LAST.isdisjoint(phrase[:end]) and "," not in phrase[:end]
    return Licence("change", way, upto=around.at + 1) if told else None


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
    """Read a level in brackets after its name: "EUR/USD (1.2283)", "Apple (now $171.40)"."""
    back, amount = around.at - 1, around.amount
    now = around.words[back] in {"now", "currently", "today"}
    back -= now
    names = around.state.names
    alone = around.kinds[around.at + 1] in {"shut", "comma"}
    told = around.kinds[back] == "open" and around.kinds[back - 1] == "name" and alone
    if not told or len(names) != 1 or amount.sign or amount.scale:
        return None
    rate = names[0].sort == "yield" and amount.unit == "percent"
    price = amount.unit not in {"percent", "bp", "points", "percentage_points"} and amount.unit in {"", names[0].unit}
    known = price and (now or names[0].sort != "stock") and usual(names[0].instrument, amount.value)
    return Licence("level", None, names=tuple(names), ease=0.9) if rate or known or (now and amount.unit) else None


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
