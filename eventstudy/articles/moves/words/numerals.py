"""Numbers in prose, in digits and in words: "26,000", "1-1/2", "half a", "twenty-five", "a"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.vocabulary import Phrases, entries, key_of, phrases, values

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

_MAX_DIGITS = 15
_THOUSAND = 3
"""Digits after a comma that parts thousands."""
_NEAR = 24
"""Tokens on either side."""
_WITH_CENTS = frozenset({"eur", "aud", "cad", "nzd", "hkd", "sgd", "zar"})
_GLYPHS = {
    "½": "0.5",
    "¼": "0.25",
    "¾": "0.75",
    "⅓": "0.333",
    "⅔": "0.667",
    "⅛": "0.125",
    "⅜": "0.375",
    "⅝": "0.625",
    "⅞": "0.875",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `last` is the token after it."""

    value: Decimal
    last: int
    words: bool = False
    """Spelled out."""
    plain: bool = False
    """Digits without decimals or thousands commas."""
    fraction: bool = False


def number_at(line: Line, at: int, *, unit_known: bool) -> Number | None:
    """Return the number that starts at token `at`; "a" is one only where no currency has gone before (`unit_known`)."""
    if line.shapes[at] == "number":
        return _digits(line, at)
    return _spelled(line, at, unit_known=unit_known)


def _digits(line: Line, at: int) -> Number | None:
    """Read "26,000", "1.3", "1-1/2", "1 1/2", "8/32", "1½"."""
    text = line.norms[at]
    if text in _GLYPHS:
        return Number(Decimal(_GLYPHS[text]), at + 1, fraction=True)
    if len(text) > _MAX_DIGITS:
        return None
    value = Decimal(_with_point(text))
    if line.norms[at + 1] in _GLYPHS:
        return Number(value + Decimal(_GLYPHS[line.norms[at + 1]]), at + 2, fraction=True)
    simple = _fraction(line, at)
    if simple is not None:
        return Number(simple, at + 3, fraction=True)
    skip = at + 2 if line.norms[at + 1] == "-" else at + 1
    mixed = _fraction(line, skip) if line.shapes[skip] == "number" else None
    if mixed is not None and mixed < 1:
        mixed = mixed / 100 if "." in text else mixed  # "$5.91-1/2" a bushel is half a cent more than $5.91
        return Number(value + mixed, skip + 3, fraction=True)
    return Number(value, at + 1, plain=text.isdigit())


@lru_cache(maxsize=1 << 12)
def _with_point(text: str) -> str:
    """Return "16401.08" for "16,401.08" and for "16 401,08", as Europe and South Africa write it."""
    whole, comma, part = text.rpartition(",")
    if comma and len(part) < _THOUSAND and "." not in part:
        text = f"{whole}.{part}"
    return "".join(sign for sign in text if sign.isdigit() or sign == ".")


