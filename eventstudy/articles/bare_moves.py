"""Words of happening that only tell how a price moved: "rallied 3 percent", "shares sank"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_MOVING = words("telling", "moving")
_CHANGING = words("telling", "changing")
_PUSHING = words("telling", "pushing")
_PRICES = words("telling", "prices")
_OF_PRICES = words("telling", "of_prices")
_UNITS = words("telling", "units")
_OBJECTS = words("telling", "policy_objects") - {"price", "prices"}
_MONEY = frozenset({"$", "\u20ac", "\u00a3", "\u00a5"})
_STOPS = frozenset({",", ";", ":", "\u2014"})
_BEFORE, _AFTER, _NEXT = 10, 7, 4


def is_bare_move(line: list[Token], i: int) -> bool:
    """Tell whether the word of happening at `i` is a verb of prices here, and no happening beside them.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> is_bare_move(tokens("Stocks rallied 3 percent."), 1), is_bare_move(tokens("Miners rallied in Lima."), 1)
    (True, False)
    """
    low = line[i].low
    if low in _MOVING:
        return _amount(line, i) or _of_prices(line, i)
    if low in _PUSHING and any(at(line, j).low in _PRICES for j in range(i + 1, i + _NEXT)):
        return _amount(line, i)
    return low in _CHANGING and _of_prices(line, i) and (_amount(line, i) or _object(line, i))


def _amount(line: list[Token], i: int) -> bool:
    """Tell whether a change follows: "8.3 percent", "to $1,171"; not that of a thing which is set by someone."""
    after = [at(line, j) for j in range(i + 1, i + _AFTER)]
    end = next((n for n, token in enumerate(after) if token.text in _STOPS or token.kind == "end"), len(after))
    told = after[:end]
    if any(token.low in _OBJECTS for token in told):
        return False
    return any(token.text in _MONEY or token.text == "%" or token.low in _UNITS for token in told)


def _of_prices(line: list[Token], i: int) -> bool:
    """Tell whether what moves is a market, a share or a price."""
    for j in range(i - 1, max(i - 1 - _BEFORE, -1), -1):
        if line[j].low in _PRICES:
            return True
        if line[j].text in {";", ":"}:
            break
    return False


def _object(line: list[Token], i: int) -> bool:
    return any(at(line, j).low in _OF_PRICES for j in range(i + 1, i + _AFTER))
