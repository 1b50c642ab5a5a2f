"""What shows that a capitalised run is a listed company: its form, its shares, its price, what it does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.vocabulary import entries, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line

SIGNS = frozenset({"%", "+", "-", "up", "down"})
WEAK = 0.5
"""Only what it does speaks for it: the sentence, or one beside it, must speak of markets."""
_LONGEST_TICKER = 5
_LOOSE = frozenset({"as", "much", "nearly", "about", "almost", "more", "than", "by", "another", "around", "some", "a"})
_SHARES = frozenset({"shares", "stock", "adr", "adrs"})
_OWN = frozenset({"own", "common", "class", "a", "b"})
_COMMON = (
    "tion", "sion", "ment", "ness", "ity", "ing", "age", "ance", "ence", "ure", "ism", "ics", "ers", "ors", "eries",
    "ts", "ies", "ship",
)  # fmt: skip
"""Endings of common nouns."""
_HUNDREDTHS = frozenset({"cent", "cents", "sen", "pence", "p", "c", "paise"})
_REACH = 9
_AFTER_COMMA = frozenset({
    "up", "down", "off", "which", "whose", "at", "for", "lower", "higher", "a", "an", "the", "having", "plus", "minus",
})  # fmt: skip
_ALONG = frozenset({"filler", "be", "neutral", "together", "day", "phase"})


def evidence_for(line: Line, first: int, last: int, ticker: bool, proper: frozenset[str]) -> float:
    """Weigh what shows that a capitalised run is a listed company; 0 for nothing.

    Parameters
    ----------
    line : Line
    first, last : int
        Its tokens, `last` excluded.
    ticker : bool
        A ticker in brackets follows.
    proper : frozenset of str
        Words that the article writes with a capital inside its sentences.
    """
    words_of_name = line.norms[first:last]
    suffixed = last - first > 1 and any(word in words("companies", "suffixes") for word in words_of_name[1:])
    index = line.norms[last] in {"index", "gauge"} and words("companies", "surveyed").isdisjoint(words_of_name)
    if suffixed or ticker or index or is_shares_of(line, first) or _has_shares(line, last):
        return 1.0
    if last == first + 1 and line.texts[first].isupper():
        return _of_capitals(line, first, last)
    if line.norms[first - 1] == "" and _is_dateline(line, last):
        return 0.0
    opens = first == 0 or line.norms[first - 1] in {'"', "."}
    if opens and last - first == 1 and line.texts[first] not in proper and not _is_camel(line.texts[first]):
        if _has_share_price(line):
            return 0.6
        told = moves_like_a_stock(line, last) or (not _is_common(line.norms[first]) and is_subject(line, last))
        return WEAK * told
    return 0.6


def _of_capitals(line: Line, first: int, last: int) -> float:
    """Weigh one word in capitals: "PHM +9.4%", "UBS finished 1.3 percent higher"."""
    if len(line.texts[first]) > _LONGEST_TICKER:
        return 0.0
    if is_signed(line, last):
        return 0.9
    if has_percent(line, last):
        return 0.6
    noted = first == 0 and line.norms[last] not in {"'s", ":"} and _has_signed_percent(line)  # "LNKD reacted: -6%"
    return WEAK * (noted or is_subject(line, last))


def _is_common(norm: str) -> bool:
    """Tell a noun that opens a sentence with a capital: "Traffic", "Deliveries"."""
    return norm.endswith(_COMMON) or norm in words("companies", "nouns")


def is_subject(line: Line, at: int) -> bool:
    """Tell whether what precedes token `at` rises or falls by some figure: "gained 2.9 percent", ", up 3%"."""
    end, neutral = at + _REACH, False
    if line.norms[at] == ",":
        return line.norms[at + 1] in _AFTER_COMMA and _tells_change(line, at + 1, at + 2 * _REACH)
    while at < end:
        if line.shapes[at] == "number":
            return has_percent(line, at) and _tells_change(line, at, end)
        if line.norms[at] == "both":
            at += 1
            continue
        entry = entries().match(line.norms, at)
        if entry is None and not line.norms[at].endswith("ly"):
            return False
        neutral = neutral or (entry is not None and entry[1].kind == "neutral")
        if entry is not None and entry[1].kind not in _ALONG and not (neutral and entry[1].kind == "det"):
            told = entry[1].kind == "dir" and (entry[1].verb or not entry[1].noun or neutral)
            return told and _tells_change(line, at, end)
        at = entry[0] if entry is not None else at + 1
    return False


def _tells_change(line: Line, first: int, last: int) -> bool:
    """Tell a number in per cent or money among tokens, with a word of direction before or right after it."""
    directed = False
    for at in range(first, last):
        entry = entries().match(line.norms, at)
        directed = directed or (entry is not None and entry[1].kind == "dir")
        priced = line.norms[at - 1] in {"$", "€", "£"} or _in_hundredths(line, at)
        if (line.shapes[at] == "number" and has_percent(line, at)) or priced:
            after = entries().match(line.norms, _past_unit(line, at + 1))
            return directed or (after is not None and after[1].kind == "dir")
        if line.norms[at] in {".", ";"}:
            return False
    return False


def _in_hundredths(line: Line, at: int) -> bool:
    """Tell "one sen", "18c", "12 cents"."""
    counted = line.shapes[at] == "number" or line.norms[at] in values("numbers")
    return counted and line.norms[at + 1] in _HUNDREDTHS and (line.norms[at + 1] != "c" or line.glued[at + 1])


def _past_unit(line: Line, at: int) -> int:
    return at + 2 if line.norms[at] == "per" else at + 1


def is_signed(line: Line, at: int) -> bool:
    """Tell a signed change at token `at`, which makes a ticker of the capitals before it: "PHM +9.4%"."""
    at = at + 1 if line.norms[at] == "(" else at
    signed = line.norms[at] in {"+", "-"} and line.shapes[at + 1] == "number"
    return signed and (line.norms[at + 2] == "%" or line.shapes[at + 2] == "number")


def _has_signed_percent(line: Line) -> bool:
    at = line.norms.index("%") if "%" in line.present else 0
    return line.norms[at - 2] in {"+", "-"} and line.shapes[at - 1] == "number"


def has_percent(line: Line, at: int) -> bool:
    """Tell a verb left out after capitals in a list: "Volkswagen gained 2.9 percent and BMW 1.7 percent"."""
    percent = line.norms[at + 1] in {"%", "percent", "pct"} or line.norms[at + 1 : at + 3] == ("per", "cent")
    return line.shapes[at] == "number" and percent


def _is_dateline(line: Line, at: int) -> bool:
    """Tell the place that opens a report: "SAO PAULO - ", "ROME, Oct 20", "DUBLIN (Reuters)"."""
    capitals = line.texts[at - 1].isupper()
    return capitals and (
        line.norms[at] in {"-", "—", "("} or (line.norms[at] == "," and line.norms[at + 1] in calendar_words())
    )


@cache
def calendar_words() -> frozenset[str]:
    """Return weekdays and months, which stand before a name without being part of it."""
    dates = table("english")["dates"]
    return frozenset({*dates["weekdays"].split(), *dates["months"], *dates["short_months"]})


def _has_shares(line: Line, at: int) -> bool:
    """Tell "Acme shares", "Acme's stock", "Acme, whose own shares ...": what precedes token `at` is listed."""
    if line.norms[at] in {"'s", ","}:
        at += 2 if line.norms[at + 1] == "whose" else 1
        at = at + 1 if line.norms[at] in _OWN else at
    elif line.norms[at] in _SHARES:
        return True
    owned = line.norms[at - 1] in {"'s", "whose"} or line.norms[at - 2] in {"'s", "whose"}
    return line.norms[at] in _SHARES and owned


def _has_share_price(line: Line) -> bool:
    """Tell a price "a share" in the sentence, which a company has."""
    at = line.norms.index("share") if "share" in line.present else 0
    return line.norms[at - 1] in {"a", "per"} and line.shapes[at - 2] == "number" and line.norms[at - 3] == "$"


def moves_like_a_stock(line: Line, last: int) -> bool:
    """Tell "Twitter plunged 20.5 percent" from "Traffic rose 3 percent", by its verb and the ending of the word."""
    if line.norms[last] not in words("companies", "violent") or line.norms[last - 1].endswith(_COMMON):
        return False
    end = last + 1
    while line.norms[end] in _LOOSE:
        end += 1
    percent = line.norms[end + 1] == "%" or line.norms[end + 1] in {"percent", "pct"} or line.norms[end + 2] == "cent"
    return line.shapes[end] == "number" and percent


def _is_camel(text: str) -> bool:
    """Tell "GameStop" and "PayPal"."""
    return text[1:].lower() != text[1:] and not text.isupper() and not text.startswith(("Mc", "Mac", "De", "Le", "O'"))


def is_shares_of(line: Line, at: int) -> bool:
    """Tell "shares of" before token `at`."""
    return line.norms[at - 2] in {"shares", "stock"} and line.norms[at - 1] in {"of", "in"}
