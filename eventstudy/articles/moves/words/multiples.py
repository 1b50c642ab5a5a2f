"""What "doubled", "more than tripled", "halved" say in per cent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.values import Amount, hedge_at
from eventstudy.articles.moves.words.vocabulary import values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line


_OWNING = frozenset({"the", "'s", "next", "last", "a", "this"})


def multiple_at(line: Line, at: int) -> Amount | None:
    """Return what "doubled" or "more than tripled" at token `at` says in per cent; its sign is its direction.

    With an object ("doubled its dividend") it says nothing of a price.
    """
    hedge, lead, start = hedge_at(line, at)
    told = values("multiples").get(line.norms[start])
    if told is None or line.norms[start + 1] in {"down", "up"}:
        return None
    if line.norms[at - 1] in _OWNING:  # "before the halving"
        return None
    last = start + 1
    if line.norms[last] in {"its", "their", "in"} and line.norms[last + 1] in {"value", "price"}:
        last += 2
    if line.shapes[last] not in {"mark", ""} and line.norms[last] not in words("names", "after_multiple"):
        return None
    value = Decimal(told)
    return Amount(abs(value), "percent", at, last, hedge=hedge, lead=lead, sign=1 if value > 0 else -1, multiple=True)
