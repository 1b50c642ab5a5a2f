"""Which date of a sentence belongs to which of its happenings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.bare_moves import is_bare_move
from eventstudy.articles.bygone import is_bygone, is_compared, is_inserted
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.happenings import happening, is_past, is_saying, may_tell, near_kin
from eventstudy.articles.lexicon import words
from eventstudy.articles.names import is_name

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

KIN = words("telling", "kin")
_RELEASE = words("telling", "release")
_PLANS = words("telling", "plans")
_SPEAKING = words("telling", "speaking")
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "another"})
_CLAUSE = words("dates", "clause")
_ABOUT = frozenset({"on", "over", "about", "at", "of", "for", "against", "from", "in", "during"})
_KNOWN = frozenset({"the", "this", "that"})
_AFTERWARDS = frozenset({"after", "following", "since", "before", "over", "amid", "despite", "once"})
_STOPS = frozenset({"of", "in", "on", "at", "by", "for", "to", "with", "from", "and", "that", ",", ";", ".", ":"})
_ANNOUNCING = frozenset({"announce", "publish", "release", "unveil", "disclose"})
_REACH, _OBJECT_REACH, _COMPOUND, _PLAN_REACH, _SPEAKER = 60, 14, 3, 8, 8


@dataclass(frozen=True, slots=True)
class Link:
    """A happening's place; `weak` if its date is that of the saying, `definite` if the happening is taken as known."""

    at_word: int
    weak: bool
    definite: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of a sentence, and by index, in order, the happenings and the words of saying among them."""

    line: list[Token]
    happenings: dict[int, tuple[str, str]]
    sayings: frozenset[int]

    def tells(self, i: int) -> bool:
        """Tell whether a happening or a saying stands at `i`."""
        return i in self.happenings or i in self.sayings

    @property
    def bare_moves(self) -> frozenset[int]:
        """Places of the happenings that only tell how a price moved."""
        return frozenset(i for i in self.happenings if is_bare_move(self.line, i))

    def without(self, left_out: frozenset[int]) -> Sentence:
        """Return the sentence with some of its happenings left out."""
        kept = {i: told for i, told in self.happenings.items() if i not in left_out}
        return Sentence(self.line, kept, self.sayings)

    def akin(self, i: int, family: str) -> bool:
        """Tell whether the word at `i` is no happening of a kind far from `family`."""
        other = self.happenings[i][0] if i in self.happenings else family
        return self.same_kin(i, family) or near_kin(kin_of(other), kin_of(family))

    def same_kin(self, i: int, family: str) -> bool:
        """Tell whether the word at `i` is no happening of another kind than `family`, however near."""
        return i not in self.happenings or kin_of(self.happenings[i][0]) == kin_of(family)


def kin_of(family: str) -> str:
    """Return the kind of happening that a family tells of: who attacks and who kills do violence."""
    return "violence" if family in KIN else family


def sentence_of(line: list[Token], dated: set[int]) -> Sentence:
    """Find the happenings and sayings of a sentence outside its dates.

    Of "rocket attack" the last word counts. Who says what will be done makes a happening of the saying.
    """
    told = {
        i: found
        for i, token in enumerate(line)
        if may_tell(token.low) and i not in dated and (found := happening(line, i))
    }
    told = {i: found for i, found in told.items() if i + 1 not in told}
    sayings = {i for i, token in enumerate(line) if i not in told and is_saying(token)}
    for i in sorted(sayings):
        content = _planned(line, i, told)
        if content is not None or _speaks_out(line, i):
            told[i] = (told[content][0] if content is not None else "policy"), "announce"
            sayings.discard(i)
    return Sentence(line, dict(sorted(told.items())), frozenset(sayings))


def _speaks_out(line: list[Token], i: int) -> bool:
    """Tell whether a saying is what moved something: "fell on Thursday after the Federal Reserve warned of"."""
    if line[i].low not in _SPEAKING:
        return False
    after = next((j for j in range(i - 1, max(i - 1 - _SPEAKER, -1), -1) if line[j].low == "after"), None)
    return after is not None and any(is_name(token) for token in line[after + 1 : i])


def _planned(line: list[Token], i: int, told: dict[int, tuple[str, str]]) -> int | None:
    """Return the happening that a saying at `i` foretells: "said on Thursday that he would impose a tariff"."""
    modal = next((j for j in range(i + 1, min(i + 1 + _PLAN_REACH, len(line))) if line[j].low in _PLANS), None)
    if modal is None or any(j in told for j in range(i + 1, modal)):
        return None
    return next((j for j in range(modal + 1, modal + 5) if j in told), None)


def links(sentence: Sentence, spans: list[tuple[int, int]]) -> list[Link | None]:
    """Return for each date the happening it belongs to; a happening keeps the nearest of several days."""
    beside = [_beside(sentence, *place) for place in spans]
    taken = {link.at_word for link in beside if link}  # "shut on Monday after Tuesday's attack": no attack of Monday
    found = [close or _free(_link(sentence, *place), taken) for close, place in zip(beside, spans, strict=True)]
    return [_content(sentence, link, place) for link, place in zip(found, spans, strict=True)]


def _content(sentence: Sentence, link: Link | None, place: tuple[int, int]) -> Link | None:
    """Go from an announcement that ends its sentence to what was announced: "it will buy Beta, the firms announced"."""
    if link is None or sentence.happenings[link.at_word][1] not in _ANNOUNCING or link.at_word > place[0]:
        return link
    line = sentence.line
    trailing = any(line[j].text == "," for j in range(max(0, link.at_word - 6), link.at_word))
    earlier = next((i for i in sentence.happenings if i < link.at_word), None)
    closed = at(line, place[1]).kind in {"end", "sign"} or at(line, place[1]).low in {"showed", "show", "said"}
    if not trailing or not closed or earlier is None:
        return link
    return Link(earlier, weak=False, definite=_known(line, compound(line, earlier).start))


def compound(line: list[Token], i: int) -> range:
    """Return a happening's word with those it is compounded of: "rocket attack"."""
    first = i
    while first > max(0, i - _COMPOUND) and happening(line, first - 1):
        first -= 1
    return range(first, i + 1)


