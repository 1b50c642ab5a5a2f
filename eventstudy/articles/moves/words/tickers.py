"""Instruments by their tickers and codes: "$XOM", "CVX", "NOK"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.after_names import acts
from eventstudy.articles.moves.words.companies import past_ticker
from eventstudy.articles.moves.words.evidence import is_signed
from eventstudy.articles.moves.words.name import Name

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.lookup import Names
    from eventstudy.articles.moves.words.tokens import Line

_LONGEST_TICKER = 5
_SHORT_TICKER = 2
_CODE = 3


def ticker_at(line: Line, at: int, names: Names) -> Name | None:
    """Return the instrument of a ticker in capitals: "$XOM", "CVX", but "C" only after a dollar sign."""
    start = at + 1 if line.norms[at] == "$" and line.glued[at + 1] else at
    if line.shapes[start] != "word":
        return None
    text = line.texts[start]
    name = names.tickers.get(text)
    marked = start > at or line.norms[at - 1] == "(" or is_signed(line, start + 1)
    if (
        name is None
        and start > at
        and line.shapes[start + 1] != "number"
        and text.isupper()
        and _SHORT_TICKER <= len(text) <= _LONGEST_TICKER
    ):
        return Name(text, "stock", at, start + 1, per="share")
    coin = _code(line, at, names) if name is None or _is_among_coins(line, start, names) else None
    if name is None or coin is not None:
        return coin
    one = names.instruments[name]
    if not marked and (len(text) <= _SHORT_TICKER or one.plain):
        return None
    return Name(name, one.kind, at, past_ticker(line, start + 1), (name,), unit=one.unit, per=one.per or "")


def _is_among_coins(line: Line, at: int, names: Names) -> bool:
    """Tell the krone in "NOK -0.6%, SEK -1%" from Nokia by its ticker."""
    if f"usd{line.norms[at]}" not in names.instruments:
        return False
    return any(f"usd{word}" in names.instruments for word in line.present - {line.norms[at]}) or "eur" in line.present


def _code(line: Line, at: int, names: Names) -> Name | None:
    """Return the coin of a code that does something by itself: "NOK -0.6%", "MXN weakened", not "NOK 500m"."""
    code = line.norms[at]
    if len(code) != _CODE or not line.texts[at].isupper() or line.shapes[at - 1] == "number" or code == "usd":
        return None
    one = names.instruments.get(f"usd{code}") or names.instruments.get(f"{code}usd")
    told = (
        is_signed(line, at + 1)
        or acts(line, at + 1)
        or (line.norms[at + 1] == "at" and line.shapes[at + 2] == "number")
    )
    if one is None or one.kind != "currency" or not told:
        return None
    return Name(one.id, one.kind, at, at + 1, (one.id,), one.id.startswith("usd"), one.unit, one.per or "")
