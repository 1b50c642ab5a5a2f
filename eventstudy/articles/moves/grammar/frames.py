"""Who does what in a sentence: subjects, predicates and clauses, kept while its items are read left to right."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Literal

from eventstudy.articles.moves.grammar.subjects import Frame, Memory, Predicate
from eventstudy.articles.moves.words.companies import is_house
from eventstudy.articles.moves.words.vocabulary import Entry, values_of_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.orders import Order
    from eventstudy.articles.moves.grammar.slots import Mark, Slot
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.readings import Item
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Direction, Modality, Phase

_LOOKBACK = 8
_NOTHING = ("",) * 32
BEFORE = "bound from the sentence before"
Phrase = Literal["empty", "names", "pending", "foreign"]


@dataclass(slots=True)
class State:
    """Where the reading of one sentence stands; nothing outside the reader sees it."""

    memory: Memory
    phrase: Phrase = "empty"
    """The noun phrase that is being read: what it has come to."""
    names: list[Name] = field(default_factory=list)
    phrase_at: int = 0
    head: str = ""
    """Key of the price noun a pending phrase began with, "noun" for a noun of change."""
    head_direction: Direction | None = None
    fresh: bool = True  # a new subject may begin here
    in_preposition: bool = False
    preposition_full: bool = False
    """The preposition has its noun, so that an article begins another: "in Wellington the NZX 50"."""
    joining: bool = False
    owned: bool = False
    """The names belong to a noun of change: "the biggest drop in the Dow"."""
    held: tuple[Name, ...] | None = None
    """Subject set aside by a comma: "Brent, the international benchmark, ..."."""
    dashed: tuple[Name, ...] = ()
    """Subject before an aside between dashes: "rose above 6 percent - a level last seen in 1997 - then fell"."""
    aside_words: int = 0
    told: int = 0
    """How many of the names read have had an aside of their own: "Northrop, up 5.4 percent, and Lockheed, up ..."."""
    subject: tuple[Name, ...] = ()
    fallback: tuple[Name, ...] = ()
    main: tuple[Name, ...] = ()  # the first subject that was an instrument
    latest: tuple[Name, ...] = ()  # for "it"
    basis: str = "same clause"
    predicate: Predicate | None = None
    verb_phase: Phase | None = None
    clause: int = 0
    statement: int = 0
    frames: list[Frame] = field(default_factory=list)
    modality: Modality = "asserted"
    header: Modality = "asserted"
    """What stands before a colon colours all that follows: "Our year-end targets: ..."."""
    modal_at: int = -1
    comma_at: int = -1
    negated: bool = False
    blocked: bool = False
    from_open: bool = False
    joined: bool = False
    mentions: list[Name] = field(default_factory=list)
    after_other: bool = False  # the last verb was none of the market
    object_named: bool = False  # the verb has an object that is no instrument: "has 2.4 billion users"
    taking: tuple[Name, ...] = ()
    """The subject of "taking", whose noun of change follows: "taking the week's advance to 3.1%"."""
    spoiled: bool = False  # the subject of the clause is no instrument
    object: tuple[Name, ...] = ()
    """The instruments that are the object of a verb or a preposition: "outweighed Intel, down 1.1%"."""
    counter: str = ""
    """The other currency of a pair: "against the yen"."""
    counter_told: int = 0  # how many values had been read when it was
    returning: tuple[Name, ...] = ()  # whose predicate comes after the comma that closes an aside
    bare: bool = False  # the sentence has no subject of its own: "Down 300 points at lunchtime."
    last_way: Direction | None = None
    """Of the last verb, for one that is left out: "Gold is up 2%, and so is silver, by 3%"."""

    def clear_phrase(self) -> None:
        """Forget the noun phrase."""
        self.phrase, self.names, self.joining, self.told = "empty", [], False, 0
        self.owned = False
        self.head, self.head_direction = "", None

    def begin(self, at: int) -> None:
        """Open the place where a new subject may stand."""
        self.clear_phrase()
        self.fresh, self.in_preposition, self.phrase_at = True, False, at

    def take(self, name: Name, at: int) -> None:
        """Make `name` the noun phrase, or add it to a list of names."""
        if self.joining and self.phrase == "names":
            if all(name.instrument != one.instrument for one in self.names):
                self.names.append(name)
        else:
            if self.phrase == "empty" and not self.fresh:
                self.phrase_at = at
            self.names, self.told = [name], 0
        self.phrase, self.joining = "names", False

    def recall(self) -> bool:
        """Make names of "the stock" before an apposition: "The stock, which went public in 2015, had soared"."""
        if self.phrase == "pending" and self.head not in {"", "noun"} and not self.in_preposition:
            found = self._recalled()
            if found:
                self.names, self.phrase = list(found), "names"
        return self.phrase == "names"

    def foreign(self) -> None:
        """Note a noun that is no instrument."""
        if self.held is not None:
            self.aside_words += 1
        elif self.in_preposition:
            self.preposition_full = True
        elif self.phrase == "names" or self.fresh:
            self.phrase = "foreign"
        elif self.predicate is None:
            self.object_named = True

    def boundary(self, at: int, *, keep: bool = True) -> None:
        """Begin a new clause; its participles may go on with the subject before."""
        aside = self.held
        self.returning = aside or self.returning
        self.close_aside()
        self.fallback = (aside or self.subject or self.fallback) if keep else ()
        self.subject, self.predicate, self.verb_phase = (), None, None
        self.modality, self.negated, self.blocked, self.from_open = self.header, False, False, False
        self.clause, self.statement = self.clause + 1, self.statement + 1
        self.object_named = self.after_other = False
        self.object, self.taking, self.spoiled = (), (), False
        self.begin(at)

    def close_aside(self) -> None:
        """Go back to the subject before an apposition."""
        if self.held is not None:
            self.names, self.phrase, self.held = list(self.held), "names", None
            self.aside_words, self.told = 0, len(self.names)
            self.subject, self.in_preposition = (), False
            self.statement += 1

    def open_aside(self) -> None:
        """Set the subject aside for an apposition."""
        self.held, self.aside_words = tuple(self.names), 0

    def resolve(self, at: int, *, elided: bool = False, keep: bool = False) -> None:
        """Let the noun phrase, if there is one, become the subject of a predicate at item `at`."""
        if self.held is not None:
            self._start(() if self.aside_words else self.held[self.told :] or self.held, at, elided=True, keep=keep)
            self.fresh = self.in_preposition = False
            return
        if self.phrase == "empty":
            if not self.subject and self.fallback and self.fresh:
                self._start(self.fallback, at, elided=True, keep=keep)
                self.basis = BEFORE if self.bare else self.basis
        else:
            self._from_phrase(elided=elided, keep=keep)
        self.clear_phrase()
        self.fresh = self.in_preposition = False

    def _from_phrase(self, *, elided: bool, keep: bool) -> None:
        direction = self.head_direction
        if self.phrase == "names":
            self._start(tuple(self.names), self.phrase_at, elided=elided, keep=keep)
        elif self.phrase == "pending" and self.head == "noun" and self.taking:
            self._start(self.taking, self.phrase_at, elided=elided, keep=keep)
        elif self.phrase == "pending" and self.head != "noun":
            self._start(self._recalled(), self.phrase_at, elided=elided, keep=keep)
            self.basis = BEFORE if self.subject else self.basis
        elif self.phrase == "foreign":
            self._start((), self.phrase_at, elided=elided, keep=keep)
        if direction is not None:
            self.predicate = Predicate(direction, noun=True)

    def _start(self, names: tuple[Name, ...], at: int, *, elided: bool, keep: bool) -> None:
        """Open a frame for `names`; `keep` holds the predicate for a verb that is left out."""
        if names != self.subject or not self.frames:
            if self.modal_at < self.comma_at and self.modality == "forecast":
                self.modality = self.header
            self.frames.append(Frame(at, self.clause, elided))
            self.object_named = self.after_other = False
            self.statement += 1
        if not keep:
            self.predicate, self.verb_phase = None, None
        self.subject, self.basis, self.spoiled = names, "same clause", not names
        self.latest = names or self.latest
        self.main = self.main or names

    def _recalled(self) -> tuple[Name, ...]:
        """Return the instrument that "the shares", "prices", "it" stands for, if only one fits."""
        kinds = values_of_heads(self.head)
        if self.head in {"former", "latter"} or (self.head == "it" and len(self.latest) == 1):
            return self.latest if self.head == "it" else self._of_two()
        moved = self.predicate is not None and self.predicate.cause  # "fears about China sent it below $40"
        of_another = self.head == "it" and bool(self.frames) and not moved  # of a subject that is no instrument
        for pool in chain((self.mentions,), () if of_another else self.memory.pools()):
            index = self.head == "index"
            fitting = {
                one.instrument: one
                for one in pool
                if (one.sort in kinds or (index and one.unit == "points")) and not is_house(one.instrument)
            }
            sure = {key: name for key, name in fitting.items() if name.evidence == 1}
            fitting = sure or fitting
            if len(fitting) == 1:
                return tuple(fitting.values())
            if fitting and self.head != "it":
                return ()
        return ()

    def _of_two(self) -> tuple[Name, ...]:
        """Return what "the former" or "the latter" stands for."""
        for pool in chain((self.mentions,), self.memory.pools()):
            if len(pool) > 1:
                return (pool[-2 if self.head == "former" else -1],)
        return ()


class Passage:
    """Lives as long as the reading of one sentence; the functions that read items share it."""

    def __init__(self, items: Sequence[Item], line: Line, memory: Memory) -> None:
        self.items = items
        self.kinds = tuple([item.what.kind for item in items]) + _NOTHING
        """Kind of each item, and nothing beyond the sentence on either side."""
        self.words = tuple([item.what.word if isinstance(item.what, Entry) else "" for item in items]) + _NOTHING
        """The word of each item that is one of the vocabulary."""
        self.line = line
        self.state = State(memory)
        self.slots: list[Slot] = []
        self.told: list[Slot] = []
        self.marks: list[Mark] = []
        self.noun_open = False
        """A noun of change or an extreme may name its instrument next: "a 3 percent drop in the S&P 500"."""
        self.noun_owned = False
        self.noun_slots: list[Slot] = []
        self.waiting: list[Slot] = []
        """Values of an opening participle, whose subject follows: "After falling 2 percent, Brent ..."."""
        self.consumed = -1
        """Item that a value has already read: "lower" in "about 1 percent lower"."""
        self.since_clause = -1
        """Clause that an undated "since" has begun: "Since the strike Brent has climbed 5 percent"."""
        self.pared_at = -1  # verb that leaves something of a change: "trimmed"
        self.order: Order | None = None
        """A comparison whose second name has yet to come: "Exxon fell more than ..."."""
        self.respectively = self.attributed = False
        self.blocked_in = -1
        """The last clause that speaks of a spread, a dividend ..., whose extremes are none of a price."""
        self.header = self.blocked = False
        """What stands before a colon makes all that follows something else: "Same-store sales: ..."."""
        self.market: set[int] = set()
        self.supposed: tuple[int, Modality] = (-1, "asserted")
        """The last clause that was forecast, supposed or only thought, which its start shares: "to $63 from $62.50"."""
        self.closing = 0
        """The clause after the last semicolon, which is all that a question mark asks."""
        self.earlier: set[int] = set()
        """Clauses of what went before: "after a two-dollar slide on Wednesday"."""
        self.relative: set[int] = set()
        """Clauses that only tell more of a name: "which had closed at a record on Thursday"."""

    def before(self, at: int) -> int:
        """Return the item before `at` that is no determiner, filler or price noun; -1 for none."""
        for back in range(at - 1, max(at - _LOOKBACK, -1), -1):
            kind = self.kinds[back]
            if kind not in {"det", "filler", "possessive"} and not kind.startswith("head"):
                return back
        return -1

    def resolve(self, at: int, *, elided: bool = False, keep: bool = False) -> None:
        """Let the noun phrase become the subject, and give the values that waited for one theirs."""
        count = len(self.state.frames)
        self.state.resolve(at, elided=elided, keep=keep)
        if len(self.state.frames) > count:
            self._give_waiting(self.state.subject)

    def _give_waiting(self, names: tuple[Name, ...]) -> None:
        for slot in self.waiting:
            slot.names, slot.basis = names, "subject that follows"
        self.waiting = []

    def next_statement(self) -> None:
        """Begin a new statement at a verb after "and"."""
        if self.state.joined:
            self.state.statement, self.state.verb_phase = self.state.statement + 1, None
        self.state.joined = False

    def open_noun(self, slots: list[Slot]) -> None:
        """Let a noun of change wait for the name of its instrument."""
        self.noun_open, self.noun_owned, self.noun_slots = True, False, slots
