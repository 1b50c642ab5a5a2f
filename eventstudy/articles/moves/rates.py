"""Government yields as prose builds them: "the yield on the benchmark 10-year Treasury note", "10-year yields"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.vocabulary import words

if TYPE_CHECKING:
    from eventstudy.articles.moves.tokens import Line

_REACH = 4


def yield_at(line: Line, at: int) -> tuple[int, tuple[str, bool]] | None:
    """Return the token after a yield named at token `at`, its series, and False: its rise is its own.

    A paper named without the word "yield" counts only with "Treasury": what is told of it in per cent is its yield.

    Examples
    --------
    >>> from eventstudy.articles.moves.tokens import line_of
    >>> yield_at(line_of("Yields on benchmark 10-year notes sank"), 0)
    (7, ('us10y', False))
    >>> yield_at(line_of("German 10-year yields sank"), 1)
    """
    if line.norm(at - 1) in words("yields", "foreign"):
        return None
    start, told = at, False
    if line.norm(at) in {"yield", "yields"} and line.norm(at + 1) in {"on", "of", "for"}:
        start, told = at + 2, True
    start = _past(line, start, words("yields", "before") if told else frozenset({"benchmark"}))
    start = _past(line, start, words("yields", "between"))
    series = table("moves")["yields"]["series"].get(line.norm(start))
    if series is None or line.norm(start + 1) != "-" or line.norm(start + 2) != "year":
        return None
    end = _past(line, start + 3, words("yields", "between"))
    treasury = end > start + 3
    end = _past(line, end, words("yields", "papers"))
    if line.norm(end) in {"yield", "yields"}:
        return end + 1, (series, False)
    return (end, (series, False)) if told or (treasury and end > start + 3) else None


def _past(line: Line, at: int, these: frozenset[str]) -> int:
    end = at + _REACH
    while at < end and line.norm(at) in these:
        at += 1
    return at
