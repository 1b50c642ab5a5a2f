"""Amounts in prose: "nearly $70 a barrel", "1-1/2 percent", "half a point", "between 12% and 18%", "70 cents"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.after_numbers import is_glued, per_at
from eventstudy.articles.moves.words.numerals import cents_of, money_signs, money_words, number_at, share_of_value
from eventstudy.articles.moves.words.vocabulary import hedge_phrases, hedges, key_of, phrases, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Hedge

_BOUNDS: dict[tuple[str, ...], Hedge] = {("or", "more"): "at_least", ("or", "less"): "at_most"}
_TITLED = frozenset({"Rs", "Rp"})
"""Signs of money that stand apart from their number: "Rs 264"."""
_PARTS = frozenset({"cent", "point", "percent", "dollar"})
_GOVERNED = frozenset({"treasury", "treasuries", "dollar", "crude", "stock", "stocks", "government"})
_DETERMINERS = frozenset({"the", "its", "their"})
_NO_MONEY = frozenset({"", "percent", "percentage_points", "bp", "points"})
_BEFORE_A_LEVEL = frozenset({"to", "at", "as", "from", "below", "above", "of"})
_WIDEST, _LONGEST_LIST = 10, 8
_RANGING = frozenset({("traded", "from"), ("ranged", "from"), ("ranging", "from"), ("trading", "from")})
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit and hedge, over tokens `first` to `last` (excluded)."""

    kind: ClassVar[str] = "amount"
    value: Decimal
    unit: str
    """"percent", "percentage_points", "bp", "points", a currency, or "" for a bare number."""
    first: int
    last: int
    hedge: Hedge = "exact"
    lead: str = ""
    """The words of the hedge."""
    sign: int = 0
    per: str = ""
    scale: int = 0
    """Power of ten of "million" and the like, "thousand" and "k" excepted."""
    plain: bool = False
    """A bare number without decimals or thousands commas."""
    multiple: bool = False
    """Told by a word: "doubled"."""
    fraction: bool = False
    """In halves, quarters, eighths ..., as shares were quoted in dollars."""
    ranged: bool = False
    """One end of a range."""
    mark: bool = False
    """Called a mark, a level, a threshold: "the $200 mark"."""


def amounts_at(line: Line, at: int) -> tuple[Amount, ...]:
    """Return the amount that starts at token `at`: two for a range, none if there is none.

    A range "between 12% and 18%" is its ends, hedged `at_least` and `at_most`, whichever is told first.
    """
    if line.norms[at] == "between":
        return _between(line, at)
    hedge, lead, start = hedge_at(line, at)
    the = lead != "" and line.norms[start] in _DETERMINERS
    first = _one(line, start + 1 if the else start)
    if first is None:
        share = share_of_value(line, start)
        value = (share.value * 100).normalize() + 0 if share is not None else Decimal(0)
        return (Amount(value, "percent", at, share.last, hedge=hedge, lead=lead),) if share is not None else ()
    second = _range_end(line, first)
    if second is not None:
        return _ends(replace(first, first=at), second)
    first = _as_mark(line, _with_shared_unit(line, first))
    if the and not first.mark:  # "above the $50 a share that it has agreed to pay"
        return ()
    after, last = _hedge_after(line, first)
    if last == first.last and hedge == "exact" and at == first.first:
        return (first,)
    return (replace(first, first=at, last=last, hedge=after or hedge, lead=lead),)


def _hedge_after(line: Line, first: Amount) -> tuple[Hedge | None, int]:
    """Read "3% or more", "3% or so"; returns the hedge and the token after it."""
    told = line.norms[first.last : first.last + 2]
    bound = _BOUNDS.get(told) if first.unit else None
    found = bound or ("roughly" if " ".join(told) in words("hedges", "after") else None)
    return found, first.last + 2 if found else first.last


@cache
def amount_words() -> frozenset[str]:
    """Return the words that an amount may begin with, digits apart."""
    return opening_words().union(hedges().firsts())


@cache
def opening_words() -> frozenset[str]:
    """Return the words that an amount without a hedge may begin with, digits apart."""
    numerals = {*values("numbers"), *values("fractions"), *values("shares_of_value"), "a", "an", "one"}
    return frozenset({*_prefixes(), *numerals, "between", "+", "-", "plus", "minus", "negative"})


def may_open(line: Line, at: int) -> bool:
    """Tell "a half", "a dollar", "a further" from the articles before any other noun."""
    money = line.norms[at + 1] == "$" and line.glued[at + 1]  # "A$27.62"
    return line.norms[at] not in {"a", "an"} or money or line.norms[at + 1] in _after_article()


