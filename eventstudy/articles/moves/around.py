"""What stands around an amount, and what there shows that it is no move: shares, distances, counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from eventstudy.articles.moves.looks import Look
from eventstudy.articles.moves.values import Amount
from eventstudy.articles.moves.vocabulary import Entry, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.moves.frames import State
    from eventstudy.articles.moves.lexer import Item
    from eventstudy.articles.moves.slots import Slot
    from eventstudy.articles.moves.tokens import Line

LOOKBACK = 12
"""Items that a reading looks back over."""
_FAR = frozenset({"below", "above", "off", "under", "beneath", "shy", "short", "away", "more", "less", "apart"})
_FAR_FROM = frozenset({
    "near", "below", "above", "off", "from", "under", "beneath", "beyond", "toward", "towards", "approaching", "around",
    "of", "within", "nearing",
})  # fmt: skip
_FAR_PAIRS = frozenset({("close", "to"), ("short", "of"), ("shy", "of")})
_TRANSPARENT = frozenset({"det", "filler", "phase", "day", "period", "together", "attributed"})


@dataclass(frozen=True, slots=True)
class Around:
    """An amount, the items beside it and the values before it."""

    items: Sequence[Item]
    at: int
    line: Line
    state: State
    slots: Sequence[Slot]

    @property
    def last(self) -> Slot | None:
        """Return the value before this one."""
        return self.slots[-1] if self.slots else None

    @property
    def amount(self) -> Amount:
        """Return the amount itself."""
        return cast("Amount", self.items[self.at].what)

    def left(self, at: int) -> int:
        """Return the item before `at` that is no filler, date or phase; -1 for none."""
        for back in range(at - 1, max(at - LOOKBACK, -1), -1):
            if self.items[back].kind.partition(":")[0] not in _TRANSPARENT:
                return back
        return -1

    def kind(self, at: int) -> str:
        """Return the kind of an item, nothing outside the sentence."""
        return self.items[at].kind if 0 <= at < len(self.items) else ""

    def entry(self, at: int) -> Entry | None:
        """Return the vocabulary entry of an item, if it is one."""
        what = self.items[at].what if 0 <= at < len(self.items) else None
        return what if isinstance(what, Entry) else None

    def word(self, at: int) -> str:
        """Return the word of an item, if the vocabulary has it."""
        entry = self.entry(at)
        return entry.word if entry is not None else ""


def is_far(line: Line, first: int) -> bool:
    """Tell whether the words before token `first` make a mark something that is only near or some way off."""
    return line.norm(first - 1) in _FAR_FROM or line.norms[max(first - 2, 0) : first] in _FAR_PAIRS


def refused(around: Around) -> bool:
    """Tell shares, distances, counts and amounts of something else from changes and levels."""
    amount, items = around.amount, around.items
    if amount.scale:
        return True
    following = around.line.norm(amount.last)
    if following in _FAR and not (following == "off" and around.kind(around.at + 1) == "dir"):
        return True
    after = items[around.at + 1] if around.at + 1 < len(items) else None
    if after is None or (amount.hedge == "at_least" and isinstance(after.what, Amount)):
        return False
    if following == "of":
        return around.line.norms[amount.last + 1 : amount.last + 3] not in {("its", "value"), ("their", "value")}
    if following == "from":
        return _mark_ahead(around)
    return after.kind in {"foreign", "block", "name"} and amount.unit != ""


def _mark_ahead(around: Around) -> bool:
    """Tell "down 10 percent from its record high" from "up 3 percent from $66"."""
    for ahead in _items_after(around, around.at + 1, 5):
        if isinstance(ahead.what, Look):
            return True
        if isinstance(ahead.what, Entry) and ahead.what.word in words("looks", "high") | words("looks", "low"):
            return True
        if isinstance(ahead.what, Amount):
            return False
    return False


def _items_after(around: Around, at: int, count: int) -> Sequence[Item]:
    """Return up to `count` items after item `at`."""
    return around.items[at + 1 : at + 1 + count]
