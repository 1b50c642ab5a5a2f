"""The words of ``data/moves.toml``, ready to be looked up phrase by phrase."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.tokens import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Direction, Hedge, Phase

Key = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase does in a sentence about markets."""

    kind: str
    word: str
    direction: Direction | None = None
    phase: Phase | None = None
    noun: bool = False
    verb: bool = False


class Phrases(Generic[T]):
    """Longest-match lookup of phrases by their tokens."""

    __slots__ = ("_longer", "_single")

    def __init__(self, phrases: Mapping[Key, T]) -> None:
        self._single = {key[0]: value for key, value in phrases.items() if len(key) == 1}
        self._longer: dict[str, dict[str, list[tuple[int, Key, T]]]] = {key[0]: {} for key in phrases}
        for key, value in sorted(phrases.items(), key=lambda row: -len(row[0])):
            if len(key) > 1:
                self._longer[key[0]].setdefault(key[1], []).append((len(key), key, value))

    def match(self, norms: Key, at: int) -> tuple[int, T] | None:
        """Return the end of the longest phrase that starts at `at`, and its value; `norms` goes on after `at`."""
        first = norms[at]
        seconds = self._longer.get(first)
        if seconds is None:
            return None
        if seconds:
            for size, key, value in seconds.get(norms[at + 1], ()):
                if norms[at : at + size] == key:
                    return at + size, value
        return (at + 1, self._single[first]) if first in self._single else None

    def opens_phrase(self, word: str) -> bool:
        """Tell whether a phrase of more than one word begins with `word`."""
        return bool(self._longer.get(word))

    def firsts(self) -> Iterable[str]:
        """Return the words that phrases begin with."""
        return self._longer.keys()


@cache
def words(*path: str) -> frozenset[str]:
    """Return a list of ``moves.toml`` as a set, underscores as spaces.

    Examples
    --------
    >>> "per cent" in words("units", "percent")
    True
    """
    return frozenset(_split(_at(path)))


@cache
def phrases(*path: str) -> Phrases[str]:
    """Return the phrases of a table, each with the key it stands under."""
    section = cast("dict[str, str]", _at(path))
    return Phrases({key_of(word): name for name, listed in section.items() for word in _split(listed)})


@cache
def values(section: str) -> Mapping[str, str]:
    """Return a table of single words and what they stand for."""
    return {name.replace("_", " "): text for name, text in cast("dict[str, str]", _at((section,))).items()}


@cache
def values_of_heads(head: str) -> frozenset[str]:
    """Return the kinds of instrument that a price noun fits."""
    listed = cast("dict[str, list[str]]", _at(("head_kinds",)))
    return frozenset(listed.get(head, ()))


def usual(instrument: str, value: Decimal) -> bool:
    """Tell whether an instrument has stood about there: what is far from it is something else."""
    low, high = cast("tuple[float, float]", table("moves")["levels"].get(instrument, (1, 0)))
    return low <= value <= high


@cache
def entries() -> Phrases[Entry]:
    """Return every word of the grammar with what it does; where lists overlap, the later one below wins."""
    found: dict[Key, Entry] = {}
    for entry in (*_frame(), *_cues(), *_heads(), *_verbs(), *_directions(), *_phases(), *_periods()):
        found[key_of(entry.word)] = entry
    return Phrases(found)


@cache
def key_of(phrase: str) -> Key:
    """Return the tokens of a phrase, the same way a sentence is cut."""
    line = line_of(phrase)
    return line.norms[: line.count]


def _at(path: tuple[str, ...]) -> object:
    found: object = table("moves")
    for name in path:
        found = cast("Mapping[str, object]", found)[name]
    return found


def _split(listed: object) -> Iterator[str]:
    """Yield the words of one list, sorted so that nothing depends on the order they are written in."""
    words_of: list[str] = listed.split() if isinstance(listed, str) else list(cast("list[str]", listed))
    yield from sorted({word.replace("_", " ") for word in words_of})


def _inflected(base: str) -> tuple[str, ...]:
    """Return base, -s, -ed and -ing of a regular verb; what follows the first word stays."""
    verb, _, rest = base.partition(" ")
    tail = f" {rest}" if rest else ""
    stem = verb.removesuffix("e")
    third = verb + ("es" if verb.endswith(("sh", "ch", "s")) else "s")
    past = stem + "ed" if not verb.endswith("y") else verb.removesuffix("y") + "ied"
    return tuple(form + tail for form in (verb, third, past, stem + "ing"))


