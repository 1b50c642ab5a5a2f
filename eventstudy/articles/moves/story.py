"""The day that a story is of: what a sentence without a day of its own takes it from.

A market story is of one session: the day of publication, or, in a paper of the next morning, the one that its first
sentences name ("Stocks fell on Thursday. ... Oil lost 2 percent."). A day of the background ("It had risen 3 percent on
Tuesday", "a record on Feb. 19") is passed on only where the words go on with it; elsewhere it stays another day that
the words leave open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.day_words import is_glance, is_of_lead, is_over, is_told, opens, spell_of
from eventstudy.articles.moves.told.days import FRIDAY, last_weekday, weekday_before

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from eventstudy.records import Article, DateMention, DateSpan

__all__ = ["ALSO", "OF_STORY", "Frontier", "Story"]

OF_STORY = "date: day of the story"
OF_SENTENCE = "date: sentence before"
ALSO = "also: "
"""Begins the basis that names another day which the words leave open."""
_LONG_AGO = 9
"""Days after which a sentence that a day opens sets the scene for its paragraph."""
_OPEN = 9, 30
"""Time of the day before which an article tells of the session before."""
_AHEAD = 2
"""Sentences after a lead in which its day may be told."""
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
    window: DateSpan | None = None
    """Time that a sentence before has said to speak of."""

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
        self.spell: DateSpan | None = None
        """The time that a sentence of this paragraph has said to have been good or bad."""

    def frontier(self, at: int) -> Frontier:
        """Return what the sentences before `at` say of its day."""
        while self.told < at:
            self._tell(self.told)
            self.told += 1
        ahead = self._day_ahead(at)
        if self.published is not None and ahead is not None:
            return Frontier(self.published, ahead, OF_STORY, (self.published,), self.before_open)
        if self.published is None or not at:
            return Frontier(self.published, of_morning=self.before_open)
        start = self.spans[at][0]
        paragraph = self._begins_paragraph(at)
        window = None if paragraph else self.spell
        if self.scene is None or paragraph:
            return Frontier(self.published, self.day, OF_STORY, (), self.before_open, window)
        if self.goes_on or (_GOES_ON.match(self.text, start) and not self.state):
            others = () if self.day is None else (self.day,)
            return Frontier(self.published, self.scene, OF_SENTENCE, others, self.before_open, window)
        return Frontier(self.published, self.day, OF_STORY, (self.scene,), self.before_open, window)

    def _begins_paragraph(self, at: int) -> bool:
        return at > 0 and "\n\n" in self.text[self.spans[at - 1][0] : self.spans[at][0]]

    def _day_ahead(self, at: int) -> date | None:
        """Return the day of a lead that has none, in a paper of the next morning, as the sentences after tell it."""
        if self.published is None or not self.of_morning or at >= _AHEAD or self.day is not None or self.scene:
            return None
        for one in range(at + 1, min(at + 1 + _AHEAD, len(self.spans))):
            told = self._told_in(one)
            if self._begins_paragraph(one):
                return None
            if told:
                lead, day = (self.spans[0][0], self.spans[one][0]), told[0].last
                before = day == weekday_before(last_weekday(self.published))
                alone = all(other.last == day for k in range(at, one) for other in self._told_in(k))
                theirs = is_of_lead(told[0], self.text, lead, self.spans[one][1])
                return day if before and alone and theirs else None
        return None

    def _tell(self, at: int) -> None:
        """Take note of the days that a sentence tells of."""
        if self.published is None:
            return
        start, end, _ = self.spans[at]
        if self._begins_paragraph(at):
            self.scene, self.goes_on, self.spell = None, False, None
        elif self.scene is not None:
            self.goes_on = self.goes_on and not self.state and _GOES_ON.match(self.text, start) is not None
        kept = None if self.mentions_of(at) else self.spell
        self.spell = spell_of(self.text, start, end, self.mentions_of(at), self.published) or kept
        told = self._told_in(at)
        if not told:
            return
        day, session = told[-1].last, last_weekday(self.published)
        over = day < session and is_over(told[-1], self.text, end)
        if not over and self._is_of_story(day, session):
            self.day, self.scene, self.goes_on = min(day, session), None, False
        elif day != self.day:
            self.scene = day
            self.state = over or _STATE.search(self.text, start, end) is not None
            opening = opens(told[-1], self.text, start)
            self.goes_on = opening and self.day is None and (session - day).days > _LONG_AGO
        else:
            self.scene, self.goes_on = None, False

    def _is_of_story(self, day: date, session: date) -> bool:
        return day >= session or (self.of_morning and self.day is None and day == weekday_before(session))

    def _told_in(self, at: int) -> list[DateMention]:
        """Return the days that a sentence is of; those of a side-glance only alone."""
        start, end, _ = self.spans[at]
        past = [one for one in self.mentions_of(at) if self.published is not None and one.last <= self.published]
        told = [one for one in past if is_told(one, self.text, start, end)]
        return [one for one in told if not is_glance(one, self.text)] or told
