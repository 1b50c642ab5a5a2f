"""Whether what is told has happened, is to come or is only supposed, and on which day it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.dates.units import shifted
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import DateMention, Status

_POSSIBLE = words("telling", "possible")
_INTENDED = words("telling", "intended")
_ANNOUNCED = words("telling", "announced")
_SCHEDULED = words("telling", "scheduled")
_NUMBERS = {name: n for n, name in enumerate(table("english")["dates"]["numbers"].split(), start=1)}
_BREAKS = words("dates", "clause") - {"if", "unless", "whether"}
_STOPS = frozenset({",", ";", ":", "\u2014", "\u201c", "\u201d"})
_REACH, _MODAL_REACH = 40, 6


def first_day(mention: DateMention, line: list[Token], at_word: int, first: int) -> date:
    """Return the first day; where the sentence tells how many days it lasted and that it ended then, days before."""
    ended = any(at(line, i).low in {"ended", "ends", "end"} for i in range(at_word, first))
    if not ended or mention.first != mention.last:
        return mention.first
    for i in range(max(0, first - _REACH), first):
        count = _NUMBERS.get(at(line, i).low)
        j = i + 1 + (at(line, i + 1).text == "-")
        if count and at(line, j).low in {"day", "days"}:
            return shifted(mention.first, 1 - count)
    return mention.first


def status_of(mention: DateMention, line: list[Token], at_word: int) -> Status:
    """Tell whether the happening at `at_word`, dated by `mention`, is past, future or hypothetical."""
    said: set[str] = set()
    for token in reversed(line[max(0, at_word - _MODAL_REACH) : at_word]):
        said.add("" if token.text == "May" else token.low)
        if token.low in _BREAKS or token.text in _STOPS:
            break
    after = {token.low for token in line[at_word + 1 : at_word + 3] if token.text != "May"}
    if (said | after) & _POSSIBLE or ("would" in said | after and _supposed(line, at_word)):
        return "hypothetical"
    if mention.tense == "future":
        return "future"
    return "hypothetical" if said & _INTENDED else "past"


def _supposed(line: list[Token], at_word: int) -> bool:
    """Tell whether "would" only supposes: under a condition, or where nobody announces what would be."""
    if any(token.low in {"if", "unless"} for token in line):
        return True
    scheduled = {token.low for token in line[at_word : at_word + 4]} & _SCHEDULED
    return not scheduled and not any(token.low in _ANNOUNCED for token in line[:at_word])