def _link(sentence: Sentence, first: int, last: int) -> Link | None:
    """Return the happening a date that stands beside none belongs to, whether weakly, and whether as known."""
    line, before = sentence.line, first - 1
    told = first_told(sentence, last) if at(line, last).text == "," and at(line, last + 1).low == "when" else None
    if told and not told.weak:  # "the first strike since 2007, when the mine was opened"
        return told
    if _is_start(line, before) or is_bygone(line, first) or is_inserted(line, first, last, tells=sentence.tells):
        return None
    if _opens_clause(line, before):
        return first_told(sentence, last)
    while before > max(0, first - _REACH) and line[before].text != ";" and not sentence.tells(before):
        before -= 1
    if not sentence.tells(before):
        return first_told(sentence, last)
    if before not in sentence.happenings:
        return _said(sentence)
    before = _main(sentence, before)
    return Link(before, weak=False, definite=_known(line, before))


def _free(link: Link | None, taken: set[int]) -> Link | None:
    return None if link and link.at_word in taken else link


def _is_start(line: list[Token], before: int) -> bool:
    """Tell whether a date only says since when nothing like it happened: "the first strike since 2007"."""
    if before <= 0 or line[before].low != "since":
        return False
    if is_compared(line, before):
        return True
    return not any(line[i].low in {"been", "has", "have", "had"} for i in range(max(0, before - _OBJECT_REACH), before))


def _opens_clause(line: list[Token], before: int) -> bool:
    """Tell whether a date opens a clause of its own: ", and on Friday it failed"."""
    joint = before - (at(line, before).low in {"on", "in", "at", "by", "between"})
    return at(line, joint).low in {"and", "but"} and at(line, joint - 1).text in {",", ";"}


def _main(sentence: Sentence, i: int) -> int:
    """Return the happening that the one at `i` is only an object of.

    "Arrested three men over the bombing", "rejected a deal".
    """
    line = sentence.line
    first = compound(line, i).start
    article = next((j for j in range(first - 1, max(first - 1 - _COMPOUND, 0), -1) if line[j].low == "the"), 0)
    verb = article and article - 1 in sentence.happenings and not is_saying(line[article - 1])
    if verb and is_past(line[article - 1]):
        return article - 1  # "declared the outbreak a pandemic"
    about = at(line, article - 1).low in _ABOUT
    if not about and (is_past(line[i]) or line[i].low.endswith("ing")):
        return i
    for j in range((article if about else first) - 1 - about, max(0, first - _OBJECT_REACH) - 1, -1):
        led = j in sentence.happenings and bool({line[j - 1].low, line[j - 2].low} & _PLANS)
        if led or (j in sentence.happenings and (about or (is_past(line[j]) and not article))):
            return j
        broken = line[j].kind == "sign" and line[j].text not in {"'", "\u2019", ".", "$", "-"}
        if j in sentence.sayings or line[j].low in _CLAUSE or broken or (about and line[j].kind == "sign"):
            break
    return i


def _beside(sentence: Sentence, first: int, last: int) -> Link | None:
    """Read "Thursday's airstrike", "a Dec. 27 rocket attack", "the 2003 invasion"."""
    line = sentence.line
    owned = at(line, last).text in {"'", "\u2019"} and at(line, last + 1).low == "s"
    start = last + 2 * owned
    if not owned and at(line, first - 1).low not in _DETERMINERS and start not in sentence.happenings:
        return None
    for i in range(start, start + 6):
        if i in sentence.happenings:
            return Link(i, weak=False, definite=owned or at(line, first - 1).low == "the")
        if at(line, i).low in _STOPS or at(line, i).kind == "end":
            return None
    return None


def first_told(sentence: Sentence, last: int) -> Link | None:
    """Read "On Tuesday, the court ruled", where `last` is what follows the date.

    It is the first happening that does not itself lie before the date.
    """
    weak: Link | None = None
    for i in range(last, min(last + _REACH, len(sentence.line))):
        if sentence.line[i].text == ";":
            break
        if i in sentence.sayings:
            return _said(sentence)
        if i not in sentence.happenings:
            continue
        if at(sentence.line, i - 1).text == "," and at(sentence.line, i).low.endswith("ing"):
            continue  # ", killing four": goes on from a verb before
        if not any(at(sentence.line, j).low in _AFTERWARDS for j in range(max(i - 5, last), i)):
            return Link(i, weak=False, definite=_known(sentence.line, i))
        weak = weak or Link(i, weak=True, definite=True)
    return weak


def _said(sentence: Sentence) -> Link | None:
    """Return the first happening of a sentence whose date is that of the saying."""
    first = next(iter(sentence.happenings), None)
    if first is None:
        return None
    return Link(first, weak=sentence.happenings[first][0] not in _RELEASE, definite=_known(sentence.line, first))


def _known(line: list[Token], i: int) -> bool:
    """Tell whether the happening at `i` is one that the reader has met: "the strike", "the latest attack"."""
    if at(line, i - 1).low in _KNOWN:
        return True
    first = compound(line, i).start
    noun = not is_past(line[i]) and line[first - 1].kind == "word" and line[first - 1].text.islower()
    return noun and at(line, first - 1 - (at(line, first - 1).low not in _KNOWN)).low in _KNOWN
