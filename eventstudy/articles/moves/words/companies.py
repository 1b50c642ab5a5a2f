"""Companies that nobody has catalogued, kept as the article writes them, with what shows that they are companies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.evidence import SIGNS, calendar_words, evidence_for
from eventstudy.articles.moves.words.vocabulary import entries, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.articles.moves.words.vocabulary import Entry

_LONGEST_NAME = 5
_SHOUTED = frozenset({"UP", "DOWN", "HIGHER", "LOWER", "UNCHANGED"})
_LEGAL = frozenset({"inc", "corp", "co", "ltd", "plc", "ag", "sa", "nv", "se", "llc", "corporation"})
"""What a company's registered name ends with."""
_BANKS = frozenset({"bank", "banco", "banca"})
_OPENERS = frozenset({'"', ".", "(", ":", "—", "-", "*", "•"})
"""After these a word may have its capital from its place."""
_WHERE = frozenset({"in", "at", "from", "near", "around", "of", "to", "outside", "for", "by"})
_DAYS = frozenset({"yesterday", "today", "tonight"})
_ORDINARY = frozenset(
    {"dir", "neutral", "hit", "cause", "other", "forecast", "conditional", "opinion", "pare", "block"}
)
"""Kinds of words that begin with a small letter unless they are part of a name."""


def company_at(line: Line, at: int, proper: frozenset[str]) -> tuple[int, int, int, float] | None:
    """Return where a company's name at token `at` begins, where its words end, where its ticker ends, and how sure.

    Parameters
    ----------
    line : Line
    at : int
    proper : frozenset of str
        Words that the article writes with a capital inside its sentences.
    """
    if line.glued[at] and line.shapes[at - 1] == "number":
        return None
    if (
        line.norms[at] in _DAYS
        or _describes(line, at)
        or line.norms[at - 1] in words("companies", "offices")
        or is_mine(line, at)
    ):
        return None
    first = at + 1 if _opens_name(line, at) or _place_opens(line, at) else at
    end = _incorporated(line, first) or run_end(line, first)
    sector = end == first + 1 and line.norms[first] in words("companies", "sectors")
    if end == first or sector or line.norms[first] in _LEGAL or _is_torn(line, at, end):
        return None
    end = end + 1 if line.norms[end] == "'s" and line.norms[end - 1] in words("companies", "possessed") else end
    last = past_suffix(line, end)
    closed = past_ticker(line, last)
    evidence = evidence_for(line, first, last, closed > last, proper)
    if not evidence:
        return None
    whole = end == first + 1 or line.norms[at] not in {"u.s.", "us"}
    return (at if whole else first), (last - 1 if line.norms[last - 1] == "." else last), closed, evidence


def is_mine(line: Line, at: int) -> bool:
    """Tell "My IRA", "my Roth" and "a 1997 Toyota", which nobody trades."""
    year = (
        line.shapes[at - 1] == "number" and line.norms[at - 1][:2] in {"19", "20"} and line.norms[at - 2] in {"a", "an"}
    )
    return year or line.norms[at] in {"my", "our"} or line.norms[at - 1] in {"my", "our", "his", "her"}


def _opens_name(line: Line, at: int) -> bool:
    """Tell the first word of "U.S. Steel" and, at the head of a sentence, of "First Republic"."""
    if line.norms[at] in {"u.s.", "us"}:
        return is_name_word(line, at + 1)
    heads = not line.headline and line.texts[at][:1].isupper() and line.norms[at] in words("companies", "openers")
    return heads and is_name_word(line, at + 1)


def _place_opens(line: Line, at: int) -> bool:
    """Tell the place that a company's name begins with: "Auckland International Airport", "Singapore Airlines"."""
    if line.norms[at] not in _places() or line.headline or line.norms[at - 1] in _WHERE:
        return False
    end = run_end(line, at + 1)
    told = end > at + 2 or (end == at + 2 and line.norms[at + 1] in words("companies", "suffixes"))
    return told and line.texts[at][:1].isupper()


@cache
def _places() -> frozenset[str]:
    """Return the names of towns and countries of a single word."""
    return frozenset(
        name.lower() for names in table("places")["zones"].values() for name in names.split() if "_" not in name
    )


def _describes(line: Line, at: int) -> bool:
    """Tell the word that says what a company is, at the head of a sentence: "Miner Fresnillo"."""
    opens = line.norms[at - 1] == "" or line.norms[at - 1] in _OPENERS
    return opens and line.norms[at] in words("companies", "trades") and line.texts[at + 1][:1].isupper()


def is_legal(line: Line, first: int, last: int) -> bool:
    """Tell whether tokens only close a registered name: "& Co", "Inc."."""
    return all(word in _LEGAL or word in {"&", ".", "group", "holdings"} for word in line.norms[first:last])


def run_end(line: Line, at: int) -> int:
    """Return the end of the run of capitalised words at token `at`; words such as "First" need others after them."""
    end, named = at, False
    while end < at + _LONGEST_NAME:
        plain = is_name_word(line, end)
        inner = end > at and (_is_suffix(line, end) or _is_inside(line, end) or _is_place_of(line, end))
        if not plain and not inner and not is_capital_word(line, end):
            break
        named = named or plain or (end == at and _is_listed(line, end))
        end += 1
        joined = line.norms[end] in {"&", "-"} and (is_name_word(line, end + 1) or _is_inside(line, end + 1))
        if joined:
            end += 1
        elif line.norms[end - 1] in _BANKS and line.norms[end] == "of" and line.texts[end + 1][:1].isupper():
            if line.norms[end + 1] in words("companies", "central_banks"):
                return at
            named, end = True, end + 2  # "Royal Bank of Scotland"
    return end if named else at


