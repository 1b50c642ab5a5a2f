"""Which words make an amount a move: "rose ... 3 percent", "to $70", "an increase of $3", "1 percent lower"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.again import after_amount
from eventstudy.articles.moves.grammar.around import (
    Around,
    Licence,
    ends_off,
    refused,
)
from eventstudy.articles.moves.grammar.beside import after_word
from eventstudy.articles.moves.grammar.places import from_day_before, from_last_close
from eventstudy.articles.moves.grammar.prepositions import after_preposition
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.records import Direction

_OBJECT_WAYS: dict[str, Direction] = {"off": "down", "on": "up", "onto": "up"}
_DOING = frozenset({
    "took", "taken", "take", "takes", "taking", "put", "puts", "putting", "wiped", "wipes", "wiping", "knocked",
    "knocks", "knocking", "shaved", "shaves", "shaving", "lopped", "sliced", "slicing", "clipped", "clips",
    "piled", "piling", "added",
    "adding", "heaped", "cut", "cutting",
})  # fmt: skip
_FEW = 6
_OF_PAPER: dict[str, Direction] = {
    "richer": "down", "cheaper": "up", "rally": "down", "selloff": "up", "sell-off": "up",
}  # fmt: skip


def license_amount(passage: Passage, at: int, amount: Amount) -> Licence | None:
    """Return what makes the amount at item `at` a reported value, or None."""
    around = Around(amount, at, passage.items, passage.kinds, passage.words, passage.line, passage.state, passage.slots)
    left = around.left(at)
    look = around.items[left].what if left >= 0 else None
    whose = around.kinds[left] == "possessive" and around.kinds[left - 1] == "day"  # "from Monday's 4.28%"
    left = around.left(left) if (isinstance(look, Look) and look.bare) or whose else left
    found = _with_object(around, left) or from_last_close(around, left) or from_day_before(around, left)
    if found is not None or refused(around):
        return found
    if around.kinds[left] == "prep":
        grown = around.words[left] in {"to", "from"} and around.amount.unit == "percent"
        rise = _with_noun(around, None) if grown else None
        found = rise or after_preposition(around, left)  # "adding to a 5 percent rise"
        return _with_noun(around, found) if found is None or found.role == "change" else found
    found = _with_noun(around, None) or _of_close(around) or _with_adverb(around) or after_word(around, left)
    return _of_bracketed(around, found) if found is not None else None


def _of_bracketed(around: Around, found: Licence) -> Licence:
    """Give a change in brackets to the name right before them: "dragged down by BNP Paribas (down 3 per cent)"."""
    back = around.at - 1 - (around.kinds[around.at - 1] == "dir")
    what = around.items[back - 1].what if back > 0 and around.kinds[back] == "open" else None
    free = found.role == "change" and found.names is None and around.state.phrase != "names"
    return replace(found, names=(what,)) if free and isinstance(what, Name) else found


def _with_object(around: Around, left: int) -> Licence | None:
    """Read "knocked 300 points off the Dow", "put 16bp on the ten-year"."""
    after = around.at + 1
    way = _OBJECT_WAYS.get(around.words[after]) if around.words[left] in _DOING else None
    if way is None or around.amount.unit == "" or around.amount.scale:
        return None
    after += 1
    while around.kinds[after] in {"det", "filler"}:
        after += 1
    what = around.items[after].what if after < len(around.items) else None
    return Licence("change", way, names=(what,)) if isinstance(what, Name) else None


def _with_noun(around: Around, found: Licence | None) -> Licence | None:
    """Read "a 3 percent [one-day] drop", "a 300-point, 1.8% drop"."""
    start = around.at + 1
    twin = around.items[start + 1].what if start + 1 < len(around.items) else None
    if isinstance(twin, Amount) and around.kinds[around.at - 1] == "det" and twin.unit != around.amount.unit:
        start += 2 * (around.kinds[start] == "comma")
    for ahead in range(start, min(start + 3, len(around.items))):
        entry = around.entry(ahead)
        if entry is None or entry.kind not in {"filler", "dir", "period"}:
            break
        if entry.kind == "dir":
            if not entry.noun or (
                entry.verb
                and around.kinds[around.at - 1] not in {"det", "filler", "possessive", "day", "prep", "neutral"}
            ):
                break
            if _is_of_business(around, ahead):
                return None
            way = _way_of_paper(around, entry)
            if way is not None:
                return Licence("change", way, upto=ahead, consumes=ahead, noun=True, names=_owner(around))
            if start > around.at + 1:
                return Licence("change", entry.direction, names=_owner(around))
            return Licence("change", entry.direction, upto=ahead, consumes=ahead, noun=True, names=_owner(around))
    return found


def _way_of_paper(around: Around, entry: Entry) -> Direction | None:
    """Tell which way the yield went that "2bp richer" and "an 18bp rally" tell of by the price of the bond."""
    return _OF_PAPER.get(entry.word) if around.amount.unit == "bp" else None


def _is_of_business(around: Around, noun: int) -> bool:
    """Tell "a 64% jump in daily trading volume"."""
    last = around.items[noun].last
    norms = around.line.norms
    reach = next(
        (at for at in range(last, last + _FEW) if norms[at] in {",", "to", "from", "after", "on", "and"}), last + _FEW
    )
    return norms[last] in {"in", "of", "for"} and not words("companies", "business").isdisjoint(norms[last:reach])


def _of_close(around: Around) -> Licence | None:
    """Read "the Dow's 25,409.36 close"."""
    entry, owner = around.entry(around.at + 1), around.at - 2
    noun = entry is not None and entry.word in {"close", "open", "finish", "settlement"} and entry.kind == "neutral"
    what = around.items[owner].what if owner >= 0 else None
    if not noun or around.kinds[around.at - 1] != "possessive" or not isinstance(what, Name):
        return None
    return Licence("level", None, phase=entry.phase if entry is not None else None, names=(what,))


def _owner(around: Around) -> tuple[Name, ...] | None:
    """Return whose change it is: "dragged down by Renault's 2.6% drop"."""
    what = around.items[around.at - 2].what if around.at > 1 and around.kinds[around.at - 1] == "possessive" else None
    return (what,) if isinstance(what, Name) else None


def _with_adverb(around: Around) -> Licence | None:
    """Read "about 1 percent lower" and "2 percent up"."""
    ahead = _past_fillers(around, around.at + 1)
    doubled = around.words[ahead] in {"or", "and"} or (
        around.kinds[ahead] == "comma" and around.words[ahead + 1] == "or"
    )
    if doubled or around.kinds[ahead] == "open":
        return _with_adverb_after_twin(around, ahead)
    if ends_off(around):
        return Licence("change", "down", upto=around.at + 1)
    entry = around.entry(ahead)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb:
        return None
    if entry.word in {"up", "down"} and around.kinds[ahead + 1] == "amount":
        return None
    way = _way_of_paper(around, entry)
    if way is not None:
        return Licence("change", way, upto=ahead, consumes=ahead)
    twin = after_amount(around, around.left(around.at))
    listed = twin is not None and twin.listed
    return Licence("change", entry.direction, upto=ahead, consumes=ahead, listed=listed)


def _past_fillers(around: Around, at: int) -> int:
    end = at + 2
    while at < end and around.kinds[at] == "filler":
        at += 1
    return at


def _with_adverb_after_twin(around: Around, at: int) -> Licence | None:
    """Read the first of "18 points, or 0.2 percent, higher"."""
    end = at + 2
    while at < end and around.kinds[at] in {"comma", "and", "open"}:
        at += 1
    twin = around.items[at].what if at < len(around.items) else None
    if not isinstance(twin, Amount) or (around.words[at - 1] == "and" and twin.unit != around.amount.unit):
        return None
    at += 1
    while around.kinds[at] in {"comma", "shut"}:
        at += 1
    entry = around.entry(at)
    if entry is None or entry.kind != "dir" or entry.noun or entry.verb or around.kinds[at + 1] == "amount":
        return None
    return Licence("change", entry.direction)
