"""Dated happenings of single sentences: which date belongs to which happening word, and in what words it is told."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.articles.afterwards import told_afterwards
from eventstudy.articles.dates import dated_lines
from eventstudy.articles.dates.datelines import dateline_end
from eventstudy.articles.dates.places import places
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.happened import first_day, status_of
from eventstudy.articles.happenings import is_past, key, plain_form
from eventstudy.articles.labels import label
from eventstudy.articles.lexicon import words
from eventstudy.articles.links import Link, Sentence, compound, first_told, kin_of, links, sentence_of
from eventstudy.articles.names import ACTOR, actors, is_name, lands, names, of_places, opens_with_a_name

if TYPE_CHECKING:
    from datetime import date, datetime

    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import Article, DateMention, Precision, Status

    _Linked = tuple[DateMention, tuple[int, int], Link]

_DELAYS = words("dates", "delays")
_RELEASE = words("telling", "release")
_OWN = words("telling", "own")
_APART = words("telling", "apart")
_TOO_COARSE = frozenset({"month", "quarter", "half_year", "year", "decade"})  # nobody says something on a year
_BREAKS = words("dates", "clause") - {"if", "unless", "whether"}
_WHERE = frozenset({"in", "near", "at", "outside", "off", "around"})
_STOPS = frozenset({",", ";", ":", "\u2014", "\u201c", "\u201d"})
_APARTING = frozenset({"and", "but", "over", "once"})
_NOT_NEWS = frozenset({"had", "not", "never", "who", "whose", "which", "that", "once"})
_KEYS_REACH = 14


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
    lands: frozenset[str]
    """Time zones of what is named after a place as well: "Iraqi", "Iraq's"."""
    placed: bool
    """Whether it says where: "in Karsa", "near the airport of Karsa"."""
    label: str
    label_keys: tuple[str, ...]
    status: Status
    weak: bool
    definite: bool
    actors: frozenset[str]
    """Names of who does it, with their initials, for kinds of happening that are one's own: an earnings report."""
    apart: bool
    """Whether it is told as another than one told before: "a second attack"."""
    names: frozenset[str]
    """Those of its words that have capitals."""
    own_names: frozenset[str]
    """Those of them that are of no place known: a place is shared by much that happens there."""
    sure_names: frozenset[str]
    """Those of them that are names for certain: a capital that opens a sentence is none."""
    content: frozenset[str]
    """Those of its words that tell no happening."""
    bare_move: bool
    """Whether it only tells how a price moved."""
    reported: bool = False
    """Whether its day is that of the dateline, since the sentence names none."""


def tellings(article: Article) -> list[Telling]:
    """Return the dated happenings of an article, sentence by sentence."""
    return [
        telling for span, line, mentions in dated_lines(article) for telling in _tell(article, span, line, mentions)
    ]


def _tell(article: Article, span: tuple[int, int], line: list[Token], mentions: list[DateMention]) -> list[Telling]:
    opening = dateline_end(line)  # its date is that of the report
    written, mentions = _parted(mentions, line[opening - 1].end if opening else 0)
    inside = [token.start for token in line]
    spans = [(bisect_left(inside, m.start), bisect_left(inside, m.end)) for m in mentions]
    dated = {i for first, last in spans for i in range(first, last)}
    sentence = sentence_of(line, dated)
    if not sentence.happenings:
        return []
    if not mentions:
        return _reported(article, span, sentence, opening, written)
    sentence, found, moves = _linked_first(sentence, spans)
    walls = dated | set(range(opening)) | {j for link in found if link for j in compound(line, link.at_word)}
    theirs = _theirs(line, spans, found)
    return [
        _telling(article, span, mention, sentence, place, link, walls, theirs, bare_move=link.at_word in moves)
        for mention, place, link in _nearest(line, _linked(sentence, mentions, spans, found))
    ]


def _linked(
    sentence: Sentence, mentions: list[DateMention], spans: list[tuple[int, int]], found: list[Link | None]
) -> list[_Linked]:
    """Return the happenings with the dates that can be theirs, and those that are days away from one."""
    sure = any(link and not link.weak for link in found)
    linked = [
        (mention, place, link)
        for mention, place, link in zip(mentions, spans, found, strict=True)
        if link
        and not (link.weak and (sure or mention.precision in _TOO_COARSE))
        and _dates(sentence, link, mention, place)
    ]
    apart = told_afterwards(sentence, mentions, spans)
    behind = [place[1] for _, place, _ in apart]
    return [one for one in linked if not _counted(one, behind)] + apart


def _parted(mentions: list[DateMention], opening: int) -> tuple[list[DateMention], list[DateMention]]:
    """Part the dates of the dateline, which ends at `opening`, from those of the sentence."""
    own = [mention for mention in mentions if mention.start >= opening]
    return mentions[: len(mentions) - len(own)], own


def _reported(
    article: Article, span: tuple[int, int], sentence: Sentence, opening: int, written: list[DateMention]
) -> list[Telling]:
    """Return what the first sentence of a report tells without a day: it is of the dateline's, or of the day before."""
    happened = sentence.without(sentence.bare_moves)
    link = first_told(happened, opening)
    if link is None or link.weak or written[-1].precision != "day" or not _is_news(sentence.line, link.at_word):
        return []
    own = set(compound(sentence.line, link.at_word))
    walls, weak = own | set(range(opening)), Link(link.at_word, weak=True, definite=link.definite)
    told = _telling(article, span, written[-1], happened, (opening, opening), weak, walls, own, bare_move=False)
    return [replace(told, reported=True)]


