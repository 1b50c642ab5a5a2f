"""Dated happenings of single sentences: which date belongs to which happening word, and in what words it is told."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.dates import dated_lines
from eventstudy.articles.dates.datelines import dateline_end
from eventstudy.articles.dates.places import places
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.dates.units import shifted
from eventstudy.articles.happenings import key
from eventstudy.articles.labels import label
from eventstudy.articles.lexicon import table, words
from eventstudy.articles.links import KIN, Link, Sentence, compound, links, sentence_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import Article, DateMention, Precision, Status

    _Linked = tuple[DateMention, tuple[int, int], Link]

_HYPOTHETICAL = words("telling", "hypothetical")
_CONDITIONAL = words("telling", "conditional")
_SCHEDULED = words("telling", "scheduled")
_RELEASE = words("telling", "release")
_OWN = words("telling", "own")
_APART = words("telling", "apart")
_NOT_NAMES = words("publication", "not_names") | words("telling", "empty")
_NUMBERS = {name: n for n, name in enumerate(table("english")["dates"]["numbers"].split(), start=1)}
_ACTOR = "America/New_York"  # the United States is in the news as an actor more than as a place
_TOO_COARSE = frozenset({"month", "quarter", "half_year", "year", "decade"})  # nobody says something on a year
_BREAKS = words("dates", "clause") - {"if", "unless", "whether"}
_STOPS = frozenset({",", ";", ":", "\u2014", "\u201c", "\u201d"})
_REACH, _KEYS_REACH, _MODAL_REACH = 40, 14, 6


@dataclass(frozen=True, slots=True)
class Telling:
    """One dated happening in one sentence; `weak` if its date is that of the saying, `definite` if taken as known."""

    article: str
    start: int
    end: int
    first: date
    last: date
    precision: Precision
    not_after: datetime | None
    kin: str
    keys: frozenset[str]
    zones: frozenset[str]
    label: str
    label_keys: tuple[str, ...]
    status: Status
    weak: bool
    definite: bool
    actors: frozenset[str]
    """Names of who does it, with their initials, for kinds of happening that are one's own: an earnings report."""
    apart: bool
    """Whether it is told as another than one told before: "a second attack"."""


def tellings(article: Article) -> list[Telling]:
    """Return the dated happenings of an article, sentence by sentence."""
    return [
        telling for span, line, mentions in dated_lines(article) for telling in _tell(article, span, line, mentions)
    ]


def _tell(article: Article, span: tuple[int, int], line: list[Token], mentions: list[DateMention]) -> list[Telling]:
    opening = dateline_end(line)  # its date is that of the report
    mentions = [mention for mention in mentions if not opening or mention.start >= line[opening - 1].end]
    inside = [token.start for token in line]
    spans = [(bisect_left(inside, m.start), bisect_left(inside, m.end)) for m in mentions]
    dated = {i for first, last in spans for i in range(first, last)}
    sentence = sentence_of(line, dated)
    if not sentence.happenings:
        return []
    found = links(sentence, spans)
    walls = dated | {j for link in found if link for j in compound(line, link.at_word)}
    sure = any(link and not link.weak for link in found)
    linked = [
        (mention, place, link)
        for mention, place, link in zip(mentions, spans, found, strict=True)
        if link and not (link.weak and (sure or mention.precision in _TOO_COARSE)) and _dates(sentence, link, mention)
    ]
    return [
        _telling(article, span, mention, sentence, place, link, walls)
        for mention, place, link in _nearest(line, linked)
    ]


def _dates(sentence: Sentence, link: Link, mention: DateMention) -> bool:
    """Tell whether a date can be that of the happening: figures for a quarter are not published during it."""
    return sentence.happenings[link.at_word][0] not in _RELEASE or mention.precision not in _TOO_COARSE


