"""Date expressions of news prose and the closed intervals of days they mean.

The grammar is a handful of readers over typed tokens (`atoms`, `relative`, `grammar`), which say what the words say;
`tense` tells past from future; `resolve` counts from the day of publication. Words that tell no date stay without one:
"in recent days", "the 1990s", "2,000 troops".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from eventstudy.articles.dates.grammar import phrases
from eventstudy.articles.dates.phrases import Beside, Fixed, Relative, YearOf
from eventstudy.articles.dates.places import places, zone_near
from eventstudy.articles.dates.quotes import Quotations, Spoken, quotations
from eventstudy.articles.dates.resolve import Anchor, resolve
from eventstudy.articles.dates.tense import tense
from eventstudy.articles.dates.tokens import at, tokens
from eventstudy.articles.given import given_articles
from eventstudy.articles.text import sentences
from eventstudy.records import DateMention

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from eventstudy.articles.dates.phrases import Phrase
    from eventstudy.articles.dates.tense import Tense
    from eventstudy.articles.dates.tokens import Token
    from eventstudy.articles.dates.units import Days
    from eventstudy.records import Article, Precision

__all__ = ["dates_in", "find_dates"]


def find_dates(articles: Iterable[Article]) -> list[DateMention]:
    """Find every date expression of `articles`, article by article, in the order of the text.

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
    return [mention for article in given_articles(articles) for mention in dates_in(article)]


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
    quotes, spoken = quotations(article.text), Spoken()
    found: list[DateMention] = []
    for start, end in sentences(article.text):
        passage = _Sentence(article, tokens(article.text, start, end), quotes)
        found.extend(_read(passage, spoken))
    return found


@dataclass(frozen=True)
class _Sentence:
    """One sentence: the article, its tokens, and where the article's quotations are."""

    article: Article
    line: list[Token]
    quotes: Quotations

    def zone(self, phrase: Phrase) -> str | None:
        """Return the zone of the nearest place, for words outside quotations of those outside."""
        near = self.places if self.quoted(phrase) else self.places_outside
        if not near and phrase.clock and phrase.clock.local:  # "off Japan's coast at 2 p.m. local time"
            near = places(self.line, owners=True)
        return zone_near(near, phrase.first, phrase.last)

    @cached_property
    def places(self) -> list[tuple[int, str]]:
        return places(self.line)

    @cached_property
    def places_outside(self) -> list[tuple[int, str]]:
        return [place for place in self.places if not self.quotes.holds(self.line[place[0]].start)]

    @cached_property
    def paragraph(self) -> int:
        return self.quotes.paragraph(self.line[0].start) if self.line else 0

    def quoted(self, phrase: Phrase) -> bool:
        return self.quotes.holds(self.line[phrase.first].start)


def _read(sentence: _Sentence, spoken: Spoken) -> list[DateMention]:
    """Read a sentence: first what stands by itself, then what leans on it ("last night", "the next day")."""
    found = phrases(sentence.line)
    heading = _heading_year(found)
    read: dict[int, DateMention] = {}
    for lean in (False, True):
        for phrase in found:
            if _leans(sentence, phrase) == lean:
                mention = _mention(sentence, phrase, _anchor(sentence, phrase, spoken, heading))
                if mention is not None:
                    read[phrase.first] = mention
                    _note(sentence, phrase, mention, spoken)
    return [read[first] for first in sorted(read)]


def _heading_year(found: list[Phrase]) -> int | None:
    """Return the year of "In 2016, ...", which holds for the months after it in the sentence."""
    first = found[0] if found else None
    heads = first is not None and first.first <= 1 and isinstance(first.what, YearOf)
    return first.what.year if heads and first is not None and isinstance(first.what, YearOf) else None


def _leans(sentence: _Sentence, phrase: Phrase) -> bool:
    """Tell whether an expression counts from a day that the passage names, not from the day of publication."""
    what = phrase.what
    overnight = isinstance(what, Relative) and what.first != what.last
    return isinstance(what, Beside) or overnight or (isinstance(what, Relative) and sentence.quoted(phrase))


def _anchor(sentence: _Sentence, phrase: Phrase, spoken: Spoken, heading: int | None) -> Anchor:
    written = sentence.article.published
    if isinstance(phrase.what, Relative) and _leans(sentence, phrase):
        same = spoken.near(sentence.paragraph, 0)
        known = at(sentence.line, phrase.first - 1).low == "the"  # "the overnight strike" is one told of before
        if sentence.quoted(phrase) or same:
            written = spoken.of_speech(sentence.paragraph, written)
        elif known and written and spoken.day and 0 <= (written - spoken.day).days <= 1:
            written = spoken.day
    return Anchor(written, spoken.near(sentence.paragraph, 1), heading)


def _note(sentence: _Sentence, phrase: Phrase, mention: DateMention, spoken: Spoken) -> None:
    """Remember a single day named outside quotations."""
    single = mention.first == mention.last and mention.tense == "past"
    if single and not sentence.quoted(phrase) and not isinstance(phrase.what, Beside):
        spoken.day, spoken.paragraph = mention.first, sentence.paragraph


def _mention(sentence: _Sentence, phrase: Phrase, anchor: Anchor) -> DateMention | None:
    line, article = sentence.line, sentence.article
    spoken_of = tense(line, phrase.first, phrase.last)
    days = resolve(phrase.what, anchor, spoken_of)
    if days is None:
        return None
    last, precision, not_after = _moment(sentence, phrase, days)
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
        tense=_side(days, article.published, spoken_of),
    )


def _moment(sentence: _Sentence, phrase: Phrase, days: Days) -> tuple[date, Precision, datetime | None]:
    """Return the last day, the precision and the last moment of an expression with a time of day."""
    if isinstance(phrase.what, Fixed) and phrase.what.moment is not None:
        return days.last, "instant", phrase.what.moment
    clock = phrase.clock
    if clock is None:
        return days.last, days.precision, None
    zone = clock.zone or sentence.zone(phrase)
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