def _is_news(line: list[Token], i: int) -> bool:
    """Tell whether the verb at `i` tells what is new: neither what had been, nor what was not, nor who it is."""
    return is_past(line[i]) and not any(at(line, j).low in _NOT_NEWS for j in range(i - 2, i))


def _linked_first(
    sentence: Sentence, spans: list[tuple[int, int]]
) -> tuple[Sentence, list[Link | None], frozenset[int]]:
    """Link dates to what happened, and only where they date nothing that did, to how prices moved."""
    moves = sentence.bare_moves
    if moves and len(moves) < len(sentence.happenings):
        happened = sentence.without(moves)
        found = links(happened, spans)
        if any(found):
            return happened, found, frozenset()
    return sentence, links(sentence, spans), moves


def _theirs(line: list[Token], spans: list[tuple[int, int]], found: list[Link | None]) -> set[int]:
    """Return the words of all dates that belong to a happening, and of all these happenings."""
    own = {j for link in found if link for j in compound(line, link.at_word)}
    return own | {i for span, link in zip(spans, found, strict=True) if link for i in range(*span)}


def _dates(sentence: Sentence, link: Link, mention: DateMention, place: tuple[int, int]) -> bool:
    """Tell whether a date can be that of the happening.

    Figures for a quarter are not published during it, and what is put off to a day does not happen then.
    Nor is "two days after the attack" the day of the attack.
    """
    line, (first, last) = sentence.line, place
    if at(line, last - 1).low in {"after", "before"} and link.at_word >= last:
        return any(at(line, i).text == "," for i in range(last, link.at_word))
    if at(line, first - 1).low in {"to", "until"} and any(at(line, i).low in _DELAYS for i in range(first - 7, first)):
        return False
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


def _counted(one: _Linked, behind: list[int]) -> bool:
    """Tell whether a happening stands behind "a day after", of which `behind` are the ends, and its date before."""
    _, place, link = one
    k = bisect_right(behind, link.at_word)
    return k > 0 and place[1] <= behind[k - 1]


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
    theirs: set[int],
    *,
    bare_move: bool,
) -> Telling:
    at_word = link.at_word
    line = sentence.line
    family = sentence.happenings[at_word][0]
    own = compound(line, at_word)
    low, high = _window(sentence, at_word, theirs, {*own, *range(*place)})
    text, label_words = label(line, own, low, walls)
    told = [line[i] for i in range(low, high) if i in own or i not in walls]
    return Telling(
        article=article.name,
        start=span[0],
        end=span[1],
        first=first_day(mention, line, at_word, place[0]),
        last=mention.last,
        precision=mention.precision,
        not_after=mention.not_after,
        kin=kin_of(family),
        keys=frozenset(found for token in told if (found := key(token))),
        zones=frozenset(zone for i, zone in places(line[low:high]) if zone != ACTOR),
        label=text,
        label_keys=tuple(found for token in label_words if (found := key(token))),
        status=status_of(mention, line, at_word),
        weak=link.weak,
        definite=link.definite,
        actors=actors(label_words, line[at_word]) if family in _OWN else frozenset(),
        apart=any(at(line, i).low in _APART for i in range(own[0] - 2, own[0])),
        lands=lands(line[low:high]),
        placed=any(is_name(line[i]) and at(line, i - 1).low in _WHERE for i in range(low, high)),
        names=names(told),
        own_names=names(told) - of_places(line[low:high]),
        sure_names=names([token for token in told if token is not line[0] or opens_with_a_name(line)]),
        content=frozenset(found for token in told if (found := key(token)) and plain_form(token.low) is None),
        bare_move=bare_move,
    )


def _window(sentence: Sentence, at_word: int, theirs: set[int], mine: set[int]) -> tuple[int, int]:
    """Return the tokens around a happening up to the next of another kind or another date, or to who said it.

    `theirs` are all dates and the happenings they date, `mine` those of this one.
    """
    low, high = at_word, at_word + 1
    while low > max(0, at_word - _KEYS_REACH) and not _parts(sentence, at_word, low - 1, theirs, mine):
        low -= 1
    most = min(len(sentence.line), at_word + _KEYS_REACH + 1)
    while high < most and not (_parts(sentence, at_word, high, theirs, mine) or _names_who_said_it(sentence, high)):
        high += 1
    return low, high


def _parts(sentence: Sentence, at_word: int, i: int, theirs: set[int], mine: set[int]) -> bool:
    """Tell whether the word at `i` tells of something else than the happening at `at_word`."""
    if (i in theirs and i not in mine) or i in sentence.sayings:
        return True
    family = sentence.happenings[at_word][0]
    if i not in sentence.happenings or sentence.happenings[i][0] == family:
        return False
    between = sentence.line[min(i, at_word) + 1 : max(i, at_word)]
    apart = any(token.low in _BREAKS or token.low in _APARTING or token.text in _STOPS for token in between)
    return not sentence.akin(i, family) or (apart and not sentence.same_kin(i, family))


def _names_who_said_it(sentence: Sentence, i: int) -> bool:
    """Tell whether ", the ministry said" begins at `i`."""
    line = sentence.line
    if line[i].text != ",":
        return False
    end = next((j for j in range(i + 1, min(i + 8, len(line))) if line[j].text in _STOPS), min(i + 8, len(line)))
    return any(j in sentence.sayings for j in range(i + 1, end))
