"""A sentence as a list of items: names, amounts, directions, phases, dates and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.looks import Look, look_at
from eventstudy.articles.moves.names import Name, Names, name_at
from eventstudy.articles.moves.phases import When, clock_at, session_at
from eventstudy.articles.moves.values import Amount, amounts_at
from eventstudy.articles.moves.vocabulary import Entry, entries, hedges, values, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.articles.moves.tokens import Line
    from eventstudy.records import DateMention

_YEARS = range(1800, 2101)
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Day:
    """A date expression over tokens `first` to `last` (excluded); `since` for "since September"."""

    kind: ClassVar[str] = "day"
    mention: DateMention
    first: int
    last: int
    since: bool = False


What = Entry | Amount | Name | Look | When | Day


@dataclass(frozen=True, slots=True)
class Item:
    """One unit of a sentence over tokens `first` to `last` (excluded)."""

    what: What
    first: int
    last: int
    owners: tuple[Name, ...] = ()
    """Instruments named inside a rank: "the worst day for the Dow since 2009"."""

    @property
    def kind(self) -> str:
        """Return what it is, in one word."""
        return self.what.kind


def items_of(line: Line, *, mentions: Sequence[DateMention], names: Names, proper: frozenset[str]) -> list[Item]:
    """Return the items of a sentence, left to right, each token in exactly one.

    At each token the first of these that fits is taken: name, extreme or rank, clock time, phase, date, amount, word of
    the vocabulary. Every reading looks ahead a bounded number of tokens, so this is linear.
    """
    days = _days(line, mentions)
    found: list[Item] = []
    at = 0
    while at < len(line.norms):
        here = _read(line, at, days, names, proper)
        found.extend(here)
        at = here[-1].last
    return found


def _days(line: Line, mentions: Sequence[DateMention]) -> dict[int, tuple[DateMention, int]]:
    """Return date expressions by their first token, with the token after their last."""
    starts = {token.start: at for at, token in enumerate(line.tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(line.tokens)}
    found: dict[int, tuple[DateMention, int]] = {}
    for mention in mentions:
        first, last = starts.get(mention.start), ends.get(mention.end)
        if first is not None:
            last = last if last is not None else _token_after(line, first, mention.end)
            found[first] = (mention, last)
    return found


def _token_after(line: Line, at: int, end: int) -> int:
    while at < len(line.tokens) and line.tokens[at].start < end:
        at += 1
    return at


def _read(
    line: Line, at: int, days: Mapping[int, tuple[DateMention, int]], names: Names, proper: frozenset[str]
) -> list[Item]:
    name = None if _is_code(line, at) else name_at(line, at, names, proper)
    if name is not None:
        return [Item(name, name.first, name.last)]
    look = look_at(line, at, days)
    if look is not None:
        return [Item(look, look.first, look.last, _owners(line, look, names, proper))]
    when = clock_at(line, at) or _phase(line, at)
    if when is not None:
        return [Item(when, when.first, when.last)]
    day = _day(line, at, days)
    if day is not None:
        return [Item(day, day.first, day.last)]
    amounts = amounts_at(line, at)
    if amounts and not _is_count(line, amounts[-1]):
        return [Item(one, one.first, one.last) for one in amounts]
    word = _word(line, at, amounts)
    span = _whole_span(line, word)
    return [word] if span is None else [word, span]


def _is_code(line: Line, at: int) -> bool:
    """Tell the code of a contract, which wires put after its name: "CLc1", "LCOc1"."""
    text = line.tokens[at].text
    coded = line.shape(at) == "word" and text[-1:] in {"c", "v"} and text[:-1].isupper()
    return coded and line.shape(at + 1) == "number" and line.touches(at + 1)


def _whole_span(line: Line, verb: Item) -> Item | None:
    """Read the span that a closing verb ends: "ended the week", "finished 2019"."""
    if not isinstance(verb.what, Entry) or verb.what.kind != "neutral" or verb.what.phase != "close":
        return None
    at = verb.last + 1 if line.norm(verb.last) == "the" else verb.last
    word = line.norm(at)
    if word in {"week", "month", "quarter", "year"} and at > verb.last:
        return Item(Entry(f"period:{word}", word), verb.last, at + 1)
    if line.shape(at) == "number" and word.isdigit() and len(word) == _YEAR_DIGITS and int(word) in _YEARS:
        return Item(Entry(f"period:{word}", word), verb.last, at + 1)
    return None


def _owners(line: Line, look: Look, names: Names, proper: frozenset[str]) -> tuple[Name, ...]:
    """Return the instruments named inside a rank."""
    at, end = look.owner or (0, 0)
    found: list[Name] = []
    while at < end:
        name = name_at(line, at, names, proper)
        if name is not None:
            found.append(name)
        at = name.last if name is not None else at + 1
    return tuple(found)


def _phase(line: Line, at: int) -> When | None:
    """Read a phase as a whole phrase or as "[in] ... trading"."""
    session = session_at(line, at)
    if session is not None:
        return session
    match = entries().match(line.norms, at)
    if match is None or match[1].kind != "phase":
        return None
    return When(match[1].phase, at, match[0])


def _day(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Day | None:
    """Read a date expression with the preposition before it."""
    if at in days:
        return Day(days[at][0], at, days[at][1])
    skip = at + 1
    if line.norm(at) in {"late", "early"} and line.norm(skip) == "on":
        skip += 1
    if line.norm(at) in {"on", "in", "during", "for", "since", "late", "early"} and skip in days:
        return Day(days[skip][0], at, days[skip][1], since=line.norm(at) == "since")
    return None


def _is_count(line: Line, amount: Amount) -> bool:
    """Tell whether a bare number counts or names something: "3,000 tweets", "in 2019", "10 more"."""
    if amount.unit:
        return False
    if amount.plain and amount.value in _YEARS and len(line.norms[amount.last - 1]) == _YEAR_DIGITS:
        return True
    after = line.norm(amount.last)
    if line.shape(amount.last) != "word" or after in {"a", "an", "per"}:
        return after in {"%", "°"} or line.shape(amount.last) == "number"
    entry = entries().match(line.norms, amount.last)
    return entry is None or entry[1].kind.startswith("head")


def _word(line: Line, at: int, amounts: Sequence[Amount]) -> Item:
    """Read a word of the vocabulary; anything else is a foreign word, or a verb by its ending."""
    if amounts:
        year = amounts[0].plain and amounts[0].value in _YEARS and len(amounts) == 1
        return Item(Entry("filler" if year else "foreign", line.norms[at]), at, amounts[-1].last)
    if _is_code(line, at) or _is_compound(line, at):
        return Item(Entry("filler", line.norms[at]), at, at + (2 if _is_code(line, at) else 3))
    match = entries().match(line.norms, at)
    if line.norms[at] == "-" and line.touches(at) and line.touches(at + 1):
        return Item(Entry("filler", "-"), at, at + 1)
    if match is not None:
        return Item(match[1], at, match[0])
    hedge = hedges().match(line.norms, at)
    if hedge is not None:
        return Item(Entry("filler", line.norms[at]), at, hedge[0])
    return Item(_unlisted(line, at), at, at + 1)


def _is_compound(line: Line, at: int) -> bool:
    """Tell an adjective that a noun and a participle make: "Nasdaq-listed", "dollar-denominated"."""
    joined = line.norm(at + 1) == "-" and line.touches(at + 1) and line.touches(at + 2)
    return joined and line.shape(at) == "word" and line.norm(at + 2).endswith("ed")


@cache
def _months() -> frozenset[str]:
    """Return the months, which in "Brent's March contract" tell no day."""
    return frozenset({*table("english")["dates"]["months"], *table("english")["dates"]["short_months"]})


def _unlisted(line: Line, at: int) -> Entry:
    token = line.tokens[at]
    if token.shape == "possessive":
        return Entry("possessive", token.norm)
    if token.shape == "mark":
        return Entry("filler", token.norm)
    if token.norm.endswith("ly") and token.norm not in words("frame", "not_adverbs"):
        return Entry("filler", token.norm)
    if token.norm in _months() and token.text[:1].isupper():
        return Entry("filler", token.norm)
    verb = token.norm.endswith("ed") and token.text.islower() and token.norm not in values("numbers")
    return Entry("other" if verb else "foreign", token.norm)
