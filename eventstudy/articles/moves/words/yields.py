"""Government yields as prose builds them: "the yield on the benchmark 10-year Treasury note", "UST 10y"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.vocabulary import entries, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

_YIELD_REACH = 4
_PAPER = frozenset({
    "ust", "usts", "treasury", "treasuries", "bund", "gilt", "jgb", "btp", "oat", "german", "british", "italian",
    "french", "spanish", "greek", "portuguese", "japanese",
})  # fmt: skip

_ISSUERS = frozenset({("government", "'s"), ("treasury", "'s")})
_LISTED = frozenset({"", ",", ";", ":", "-", "•", "*", "(", ")", "+", "|", "/", ".", "and", "unchanged", "flat"})


@cache
def yield_words() -> frozenset[str]:
    """Return the words that a yield may begin with."""
    listed = (words("yields", key) for key in ("before", "between"))
    return frozenset({"yield", "yields", *(word for one in listed for word in one), *values("terms"), *values("lands")})


def yield_at(line: Line, at: int) -> tuple[int, tuple[str, bool]] | None:
    """Return the token after a yield named at token `at`, its series, and False: its rise is its own.

    A paper named without the word "yield" counts only as a Treasury, another government's or a benchmark: what is told
    of it in per cent is its yield. "The 10-year" alone counts before a verb.

    Examples
    --------
    >>> from eventstudy.articles.moves.words.tokens import line_of
    >>> yield_at(line_of("Yields on benchmark 10-year notes sank"), 0)
    (7, ('us10y', False))
    >>> yield_at(line_of("German 10-year yields sank"), 0)
    (5, ('de10y', False))
    >>> yield_at(line_of("German 10-year yields sank"), 1)
    """
    if _is_quoted_paper(line, at):
        return at + 1, (f"{values('lands')[line.norms[at]]}10y", False)
    if line.norms[at] not in yield_words():
        return None
    if line.norms[at - 1] in words("yields", "foreign") and not of_treasury(line, at):
        return None
    told = line.norms[at] in {"yield", "yields"} and line.norms[at + 1] in {"on", "of", "for"}
    start = _past(line, at + 2 if told else at, words("yields", "before"))
    land = values("lands").get(line.norms[start])
    start = start + 1 + (line.norms[start + 1] == "'s") if land else start
    start = _past(line, start, words("yields", "before") | words("yields", "between"))
    american = not words("yields", "between").isdisjoint(line.norms[at:start])
    term, end = values("terms").get(line.norms[start]), _past_term(line, start + 1)
    if term is None or end is None:
        return None
    paper = _past(line, end, words("yields", "between"))
    owned = land is None and line.norms[paper] in values("lands") and line.norms[paper] not in words("yields", "papers")
    paper = _past(line, paper + 1, words("yields", "between")) if owned else paper
    last = _past(line, paper, words("yields", "papers"))
    land = land or next((values("lands")[word] for word in line.norms[end:last] if word in values("lands")), None)
    land = land or (None if american else _land_before(line, at))
    series = f"{land or 'us'}{term}y"
    last = last + 1 if line.norms[last] == "'s" and line.norms[last + 1] in {"yield", "yields"} else last
    if line.norms[last] in {"yield", "yields", "rate"} and line.norms[last - 1] != "-":
        return last + 1, (series, False)
    named = land is not None and last > paper
    known = told or american or paper > end or named or (last > paper and "benchmark" in line.norms[at:start])
    known = known or (land is not None and _is_coded(line, at, end))
    owned = line.norms[at - 1] in {"the", "its", "their"}
    alone = _stands_alone(line, at, end) or (owned and (last > end or _does(line, last)))
    alone = alone or (of_treasury(line, at) and last > end)
    alone = alone or _is_in_list(line, at, last)
    return (last, (series, False)) if known or alone else None


def _land_before(line: Line, at: int) -> str | None:
    """Return whose bonds a sentence has named before: "Bunds rallied, pushing the 10-year yield down"."""
    papers = words("yields", "papers")
    return next((values("lands")[word] for word in line.norms[:at] if word in papers and word in values("lands")), None)


def _is_quoted_paper(line: Line, at: int) -> bool:
    """Tell "Bund 2.18%" and "Gilt: 3.81%", which quote the ten-year yield."""
    if (
        line.norms[at].removesuffix("s") not in {"bund", "gilt", "jgb", "btp", "oat"}
        or not line.texts[at][:1].isupper()
    ):
        return False
    number = at + 2 if line.norms[at + 1] in {":", "at", "+", "-"} else at + 1
    return line.shapes[number] == "number" and line.norms[number + 1] in {"%", "bp", "bps"}


def _past_term(line: Line, at: int) -> int | None:
    """Return the token after "-year", "year", "y" or "yr" at token `at`."""
    at = at + 1 if line.norms[at] == "-" else at
    if line.norms[at] == "year" or (line.norms[at] in {"y", "yr"} and line.glued[at]):
        return at + 1
    if line.norms[at] == "s" and line.glued[at] and line.norms[at - 2] in _PAPER:
        return at + 1
    return None


def _is_coded(line: Line, at: int, end: int) -> bool:
    """Tell "Bund 10y", "Spanish 10y" and "Greek 10s", as brokers write them."""
    return line.norms[end - 1] in {"y", "yr", "s"} and line.norms[at] in values("lands")


def _stands_alone(line: Line, at: int, end: int) -> bool:
    """Tell "the 10-year was at 4.2 percent" from "the 10-year plan"."""
    entry = entries().match(line.norms, end)
    verb = entry is not None and entry[1].kind in {"be", "neutral", "dir", "hit", "comma", "yields"}
    coded = line.norms[end - 1] in {"y", "yr"} and line.norms[end] in {"+", "-", "up", "down"}
    before = line.norms[max(at - 3, 0) : at]
    own = "the" in before[-2:] or not {"my", "our"}.isdisjoint(before)
    return coded or line.norms[end] == ":" or (own and (verb or line.norms[end] in {"at", "'s"}))


def of_treasury(line: Line, at: int) -> bool:
    """Tell "the government's 30-year bond", the Treasury's, from those of a government that is named."""
    issuer = line.norms[max(at - 2, 0) : at]
    return issuer in _ISSUERS and line.norms[at - 3] not in values("lands")


def _is_in_list(line: Line, at: int, last: int) -> bool:
    """Tell "2 year 3.507%, unchanged" and "30-year bond at 4.979%", lines of a list of yields, from a coupon."""
    number = last + 1 if line.norms[last] in {"at", ":"} else last
    level = line.shapes[number] == "number" and "." in line.texts[number] and line.norms[number + 1] == "%"
    return level and line.norms[at - 1] in _LISTED and line.norms[number + 2] in _LISTED


def _does(line: Line, at: int) -> bool:
    """Tell "the 10-year note jumping 8 basis points", "the two-year note yielding 0.74 percent"."""
    entry = entries().match(line.norms, at)
    return entry is not None and (entry[1].kind == "yields" or (entry[1].kind == "dir" and entry[1].verb))


def _past(line: Line, at: int, these: frozenset[str]) -> int:
    end = at + _YIELD_REACH
    while at < end and line.norms[at] in these:
        at += 1
    return at
