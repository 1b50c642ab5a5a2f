"""What the words around a day say of it: told, only looked back to, over by now, or told of a lead before it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.told.days import first_of, last_of_month
from eventstudy.records import DateSpan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from eventstudy.records import DateMention

__all__ = ["is_glance", "is_of_lead", "is_over", "is_told", "opens", "spell_of"]

_SHORT = frozenset({"instant", "part_of_day", "day"})
_REACH = 80
_PERFECT = r"had (?!(?:an?|the|its|their|his|her|no)\b)\w+"
_HELD_BACK = re.compile(
    rf"\b(?:after|following|having|{_PERFECT}|ahead|due|until)\b|^\W*(?:which|who|whose|that|when|where)\b|"
    r"\b(?:since|before|till) (?:(?:late|early|last) )*$|"
    r"\b(?:from|against|than|versus|vs|below|above|over|with)\s+"
    r"(?:(?:late|early|the|its|an?|last|on|in|at|\S*\d\S*|percent|per cent|points?|barrel|new york|trad\w+)\s+)*$",
    re.IGNORECASE,
)
_HAD = re.compile(
    rf"^,?(?:(?!\b(?:after|that|because|since|though|although)\b)[^,;:.]){{0,60}}?\b{_PERFECT}",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"['\u2019]s (?!session|trading)(?:[^.;]|\.\d)*?\b(?:(?:has|have)(?: \w+)?(?: been)? "
    r"(?:gone|faded|unwound|erased|reversed|given|evaporated|vanished|undone|forgotten|wiped)|"
    r"(?:is|are)(?: \w+)? (?:gone|over|history|forgotten|unwound|fading|undone))\b",
    re.IGNORECASE,
)
"""A day that owns what is now no more: "Yesterday's bounce has been unwound"."""
_WHEN = re.compile(rf"^\W*(?:when|as|once) (?!.*\b(?:last|{_PERFECT})\b)", re.IGNORECASE)
"""Opens a sentence with the news of the day: "When the Fed spoke on Wednesday, bonds rallied"."""
_VALUE = re.compile(
    r"[$\u20ac\u00a3]\d|\d(?:%| (?:percent|per cent|points?|basis|cents?|pence)\b)|"
    r"^\W*\d[\d,.]* (?:on|at|late|early)\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|\w{2,}ed|fell|rose|sank|slid|lost|shed|went|came|gave|took|made|won|hit|"
    r"dropped|led|cut|ran|saw|held|began|grew|drew|kept|put|set|stood|broke|leapt|sent|spent|sold)\b",
    re.IGNORECASE,
)
_TURN_NOW = re.compile(
    r"\b(?:and|but) (?:it |they )?(?:now |currently )?"
    r"(?:(?:is|are) (?:now |currently |back )?(?:trading|changing hands|quoted|at|to|[$\u20ac\u00a3]?\d)|"
    r"trades?\b|(?:sits?|stands?) at|"
    r"(?:is|are) (?:up|down|off)\b[^.;,]*(?:\.\d[^.;,]*)?\b(?:so far|today|this morning|now))"
    r"(?![^.;]*\b(?:year|month|quarter|week|since|below|above|under)\b)",
    re.IGNORECASE,
)
"""The present after a day that is over: "broke parity last night and is trading at 0.9830"."""
_TURN_AFTER_NIGHT = re.compile(r"\b(?:and|but) it\b", re.IGNORECASE)
_NIGHT = re.compile(r"last night", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|now|so far|is|are|has|have)\b", re.IGNORECASE
)
_TRADE = re.compile(r" (?:trade|trading|dealings?)\b", re.IGNORECASE)
_IN_EARLY = re.compile(r"\bin (?:early |late |morning |afternoon )?$", re.IGNORECASE)
_SIDE = re.compile(r"\b(?:early|late|after-hours|premarket|overnight)\b", re.IGNORECASE)
_NEWS = re.compile(
    r"\b(?:said|says|reported|announced|released|published|showed|data|reports?|told|met|meeting|vote[ds]?)\b",
    re.IGNORECASE,
)
_SPELL = re.compile(
    r"\W*(?:(?:and|but|so) )?(?:it (?:was|has been) an? (?:\w+ ){1,3}(?P<other>week|month|quarter|year)|"
    r"(?:(?!it\b)(?P<month>[a-z]+)|(?:the|this) (?P<unit>week|month|quarter|year)) "
    r"was (?:\w+ ){0,2}(?!over|young|old|done|out|short|new)\w+)\W*",
    re.IGNORECASE,
)
"""A sentence that says only what a time was like: "September was simply awful.", "It was an ugly week."."""
_SHUT = re.compile(r"\b(?:closed|shut)(?: on)? $", re.IGNORECASE)
_SHUT_FOR = re.compile(r" (?:for (?:the )?[A-Z]|in observance|to mark|to honou?r)")
_OWNED = re.compile(r"['\u2019]s\b")
_CUT = re.compile(r"[,:](?!\d)|[;()\u2014\u2013]|\s-\s")
_OPENING = re.compile(r"\W*(?:(?:late|early) )?(?:on|by) \W*$|\W*$", re.IGNORECASE)
_WEEK = 7
_LEFT = 2
"""Days that may be left of a week, or of a longer time, of which an article tells as a whole."""
_MONTHS = {"month": 0, "quarter": 2, "year": 11}


def is_told(one: DateMention, text: str, start: int, end: int) -> bool:
    """Tell a day that the sentence from `start` to `end` is of from one that it only looks back to."""
    if one.precision not in _SHORT or one.tense == "future":
        return False
    pieces = _CUT.split(text[max(start, one.start - 2 * _REACH) : one.start])
    clause = pieces[-1]
    if len(pieces) == 1 and one.start - start <= 2 * _REACH:
        clause = _WHEN.sub("", clause)
    owned = _OWNED.match(text, one.end) is not None
    owned = owned and (clause.strip() != "" or _OVER.match(text, one.end, end) is not None)
    perfect = _HAD.match(text[one.end : one.end + _REACH]) is not None
    shut = _SHUT.search(clause) is not None and _SHUT_FOR.match(text, one.end) is not None
    if owned or perfect or shut or _HELD_BACK.search(clause) or _is_inserted(one, text, pieces, end):
        return False
    return one.last - one.first < timedelta(days=1)


def _is_inserted(one: DateMention, text: str, pieces: Sequence[str], end: int) -> bool:
    """Tell the day of a value between commas, before the verb: "The yield, 4.83 percent on Tuesday, fell"."""
    after = _CUT.split(text[one.end : min(end, one.end + _REACH)])
    if len(pieces) == 1 or len(after) == 1 or not _VALUE.search(pieces[-1]):
        return False
    return not any(_VERB.search(part) for part in (pieces[-2], pieces[-1], after[0]))


def is_glance(one: DateMention, text: str) -> bool:
    """Tell a day of the side: "in early Thursday trade"."""
    before = text[max(one.start - _REACH, 0) : one.start]
    return _TRADE.match(text, one.end) is not None and _IN_EARLY.search(before) is not None


def is_over(one: DateMention, text: str, end: int) -> bool:
    """Tell a day that the sentence leaves for the present: "broke parity last night and is trading at 0.9830"."""
    night = _NIGHT.fullmatch(one.text) is not None and _TURN_AFTER_NIGHT.search(text, one.end, end)
    return bool(night or _TURN_NOW.search(text, one.end, end))


def opens(one: DateMention, text: str, start: int) -> bool:
    """Tell a day that opens its sentence."""
    return _OPENING.fullmatch(text, start, one.start) is not None


def is_of_lead(one: DateMention, text: str, lead: tuple[int, int], end: int) -> bool:
    """Tell a day that is of a lead before its sentence too, by the words of both.

    "The Dow closed below 8,000. Bank of America lost 29 percent on Tuesday": not where a day opens the sentence, where
    it is that of some news, or where the lead speaks of now.
    """
    start = lead[1]
    aside = _NEWS.search(text, start, one.start) or _SIDE.search(text, start, one.end) or opens(one, text, start)
    return not aside and _VALUE.search(text, start, end) is not None and _PRESENT.search(text, *lead) is None


def spell_of(text: str, start: int, end: int, mentions: Sequence[DateMention], published: date) -> DateSpan | None:
    """Return the time that a sentence says to have been good or bad, and no more."""
    found = _SPELL.fullmatch(text, start, end)
    if found is None:
        return None
    unit = (found["unit"] or found["other"] or "").lower()
    named = [(one.first, one.last) for one in mentions if one.precision == "month"]
    first, last = _whole(unit, published) if unit else named[0] if named else (published, published)
    left = (last - published).days
    if first >= published or left > (_LEFT if unit == "week" else _WEEK):
        return None
    return DateSpan(first, min(last, published))


def _whole(unit: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the whole week, month, quarter or year of a day."""
    first = first_of(unit, day)
    if unit == "week":
        return first, first + timedelta(days=_WEEK - 1)
    return first, last_of_month(first.year, first.month + _MONTHS[unit])
