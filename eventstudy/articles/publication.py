"""When an article was published: as its top says, as was given, or inferred from articles that tell the same event.

Never today: an article that nothing dates stays without a date.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventstudy.articles.dates.datelines import dateline_end
from eventstudy.articles.dates.grammar import phrases
from eventstudy.articles.dates.passage import day_first
from eventstudy.articles.dates.phrases import DayOf, Fixed, Weekday
from eventstudy.articles.dates.places import places
from eventstudy.articles.dates.resolve import Anchor, resolve
from eventstudy.articles.dates.tense import tense
from eventstudy.articles.dates.tokens import tokens
from eventstudy.articles.dates.units import shifted
from eventstudy.articles.lexicon import words
from eventstudy.articles.text import sentences

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.articles.dates.phrases import Phrase
    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import Article

_TOP_LINES, _TOP_CHARACTERS, _LONGEST_LINE = 20, 2000, 200
_FIRST_LINES = 2
_LABELS = words("publication", "labels")
_UPDATED = words("publication", "updated")
_NOT_NAMES = words("publication", "not_names")
_SHARED_NAMES, _SHARED_SHARE = 5, 0.25
_COMMON, _COMPARED = 200, 100
_NAME = 4  # words that a name has at most
_DAYS_AROUND, _DAYS_AFTER = range(-1, 4), range(7)
_WEEKS_AFTER = 35  # days


def date_articles(articles: list[Article]) -> list[Article]:
    """Return the articles with their publication dates: stated, else as they were given, else inferred.

    A header's date counts as stated and comes first, then a line of the text, then what was given. An article with
    none takes its date from the dated one most like it, see `infer`.
    """
    stated = [_state(article) for article in articles]
    dated = [article for article in stated if article.published is not None]
    if not 0 < len(dated) < len(stated):
        return stated
    likeness = Likeness(dated)
    return [infer(article, likeness) if article.published is None else article for article in stated]


def _state(article: Article) -> Article:
    found = None if article.published_from == "stated" else stated_in(article.text)
    if found is None:
        return article
    return replace(article, published=found[0], published_at=found[1], published_from="stated")


def stated_in(text: str) -> tuple[date, datetime | None] | None:
    r"""Return the publication day, and moment if told, that a text states near its top.

    A line there states it when it holds a full date and else only words of a byline ("Published", "Updated", a clock
    time, "by" and a name), when its part between bars does, or when it opens with a dateline that names the year
    ("OSLO, Jan. 2, 2019 -"). A date inside a sentence or a caption states nothing. "Published" comes before a bare
    date, that before "Updated", and last, of the first lines alone, a known place and a date ("Sydney, 3 March 2022").

    Examples
    --------
    >>> stated_in("A headline\nPublished: 2020-01-03 09:12 GMT\n\nText.")[1].isoformat()
    '2020-01-03T09:12:00+00:00'
    """
    best: tuple[int, date, datetime | None] | None = None
    order = day_first(text, None)
    for place, line in enumerate([line for line in text[:_TOP_CHARACTERS].split("\n") if line.strip()][:_TOP_LINES]):
        parts = line.replace("\u00b7", "|").replace("\u2022", "|").split("|") if len(line) <= _LONGEST_LINE else []
        opening = tokens(line)
        for part in [opening[: dateline_end(opening)], *map(tokens, parts)]:
            found = _dateline(part, order=order, placed=place < _FIRST_LINES)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
    return best[1:] if best else None


def _dateline(line: list[Token], *, order: bool, placed: bool) -> tuple[int, date, datetime | None] | None:
    """Return the rank, the day and the moment of a line that is only a date; the first full date of several counts.

    `order` tells whether the text writes the day before the month, `placed` whether a place may stand before the date.
    """
    found = phrases(line)
    full = [phrase for phrase in found if _is_full(phrase)]
    inside = {i for phrase in found for i in range(phrase.first, phrase.last)}
    rest = [token for i, token in enumerate(line) if i not in inside and token.kind != "sign"]
    if not full:
        return None
    first = full[0]
    before = {token.low for token in line[: first.first]}
    if dateline_end(line) == len(line) or _only_labels(rest):
        rank = 2 if before & _UPDATED else 0 if before else 1
    elif placed and _is_place(line[: first.first]) and first.last == len(line):
        rank = 3
    else:
        return None
    days = resolve(first.what, Anchor(None, day_first=order), "past")
    return (rank, days.first, _moment(first, days.first)) if days else None


def _only_labels(rest: list[Token]) -> bool:
    """Tell whether the words beside a date are those of a byline; after "by" stands a name."""
    by = next((i for i, token in enumerate(rest) if token.low == "by"), len(rest))
    plain = [*rest[:by], *rest[by + 1 + _NAME :]]
    return all(token.low in _LABELS or token.kind == "clock" for token in plain)


def _is_place(line: list[Token]) -> bool:
    """Tell whether words are a known place and no more than a name has, with a comma behind."""
    if not line or line[-1].text != "," or len(line) > _NAME or not places(line):
        return False
    return all(token.text[:1].isupper() or token.kind == "sign" for token in line)


def _is_full(phrase: Phrase) -> bool:
    what = phrase.what
    return isinstance(what, Fixed) or (isinstance(what, DayOf) and what.year is not None and what.last is None)


def _moment(phrase: Phrase, day: date) -> datetime | None:
    if isinstance(phrase.what, Fixed) and phrase.what.moment is not None:
        return phrase.what.moment if phrase.what.moment.tzinfo else None
    clock = phrase.clock
    if clock is None or not clock.exact or clock.zone is None:
        return None
    return datetime.combine(day, time(clock.hour, clock.minute), ZoneInfo(clock.zone))


@dataclass(frozen=True, slots=True)
class _Like:
    article: Article
    share: float


class Likeness:
    """Dated articles by the proper names they hold: an article is compared only with those that share rare ones.

    Names held by more than `_COMMON` articles bring no article forward, and of those brought forward the `_COMPARED`
    that share most are compared: the work for one article does not grow with their number.
    """

    def __init__(self, dated: list[Article]) -> None:
        self.dated = dated
        self.names = [_names(article.text) for article in dated]
        self.holders: dict[str, list[int]] = {}
        for i, names in enumerate(self.names):
            for name in names:
                self.holders.setdefault(name, []).append(i)

    def like(self, names: frozenset[str]) -> list[_Like]:
        """Return the dated articles that share enough of the names, and how much, in their order."""
        shared = Counter(i for name in names if len(holders := self.holders.get(name, ())) <= _COMMON for i in holders)
        best = sorted(i for i, _ in sorted(shared.items(), key=lambda one: (-one[1], one[0]))[:_COMPARED])
        likes = [_Like(self.dated[i], _share(names, self.names[i])) for i in best]
        return [like for like in likes if like.share >= _SHARED_SHARE]


def infer(article: Article, likeness: Likeness) -> Article:
    """Date an article by the dated one that shares most of its proper names, if it shares enough.

    Of the days from one before to three after the dated article's, it takes the one on which the article's own past
    weekdays fit best: the largest distance back from the day to any of them is smallest; of equal days the one nearest
    the dated article's, then the earlier. So an article beside one of Friday that tells of "early Saturday" as past is
    of Saturday. An article that names a later day of the month as past ("on Jan. 12", beside one of 3 January) is not
    of before that day, and is of that one or of the six after it.

    Limits: an article of a later week that names no later day of the month is dated too early; an article without
    weekdays gets the day of the other. Two articles that share names and not the event would be joined. Articles that
    were themselves inferred date no others.
    """
    likes = likeness.like(_names(article.text))
    if not likes:
        return article
    best = max(likes, key=lambda like: like.share)
    day = best.article.published
    if day is None:
        return article
    sources = tuple(like.article.name for like in likes if like.article.published == day)
    weekdays, latest = _past_days(article.text, day)
    later = _DAYS_AFTER if latest > day else _DAYS_AROUND
    inferred = _fitting_day([shifted(latest, shift) for shift in later], latest, weekdays)
    return replace(article, published=inferred, published_from="inferred", inferred_from=sources)


def _fitting_day(options: list[date], likely: date, weekdays: frozenset[int]) -> date:
    """Return the day that fits the weekdays best, of equal ones that nearest `likely`."""
    return min(options, key=lambda d: (_farthest(d, weekdays), abs((d - likely).days), d))


def _farthest(day: date, weekdays: frozenset[int]) -> int:
    return max(((day.weekday() - number) % 7 for number in weekdays), default=0)


def _past_days(text: str, day: date) -> tuple[frozenset[int], date]:
    """Return the weekdays told as past, and the last day of the month told so in the weeks after `day`, or `day`."""
    found: set[int] = set()
    latest = day
    horizon = Anchor(shifted(day, _WEEKS_AFTER))
    for start, end in sentences(text):
        line = tokens(text, start, end)
        for phrase in phrases(line):
            plain = isinstance(phrase.what, Weekday) and phrase.what.which == "nearest" and phrase.what.week is None
            if plain and isinstance(phrase.what, Weekday) and tense(line, phrase.first, phrase.last) != "future":
                found.add(phrase.what.number)
            if isinstance(phrase.what, DayOf) and phrase.what.year is phrase.what.shift is phrase.what.last is None:
                days = resolve(phrase.what, horizon, "past")
                told = tense(line, phrase.first, phrase.last) == "past"
                latest = max(latest, days.first) if days and told else latest
    return frozenset(found), latest


def _names(text: str) -> frozenset[str]:
    """Return the words that are capitalised inside sentences: proper names, mostly."""
    return frozenset(
        token.low
        for start, end in sentences(text)
        for token in tokens(text, start, end)[1:]
        if token.kind == "word" and token.text[0].isupper() and len(token.text) > 2 and token.low not in _NOT_NAMES  # noqa: PLR2004 - no initials
    )


def _share(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of the shorter list of names that stands in the other; 0 for a handful of names."""
    shared = len(left & right)
    return shared / min(len(left), len(right)) if shared >= _SHARED_NAMES else 0.0
