"""Dated happenings of single sentences: which date belongs to which happening word, and in what words it is told."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.datelines import dateline_end
from eventstudy.articles.dates import dates_in
from eventstudy.articles.dates.places import places
from eventstudy.articles.dates.tokens import at, tokens
from eventstudy.articles.dates.units import shifted
from eventstudy.articles.happenings import happening, is_saying, key
from eventstudy.articles.labels import label
from eventstudy.articles.lexicon import table, words
from eventstudy.articles.text import sentences

if TYPE_CHECKING:
    from datetime import date, datetime

    from eventstudy.articles.dates.tokens import Token
    from eventstudy.records import Article, DateMention, Precision, Status

_KIN = words("telling", "kin")
_HYPOTHETICAL = words("telling", "hypothetical")
_NUMBERS = {name: n for n, name in enumerate(table("english")["dates"]["numbers"].split(), start=1)}
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "another"})
_CLAUSE = words("dates", "clause")
_ABOUT = frozenset({"on", "over", "about", "at", "of", "for", "against", "from", "in", "during"})
_AFTERWARDS = frozenset({"after", "following", "since", "before", "over", "amid", "despite"})
_STOPS = frozenset({"of", "in", "on", "at", "by", "for", "to", "with", "from", "and", "that", ",", ";", ".", ":"})
_ACTOR = "America/New_York"  # the United States is in the news as an actor more than as a place
_TOO_COARSE = frozenset({"month", "quarter", "year"})  # nobody says something on a year
_REACH, _KEYS_REACH, _COMPOUND = 40, 14, 3


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


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Tokens of a sentence, and by index, in order, the happenings and the words of saying among them."""

    line: list[Token]
    happenings: dict[int, tuple[str, str]]
    sayings: frozenset[int]

    def tells(self, i: int) -> bool:
        """Tell whether a happening or a saying stands at `i`."""
        return i in self.happenings or i in self.sayings

    def akin(self, i: int, family: str) -> bool:
        """Tell whether the word at `i` is no happening of another kind than `family`."""
        other = self.happenings[i][0] if i in self.happenings else family
        return other == family or {other, family} <= _KIN


def tellings(article: Article) -> list[Telling]:
    """Return the dated happenings of an article, sentence by sentence."""
    dated = dates_in(article)
    starts = [mention.start for mention in dated]
    found: list[Telling] = []
    for start, end in sentences(article.text):
        mentions = dated[bisect_left(starts, start) : bisect_left(starts, end)]
        if mentions:
            found.extend(_tell(article, (start, end), mentions))
    return found


def _tell(article: Article, span: tuple[int, int], mentions: list[DateMention]) -> list[Telling]:
    line = tokens(article.text, *span)
    opening = dateline_end(line)  # its date is that of the report
    mentions = [mention for mention in mentions if not opening or mention.start >= line[opening - 1].end]
    inside = [token.start for token in line]
    spans = [(bisect_left(inside, m.start), bisect_left(inside, m.end)) for m in mentions]
    dated = {i for first, last in spans for i in range(first, last)}
    told = {i: found for i in range(len(line)) if i not in dated and (found := happening(line, i))}
    told = {i: found for i, found in told.items() if i + 1 not in told}  # "rocket attack" is one
    sayings = frozenset(i for i, token in enumerate(line) if is_saying(token) and i not in told)
    sentence = _Sentence(line, told, sayings)
    beside = [_beside(sentence, *place) for place in spans]
    taken = {link[0] for link in beside if link}  # "shut on Monday after Tuesday's attack": not an attack of Monday
    links = [close or _free(_link(sentence, *place), taken) for close, place in zip(beside, spans, strict=True)]
    walls = dated | {j for link in links if link for j in _compound(line, link[0])}
    sure = any(link and not link[1] for link in links)
    return [
        _telling(article, span, mention, sentence, place, link, walls)
        for mention, place, link in zip(mentions, spans, links, strict=True)
        if link and not (link[1] and (sure or mention.precision in _TOO_COARSE))
    ]


def _compound(line: list[Token], i: int) -> range:
    """Return a happening's word with those it is compounded of: "rocket attack"."""
    first = i
    while first > max(0, i - _COMPOUND) and happening(line, first - 1):
        first -= 1
    return range(first, i + 1)


def _link(sentence: _Sentence, first: int, last: int) -> tuple[int, bool, bool] | None:
    """Return the happening a date that stands beside none belongs to, whether weakly, and whether as known."""
    line, before = sentence.line, first - 1
    if _is_start(line, before):
        return None
    if _opens_clause(line, before):
        return _after(sentence, last)
    while before > max(0, first - _REACH) and line[before].text != ";" and not sentence.tells(before):
        before -= 1
    if not sentence.tells(before):
        return _after(sentence, last)
    if before not in sentence.happenings:
        return _said(sentence)
    before = _main(sentence, before)
    return before, False, _known(line, before)


