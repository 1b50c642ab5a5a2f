"""An amount with what stands around it: what may license it, and what shows that it is no move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.grammar.frames import State
    from eventstudy.articles.moves.grammar.slots import Role, Slot
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.articles.moves.words.readings import Item
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Direction, Hedge, Phase

LOOKBACK = 12
"""Items that a reading looks back over."""
_FAR = frozenset({"below", "above", "off", "under", "beneath", "shy", "short", "away", "more", "less", "apart"})
_FAR_FROM = frozenset({
    "near", "below", "above", "off", "from", "under", "beneath", "beyond", "toward", "towards", "approaching", "around",
    "of", "within", "nearing", "approached", "approaches", "neared", "nears",
})  # fmt: skip
_FAR_PAIRS = frozenset({("close", "to"), ("short", "of"), ("shy", "of")})
_AFTER_MORE = frozenset({"", ".", ",", ";", "to", "on", "after", "before", "as", "in", "by", "at", "and"})
_BARE = frozenset({"", "percent", "percentage_points", "bp", "points"})
_CLOSE_REACH = 6
_VERBS = frozenset({"put", "puts", "made", "meant", "means", "makes", "gave", "gives"})
_COUNTED = frozenset({"million", "billion", "thousand", "m", "mn", "bn"})
_OFFERING = frozenset({"offering", "ipo", "flotation", "listing"})
_TRANSPARENT = frozenset({"det", "filler", "phase", "day", "period", "together", "attributed"})


@dataclass(frozen=True, slots=True)
class Licence:
    """What a value is, and which items beside it belong to its words."""

    role: Role
    direction: Direction | None
    first: int = -1
    """First item of the words that carry it, where they begin before the amount."""
    upto: int = -1
    """Last item of them, where they end after it."""
    consumes: int = -1
    """Item after it that this licence has read."""
    noun: bool = False
    """A noun of change follows: "a 3 percent drop", which may name its instrument next."""
    of_noun: bool = False
    """A noun of change goes before: "a drop of 3 percent"."""
    listed: bool = False
    phase: Phase | None = None
    names: tuple[Name, ...] | None = None
    ease: float = 1.0
    hedge: Hedge | None = None
    """Of the verb, "broke below", or of the value it repeats: "as much as 207 points, or 4 percent"."""
    crossing: bool = False
    """The verb before is none of the market: "punching above 5 percent"."""
    signed: bool = False
    """The number has a sign of its own: "gold -$16"."""


@dataclass(frozen=True, slots=True)
class Around:
    """An amount, the items beside it and the values before it."""

    amount: Amount
    at: int
    items: Sequence[Item]
    kinds: Sequence[str]
    words: Sequence[str]
    line: Line
    state: State
    slots: Sequence[Slot]

    @property
    def last(self) -> Slot | None:
        """Return the value before this one."""
        return self.slots[-1] if self.slots else None

    def left(self, at: int) -> int:
        """Return the item before `at` that is no filler, date or phase; -1 for none."""
        for back in range(at - 1, max(at - LOOKBACK, -1), -1):
            if self.kinds[back].partition(":")[0] not in _TRANSPARENT:
                return back
        return -1

    def entry(self, at: int) -> Entry | None:
        """Return the vocabulary entry of an item, if it is one."""
        what = self.items[at].what if 0 <= at < len(self.items) else None
        return what if isinstance(what, Entry) else None


def is_far(line: Line, first: int) -> bool:
    """Tell whether the words before token `first` make a mark something that is only near or some way off."""
    return line.norms[first - 1] in _FAR_FROM or line.norms[max(first - 2, 0) : first] in _FAR_PAIRS


def refused(around: Around) -> bool:
    """Tell shares, distances, counts and amounts of something else from changes and levels."""
    amount, items = around.amount, around.items
    following = around.line.norms[amount.last]
    ends = around.line.norms[amount.last + 1] in _AFTER_MORE
    norms, first = around.line.norms, amount.first
    offered = amount.per == "share" and norms[first - 1] == "the"  # "the $50 a share it will pay"
    placed = norms[first - 2 : first] == ("shares", "at") and norms[first - 3] in _COUNTED  # "9 million shares at $25"
    offered = offered or placed or (amount.ranged and not _OFFERING.isdisjoint(around.line.present))
    more = following == "more" and ends and around.kinds[around.at - 1] == "dir"  # "rebounded some 5% more"
    if amount.scale or offered or more or _goes_into_pocket(around.line, amount):
        return not more
    if following in _FAR and not (following == "off" and (around.kinds[around.at + 1] == "dir" or ends_off(around))):
        return not _counts_time(around.line, amount.last)
    after = items[around.at + 1] if around.at + 1 < len(items) else None
    if after is None or (amount.hedge in {"at_least", "at_most"} and isinstance(after.what, Amount)):
        return False
    if following == "of":
        return around.line.norms[amount.last + 1 : amount.last + 3] not in {
            ("its", "value"),
            ("their", "value"),
            ("them", "."),
        } | {("them", "("), ("them", ",")}
    if following == "from":
        return around.words[around.left(around.at)] not in {"to", "at"} and _mark_ahead(around)
    goes_on = after.kind == "foreign" and following in _VERBS  # "a gain of 3.4 per cent put it on course"
    return after.kind in {"foreign", "block", "name"} and amount.unit != "" and not goes_on


def _goes_into_pocket(line: Line, amount: Amount) -> bool:
    """Tell "added $4.34 in annual dividend income" and "added $1.50 to my portfolio" from moves of a price."""
    if amount.unit in _BARE:
        return False
    told = line.norms[amount.last : amount.last + _CLOSE_REACH]
    own = told[:2] in {("to", "my"), ("to", "our"), ("into", "my"), ("in", "my")}
    return own or (told[0] == "in" and not words("companies", "business").isdisjoint(told))


def ends_off(around: Around) -> bool:
    """Tell "ended 1.1 percent off," and "128 points off at 5,898" from "1.1 percent off its high"."""
    last, line = around.amount.last, around.line
    ends = line.shapes[last + 1] in {"mark", ""} or (line.norms[last + 1] == "at" and line.shapes[last + 2] == "number")
    return line.norms[last] == "off" and ends


def _counts_time(line: Line, at: int) -> bool:
    """Tell "$11,000 less than a day after" from "$11,000 less than its peak"."""
    start = at + 3 if line.norms[at + 2] in {"a", "an"} else at + 2
    ends = {line.norms[start].removesuffix("s"), line.norms[start + 1].removesuffix("s")}
    return line.norms[at + 1] == "than" and not ends.isdisjoint(words("looks", "units_of_time") | {"hour", "minute"})


def _mark_ahead(around: Around) -> bool:
    """Tell "down 10 percent from its record high" from "up 3 percent from $66"."""
    direction = around.state.predicate.direction if around.state.predicate is not None else None
    for ahead in _items_after(around, around.at + 1, 5):
        if isinstance(ahead.what, Look):
            return ahead.what.direction != direction  # "climbed 0.8% from its own record" is a climb
        if isinstance(ahead.what, Entry) and ahead.what.word in words("looks", "high") | words("looks", "low"):
            return True
        if isinstance(ahead.what, Entry) and ahead.what.word in {"record", "records"}:
            days = words("names", "weekdays")
            return direction != "up" and days.isdisjoint(around.line.norms[around.amount.last : ahead.first])
        if isinstance(ahead.what, Amount):
            return False
    return False


def _items_after(around: Around, at: int, count: int) -> Sequence[Item]:
    """Return up to `count` items after item `at`."""
    return around.items[at + 1 : at + 1 + count]