def _nearest(line: list[Token], linked: list[_Linked]) -> list[_Linked]:
    """Leave a happening the nearest of several days: "one cut on Monday, and the other followed on Friday"."""

    def distance(one: _Linked) -> int:
        return min(abs(one[1][0] - one[2].at_word), abs(one[1][1] - 1 - one[2].at_word))

    best: dict[int, _Linked] = {}
    for one in linked:
        known = best.get(one[2].at_word)
        if known is None or distance(one) < distance(known):
            best[one[2].at_word] = one
    return [
        one
        for one in linked
        if one is (home := best[one[2].at_word]) or _overlap(one[0], home[0]) or _either(line, one[1][0], home[1][1])
    ]


def _either(line: list[Token], first: int, after: int) -> bool:
    """Tell whether a date is an alternative to the one before: "last week, or on Thursday"."""
    return 0 < first - after <= 3 and any(at(line, i).low == "or" for i in range(after, first))  # noqa: PLR2004


def _overlap(left: DateMention, right: DateMention) -> bool:
    return left.first <= right.last and right.first <= left.last


def _telling(
    article: Article,
    span: tuple[int, int],
    mention: DateMention,
    sentence: Sentence,
    place: tuple[int, int],
    link: Link,
    walls: set[int],
) -> Telling:
    at_word = link.at_word
    line = sentence.line
    family = sentence.happenings[at_word][0]
    low, high = _window(sentence, at_word)
    own = compound(line, at_word)
    text, label_words = label(line, own, low, walls)
    told = [line[i] for i in range(low, high) if i in own or i not in walls]
    return Telling(
        article=article.name,
        start=span[0],
        end=span[1],
        first=_begin(mention, line, at_word, place[0]),
        last=mention.last,
        precision=mention.precision,
        not_after=mention.not_after,
        kin="violence" if family in KIN else family,
        keys=frozenset(found for token in told if (found := key(token))),
        zones=frozenset(zone for i, zone in places(line[low:high]) if zone != _ACTOR),
        label=text,
        label_keys=tuple(found for token in label_words if (found := key(token))),
        status=_status(mention, line, at_word),
        weak=link.weak,
        definite=link.definite,
        actors=_actors(label_words, line[at_word]) if family in _OWN else frozenset(),
        apart=any(at(line, i).low in _APART for i in range(own[0] - 2, own[0])),
    )


def _actors(said: list[Token], happening: Token) -> frozenset[str]:
    """Return the names before a happening in its label, and the initials of those of several words."""
    found: set[str] = set()
    run = ""
    for token in said:
        if token.start >= happening.start:
            break
        named = token.kind == "word" and token.text[0].isupper()
        if named and token.low not in _NOT_NAMES:
            found.add(key(token) or token.low)
        run = run + token.low[0] if named or (run and token.low == "of") else ""
        if len(run) > 1:
            found.add(run)
    return frozenset(found)


def _window(sentence: Sentence, at_word: int) -> tuple[int, int]:
    """Return the tokens around a happening up to the next happening of another kind."""
    family = sentence.happenings[at_word][0]
    low, high = at_word, at_word + 1
    while low > max(0, at_word - _KEYS_REACH) and sentence.akin(low - 1, family):
        low -= 1
    while high < min(len(sentence.line), at_word + _KEYS_REACH + 1) and sentence.akin(high, family):
        high += 1
    return low, high


def _begin(mention: DateMention, line: list[Token], at_word: int, first: int) -> date:
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


def _status(mention: DateMention, line: list[Token], at_word: int) -> Status:
    said: set[str] = set()
    for token in reversed(line[max(0, at_word - _MODAL_REACH) : at_word]):
        said.add("" if token.text == "May" else token.low)
        if token.low in _BREAKS or token.text in _STOPS:
            break
    ahead = {token.low for token in line[at_word : at_word + 2]} & _SCHEDULED
    if said & _CONDITIONAL and not (ahead and "would" in said):
        return "hypothetical"
    if mention.tense == "future":
        return "future"
    return "hypothetical" if said & _HYPOTHETICAL else "past"
