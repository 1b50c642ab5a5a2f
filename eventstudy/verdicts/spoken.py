"""What the words around a number say: a moment inside the day, a side of its range, a level crossed, a contract month.

A move carries the words of its value alone; with the article at hand the stretch of its sentence around it is read,
back to the number before and on to the next clause. Without the article the words of the value are all there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.phrases import told_in
from eventstudy.articles.moves.told.vocabulary import MONTHS
from eventstudy.verdicts.parts import part_in
from eventstudy.verdicts.periods_told import day_bound, period_bound, periods_in
from eventstudy.verdicts.venues import venue_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.told.phrases import Beside, Told
    from eventstudy.records import Hedge, ReportedMove
    from eventstudy.verdicts.parts import Part
    from eventstudy.verdicts.periods_told import Period

__all__ = ["THRESHOLDS", "Words", "as_spoken", "words_of"]

THRESHOLDS = frozenset({"more_than", "less_than", "at_least", "at_most"})
"""Hedges of a level that is a threshold: above it or below it, whatever its last digit."""

_BEFORE = re.compile(r"\d[\d.,]*|[;:]|\band\b|\bbut\b|\bwhile\b|\bbefore\b", re.IGNORECASE)
_AFTER = re.compile(r"[,;]|\.(?:\s|$)|\band\b|\bbut\b|\bwhile\b|\bbefore\b", re.IGNORECASE)
_INSIDE = re.compile(
    r"\b(?:briefly|at (?:one|some) point|(?<!day )(?<!session )(?<!hours )(?<!week )(?<!month )(?<!year )earlier|"
    r"intraday|during|session (?:high|low)|(?:was|were|is|are) trading|"
    r"swung|rang(?:e|ed|ing)|so far|(?:as|so) (?:high|low|much|"
    r"many) as|by (?:noon|midday)|"
    r"(?:early|morning|midday|afternoon) (?:trad|deal)\w*|up to|at (?:its|their|the) "
    r"(?:(?:session|day)(?:['\u2019]s)? |intraday )?(?:high|low|best|worst)\w*)\b",
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
    r"\b(?:(?:session|intraday|daily|day|week|month|year)(?:['\u2019]s)?\W+(?P<a>high|low) (?:of|at)|"
    r"(?P<b>high|low)s? (?:of|at)\W*$|at (?:its|their|the) (?:(?:(?:session|day)(?:['\u2019]s)?|intraday) )?"
    r"(?P<c>high|low|best|worst))",
    re.IGNORECASE,
)
_OF_THE_DAY = re.compile(
    r"\bat (?:its|their|the) (?:(?:session|day)(?:['\u2019]s)? |intraday )?(?P<c>high|low|best|worst)", re.IGNORECASE
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
_TURNED = re.compile(r"\b(?:before|then|but later|only to)\b[^;]*$", re.IGNORECASE)
_MOMENT = re.compile(r"\b(?:at one point|briefly|intraday)\b", re.IGNORECASE)
_MOMENT_AFTER = re.compile(r"^[^,;\d]*\b(?:at one point|briefly|intraday|during the session)\b", re.IGNORECASE)
_INTRADAY = re.compile(r"\bintraday\b", re.IGNORECASE)
_AND = re.compile(r"[,;]|\band\b|\bbut\b|\bwhile\b|\bbefore\b", re.IGNORECASE)
_CLAUSE_AFTER = re.compile(r"[,;]|\.(?:\s|$)|\b(?:and|but|while|before)\b(?! the clos)", re.IGNORECASE)
_SHORTLY = re.compile(r"\b(?:shortly|soon|just) (after|before)\b", re.IGNORECASE)
_EVENING = re.compile(r"\b(?:late|evening|overnight|night)\b", re.IGNORECASE)
_LATE_TRADING = re.compile(
    r"\b(?:late(?:r)? (?:trad|deal)\w*|after the (?:closing )?bell|after the market closed)\b", re.IGNORECASE
)
_BY_THEN = re.compile(r"\bby (?:about |around )?(?:noon|midday|\d)", re.IGNORECASE)
_REACHED = re.compile(
    r"\b(?:hits?|reach\w*|touch\w*|topp\w*|surpass\w*|cross\w*|pass(?:ed|es)|br[eo]a?k\w*)\b", re.IGNORECASE
)
_BEFORE_TURN = re.compile(r"^[^;\d]*\bbefore \w+ing\b", re.IGNORECASE)
_OPEN = re.compile(r"\bopen", re.IGNORECASE)
_NEAR = 60
_ENDS = frozenset({",", ";", ".", "and", "but", "while", "before"})
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
    all_day: bool = False
    ranged: bool = False
    closed: bool = False
    periods: tuple[Period, ...] = ()
    """Those that the sentence names."""
    own_day: bool = False
    own_period: bool = False
    """The words beside the number bind it to a day, or to a period."""
    read: bool = False
    """The article is at hand."""
    told: Told | None = None
    """The days and spans that the sentence names."""
    venue: str = ""
    """The city whose exchange the words after the number name."""
    opened: bool = False
    """It speaks of an open."""
    several_days: bool = False
    """The sentence names several days, and the clause of the number none, or it counts from a peak or a low."""
    total_return: bool = False
    """It counts dividends in, which prices do not."""
    part: Part | None = None
    """The part of the day that the words beside the number name."""
    by_then: bool = False
    """A level reached, or the furthest point, "by 11 a.m.": at any time up to it."""
    shortly: str = ""
    """``"after"`` or ``"before"`` of "shortly after 11 a.m."."""
    evening: bool = False
    """They speak of the evening or the night of a day."""
    late_trading: bool = False
    """They speak of late trading, which may be that after the close."""
    turned: bool = False
    """They come after another move of the day: "before easing to settle at $69.02"."""
    moment: bool = False
    """They can only be of a moment inside the day."""
    first_time: bool = False
    first_in: tuple[float, str] | None = None
    """How long back the first time is counted: "for the first time in more than a year" is ``(1, "year")``."""
    contract: int = 0
    """Month of the contract that is named, 1 to 12; 0 where none is."""


def words_of(move: ReportedMove, texts: Mapping[str, str]) -> Words:
    """Return what the words around a move say; those of its value alone where the article is not at hand."""
    text = texts.get(move.article, "")
    before, after, sentence = _around(move, text)
    at = _beside(move, text)
    whole = sentence[: max(move.start - move.sentence[0], 0)]
    spoken = f"{before}{move.quote}{after}{' intraday' * (_INTRADAY.search(_AND.split(whole)[-1]) is not None)}"
    lead = re.split(r"[$€£¥\d]", f"{before}{move.quote}", maxsplit=1)[0]
    behind = re.split(
        r"\d(?:[\d.,]*\d)?", f"{move.quote}{sentence[max(move.end - move.sentence[0], 0) :]}", maxsplit=1
    )[-1]
    stayed = _STAYED.search(before) is not None
    turns = move.phase == "unspecified" and _BEFORE_TURN.match(behind) is not None
    side = _SIDE.search(lead) or _OF_THE_DAY.search(after) or _OF_THE_DAY.search(before)
    level, end = move.kind == "price_level", at.clause(_ENDS)[1]
    word = next((one.lower() for one in side.groupdict().values() if one), "") if side else ""
    return Words(
        inside=turns
        or (level and at.earlier("in a range") is not None)
        or _INSIDE.search(spoken) is not None
        or (level and not stayed and _LEVEL_INSIDE.search(before + move.quote) is not None),
        leapt=level and _LEAPT_TO.search(before + move.quote) is not None,
        side=_WORST.get(word, word),
        crossed=_CROSSED.search(lead) is not None,
        attained=_ATTAINED.search(lead) is not None,
        stayed=stayed,
        all_day=at.told.within("all day", at.last, end) is not None,
        ranged=_RANGED.search(whole) is not None,
        closed=_CLOSED.search(lead) is not None,
        periods=periods_in(at.told),
        own_day=day_bound(at),
        own_period=period_bound(at),
        read=bool(texts.get(move.article)),
        told=at.told,
        venue=venue_in(behind),
        opened=_OPEN.search(sentence) is not None,
        several_days=bool(at.told.all("from a peak")),
        total_return=bool(at.told.all("total return")),
        part=part_in(_CLAUSE_AFTER.split(behind)[0]) or part_in(_CLAUSE_AFTER.split(whole + lead)[-1]),
        shortly=shortly[1].lower() if (shortly := _SHORTLY.search(f"{before}{behind[:_NEAR]}")) else "",
        by_then=_BY_THEN.search(sentence) is not None
        and (move.hedge == "as_much_as" or _REACHED.search(lead) is not None),
        evening=_EVENING.search(_CLAUSE_AFTER.split(behind)[0]) is not None,
        late_trading=_LATE_TRADING.search(f"{before}{_CLAUSE_AFTER.split(behind)[0]}") is not None,
        turned=_TURNED.search(whole) is not None,
        moment=turns or _MOMENT.search(before + move.quote) is not None or _MOMENT_AFTER.match(after) is not None,
        first_time=at.told.within("first time", at.last, end) is not None,
        first_in=_first_in(at),
        contract=_contract(at.told),
    )


def _first_in(at: Beside) -> tuple[float, str] | None:
    found = at.later("first time in")
    if found is None:
        return None
    return float(at.told.count(found)), (at.told.word(found, "SPELL") or "day").removesuffix("s")


def _contract(told: Told) -> int:
    """Return the month of the contract that a sentence names, 0 for none."""
    named = told.all("contract")
    return MONTHS.index(told.word(named[0], "MONTHNAME")[:3]) + 1 if named else 0


def _beside(move: ReportedMove, text: str) -> Beside:
    """Return what stands beside the number of a move; where the article is not at hand, in its own words."""
    if _is_at_hand(move, text):
        return told_in(text, *move.sentence).beside_number(move)
    told = told_in(move.quote)
    return told.beside_token(next(iter(told.places.get("NUMBER", ())), 0))


def _is_at_hand(move: ReportedMove, text: str) -> bool:
    first, last = move.sentence
    return text[move.start : move.end] == move.quote and first <= move.start < move.end <= last


def _around(move: ReportedMove, text: str) -> tuple[str, str, str]:
    """Return the words before and after a move in its sentence, and the sentence."""
    if not _is_at_hand(move, text):
        return "", "", move.quote
    first, last = move.sentence
    before, after = text[first : move.start], text[move.end : last]
    return _BEFORE.split(before)[-1], _AFTER.split(after)[0], text[first:last]


def as_spoken(move: ReportedMove, words: Words) -> ReportedMove:
    """Return a move with what its verb stands for: to top a level is to rise above it, to end a month at it a close."""
    ended = words.closed and move.date is None and move.window is not None
    if move.kind == "price_level" and move.phase == "unspecified" and ended:  # "to end January at $58.16"
        return replace(move, phase="close")
    if not words.crossed or move.kind != "price_level" or move.hedge != "exact" or move.phase == "close":
        return move
    hedge: Hedge = "less_than" if move.direction == "down" else "more_than"
    return replace(move, hedge=hedge)
