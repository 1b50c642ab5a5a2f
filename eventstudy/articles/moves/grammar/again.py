"""What goes on with the value before: in another unit, over another span, at another time, against another money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.around import Around, Licence
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import usual, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.slots import Slot
    from eventstudy.records import Direction

_DEAR, _LARGE = 4, 5
_SPANNING = frozenset({"since", "over", "in", "for", "this", "so", "year-to-date", "ytd"})
_WAYS: dict[str, Direction] = {"above": "up", "past": "up", "beyond": "up", "below": "down", "beneath": "down"}


def again(around: Around, kind: str) -> Licence | None:
    """Return the licence of an amount that goes on with the one before."""
    found = _and_past(around, kind) or _against_another(around, kind)
    return found or _over_another_span(around, kind) or _at_another_time(around, kind)


def sizes_rank(around: Around, mark: str, last: Slot) -> bool:
    """Tell the size of a rank that stands before a colon or a comma: "its worst point loss ever, 1,175 of them"."""
    if not isinstance(last.what, Look) or last.what.sort != "rank" or not last.names:
        return False
    counted = around.amount.unit in {"percent", "points", "bp"}
    points = not {"point", "points"}.isdisjoint(around.line.norms[last.what.first : last.what.last])
    return mark == "colon" or (mark == "comma" and (counted or (points and not around.amount.unit)))


def _and_past(around: Around, kind: str) -> Licence | None:
    """Read "to a record high and past 15,000"."""
    last = around.last
    told = kind == "and" and last is not None and last.role in {"look", "level"} and last.clause == around.state.clause
    way = _WAYS.get(around.amount.lead.rpartition(" ")[2])
    return Licence("level", way, names=last.names) if told and way is not None and last is not None else None


def _against_another(around: Around, kind: str) -> Licence | None:
    """Read "0.5 percent against the yen and 0.3 percent against the euro"."""
    last, against = around.last, around.line.norms[around.amount.last] in {"against", "versus"}
    if kind != "and" or not against or last is None or last.role != "change" or last.clause != around.state.clause:
        return None
    alike = isinstance(last.what, Amount) and last.what.unit == around.amount.unit
    return Licence("change", last.direction, names=last.names, ease=0.95) if alike and last.counter else None


def _over_another_span(around: Around, kind: str) -> Licence | None:
    """Read "down 1.8% over the past 24 hours and 5.4% since this time last week"."""
    last, amount = around.last, around.amount
    if kind != "and" or last is None or last.role != "change" or last.clause != around.state.clause:
        return None
    alike = isinstance(last.what, Amount) and last.what.unit == amount.unit == "percent" and not amount.sign
    spanned = around.line.norms[amount.last] in _SPANNING and around.state.phrase == "empty"
    return Licence("change", last.direction, names=last.names, ease=0.9) if alike and spanned else None


def _at_another_time(around: Around, kind: str) -> Licence | None:
    """Read "down 411 points at its worst and 255 at the finish"."""
    last, amount = around.last, around.amount
    if kind not in {"and", "comma"} or last is None or last.role != "change" or last.clause != around.state.clause:
        return None
    alike = isinstance(last.what, Amount) and amount.unit in {"", last.what.unit} and not amount.sign
    timed = around.kinds[around.at + 1] == "phase" and "phase" in around.kinds[last.item + 1 : around.at]
    return Licence("change", last.direction, names=last.names, ease=0.85) if alike and timed else None


def reaches(around: Around) -> bool:
    """Tell "rose above $70" and "dipped below 1.8 percent", levels, from "rose over 3 percent"."""
    amount = around.amount
    rates = bool(around.state.subject) and all(name.sort == "yield" for name in around.state.subject)
    return amount.lead in words("hedges", "level") and (amount.unit != "percent" or rates)


def after_amount(around: Around, left: int) -> Licence | None:
    """Read "300 points, or 1.1 percent", "$1.20 (1.8%)", "1.3 percent and 0.4 percent"."""
    last = around.last
    if last is None or last.clause != around.state.clause:
        return None
    back, seen = left, set[str]()
    while back >= 0 and around.kinds[back] in {"and", "comma", "open", "dash"}:
        seen.add(around.words[back])
        back = around.left(back)
    back = around.left(back) if around.kinds[back] == "dir" else back
    if back != last.item or not isinstance(last.what, Amount):
        return None
    if around.amount.sign:
        return Licence("change", "up" if around.amount.sign > 0 else "down", names=last.names, signed=True)
    beside = around.amount.lead in {"around", "near"} and around.amount.per != "" and last.what.unit == "percent"
    if reaches(around) or beside:  # "9% higher, around $74 a barrel"
        return Licence("level", last.direction, names=last.names)
    return _repeated(around, last, last.what, seen)


def _repeated(around: Around, last: Slot, before: Amount, seen: set[str]) -> Licence | None:
    """Read the same change in another unit, or the next of a list."""
    other = before.unit != around.amount.unit
    if other and (last.role != "change" or "and" in seen):
        return None
    priced = before.sign != 0 and "," in seen and around.amount.unit not in {"", "bp", "points", "percentage_points"}
    quoted = priced or _is_level_of(around, last) or ("(" in seen and _is_priced(around, before))
    if other and last.role == "change" and before.unit == "percent" and "or" not in seen and quoted:
        return Licence("level", last.direction, names=last.names, ease=0.9)  # "-5.9%, $1,639.80/oz"
    listed = not other and not seen.isdisjoint({"and", ","})
    hedge = before.hedge if other and before.hedge == "as_much_as" and not seen.isdisjoint({"or", "("}) else None
    return Licence(last.role, last.direction, names=last.names, listed=listed, ease=0.95, hedge=hedge)


def _is_priced(around: Around, change: Amount) -> bool:
    """Tell the price in "Ford dropped 6% ($11.20)" from the change in "dropped 6% ($1.20)" by size."""
    amount = around.amount
    money = amount.unit not in {"", "bp", "points", "percentage_points", "percent"} and not amount.scale
    if not money or not change.value:
        return False
    told = around.kinds[around.at + 1] == "phase" or amount.lead == "at"
    return told or amount.value / change.value >= _DEAR or amount.value >= _LARGE


def _is_level_of(around: Around, last: Slot) -> bool:
    """Tell the price of something from its change by how large it is."""
    amount = around.amount
    if amount.unit in {"bp", "points", "percentage_points"} or len(last.names) != 1:
        return False
    return usual(last.names[0].instrument, amount.value)