@cache
def _after_article() -> frozenset[str]:
    """Return the words that may follow "a" in an amount."""
    tables = ("numbers", "fractions", "shares_of_value")
    numerals = {word for name in tables for word in values(name)} | {"hundred", "thousand"}
    units = {*phrases("units").firsts(), *money_words().firsts()}
    hedged = {key[1] for key in map(key_of, hedge_phrases()) if key[0] in {"a", "an"} and len(key) > 1}
    return frozenset(numerals | units | hedged)


def hedge_at(line: Line, at: int) -> tuple[Hedge, str, int]:
    """Read hedges, as many as there are up to three: "as much as about" keeps the first."""
    found: Hedge = "exact"
    lead = ""
    for _ in range(3):
        match = hedges().match(line.norms, at)
        if match is None:
            break
        end, hedge = match
        if found == "exact":
            found, lead = hedge, " ".join(line.norms[at:end])
        at = end
    return found, lead, at


def _between(line: Line, at: int) -> tuple[Amount, ...]:
    one = _one(line, at + 1)
    if one is None or line.norms[one.last] != "and":
        return ()
    other = _one(line, one.last + 1)
    if other is None:
        return ()
    one, other = _ends(replace(one, first=at), other)
    return (one, other) if one.unit == other.unit else ()


def _ends(one: Amount, other: Amount) -> tuple[Amount, Amount]:
    """Return the two ends of a range, whichever is told first."""
    ends: tuple[Hedge, Hedge] = ("at_least", "at_most") if one.value <= other.value else ("at_most", "at_least")
    one = replace(one, hedge=ends[0], unit=one.unit or other.unit, per=one.per or other.per, ranged=True)
    return one, replace(other, hedge=ends[1], ranged=True)


def _with_shared_unit(line: Line, first: Amount) -> Amount:
    """Give "0.6" its unit in "0.6 and 0.3 percent"."""
    at = first.last
    for _ in range(_LONGEST_LIST):  # "3.8, 2.4, 2.8 and 3.2 percent"
        if line.norms[at] != "," or line.shapes[at + 1] != "number" or first.unit:
            break
        at += 2
    if first.unit or line.norms[at] != "and":
        return first
    other = _one(line, at + 1)
    shared = other is not None and other.unit in {"percent", "bp", "percentage_points", "points"}
    return replace(first, unit=other.unit) if other is not None and shared else first


def _spans(line: Line, low: Amount) -> bool:
    """Tell "traded from $53.03 to $55.45" and "in a range of $66.22 to $69.50" from a way that was gone."""
    told = line.norms[max(low.first - 3, 0) : low.first]
    return told[-3:] in {("a", "range", "of"), ("the", "range", "of")} or told[-2:] in _RANGING


def _shares_unit(line: Line, at: int) -> bool:
    """Tell the first of "one and 1.5 per cent"."""
    number = line.norms[at] == "and" and line.shapes[at + 1] == "number"
    return number and phrases("units").match(line.norms, at + 2) is not None


def _as_mark(line: Line, first: Amount) -> Amount:
    """Read "the $200 mark", "the 18,000-level", "the psychologically important 1.10 barrier"."""
    at = first.last + 1 if line.norms[first.last] == "-" and line.glued[first.last] else first.last
    change = first.unit in {"bp", "percentage_points"} or first.sign != 0
    told = line.norms[at] in words("looks", "marks") and not change
    return replace(first, last=at + 1, mark=True) if told else first


def _range_end(line: Line, low: Amount) -> Amount | None:
    """Return the upper end of "1-2 percent", "1 to 2 percent", "$68-$70" after its lower end."""
    mark = line.norms[low.last]
    span = mark == "to" and _spans(line, low)
    if mark != "-" and not (mark == "to" and (span or not low.unit)):
        return None
    high = _one(line, low.last + 1)
    if high is None or not high.unit or high.value == low.value or high.sign:
        return None
    if mark == "to" and (low.fraction or high.value > _WIDEST * low.value):  # "slipped 3/4 to $40-5/16"
        return None
    if high.value < low.value and (mark == "-" or high.unit != "percent"):  # "fell 2.1 to 1.8 percent", of several
        return None
    return high if low.unit in {"", high.unit} else None


