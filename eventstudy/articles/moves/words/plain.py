"""Words that are neither names nor values nor dates: what the vocabulary says of them, else what their form tells."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.companies import is_ordinary_capital, may_be_name
from eventstudy.articles.moves.words.vocabulary import Entry, entries, hedges, values, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.articles.moves.words.values import Amount

_PRONOUNS = frozenset({"it", "that", "there", "here", "what", "he", "she"})
"""After these "'s" is a verb."""
_PREFIXES = frozenset({"post", "pre", "ex", "non"})
YEARS = range(1800, 2101)
YEAR_DIGITS = 4


def word_at(line: Line, at: int, amounts: Sequence[Amount]) -> tuple[Entry, int]:
    """Return what the word at token `at` does, and the token after it; `amounts` are counts that begin there."""
    norm = line.norms[at]
    if line.norms[at + 1] == "-" and line.glued[at + 2] and _is_term(line, at):
        return _filler(norm), at + 3
    if amounts:
        year = amounts[0].plain and _is_year(amounts[0].value) and len(amounts) == 1
        return Entry("filler" if year else "foreign", norm), amounts[-1].last
    if line.glued[at + 1] and (is_code(line, at) or _is_compound(line, at)):
        return _filler(norm), at + (2 if is_code(line, at) else 3)
    if norm == "-" and line.glued[at] and line.glued[at + 1]:
        return _filler("-"), at + 1
    contract = (
        line.norms[at + 1] in words("names", "contracts") or line.norms[at + 1] == "natural"
    )  # "May copper added"
    if (at > 0 or contract) and norm in _months() and line.texts[at][0].isupper():
        return _filler(norm), at + 1
    return _listed(line, at)


def _listed(line: Line, at: int) -> tuple[Entry, int]:
    """Look a word up in the vocabulary."""
    norm = line.norms[at]
    if line.shapes[at] == "possessive" and line.norms[at - 1] in _PRONOUNS:
        return Entry("be", "is"), at + 1
    match = entries().match(line.norms, at)
    furthest = norm == "as" and line.norms[at + 2] == "as"  # "as high as a four-week top"
    hedge = hedges().match(line.norms, at) if match is None or furthest else None
    if hedge is not None:
        return _filler(norm), hedge[0]
    if match is None:
        return _unlisted(norm, line.shapes[at], line.texts[at]), at + 1
    name = line.texts[at][0].isupper() and is_ordinary_capital(line, at)
    return (Entry("foreign", norm), at + 1) if name else (match[1], match[0])


@lru_cache(maxsize=1 << 16)
def single_word(norm: str, shape: str, text: str) -> Entry | None:
    """Return what a word or mark does, None if a phrase may begin with it or more must be known."""
    if entries().opens_phrase(norm) or hedges().opens_phrase(norm) or shape not in {"word", "mark"}:
        return None
    found = entries().match((norm, ""), 0)
    if text != norm and shape == "word" and (norm in _months() or (found and may_be_name(found[1])) or norm == "this"):
        return None
    if found is None:
        return _unlisted(norm, shape, text)
    return found[1] if found[1].phase is None else None


def is_code(line: Line, at: int) -> bool:
    """Tell the code of a contract, which wires put after its name: "CLc1", "LCOc1"."""
    text = line.texts[at]
    coded = line.shapes[at] == "word" and text[-1:] in {"c", "v"} and text[:-1].isupper()
    return coded and line.shapes[at + 1] == "number" and line.glued[at + 1]


def is_count(line: Line, amount: Amount) -> bool:
    """Tell whether a bare number counts or names something: "3,000 tweets", "in 2019", "10 more"."""
    if amount.unit:
        return False
    if amount.plain and _is_year(amount.value) and len(line.norms[amount.last - 1]) == YEAR_DIGITS:
        return True
    if line.norms[amount.first - 1] == "-" and line.norms[amount.first - 2] in _months():  # "since Feb-16"
        return True
    after = line.norms[amount.last]
    if line.shapes[amount.last] != "word" or after in {"a", "an", "per"}:
        return after in {"%", "°"} or line.shapes[amount.last] == "number"
    if after.endswith("ly") and not amount.plain:  # "printed 50.30 shortly before the open"
        return False
    entry = entries().match(line.norms, amount.last)
    return entry is None or entry[1].kind.startswith("head")


def _is_year(value: Decimal) -> bool:
    """Tell a year; a range would look through all of its numbers for a decimal."""
    return YEARS.start <= value < YEARS.stop


def _is_term(line: Line, at: int) -> bool:
    """Tell "three-month contracts"."""
    number = line.shapes[at] == "number" or line.norms[at] in values("numbers")
    return number and line.norms[at + 2] in values("time_nouns")


def _is_compound(line: Line, at: int) -> bool:
    """Tell an adjective that a noun and a participle make: "Nasdaq-listed", "dollar-denominated"."""
    joined = line.norms[at + 1] == "-" and line.glued[at + 1] and line.glued[at + 2]
    prefixed = line.norms[at] in _PREFIXES
    return joined and line.shapes[at] == "word" and (prefixed or line.norms[at + 2].endswith("ed"))


@cache
def _months() -> frozenset[str]:
    """Return the months, which in "Brent's March contract" tell no day."""
    return frozenset({*table("english")["dates"]["months"], *table("english")["dates"]["short_months"]})


@cache
def _filler(norm: str) -> Entry:
    return Entry("filler", norm)


@lru_cache(maxsize=1 << 16)
def _unlisted(norm: str, shape: str, text: str) -> Entry:
    """Tell what a word that the vocabulary does not have may be, by its form."""
    if shape == "possessive":
        return Entry("possessive", norm)
    adverb = norm.endswith("ly") and norm not in words("frame", "not_adverbs")
    if shape == "mark" or adverb or (norm in _months() and text[:1].isupper()):
        return Entry("filler", norm)
    verb = norm.endswith("ed") and text.islower() and norm not in values("numbers")
    return Entry("other" if verb else "foreign", norm)
