"""Date expressions of news prose and the closed intervals of days they mean.

The grammar is a handful of readers over typed tokens (`atoms`, `relative`, `grammar`), which say what the words say;
`tense` tells past from future; `resolve` counts from the day of publication. Words that tell no date stay without one:
"in recent days", "fiscal 2019", "2,000 troops".
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from eventstudy.articles.dates.grammar import phrases
from eventstudy.articles.dates.holidays import of_one_year
from eventstudy.articles.dates.passage import (
    Passage,
    Story,
    anchor,
    aside,
    day_first,
    leans,
    note,
    note_stamp,
    of_its_year,
    to_come,
)
from eventstudy.articles.dates.phrases import (
    Beside,
    DayOf,
    Fixed,
    Holiday,
    Now,
    Offset,
    Relative,
    Sessions,
    Weekday,
    WeekdayBeside,
    YearOf,
)
from eventstudy.articles.dates.quotes import Spoken, quotations
from eventstudy.articles.dates.resolve import resolve
from eventstudy.articles.dates.tense import tense
from eventstudy.articles.dates.tokens import at, tokens
from eventstudy.articles.each import each
from eventstudy.articles.given import given_articles
from eventstudy.articles.text import sentences
from eventstudy.display import Records
from eventstudy.records import DateMention

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from eventstudy.articles.dates.phrases import Phrase
    from eventstudy.articles.dates.resolve import Anchor
    from eventstudy.articles.dates.tense import Tense
    from eventstudy.articles.dates.tokens import Token
    from eventstudy.articles.dates.units import Days
    from eventstudy.records import Article, Precision, Progress

    DatedLine = tuple[tuple[int, int], list[Token], list[DateMention]]

# What every date expression holds a piece of: a sentence without any is not looked at.
_CORE = re.compile(
    r"\b(?:\d(?:\d\d\d|\d?\s?[aApP]\.?[mM]|\d?[:/]\d|\d?(?:st|nd|rd|th)|\d?\.\d\d?\.\d|\d?0s|[qQhH]|\d?\.\d\d\s)|\d\d(?<=['\u2019\u2018]..)"
    r"|[dD]ay|[wW](?:eek|inter)|[mM](?:onth|orning|id)|[yY](?:ear|esterday)|[qQ](?:uarter|[1-4])|[hH](?:alf|[1-4])|[nN](?:ight|oon)"
    r"|[tT]o(?:day|night|morrow)|[oO]vernight|[eE]vening|[aA](?:fternoon|utumn)|[sS](?:ession|pring|ummer)|[fF](?:all|ortnight)"
    r"|J(?:an|u[nl]|AN|U[NL])|F(?:eb|ri|EB|RI)|M(?:a[ry]|on|A[RY]|ON)|A(?:pr|ug|PR|UG)|S(?:ep|at|un|EP|AT|UN)|O(?:ct|CT)|N(?:ov|OV)"
    r"|D(?:ec|EC|AY)|T(?:ue|hu|UE|HU|hanks|ODAY)|W(?:ed|ED|EEK)|E(?:aster|piph)|Chris|Hallo|Pentec|YEAR|NIGHT)"
)

__all__ = ["dates_in", "find_dates"]


def find_dates(
    articles: Iterable[Article], *, workers: int | None = None, progress: Progress | None = None
) -> list[DateMention]:
    """Find every date expression of `articles`, article by article, in the order of the text.

    Parameters
    ----------
    articles : iterable of Article
    workers : int, optional
        Processes for many articles, several megabytes of text; without it this one. The answer is the same.
    progress : Progress, optional
        Told how many articles are read.

    Raises
    ------
    UsageError
        When `articles` are no articles.

    Examples
    --------
    >>> from eventstudy.articles.read import article_from_text
    >>> article = article_from_text("The bank failed late Thursday.", published="2020-01-03")
    >>> [(mention.text, mention.first.isoformat()) for mention in find_dates([article])]
    [('late Thursday', '2020-01-02')]
    """
    told = each(dates_in, given_articles(articles), stage="find dates", workers=workers, progress=progress)
    return Records(mention for mentions in told for mention in mentions)


def dates_in(article: Article) -> list[DateMention]:
    """Find the date expressions of one article.

    A weekday is the nearest past one, the same day allowed, and after a future cue the next one, the same day allowed.
    "Last week" is the Monday to Sunday before, "the weekend" the Saturday and Sunday before. A month or a day of a
    month without a year is the nearest by tense, or in a year that heads its sentence. "Today" or "last night" inside a
    quotation counts from the day on which the passage says it was spoken. Without a publication date only expressions
    that name their year are returned. Seasons are meteorological, northern, and winter belongs to the year it ends in.

    Parameters
    ----------
    article : Article
        With `published` if it is known.

    Returns
    -------
    list of DateMention
        In the order of the text and apart; ``article.text[mention.start:mention.end] == mention.text``. `not_after` is
        set for an instant and for a part of a day ("late Thursday" is 23:59), in the time zone of the place that the
        sentence names nearest, naive where it names none.

    Examples
    --------
    >>> from eventstudy.articles.read import article_from_text
    >>> mention, = dates_in(article_from_text("In Baghdad it struck early Friday.", published="2020-01-03"))
    >>> mention.precision, mention.not_after.isoformat()
    ('part_of_day', '2020-01-03T08:59:00+03:00')
    """
    return [mention for _, _, mentions in dated_lines(article) for mention in mentions]


@lru_cache(maxsize=2)
def dated_lines(article: Article) -> tuple[DatedLine, ...]:
    """Return the sentences of an article that hold a date: offsets, tokens and mentions of each.

    Those of the article at hand are kept, because events and moves ask for its dates again; no more, for a long article
    holds many times its length in tokens.
    """
    order = day_first(article.text, article.published)
    story = Story(article, quotations(article.text), Spoken(), order, article.published)
    found: list[DatedLine] = []
    for start, end in sentences(article.text):
        if not _CORE.search(article.text, start, end):
            continue
        passage = Passage(story, tokens(article.text, start, end))
        mentions = _read(passage)
        if mentions:
            found.append(((start, end), passage.line, mentions))
    return tuple(found)


def _read(passage: Passage) -> list[DateMention]:
    """Read a sentence: first what stands by itself, then what leans on it ("last night", "the next day")."""
    found = phrases(passage.line)
    if not found:
        return []
    heading = _heading_year(found)
    passage.story.before = passage.story.spoken.near(passage.paragraph, 1)
    read = _Read()
    for lean in (False, True):
        for phrase in found:
            if leans(passage, phrase) == lean:
                mention = _mention(passage, phrase, anchor(passage, phrase, heading, read.named_before(phrase)))
                if mention is not None and not read.restated(phrase, mention):
                    read.add(passage.line, phrase, mention)
                    note(passage, phrase, mention)
    pairs = [read.pairs[first] for first in sorted(read.pairs)]
    note_stamp(passage, pairs)
    return [mention for _, mention in pairs]


@dataclass(slots=True)
class _Read:
    """What is read of a sentence, kept so that asking takes no longer the more there is."""

    pairs: dict[int, tuple[Phrase, DateMention]] = field(default_factory=dict)
    days: list[tuple[int, date]] = field(default_factory=list)
    """Single days by their place, in order."""
    past: list[tuple[int, date]] = field(default_factory=list)
    """Those of them that are past, and told of in no clause of their own."""
    spans: set[tuple[date, date]] = field(default_factory=set)

    def add(self, line: list[Token], phrase: Phrase, mention: DateMention) -> None:
        self.pairs[phrase.first] = phrase, mention
        self.spans.add((mention.first, mention.last))
        if mention.first == mention.last and not (isinstance(phrase.what, Holiday) and of_one_year(phrase.what.key)):
            insort(self.days, (phrase.first, mention.first))
            if mention.tense == "past" and not aside(line, phrase):
                insort(self.past, (phrase.first, mention.first))

    def named_before(self, phrase: Phrase) -> date | None:
        """Return the last single day that the sentence names before: "on Tuesday, and the same day"."""
        if not isinstance(phrase.what, Beside | WeekdayBeside | Now | Sessions):
            return None
        days = self.days if isinstance(phrase.what, Beside | WeekdayBeside) else self.past
        i = bisect_left(days, phrase.first, key=itemgetter(0))
        return days[i - 1][1] if i else None

    def restated(self, phrase: Phrase, mention: DateMention) -> bool:
        """Tell whether words only say again which day was meant: "on July 31, two days before Friday's report"."""
        return isinstance(phrase.what, Offset) and (mention.first, mention.last) in self.spans


def _heading_year(found: list[Phrase]) -> int | None:
    """Return the year of "In 2016, ...", which holds for the months after it in the sentence."""
    first = found[0]
    return first.what.year if first.first <= 1 and isinstance(first.what, YearOf) else None


def _mention(passage: Passage, phrase: Phrase, counted: Anchor) -> DateMention | None:
    line, article = passage.line, passage.story.article
    spoken_of = tense(line, phrase.first, phrase.last, weekday=isinstance(phrase.what, Weekday | Relative))
    if at(line, phrase.first - 1).low == "for" and isinstance(phrase.what, DayOf) and phrase.what.year is None:
        spoken_of = "future"  # "called an election for June 30"
    phrase = of_its_year(passage, to_come(passage, phrase, spoken_of), spoken_of)
    days = resolve(phrase.what, counted, spoken_of)
    if days is None:
        return None
    last, precision, not_after = _moment(passage, phrase, days)
    start, end = line[phrase.first].start, line[phrase.last - 1].end
    return DateMention(
        article=article.name,
        start=start,
        end=end,
        text=article.text[start:end],
        first=days.first,
        last=last,
        precision=precision,
        not_after=not_after,
        tense=_side(days, passage.story.written, spoken_of),
    )


def _moment(passage: Passage, phrase: Phrase, days: Days) -> tuple[date, Precision, datetime | None]:
    """Return the last day, the precision and the last moment of an expression with a time of day."""
    if isinstance(phrase.what, Fixed) and phrase.what.moment is not None:
        return days.last, "instant", phrase.what.moment
    clock = phrase.clock
    if clock is None:
        return days.last, days.precision, None
    zone = clock.zone or passage.zone(phrase)
    try:
        last = days.last + timedelta(clock.days)
    except OverflowError:
        return days.last, days.precision, None
    moment = datetime.combine(last, time(clock.hour, clock.minute), ZoneInfo(zone) if zone else None)
    return last, "instant" if clock.exact else "part_of_day", moment


def _side(days: Days, written: date | None, spoken_of: Tense) -> Literal["past", "future"]:
    if written is not None and days.first > written:
        return "future"
    if written is not None and days.last < written:
        return "past"
    return "future" if spoken_of == "future" else "past"
