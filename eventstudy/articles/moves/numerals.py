"""Numbers in prose, in digits and in words: "26,000", "1-1/2", "half a", "twenty-five", "a"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.vocabulary import Phrases, key_of, phrases, values

if TYPE_CHECKING:
    from eventstudy.articles.moves.tokens import Line

_MAX_DIGITS = 15
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


def number_at(line: Line, at: int, *, unit_known: bool) -> Number | None:
    """Return the number that starts at token `at`; "a" is one only where no currency has gone before (`unit_known`)."""
    if line.shape(at) == "number":
        return _digits(line, at)
    return _spelled(line, at, unit_known=unit_known)


def _digits(line: Line, at: int) -> Number | None:
    """Read "26,000", "1.3", "1-1/2", "1 1/2", "8/32", "1½"."""
    text = line.norms[at]
    if text in _GLYPHS:
        return Number(Decimal(_GLYPHS[text]), at + 1)
    if len(text) > _MAX_DIGITS:
        return None
    value = Decimal(text.replace(",", ""))
    if line.norm(at + 1) in _GLYPHS:
        return Number(value + Decimal(_GLYPHS[line.norm(at + 1)]), at + 2)
    simple = _fraction(line, at)
    if simple is not None:
        return Number(simple, at + 3)
    skip = at + 2 if line.norm(at + 1) == "-" else at + 1
    mixed = _fraction(line, skip) if line.shape(skip) == "number" else None
    if mixed is not None and mixed < 1:
        return Number(value + mixed, skip + 3)
    return Number(value, at + 1, plain=text.isdigit())


def _fraction(line: Line, at: int) -> Decimal | None:
    """Return the value of "3/4" at token `at`, its three tokens touching."""
    if (
        line.norm(at + 1) != "/"
        or line.shape(at + 2) != "number"
        or not (line.touches(at + 1) and line.touches(at + 2))
    ):
        return None
    top, bottom = line.norms[at], line.norms[at + 2]
    known = {"2", "3", "4", "5", "8", "10", "16", "32", "64"}
    if bottom not in known or not top.isdigit() or len(top) > 2:  # noqa: PLR2004 - 63/64 is the largest
        return None
    return (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.000001")).normalize()


def _spelled(line: Line, at: int, *, unit_known: bool) -> Number | None:
    """Read a number in words; "a" counts as one only right before a unit."""
    word = line.norm(at)
    if word in {"a", "an", "one"} and _names_unit(line, at + 1) and not unit_known:
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
    if line.norm(at) in {"a", "an"} and line.norm(at + 1) in values("fractions"):
        at += 1
    elif line.norm(at) in values("numbers"):
        skip = at + 2 if line.norm(at + 1) == "-" else at + 1
        if line.norm(skip) in values("fractions"):
            top, at = Decimal(values("numbers")[line.norm(at)]), skip
    if line.norm(at) not in values("fractions"):
        return None
    value = top * Decimal(values("fractions")[line.norm(at)])
    at += 1
    if line.norm(at) == "-":
        at += 1
    if line.norm(at) == "of":
        at += 1
    if line.norm(at) in {"a", "an", "one", "1"}:
        at += 1
    if line.norm(at) == "full":
        at += 1
    return Number(value, at, words=True) if _names_unit(line, at) else None


def _names_unit(line: Line, at: int) -> bool:
    """Tell whether a unit of change stands at `at`, as a word."""
    if line.shape(at) != "word":
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
    if line.norm(at) == "a" and line.norm(at + 1) in {"hundred", "thousand"}:
        group, at = Decimal(1), at + 1
    while at < start + 12:
        word = line.norm(at)
        if word in known:
            group += Decimal(known[word])
        elif word == "hundred" and group:
            group *= 100
        elif word == "thousand" and group:
            total, group = total + group * 1000, Decimal(0)
        elif not (word == "-" and line.norm(at + 1) in known and line.norm(at - 1).endswith("ty")):
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
