"""What stands right beside a name: a ticker, a stroke, "share index", what the company does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import table
from eventstudy.articles.moves.words.evidence import has_percent, is_shares_of, is_signed, is_subject
from eventstudy.articles.moves.words.vocabulary import entries, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.instruments import Instrument

_SHORT_TICKER = 2
_SHORT_CODE, _LONGEST_CODE = 4, 6
_LONGEST_LIST = 14
_LEGAL_ENDS = frozenset({"corp", "corporation", "ltd", "limited", "plc", "ag", "sa", "se", "nv"})
_SHARES = frozenset({"shares", "stock"})
_AFTER_FIRST = frozenset({"'s", ",", "shares", "stock", "was", "is", "and", "also", "(", ":"})
_VERBS = frozenset({"be", "neutral", "dir", "hit", "cause", "other"})


def does(line: Line, at: int) -> bool:
    """Tell "United fell 16.1%" and "United 2.2%" from "United Nations"."""
    if line.norms[at] == "," and _is_listed_subject(line, at):
        return True
    beside = line.norms[at] == "and" and line.texts[at + 1][:1].isupper() and is_subject(line, at + 2)
    return beside or has_percent(line, at) or is_signed(line, at) or is_subject(line, at)


def _is_listed_subject(line: Line, at: int) -> bool:
    """Tell the first of "Carnival, Norwegian Cruise Line and Royal Caribbean were up 8.5%, 12.2% and 7.7%"."""
    end = at + 1
    while end < at + _LONGEST_LIST and (line.texts[end][:1].isupper() or line.norms[end] in {",", "and", "&"}):
        end += 1
    return "and" in line.norms[at:end] and is_subject(line, end)


def is_bare_ticker(line: Line, at: int) -> bool:
    """Tell a ticker in capitals, or in digits as Asian services have it."""
    text = line.texts[at]
    if line.shapes[at] == "number":  # "Toyota 7203, +2.2%"
        return text.isdigit() and len(text) >= _SHORT_CODE and quotes(line, at + 1)
    return (
        line.shapes[at] == "word" and text.isupper() and text.isalpha() and _SHORT_TICKER <= len(text) <= _LONGEST_CODE
    )


def quotes(line: Line, at: int) -> bool:
    """Tell the change that follows a ticker: "SPX, -0.2%"."""
    return line.norms[at] == "," and is_signed(line, at + 1)


def past_bare_ticker(line: Line, at: int, one: Instrument) -> int:
    """Step over the ticker that some services write right after a name: "S&P 500 SPX, -0.2%"."""
    if not is_bare_ticker(line, at) or one.kind not in {"stock", "index"}:
        return at
    known = line.texts[at] in {ticker.lstrip("^") for ticker in one.tickers.values()}
    return at + 1 if known or quotes(line, at + 1) else at


def is_joined(line: Line, at: int) -> bool:
    """Tell a stroke between two words, which makes a ratio of them: "Ether/bitcoin"."""
    return line.norms[at] == "/" and line.glued[at] and line.glued[at + 1]


def past_index_words(line: Line, at: int) -> int:
    """Step over "share index", "stock average" after the name of an index."""
    end = at
    while line.norms[end] in words("names", "index_words"):
        end += 1
    return end if line.norms[end - 1] in {"index", "average", "gauge"} else at


def goes_on(line: Line, at: int) -> bool:
    """Tell a company of one word at the head of a sentence, where any word has a capital, by what follows it."""
    entry = entries().match(line.norms, at)
    return line.norms[at] in _AFTER_FIRST or (entry is not None and entry[1].kind in _VERBS)


def acts(line: Line, at: int) -> bool:
    """Tell "the real weakened" and "the won's fall" from "the real reason"."""
    entry = entries().match(line.norms, at)
    return line.norms[at] == "'s" or (entry is not None and entry[1].kind in _VERBS)


def is_mining(line: Line, at: int, end: int) -> bool:
    """Tell the company that was Minnesota Mining, "3M 2.4%", from a term of three months, "LME 3M", "3m/10y"."""
    apart = not line.texts[at - 1][:1].isupper() and line.norms[at - 1] not in {"$", "/", "-", "the"}
    company = line.texts[at + 1].isupper() and line.glued[at + 1]
    return company and apart and line.norms[end] not in {"/", "-"} and not line.glued[at]


def is_namesake(line: Line, at: int, end: int, one: Instrument) -> bool:
    """Tell a word or another company from one that is called so for short."""
    alone = end == at + 1
    if one.kind == "stock" and line.texts[at].islower():
        return True
    if one.kind == "index" and alone and is_shares_of(line, at):  # "shares of Dow": the company
        return True
    legal = line.norms[end] in _LEGAL_ENDS and line.texts[end][:1].isupper()
    if alone and one.kind == "stock" and " " in one.name and legal:  # "Delta Corp" is no airline
        return True
    owns = line.norms[end] == "'s" and line.norms[end + 1] in _SHARES  # "Peloton's stock"
    title = at == 0 and line.count == end + 1 and line.shapes[end] == "mark"  # "Target. Wow."
    short = alone and not title and line.norms[at] in _short_names(one.id)
    return short and not (owns or does(line, end) or is_shares_of(line, at))


@cache
def _short_names(name: str) -> frozenset[str]:
    return words("short_names", name) if name in table("moves")["short_names"] else frozenset()
