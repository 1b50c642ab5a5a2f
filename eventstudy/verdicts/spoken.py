"""What the words around a number say: a moment inside the day, a side of its range, a level crossed, a contract month.

A move carries the words of its value alone; with the article at hand the stretch of its sentence around it is read,
back to the number before and on to the next clause. Without the article the words of the value are all there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.records import Hedge, ReportedMove

__all__ = ["THRESHOLDS", "Words", "as_spoken", "words_of"]

THRESHOLDS = frozenset({"more_than", "less_than", "at_least", "at_most"})
"""Hedges of a level that is a threshold: above it or below it, whatever its last digit."""

_BEFORE = re.compile(r"\d[\d.,]*|[;:]|\band\b|\bbut\b|\bwhile\b|\bbefore\b", re.IGNORECASE)
_AFTER = re.compile(r"[,;]|\.(?:\s|$)|\band\b|\bbut\b|\bwhile\b|\bbefore\b", re.IGNORECASE)
_INSIDE = re.compile(
    r"\b(?:briefly|at one point|earlier|intraday|during|session (?:high|low)|(?:was|were|is|are) trading|swung|"
    r"rang(?:ed|ing)|so far|(?:was|were|is|are|stood) (?:up|down|higher|lower)|(?:as|so) (?:high|low|much|"
    r"many) as|by (?:noon|midday)|"
    r"(?:early|morning|midday|afternoon) (?:trad|deal)\w*|up to|at (?:its|their|the) (?:high|low|best|worst)\w*)\b",
    re.IGNORECASE,
)
_LEVEL_INSIDE = re.compile(
    r"\b(?:hits?|hitting|touch\w*|reach\w*|topp\w*|surpass\w*|br[eo]a?k\w*|came|near(?:ed|ing|s)|approach\w*|breach\w*|"
    r"cross\w*|pass(?:ed|es|ing)|peak\w*|exceed\w*|trad(?:ed|ing|es)|(?:high|low)s? (?:of|at)|above|below|past|under|"
    r"over|spik\w*)\b",
    re.IGNORECASE,
)
_LEAPT_TO = re.compile(
    r"\b(?:surg|soar|jump|leap|shot|climb|rocket|rall|plung|tumbl|sank|sink|crash|plummet|dived?)\w*\b.*\bto\b",
    re.IGNORECASE | re.DOTALL,
)
_SIDE = re.compile(
    r"\b(?:(?:session|intraday|daily|day's|week|month|year)\W+(?P<a>high|low) (?:of|at)|"
    r"(?P<b>high|low)s? (?:of|at)\W*$|at (?:its|their|the) (?:(?:session|intraday|day's) )?(?P<c>high|low|best|worst))",
    re.IGNORECASE,
)
_OF_THE_DAY = re.compile(
    r"\bat (?:its|their|the) (?:session |intraday |day's )?(?P<c>high|low|best|worst)", re.IGNORECASE
)
_CROSSED = re.compile(
    r"\b(?:topp\w*|surpass\w*|br(?:oke|eak|oken|eaks|eaking) (?:through|above|below)|breach\w*|cross\w*|exceed\w*|"
    r"pass(?:ed|es|ing))\s+(?:the\s+)?\W*$",
    re.IGNORECASE,
)
_ATTAINED = re.compile(r"\b(?:hits?|hitting|touch(?:ed|es|ing)|reach(?:ed|es|ing))\s+(?:the\s+)?\W*$", re.IGNORECASE)
_STAYED = re.compile(r"\b(?:stay|remain|held|hold|kept|keep)\w*\b", re.IGNORECASE)
_RANGED = re.compile(r"\b(?:trad(?:ed|es|ing)|rang(?:ed|es|ing)|fluctuat\w*|swung|moved)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:clos|settl|end|finish)\w*\b", re.IGNORECASE)
_FIRST_TIME = re.compile(r"\bfor the first time\b", re.IGNORECASE)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_CONTRACT = re.compile(
    rf"\bfor (?P<a>{'|'.join(_MONTHS)}) delivery\b|"
    rf"\b(?P<b>{'|'.join(_MONTHS)})(?:[ -]delivery)? (?:brent|wti|crude|futures|contracts?|west texas)\b",
    re.IGNORECASE,
)
_WORST = {"best": "high", "worst": "low"}


@dataclass(frozen=True, slots=True)
class Words:
    """What the words around one number say."""

    inside: bool = False
    """They speak of a moment inside the day."""
    leapt: bool = False
    """They tell a level reached by a leap ("surged to"), which may be one inside the day."""
    side: str = ""
    """``"high"`` or ``"low"`` where the number is that of the day."""
    crossed: bool = False
    attained: bool = False
    stayed: bool = False
    ranged: bool = False
    closed: bool = False
    first_time: bool = False
    contract: int = 0
    """Month of the contract that is named, 1 to 12; 0 where none is."""


def words_of(move: ReportedMove, texts: Mapping[str, str]) -> Words:
    """Return what the words around a move say; those of its value alone where the article is not at hand."""
    before, after, sentence = _around(move, texts.get(move.article, ""))
    whole = sentence[: max(move.start - move.sentence[0], 0)]
    spoken = f"{before}{move.quote}{after}"
    lead = re.split(r"[$€£¥\d]", f"{before}{move.quote}", maxsplit=1)[0]
    side = _SIDE.search(lead) or _OF_THE_DAY.search(after) or _OF_THE_DAY.search(before)
    named, level = _CONTRACT.search(sentence), move.kind == "price_level"
    word = next((one.lower() for one in side.groupdict().values() if one), "") if side else ""
    return Words(
        inside=_INSIDE.search(spoken) is not None or (level and _LEVEL_INSIDE.search(before + move.quote) is not None),
        leapt=level and _LEAPT_TO.search(before + move.quote) is not None,
        side=_WORST.get(word, word),
        crossed=_CROSSED.search(lead) is not None,
        attained=_ATTAINED.search(lead) is not None,
        stayed=_STAYED.search(before) is not None,
        ranged=_RANGED.search(whole) is not None,
        closed=_CLOSED.search(lead) is not None,
        first_time=_FIRST_TIME.search(after) is not None,
        contract=_month(named),
    )


def _month(named: re.Match[str] | None) -> int:
    if named is None:
        return 0
    return _MONTHS.index((named["a"] or named["b"]).lower()) + 1


def _around(move: ReportedMove, text: str) -> tuple[str, str, str]:
    """Return the words before and after a move in its sentence, and the sentence."""
    first, last = move.sentence
    if text[move.start : move.end] != move.quote or not first <= move.start < move.end <= last:
        return "", "", move.quote
    before, after = text[first : move.start], text[move.end : last]
    return _BEFORE.split(before)[-1], _AFTER.split(after)[0], text[first:last]


def as_spoken(move: ReportedMove, words: Words) -> ReportedMove:
    """Return a move with the hedge that its verb stands for: to top a level is to rise above it."""
    if not words.crossed or move.kind != "price_level" or move.hedge != "exact" or move.phase == "close":
        return move
    hedge: Hedge = "less_than" if move.direction == "down" else "more_than"
    return replace(move, hedge=hedge)