def _fraction(line: Line, at: int) -> Decimal | None:
    """Return the value of "3/4" at token `at`, its three tokens touching."""
    if line.norms[at + 1] != "/" or line.shapes[at + 2] != "number" or not (line.glued[at + 1] and line.glued[at + 2]):
        return None
    top, bottom = line.norms[at], line.norms[at + 2]
    known = {"2", "3", "4", "5", "8", "10", "16", "32", "64"}
    if bottom not in known or not top.isdigit() or len(top) > 2:  # noqa: PLR2004 - 63/64 is the largest
        return None
    return (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.000001")).normalize()


def _spelled(line: Line, at: int, *, unit_known: bool) -> Number | None:
    """Read a number in words; "a" counts as one only right before a unit."""
    word = line.norms[at]
    buys = line.norms[at + 2] in {"bought", "buys", "fetched", "fetches"}  # "a euro bought $1.1580"
    if word in {"a", "an", "one"} and _names_unit(line, at + 1) and not unit_known and not buys:
        return Number(Decimal(1), at + 1, words=True)
    part = _part(line, at)
    if part is not None:
        return part
    whole = _cardinal(line, at)
    if whole is None:
        return None
    if line.norms[whole.last : whole.last + 3] == ("and", "a", "half"):
        return Number(whole.value + Decimal("0.5"), whole.last + 3, words=True)
    if line.norms[whole.last : whole.last + 2] == ("and", "one-half"):
        return Number(whole.value + Decimal("0.5"), whole.last + 2, words=True)
    return whole


def _part(line: Line, at: int) -> Number | None:
    """Read "half a", "a quarter", "three-quarters of a", "two-tenths of a" before a unit."""
    top = Decimal(1)
    if line.norms[at] in {"a", "an"} and line.norms[at + 1] in values("fractions"):
        at += 1
    elif line.norms[at] in values("numbers"):
        skip = at + 2 if line.norms[at + 1] == "-" else at + 1
        if line.norms[skip] in values("fractions"):
            top, at = Decimal(values("numbers")[line.norms[at]]), skip
    if line.norms[at] not in values("fractions"):
        return None
    value = top * Decimal(values("fractions")[line.norms[at]])
    at += 1
    if line.norms[at] == "-":
        at += 1
    if line.norms[at] == "of":
        at += 1
    if line.norms[at] in {"a", "an", "one", "1"}:
        at += 1
    if line.norms[at] == "full":
        at += 1
    return Number(value, at, words=True) if _names_unit(line, at) else None


def share_of_value(line: Line, at: int) -> Number | None:
    """Read "half its value", "a tenth of their value", and after "by" a fraction alone: "fell by two-thirds"."""
    after_by = "by" in line.norms[max(at - 3, 0) : at] or _after_verb(line, at)
    top = Decimal(1)
    if line.norms[at] in values("numbers") and line.norms[at + 1] == "-":
        top, at = Decimal(values("numbers")[line.norms[at]]), at + 2
    elif line.norms[at] in {"a", "an", "one"}:
        at += 1
    part = values("shares_of_value").get(line.norms[at])
    if part is None:
        return None
    at += 1
    of = at + 1 if line.norms[at] == "of" else at
    if line.norms[of] in {"its", "their", "the", "his"} and line.norms[of + 1] in {"value", "price"}:
        return Number(_share(top, part), of + 2, words=True)
    alone = after_by and (line.shapes[at] in {"mark", ""} or line.norms[at] in {"in", "to", "since", "from", "on"})
    return Number(_share(top, part), at, words=True) if alone else None


def _after_verb(line: Line, at: int) -> bool:
    """Tell "dropped a quarter" from "a quarter"."""
    found = entries().match(line.norms, at - 1)
    return found is not None and found[1].kind == "dir" and found[1].verb and line.norms[at] in {"a", "half"}


def _share(top: Decimal, part: str) -> Decimal:
    """Return a part of one, so that a third is 33.3 per cent."""
    return (top / Decimal(part)).quantize(Decimal("0.001"))


def _names_unit(line: Line, at: int) -> bool:
    """Tell whether a unit of change stands at `at`, as a word."""
    if line.shapes[at] != "word":
        return False
    found = phrases("units").match(line.norms, at)
    if found is not None and found[1] in {"percent", "percentage_points", "bp", "points"}:
        return True
    return money_words().match(line.norms, at) is not None


def _cardinal(line: Line, at: int) -> Number | None:
    """Read "eight", "twenty-five", "three hundred", "a hundred", "two thousand five hundred"."""
    total = Decimal(0)
    group = Decimal(0)
    start = at
    known = values("numbers")
    if line.norms[at] == "a" and line.norms[at + 1] in {"hundred", "thousand"}:
        group, at = Decimal(1), at + 1
    while at < start + 12:
        word = line.norms[at]
        if word in known:
            group += Decimal(known[word])
        elif word == "hundred" and group:
            group *= 100
        elif word == "thousand" and group:
            total, group = total + group * 1000, Decimal(0)
        elif not (word == "-" and line.norms[at + 1] in known and line.norms[at - 1].endswith("ty")):
            break
        at += 1
    value = total + group
    return Number(value, at, words=True) if at > start and value else None


@cache
def money_words() -> Phrases[tuple[str, bool]]:
    """Return the words for a currency after a number, and whether they mean its hundredth."""
    rows = table("moves")["currencies"].items()
    found = {
        key_of(word.replace("_", " ")): (code, bool(place - 1))
        for code, row in rows
        for place in (1, 2)
        for word in row[place].split()
    }
    return Phrases(found)


@cache
def money_signs() -> Phrases[str]:
    """Return the signs of currencies before a number."""
    rows = table("moves")["currencies"].items()
    return Phrases({key_of(word): code for code, row in rows for word in row[0].split()})


def cents_of(line: Line, at: int) -> str:
    """Return whose the cents at token `at` are: of the euro where that is the only money near."""
    near = range(max(at - _NEAR, 0), min(at + _NEAR, line.count))
    told = {match[1] for match in (money_signs().match(line.norms, one) for one in near) if match is not None}
    return told.pop() if len(told) == 1 and told <= _WITH_CENTS else "usd"