def _free(link: tuple[int, bool, bool] | None, taken: set[int]) -> tuple[int, bool, bool] | None:
    return None if link and link[0] in taken else link


def _is_start(line: list[Token], before: int) -> bool:
    """Tell whether a date only says since when nothing like it happened: "the first strike since 2007"."""
    if before <= 0 or line[before].low != "since":
        return False
    return not any(line[i].low in {"been", "has", "have", "had"} for i in range(max(0, before - _KEYS_REACH), before))


def _opens_clause(line: list[Token], before: int) -> bool:
    """Tell whether a date opens a clause of its own: ", and on Friday it failed"."""
    joint = before - (at(line, before).low in {"on", "in", "at", "by", "between"})
    return at(line, joint).low in {"and", "but"} and at(line, joint - 1).text in {",", ";"}


def _main(sentence: _Sentence, i: int) -> int:
    """Return the happening that the one at `i` is only an object of: "arrested three men over the bombing"."""
    line = sentence.line
    first = _compound(line, i).start
    article = next((j for j in range(first - 1, max(first - 1 - _COMPOUND, 0), -1) if line[j].low == "the"), 0)
    if at(line, article - 1).low not in _ABOUT:
        return i
    for j in range(article - 2, max(0, article - _KEYS_REACH) - 1, -1):
        if j in sentence.happenings:
            return j
        if j in sentence.sayings or line[j].low in _CLAUSE or line[j].kind == "sign":
            break
    return i


def _beside(sentence: _Sentence, first: int, last: int) -> tuple[int, bool, bool] | None:
    """Read "Thursday's airstrike", "a Dec. 27 rocket attack", "the 2003 invasion"."""
    line = sentence.line
    owned = at(line, last).text in {"'", "\u2019"} and at(line, last + 1).low == "s"
    start = last + 2 * owned
    if not owned and at(line, first - 1).low not in _DETERMINERS and start not in sentence.happenings:
        return None
    for i in range(start, start + 6):
        if i in sentence.happenings:
            return i, False, owned or at(line, first - 1).low == "the"
        if at(line, i).low in _STOPS or at(line, i).kind == "end":
            return None
    return None


def _after(sentence: _Sentence, last: int) -> tuple[int, bool, bool] | None:
    """Read "On Tuesday, the court ruled": the first happening that does not itself lie before the date."""
    weak: tuple[int, bool, bool] | None = None
    for i in range(last, min(last + _REACH, len(sentence.line))):
        if sentence.line[i].text == ";":
            break
        if i in sentence.sayings:
            return _said(sentence)
        if i not in sentence.happenings:
            continue
        if at(sentence.line, i - 1).text == "," and at(sentence.line, i).low.endswith("ing"):
            continue  # ", killing four": goes on from a verb before
        if not any(at(sentence.line, j).low in _AFTERWARDS for j in range(max(i - 3, last), i)):
            return i, False, _known(sentence.line, i)
        weak = weak or (i, True, True)
    return weak


def _said(sentence: _Sentence) -> tuple[int, bool, bool] | None:
    """Return the first happening of a sentence whose date is that of the saying."""
    first = next(iter(sentence.happenings), None)
    return None if first is None else (first, True, _known(sentence.line, first))


def _known(line: list[Token], i: int) -> bool:
    """Tell whether the happening at `i` is one that the reader has met: "the strike"."""
    return at(line, i - 1).low in {"the", "this", "that"}


def _telling(
    article: Article,
    span: tuple[int, int],
    mention: DateMention,
    sentence: _Sentence,
    place: tuple[int, int],
    link: tuple[int, bool, bool],
    walls: set[int],
) -> Telling:
    at_word, weak, definite = link
    line = sentence.line
    family = sentence.happenings[at_word][0]
    low, high = _window(sentence, at_word)
    own = _compound(line, at_word)
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
        kin="violence" if family in _KIN else family,
        keys=frozenset(found for token in told if (found := key(token))),
        zones=frozenset(zone for i, zone in places(line[low:high]) if zone != _ACTOR),
        label=text,
        label_keys=tuple(found for token in label_words if (found := key(token))),
        status=_status(mention, line, at_word),
        weak=weak,
        definite=definite,
    )


def _window(sentence: _Sentence, at_word: int) -> tuple[int, int]:
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
    if mention.tense == "future":
        return "future"
    before = {at(line, i).low for i in range(at_word - 4, at_word)}
    return "hypothetical" if before & _HYPOTHETICAL else "past"
