"""What an article has told by the time a date expression is read: the days it counts from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from eventstudy.articles.dates.datelines import dateline_end
from eventstudy.articles.dates.phrases import (
    Beside,
    DayOf,
    Fixed,
    MonthOf,
    Now,
    Offset,
    Relative,
    Sessions,
    WeekdayBeside,
)
from eventstudy.articles.dates.places import places, zone_near
from eventstudy.articles.dates.resolve import Anchor
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import Phrase
    from eventstudy.articles.dates.quotes import Quotations, Spoken
    from eventstudy.articles.dates.tense import Tense
    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import Article, DateMention

_SLASH = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\w/])")
_LABELS = words("publication", "labels")
_UPDATED = words("publication", "updated")
_MONTHS, _CENTURY = 12, 100
_LONGEST_STORY, _BYGONE, _SEQUEL, _DELAY = 14, 300, 60, 3  # days
_FRIDAY = 4
_UNTIL = frozenset({"until", "till", "by", "through", "from"})
_DETERMINERS = words("dates", "determiners") | {"s"}
_LEANING = (Beside, WeekdayBeside, Now)
_RELATIVE, _CLAUSE = frozenset({"which", "who", "whose", "having"}), 15
_COMPARED = frozenset({"since", "than"})
_TERROR = frozenset({"attack", "attacks", "terror", "terrorist", "hijackings"})


@dataclass(slots=True)
class Story:
    """One article while its sentences are read in order."""

    article: Article
    quotes: Quotations
    spoken: Spoken
    day_first: bool
    written: date | None
    """The day of writing, later where the text says that it goes on on a later day."""
    reported: date | None = None
    """The day of the dateline, for "today"."""
    dated: date | None = None
    """The last day named with its year, and the paragraph it stands in."""
    dated_in: int = 0
    before: date | None = None
    """The day spoken of before the sentence that is read."""


@dataclass(frozen=True)
class Passage:
    """One sentence of a story."""

    story: Story
    line: list[Token]

    def zone(self, phrase: Phrase) -> str | None:
        """Return the zone of the nearest place, for words outside quotations of those outside."""
        near = self.places if self.quoted(phrase) else self.places_outside
        if not near and phrase.clock and phrase.clock.local:  # "off Japan's coast at 2 p.m. local time"
            near = places(self.line, owners=True)
        return zone_near(near, phrase.first, phrase.last)

    @cached_property
    def places(self) -> list[tuple[int, str]]:
        """Places that the sentence names."""
        return places(self.line)

    @cached_property
    def places_outside(self) -> list[tuple[int, str]]:
        """Those of them outside quotations."""
        return [place for place in self.places if not self.story.quotes.holds(self.line[place[0]].start)]

    @cached_property
    def paragraph(self) -> int:
        """Number of its paragraph."""
        return self.story.quotes.paragraph(self.line[0].start) if self.line else 0

    @cached_property
    def opening(self) -> int:
        """Index after its dateline."""
        return dateline_end(self.line)

    def quoted(self, phrase: Phrase) -> bool:
        """Tell whether an expression stands inside a quotation."""
        return self.story.quotes.holds(self.line[phrase.first].start)


def leans(passage: Passage, phrase: Phrase) -> bool:
    """Tell whether an expression counts from a day that the passage names, not from the day of publication."""
    what = phrase.what
    if isinstance(what, Relative):
        return what.first != what.last or passage.quoted(phrase)
    return isinstance(what, _LEANING) or (isinstance(what, Sessions) and what.beside)


def aside(line: list[Token], phrase: Phrase) -> bool:
    """Tell whether an expression ends a clause set between commas: "nickel, which closed on Friday, was"."""
    if at(line, phrase.last).text != ",":
        return False
    first = next((i for i in range(phrase.first, max(phrase.first - _CLAUSE, -1), -1) if line[i].text == ","), None)
    return first is not None and at(line, first + 1).low in _RELATIVE


def anchor(passage: Passage, phrase: Phrase, heading: int | None, here: date | None) -> Anchor:
    """Return what an expression counts from; `here` is the day its sentence named before it, `heading` a year."""
    story, what = passage.story, phrase.what
    written = story.written
    spoken = here or story.before or story.spoken.near(passage.paragraph, 1)
    if isinstance(what, Relative) and leans(passage, phrase):
        written = _of_telling(passage, phrase, written)
    elif isinstance(what, Relative):
        written = story.reported or written
    elif isinstance(what, Now | Sessions):
        spoken = here or _of_trading(passage, written)
    near = story.dated if story.written is None else None
    return Anchor(written, spoken, heading or _bygone(passage, phrase), story.day_first, near)


def _of_trading(passage: Passage, written: date | None) -> date | None:
    """Return the day of a clock time told alone at a weekend: the last one named, for markets are shut then."""
    day = passage.story.spoken.day
    weekend = written is not None and written.weekday() > _FRIDAY
    return day if weekend and day and written and 0 <= (written - day).days < _DELAY else None


def _of_telling(passage: Passage, phrase: Phrase, written: date | None) -> date | None:
    spoken = passage.story.spoken
    known = at(passage.line, phrase.first - 1).low == "the"  # "the overnight strike" is one told of before
    named = at(passage.line, phrase.first - 1).low in _DETERMINERS
    last = spoken.day if written and spoken.day and (written - spoken.day).days <= _DELAY else None
    if last and not named and not passage.quoted(phrase):  # "reached Asia overnight" is of the night before publication
        return written
    if passage.quoted(phrase) or spoken.near(passage.paragraph, 0):
        told = spoken.of_speech(passage.paragraph, written)
        weekend = told is not None and written is not None and told.weekday() > _FRIDAY and told != written
        return written if weekend and not passage.quoted(phrase) else told
    if known and written and spoken.day and 0 <= (written - spoken.day).days <= 1:
        return spoken.day
    return written


def _bygone(passage: Passage, phrase: Phrase) -> int | None:
    """Return the year of a tale of long ago that a day goes on: "It struck on March 11, 2011. On March 15, ..."."""
    story, what = passage.story, phrase.what
    if not isinstance(what, DayOf) or what.year is not None or story.dated is None or story.written is None:
        return None
    if passage.paragraph != story.dated_in or (story.written - story.dated).days < _BYGONE:
        return None
    for year in (story.dated.year, story.dated.year + 1):
        try:
            ahead = (date(year, what.month, what.day) - story.dated).days
        except ValueError:
            continue
        if 0 < ahead <= _SEQUEL:
            return year
    return None


def note(passage: Passage, phrase: Phrase, mention: DateMention) -> None:
    """Remember a single day named outside quotations, and what it tells of the days to count from."""
    story, what = passage.story, phrase.what
    if mention.first != mention.last:
        return
    compared = at(passage.line, phrase.first - 1).low in _COMPARED
    dated = isinstance(what, Fixed) or (isinstance(what, DayOf) and what.year is not None)
    if dated and not (compared and story.written):  # "the best day since Nov. 30, 2011" begins no tale
        story.dated, story.dated_in = mention.first, passage.paragraph
    if phrase.last <= passage.opening and story.written is not None:
        story.reported = mention.first if 0 <= (story.written - mention.first).days <= _DELAY else None
        return
    told = mention.tense == "past" and not compared and not passage.quoted(phrase)
    if told and not isinstance(what, Beside | Offset | Now):
        story.spoken.day, story.spoken.paragraph = mention.first, passage.paragraph


def note_stamp(passage: Passage, found: list[tuple[Phrase, DateMention]]) -> None:
    """Go on from the day of a line that holds nothing but a date: "Updated Jan. 5", "Sunday, Jan. 5, 9:30 a.m."."""
    story = passage.story
    days = [mention.first for phrase, mention in found if isinstance(phrase.what, DayOf | Fixed)]
    if len(days) != 1 or story.written is None or not 0 < (days[0] - story.written).days <= _LONGEST_STORY:
        return
    inside = {i for phrase, _ in found for i in range(phrase.first, phrase.last)}
    rest = [token for i, token in enumerate(passage.line) if i not in inside and token.kind not in {"sign", "clock"}]
    if all(token.low in _LABELS for token in rest):
        story.reported = story.reported or (story.written if any(token.low in _UPDATED for token in rest) else None)
        story.written = days[0]


def to_come(passage: Passage, phrase: Phrase, tense: Tense) -> Phrase:
    """Read "by December", "until mid-December" of what is to come as the next one, though the last was not long ago."""
    what, written = phrase.what, passage.story.written
    if not isinstance(what, MonthOf) or tense != "future" or written is None or what.month == written.month:
        return phrase
    if what.year is not None or what.shift is not None or what.which != "nearest":
        return phrase
    before = [at(passage.line, i).low for i in range(phrase.first - 1, phrase.first - 3, -1)]
    if at(passage.line, phrase.last + 1).low == "s" or (before[0] == "from" and phrase.first > 1):
        return phrase
    limited = before[0] in _UNTIL or (before[0] == "the" and before[1] in _UNTIL)
    return replace(phrase, what=replace(what, which="next")) if limited else phrase


def of_its_year(passage: Passage, phrase: Phrase, tense: Tense) -> Phrase:
    """Give "the Sept. 11 attacks" their year."""
    what = phrase.what
    if not (isinstance(what, DayOf) and (what.month, what.day, what.year) == (9, 11, None) and tense != "future"):
        return phrase
    around = [*range(phrase.first - 3, phrase.first), *range(phrase.last, phrase.last + 3)]
    known = any(at(passage.line, i).low in _TERROR for i in around)
    return replace(phrase, what=replace(what, year=2001)) if known else phrase


def day_first(text: str, published: date | None) -> bool:
    """Tell whether the article writes the day before the month: "13/04/2011" says so for all its dates.

    Where no date says it, the order that lets no day lie after publication, and then the one that brings the last of
    them nearer to it; month first where nothing tells.
    """
    if "/" not in text:
        return False
    found = [(int(a), int(b), int(c)) for a, b, c in _SLASH.findall(text)]
    if any(a > _MONTHS >= b for a, b, _ in found):
        return not any(b > _MONTHS >= a for a, b, _ in found)
    if published is None or any(b > _MONTHS for _, b, _ in found):
        return False
    both = [pair for a, b, c in found if (pair := _both(a, b, c + (2000 if c < _CENTURY else 0)))]
    if not both:
        return False
    month_first = max((pair[0] - published).days for pair in both)
    day_first_ = max((pair[1] - published).days for pair in both)
    if (month_first > 0) != (day_first_ > 0):
        return month_first > 0
    return abs(day_first_) < abs(month_first)


def _both(a: int, b: int, year: int) -> tuple[date, date] | None:
    try:
        return date(year, a, b), date(year, b, a)
    except ValueError:
        return None