def _frame() -> Iterator[Entry]:
    kinds = {
        "fillers": "filler",
        "prepositions": "prep",
        "boundaries": "boundary",
        "relatives": "relative",
        "joins": "and",
        "determiners": "det",
        "together": "together",
    }
    for name, kind in kinds.items():
        yield from (Entry(kind, word) for word in words("frame", name))
    for mark, kind in {
        ",": "comma",
        ";": "semicolon",
        ":": "colon",
        "—": "dash",
        "-": "dash",
        "(": "open",
        ")": "shut",
    }.items():
        yield Entry(kind, mark)
    yield from (Entry("filler", mark) for mark in ('"', "'", "*", "_", "[", "]"))


def _cues() -> Iterator[Entry]:
    for modality in ("opinion", "forecast", "conditional"):
        yield from (Entry(modality, word) for word in words("cues", modality))
    yield from (Entry("attributed", word) for word in words("cues", "attributed"))
    yield from (Entry("report", word) for word in words("frame", "reports"))
    yield from (Entry("negation", word) for word in words("cues", "negation"))
    yield from (Entry("block", word) for word in words("cues", "block"))
    yield from (Entry("relative_to", word) for word in words("cues", "relative"))
    yield from (Entry("pare", word) for word in words("cues", "pare"))
    yield from (Entry("kill", word) for word in words("cues", "kill"))


def _heads() -> Iterator[Entry]:
    for name in cast("dict[str, str]", _at(("heads",))):
        yield from (Entry(f"head:{name}", word) for word in words("heads", name))


def _verbs() -> Iterator[Entry]:
    yield from (Entry("other", word) for word in words("verbs", "other"))
    yield from (Entry("be", word) for word in words("verbs", "be"))
    yield from (Entry("neutral", word) for word in words("verbs", "trade"))
    yield from (Entry("neutral", word, phase="open") for word in words("verbs", "open"))
    yield from (Entry("neutral", word, phase="close") for word in words("verbs", "close"))
    yield from (Entry("hit", word) for word in words("verbs", "hit"))
    yield from (Entry("hit", word, direction="up") for word in words("verbs", "hit_up"))
    yield from (Entry("hit", word, direction="down") for word in words("verbs", "hit_down"))
    yield from (Entry("yields", word) for word in words("verbs", "yields"))
    yield from (Entry("cause", word) for word in words("verbs", "cause"))
    yield from (Entry("cause", word, direction="up") for word in words("verbs", "cause_up"))
    yield from (Entry("cause", word, direction="down") for word in words("verbs", "cause_down"))


def _directions() -> Iterator[Entry]:
    for direction in cast("tuple[Direction, ...]", ("up", "down")):
        regular = [form for base in words("directions", "regular", direction) for form in _inflected(base)]
        verbs = {*regular, *words("directions", "verbs", direction)}
        nouns = words("directions", "nouns", direction)
        for word in sorted(verbs | nouns):
            yield Entry("dir", word, direction, noun=word in nouns, verb=word in verbs)
        yield from (Entry("dir", word, direction) for word in words("directions", "adverbs", direction))


def _phases() -> Iterator[Entry]:
    for phase in cast("dict[Phase, str]", _at(("phases",))):
        yield from (Entry("phase", word, phase=phase) for word in words("phases", phase))


def _periods() -> Iterator[Entry]:
    for period in cast("dict[str, str]", _at(("periods",))):
        yield from (Entry(f"period:{period}", word) for word in words("periods", period))


@cache
def hedge_phrases() -> tuple[str, ...]:
    """Return the hedges that go before a number, as they are written."""
    return tuple(word for listed in _hedges_before().values() for word in _split(listed))


def _hedges_before() -> dict[str, str]:
    section = cast("dict[str, str]", _at(("hedges",)))
    return {name: listed for name, listed in section.items() if name not in {"level", "after"}}


@cache
def hedges() -> Phrases[Hedge]:
    """Return the hedges that go before a number."""
    named = _hedges_before()
    return Phrases({key_of(word): cast("Hedge", name) for name, listed in named.items() for word in _split(listed)})


def noun_of_change(line: Line, at: int) -> Direction | None:
    """Return the direction of a noun of change, singular or plural."""
    word = line.norms[at]
    for form in (word, word.removesuffix("s")):
        found = entries().match((form, ""), 0)
        if found is not None and found[1].kind == "dir" and found[1].noun:
            return found[1].direction
    return None