def _is_listed(line: Line, at: int) -> bool:
    """Tell a verb's word that stands in a list of names, as "Walmart and Target" has it."""
    entry = entries().match(line.norms, at)
    ordinary = entry is not None and entry[1].kind in _ORDINARY and is_capital_word(line, at)
    return ordinary and ("and" in {line.norms[at - 1], line.norms[at + 1]} or line.norms[at - 1] == ",")


def is_capital_word(line: Line, at: int) -> bool:
    """Tell a verb or adjective that is part of a name: "Advanced Micro Devices", "Best Buy", not one in a headline."""
    if at <= 0 or line.headline or not line.texts[at][:1].isupper() or line.norms[at - 1] in _OPENERS:
        return False
    if line.norms[at] in _no_company() or line.norms[at] in calendar_words() or line.texts[at] in _SHOUTED:
        return False
    entry = entries().match(line.norms, at)
    return entry is not None and entry[0] == at + 1 and entry[1].kind in _ORDINARY | {"filler"}


def may_be_name(entry: Entry) -> bool:
    """Tell a word of the vocabulary that with a capital may be part of a name."""
    return entry.kind in _ORDINARY


def is_ordinary_capital(line: Line, at: int) -> bool:
    """Tell a verb written with a capital inside a sentence, which is no verb."""
    entry = entries().match(line.norms, at)
    return entry is not None and entry[1].kind in _ORDINARY and is_capital_word(line, at)


def past_suffix(line: Line, at: int) -> int:
    """Step over "Corp.", "Inc." after the name of a company."""
    while line.norms[at] in {"inc", "corp", "co", "ltd", "plc", "group", "company", "corporation"}:
        if not line.texts[at][:1].isupper() and line.norms[at] != "plc":
            break
        at += 2 if line.norms[at + 1] == "." and line.glued[at + 1] and at + 2 < line.count else 1
    return at


def past_ticker(line: Line, at: int) -> int:
    """Step over "(XOM)" or "(NYSE: XOM)" after a name."""
    if line.norms[at] not in {"(", "["}:
        return at
    first = line.texts[at + 1]
    if not (first.isupper() and line.shapes[at + 1] == "word") and line.norms[at + 1] != "$":
        return at
    end = next((end for end in range(at + 2, min(at + 12, line.count)) if line.norms[end] in {")", "]"}), at)
    return end + 1 if end > at and SIGNS.isdisjoint(line.norms[at:end]) else at


def _incorporated(line: Line, at: int) -> int | None:
    """Return the end of a run of capitals that closes with "Corp", "Inc" ..., whatever its words: "Target Corp"."""
    if _LEGAL.isdisjoint(line.present):
        return None
    entry = entries().match(line.norms, at)
    small = entry is not None and entry[1].kind in {"det", "prep", "boundary", "and", "filler"}
    if small or line.norms[at] in calendar_words() or line.norms[at] in _LEGAL:
        return None
    for end in range(at, min(at + _LONGEST_NAME, line.count)):
        if line.shapes[end] != "word" or not line.texts[end][:1].isupper():
            return None
        if line.norms[end] in _LEGAL:
            return end + 1
    return None


def _is_torn(line: Line, first: int, last: int) -> bool:
    """Tell whether a run of capitals is only part of a name: "Home | Depot", "President | Ford"."""

    def goes_on(at: int) -> bool:
        if line.shapes[at] != "word" or not line.texts[at][:1].isupper() or line.norms[at] in calendar_words():
            return False
        entry = entries().match(line.norms, at)
        return not line.texts[at].isupper() and not (entry is not None and entry[1].kind.startswith("head"))

    return (first > 1 and goes_on(first - 1)) or goes_on(last)


@cache
def _no_company() -> frozenset[str]:
    """Return capitalised words that are no company: places, days, offices, and nouns that open sentences."""
    places = (name for names in table("places")["zones"].values() for name in names.split() if "_" not in name)
    return words("companies", "never") | {name.lower() for name in places}


def _is_suffix(line: Line, at: int) -> bool:
    return line.norms[at] in words("companies", "suffixes") and line.texts[at][:1].isupper()


def _is_place_of(line: Line, at: int) -> bool:
    """Tell the place in "National Westminster Bank"."""
    return line.norms[at] in _no_company() and line.texts[at][:1].isupper() and _is_suffix(line, at + 1)


def _is_inside(line: Line, at: int) -> bool:
    """Tell the second word of "Burger King", which alone is no company."""
    return line.norms[at] in words("companies", "inside") and line.texts[at][:1].isupper() and not line.headline


def is_name_word(line: Line, at: int) -> bool:
    """Tell a capitalised word that the vocabulary does not have."""
    if line.shapes[at] != "word" or not line.texts[at][:1].isupper() or line.norms[at] in _no_company():
        return False
    return entries().match(line.norms, at) is None


def as_written(line: Line, first: int, last: int) -> str:
    """Return the words of a name with the spaces they were written with, at most one each."""
    rest = (line.texts[at] if line.glued[at] else f" {line.texts[at]}" for at in range(first + 1, last))
    return line.texts[first] + "".join(rest)


def is_house(name: str) -> bool:
    """Tell a house that only comments, "Craigs Investment Partners": no "the stock" speaks of it."""
    return name.rpartition(" ")[2].lower() in words("companies", "houses")
