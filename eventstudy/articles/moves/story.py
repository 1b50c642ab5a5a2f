"""The day that a story is of: what a sentence without a day of its own takes it from.

A market story is of one session: the day of publication, or, in a paper of the next morning, the one that its first
sentences name ("Stocks fell on Thursday. ... Oil lost 2 percent."). A day of the background ("It had risen 3 percent on
Tuesday", "a record on Feb. 19") is passed on only where the words go on with it; elsewhere it stays another day that
the words leave open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from eventstudy.articles.moves.spans import FRIDAY, last_weekday
from eventstudy.articles.moves.told_otherwise import weekday_before

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from eventstudy.records import Article, DateMention

__all__ = ["ALSO", "OF_STORY", "Frontier", "Story"]

OF_STORY = "date: day of the story"
OF_SENTENCE = "date: sentence before"
ALSO = "also: "
"""Begins the basis that names another day which the words leave open."""
_SHORT = frozenset({"instant", "part_of_day", "day"})
_REACH = 80
_LONG_AGO = 9
"""Days after which a sentence that a day opens sets the scene for its paragraph."""
_OPEN = 9, 30
"""Time of the day before which an article tells of the session before."""
_PERFECT = r"had (?!(?:an?|the|its|their|his|her|no)\b)\w+"
_HELD_BACK = re.compile(
    rf"\b(?:after|following|having|{_PERFECT}|ahead|due|until)\b|^\W*(?:which|who|whose|that|when|where)\b|"
    r"\b(?:since|before|till) (?:(?:late|early|last) )*$|"
    r"\b(?:from|against|than|versus|vs|below|above|over|with)\s+"
    r"(?:(?:late|early|the|its|an?|last|on|in|at|\S*\d\S*|percent|per cent|points?|barrel|new york|trad\w+)\s+)*$",
    re.IGNORECASE,
)
_HAD = re.compile(rf"^,?[^,;:.]{{0,60}}?\b{_PERFECT}", re.IGNORECASE)
_OWNED = re.compile(r"['\u2019]s\b")
_CUT = re.compile(r"[,:](?!\d)|[;()\u2014\u2013]|\s-\s")
_GOES_ON = re.compile(
    r"\W*(?:it|its|they|their|that|those|this|then|at one point|by the (?:close|end)|in the end|"
    r"the (?:ind(?:ex|exes|ices)|stock|shares?|gauge|average|benchmark|contract|market|move|drop|fall|loss|losses|gain|"
    r"gains|rise|rally|decline|rout|sell-?off|slide|slump|day|session))\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:stood|peaked|bottomed|closed|settled|traded|was|were|hit|reached|touched|ended|set) "
    r"(?:at|above|below|near|an?|its|the|[$\u20ac\u00a3]?\d)",
    re.IGNORECASE,
)
"""A level, or a high: what it was, after which "it fell 4 percent" tells of the article's day."""
_OPENING = re.compile(r"\W*(?:(?:late|early) )?(?:on|by) \W*$|\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frontier:
    """What bounds the day of a move from outside its sentence."""

    published: date | None
    carried: date | None = None
    """Day that the sentences before give this one."""
    basis: str = OF_SENTENCE
    also: tuple[date, ...] = ()
    """Days beside it, and beside that of publication, that the sentences before leave open."""
    of_morning: bool = False
    """The article came out before the session of its day."""

    def of_span(self) -> Frontier:
        """Return what bounds a span, which runs to the day of the story: not to one of the background just told."""
        if self.basis != OF_SENTENCE or self.published is None or self.carried is None:
            return self
        if (self.published - self.carried).days > _LONG_AGO:
            return self
        return replace(self, carried=self.also[0] if self.also else None, basis=OF_STORY, also=(self.carried,))

    def is_of_story(self, day: date) -> bool:
        """Tell whether a day is that of the story, or may be, rather than one that it looks back to."""
        if self.published is None or self.carried is not None:
            return day == self.carried
        session = last_weekday(self.published)
        return day >= session or (self.of_morning and day == weekday_before(session))


class Story:
    """What the sentences told so far say of the day of the next; each is looked at once, in order."""

    def __init__(
        self,
        article: Article,
        spans: Sequence[tuple[int, int, bool]],
        mentions_of: Callable[[int], Sequence[DateMention]],
    ) -> None:
        self.text, self.published = article.text, article.published
        moment = article.published_at
        self.before_open = moment is not None and (moment.hour, moment.minute) < _OPEN
        weekday = self.published is not None and self.published.weekday() <= FRIDAY
        self.of_morning = weekday and (self.before_open or moment is None)
        """It may tell of the session before."""
        self.spans, self.mentions_of = spans, mentions_of
        self.told = 0
        self.day: date | None = None
        """Of the story, where its words name it."""
        self.scene: date | None = None
        """Another day that a sentence of this paragraph told of."""
        self.goes_on = False
        """The sentences since then go on with it."""
        self.state = False
        """It told only what a level was."""

    def frontier(self, at: int) -> Frontier:
        """Return what the sentences before `at` say of its day."""
        while self.told < at:
            self._tell(self.told)
            self.told += 1
        if self.published is None or not at:
            return Frontier(self.published, of_morning=self.before_open)
        start = self.spans[at][0]
        paragraph = "\n\n" in self.text[self.spans[at - 1][0] : start]
        if self.scene is None or paragraph:
            return Frontier(self.published, self.day, OF_STORY, (), self.before_open)
        if self.goes_on or (_GOES_ON.match(self.text, start) and not self.state):
            others = () if self.day is None else (self.day,)
            return Frontier(self.published, self.scene, OF_SENTENCE, others, self.before_open)
        return Frontier(self.published, self.day, OF_STORY, (self.scene,), self.before_open)

    def _tell(self, at: int) -> None:
        """Take note of the days that a sentence tells of."""
        if self.published is None:
            return
        start = self.spans[at][0]
        if at and "\n\n" in self.text[self.spans[at - 1][0] : start]:
            self.scene, self.goes_on = None, False
        elif self.scene is not None:
            self.goes_on = self.goes_on and not self.state and _GOES_ON.match(self.text, start) is not None
        told = [one for one in self.mentions_of(at) if self._is_told(one, start)]
        if not told:
            return
        day, session = told[-1].last, last_weekday(self.published)
        if day >= session or (self.of_morning and self.day is None and day == weekday_before(session)):
            self.day, self.scene, self.goes_on = min(day, session), None, False
        elif day != self.day:
            self.scene = day
            self.state = _STATE.search(self.text, start, self.spans[at][1]) is not None
            opening = _OPENING.fullmatch(self.text, start, told[-1].start) is not None
            self.goes_on = opening and self.day is None and (session - day).days > _LONG_AGO
        else:
            self.scene, self.goes_on = None, False

    def _is_told(self, one: DateMention, start: int) -> bool:
        """Tell a day that a sentence is of from one that it only looks back to."""
        if self.published is None or one.precision not in _SHORT or one.last > self.published or one.tense == "future":
            return False
        clause = _CUT.split(self.text[max(start, one.start - 2 * _REACH) : one.start])[-1]
        owned = _OWNED.match(self.text, one.end) is not None and clause.strip() != ""
        perfect = _HAD.match(self.text[one.end : one.end + _REACH]) is not None
        return not (owned or perfect or _HELD_BACK.search(clause)) and one.last - one.first < timedelta(days=1)
