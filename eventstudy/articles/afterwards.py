"""Happenings that a sentence dates by another day: "on Friday, a day after the court ruled"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.dates.units import shifted
from eventstudy.articles.lexicon import table
from eventstudy.articles.links import Link

if TYPE_CHECKING:
    from eventstudy.articles.links import Sentence
    from eventstudy.records import DateMention

_NUMBERS = {name: n for n, name in enumerate(table("english")["dates"]["numbers"].split(), start=1)}
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_SIGNS = {"after": -1, "before": 1}
_ENDS = frozenset({",", ";", "(", "\u2014", "."})
_REACH, _CLAUSE, _FEW, _MOST = 10, 40, 5, 28


def told_afterwards(
    sentence: Sentence, mentions: list[DateMention], spans: list[tuple[int, int]]
) -> list[tuple[DateMention, tuple[int, int], Link]]:
    """Return the happenings told as so many days or weeks before or after the day of the sentence, and that day.

    "Brent fell below $70 on Friday, a day after OPEC met" says that OPEC met on Thursday.
    """
    units = [i for i, token in enumerate(sentence.line[:-1]) if i and token.low in _UNITS]
    found: list[tuple[DateMention, tuple[int, int], Link]] = []
    starts = [place[0] for place in spans]
    own = [start for day, start in zip(mentions, starts, strict=True) if (day.last - day.first).days < _MOST]
    for i in units:
        away = _away(sentence, i)
        k = bisect_left(starts, i - 1)
        day = _day_before(mentions[max(0, k - _FEW) : k]) if away else None
        at_word = _after(sentence, i + 2, own) if day else None
        if day is not None and at_word is not None:
            moved = shifted(day.first, away)
            at_day = replace(day, first=moved, last=moved, precision="day", not_after=None, tense="past")
            found.append((at_day, (i - 1, i + 2), Link(at_word, weak=False, definite=False)))
    return found


def _away(sentence: Sentence, i: int) -> int:
    """Return how many days away "a day after" is, whose unit stands at `i`; 0 where it says none."""
    line = sentence.line
    unit, sign = _UNITS.get(line[i].low), _SIGNS.get(line[i + 1].low)
    if unit is None or sign is None:
        return 0
    said = line[i - 1]
    count = 1 if said.low in {"a", "one", "the"} else _NUMBERS.get(said.low, 0)
    if said.text.isdigit() and len(said.text) <= len(str(_MOST)):
        count = int(said.text)
    return sign * unit * count if count <= _MOST else 0


def _day_before(mentions: list[DateMention]) -> DateMention | None:
    """Return the last single day of the past among `mentions`."""
    days = (one for one in reversed(mentions) if one.first == one.last and one.tense == "past")
    return next(days, None)


def _after(sentence: Sentence, first: int, dated: list[int]) -> int | None:
    """Return the first happening from `first` on in the same clause, unless that names a day of its own."""
    line = sentence.line
    most = min(len(line), first + _CLAUSE)
    end = next((i for i in range(first, most) if line[i].text in _ENDS), most)
    if bisect_left(dated, first) != bisect_left(dated, end):
        return None
    told = next((i for i in range(first, min(end, first + _REACH)) if sentence.tells(i)), None)
    return told if told in sentence.happenings else None
