"""Which four-digit numbers are years, and which months are month names, by the words around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at, number, touches
from eventstudy.articles.lexicon import table, words

if TYPE_CHECKING:
    from eventstudy.articles.dates.tokens import Token

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_YEAR_AFTER = words("dates", "year_after")
_AMOUNT_BEFORE = words("dates", "amount_before")
_COUNTED = words("dates", "counted")
_YEAR_VERBS = words("dates", "year_verbs")
_DETERMINERS = words("dates", "determiners")
_AFTER = words("dates", "month_after")
_AFTER_END = words("dates", "month_after_end")
_MONTHS: dict[str, int] = table("english")["dates"]["months"]
_SHORT: dict[str, int] = table("english")["dates"]["short_months"]
_WEEKDAYS = words("dates", "weekdays")
_ALSO_VERBS = frozenset({"may", "march"})
_ALSO_NAMES = frozenset({"april", "june", "august", "may", "jan"})
_TO_COME = words("dates", "to_come")
_APOSTROPHES = frozenset({"'", "\u2019", "\u2018"})
_NO_YEAR_AFTER = frozenset({"$", "#", "\u00a3", "\u20ac", "\u00a5", ".", "/"})
_NAMED_BY_YEAR = words("dates", "named_by_year")
_PARTS_OF_YEAR = frozenset({"mid", "early", "late", "end", "pre", "post"})
_PAST = words("dates", "past")
_TIMES = frozenset({"time", "year", "years", "season", "crash", "crisis", "war", "boom", "recession", "election"})
_RESULT_YEARS = frozenset({"until", "till", "around", "circa"})
_AFTER_YEAR = words("dates", "after_year")
_DELAYS = words("dates", "delays")
_ONE_OF = frozenset({"a", "any", "each", "every"})
_BEING = frozenset({"is", "are", "was", "were", "has", "have", "had"})
_OLD = 50  # two digits from here on are of the twentieth century
_SPEAKING = frozenset({"said", "says", "told", "added", "wrote"})


def year_number(token: Token) -> int | None:
    """Return the value of a token that could be a year, between 1800 and 2199."""
    if token.kind != "number" or len(token.text) != 4:  # noqa: PLR2004 - a year has four digits
        return None
    value = int(token.text)
    return value if _FIRST_YEAR <= value <= _LAST_YEAR else None


def is_counted(token: Token) -> bool:
    """Tell whether `token` names what the number before it counts."""
    return token.low in _COUNTED or token.text in {"%", "$"}


def short_year(line: list[Token], i: int) -> int | None:
    """Return the year of an apostrophe at `i` and two digits: "'87", "'08"."""
    token = at(line, i + 1)
    if at(line, i).text not in _APOSTROPHES or token.kind != "number" or len(token.text) != 2:  # noqa: PLR2004 - two digits
        return None
    value = int(token.text)
    return value + (2000 if value < _OLD else 1900) if touches(line, i + 1) else None


def loose_year(line: list[Token], i: int) -> int | None:
    """Return the year at `i` when the words around it make it one, else None.

    It takes evidence: a preposition of time before it, an article before and a thing after it ("the 2003 invasion"),
    brackets, another year before it, or a verb after it at the head of a sentence. A counted thing after it makes it an
    amount, a bond after it a maturity.
    """
    value = year_number(at(line, i))
    before, after = at(line, i - 1), at(line, i + 1)
    if value is None or is_counted(after) or before.text in _NO_YEAR_AFTER:
        return None
    if (before.text == "(" and after.text == ")") or _spans(line, i, value):
        return value
    if before.kind == "end":
        owned = after.text in _APOSTROPHES and at(line, i + 2).low == "s"
        return value if owned or after.low in _YEAR_VERBS else None
    if before.low in _YEAR_AFTER:
        return value if _after_preposition(line, i) else None
    if _named(line, i) or _after_another(line, i):
        return value
    thing = after.kind == "word" and after.text.islower() and after.low not in _NAMED_BY_YEAR | _BEING
    owner = before.low in _DETERMINERS or (before.low == "s" and at(line, i - 2).text in _APOSTROPHES)
    return value if owner and (thing or (after.text in _APOSTROPHES and at(line, i + 2).low == "s")) else None


def _named(line: list[Token], i: int) -> bool:
    """Tell whether the words before make it a year: "mid-2020", "calendar 2019", "gains for 2018.", "slip to 2020"."""
    before, third, after = at(line, i - 1), at(line, i - 2).low, at(line, i + 1)
    if before.text == "-":
        return third in _PARTS_OF_YEAR
    hedged = before.low in {"least", "about"} and "since" in {third, at(line, i - 3).low}  # "since at least 2013"
    if hedged or before.low in {"calendar", "full"} | _RESULT_YEARS:
        return True
    if before.low == "for":
        return after.kind in {"sign", "end"} or after.low in _AFTER_YEAR | _PAST
    if before.text == "," and after.text in {",", "."}:  # "the last time, 1985, when"
        return third in _TIMES and after.text == ","
    if before.low in {"to", "into"}:
        return any(at(line, j).low in _DELAYS for j in range(i - 5, i - 1)) or before.low == "into"
    return before.low in {"with", "than", "versus", "vs"} and (after.kind in {"sign", "end"} or third == "compared")


def _spans(line: list[Token], i: int, value: int) -> bool:
    """Tell whether a later year follows a dash: "2008-2012"."""
    last = year_number(at(line, i + 2)) if at(line, i + 1).text in {"-", "\u2013"} and touches(line, i + 2) else None
    return last is not None and value < last and touches(line, i + 1)


def _after_another(line: list[Token], i: int) -> bool:
    """Tell whether the year at `i` goes on from one before: "in 2008, 2012 and 2016"."""
    j = i - 1 - (at(line, i - 1).low in {"and", "or"} and at(line, i - 2).text == ",")
    joint = at(line, j)
    return (
        (joint.low in {"and", "or"} or joint.text == ",")
        and year_number(at(line, j - 1)) is not None
        and (at(line, j - 2).low in _YEAR_AFTER or at(line, j - 2).text == "," or at(line, j - 2).low in {"and", "or"})
    )


def _after_preposition(line: list[Token], i: int) -> bool:
    before, third = at(line, i - 1).low, at(line, i - 2).low
    if before == "of":
        if third in _AMOUNT_BEFORE and _topmost(line, i - 2):
            return True
        return third not in _AMOUNT_BEFORE and at(line, i - 2).kind != "number"
    if before == "from":
        return at(line, i + 1).low not in {"points", "in"}
    if before == "year":
        return third != "fiscal"
    return not (before == "by" and third in {"up", "down", "rose", "fell", "increased", "cut"})


def _topmost(line: list[Token], i: int) -> bool:
    """Tell whether the word at `i` is one among others: "the worst loss of 2019", "its first weekly drop of 2019"."""
    before = [at(line, k).low for k in range(i - 3, i)]
    return any(low in {"first", "worst", "best", "only", "second", "third"} or low.endswith("gest") for low in before)


def month_at(line: list[Token], i: int, *, dated: bool = False) -> tuple[int, int] | None:
    """Return the month named at `i` and the index after it (an abbreviation's full stop included).

    With `dated` a day or a year stands beside it, which is evidence enough; without, words that are also verbs or names
    need a preposition of time before them or have nothing of a name after them.
    """
    token = at(line, i)
    if token.kind != "word" or not (token.text[0].isupper()):
        return None
    if token.low in _MONTHS:
        return (_MONTHS[token.low], i + 1) if dated or _is_month(line, i) else None
    if token.low not in _SHORT:
        return None
    dotted = at(line, i + 1).text == "." and at(line, i + 1).start == token.end
    bare = at(line, i - 1).low in {"in", "since"} and not at(line, i + 1).text[:1].isupper()  # "17.2m in Sep"
    if dated or bare or (dotted and at(line, i - 1).low in _AFTER | _AFTER_END):
        return _SHORT[token.low], i + 1 + dotted
    return None


def _is_month(line: list[Token], i: int) -> bool:
    name, before, after = at(line, i).low, at(line, i - 1).low, at(line, i + 1)
    if before in _ONE_OF and (
        before != "a" or after.kind in {"end", "sign"} or after.low in _AFTER_YEAR | {"since", "ever"}
    ):
        return False  # "the steepest fall in a December since 1931"
    if before in _AFTER or (before == "-" and at(line, i - 2).low == "mid") or after.low in _TO_COME:
        return True
    ends = after.kind in {"end", "sign"} or after.low in {"to", "through", "until", "and"}
    if before in _AFTER_END and ends:
        return True
    if name in _ALSO_VERBS:
        owned = before in _APOSTROPHES or (before == "s" and at(line, i - 2).text in _APOSTROPHES)
        return (owned or before in _DETERMINERS) and after.kind == "word" and after.text.islower() and after.low != "on"
    if after.kind == "word" and after.text[0].isupper() and after.low not in _WEEKDAYS:
        return before in (_DETERMINERS | _AFTER_END) - {"and", "for"}
    return not (name in _ALSO_NAMES and (after.low in _SPEAKING or before == "that"))


def day_number(line: list[Token], i: int) -> int | None:
    """Return the day of a month at `i`, unless it counts something."""
    value = number(at(line, i))
    if value is None or not 1 <= value <= 31 or len(at(line, i).text) > 4:  # noqa: PLR2004 - days of a month
        return None
    return None if is_counted(at(line, i + 1)) else value
