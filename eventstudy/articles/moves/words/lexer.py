"""A sentence as a list of items: names, amounts, directions, phases, dates and what stands between them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.names import names_in, stands_for_price
from eventstudy.articles.moves.words.plain import YEAR_DIGITS, YEARS, is_count, single_word, word_at
from eventstudy.articles.moves.words.readings import OF_NUMBERS, READERS, Item, Reader, Scene, begins, cores, day_at
from eventstudy.articles.moves.words.values import Amount, amount_words, amounts_at, may_open, opening_words
from eventstudy.articles.moves.words.vocabulary import Entry, entries, hedges, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.articles.moves.words.lookup import Names
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention

_LONGEST_LEAD = 14
"""Tokens of the longest "a more than two-and-a-half-year high" before the word that makes it one."""


_JOINS = frozenset({"-", "'s"})


def items_of(
    line: Line,
    *,
    mentions: Sequence[DateMention],
    names: Names,
    proper: frozenset[str],
    named: Mapping[int, Name] | None = None,
) -> list[Item]:
    """Return the items of a sentence, left to right, each token in exactly one.

    At each token the first of these that fits is taken: name, extreme or rank, clock time, phase, date, amount, word of
    the vocabulary. Every reading looks ahead a bounded number of tokens, so this is linear.
    """
    readings = frozenset(name for name, core in cores().items() if not core.isdisjoint(line.present))
    openers, readers, by_word = _prepared(readings, days=bool(mentions))
    named = names_in(line, names, proper) if named is None else named
    scene = Scene(line, _days(line, mentions), names, named, readers, by_word, _near(line, readings))
    norms, shapes, texts = line.norms, line.shapes, line.texts
    found: list[Item] = []
    at = 0
    while at < line.count:
        norm = norms[at]
        if norm in openers or at in named or at in scene.days or (line.glued[at + 1] and _goes_on(line, at)):
            entry = None
        else:
            entry = single_word(norm, shapes[at], texts[at])
        if entry is not None:
            found.append(Item(entry, at, at + 1))
            at += 1
            continue
        here = _read(scene, at)
        found.extend(here)
        at = here[-1].last
    return found


def _goes_on(line: Line, at: int) -> bool:
    """Tell whether a word is joined to the next: "Nasdaq-listed", "CLc1", "it's"."""
    return line.norms[at + 1] in _JOINS or line.shapes[at + 1] == "number"


def _days(line: Line, mentions: Sequence[DateMention]) -> dict[int, tuple[DateMention, int]]:
    """Return date expressions by their first token, with the token after their last."""
    if not mentions:
        return {}
    starts = {start: at for at, start in enumerate(line.starts)}
    ends = {end: at + 1 for at, end in enumerate(line.ends)}
    found: dict[int, tuple[DateMention, int]] = {}
    for mention in mentions:
        first, last = starts.get(mention.start), ends.get(mention.end)
        if first is not None:
            last = last if last is not None else _token_after(line, first, mention.end)
            found[first] = (mention, last)
    return found


def _token_after(line: Line, at: int, end: int) -> int:
    while at < line.count and line.starts[at] < end:
        at += 1
    return at


def _read(scene: Scene, at: int) -> list[Item]:
    line = scene.line
    norm, number = line.norms[at], line.shapes[at] == "number"
    name = scene.named.get(at)
    if name is not None:
        return [Item(name, at, name.last)]
    for read in _readers(scene, at, norm) if number or at in scene.days else scene.by_word.get(norm, ()):
        if read not in scene.near or at in scene.near[read]:
            found = read(scene, at)
            if found:
                return found
    if norm == "up" and line.norms[at + 1] == "to" and _climbs(line, at):
        return [Item(Entry("dir", norm, "up"), at, at + 1)]
    amounts = amounts_at(line, at) if number or _opens_amount(line, at) else ()
    if amounts and not is_count(line, amounts[-1]):
        return [Item(one, one.first, one.last) for one in amounts]
    pointing = _pointing(scene, at, norm)
    return [Item(pointing, at, at + 1)] if pointing is not None else _plain(line, at, amounts)


def _pointing(scene: Scene, at: int, norm: str) -> Entry | None:
    """Read "that", "this", "those" where they stand for an instrument, and "the" before a name."""
    if norm == "the" and at + 1 in scene.named:  # "the Bank Nifty" is no bank
        return Entry("det", norm)
    if at == 0 and norm in {"that", "this"} and (_is_verb(scene.line, 1) or scene.line.norms[1] == "'s"):
        return Entry("head:it", norm)
    stands = norm in {"those", "that"} and stands_for_price(scene.line, at, scene.names)
    return Entry("head:those", norm) if stands else None


def _readers(scene: Scene, at: int, norm: str) -> Iterator[Reader]:
    """Yield what may begin at a number or a day."""
    number = scene.line.shapes[at] == "number"
    for read, firsts in scene.readers:
        if norm in firsts or (number and read in OF_NUMBERS) or (read is day_at and at in scene.days):
            yield read


def _climbs(line: Line, at: int) -> bool:
    """Tell "up to 4.67% from 4.58%" and "traded up to 6,750", levels, from "up to 5 percent", a bound."""
    amounts = amounts_at(line, at + 2)
    traded = line.norms[at - 1] in {"traded", "trading", "went", "moved", "back"}
    after_change = line.norms[at - 1] in words("units", "percent") | words("units", "points") | {"cent", "cents"}
    level = (traded or after_change) and bool(amounts) and amounts[-1].unit != "percent"
    return bool(amounts) and (level or line.norms[amounts[-1].last] == "from")


@cache
def _hedges_alone() -> frozenset[str]:
    """Return the words that begin an amount only with more words of a hedge: "the" in "the best part of"."""
    return frozenset(hedges().firsts()) - opening_words()


def _opens_amount(line: Line, at: int) -> bool:
    """Tell whether an amount may begin with the word at token `at`."""
    norm = line.norms[at]
    if norm not in amount_words() or not may_open(line, at):
        return False
    return norm not in _hedges_alone() or hedges().match(line.norms, at) is not None


def _is_verb(line: Line, at: int) -> bool:
    """Tell "That marks its highest since", which goes on with what was spoken of."""
    found = entries().match(line.norms, at)
    return found is not None and found[1].kind in {"neutral", "be"}


def _plain(line: Line, at: int, amounts: Sequence[Amount]) -> list[Item]:
    entry, last = word_at(line, at, amounts)
    span = _whole_span(line, entry, last) if entry.phase is not None else None
    return [Item(entry, at, last)] if span is None else [Item(entry, at, last), span]


@lru_cache(maxsize=256)
def _prepared(
    readings: frozenset[str], *, days: bool
) -> tuple[frozenset[str], tuple[tuple[Reader, frozenset[str]], ...], dict[str, tuple[Reader, ...]]]:
    """Return the words at which more than a plain word may begin in such a sentence, and what may be read there."""
    begin = begins()
    wanted = [name for name in READERS if name in readings or name == "phase" or (name == "day" and days)]
    openers = amount_words().union({"$", "those", "that"}, *(begin[name] for name in wanted))
    readers = tuple((READERS[name], begin[name]) for name in wanted)
    by_word = {word: tuple(read for read, firsts in readers if word in firsts) for word in openers}
    return openers, readers, by_word


def _near(line: Line, readings: frozenset[str]) -> dict[Reader, frozenset[int]]:
    """Return where each kind of reading may begin: at most so many tokens before its words."""
    found: dict[Reader, frozenset[int]] = {}
    for name in readings:
        core = cores()[name]
        reach = (range(at - _LONGEST_LEAD, at + 1) for at, norm in enumerate(line.norms) if norm in core)
        found[READERS[name]] = frozenset().union(*reach)
    return found


def _whole_span(line: Line, verb: Entry, last: int) -> Item | None:
    """Read the span that a closing verb ends: "ended the week", "finished 2019"."""
    if verb.kind != "neutral" or verb.phase != "close":
        return None
    at = last + 1 if line.norms[last] == "the" else last
    word = line.norms[at]
    year = line.shapes[at] == "number" and len(word) == YEAR_DIGITS and word.isdigit() and int(word) in YEARS
    if (word in {"week", "month", "quarter", "year"} and at > last) or year:
        return Item(Entry(f"period:{word}", word), last, at + 1)
    return None
