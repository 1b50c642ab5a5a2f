"""Amounts beside a verb, a name, another amount or a sign: "rose 3 percent", "DJIA 28,634.88", "(+1.2%)"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.again import (
    after_amount,
    again,
    reaches,
    sizes_rank,
)
from eventstudy.articles.moves.grammar.around import Around, Licence
from eventstudy.articles.moves.grammar.places import goes_on_with_levels, in_brackets, opening_level
from eventstudy.articles.moves.grammar.predicates import BOUGHT
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import usual, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.slots import Slot
    from eventstudy.articles.moves.words.vocabulary import Entry
    from eventstudy.records import Direction, Hedge

_GAP = 3
_GONE = frozenset({"went", "goes", "going", "got", "came"})
_NEARING = frozenset({"approached", "approaches", "neared", "nears"})
_WAYS: dict[str, Direction] = {"above": "up", "past": "up", "beyond": "up", "below": "down", "beneath": "down"}
_CROSSED: dict[str, Hedge] = {"above": "more_than", "past": "more_than", "below": "less_than"}


def after_word(around: Around, left: int) -> Licence | None:
    """Return the licence of an amount after the word at item `left`."""
    kind, amount, entry = around.kinds[left], around.amount, around.entry(left)
    last = around.last
    if last is not None and last.item == left - 1 and sizes_rank(around, kind, last):
        return Licence("change", last.direction, names=last.names)  # "its worst loss ever: 355.49"
    predicate = around.state.predicate
    suffered = kind == "cause" and predicate is not None and not predicate.cause  # "was dragged down 11%"
    if entry is not None and (kind == "dir" or suffered):
        return _after_direction(around, left, entry)
    if kind == "yields" and predicate is not None and predicate.direction:  # "the S&P 500 yielded 7.18 points"
        return Licence("change", predicate.direction)
    found = after_amount(around, left) if kind in {"and", "comma", "open", "amount", "dash"} else None
    found = found or in_brackets(around) or again(around, kind)
    told_aside = kind == "comma" and around.state.phrase == "names" and around.state.held is None
    if found is not None or told_aside or _is_named(around, kind):
        return found or _signed(amount) or _after_name(around)
    return _after_verb(around, left) or _signed(amount) or opening_level(around, left)


def _is_named(around: Around, kind: str) -> bool:
    phrase = around.state.phrase
    if kind == "colon":
        return phrase == "names"
    return kind == "name" or (kind.startswith("head") and phrase in {"names", "pending"})


def _after_verb(around: Around, left: int) -> Licence | None:
    """Read "hit $70", "was $69.20", "bought 82.15 yen", "to yield 4.2 percent"."""
    kind, amount = around.kinds[left], around.amount
    predicate = around.state.predicate
    direction = predicate.direction if predicate is not None else None
    if kind == "pare" and direction is not None:  # "erased 120.5 points"
        return Licence("change", direction)
    if kind in {"be", "neutral", "hit"} and _is_size(around, left):
        return Licence("change", direction, of_noun=True)
    if kind == "hit":
        return Licence("level", direction, hedge=_hedge_of_hit(around, left))
    if _crosses(around, left):
        return Licence("level", _WAYS[amount.lead.rpartition(" ")[2]], ease=0.85, crossing=True)
    return _after_still(around, left, direction)


def _is_size(around: Around, left: int) -> bool:
    """Tell "the index's decline was 5.5 percent", "losses in the Dow reached 588 points" and the like from a level."""
    predicate, entry = around.state.predicate, around.entry(left)
    rate = any(name.sort == "yield" for name in around.state.subject) and around.amount.unit != "bp"
    if around.kinds[left] == "hit" and (rate or around.amount.unit not in {"percent", "points", "bp"}):
        return False
    noun = predicate is not None and predicate.noun and bool(around.state.subject)
    return noun and entry is not None and entry.phase is None and around.amount.unit != "" and not around.amount.lead


def _hedge_of_hit(around: Around, left: int) -> Hedge | None:
    """Read "nearly reached $70", "broke below $70"."""
    nearly = around.line.norms[around.items[left].first - 1] in {"nearly", "almost"} or around.words[left] in _NEARING
    return "nearly" if nearly else _CROSSED.get(around.words[left].rpartition(" ")[2])


def _after_still(around: Around, left: int, direction: Direction | None) -> Licence | None:
    """Read an amount after a verb that has no direction of its own."""
    kind, amount = around.kinds[left], around.amount
    if kind == "possessive" and amount.lead in words("hedges", "level"):  # "crude's back over $80"
        return Licence("level", direction, ease=0.9)
    if amount.sign or not (_is_price(amount) or _stands_there(around)):
        return None
    if kind in {"look", "foreign"} and direction is not None and _is_rate_of_exchange(around):
        return Licence("level", direction, ease=0.85)
    if kind in {"neutral", "be"} or around.words[left] == "worth":
        gone = _WAYS.get(amount.lead.rpartition(" ")[2]) if around.words[left] in _GONE else None
        return Licence("level", direction or gone, ease=0.9)
    subject = around.state.subject
    bought = kind == "other" and around.words[left] in BOUGHT and all(name.sort == "currency" for name in subject)
    if (bought and subject) or (kind == "yields" and amount.unit == "percent"):
        return Licence("level", None, ease=0.95)
    return None


def _stands_there(around: Around) -> bool:
    """Tell a level in whole numbers by how large it is: "the S&P is at 676", "the rouble ended around 68"."""
    subject, amount = around.state.subject, around.amount
    traded = len(subject) == 1 and subject[0].sort in {"index", "currency"}
    return traded and amount.plain and amount.unit == "" and usual(subject[0].instrument, amount.value)


def _is_rate_of_exchange(around: Around) -> bool:
    """Tell "rallied to fresh highs around 1.3745", of a currency."""
    subject, amount = around.state.subject, around.amount
    rates = bool(subject) and all(name.sort == "currency" for name in subject)
    return rates and amount.unit == "" and not amount.plain and amount.lead in {"around", "near"}


def _crosses(around: Around, left: int) -> bool:
    """Tell a verb that nobody has listed before a level: "after briefly punching above 5 percent"."""
    amount, subject = around.amount, around.state.subject or around.state.fallback
    verb = around.kinds[left] in {"other", "foreign"} and around.words[left].endswith(("ing", "ed"))
    way = left == around.at - 1 and amount.lead.rpartition(" ")[2] in _WAYS
    traded = bool(subject) and all(name.sort != "stock" for name in subject)
    rate = amount.unit != "percent" or all(name.sort == "yield" for name in subject)
    return verb and way and traded and rate and amount.unit not in {"bp", "points"}


def _signed(amount: Amount) -> Licence | None:
    """Read "-1.4%"."""
    if not amount.sign:
        return None
    return Licence("change", "up" if amount.sign > 0 else "down", ease=0.95, signed=True)


def _is_price(amount: Amount) -> bool:
    money = amount.unit not in {"", "percent", "percentage_points", "bp", "points"}
    return money or (amount.unit == "" and not amount.plain) or (amount.unit == "percent" and not amount.sign)


def _after_direction(around: Around, left: int, entry: Entry) -> Licence | None:
    predicate = around.state.predicate
    if predicate is not None and predicate.noun and entry.noun and not entry.verb:
        return None
    if predicate is None:
        return None
    if reaches(around) or around.amount.mark or _lies(around, left):
        return Licence("level", entry.direction)
    first = left if not entry.verb and left == around.at - 1 else -1
    return Licence("change", entry.direction, first=first)


def _lies(around: Around, left: int) -> bool:
    """Tell "ended 13 percent lower around $85", a level beside its change."""
    last, lead = around.last, around.amount.lead
    told = last is not None and last.role == "change" and last.item == left - 1 and isinstance(last.what, Amount)
    return told and lead in {"around", "about", "near"} and _is_price(around.amount) and around.amount.unit != "percent"


def _after_name(around: Around) -> Licence | None:
    """Read a left-out verb: "the Dow fell 1.1 percent and the Nasdaq 0.9 percent"; or "DJIA 28,634.88"."""
    last, amount = around.last, around.amount
    if _is_sent(around):
        sent = around.state.predicate is not None and around.state.predicate.cause
        return Licence("level", _WAYS[amount.lead.rpartition(" ")[2]] if sent else None, ease=0.9)
    if (
        around.state.predicate is not None
        and around.state.predicate.direction
        and (around.state.predicate.cause or around.state.subject)
        and not (last and last.names == around.state.subject)
    ):
        return Licence("change", around.state.predicate.direction) if not around.state.subject else None
    if around.state.head == "yield" and amount.unit == "percent":  # "pushed its yield up to 3.72 percent"
        up = amount.lead == "up to"
        return Licence("level", "up" if up else None, ease=0.9, hedge="exact" if up else None)
    if _is_rate(around) or _is_quoted(around):
        return Licence("level", None, ease=0.9)
    own = tuple(around.state.names)
    recent = [slot for slot in around.slots[-_GAP:] if slot.names not in {(), own} and _is_change_here(slot, around)]
    alike = [slot for slot in recent if isinstance(slot.what, Amount) and slot.what.unit == amount.unit]
    if not alike and amount.unit == "points" and all(name.sort == "index" for name in around.state.names):
        alike = recent  # "the S&P 500 advanced 2.7 per cent, the Dow 669 points"
    if alike:
        return Licence("change", alike[-1].direction, ease=0.92)
    return Licence("level", None, ease=0.9) if goes_on_with_levels(around) else None


def _is_sent(around: Around) -> bool:
    """Tell "fears about China sent oil below $40" and "with oil below $40" from "sent oil over 3 percent lower"."""
    predicate, amount = around.state.predicate, around.amount
    held = around.words[around.at - 2] == "with" and around.kinds[around.at - 1] == "name"
    crossing = (held or (predicate is not None and predicate.cause)) and amount.lead.rpartition(" ")[2] in _WAYS
    rates = bool(around.state.names) and all(name.sort == "yield" for name in around.state.names)
    return crossing and amount.unit not in {"bp", "points"} and (rates or amount.unit != "percent")


def _is_change_here(slot: Slot, around: Around) -> bool:
    """Tell a change whose verb is left out here; a clause between does not end the list."""
    return slot.role == "change" and (slot.clause == around.state.clause or _goes_on(around))


def _goes_on(around: Around) -> bool:
    """Tell a name right after a comma and right before its value: "..., Intel 8.6 percent"."""
    before = around.at - 2 if around.kinds[around.at - 1] == "name" else -1
    before = before - 1 if around.kinds[before] == "and" else before
    if around.state.phrase == "names" and around.kinds[around.at - 1] == "comma":  # "Sberbank, the lender, 17.3"
        before = around.state.phrase_at - 1
    return before > 0 and around.kinds[before] in {"comma", "semicolon"} and around.amount.unit == "percent"


def _is_rate(around: Around) -> bool:
    """Tell the level of a yield: "10-year yield 4.19%"."""
    names = around.state.names
    return bool(names) and all(name.sort == "yield" for name in names) and around.amount.unit == "percent"


def _is_quoted(around: Around) -> bool:
    """Tell a level beside its name, as a table has it: "DJIA 28,634.88", "Gold: $2,032, -0.3%"."""
    amount, names = around.amount, around.state.names
    apart = around.at - 1 > around.left(around.at) and around.kinds[around.at - 1] != "filler"
    if len(names) != 1 or apart:
        return False
    if amount.unit == "":
        ahead = around.items[around.at + 2].what if around.at + 2 < len(around.items) else None
        bracketed = around.kinds[around.at + 1] == "open" and getattr(ahead, "sign", 0) != 0  # "MIBTEL: 24869 (+9)"
        return names[0].sort in {"index", "currency"} and (bracketed or not amount.plain)
    after = around.kinds[around.at + 1]
    beside = around.kinds[around.at - 1] in {"colon", "name"} and after in {
        "comma",
        "amount",
        "open",
        "semicolon",
        "phase",
        "day",
        "",
    }
    told = (
        after == "open" and getattr(around.items[around.at + 2].what, "sign", 0) != 0
        if around.at + 2 < len(around.items)
        else False
    )
    return beside and amount.unit == names[0].unit and (told or "," not in around.words[around.at - 2])