def _one(line: Line, at: int) -> Amount | None:
    """Read sign, currency, number, scale, unit and what it is counted per."""
    first = at
    sign, at = _sign(line, at)
    currency, at = _currency_before(line, at)
    number = number_at(line, at, unit_known=bool(currency))
    if number is None:
        return None
    part = line.norms[number.last : number.last + 2] == ("of", "a") and line.norms[number.last + 2] in _PARTS
    scale, at = _scale(line, number.last + 2 if part else number.last)
    unit, cents, at = _unit(line, at, currency)
    if number.words and not unit and phrases("per").match(line.norms, at) is None and not _shares_unit(line, at):
        return None
    half = line.norms[at : at + 3] == ("and", "a", "half")
    at = at + 3 if half else at
    unit, cents, at = _unit(line, at, currency) if half and not (number.words or unit) else (unit, cents, at)
    if not unit and is_glued(line, at) and line.norms[at + 1] not in words("looks", "marks"):
        return None
    value = (number.value + Decimal("0.5") if half else number.value).scaleb(scale - 2 if cents else scale)
    value = value.quantize(Decimal(1)) if scale and value == value.to_integral_value() else value
    if sign < 0 and unit not in _NO_MONEY and (line.norms[first] != "-" or line.norms[first - 1] in _BEFORE_A_LEVEL):
        value, sign = -value, 0  # "minus $37.63", "to -$37.63": a price below zero, no change
    whose = unit in {"usd", "cad", "aud"} and line.norms[at] in {"u.s.", "us"} and line.norms[at + 1] not in _GOVERNED
    at = at + 1 if whose else at
    per, at = per_at(line, at) if unit not in {"percent", "bp", "percentage_points"} else ("", at)
    return Amount(
        value,
        unit,
        first,
        at,
        sign=sign,
        per=per,
        scale=scale if scale != _SCALES["thousand"] else 0,
        plain=number.plain and not scale,
        fraction=number.fraction and not number.words,
    )


def _sign(line: Line, at: int) -> tuple[int, int]:
    """Read a sign that stands against its number, but not a dash between two words."""
    norm = line.norms[at]
    if norm in {"plus", "minus", "negative"} and (line.shapes[at + 1] == "number" or line.norms[at + 1] in _prefixes()):
        return (1 if norm == "plus" else -1), at + 1
    if norm not in {"+", "-"} or not line.glued[at + 1]:
        return 0, at
    alone = not line.glued[at] or line.norms[at - 1] in {"(", ",", "/", ":", "~"}
    return ((1 if norm == "+" else -1), at + 1) if alone else (0, at)


@cache
def _prefixes() -> frozenset[str]:
    """Return the first tokens of currency signs."""
    listed = table("moves")["currencies"].values()
    return frozenset(key_of(word.replace("_", " "))[0] for row in listed for word in row[0].split())


def _currency_before(line: Line, at: int) -> tuple[str, int]:
    match = money_signs().match(line.norms, at)
    if match is None or (
        line.shapes[match[0]] not in {"number", "mark"} and line.norms[match[0]] not in values("numbers")
    ):
        return "", at
    end, code = match
    sign = line.texts[at].isupper() or line.glued[end] or line.texts[at] in _TITLED
    if line.shapes[at] == "word" and (line.texts[at].islower() or not sign):
        return "", at
    if line.norms[end] in {"-", "+"} and line.glued[end + 1]:
        return "", at
    return code, end


def _scale(line: Line, at: int) -> tuple[int, int]:
    skip = at + 1 if line.norms[at] == "-" and line.glued[at] else at
    match = phrases("units").match(line.norms, skip)
    if match is None or match[1] not in _SCALES:
        return 0, at
    short = len(line.norms[skip]) <= 2  # noqa: PLR2004 - "k", "m", "bn" stand against the number
    return (0, at) if short and not line.glued[skip] else (_SCALES[match[1]], match[0])


def _unit(line: Line, at: int, currency: str) -> tuple[str, bool, int]:
    """Return the unit, whether it is a hundredth of a currency, and where it ends."""
    if currency:
        return currency, False, at
    skip = at + 1 if line.norms[at] == "-" and line.glued[at] else at
    match = phrases("units").match(line.norms, skip)
    if match is not None and match[1] not in _SCALES:
        return match[1], False, match[0]
    money = money_words().match(line.norms, skip)
    apart = money is not None and line.norms[skip : money[0]] in {("p",), ("c",)} and not line.glued[skip]
    if money is None or (apart and line.norms[skip - 2] != "/"):  # "45 1/2 p"
        return "", False, at
    code, cents, end = *money[1], money[0]
    return (cents_of(line, skip) if cents and code == "usd" else code), cents, end
